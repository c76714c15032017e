/*
 * der_write.c - keys as DER: SubjectPublicKeyInfo and PKCS #8
 *
 * DER says an element's length before its content. So it is written from the
 * end to the start: then each length is known when its turn comes, and nothing
 * is moved, of which copies would stay behind.
 */
#include "private_key.h"

static const uint8_t ED25519_PREFIX[] = { 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65,
	0x70, 0x04, 0x22, 0x04, 0x20 }; /* version, algorithm, two octet strings (RFC 8410) */

static smdkim_der_out
new_out(uint8_t *room, size_t size)
{
	return (smdkim_der_out){ room, room + size, room + size, false };
}

/* Puts octets before what is there. */
static void
put(smdkim_der_out *out, secmailp_view octets)
{
	if (out->full || (size_t)(out->at - out->start) < octets.len) {
		out->full = true;
		return;
	}
	out->at -= octets.len;
	memcpy(out->at, octets.at, octets.len);
}

static void
put_byte(smdkim_der_out *out, size_t byte)
{
	uint8_t octet = (uint8_t)byte;

	put(out, secmailp_view_of(&octet, 1));
}

/* Type and length of the element that is there from `at` up to `end`. */
static void
put_head(smdkim_der_out *out, uint8_t type, const uint8_t *end)
{
	size_t len = (size_t)(end - out->at);

	put_byte(out, len & 0xff);
	if (len >= 0x100)
		put_byte(out, len >> 8);
	if (len >= 0x80)
		put_byte(out, len >= 0x100 ? 0x82 : 0x81);
	put_byte(out, type);
}

static void
put_number(smdkim_der_out *out, secmailp_view number)
{
	const uint8_t *end = out->at;

	put(out, number);
	if (number.len > 0 && number.at[0] >= 0x80)
		put_byte(out, 0);
	put_head(out, SMDKIM_DER_INTEGER, end);
}

static void
put_algorithm(smdkim_der_out *out)
{
	const uint8_t *end = out->at;

	put(out, secmailp_view_of(smdkim_rsa_encryption, SMDKIM_RSA_ENCRYPTION));
	put_head(out, SMDKIM_DER_SEQUENCE, end);
}

static void
put_zero(smdkim_der_out *out)
{
	const uint8_t *end = out->at;

	put_byte(out, 0);
	put_head(out, SMDKIM_DER_INTEGER, end);
}

static secmailp_view
finish(const smdkim_der_out *out)
{
	return out->full ? secmailp_view_of(NULL, 0)
			 : secmailp_view_of(out->at, (size_t)(out->end - out->at));
}

secmailp_view
smdkim_public_write(const smdkim_numbers *key, uint8_t *room, size_t size)
{
	smdkim_der_out out = new_out(room, size);

	put_number(&out, key->part[SMDKIM_PART_E]);
	put_number(&out, key->part[SMDKIM_PART_N]);
	put_head(&out, SMDKIM_DER_SEQUENCE, out.end);
	put_byte(&out, 0); /* no unused bits */
	put_head(&out, SMDKIM_DER_BIT_STRING, out.end);
	put_algorithm(&out);
	put_head(&out, SMDKIM_DER_SEQUENCE, out.end);
	return finish(&out);
}

secmailp_view
smdkim_private_write(const smdkim_numbers *key, uint8_t *room, size_t size)
{
	smdkim_der_out out = new_out(room, size);

	if (key->type == SMDKIM_KEY_ED25519) {
		put(&out, key->seed);
		put(&out, secmailp_view_of(ED25519_PREFIX, sizeof ED25519_PREFIX));
	} else {
		for (int i = SMDKIM_PART_COUNT; i > 0; i--)
			put_number(&out, key->part[i - 1]);
		put_zero(&out);
		put_head(&out, SMDKIM_DER_SEQUENCE, out.end);
		put_head(&out, SMDKIM_DER_OCTET_STRING, out.end);
		put_algorithm(&out);
		put_zero(&out);
	}
	put_head(&out, SMDKIM_DER_SEQUENCE, out.end);
	return finish(&out);
}
