/**
 * @file arcseal.h
 * Seals messages (RFC 8617 section 5.1): adds an ARC set, which says what was
 * found when the message came in, and that it left as it is.
 *
 * The chain is validated as the message comes in, with arc.h. What is sealed is
 * the message as it goes out, behind whatever changes or signs it:
 *
 *     secmail_arc_sealing_new(sealer, now, &s);
 *     secmail_arc_sealing_set_message(s, message);
 *     secmail_arc_sealing_write_body(s, bytes, len);
 *     secmail_arc_sealing_end_body(s);
 *     secmail_arc_sealing_set_results(s, chain, results);
 *     while (secmail_arc_sealing_seal(s) == SECMAIL_WANT_SIGNATURE)
 *             have secmail_arc_sealing_digest() signed, and hand in the signature;
 *     secmail_arc_sealing_fields(s, &len);       (these go on top of the message)
 *
 * A chain that passed is continued, one that failed is closed by a set with
 * cv=fail, whose seal covers that set alone (section 5.1.2). Some messages get
 * no set; secmail_arc_sealing_decision() says why.
 *
 * ARC-Message-Signature is made as dkimsign.h makes signatures: relaxed, never
 * with l=, and of what is a message by RFC 5322 only.
 *
 * Threads: a sealer is filled by one thread and then shared as const by any
 * number; a sealing belongs to one thread at a time. After fork the child may
 * go on with either.
 */
#ifndef SECMAIL_ARCSEAL_H
#define SECMAIL_ARCSEAL_H

#include <secmail/arc.h>
#include <secmail/authres.h>
#include <secmail/base.h>
#include <secmail/dkimkey.h>
#include <secmail/dkimsign.h>
#include <secmail/message.h>

SECMAIL_BEGIN_DECLS

/** Fields of an ARC set, from the top: ARC-Seal, ARC-Message-Signature, ARC-Authentication-Results.
 */
#define SECMAIL_ARC_SET_FIELDS 3

/** Who seals, with which key, and what is signed. */
typedef struct secmail_arc_sealer secmail_arc_sealer;

/** The sealing of one message. */
typedef struct secmail_arc_sealing secmail_arc_sealing;

/** Whether a message is sealed, and why not. Values are never renumbered. */
typedef enum secmail_arc_sealing_code {
	SECMAIL_ARC_SEALING_UNDECIDED = 0,   /**< undecided */
	SECMAIL_ARC_SEALING_ALLOWED = 16,    /**< allowed */
	SECMAIL_ARC_SEALING_ENDED = 17,      /**< ended: the newest seal says cv=fail already */
	SECMAIL_ARC_SEALING_FULL = 18,       /**< full: there are 50 sets, or more */
	SECMAIL_ARC_SEALING_TEMPORARY = 19,  /**< temporary: the chain failed for want of DNS */
	SECMAIL_ARC_SEALING_OTHER_CHAIN = 20 /**< other-chain: it is not the one validated */
} secmail_arc_sealing_code;

/* --- the sealer ---------------------------------------------------------- */

/**
 * Makes a sealer without a key.
 * @param c  has the OpenSSL context and says whether to normalize; outlives the sealer
 * @return SECMAIL_DONE or SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_arc_sealer_new(
    const secmail_dkim_config *c, secmail_arc_sealer **out);

/** Releases a sealer that no sealing uses any more. NULL is allowed. */
SECMAIL_API void secmail_arc_sealer_free(secmail_arc_sealer *s);

/** What the last failed call was about, in one English line; "" if none failed. Borrowed. */
SECMAIL_API const char *secmail_arc_sealer_error(const secmail_arc_sealer *s);

/**
 * Sets the key, which signs both fields. A set has one algorithm (section 4.2.1).
 * @param k         loaded; kept by the sealer, so that the caller may free it
 * @param domain    d=, at least two labels; U-labels become A-labels
 * @param selector  s=
 * @return SECMAIL_DONE; SECMAIL_LATE if there is one; SECMAIL_ARGUMENT if the key
 *         is empty, of another configuration, or a name is none; SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_arc_sealer_set_key(
    secmail_arc_sealer *s, secmail_dkim_key *k, const char *domain, const char *selector);

/**
 * Sets which fields are signed, as secmail_dkim_signer_set_fields() does. By
 * default those that it signs, and all DKIM-Signature fields (section 4.1.2).
 * @param over_signed  names with colons between; may be ""
 * @param signed_once  likewise, none of the first list; one of the two has to have From
 * @return SECMAIL_DONE; SECMAIL_ARGUMENT if a name is none, stands there twice,
 *         or must not be signed: Authentication-Results and the fields of ARC
 *         (section 4.1.2); if From is missing; SECMAIL_LIMIT; SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_arc_sealer_set_fields(
    secmail_arc_sealer *s, const char *over_signed, const char *signed_once);

/* --- a message ----------------------------------------------------------- */

/**
 * Makes the sealing of one message.
 * @param s    complete; outlives the sealing
 * @param now  seconds since 1970, 0 to 999,999,999,999; becomes t=
 * @return SECMAIL_DONE; SECMAIL_ARGUMENT if the sealer has no key, or for `now`; SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_arc_sealing_new(
    const secmail_arc_sealer *s, int64_t now, secmail_arc_sealing **out);

/** Releases a sealing and what was borrowed from it. NULL is allowed. */
SECMAIL_API void secmail_arc_sealing_free(secmail_arc_sealing *s);

/**
 * Forgets message, results and permission, to take the next message; cheaper than a new sealing.
 * @return SECMAIL_DONE or SECMAIL_ARGUMENT for `now`
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_arc_sealing_reset(
    secmail_arc_sealing *s, int64_t now);

/** What the last failed call was about, in one English line; "" if none failed. Borrowed. */
SECMAIL_API const char *secmail_arc_sealing_error(const secmail_arc_sealing *s);

/**
 * Takes the header, with the sets that it came with.
 * @param header  its header is complete; borrowed during the call
 * @return SECMAIL_DONE; SECMAIL_SYNTAX if it must not be signed, see dkimsign.h;
 *         SECMAIL_LIMIT if h= would have more than SECMAIL_DKIM_MAX_NAMES names;
 *         SECMAIL_ARGUMENT if the header is not complete; SECMAIL_LATE;
 *         SECMAIL_NO_MEMORY. Unless it is DONE, ARGUMENT or LATE, the sealing can
 *         only be reset or freed.
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_arc_sealing_set_message(
    secmail_arc_sealing *s, const secmail_message *header);

/**
 * Takes the next piece of the body, which begins behind the empty line.
 * @return SECMAIL_DONE; SECMAIL_SYNTAX if the body must not be signed;
 *         SECMAIL_ARGUMENT without a header, SECMAIL_LATE after the end;
 *         SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_arc_sealing_write_body(
    secmail_arc_sealing *s, const void *bytes, size_t len);

/** Says that the body is complete. Returns what secmail_arc_sealing_write_body() does. */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_arc_sealing_end_body(secmail_arc_sealing *s);

/**
 * Takes what was found when the message came in. Before the first call of
 * secmail_arc_sealing_seal(); taken again, it replaces what was taken before.
 * @param chain    what secmail_arc_judge() said; not kept
 * @param results  everything that was found (section 4.1.1), with an authserv-id; not kept. It is
 *                 given the result of the chain, header.oldest-pass included, if it has none, and
 *                 written.
 * @return SECMAIL_DONE; SECMAIL_ARGUMENT if there is no authserv-id, or `results`
 *         say of the chain what `chain` does not; SECMAIL_LIMIT if there are too
 *         many results, or more text than SECMAIL_DKIM_MAX_FIELD; SECMAIL_LATE;
 *         SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_arc_sealing_set_results(
    secmail_arc_sealing *s, const secmail_arc_result *chain, secmail_authres *results);

/**
 * Lets a chain be closed with cv=fail that failed for want of DNS only. It stays
 * closed for everybody behind us, who might have found it good: so a message is
 * better deferred, as long as it can be. Off by default.
 */
SECMAIL_API void secmail_arc_sealing_allow_temporary(secmail_arc_sealing *s, bool allow);

/**
 * Decides, and seals. May be called again after SECMAIL_WANT_SIGNATURE, and
 * after a decision that something was done about.
 * @return SECMAIL_DONE: decided, and sealed if that is allowed;
 *         SECMAIL_WANT_SIGNATURE: the key lies elsewhere; that is so twice, for
 *         the seal covers the other signature; SECMAIL_ARGUMENT before the end of
 *         the body, or without results; SECMAIL_SYNTAX if the message was refused;
 *         SECMAIL_NO_MEMORY, after which the call may be made again
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_arc_sealing_seal(secmail_arc_sealing *s);

/** What was decided; only a message that is ALLOWED gets a set. */
SECMAIL_API secmail_arc_sealing_code secmail_arc_sealing_decision(const secmail_arc_sealing *s);

/**
 * What a key that lies elsewhere has to sign, as secmail_dkim_signing_digest() has it.
 * @param out_len  receives SECMAIL_DKIM_DIGEST_SIZE, or 0
 * @return borrowed; NULL if no signature is wanted
 */
SECMAIL_API const void *secmail_arc_sealing_digest(const secmail_arc_sealing *s, size_t *out_len);

/**
 * Hands in the signature. It is verified first.
 * @return SECMAIL_DONE; SECMAIL_SYNTAX if the public half does not accept it,
 *         and the signature is wanted still; SECMAIL_ARGUMENT if none is wanted;
 *         SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_arc_sealing_set_signature(
    secmail_arc_sealing *s, const void *signature, size_t len);

/**
 * One field of the set, folded, with its line end; no NUL behind it.
 * @param index    from the top, 0 to SECMAIL_ARC_SET_FIELDS - 1
 * @param out_len  receives its length, 0 if there is none
 * @return borrowed until the sealing is reset or freed; NULL unless the message is sealed
 */
SECMAIL_API const char *secmail_arc_sealing_field(
    const secmail_arc_sealing *s, size_t index, size_t *out_len);

/** The whole set in one text, as it goes on top of the message, and a NUL; likewise. */
SECMAIL_API const char *secmail_arc_sealing_fields(const secmail_arc_sealing *s, size_t *out_len);

/** The stable word for a decision, such as "full"; "undecided" for an unknown value. Constant. */
SECMAIL_API const char *secmail_arc_sealing_code_name(secmail_arc_sealing_code code);

SECMAIL_END_DECLS

#endif
