/* covers: lib/dkim/key_record.c lib/dkim/tags.c lib/dkim/der.c */
/*
 * fuzz_dkim_key.c - a key record gives a key within its bounds, or says why not
 *
 * The input is the text of the record. A record that gives a key gives the
 * same one from the cache, and no key verifies a signature of nothing.
 */
#include <secmail/dkim.h>

#include <stdlib.h>
#include <string.h>

#include "dkim_internal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
require(bool holds)
{
	if (!holds)
		abort();
}

/* Made once: a library context costs more than all that is tried with it. */
static const smdkim_crypto *
shared_crypto(void)
{
	static smdkim_crypto crypto;

	if (!crypto.library) {
		crypto.library = OSSL_LIB_CTX_new();
		crypto.sha256 = EVP_MD_fetch(crypto.library, "SHA256", NULL);
		require(crypto.sha256 != NULL);
	}
	return &crypto;
}

static void
check_usable(const smdkim_key *key)
{
	static const uint8_t digest[SMDKIM_DIGEST], zeros[SMDKIM_MAX_B];
	smdkim_operation said;
	size_t len = key->rsa ? (key->bits + 7) / 8 : 64;

	require(key->found.reason == SECMAIL_DKIM_UNDECIDED);
	require(!key->rsa ||
		(key->bits >= SECMAIL_DKIM_MIN_RSA_BITS && key->bits <= SECMAIL_DKIM_MAX_RSA_BITS));
	require(key->rsa || key->bits == 256);
	/* A hostile Ed25519 key of small order may verify what its owner likes: no promise there.
	 */
	require(
	    smdkim_key_verify(key, digest, secmailp_view_of(zeros, len), &said) == SECMAIL_DONE);
	require(!key->rsa || said == SMDKIM_REFUSED);
}

static void
check_cache(smdkim_key *key, secmailp_view record)
{
	smdkim_cache cache = { .lock = PTHREAD_MUTEX_INITIALIZER };
	smdkim_key *first, *second;

	require(smdkim_cache_open(&cache, 8) == SECMAIL_DONE);
	require(smdkim_cache_get(&cache, record, shared_crypto(), &first) == SECMAIL_DONE);
	require(smdkim_cache_get(&cache, record, shared_crypto(), &second) == SECMAIL_DONE);
	require(first == second);
	require(first->bits == key->bits && first->type == key->type);
	smdkim_key_drop(first);
	smdkim_key_drop(second);
	smdkim_cache_close(&cache);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	secmailp_view record = secmailp_view_of(data, size);
	smdkim_key *key;

	if (size > SECMAIL_DKIM_MAX_RECORD)
		return 0;
	require(smdkim_key_new(&key, record, shared_crypto()) == SECMAIL_DONE);
	if (key->rsa || key->ed25519) {
		check_usable(key);
		check_cache(key, record);
	} else {
		require(key->type == SMDKIM_KEY_UNKNOWN || key->found.detail.text[0] != '\0');
	}
	smdkim_key_drop(key);
	return 0;
}
