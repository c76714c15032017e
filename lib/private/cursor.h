/*
 * cursor.h - read hostile bytes without ever looking outside them
 *
 * A cursor is a window on input that somebody else owns, and the only place
 * where a pointer into input moves. Failure is sticky: once a read did not
 * fit, `bad` stays true and every later read gives nothing, so that a parser
 * reads a whole construct and asks once, at its end, whether it was there.
 */
#ifndef SECMAILP_CURSOR_H
#define SECMAILP_CURSOR_H

#include "private/byteset.h"
#include "private/view.h"

typedef struct secmailp_cursor {
	const uint8_t *at;
	const uint8_t *end;
	bool bad;
} secmailp_cursor;

static inline secmailp_cursor
secmailp_cursor_over(secmailp_view input)
{
	/* A zeroed view has no pointer, and C allows no arithmetic on none. */
	input = secmailp_view_of(input.at, input.len);
	return (secmailp_cursor){ input.at, input.at + input.len, false };
}

static inline size_t
secmailp_cursor_left(const secmailp_cursor *c)
{
	return c->bad ? 0 : (size_t)(c->end - c->at);
}

/* Everything was read, and everything read was there. */
static inline bool
secmailp_cursor_done(const secmailp_cursor *c)
{
	return !c->bad && c->at == c->end;
}

/* All that is left, without moving. */
static inline secmailp_view
secmailp_cursor_rest(const secmailp_cursor *c)
{
	return (secmailp_view){ c->at, secmailp_cursor_left(c) };
}

/* The next octet, or -1 at the end. Does not move. */
static inline int
secmailp_cursor_peek(const secmailp_cursor *c)
{
	return secmailp_cursor_left(c) > 0 ? *c->at : -1;
}

/* The octet `ahead` places on, or -1 past the end. Does not move. */
static inline int
secmailp_cursor_peek_at(const secmailp_cursor *c, size_t ahead)
{
	return secmailp_cursor_left(c) > ahead ? c->at[ahead] : -1;
}

/* The next octet, which has to be there. */
static inline uint8_t
secmailp_cursor_byte(secmailp_cursor *c)
{
	if (secmailp_cursor_left(c) == 0) {
		c->bad = true;
		return 0;
	}
	return *c->at++;
}

/* The next `len` octets, which have to be there. */
static inline secmailp_view
secmailp_cursor_take(secmailp_cursor *c, size_t len)
{
	secmailp_view taken = { c->at, len };

	if (secmailp_cursor_left(c) < len) {
		c->bad = true;
		return (secmailp_view){ c->at, 0 };
	}
	c->at += len;
	return taken;
}

/* A 16-bit number in network order. */
static inline uint16_t
secmailp_cursor_u16(secmailp_cursor *c)
{
	uint8_t high = secmailp_cursor_byte(c);

	return (uint16_t)(high << 8 | secmailp_cursor_byte(c));
}

/* Moves over `byte` if it is next. Absence is an answer, not a failure. */
static inline bool
secmailp_cursor_skip(secmailp_cursor *c, uint8_t byte)
{
	if (secmailp_cursor_peek(c) != byte)
		return false;
	c->at++;
	return true;
}

/* Moves over `byte`, which has to be next. */
static inline void
secmailp_cursor_expect(secmailp_cursor *c, uint8_t byte)
{
	if (!secmailp_cursor_skip(c, byte))
		c->bad = true;
}

/* The longest run of octets in `set`, possibly empty. */
static inline secmailp_view
secmailp_cursor_while(secmailp_cursor *c, const secmailp_byteset *set)
{
	const uint8_t *start = c->at, *end = start + secmailp_cursor_left(c), *at = start;

	while (at < end && secmailp_byteset_has(set, *at))
		at++;
	c->at = at;
	return (secmailp_view){ start, (size_t)(at - start) };
}

/* What stands before the next `byte`, or all that is left; moves up to it, not over it. */
static inline secmailp_view
secmailp_cursor_until(secmailp_cursor *c, uint8_t byte)
{
	size_t left = secmailp_cursor_left(c);
	const uint8_t *found = left > 0 ? memchr(c->at, byte, left) : NULL;

	return secmailp_cursor_take(c, found ? (size_t)(found - c->at) : left);
}

/* Moves over `text` if it is next, octet for octet. */
static inline bool
secmailp_cursor_literal(secmailp_cursor *c, const char *text)
{
	secmailp_view next = secmailp_view_first(secmailp_cursor_rest(c), strlen(text));

	if (!secmailp_view_is(next, text))
		return false;
	c->at += next.len;
	return true;
}

/* Moves over `text` if it is next, letters in either case (ASCII). */
static inline bool
secmailp_cursor_literal_nocase(secmailp_cursor *c, const char *text)
{
	secmailp_view next = secmailp_view_first(secmailp_cursor_rest(c), strlen(text));

	if (!secmailp_view_is_nocase(next, text))
		return false;
	c->at += next.len;
	return true;
}

/*
 * A decimal number of `max` at most, written with as many digits as the input
 * has. Anything else, a number over `max` included, is a failure.
 */
static inline uint64_t
secmailp_cursor_number(secmailp_cursor *c, uint64_t max)
{
	static const secmailp_byteset digit = SECMAILP_DIGIT;
	secmailp_view digits = secmailp_cursor_while(c, &digit);
	uint64_t number = 0;

	if (digits.len == 0)
		c->bad = true;
	for (size_t i = 0; i < digits.len && !c->bad; i++) {
		unsigned value = digits.at[i] - (unsigned)'0';

		if (number > (max - value) / 10 || value > max)
			c->bad = true;
		else
			number = number * 10 + value;
	}
	return c->bad ? 0 : number;
}

#endif
