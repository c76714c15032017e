/*
 * bench_inbound_letter.c - ordinary mail: 4 KiB of text, a signature, SPF by three includes
 *
 * A letter is written in two forms at once, as it came and canonical (relaxed,
 * RFC 6376 section 3.4), so that no code under test is asked for the second.
 */
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <string.h>

#include "bench_inbound.h"

#define KEY_BITS 2048
#define KEY_SIZE 512
#define DIRTY_PERCENT 10 /* lines with a tab, two spaces, or white space at the end */
#define MAX_LETTER 16384

static uint32_t
next_random(uint64_t *state)
{
	*state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(*state >> 33);
}

static bench_text
text_new(void)
{
	bench_text t = { malloc(MAX_LETTER), 0 };

	bench_must(t.at != NULL, "no memory");
	return t;
}

static void
add(bench_text *t, const char *text)
{
	size_t len = strlen(text);

	bench_must(len < MAX_LETTER - t->len, "a letter is too long");
	memcpy(t->at + t->len, text, len);
	t->len += len;
}

static void
add_byte(bench_text *t, char byte)
{
	bench_must(t->len < MAX_LETTER, "a letter is too long");
	t->at[t->len++] = byte;
}

/* Words, in lines of 60 to 75 octets, in both forms. */
static void
write_body(bench_text *text, bench_text *canonical, uint64_t *state)
{
	size_t begun = text->len;

	while (text->len - begun < BENCH_BODY) {
		size_t end = text->len + 60 + next_random(state) % 16;
		bool is_dirty = next_random(state) % 100 < DIRTY_PERCENT;

		while (text->len < end) {
			for (size_t n = 1 + next_random(state) % 9; n > 0; n--) {
				char letter = (char)('a' + next_random(state) % 26);

				add_byte(text, letter);
				add_byte(canonical, letter);
			}
			add(text, is_dirty && next_random(state) % 4 == 0 ? " \t" : " ");
			add_byte(canonical, ' ');
		}
		text->len -= is_dirty ? 0 : 1;
		canonical->len--;
		add(text, "\r\n");
		add(canonical, "\r\n");
	}
}

/* The fields of ordinary mail; the canonical form is there for those that are signed. */
static const struct field {
	const char *text;
	const char *canonical;
} fields[] = {
	{ "Received: from out7.sender.example (out7.sender.example [192.0.2.25])\r\n"
	  "\tby mx.example.net with ESMTPS id 4Zq1Xk2pLsz9vBn\r\n"
	  "\tfor <sam@example.net>; Mon, 23 Nov 2026 09:14:05 +0000\r\n",
	    NULL },
	{ "Received: by out7.sender.example (Postfix, from userid 1000)\r\n"
	  "\tid 4Zq1Xj6kPTz4x0r; Mon, 23 Nov 2026 09:14:02 +0000 (UTC)\r\n",
	    NULL },
	{ "From: Blue Door Books <orders@" BENCH_AUTHOR ">\r\n",
	    "from:Blue Door Books <orders@" BENCH_AUTHOR ">\r\n" },
	{ "To: Sam Reader <sam@example.net>\r\n", "to:Sam Reader <sam@example.net>\r\n" },
	{ "Subject: Your order 20417 is on its way\r\n",
	    "subject:Your order 20417 is on its way\r\n" },
	{ "Date: Mon, 23 Nov 2026 09:14:01 +0000\r\n", "date:Mon, 23 Nov 2026 09:14:01 +0000\r\n" },
	{ "Message-ID: <20417.shipped@shop.example>\r\n",
	    "message-id:<20417.shipped@shop.example>\r\n" },
	{ "MIME-Version: 1.0\r\n", "mime-version:1.0\r\n" },
	{ "Content-Type: text/plain; charset=utf-8\r\n",
	    "content-type:text/plain; charset=utf-8\r\n" },
	{ "User-Agent: Mutt/2.2.9 (2022-11-12)\r\n", NULL },
};

#define FIELDS (sizeof fields / sizeof fields[0])

static void
hash_body(const bench_letter *l, char out[64])
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned len;

	bench_must(
	    EVP_Digest(l->body.at, l->body.len, digest, &len, EVP_sha256(), NULL) > 0, "SHA-256");
	EVP_EncodeBlock((unsigned char *)out, digest, (int)len);
}

static void
sign(bench_letter *l, EVP_PKEY *key)
{
	EVP_MD_CTX *hash = EVP_MD_CTX_new();
	size_t len = sizeof l->signature;

	bench_must(hash && EVP_DigestSignInit(hash, NULL, EVP_sha256(), NULL, key) > 0 &&
		       EVP_DigestSign(hash, l->signature, &len,
			   (const unsigned char *)l->signed_header.at, l->signed_header.len) > 0 &&
		       len == sizeof l->signature,
	    "OpenSSL can't sign");
	EVP_MD_CTX_free(hash);
}

#define SIGNATURE_VALUE                                                                            \
	"v=1; a=rsa-sha256; c=relaxed/relaxed; d=" BENCH_ORGANIZATION "; s=" BENCH_SELECTOR        \
	"; h=from:to:subject:date:message-id:mime-version:content-type; bh="

static void
write_header(bench_letter *l, EVP_PKEY *key)
{
	char digest[64], signature[2 * sizeof l->signature];

	hash_body(l, digest);
	for (size_t i = 0; i < FIELDS; i++)
		add(&l->signed_header, fields[i].canonical ? fields[i].canonical : "");
	add(&l->signed_header, "dkim-signature:" SIGNATURE_VALUE);
	add(&l->signed_header, digest);
	add(&l->signed_header, "; b=");
	sign(l, key);
	EVP_EncodeBlock((unsigned char *)signature, l->signature, sizeof l->signature);
	add(&l->text, "DKIM-Signature: " SIGNATURE_VALUE);
	add(&l->text, digest);
	add(&l->text, ";\r\n\tb=");
	add(&l->text, signature);
	add(&l->text, "\r\n");
	for (size_t i = 0; i < FIELDS; i++)
		add(&l->text, fields[i].text);
	add(&l->text, "\r\n");
	l->header_len = l->text.len;
}

static void
write_letter(bench_letter *l, EVP_PKEY *key, uint64_t *state)
{
	bench_text body = text_new();

	l->text = text_new();
	l->body = text_new();
	l->signed_header = text_new();
	write_body(&body, &l->body, state);
	write_header(l, key);
	bench_must(body.len < MAX_LETTER - l->text.len, "a letter is too long");
	memcpy(l->text.at + l->text.len, body.at, body.len);
	l->text.len += body.len;
	free(body.at);
}

static void
write_key_record(bench_mail *m)
{
	unsigned char der[KEY_SIZE], *at = der;
	char base64[2 * KEY_SIZE];
	int len = i2d_PUBKEY(m->key, NULL);

	bench_must(len > 0 && len <= KEY_SIZE && i2d_PUBKEY(m->key, &at) == len, "a public key");
	EVP_EncodeBlock((unsigned char *)base64, der, len);
	snprintf(m->key_record, sizeof m->key_record, "v=DKIM1; k=rsa; p=%s", base64);
}

/* In strings of 255 octets, as name servers have it. */
static bench_record
record_of(const char *name, const char *text)
{
	bench_record r = { .name = name, .name_len = strlen(name), .text = text };
	size_t left = strlen(text);

	bench_must(left < 1200, "a record is too long");
	while (left > 0) {
		size_t part = left < 255 ? left : 255;

		r.rdata[r.len++] = (uint8_t)part;
		memcpy(r.rdata + r.len, text, part);
		r.len += part;
		text += part;
		left -= part;
	}
	return r;
}

static void
write_records(bench_mail *m)
{
	const bench_record records[BENCH_RECORDS] = {
		record_of("bounces.shop.example",
		    "v=spf1 include:_a.sender.example include:_b.sender.example "
		    "include:_c.sender.example -all"),
		record_of(
		    "_a.sender.example", "v=spf1 ip4:198.51.100.0/25 ip4:198.51.100.128/26 ?all"),
		record_of(
		    "_b.sender.example", "v=spf1 ip4:203.0.113.0/24 ip6:2001:db8:1::/48 ?all"),
		record_of("_c.sender.example", "v=spf1 ip4:192.0.2.0/24 ip6:2001:db8:2::/48 ?all"),
		record_of("_dmarc.shop.example", BENCH_POLICY),
		record_of(BENCH_SELECTOR "._domainkey." BENCH_ORGANIZATION, m->key_record),
	};

	memcpy(m->records, records, sizeof records);
}

void
bench_mail_write(bench_mail *m)
{
	uint64_t state = 1;

	m->key = EVP_RSA_gen(KEY_BITS);
	bench_must(m->key != NULL, "no key");
	write_key_record(m);
	write_records(m);
	for (size_t i = 0; i < BENCH_LETTERS; i++)
		write_letter(&m->letters[i], m->key, &state);
}

void
bench_mail_free(bench_mail *m)
{
	for (size_t i = 0; i < BENCH_LETTERS; i++) {
		free(m->letters[i].text.at);
		free(m->letters[i].body.at);
		free(m->letters[i].signed_header.at);
	}
	EVP_PKEY_free(m->key);
}

const bench_record *
bench_mail_record(const bench_mail *m, const char *name)
{
	size_t len = strlen(name);

	for (size_t i = 0; i < BENCH_RECORDS; i++)
		if (m->records[i].name_len == len && memcmp(m->records[i].name, name, len) == 0)
			return &m->records[i];
	return NULL;
}
