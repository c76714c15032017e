/**
 * @file dkimsign.h
 * Signs messages (RFC 6376 section 5, RFC 8301, RFC 8463).
 *
 * A signer is configured once: which keys, for which domains, what is signed.
 * A message is signed as it is verified, in pieces of any size, and by all keys
 * at once; its body is hashed once for each canonicalization that a key uses.
 *
 *     secmail_dkim_signing_new(signer, now, &s);
 *     secmail_dkim_signing_set_message(s, message);
 *     secmail_dkim_signing_write_body(s, bytes, len);
 *     secmail_dkim_signing_end_body(s);
 *     while (secmail_dkim_signing_sign(s) == SECMAIL_WANT_SIGNATURE)
 *             have secmail_dkim_signing_digest() signed, and hand in the signature;
 *     secmail_dkim_signing_fields(s, &len);      (these go on top of the message)
 *
 * The same message, keys and time give the same fields: both algorithms sign
 * without chance.
 *
 * Only what is a message by RFC 5322 is signed (RFC 6376 section 3.8), for what
 * two programs read differently must not carry a signature: a header without
 * From or with two, a line in the header that is no field, a CR or an LF that
 * stands alone, and a zero octet are refused with SECMAIL_SYNTAX. Bare LF is
 * taken for CRLF if the configuration normalizes, and so the message has to be
 * sent. Nothing else is changed: who signs has to do it last, behind whatever
 * still folds lines, breaks those over 998 octets, or encodes 8-bit bodies
 * (section 5.3).
 *
 * Signatures never have l=, which lets anybody append.
 *
 * Threads: a signer is filled by one thread and then shared as const by any
 * number; a signing belongs to one thread at a time. After fork the child may
 * go on with either.
 */
#ifndef SECMAIL_DKIMSIGN_H
#define SECMAIL_DKIMSIGN_H

#include <secmail/base.h>
#include <secmail/dkim.h>
#include <secmail/dkimkey.h>
#include <secmail/message.h>

SECMAIL_BEGIN_DECLS

/** Keys that a signer has at most. */
#define SECMAIL_DKIM_MAX_SIGNERS 16

/** Names of header fields that a signer signs at most. */
#define SECMAIL_DKIM_MAX_SIGNED_NAMES 128

/** Octets of text that the two lists of such names may have together. */
#define SECMAIL_DKIM_MAX_SIGNED_TEXT 8192

/** Seconds that a signature may be made to last. */
#define SECMAIL_DKIM_MAX_LIFETIME 315360000

/** How much may change on the way (RFC 6376 section 3.4). Values are never renumbered. */
typedef enum secmail_dkim_canonicalization {
	SECMAIL_DKIM_SIMPLE = 0, /**< hardly anything */
	SECMAIL_DKIM_RELAXED = 1 /**< white space and the case of names */
} secmail_dkim_canonicalization;

/** What is signed, for whom, with which keys. */
typedef struct secmail_dkim_signer secmail_dkim_signer;

/** The signing of one message. */
typedef struct secmail_dkim_signing secmail_dkim_signing;

/* --- the signer ---------------------------------------------------------- */

/**
 * Makes a signer without keys.
 * @param c  has the OpenSSL context and says whether to normalize; outlives the signer
 * @return SECMAIL_DONE or SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_dkim_signer_new(
    const secmail_dkim_config *c, secmail_dkim_signer **out);

/** Releases a signer that no signing uses any more. NULL is allowed. */
SECMAIL_API void secmail_dkim_signer_free(secmail_dkim_signer *s);

/** What the last failed call was about, in one English line; "" if none failed. Borrowed. */
SECMAIL_API const char *secmail_dkim_signer_error(const secmail_dkim_signer *s);

/**
 * Adds a key. Each makes a signature of its own, in this order.
 * @param k          loaded; kept by the signer, so that the caller may free it
 * @param domain     d=, at least two labels; U-labels become A-labels (RFC 8616)
 * @param selector   s=
 * @param out_index  receives what the key is called below, from 0; may be NULL
 * @return SECMAIL_DONE; SECMAIL_ARGUMENT if the key is empty, of another
 *         configuration, or a name is none; SECMAIL_LIMIT; SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_dkim_signer_add_key(secmail_dkim_signer *s,
    secmail_dkim_key *k, const char *domain, const char *selector, size_t *out_index);

/**
 * Chooses c= of one key. Relaxed for both is the default.
 * @return SECMAIL_DONE or SECMAIL_ARGUMENT
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_dkim_signer_set_canonicalization(
    secmail_dkim_signer *s, size_t index, secmail_dkim_canonicalization header,
    secmail_dkim_canonicalization body);

/**
 * Sets i= of one key, for whom it signs (RFC 6376 section 3.5).
 * @param identity  a local-part, which may be empty, an at sign, and the domain of the key or one
 *                  below it; UTF-8; NULL for no i=, which is the default and means the domain
 * @return SECMAIL_DONE, SECMAIL_ARGUMENT or SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_dkim_signer_set_identity(
    secmail_dkim_signer *s, size_t index, const char *identity);

/**
 * Sets how long signatures are valid: x= is so much after t= (section 3.5). A
 * message may lie in a queue for five days.
 * @param seconds  0 for no x=, which is the default, to SECMAIL_DKIM_MAX_LIFETIME
 * @return SECMAIL_DONE or SECMAIL_ARGUMENT
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_dkim_signer_set_lifetime(
    secmail_dkim_signer *s, uint32_t seconds);

/**
 * Sets which fields are signed. All fields of a name are, and fields of the
 * first list can't be added afterwards either (over-signing, section 5.4).
 *
 * By default From, To, Cc, Subject, Date, Reply-To, Content-Type and
 * MIME-Version are over-signed; what section 5.4.1 names beside them, Sender,
 * Message-ID, Content-Transfer-Encoding and List-Unsubscribe-Post (RFC 8058) are
 * signed where they stand.
 * @param over_signed  names with colons between; has to have From
 * @param signed_once  names with colons between, none of the first list; may be ""
 * @return SECMAIL_DONE; SECMAIL_ARGUMENT if a name is none or stands there
 *         twice, or From does not; SECMAIL_LIMIT; SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_dkim_signer_set_fields(
    secmail_dkim_signer *s, const char *over_signed, const char *signed_once);

/* --- a message ----------------------------------------------------------- */

/**
 * Makes the signing of one message.
 * @param s    complete; outlives the signing
 * @param now  seconds since 1970, 0 to 999,999,999,999; becomes t=
 * @return SECMAIL_DONE; SECMAIL_ARGUMENT if the signer has no key, or for `now`; SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_dkim_signing_new(
    const secmail_dkim_signer *s, int64_t now, secmail_dkim_signing **out);

/** Releases a signing and what was borrowed from it. NULL is allowed. */
SECMAIL_API void secmail_dkim_signing_free(secmail_dkim_signing *s);

/**
 * Forgets the message, to take the next one; what was set up for the keys stays,
 * which makes it cheaper than a new signing.
 * @return SECMAIL_DONE or SECMAIL_ARGUMENT for `now`
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_dkim_signing_reset(
    secmail_dkim_signing *s, int64_t now);

/** What the last failed call was about, in one English line; "" if none failed. Borrowed. */
SECMAIL_API const char *secmail_dkim_signing_error(const secmail_dkim_signing *s);

/**
 * Takes the header.
 * @param header  its header is complete; borrowed during the call
 * @return SECMAIL_DONE; SECMAIL_SYNTAX if it must not be signed, see above;
 *         SECMAIL_LIMIT if h= would have more than SECMAIL_DKIM_MAX_NAMES names;
 *         SECMAIL_ARGUMENT if the header is not complete; SECMAIL_LATE;
 *         SECMAIL_NO_MEMORY. Unless it is DONE, ARGUMENT or LATE, the signing can
 *         only be reset or freed.
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_dkim_signing_set_message(
    secmail_dkim_signing *s, const secmail_message *header);

/**
 * Takes the next piece of the body, which begins behind the empty line.
 * @return SECMAIL_DONE; SECMAIL_SYNTAX if the body must not be signed;
 *         SECMAIL_ARGUMENT without a header, SECMAIL_LATE after the end;
 *         SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_dkim_signing_write_body(
    secmail_dkim_signing *s, const void *bytes, size_t len);

/** Says that the body is complete. Returns what secmail_dkim_signing_write_body() does. */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_dkim_signing_end_body(
    secmail_dkim_signing *s);

/**
 * Signs with all keys that are here, and says whether others are wanted.
 * @return SECMAIL_DONE: each key has signed or was left out;
 *         SECMAIL_WANT_SIGNATURE: secmail_dkim_signing_digest() tells for which
 *         keys; hand in, and call again; SECMAIL_ARGUMENT before the end of the
 *         body; SECMAIL_SYNTAX if the message was refused; SECMAIL_NO_MEMORY, after
 *         which the call may be made again
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_dkim_signing_sign(secmail_dkim_signing *s);

/**
 * What a key that lies elsewhere has to sign: SHA-256 of the header. The other
 * side does what secmail_dkim_key_sign() does.
 * @param index    of secmail_dkim_signer_add_key()
 * @param out_len  receives SECMAIL_DKIM_DIGEST_SIZE, or 0
 * @return borrowed; NULL if no signature of that key is wanted
 */
SECMAIL_API const void *secmail_dkim_signing_digest(
    const secmail_dkim_signing *s, size_t index, size_t *out_len);

/**
 * Hands in the signature of such a key. It is verified first.
 * @return SECMAIL_DONE; SECMAIL_SYNTAX if the public half does not accept it,
 *         and the signature is wanted still; SECMAIL_ARGUMENT if it is not wanted;
 *         SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_dkim_signing_set_signature(
    secmail_dkim_signing *s, size_t index, const void *signature, size_t len);

/**
 * Leaves out a key whose signature can't be had.
 * @return SECMAIL_DONE, or SECMAIL_ARGUMENT if it is not wanted
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_dkim_signing_skip(
    secmail_dkim_signing *s, size_t index);

/**
 * The DKIM-Signature field of one key, folded, with its line end; printable ASCII
 * but for tabs and line ends, and a NUL behind it.
 * @param out_len  receives its length, 0 if there is none
 * @return borrowed until the signing is reset or freed; NULL before
 *         secmail_dkim_signing_sign() is DONE, and for a key that was left out
 */
SECMAIL_API const char *secmail_dkim_signing_field(
    const secmail_dkim_signing *s, size_t index, size_t *out_len);

/** All fields in one text, as they go on top of the message; likewise. */
SECMAIL_API const char *secmail_dkim_signing_fields(const secmail_dkim_signing *s, size_t *out_len);

SECMAIL_END_DECLS

#endif
