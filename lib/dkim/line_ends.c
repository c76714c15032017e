/*
 * line_ends.c - whether a message's octets are such as may be signed
 *
 * What is signed has to be read by all in the same way (RFC 6376 section 3.8),
 * and mail has no CR or LF but as CRLF, and no zero octet (RFC 5322 section
 * 2.2). A relay that repairs one of them breaks the signature besides. Blocks
 * are looked at as a whole, which the processor does in a few steps.
 */
#include "sign.h"

static const char BARE_CR[] = "a CR stands without an LF";
static const char BARE_LF[] = "an LF stands without a CR";
static const char ZERO[] = "there is a zero octet";

/* One octet more. */
static const char *
step(smdkim_line_ends *l, uint8_t byte)
{
	bool after_cr = l->after_cr;

	l->after_cr = byte == '\r';
	if (byte == 0)
		return ZERO;
	if (after_cr && byte != '\n')
		return BARE_CR;
	return byte == '\n' && !after_cr && !l->takes_lf ? BARE_LF : NULL;
}

/*
 * True if a block, of which the next octet is there as well, has only whole line
 * ends: a CR stands exactly where an LF is next. `strict` is 1 if an LF needs its CR.
 */
static bool
is_sound(const uint8_t *block, uint8_t strict)
{
	uint8_t bad = 0;

	for (size_t i = 0; i < SMDKIM_BLOCK; i++) {
		uint8_t cr = block[i] == '\r', lf = block[i + 1] == '\n';

		bad |= (uint8_t)((block[i] == 0) | ((cr ^ lf) & (cr | strict)));
	}
	return bad == 0;
}

/* True if the first octet of a piece goes with what was before it. */
static bool
goes_on(const smdkim_line_ends *l, uint8_t first)
{
	return l->after_cr ? first == '\n' : first != '\n' || l->takes_lf;
}

const char *
smdkim_line_ends_write(smdkim_line_ends *l, secmailp_view piece)
{
	secmailp_cursor c = secmailp_cursor_over(piece);
	const char *why = NULL;

	while (secmailp_cursor_left(&c) > SMDKIM_BLOCK && goes_on(l, *c.at) &&
	       is_sound(c.at, !l->takes_lf)) {
		secmailp_view block = secmailp_cursor_take(&c, SMDKIM_BLOCK);

		l->after_cr = block.at[SMDKIM_BLOCK - 1] == '\r';
	}
	while (!why && secmailp_cursor_left(&c) > 0)
		why = step(l, secmailp_cursor_byte(&c));
	return why;
}

const char *
smdkim_line_ends_end(const smdkim_line_ends *l)
{
	return l->after_cr ? BARE_CR : NULL;
}
