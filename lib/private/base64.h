/*
 * base64.h - base64 (RFC 4648 section 4), strictly
 *
 * The decoder takes one spelling of each octet string: the right amount of
 * padding, no stray bits, no foreign octet. Folding white space may stand
 * anywhere if the caller's grammar has it (RFC 6376 section 3.2, base64string).
 */
#ifndef SECMAILP_BASE64_H
#define SECMAILP_BASE64_H

#include "private/buffer.h"
#include "private/view.h"

typedef enum secmailp_base64_space {
	SECMAILP_BASE64_PLAIN,
	SECMAILP_BASE64_FOLDED /* space, tab, CR and LF are passed over */
} secmailp_base64_space;

/*
 * Decodes `text` into at most `room` octets. Returns false, with *out_len 0,
 * if it is not base64 or does not fit.
 */
SECMAILP_MUST_CHECK bool secmailp_base64_decode(
    secmailp_view text, secmailp_base64_space space, uint8_t *out, size_t room, size_t *out_len);

/* Octets that `len` encoded octets decode to at most. */
static inline size_t
secmailp_base64_room(size_t len)
{
	return len / 4 * 3 + 3;
}

/* Appends the base64 of `octets`, with padding, on one line. */
void secmailp_base64_encode(secmailp_buffer *out, secmailp_view octets);

#endif
