/* bench_dkim_letter.c - see bench_dkim_letter.h */
#include "bench_dkim_letter.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SHORTEST_LINE 61
#define LONGEST_LINE 100    /* 75 and a word, and what makes it dirty */
#define TEXTS_OF_A_LETTER 4 /* how many bodies long the text is at most, where bodies are long */
#define LONG_BODY (1024 * 1024)

void
bench_must(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "bench_dkim: %s\n", what);
	exit(EXIT_FAILURE);
}

void
bench_must_be_done(secmail_status status)
{
	bench_must(status == SECMAIL_DONE, secmail_status_text(status));
}

static uint32_t
next_random(uint64_t *state)
{
	*state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(*state >> 33);
}

/* Words in a line of 60 to 75 octets. */
static void
write_line(secmailp_buffer *out, unsigned dirty_percent, uint64_t *state)
{
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

static void catch (void *arg, const uint8_t *bytes, size_t len)
{
	secmailp_buffer_add(arg, secmailp_view_of(bytes, len));
}

/* A line by itself: none is empty, so that a body is its lines one after the other. */
static void
canonicalize_line(bench_letters *all, size_t from)
{
	smdkim_canon canon;

	smdkim_canon_begin(&canon, &all->relaxer, catch, &all->canonical);
	smdkim_canon_write(&canon, secmailp_view_after(secmailp_buffer_view(&all->body), from));
	smdkim_canon_end(&canon);
}

static void
write_text(bench_letters *all, size_t len, unsigned dirty_percent, uint64_t *state)
{
	size_t most = len / SHORTEST_LINE + 2;

	all->body = secmailp_buffer_new(2 * len + 4096);
	all->canonical = secmailp_buffer_new(2 * len + 4096);
	all->body_at = calloc(most, sizeof *all->body_at);
	all->canonical_at = calloc(most, sizeof *all->canonical_at);
	bench_must(all->body_at && all->canonical_at, "no memory");
	while (all->body.len < len) {
		write_line(&all->body, dirty_percent, state);
		canonicalize_line(all, all->body_at[all->lines]);
		all->lines++;
		all->body_at[all->lines] = all->body.len;
		all->canonical_at[all->lines] = all->canonical.len;
	}
}

static secmailp_view
between(const secmailp_buffer *b, size_t from, size_t to)
{
	return secmailp_view_after(secmailp_view_first(secmailp_buffer_view(b), to), from);
}

/* The lines from octet `from` of the text on that have `len` octets together, or a few more. */
static void
choose_window(bench_letters *all, bench_letter *l, size_t from, size_t len)
{
	size_t first = 0, last;

	while (all->body_at[first] < from)
		first++;
	for (last = first; all->body_at[last] < all->body_at[first] + len;)
		last++;
	l->body = between(&all->body, all->body_at[first], all->body_at[last]);
	l->canonical = between(&all->canonical, all->canonical_at[first], all->canonical_at[last]);
}

static void
digest_of(uint8_t out[SMDKIM_DIGEST], secmailp_view octets)
{
	bench_must(EVP_Digest(octets.at, octets.len, out, NULL, EVP_sha256(), NULL), "digest");
}

static void
sign(const bench_letters *all, bench_letter *l)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	secmailp_view octets = secmailp_buffer_view(&l->signed_octets);
	uint8_t digest[SMDKIM_DIGEST];
	bool is_ed25519 = EVP_PKEY_get_id(all->key) == EVP_PKEY_ED25519;

	digest_of(digest, octets);
	l->signature_len = sizeof l->signature;
	bench_must(
	    EVP_DigestSignInit(context, NULL, is_ed25519 ? NULL : EVP_sha256(), NULL, all->key) >
		    0 &&
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
write_field(const bench_letters *all, const bench_letter *l, secmailp_buffer *out)
{
	uint8_t digest[SMDKIM_DIGEST], text[64];

	digest_of(digest, l->canonical);
	EVP_EncodeBlock(text, digest, sizeof digest);
	secmailp_buffer_text(out, "DKIM-Signature: v=1; a=");
	secmailp_buffer_text(
	    out, EVP_PKEY_get_id(all->key) == EVP_PKEY_ED25519 ? "ed25519-sha256" : "rsa-sha256");
	secmailp_buffer_text(out,
	    "; c=relaxed/relaxed;\r\n\td=example.com; s=s2023; t=1700000000; "
	    "h=from:to:subject:date:\r\n\tmessage-id:mime-version:content-type; bh=");
	secmailp_buffer_text(out, (const char *)text);
	secmailp_buffer_text(out, ";\r\n\tb=");
}

static void
write_header(const bench_letters *all, bench_letter *l)
{
	secmailp_buffer header = secmailp_buffer_new(65536), own = secmailp_buffer_new(4096);
	uint8_t text[2048];
	size_t body;

	write_field(all, l, &own);
	for (size_t i = 0; i < sizeof FIELDS / sizeof FIELDS[0]; i++) {
		if (!FIELDS[i].is_signed)
			continue;
		smdkim_canon_field(&l->signed_octets, secmailp_view_text(FIELDS[i].text), true);
		secmailp_buffer_text(&l->signed_octets, "\r\n");
	}
	smdkim_canon_field(&l->signed_octets, secmailp_buffer_view(&own), true);
	sign(all, l);
	EVP_EncodeBlock(text, l->signature, (int)l->signature_len);
	secmailp_buffer_add(&header, secmailp_buffer_view(&own));
	secmailp_buffer_text(&header, (const char *)text);
	secmailp_buffer_text(&header, "\r\n");
	for (size_t i = 0; i < sizeof FIELDS / sizeof FIELDS[0]; i++) {
		secmailp_buffer_text(&header, FIELDS[i].text);
		secmailp_buffer_text(&header, "\r\n");
	}
	secmailp_buffer_text(&header, "\r\n");
	bench_must_be_done(secmail_message_new(&l->header));
	bench_must_be_done(secmail_message_write(l->header, header.at, header.len, &body));
	secmailp_buffer_free(&header);
	secmailp_buffer_free(&own);
}

void
bench_letters_make(bench_letters *all, EVP_PKEY *key, size_t body_len, unsigned dirty_percent)
{
	size_t step = body_len + 2 * LONGEST_LINE;
	uint64_t state = 1;

	if (body_len >= LONG_BODY)
		step = TEXTS_OF_A_LETTER * body_len / BENCH_LETTERS;
	memset(all, 0, sizeof *all);
	all->key = key;
	smdkim_relaxer_choose(&all->relaxer);
	write_text(all, BENCH_LETTERS * step + body_len, dirty_percent, &state);
	for (size_t i = 0; i < BENCH_LETTERS; i++) {
		bench_letter *l = &all->at[i];

		l->signed_octets = secmailp_buffer_new(65536);
		choose_window(all, l, i * step, body_len);
		write_header(all, l);
	}
}

void
bench_letters_free(bench_letters *all)
{
	for (size_t i = 0; i < BENCH_LETTERS; i++) {
		secmail_message_free(all->at[i].header);
		secmailp_buffer_free(&all->at[i].signed_octets);
	}
	secmailp_buffer_free(&all->body);
	secmailp_buffer_free(&all->canonical);
	free(all->body_at);
	free(all->canonical_at);
}
