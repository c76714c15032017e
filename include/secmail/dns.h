/**
 * @file dns.h
 * Drivers for the answers table: a zone file, the messages of any resolver,
 * and a blocking stub resolver.
 *
 *     secmail_dns_zone      a closed world in memory: what it doesn't hold does not exist
 *     secmail_dns_resolver  the addresses and the patience of a client of real resolvers
 *
 * Both are configurations: one thread fills them, then any number of threads
 * may use them at once as const. Neither holds a descriptor, so that both may
 * be used on both sides of a fork.
 *
 * Whatever comes from the network is matched to its question before it is
 * believed, and carries no trust unless a validator was named that deserves it
 * (secmail_dns_resolver_set_trust_ad(), or the caller's own word).
 */
#ifndef SECMAIL_DNS_H
#define SECMAIL_DNS_H

#include <secmail/answers.h>
#include <secmail/base.h>

SECMAIL_BEGIN_DECLS

/** Aliases (CNAME records) that one answer may lead through; more is a failure of the server. */
#define SECMAIL_DNS_MAX_ALIASES 16

/** A longer TTL, in seconds, is cut to this (RFC 8767 section 4: 7 days). */
#define SECMAIL_DNS_MAX_TTL 604800

/** Octets of text that one load of a zone takes. */
#define SECMAIL_DNS_MAX_ZONE_TEXT 16777216

/** Octets of one record in a zone's text, with its line ends: beyond, ldns would cut without a
 * word. */
#define SECMAIL_DNS_MAX_ZONE_ENTRY 60000

/** Records that a zone holds. */
#define SECMAIL_DNS_MAX_ZONE_RECORDS 262144

/** Servers that a resolver takes. */
#define SECMAIL_DNS_MAX_SERVERS 8

/**
 * Octets of an answer over UDP that servers are told to keep to (EDNS, RFC 6891; flag day 2020).
 */
#define SECMAIL_DNS_UDP_SIZE 1232

/** Questions of one table that are in flight at once, each on a socket of its own. */
#define SECMAIL_DNS_MAX_IN_FLIGHT 64

/** Octets of a file in the form of resolv.conf. */
#define SECMAIL_DNS_MAX_RESOLV_CONF 65536

/* --- a zone in memory ---------------------------------------------------- */

/** Records from zone files, and names that are to fail: all the DNS there is. */
typedef struct secmail_dns_zone secmail_dns_zone;

/**
 * Makes a zone without records, in which no name exists.
 * @param out  receives the zone, to be released with secmail_dns_zone_free()
 * @return SECMAIL_DONE or SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_dns_zone_new(secmail_dns_zone **out);

/** Releases a zone. NULL is allowed. */
SECMAIL_API void secmail_dns_zone_free(secmail_dns_zone *z);

/**
 * What the last failed load was about, in one English line such as
 * "line 12: ...". Borrowed, "" if nothing failed; valid until the next load.
 */
SECMAIL_API const char *secmail_dns_zone_error(const secmail_dns_zone *z);

/**
 * Adds the records of a master file (RFC 1035 section 5). Loads add up.
 *
 * $ORIGIN and $TTL are known, $INCLUDE is refused; no SOA is needed, records
 * may be of any names, class IN, any type (RFC 3597 form included); a TTL stands
 * before the class. Equal records count once. A record that can't be read makes the whole load
 * fail, and the zone stays as it was.
 *
 * @param text    the file's content; need not end in NUL
 * @param len     its length, SECMAIL_DNS_MAX_ZONE_TEXT octets at most
 * @param origin  what names without a last dot are relative to, until $ORIGIN
 *                says otherwise; NULL: the root, so that the dot may be left out
 * @return SECMAIL_DONE; SECMAIL_SYNTAX, the error says in which line;
 *         SECMAIL_LIMIT; SECMAIL_ARGUMENT for an origin that is no name;
 *         SECMAIL_NO_MEMORY
 *
 * The zone must not be in use by another thread.
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_dns_zone_load(
    secmail_dns_zone *z, const void *text, size_t len, const char *origin);

/**
 * Makes a question fail, which no zone file can say; meant for tests. It holds
 * for the name as asked or as reached through an alias, whatever records it has.
 *
 * @param name  labels separated by dots, no escapes
 * @param type  the record type, or 0 for all types
 * @param why   the failure that is given as the answer
 * @return SECMAIL_DONE; SECMAIL_ARGUMENT for what is no name or no failure;
 *         SECMAIL_LIMIT; SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_dns_zone_fail(
    secmail_dns_zone *z, const char *name, uint16_t type, secmail_dns_failure why);

/**
 * Adds what secmail_dns_save_evidence() wrote, and makes the zone an open
 * world: from then on it answers just the questions that evidence has answered,
 * as they were answered (state, records, alias, TTL, trust), and leaves others open.
 *
 * @return as secmail_dns_zone_load()
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_dns_zone_load_evidence(
    secmail_dns_zone *z, const void *text, size_t len);

/**
 * Answers all open questions of a table, with trust unknown.
 *
 * A name's own records answer, else an alias is followed (a dangling one is
 * "no such name" with the alias set, a loop a failure of the server), else the
 * wildcard at the closest encloser (RFC 4592). A name with nothing but names
 * below it exists, without data. Everything else does not exist. Delegations
 * and DNAME records are not followed.
 *
 * @return SECMAIL_DONE; SECMAIL_NO_MEMORY, some questions may then be open still
 *
 * Any thread, as long as none loads.
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_dns_zone_answer(
    const secmail_dns_zone *z, secmail_answers *a);

/* --- messages of any resolver -------------------------------------------- */

/**
 * Answers an open question from a response message as it was on the wire
 * (RFC 1035 section 4).
 *
 * The message has to be a response of opcode QUERY that repeats the question;
 * its id, and where it came from, the caller has checked. Aliases are followed
 * inside the answer section, up to SECMAIL_DNS_MAX_ALIASES; names are
 * uncompressed; other sections are not believed. A failure of the server is
 * told from a failed validation by the Extended DNS Error, where there is one
 * (RFC 8914); that is a diagnosis, not trust.
 *
 * @param trust  what the caller knows from a validator that it trusts, see also
 *               secmail_dns_message_trust(); else SECMAIL_TRUST_UNKNOWN
 * @return SECMAIL_DONE: the answer is final, a failure included;
 *         SECMAIL_SYNTAX: this is no answer to the question, which stays open;
 *         SECMAIL_LIMIT: the message is truncated (TC), the question stays open:
 *         ask again over TCP; SECMAIL_LATE; SECMAIL_ARGUMENT for an unknown id;
 *         SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_dns_answer_wire(
    secmail_answers *a, uint32_t id, const void *message, size_t len, secmail_trust trust);

/**
 * What a response says about its validation, for a caller who trusts its
 * sender, a validator, and the path to it: SECMAIL_TRUST_SECURE if the AD bit
 * is set (RFC 6840 section 5.7), else SECMAIL_TRUST_INSECURE. For what is no
 * message SECMAIL_TRUST_UNKNOWN. Any thread.
 */
SECMAIL_API secmail_trust secmail_dns_message_trust(const void *message, size_t len);

/* --- a blocking stub resolver -------------------------------------------- */

/** Which recursive resolvers to ask, and how long to wait for them. */
typedef struct secmail_dns_resolver secmail_dns_resolver;

/**
 * Makes a resolver without servers: 3 s a try, 3 tries, 20 s in all, no trust
 * in the AD bit.
 * @param out  receives the resolver, to be released with secmail_dns_resolver_free()
 * @return SECMAIL_DONE or SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_dns_resolver_new(secmail_dns_resolver **out);

/** Releases a resolver, which must not be running. NULL is allowed. */
SECMAIL_API void secmail_dns_resolver_free(secmail_dns_resolver *r);

/**
 * What the last failed setting was about, in one English line. Borrowed, "" if
 * nothing failed; valid until the next setting.
 */
SECMAIL_API const char *secmail_dns_resolver_error(const secmail_dns_resolver *r);

/**
 * Adds a server; they are asked in the order added.
 * @param address  "192.0.2.1", "192.0.2.1:5353", "2001:db8::1", "[2001:db8::1]:5353",
 *                 an IPv6 address also with a zone ("fe80::1%eth0"); port 53 unless given
 * @return SECMAIL_DONE; SECMAIL_SYNTAX for what is no such address;
 *         SECMAIL_LIMIT over SECMAIL_DNS_MAX_SERVERS
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_dns_resolver_add_server(
    secmail_dns_resolver *r, const char *address);

/**
 * Takes servers and options from a file in the form of resolv.conf: the lines
 * `nameserver` and, of `options`, timeout, attempts and trust-ad; everything
 * else is passed over. Servers are added to those there are; a server too many
 * is passed over; a file that names none means 127.0.0.1.
 *
 * @param path  the file; NULL: /etc/resolv.conf
 * @return SECMAIL_DONE; SECMAIL_NOT_FOUND or SECMAIL_IO if it can't be read;
 *         SECMAIL_LIMIT over SECMAIL_DNS_MAX_RESOLV_CONF; SECMAIL_SYNTAX for a
 *         nameserver that is no address, its line in the error
 *
 * Reads a file, so it may block.
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_dns_resolver_load_resolv_conf(
    secmail_dns_resolver *r, const char *path);

/**
 * How long one server has to answer one try.
 * @param ms  1 to 60,000 milliseconds
 * @return SECMAIL_DONE, or SECMAIL_ARGUMENT outside that range
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_dns_resolver_set_timeout(
    secmail_dns_resolver *r, uint32_t ms);

/**
 * How often each server is asked the same.
 * @param tries  1 to 10
 * @return SECMAIL_DONE, or SECMAIL_ARGUMENT outside that range
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_dns_resolver_set_tries(
    secmail_dns_resolver *r, uint32_t tries);

/**
 * How long one run may take.
 * @param ms  1 to 600,000 milliseconds
 * @return SECMAIL_DONE, or SECMAIL_ARGUMENT outside that range
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_dns_resolver_set_total_timeout(
    secmail_dns_resolver *r, uint32_t ms);

/**
 * Whether the servers are validators that are trusted, over paths that are
 * trusted (such as one on this host): then an answer with the AD bit is secure
 * and one without insecure. Without it every answer's trust is unknown.
 */
SECMAIL_API void secmail_dns_resolver_set_trust_ad(secmail_dns_resolver *r, bool trust);

/**
 * Asks all open questions at once and waits.
 *
 * Returns when no needed question is open: speculative ones that were not
 * answered by then stay open (if no needed one was open to begin with, it waits
 * for all). A server that is silent, fails, refuses or sends what can't be read
 * is left for the next one; the last failure stands when all tries are used up.
 * What is unanswered at the total time-out has timed out. Truncated answers
 * are asked for again over TCP. Every question and every try has a random id
 * and a socket, thus a port, of its own.
 *
 * @return SECMAIL_DONE, failures being answers; SECMAIL_ARGUMENT without a
 *         server; SECMAIL_IO if the system gives no socket, randomness or time;
 *         SECMAIL_NO_MEMORY. After the last three, questions may be open still.
 *
 * Blocks. Any number of threads, each with a table of its own. Raises no signal.
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_dns_resolver_run(
    const secmail_dns_resolver *r, secmail_answers *a);

/* --- evidence ------------------------------------------------------------ */

/**
 * Writes all answered questions as the text of a zone file, so that a verdict
 * can be reproduced: for each question a comment line
 * `;! <name> <type> <state> <trust>` and below it its alias and its records
 * (in RFC 3597 form where the type is not one of secmail_dns_type). States are
 * records, nodata, nxdomain, timeout, servfail, refused and bogus.
 *
 * It says what was asked about a message: keep it as private as the message.
 *
 * @param out  receives the text, NUL-terminated, to be released with free()
 * @return SECMAIL_DONE; SECMAIL_LIMIT over SECMAIL_DNS_MAX_ZONE_TEXT; SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_dns_save_evidence(
    const secmail_answers *a, char **out);

SECMAIL_END_DECLS

#endif
