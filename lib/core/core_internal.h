/*
 * core_internal.h - what the files of core share with one another
 *
 * A message goes through them like this: octets.c looks at every octet of it,
 * header.c collects the lines of the header, field.c takes a field apart,
 * mailboxes.c reads the addresses in one, authors.c keeps them, lookalike.c
 * says what beside them a reader could take for an address; message.c calls all.
 */
#ifndef SECMAIL_CORE_INTERNAL_H
#define SECMAIL_CORE_INTERNAL_H

#include <secmail/message.h>

#include "private/arena.h"
#include "private/buffer.h"
#include "private/cursor.h"
#include "private/utf8.h"

/* What a scan of octets has to remember between two pieces. */
typedef struct secmailp_octets {
	uint32_t flags;   /* BARE_LF, BARE_CR, NUL, LONG_LINE */
	size_t column;    /* octets since the last LF; no longer kept once LONG_LINE is set */
	uint8_t previous; /* the octet before the next piece; LF at the start */
} secmailp_octets;

/* A scan before its first octet. */
secmailp_octets secmailp_octets_new(void);

/* Looks at the next piece, header and body alike. */
void secmailp_octets_take(secmailp_octets *s, secmailp_view piece);

/* Says that the last line is over, whether or not a line end came. */
void secmailp_octets_end(secmailp_octets *s);

/* Where one field stands in the octets of its header. */
typedef struct secmailp_field {
	uint32_t start;
	uint32_t end;      /* behind its last line end */
	uint32_t name_len; /* 0 for a line that is no field */
	uint32_t body;     /* behind the colon; `end` for a line that is no field */
} secmailp_field;

/*
 * Finds the colon of the field that stands at field->start to ->end in
 * `octets`, sets the rest of *field, and returns the flags that it deserves.
 */
uint32_t secmailp_field_split(secmailp_field *field, secmailp_view octets);

/* `v` without the CRLF or LF that it ends in. */
secmailp_view secmailp_without_line_end(secmailp_view v);

/* A header that comes in. */
typedef struct secmailp_header {
	secmailp_buffer octets; /* the fields as they came, and the empty line */
	secmailp_field *fields;
	size_t count;
	size_t room;
	size_t line;      /* where the line begins that has not ended */
	size_t open;      /* where the field begins that may still be folded, if there is one */
	bool has_open;    /* there is one */
	bool normalize;   /* a bare LF is kept as CRLF */
	bool is_complete; /* the empty line came, or secmailp_header_end() */
	uint32_t flags;   /* LEADING_SPACE, NOT_A_FIELD, SPACE_BEFORE_COLON, FOLDED_NAME */
	secmail_status status; /* SECMAIL_DONE, SECMAIL_LIMIT or SECMAIL_NO_MEMORY */
} secmailp_header;

secmailp_header secmailp_header_new(void);
void secmailp_header_free(secmailp_header *h);

/* Empties it; what it does with a bare LF stays. */
void secmailp_header_reset(secmailp_header *h);

/* Takes what of `piece` belongs to the header, and returns how much that was. */
size_t secmailp_header_take(secmailp_header *h, secmailp_view piece);

/* Ends the header without an empty line. */
void secmailp_header_end(secmailp_header *h);

/* The whole of field `index`, its name, its body; `index` is less than h->count. */
secmailp_view secmailp_header_field(const secmailp_header *h, size_t index);
secmailp_view secmailp_header_name(const secmailp_header *h, size_t index);
secmailp_view secmailp_header_body(const secmailp_header *h, size_t index);

/*
 * True if the header's first line is a From field but for white space before
 * it: some readers pass over the space, others over the line.
 */
bool secmailp_header_hides_from(const secmailp_header *h);

/*
 * A reader of mailbox lists, one mailbox at a time. It goes on behind an error,
 * for what another reader would find there is worth a flag; whether there was
 * one is in `flags`.
 */
typedef struct secmailp_mailboxes {
	secmailp_cursor at;
	secmailp_buffer local;  /* as it was written, without comments and folding */
	secmailp_buffer domain; /* likewise; a literal with its brackets */
	secmailp_view before;   /* display name and comments before the address */
	secmailp_view after;    /* comments behind it */
	secmailp_view tail;     /* what follows the domain that was read last */
	uint32_t flags;         /* FROM_SYNTAX, FROM_ROUTE, FROM_QUOTED */
	bool in_group;
	bool wants_comma; /* a mailbox or group ended; a comma or the end has to follow */
	bool has_found;   /* there was a mailbox or a group */
	secmail_status status;
} secmailp_mailboxes;

secmailp_mailboxes secmailp_mailboxes_over(secmailp_view body);

/* Reads up to the next mailbox. False at the end, and when status is not SECMAIL_DONE. */
bool secmailp_mailboxes_next(secmailp_mailboxes *r);
void secmailp_mailboxes_free(secmailp_mailboxes *r);

/* True if an encoded word (RFC 2047) in `text` decodes to something with an at sign. */
bool secmailp_encoded_word_hides_at(secmailp_view text);

/*
 * Whether `text` shows something like an address of another domain than
 * `domain`, which is normalized, or NULL for one that has no name.
 * @return SECMAIL_DONE or SECMAIL_NO_MEMORY
 */
secmail_status secmailp_shows_other_domain(secmailp_view text, const char *domain, bool *out);

/* Forgets all fields and addresses. */
void secmailp_authors_reset(secmail_authors *authors);

/* Says that beside the From fields there is what other readers take for one. */
void secmailp_authors_distrust(secmail_authors *authors);

/* True if an address of `others` has another domain than an address of `authors`. */
bool secmailp_authors_differ(const secmail_authors *authors, const secmail_authors *others);

#endif
