/* utf8.c - see utf8.h */
#include "private/utf8.h"

/*
 * RFC 3629 section 4, UTF8-octets: which second octets may follow a first one,
 * and how long the sequence is. Every octet after the second is 80-BF.
 */
static const struct row {
	uint8_t first_low, first_high;
	uint8_t second_low, second_high;
	uint8_t length;
} rows[] = {
	{ 0xc2, 0xdf, 0x80, 0xbf, 2 },
	{ 0xe0, 0xe0, 0xa0, 0xbf, 3 },
	{ 0xe1, 0xec, 0x80, 0xbf, 3 },
	{ 0xed, 0xed, 0x80, 0x9f, 3 },
	{ 0xee, 0xef, 0x80, 0xbf, 3 },
	{ 0xf0, 0xf0, 0x90, 0xbf, 4 },
	{ 0xf1, 0xf3, 0x80, 0xbf, 4 },
	{ 0xf4, 0xf4, 0x80, 0x8f, 4 },
};

static bool
is_between(int octet, int low, int high)
{
	return octet >= low && octet <= high;
}

size_t
secmailp_utf8_length(const secmailp_cursor *c)
{
	const int first = secmailp_cursor_peek(c);

	if (is_between(first, 0, 0x7f))
		return 1;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const struct row *row = &rows[i];
		bool fits =
		    is_between(first, row->first_low, row->first_high) &&
		    is_between(secmailp_cursor_peek_at(c, 1), row->second_low, row->second_high);

		for (size_t k = 2; fits && k < row->length; k++)
			fits = is_between(secmailp_cursor_peek_at(c, k), 0x80, 0xbf);
		if (fits)
			return row->length;
	}
	return 0;
}

bool
secmailp_utf8_is_valid(secmailp_view v)
{
	secmailp_cursor c = secmailp_cursor_over(v);

	while (secmailp_cursor_left(&c) > 0) {
		size_t length = secmailp_utf8_length(&c);

		if (length == 0)
			return false;
		secmailp_cursor_take(&c, length);
	}
	return true;
}
