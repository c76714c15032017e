/*
 * counter.h - counters as the stores keep them: decimal text of an int64_t
 */
#ifndef SECMAILP_COUNTER_H
#define SECMAILP_COUNTER_H

#include "private/cursor.h"
#include "private/decimal.h"

/* A sign and the digits of INT64_MIN. */
#define SECMAILP_COUNTER_MAX (SECMAILP_DECIMAL_MAX + 1)

/* The number that a counter's value says; false if it is no counter. */
static inline bool
secmailp_counter_read(secmailp_view text, int64_t *out)
{
	secmailp_cursor c = secmailp_cursor_over(text);
	bool negative = secmailp_cursor_skip(&c, '-');
	uint64_t size = secmailp_cursor_number(&c, (uint64_t)INT64_MAX + negative);

	if (!secmailp_cursor_done(&c))
		return false;
	*out = !negative ? (int64_t)size : size == 0 ? 0 : -(int64_t)(size - 1) - 1;
	return true;
}

/* The text of a number, written to the end of `room`, from which the view borrows. */
static inline secmailp_view
secmailp_counter_write(int64_t number, uint8_t room[SECMAILP_COUNTER_MAX])
{
	uint64_t size = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
	secmailp_view digits = secmailp_decimal(size, room + 1);
	size_t at = SECMAILP_COUNTER_MAX - digits.len;

	if (number >= 0)
		return digits;
	room[at - 1] = '-';
	return (secmailp_view){ room + at - 1, digits.len + 1 };
}

#endif
