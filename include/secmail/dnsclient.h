/**
 * @file dnsclient.h
 * A stub resolver for any event loop: all questions of many messages at once,
 * equal ones asked once.
 *
 *     client = from a resolver's settings (dns.h), with the loop's watch function
 *     _start(client, table, done)     asks what is open in a message's table
 *     _ready(client, fd, events)      the loop saw something on a descriptor
 *     _tick(client)                   the loop waited as long as _wait() said
 *     done(arg, table, status)        what the message needs is answered
 *
 * secmail_dns_client_run() does all of it, and blocks, for programs without a
 * loop.
 *
 * A client belongs to one thread at a time. It holds sockets and answers that
 * are on their way, so after fork only one of the two processes may go on with
 * it; the other may only free it, and takes its watch function off before
 * (secmail_dns_client_set_watch() with NULL) if the two share what is watched, as
 * they share an epoll descriptor. It raises no signal.
 */
#ifndef SECMAIL_DNSCLIENT_H
#define SECMAIL_DNSCLIENT_H

#include <secmail/answers.h>
#include <secmail/base.h>
#include <secmail/dns.h>
#include <secmail/dnscache.h>

SECMAIL_BEGIN_DECLS

/** Tables that are with a client at once. */
#define SECMAIL_DNS_MAX_TABLES 16384

/**
 * Distinct questions of a client that are in flight at once; more wait for their
 * turn. While half of them are, a table with four in flight waits, too, so that
 * a few messages with many slow names leave room for others.
 */
#define SECMAIL_DNS_MAX_LOOKUPS 1024

/** Questions that one port asks before another is taken. */
#define SECMAIL_DNS_PORT_QUESTIONS 32

/** How long a port asks questions, in milliseconds. */
#define SECMAIL_DNS_PORT_MS 5000

/** Questions that are in flight at once on one TCP connection. */
#define SECMAIL_DNS_MAX_PIPELINED 64

/** A TCP connection without questions is closed after so many milliseconds (RFC 7766
 * section 6.2.3). */
#define SECMAIL_DNS_TCP_IDLE_MS 10000

/** A server that was silent or could not be reached is asked last for so many milliseconds. */
#define SECMAIL_DNS_PENALTY_MS 10000

/** What is to be watched for, or has happened, on a descriptor: a sum of these. */
typedef enum secmail_dns_events {
	SECMAIL_DNS_READABLE = 1,
	SECMAIL_DNS_WRITABLE = 2
} secmail_dns_events;

/** What a client counts. Values are never renumbered. */
typedef enum secmail_dns_client_counter {
	SECMAIL_DNS_CLIENT_QUESTIONS = 1,   /**< questions of tables */
	SECMAIL_DNS_CLIENT_COALESCED = 2,   /**< of these, those that joined one in flight */
	SECMAIL_DNS_CLIENT_CACHED = 3,      /**< of these, those that a cache answered */
	SECMAIL_DNS_CLIENT_DATAGRAMS = 4,   /**< queries sent over UDP */
	SECMAIL_DNS_CLIENT_SEGMENTS = 5,    /**< queries sent over TCP */
	SECMAIL_DNS_CLIENT_CONNECTIONS = 6, /**< TCP connections opened */
	SECMAIL_DNS_CLIENT_TIMEOUTS = 7,    /**< tries that nobody answered in time */
	SECMAIL_DNS_CLIENT_FOREIGN = 8,     /**< messages that answered nothing that was asked */
	SECMAIL_DNS_CLIENT_MISSPELT = 9,    /**< answers that did not keep the question's case */
	SECMAIL_DNS_CLIENT_IN_FLIGHT = 10,  /**< distinct questions in flight now */
	SECMAIL_DNS_CLIENT_TABLES = 11      /**< tables with the client now */
} secmail_dns_client_counter;

/** A stub resolver at work. */
typedef struct secmail_dns_client secmail_dns_client;

/**
 * Told what to watch a descriptor for, from inside any call on the client.
 *
 * @param fd      the descriptor; the client opens and closes it
 * @param events  a sum of secmail_dns_events; 0: it is to be watched no more,
 *                and will be closed when this returns
 *
 * The same descriptor may be told of again with other events, which take the
 * place of the earlier ones. It must not call the client.
 */
typedef void (*secmail_dns_watch_fn)(void *arg, int fd, unsigned events);

/**
 * Told, from inside _ready(), _tick() or _run(), that no needed question of a
 * table is open any more (if none was needed when it was started: no question).
 * It may start, cancel and free tables, change settings, cache and watch
 * function, and run the client, but not free it.
 *
 * @param status  SECMAIL_DONE; or SECMAIL_NO_MEMORY, SECMAIL_IO (the system gave
 *                no socket or no randomness; _error() says what it said): questions
 *                may then be open still, and the table is not with the client
 */
typedef void (*secmail_dns_done_fn)(void *arg, secmail_answers *a, secmail_status status);

/**
 * Makes a client.
 *
 * @param settings  servers and patience; copied
 * @param out       receives the client, to be released with secmail_dns_client_free()
 * @return SECMAIL_DONE or SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_dns_client_new(
    const secmail_dns_resolver *settings, secmail_dns_client **out);

/**
 * Releases a client and closes its descriptors. Tables that are with it are
 * detached: their questions stay open, and nobody is told. NULL is allowed.
 */
SECMAIL_API void secmail_dns_client_free(secmail_dns_client *c);

/**
 * What the last failed call on this client was about, in one English line.
 * Borrowed, "" if nothing failed; valid until the next call.
 */
SECMAIL_API const char *secmail_dns_client_error(const secmail_dns_client *c);

/**
 * Names the function that is told what to watch. It is told at once of the
 * descriptors that there are. Needed before the first _start(), unless only
 * _run() is used.
 */
SECMAIL_API void secmail_dns_client_set_watch(
    secmail_dns_client *c, secmail_dns_watch_fn watch, void *arg);

/**
 * Takes a cache, which has to outlive the client. NULL: none, as at first.
 *
 * A client that trusts its servers' AD bit puts into it and doesn't read from
 * it, see dnscache.h.
 */
SECMAIL_API void secmail_dns_client_set_cache(secmail_dns_client *c, secmail_dns_cache *cache);

/**
 * Takes other settings. What is in flight is asked anew, of the new servers; no
 * table's total time-out changes. What was learnt of the old servers is forgotten.
 * A file that is followed is followed on: its next change takes the place of the
 * servers, and of what else it says.
 * @return SECMAIL_DONE; SECMAIL_ARGUMENT if the settings name no server, and the
 *         old ones stay
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_dns_client_set_resolver(
    secmail_dns_client *c, const secmail_dns_resolver *settings);

/**
 * Follows a file in the form of resolv.conf: its servers and options take the
 * place of those that the client has, now and whenever the file has changed.
 * Time-outs and trust that were set stay where the file doesn't say otherwise.
 *
 * The file is looked at (one stat()) by _start() and _run(), every 5 seconds at
 * most. A file that can't be read later changes nothing, and is read again the
 * next time; after the _start() that found it so, _error() says why.
 *
 * @param path  the file; copied. NULL: /etc/resolv.conf
 * @return as secmail_dns_resolver_load_resolv_conf()
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_dns_client_follow(
    secmail_dns_client *c, const char *path);

/**
 * Asks all open questions of a table that are not asked yet.
 *
 * Answers are put into the table as they come, to speculative questions too,
 * also after `done` was called. The total time-out counts the time in which
 * questions of the table are open here, over all its starts, until the table is
 * reset or cancelled: what is open when it is used up has timed out, and what is
 * asked later has, too.
 *
 * The table is attached to the client. If it is freed, reset or expired, it is
 * detached as if by _cancel().
 *
 * @param done  called once for each start that returned SECMAIL_WANT_DNS; a
 *              later start of the same table takes the place of an earlier one
 * @return SECMAIL_DONE: nothing that is needed is open (the cache had it, or the
 *         time is used up), `done` is not called; SECMAIL_WANT_DNS: `done` will
 *         be called; SECMAIL_ARGUMENT without a server or a watch function, or
 *         for a table that is attached elsewhere; SECMAIL_LIMIT over
 *         SECMAIL_DNS_MAX_TABLES; SECMAIL_IO; SECMAIL_NO_MEMORY. After SECMAIL_IO
 *         and SECMAIL_NO_MEMORY the table is not with the client; the other
 *         failures change nothing, and an earlier start of the table stands.
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_dns_client_start(
    secmail_dns_client *c, secmail_answers *a, secmail_dns_done_fn done, void *arg);

/**
 * Lets go of a table: its open questions stay open, what comes for them later is
 * not put into it, and `done` is not called. Nothing happens if it isn't there.
 */
SECMAIL_API void secmail_dns_client_cancel(secmail_dns_client *c, secmail_answers *a);

/**
 * Goes on where a descriptor allows. One that the client does not have is passed over.
 *
 * What is there is read in turns, so it is to be called again while there is more: a
 * loop of edges (EPOLLET) is not enough.
 *
 * @param events  a sum of secmail_dns_events; on an error or a hang-up say both
 */
SECMAIL_API void secmail_dns_client_ready(secmail_dns_client *c, int fd, unsigned events);

/**
 * How many milliseconds may pass until the next _tick(), as poll() wants it; -1: any
 * number. Any call on the client, and freeing, resetting or expiring a table that
 * is with it, may shorten it: ask again before each wait.
 */
SECMAIL_API int secmail_dns_client_wait(const secmail_dns_client *c);

/**
 * Does what is due: tries that nobody answered, tables whose time is over, idle
 * connections. After a wait, _ready() comes first: an answer that is there is no time-out.
 */
SECMAIL_API void secmail_dns_client_tick(secmail_dns_client *c);

/**
 * Asks all open questions of a table and waits until no needed one is open (if
 * none was needed to begin with: none at all). Other tables of the client are
 * served meanwhile.
 *
 * Blocks. Wants no watch function; one that was named is told as ever.
 *
 * @return SECMAIL_DONE, failures being answers; SECMAIL_NOT_FOUND if the `done` of
 *         another table freed, reset, expired, cancelled or started this one;
 *         otherwise as secmail_dns_client_start()
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_dns_client_run(
    secmail_dns_client *c, secmail_answers *a);

/** The value of a counter; 0 for one that this version does not know. */
SECMAIL_API uint64_t secmail_dns_client_count(
    const secmail_dns_client *c, secmail_dns_client_counter counter);

SECMAIL_END_DECLS

#endif
