/**
 * @file dnscache.h
 * Answers of DNS kept for their time to live, in bounded memory, for all
 * clients of a process (dnsclient.h) and, if the caller wishes, of many
 * machines.
 *
 * What came from a cache never carries trust: an answer read from it is
 * SECMAIL_TRUST_UNKNOWN, whoever put it there. A client that trusts its
 * servers' AD bit therefore reads from no cache: it has a validator at hand,
 * which keeps a cache of its own.
 *
 * Whoever shares a cache shares what its clients were told, failures too: it is
 * for clients that ask the same servers, or servers that are as good.
 *
 * Any number of threads may use one cache at once.
 */
#ifndef SECMAIL_DNSCACHE_H
#define SECMAIL_DNSCACHE_H

#include <secmail/base.h>

SECMAIL_BEGIN_DECLS

/** The least octets that a cache can be allowed. */
#define SECMAIL_DNS_CACHE_MIN 65536

/** The most octets that a cache can be allowed. */
#define SECMAIL_DNS_CACHE_MAX 4294967295

/** A record set larger than this, in octets, is not kept. */
#define SECMAIL_DNS_CACHE_MAX_ENTRY 65536

/** An absence is kept this long at most, in seconds, whatever its zone says (RFC 2308 section
 * 5). */
#define SECMAIL_DNS_MAX_NEGATIVE_TTL 10800

/** A failure is kept this long, in seconds (RFC 9520 section 3.2). */
#define SECMAIL_DNS_FAILURE_TTL 5

/** Octets of a key that crosses to a caller's cache. */
#define SECMAIL_DNS_CACHE_MAX_KEY 300

/** Octets of a value that crosses there. */
#define SECMAIL_DNS_CACHE_MAX_VALUE 65536

/** What a cache counts. Values are never renumbered. */
typedef enum secmail_dns_cache_counter {
	SECMAIL_DNS_CACHE_HITS = 1,         /**< questions answered from memory */
	SECMAIL_DNS_CACHE_MISSES = 2,       /**< questions that had to be asked */
	SECMAIL_DNS_CACHE_PREFETCHES = 3,   /**< answers asked for again before they expired */
	SECMAIL_DNS_CACHE_INSERTIONS = 4,   /**< answers put, in place of older ones too */
	SECMAIL_DNS_CACHE_EVICTIONS = 5,    /**< answers that made room before their time */
	SECMAIL_DNS_CACHE_BACKING_HITS = 6, /**< questions answered by the caller's cache */
	SECMAIL_DNS_CACHE_BACKING_ERRORS =
	    7, /**< failures of the caller's cache, or broken values in it */
	SECMAIL_DNS_CACHE_ENTRIES = 8, /**< answers in memory now */
	SECMAIL_DNS_CACHE_BYTES = 9    /**< octets that they take now */
} secmail_dns_cache_counter;

/** A cache. */
typedef struct secmail_dns_cache secmail_dns_cache;

/**
 * Makes a cache in memory. The answer that was not used for the longest time
 * makes room for a new one. From 2 MiB on, it consists of 2 to 16 shares under
 * locks of their own, to which questions fall by chance, and that holds in each.
 *
 * After fork the child has a copy of its own, but must not use it if another
 * thread may have been inside a call.
 *
 * @param max_bytes  octets that its entries may take, SECMAIL_DNS_CACHE_MIN to
 *                   SECMAIL_DNS_CACHE_MAX
 * @param out        receives the cache, to be released with secmail_dns_cache_free()
 * @return SECMAIL_DONE; SECMAIL_ARGUMENT if max_bytes is out of range; SECMAIL_IO if the
 *         system gives no randomness; SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_dns_cache_new(
    uint64_t max_bytes, secmail_dns_cache **out);

/** Releases a cache, which no client may be using any more. NULL is allowed. */
SECMAIL_API void secmail_dns_cache_free(secmail_dns_cache *c);

/**
 * Reads from the caller's cache.
 *
 * @param key      printable ASCII without spaces, such as "dns1/16/example.org"
 * @param key_len  up to SECMAIL_DNS_CACHE_MAX_KEY
 * @param out      receives the value
 * @param room     octets that `out` has: SECMAIL_DNS_CACHE_MAX_VALUE
 * @param out_len  receives the value's length
 * @return SECMAIL_DONE; SECMAIL_NOT_FOUND; anything else counts as an error, and as not found
 */
typedef secmail_status (*secmail_dns_cache_get_fn)(
    void *arg, const void *key, size_t key_len, void *out, size_t room, size_t *out_len);

/**
 * Writes to the caller's cache, in place of what stands there.
 *
 * @param ttl  after so many seconds the value is to be forgotten, 1 or more
 * @return SECMAIL_DONE; anything else counts as an error, and nothing more comes of it
 */
typedef secmail_status (*secmail_dns_cache_put_fn)(
    void *arg, const void *key, size_t key_len, const void *value, size_t value_len, uint32_t ttl);

/**
 * Puts a cache of the caller's behind the one in memory, such as one that many
 * machines share: what memory misses is looked for there, what comes from the
 * network is put there too, failures excepted.
 *
 * A value is the time at which it expires, in seconds since 1970 as eight
 * octets, high ones first, and a DNS message (RFC 1035 section 4). What is read
 * is checked as an answer from the network is; a value that is broken, or that
 * answers another question, is as good as none.
 *
 * The functions are called on the thread of the client that asks, without any
 * lock held, so they may be called by several at once; while they block, that
 * client waits.
 *
 * @param get  NULL, with put: nothing stands behind
 * @param put  NULL: what comes from the network is not put there
 * @param arg  handed to both
 *
 * To be called before the first client uses the cache.
 */
SECMAIL_API void secmail_dns_cache_set_backing(
    secmail_dns_cache *c, secmail_dns_cache_get_fn get, secmail_dns_cache_put_fn put, void *arg);

/** The value of a counter; 0 for one that this version does not know. Any thread. */
SECMAIL_API uint64_t secmail_dns_cache_count(
    const secmail_dns_cache *c, secmail_dns_cache_counter counter);

SECMAIL_END_DECLS

#endif
