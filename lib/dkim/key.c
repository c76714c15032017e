/*
 * key.c - public keys: made from a record, used by many threads, dropped by the last
 *
 * A 3,071-bit exponent makes one verification cost as much as 120 ordinary
 * ones, so exponents are odd numbers from 3 to 2^32-1, moduli odd numbers of
 * 1,024 to 8,192 bits, whatever the configuration says on top.
 */
#include "dkim_internal.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/params.h>
#include <openssl/rsa.h>
#include <stdlib.h>

#include "private/base64.h"

#define ED25519_KEY 32
#define ED25519_SIGNATURE 64
#define MAX_EXPONENT 4 /* octets */

/* Sets up the verification that each use duplicates; setting up anew costs a fifth of it. */
static EVP_PKEY_CTX *
rsa_verification(EVP_PKEY *pkey, const smdkim_crypto *crypto)
{
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_pkey(crypto->library, pkey, NULL);

	if (context && EVP_PKEY_verify_init(context) > 0 &&
	    EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) > 0 &&
	    EVP_PKEY_CTX_set_signature_md(context, crypto->sha256) > 0)
		return context;
	EVP_PKEY_CTX_free(context);
	return NULL;
}

void
smdkim_native_order(uint8_t *out, secmailp_view number)
{
	static const union {
		uint16_t number;
		uint8_t low_first;
	} order = { 1 };

	for (size_t i = 0; i < number.len; i++)
		out[i] = number.at[order.low_first ? number.len - 1 - i : i];
}

static EVP_PKEY *
rsa_from_numbers(const smdkim_rsa *rsa, const smdkim_crypto *crypto)
{
	uint8_t n[SECMAIL_DKIM_MAX_RSA_BITS / 8], e[MAX_EXPONENT];
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(crypto->library, "RSA", NULL);
	EVP_PKEY *pkey = NULL;
	OSSL_PARAM numbers[3];

	smdkim_native_order(n, rsa->modulus);
	smdkim_native_order(e, rsa->exponent);
	numbers[0] = OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_RSA_N, n, rsa->modulus.len);
	numbers[1] = OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_RSA_E, e, rsa->exponent.len);
	numbers[2] = OSSL_PARAM_construct_end();
	if (!context || EVP_PKEY_fromdata_init(context) <= 0 ||
	    EVP_PKEY_fromdata(context, &pkey, EVP_PKEY_PUBLIC_KEY, numbers) <= 0)
		pkey = NULL;
	EVP_PKEY_CTX_free(context);
	return pkey;
}

static bool
is_odd(secmailp_view number)
{
	return (number.at[number.len - 1] & 1) == 1;
}

/* Finds the numbers fit for use, or says why not. */
static bool
is_fit(smdkim_key *key, const smdkim_rsa *rsa)
{
	key->bits = rsa->bits;
	if (rsa->bits < SECMAIL_DKIM_MIN_RSA_BITS)
		smdkim_fault(&key->found, SECMAIL_DKIM_KEY_TOO_SHORT,
		    "the key has %u bits, fewer than %d", rsa->bits, SECMAIL_DKIM_MIN_RSA_BITS);
	else if (rsa->bits > SECMAIL_DKIM_MAX_RSA_BITS)
		smdkim_fault(&key->found, SECMAIL_DKIM_KEY_TOO_LONG,
		    "the key has %u bits, more than %d", rsa->bits, SECMAIL_DKIM_MAX_RSA_BITS);
	else if (rsa->exponent.len > MAX_EXPONENT || !is_odd(rsa->exponent) ||
		 (rsa->exponent.len == 1 && rsa->exponent.at[0] < 3))
		smdkim_fault(&key->found, SECMAIL_DKIM_KEY_EXPONENT_REFUSED,
		    "the key's exponent is no odd number from 3 to 4294967295");
	else if (!is_odd(rsa->modulus))
		smdkim_fault(&key->found, SECMAIL_DKIM_KEY_SYNTAX, "the key's modulus is even");
	return key->found.reason == SECMAIL_DKIM_UNDECIDED;
}

static secmail_status
make_rsa(smdkim_key *key, secmailp_view der, const smdkim_crypto *crypto)
{
	smdkim_rsa rsa;
	EVP_PKEY *pkey;

	if (!smdkim_der_rsa(&rsa, der)) {
		smdkim_fault(&key->found, SECMAIL_DKIM_KEY_SYNTAX,
		    "the key record: p= is no RSA public key in DER");
		return SECMAIL_DONE;
	}
	if (!is_fit(key, &rsa))
		return SECMAIL_DONE;
	pkey = rsa_from_numbers(&rsa, crypto);
	key->rsa = pkey ? rsa_verification(pkey, crypto) : NULL;
	EVP_PKEY_free(pkey); /* the verification holds on to it */
	return key->rsa ? SECMAIL_DONE : SECMAIL_NO_MEMORY;
}

static secmail_status
make_ed25519(smdkim_key *key, secmailp_view raw, const smdkim_crypto *crypto)
{
	EVP_PKEY *pkey;
	bool made;

	if (raw.len != ED25519_KEY) {
		smdkim_fault(&key->found, SECMAIL_DKIM_KEY_SYNTAX,
		    "the key record: p= is no Ed25519 key of 32 octets");
		return SECMAIL_DONE;
	}
	key->bits = 256;
	pkey = EVP_PKEY_new_raw_public_key_ex(crypto->library, "ED25519", NULL, raw.at, raw.len);
	key->ed25519 = EVP_MD_CTX_new();
	made = pkey && key->ed25519 &&
	       EVP_DigestVerifyInit_ex(
		   key->ed25519, NULL, NULL, crypto->library, NULL, pkey, NULL) > 0;
	EVP_PKEY_free(pkey);
	return made ? SECMAIL_DONE : SECMAIL_NO_MEMORY;
}

static secmail_status
make_public_key(smdkim_key *key, secmailp_view p, const smdkim_crypto *crypto)
{
	uint8_t octets[SMDKIM_MAX_DER];
	secmail_status status = SECMAIL_DONE;
	size_t len;

	if (key->type == SMDKIM_KEY_UNKNOWN)
		return SECMAIL_DONE;
	if (!secmailp_base64_decode(p, SECMAILP_BASE64_FOLDED, octets, sizeof octets, &len)) {
		smdkim_fault(&key->found, SECMAIL_DKIM_KEY_SYNTAX,
		    "the key record: p= is not base64, or too long for a key");
		return SECMAIL_DONE;
	}
	/* What OpenSSL says of a failure must not stay in the caller's queue. */
	ERR_set_mark();
	if (key->type == SMDKIM_KEY_RSA)
		status = make_rsa(key, secmailp_view_of(octets, len), crypto);
	else
		status = make_ed25519(key, secmailp_view_of(octets, len), crypto);
	ERR_pop_to_mark();
	return status;
}

secmail_status
smdkim_key_new(smdkim_key **out, secmailp_view record, const smdkim_crypto *crypto)
{
	smdkim_key *key = calloc(1, sizeof *key + record.len);
	secmail_status status = SECMAIL_DONE;
	secmailp_view p;

	*out = NULL;
	if (!key)
		return SECMAIL_NO_MEMORY;
	key->users = 1;
	key->record_len = record.len;
	memcpy(key->record, record.at, record.len);
	smdkim_key_record_read(key, &p);
	if (key->found.reason == SECMAIL_DKIM_UNDECIDED)
		status = make_public_key(key, p, crypto);
	if (status == SECMAIL_DONE)
		*out = key;
	else
		smdkim_key_drop(key);
	return status;
}

smdkim_key *
smdkim_key_use(smdkim_key *key)
{
	__atomic_add_fetch(&key->users, 1, __ATOMIC_RELAXED);
	return key;
}

void
smdkim_key_drop(smdkim_key *key)
{
	if (!key || __atomic_sub_fetch(&key->users, 1, __ATOMIC_ACQ_REL) > 0)
		return;
	EVP_PKEY_CTX_free(key->rsa);
	EVP_MD_CTX_free(key->ed25519);
	free(key);
}

static secmail_status
verify_rsa(
    const smdkim_key *key, const uint8_t *digest, secmailp_view signature, smdkim_operation *out)
{
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_dup(key->rsa);

	if (!context)
		return SECMAIL_NO_MEMORY;
	if (EVP_PKEY_verify(context, signature.at, signature.len, digest, SMDKIM_DIGEST) == 1)
		*out = SMDKIM_ACCEPTED;
	EVP_PKEY_CTX_free(context);
	return SECMAIL_DONE;
}

/* Ed25519 signs the digest as a message (RFC 8463 section 3). */
static secmail_status
verify_ed25519(
    const smdkim_key *key, const uint8_t *digest, secmailp_view signature, smdkim_operation *out)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	secmail_status status = SECMAIL_DONE;

	if (!context || !EVP_MD_CTX_copy_ex(context, key->ed25519))
		status = SECMAIL_NO_MEMORY;
	else if (signature.len == ED25519_SIGNATURE &&
		 EVP_DigestVerify(context, signature.at, signature.len, digest, SMDKIM_DIGEST) == 1)
		*out = SMDKIM_ACCEPTED;
	EVP_MD_CTX_free(context);
	return status;
}

/*
 * Whether OpenSSL refused for want of memory: to it a signature that can't be
 * checked is one that doesn't verify, and to us that would be a false verdict.
 * Empties the queue of errors.
 */
static bool
ran_out_of_memory(void)
{
	unsigned long error;
	bool found = false;

	while ((error = ERR_get_error()) != 0)
		found |= ERR_GET_REASON(error) == ERR_R_MALLOC_FAILURE;
	return found;
}

/*
 * Ed25519 in OpenSSL 3.0 doesn't even say that memory was short. What it
 * refuses it is asked again: memory that is short no longer changes the
 * outcome, and memory that still is fails the call before.
 */
static secmail_status
verify_ed25519_surely(
    const smdkim_key *key, const uint8_t *digest, secmailp_view signature, smdkim_operation *out)
{
	secmail_status status = verify_ed25519(key, digest, signature, out);

	if (status == SECMAIL_DONE && *out != SMDKIM_ACCEPTED)
		status = verify_ed25519(key, digest, signature, out);
	return status;
}

secmail_status
smdkim_key_verify(const smdkim_key *key, const uint8_t digest[SMDKIM_DIGEST],
    secmailp_view signature, smdkim_operation *out)
{
	secmail_status status;

	*out = SMDKIM_REFUSED;
	ERR_clear_error();
	if (key->type == SMDKIM_KEY_RSA)
		status = verify_rsa(key, digest, signature, out);
	else
		status = verify_ed25519_surely(key, digest, signature, out);
	if (ran_out_of_memory() && *out != SMDKIM_ACCEPTED)
		status = SECMAIL_NO_MEMORY;
	return status;
}
