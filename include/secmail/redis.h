/**
 * @file redis.h
 * State that many machines share, in Redis or Valkey: a cache, and a store
 * (store.h).
 *
 *     secmail_redis             where the server is, how long to wait, connections
 *     secmail_redis_get, _put   a cache, in the shape that dnscache.h asks of a caller's
 *     secmail_redis_store_new   a store: what must happen once, counters
 *
 * A secmail_redis is filled by one thread; then any number of threads may use
 * it at once, and it opens connections as they are needed. It is not used
 * across a fork: in the child every call but secmail_redis_free() returns
 * SECMAIL_ARGUMENT.
 *
 * A server that is gone costs next to nothing: after a failure nobody waits
 * for it again for SECMAIL_REDIS_PAUSE_MS.
 *
 * Connections are in clear. Redis is to be reached by a Unix socket, on this
 * host, or through a tunnel; who can reach it, or the network before it, can
 * read and change what stands there.
 */
#ifndef SECMAIL_REDIS_H
#define SECMAIL_REDIS_H

#include <secmail/base.h>
#include <secmail/store.h>

SECMAIL_BEGIN_DECLS

/** Octets of a key, without the prefix. */
#define SECMAIL_REDIS_MAX_KEY 512

/** Octets of a value. */
#define SECMAIL_REDIS_MAX_VALUE 65536

/** Octets of the prefix of all keys. */
#define SECMAIL_REDIS_MAX_PREFIX 64

/** Octets of a user's name. */
#define SECMAIL_REDIS_MAX_USER 128

/** Octets of a password. */
#define SECMAIL_REDIS_MAX_PASSWORD 512

/** The highest number of a database. */
#define SECMAIL_REDIS_MAX_DATABASE 65535

/** The longest time-out, in milliseconds. */
#define SECMAIL_REDIS_MAX_TIMEOUT_MS 60000

/** Connections that are open at once. */
#define SECMAIL_REDIS_MAX_CONNECTIONS 64

/** After a failure the server is left alone for so many milliseconds. */
#define SECMAIL_REDIS_PAUSE_MS 1000

/** The server clears away an entry of a store so many seconds after it expired. */
#define SECMAIL_REDIS_STORE_SLACK 86400

/** Octets of an error's line, with its final NUL. */
#define SECMAIL_REDIS_ERROR_SIZE 256

/** What is counted. Values are never renumbered. */
typedef enum secmail_redis_counter {
	SECMAIL_REDIS_CALLS = 1,       /**< calls that had something to ask */
	SECMAIL_REDIS_FAILURES = 2,    /**< of these, those that got no answer, or an error */
	SECMAIL_REDIS_REFUSED = 3,     /**< of the failures, those in a pause, without a try */
	SECMAIL_REDIS_CONNECTIONS = 4, /**< connections that were opened */
	SECMAIL_REDIS_OPEN = 5         /**< connections that are open now */
} secmail_redis_counter;

/** A server, and connections to it. */
typedef struct secmail_redis secmail_redis;

/**
 * Makes one without an address: database 0, no login, the prefix "secmail:",
 * a time-out of 100 ms, 8 connections. Nothing is connected before it is used.
 *
 * @param out  receives it, to be released with secmail_redis_free()
 * @return SECMAIL_DONE or SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_redis_new(secmail_redis **out);

/**
 * Closes the connections and releases it. No thread may be using it any more,
 * and its stores must have been released. In a forked child it closes the
 * child's copies. NULL is allowed.
 */
SECMAIL_API void secmail_redis_free(secmail_redis *r);

/**
 * Says where the server is. Names are not looked up.
 *
 * @param address  "192.0.2.1:6379", "[2001:db8::1]:6379" or "unix:/run/redis.sock"; copied
 * @return SECMAIL_DONE; SECMAIL_SYNTAX for what is no such address, and the old one stays
 *
 * As all settings: before the first use.
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_redis_set_address(
    secmail_redis *r, const char *address);

/**
 * Says whom to log in as, on each new connection.
 *
 * The password is copied into memory of its own, which is wiped when it is
 * released and is kept out of swap and core dumps where the system can do that;
 * secmail_redis_is_password_locked() says whether it does. On its way to the
 * server it stands in buffers that are wiped.
 *
 * @param user      the user's name, copied; NULL: the default user
 * @param password  any octets; NULL: no login, as at first
 * @param len       its length, 1 to SECMAIL_REDIS_MAX_PASSWORD
 * @return SECMAIL_DONE; SECMAIL_ARGUMENT if the length is out of range, or the
 *         user's name is empty or over SECMAIL_REDIS_MAX_USER; SECMAIL_NO_MEMORY.
 *         On failure the old one stays.
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_redis_set_login(
    secmail_redis *r, const char *user, const void *password, size_t len);

/** True if there is a password, and its memory is kept out of swap. */
SECMAIL_API bool secmail_redis_is_password_locked(const secmail_redis *r);

/**
 * Chooses a database by its number.
 * @param number  0 to SECMAIL_REDIS_MAX_DATABASE; the server may have fewer
 * @return SECMAIL_DONE or SECMAIL_ARGUMENT
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_redis_set_database(
    secmail_redis *r, uint32_t number);

/**
 * Chooses what all keys begin with. Behind it stands "cache:" for
 * secmail_redis_put() and "store:" for a store, so that none can touch what is
 * the other's.
 * @param prefix  up to SECMAIL_REDIS_MAX_PREFIX octets, copied; "" is allowed
 * @return SECMAIL_DONE or SECMAIL_ARGUMENT
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_redis_set_prefix(
    secmail_redis *r, const char *prefix);

/**
 * How long one call may take, with the wait for a free connection, connecting
 * and logging in.
 * @param ms  1 to SECMAIL_REDIS_MAX_TIMEOUT_MS milliseconds
 * @return SECMAIL_DONE or SECMAIL_ARGUMENT
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_redis_set_timeout(
    secmail_redis *r, uint32_t ms);

/**
 * How many connections may be open at once. A call that finds none free waits.
 * @param connections  1 to SECMAIL_REDIS_MAX_CONNECTIONS
 * @return SECMAIL_DONE or SECMAIL_ARGUMENT
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_redis_set_connections(
    secmail_redis *r, uint32_t connections);

/**
 * Copies the line that says what the last failure was about, whichever
 * thread's it was; "" if nothing failed yet. Printable ASCII.
 * @param out  SECMAIL_REDIS_ERROR_SIZE octets
 *
 * Any thread; nothing is copied but "" in a forked child.
 */
SECMAIL_API void secmail_redis_error(secmail_redis *r, char *out);

/** The value of a counter; 0 for one that this version does not know. Any thread; 0 in a child. */
SECMAIL_API uint64_t secmail_redis_count(secmail_redis *r, secmail_redis_counter counter);

/* --- a cache --------------------------------------------------------------- */

/**
 * Reads from the cache.
 *
 *     secmail_dns_cache_set_backing(cache, secmail_redis_get, secmail_redis_put, redis);
 *
 * @param arg      the secmail_redis
 * @param key      any octets
 * @param key_len  1 to SECMAIL_REDIS_MAX_KEY
 * @param out      receives the value, without a NUL
 * @param room     octets that `out` has, at least 1
 * @param out_len  receives the value's length; 0 on failure
 * @return SECMAIL_DONE; SECMAIL_NOT_FOUND; SECMAIL_LIMIT if the value is longer
 *         than `room`; SECMAIL_ARGUMENT, also without an address and in a
 *         forked child; SECMAIL_IO if the server can't be reached, is too slow,
 *         refuses, or sends what makes no sense or is larger than any value;
 *         SECMAIL_NO_MEMORY
 *
 * Blocks up to the time-out. Any thread. Raises no signal.
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_redis_get(
    void *arg, const void *key, size_t key_len, void *out, size_t room, size_t *out_len);

/**
 * Writes to the cache, in place of what stands there.
 *
 * @param arg        the secmail_redis
 * @param key        as for secmail_redis_get()
 * @param key_len    likewise
 * @param value      any octets
 * @param value_len  up to SECMAIL_REDIS_MAX_VALUE
 * @param ttl        the server forgets it after so many seconds, 1 or more
 * @return SECMAIL_DONE; SECMAIL_LIMIT if the server is full; else as secmail_redis_get()
 *
 * Blocks up to the time-out. Any thread. Raises no signal.
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_redis_put(
    void *arg, const void *key, size_t key_len, const void *value, size_t value_len, uint32_t ttl);

/* --- a store ---------------------------------------------------------------- */

/**
 * Makes a store (store.h) of a server. Each call on it is one step there, so of
 * any number of machines that try the same one wins.
 *
 * Whether an entry has expired is told by the caller's `now` alone. The server
 * clears entries away by its own clock, SECMAIL_REDIS_STORE_SLACK later; so
 * callers' clocks may differ from each other by less than that.
 *
 * What it promises hangs on the server: it must not evict (maxmemory-policy
 * noeviction), and has to write each change to disk before it answers
 * (appendonly yes, appendfsync always), or a crash undoes what was
 * acknowledged. Replicas get changes after the answer, so that a failover can
 * undo the last of them: a one-time password that was used just before it could
 * then be used again. docs/redis.md says more.
 *
 * @param r    has to outlive the store
 * @param out  receives the store, to be released with secmail_store_free()
 * @return SECMAIL_DONE or SECMAIL_NO_MEMORY
 *
 * Calls on the store return SECMAIL_IO where secmail_redis_get() does, and for
 * an entry that something else wrote.
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_redis_store_new(
    secmail_redis *r, secmail_store **out);

SECMAIL_END_DECLS

#endif
