/*
 * buffer.h - text and octets that grow, up to a maximum named when they are made
 *
 * Failure is sticky, as a cursor's: after a write that did not fit, or an
 * allocation that failed, nothing more is taken, and the status says which it
 * was. A writer may therefore write a whole construct and ask once.
 */
#ifndef SECMAILP_BUFFER_H
#define SECMAILP_BUFFER_H

#include "private/status.h"
#include "private/view.h"

typedef struct secmailp_buffer {
	uint8_t *at;
	size_t len;
	size_t room;            /* octets allocated */
	size_t max;             /* octets that `len` may reach */
	secmailp_status status; /* SECMAILP_DONE, SECMAILP_LIMIT or SECMAILP_NO_MEMORY */
} secmailp_buffer;

/* An empty buffer that takes `max` octets. Allocates nothing yet. */
secmailp_buffer secmailp_buffer_new(size_t max);

/* Releases the octets; the buffer is empty and usable again. */
void secmailp_buffer_free(secmailp_buffer *b);

/* Empties the buffer and forgets a failure; keeps the room. */
void secmailp_buffer_reset(secmailp_buffer *b);

/* Appends octets, a NUL-terminated text, one octet, a number in decimal. */
void secmailp_buffer_add(secmailp_buffer *b, secmailp_view v);
void secmailp_buffer_text(secmailp_buffer *b, const char *text);
void secmailp_buffer_byte(secmailp_buffer *b, uint8_t byte);
void secmailp_buffer_number(secmailp_buffer *b, uint64_t number);

/* What was written so far; nothing after a failure. */
secmailp_view secmailp_buffer_view(const secmailp_buffer *b);

/*
 * Hands out what was written as a string of its own, to be released with
 * free(), and empties the buffer. On failure *out is NULL.
 */
SECMAILP_MUST_CHECK secmailp_status secmailp_buffer_take(secmailp_buffer *b, char **out);

#endif
