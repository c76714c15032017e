/*
 * utf8.h - reads UTF-8 as RFC 3629 has it
 *
 * No overlong form, no surrogate, nothing over U+10FFFF: what passes here
 * means the same to every reader.
 */
#ifndef SECMAILP_UTF8_H
#define SECMAILP_UTF8_H

#include "private/cursor.h"

/* The next code point; -1, and one octet further, if there is none. */
int32_t secmailp_utf8_take(secmailp_cursor *c);

/* How many octets the code point at the cursor has, 0 if none stands there. Does not move. */
size_t secmailp_utf8_length(const secmailp_cursor *c);

/* True if all of `v` is UTF-8. */
bool secmailp_utf8_is_valid(secmailp_view v);

#endif
