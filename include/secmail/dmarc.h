/**
 * @file dmarc.h
 * DMARC: does a message come from the domain that it names as its author, and
 * what does that domain ask for if it does not (RFC 9989)?
 *
 * A session is told the author domain and what SPF and DKIM found, from this
 * library or from anywhere else, and judges. It waits for nothing: what it
 * wants to know stands as open questions in a table of answers (answers.h),
 * and it is called again when they have come:
 *
 *     secmail_dmarc_set_author_domain(d, "example.com");
 *     secmail_dmarc_ask(d, a);                      (while the body still comes)
 *     secmail_dmarc_set_spf(d, SECMAIL_DMARC_OUTCOME_PASS, "bounce.example.com");
 *     secmail_dmarc_add_dkim(d, SECMAIL_DMARC_OUTCOME_FAIL, "example.com");
 *     while (secmail_dmarc_judge(d, a, &result) == SECMAIL_WANT_DNS)
 *             answer what is open in a;
 *
 * Each result of SPF and DKIM stays bound to its own domain: a signature that
 * failed for one domain and one that passed for another never add up.
 *
 * Where RFC 9989 can be read in two ways, this module reads it so:
 *
 *  - Its own grammar (section 4.8) goes before that of RFC 6376 section 3.2:
 *    tag names and values are compared without regard to case, except DMARC1;
 *    nothing may stand before `v`; of a tag that comes twice the first counts;
 *    a part that is no tag is passed over, and the rest of the record counts.
 *  - Records at a name are counted by their `v` alone. Two make none.
 *  - The author domain's own record, once there is exactly one, is the record
 *    that applies, good or bad; a bad one is not passed over for a parent's.
 *  - A record without a valid `p`, or with an invalid `sp` or `np` (an empty
 *    one is invalid), is taken as p=none with neither sp nor np if its `rua`
 *    holds a valid URI, for the publishing domain too; otherwise DMARC does not
 *    apply (section 4.10.1). That goes for an absent `p` as for a wrong one.
 *    A mailto: URI is valid only if it holds an address to send to.
 *  - The organizational domain of the author is found by a walk that starts at
 *    the author domain, so psd=y at its immediate parent makes the author
 *    domain its own organizational domain.
 *  - A domain does not exist if a question of any type for its name is answered
 *    NXDOMAIN and none otherwise. NODATA, a name below it that exists, and an
 *    alias, even a dangling one, show that it exists.
 *  - A DNS failure of any kind is a temperror, but only if what the name could
 *    have said would change the result (section 5.3.6, "required"): never above
 *    psd=y or psd=n; above the author's own record only if alignment hangs on
 *    it, which with an identifier below the author domain it does not; in the
 *    walk of an identifier only if that one could align and none does. The
 *    query for existence counts only where sp and np differ and nothing aligns.
 *  - A temperror of SPF or DKIM is a DNS failure in this sense: the result is
 *    temperror if nothing aligns and that identifier would, had it passed.
 *  - Without exactly one author domain the result is permerror.
 *
 * A session belongs to one thread at a time, a result is immutable and may be
 * read by any number of threads. Neither holds a descriptor; after fork each
 * process has its own.
 */
#ifndef SECMAIL_DMARC_H
#define SECMAIL_DMARC_H

#include <secmail/answers.h>
#include <secmail/base.h>

SECMAIL_BEGIN_DECLS

/** DNS queries of one tree walk (RFC 9989 section 4.10). */
#define SECMAIL_DMARC_MAX_WALK 8

/** DKIM results that a session takes. */
#define SECMAIL_DMARC_MAX_DKIM 64

/** Identifiers other than the author domain whose tree is walked, the nearest to it first. */
#define SECMAIL_DMARC_MAX_IDENTIFIER_WALKS 10

/** What SPF or one DKIM signature came to. */
typedef enum secmail_dmarc_outcome {
	SECMAIL_DMARC_OUTCOME_FAIL = 0,      /**< not authenticated, for whatever lasting reason */
	SECMAIL_DMARC_OUTCOME_TEMPERROR = 1, /**< not known: DNS failed */
	SECMAIL_DMARC_OUTCOME_PASS = 2       /**< authenticated */
} secmail_dmarc_outcome;

/** The result (RFC 9989 section 9.2). Not in order of goodness. */
typedef enum secmail_dmarc_code {
	SECMAIL_DMARC_FAIL = 0,      /**< no authenticated identifier aligns */
	SECMAIL_DMARC_PERMERROR = 1, /**< can't be evaluated, now or later */
	SECMAIL_DMARC_TEMPERROR = 2, /**< can't be evaluated now: DNS failed */
	SECMAIL_DMARC_NONE = 3,      /**< DMARC does not apply: there is no usable record */
	SECMAIL_DMARC_PASS = 4       /**< an authenticated identifier aligns */
} secmail_dmarc_code;

/** Why the result is what it is. Values are never renumbered. */
typedef enum secmail_dmarc_reason {
	SECMAIL_DMARC_REASON_UNDECIDED = 0,         /**< undecided */
	SECMAIL_DMARC_REASON_ALIGNED = 1,           /**< aligned: pass */
	SECMAIL_DMARC_REASON_NOT_AUTHENTICATED = 2, /**< not-authenticated: fail, nothing passed */
	SECMAIL_DMARC_REASON_NOT_ALIGNED = 3,     /**< not-aligned: fail, what passed is foreign */
	SECMAIL_DMARC_REASON_NO_RECORD = 4,       /**< no-record: none */
	SECMAIL_DMARC_REASON_UNUSABLE_RECORD = 5, /**< unusable-record: none; no policy, no rua */
	SECMAIL_DMARC_REASON_AUTHOR_DOMAIN = 6,   /**< author-domain: permerror, not exactly one */
	SECMAIL_DMARC_REASON_DNS_RECORD = 7, /**< dns-record: temperror, looking for the record */
	SECMAIL_DMARC_REASON_DNS_ALIGNMENT = 8, /**< dns-alignment: temperror, comparing domains */
	SECMAIL_DMARC_REASON_DNS_EXISTENCE = 9, /**< dns-existence: temperror, between sp and np */
	SECMAIL_DMARC_REASON_AUTHENTICATION =
	    10,                         /**< authentication: temperror, that of SPF or DKIM */
	SECMAIL_DMARC_REASON_LIMIT = 11 /**< limit: permerror, the table takes no more questions */
} secmail_dmarc_reason;

/** A policy (RFC 9989 section 4.7, `p`). */
typedef enum secmail_dmarc_policy {
	SECMAIL_DMARC_POLICY_ABSENT = 0,     /**< there is none, or it is not known */
	SECMAIL_DMARC_POLICY_REJECT = 1,     /**< refuse the message */
	SECMAIL_DMARC_POLICY_QUARANTINE = 2, /**< treat it as suspicious */
	SECMAIL_DMARC_POLICY_NONE = 3        /**< nothing is asked */
} secmail_dmarc_policy;

/** When failure reports are wanted (RFC 9989 section 4.7, `fo`). Bits. */
typedef enum secmail_dmarc_fo {
	SECMAIL_DMARC_FO_ALL = 1 << 0,  /**< 0: when nothing aligns */
	SECMAIL_DMARC_FO_ANY = 1 << 1,  /**< 1: when one of SPF and DKIM does not align */
	SECMAIL_DMARC_FO_DKIM = 1 << 2, /**< d: when a signature fails */
	SECMAIL_DMARC_FO_SPF = 1 << 3   /**< s: when SPF fails */
} secmail_dmarc_fo;

/** The evaluation of one message. */
typedef struct secmail_dmarc secmail_dmarc;

/** What became of it. Independent of the session and of the answers. */
typedef struct secmail_dmarc_result secmail_dmarc_result;

/**
 * Makes a session without an author domain and without results.
 * @param out  receives the session, to be released with secmail_dmarc_free()
 * @return SECMAIL_DONE or SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_dmarc_new(secmail_dmarc **out);

/** Releases a session. NULL is allowed. */
SECMAIL_API void secmail_dmarc_free(secmail_dmarc *d);

/** Forgets the message, for the next one. */
SECMAIL_API void secmail_dmarc_reset(secmail_dmarc *d);

/**
 * What the last failed call on this session was about, in one English line.
 * Returns a borrowed string, "" if nothing failed; valid until the next call.
 */
SECMAIL_API const char *secmail_dmarc_error(const secmail_dmarc *d);

/**
 * Sets the author domain (RFC 9989 section 5.3.1), as secmail_authors_domain()
 * in message.h finds it. U-labels become A-labels.
 * @param domain  copied; NULL if the message has not exactly one, as is taken
 *                for what is no domain name too: the result will be permerror
 * @return SECMAIL_DONE or SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_dmarc_set_author_domain(
    secmail_dmarc *d, const char *domain);

/**
 * Sets what SPF found for the MAIL FROM identity (RFC 9989 section 4.4.2).
 * Never call it for a check of HELO made for its own sake.
 * @param domain  the domain that was checked, for the null sender that of HELO
 *                (RFC 7208 section 2.4); copied; NULL, or what is no domain
 *                name, never aligns
 * @return SECMAIL_DONE or SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_dmarc_set_spf(
    secmail_dmarc *d, secmail_dmarc_outcome outcome, const char *domain);

/**
 * Adds what one DKIM signature came to (RFC 9989 section 4.4.1).
 * @param domain  its d= tag; copied; NULL, or what is no domain name, never aligns
 * @return SECMAIL_DONE; SECMAIL_LIMIT over SECMAIL_DMARC_MAX_DKIM, and this
 *         one is left out; SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_dmarc_add_dkim(
    secmail_dmarc *d, secmail_dmarc_outcome outcome, const char *domain);

/**
 * Opens the questions of the author domain's tree walk early, all at once, as
 * speculation, and those of the identifiers that were set and may align. What
 * SPF or DKIM has not decided yet may be set as SECMAIL_DMARC_OUTCOME_TEMPERROR,
 * which secmail_dmarc_reset() forgets. Never needed for a right result; it saves
 * a round.
 * @return SECMAIL_DONE, also if there is no author domain or no more room for
 *         questions; SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_dmarc_ask(
    secmail_dmarc *d, secmail_answers *a);

/**
 * Judges. Everything is decided anew in each call, in the order of RFC 9989.
 * @param out  receives the result, to be released with
 *             secmail_dmarc_result_free(); NULL unless SECMAIL_DONE
 * @return SECMAIL_DONE, whatever the result; SECMAIL_WANT_DNS if it hangs on
 *         open questions of `a`; SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_dmarc_judge(
    secmail_dmarc *d, secmail_answers *a, secmail_dmarc_result **out);

/** Releases a result and what was borrowed from it. NULL is allowed. */
SECMAIL_API void secmail_dmarc_result_free(secmail_dmarc_result *r);

/** The result. */
SECMAIL_API secmail_dmarc_code secmail_dmarc_result_code(const secmail_dmarc_result *r);

/** The word of RFC 9989 section 9.2, such as "pass"; NULL for no such code. Constant. */
SECMAIL_API const char *secmail_dmarc_code_name(secmail_dmarc_code code);

/** Why, for programs. */
SECMAIL_API secmail_dmarc_reason secmail_dmarc_result_reason(const secmail_dmarc_result *r);

/** The word for a reason, such as "not-aligned"; NULL for no such reason. Constant. */
SECMAIL_API const char *secmail_dmarc_reason_name(secmail_dmarc_reason reason);

/** Why, as one English sentence of printable ASCII, which may change. Borrowed. */
SECMAIL_API const char *secmail_dmarc_result_detail(const secmail_dmarc_result *r);

/**
 * The author domain that was evaluated, in A-labels; NULL if there is not exactly one. Borrowed.
 */
SECMAIL_API const char *secmail_dmarc_result_from_domain(const secmail_dmarc_result *r);

/** The domain whose record applies (RFC 9989 section 3.2.5); NULL if none does. Borrowed. */
SECMAIL_API const char *secmail_dmarc_result_policy_domain(const secmail_dmarc_result *r);

/**
 * The author domain's organizational domain (RFC 9989 section 4.10.2); NULL if
 * there is no author domain or a DNS failure hides it. Borrowed.
 */
SECMAIL_API const char *secmail_dmarc_result_organizational_domain(const secmail_dmarc_result *r);

/**
 * The policy that applies to the author domain, before `t` (RFC 9989 section
 * 4.10.1). SECMAIL_DMARC_POLICY_ABSENT if no record applies, or if the choice
 * between sp and np hangs on a DNS failure.
 */
SECMAIL_API secmail_dmarc_policy secmail_dmarc_result_policy(const secmail_dmarc_result *r);

/**
 * What the domain asks to be done with this message: the policy on a fail, one
 * step milder if the domain is testing (`t`), and none on every other result.
 */
SECMAIL_API secmail_dmarc_policy secmail_dmarc_result_disposition(const secmail_dmarc_result *r);

/** The word for a policy, such as "reject"; NULL for SECMAIL_DMARC_POLICY_ABSENT. Constant. */
SECMAIL_API const char *secmail_dmarc_policy_name(secmail_dmarc_policy policy);

/** True if the record that applies says t=y. */
SECMAIL_API bool secmail_dmarc_result_is_testing(const secmail_dmarc_result *r);

/**
 * True if the record that applies says psd=y: it is that of a public suffix,
 * whose `ruf` nobody may use (RFC 9991 section 3).
 */
SECMAIL_API bool secmail_dmarc_result_is_psd(const secmail_dmarc_result *r);

/** True if SPF passed for a domain that aligns with the author domain. */
SECMAIL_API bool secmail_dmarc_result_spf_is_aligned(const secmail_dmarc_result *r);

/** True if a DKIM signature passed for a domain that aligns with the author domain. */
SECMAIL_API bool secmail_dmarc_result_dkim_is_aligned(const secmail_dmarc_result *r);

/** True if the record that applies asks for strict alignment of SPF (aspf=s). */
SECMAIL_API bool secmail_dmarc_result_spf_is_strict(const secmail_dmarc_result *r);

/** True if the record that applies asks for strict alignment of DKIM (adkim=s). */
SECMAIL_API bool secmail_dmarc_result_dkim_is_strict(const secmail_dmarc_result *r);

/**
 * Which DKIM result aligned, counted from 0 in the order they were added;
 * SIZE_MAX if none did. Of several it is the one nearest to the author domain.
 */
SECMAIL_API size_t secmail_dmarc_result_dkim_index(const secmail_dmarc_result *r);

/**
 * The domain that aligned, of the DKIM result if there is one, else of SPF;
 * NULL if none did. Borrowed.
 */
SECMAIL_API const char *secmail_dmarc_result_aligned_domain(const secmail_dmarc_result *r);

/**
 * `p` of the record that applies, as taken: SECMAIL_DMARC_POLICY_NONE where it
 * is missing or wrong; SECMAIL_DMARC_POLICY_ABSENT if no record applies.
 */
SECMAIL_API secmail_dmarc_policy secmail_dmarc_result_p(const secmail_dmarc_result *r);

/** `sp` of the record that applies; SECMAIL_DMARC_POLICY_ABSENT if it has none. */
SECMAIL_API secmail_dmarc_policy secmail_dmarc_result_sp(const secmail_dmarc_result *r);

/** `np` of the record that applies; SECMAIL_DMARC_POLICY_ABSENT if it has none. */
SECMAIL_API secmail_dmarc_policy secmail_dmarc_result_np(const secmail_dmarc_result *r);

/** `fo` of the record that applies, as secmail_dmarc_fo bits; 0 if it has no `ruf`. */
SECMAIL_API uint32_t secmail_dmarc_result_fo(const secmail_dmarc_result *r);

/** `rua` of the record that applies, as it was written; NULL if it has none. Borrowed. */
SECMAIL_API const char *secmail_dmarc_result_rua(const secmail_dmarc_result *r);

/** `ruf` of the record that applies, as it was written; NULL if it has none. Borrowed. */
SECMAIL_API const char *secmail_dmarc_result_ruf(const secmail_dmarc_result *r);

/**
 * The record that applies, or that was unusable, its strings joined, octets
 * other than printable ASCII shown as "?"; NULL if there is none. Borrowed.
 */
SECMAIL_API const char *secmail_dmarc_result_record(const secmail_dmarc_result *r);

SECMAIL_END_DECLS

#endif
