/**
 * @file spflint.h
 * What an administrator should mend in an SPF record (RFC 7208).
 *
 * No client is judged here. A record is read, and with an answers table also
 * every record and every host that it leads to, whoever might connect: all
 * branches are followed. What is found comes as findings, each with a severity,
 * the record and the term it is about, a sentence and an advice.
 *
 *     while (secmail_spf_lint("example.com", 11, NULL, 0, answers, &found) == SECMAIL_WANT_DNS)
 *             fill in the open questions of `answers`;
 *     for (i = 0; i < secmail_spf_findings_count(found); i++)
 *             puts(secmail_spf_findings_sentence(found, i));
 *
 * The findings are the same whatever order the answers came in.
 *
 * A record of another domain is looked at too, since its errors stop the
 * evaluation of the record that includes it. But its owner alone can mend it:
 * there a warning counts as a note, and a note is left out. Own are the
 * domain, the names below it and the names above it.
 *
 * Findings never change and may be read by any number of threads. Nothing
 * here holds a descriptor: after fork each process has its own.
 */
#ifndef SECMAIL_SPFLINT_H
#define SECMAIL_SPFLINT_H

#include <secmail/answers.h>
#include <secmail/base.h>

SECMAIL_BEGIN_DECLS

/** Records that are looked at, each as often as an evaluation comes to it. */
#define SECMAIL_SPF_LINT_MAX_RECORDS 64

/** Records between the domain's own and the innermost, both counted. */
#define SECMAIL_SPF_LINT_MAX_DEPTH 20

/** Terms of one record that are looked at. */
#define SECMAIL_SPF_LINT_MAX_TERMS 512

/** Networks and hosts of all records together that are compared with each other. */
#define SECMAIL_SPF_LINT_MAX_NETWORKS 1024

/** Distinct questions that the findings rest on. */
#define SECMAIL_SPF_LINT_MAX_QUESTIONS 256

/** Nothing is asked ahead of need once the answers table has this many questions. */
#define SECMAIL_SPF_LINT_MAX_SPECULATION 128

/** Findings that are kept; one more says that there were others. */
#define SECMAIL_SPF_LINT_MAX_FINDINGS 256

/** Octets of a sentence and of an advice. */
#define SECMAIL_SPF_LINT_MAX_SENTENCE 600

/** From this many terms that query DNS on, a note says that the limit of 10 is near. */
#define SECMAIL_SPF_LINT_NEAR_TERMS 9

/** An IPv4 network with a shorter prefix is called wide: it has more than 65,536 addresses. */
#define SECMAIL_SPF_LINT_WIDE_IP4 16

/** An IPv6 network with a shorter prefix is called wide: it is more than a provider's allocation.
 */
#define SECMAIL_SPF_LINT_WIDE_IP6 32

/** Octets that a domain's name and its record should not exceed (RFC 7208 section 3.4). */
#define SECMAIL_SPF_LINT_LONG_RECORD 450

/** Octets of a DNS message without extensions (RFC 1035 section 4.2.1). */
#define SECMAIL_SPF_LINT_LONG_RESPONSE 512

/** How much a finding matters. */
typedef enum secmail_spf_severity {
	SECMAIL_SPF_NOTE = 1,    /**< worth knowing; nothing has to be done */
	SECMAIL_SPF_WARNING = 2, /**< it does not do what its author wants, or may soon not */
	SECMAIL_SPF_ERROR = 3    /**< receivers stop with an error, or anyone passes */
} secmail_spf_severity;

/** What a finding says. Values are never renumbered; later versions may add some. */
typedef enum secmail_spf_finding {
	SECMAIL_SPF_FINDING_NO_RECORD = 1,         /**< the domain has no SPF record */
	SECMAIL_SPF_FINDING_SEVERAL_RECORDS = 2,   /**< a name has more than one */
	SECMAIL_SPF_FINDING_ALMOST_RECORD = 3,     /**< a TXT record that is nearly one */
	SECMAIL_SPF_FINDING_RECORD_LIMIT = 4,      /**< a record over SECMAIL_SPF_MAX_RECORD */
	SECMAIL_SPF_FINDING_LONG_RECORD = 5,       /**< over SECMAIL_SPF_LINT_LONG_RECORD */
	SECMAIL_SPF_FINDING_LONG_RESPONSE = 6,     /**< over SECMAIL_SPF_LINT_LONG_RESPONSE */
	SECMAIL_SPF_FINDING_JOINED_STRINGS = 7,    /**< no space where two strings join */
	SECMAIL_SPF_FINDING_SYNTAX = 8,            /**< a malformed term */
	SECMAIL_SPF_FINDING_REPEATED_MODIFIER = 9, /**< redirect or exp twice */
	SECMAIL_SPF_FINDING_UNKNOWN_MODIFIER = 10, /**< a modifier that receivers pass over */
	SECMAIL_SPF_FINDING_TERM_LIMIT = 11,       /**< more than SECMAIL_SPF_MAX_TERMS query DNS */
	SECMAIL_SPF_FINDING_NEAR_TERM_LIMIT = 12,  /**< SECMAIL_SPF_LINT_NEAR_TERMS or more do */
	SECMAIL_SPF_FINDING_VOID_LIMIT = 13,   /**< more than SECMAIL_SPF_MAX_VOIDS void look-ups */
	SECMAIL_SPF_FINDING_VOID_LOOKUP = 14,  /**< a term whose look-up has no answer */
	SECMAIL_SPF_FINDING_MX_LIMIT = 15,     /**< more than SECMAIL_SPF_MAX_MX hosts of an mx */
	SECMAIL_SPF_FINDING_NULL_MX = 16,      /**< mx, at a name that takes no mail (RFC 7505) */
	SECMAIL_SPF_FINDING_BAD_NAME = 17,     /**< a name that DNS can't be asked for */
	SECMAIL_SPF_FINDING_PTR = 18,          /**< the mechanism ptr */
	SECMAIL_SPF_FINDING_MACRO_P = 19,      /**< the macro p */
	SECMAIL_SPF_FINDING_NOT_FOLLOWED = 20, /**< what a term leads to hangs on the message */
	SECMAIL_SPF_FINDING_PASS_ALL = 21,     /**< every client passes */
	SECMAIL_SPF_FINDING_NEUTRAL_ALL = 22,  /**< ?all: the record says nothing of others */
	SECMAIL_SPF_FINDING_NO_ALL = 23,       /**< neither all nor redirect ends the record */
	SECMAIL_SPF_FINDING_AFTER_ALL = 24,    /**< mechanisms after all, never reached */
	SECMAIL_SPF_FINDING_REDIRECT_WITH_ALL = 25,   /**< redirect beside all, passed over */
	SECMAIL_SPF_FINDING_REDIRECT_NOT_LAST = 26,   /**< mechanisms after redirect */
	SECMAIL_SPF_FINDING_QUALIFIED_INCLUDE = 27,   /**< an include whose match is no pass */
	SECMAIL_SPF_FINDING_CONSTANT_EXISTS = 28,     /**< exists without a macro */
	SECMAIL_SPF_FINDING_INCLUDE_NONE = 29,        /**< an include of a name without record */
	SECMAIL_SPF_FINDING_REDIRECT_NONE = 30,       /**< a redirect to a name without record */
	SECMAIL_SPF_FINDING_LOOP = 31,                /**< a record that leads back to itself */
	SECMAIL_SPF_FINDING_REPEATED_RECORD = 32,     /**< a record that is come to twice */
	SECMAIL_SPF_FINDING_EXPLANATION = 33,         /**< exp leads to no usable text */
	SECMAIL_SPF_FINDING_DUPLICATE_TERM = 34,      /**< a term that stands there before */
	SECMAIL_SPF_FINDING_DUPLICATE_NETWORK = 35,   /**< a network that stands there before */
	SECMAIL_SPF_FINDING_OVERLAPPING_NETWORK = 36, /**< a network inside another */
	SECMAIL_SPF_FINDING_WIDE_NETWORK = 37,        /**< a network of very many addresses */
	SECMAIL_SPF_FINDING_SPECIAL_NETWORK = 38,     /**< one not of the Internet (RFC 6890) */
	SECMAIL_SPF_FINDING_HOST_BITS = 39,           /**< bits set behind the prefix */
	SECMAIL_SPF_FINDING_DNS_FAILURE = 40,         /**< DNS failed: not looked at */
	SECMAIL_SPF_FINDING_LINT_LIMIT = 41,   /**< a limit of this header: not all is said */
	SECMAIL_SPF_FINDING_ODD_NAME = 42,     /**< a name no host has, as of two terms in one */
	SECMAIL_SPF_FINDING_NEEDLESS_HOST = 43 /**< an a or mx inside networks that are named */
} secmail_spf_finding;

/** What was found; immutable, and independent of the table. */
typedef struct secmail_spf_findings secmail_spf_findings;

/**
 * Looks for what should be mended in a record, from the top each time it is called.
 *
 * With a record it is looked at as if the domain published it; without one the
 * domain's own is asked for. Without a domain, terms that are about the
 * record's own name are not followed.
 *
 * @param domain      whose record; NULL with length 0: not known
 * @param domain_len  its length in octets
 * @param record      the text of the record, strings joined; NULL: the published one. Borrowed
 *                    for this call
 * @param record_len  its length in octets
 * @param a           the table, as a rule one of its own; receives questions. NULL: nothing is
 *                    asked, and only the record itself is looked at
 * @param out         receives what was found, to be released with
 *                    secmail_spf_findings_free(); NULL unless the call is done
 * @return SECMAIL_DONE, whatever was found; SECMAIL_WANT_DNS; SECMAIL_SYNTAX if the
 *         domain is no domain name; SECMAIL_ARGUMENT without out, without record
 *         and domain, and without record and table; SECMAIL_NO_MEMORY
 *
 * Any thread, one at a time for a table.
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_spf_lint(const void *domain,
    size_t domain_len, const void *record, size_t record_len, secmail_answers *a,
    secmail_spf_findings **out);

/** Releases findings and what was borrowed from them. NULL is allowed. */
SECMAIL_API void secmail_spf_findings_free(secmail_spf_findings *f);

/* --- the findings, by record in the order of an evaluation, then by place in it --- */

/** How many there are; at most SECMAIL_SPF_LINT_MAX_FINDINGS + 1. Any thread. */
SECMAIL_API size_t secmail_spf_findings_count(const secmail_spf_findings *f);

/** What finding `index` says; SECMAIL_SPF_FINDING_LINT_LIMIT past the end. Any thread. */
SECMAIL_API secmail_spf_finding secmail_spf_findings_code(
    const secmail_spf_findings *f, size_t index);

/** How much it matters; SECMAIL_SPF_NOTE past the end. Any thread. */
SECMAIL_API secmail_spf_severity secmail_spf_findings_severity(
    const secmail_spf_findings *f, size_t index);

/**
 * Whose record it is about, printable ASCII; NULL where the domain is not
 * known, and past the end. Borrowed. Any thread.
 */
SECMAIL_API const char *secmail_spf_findings_domain(const secmail_spf_findings *f, size_t index);

/**
 * The term it is about as written in that record; NULL for the record as a
 * whole, and past the end. Printable ASCII, 255 octets at most. Borrowed. Any thread.
 */
SECMAIL_API const char *secmail_spf_findings_term(const secmail_spf_findings *f, size_t index);

/** Octets of the record before that term; 0 for the record as a whole. Any thread. */
SECMAIL_API size_t secmail_spf_findings_offset(const secmail_spf_findings *f, size_t index);

/**
 * What is the matter and what comes of it, in English. Printable ASCII, at
 * most SECMAIL_SPF_LINT_MAX_SENTENCE octets; the wording may change. "" past
 * the end. Borrowed. Any thread.
 */
SECMAIL_API const char *secmail_spf_findings_sentence(const secmail_spf_findings *f, size_t index);

/** What to do about it, likewise. Borrowed. Any thread. */
SECMAIL_API const char *secmail_spf_findings_advice(const secmail_spf_findings *f, size_t index);

/** Where that is written, such as "RFC 7208 section 4.6.4"; "" past the end. Constant. Any thread.
 */
SECMAIL_API const char *secmail_spf_findings_section(const secmail_spf_findings *f, size_t index);

/* --- totals --- */

/**
 * Terms that query DNS in all records together, for a client that none of
 * them matches. No evaluation has more, unless a finding says that something
 * was not looked at, or that records go in a circle. Any thread.
 */
SECMAIL_API size_t secmail_spf_findings_lookups(const secmail_spf_findings *f);

/**
 * Look-ups without an answer, for such a client with an IPv4 or an IPv6
 * address, whichever meets more (RFC 7208 section 4.6.4). Any thread.
 */
SECMAIL_API size_t secmail_spf_findings_void_lookups(const secmail_spf_findings *f);

/**
 * IPv4 addresses that pass, those of included records too, each counted once.
 * An address that another mechanism refuses first is counted all the same.
 * @return 0 to 2^32. Any thread
 */
SECMAIL_API uint64_t secmail_spf_findings_ip4_count(const secmail_spf_findings *f);

/** The same for IPv6, in networks of 64 bits; UINT64_MAX for all 2^64. Any thread. */
SECMAIL_API uint64_t secmail_spf_findings_ip6_count(const secmail_spf_findings *f);

/* --- the records that were looked at, in the order of an evaluation --- */

/**
 * How many; one that is come to twice counts twice, and a name that was looked
 * at counts even if no record was found there. Any thread.
 */
SECMAIL_API size_t secmail_spf_findings_record_count(const secmail_spf_findings *f);

/** Whose record `index` is; NULL where that is not known, and past the end. Borrowed. Any thread.
 */
SECMAIL_API const char *secmail_spf_findings_record_domain(
    const secmail_spf_findings *f, size_t index);

/**
 * Its text, "?" in place of what is not printable ASCII; NULL where none could
 * be had, and past the end. Borrowed. Any thread.
 */
SECMAIL_API const char *secmail_spf_findings_record_text(
    const secmail_spf_findings *f, size_t index);

/** The term that led to it; NULL for the first, and past the end. Borrowed. Any thread. */
SECMAIL_API const char *secmail_spf_findings_record_term(
    const secmail_spf_findings *f, size_t index);

/** How many records lead to it: 0 for the first. Any thread. */
SECMAIL_API size_t secmail_spf_findings_record_depth(const secmail_spf_findings *f, size_t index);

/** Terms that query DNS in it and in the records behind it. Any thread. */
SECMAIL_API size_t secmail_spf_findings_record_lookups(const secmail_spf_findings *f, size_t index);

/* --- words --- */

/** A stable word for what a finding says, such as "term-limit"; "unknown" for an unknown value.
 * Any thread. */
SECMAIL_API const char *secmail_spf_finding_name(secmail_spf_finding code);

/** "note", "warning" or "error"; "unknown" for an unknown value. Any thread. */
SECMAIL_API const char *secmail_spf_severity_name(secmail_spf_severity severity);

SECMAIL_END_DECLS

#endif
