/*
 * decimal.h - a number as decimal digits, without a buffer of its own
 */
#ifndef SECMAILP_DECIMAL_H
#define SECMAILP_DECIMAL_H

#include "private/view.h"

/* Digits of the largest 64-bit number. */
#define SECMAILP_DECIMAL_MAX 20

/* The digits of `number`, written to the end of `room`, from which the view borrows. */
static inline secmailp_view
secmailp_decimal(uint64_t number, uint8_t room[SECMAILP_DECIMAL_MAX])
{
	size_t at = SECMAILP_DECIMAL_MAX;

	do {
		room[--at] = (uint8_t)('0' + number % 10);
		number /= 10;
	} while (number > 0);
	return (secmailp_view){ room + at, SECMAILP_DECIMAL_MAX - at };
}

#endif
