/*
 * key_cache.c - keys parsed before, kept for all threads of a configuration
 *
 * A key is found by the whole text of its record, never by a name: what DNS
 * says now decides, and an old record can't outlive its TTL here. A set of
 * four places for each hash value bounds the search and the memory; in a full
 * set the places are taken over in turn. A record that gives no key is not
 * kept, so that hostile records push out nothing.
 */
#include "dkim_internal.h"

#include <stdlib.h>

/* Records differ in the last octets of the modulus, which stand near the end. */
#define HASHED 64

static uint64_t
hash_record(secmailp_view record)
{
	secmailp_view tail =
	    secmailp_view_after(record, record.len > HASHED ? record.len - HASHED : 0);
	uint64_t hash = UINT64_C(14695981039346656037) ^ record.len;

	for (size_t i = 0; i < tail.len; i++)
		hash = (hash ^ tail.at[i]) * UINT64_C(1099511628211);
	return hash ^ hash >> 32;
}

static smdkim_key **
set_of(smdkim_cache *c, uint64_t hash)
{
	return c->keys + hash % c->sets * SMDKIM_CACHE_WAYS;
}

static bool
is_of(const smdkim_key *key, secmailp_view record, uint64_t hash)
{
	return key && key->hash == hash &&
	       secmailp_view_equal(secmailp_view_of(key->record, key->record_len), record);
}

static smdkim_key *
look_up(smdkim_cache *c, secmailp_view record, uint64_t hash)
{
	smdkim_key *found = NULL;

	pthread_mutex_lock(&c->lock);
	for (size_t i = 0; i < SMDKIM_CACHE_WAYS && !found; i++)
		if (is_of(set_of(c, hash)[i], record, hash))
			found = smdkim_key_use(set_of(c, hash)[i]);
	pthread_mutex_unlock(&c->lock);
	return found;
}

static void
keep(smdkim_cache *c, smdkim_key *key)
{
	smdkim_key **place, *old;

	pthread_mutex_lock(&c->lock);
	place = set_of(c, key->hash);
	for (size_t i = 0; i < SMDKIM_CACHE_WAYS && *place; i++)
		place = set_of(c, key->hash) + (c->turn + i) % SMDKIM_CACHE_WAYS;
	c->turn++;
	old = *place;
	*place = smdkim_key_use(key);
	pthread_mutex_unlock(&c->lock);
	smdkim_key_drop(old);
}

secmail_status
smdkim_cache_get(
    smdkim_cache *c, secmailp_view record, const smdkim_crypto *crypto, smdkim_key **out)
{
	uint64_t hash = hash_record(record);
	secmail_status status;

	*out = c->sets > 0 ? look_up(c, record, hash) : NULL;
	if (*out)
		return SECMAIL_DONE;
	status = smdkim_key_new(out, record, crypto);
	if (status != SECMAIL_DONE)
		return status;
	(*out)->hash = hash;
	if (c->sets > 0 && ((*out)->rsa || (*out)->ed25519))
		keep(c, *out);
	return SECMAIL_DONE;
}

secmail_status
smdkim_cache_open(smdkim_cache *c, size_t keys)
{
	size_t sets = (keys + SMDKIM_CACHE_WAYS - 1) / SMDKIM_CACHE_WAYS;
	smdkim_key **places =
	    sets > 0 ? calloc(sets * SMDKIM_CACHE_WAYS, sizeof(smdkim_key *)) : NULL;

	if (sets > 0 && !places)
		return SECMAIL_NO_MEMORY;
	smdkim_cache_close(c);
	c->keys = places;
	c->sets = sets;
	return SECMAIL_DONE;
}

void
smdkim_cache_close(smdkim_cache *c)
{
	for (size_t i = 0; i < c->sets * SMDKIM_CACHE_WAYS; i++)
		smdkim_key_drop(c->keys[i]);
	free(c->keys);
	c->keys = NULL;
	c->sets = 0;
}
