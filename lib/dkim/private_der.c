/*
 * private_der.c - keys in DER: PKCS #8, RSAPrivateKey, SubjectPublicKeyInfo
 *
 * RFC 5208 and its successor RFC 5958 (which adds the public key at the end),
 * RFC 8017 appendix A.1.2, RFC 8410. A general decoder would take more shapes
 * than anybody signs with, and leaves copies of the key in memory that is never
 * wiped; here the octets stay where they are and are looked at.
 */
#include "private_key.h"

enum { DER_ATTRIBUTES = 0xa0, DER_PUBLIC_KEY = 0x81 }; /* [0] and [1] of OneAsymmetricKey */

/* AlgorithmIdentifier of id-Ed25519: 1.3.101.112 and nothing else (RFC 8410 section 3). */
static const uint8_t ED25519[] = { 0x06, 0x03, 0x2b, 0x65, 0x70 };

static const char NOT_A_KEY[] = "this is no key in PEM or DER";
static const char BROKEN_RSA[] = "the RSA key is broken: a number is missing or not as DER has it";
static const char BROKEN_ED25519[] = "the Ed25519 key is broken: it has not 32 octets";
static const char OTHER_KIND[] = "the key is neither RSA nor Ed25519";

/* A version number below 128. */
static int
read_version(secmailp_cursor *c)
{
	secmailp_view number = smdkim_der_element(c, SMDKIM_DER_INTEGER);

	return number.len == 1 && number.at[0] < 0x80 ? number.at[0] : -1;
}

static bool
is_odd(secmailp_view number)
{
	return number.len > 0 && (number.at[number.len - 1] & 1) == 1;
}

/* No part of a private key is longer than its modulus. */
static bool
are_in_range(const smdkim_numbers *n)
{
	for (int i = SMDKIM_PART_E; i < SMDKIM_PART_COUNT; i++)
		if (n->part[i].len > n->part[SMDKIM_PART_N].len)
			return false;
	return true;
}

static const char *
check_public_numbers(const smdkim_numbers *n)
{
	secmailp_view e = n->part[SMDKIM_PART_E];

	if (e.len > SMDKIM_MAX_EXPONENT || !is_odd(e) || (e.len == 1 && e.at[0] < 3))
		return "the key's exponent is no odd number from 3 to 4294967295";
	return is_odd(n->part[SMDKIM_PART_N]) ? NULL : "the key's modulus is even";
}

/* RSAPrivateKey after its version. */
static const char *
read_rsa(smdkim_numbers *out, secmailp_cursor *c)
{
	out->type = SMDKIM_KEY_RSA;
	for (int i = 0; i < SMDKIM_PART_COUNT; i++)
		out->part[i] = smdkim_der_positive(c);
	if (!secmailp_cursor_done(c) || !are_in_range(out))
		return BROKEN_RSA;
	return check_public_numbers(out);
}

static const char *
read_rsa_in_pkcs8(smdkim_numbers *out, secmailp_view octets)
{
	secmailp_cursor c = secmailp_cursor_over(octets);
	secmailp_cursor inside = secmailp_cursor_over(smdkim_der_element(&c, SMDKIM_DER_SEQUENCE));

	if (!secmailp_cursor_done(&c) || read_version(&inside) != 0)
		return BROKEN_RSA;
	return read_rsa(out, &inside);
}

/* CurvePrivateKey, an octet string inside the octet string (RFC 8410 section 7). */
static const char *
read_ed25519(smdkim_numbers *out, secmailp_view octets)
{
	secmailp_cursor c = secmailp_cursor_over(octets);

	out->type = SMDKIM_KEY_ED25519;
	out->seed = smdkim_der_element(&c, SMDKIM_DER_OCTET_STRING);
	return secmailp_cursor_done(&c) && out->seed.len == SMDKIM_ED25519_KEY ? NULL
									       : BROKEN_ED25519;
}

/* A bit string of whole octets, its content being `bits`. */
static secmailp_view
read_octets_of_bits(secmailp_view bits)
{
	secmailp_cursor c = secmailp_cursor_over(bits);

	secmailp_cursor_expect(&c, 0);
	return secmailp_cursor_rest(&c);
}

/* What may follow the key: attributes, which say nothing here, and the public key. */
static const char *
read_rest(smdkim_numbers *out, secmailp_cursor *c, int version)
{
	if (secmailp_cursor_peek(c) == DER_ATTRIBUTES)
		smdkim_der_element(c, DER_ATTRIBUTES);
	if (version == 1 && secmailp_cursor_peek(c) == DER_PUBLIC_KEY) {
		secmailp_view point = read_octets_of_bits(smdkim_der_element(c, DER_PUBLIC_KEY));

		if (out->type == SMDKIM_KEY_ED25519 && point.len != SMDKIM_ED25519_KEY)
			return BROKEN_ED25519;
		if (out->type == SMDKIM_KEY_ED25519)
			out->point = point;
	}
	return secmailp_cursor_done(c) ? NULL : NOT_A_KEY;
}

/* PrivateKeyInfo after its version. */
static const char *
read_pkcs8(smdkim_numbers *out, secmailp_cursor *c, int version)
{
	secmailp_view algorithm = smdkim_der_element(c, SMDKIM_DER_SEQUENCE);
	secmailp_view octets = smdkim_der_element(c, SMDKIM_DER_OCTET_STRING);
	const char *why;

	if (c->bad)
		return NOT_A_KEY;
	if (secmailp_view_equal(
		algorithm, secmailp_view_of(smdkim_rsa_encryption, SMDKIM_RSA_ENCRYPTION)))
		why = read_rsa_in_pkcs8(out, octets);
	else if (secmailp_view_equal(algorithm, secmailp_view_of(ED25519, sizeof ED25519)))
		why = read_ed25519(out, octets);
	else
		why = OTHER_KIND;
	return why ? why : read_rest(out, c, version);
}

/* What begins with a sequence has no version: it is no private key that can be read. */
static const char *
say_what_it_is(secmailp_cursor *c)
{
	smdkim_der_element(c, SMDKIM_DER_SEQUENCE);
	if (secmailp_cursor_peek(c) == SMDKIM_DER_OCTET_STRING)
		return "the key is encrypted: decrypt it first";
	if (secmailp_cursor_peek(c) == SMDKIM_DER_BIT_STRING)
		return "this is a public key";
	return NOT_A_KEY;
}

const char *
smdkim_private_read(smdkim_numbers *out, secmailp_view der)
{
	secmailp_cursor c = secmailp_cursor_over(der);
	secmailp_cursor inside = secmailp_cursor_over(smdkim_der_element(&c, SMDKIM_DER_SEQUENCE));
	int version;

	*out = (smdkim_numbers){ .type = SMDKIM_KEY_UNKNOWN };
	if (!secmailp_cursor_done(&c))
		return NOT_A_KEY;
	if (secmailp_cursor_peek(&inside) == SMDKIM_DER_SEQUENCE)
		return say_what_it_is(&inside);
	version = read_version(&inside);
	if (secmailp_cursor_peek(&inside) == SMDKIM_DER_SEQUENCE && (version == 0 || version == 1))
		return read_pkcs8(out, &inside, version);
	if (secmailp_cursor_peek(&inside) != SMDKIM_DER_INTEGER)
		return secmailp_cursor_peek(&inside) == SMDKIM_DER_OCTET_STRING ? OTHER_KIND
										: NOT_A_KEY;
	return version == 0 ? read_rsa(out, &inside) : "the RSA key has more than two primes";
}

static const char *
read_public_ed25519(smdkim_numbers *out, secmailp_view der)
{
	secmailp_cursor c = secmailp_cursor_over(der);
	secmailp_cursor inside = secmailp_cursor_over(smdkim_der_element(&c, SMDKIM_DER_SEQUENCE));
	secmailp_view algorithm = smdkim_der_element(&inside, SMDKIM_DER_SEQUENCE);

	out->point = read_octets_of_bits(smdkim_der_element(&inside, SMDKIM_DER_BIT_STRING));
	if (!secmailp_cursor_done(&c) || !secmailp_cursor_done(&inside))
		return "this is no public key in PEM or DER";
	if (!secmailp_view_equal(algorithm, secmailp_view_of(ED25519, sizeof ED25519)))
		return OTHER_KIND;
	out->type = SMDKIM_KEY_ED25519;
	return out->point.len == SMDKIM_ED25519_KEY ? NULL : BROKEN_ED25519;
}

const char *
smdkim_public_read(smdkim_numbers *out, secmailp_view der)
{
	smdkim_rsa rsa;

	*out = (smdkim_numbers){ .type = SMDKIM_KEY_UNKNOWN };
	if (!smdkim_der_rsa(&rsa, der))
		return read_public_ed25519(out, der);
	out->type = SMDKIM_KEY_RSA;
	out->part[SMDKIM_PART_N] = rsa.modulus;
	out->part[SMDKIM_PART_E] = rsa.exponent;
	return check_public_numbers(out);
}
