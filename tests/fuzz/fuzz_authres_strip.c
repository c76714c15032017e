/* covers: lib/core/authres_forged.c lib/core/authres_claims.c */
/*
 * fuzz_authres_strip.c - what is left after removing each forged field holds no claim
 *
 * The input is a header. Fields found from the bottom up are taken out; what is
 * left is a header of its own, in which nothing is found, and no field of the
 * name reads as ours.
 */
#include <secmail/authres.h>

#include <stdlib.h>
#include <string.h>
#include <strings.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define OURS "mx.example"
#define INPUT_MAX 4096

static void
require(bool holds)
{
	if (!holds)
		abort();
}

/* NULL for what is no header, or has too much of it. */
static secmail_message *
read_header(const void *octets, size_t len)
{
	secmail_message *m;
	size_t body;

	require(secmail_message_new(&m) == SECMAIL_DONE);
	if (secmail_message_write(m, octets, len, &body) == SECMAIL_DONE &&
	    secmail_message_end_header(m) == SECMAIL_DONE)
		return m;
	secmail_message_free(m);
	return NULL;
}

/* Copies the fields that are not forged to `left`; returns how many were forged. */
static size_t
strip(const secmail_message *m, char *left, size_t *out_len)
{
	bool forged[INPUT_MAX] = { false };
	size_t end = secmail_message_field_count(m), index = end, count = 0;

	require(end <= INPUT_MAX);
	*out_len = 0;
	for (size_t before = index; secmail_authres_find_forged(m, OURS, &index); before = index) {
		require(index < before);
		forged[index] = true;
		count++;
	}
	for (size_t i = 0; i < end; i++) {
		size_t len;
		const char *field = secmail_message_field(m, i, &len);

		if (forged[i])
			continue;
		memcpy(left + *out_len, field, len);
		*out_len += len;
	}
	return count;
}

/* No field that is named so, by anybody's reading, has our id. */
static void
check_none_is_ours(const secmail_message *m)
{
	secmail_authres *a;

	require(secmail_authres_new(&a) == SECMAIL_DONE);
	for (size_t i = 0; i < secmail_message_field_count(m); i++) {
		size_t len, name_len;
		const char *name = secmail_message_field_name(m, i, &name_len);
		const void *body = secmail_message_field_body(m, i, &len);

		if (name_len != strlen(secmail_authres_name()) ||
		    strncasecmp(name, secmail_authres_name(), name_len) != 0)
			continue;
		if (secmail_authres_parse(a, body, len) == SECMAIL_DONE)
			require(strcasecmp(secmail_authres_authserv_id(a), OURS) != 0);
	}
	secmail_authres_free(a);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	secmail_message *m, *again;
	char left[INPUT_MAX], nothing[INPUT_MAX];
	size_t len;

	m = size <= INPUT_MAX ? read_header(data, size) : NULL;
	if (!m)
		return 0;
	strip(m, left, &len);
	again = read_header(left, len);
	if (again) {
		check_none_is_ours(again);
		require(strip(again, nothing, &len) == 0);
	}
	secmail_message_free(m);
	secmail_message_free(again);
	return 0;
}
