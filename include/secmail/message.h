/**
 * @file message.h
 * A strict scanner of message headers (RFC 5322, RFC 6532).
 *
 * The message is written in pieces of any size. The header is kept byte for
 * byte, since DKIM's simple canonicalization needs it so; of the body only
 * flags are kept, whatever its size. What is odd about the message is said in
 * flags, never repaired in silence; what two readers could take for different
 * author addresses is said too.
 *
 * A message object belongs to one thread at a time.
 */
#ifndef SECMAIL_MESSAGE_H
#define SECMAIL_MESSAGE_H

#include <secmail/base.h>

SECMAIL_BEGIN_DECLS

/** Octets a header may have, the empty line that ends it included. */
#define SECMAIL_MESSAGE_MAX_HEADER 1048576

/** Fields a header may have. */
#define SECMAIL_MESSAGE_MAX_FIELDS 4096

/** Octets a line may have without its line end (RFC 5322 section 2.1.1); more is flagged. */
#define SECMAIL_MESSAGE_MAX_LINE 998

/** Author addresses that are taken from a message's From fields; with more there is from-syntax
 * and no author domain. */
#define SECMAIL_MESSAGE_MAX_AUTHORS 64

/** What was odd about a message. Bits; each has a word for machines, see
 * secmail_message_flag_name(). */
typedef enum secmail_message_flag {
	SECMAIL_MESSAGE_BARE_LF = 1 << 0,          /**< bare-lf: a line ends in LF alone */
	SECMAIL_MESSAGE_BARE_CR = 1 << 1,          /**< bare-cr: a CR that no LF follows */
	SECMAIL_MESSAGE_NUL = 1 << 2,              /**< nul: a zero octet */
	SECMAIL_MESSAGE_LONG_LINE = 1 << 3,        /**< long-line: over 998 octets */
	SECMAIL_MESSAGE_TRUNCATED_HEADER = 1 << 4, /**< truncated-header: no empty line ends it */
	SECMAIL_MESSAGE_NOT_A_FIELD = 1 << 5,      /**< not-a-field: a header line that is none */
	SECMAIL_MESSAGE_LEADING_SPACE =
	    1 << 6, /**< leading-space: white space before the first field */
	SECMAIL_MESSAGE_SPACE_BEFORE_COLON = 1 << 7, /**< space-before-colon: `From :` */
	SECMAIL_MESSAGE_FOLDED_NAME = 1 << 8, /**< folded-name: the colon stands on the next line */
	SECMAIL_MESSAGE_HEADER_8BIT =
	    1 << 9, /**< header-8bit: octets in the header that are no UTF-8 */
	SECMAIL_MESSAGE_NO_FROM = 1 << 10,        /**< no-from: there is no From field */
	SECMAIL_MESSAGE_REPEATED_FROM = 1 << 11,  /**< repeated-from: more than one From field */
	SECMAIL_MESSAGE_FROM_SYNTAX = 1 << 12,    /**< from-syntax: a From field that is no mailbox
						     list, or names a domain that can't be one */
	SECMAIL_MESSAGE_FROM_ADDRESSES = 1 << 13, /**< from-addresses: several addresses */
	SECMAIL_MESSAGE_FROM_DOMAINS = 1 << 14,   /**< from-domains: addresses of several domains */
	SECMAIL_MESSAGE_FROM_ROUTE = 1 << 15,     /**< from-route: an obsolete source route */
	SECMAIL_MESSAGE_FROM_ENCODED =
	    1 << 16, /**< from-encoded: an encoded word that hides an address */
	SECMAIL_MESSAGE_FROM_DISPLAY =
	    1 << 17, /**< from-display: a display name that looks like an address */
	SECMAIL_MESSAGE_FROM_QUOTED = 1 << 18, /**< from-quoted: a quoted pair, or a quoted
						  local-part that holds a special character */
	SECMAIL_MESSAGE_SENDER_DIFFERS =
	    1 << 19, /**< sender-differs: Sender has another domain than From */
	SECMAIL_MESSAGE_RESENT_DIFFERS =
	    1 << 20 /**< resent-differs: Resent-From has another domain than From */
} secmail_message_flag;

/** The header of one message, and what is odd about the message. */
typedef struct secmail_message secmail_message;

/** The author addresses of a message's From fields. */
typedef struct secmail_authors secmail_authors;

/**
 * Makes a message object that waits for its first octet.
 * @return SECMAIL_DONE or SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_message_new(secmail_message **out);

/** Releases a message and what was borrowed from it. NULL is allowed. */
SECMAIL_API void secmail_message_free(secmail_message *m);

/** Forgets the message, to take the next one. The line-ending choice stays. */
SECMAIL_API void secmail_message_reset(secmail_message *m);

/**
 * Chooses whether a bare LF in the header becomes CRLF on its way in, as mail
 * stored in Unix files needs it. Off by default; the flag is set either way.
 * @return SECMAIL_DONE, or SECMAIL_LATE after the first octet
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_message_set_normalize(
    secmail_message *m, bool normalize);

/**
 * Takes the next piece of the message.
 * @param bytes     any octets; copied as far as they belong to the header
 * @param len       how many; 0 is allowed
 * @param out_body  receives the index in `bytes` from which on it is body;
 *                  `len` while the header goes on
 * @return SECMAIL_DONE; SECMAIL_LIMIT if the header exceeds
 *         SECMAIL_MESSAGE_MAX_HEADER or _MAX_FIELDS, after which the object can
 *         only be reset or freed; SECMAIL_LATE after the end; SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_message_write(
    secmail_message *m, const void *bytes, size_t len, size_t *out_body);

/**
 * Says that the header is complete, although its empty line has not come: for
 * a milter that gets header fields without it. Harmless when it has come.
 * @return as secmail_message_write()
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_message_end_header(secmail_message *m);

/**
 * Says that the message is complete.
 * @return SECMAIL_DONE; SECMAIL_SYNTAX if it has no header field at all, so
 *         that it is no message; SECMAIL_LIMIT if its header was over a limit;
 *         SECMAIL_LATE if said before; SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_message_end(secmail_message *m);

/** What the last failed call was about, in one English line; "" if nothing failed. Borrowed. */
SECMAIL_API const char *secmail_message_error(const secmail_message *m);

/** True once the empty line, or the end, was seen: fields and authors are final. */
SECMAIL_API bool secmail_message_header_is_complete(const secmail_message *m);

/** How many fields the header has, lines that are no field included; final once it is
 * complete. A field counts once the line below it has come, for until then it may be folded. */
SECMAIL_API size_t secmail_message_field_count(const secmail_message *m);

/**
 * Field `index`, from 0 at the top, exactly as it came, its last line end included.
 * @param out_len  receives its length, 0 if there is no such field
 * @return borrowed, NULL if there is no such field
 */
SECMAIL_API const void *secmail_message_field(
    const secmail_message *m, size_t index, size_t *out_len);

/**
 * The name of field `index`, without the colon and white space before it; its
 * length is 0 for a line that is no field. Borrowed, NULL if there is no such field.
 */
SECMAIL_API const void *secmail_message_field_name(
    const secmail_message *m, size_t index, size_t *out_len);

/**
 * What follows the colon of field `index`, folding kept, the last line end
 * left out; empty for a line that is no field. Borrowed, NULL if there is no such field.
 */
SECMAIL_API const void *secmail_message_field_body(
    const secmail_message *m, size_t index, size_t *out_len);

/**
 * The nearest field above `*index` (counted from the bottom) with a name.
 * Start with *index = secmail_message_field_count(); names are compared
 * without regard to case.
 * @return true and the field's index in *index; false if there is none, and *index is unchanged
 */
SECMAIL_API bool secmail_message_find_above(
    const secmail_message *m, const char *name, size_t *index);

/** All oddities seen so far, as secmail_message_flag bits. */
SECMAIL_API uint32_t secmail_message_flags(const secmail_message *m);

/** The word for one flag, such as "bare-lf"; NULL for a bit that has none. Constant. */
SECMAIL_API const char *secmail_message_flag_name(uint32_t flag);

/** The authors of the message; empty until the header is complete. Borrowed. */
SECMAIL_API const secmail_authors *secmail_message_authors(const secmail_message *m);

/**
 * Makes an empty list of authors, for callers that have From fields but no message.
 * @return SECMAIL_DONE or SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_authors_new(secmail_authors **out);

/** Releases a list of authors made by secmail_authors_new(). NULL is allowed. */
SECMAIL_API void secmail_authors_free(secmail_authors *authors);

/**
 * Adds the body of one From field (RFC 5322 section 3.6.2; UTF-8 as RFC 6532).
 * Encoded words are never decoded into addresses.
 * @return SECMAIL_DONE, also for a field that is no mailbox list: that is a
 *         flag, not a failure; SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_authors_add_field(
    secmail_authors *authors, const void *body, size_t len);

/** The flags NO_FROM, REPEATED_FROM and FROM_* that hold for this list. */
SECMAIL_API uint32_t secmail_authors_flags(const secmail_authors *authors);

/** How many addresses were found. */
SECMAIL_API size_t secmail_authors_count(const secmail_authors *authors);

/**
 * Address `index`: local-part, at sign, domain; UTF-8 without control
 * characters, the local-part as it was written. Borrowed, NULL if there is no
 * such address.
 */
SECMAIL_API const char *secmail_authors_address(const secmail_authors *authors, size_t index);

/**
 * The domain of address `index` as secmail_domain_normalize() makes it; NULL
 * if its domain is none, or there is no such address. Borrowed.
 */
SECMAIL_API const char *secmail_authors_address_domain(
    const secmail_authors *authors, size_t index);

/**
 * The author domain (RFC 9989 section 5.3.1): the one domain that all addresses
 * of the one From field share. NULL if there is not exactly one From field, one
 * of its parts can't be read, an address has no valid domain, or domains
 * differ; and NULL if the header's first line is a From field but for the white
 * space before it (leading-space), since readers differ on whether it counts.
 */
SECMAIL_API const char *secmail_authors_domain(const secmail_authors *authors);

/**
 * How many distinct domains the addresses have, if nothing stands against an
 * author domain but that there are several (RFC 9989 section 11.5); 1 where
 * secmail_authors_domain() has it, and 0 for a list that can be read in
 * several ways or has an address without a valid domain.
 */
SECMAIL_API size_t secmail_authors_domain_count(const secmail_authors *authors);

/** Domain `index` of these, in the order in which they stand there; NULL past the end. Borrowed. */
SECMAIL_API const char *secmail_authors_domain_at(const secmail_authors *authors, size_t index);

SECMAIL_END_DECLS

#endif
