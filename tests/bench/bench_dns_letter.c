/*
 * bench_dns_letter.c - a message that needs much of DNS
 *
 * Its look-ups, and what each has to wait for:
 *
 *	SPF     bounces.shop.example, whose record includes _spf.sender.example,
 *	        which includes _spf1.sender.example, which includes
 *	        _spf2.sender.example, which has the client's address:
 *	        four, each known from the one before it
 *	DKIM    two keys, whose names stand in the message: one deep
 *	DMARC   the walks from the author's domain (four labels), from MAIL FROM's
 *	        and from the signers', whose names stand in envelope and message:
 *	        one deep
 *
 * Everything but SPF's chain is known before the first question is sent, so
 * the longest chain is that of SPF: BENCH_LETTER_DEPTH is 4.
 *
 * The signatures are of the simple canonicalization, under which a message
 * that has only the signed fields, in the signed order, is its own canonical form.
 */
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench_dns.h"

#define KEY_BITS 2048
#define MAX_DER 512
#define MAX_FIELD 2048

static const char fields[] = "From: Blue Door Books <orders@" BENCH_LETTER_AUTHOR ">\r\n"
			     "To: Sam Reader <sam@example.net>\r\n"
			     "Subject: Your order 20417 is on its way\r\n"
			     "Date: Mon, 23 Nov 2026 09:14:01 +0000\r\n"
			     "Message-ID: <20417.shipped@shop.example>\r\n";

static const char body[] = "Dear Sam,\r\n\r\n"
			   "two books left our shop this morning. The parcel should reach you on "
			   "Wednesday.\r\n\r\nBlue Door Books\r\n";

static const struct signer {
	const char *domain;
	const char *selector;
	const char *key_name;
} signers[BENCH_LETTER_SIGNATURES] = {
	{ "shop.example", "s2026", "s2026._domainkey.shop.example" },
	{ "sender.example", "out7", "out7._domainkey.sender.example" },
};

static const bench_record policies[] = {
	{ "bounces.shop.example", "v=spf1 include:_spf.sender.example -all" },
	{ "_spf.sender.example", "v=spf1 ip4:198.51.100.0/24 include:_spf1.sender.example ~all" },
	{ "_spf1.sender.example", "v=spf1 ip4:203.0.113.0/24 include:_spf2.sender.example ~all" },
	{ "_spf2.sender.example", "v=spf1 ip4:192.0.2.0/24 ~all" },
	{ "_dmarc.shop.example", "v=DMARC1; p=reject; rua=mailto:dmarc@shop.example" },
};

#define POLICIES (sizeof policies / sizeof policies[0])

_Static_assert(POLICIES + BENCH_LETTER_SIGNATURES == BENCH_LETTER_RECORDS, "count the records");

static void
hash_body(char out[64])
{
	uint8_t digest[EVP_MAX_MD_SIZE];
	unsigned len;

	bench_must(
	    EVP_Digest(body, sizeof body - 1, digest, &len, EVP_sha256(), NULL) > 0, "SHA-256");
	EVP_EncodeBlock((unsigned char *)out, digest, (int)len);
}

/* Signs the fields and the signature's own, whose b= is empty still. */
static void
sign(EVP_PKEY *key, const char *own_field, char out[MAX_DER * 2])
{
	EVP_MD_CTX *hash = EVP_MD_CTX_new();
	uint8_t signature[MAX_DER];
	size_t len = sizeof signature;

	bench_must(hash && EVP_DigestSignInit(hash, NULL, EVP_sha256(), NULL, key) > 0 &&
		       EVP_DigestSignUpdate(hash, fields, sizeof fields - 1) > 0 &&
		       EVP_DigestSignUpdate(hash, own_field, strlen(own_field)) > 0 &&
		       EVP_DigestSignFinal(hash, signature, &len) > 0,
	    "OpenSSL can't sign");
	EVP_EncodeBlock((unsigned char *)out, signature, (int)len);
	EVP_MD_CTX_free(hash);
}

static void
write_key_record(EVP_PKEY *key, char *out, size_t room)
{
	uint8_t der[MAX_DER], *at = der;
	char base64[MAX_DER * 2];
	int len = i2d_PUBKEY(key, NULL);

	bench_must(len > 0 && len <= MAX_DER && i2d_PUBKEY(key, &at) == len, "a public key");
	EVP_EncodeBlock((unsigned char *)base64, der, len);
	snprintf(out, room, "v=DKIM1; k=rsa; p=%s", base64);
}

static void
add_text(bench_letter *l, const char *text)
{
	size_t len = strlen(text);

	bench_must(len < sizeof l->text - l->len, "the message is too long");
	memcpy(l->text + l->len, text, len + 1);
	l->len += len;
}

static void
add_signature(bench_letter *l, size_t number)
{
	const struct signer *s = &signers[number];
	EVP_PKEY *key = EVP_RSA_gen(KEY_BITS);
	char digest[64], field[MAX_FIELD], signature[MAX_DER * 2];

	bench_must(key != NULL, "no key");
	hash_body(digest);
	snprintf(field, sizeof field,
	    "DKIM-Signature: v=1; a=rsa-sha256; c=simple/simple; d=%s; s=%s;\r\n"
	    "\th=from:to:subject:date:message-id;\r\n\tbh=%s;\r\n\tb=",
	    s->domain, s->selector, digest);
	sign(key, field, signature);
	add_text(l, field);
	add_text(l, signature);
	add_text(l, "\r\n");
	write_key_record(key, l->keys[number], sizeof l->keys[number]);
	l->records[POLICIES + number] = (bench_record){ s->key_name, l->keys[number] };
	EVP_PKEY_free(key);
}

void
bench_letter_write(bench_letter *l)
{
	l->len = 0;
	memcpy(l->records, policies, sizeof policies);
	for (size_t i = 0; i < BENCH_LETTER_SIGNATURES; i++)
		add_signature(l, i);
	add_text(l, fields);
	add_text(l, "\r\n");
	l->header_len = l->len;
	add_text(l, body);
}
