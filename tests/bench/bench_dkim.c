/*
 * bench_dkim.c - verifying a signed message, against the bare cryptography in it
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
 * Both go round many different messages, since one body again and again trains
 * the processor to its line ends.
 */
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "bench_dkim.h"
#include "dkim_internal.h"

#define MESSAGES 300
#define NOW 1700000000
#define DIRTY_PERCENT 10 /* lines with a tab, two spaces, or white space at the end */

typedef struct letter {
	secmail_message *header;
	secmailp_buffer body;
	secmailp_buffer canonical;
	secmailp_buffer signed_octets;
	uint8_t signature[1024];
	size_t signature_len;
} letter;

typedef struct bench {
	letter letters[MESSAGES];
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
} bench;

static void
must(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "bench_dkim: %s\n", what);
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

/* Words in lines of 60 to 75 octets. */
static void
write_body(secmailp_buffer *out, size_t len, unsigned dirty_percent, uint64_t *state)
{
	while (out->len < len) {
		size_t end = out->len + 60 + next_random(state) % 16;
		bool is_dirty = next_random(state) % 100 < dirty_percent;

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
}

static void catch (void *arg, const uint8_t *bytes, size_t len)
{
	secmailp_buffer_add(arg, secmailp_view_of(bytes, len));
}

static void
digest_of(uint8_t out[SMDKIM_DIGEST], secmailp_view octets)
{
	must(EVP_Digest(octets.at, octets.len, out, NULL, EVP_sha256(), NULL), "digest");
}

static void
sign(bench *b, letter *l)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	secmailp_view octets = secmailp_buffer_view(&l->signed_octets);
	uint8_t digest[SMDKIM_DIGEST];
	bool is_ed25519 = EVP_PKEY_get_id(b->key) == EVP_PKEY_ED25519;

	digest_of(digest, octets);
	l->signature_len = sizeof l->signature;
	must(
	    EVP_DigestSignInit(context, NULL, is_ed25519 ? NULL : EVP_sha256(), NULL, b->key) > 0 &&
		EVP_DigestSign(context, l->signature, &l->signature_len,
		    is_ed25519 ? digest : octets.at, is_ed25519 ? sizeof digest : octets.len) > 0,
	    "signing");
	EVP_MD_CTX_free(context);
}

/* The fields of ordinary mail, most of them signed. */
static const struct {
	const char *text;
	bool is_signed;
} FIELDS[] = {
	{ "Received: from mail.example.org (mail.example.org [192.0.2.7])\r\n\tby mx.example.net "
	  "with "
	  "ESMTPS id 4Zq1Xk2pLsz9vBn\r\n\tfor <bob@example.net>; Tue, 14 Nov 2023 22:13:20 +0000",
	    false },
	{ "Received: by mail.example.org (Postfix, from userid 1000)\r\n\tid 4Zq1Xj6kPTz4x0r; Tue, "
	  "14 Nov 2023 22:13:19 +0000 (UTC)",
	    false },
	{ "From: Ann Example <ann@example.com>", true },
	{ "To: Bob Example <bob@example.net>", true },
	{ "Subject: The minutes of last week's meeting, and what came of it", true },
	{ "Date: Tue, 14 Nov 2023 22:13:18 +0000", true },
	{ "Message-ID: <20231114221318.4711@example.com>", true },
	{ "MIME-Version: 1.0", true },
	{ "Content-Type: text/plain; charset=utf-8", true },
	{ "User-Agent: Mutt/2.2.9 (2022-11-12)", false },
};

/* The signature's field into `out`, with its b= empty. */
static void
write_field(const bench *b, letter *l, secmailp_buffer *out)
{
	uint8_t digest[SMDKIM_DIGEST], text[64];

	digest_of(digest, secmailp_buffer_view(&l->canonical));
	EVP_EncodeBlock(text, digest, sizeof digest);
	secmailp_buffer_text(out, "DKIM-Signature: v=1; a=");
	secmailp_buffer_text(
	    out, EVP_PKEY_get_id(b->key) == EVP_PKEY_ED25519 ? "ed25519-sha256" : "rsa-sha256");
	secmailp_buffer_text(out,
	    "; c=relaxed/relaxed;\r\n\td=example.com; s=s2023; t=1700000000; "
	    "h=from:to:subject:date:\r\n\tmessage-id:mime-version:content-type; bh=");
	secmailp_buffer_text(out, (const char *)text);
	secmailp_buffer_text(out, ";\r\n\tb=");
}

static void
write_header(bench *b, letter *l)
{
	secmailp_buffer header = secmailp_buffer_new(65536), own = secmailp_buffer_new(4096);
	uint8_t text[2048];
	size_t body;

	write_field(b, l, &own);
	for (size_t i = 0; i < sizeof FIELDS / sizeof FIELDS[0]; i++) {
		if (!FIELDS[i].is_signed)
			continue;
		smdkim_canon_field(&l->signed_octets, secmailp_view_text(FIELDS[i].text), true);
		secmailp_buffer_text(&l->signed_octets, "\r\n");
	}
	smdkim_canon_field(&l->signed_octets, secmailp_buffer_view(&own), true);
	sign(b, l);
	EVP_EncodeBlock(text, l->signature, (int)l->signature_len);
	secmailp_buffer_add(&header, secmailp_buffer_view(&own));
	secmailp_buffer_text(&header, (const char *)text);
	secmailp_buffer_text(&header, "\r\n");
	for (size_t i = 0; i < sizeof FIELDS / sizeof FIELDS[0]; i++) {
		secmailp_buffer_text(&header, FIELDS[i].text);
		secmailp_buffer_text(&header, "\r\n");
	}
	secmailp_buffer_text(&header, "\r\n");
	must_be_done(secmail_message_new(&l->header));
	must_be_done(secmail_message_write(l->header, header.at, header.len, &body));
	secmailp_buffer_free(&header);
	secmailp_buffer_free(&own);
}

static void
write_letter(bench *b, letter *l, size_t len, unsigned dirty_percent, uint64_t *state)
{
	smdkim_canon canon;
	smdkim_relaxer relaxer;

	l->body = secmailp_buffer_new(2 * len + 4096);
	l->canonical = secmailp_buffer_new(2 * len + 4096);
	l->signed_octets = secmailp_buffer_new(65536);
	write_body(&l->body, len, dirty_percent, state);
	smdkim_relaxer_choose(&relaxer);
	smdkim_canon_begin(&canon, &relaxer, catch, &l->canonical);
	smdkim_canon_write(&canon, secmailp_buffer_view(&l->body));
	smdkim_canon_end(&canon);
	write_header(b, l);
}

static void
write_record(bench *b)
{
	bool is_ed25519 = EVP_PKEY_get_id(b->key) == EVP_PKEY_ED25519;
	uint8_t octets[512], *der = NULL, p[1024];
	size_t len = sizeof octets;

	if (is_ed25519) {
		must(EVP_PKEY_get_raw_public_key(b->key, octets, &len) > 0, "public key");
	} else {
		len = (size_t)i2d_PUBKEY(b->key, &der);
		must(len <= sizeof octets, "public key");
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
	uint64_t state = 1;

	must(b && key, "no memory");
	b->key = key;
	write_record(b);
	for (size_t i = 0; i < MESSAGES; i++)
		write_letter(b, &b->letters[i], len, dirty_percent, &state);
	must_be_done(secmail_dkim_config_new(&b->config));
	must_be_done(secmail_dkim_new(b->config, NOW, &b->dkim));
	must_be_done(secmail_answers_new(&b->answers));
	b->sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
	b->hash = EVP_MD_CTX_new();
	if (EVP_PKEY_get_id(key) == EVP_PKEY_ED25519) {
		b->ed25519 = EVP_MD_CTX_new();
		must(EVP_DigestVerifyInit(b->ed25519, NULL, NULL, NULL, key) > 0, "key");
		return b;
	}
	b->rsa = EVP_PKEY_CTX_new(key, NULL);
	must(EVP_PKEY_verify_init(b->rsa) > 0 &&
		 EVP_PKEY_CTX_set_rsa_padding(b->rsa, RSA_PKCS1_PADDING) > 0 &&
		 EVP_PKEY_CTX_set_signature_md(b->rsa, b->sha256) > 0,
	    "key");
	return b;
}

static void
bench_free(bench *b)
{
	for (size_t i = 0; i < MESSAGES; i++) {
		secmail_message_free(b->letters[i].header);
		secmailp_buffer_free(&b->letters[i].body);
		secmailp_buffer_free(&b->letters[i].canonical);
		secmailp_buffer_free(&b->letters[i].signed_octets);
	}
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

static letter *
next_letter(bench *b)
{
	b->next = (b->next + 1) % MESSAGES;
	return &b->letters[b->next];
}

static void
answer(bench *b)
{
	size_t left = strlen(b->record), used = 0;
	const char *record = b->record;
	uint8_t rdata[2560];
	uint32_t id;

	must(secmail_answers_open(b->answers, &id, 1) == 1, "no question");
	while (left > 0) {
		size_t part = left < 255 ? left : 255;

		rdata[used++] = (uint8_t)part;
		memcpy(rdata + used, record, part);
		used += part;
		record += part;
		left -= part;
	}
	must_be_done(secmail_answers_add(b->answers, id, rdata, used, 300));
	must_be_done(secmail_answers_close(b->answers, id, 0, SECMAIL_TRUST_UNKNOWN));
}

static void
verify_ours(void *arg)
{
	bench *b = arg;
	letter *l = next_letter(b);
	secmail_dkim_results *results;

	if (b->is_cold)
		must_be_done(secmail_dkim_config_set_key_cache(b->config, 4));
	secmail_dkim_reset(b->dkim, NOW);
	secmail_answers_reset(b->answers);
	must_be_done(secmail_dkim_set_message(b->dkim, l->header));
	must_be_done(secmail_dkim_ask(b->dkim, b->answers));
	answer(b);
	must_be_done(secmail_dkim_write_body(b->dkim, l->body.at, l->body.len));
	must_be_done(secmail_dkim_end_body(b->dkim));
	must_be_done(secmail_dkim_judge(b->dkim, b->answers, &results));
	must(secmail_dkim_results_code(results, 0) == SECMAIL_DKIM_PASS,
	    secmail_dkim_results_detail(results, 0));
	secmail_dkim_results_free(results);
}

static void
hash_raw(bench *b, uint8_t out[SMDKIM_DIGEST], const secmailp_buffer *octets)
{
	must(EVP_DigestInit_ex2(b->hash, b->sha256, NULL) &&
		 EVP_DigestUpdate(b->hash, octets->at, octets->len) &&
		 EVP_DigestFinal_ex(b->hash, out, NULL),
	    "raw digest");
}

static void
verify_raw(void *arg)
{
	bench *b = arg;
	letter *l = next_letter(b);
	uint8_t digest[SMDKIM_DIGEST];
	int said;

	hash_raw(b, digest, &l->canonical);
	hash_raw(b, digest, &l->signed_octets);
	if (b->rsa)
		said = EVP_PKEY_verify(b->rsa, l->signature, l->signature_len, digest, 32);
	else
		said =
		    EVP_DigestVerifyInit(b->ed25519, NULL, NULL, NULL, NULL) > 0
			? EVP_DigestVerify(b->ed25519, l->signature, l->signature_len, digest, 32)
			: 0;
	must(said == 1, "raw verification");
}

static void
compare(const char *figure, EVP_PKEY *key, size_t len, unsigned dirty_percent, bool is_cold)
{
	bench *b = bench_new(key, len, dirty_percent);

	b->is_cold = is_cold;
	bench_compare(figure, "raw", verify_ours, b, verify_raw, b);
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
	compare("dkim.verify_rsa2048_dirty_100k", EVP_RSA_gen(2048), 102400, 100, false);
	compare("dkim.verify_rsa2048_coldkey", EVP_RSA_gen(2048), 4096, DIRTY_PERCENT, true);
	compare("dkim.verify_ed25519_4k", ed25519_key(), 4096, DIRTY_PERCENT, false);
	bench_dkim_sign();
	return EXIT_SUCCESS;
}
