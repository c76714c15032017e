/**
 * @file engines.h
 * Second engines: what other implementations of SPF and DKIM say, beside our own.
 *
 * For sites that have to reproduce the verdicts of libspf2 or libopendkim, and for comparing.
 * The native evaluator decides first. What it accepted is then handed to a
 * worker, a process of its own for each run, which has no network and no files,
 * little memory and time, and may do nothing but read its request and write its
 * reply. A worker that dies, stalls or answers nonsense makes a temperror beside
 * the native verdict, and never anything else.
 *
 *     secmail_engine_new(&e);                     once; shared by all threads
 *     secmail_engine_spf_new(e, now, &s);         one a message, then the setters
 *     secmail_engine_spf_judge(s, answers, &result)
 *             SECMAIL_WANT_DNS     fill in the open questions, call again
 *             SECMAIL_WANT_READ    watch _descriptor() for that, _wait() long at
 *             SECMAIL_WANT_WRITE   most, call again
 *
 * secmail_engine_spf_run() does the same and blocks while the worker works. For DKIM
 * the steps are those of <secmail/dkim.h>, then secmail_engine_dkim_judge() or _run().
 *
 * A configuration is filled by one thread, then shared by any number, and
 * outlives its sessions. A session belongs to one thread at a time; after fork
 * only the process that made it may go on with it, the other may only free it.
 * Nothing here raises SIGPIPE. A worker that ends raises SIGCHLD, as every child
 * does; a program that waits for any child at all may collect it, which does no harm.
 */
#ifndef SECMAIL_ENGINES_H
#define SECMAIL_ENGINES_H

#include <secmail/answers.h>
#include <secmail/base.h>
#include <secmail/dkim.h>
#include <secmail/message.h>
#include <secmail/spf.h>

SECMAIL_BEGIN_DECLS

/** Octets of one record that an engine is given; a longer one is refused. */
#define SECMAIL_ENGINE_MAX_RECORD 3072

/** Octets of the HELO name that an engine is given; in place of a longer one it is "unknown". */
#define SECMAIL_ENGINE_MAX_HELO 253

/** Octets of a local part that an engine is given, where the domain is of full length. */
#define SECMAIL_ENGINE_MAX_LOCAL 128

/** Octets of a key record that an engine is given: a longer key is refused. */
#define SECMAIL_ENGINE_MAX_KEY 1024

/** Octets of i= of a signature that an engine is given. */
#define SECMAIL_ENGINE_MAX_IDENTITY 200

/** Octets of a program's path, with its NUL. */
#define SECMAIL_ENGINE_PATH_SIZE 1024

/** How long one run may take at most, in milliseconds. */
#define SECMAIL_ENGINE_MAX_TIMEOUT_MS 60000

/** How long one run may take unless it is set, in milliseconds. */
#define SECMAIL_ENGINE_TIMEOUT_MS 2000

/** Memory that a worker needs at least, its program included, in MiB. */
#define SECMAIL_ENGINE_MIN_MEMORY 16

/** Memory that a worker may be given at most, in MiB. */
#define SECMAIL_ENGINE_MAX_MEMORY 1024

/** Memory of a worker unless it is set, in MiB. */
#define SECMAIL_ENGINE_MEMORY 64

/** How much of a body is kept for an engine at most, in MiB. */
#define SECMAIL_ENGINE_MAX_BODY 256

/** How much of a body is kept for an engine unless it is set, in MiB. */
#define SECMAIL_ENGINE_BODY 16

/** Why an engine's result is what it is. Values are never renumbered. */
typedef enum secmail_engine_reason {
	SECMAIL_ENGINE_NOT_RUN = 0,    /**< nothing for it to judge: the native result stands */
	SECMAIL_ENGINE_DECIDED = 1,    /**< the engine decided */
	SECMAIL_ENGINE_LIMIT = 2,      /**< permerror: over a limit of RFC 7208 section 4.6.4 */
	SECMAIL_ENGINE_REFUSED = 3,    /**< permerror, DKIM neutral: no engine is given this */
	SECMAIL_ENGINE_INCOMPLETE = 4, /**< permerror: it dropped a part of a record */
	SECMAIL_ENGINE_NO_WORKER = 5,  /**< temperror: no worker could be started */
	SECMAIL_ENGINE_DIED = 6,       /**< temperror: the worker ended without a reply */
	SECMAIL_ENGINE_TIMEOUT = 7,    /**< temperror: no reply in time */
	SECMAIL_ENGINE_GARBAGE = 8,    /**< temperror: a reply that is none */
	SECMAIL_ENGINE_TOO_LONG = 9,   /**< temperror: a reply over its maximum */
	SECMAIL_ENGINE_VERSION = 10,   /**< temperror: a worker of another version */
	SECMAIL_ENGINE_TOO_LARGE = 11  /**< neutral: the body is over secmail_engine_set_body() */
} secmail_engine_reason;

/** Which worker, and what it may use. */
typedef struct secmail_engine secmail_engine;

/** One SMTP transaction, for both evaluators. */
typedef struct secmail_engine_spf secmail_engine_spf;

/** Both verdicts; immutable, and independent of session and table. */
typedef struct secmail_engine_spf_result secmail_engine_spf_result;

/** One message, for both evaluators. */
typedef struct secmail_engine_dkim secmail_engine_dkim;

/** What both say of a message's signatures; immutable, and independent of session and table. */
typedef struct secmail_engine_dkim_results secmail_engine_dkim_results;

/**
 * Makes a configuration, with the worker that was installed with the library.
 * @param out  receives it, to be released with secmail_engine_free()
 * @return SECMAIL_DONE, SECMAIL_ARGUMENT or SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_engine_new(secmail_engine **out);

/** Releases a configuration, after its sessions. NULL is allowed. */
SECMAIL_API void secmail_engine_free(secmail_engine *e);

/**
 * Names the worker program; copied.
 * @param path  an absolute path: nothing is searched for
 * @return SECMAIL_DONE; SECMAIL_ARGUMENT if it is not absolute; SECMAIL_LIMIT from
 *         SECMAIL_ENGINE_PATH_SIZE octets on
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_engine_set_program(
    secmail_engine *e, const char *path);

/**
 * Says how long one run may take. A verdict takes several runs when the engine
 * asks for more of DNS than the native evaluator did.
 * @param ms  1 to SECMAIL_ENGINE_MAX_TIMEOUT_MS
 * @return SECMAIL_DONE, or SECMAIL_ARGUMENT outside that range
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_engine_set_timeout(
    secmail_engine *e, uint32_t ms);

/**
 * Says how much memory a worker may have, its program and libraries included.
 * @param mib  SECMAIL_ENGINE_MIN_MEMORY to SECMAIL_ENGINE_MAX_MEMORY, in MiB
 * @return SECMAIL_DONE, or SECMAIL_ARGUMENT outside that range
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_engine_set_memory(
    secmail_engine *e, uint32_t mib);

/**
 * Says how much of a message's body is kept, until it is known whether an engine is
 * asked. A session for a signed message holds twice that at most; the signatures of
 * a longer body are SECMAIL_ENGINE_TOO_LARGE. Holds for sessions made after it.
 * @param mib  1 to SECMAIL_ENGINE_MAX_BODY, in MiB
 * @return SECMAIL_DONE, or SECMAIL_ARGUMENT outside that range
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_engine_set_body(
    secmail_engine *e, uint32_t mib);

/**
 * Makes a session.
 * @param e    borrowed, for as long as the session lives
 * @param now  seconds since 1970, for the native evaluator
 * @param out  receives it, to be released with secmail_engine_spf_free()
 * @return SECMAIL_DONE, SECMAIL_ARGUMENT or SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_engine_spf_new(
    const secmail_engine *e, int64_t now, secmail_engine_spf **out);

/** Releases a session; a worker that is at work is killed. NULL is allowed. Results live on. */
SECMAIL_API void secmail_engine_spf_free(secmail_engine_spf *s);

/** Forgets the transaction, and kills a worker that is at work. */
SECMAIL_API void secmail_engine_spf_reset(secmail_engine_spf *s);

/**
 * What the last failed call on this session was about, in one English line.
 * Borrowed, "" if nothing failed; valid until the next call.
 */
SECMAIL_API const char *secmail_engine_spf_error(const secmail_engine_spf *s);

/**
 * Says who connected, as secmail_spf_set_client(), to both evaluators.
 * @param ip   the address in network order; copied
 * @param len  4 or 16
 * @return as that; SECMAIL_LATE while a verdict is under way, until
 *         secmail_engine_spf_reset()
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_engine_spf_set_client(
    secmail_engine_spf *s, const uint8_t *ip, size_t len);

/**
 * Says what stood in HELO or EHLO, as secmail_spf_set_helo(), to both evaluators.
 * An engine is told "unknown" in place of a name that is not printable ASCII, or
 * over SECMAIL_ENGINE_MAX_HELO octets.
 * @return as that; SECMAIL_LATE as secmail_engine_spf_set_client()
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_engine_spf_set_helo(
    secmail_engine_spf *s, const void *helo, size_t len);

/**
 * Says which reverse-path stood in MAIL FROM, as secmail_spf_set_mail_from(), to
 * both evaluators. A sender that is not printable ASCII is given to no engine: its
 * verdict is SECMAIL_ENGINE_REFUSED.
 * @return as that; SECMAIL_LATE as secmail_engine_spf_set_client()
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_engine_spf_set_mail_from(
    secmail_engine_spf *s, const void *path, size_t len);

/**
 * Decides with both, the native evaluator first. Never waits for a worker, but
 * for the moments in which the system starts one and lets it go.
 *
 * @param a    the table; the same one in every call until the verdict
 * @param out  receives the verdicts, to be released with
 *             secmail_engine_spf_result_free(); NULL unless the call is done
 * @return SECMAIL_DONE, whatever the verdicts; SECMAIL_WANT_DNS;
 *         SECMAIL_WANT_READ or SECMAIL_WANT_WRITE: call again when the descriptor
 *         is ready for it, or secmail_engine_spf_wait() has passed;
 *         SECMAIL_ARGUMENT; SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_engine_spf_judge(
    secmail_engine_spf *s, secmail_answers *a, secmail_engine_spf_result **out);

/** The same, waiting for the worker: never SECMAIL_WANT_READ or SECMAIL_WANT_WRITE. */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_engine_spf_run(
    secmail_engine_spf *s, secmail_answers *a, secmail_engine_spf_result **out);

/**
 * What to watch while a worker is at work; -1 while none is. It may be another
 * one after each call of secmail_engine_spf_judge(). The session closes it.
 */
SECMAIL_API int secmail_engine_spf_descriptor(const secmail_engine_spf *s);

/** Milliseconds until the worker's time is up, 0 when it is; -1 while none is at work. */
SECMAIL_API int secmail_engine_spf_wait(const secmail_engine_spf *s);

/** Releases the verdicts and what was borrowed from them. NULL is allowed. */
SECMAIL_API void secmail_engine_spf_result_free(secmail_engine_spf_result *r);

/** The engine's result; SECMAIL_SPF_TEMPERROR where it gave none. Any thread. */
SECMAIL_API secmail_spf_code secmail_engine_spf_result_code(const secmail_engine_spf_result *r);

/** Why it is what it is. Any thread. */
SECMAIL_API secmail_engine_reason secmail_engine_spf_result_reason(
    const secmail_engine_spf_result *r);

/** The same in one English sentence; the wording may change. Constant. Any thread. */
SECMAIL_API const char *secmail_engine_spf_result_detail(const secmail_engine_spf_result *r);

/** How many workers were started for it. Any thread. */
SECMAIL_API size_t secmail_engine_spf_result_runs(const secmail_engine_spf_result *r);

/** The native verdict, with explanation, reason and all; borrowed. Any thread. */
SECMAIL_API const secmail_spf_result *secmail_engine_spf_result_native(
    const secmail_engine_spf_result *r);

/* --- DKIM ---------------------------------------------------------------- */

/**
 * Makes a session for one message.
 * @param e    borrowed, for as long as the session lives
 * @param c    the native evaluator's configuration; borrowed likewise
 * @param now  seconds since 1970, for both evaluators
 * @param out  receives it, to be released with secmail_engine_dkim_free()
 * @return SECMAIL_DONE, SECMAIL_ARGUMENT or SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_engine_dkim_new(
    const secmail_engine *e, const secmail_dkim_config *c, int64_t now, secmail_engine_dkim **out);

/** Releases a session; a worker that is at work is killed. NULL is allowed. Results live on. */
SECMAIL_API void secmail_engine_dkim_free(secmail_engine_dkim *s);

/** Forgets the message, kills a worker that is at work; the next message is judged at `now`. */
SECMAIL_API void secmail_engine_dkim_reset(secmail_engine_dkim *s, int64_t now);

/** What the last failed call was about, in one English line; "" if nothing failed. Borrowed. */
SECMAIL_API const char *secmail_engine_dkim_error(const secmail_engine_dkim *s);

/**
 * Hands over the header, as secmail_dkim_set_message(), to both evaluators.
 * @param header  complete; borrowed until the session is reset or freed
 * @return as that; SECMAIL_ARGUMENT also without a header
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_engine_dkim_set_message(
    secmail_engine_dkim *s, const secmail_message *header);

/**
 * Takes the next piece of the body, as secmail_dkim_write_body(). If the message is
 * signed it is kept, up to secmail_engine_set_body().
 * @return as that
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_engine_dkim_write_body(
    secmail_engine_dkim *s, const void *bytes, size_t len);

/** Says that the body is complete, as secmail_dkim_end_body(). */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_engine_dkim_end_body(secmail_engine_dkim *s);

/** Opens the questions for keys early, as secmail_dkim_ask(). */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_engine_dkim_ask(
    secmail_engine_dkim *s, secmail_answers *a);

/**
 * Judges all signatures with both, natively first. The engine is asked about those
 * whose field and key the native evaluator accepts, in one run of a worker; it
 * asks nothing of DNS itself.
 * @param a    the table; the same one in every call until the verdict
 * @param out  receives the results, to be released with
 *             secmail_engine_dkim_results_free(); NULL unless the call is done
 * @return as secmail_engine_spf_judge(); SECMAIL_ARGUMENT before the end of the body
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_engine_dkim_judge(
    secmail_engine_dkim *s, secmail_answers *a, secmail_engine_dkim_results **out);

/** The same, waiting for the worker: never SECMAIL_WANT_READ or SECMAIL_WANT_WRITE. */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_engine_dkim_run(
    secmail_engine_dkim *s, secmail_answers *a, secmail_engine_dkim_results **out);

/** As secmail_engine_spf_descriptor(). */
SECMAIL_API int secmail_engine_dkim_descriptor(const secmail_engine_dkim *s);

/** As secmail_engine_spf_wait(). */
SECMAIL_API int secmail_engine_dkim_wait(const secmail_engine_dkim *s);

/** Releases the results and what was borrowed from them. NULL is allowed. */
SECMAIL_API void secmail_engine_dkim_results_free(secmail_engine_dkim_results *r);

/** How many signatures have a row: the rows are those of the native results. Any thread. */
SECMAIL_API size_t secmail_engine_dkim_results_count(const secmail_engine_dkim_results *r);

/**
 * What the engine says of row `index`; the native code where the engine was not asked;
 * SECMAIL_DKIM_NONE if there is no such row. Any thread.
 */
SECMAIL_API secmail_dkim_code secmail_engine_dkim_results_code(
    const secmail_engine_dkim_results *r, size_t index);

/** Why it is what it is; SECMAIL_ENGINE_NOT_RUN if there is no such row. Any thread. */
SECMAIL_API secmail_engine_reason secmail_engine_dkim_results_reason(
    const secmail_engine_dkim_results *r, size_t index);

/** How many workers were started for it, 0 or 1. Any thread. */
SECMAIL_API size_t secmail_engine_dkim_results_runs(const secmail_engine_dkim_results *r);

/** The native results; borrowed. Any thread. */
SECMAIL_API const secmail_dkim_results *secmail_engine_dkim_results_native(
    const secmail_engine_dkim_results *r);

/** What a reason means in one English sentence; the wording may change. Constant. Any thread. */
SECMAIL_API const char *secmail_engine_reason_detail(secmail_engine_reason reason);

/** A stable word for a reason, such as "timeout"; "unknown" for an unknown value. Any thread. */
SECMAIL_API const char *secmail_engine_reason_name(secmail_engine_reason reason);

SECMAIL_END_DECLS

#endif
