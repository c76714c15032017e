/**
 * @file spf.h
 * Sender Policy Framework (RFC 7208): may this client use that domain?
 *
 * A session is told who connected and what was said in HELO and MAIL FROM.
 * secmail_spf_judge() decides on what an answers table holds and touches no
 * network: while an answer is missing it returns ::SECMAIL_WANT_DNS, and is
 * called again when answers have come.
 *
 *     secmail_spf_new(now, &s);
 *     secmail_spf_set_client(s, ip, 4);
 *     secmail_spf_set_helo(s, helo, helo_len);
 *     secmail_spf_set_mail_from(s, path, path_len);
 *     while (secmail_spf_judge(s, answers, &result) == SECMAIL_WANT_DNS)
 *             fill in the open questions of `answers`;
 *
 * The order of RFC 7208 decides, whatever order the answers came in. What may
 * be needed later is asked early, as speculation: its failures and void
 * answers count only when the evaluation reaches them.
 *
 * A session belongs to one thread at a time; a result never changes and may be
 * read by any number. Neither holds a descriptor: after fork each process has
 * its own.
 */
#ifndef SECMAIL_SPF_H
#define SECMAIL_SPF_H

#include <secmail/answers.h>
#include <secmail/base.h>

SECMAIL_BEGIN_DECLS

/** Terms that query DNS in one evaluation, all includes together (RFC 7208 section 4.6.4). */
#define SECMAIL_SPF_MAX_TERMS 10

/** Look-ups without an answer that one evaluation may meet (RFC 7208 section 4.6.4). */
#define SECMAIL_SPF_MAX_VOIDS 2

/** MX names that one `mx` term may have (RFC 7208 section 4.6.4). */
#define SECMAIL_SPF_MAX_MX 10

/** PTR names that are looked at; the others are passed over (RFC 7208 section 4.6.4). */
#define SECMAIL_SPF_MAX_PTR 10

/**
 * Questions that one verdict can need: the record, ten terms with ten hosts
 * each, the names behind `%{p}` and the explanation (RFC 7208 section 4.6.4).
 */
#define SECMAIL_SPF_MAX_QUESTIONS 123

/** Nothing is asked ahead of need once the answers table has this many questions. */
#define SECMAIL_SPF_MAX_SPECULATION 64

/** Octets of one record; no record near this is usable (RFC 7208 section 3.4 advises 450). */
#define SECMAIL_SPF_MAX_RECORD 8192

/** Octets of an explanation; it is cut there to fit in one SMTP reply line (RFC 5321
 * section 4.5.3.1.5). */
#define SECMAIL_SPF_MAX_EXPLANATION 500

/**
 * Octets that one name may expand to before it is cut to 253, and that the
 * values of its macros may have together, whatever is taken of them.
 */
#define SECMAIL_SPF_MAX_EXPANSION 4096

/** Octets of HELO and of MAIL FROM that are looked at; longer ones are no domain and no path. */
#define SECMAIL_SPF_MAX_NAME 512

/**
 * Ranges of addresses that are told apart when those that a record authorises
 * are counted. A record of SECMAIL_SPF_MAX_RECORD octets names no more
 * networks; what else the addresses of `a` and `mx` add is not counted.
 */
#define SECMAIL_SPF_MAX_RANGES 1024

/** The results of RFC 7208 section 2.6. */
typedef enum secmail_spf_code {
	SECMAIL_SPF_NONE = 0,      /**< no domain to check, or it publishes no record */
	SECMAIL_SPF_NEUTRAL = 1,   /**< the domain says nothing about this client */
	SECMAIL_SPF_PASS = 2,      /**< the client may use the domain */
	SECMAIL_SPF_FAIL = 3,      /**< the client may not */
	SECMAIL_SPF_SOFTFAIL = 4,  /**< it probably may not */
	SECMAIL_SPF_TEMPERROR = 5, /**< DNS failed; a later try may decide */
	SECMAIL_SPF_PERMERROR = 6  /**< the published records can't be evaluated */
} secmail_spf_code;

/** Which identity was checked (RFC 7208 sections 2.3 and 2.4). */
typedef enum secmail_spf_scope {
	SECMAIL_SPF_SCOPE_MFROM = 0, /**< MAIL FROM */
	SECMAIL_SPF_SCOPE_HELO = 1   /**< HELO, for its own sake or for want of a sender */
} secmail_spf_scope;

/** Why the result is what it is. Values are never renumbered. */
typedef enum secmail_spf_reason {
	SECMAIL_SPF_REASON_NO_RECORD = 0,        /**< none: no SPF record at the domain */
	SECMAIL_SPF_REASON_BAD_DOMAIN = 1,       /**< none: the identity holds no usable domain */
	SECMAIL_SPF_REASON_MATCHED = 2,          /**< a mechanism matched */
	SECMAIL_SPF_REASON_DEFAULT = 3,          /**< neutral: none did */
	SECMAIL_SPF_REASON_SYNTAX = 4,           /**< permerror: a malformed term */
	SECMAIL_SPF_REASON_MULTIPLE_RECORDS = 5, /**< permerror: more than one record at a name */
	SECMAIL_SPF_REASON_INCLUDE_NONE = 6,     /**< permerror: an included name has no record */
	SECMAIL_SPF_REASON_REDIRECT_NONE = 7, /**< permerror: redirected to a name without record */
	SECMAIL_SPF_REASON_TERM_LIMIT = 8,    /**< permerror: too many terms that query DNS */
	SECMAIL_SPF_REASON_VOID_LIMIT = 9,    /**< permerror: too many look-ups without an answer */
	SECMAIL_SPF_REASON_MX_LIMIT = 10,     /**< permerror: a name with too many MX records */
	SECMAIL_SPF_REASON_RECORD_LIMIT = 11, /**< permerror: a record over the maximum */
	SECMAIL_SPF_REASON_QUESTION_LIMIT = 12, /**< permerror: a cap on questions was reached */
	SECMAIL_SPF_REASON_DNS_TIMEOUT = 13,    /**< temperror: no answer in time */
	SECMAIL_SPF_REASON_DNS_SERVFAIL = 14,   /**< temperror: a server failed */
	SECMAIL_SPF_REASON_DNS_REFUSED = 15,    /**< temperror: a server refused */
	SECMAIL_SPF_REASON_DNS_BOGUS = 16,      /**< temperror: DNSSEC signatures don't hold */
	SECMAIL_SPF_REASON_EXPANSION_LIMIT = 17 /**< permerror: macros expand over the maximum */
} secmail_spf_reason;

/** What SPF is told about one SMTP transaction. */
typedef struct secmail_spf secmail_spf;

/** A verdict; immutable, and independent of session and table. */
typedef struct secmail_spf_result secmail_spf_result;

/**
 * Makes a session.
 * @param now  seconds since 1970, for `%{t}` in explanations
 * @param out  receives the session, to be released with secmail_spf_free()
 * @return SECMAIL_DONE, SECMAIL_ARGUMENT or SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_spf_new(int64_t now, secmail_spf **out);

/** Releases a session. NULL is allowed. Results live on. */
SECMAIL_API void secmail_spf_free(secmail_spf *s);

/** Forgets client, HELO and MAIL FROM, for the next transaction; time, receiver and limits stay. */
SECMAIL_API void secmail_spf_reset(secmail_spf *s);

/** Sets the time anew, in seconds since 1970, for a session that serves several messages. */
SECMAIL_API void secmail_spf_set_now(secmail_spf *s, int64_t now);

/**
 * What the last failed call on this session was about, in one English line.
 * Returns a borrowed string, "" if nothing failed; valid until the next call.
 */
SECMAIL_API const char *secmail_spf_error(const secmail_spf *s);

/**
 * Says who connected. An IPv4-mapped IPv6 address counts as the IPv4 address
 * (RFC 7208 section 5). No address is trusted by itself, loopback included.
 * @param ip   the address in network order; copied
 * @param len  4 or 16
 * @return SECMAIL_DONE, or SECMAIL_ARGUMENT for another length
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_spf_set_client(
    secmail_spf *s, const uint8_t *ip, size_t len);

/**
 * Says what stood in HELO or EHLO, as received; copied. Anything is taken: a
 * name that is no domain makes the HELO identity's result `none`.
 * @return SECMAIL_DONE, or SECMAIL_ARGUMENT
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_spf_set_helo(
    secmail_spf *s, const void *helo, size_t len);

/**
 * Says which reverse-path stood in MAIL FROM, as received, with or without its
 * angle brackets; copied. Nothing and `<>` are the null sender: then
 * postmaster at the HELO name is checked, with scope helo (RFC 7208 section
 * 2.4). A source route is passed over (RFC 5321 section 4.1.1.3). What is no
 * path (comments, brackets or an unquoted "@" in the local part) has no
 * domain, and its result is `none`.
 * @return SECMAIL_DONE, or SECMAIL_ARGUMENT
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_spf_set_mail_from(
    secmail_spf *s, const void *path, size_t len);

/**
 * The domain that secmail_spf_judge() is going to check: that of MAIL FROM, for
 * the null sender that of HELO (RFC 7208 section 2.4); lower case, A-labels,
 * without a trailing dot. "" if there is none. Borrowed from the session, until
 * either is set again.
 */
SECMAIL_API const char *secmail_spf_domain(const secmail_spf *s);

/**
 * The sender that macros speak of (`%{s}`): local part, "@" and domain; the local
 * part is "postmaster" where there was none, and as received otherwise, so it
 * may hold any octet (RFC 7208 section 4.3).
 * @param out_len  receives its length in octets; 0 if there is no domain
 * @return borrowed from the session until HELO or MAIL FROM is set again; NULL if
 *         there is no domain
 */
SECMAIL_API const void *secmail_spf_sender(const secmail_spf *s, size_t *out_len);

/**
 * Checks one record's syntax whole, without evaluating it (RFC 7208 section 4.6):
 * what passes makes no permerror for its syntax.
 * @param text  the record, its strings joined, from "v=spf1" on
 * @param len   its length in octets
 * @return SECMAIL_DONE; SECMAIL_SYNTAX for a malformed term, or no version;
 *         SECMAIL_LIMIT over SECMAIL_SPF_MAX_RECORD
 *
 * Any thread.
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_spf_check_record(
    const void *text, size_t len);

/**
 * Names the receiving host, for `%{r}` in explanations; copied. Without it,
 * and with NULL, `%{r}` is "unknown" (RFC 7208 section 7.3).
 * @return SECMAIL_DONE; SECMAIL_SYNTAX if it is no domain name; SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_spf_set_receiver(
    secmail_spf *s, const char *name);

/**
 * Lowers the limit of terms that query DNS.
 * @param max  1 to SECMAIL_SPF_MAX_TERMS
 * @return SECMAIL_DONE, or SECMAIL_ARGUMENT outside that range
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_spf_set_max_terms(secmail_spf *s, size_t max);

/**
 * Lowers the limit of look-ups without an answer.
 * @param max  0 to SECMAIL_SPF_MAX_VOIDS
 * @return SECMAIL_DONE, or SECMAIL_ARGUMENT outside that range
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_spf_set_max_voids(secmail_spf *s, size_t max);

/**
 * Lowers the limit of look-ups that a verdict may need, each counted when the
 * evaluation reaches it. The explanation's is not counted.
 * @param max  1 to SECMAIL_SPF_MAX_QUESTIONS
 * @return SECMAIL_DONE, or SECMAIL_ARGUMENT outside that range
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_spf_set_max_questions(
    secmail_spf *s, size_t max);

/**
 * Opens the question that is known before any answer: the record of the domain
 * that secmail_spf_judge() will check. Useful to ask it along with others.
 * @return SECMAIL_DONE, also when there is no domain to ask about;
 *         SECMAIL_ARGUMENT without HELO and MAIL FROM; SECMAIL_LIMIT when the
 *         table is full; SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_spf_ask(secmail_spf *s, secmail_answers *a);

/**
 * Decides about MAIL FROM, or about HELO for the null sender (check_host() of
 * RFC 7208 section 4), from the top each time it is called.
 *
 * Client, HELO and MAIL FROM have to be set.
 * @param a    the table; receives questions
 * @param out  receives the verdict, to be released with
 *             secmail_spf_result_free(); NULL unless the call is done
 * @return SECMAIL_DONE, whatever the verdict; SECMAIL_WANT_DNS;
 *         SECMAIL_ARGUMENT; SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_spf_judge(
    secmail_spf *s, secmail_answers *a, secmail_spf_result **out);

/**
 * Decides about the HELO identity for its own sake (RFC 7208 section 2.3).
 * Client and HELO have to be set; otherwise as secmail_spf_judge().
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_spf_judge_helo(
    secmail_spf *s, secmail_answers *a, secmail_spf_result **out);

/** Releases a verdict and what was borrowed from it. NULL is allowed. */
SECMAIL_API void secmail_spf_result_free(secmail_spf_result *r);

/** The result. Any thread. */
SECMAIL_API secmail_spf_code secmail_spf_result_code(const secmail_spf_result *r);

/** Which identity was checked. Any thread. */
SECMAIL_API secmail_spf_scope secmail_spf_result_scope(const secmail_spf_result *r);

/**
 * The domain that was checked, lower case, A-labels, without a trailing dot;
 * NULL when there was none. Borrowed. Any thread.
 */
SECMAIL_API const char *secmail_spf_result_domain(const secmail_spf_result *r);

/**
 * The term that decided, as written in the record of the domain itself:
 * "include:_spf.example.net" when the match was inside that include, the
 * redirect when it was behind one. On an error, the term at which it arose.
 * NULL when no mechanism matched, and when there was no record to look at.
 * Printable ASCII, 255 octets at most. Borrowed. Any thread.
 */
SECMAIL_API const char *secmail_spf_result_mechanism(const secmail_spf_result *r);

/**
 * The term that decided as written in the innermost record, the last of the
 * chain; the same as secmail_spf_result_mechanism() when no include or
 * redirect led on, or NULL likewise. Where a record could not be had, it is the
 * term that led there. Borrowed. Any thread.
 */
SECMAIL_API const char *secmail_spf_result_inner_mechanism(const secmail_spf_result *r);

/**
 * How many records led to the decision: the domain's own, then each include or redirect; up to 11.
 */
SECMAIL_API size_t secmail_spf_result_chain_count(const secmail_spf_result *r);

/**
 * Whose record stands at place `index` of the chain, 0 being the domain's own.
 * Printable ASCII; NULL past the end. Borrowed. Any thread.
 */
SECMAIL_API const char *secmail_spf_result_chain_domain(const secmail_spf_result *r, size_t index);

/**
 * Which term of that record led on or, in the last, decided. Printable ASCII;
 * NULL when none did, and past the end. Borrowed. Any thread.
 */
SECMAIL_API const char *secmail_spf_result_chain_term(const secmail_spf_result *r, size_t index);

/**
 * The record that decided, the last of the chain, as published, its strings
 * joined; also when none of its mechanisms matched. NULL when the result is
 * none or an error. Printable ASCII. Borrowed. Any thread.
 */
SECMAIL_API const char *secmail_spf_result_record(const secmail_spf_result *r);

/**
 * How many IPv4 addresses that record lets pass: a pass from one that names
 * millions is a pass for anybody who can rent one of them.
 *
 * Counted are the networks of the mechanisms ip4, a and mx whose match is a
 * pass, each address once; all of them where `all` is one. What follows `all`
 * is not counted, nor what an include would add: it stands in another record.
 * An address that another mechanism refuses first is counted all the same.
 *
 * @param a  the table that the verdict came from, for the addresses of a and
 *           mx with the networks around them; nothing is asked, and what is not
 *           in it (as a rule the family that is not the client's), or depends
 *           on a macro, is not counted. What stands behind the match is in it
 *           if it was asked early, by secmail_spf_ask() or while the verdict
 *           waited, and is counted then: so the number may be another one when
 *           answers have come in another order. NULL: only what the record
 *           itself names, which is always the same
 * @return 0 to 2^32; 0 where secmail_spf_result_record() is NULL
 *
 * Worked out by each call. Any thread, as long as none changes the table.
 */
SECMAIL_API uint64_t secmail_spf_result_ip4_count(
    const secmail_spf_result *r, const secmail_answers *a);

/**
 * The same for IPv6, counted in networks of 64 bits: one that the record names
 * in part counts as a whole.
 * @return how many; UINT64_MAX for all 2^64
 */
SECMAIL_API uint64_t secmail_spf_result_ip6_count(
    const secmail_spf_result *r, const secmail_answers *a);

/**
 * The domain's explanation of a fail (RFC 7208 section 6.2), or NULL without
 * one. It is a stranger's text: printable ASCII, at most
 * SECMAIL_SPF_MAX_EXPLANATION octets, and not to be believed. Any thread.
 */
SECMAIL_API const char *secmail_spf_result_explanation(const secmail_spf_result *r);

/** How many terms that query DNS were evaluated, in all records together. Any thread. */
SECMAIL_API size_t secmail_spf_result_lookups(const secmail_spf_result *r);

/** How many of their look-ups had no answer (RFC 7208 section 4.6.4). Any thread. */
SECMAIL_API size_t secmail_spf_result_void_lookups(const secmail_spf_result *r);

/** Why the result is what it is. Any thread. */
SECMAIL_API secmail_spf_reason secmail_spf_result_reason(const secmail_spf_result *r);

/**
 * The same in one English sentence, with names and places. Printable ASCII;
 * the wording may change. Never NULL. Borrowed. Any thread.
 */
SECMAIL_API const char *secmail_spf_result_detail(const secmail_spf_result *r);

/** RFC 8601's word for a result: "pass", "temperror"; "none" for an unknown value. Any thread. */
SECMAIL_API const char *secmail_spf_code_name(secmail_spf_code code);

/** "mfrom" or "helo". Any thread. */
SECMAIL_API const char *secmail_spf_scope_name(secmail_spf_scope scope);

/** A stable word for a reason, such as "no-record"; "unknown" for an unknown value. Any thread. */
SECMAIL_API const char *secmail_spf_reason_name(secmail_spf_reason reason);

SECMAIL_END_DECLS

#endif
