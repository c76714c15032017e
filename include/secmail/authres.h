/**
 * @file authres.h
 * Authentication-Results header fields (RFC 8601): written, read, and found
 * where a sender forged them.
 *
 * One object serves both ways. A writer sets the authserv-id, adds results and
 * gives properties to the last one added; a reader parses the body of a field
 * and asks the same object. What was written and is read again compares equal.
 *
 * What goes out can't break the field it stands in: keywords are checked, a
 * value is written as it is only where the grammar allows it and as a
 * quoted-string otherwise, and a value that holds a control character or is
 * not UTF-8 is refused, so that its caller leaves the property out.
 *
 * An object belongs to one thread at a time. It holds no descriptor: after
 * fork both processes have one of their own.
 */
#ifndef SECMAIL_AUTHRES_H
#define SECMAIL_AUTHRES_H

#include <secmail/base.h>
#include <secmail/message.h>

SECMAIL_BEGIN_DECLS

/** Results that a field may have. */
#define SECMAIL_AUTHRES_MAX_RESULTS 64

/** Properties that a result may have. */
#define SECMAIL_AUTHRES_MAX_PROPERTIES 32

/** Octets of a method, a result, a property type or a property. */
#define SECMAIL_AUTHRES_MAX_KEYWORD 48

/**
 * Octets of a value, a reason, a comment or the authserv-id. The longest
 * keywords with a value of which every octet is escaped just fit into a line
 * of 998 octets (RFC 5322 section 2.1.1).
 */
#define SECMAIL_AUTHRES_MAX_VALUE 448

/** Octets of a field body that is read; a longer one is refused. */
#define SECMAIL_AUTHRES_MAX_BODY 65536

/** How deep comments may nest in a field that is read. */
#define SECMAIL_AUTHRES_MAX_COMMENT_DEPTH 16

/** One Authentication-Results field. */
typedef struct secmail_authres secmail_authres;

/**
 * Makes an object without authserv-id and results.
 * @param out  receives the object, to be released with secmail_authres_free()
 * @return SECMAIL_DONE or SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_authres_new(secmail_authres **out);

/** Releases an object and what was borrowed from it. NULL is allowed. */
SECMAIL_API void secmail_authres_free(secmail_authres *a);

/** Forgets authserv-id and results, for the next field. What was borrowed ends. */
SECMAIL_API void secmail_authres_reset(secmail_authres *a);

/**
 * What the last failed call on this object was about, in one English line of
 * printable ASCII. Borrowed, "" if nothing failed; valid until the next call.
 */
SECMAIL_API const char *secmail_authres_error(const secmail_authres *a);

/* --- writing ------------------------------------------------------------- */

/**
 * Sets the name of the service that vouches for the results (RFC 8601
 * section 2.5), usually a domain. Setting it again replaces it.
 * @param id  UTF-8, 1 to SECMAIL_AUTHRES_MAX_VALUE octets; copied
 * @return SECMAIL_DONE; SECMAIL_SYNTAX for "", a control character or what is
 *         not UTF-8; SECMAIL_LIMIT if it is too long; SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_authres_set_authserv_id(
    secmail_authres *a, const char *id);

/**
 * Adds a result, to which the calls that follow belong.
 * @param method  a keyword such as "spf" (RFC 8601 section 2.7); letters,
 *                digits and hyphens, kept in lower case
 * @param result  a keyword such as "pass", likewise
 * @return SECMAIL_DONE; SECMAIL_SYNTAX for what is no keyword; SECMAIL_LIMIT
 *         for a keyword over SECMAIL_AUTHRES_MAX_KEYWORD and for one result
 *         more than SECMAIL_AUTHRES_MAX_RESULTS; SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_authres_add_result(
    secmail_authres *a, const char *method, const char *result);

/**
 * Says why the last result is what it is, for people (RFC 8601 section 2.2,
 * reasonspec). Setting it again replaces it.
 * @param reason  UTF-8, up to SECMAIL_AUTHRES_MAX_VALUE octets; copied; NULL removes it
 * @return SECMAIL_DONE; SECMAIL_SYNTAX for a control character or what is not
 *         UTF-8; SECMAIL_LIMIT; SECMAIL_ARGUMENT before the first result;
 *         SECMAIL_NO_MEMORY. On failure nothing is changed.
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_authres_set_reason(
    secmail_authres *a, const char *reason);

/**
 * Puts a comment behind the last result. Setting it again replaces it.
 * @param comment  UTF-8 without the parentheses around it, up to
 *                 SECMAIL_AUTHRES_MAX_VALUE octets; copied; NULL removes it
 * @return as secmail_authres_set_reason()
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_authres_set_comment(
    secmail_authres *a, const char *comment);

/**
 * Gives the last result a property, such as "smtp", "mailfrom" and an address.
 *
 * @param ptype     the property type, a keyword (RFC 8601 section 2.4), kept in lower case
 * @param property  its name, a keyword, kept in lower case
 * @param value     what a peer sent: an address, a domain, any text; copied
 * @param len       its length in octets, 0 to SECMAIL_AUTHRES_MAX_VALUE
 * @return SECMAIL_DONE; SECMAIL_SYNTAX for what is no keyword, a control
 *         character (NUL, CR and LF among them) in the value, or a value that
 *         is not UTF-8: the field is better off without this property;
 *         SECMAIL_LIMIT over SECMAIL_AUTHRES_MAX_KEYWORD, _MAX_VALUE or
 *         _MAX_PROPERTIES; SECMAIL_ARGUMENT before the first result;
 *         SECMAIL_NO_MEMORY. On failure nothing is changed.
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_authres_add_property(
    secmail_authres *a, const char *ptype, const char *property, const void *value, size_t len);

/**
 * Writes the field, for secmail_authres_field() and secmail_authres_body().
 *
 * The same object always gives the same octets: each result on a line of its
 * own that begins with a tab, lines folded to at most 78 columns where a place
 * to fold exists (the tab counts for eight) and never over 998 octets, CRLF
 * between lines and none at the end. Without results it says "none". What was
 * read without a property type is not written, for RFC 8601 has no place for it.
 *
 * @return SECMAIL_DONE; SECMAIL_ARGUMENT without an authserv-id;
 *         SECMAIL_LIMIT if the field would exceed four times
 *         SECMAIL_AUTHRES_MAX_BODY; SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_authres_write(secmail_authres *a);

/** The name of the field, "Authentication-Results". A constant. */
SECMAIL_API const char *secmail_authres_name(void);

/**
 * The whole field as it was last written, "Authentication-Results: ...",
 * without a CRLF at its end. Borrowed, "" if it was not written; valid until
 * the next call that changes or writes the object.
 */
SECMAIL_API const char *secmail_authres_field(const secmail_authres *a);

/**
 * The body of the same field: what stands behind the colon and one space, as
 * a milter wants it. Borrowed as secmail_authres_field() is.
 */
SECMAIL_API const char *secmail_authres_body(const secmail_authres *a);

/* --- reading ------------------------------------------------------------- */

/**
 * Reads the body of a field in place of what the object held.
 *
 * The reader is patient: comments may stand anywhere, keywords may be in
 * either case, a property type may be missing, values need not be tokens,
 * methods and properties may be unknown. A result or a property that can't be
 * read is left out and counted, never guessed at; a value with a control
 * character or octets that are not UTF-8 is one that can't be read. A field
 * without an authserv-id, as some senders write it, has the id "".
 *
 * @param body  what follows the colon, folded or not; not kept
 * @param len   its length in octets
 * @return SECMAIL_DONE; SECMAIL_SYNTAX if it doesn't begin as such a body
 *         does; SECMAIL_LIMIT over SECMAIL_AUTHRES_MAX_BODY or _MAX_RESULTS;
 *         SECMAIL_NO_MEMORY. On failure the object is empty.
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_authres_parse(
    secmail_authres *a, const void *body, size_t len);

/** The authserv-id, quotes and escapes resolved, in the case it came. Borrowed, "" if there is
 * none. */
SECMAIL_API const char *secmail_authres_authserv_id(const secmail_authres *a);

/** The version of the field's syntax (RFC 8601 section 2.5); 1 unless the field says otherwise. */
SECMAIL_API uint32_t secmail_authres_version(const secmail_authres *a);

/** How many results and properties of the field that was read were left out. */
SECMAIL_API size_t secmail_authres_skipped(const secmail_authres *a);

/** How many results there are; 0 for a field that says "none". */
SECMAIL_API size_t secmail_authres_count(const secmail_authres *a);

/** The method of result `index`, in lower case. Borrowed, NULL if there is no such result. */
SECMAIL_API const char *secmail_authres_method(const secmail_authres *a, size_t index);

/** The version of the method of result `index`, 1 unless the field says otherwise; 0 if there is no
 * such result. */
SECMAIL_API uint32_t secmail_authres_method_version(const secmail_authres *a, size_t index);

/** The word of result `index`, such as "pass", in lower case. Borrowed, NULL if there is no such
 * result. */
SECMAIL_API const char *secmail_authres_result(const secmail_authres *a, size_t index);

/** The reason of result `index`. Borrowed, NULL if there is none. */
SECMAIL_API const char *secmail_authres_reason(const secmail_authres *a, size_t index);

/** The comment behind result `index`, without parentheses and escapes. Borrowed, NULL if there is
 * none. */
SECMAIL_API const char *secmail_authres_comment(const secmail_authres *a, size_t index);

/** How many properties result `index` has; 0 if there is no such result. */
SECMAIL_API size_t secmail_authres_property_count(const secmail_authres *a, size_t index);

/**
 * The type of property `property` of result `index`, in lower case; "" if the
 * field gave none. Borrowed, NULL if there is no such property.
 */
SECMAIL_API const char *secmail_authres_property_type(
    const secmail_authres *a, size_t index, size_t property);

/** The name of a property, in lower case. Borrowed, NULL if there is no such property. */
SECMAIL_API const char *secmail_authres_property_name(
    const secmail_authres *a, size_t index, size_t property);

/**
 * The value of a property as text: quotes and escapes are resolved, but for a
 * quoted local-part of an address, which keeps its quotes. UTF-8 without
 * control characters. Borrowed, NULL if there is no such property.
 */
SECMAIL_API const char *secmail_authres_property_value(
    const secmail_authres *a, size_t index, size_t property);

/**
 * The value of the first property of result `index` with this type and name,
 * compared without regard to case. Borrowed, NULL if there is none.
 */
SECMAIL_API const char *secmail_authres_find_property(
    const secmail_authres *a, size_t index, const char *ptype, const char *property);

/* --- removing forgeries -------------------------------------------------- */

/**
 * Whether the body of an Authentication-Results field claims to come from
 * `authserv_id`, so that a border server has to remove it (RFC 8601 section 5).
 *
 * Case, quotes, comments, white space and the version don't matter; a domain
 * is the same with U-labels as with A-labels. In doubt the answer is yes: a
 * body that can't be read but begins with the id claims it.
 *
 * @param body         what follows the colon
 * @param len          its length in octets, any
 * @param authserv_id  the caller's own id
 *
 * Any thread.
 */
SECMAIL_API bool secmail_authres_claims(const void *body, size_t len, const char *authserv_id);

/**
 * Finds the nearest field above `*index` (counted from the bottom) that claims
 * to be an Authentication-Results field of `authserv_id`. Start with
 * *index = secmail_message_field_count(); removing each field found while
 * walking up leaves none, and no index that is still to come changes.
 * White space before the colon and case don't matter.
 * @return true and the field's index in *index; false if there is none, and *index is unchanged
 */
SECMAIL_API bool secmail_authres_find_forged(
    const secmail_message *m, const char *authserv_id, size_t *index);

SECMAIL_END_DECLS

#endif
