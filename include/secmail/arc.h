/**
 * @file arc.h
 * Validates Authenticated Received Chains (RFC 8617 section 5.2).
 *
 * ARC works on a DKIM session, so that the body is hashed once for both: set
 * the message, write and end the body as dkim.h says, then judge the chain.
 * Sealing is in arcseal.h.
 *
 * A result is immutable and outlives its session.
 */
#ifndef SECMAIL_ARC_H
#define SECMAIL_ARC_H

#include <secmail/authres.h>
#include <secmail/dkim.h>

SECMAIL_BEGIN_DECLS

/** ARC sets that a message may have (RFC 8617 section 4.2.1). */
#define SECMAIL_ARC_MAX_INSTANCES 50

/** The Chain Validation Status (RFC 8617 section 4.4). Values are never renumbered. */
typedef enum secmail_arc_code {
	SECMAIL_ARC_NONE = 0, /**< there is no chain */
	SECMAIL_ARC_FAIL = 1,
	SECMAIL_ARC_PASS = 16
} secmail_arc_code;

/** Why a chain has its status. Values are never renumbered. */
typedef enum secmail_arc_reason {
	SECMAIL_ARC_UNDECIDED = 0,      /**< undecided */
	SECMAIL_ARC_VERIFIED = 16,      /**< verified */
	SECMAIL_ARC_NO_SETS = 17,       /**< no-sets */
	SECMAIL_ARC_TOO_MANY_SETS = 18, /**< too-many-sets */
	SECMAIL_ARC_SYNTAX = 19,        /**< syntax: a field of the chain can't be read */
	SECMAIL_ARC_MARKED_FAILED = 20, /**< marked-failed: the newest seal says cv=fail */
	SECMAIL_ARC_STRUCTURE = 21,     /**< structure: a field is missing or there twice */
	SECMAIL_ARC_CV_MISMATCH = 22,   /**< cv-mismatch: cv= can't stand in this set */
	SECMAIL_ARC_MESSAGE_SIGNATURE =
	    23,               /**< message-signature: the newest one does not verify */
	SECMAIL_ARC_SEAL = 24 /**< seal: one of the seals does not verify */
} secmail_arc_reason;

/** The status of one message's chain. */
typedef struct secmail_arc_result secmail_arc_result;

/**
 * Validates the chain of the session's message. May be called again after
 * SECMAIL_WANT_DNS; digests and public-key operations are not done twice.
 * @param out  receives the result on SECMAIL_DONE, NULL otherwise
 * @return SECMAIL_DONE: judged, whatever the status; SECMAIL_WANT_DNS;
 *         SECMAIL_ARGUMENT before the end of the body; SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_arc_judge(
    secmail_dkim *d, secmail_answers *answers, secmail_arc_result **out);

/** Releases a result and what was borrowed from it. NULL is allowed. */
SECMAIL_API void secmail_arc_result_free(secmail_arc_result *r);

/** The Chain Validation Status. */
SECMAIL_API secmail_arc_code secmail_arc_result_code(const secmail_arc_result *r);

/** Why. */
SECMAIL_API secmail_arc_reason secmail_arc_result_reason(const secmail_arc_result *r);

/** One English sentence: which instance, which tag. Printable ASCII; may change. Borrowed. */
SECMAIL_API const char *secmail_arc_result_detail(const secmail_arc_result *r);

/**
 * For the reasons message-signature and seal: what was wrong with that
 * signature; SECMAIL_DKIM_UNDECIDED otherwise.
 */
SECMAIL_API secmail_dkim_reason secmail_arc_result_signature_reason(const secmail_arc_result *r);

/**
 * True if the chain failed because DNS did. The RFC makes that final (section
 * 5.2.1); a caller that can defer the message may do so.
 */
SECMAIL_API bool secmail_arc_result_is_temporary(const secmail_arc_result *r);

/** The highest instance found, 0 without a chain. */
SECMAIL_API unsigned secmail_arc_result_instances(const secmail_arc_result *r);

/**
 * "oldest-pass" (section 5.2 step 5): 0 if every message signature of the
 * chain verifies, else the lowest instance from which on all do. 0 unless the
 * status is pass.
 */
SECMAIL_API unsigned secmail_arc_result_oldest_pass(const secmail_arc_result *r);

/**
 * d= of the seal of `instance`, from 1, lower case, A-labels: who vouches for
 * that set. NULL unless the status is pass, or if there is no such set. Borrowed.
 */
SECMAIL_API const char *secmail_arc_result_seal_domain(
    const secmail_arc_result *r, unsigned instance);

/** s= of the seal of `instance`, as secmail_arc_result_seal_domain(). */
SECMAIL_API const char *secmail_arc_result_seal_selector(
    const secmail_arc_result *r, unsigned instance);

/**
 * Adds the status to what is said of the message in Authentication-Results (RFC
 * 8617 section 6): "arc", with header.oldest-pass if it passed and the reason if
 * it failed.
 * @return SECMAIL_DONE, or what secmail_authres_add_result() fails with
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_arc_result_report(
    const secmail_arc_result *r, secmail_authres *field);

/** "none", "fail" or "pass". Constant; "fail" for an unknown value. */
SECMAIL_API const char *secmail_arc_code_name(secmail_arc_code code);

/** The stable word for a reason, such as "too-many-sets". Constant. */
SECMAIL_API const char *secmail_arc_reason_name(secmail_arc_reason reason);

SECMAIL_END_DECLS

#endif
