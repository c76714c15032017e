/**
 * @file store.h
 * Where state is kept that outlives a session: used one-time passwords,
 * counters of failed logins, revocations, cached policies.
 *
 * A store is made from a few functions of the embedder's or of a module
 * (SQLite, Redis), or is the memory store of this header. It knows keys,
 * values and the time at which they expire, and does two things that can't be
 * made from reading and writing: compare-and-set, for what must happen once,
 * and increment, for counters.
 *
 * It has no clock. Each call is told the time, in seconds since 1970 as
 * time() gives them, and what expires at T is gone for every call whose `now`
 * is T or later.
 *
 * A store may be used by any number of threads at once; what makes it must
 * see to that. A call may block, as long as what is behind it does.
 */
#ifndef SECMAIL_STORE_H
#define SECMAIL_STORE_H

#include <secmail/base.h>

SECMAIL_BEGIN_DECLS

/** Octets of a key. */
#define SECMAIL_STORE_MAX_KEY 512

/** Octets of a value. */
#define SECMAIL_STORE_MAX_VALUE 65536

/** The time of expiry that never comes. */
#define SECMAIL_STORE_NEVER INT64_MAX

/** The most octets that a memory store can be allowed. */
#define SECMAIL_STORE_MEMORY_MAX 1073741824

/** What one entry of a memory store counts beside its key and its value, in octets. */
#define SECMAIL_STORE_MEMORY_OVERHEAD 128

/** Whether a compare-and-set took place. */
typedef enum secmail_store_outcome {
	SECMAIL_STORE_CONFLICT = 0, /**< something else stood there: nothing was changed */
	SECMAIL_STORE_SWAPPED = 2   /**< it was as expected, and is changed now */
} secmail_store_outcome;

/** A store. */
typedef struct secmail_store secmail_store;

/**
 * Reads the value of a key, for secmail_store_get(), which documents it. The
 * arguments were checked: `room` is at least 1, *out_len is 0.
 */
typedef secmail_status (*secmail_store_get_fn)(void *arg, const void *key, size_t key_len,
    int64_t now, void *out, size_t room, size_t *out_len);

/**
 * Compares and sets, for secmail_store_compare_and_set(), which documents it.
 * The arguments were checked; *out is SECMAIL_STORE_CONFLICT.
 */
typedef secmail_status (*secmail_store_compare_and_set_fn)(void *arg, const void *key,
    size_t key_len, const void *expected, size_t expected_len, const void *value, size_t value_len,
    int64_t expires, int64_t now, secmail_store_outcome *out);

/**
 * Adds to a counter, for secmail_store_increment(), which documents it. The
 * arguments were checked; *out is 0.
 */
typedef secmail_status (*secmail_store_increment_fn)(void *arg, const void *key, size_t key_len,
    int64_t by, int64_t expires, int64_t now, int64_t *out);

/** Called once, by secmail_store_free(), when no call is in flight any more. */
typedef void (*secmail_store_release_fn)(void *arg);

/**
 * Makes a store of functions.
 *
 * The functions are called with `arg`, from whichever thread calls the store,
 * and must bear to be called at once.
 *
 * @param release  NULL if nothing is to be released
 * @param out      receives the store, to be released with secmail_store_free()
 * @return SECMAIL_DONE; SECMAIL_ARGUMENT if one of the first three is NULL;
 *         SECMAIL_NO_MEMORY. On failure `release` is not called.
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_store_new(secmail_store_get_fn get,
    secmail_store_compare_and_set_fn compare_and_set, secmail_store_increment_fn increment,
    secmail_store_release_fn release, void *arg, secmail_store **out);

/**
 * Makes a store in memory, which is gone with the process.
 *
 * It is bounded: each entry counts its key, its value and
 * SECMAIL_STORE_MEMORY_OVERHEAD. What has expired makes room by itself;
 * nothing else ever does, so a full store refuses new entries
 * (SECMAIL_LIMIT) and forgets none. Its times are O(log n) whatever keys a
 * peer chooses. Values are wiped before their memory is released.
 *
 * Any number of threads may use it at once. After fork the child has a copy
 * that no longer agrees with the parent's, so a step could be taken once in
 * each; and if another thread was inside a call, the child's copy stays locked.
 * A child must not use a memory store that was made before the fork.
 *
 * @param max_bytes  1 to SECMAIL_STORE_MEMORY_MAX
 * @param out        receives the store, to be released with secmail_store_free()
 * @return SECMAIL_DONE; SECMAIL_ARGUMENT if max_bytes is out of range; SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_store_memory_new(
    size_t max_bytes, secmail_store **out);

/** Releases a store, which no thread may be using any more. NULL is allowed. */
SECMAIL_API void secmail_store_free(secmail_store *s);

/**
 * Reads the value of a key.
 *
 * A counter is read as the decimal text of its number.
 *
 * @param key      any octets
 * @param key_len  1 to SECMAIL_STORE_MAX_KEY
 * @param now      the time
 * @param out      receives the value, without a NUL
 * @param room     octets that `out` has, at least 1
 * @param out_len  receives the value's length; 0 on failure
 * @return SECMAIL_DONE; SECMAIL_NOT_FOUND if the key has no value or it has
 *         expired; SECMAIL_LIMIT if the value is longer than `room`;
 *         SECMAIL_ARGUMENT; SECMAIL_IO if the store can't be reached, which
 *         must not be taken for "not found"; SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_store_get(secmail_store *s, const void *key,
    size_t key_len, int64_t now, void *out, size_t room, size_t *out_len);

/**
 * Sets a key's value if it is what the caller believes it to be: of any number
 * of callers with the same belief one wins.
 *
 * A store that outlives a crash has the change on disk before this returns.
 *
 * @param key           as for secmail_store_get()
 * @param key_len       likewise
 * @param expected      the value that has to stand there; NULL: there must be none
 * @param expected_len  its length, up to SECMAIL_STORE_MAX_VALUE
 * @param value         the new value; NULL removes the key
 * @param value_len     its length, up to SECMAIL_STORE_MAX_VALUE
 * @param expires       when the new value expires, or SECMAIL_STORE_NEVER
 * @param now           the time
 * @param out           receives the outcome; SECMAIL_STORE_CONFLICT on every failure
 * @return SECMAIL_DONE, for a conflict too; SECMAIL_LIMIT if the store is
 *         full; SECMAIL_ARGUMENT; SECMAIL_IO, after which it is not known
 *         whether the change was made; SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_store_compare_and_set(secmail_store *s,
    const void *key, size_t key_len, const void *expected, size_t expected_len, const void *value,
    size_t value_len, int64_t expires, int64_t now, secmail_store_outcome *out);

/**
 * Adds to a counter, which begins at 0.
 *
 * @param key      as for secmail_store_get()
 * @param key_len  likewise
 * @param by       what to add, negative to take away
 * @param expires  when a counter that begins now expires; one that exists keeps
 *                 its time, so that a guesser can't put it off
 * @param now      the time
 * @param out      receives the sum; 0 on failure
 * @return SECMAIL_DONE; SECMAIL_SYNTAX if the key has a value that is no
 *         counter; SECMAIL_LIMIT if the sum is no int64_t or the store is full;
 *         SECMAIL_ARGUMENT; SECMAIL_IO; SECMAIL_NO_MEMORY. On failure the
 *         counter is unchanged, but for SECMAIL_IO, after which it is not known.
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_store_increment(secmail_store *s,
    const void *key, size_t key_len, int64_t by, int64_t expires, int64_t now, int64_t *out);

SECMAIL_END_DECLS

#endif
