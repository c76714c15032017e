/* covers: lib/dkim/private_der.c lib/dkim/pem.c lib/dkim/der_write.c */
/*
 * fuzz_dkim_private.c - a private or public key that is read is written back to the same octets
 *
 * The first octet chooses: a private key in DER, a public one, or text that may
 * be PEM. What is taken is written as PKCS #8 or SubjectPublicKeyInfo; read
 * again, that has the same numbers, and is the input where the input had that
 * shape. Whole keys are handed to OpenSSL by the unit tests: here it is the
 * reading that counts.
 */
#include <secmail/dkimkey.h>

#include <stdlib.h>
#include <string.h>

#include "dkim_internal.h"
#include "private/base64.h"
#include "private_key.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define ROOM (2 * SECMAIL_DKIM_MAX_KEY_FILE)

static void
require(bool holds)
{
	if (!holds)
		abort();
}

static void
check_same(const smdkim_numbers *a, const smdkim_numbers *b, int parts)
{
	require(a->type == b->type);
	for (int i = 0; i < parts; i++)
		require(secmailp_view_equal(a->part[i], b->part[i]));
	require(secmailp_view_equal(a->seed, b->seed));
}

/* True for a sequence that begins with version 0, as a plain private key does. */
static bool
is_version_0(secmailp_view der)
{
	static const uint8_t version[] = { 0x02, 0x01, 0x00 };
	secmailp_cursor c = secmailp_cursor_over(der);
	uint8_t len;

	secmailp_cursor_expect(&c, 0x30);
	len = secmailp_cursor_byte(&c);
	secmailp_cursor_take(&c, len > 0x80 ? len - 0x80u : 0);
	return secmailp_view_equal(
	    secmailp_cursor_take(&c, sizeof version), secmailp_view_of(version, sizeof version));
}

static void
check_private(secmailp_view der)
{
	uint8_t *room = malloc(ROOM);
	smdkim_numbers n, again;
	const char *why = smdkim_private_read(&n, der);
	secmailp_view written;

	require(room != NULL);
	if (why) {
		require(why[0] != '\0');
		free(room);
		return;
	}
	require(n.type == SMDKIM_KEY_RSA || n.type == SMDKIM_KEY_ED25519);
	written = smdkim_private_write(&n, room, ROOM);
	require(written.len > 0);
	require(smdkim_private_read(&again, written) == NULL);
	check_same(&n, &again, SMDKIM_PART_COUNT);
	if (written.len == der.len && is_version_0(der))
		require(secmailp_view_equal(written, der));
	require(smdkim_private_write(&n, room, written.len - 1).len == 0);
	free(room);
}

static void
check_public(secmailp_view der)
{
	uint8_t *room = malloc(ROOM);
	smdkim_numbers n, again;
	secmailp_view written;

	require(room != NULL);
	if (smdkim_public_read(&n, der) == NULL && n.type == SMDKIM_KEY_RSA) {
		written = smdkim_public_write(&n, room, ROOM);
		require(smdkim_public_read(&again, written) == NULL);
		check_same(&n, &again, SMDKIM_PART_D);
	}
	free(room);
}

/* What is found in a text lies in it; what is written around it is found again. */
static void
check_text(secmailp_view text)
{
	char *out = malloc(ROOM);
	smdkim_pem pem, again;
	uint8_t octets[1024];
	size_t len;

	require(out != NULL);
	if (smdkim_pem_find(&pem, text) == SMDKIM_PEM_WHOLE) {
		require(pem.base64.at >= text.at);
		require(pem.base64.at + pem.base64.len <= text.at + text.len);
		if (secmailp_base64_decode(
			pem.base64, SECMAILP_BASE64_FOLDED, octets, sizeof octets, &len))
			check_private(secmailp_view_of(octets, len));
	}
	len = smdkim_pem_write("PRIVATE KEY", secmailp_view_first(text, 1024), out, ROOM);
	require(len > 0 && len == strlen(out));
	require(smdkim_pem_find(&again, secmailp_view_of(out, len)) == SMDKIM_PEM_WHOLE);
	require(secmailp_base64_decode(
	    again.base64, SECMAILP_BASE64_FOLDED, octets, sizeof octets, &len));
	require(
	    secmailp_view_equal(secmailp_view_of(octets, len), secmailp_view_first(text, 1024)));
	require(smdkim_pem_write("PRIVATE KEY", secmailp_view_of(octets, len), out, len) == 0);
	free(out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	secmailp_view rest;

	if (size < 1 || size > SECMAIL_DKIM_MAX_KEY_FILE)
		return 0;
	rest = secmailp_view_of(data + 1, size - 1);
	switch (data[0] % 3) {
	case 0:
		check_private(rest);
		break;
	case 1:
		check_public(rest);
		break;
	default:
		check_text(rest);
	}
	return 0;
}
