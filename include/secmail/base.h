/**
 * @file base.h
 * What every module of libsecmail shares: status values, the version, the
 * trace callback, and the one way in which a domain name from outside becomes
 * a name that may be looked up or printed.
 *
 * Two rules hold for the whole library. A status says whether a call did its
 * work; it is never a verdict, so SECMAIL_DONE does not mean "yes". And
 * whatever an `out` pointer of type `X **` receives is the caller's, to be
 * released with that type's `_free`; whatever a getter returns is borrowed
 * from the object it was asked of.
 */
#ifndef SECMAIL_BASE_H
#define SECMAIL_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
#define SECMAIL_BEGIN_DECLS extern "C" {
#define SECMAIL_END_DECLS }
#else
#define SECMAIL_BEGIN_DECLS
#define SECMAIL_END_DECLS
#endif

#if defined(__GNUC__) && !defined(SWIG)
#define SECMAIL_API __attribute__((visibility("default")))
#define SECMAIL_MUST_CHECK __attribute__((warn_unused_result))
#else
#define SECMAIL_API
#define SECMAIL_MUST_CHECK
#endif

#define SECMAIL_VERSION_MAJOR 0 /**< changes with what breaks programs, once it is 1 */
#define SECMAIL_VERSION_MINOR 1 /**< changes with what is new */
#define SECMAIL_VERSION_PATCH 0 /**< changes with what is repaired */

SECMAIL_BEGIN_DECLS

/**
 * What became of a call. Zero: the work is done. Positive: the call wants
 * something and is to be made again once it is there. Negative: it failed, and
 * the handle's `_error` says more. Values are never renumbered.
 */
typedef enum secmail_status {
	SECMAIL_DONE = 0,
	SECMAIL_WANT_DNS = 1,       /**< open questions stand in the answers table */
	SECMAIL_WANT_BODY = 2,      /**< the rest of the message, before this can be decided */
	SECMAIL_WANT_SIGNATURE = 3, /**< a signature by a key that lies elsewhere */
	SECMAIL_WANT_READ = 4,      /**< the handle's descriptor is to be readable */
	SECMAIL_WANT_WRITE = 5,     /**< the handle's descriptor is to be writable */
	SECMAIL_NO_MEMORY =
	    -1, /**< an allocation failed; the handle is unchanged or unusable, never wrong */
	SECMAIL_ARGUMENT = -2, /**< the caller broke the function's contract */
	SECMAIL_LIMIT = -3,    /**< a named maximum was exceeded */
	SECMAIL_IO = -4,       /**< the operating system refused a read, a write or a socket */
	SECMAIL_SYNTAX = -5,   /**< text that was to be parsed is not of its grammar */
	SECMAIL_LATE = -6,     /**< it was decided before; the first decision stands */
	SECMAIL_NOT_FOUND = -7 /**< what was named is not there */
} secmail_status;

/** Octets that hold any domain name as text, with its final NUL (RFC 1035 section 2.3.4). */
#define SECMAIL_DOMAIN_SIZE 254

/** Octets that hold any IP address as text, with its final NUL. */
#define SECMAIL_ADDRESS_SIZE 46

/** What a trace callback is told about. Values are never renumbered. */
typedef enum secmail_event {
	SECMAIL_EVENT_QUESTION = 1, /**< a DNS question was opened; subject: its name */
	SECMAIL_EVENT_ROUND = 2,    /**< a decision was run again; number: the round, from 1 */
	SECMAIL_EVENT_LIMIT = 3,  /**< a limit was reached; subject: its name, number: its value */
	SECMAIL_EVENT_VERDICT = 4 /**< something was decided; subject: which check and its result */
} secmail_event;

/**
 * Called at the events above, on the thread that made the call into the
 * library. `subject` is printable ASCII and valid during the call only. The
 * callback must not call back into the handle that it was called for.
 */
typedef void (*secmail_trace_fn)(
    void *arg, secmail_event event, const char *subject, int64_t number);

/**
 * A short English name of a status, for logs.
 * Returns a constant string, "unknown status" for a value this version does
 * not know. Any thread.
 */
SECMAIL_API const char *secmail_status_text(secmail_status status);

/**
 * The version of the library at run time, as "major.minor.patch".
 * Returns a constant string. Any thread.
 */
SECMAIL_API const char *secmail_version(void);

/**
 * Makes a domain name from outside fit for look-ups, comparison and print.
 *
 * Lower-cases it, drops one trailing dot, turns U-labels into A-labels (IDNA
 * 2008, non-transitional; RFC 5891, RFC 8616), and accepts only labels of
 * letters, digits, hyphens and underscores, 1 to 63 octets each, 253 octets in
 * all. Address literals and empty names are refused.
 *
 * @param name  the name as it was received; need not end in NUL
 * @param len   its length in octets
 * @param out   SECMAIL_DOMAIN_SIZE octets; receives the name and a NUL, or ""
 * @return SECMAIL_DONE; SECMAIL_SYNTAX if it is no such name; SECMAIL_NO_MEMORY
 *
 * Any thread.
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_domain_normalize(
    const void *name, size_t len, char *out);

SECMAIL_END_DECLS

#endif
