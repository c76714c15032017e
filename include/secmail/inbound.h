/**
 * @file inbound.h
 * The main job: one message that came in, judged by SPF, DKIM, ARC and DMARC.
 *
 *     secmail_inbound_new(config, now, &m);
 *     secmail_inbound_set_client(m, ip, 4, helo, helo_len);
 *     secmail_inbound_set_mail_from(m, path, path_len);
 *     secmail_inbound_write(m, piece, piece_len);           as often as it takes
 *     secmail_inbound_end(m);
 *     while (secmail_inbound_judge(m, answers, &verdict) == SECMAIL_WANT_DNS)
 *             answer the open questions, with the dns module or your own resolver;
 *
 * Nothing here waits, reads a clock or opens a socket. Three moments are of
 * use to a mail server: after MAIL FROM, secmail_inbound_judge_spf(); at the
 * end of the header, secmail_inbound_judge(), which decides at once when
 * nothing in the message is signed and otherwise opens its questions and says
 * ::SECMAIL_WANT_BODY; and at the end of the message.
 */
#ifndef SECMAIL_INBOUND_H
#define SECMAIL_INBOUND_H

#include <secmail/answers.h>
#include <secmail/arc.h>
#include <secmail/base.h>
#include <secmail/dkim.h>
#include <secmail/dmarc.h>
#include <secmail/dmarcpsl.h>
#include <secmail/message.h>
#include <secmail/spf.h>

SECMAIL_BEGIN_DECLS

/** Octets that an Authentication-Results field made here may have. */
#define SECMAIL_INBOUND_MAX_FIELD 16384

/** Octets that the JSON form of a verdict may have. */
#define SECMAIL_VERDICT_MAX_JSON 262144

/**
 * What holds for all messages: filled by one thread, then shared as const by
 * any number of sessions and threads. After fork each process goes on with its
 * own copy.
 */
typedef struct secmail_inbound_config secmail_inbound_config;

/** One message on its way in; belongs to one thread at a time. */
typedef struct secmail_inbound secmail_inbound;

/** What was decided about one message; immutable, shared by any number of threads. */
typedef struct secmail_verdict secmail_verdict;

/** Author domains of one message that DMARC can be had for, each with a tree walk of its own. */
#define SECMAIL_INBOUND_MAX_AUTHORS 8

/**
 * Makes a configuration with the defaults of each module and the authserv-id "localhost".
 * @return SECMAIL_DONE or SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_inbound_config_new(
    secmail_inbound_config **out);

/** Releases a configuration that no session uses any more. NULL is allowed. */
SECMAIL_API void secmail_inbound_config_free(secmail_inbound_config *c);

/** What the last failed call on this configuration was about; "" if nothing failed. Borrowed. */
SECMAIL_API const char *secmail_inbound_config_error(const secmail_inbound_config *c);

/**
 * Names the site in Authentication-Results (RFC 8601 section 2.5).
 * @param id  a domain name as a rule; it is copied
 * @return SECMAIL_DONE; SECMAIL_SYNTAX if it can't stand in a field; SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_inbound_config_set_authserv_id(
    secmail_inbound_config *c, const char *id);

/**
 * Chooses whether a bare LF counts as CRLF, as in mail stored in Unix files.
 * Off by default; the flag bare-lf is set either way.
 */
SECMAIL_API void secmail_inbound_config_set_normalize(secmail_inbound_config *c, bool normalize);

/**
 * Chooses what becomes of a message whose one From field names several domains
 * (RFC 9989 section 11.5). As a rule, and with 1, it has no author domain: its
 * DMARC result is permerror, and a caller does well to refuse it. With more, up
 * to that many domains are judged each, and the strictest result counts: a fail
 * that asks for rejection, then a temperror, then the other fails; a pass only
 * if all pass.
 * @param max  1 to SECMAIL_INBOUND_MAX_AUTHORS
 * @return SECMAIL_DONE, or SECMAIL_ARGUMENT outside that range
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_inbound_config_set_max_authors(
    secmail_inbound_config *c, size_t max);

/**
 * Has DMARC judged by RFC 7489 with a Public Suffix List (dmarcpsl.h), for sites
 * that must; by RFC 9989 otherwise. Sessions made before are not concerned.
 * @param s  borrowed until the configuration and its sessions are freed; NULL: by RFC 9989
 */
SECMAIL_API void secmail_inbound_config_set_suffixes(
    secmail_inbound_config *c, const secmail_dmarc_suffixes *s);

/** Has `trace` called at the events of base.h, on the thread of the session concerned. NULL: no
 * more. */
SECMAIL_API void secmail_inbound_config_set_trace(
    secmail_inbound_config *c, secmail_trace_fn trace, void *arg);

/** The DKIM part of the configuration, with its cache of keys, to be set before sessions start.
 * Borrowed. */
SECMAIL_API secmail_dkim_config *secmail_inbound_config_dkim(secmail_inbound_config *c);

/**
 * Makes a session for one message.
 * @param c    borrowed until the session is freed
 * @param now  seconds since 1970, for expiry and SPF's %{t}; fixed from here on
 * @return SECMAIL_DONE or SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_inbound_new(
    const secmail_inbound_config *c, int64_t now, secmail_inbound **out);

/** Releases a session; verdicts and results given out stay valid. NULL is allowed. */
SECMAIL_API void secmail_inbound_free(secmail_inbound *m);

/** Forgets envelope and message, for RSET or the next MAIL; the client stays. */
SECMAIL_API void secmail_inbound_reset(secmail_inbound *m, int64_t now);

/** What the last failed call on this session was about, in one English line; "" if nothing failed.
 * Borrowed. */
SECMAIL_API const char *secmail_inbound_error(const secmail_inbound *m);

/**
 * Says who connected. Without it SPF is not evaluated.
 * @param ip        the client's address in network order; copied
 * @param len       4 or 16 octets
 * @param helo      what it said in HELO or EHLO, any octets; copied
 * @param helo_len  its length in octets
 * @return SECMAIL_DONE; SECMAIL_ARGUMENT for another `len`; SECMAIL_LIMIT; SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_inbound_set_client(
    secmail_inbound *m, const uint8_t *ip, size_t len, const void *helo, size_t helo_len);

/**
 * Says what MAIL FROM gave. Without it SPF checks the HELO name for its own sake.
 * @param path  the reverse-path, with or without angle brackets; empty or "<>"
 *              is the null sender; copied
 * @return SECMAIL_DONE, also for a path that is none, since that is a verdict;
 *         SECMAIL_LIMIT; SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_inbound_set_mail_from(
    secmail_inbound *m, const void *path, size_t len);

/**
 * SPF alone, as soon as client and MAIL FROM are known.
 * @param out  receives the result when the status is SECMAIL_DONE
 * @return SECMAIL_DONE; SECMAIL_WANT_DNS; SECMAIL_ARGUMENT without a client; SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_inbound_judge_spf(
    secmail_inbound *m, secmail_answers *a, secmail_spf_result **out);

/**
 * Takes the next piece of the message, header first, as it came after DATA,
 * dots unstuffed.
 * @return SECMAIL_DONE; SECMAIL_LIMIT for a header over the limits of
 *         message.h; SECMAIL_LATE after the end; SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_inbound_write(
    secmail_inbound *m, const void *bytes, size_t len);

/**
 * Says that the message is complete.
 * @return SECMAIL_DONE; SECMAIL_SYNTAX if it has no header field, so that it
 *         is no message; SECMAIL_LATE if said before; SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_inbound_end(secmail_inbound *m);

/** The header seen so far, its flags and authors. Borrowed until reset or free. */
SECMAIL_API const secmail_message *secmail_inbound_message(const secmail_inbound *m);

/**
 * Opens every question that can be known by now, so that answers come early.
 * Never needed, always useful: after MAIL FROM, and at the end of the header.
 * @return SECMAIL_DONE or SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_inbound_ask(
    secmail_inbound *m, secmail_answers *a);

/**
 * Decides, or says what is missing.
 * @param a    the same table for all calls about one message
 * @param out  receives the verdict when the status is SECMAIL_DONE, else NULL
 * @return SECMAIL_DONE; SECMAIL_WANT_DNS: answer what is open, call again;
 *         SECMAIL_WANT_BODY: the header is complete and signed, the body is
 *         not; SECMAIL_ARGUMENT before the end of the header; SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_inbound_judge(
    secmail_inbound *m, secmail_answers *a, secmail_verdict **out);

/** Turns the open questions into time-outs: the next judge decides with what there is. */
SECMAIL_API void secmail_inbound_expire(secmail_inbound *m, secmail_answers *a);

/** Releases a verdict and what was borrowed from it. NULL is allowed. */
SECMAIL_API void secmail_verdict_free(secmail_verdict *v);

/** What SPF says; NULL if no client was known. Borrowed from the verdict. */
SECMAIL_API const secmail_spf_result *secmail_verdict_spf(const secmail_verdict *v);

/** What DKIM says of each signature. Borrowed from the verdict. */
SECMAIL_API const secmail_dkim_results *secmail_verdict_dkim(const secmail_verdict *v);

/** What ARC says. Borrowed from the verdict. */
SECMAIL_API const secmail_arc_result *secmail_verdict_arc(const secmail_verdict *v);

/** What DMARC says, and with it what the author's domain asks to be done. Borrowed from the
 * verdict. */
SECMAIL_API const secmail_dmarc_result *secmail_verdict_dmarc(const secmail_verdict *v);

/** How many author domains were judged: 1, unless several are allowed and there. */
SECMAIL_API size_t secmail_verdict_author_count(const secmail_verdict *v);

/**
 * What DMARC came to for author domain `index`, in the order of the From field;
 * one of them is secmail_verdict_dmarc(). NULL past the end. Borrowed.
 */
SECMAIL_API const secmail_dmarc_result *secmail_verdict_author_dmarc(
    const secmail_verdict *v, size_t index);

/**
 * The Authentication-Results field (RFC 8601), name and folding included,
 * without a last line end. It is written when it is asked for the first time,
 * by whatever thread, and then borrowed from the verdict.
 * @return NULL if memory is short
 */
SECMAIL_API const char *secmail_verdict_authentication_results(const secmail_verdict *v);

/** How many distinct DNS questions were asked. */
SECMAIL_API size_t secmail_verdict_questions(const secmail_verdict *v);

/** What was odd about the message, as secmail_message_flag bits. */
SECMAIL_API uint32_t secmail_verdict_message_flags(const secmail_verdict *v);

/** True if a trusted validator called every DNS answer secure. */
SECMAIL_API bool secmail_verdict_is_secure(const secmail_verdict *v);

/**
 * Writes the verdict as one JSON object on one line, without a line end. It
 * has "schema": 1; keys may be added under that number, never changed. The
 * keys are described in docs/inbound.md.
 * @param out  receives a string in UTF-8, to be released with free()
 * @return SECMAIL_DONE; SECMAIL_LIMIT over SECMAIL_VERDICT_MAX_JSON; SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_verdict_to_json(
    const secmail_verdict *v, char **out);

SECMAIL_END_DECLS

#endif
