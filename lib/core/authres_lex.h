/*
 * authres_lex.h - comments, quoted strings and where a result ends
 *
 * What RFC 5322 section 3.2 calls CFWS and quoted-string, read with a cursor.
 * Folding is undone: CRLF before white space goes, a tab becomes a space.
 */
#ifndef SECMAILP_AUTHRES_LEX_H
#define SECMAILP_AUTHRES_LEX_H

#include <secmail/authres.h>

#include "private/cursor.h"

/* Text that is put together while it is read; what doesn't fit is noted, not kept. */
typedef struct authres_text {
	uint8_t at[SECMAIL_AUTHRES_MAX_VALUE];
	size_t len;
	bool is_cut;
} authres_text;

typedef enum authres_quotes {
	AUTHRES_DECODED, /* without the quotes and escapes */
	AUTHRES_RAW      /* as they stand */
} authres_quotes;

void secmailp_authres_text_add(authres_text *t, uint8_t octet);
void secmailp_authres_text_run(authres_text *t, secmailp_view v);

static inline secmailp_view
secmailp_authres_text_view(const authres_text *t)
{
	return secmailp_view_of(t->at, t->len);
}

/* Reads the comment that is next into *t, NULL to pass over it. Bad if it has no end. */
void secmailp_authres_read_comment(secmailp_cursor *c, authres_text *t);

/* Moves over comments and white space. */
void secmailp_authres_skip_cfws(secmailp_cursor *c);

/* Reads the quoted string that is next into *t, NULL to pass over it. Bad if it has no end. */
void secmailp_authres_read_quoted(secmailp_cursor *c, authres_quotes quotes, authres_text *t);

/*
 * What stands before the next semicolon outside comments and quoted strings;
 * moves over the semicolon. Bad if a comment or a quoted string has no end.
 */
secmailp_view secmailp_authres_read_segment(secmailp_cursor *c);

#endif
