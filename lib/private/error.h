/*
 * error.h - the one line in which a handle says what its last failure was about
 *
 * What a peer sent never goes in raw: whatever is not printable ASCII is
 * written as "?", so that an error can stand in any log.
 */
#ifndef SECMAILP_ERROR_H
#define SECMAILP_ERROR_H

#include "private/view.h"

#define SECMAILP_ERROR_SIZE 256

typedef struct secmailp_error {
	char text[SECMAILP_ERROR_SIZE]; /* always ends in NUL; cut if too long */
} secmailp_error;

/* Sets the line, as printf does. */
void secmailp_error_set(secmailp_error *e, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Sets the line to a sentence that needs no formatting, which is quicker. */
void secmailp_error_text(secmailp_error *e, const char *text);

/* Empties the line. */
void secmailp_error_clear(secmailp_error *e);

/* Copies octets that a peer sent to `out`, printable and cut to fit; returns `out`, for use in a
 * set. */
const char *secmailp_printable(secmailp_view v, char *out, size_t size);

#endif
