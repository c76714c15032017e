/*
 * der.c - RSA public keys from DNS, read strictly (RFC 8017 appendix A.1.1, RFC 3279 section 2.3.1)
 *
 * Whoever sends mail chooses these octets. General key decoders take hundreds
 * of encodings and, with OpenSSL 3.0, more time than the verification; here
 * two shapes are taken, in the one encoding that DER has for each. Whether the
 * numbers are fit for use is decided in key.c.
 */
#include "dkim_internal.h"

enum { DER_INTEGER = 0x02, DER_BIT_STRING = 0x03, DER_SEQUENCE = 0x30 };

/* AlgorithmIdentifier of rsaEncryption: 1.2.840.113549.1.1.1 with NULL. */
static const uint8_t RSA_ENCRYPTION[] = { 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01,
	0x01, 0x01, 0x05, 0x00 };

/* A length in its shortest form (X.690 section 10.1); two octets are enough for any key here. */
static size_t
read_length(secmailp_cursor *c)
{
	uint8_t first = secmailp_cursor_byte(c);
	size_t len = first;

	if (first == 0x81) {
		len = secmailp_cursor_byte(c);
		c->bad |= len < 0x80;
	} else if (first == 0x82) {
		len = secmailp_cursor_u16(c);
		c->bad |= len < 0x100;
	} else {
		c->bad |= first >= 0x80;
	}
	return len;
}

/* The content of the next element, which has to be of this type. */
static secmailp_view
read_element(secmailp_cursor *c, uint8_t type)
{
	secmailp_cursor_expect(c, type);
	return secmailp_cursor_take(c, read_length(c));
}

/* A positive INTEGER in its shortest form, without the zero that marks the sign. */
static secmailp_view
read_positive(secmailp_cursor *c)
{
	secmailp_cursor number = secmailp_cursor_over(read_element(c, DER_INTEGER));
	bool has_zero = secmailp_cursor_skip(&number, 0);
	bool is_high = secmailp_cursor_peek(&number) >= 0x80;

	/* The zero stands there just when the next bit would be taken for a sign. */
	if (secmailp_cursor_left(&number) == 0 || has_zero != is_high)
		c->bad = true;
	return secmailp_cursor_rest(&number);
}

static unsigned
bits_of(secmailp_view number)
{
	unsigned bits = (unsigned)number.len * 8;

	for (unsigned mask = 0x80; number.len > 0 && mask > number.at[0]; mask >>= 1)
		bits--;
	return bits;
}

/* RSAPublicKey ::= SEQUENCE { modulus INTEGER, publicExponent INTEGER } */
static bool
read_rsa_public_key(smdkim_rsa *out, secmailp_view sequence)
{
	secmailp_cursor c = secmailp_cursor_over(sequence);

	out->modulus = read_positive(&c);
	out->exponent = read_positive(&c);
	out->bits = bits_of(out->modulus);
	return secmailp_cursor_done(&c);
}

/* The RSAPublicKey's content inside that of SubjectPublicKeyInfo; the cursor is bad without one. */
static secmailp_view
unwrap(secmailp_cursor *info)
{
	secmailp_view known = secmailp_view_of(RSA_ENCRYPTION, sizeof RSA_ENCRYPTION);
	secmailp_view algorithm = read_element(info, DER_SEQUENCE);
	secmailp_view bits = read_element(info, DER_BIT_STRING);
	secmailp_cursor key = secmailp_cursor_over(bits);
	secmailp_view content;

	secmailp_cursor_expect(&key, 0); /* no unused bits */
	content = read_element(&key, DER_SEQUENCE);
	info->bad = info->bad || !secmailp_cursor_done(info) || !secmailp_cursor_done(&key) ||
		    !secmailp_view_equal(algorithm, known);
	return content;
}

bool
smdkim_der_rsa(smdkim_rsa *out, secmailp_view der)
{
	secmailp_cursor c = secmailp_cursor_over(der);
	secmailp_view sequence = read_element(&c, DER_SEQUENCE);
	secmailp_cursor inside = secmailp_cursor_over(sequence);

	if (!secmailp_cursor_done(&c))
		return false;
	if (secmailp_cursor_peek(&inside) == DER_INTEGER)
		return read_rsa_public_key(out, sequence);
	sequence = unwrap(&inside);
	return !inside.bad && read_rsa_public_key(out, sequence);
}
