/*
 * der.c - RSA public keys from DNS, read strictly (RFC 8017 appendix A.1.1, RFC 3279 section 2.3.1)
 *
 * Whoever sends mail chooses these octets. General key decoders take hundreds
 * of encodings and, with OpenSSL 3.0, more time than the verification; here
 * two shapes are taken, in the one encoding that DER has for each. Whether the
 * numbers are fit for use is decided in key.c.
 */
#include "dkim_internal.h"

const uint8_t smdkim_rsa_encryption[SMDKIM_RSA_ENCRYPTION] = { 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86,
	0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00 };

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

secmailp_view
smdkim_der_element(secmailp_cursor *c, uint8_t type)
{
	secmailp_cursor_expect(c, type);
	return secmailp_cursor_take(c, read_length(c));
}

secmailp_view
smdkim_der_positive(secmailp_cursor *c)
{
	secmailp_cursor number = secmailp_cursor_over(smdkim_der_element(c, SMDKIM_DER_INTEGER));
	bool has_zero = secmailp_cursor_skip(&number, 0);
	bool is_high = secmailp_cursor_peek(&number) >= 0x80;

	/* The zero stands there just when the next bit would be taken for a sign. */
	if (secmailp_cursor_left(&number) == 0 || has_zero != is_high)
		c->bad = true;
	return secmailp_cursor_rest(&number);
}

unsigned
smdkim_bits_of(secmailp_view number)
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

	out->modulus = smdkim_der_positive(&c);
	out->exponent = smdkim_der_positive(&c);
	out->bits = smdkim_bits_of(out->modulus);
	return secmailp_cursor_done(&c);
}

/* The RSAPublicKey's content inside that of SubjectPublicKeyInfo; the cursor is bad without one. */
static secmailp_view
unwrap(secmailp_cursor *info)
{
	secmailp_view known = secmailp_view_of(smdkim_rsa_encryption, SMDKIM_RSA_ENCRYPTION);
	secmailp_view algorithm = smdkim_der_element(info, SMDKIM_DER_SEQUENCE);
	secmailp_view bits = smdkim_der_element(info, SMDKIM_DER_BIT_STRING);
	secmailp_cursor key = secmailp_cursor_over(bits);
	secmailp_view content;

	secmailp_cursor_expect(&key, 0); /* no unused bits */
	content = smdkim_der_element(&key, SMDKIM_DER_SEQUENCE);
	info->bad = info->bad || !secmailp_cursor_done(info) || !secmailp_cursor_done(&key) ||
		    !secmailp_view_equal(algorithm, known);
	return content;
}

bool
smdkim_der_rsa(smdkim_rsa *out, secmailp_view der)
{
	secmailp_cursor c = secmailp_cursor_over(der);
	secmailp_view sequence = smdkim_der_element(&c, SMDKIM_DER_SEQUENCE);
	secmailp_cursor inside = secmailp_cursor_over(sequence);

	if (!secmailp_cursor_done(&c))
		return false;
	if (secmailp_cursor_peek(&inside) == SMDKIM_DER_INTEGER)
		return read_rsa_public_key(out, sequence);
	sequence = unwrap(&inside);
	return !inside.bad && read_rsa_public_key(out, sequence);
}
