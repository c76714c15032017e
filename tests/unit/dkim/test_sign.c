/*
 * test_sign.c - messages are signed, and what is signed verifies until it is changed
 *
 * The fields' text is compared with what RFC 6376 section 3.5 says of each tag;
 * the hashes are judged by the verifier, and by others in tests/interop.
 */
#include "../suite.h"

#include <secmail/dkimsign.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dkim_internal.h"
#include "signer.h"

#define NOW SIGNER_NOW
#define ED25519_KEY                                                                                \
	"-----BEGIN PRIVATE KEY-----\n"                                                            \
	"MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n"                       \
	"-----END PRIVATE KEY-----\n"

static const signer_record RECORDS[] = {
	{ "ed._domainkey.example.com",
	    "v=DKIM1; k=ed25519; p=Gb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=" },
	{ "rsa._domainkey.example.com", "v=DKIM1; k=rsa; p=" SIGNER_RSA_P },
	{ NULL, NULL },
};

/* What a test signs with: both keys, for example.com. */
typedef struct desk {
	secmail_dkim_config *config;
	secmail_dkim_signer *signer;
	secmail_dkim_signing *signing;
} desk;

static secmail_dkim_key *
load_key(const secmail_dkim_config *c, const char *pem)
{
	secmail_dkim_key *k;

	ck_assert_int_eq(secmail_dkim_key_new(c, &k), SECMAIL_DONE);
	secmail_dkim_key_insecure_allow_short(k, true);
	ck_assert_int_eq(secmail_dkim_key_load(k, pem, strlen(pem)), SECMAIL_DONE);
	return k;
}

static void
add_key(const desk *d, const char *pem, const char *selector)
{
	secmail_dkim_key *k = load_key(d->config, pem);

	ck_assert_int_eq(
	    secmail_dkim_signer_add_key(d->signer, k, "example.com", selector, NULL), SECMAIL_DONE);
	secmail_dkim_key_free(k); /* the signer keeps it */
}

static desk
desk_new(bool normalize)
{
	desk d = { .signing = NULL };

	d.config = signer_config();
	secmail_dkim_config_set_normalize(d.config, normalize);
	ck_assert_int_eq(secmail_dkim_signer_new(d.config, &d.signer), SECMAIL_DONE);
	add_key(&d, ED25519_KEY, "ed");
	add_key(&d, SIGNER_RSA_KEY, "rsa");
	return d;
}

static void
desk_free(desk *d)
{
	secmail_dkim_signing_free(d->signing);
	secmail_dkim_signer_free(d->signer);
	secmail_dkim_config_free(d->config);
}

/* Takes a message whose body comes in pieces of a size. */
static secmail_status
write_message(desk *d, const char *header, const char *body, size_t len, size_t piece)
{
	secmail_message *m = signer_message(header, strlen(header));
	secmail_status status;

	if (d->signing)
		status = secmail_dkim_signing_reset(d->signing, NOW);
	else
		status = secmail_dkim_signing_new(d->signer, NOW, &d->signing);
	ck_assert_int_eq(status, SECMAIL_DONE);
	status = secmail_dkim_signing_set_message(d->signing, m);
	secmail_message_free(m); /* it is not needed any more */
	for (size_t at = 0; status == SECMAIL_DONE && at < len; at += piece)
		status = secmail_dkim_signing_write_body(
		    d->signing, body + at, len - at < piece ? len - at : piece);
	return status == SECMAIL_DONE ? secmail_dkim_signing_end_body(d->signing) : status;
}

/* All fields of a message, for free(). */
static char *
sign(desk *d, const char *header, const char *body, size_t piece)
{
	const char *fields;
	char *copy;
	size_t len;

	ck_assert_int_eq(write_message(d, header, body, strlen(body), piece), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dkim_signing_sign(d->signing), SECMAIL_DONE);
	fields = secmail_dkim_signing_fields(d->signing, &len);
	ck_assert_ptr_nonnull(fields);
	ck_assert_uint_eq(strlen(fields), len);
	copy = malloc(len + 1);
	ck_assert_ptr_nonnull(copy);
	memcpy(copy, fields, len + 1);
	return copy;
}

/* Whether all signatures of a message pass, or none does. */
static void
check_all(const desk *d, const char *fields, const char *header, const char *body, bool pass,
    const char *proves)
{
	char *whole = malloc(strlen(fields) + strlen(header) + 1);
	secmail_dkim_results *r;

	ck_assert_ptr_nonnull(whole);
	memcpy(whole, fields, strlen(fields));
	memcpy(whole + strlen(fields), header, strlen(header) + 1);
	r = signer_judge(d->config, whole, body, RECORDS);
	ck_assert_uint_eq(secmail_dkim_results_count(r), 2);
	for (size_t i = 0; i < 2; i++)
		ck_assert_msg((secmail_dkim_results_code(r, i) == SECMAIL_DKIM_PASS) == pass,
		    "%s: %s", proves, secmail_dkim_results_detail(r, i));
	secmail_dkim_results_free(r);
	free(whole);
}

/* --- what is signed verifies --------------------------------------------- */

static const struct letter {
	const char *proves;
	const char *header;
	const char *body;
} letters[] = {
	{ "an ordinary message",
	    "From: Ann <ann@example.com>\r\nTo: bob@example.net\r\nSubject: Hello\r\n"
	    "Date: Tue, 14 Nov 2023 22:13:18 +0000\r\nMessage-ID: <1@example.com>\r\n\r\n",
	    "Hello Bob\r\n" },
	{ "no more than From", "From: ann@example.com\r\n\r\n", "x\r\n" },
	{ "an empty body", "From: ann@example.com\r\nSubject:\r\n\r\n", "" },
	{ "a body of empty lines", "From: ann@example.com\r\n\r\n", "\r\n\r\n\r\n" },
	{ "a body without a line end", "From: ann@example.com\r\n\r\n", "one line" },
	{ "white space everywhere",
	    "FROM:   Ann \t <ann@example.com>  \r\nSubject:a  b\r\n \t\r\n c\r\n"
	    "To:\tbob@example.net,\r\n\tcarol@example.net \r\n\r\n",
	    " a  b \t\r\n\t\r\n c \r\n\r\n" },
	{ "names that stand twice",
	    "Received: by a\r\nFrom: ann@example.com\r\nTo: a@example.net\r\nto: b@example.net\r\n"
	    "List-Id: <a.example.com>\r\nReferences: <1@x>\r\nReferences: <2@x>\r\n\r\n",
	    "x\r\n" },
	{ "octets that are no ASCII", "From: \303\204nn <ann@example.com>\r\nSubject: \377\r\n\r\n",
	    "\303\244\377\r\n" },
	{ "a message that is signed already",
	    "DKIM-Signature: v=1; a=rsa-sha256; d=example.org; s=x; h=from; bh=AA==; b=AA==\r\n"
	    "From: ann@example.com\r\n\r\n",
	    "x\r\n" },
};

#define WAYS 4 /* both canonicalizations of the header with both of the body */

static void
set_ways(const desk *d, int ed25519, int rsa)
{
	const int ways[2] = { ed25519, rsa };

	for (size_t i = 0; i < 2; i++)
		ck_assert_int_eq(secmail_dkim_signer_set_canonicalization(d->signer, i,
				     ways[i] & 1 ? SECMAIL_DKIM_RELAXED : SECMAIL_DKIM_SIMPLE,
				     ways[i] & 2 ? SECMAIL_DKIM_RELAXED : SECMAIL_DKIM_SIMPLE),
		    SECMAIL_DONE);
}

static size_t
count_lines_over(const char *fields, size_t most)
{
	size_t over = 0;

	while (*fields) {
		size_t len = strcspn(fields, "\r");

		ck_assert_int_eq(fields[len + 1], '\n');
		over += len > most;
		fields += len + 2;
	}
	return over;
}

START_TEST(what_is_signed_verifies)
{
	const struct letter *l = &letters[_i / (WAYS * WAYS)];
	int way = _i % (WAYS * WAYS);
	desk d = desk_new(false);
	char *fields, changed[512];
	bool is_signed_already = strstr(l->header, "DKIM-Signature") != NULL;

	set_ways(&d, way % WAYS, way / WAYS);
	fields = sign(&d, l->header, l->body, 3);
	ck_assert_uint_eq(count_lines_over(fields, 78), 0);
	if (!is_signed_already) {
		check_all(&d, fields, l->header, l->body, true, l->proves);
		snprintf(changed, sizeof changed, "x%s", l->body);
		check_all(&d, fields, l->header, changed, false, l->proves);
		snprintf(changed, sizeof changed, "Subject: another\r\n%s", l->header);
		check_all(&d, fields, changed, l->body, false, l->proves);
	}
	free(fields);
	desk_free(&d);
}
END_TEST

/* The same message in pieces of any size, by a new session or one that is reused. */
START_TEST(pieces_and_reuse_change_nothing)
{
	desk d = desk_new(false), other = desk_new(false);
	const struct letter *l = &letters[5];
	char *first = sign(&d, l->header, l->body, 1000);

	for (size_t piece = 1; piece < 20; piece++) {
		char *again = sign(&d, l->header, l->body, piece);

		ck_assert_str_eq(first, again);
		free(again);
		free(sign(&d, letters[0].header, letters[0].body, piece));
	}
	free(sign(&other, l->header, l->body, 7));
	free(first);
	desk_free(&other);
	desk_free(&d);
}
END_TEST

/* --- what the field says ------------------------------------------------- */

static const char PLAIN[] = "From: ann@example.com\r\nSubject: a\r\nTo: b@example.net\r\n"
			    "to: c@example.net\r\nReceived: by x\r\nList-Id: <l>\r\n\r\n";

/* bh= is SHA-256 of "x" CRLF. */
static const char FIELD_START[] =
    "DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed; d=example.com;\r\n"
    "\ts=ed; i=a=3Bb=3D=20=C3=A4@lists.example.com; t=1700000000; x=1700086400;\r\n"
    "\th=from:from:to:to:to:cc:subject:subject:date:reply-to:content-type:\r\n"
    "\tmime-version:list-id; bh=s14J+iztnrytnRYzb7lhFG/jS/vrxWJnnahfijFMnco=;\r\n"
    "\tb=";

START_TEST(the_field_has_its_tags_in_order)
{
	desk d = desk_new(false);
	const char *field;
	uint8_t digest[32];
	unsigned char hash[48];
	char start[512];
	size_t len;

	ck_assert_int_eq(
	    secmail_dkim_signer_set_identity(d.signer, 0, "a;b= \303\244@Lists.example.com"),
	    SECMAIL_DONE);
	ck_assert_int_eq(secmail_dkim_signer_set_lifetime(d.signer, 86400), SECMAIL_DONE);
	ck_assert_int_eq(write_message(&d, PLAIN, "x\r\n", 3, 3), SECMAIL_DONE);
	ck_assert_ptr_null(secmail_dkim_signing_field(d.signing, 0, &len));
	ck_assert_ptr_null(secmail_dkim_signing_fields(d.signing, &len));
	ck_assert_int_eq(secmail_dkim_signing_sign(d.signing), SECMAIL_DONE);
	field = secmail_dkim_signing_field(d.signing, 0, &len);
	ck_assert_uint_eq(strlen(field), len);
	ck_assert(EVP_Digest("x\r\n", 3, digest, NULL, EVP_sha256(), NULL));
	EVP_EncodeBlock(hash, digest, sizeof digest);
	ck_assert_ptr_nonnull(strstr(field, (const char *)hash));
	snprintf(start, sizeof start, "%.*s", (int)(sizeof FIELD_START - 1), field);
	ck_assert_str_eq(start, FIELD_START);
	ck_assert_uint_eq(len, sizeof FIELD_START - 1 + 88 + 3 + 2);
	ck_assert_ptr_null(secmail_dkim_signing_field(d.signing, 2, &len));
	ck_assert_uint_eq(len, 0);
	desk_free(&d);
}
END_TEST

/* --- what can be added, and what can't ----------------------------------- */

static const struct addition {
	const char *proves;
	const char *header; /* put before the message that was signed */
	bool verifies;
} additions[] = {
	{ "a Received field may be added", "Received: by y\r\n", true },
	{ "so may a field that is signed once and not there", "Sender: x@example.com\r\n", true },
	{ "and one of a name that is", "List-Id: <m>\r\n", true },
	{ "a From field may not", "From: eve@example.org\r\n", false },
	{ "nor a Subject", "subject: b\r\n", false },
	{ "nor a Cc, of which there was none", "Cc: eve@example.org\r\n", false },
	{ "nor a Content-Type", "Content-Type: text/html\r\n", false },
	{ "nor a MIME-Version", "MIME-Version: 1.0\r\n", false },
	{ "nor a Reply-To", "Reply-To: eve@example.org\r\n", false },
	{ "nor a Date", "Date: x\r\n", false },
};

START_TEST(over_signed_fields_can_not_be_added)
{
	const struct addition *a = &additions[_i];
	desk d = desk_new(false);
	char *fields = sign(&d, PLAIN, "x\r\n", 3), header[512];

	snprintf(header, sizeof header, "%s%s", a->header, PLAIN);
	check_all(&d, fields, header, "x\r\n", a->verifies, a->proves);
	free(fields);
	desk_free(&d);
}
END_TEST

/* --- what is not signed -------------------------------------------------- */

#define BODY(text) (text), sizeof(text) - 1

static const struct refusal {
	const char *proves;
	const char *header;
	const char *body;
	size_t len;
	const char *error;
} refusals[] = {
	{ "without From", "To: b@example.net\r\n\r\n", BODY("x\r\n"), "no From" },
	{ "with two From fields", "From: a@example.com\r\nfrom: b@example.com\r\n\r\n",
	    BODY("x\r\n"), "more than one From" },
	{ "with a line that is no field", "From: a@example.com\r\nnothing\r\n\r\n", BODY("x\r\n"),
	    "no field" },
	{ "with white space before the first field", " From: a@example.com\r\nFrom: x\r\n\r\n",
	    BODY("x\r\n"), "white space" },
	{ "with white space before a colon", "From : a@example.com\r\n\r\n", BODY("x\r\n"),
	    "white space" },
	{ "with a bare LF in the header", "From: a@example.com\nTo: b\r\n\r\n", BODY("x\r\n"),
	    "an LF stands" },
	{ "with a bare CR in the header", "From: a@example.com\rTo: b\r\n\r\n", BODY("x\r\n"),
	    "a CR stands" },
	{ "with a bare LF in the body", "From: a@example.com\r\n\r\n", BODY("a\nb\r\n"),
	    "an LF stands" },
	{ "with a bare CR in the body", "From: a@example.com\r\n\r\n", BODY("a\rb\r\n"),
	    "a CR stands" },
	{ "with a CR at the end", "From: a@example.com\r\n\r\n", BODY("a\r"), "a CR stands" },
	{ "with an LF at the start", "From: a@example.com\r\n\r\n", BODY("\na\r\n"),
	    "an LF stands" },
	{ "with CR CR LF", "From: a@example.com\r\n\r\n", BODY("a\r\r\n"), "a CR stands" },
	{ "with a zero octet", "From: a@example.com\r\n\r\n", BODY("a\0b\r\n"), "zero" },
};

START_TEST(what_readers_may_differ_on_is_not_signed)
{
	const struct refusal *r = &refusals[_i];

	for (size_t piece = 1; piece <= r->len; piece++) {
		desk d = desk_new(false);

		ck_assert_msg(
		    write_message(&d, r->header, r->body, r->len, piece) == SECMAIL_SYNTAX, "%s",
		    r->proves);
		ck_assert_msg(strstr(secmail_dkim_signing_error(d.signing), r->error) != NULL,
		    "%s: %s", r->proves, secmail_dkim_signing_error(d.signing));
		ck_assert_int_eq(secmail_dkim_signing_sign(d.signing), SECMAIL_SYNTAX);
		free(sign(&d, PLAIN, "x\r\n", 1)); /* a reset makes it good again */
		desk_free(&d);
	}
}
END_TEST

/* Odd octets at every place of a body that is longer than what is looked at as a whole. */
START_TEST(odd_octets_are_found_wherever_they_stand)
{
	static const char odd[] = { '\r', '\n', '\0' };
	desk d = desk_new(false);
	char body[200];

	for (size_t at = 0; at < sizeof body; at++) {
		for (size_t i = 0; i < sizeof odd; i++) {
			memset(body, 'a', sizeof body);
			memcpy(body + 61, "\r\n\r\n\r\n", 6);
			if (at >= 60 && at < 68)
				continue;
			body[at] = odd[i];
			ck_assert_int_eq(
			    write_message(&d, PLAIN, body, sizeof body, 1 + at), SECMAIL_SYNTAX);
		}
	}
	desk_free(&d);
}
END_TEST

START_TEST(a_bare_lf_is_crlf_where_that_is_chosen)
{
	desk d = desk_new(true);
	char *fields = sign(&d, PLAIN, "a\nb \n\r\nc", 2);

	check_all(&d, fields, PLAIN, "a\r\nb \r\n\r\nc", true, "signed as CRLF");
	ck_assert_int_eq(write_message(&d, PLAIN, "a\rb", 3, 3), SECMAIL_SYNTAX);
	free(fields);
	desk_free(&d);
}
END_TEST

START_TEST(more_fields_than_a_signature_may_name_are_not_signed)
{
	size_t len = sizeof PLAIN - 1, fields = SECMAIL_DKIM_MAX_NAMES;
	char *header = malloc(len + fields * 7 + 1);
	desk d = desk_new(false);

	for (size_t i = 0; i < fields; i++)
		memcpy(header + i * 7, "To: a\r\n", 7);
	memcpy(header + fields * 7, PLAIN, len + 1);
	ck_assert_int_eq(write_message(&d, header, "", 0, 1), SECMAIL_LIMIT);
	free(header);
	desk_free(&d);
}
END_TEST

/* --- keys that lie elsewhere --------------------------------------------- */

static const char ED25519_PUBLIC[] =
    "-----BEGIN PUBLIC KEY-----\n"
    "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n"
    "-----END PUBLIC KEY-----\n";

/* A signer with the RSA key here, and the Ed25519 key elsewhere. */
static desk
desk_with_agent(void)
{
	secmail_dkim_key *half;
	desk d = { .signing = NULL };
	size_t index = 7;

	d.config = signer_config();
	ck_assert_int_eq(secmail_dkim_signer_new(d.config, &d.signer), SECMAIL_DONE);
	add_key(&d, SIGNER_RSA_KEY, "rsa");
	ck_assert_int_eq(secmail_dkim_key_new(d.config, &half), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dkim_key_load_public(half, ED25519_PUBLIC, strlen(ED25519_PUBLIC)),
	    SECMAIL_DONE);
	ck_assert_int_eq(
	    secmail_dkim_signer_add_key(d.signer, half, "example.com", "ed", &index), SECMAIL_DONE);
	ck_assert_uint_eq(index, 1);
	secmail_dkim_key_free(half);
	return d;
}

START_TEST(a_key_elsewhere_is_asked)
{
	desk d = desk_with_agent();
	secmail_dkim_key *agent = load_key(d.config, ED25519_KEY);
	uint8_t signature[SECMAIL_DKIM_SIGNATURE_SIZE];
	size_t len, signature_len;
	const void *digest;

	ck_assert_int_eq(write_message(&d, PLAIN, "x\r\n", 3, 3), SECMAIL_DONE);
	ck_assert_ptr_null(secmail_dkim_signing_digest(d.signing, 1, &len));
	ck_assert_int_eq(secmail_dkim_signing_sign(d.signing), SECMAIL_WANT_SIGNATURE);
	ck_assert_ptr_null(secmail_dkim_signing_digest(d.signing, 0, &len));
	ck_assert_uint_eq(len, 0);
	digest = secmail_dkim_signing_digest(d.signing, 1, &len);
	ck_assert_uint_eq(len, SECMAIL_DKIM_DIGEST_SIZE);
	ck_assert_int_eq(
	    secmail_dkim_key_sign(agent, digest, len, signature, sizeof signature, &signature_len),
	    SECMAIL_DONE);
	signature[5] ^= 1;
	ck_assert_int_eq(secmail_dkim_signing_set_signature(d.signing, 1, signature, signature_len),
	    SECMAIL_SYNTAX);
	ck_assert_int_eq(
	    secmail_dkim_signing_set_signature(d.signing, 1, signature, 0), SECMAIL_SYNTAX);
	ck_assert_int_eq(secmail_dkim_signing_sign(d.signing), SECMAIL_WANT_SIGNATURE);
	signature[5] ^= 1;
	ck_assert_int_eq(secmail_dkim_signing_set_signature(d.signing, 0, signature, signature_len),
	    SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_dkim_signing_set_signature(d.signing, 1, signature, signature_len),
	    SECMAIL_DONE);
	ck_assert_int_eq(secmail_dkim_signing_set_signature(d.signing, 1, signature, signature_len),
	    SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_dkim_signing_sign(d.signing), SECMAIL_DONE);
	check_all(&d, secmail_dkim_signing_fields(d.signing, &len), PLAIN, "x\r\n", true,
	    "the agent's signature verifies");
	secmail_dkim_key_free(agent);
	desk_free(&d);
}
END_TEST

START_TEST(a_key_that_does_not_answer_is_left_out)
{
	desk d = desk_with_agent();
	size_t len, all;

	ck_assert_int_eq(write_message(&d, PLAIN, "x\r\n", 3, 3), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dkim_signing_skip(d.signing, 1), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_dkim_signing_sign(d.signing), SECMAIL_WANT_SIGNATURE);
	ck_assert_int_eq(secmail_dkim_signing_skip(d.signing, 0), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_dkim_signing_skip(d.signing, 1), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dkim_signing_sign(d.signing), SECMAIL_DONE);
	ck_assert_ptr_null(secmail_dkim_signing_field(d.signing, 1, &len));
	ck_assert_ptr_nonnull(secmail_dkim_signing_field(d.signing, 0, &len));
	ck_assert_ptr_nonnull(secmail_dkim_signing_fields(d.signing, &all));
	ck_assert_uint_eq(len, all);
	desk_free(&d);
}
END_TEST

/* --- the configuration, and calls out of order ---------------------------- */

START_TEST(the_signer_refuses_what_makes_no_sense)
{
	static const char *const identities[] = { "ann", "ann@example.org", "ann@badexample.com",
		"ann@com", "a\nb@example.com", "\377@example.com",
		"12345678901234567890123456789012345678901234567890123456789012345@example.com" };
	desk d = desk_new(false), other = desk_new(false);
	secmail_dkim_key *k = load_key(other.config, ED25519_KEY), *none;
	secmail_dkim_signer *s = d.signer;

	ck_assert_int_eq(secmail_dkim_key_new(d.config, &none), SECMAIL_DONE);
	ck_assert_int_eq(
	    secmail_dkim_signer_add_key(s, none, "example.com", "s", NULL), SECMAIL_ARGUMENT);
	ck_assert_int_eq(
	    secmail_dkim_signer_add_key(s, NULL, "example.com", "s", NULL), SECMAIL_ARGUMENT);
	ck_assert_int_eq(
	    secmail_dkim_signer_add_key(s, k, "example.com", "s", NULL), SECMAIL_ARGUMENT);
	ck_assert_int_eq(
	    secmail_dkim_key_load(none, ED25519_KEY, strlen(ED25519_KEY)), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dkim_signer_add_key(s, none, "com", "s", NULL), SECMAIL_ARGUMENT);
	ck_assert_int_eq(
	    secmail_dkim_signer_add_key(s, none, "example.com", "", NULL), SECMAIL_ARGUMENT);
	ck_assert_int_eq(
	    secmail_dkim_signer_add_key(s, none, "example.com", "a;b", NULL), SECMAIL_ARGUMENT);
	for (size_t i = 0; i < sizeof identities / sizeof identities[0]; i++)
		ck_assert_msg(
		    secmail_dkim_signer_set_identity(s, 0, identities[i]) == SECMAIL_ARGUMENT, "%s",
		    identities[i]);
	ck_assert_int_eq(secmail_dkim_signer_set_identity(s, 2, "@example.com"), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_dkim_signer_set_identity(s, 1, "@example.com"), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dkim_signer_set_identity(s, 1, NULL), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dkim_signer_set_canonicalization(
			     s, 2, SECMAIL_DKIM_SIMPLE, SECMAIL_DKIM_SIMPLE),
	    SECMAIL_ARGUMENT);
	ck_assert_int_eq(
	    secmail_dkim_signer_set_lifetime(s, SECMAIL_DKIM_MAX_LIFETIME + 1), SECMAIL_ARGUMENT);
	for (size_t i = 2; i < SECMAIL_DKIM_MAX_SIGNERS; i++)
		ck_assert_int_eq(
		    secmail_dkim_signer_add_key(s, none, "example.com", "s", NULL), SECMAIL_DONE);
	ck_assert_int_eq(
	    secmail_dkim_signer_add_key(s, none, "example.com", "s", NULL), SECMAIL_LIMIT);
	secmail_dkim_key_free(none);
	secmail_dkim_key_free(k);
	desk_free(&other);
	desk_free(&d);
}
END_TEST

static const struct list {
	const char *over_signed, *signed_once;
	secmail_status status;
} lists[] = {
	{ "from", "", SECMAIL_DONE },
	{ "X-Tag:FROM", "To:Received", SECMAIL_DONE },
	{ "to", "from", SECMAIL_ARGUMENT },
	{ "", "", SECMAIL_ARGUMENT },
	{ "from:From", "", SECMAIL_ARGUMENT },
	{ "from", "to:TO", SECMAIL_ARGUMENT },
	{ "from", "from", SECMAIL_ARGUMENT },
	{ "from:", "", SECMAIL_ARGUMENT },
	{ "from::to", "", SECMAIL_ARGUMENT },
	{ "from", "a b", SECMAIL_ARGUMENT },
	{ "from", "a;b", SECMAIL_ARGUMENT },
	{ "from", "\303\244", SECMAIL_ARGUMENT },
};

START_TEST(lists_of_fields_are_read)
{
	const struct list *l = &lists[_i];
	desk d = desk_new(false);
	char *fields;

	ck_assert_msg(
	    secmail_dkim_signer_set_fields(d.signer, l->over_signed, l->signed_once) == l->status,
	    "%s, %s: %s", l->over_signed, l->signed_once, secmail_dkim_signer_error(d.signer));
	fields = sign(&d, PLAIN, "x\r\n", 3);
	check_all(&d, fields, PLAIN, "x\r\n", true, l->over_signed);
	ck_assert_ptr_nonnull(strstr(fields, l->status != SECMAIL_DONE ? "h=from:from:to:to:to:cc"
					     : _i == 1 ? "h=x-tag:from:from:to:to:received;"
						       : "h=from:from;"));
	free(fields);
	desk_free(&d);
}
END_TEST

START_TEST(calls_out_of_order_are_refused)
{
	desk d = desk_new(false);
	secmail_message *m = signer_message(PLAIN, sizeof PLAIN - 1), *open;
	secmail_dkim_signer *empty;
	secmail_dkim_signing *s;

	ck_assert_int_eq(secmail_message_new(&open), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dkim_signer_new(d.config, &empty), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dkim_signing_new(empty, NOW, &s), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_dkim_signing_new(d.signer, -1, &s), SECMAIL_ARGUMENT);
	ck_assert_int_eq(
	    secmail_dkim_signing_new(d.signer, INT64_C(1000000000000), &s), SECMAIL_ARGUMENT);
	ck_assert_ptr_null(s);
	ck_assert_int_eq(secmail_dkim_signing_new(d.signer, NOW, &s), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dkim_signing_sign(s), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_dkim_signing_write_body(s, "x", 1), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_dkim_signing_end_body(s), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_dkim_signing_set_message(s, open), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_dkim_signing_set_message(s, m), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dkim_signing_set_message(s, m), SECMAIL_LATE);
	ck_assert_int_eq(secmail_dkim_signing_sign(s), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_dkim_signing_end_body(s), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dkim_signing_write_body(s, "x", 1), SECMAIL_LATE);
	ck_assert_int_eq(secmail_dkim_signing_sign(s), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dkim_signing_sign(s), SECMAIL_DONE);
	secmail_dkim_signing_free(s);
	secmail_dkim_signer_free(empty);
	secmail_message_free(open);
	secmail_message_free(m);
	desk_free(&d);
}
END_TEST

TCase *
sign_tests(void)
{
	TCase *tc = tcase_create("sign");

	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(
	    tc, what_is_signed_verifies, 0, sizeof letters / sizeof letters[0] * WAYS * WAYS);
	tcase_add_test(tc, pieces_and_reuse_change_nothing);
	tcase_add_test(tc, the_field_has_its_tags_in_order);
	tcase_add_loop_test(
	    tc, over_signed_fields_can_not_be_added, 0, sizeof additions / sizeof additions[0]);
	tcase_add_loop_test(
	    tc, what_readers_may_differ_on_is_not_signed, 0, sizeof refusals / sizeof refusals[0]);
	tcase_add_test(tc, odd_octets_are_found_wherever_they_stand);
	tcase_add_test(tc, a_bare_lf_is_crlf_where_that_is_chosen);
	tcase_add_test(tc, more_fields_than_a_signature_may_name_are_not_signed);
	tcase_add_test(tc, a_key_elsewhere_is_asked);
	tcase_add_test(tc, a_key_that_does_not_answer_is_left_out);
	tcase_add_test(tc, the_signer_refuses_what_makes_no_sense);
	tcase_add_loop_test(tc, lists_of_fields_are_read, 0, sizeof lists / sizeof lists[0]);
	tcase_add_test(tc, calls_out_of_order_are_refused);
	return tc;
}
