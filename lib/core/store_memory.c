/*
 * store_memory.c - a store in memory: bounded, locked, and without an eviction
 *
 * Evicting would let a peer who can make entries make the store forget: a used
 * one-time password, a counter of failures. So a full store refuses, and only
 * time makes room.
 */
#include <secmail/store.h>

#include <pthread.h>
#include <stdlib.h>

#include "private/counter.h"
#include "private/secret.h"
#include "store_tree.h"

typedef struct memory {
	pthread_mutex_t lock;
	store_entry *root;
	store_heap by_expiry;
	size_t used; /* as secmail_store_memory_new() counts */
	size_t max;
} memory;

_Static_assert(sizeof(store_entry) + 2 * sizeof(store_entry *) <= SECMAIL_STORE_MEMORY_OVERHEAD,
    "what an entry counts covers what it takes, but for the allocator's own");

static void
release_entry(store_entry *e)
{
	secmailp_wipe(e->value, e->value_len);
	free(e->value);
	free(e);
}

static size_t
cost(const store_entry *e)
{
	return e->key_len + e->value_len + SECMAIL_STORE_MEMORY_OVERHEAD;
}

static void
remove_entry(memory *m, store_entry *e)
{
	secmailp_store_tree_remove(&m->root, secmailp_view_of(e->key, e->key_len));
	secmailp_store_heap_remove(&m->by_expiry, e);
	m->used -= cost(e);
	release_entry(e);
}

static bool
has_expired(const store_entry *e, int64_t now)
{
	return e->expires <= now && e->expires != SECMAIL_STORE_NEVER;
}

/* Everything that has expired goes, and pays for its own removal. */
static void
reclaim(memory *m, int64_t now)
{
	while (m->by_expiry.count > 0 && has_expired(m->by_expiry.at[0], now))
		remove_entry(m, m->by_expiry.at[0]);
}

/* The entry with this key that has not expired, or NULL. */
static store_entry *
find(memory *m, secmailp_view key, int64_t now)
{
	store_entry *e = secmailp_store_tree_find(m->root, key);

	return e && !has_expired(e, now) ? e : NULL;
}

static secmail_status
copy_value(secmailp_view value, uint8_t **out)
{
	*out = malloc(value.len > 0 ? value.len : 1);
	if (!*out)
		return SECMAIL_NO_MEMORY;
	memcpy(*out, value.at, value.len);
	return SECMAIL_DONE;
}

static secmail_status
add(memory *m, secmailp_view key, secmailp_view value, int64_t expires)
{
	store_entry *e;

	if (key.len + value.len + SECMAIL_STORE_MEMORY_OVERHEAD > m->max - m->used)
		return SECMAIL_LIMIT;
	e = calloc(1, sizeof *e + key.len);
	if (!e || !secmailp_store_heap_reserve(&m->by_expiry) ||
	    copy_value(value, &e->value) != SECMAIL_DONE) {
		free(e);
		return SECMAIL_NO_MEMORY;
	}
	memcpy(e->key, key.at, key.len);
	e->key_len = key.len;
	e->value_len = value.len;
	e->expires = expires;
	secmailp_store_tree_add(&m->root, e);
	secmailp_store_heap_add(&m->by_expiry, e);
	m->used += cost(e);
	return SECMAIL_DONE;
}

static secmail_status
change(memory *m, store_entry *e, secmailp_view value, int64_t expires)
{
	uint8_t *copy;

	if (value.len > e->value_len && value.len - e->value_len > m->max - m->used)
		return SECMAIL_LIMIT;
	if (copy_value(value, &copy) != SECMAIL_DONE)
		return SECMAIL_NO_MEMORY;
	m->used -= cost(e);
	secmailp_wipe(e->value, e->value_len);
	free(e->value);
	e->value = copy;
	e->value_len = value.len;
	m->used += cost(e);
	e->expires = expires;
	secmailp_store_heap_move(&m->by_expiry, e);
	return SECMAIL_DONE;
}

/* Sets, changes or, for no value, removes. */
static secmail_status
set(memory *m, secmailp_view key, store_entry *e, const secmailp_view *value, int64_t expires)
{
	if (value)
		return e ? change(m, e, *value, expires) : add(m, key, *value, expires);
	if (e)
		remove_entry(m, e);
	return SECMAIL_DONE;
}

static bool
add_overflows(int64_t a, int64_t b)
{
	return b > 0 ? a > INT64_MAX - b : a < INT64_MIN - b;
}

static secmail_status
memory_get(void *arg, const void *key, size_t key_len, int64_t now, void *out, size_t room,
    size_t *out_len)
{
	memory *m = arg;
	secmail_status status = SECMAIL_DONE;
	store_entry *e;

	pthread_mutex_lock(&m->lock);
	e = find(m, secmailp_view_of(key, key_len), now);
	if (!e) {
		status = SECMAIL_NOT_FOUND;
	} else if (e->value_len > room) {
		status = SECMAIL_LIMIT;
	} else {
		memcpy(out, e->value, e->value_len);
		*out_len = e->value_len;
	}
	pthread_mutex_unlock(&m->lock);
	return status;
}

/* Compared in constant time: what a store holds may be a secret that a peer guesses at. */
static bool
is_expected(const store_entry *e, const void *expected, size_t len)
{
	if (!e || !expected)
		return !e && !expected;
	return secmailp_equal_secret(
	    secmailp_view_of(e->value, e->value_len), secmailp_view_of(expected, len));
}

static secmail_status
memory_compare_and_set(void *arg, const void *key, size_t key_len, const void *expected,
    size_t expected_len, const void *value, size_t value_len, int64_t expires, int64_t now,
    secmail_store_outcome *out)
{
	memory *m = arg;
	secmailp_view k = secmailp_view_of(key, key_len), v = secmailp_view_of(value, value_len);
	secmail_status status = SECMAIL_DONE;
	store_entry *e;

	pthread_mutex_lock(&m->lock);
	reclaim(m, now);
	e = find(m, k, now);
	if (is_expected(e, expected, expected_len)) {
		status = set(m, k, e, value ? &v : NULL, expires);
		if (status == SECMAIL_DONE)
			*out = SECMAIL_STORE_SWAPPED;
	}
	pthread_mutex_unlock(&m->lock);
	return status;
}

static secmail_status
increment(memory *m, secmailp_view key, int64_t by, int64_t expires, int64_t now, int64_t *out)
{
	store_entry *e = find(m, key, now);
	secmail_status status = SECMAIL_DONE;
	uint8_t text[SECMAILP_COUNTER_MAX];
	int64_t sum = 0;
	secmailp_view v;

	if (e && !secmailp_counter_read(secmailp_view_of(e->value, e->value_len), &sum))
		status = SECMAIL_SYNTAX;
	if (status == SECMAIL_DONE && add_overflows(sum, by))
		status = SECMAIL_LIMIT;
	if (status != SECMAIL_DONE)
		return status;
	sum += by;
	v = secmailp_counter_write(sum, text);
	status = set(m, key, e, &v, e ? e->expires : expires);
	if (status == SECMAIL_DONE)
		*out = sum;
	return status;
}

static secmail_status
memory_increment(void *arg, const void *key, size_t key_len, int64_t by, int64_t expires,
    int64_t now, int64_t *out)
{
	memory *m = arg;
	secmail_status status;

	pthread_mutex_lock(&m->lock);
	reclaim(m, now);
	status = increment(m, secmailp_view_of(key, key_len), by, expires, now, out);
	pthread_mutex_unlock(&m->lock);
	return status;
}

static void
memory_release(void *arg)
{
	memory *m = arg;

	for (size_t i = 0; i < m->by_expiry.count; i++)
		release_entry(m->by_expiry.at[i]);
	free(m->by_expiry.at);
	pthread_mutex_destroy(&m->lock);
	free(m);
}

secmail_status
secmail_store_memory_new(size_t max_bytes, secmail_store **out)
{
	memory *m;
	secmail_status status;

	*out = NULL;
	if (max_bytes == 0 || max_bytes > SECMAIL_STORE_MEMORY_MAX)
		return SECMAIL_ARGUMENT;
	m = calloc(1, sizeof *m);
	if (!m)
		return SECMAIL_NO_MEMORY;
	m->max = max_bytes;
	if (pthread_mutex_init(&m->lock, NULL) != 0) {
		free(m);
		return SECMAIL_NO_MEMORY;
	}
	status = secmail_store_new(
	    memory_get, memory_compare_and_set, memory_increment, memory_release, m, out);
	if (status != SECMAIL_DONE)
		memory_release(m);
	return status;
}
