/**
 * @file dkim.h
 * Verifies DKIM signatures (RFC 6376, updated by RFC 8301, RFC 8463, RFC 8616).
 *
 * A message is verified in four steps: the complete header is handed over,
 * the body is written in pieces of any size, the body is ended, and the
 * signatures are judged. Judging waits for nothing: what it has to know from
 * DNS becomes a question in the answers table, and it is called again.
 *
 *     secmail_dkim_new(config, now, &d);
 *     secmail_dkim_set_message(d, message);
 *     secmail_dkim_ask(d, answers);              (optional: keys are looked up
 *     secmail_dkim_write_body(d, bytes, len);     while the body still comes)
 *     secmail_dkim_end_body(d);
 *     while (secmail_dkim_judge(d, answers, &results) == SECMAIL_WANT_DNS)
 *             fill in the answers;
 *
 * A signature's outcome is one of the words of RFC 8601 section 2.7.1, a
 * stable reason, and a sentence for people:
 *
 *  - pass: it verified;
 *  - fail: body or header were changed, it is expired, or it uses SHA-1;
 *  - policy: it verified, or could have, but this configuration does not take
 *    it (l= leaves a part of the body unsigned, the key is too short);
 *  - neutral: it was not evaluated (an algorithm nobody here knows, or a limit);
 *  - temperror: the key could not be fetched, another try may succeed;
 *  - permerror: the signature or its key is missing or malformed.
 *
 * Threads: a configuration is filled by one thread and then shared as const by
 * any number; its cache of parsed keys is locked. A session belongs to one
 * thread at a time. After fork the child may go on with what it has; a fork
 * while another thread is judging leaves the child's cache lock in doubt.
 *
 * Memory does not grow with the body. The calling thread's queue of OpenSSL
 * errors is emptied by secmail_dkim_judge() and secmail_arc_judge().
 */
#ifndef SECMAIL_DKIM_H
#define SECMAIL_DKIM_H

#include <secmail/answers.h>
#include <secmail/base.h>
#include <secmail/message.h>

SECMAIL_BEGIN_DECLS

/** Signatures of a message that get a row in the results; what is beyond is only counted. */
#define SECMAIL_DKIM_MAX_ROWS 64

/** Signatures of a message that are evaluated (key and public-key operation), by default. */
#define SECMAIL_DKIM_DEFAULT_SIGNATURES 8

/** Names that h= may hold; a signature with more is not evaluated. */
#define SECMAIL_DKIM_MAX_NAMES 1024

/** Tags that a signature or a key record may hold. */
#define SECMAIL_DKIM_MAX_TAGS 64

/** Octets that a signature field may have. */
#define SECMAIL_DKIM_MAX_FIELD 65536

/** Octets of text that a key record may have, its strings joined. */
#define SECMAIL_DKIM_MAX_RECORD 16384

/** Bits of the shortest RSA key that any configuration takes (RFC 8301 section 3.2). */
#define SECMAIL_DKIM_MIN_RSA_BITS 1024

/** Bits of the longest RSA key that is taken. */
#define SECMAIL_DKIM_MAX_RSA_BITS 8192

/** Seconds by which a signer's clock may differ from ours, by default. */
#define SECMAIL_DKIM_DEFAULT_DRIFT 300

/** Parsed keys that a configuration keeps, by default. */
#define SECMAIL_DKIM_DEFAULT_CACHE 256

/** The outcome of one signature (RFC 8601 section 2.7.1). Values are never renumbered. */
typedef enum secmail_dkim_code {
	SECMAIL_DKIM_NONE = 0, /**< there is no signature */
	SECMAIL_DKIM_FAIL = 1,
	SECMAIL_DKIM_POLICY = 2,
	SECMAIL_DKIM_NEUTRAL = 3,
	SECMAIL_DKIM_TEMPERROR = 4,
	SECMAIL_DKIM_PERMERROR = 5,
	SECMAIL_DKIM_PASS = 16
} secmail_dkim_code;

/** Why a signature has its outcome; with it stands the code that it goes with. Never renumbered. */
typedef enum secmail_dkim_reason {
	SECMAIL_DKIM_UNDECIDED = 0,        /**< undecided: permerror */
	SECMAIL_DKIM_VERIFIED = 16,        /**< verified: pass */
	SECMAIL_DKIM_SYNTAX = 17,          /**< syntax: permerror */
	SECMAIL_DKIM_UNSUPPORTED = 18,     /**< unsupported: neutral (RFC 6376 section 3.3.4) */
	SECMAIL_DKIM_SHA1_REFUSED = 19,    /**< sha1-refused: fail (RFC 8301 section 3.1) */
	SECMAIL_DKIM_FROM_NOT_SIGNED = 20, /**< from-not-signed: permerror (section 6.1.1) */
	SECMAIL_DKIM_IDENTITY_MISMATCH =
	    21,                          /**< identity-mismatch: permerror; i= is not within d= */
	SECMAIL_DKIM_EXPIRED = 22,       /**< expired: fail; x= is past */
	SECMAIL_DKIM_FUTURE = 23,        /**< future: fail; t= is to come */
	SECMAIL_DKIM_OVER_LIMIT = 24,    /**< over-limit: neutral */
	SECMAIL_DKIM_DNS_TIMEOUT = 25,   /**< dns-timeout: temperror */
	SECMAIL_DKIM_DNS_FAILURE = 26,   /**< dns-failure: temperror */
	SECMAIL_DKIM_DNS_BOGUS = 27,     /**< dns-bogus: temperror; the validator refused it */
	SECMAIL_DKIM_NO_KEY = 28,        /**< no-key: permerror */
	SECMAIL_DKIM_KEY_AMBIGUOUS = 29, /**< key-ambiguous: permerror; several key records */
	SECMAIL_DKIM_KEY_SYNTAX = 30,    /**< key-syntax: permerror */
	SECMAIL_DKIM_KEY_REVOKED = 31,   /**< key-revoked: permerror; p= is empty */
	SECMAIL_DKIM_KEY_MISMATCH = 32,  /**< key-mismatch: permerror; k= does not fit a= */
	SECMAIL_DKIM_KEY_HASH_REFUSED = 33, /**< key-hash-refused: permerror; not in the key's h= */
	SECMAIL_DKIM_KEY_SERVICE_REFUSED =
	    34,                          /**< key-service-refused: permerror; s= has no email */
	SECMAIL_DKIM_KEY_TOO_SHORT = 35, /**< key-too-short: policy (RFC 8301 section 3.2) */
	SECMAIL_DKIM_KEY_TOO_LONG = 36,  /**< key-too-long: policy */
	SECMAIL_DKIM_KEY_EXPONENT_REFUSED = 37, /**< key-exponent-refused: policy */
	SECMAIL_DKIM_BODY_CHANGED = 38,         /**< body-changed: fail */
	SECMAIL_DKIM_HEADER_CHANGED = 39, /**< header-changed: fail; or the key is another one */
	SECMAIL_DKIM_PARTIAL_BODY = 40    /**< partial-body: policy; l= is shorter than the body */
} secmail_dkim_reason;

/** How a body differs from the one that was signed, as far as it can be told. Never renumbered. */
typedef enum secmail_dkim_change {
	SECMAIL_DKIM_CHANGE_UNKNOWN = 0,  /**< unknown: not asked for, not changed, or otherwise */
	SECMAIL_DKIM_CHANGE_APPENDED = 1, /**< appended: as mailing lists add their footer */
	SECMAIL_DKIM_CHANGE_WHITE_SPACE = 2, /**< white-space: nothing else was changed */
	SECMAIL_DKIM_CHANGE_LINE_ENDS = 3    /**< line-ends: a bare LF stands for CRLF */
} secmail_dkim_change;

/** What is asked of signatures, and the keys parsed so far. */
typedef struct secmail_dkim_config secmail_dkim_config;

/** The verification of one message. */
typedef struct secmail_dkim secmail_dkim;

/** The outcomes of one message's signatures. Immutable; outlives its session. */
typedef struct secmail_dkim_results secmail_dkim_results;

/* --- configuration ------------------------------------------------------- */

/**
 * Makes a configuration with the defaults above.
 * It has an OpenSSL library context of its own: what OpenSSL's configuration
 * sets up in providers does not reach it (engines do; see docs/dkim.md). Two
 * signatures whose answer is known are verified first, so that a broken OpenSSL
 * is found here.
 * @return SECMAIL_DONE or SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_dkim_config_new(secmail_dkim_config **out);

/** Releases a configuration that no session uses any more. NULL is allowed. */
SECMAIL_API void secmail_dkim_config_free(secmail_dkim_config *c);

/** What the last failed setter was about, in one English line; "" if none failed. Borrowed. */
SECMAIL_API const char *secmail_dkim_config_error(const secmail_dkim_config *c);

/**
 * Sets how many bits an RSA key needs.
 * @param bits  SECMAIL_DKIM_MIN_RSA_BITS (the default) to SECMAIL_DKIM_MAX_RSA_BITS
 * @return SECMAIL_DONE or SECMAIL_ARGUMENT
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_dkim_config_set_min_rsa_bits(
    secmail_dkim_config *c, unsigned bits);

/**
 * Sets by how many seconds a signer's clock may differ, for t= and x=.
 * @param seconds  0 to 86,400
 * @return SECMAIL_DONE or SECMAIL_ARGUMENT
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_dkim_config_set_clock_drift(
    secmail_dkim_config *c, uint32_t seconds);

/**
 * Sets how many signatures of a message are evaluated. Under the cap those
 * nearest to the author domain go first; the others are over-limit.
 * @param max  1 to SECMAIL_DKIM_MAX_ROWS
 * @return SECMAIL_DONE or SECMAIL_ARGUMENT
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_dkim_config_set_max_signatures(
    secmail_dkim_config *c, size_t max);

/**
 * Sets how many parsed keys are kept; 0 keeps none. A kept key of ordinary
 * size holds about 3 KiB. It serves only where DNS gave the same record text.
 * @param keys  0 to 65,536
 * @return SECMAIL_DONE, SECMAIL_ARGUMENT or SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_dkim_config_set_key_cache(
    secmail_dkim_config *c, size_t keys);

/**
 * Chooses whether a bare LF in the body counts as CRLF, as mail stored in Unix
 * files needs it. Off by default. For the header the choice is made at the
 * message, see secmail_message_set_normalize().
 */
SECMAIL_API void secmail_dkim_config_set_normalize(secmail_dkim_config *c, bool normalize);

/**
 * Chooses whether a body that was changed is looked at for how, for the
 * sentence and for secmail_dkim_results_change(). Off by default: while the
 * body streams, its last 8 to 16 KiB are kept, and the relaxed form is hashed
 * beside the simple one. A signature that fails costs 256 digests more at most.
 */
SECMAIL_API void secmail_dkim_config_set_explain_changes(secmail_dkim_config *c, bool explain);

/**
 * Lets a signature pass whose l= leaves a part of the body unsigned. Anybody
 * can append to such a message (RFC 6376 section 8.2). Off by default.
 */
SECMAIL_API void secmail_dkim_config_insecure_allow_partial_body(
    secmail_dkim_config *c, bool allow);

/** Sets whom to tell of events; NULL for nobody. Set before the configuration is shared. */
SECMAIL_API void secmail_dkim_config_set_trace(
    secmail_dkim_config *c, secmail_trace_fn trace, void *arg);

/* --- a message ----------------------------------------------------------- */

/**
 * Makes a session for one message.
 * @param c    borrowed until the session is freed
 * @param now  seconds since 1970, against which t= and x= are held
 * @return SECMAIL_DONE, SECMAIL_ARGUMENT without a configuration, or SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_dkim_new(
    const secmail_dkim_config *c, int64_t now, secmail_dkim **out);

/** Releases a session; results live on. NULL is allowed. */
SECMAIL_API void secmail_dkim_free(secmail_dkim *d);

/** Forgets the message, to take the next one at time `now`. */
SECMAIL_API void secmail_dkim_reset(secmail_dkim *d, int64_t now);

/** What the last failed call was about, in one English line; "" if nothing failed. Borrowed. */
SECMAIL_API const char *secmail_dkim_error(const secmail_dkim *d);

/**
 * Says which domain's signatures matter most, before the message is set.
 * Without it the message's own author domain is taken, if there is one.
 * @param domain  as secmail_authors_domain() gives it; copied; NULL for none
 * @return SECMAIL_DONE; SECMAIL_SYNTAX if it is no domain; SECMAIL_LATE once a message is set
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_dkim_set_author_domain(
    secmail_dkim *d, const char *domain);

/**
 * Hands over the header: signatures and ARC sets are read from it.
 * @param header  complete; borrowed until the session is reset or freed
 * @return SECMAIL_DONE; SECMAIL_ARGUMENT if the header is not complete;
 *         SECMAIL_LATE if a message is set; SECMAIL_NO_MEMORY, after which the
 *         session can only be reset or freed
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_dkim_set_message(
    secmail_dkim *d, const secmail_message *header);

/**
 * Takes the next piece of the body, which starts after the empty line.
 * @return SECMAIL_DONE; SECMAIL_ARGUMENT before a message is set; SECMAIL_LATE
 *         after the end; SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_dkim_write_body(
    secmail_dkim *d, const void *bytes, size_t len);

/**
 * Says that the body is complete.
 * @return as secmail_dkim_write_body()
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_dkim_end_body(secmail_dkim *d);

/**
 * Opens the questions for keys as soon as the message is set, as speculation.
 * Never needed, but it saves a round. Questions over the table's cap are left
 * to secmail_dkim_judge().
 * @return SECMAIL_DONE; SECMAIL_ARGUMENT before a message is set; SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_dkim_ask(
    secmail_dkim *d, secmail_answers *answers);

/**
 * Judges the message's signatures. May be called again after SECMAIL_WANT_DNS;
 * digests and public-key operations are not done twice.
 * @param out  receives the results on SECMAIL_DONE, NULL otherwise
 * @return SECMAIL_DONE: judged, whatever the outcome; SECMAIL_WANT_DNS;
 *         SECMAIL_ARGUMENT before the end of the body; SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_dkim_judge(
    secmail_dkim *d, secmail_answers *answers, secmail_dkim_results **out);

/* --- results ------------------------------------------------------------- */

/** Releases results and what was borrowed from them. NULL is allowed. */
SECMAIL_API void secmail_dkim_results_free(secmail_dkim_results *r);

/** How many signatures have a row, at most SECMAIL_DKIM_MAX_ROWS; rows are in header order. */
SECMAIL_API size_t secmail_dkim_results_count(const secmail_dkim_results *r);

/** How many DKIM-Signature fields the message has. */
SECMAIL_API size_t secmail_dkim_results_seen(const secmail_dkim_results *r);

/**
 * The message's outcome as one word: pass if a signature passed, else
 * temperror if one may pass on another try, else policy, fail, permerror or
 * neutral, in this order; none without a signature.
 */
SECMAIL_API secmail_dkim_code secmail_dkim_results_best(const secmail_dkim_results *r);

/** True if a bare LF in the body was taken for CRLF because the configuration said so. */
SECMAIL_API bool secmail_dkim_results_is_normalized(const secmail_dkim_results *r);

/** The outcome of row `index`; SECMAIL_DKIM_NONE if there is no such row. */
SECMAIL_API secmail_dkim_code secmail_dkim_results_code(
    const secmail_dkim_results *r, size_t index);

/** The reason of row `index`; SECMAIL_DKIM_UNDECIDED if there is no such row. */
SECMAIL_API secmail_dkim_reason secmail_dkim_results_reason(
    const secmail_dkim_results *r, size_t index);

/**
 * One English sentence on row `index`: which tag, where. Printable ASCII, the
 * wording may change. Borrowed, "" if there is no such row.
 */
SECMAIL_API const char *secmail_dkim_results_detail(const secmail_dkim_results *r, size_t index);

/** d= of row `index`, lower case, A-labels; NULL if it has no valid one. Borrowed. */
SECMAIL_API const char *secmail_dkim_results_domain(const secmail_dkim_results *r, size_t index);

/** s= of row `index`, lower case, A-labels; NULL if it has no valid one. Borrowed. */
SECMAIL_API const char *secmail_dkim_results_selector(const secmail_dkim_results *r, size_t index);

/** a= of row `index` such as "rsa-sha256"; NULL if it has no valid one. Borrowed. */
SECMAIL_API const char *secmail_dkim_results_algorithm(const secmail_dkim_results *r, size_t index);

/**
 * i= of row `index`, decoded: a local-part that may be empty, "@", a domain of
 * A-labels. "@" and d= if the signature has none; NULL if it is not valid.
 * UTF-8 without control characters; not all of it is fit for a header field
 * unquoted. Borrowed.
 */
SECMAIL_API const char *secmail_dkim_results_identity(const secmail_dkim_results *r, size_t index);

/** Bits of the key of row `index`: an RSA modulus, or 256 for Ed25519; 0 if not known. */
SECMAIL_API unsigned secmail_dkim_results_key_bits(const secmail_dkim_results *r, size_t index);

/** True if the key of row `index` says t=y: its domain is testing. Changes no outcome. */
SECMAIL_API bool secmail_dkim_results_is_testing(const secmail_dkim_results *r, size_t index);

/**
 * True if the signature of row `index` covers all of the body: no l=, or one that reaches its end.
 */
SECMAIL_API bool secmail_dkim_results_covers_whole_body(
    const secmail_dkim_results *r, size_t index);

/**
 * How the body was changed, where row `index` has SECMAIL_DKIM_BODY_CHANGED and
 * the configuration asks for it. It explains a failure and never softens it:
 * what was appended is nobody's.
 */
SECMAIL_API secmail_dkim_change secmail_dkim_results_change(
    const secmail_dkim_results *r, size_t index);

/** How far DNS's answer for the key of row `index` is to be believed. */
SECMAIL_API secmail_trust secmail_dkim_results_trust(const secmail_dkim_results *r, size_t index);

/**
 * The start of b= of row `index`, for header.b (RFC 6008 section 4): eight
 * characters of base64, more where rows could be mixed up. "" if there is none. Borrowed.
 */
SECMAIL_API const char *secmail_dkim_results_signature_start(
    const secmail_dkim_results *r, size_t index);

/** The index in the message of the field of row `index`; 0 if there is no such row. */
SECMAIL_API size_t secmail_dkim_results_field(const secmail_dkim_results *r, size_t index);

/** The word for a code, such as "pass". Constant; "permerror" for an unknown value. */
SECMAIL_API const char *secmail_dkim_code_name(secmail_dkim_code code);

/** The stable word for a reason, such as "body-changed". Constant; "undecided" if unknown. */
SECMAIL_API const char *secmail_dkim_reason_name(secmail_dkim_reason reason);

/** The stable word for a change, such as "appended". Constant; "unknown" for an unknown value. */
SECMAIL_API const char *secmail_dkim_change_name(secmail_dkim_change change);

SECMAIL_END_DECLS

#endif
