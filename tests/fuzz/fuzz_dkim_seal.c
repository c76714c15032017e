/* covers: lib/dkim/sealing.c lib/dkim/seal_results.c lib/dkim/sealer.c lib/dkim/arc_report.c */
/*
 * fuzz_dkim_seal.c - what is sealed passes, or says that it failed
 *
 * The first octet says whether bare LF is taken, whether the key lies elsewhere,
 * whether DNS answers, and how long the pieces of the body are; the rest is a
 * message. It is validated, sealed, and validated again: a chain that passed or
 * was not there has to pass, one that failed has to be marked. The sealed message
 * is sealed once more.
 */
#include <secmail/arcseal.h>

#include <stdlib.h>
#include <string.h>

#include "dkim_letter.h"
#include "private/buffer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define INPUT_MAX 16384
#define ROUNDS 2
#define NOW 1700000000

/* What is made once. */
typedef struct desk {
	secmail_dkim_config *config[2]; /* bare LF is data, or CRLF */
	secmail_dkim_key *key[2];
	secmail_arc_sealer *sealer[2][2]; /* with the key, with its public half */
} desk;

/* How one input is treated. */
typedef struct run {
	const desk *desk;
	bool normalize;
	bool is_away;
	bool is_silent; /* DNS fails */
	size_t piece;
	secmailp_buffer text;
} run;

static void
add_sealer(desk *d, int normalize, int is_away)
{
	const secmail_dkim_config *c = d->config[normalize];
	secmail_dkim_key *k;
	secmail_arc_sealer *s;

	require(secmail_dkim_key_new(c, &k) == SECMAIL_DONE);
	require((is_away ? secmail_dkim_key_load_public(k, LETTER_PUBLIC, sizeof LETTER_PUBLIC - 1)
			 : secmail_dkim_key_load(k, LETTER_KEY, sizeof LETTER_KEY - 1)) ==
		SECMAIL_DONE);
	require(secmail_arc_sealer_new(c, &s) == SECMAIL_DONE);
	require(secmail_arc_sealer_set_fields(s, "from:arc-seal", "") == SECMAIL_ARGUMENT);
	require(secmail_arc_sealer_error(s)[0] != '\0');
	require(secmail_arc_sealer_set_key(s, k, "example.com", "a") == SECMAIL_DONE);
	require(secmail_arc_sealer_set_key(s, k, "example.com", "a") == SECMAIL_LATE);
	d->sealer[normalize][is_away] = s;
	if (is_away)
		secmail_dkim_key_free(k);
	else
		d->key[normalize] = k;
}

/* Calls before their time change nothing. */
static void
misuse(secmail_arc_sealing *s, const secmail_arc_result *chain)
{
	size_t len;

	require(secmail_arc_sealing_reset(s, -1) == SECMAIL_ARGUMENT);
	require(secmail_arc_sealing_error(s)[0] != '\0');
	require(secmail_arc_sealing_set_message(s, NULL) == SECMAIL_ARGUMENT);
	require(secmail_arc_sealing_set_results(s, chain, NULL) == SECMAIL_ARGUMENT);
	require(secmail_arc_sealing_seal(s) == SECMAIL_ARGUMENT);
	require(!secmail_arc_sealing_digest(s, &len) && len == 0);
	require(!secmail_arc_sealing_fields(s, &len) && len == 0);
}

static void
misuse_sealer(const secmail_dkim_config *c)
{
	secmail_arc_sealing *sealing;
	secmail_arc_sealer *s;

	require(secmail_arc_sealer_new(NULL, &s) == SECMAIL_ARGUMENT);
	require(secmail_arc_sealer_new(c, &s) == SECMAIL_DONE);
	require(secmail_arc_sealing_new(s, NOW, &sealing) == SECMAIL_ARGUMENT);
	require(secmail_arc_sealing_new(NULL, NOW, &sealing) == SECMAIL_ARGUMENT);
	require(secmail_arc_sealing_new(s, NOW, NULL) == SECMAIL_ARGUMENT);
	secmail_arc_sealer_free(s);
}

static desk *
desk_new(void)
{
	desk *d = calloc(1, sizeof *d);

	require(d != NULL);
	for (int i = 0; i < 2; i++) {
		require(secmail_dkim_config_new(&d->config[i]) == SECMAIL_DONE);
		secmail_dkim_config_set_normalize(d->config[i], i == 1);
		misuse_sealer(d->config[i]);
		add_sealer(d, i, 0);
		add_sealer(d, i, 1);
	}
	return d;
}

/* --- validating ---------------------------------------------------------- */

static void
fail_all(secmail_answers *a)
{
	uint32_t ids[SECMAIL_ANSWERS_MAX_QUESTIONS];
	size_t open = secmail_answers_open(a, ids, SECMAIL_ANSWERS_MAX_QUESTIONS);

	for (size_t i = 0; i < open; i++)
		require(secmail_answers_fail(a, ids[i], SECMAIL_DNS_SERVFAIL) == SECMAIL_DONE);
}

static secmail_arc_result *
validate(const run *r, const secmail_message *m, secmailp_view body, bool is_silent)
{
	secmail_arc_result *result = NULL;
	secmail_answers *a;
	secmail_dkim *d;

	require(secmail_answers_new(&a) == SECMAIL_DONE);
	require(secmail_dkim_new(r->desk->config[r->normalize], NOW, &d) == SECMAIL_DONE);
	require(secmail_dkim_set_message(d, m) == SECMAIL_DONE);
	require(secmail_dkim_write_body(d, body.at, body.len) == SECMAIL_DONE);
	require(secmail_dkim_end_body(d) == SECMAIL_DONE);
	while (secmail_arc_judge(d, a, &result) == SECMAIL_WANT_DNS) {
		if (is_silent)
			fail_all(a);
		letter_answer(a);
	}
	require(result != NULL);
	secmail_dkim_free(d);
	secmail_answers_free(a);
	return result;
}

/* --- sealing ------------------------------------------------------------- */

static secmail_status
write_message(const run *r, secmail_arc_sealing *s, const secmail_message *m, secmailp_view body)
{
	secmail_status status = secmail_arc_sealing_set_message(s, m);

	for (; status == SECMAIL_DONE && body.len > 0; body = secmailp_view_after(body, r->piece)) {
		secmailp_view part = secmailp_view_first(body, r->piece);

		status = secmail_arc_sealing_write_body(s, part.at, part.len);
	}
	return status == SECMAIL_DONE ? secmail_arc_sealing_end_body(s) : status;
}

static void
set_results(secmail_arc_sealing *s, const secmail_arc_result *chain)
{
	static const char wrong[] = "mx; arc=pass; arc=pass";
	secmail_authres *results;

	require(secmail_authres_new(&results) == SECMAIL_DONE);
	require(secmail_arc_sealing_set_results(s, chain, results) == SECMAIL_ARGUMENT);
	require(secmail_authres_parse(results, wrong, sizeof wrong - 1) == SECMAIL_DONE);
	require(secmail_arc_sealing_set_results(s, chain, results) == SECMAIL_ARGUMENT);
	secmail_authres_reset(results);
	require(secmail_authres_set_authserv_id(results, "mx.example.com") == SECMAIL_DONE);
	require(secmail_authres_add_result(results, "spf", "none") == SECMAIL_DONE);
	require(secmail_arc_sealing_set_results(s, chain, results) == SECMAIL_DONE);
	secmail_authres_free(results);
}

static secmail_status
sign_elsewhere(const run *r, secmail_arc_sealing *s)
{
	uint8_t signature[SECMAIL_DKIM_SIGNATURE_SIZE];
	size_t len, signature_len = 0;
	const void *digest = secmail_arc_sealing_digest(s, &len);

	require(digest && secmail_dkim_key_sign(r->desk->key[r->normalize], digest, len, signature,
			      sizeof signature, &signature_len) == SECMAIL_DONE);
	require(secmail_arc_sealing_set_signature(s, digest, 32) == SECMAIL_SYNTAX);
	require(secmail_arc_sealing_set_signature(s, signature, signature_len) == SECMAIL_DONE);
	return secmail_arc_sealing_seal(s);
}

/* Seals, and does what can be done about a decision. */
static secmail_arc_sealing_code
seal(const run *r, secmail_arc_sealing *s, const secmail_arc_result *chain)
{
	secmail_status status = secmail_arc_sealing_seal(s);

	if (secmail_arc_sealing_decision(s) == SECMAIL_ARC_SEALING_TEMPORARY) {
		require(status == SECMAIL_DONE && secmail_arc_result_is_temporary(chain));
		secmail_arc_sealing_allow_temporary(s, true);
		status = secmail_arc_sealing_seal(s);
	}
	if (status == SECMAIL_WANT_SIGNATURE) {
		require(r->is_away);
		require(sign_elsewhere(r, s) == SECMAIL_WANT_SIGNATURE);
		status = sign_elsewhere(r, s);
	}
	require(status == SECMAIL_DONE);
	return secmail_arc_sealing_decision(s);
}

/* The set goes on top of the text. */
static void
put_on_top(run *r, const secmail_arc_sealing *s)
{
	secmailp_buffer whole = secmailp_buffer_new(8 * INPUT_MAX);
	size_t len, sum = 0, all;
	const char *set = secmail_arc_sealing_fields(s, &all);

	require(set && strlen(set) == all);
	for (size_t i = 0; i < SECMAIL_ARC_SET_FIELDS; i++) {
		require(secmail_arc_sealing_field(s, i, &len) == set + sum);
		sum += len;
	}
	require(sum == all && !secmail_arc_sealing_field(s, SECMAIL_ARC_SET_FIELDS, &len));
	secmailp_buffer_text(&whole, set);
	secmailp_buffer_add(&whole, secmailp_buffer_view(&r->text));
	require(whole.status == SECMAIL_DONE);
	secmailp_buffer_free(&r->text);
	r->text = whole;
}

static void
check_sealed(const run *r, const secmail_arc_result *before)
{
	secmailp_view body = secmailp_view_of(NULL, 0);
	secmail_message *m = letter_read(secmailp_buffer_view(&r->text), r->normalize, &body);
	secmail_arc_result *after;

	require(m != NULL);
	after = validate(r, m, body, false);
	require(secmail_arc_result_instances(after) == secmail_arc_result_instances(before) + 1);
	if (secmail_arc_result_code(before) == SECMAIL_ARC_FAIL)
		require(secmail_arc_result_reason(after) == SECMAIL_ARC_MARKED_FAILED);
	else
		require(secmail_arc_result_code(after) == SECMAIL_ARC_PASS);
	secmail_arc_result_free(after);
	secmail_message_free(m);
}

/* A set, whatever becomes of it. Returns whether there is one. */
static bool
add_set(run *r, secmail_arc_sealing *s, const secmail_message *m, secmailp_view body)
{
	secmail_arc_result *chain = validate(r, m, body, r->is_silent);
	secmail_arc_sealing_code code = SECMAIL_ARC_SEALING_UNDECIDED;
	size_t len;

	misuse(s, chain);
	if (write_message(r, s, m, body) == SECMAIL_DONE) {
		set_results(s, chain);
		code = seal(r, s, chain);
		if (code == SECMAIL_ARC_SEALING_ALLOWED)
			require(
			    secmail_arc_sealing_set_results(s, chain, NULL) == SECMAIL_ARGUMENT);
		require(code != SECMAIL_ARC_SEALING_UNDECIDED &&
			code != SECMAIL_ARC_SEALING_OTHER_CHAIN);
	}
	require(
	    (code == SECMAIL_ARC_SEALING_ALLOWED) == (secmail_arc_sealing_fields(s, &len) != NULL));
	for (int i = SECMAIL_ARC_SEALING_UNDECIDED; i <= SECMAIL_ARC_SEALING_OTHER_CHAIN; i++)
		require(secmail_arc_sealing_code_name((secmail_arc_sealing_code)i)[0] != '\0');
	if (code == SECMAIL_ARC_SEALING_ALLOWED) {
		put_on_top(r, s);
		check_sealed(r, chain);
	}
	secmail_arc_result_free(chain);
	return code == SECMAIL_ARC_SEALING_ALLOWED;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static desk *d;
	run r = { .text = secmailp_buffer_new(INPUT_MAX) };
	secmail_arc_sealing *s;
	bool is_sealed = true;

	if (size < 1 || size > INPUT_MAX)
		return 0;
	r.desk = d = d ? d : desk_new();
	r.normalize = data[0] & 1;
	r.is_away = data[0] & 2;
	r.is_silent = data[0] & 4;
	r.piece = (size_t)(data[0] >> 3) * 8 + 1;
	secmailp_buffer_add(&r.text, secmailp_view_of(data + 1, size - 1));
	require(
	    secmail_arc_sealing_new(d->sealer[r.normalize][r.is_away], NOW, &s) == SECMAIL_DONE);
	for (int i = 0; i < ROUNDS && is_sealed; i++) {
		secmailp_view body = secmailp_view_of(NULL, 0);
		secmail_message *m = letter_read(secmailp_buffer_view(&r.text), r.normalize, &body);

		is_sealed = m && secmail_arc_sealing_reset(s, NOW) == SECMAIL_DONE &&
			    add_set(&r, s, m, body);
		r.is_silent = false;
		secmail_message_free(m);
	}
	secmail_arc_sealing_free(s);
	secmailp_buffer_free(&r.text);
	return 0;
}
