/* signer.c - see signer.h */
#include "signer.h"

#include "../suite.h"

#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "reference.h"

#define ROOM 262144

/* RFC 8032 section 7.1, test 1. */
static const uint8_t ED25519_KEY[32] = { 0x9d, 0x61, 0xb1, 0x9d, 0xef, 0xfd, 0x5a, 0x60, 0xba, 0x84,
	0x4a, 0xf4, 0x92, 0xec, 0x2c, 0xc4, 0x44, 0x49, 0xc5, 0x69, 0x7b, 0x32, 0x69, 0x19, 0x70,
	0x3b, 0xac, 0x03, 0x1c, 0xae, 0x7f, 0x60 };

typedef struct text {
	uint8_t *octets;
	size_t len;
} text;

static text
text_new(void)
{
	text t = { malloc(ROOM), 0 };

	ck_assert_ptr_nonnull(t.octets);
	return t;
}

static void
add(text *t, const void *octets, size_t len)
{
	ck_assert_uint_lt(t->len + len, ROOM);
	memcpy(t->octets + t->len, octets, len);
	t->len += len;
}

static void
add_field(text *t, const char *field, size_t len, bool relaxed)
{
	ck_assert_uint_lt(t->len + REFERENCE_ROOM(len), ROOM);
	t->len += reference_field(t->octets + t->len, (const uint8_t *)field, len, relaxed);
}

/* The value of a tag, without white space at its ends, "" if it is not there. */
static void
find_tag(char *out, size_t size, const char *tags, const char *name)
{
	out[0] = '\0';
	while (*tags) {
		size_t len = strcspn(tags, ";"), start = strspn(tags, " \t\r\n");

		if (strncmp(tags + start, name, strlen(name)) == 0 &&
		    tags[start + strlen(name)] == '=') {
			start += strlen(name) + 1;
			snprintf(out, size, "%.*s", (int)(len - start), tags + start);
			return;
		}
		tags += len + (tags[len] == ';');
	}
}

static size_t
field_length(const char *field)
{
	const char *end = strstr(field, "\r\n");

	while (end && (end[2] == ' ' || end[2] == '\t'))
		end = strstr(end + 2, "\r\n");
	return end ? (size_t)(end - field) : strlen(field);
}

/* Field `nth` of a name, counted from the bottom, from 0. */
static const char *
field_from_bottom(const char *header, const char *name, size_t nth)
{
	const char *found[64];
	size_t count = 0;

	for (const char *at = header; *at; at += field_length(at) + 2) {
		size_t colon = strcspn(at, ":");

		while (colon > 0 && (at[colon - 1] == ' ' || at[colon - 1] == '\t'))
			colon--;
		if (colon == strlen(name) && strncasecmp(at, name, colon) == 0 && count < 64)
			found[count++] = at;
		if (strlen(at) < field_length(at) + 2)
			break;
	}
	return nth < count ? found[count - 1 - nth] : NULL;
}

static void
add_signed_fields(text *t, const char *names, const char *header, bool relaxed)
{
	char seen[64][64];
	size_t count = 0;

	while (*names) {
		size_t len = strcspn(names, ": \t\r\n"), nth = 0;
		const char *field;

		if (len > 0) {
			ck_assert_uint_lt(count, 64);
			snprintf(seen[count], sizeof seen[0], "%.*s", (int)len, names);
			for (size_t i = 0; i < count; i++)
				nth += strcasecmp(seen[i], seen[count]) == 0;
			field = field_from_bottom(header, seen[count++], nth);
			if (field) {
				add_field(t, field, field_length(field), relaxed);
				add(t, "\r\n", 2);
			}
		}
		names += len + (names[len] != '\0');
	}
}

static void
body_hash(char out[64], const char *tags, const char *body, bool relaxed)
{
	uint8_t *canonical = malloc(REFERENCE_ROOM(strlen(body)));
	uint8_t digest[32];
	char limit[80];
	size_t len;

	ck_assert_ptr_nonnull(canonical);
	len = reference_body(canonical, (const uint8_t *)body, strlen(body), relaxed);
	find_tag(limit, sizeof limit, tags, "l");
	if (limit[0] != '\0' && strtoul(limit, NULL, 10) < len)
		len = strtoul(limit, NULL, 10);
	ck_assert(EVP_Digest(canonical, len, digest, NULL, EVP_sha256(), NULL));
	EVP_EncodeBlock((unsigned char *)out, digest, sizeof digest);
	free(canonical);
}

static void
sign_text(char *out, EVP_PKEY *key, const text *t)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	uint8_t signature[1024], digest[32];
	size_t len = sizeof signature;

	if (EVP_PKEY_get_id(key) == EVP_PKEY_ED25519) {
		ck_assert(EVP_Digest(t->octets, t->len, digest, NULL, EVP_sha256(), NULL));
		ck_assert(EVP_DigestSignInit(context, NULL, NULL, NULL, key));
		ck_assert(EVP_DigestSign(context, signature, &len, digest, sizeof digest));
	} else {
		ck_assert(EVP_DigestSignInit(context, NULL, EVP_sha256(), NULL, key));
		ck_assert(EVP_DigestSign(context, signature, &len, t->octets, t->len));
	}
	EVP_MD_CTX_free(context);
	EVP_EncodeBlock((unsigned char *)out, signature, (int)len);
}

static char *
sign_as(EVP_PKEY *key, const char *name, const char *tags, const char *header, const char *body)
{
	char canon[64], names[8192], hash[64], signature[2048];
	size_t room = strlen(tags) + 4096;
	char *field = malloc(room);
	text t = text_new();
	bool relaxed;

	ck_assert_ptr_nonnull(field);
	find_tag(canon, sizeof canon, tags, "c");
	find_tag(names, sizeof names, tags, "h");
	relaxed = strncmp(canon, "relaxed", 7) == 0;
	body_hash(hash, tags, body, strstr(canon, "/relaxed") != NULL);
	add_signed_fields(&t, names, header, relaxed);
	snprintf(field, room, "%s: %s; bh=%s; b=", name, tags, hash);
	add_field(&t, field, strlen(field), relaxed);
	sign_text(signature, key, &t);
	snprintf(field, room, "%s: %s; bh=%s; b=%s\r\n", name, tags, hash, signature);
	free(t.octets);
	return field;
}

char *
signer_sign_with(EVP_PKEY *key, const char *tags, const char *header, const char *body)
{
	return sign_as(key, "DKIM-Signature", tags, header, body);
}

/* One of the two keys of the tests, whichever a= wants. */
static EVP_PKEY *
key_for(const char *tags)
{
	BIO *pem = BIO_new_mem_buf(SIGNER_RSA_KEY, -1);
	char algorithm[32];
	EVP_PKEY *key;

	find_tag(algorithm, sizeof algorithm, tags, "a");
	if (strncmp(algorithm, "ed25519", 7) == 0)
		key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, ED25519_KEY, 32);
	else
		key = PEM_read_bio_PrivateKey(pem, NULL, NULL, NULL);
	ck_assert_ptr_nonnull(key);
	BIO_free(pem);
	return key;
}

char *
signer_sign_as(const char *name, const char *tags, const char *header, const char *body)
{
	EVP_PKEY *key = key_for(tags);
	char *field = sign_as(key, name, tags, header, body);

	EVP_PKEY_free(key);
	return field;
}

char *
signer_sign(const char *tags, const char *header, const char *body)
{
	return signer_sign_as("DKIM-Signature", tags, header, body);
}

char *
signer_seal(const char *tags, const char *fields)
{
	size_t room = strlen(tags) + 4096;
	EVP_PKEY *key = key_for(tags);
	char *field = malloc(room), signature[2048];
	text t = text_new();

	ck_assert_ptr_nonnull(field);
	for (; *fields; fields += field_length(fields) + 2) {
		add_field(&t, fields, field_length(fields), true);
		add(&t, "\r\n", 2);
	}
	snprintf(field, room, "ARC-Seal: %s; b=", tags);
	add_field(&t, field, strlen(field), true);
	sign_text(signature, key, &t);
	snprintf(field, room, "ARC-Seal: %s; b=%s\r\n", tags, signature);
	free(t.octets);
	EVP_PKEY_free(key);
	return field;
}

char *
signer_public_key(EVP_PKEY *key, bool is_bare)
{
	uint8_t *der = NULL;
	int len = is_bare ? i2d_PublicKey(key, &der) : i2d_PUBKEY(key, &der);
	char *p = malloc((size_t)len * 2 + 4);

	ck_assert_ptr_nonnull(p);
	EVP_EncodeBlock((unsigned char *)p, der, len);
	OPENSSL_free(der);
	return p;
}

secmail_dkim_config *
signer_config(void)
{
	secmail_dkim_config *c;

	ck_assert_int_eq(secmail_dkim_config_new(&c), SECMAIL_DONE);
	return c;
}

secmail_message *
signer_message(const char *header, size_t len)
{
	secmail_message *m;
	size_t body;

	ck_assert_int_eq(secmail_message_new(&m), SECMAIL_DONE);
	ck_assert_int_eq(secmail_message_write(m, header, len, &body), SECMAIL_DONE);
	ck_assert_int_eq(secmail_message_end_header(m), SECMAIL_DONE);
	return m;
}

static void
add_record(secmail_answers *answers, uint32_t id, const char *record)
{
	uint8_t rdata[ROOM / 4];
	size_t left = strlen(record), used = 0;

	do {
		size_t part = left < 255 ? left : 255;

		rdata[used++] = (uint8_t)part;
		memcpy(rdata + used, record, part);
		used += part;
		record += part;
		left -= part;
	} while (left > 0);
	ck_assert_int_eq(secmail_answers_add(answers, id, rdata, used, 300), SECMAIL_DONE);
}

static void
answer_one(secmail_answers *answers, uint32_t id, const signer_record *records)
{
	const char *name = secmail_answers_qname(answers, id);
	size_t found = 0;

	for (const signer_record *r = records; r->name; r++) {
		if (strcmp(name, r->name) != 0)
			continue;
		if (!r->text) {
			ck_assert_int_eq(
			    secmail_answers_fail(answers, id, SECMAIL_DNS_SERVFAIL), SECMAIL_DONE);
			return;
		}
		add_record(answers, id, r->text);
		found++;
	}
	ck_assert_int_eq(
	    secmail_answers_close(answers, id, found ? 0 : 3, SECMAIL_TRUST_SECURE), SECMAIL_DONE);
}

size_t
signer_answer(secmail_answers *answers, const signer_record *records)
{
	uint32_t ids[SECMAIL_ANSWERS_MAX_QUESTIONS];
	size_t open = secmail_answers_open(answers, ids, SECMAIL_ANSWERS_MAX_QUESTIONS);

	for (size_t i = 0; i < open; i++)
		answer_one(answers, ids[i], records);
	return open;
}

secmail_dkim_results *
signer_judge(const secmail_dkim_config *c, const char *header, const char *body,
    const signer_record *records)
{
	secmail_message *m = signer_message(header, strlen(header));
	secmail_dkim_results *results = NULL;
	secmail_answers *answers;
	secmail_status status;
	secmail_dkim *d;

	ck_assert_int_eq(secmail_answers_new(&answers), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dkim_new(c, SIGNER_NOW, &d), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dkim_set_message(d, m), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dkim_write_body(d, body, strlen(body)), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dkim_end_body(d), SECMAIL_DONE);
	status = secmail_dkim_judge(d, answers, &results);
	if (status == SECMAIL_WANT_DNS) {
		ck_assert_ptr_null(results);
		signer_answer(answers, records);
		status = secmail_dkim_judge(d, answers, &results);
	}
	ck_assert_int_eq(status, SECMAIL_DONE);
	secmail_dkim_free(d);
	secmail_answers_free(answers);
	secmail_message_free(m);
	return results;
}
