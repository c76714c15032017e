/*
 * cache.h - answers kept for their time to live
 *
 *	entry    how one question was answered, in one piece     cache_entry.c
 *	memory   entries by their question and their last use    cache_memory.c
 *	backing  the caller's cache, values in and out           cache_backing.c
 *	cache    the handle, and what the client asks of it      cache.c
 *
 * The lock is held over memory only, never while the caller's cache is called.
 */
#ifndef SECMAIL_DNS_CACHE_H
#define SECMAIL_DNS_CACHE_H

#include <pthread.h>

#include "dns_internal.h"
#include "private/siphash.h"

/* --- cache.c: what the client calls ---------------------------------------- */

typedef enum secmailp_dns_found {
	SECMAILP_DNS_MISS,
	SECMAILP_DNS_HIT,
	SECMAILP_DNS_HIT_EXPIRING
} secmailp_dns_found;

/*
 * Answers question `id`, its trust unknown. `now` is CLOCK_MONOTONIC in
 * milliseconds, here as below. HIT_EXPIRING: it is answered, too, and the
 * caller is the one chosen to ask again before the answer expires.
 * Returns SECMAIL_DONE; SECMAIL_ARGUMENT for an unknown id; SECMAIL_LATE;
 * SECMAIL_NO_MEMORY.
 */
SECMAIL_MUST_CHECK secmail_status secmailp_dns_cache_answer(
    secmail_dns_cache *c, secmail_answers *a, uint32_t id, int64_t now, secmailp_dns_found *out);

/* Keeps what a reply that answered or failed says; other replies say nothing. */
void secmailp_dns_cache_keep(secmail_dns_cache *c, const secmailp_dns_reply *reply, int64_t now);

/* Keeps that a question (its name in wire form, lower case) failed. */
void secmailp_dns_cache_keep_failure(secmail_dns_cache *c, secmailp_view qname, uint16_t qtype,
    secmail_dns_failure why, int64_t now);

/* --- cache_entry.c ----------------------------------------------------------- */

typedef struct secmailp_dns_entry {
	struct secmailp_dns_entry *next;          /* in its chain */
	struct secmailp_dns_entry *newer, *older; /* by last use */
	uint64_t hash;
	int64_t expires;
	int64_t refresh_at; /* a hit from then on asks again; never: INT64_MAX */
	uint32_t size;      /* octets that it costs */
	uint32_t records_len;
	uint16_t qtype;
	uint8_t qname_len;
	uint8_t alias_len;
	uint8_t state;
	uint8_t failure;
	uint8_t octets[]; /* name, alias and records, one behind the other */
} secmailp_dns_entry;

/* A question, and where it belongs in this cache. */
typedef struct secmailp_dns_question {
	secmailp_view qname;
	uint16_t qtype;
	uint64_t hash;
} secmailp_dns_question;

/*
 * Makes an entry that lives for `life` seconds, 1 or more. NULL if memory is
 * short or the finding is larger than SECMAIL_DNS_CACHE_MAX_ENTRY. free() releases it.
 */
secmailp_dns_entry *secmailp_dns_entry_new(
    const secmailp_dns_question *q, const secmailp_dns_finding *f, uint32_t life, int64_t now);

/* The same of a reply that answered. */
secmailp_dns_entry *secmailp_dns_entry_of_reply(
    const secmailp_dns_question *q, const secmailp_dns_reply *r, uint32_t life, int64_t now);

secmailp_view secmailp_dns_entry_qname(const secmailp_dns_entry *e);

/* What an entry says, its TTL being what is left. Borrowed from the entry. */
secmailp_dns_finding secmailp_dns_entry_finding(const secmailp_dns_entry *e, int64_t now);

/* --- cache_memory.c: the lock is held, but by the first two ----------------------- */

/* Entries, and the one lock that they are under: a cache, or a share of a large one. */
typedef struct secmailp_dns_memory {
	pthread_mutex_t lock;
	uint64_t room; /* for entries */
	secmailp_dns_entry **chains;
	size_t chain_count; /* a power of two */
	secmailp_dns_entry *newest, *oldest;
	uint64_t counts[SECMAIL_DNS_CACHE_BYTES + 1];
} secmailp_dns_memory;

/* Begins without entries. False if memory is short, and nothing is to be released. */
bool secmailp_dns_memory_init(secmailp_dns_memory *m, uint64_t bytes);

/* Releases all entries, the chains and the lock. */
void secmailp_dns_memory_release(secmailp_dns_memory *m);

/* The entry that answers a question now, which counts as its use; NULL if there is none. */
secmailp_dns_entry *secmailp_dns_memory_find(
    secmailp_dns_memory *m, const secmailp_dns_question *q, int64_t now);

/* Takes an entry, which may be gone afterwards: a failure makes no room for itself by an answer
 * that lives. */
void secmailp_dns_memory_put(secmailp_dns_memory *m, secmailp_dns_entry *e, int64_t now);

/* --- cache.c, again ---------------------------------------------------------------- */

/* Shares of a large cache, so that threads seldom wait for one another. A power of two. */
#define SECMAILP_DNS_SHARES 16

struct secmail_dns_cache {
	uint8_t key[SECMAILP_SIPHASH_KEY];
	secmail_dns_cache_get_fn get;
	secmail_dns_cache_put_fn put;
	void *backing;
	size_t share_count; /* a power of two */
	secmailp_dns_memory shares[SECMAILP_DNS_SHARES];
};

/* Counts what happened to a question. Takes the lock. */
void secmailp_dns_cache_count_one(
    secmail_dns_cache *c, const secmailp_dns_question *q, secmail_dns_cache_counter counter);

/* --- cache_backing.c: the lock is not held --------------------------------------- */

/* What the caller's cache knows; NULL if that is nothing. */
secmailp_dns_entry *secmailp_dns_backing_get(
    secmail_dns_cache *c, const secmailp_dns_question *q, int64_t now);

/* Writes the value that says what an entry says for `life` seconds more. */
SECMAIL_MUST_CHECK secmail_status secmailp_dns_backing_write(
    secmailp_buffer *out, const secmailp_dns_entry *e, uint32_t life);

/* Hands a value that was written to the caller's cache. */
void secmailp_dns_backing_put(secmail_dns_cache *c, const secmailp_dns_question *q,
    const secmailp_buffer *value, uint32_t life);

#endif
