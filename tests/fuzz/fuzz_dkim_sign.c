/* covers: lib/dkim/signing.c lib/dkim/sign_header.c lib/dkim/sign_field.c lib/dkim/sign_row.c
 * lib/dkim/line_ends.c */
/*
 * fuzz_dkim_sign.c - what is signed verifies, and what is refused has a reason
 *
 * The first octet says with which canonicalizations, whether bare LF is taken,
 * and how long the pieces of the body are; the rest is a message. Two keys sign,
 * one here and one elsewhere. The message with its signatures on top is handed
 * to the verifier, for which both have to pass.
 */
#include <secmail/dkimsign.h>

#include <stdlib.h>
#include <string.h>

#include "dkim_internal.h"
#include "dkim_letter.h"
#include "sign.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define INPUT_MAX 16384
#define NOW 1700000000

/* What is made once. */
typedef struct desk {
	secmail_dkim_config *config[2]; /* bare LF is data, or CRLF */
	secmail_dkim_key *key[2];
	secmail_dkim_key *half[2];
	secmail_dkim_signer *signer[2][4];
} desk;

static void
add_keys(desk *d, int normalize, int way)
{
	secmail_dkim_signer *s;

	require(secmail_dkim_signer_new(d->config[normalize], &s) == SECMAIL_DONE);
	d->signer[normalize][way] = s;
	require(secmail_dkim_signer_add_key(s, d->key[normalize], "example.com", "a", NULL) ==
		SECMAIL_DONE);
	require(secmail_dkim_signer_add_key(s, d->half[normalize], "example.com", "b", NULL) ==
		SECMAIL_DONE);
	for (size_t i = 0; i < 2; i++)
		require(secmail_dkim_signer_set_canonicalization(s, i,
			    way & 1 ? SECMAIL_DKIM_RELAXED : SECMAIL_DKIM_SIMPLE,
			    way & 2 ? SECMAIL_DKIM_RELAXED : SECMAIL_DKIM_SIMPLE) == SECMAIL_DONE);
	if (way == 0)
		return;
	require(secmail_dkim_signer_set_lifetime(s, 3600) == SECMAIL_DONE);
	require(secmail_dkim_signer_set_identity(s, 0, "a b@lists.example.com") == SECMAIL_DONE);
}

static desk *
desk_new(void)
{
	desk *d = calloc(1, sizeof *d);

	require(d != NULL);
	for (int i = 0; i < 2; i++) {
		require(secmail_dkim_config_new(&d->config[i]) == SECMAIL_DONE);
		secmail_dkim_config_set_normalize(d->config[i], i == 1);
		require(secmail_dkim_config_set_max_signatures(
			    d->config[i], SECMAIL_DKIM_MAX_ROWS) == SECMAIL_DONE);
		require(secmail_dkim_key_new(d->config[i], &d->key[i]) == SECMAIL_DONE);
		require(secmail_dkim_key_load(d->key[i], LETTER_KEY, sizeof LETTER_KEY - 1) ==
			SECMAIL_DONE);
		require(secmail_dkim_key_new(d->config[i], &d->half[i]) == SECMAIL_DONE);
		require(secmail_dkim_key_load_public(
			    d->half[i], LETTER_PUBLIC, sizeof LETTER_PUBLIC - 1) == SECMAIL_DONE);
		for (int way = 0; way < 4; way++)
			add_keys(d, i, way);
	}
	return d;
}

/* --- signing ------------------------------------------------------------- */

static secmail_status
write_pieces(secmail_dkim_signing *s, secmailp_view body, size_t piece)
{
	secmail_status status = SECMAIL_DONE;

	for (; status == SECMAIL_DONE && body.len > 0; body = secmailp_view_after(body, piece)) {
		secmailp_view part = secmailp_view_first(body, piece);

		status = secmail_dkim_signing_write_body(s, part.at, part.len);
	}
	return status == SECMAIL_DONE ? secmail_dkim_signing_end_body(s) : status;
}

static void
sign_all(secmail_dkim_signing *s, const secmail_dkim_key *key)
{
	uint8_t signature[SECMAIL_DKIM_SIGNATURE_SIZE];
	const void *digest;
	size_t len, signature_len = 0;

	require(secmail_dkim_signing_sign(s) == SECMAIL_WANT_SIGNATURE);
	require(secmail_dkim_signing_skip(s, 0) == SECMAIL_ARGUMENT);
	require(secmail_dkim_signing_set_signature(s, 1, LETTER_KEY, 64) == SECMAIL_SYNTAX);
	require(secmail_dkim_signing_set_signature(s, 1, LETTER_KEY, 0) == SECMAIL_SYNTAX);
	digest = secmail_dkim_signing_digest(s, 1, &len);
	require(digest && secmail_dkim_key_sign(key, digest, len, signature, sizeof signature,
			      &signature_len) == SECMAIL_DONE);
	require(secmail_dkim_signing_set_signature(s, 1, signature, signature_len) == SECMAIL_DONE);
	require(secmail_dkim_signing_sign(s) == SECMAIL_DONE);
}

/* Calls before their time, or after it, change nothing. */
static void
misuse_before(secmail_dkim_signing *s)
{
	size_t len;

	require(secmail_dkim_signing_sign(s) == SECMAIL_ARGUMENT);
	require(secmail_dkim_signing_write_body(s, "", 0) == SECMAIL_ARGUMENT);
	require(secmail_dkim_signing_set_message(s, NULL) == SECMAIL_ARGUMENT);
	require(secmail_dkim_signing_reset(s, -1) == SECMAIL_ARGUMENT);
	require(secmail_dkim_signing_digest(s, 1, &len) == NULL && len == 0);
	require(secmail_dkim_signing_field(s, 0, &len) == NULL && len == 0);
	require(secmail_dkim_signing_fields(s, &len) == NULL && len == 0);
}

static void
misuse_after(secmail_dkim_signing *s, const secmail_message *m)
{
	size_t first, second, all;

	require(secmail_dkim_signing_set_message(s, m) == SECMAIL_LATE);
	require(secmail_dkim_signing_end_body(s) == SECMAIL_LATE);
	require(secmail_dkim_signing_set_signature(s, 1, "", 0) == SECMAIL_ARGUMENT);
	require(secmail_dkim_signing_sign(s) == SECMAIL_DONE);
	require(
	    secmail_dkim_signing_field(s, 0, &first) && secmail_dkim_signing_field(s, 1, &second));
	require(secmail_dkim_signing_fields(s, &all) && all == first + second);
}

/* --- verifying ----------------------------------------------------------- */

static void
verify(const secmail_dkim_config *c, const secmail_message *m, secmailp_view body)
{
	secmail_dkim_results *r = NULL;
	secmail_answers *a;
	secmail_dkim *d;

	require(secmail_answers_new(&a) == SECMAIL_DONE);
	require(secmail_dkim_new(c, NOW, &d) == SECMAIL_DONE);
	require(secmail_dkim_set_author_domain(d, "example.com") == SECMAIL_DONE);
	require(secmail_dkim_set_message(d, m) == SECMAIL_DONE);
	require(secmail_dkim_write_body(d, body.at, body.len) == SECMAIL_DONE);
	require(secmail_dkim_end_body(d) == SECMAIL_DONE);
	while (secmail_dkim_judge(d, a, &r) == SECMAIL_WANT_DNS)
		letter_answer(a);
	require(r && secmail_dkim_results_count(r) >= 2);
	for (size_t i = 0; i < 2; i++)
		require(secmail_dkim_results_code(r, i) == SECMAIL_DKIM_PASS);
	secmail_dkim_results_free(r);
	secmail_dkim_free(d);
	secmail_answers_free(a);
}

/* The message with its fields on top, read anew. */
static void
verify_whole(
    const secmail_dkim_config *c, const secmail_dkim_signing *s, secmailp_view text, bool normalize)
{
	secmailp_buffer whole = secmailp_buffer_new(4 * INPUT_MAX);
	secmailp_view body = secmailp_view_of(NULL, 0);
	size_t len;
	const char *fields = secmail_dkim_signing_fields(s, &len);
	secmail_message *m;

	require(fields && strlen(fields) == len);
	secmailp_buffer_text(&whole, fields);
	secmailp_buffer_add(&whole, text);
	m = letter_read(secmailp_buffer_view(&whole), normalize, &body);
	require(m != NULL);
	verify(c, m, body);
	secmail_message_free(m);
	secmailp_buffer_free(&whole);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static desk *d;
	secmailp_view text, body = secmailp_view_of(NULL, 0);
	secmail_dkim_signing *s;
	secmail_message *m;
	bool normalize;

	if (size < 1 || size > INPUT_MAX)
		return 0;
	d = d ? d : desk_new();
	normalize = data[0] & 4;
	text = secmailp_view_of(data + 1, size - 1);
	m = letter_read(text, normalize, &body);
	if (!m)
		return 0;
	require(
	    secmail_dkim_signing_new(d->signer[normalize][data[0] & 3], NOW, &s) == SECMAIL_DONE);
	misuse_before(s);
	if (secmail_dkim_signing_set_message(s, m) == SECMAIL_DONE &&
	    write_pieces(s, body, (size_t)(data[0] >> 3) * 8 + 1) == SECMAIL_DONE) {
		sign_all(s, d->key[normalize]);
		misuse_after(s, m);
		verify_whole(d->config[normalize], s, text, normalize);
	} else {
		require(secmail_dkim_signing_error(s)[0] != '\0');
	}
	secmail_dkim_signing_free(s);
	secmail_message_free(m);
	return 0;
}
