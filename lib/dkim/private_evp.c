/*
 * private_evp.c - private keys in OpenSSL's hands: opened, taken apart, signing
 *
 * A pen is a signing operation set up for one thread. Setting it up for each
 * message costs a good part of what Ed25519 itself does.
 */
#include "private_key.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/params.h>
#include <openssl/rsa.h>

static const char *const NAMES[SMDKIM_PART_COUNT] = {
	OSSL_PKEY_PARAM_RSA_N,
	OSSL_PKEY_PARAM_RSA_E,
	OSSL_PKEY_PARAM_RSA_D,
	OSSL_PKEY_PARAM_RSA_FACTOR1,
	OSSL_PKEY_PARAM_RSA_FACTOR2,
	OSSL_PKEY_PARAM_RSA_EXPONENT1,
	OSSL_PKEY_PARAM_RSA_EXPONENT2,
	OSSL_PKEY_PARAM_RSA_COEFFICIENT1,
};

static bool
fill_params(OSSL_PARAM *params, const smdkim_numbers *key, secmailp_secret_pool *work)
{
	for (size_t i = 0; i < SMDKIM_PART_COUNT; i++) {
		uint8_t *number = secmailp_secret_alloc(work, key->part[i].len);

		if (!number)
			return false;
		smdkim_native_order(number, key->part[i]);
		params[i] = OSSL_PARAM_construct_BN(NAMES[i], number, key->part[i].len);
	}
	params[SMDKIM_PART_COUNT] = OSSL_PARAM_construct_end();
	return true;
}

static EVP_PKEY *
open_rsa(const smdkim_numbers *key, secmailp_secret_pool *work, const smdkim_crypto *crypto)
{
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(crypto->library, "RSA", NULL);
	OSSL_PARAM params[SMDKIM_PART_COUNT + 1];
	EVP_PKEY *pkey = NULL;

	if (!context || !fill_params(params, key, work) || EVP_PKEY_fromdata_init(context) <= 0 ||
	    EVP_PKEY_fromdata(context, &pkey, EVP_PKEY_KEYPAIR, params) <= 0)
		pkey = NULL;
	EVP_PKEY_CTX_free(context);
	return pkey;
}

EVP_PKEY *
smdkim_private_open(
    const smdkim_numbers *key, secmailp_secret_pool *work, const smdkim_crypto *crypto)
{
	if (key->type == SMDKIM_KEY_RSA)
		return open_rsa(key, work, crypto);
	return EVP_PKEY_new_raw_private_key_ex(
	    crypto->library, "ED25519", NULL, key->seed.at, key->seed.len);
}

/* One number, which OpenSSL gives in the machine's order, padded to `size` octets. */
static bool
take_number(secmailp_view *out, const EVP_PKEY *pkey, const char *name, size_t size,
    secmailp_secret_pool *work)
{
	uint8_t *given = secmailp_secret_alloc(work, size);
	uint8_t *number = secmailp_secret_alloc(work, size);
	OSSL_PARAM params[2];

	if (!given || !number)
		return false;
	params[0] = OSSL_PARAM_construct_BN(name, given, size);
	params[1] = OSSL_PARAM_construct_end();
	if (EVP_PKEY_get_params(pkey, params) <= 0 || !OSSL_PARAM_modified(params))
		return false;
	smdkim_native_order(number, secmailp_view_of(given, size));
	*out = secmailp_view_of(number, size);
	while (out->len > 0 && out->at[0] == 0)
		*out = secmailp_view_after(*out, 1);
	return out->len > 0;
}

static bool
take_ed25519(smdkim_numbers *out, const EVP_PKEY *pkey, secmailp_secret_pool *work)
{
	size_t seed_len = SMDKIM_ED25519_KEY, point_len = SMDKIM_ED25519_KEY;
	uint8_t *seed = secmailp_secret_alloc(work, seed_len);
	uint8_t *point = secmailp_secret_alloc(work, point_len);

	if (!seed || !point || EVP_PKEY_get_raw_private_key(pkey, seed, &seed_len) <= 0 ||
	    EVP_PKEY_get_raw_public_key(pkey, point, &point_len) <= 0)
		return false;
	out->seed = secmailp_view_of(seed, seed_len);
	out->point = secmailp_view_of(point, point_len);
	return true;
}

bool
smdkim_private_numbers(
    smdkim_numbers *out, EVP_PKEY *pkey, smdkim_key_type type, secmailp_secret_pool *work)
{
	int size = EVP_PKEY_get_size(pkey);

	*out = (smdkim_numbers){ .type = type };
	if (type == SMDKIM_KEY_ED25519)
		return take_ed25519(out, pkey, work);
	for (size_t i = 0; i < SMDKIM_PART_COUNT; i++)
		if (size <= 0 || !take_number(&out->part[i], pkey, NAMES[i], (size_t)size, work))
			return false;
	return true;
}

static bool
set_up_rsa(smdkim_pen *pen, const secmail_dkim_key *key)
{
	pen->rsa = EVP_PKEY_CTX_new_from_pkey(key->crypto->library, key->pkey, NULL);
	return pen->rsa && EVP_PKEY_sign_init(pen->rsa) > 0 &&
	       EVP_PKEY_CTX_set_rsa_padding(pen->rsa, RSA_PKCS1_PADDING) > 0 &&
	       EVP_PKEY_CTX_set_signature_md(pen->rsa, key->crypto->sha256) > 0;
}

static bool
set_up_ed25519(smdkim_pen *pen, const secmail_dkim_key *key)
{
	pen->ed25519 = EVP_MD_CTX_new();
	return pen->ed25519 && EVP_DigestSignInit_ex(pen->ed25519, NULL, NULL, key->crypto->library,
				   NULL, key->pkey, NULL) > 0;
}

static bool
sign(smdkim_pen *pen, const secmail_dkim_key *key, const uint8_t *digest, uint8_t *out,
    size_t *out_len)
{
	if (key->type == SMDKIM_KEY_RSA)
		return (pen->rsa || set_up_rsa(pen, key)) &&
		       EVP_PKEY_sign(pen->rsa, out, out_len, digest, SMDKIM_DIGEST) > 0;
	if (!pen->ed25519)
		return set_up_ed25519(pen, key) &&
		       EVP_DigestSign(pen->ed25519, out, out_len, digest, SMDKIM_DIGEST) > 0;
	return EVP_DigestSignInit(pen->ed25519, NULL, NULL, NULL, NULL) > 0 &&
	       EVP_DigestSign(pen->ed25519, out, out_len, digest, SMDKIM_DIGEST) > 0;
}

secmail_status
smdkim_pen_sign(smdkim_pen *pen, const secmail_dkim_key *key, const uint8_t digest[SMDKIM_DIGEST],
    uint8_t out[SECMAIL_DKIM_SIGNATURE_SIZE], size_t *out_len)
{
	bool done;

	*out_len = SECMAIL_DKIM_SIGNATURE_SIZE;
	/* What OpenSSL says of a failure must not stay in the caller's queue. */
	ERR_set_mark();
	done = sign(pen, key, digest, out, out_len);
	ERR_pop_to_mark();
	if (done)
		return SECMAIL_DONE;
	smdkim_pen_free(pen); /* it may be half set up */
	*out_len = 0;
	return SECMAIL_NO_MEMORY;
}

void
smdkim_pen_free(smdkim_pen *pen)
{
	EVP_PKEY_CTX_free(pen->rsa);
	EVP_MD_CTX_free(pen->ed25519);
	*pen = (smdkim_pen){ NULL, NULL };
}
