/* covers: lib/dkim/der.c */
/*
 * fuzz_dkim_der.c - an RSA key that is read is written back to the same octets
 *
 * DER has one encoding for each value, so what the strict reader takes must be
 * just what a plain writer makes of the two numbers, in one of two shapes.
 */
#include <secmail/dkim.h>

#include <stdlib.h>
#include <string.h>

#include "dkim_internal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define INPUT_MAX 4096

static void
require(bool holds)
{
	if (!holds)
		abort();
}

/* Puts type and length before what stands in `b` from the start. */
static void
wrap(secmailp_buffer *b, uint8_t type)
{
	secmailp_buffer whole = secmailp_buffer_new(2 * INPUT_MAX);
	secmailp_view content = secmailp_buffer_view(b);

	secmailp_buffer_byte(&whole, type);
	if (content.len >= 0x100)
		secmailp_buffer_byte(&whole, 0x82);
	else if (content.len >= 0x80)
		secmailp_buffer_byte(&whole, 0x81);
	if (content.len >= 0x100)
		secmailp_buffer_byte(&whole, (uint8_t)(content.len >> 8));
	secmailp_buffer_byte(&whole, (uint8_t)content.len);
	secmailp_buffer_add(&whole, content);
	secmailp_buffer_free(b);
	*b = whole;
}

static void
add_number(secmailp_buffer *out, secmailp_view number)
{
	secmailp_buffer b = secmailp_buffer_new(2 * INPUT_MAX);

	if (number.at[0] >= 0x80)
		secmailp_buffer_byte(&b, 0);
	secmailp_buffer_add(&b, number);
	wrap(&b, 0x02);
	secmailp_buffer_add(out, secmailp_buffer_view(&b));
	secmailp_buffer_free(&b);
}

/* RSAPublicKey inside SubjectPublicKeyInfo. */
static void
wrap_info(secmailp_buffer *key)
{
	static const uint8_t algorithm[] = { 0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7,
		0x0d, 0x01, 0x01, 0x01, 0x05, 0x00 };
	secmailp_buffer bits = secmailp_buffer_new(2 * INPUT_MAX);

	secmailp_buffer_byte(&bits, 0);
	secmailp_buffer_add(&bits, secmailp_buffer_view(key));
	wrap(&bits, 0x03);
	secmailp_buffer_reset(key);
	secmailp_buffer_add(key, secmailp_view_of(algorithm, sizeof algorithm));
	secmailp_buffer_add(key, secmailp_buffer_view(&bits));
	secmailp_buffer_free(&bits);
	wrap(key, 0x30);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	secmailp_view input = secmailp_view_of(data, size);
	secmailp_buffer key = secmailp_buffer_new(2 * INPUT_MAX);
	smdkim_rsa rsa;

	if (size > INPUT_MAX || !smdkim_der_rsa(&rsa, input))
		return 0;
	require(rsa.modulus.len > 0 && rsa.modulus.at[0] != 0);
	require(rsa.bits > (rsa.modulus.len - 1) * 8 && rsa.bits <= rsa.modulus.len * 8);
	add_number(&key, rsa.modulus);
	add_number(&key, rsa.exponent);
	wrap(&key, 0x30);
	if (!secmailp_view_equal(secmailp_buffer_view(&key), input)) {
		wrap_info(&key);
		require(secmailp_view_equal(secmailp_buffer_view(&key), input));
	}
	secmailp_buffer_free(&key);
	return 0;
}
