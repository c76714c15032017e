/* test_keys.c - key records and the numbers in them: what serves and what is refused */
#include "../suite.h"

#include <openssl/err.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dkim_internal.h"
#include "signer.h"

#define GOOD SECMAIL_DKIM_UNDECIDED
#define SYNTAX SECMAIL_DKIM_KEY_SYNTAX

static const struct record {
	const char *proves;
	const char *text;
	secmail_dkim_reason reason;
	const char *says; /* what the record says beside its key, as letters */
} records[] = {
	{ "p= alone is enough", "p=" SIGNER_RSA_P, GOOD, "rsa256 email" },
	{ "a version may stand first", "v=DKIM1; p=" SIGNER_RSA_P, GOOD, "rsa256 email" },
	{ "a version must not stand elsewhere", "p=" SIGNER_RSA_P "; v=DKIM1", SYNTAX, NULL },
	{ "another version is refused", "v=DKIM2; p=" SIGNER_RSA_P, SYNTAX, NULL },
	{ "a version is compared as a string", "v=DKIM1.0; p=" SIGNER_RSA_P, SYNTAX, NULL },
	{ "a version's case matters", "v=dkim1; p=" SIGNER_RSA_P, SYNTAX, NULL },
	{ "tag names are case-sensitive", "P=" SIGNER_RSA_P, SYNTAX, NULL },
	{ "an empty p= is revoked", "v=DKIM1; p=", SECMAIL_DKIM_KEY_REVOKED, NULL },
	{ "a p= of white space is revoked", "v=DKIM1; p= ;", SECMAIL_DKIM_KEY_REVOKED, NULL },
	{ "p= may be folded",
	    "p= "
	    "\r\n " SIGNER_RSA_P " ",
	    GOOD, "rsa256 email" },
	{ "p= is needed", "v=DKIM1; k=rsa", SYNTAX, NULL },
	{ "no list is no record", "v=DKIM1; k=rsa; whatever", SYNTAX, NULL },
	{ "an empty record is none", "", SYNTAX, NULL },
	{ "a tag must not stand twice", "k=rsa; k=rsa; p=" SIGNER_RSA_P, SYNTAX, NULL },
	{ "not even an unknown one", "xx=1; xx=1; p=" SIGNER_RSA_P, SYNTAX, NULL },
	{ "unknown tags are ignored", "g=; xx=1; p=" SIGNER_RSA_P, GOOD, "rsa256 email" },
	{ "notes may hold anything", "n=caf\303\251 (a=b) \"; p=" SIGNER_RSA_P, GOOD,
	    "rsa256 email" },
	{ "k=rsa is the default", "k=rsa; p=" SIGNER_RSA_P, GOOD, "rsa256 email" },
	{ "Ed25519 keys are 32 octets", "k=ed25519; p=" SIGNER_ED25519_P, GOOD, "ed256 email" },
	{ "not 31", "k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHUQ==", SYNTAX, NULL },
	{ "an unknown type is for the signature to refuse", "k=dsa; p=AAAA", GOOD, "? email" },
	{ "h= may leave out sha256", "h=sha1; p=" SIGNER_RSA_P, GOOD, "rsa email" },
	{ "h= is a list", "h=sha1 : sha256 : sha512; p=" SIGNER_RSA_P, GOOD, "rsa256 email" },
	{ "an empty h= lists nothing", "h=; p=" SIGNER_RSA_P, GOOD, "rsa email" },
	{ "s=* is for all services", "s=*; p=" SIGNER_RSA_P, GOOD, "rsa256 email" },
	{ "s= may name email among others", "s=tlsrpt:email; p=" SIGNER_RSA_P, GOOD,
	    "rsa256 email" },
	{ "s= may leave out email", "s=tlsrpt; p=" SIGNER_RSA_P, GOOD, "rsa256" },
	{ "t= has flags", "t=y:s:z; p=" SIGNER_RSA_P, GOOD, "rsa256 email testing exact" },
	{ "a flag is a whole word", "t=yes; p=" SIGNER_RSA_P, GOOD, "rsa256 email" },
	{ "p= is base64", "p=MIG?", SYNTAX, NULL },
	{ "base64 has its padding", "k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo",
	    SYNTAX, NULL },
	{ "p= is a key", "p=AAAA", SYNTAX, NULL },
	{ "a key has nothing behind it", "p=" SIGNER_RSA_P "AAAA", SYNTAX, NULL },
	{ "a NUL is no part of a list", "p=AA\001AA", SYNTAX, NULL },
};

static smdkim_crypto
open_crypto(void)
{
	smdkim_crypto crypto = { OSSL_LIB_CTX_new(), NULL };

	crypto.sha256 = EVP_MD_fetch(crypto.library, "SHA256", NULL);
	ck_assert_ptr_nonnull(crypto.sha256);
	return crypto;
}

static void
close_crypto(smdkim_crypto *crypto)
{
	EVP_MD_free(crypto->sha256);
	OSSL_LIB_CTX_free(crypto->library);
}

static const char *
what_it_says(const smdkim_key *key, char *out, size_t size)
{
	snprintf(out, size, "%s%s%s%s%s",
	    key->type == SMDKIM_KEY_RSA       ? "rsa"
	    : key->type == SMDKIM_KEY_ED25519 ? "ed"
					      : "?",
	    key->type != SMDKIM_KEY_UNKNOWN && key->is_for_sha256 ? "256" : "",
	    key->is_for_email ? " email" : "", key->is_testing ? " testing" : "",
	    key->is_exact ? " exact" : "");
	return out;
}

START_TEST(reads_records)
{
	const struct record *r = &records[_i];
	smdkim_crypto crypto = open_crypto();
	char says[64];
	smdkim_key *key;

	ck_assert_int_eq(smdkim_key_new(&key, secmailp_view_text(r->text), &crypto), SECMAIL_DONE);
	ck_assert_msg(key->found.reason == r->reason, "%s: %s (%s)", r->proves,
	    secmail_dkim_reason_name(key->found.reason), key->found.detail.text);
	if (r->says)
		ck_assert_msg(strcmp(what_it_says(key, says, sizeof says), r->says) == 0, "%s: %s",
		    r->proves, says);
	smdkim_key_drop(key);
	close_crypto(&crypto);
}
END_TEST

/* --- RSA numbers --------------------------------------------------------- */

/* An element's type and length, in the shortest form. */
static size_t
make_head(uint8_t *out, uint8_t type, size_t len)
{
	size_t used = 0;

	out[used++] = type;
	if (len >= 0x80)
		out[used++] = len < 0x100 ? 0x81 : 0x82;
	if (len >= 0x100)
		out[used++] = (uint8_t)(len >> 8);
	out[used++] = (uint8_t)len;
	return used;
}

/* An RSAPublicKey of a modulus of `bits` bits and an exponent given in octets. */
static size_t
make_der(uint8_t *out, unsigned bits, bool is_odd, const uint8_t *exponent, size_t exponent_len)
{
	uint8_t content[2048];
	size_t modulus_len = (bits + 7) / 8, pad = bits % 8 == 0, used, head;

	used = make_head(content, 0x02, modulus_len + pad);
	if (pad)
		content[used++] = 0;
	memset(content + used, 0xa5, modulus_len);
	content[used] = (uint8_t)(1u << ((bits - 1) % 8));
	used += modulus_len;
	if (!is_odd)
		content[used - 1] = 0xa4;
	used += make_head(content + used, 0x02, exponent_len);
	memcpy(content + used, exponent, exponent_len);
	used += exponent_len;
	head = make_head(out, 0x30, used);
	memcpy(out + head, content, used);
	return head + used;
}

static const struct number {
	const char *proves;
	unsigned bits;
	bool is_odd;
	uint8_t exponent[6];
	size_t exponent_len;
	secmail_dkim_reason reason;
} numbers[] = {
	{ "1,024 bits and 65537 are fine", 1024, true, { 1, 0, 1 }, 3, GOOD },
	{ "1,023 bits are too few", 1023, true, { 1, 0, 1 }, 3, SECMAIL_DKIM_KEY_TOO_SHORT },
	{ "1,025 bits are fine", 1025, true, { 1, 0, 1 }, 3, GOOD },
	{ "8,192 bits are fine", 8192, true, { 1, 0, 1 }, 3, GOOD },
	{ "8,193 bits are too many", 8193, true, { 1, 0, 1 }, 3, SECMAIL_DKIM_KEY_TOO_LONG },
	{ "3 is an exponent", 2048, true, { 3 }, 1, GOOD },
	{ "1 is none", 2048, true, { 1 }, 1, SECMAIL_DKIM_KEY_EXPONENT_REFUSED },
	{ "2 is none", 2048, true, { 2 }, 1, SECMAIL_DKIM_KEY_EXPONENT_REFUSED },
	{ "an even number is none", 2048, true, { 1, 0, 0 }, 3, SECMAIL_DKIM_KEY_EXPONENT_REFUSED },
	{ "2^32-1 is one", 2048, true, { 0, 255, 255, 255, 255 }, 5, GOOD },
	{ "2^32+1 is none", 2048, true, { 1, 0, 0, 0, 1 }, 5, SECMAIL_DKIM_KEY_EXPONENT_REFUSED },
	{ "0 is no positive number", 2048, true, { 0 }, 1, SYNTAX },
	{ "a negative number is none", 2048, true, { 0x81 }, 1, SYNTAX },
	{ "a number has no zeros before it", 2048, true, { 0, 1, 0, 1 }, 4, SYNTAX },
	{ "an even modulus is none", 2048, false, { 1, 0, 1 }, 3, SYNTAX },
};

static smdkim_key *
key_of_der(const uint8_t *der, size_t len, const smdkim_crypto *crypto)
{
	secmailp_buffer record = secmailp_buffer_new(8192);
	smdkim_key *key;
	uint8_t p[8192];
	int p_len = EVP_EncodeBlock(p, der, (int)len);

	secmailp_buffer_text(&record, "p=");
	secmailp_buffer_add(&record, secmailp_view_of(p, (size_t)p_len));
	ck_assert_int_eq(smdkim_key_new(&key, secmailp_buffer_view(&record), crypto), SECMAIL_DONE);
	secmailp_buffer_free(&record);
	return key;
}

START_TEST(bounds_rsa_numbers)
{
	const struct number *n = &numbers[_i];
	smdkim_crypto crypto = open_crypto();
	uint8_t der[4096];
	smdkim_key *key = key_of_der(
	    der, make_der(der, n->bits, n->is_odd, n->exponent, n->exponent_len), &crypto);

	ck_assert_msg(key->found.reason == n->reason, "%s: %s", n->proves, key->found.detail.text);
	ck_assert_msg((key->rsa != NULL) == (n->reason == GOOD), "%s", n->proves);
	if (n->reason != SYNTAX)
		ck_assert_uint_eq(key->bits, n->bits);
	smdkim_key_drop(key);
	close_crypto(&crypto);
}
END_TEST

/* Any other octet in any place of the frame makes it another, refused, encoding or another key. */
START_TEST(takes_one_encoding_only)
{
	EVP_PKEY *pkey = EVP_RSA_gen(1024);
	uint8_t *der = NULL, *bare = NULL;
	size_t len = (size_t)i2d_PUBKEY(pkey, &der);
	size_t bare_len = (size_t)i2d_PublicKey(pkey, &bare);
	smdkim_rsa rsa;

	ck_assert(smdkim_der_rsa(&rsa, secmailp_view_of(der, len)));
	ck_assert_uint_eq(rsa.bits, 1024);
	ck_assert(smdkim_der_rsa(&rsa, secmailp_view_of(bare, bare_len)));
	ck_assert_uint_eq(rsa.bits, 1024);
	for (size_t i = 0; i < len; i++)
		ck_assert(!smdkim_der_rsa(&rsa, secmailp_view_of(der, i)));
	for (size_t i = 0; i < bare_len; i++)
		ck_assert(!smdkim_der_rsa(&rsa, secmailp_view_of(bare, i)));
	/* The last of the 29 octets before the modulus is a zero, of which any other makes a longer
	 * one. */
	for (size_t i = 0; i < 28; i++) {
		for (unsigned flip = 1; flip < 256; flip++) {
			der[i] ^= (uint8_t)flip;
			ck_assert_msg(!smdkim_der_rsa(&rsa, secmailp_view_of(der, len)),
			    "octet %zu may be 0x%02x", i, der[i]);
			der[i] ^= (uint8_t)flip;
		}
	}
	OPENSSL_free(der);
	OPENSSL_free(bare);
	EVP_PKEY_free(pkey);
}
END_TEST

/* --- verification and cache ---------------------------------------------- */

START_TEST(verifies_and_refuses)
{
	smdkim_crypto crypto = open_crypto();
	EVP_PKEY *pkey = EVP_RSA_gen(1024);
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(pkey, NULL);
	char *p = signer_public_key(pkey, true), record[1024];
	uint8_t digest[SMDKIM_DIGEST] = { 1, 2, 3 }, signature[128];
	size_t len = sizeof signature;
	smdkim_operation said;
	smdkim_key *key;

	ck_assert_int_gt(EVP_PKEY_sign_init(context), 0);
	ck_assert_int_gt(EVP_PKEY_CTX_set_signature_md(context, EVP_sha256()), 0);
	ck_assert_int_gt(EVP_PKEY_sign(context, signature, &len, digest, sizeof digest), 0);
	snprintf(record, sizeof record, "p=%s", p);
	ck_assert_int_eq(smdkim_key_new(&key, secmailp_view_text(record), &crypto), SECMAIL_DONE);
	for (size_t i = 0; i < len; i++) {
		secmailp_view view = secmailp_view_of(signature, len);

		ck_assert_int_eq(smdkim_key_verify(key, digest, view, &said), SECMAIL_DONE);
		ck_assert_int_eq(said, SMDKIM_ACCEPTED);
		signature[i] ^= 1;
		ck_assert_int_eq(smdkim_key_verify(key, digest, view, &said), SECMAIL_DONE);
		ck_assert_int_eq(said, SMDKIM_REFUSED);
		signature[i] ^= 1;
		view.len = i;
		ck_assert_int_eq(smdkim_key_verify(key, digest, view, &said), SECMAIL_DONE);
		ck_assert_int_eq(said, SMDKIM_REFUSED);
	}
	ck_assert_uint_eq(ERR_peek_error(), 0);
	smdkim_key_drop(key);
	free(p);
	EVP_PKEY_CTX_free(context);
	EVP_PKEY_free(pkey);
	close_crypto(&crypto);
}
END_TEST

static smdkim_key *
cached(smdkim_cache *cache, const smdkim_crypto *crypto, const char *note, const char *p)
{
	char record[1024];
	smdkim_key *key;

	snprintf(record, sizeof record, "n=%s; p=%s", note, p);
	ck_assert_int_eq(
	    smdkim_cache_get(cache, secmailp_view_text(record), crypto, &key), SECMAIL_DONE);
	return key;
}

START_TEST(keeps_keys_within_bounds)
{
	smdkim_crypto crypto = open_crypto();
	smdkim_cache cache = { .lock = PTHREAD_MUTEX_INITIALIZER };
	smdkim_key *first, *again, *other;

	ck_assert_int_eq(smdkim_cache_open(&cache, 4), SECMAIL_DONE);
	first = cached(&cache, &crypto, "a", SIGNER_RSA_P);
	again = cached(&cache, &crypto, "a", SIGNER_RSA_P);
	other = cached(&cache, &crypto, "b", SIGNER_RSA_P);
	ck_assert_ptr_eq(first, again);
	ck_assert_ptr_ne(first, other);
	smdkim_key_drop(again);
	smdkim_key_drop(other);
	/* Records without a key push out nothing. */
	for (char note[2] = "c"; note[0] < 'm'; note[0]++)
		smdkim_key_drop(cached(&cache, &crypto, note, "AAAA"));
	again = cached(&cache, &crypto, "a", SIGNER_RSA_P);
	ck_assert_ptr_eq(first, again);
	smdkim_key_drop(again);
	/* Keys do, and the one in use lives on. */
	for (char note[2] = "c"; note[0] < 'm'; note[0]++)
		smdkim_key_drop(cached(&cache, &crypto, note, SIGNER_RSA_P));
	again = cached(&cache, &crypto, "a", SIGNER_RSA_P);
	ck_assert_ptr_ne(first, again);
	ck_assert_uint_eq(first->users, 1);
	smdkim_key_drop(first);
	smdkim_key_drop(again);
	smdkim_cache_close(&cache);
	close_crypto(&crypto);
}
END_TEST

START_TEST(keeps_nothing_if_told_so)
{
	smdkim_crypto crypto = open_crypto();
	smdkim_cache cache = { .lock = PTHREAD_MUTEX_INITIALIZER };
	smdkim_key *first, *second;

	ck_assert_int_eq(smdkim_cache_open(&cache, 0), SECMAIL_DONE);
	first = cached(&cache, &crypto, "a", SIGNER_RSA_P);
	second = cached(&cache, &crypto, "a", SIGNER_RSA_P);
	ck_assert_ptr_ne(first, second);
	smdkim_key_drop(first);
	smdkim_key_drop(second);
	smdkim_cache_close(&cache);
	close_crypto(&crypto);
}
END_TEST

TCase *
keys_tests(void)
{
	TCase *tc = tcase_create("keys");

	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc, reads_records, 0, sizeof records / sizeof records[0]);
	tcase_add_loop_test(tc, bounds_rsa_numbers, 0, sizeof numbers / sizeof numbers[0]);
	tcase_add_test(tc, takes_one_encoding_only);
	tcase_add_test(tc, verifies_and_refuses);
	tcase_add_test(tc, keeps_keys_within_bounds);
	tcase_add_test(tc, keeps_nothing_if_told_so);
	return tc;
}
