/*
 * known_answer.c - whether OpenSSL works, before anything is judged with it
 *
 * An OpenSSL library context that ran out of memory while it was set up is
 * handed out all the same, and lacks an algorithm here or there: from then on
 * it refuses signatures that are good. So each context first verifies the two
 * signatures of RFC 8463 appendix A, whose answer is known.
 */
#include "dkim_internal.h"
#include "private/base64.h"

static const struct known {
	const char *record;
	const char *digest; /* of the signed header fields */
	const char *signature;
} known[] = {
	{ "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
	    "SM6aLHEOzhcQ/xVplrg2p/RUcOQ+/lZDB01uFpDtYuc=",
	    "/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11BusFa3bT3FY5OsU7ZbnKELq+"
	    "eXdp1Q1Dw==" },
	{ "v=DKIM1; k=rsa; "
	  "p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6wy5bd"
	  "OKb2jLQiY/J16JYi0Qvx/byYzCNb3W91y3FutACDfzwQ/BC/e/"
	  "8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLz"
	  "BfO2EeC3Ip3G+2kryOTIKT+l/K4w3QIDAQAB",
	    "/tcebXD7Eju1w1OtxCghswS2udVPyGfzBPfGHaqqERE=",
	    "F45dVWDfMbQDGHJFlXUNB2HKfbCeLRyhDXgFpEL8GwpsRe0IeIixNTe3DhCVlUrSjV4BwcVcOF6+"
	    "FF3Zo9Rpo1tFOeS9mPYQTnGd"
	    "aSGsgeefOsk2JzdA+L10TeYt9BgDfQNZtKdN1WO//KgIqXP7OdEFE4LjFYNcUxZQ4FADY+8=" },
};

/* The longest signature among them: RSA with 1,024 bits. */
#define MAX_SIGNATURE 128

static bool
holds(const struct known *k, const smdkim_crypto *crypto)
{
	uint8_t digest[SMDKIM_DIGEST], signature[MAX_SIGNATURE];
	smdkim_operation operation = SMDKIM_REFUSED;
	size_t digest_len, len;
	smdkim_key *key;
	bool done = secmailp_base64_decode(secmailp_view_text(k->digest), SECMAILP_BASE64_PLAIN,
			digest, sizeof digest, &digest_len) &&
		    secmailp_base64_decode(secmailp_view_text(k->signature), SECMAILP_BASE64_PLAIN,
			signature, sizeof signature, &len) &&
		    smdkim_key_new(&key, secmailp_view_text(k->record), crypto) == SECMAIL_DONE;

	if (!done)
		return false;
	done = smdkim_key_verify(key, digest, secmailp_view_of(signature, len), &operation) ==
	       SECMAIL_DONE;
	smdkim_key_drop(key);
	return done && operation == SMDKIM_ACCEPTED;
}

bool
smdkim_known_answers_hold(const smdkim_crypto *crypto)
{
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (!holds(&known[i], crypto))
			return false;
	return true;
}
