/* config.c - what is asked of signatures; filled by one thread, then shared */
#include "dkim_internal.h"

#include <openssl/crypto.h>
#include <stdlib.h>

#define MAX_DRIFT 86400
#define MAX_CACHE 65536

static secmail_status
out_of_range(secmail_dkim_config *c, const char *what, unsigned long low, unsigned long high)
{
	secmailp_error_set(&c->error, "%s is a number from %lu to %lu", what, low, high);
	return SECMAIL_ARGUMENT;
}

static smdkim_cache *
cache_new(void)
{
	smdkim_cache *cache = calloc(1, sizeof *cache);

	if (cache && pthread_mutex_init(&cache->lock, NULL) != 0) {
		free(cache);
		cache = NULL;
	}
	return cache;
}

static void
cache_free(smdkim_cache *cache)
{
	if (!cache)
		return;
	smdkim_cache_close(cache);
	pthread_mutex_destroy(&cache->lock);
	free(cache);
}

static bool
fill(secmail_dkim_config *c)
{
	c->min_rsa_bits = SECMAIL_DKIM_MIN_RSA_BITS;
	c->clock_drift = SECMAIL_DKIM_DEFAULT_DRIFT;
	c->max_signatures = SECMAIL_DKIM_DEFAULT_SIGNATURES;
	smdkim_relaxer_choose(&c->relaxer);
	c->cache = cache_new();
	if (!c->cache || smdkim_cache_open(c->cache, SECMAIL_DKIM_DEFAULT_CACHE))
		return false;
	c->crypto.library = OSSL_LIB_CTX_new();
	c->crypto.sha256 =
	    c->crypto.library ? EVP_MD_fetch(c->crypto.library, "SHA256", NULL) : NULL;
	return c->crypto.sha256 && smdkim_known_answers_hold(&c->crypto);
}

secmail_status
secmail_dkim_config_new(secmail_dkim_config **out)
{
	secmail_dkim_config *c;

	if (!out)
		return SECMAIL_ARGUMENT;
	*out = NULL;
	c = calloc(1, sizeof *c);
	if (!c)
		return SECMAIL_NO_MEMORY;
	if (!fill(c)) {
		secmail_dkim_config_free(c);
		return SECMAIL_NO_MEMORY;
	}
	*out = c;
	return SECMAIL_DONE;
}

void
secmail_dkim_config_free(secmail_dkim_config *c)
{
	if (!c)
		return;
	cache_free(c->cache); /* keys before the library that made them */
	EVP_MD_free(c->crypto.sha256);
	OSSL_LIB_CTX_free(c->crypto.library);
	free(c);
}

const char *
secmail_dkim_config_error(const secmail_dkim_config *c)
{
	return c ? c->error.text : "";
}

secmail_status
secmail_dkim_config_set_min_rsa_bits(secmail_dkim_config *c, unsigned bits)
{
	if (bits < SECMAIL_DKIM_MIN_RSA_BITS || bits > SECMAIL_DKIM_MAX_RSA_BITS)
		return out_of_range(c, "the least number of RSA bits", SECMAIL_DKIM_MIN_RSA_BITS,
		    SECMAIL_DKIM_MAX_RSA_BITS);
	c->min_rsa_bits = bits;
	return SECMAIL_DONE;
}

secmail_status
secmail_dkim_config_set_clock_drift(secmail_dkim_config *c, uint32_t seconds)
{
	if (seconds > MAX_DRIFT)
		return out_of_range(c, "the clock drift", 0, MAX_DRIFT);
	c->clock_drift = seconds;
	return SECMAIL_DONE;
}

secmail_status
secmail_dkim_config_set_max_signatures(secmail_dkim_config *c, size_t max)
{
	if (max < 1 || max > SECMAIL_DKIM_MAX_ROWS)
		return out_of_range(c, "the most signatures to evaluate", 1, SECMAIL_DKIM_MAX_ROWS);
	c->max_signatures = max;
	return SECMAIL_DONE;
}

secmail_status
secmail_dkim_config_set_key_cache(secmail_dkim_config *c, size_t keys)
{
	if (keys > MAX_CACHE)
		return out_of_range(c, "the number of kept keys", 0, MAX_CACHE);
	return smdkim_cache_open(c->cache, keys);
}

void
secmail_dkim_config_set_normalize(secmail_dkim_config *c, bool normalize)
{
	c->normalize = normalize;
}

void
secmail_dkim_config_set_explain_changes(secmail_dkim_config *c, bool explain)
{
	c->explain_changes = explain;
}

void
secmail_dkim_config_insecure_allow_partial_body(secmail_dkim_config *c, bool allow)
{
	c->allow_partial_body = allow;
}

void
secmail_dkim_config_set_trace(secmail_dkim_config *c, secmail_trace_fn trace, void *arg)
{
	c->trace = trace;
	c->trace_arg = arg;
}
