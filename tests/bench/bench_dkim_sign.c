/*
 * bench_dkim_sign.c - signing a message, against the bare cryptography in it and against
 * libopendkim
 *
 * Ours is what one message costs with a signer that is set up: the session
 * reset, the fields chosen and canonicalized, the body looked at, canonicalized
 * and hashed, the signature made and its field written. The header was scanned
 * before: that is core's figure.
 *
 * Raw is SHA-256 of the canonical body and of the signed header octets, and one
 * signature with a parsed key, by EVP with contexts that are set up once.
 * libopendkim is handed the header field by field, as it wants it; its key comes
 * as text, as it can't have it otherwise.
 *
 * All go round many different messages.
 */
#define _DEFAULT_SOURCE /* for u_char in libopendkim's header */
#include "bench_dkim.h"

#include <openssl/rsa.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include "bench.h"
#include "dkim_internal.h"
#include "sign.h"

#if defined(__has_include)
#if __has_include(<opendkim/dkim.h>)
#define HAVE_OPENDKIM 1
#include <opendkim/dkim.h>
#endif
#endif

#define MESSAGES 300
#define BODY 4096
#define NOW 1700000000
#define DIRTY_PERCENT 10 /* lines with a tab, two spaces, or white space at the end */

typedef struct letter {
	secmail_message *header;
	secmailp_buffer text; /* of the header, without the empty line */
	secmailp_buffer body;
	secmailp_buffer canonical;
	secmailp_buffer signed_octets;
} letter;

typedef struct bench {
	letter letters[MESSAGES];
	size_t next;
	secmail_dkim_config *config;
	secmail_dkim_key *key;
	secmail_dkim_signer *signer;
	secmail_dkim_signing *signing;
	EVP_MD_CTX *hash;
	smdkim_pen pen;
	char pem[SECMAIL_DKIM_PEM_SIZE];
#ifdef HAVE_OPENDKIM
	DKIM_LIB *opendkim;
#endif
} bench;

static void
must(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "bench_dkim_sign: %s\n", what);
	exit(EXIT_FAILURE);
}

static void
must_be_done(secmail_status status)
{
	must(status == SECMAIL_DONE, secmail_status_text(status));
}

static uint32_t
next_random(uint64_t *state)
{
	*state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(*state >> 33);
}

/* --- messages ------------------------------------------------------------ */

static void
write_line(secmailp_buffer *out, uint64_t *state)
{
	size_t end = out->len + 60 + next_random(state) % 16;
	bool is_dirty = next_random(state) % 100 < DIRTY_PERCENT;

	while (out->len < end) {
		for (size_t n = 1 + next_random(state) % 9; n > 0; n--)
			secmailp_buffer_byte(out, (uint8_t)('a' + next_random(state) % 26));
		secmailp_buffer_byte(out, ' ');
		if (is_dirty && next_random(state) % 8 == 0)
			secmailp_buffer_byte(out, next_random(state) % 2 ? ' ' : '\t');
	}
	if (!is_dirty)
		out->len--;
	secmailp_buffer_text(out, "\r\n");
}

/* The fields of ordinary mail on its way out. */
static void
write_header(letter *l, size_t number)
{
	static const char *const fields[] = {
		("Received: from desk.example.com (desk.example.com [192.0.2.7])\r\n"
		 "\tby mail.example.com with ESMTPSA id 4Zq1Xk2pLsz9vBn\r\n"
		 "\tfor <bob@example.net>; Tue, 14 Nov 2023 22:13:20 +0000"),
		"From: Ann Example <ann@example.com>",
		"To: Bob Example <bob@example.net>",
		"Date: Tue, 14 Nov 2023 22:13:18 +0000",
		"MIME-Version: 1.0",
		"Content-Type: text/plain; charset=utf-8",
		"User-Agent: Mutt/2.2.9 (2022-11-12)",
	};

	for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
		secmailp_buffer_text(&l->text, fields[i]);
		secmailp_buffer_text(&l->text, "\r\n");
	}
	secmailp_buffer_text(&l->text, "Subject: The minutes of last week's meeting, part ");
	secmailp_buffer_number(&l->text, number);
	secmailp_buffer_text(&l->text, "\r\nMessage-ID: <20231114221318.");
	secmailp_buffer_number(&l->text, number);
	secmailp_buffer_text(&l->text, "@example.com>\r\n");
}

static void catch (void *arg, const uint8_t *bytes, size_t len)
{
	secmailp_buffer_add(arg, secmailp_view_of(bytes, len));
}

static void
sign_ours(bench *b, const letter *l)
{
	must_be_done(secmail_dkim_signing_reset(b->signing, NOW));
	must_be_done(secmail_dkim_signing_set_message(b->signing, l->header));
	must_be_done(secmail_dkim_signing_write_body(b->signing, l->body.at, l->body.len));
	must_be_done(secmail_dkim_signing_end_body(b->signing));
	must_be_done(secmail_dkim_signing_sign(b->signing));
}

static void
write_letter(bench *b, letter *l, size_t number, uint64_t *state)
{
	smdkim_canon canon;
	size_t body;

	l->text = secmailp_buffer_new(65536);
	l->body = secmailp_buffer_new(65536);
	l->canonical = secmailp_buffer_new(65536);
	l->signed_octets = secmailp_buffer_new(65536);
	write_header(l, number);
	while (l->body.len < BODY)
		write_line(&l->body, state);
	smdkim_canon_begin(&canon, &b->config->relaxer, catch, &l->canonical);
	smdkim_canon_write(&canon, secmailp_buffer_view(&l->body));
	smdkim_canon_end(&canon);
	must_be_done(secmail_message_new(&l->header));
	must_be_done(secmail_message_write(l->header, l->text.at, l->text.len, &body));
	must_be_done(secmail_message_end_header(l->header));
	sign_ours(b, l);
	secmailp_buffer_add(&l->signed_octets, secmailp_buffer_view(&b->signing->header[1]));
	secmailp_buffer_add(&l->signed_octets, secmailp_buffer_view(&b->signing->own));
}

/* --- ours, raw ----------------------------------------------------------- */

static letter *
next_letter(bench *b)
{
	b->next = (b->next + 1) % MESSAGES;
	return &b->letters[b->next];
}

static void
work_ours(void *arg)
{
	bench *b = arg;
	size_t len;

	sign_ours(b, next_letter(b));
	must(secmail_dkim_signing_fields(b->signing, &len) != NULL && len > 0, "no field");
}

static void
hash_raw(bench *b, uint8_t out[SMDKIM_DIGEST], const secmailp_buffer *octets)
{
	must(EVP_DigestInit_ex2(b->hash, b->config->crypto.sha256, NULL) &&
		 EVP_DigestUpdate(b->hash, octets->at, octets->len) &&
		 EVP_DigestFinal_ex(b->hash, out, NULL),
	    "raw digest");
}

static void
work_raw(void *arg)
{
	bench *b = arg;
	letter *l = next_letter(b);
	uint8_t digest[SMDKIM_DIGEST], signature[SECMAIL_DKIM_SIGNATURE_SIZE];
	size_t len;

	hash_raw(b, digest, &l->canonical);
	hash_raw(b, digest, &l->signed_octets);
	must_be_done(smdkim_pen_sign(&b->pen, b->key, digest, signature, &len));
}

/* --- libopendkim --------------------------------------------------------- */

#ifdef HAVE_OPENDKIM
/* Its functions take octets that they don't change as ones that may be changed. */
static u_char *
text(const void *constant)
{
	return (u_char *)(uintptr_t)constant;
}

static void
feed_header(DKIM *dkim, const letter *l)
{
	for (size_t i = 0; i < secmail_message_field_count(l->header); i++) {
		size_t len;
		const void *field = secmail_message_field(l->header, i, &len);

		must(dkim_header(dkim, text(field), len - 2) == DKIM_STAT_OK, "their header");
	}
}

static void
work_opendkim(void *arg)
{
	bench *b = arg;
	letter *l = next_letter(b);
	bool is_rsa = secmail_dkim_key_algorithm(b->key) == SECMAIL_DKIM_RSA_SHA256;
	u_char *field;
	size_t len;
	DKIM_STAT status;
	DKIM *dkim = dkim_sign(b->opendkim, text("letter"), NULL, text(b->pem), text("s2023"),
	    text("example.com"), DKIM_CANON_RELAXED, DKIM_CANON_RELAXED,
	    is_rsa ? DKIM_SIGN_RSASHA256 : DKIM_SIGN_ED25519SHA256, -1, &status);

	must(dkim != NULL, "libopendkim: no memory");
	feed_header(dkim, l);
	must(dkim_eoh(dkim) == DKIM_STAT_OK &&
		 dkim_body(dkim, l->body.at, l->body.len) == DKIM_STAT_OK &&
		 dkim_eom(dkim, NULL) == DKIM_STAT_OK &&
		 dkim_getsighdr_d(dkim, 0, &field, &len) == DKIM_STAT_OK && len > 0,
	    "libopendkim: the message");
	dkim_free(dkim);
}

static void
compare_with_opendkim(const char *figure, bench *b)
{
	b->opendkim = dkim_init(NULL, NULL);
	must(b->opendkim != NULL, "libopendkim: no memory");
	bench_compare(figure, "libopendkim", work_ours, b, work_opendkim, b);
	dkim_close(b->opendkim);
}
#else
static void
compare_with_opendkim(const char *figure, bench *b)
{
	(void)b;
	printf("%s: libopendkim is not there to compare with (Debian: libopendkim-dev)\n", figure);
}
#endif

/* ------------------------------------------------------------------------- */

static bench *
bench_new(secmail_dkim_algorithm algorithm)
{
	bench *b = calloc(1, sizeof *b);
	uint64_t state = 1;
	size_t len;

	must(b != NULL, "no memory");
	must_be_done(secmail_dkim_config_new(&b->config));
	must_be_done(secmail_dkim_key_new(b->config, &b->key));
	must_be_done(secmail_dkim_key_generate(b->key, algorithm, 2048));
	must_be_done(secmail_dkim_key_write_pem(b->key, b->pem, sizeof b->pem, &len));
	must_be_done(secmail_dkim_signer_new(b->config, &b->signer));
	must_be_done(secmail_dkim_signer_add_key(b->signer, b->key, "example.com", "s2023", NULL));
	must_be_done(secmail_dkim_signing_new(b->signer, NOW, &b->signing));
	b->hash = EVP_MD_CTX_new();
	for (size_t i = 0; i < MESSAGES; i++)
		write_letter(b, &b->letters[i], i, &state);
	return b;
}

static void
bench_free(bench *b)
{
	for (size_t i = 0; i < MESSAGES; i++) {
		secmail_message_free(b->letters[i].header);
		secmailp_buffer_free(&b->letters[i].text);
		secmailp_buffer_free(&b->letters[i].body);
		secmailp_buffer_free(&b->letters[i].canonical);
		secmailp_buffer_free(&b->letters[i].signed_octets);
	}
	EVP_MD_CTX_free(b->hash);
	smdkim_pen_free(&b->pen);
	secmail_dkim_signing_free(b->signing);
	secmail_dkim_signer_free(b->signer);
	secmail_dkim_key_free(b->key);
	secmail_dkim_config_free(b->config);
	free(b);
}

static void
compare(const char *figure, secmail_dkim_algorithm algorithm)
{
	bench *b = bench_new(algorithm);

	bench_compare(figure, "raw", work_ours, b, work_raw, b);
	compare_with_opendkim(figure, b);
	bench_free(b);
}

void
bench_dkim_sign(void)
{
	compare("dkim.sign_rsa2048_4k", SECMAIL_DKIM_RSA_SHA256);
	compare("dkim.sign_ed25519_4k", SECMAIL_DKIM_ED25519_SHA256);
}
