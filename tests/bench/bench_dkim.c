/*
 * bench_dkim.c - verifying a signed message, against the bare cryptography in it and against
 * libopendkim
 *
 * Ours is what one message costs: the session reset, the header's signature
 * read, the body canonicalized and hashed in one piece, the key's record taken
 * from an answers table and found in the cache, a verdict made and released.
 * The header was scanned before: that is core's figure.
 *
 * Raw is what no verifier can save: SHA-256 of the canonical body and of the
 * signed header octets, and one public-key operation with a parsed key, all by
 * EVP with contexts that are set up once.
 *
 * libopendkim is handed the header field by field, as it wants it, and the key's
 * record when it asks; it parses the key each time, as it can't keep it.
 *
 * All go round many different messages, since one body again and again trains
 * the processor to its line ends.
 */
#define _DEFAULT_SOURCE /* for u_char in libopendkim's header */
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include "bench.h"
#include "bench_dkim.h"
#include "bench_dkim_letter.h"

#if defined(__has_include)
#if __has_include(<opendkim/dkim.h>)
#define HAVE_OPENDKIM 1
#include <opendkim/dkim.h>
#endif
#endif

#define NOW 1700000000
#define DIRTY_PERCENT 10 /* lines with a tab, two spaces, or white space at the end */

typedef struct bench {
	bench_letters letters;
	size_t next;
	EVP_PKEY *key;
	char record[2048];
	secmail_dkim_config *config;
	secmail_dkim *dkim;
	secmail_answers *answers;
	EVP_MD *sha256;
	EVP_MD_CTX *hash;
	EVP_PKEY_CTX *rsa;
	EVP_MD_CTX *ed25519;
	bool is_cold; /* the key is parsed anew each time */
#ifdef HAVE_OPENDKIM
	DKIM_LIB *opendkim;
#endif
} bench;

static void
write_record(bench *b)
{
	bool is_ed25519 = EVP_PKEY_get_id(b->key) == EVP_PKEY_ED25519;
	uint8_t octets[512], *der = NULL, p[1024];
	size_t len = sizeof octets;

	if (is_ed25519) {
		bench_must(EVP_PKEY_get_raw_public_key(b->key, octets, &len) > 0, "public key");
	} else {
		len = (size_t)i2d_PUBKEY(b->key, &der);
		bench_must(len <= sizeof octets, "public key");
		memcpy(octets, der, len);
		OPENSSL_free(der);
	}
	EVP_EncodeBlock(p, octets, (int)len);
	snprintf(b->record, sizeof b->record, "v=DKIM1; k=%s; p=%s", is_ed25519 ? "ed25519" : "rsa",
	    (const char *)p);
}

static bench *
bench_new(EVP_PKEY *key, size_t len, unsigned dirty_percent)
{
	bench *b = calloc(1, sizeof *b);

	bench_must(b && key, "no memory");
	b->key = key;
	write_record(b);
	bench_letters_make(&b->letters, key, len, dirty_percent);
	bench_must_be_done(secmail_dkim_config_new(&b->config));
	bench_must_be_done(secmail_dkim_new(b->config, NOW, &b->dkim));
	bench_must_be_done(secmail_answers_new(&b->answers));
	b->sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
	b->hash = EVP_MD_CTX_new();
	if (EVP_PKEY_get_id(key) == EVP_PKEY_ED25519) {
		b->ed25519 = EVP_MD_CTX_new();
		bench_must(EVP_DigestVerifyInit(b->ed25519, NULL, NULL, NULL, key) > 0, "key");
		return b;
	}
	b->rsa = EVP_PKEY_CTX_new(key, NULL);
	bench_must(EVP_PKEY_verify_init(b->rsa) > 0 &&
		       EVP_PKEY_CTX_set_rsa_padding(b->rsa, RSA_PKCS1_PADDING) > 0 &&
		       EVP_PKEY_CTX_set_signature_md(b->rsa, b->sha256) > 0,
	    "key");
	return b;
}

static void
bench_free(bench *b)
{
	bench_letters_free(&b->letters);
	secmail_dkim_free(b->dkim);
	secmail_dkim_config_free(b->config);
	secmail_answers_free(b->answers);
	EVP_MD_free(b->sha256);
	EVP_MD_CTX_free(b->hash);
	EVP_PKEY_CTX_free(b->rsa);
	EVP_MD_CTX_free(b->ed25519);
	EVP_PKEY_free(b->key);
	free(b);
}

static bench_letter *
next_letter(bench *b)
{
	b->next = (b->next + 1) % BENCH_LETTERS;
	return &b->letters.at[b->next];
}

static void
answer(bench *b)
{
	size_t left = strlen(b->record), used = 0;
	const char *record = b->record;
	uint8_t rdata[2560];
	uint32_t id;

	bench_must(secmail_answers_open(b->answers, &id, 1) == 1, "no question");
	while (left > 0) {
		size_t part = left < 255 ? left : 255;

		rdata[used++] = (uint8_t)part;
		memcpy(rdata + used, record, part);
		used += part;
		record += part;
		left -= part;
	}
	bench_must_be_done(secmail_answers_add(b->answers, id, rdata, used, 300));
	bench_must_be_done(secmail_answers_close(b->answers, id, 0, SECMAIL_TRUST_UNKNOWN));
}

static void
verify_ours(void *arg)
{
	bench *b = arg;
	bench_letter *l = next_letter(b);
	secmail_dkim_results *results;

	if (b->is_cold)
		bench_must_be_done(secmail_dkim_config_set_key_cache(b->config, 4));
	secmail_dkim_reset(b->dkim, NOW);
	secmail_answers_reset(b->answers);
	bench_must_be_done(secmail_dkim_set_message(b->dkim, l->header));
	bench_must_be_done(secmail_dkim_ask(b->dkim, b->answers));
	answer(b);
	bench_must_be_done(secmail_dkim_write_body(b->dkim, l->body.at, l->body.len));
	bench_must_be_done(secmail_dkim_end_body(b->dkim));
	bench_must_be_done(secmail_dkim_judge(b->dkim, b->answers, &results));
	bench_must(secmail_dkim_results_code(results, 0) == SECMAIL_DKIM_PASS,
	    secmail_dkim_results_detail(results, 0));
	secmail_dkim_results_free(results);
}

static void
hash_raw(bench *b, uint8_t out[SMDKIM_DIGEST], secmailp_view octets)
{
	bench_must(EVP_DigestInit_ex2(b->hash, b->sha256, NULL) &&
		       EVP_DigestUpdate(b->hash, octets.at, octets.len) &&
		       EVP_DigestFinal_ex(b->hash, out, NULL),
	    "raw digest");
}

static void
verify_raw(void *arg)
{
	bench *b = arg;
	bench_letter *l = next_letter(b);
	uint8_t digest[SMDKIM_DIGEST];
	int said;

	hash_raw(b, digest, l->canonical);
	hash_raw(b, digest, secmailp_buffer_view(&l->signed_octets));
	if (b->rsa)
		said = EVP_PKEY_verify(b->rsa, l->signature, l->signature_len, digest, 32);
	else
		said =
		    EVP_DigestVerifyInit(b->ed25519, NULL, NULL, NULL, NULL) > 0
			? EVP_DigestVerify(b->ed25519, l->signature, l->signature_len, digest, 32)
			: 0;
	bench_must(said == 1, "raw verification");
}

/* --- libopendkim --------------------------------------------------------- */

#ifdef HAVE_OPENDKIM
/* Its functions take octets that they don't change as ones that may be changed. */
static u_char *
text(const void *constant)
{
	return (u_char *)(uintptr_t)constant;
}

/* Its caller's answer for the key; it hands no argument through but one of the message. */
static DKIM_STAT
look_up(DKIM *dkim, DKIM_SIGINFO *signature, u_char *out, size_t room)
{
	const bench *b = dkim_get_user_context(dkim);

	(void)signature;
	return snprintf((char *)out, room, "%s", b->record) < (int)room ? DKIM_STAT_OK
									: DKIM_STAT_INTERNAL;
}

static void
verify_opendkim(void *arg)
{
	bench *b = arg;
	bench_letter *l = next_letter(b);
	DKIM_STAT status;
	DKIM *dkim = dkim_verify(b->opendkim, text("letter"), NULL, &status);

	bench_must(dkim && dkim_set_user_context(dkim, b) == DKIM_STAT_OK, "libopendkim: begin");
	for (size_t i = 0; i < secmail_message_field_count(l->header); i++) {
		size_t len;
		const void *field = secmail_message_field(l->header, i, &len);

		bench_must(
		    dkim_header(dkim, text(field), len - 2) == DKIM_STAT_OK, "libopendkim: field");
	}
	bench_must(dkim_eoh(dkim) == DKIM_STAT_OK &&
		       dkim_body(dkim, text(l->body.at), l->body.len) == DKIM_STAT_OK &&
		       dkim_eom(dkim, NULL) == DKIM_STAT_OK,
	    "libopendkim: verification");
	dkim_free(dkim);
}

static void
compare_with_opendkim(const char *figure, bench *b)
{
	b->opendkim = dkim_init(NULL, NULL);
	bench_must(b->opendkim && dkim_set_key_lookup(b->opendkim, look_up) == DKIM_STAT_OK,
	    "libopendkim: no memory");
	bench_compare(figure, "libopendkim", verify_ours, b, verify_opendkim, b);
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

static void
compare(const char *figure, EVP_PKEY *key, size_t len, unsigned dirty_percent, bool is_cold)
{
	bench *b = bench_new(key, len, dirty_percent);

	b->is_cold = is_cold;
	bench_compare(figure, "raw", verify_ours, b, verify_raw, b);
	compare_with_opendkim(figure, b);
	bench_free(b);
}

static EVP_PKEY *
ed25519_key(void)
{
	return EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
}

int
main(void)
{
	compare("dkim.verify_rsa2048_4k", EVP_RSA_gen(2048), 4096, DIRTY_PERCENT, false);
	compare("dkim.verify_rsa2048_100k", EVP_RSA_gen(2048), 102400, DIRTY_PERCENT, false);
	compare("dkim.verify_rsa2048_10m", EVP_RSA_gen(2048), 10485760, DIRTY_PERCENT, false);
	compare("dkim.verify_rsa2048_dirty_100k", EVP_RSA_gen(2048), 102400, 100, false);
	compare("dkim.verify_rsa2048_coldkey", EVP_RSA_gen(2048), 4096, DIRTY_PERCENT, true);
	compare("dkim.verify_ed25519_4k", ed25519_key(), 4096, DIRTY_PERCENT, false);
	bench_dkim_sign();
	return EXIT_SUCCESS;
}
