/* oracle.c - see oracle.h */
#include "oracle.h"

#include <ctype.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "suite.h"

#define ROOM 65536
#define MAX_TAGS 16
#define MAX_TAG 2048
#define MAX_SETS 4

typedef struct text {
	char at[ROOM];
	size_t len;
} text;

static void
add(text *t, const char *more, size_t len)
{
	if (len >= ROOM - t->len)
		suite_broken("a case is too long", more);
	memcpy(t->at + t->len, more, len);
	t->len += len;
	t->at[t->len] = '\0';
}

/* White space becomes one space, none at the ends (RFC 6376 section 3.4.2). */
static void
add_relaxed(text *t, const char *value, size_t len)
{
	bool space = false, any = false;

	for (size_t i = 0; i < len; i++) {
		if (isspace((unsigned char)value[i])) {
			space = true;
			continue;
		}
		if (space && any)
			add(t, " ", 1);
		add(t, value + i, 1);
		space = false;
		any = true;
	}
}

static void
add_field(text *t, const char *name, const char *value, size_t len)
{
	for (; *name; name++) {
		char lower = (char)tolower((unsigned char)*name);

		add(t, &lower, 1);
	}
	add(t, ":", 1);
	add_relaxed(t, value, len);
}

bool
oracle_texts_equal(const char *a, const char *b)
{
	static text first, second;

	first.len = second.len = 0;
	add_relaxed(&first, a, strlen(a));
	add_relaxed(&second, b, strlen(b));
	return strcmp(first.at, second.at) == 0;
}

/* --- tag lists ------------------------------------------------------------ */

typedef struct tags {
	char tag[MAX_TAGS][MAX_TAG]; /* without white space */
	size_t count;
} tags;

static int
by_text(const void *a, const void *b)
{
	return strcmp(a, b);
}

static void
read_tags(tags *out, const char *list)
{
	size_t len = 0;

	memset(out, 0, sizeof *out);
	for (; *list; list++) {
		if (*list == ';') {
			out->count++;
			len = 0;
		} else if (!isspace((unsigned char)*list)) {
			if (out->count == MAX_TAGS || len == MAX_TAG - 1)
				suite_broken("a field has too many tags", list);
			out->tag[out->count][len++] = *list;
		}
	}
	out->count += len > 0;
	qsort(out->tag, out->count, sizeof out->tag[0], by_text);
}

/* The value of a tag; "" if it is not there. */
static const char *
value_of(const tags *t, const char *name)
{
	for (size_t i = 0; i < t->count; i++)
		if (strncmp(t->tag[i], name, strlen(name)) == 0 && t->tag[i][strlen(name)] == '=')
			return t->tag[i] + strlen(name) + 1;
	return "";
}

bool
oracle_tags_equal(const char *a, const char *b)
{
	static tags first, second;
	size_t compared = 0;

	read_tags(&first, a);
	read_tags(&second, b);
	for (size_t i = 0; i < first.count && first.count == second.count; i++)
		compared += strncmp(first.tag[i], "b=", 2) == 0
				? strncmp(second.tag[i], "b=", 2) == 0
				: strcmp(first.tag[i], second.tag[i]) == 0;
	return first.count > 0 && compared == first.count;
}

/* --- what is signed -------------------------------------------------------- */

/* Where the value of b= begins; it has to be there. */
static const char *
signature_in(const char *list)
{
	const char *at = list + strspn(list, " \r\n\t");

	while (*at && strncmp(at, "b=", 2) != 0) {
		at += strcspn(at, ";");
		at += strspn(at, "; \r\n\t");
	}
	if (!*at)
		suite_broken("a field has no b=", list);
	return at + 2;
}

/* A field as it was signed: the suite's have b= on several lines, and had it on one. */
static void
read_signed(text *out, const char *list, bool has_one_line)
{
	const char *b = signature_in(list);
	const char *end = b + strcspn(b, ";");

	out->len = 0;
	add(out, list, (size_t)(b - list));
	for (; b < end; b++)
		if (!has_one_line || !isspace((unsigned char)*b))
			add(out, b, 1);
	add(out, end, strlen(end));
}

/* The same field with its b= emptied. */
static void
add_emptied(text *t, const char *name, const text *field)
{
	static text emptied;
	const char *b = signature_in(field->at), *end = b + strcspn(b, ";");

	emptied.len = 0;
	add(&emptied, field->at, (size_t)(b - field->at));
	add(&emptied, end, strlen(end));
	add_field(t, name, emptied.at, emptied.len);
}

typedef struct field {
	char name[64];
	const char *value;
	size_t len;
} field;

/* The next field of the message; false at the empty line. */
static bool
next_field(const char **message, field *out)
{
	const char *at = *message, *end = at;
	size_t colon = strcspn(at, ":\n");

	if (at[colon] != ':')
		return false;
	do
		end += strcspn(end, "\n") + 1;
	while (*end == ' ' || *end == '\t');
	snprintf(out->name, sizeof out->name, "%.*s", (int)colon, at);
	out->value = at + colon + 1;
	out->len = (size_t)(end - out->value);
	*message = end;
	return true;
}

/* Those that h= names, each of which the message has once. */
static void
add_named(text *t, const char *names, const char *message)
{
	while (*names) {
		size_t len = strcspn(names, ":");
		const char *rest = message;
		field f;

		while (next_field(&rest, &f)) {
			if (strlen(f.name) != len || strncasecmp(f.name, names, len) != 0)
				continue;
			add_field(t, f.name, f.value, f.len);
			add(t, "\r\n", 2);
		}
		names += len + (names[len] != '\0');
	}
}

/* One field of an older set. */
static void
add_older(text *t, const char *name, int instance, const char *message)
{
	field f;

	while (next_field(&message, &f)) {
		const char *i = strcasecmp(f.name, name) == 0 ? strstr(f.value, "i=") : NULL;

		if (!i || strtol(i + 2, NULL, 10) != instance)
			continue;
		add_field(t, f.name, f.value, f.len);
		add(t, "\r\n", 2);
	}
}

static bool
verifies(const text *t, const char *base64, EVP_PKEY *key)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	unsigned char signature[MAX_TAG];
	int len = strlen(base64) < MAX_TAG ? EVP_DecodeBlock(signature,
						 (const unsigned char *)base64, (int)strlen(base64))
					   : -1;
	size_t end = strlen(base64);
	bool good;

	while (len > 0 && end > 0 && base64[--end] == '=')
		len--;
	good = context && len > 0 &&
	       EVP_DigestVerifyInit(context, NULL, EVP_sha256(), NULL, key) == 1 &&
	       EVP_DigestVerify(
		   context, signature, (size_t)len, (const unsigned char *)t->at, t->len) == 1;
	EVP_MD_CTX_free(context);
	return good;
}

static bool
seal_verifies(const oracle_set *set, const text *signature, const text *seal, const char *message,
    EVP_PKEY *key)
{
	static const char *const names[] = { "ARC-Authentication-Results", "ARC-Message-Signature",
		"ARC-Seal" };
	static tags t;
	static text covered;

	covered.len = 0;
	read_tags(&t, seal->at);
	for (int i = 1; i < MAX_SETS && strcmp(value_of(&t, "cv"), "fail") != 0; i++)
		for (size_t k = 0; k < 3; k++)
			add_older(&covered, names[k], i, message);
	add_field(&covered, names[0], set->results, strlen(set->results));
	add(&covered, "\r\n", 2);
	add_field(&covered, names[1], signature->at, signature->len);
	add(&covered, "\r\n", 2);
	add_emptied(&covered, names[2], seal);
	return verifies(&covered, value_of(&t, "b"), key);
}

static bool
signature_verifies(const text *signature, const char *message, EVP_PKEY *key)
{
	static tags t;
	static text covered;

	covered.len = 0;
	read_tags(&t, signature->at);
	add_named(&covered, value_of(&t, "h"), message);
	add_emptied(&covered, "ARC-Message-Signature", signature);
	return verifies(&covered, value_of(&t, "b"), key);
}

bool
oracle_accepts(const oracle_set *set, const char *message, const char *pem)
{
	static text signature, seal;
	BIO *bio = BIO_new_mem_buf(pem, -1);
	EVP_PKEY *key = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);
	bool good;

	read_signed(&signature, set->signature, set->has_one_line);
	read_signed(&seal, set->seal, set->has_one_line);
	good = key && signature_verifies(&signature, message, key) &&
	       seal_verifies(set, &signature, &seal, message, key);
	EVP_PKEY_free(key);
	BIO_free(bio);
	return good;
}
