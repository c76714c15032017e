/*
 * octets.c - what can be odd about the octets of a message: bare CR, bare LF,
 * NUL, lines that are too long
 *
 * This is the only part that sees every octet of a body, so it has to run at
 * the speed of memory. Neighbours are compared many pairs at a time and without
 * a branch; lines are measured by looking for their ends from the back of a
 * longest line, so that most octets are passed over.
 */
#include "core_internal.h"

#define BLOCK 256

#define PAIR_FLAGS (SECMAIL_MESSAGE_BARE_LF | SECMAIL_MESSAGE_BARE_CR | SECMAIL_MESSAGE_NUL)

/* The most that may stand before a line's LF: 998 octets and the CR. */
#define MAX_COLUMN (SECMAIL_MESSAGE_MAX_LINE + 1)

secmailp_octets
secmailp_octets_new(void)
{
	return (secmailp_octets){ .previous = '\n' };
}

/* What `octet` tells by itself and by what stands before it. */
static uint32_t
pair_flags(uint8_t before, uint8_t octet)
{
	uint32_t flags = 0;

	if (octet == '\n' && before != '\r')
		flags |= SECMAIL_MESSAGE_BARE_LF;
	if (octet != '\n' && before == '\r')
		flags |= SECMAIL_MESSAGE_BARE_CR;
	if (octet == '\0')
		flags |= SECMAIL_MESSAGE_NUL;
	return flags;
}

/*
 * The same for all of BLOCK + 1 octets but the first, which is only a
 * neighbour. The loop is one that compilers turn into vectors: nothing in it
 * is more than a comparison of octets, and nearly always nothing is odd.
 */
static uint32_t
block_flags(const uint8_t *octets)
{
	uint8_t odd = 0, nul = 0;
	uint32_t flags = 0;

	for (size_t i = 0; i < BLOCK; i++) {
		odd |= (uint8_t)((octets[i] == '\r') ^ (octets[i + 1] == '\n'));
		nul |= (uint8_t)(octets[i + 1] == '\0');
	}
	for (size_t i = 0; i < BLOCK && (odd | nul) != 0; i++)
		flags |= pair_flags(octets[i], octets[i + 1]);
	return flags;
}

static void
compare_pairs(secmailp_octets *s, secmailp_view piece)
{
	secmailp_cursor c = secmailp_cursor_over(piece);
	uint8_t before = s->previous;

	s->flags |= pair_flags(before, (uint8_t)secmailp_cursor_peek(&c));
	while (secmailp_cursor_left(&c) > BLOCK && (s->flags & PAIR_FLAGS) != PAIR_FLAGS) {
		s->flags |= block_flags(secmailp_cursor_rest(&c).at);
		secmailp_cursor_take(&c, BLOCK);
	}
	before = secmailp_cursor_byte(&c);
	while (secmailp_cursor_left(&c) > 0 && (s->flags & PAIR_FLAGS) != PAIR_FLAGS) {
		uint8_t octet = secmailp_cursor_byte(&c);

		s->flags |= pair_flags(before, octet);
		before = octet;
	}
}

/* How many octets of `v` the last LF ends; 0 if there is none. */
static size_t
upto_last_lf(secmailp_view v)
{
	size_t upto = v.len;

	while (upto > 0 && v.at[upto - 1] != '\n')
		upto--;
	return upto;
}

/* Goes from the line that is open to the last that ends within the longest line from there. */
static void
measure_lines(secmailp_octets *s, secmailp_view piece)
{
	secmailp_cursor c = secmailp_cursor_over(piece);
	uint8_t before = s->previous;

	while (secmailp_cursor_left(&c) > 0 && !(s->flags & SECMAIL_MESSAGE_LONG_LINE)) {
		secmailp_view window =
		    secmailp_view_first(secmailp_cursor_rest(&c), MAX_COLUMN - s->column);
		size_t upto = upto_last_lf(window);

		if (upto > 0) {
			secmailp_cursor_take(&c, upto);
			s->column = 0;
			before = '\n';
		} else if (window.len > 0) {
			secmailp_cursor_take(&c, window.len);
			s->column += window.len;
			before = window.at[window.len - 1];
		} else if (before == '\r' && secmailp_cursor_skip(&c, '\n')) {
			s->column = 0;
		} else {
			s->flags |= SECMAIL_MESSAGE_LONG_LINE;
		}
	}
}

void
secmailp_octets_take(secmailp_octets *s, secmailp_view piece)
{
	if (piece.len == 0)
		return;
	compare_pairs(s, piece);
	measure_lines(s, piece);
	s->previous = piece.at[piece.len - 1];
}

void
secmailp_octets_end(secmailp_octets *s)
{
	if (s->previous == '\r')
		s->flags |= SECMAIL_MESSAGE_BARE_CR;
	if (s->column > SECMAIL_MESSAGE_MAX_LINE)
		s->flags |= SECMAIL_MESSAGE_LONG_LINE;
	s->column = 0;
	s->previous = '\n';
}
