/**
 * @file dns.h
 * Drivers for the answers table: a zone file, the messages of any resolver,
 * and a blocking stub resolver.
 *
 *     secmail_dns_zone      a closed world in memory: what it doesn't hold does not exist
 *     secmail_dns_resolver  the addresses and the patience of a client of real resolvers
 *     secmail_dns_evidence  what a verdict rests on, saved, and answered from later
 *
 * The first two are configurations: one thread fills them, then any number of threads
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

/** Inputs that evidence holds. */
#define SECMAIL_DNS_MAX_INPUTS 32

/** Octets of the name of an input. */
#define SECMAIL_DNS_MAX_INPUT_NAME 32

/** Octets of the value of an input. */
#define SECMAIL_DNS_MAX_INPUT 8192

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
 * uncompressed; other sections are not believed. A failed validation, a time-out
 * and a refusal are told from other failures of the server by the Extended DNS
 * Error beside SERVFAIL, where there is one (RFC 8914); that is a diagnosis, not
 * trust.
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
 * What a verdict rests on: inputs, each under a name, and the answers of DNS.
 *
 * It is kept as the text of a zone file, in printable ASCII: a first line that
 * names the form and the version of the library, then a comment line
 * `;$ <name> <value>` for each input, and for each question a comment line
 * `;! <name> <type> <state> <trust>` with its alias and its records below it
 * (in RFC 3597 form where the type is not one of secmail_dns_type). States are
 * records, nodata, nxdomain, timeout, servfail, refused and bogus.
 *
 *     secmail_dns_evidence_set_input(e, "helo", helo, helo_len);   for each input
 *     secmail_dns_evidence_save(e, answers, &text);                once there is a verdict
 *
 *     secmail_dns_evidence_load(e, text, len);                     in place of a resolver
 *     while (secmail_inbound_judge(m, answers, &verdict) == SECMAIL_WANT_DNS)
 *             if (secmail_dns_evidence_answer(e, answers) != SECMAIL_DONE)
 *                     stop, and say secmail_dns_evidence_error(e);
 *
 * It says who sent a message, and what was asked about it: keep it as private
 * as the message.
 *
 * Belongs to one thread at a time. After fork each process has a copy of its own.
 */
typedef struct secmail_dns_evidence secmail_dns_evidence;

/**
 * Makes evidence without inputs and without answers.
 * @param out  receives it, to be released with secmail_dns_evidence_free()
 * @return SECMAIL_DONE or SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_dns_evidence_new(secmail_dns_evidence **out);

/** Releases evidence and what was borrowed from it. NULL is allowed. */
SECMAIL_API void secmail_dns_evidence_free(secmail_dns_evidence *e);

/**
 * What the last failed call was about, in one English line. Borrowed, "" if
 * nothing failed; valid until the next call.
 */
SECMAIL_API const char *secmail_dns_evidence_error(const secmail_dns_evidence *e);

/**
 * Adds an input.
 *
 * @param name   1 to SECMAIL_DNS_MAX_INPUT_NAME of a-z, 0-9 and hyphens, such as "mail-from"
 * @param value  any octets; copied
 * @param len    how many, SECMAIL_DNS_MAX_INPUT at most; none is a value, too
 * @return SECMAIL_DONE; SECMAIL_ARGUMENT for what is no name; SECMAIL_LATE if
 *         there is one of that name, which then stands; SECMAIL_LIMIT over
 *         SECMAIL_DNS_MAX_INPUT or SECMAIL_DNS_MAX_INPUTS; SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_dns_evidence_set_input(
    secmail_dns_evidence *e, const char *name, const void *value, size_t len);

/** How many inputs there are. */
SECMAIL_API size_t secmail_dns_evidence_input_count(const secmail_dns_evidence *e);

/** The name of an input, in the order in which they were set. Borrowed; NULL beyond the last. */
SECMAIL_API const char *secmail_dns_evidence_input_name(
    const secmail_dns_evidence *e, size_t index);

/**
 * The value of an input.
 * @param out_len  receives its length in octets, 0 if there is no such input
 * @return borrowed, with a NUL behind it; NULL if there is no input of that name
 */
SECMAIL_API const void *secmail_dns_evidence_input(
    const secmail_dns_evidence *e, const char *name, size_t *out_len);

/** The version of the library that wrote what was loaded, else secmail_version(). Borrowed. */
SECMAIL_API const char *secmail_dns_evidence_version(const secmail_dns_evidence *e);

/**
 * Writes the inputs, and all questions of a table that are answered.
 *
 * @param a    the table from which the verdict was decided
 * @param out  receives the text, NUL-terminated, to be released with free()
 * @return SECMAIL_DONE; SECMAIL_LIMIT over SECMAIL_DNS_MAX_ZONE_TEXT; SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_dns_evidence_save(
    secmail_dns_evidence *e, const secmail_answers *a, char **out);

/**
 * Takes what secmail_dns_evidence_save() wrote, in place of the inputs and
 * answers that there are. Text that can't be read changes nothing.
 *
 * @param text  need not end in NUL
 * @param len   its length, SECMAIL_DNS_MAX_ZONE_TEXT octets at most
 * @return SECMAIL_DONE; SECMAIL_SYNTAX, the error says in which line, or that
 *         the form is one that this version does not know; SECMAIL_LIMIT;
 *         SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_dns_evidence_load(
    secmail_dns_evidence *e, const void *text, size_t len);

/**
 * Answers the open questions of a table that the loaded evidence has answers
 * to, as they were answered (state, records, alias, TTL, trust), and leaves the
 * others open.
 *
 * @return SECMAIL_DONE; SECMAIL_NOT_FOUND if a needed question has no answer:
 *         the error names the first one, which secmail_answers_open() also
 *         lists first; SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_dns_evidence_answer(
    secmail_dns_evidence *e, secmail_answers *a);

SECMAIL_END_DECLS

#endif
