/*
 * utf8.h - what is UTF-8 and what is not (RFC 3629)
 *
 * No overlong forms, no surrogates, nothing over U+10FFFF: what passes here
 * means the same to every reader.
 */
#ifndef SECMAILP_UTF8_H
#define SECMAILP_UTF8_H

#include "private/cursor.h"

/* Octets of the longest sequence. */
#define SECMAILP_UTF8_MAX 4

/* How many octets the sequence at the cursor has, 0 if none stands there. Does not move. */
size_t secmailp_utf8_length(const secmailp_cursor *c);

/* True if all of `v` is UTF-8. */
bool secmailp_utf8_is_valid(secmailp_view v);

#endif
