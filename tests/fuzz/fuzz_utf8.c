/* covers: lib/private/utf8.c */
/*
 * fuzz_utf8.c - UTF-8 is what its grammar says (RFC 3629 section 4), one spelling a code point
 */
#include <stdlib.h>

#include "private/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
require(bool holds)
{
	if (!holds)
		abort();
}

/* The lines of the grammar: the first octet's range, the second's, and how many tails follow. */
static const struct line {
	uint8_t first[2];
	uint8_t second[2];
	size_t tails;
} lines[] = {
	{ { 0xc2, 0xdf }, { 0x80, 0xbf }, 0 },
	{ { 0xe0, 0xe0 }, { 0xa0, 0xbf }, 1 },
	{ { 0xe1, 0xec }, { 0x80, 0xbf }, 1 },
	{ { 0xed, 0xed }, { 0x80, 0x9f }, 1 },
	{ { 0xee, 0xef }, { 0x80, 0xbf }, 1 },
	{ { 0xf0, 0xf0 }, { 0x90, 0xbf }, 2 },
	{ { 0xf1, 0xf3 }, { 0x80, 0xbf }, 2 },
	{ { 0xf4, 0xf4 }, { 0x80, 0x8f }, 2 },
};

static bool
is_in(uint8_t octet, const uint8_t range[2])
{
	return octet >= range[0] && octet <= range[1];
}

static bool
are_tails(const uint8_t *octets, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (octets[i] < 0x80 || octets[i] > 0xbf)
			return false;
	return true;
}

/* How many octets the grammar takes at the start of `text`, which is not empty; 0: none. */
static size_t
length_by_grammar(const uint8_t *text, size_t len)
{
	if (text[0] < 0x80)
		return 1;
	for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
		if (is_in(text[0], lines[i].first) && len >= 2 + lines[i].tails &&
		    is_in(text[1], lines[i].second) && are_tails(text + 2, lines[i].tails))
			return 2 + lines[i].tails;
	return 0;
}

/* Writes a code point (section 3); returns its length. */
static size_t
encode(uint32_t code, uint8_t out[4])
{
	static const uint8_t marks[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
	size_t len = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;

	for (size_t i = len; i > 1; i--) {
		out[i - 1] = (uint8_t)(0x80 | (code & 0x3f));
		code >>= 6;
	}
	out[0] = (uint8_t)(marks[len] | code);
	return len;
}

/* Takes one code point, or one octet that begins none. Returns whether it was a code point. */
static bool
check_one(secmailp_cursor *c)
{
	const uint8_t *start = c->at;
	size_t expected = length_by_grammar(start, secmailp_cursor_left(c));
	size_t length = secmailp_utf8_length(c);
	uint8_t written[4];
	int32_t code;

	require(length == expected && c->at == start);
	code = secmailp_utf8_take(c);
	require(!c->bad && (code >= 0) == (expected > 0));
	require((size_t)(c->at - start) == (expected > 0 ? expected : 1));
	if (code < 0)
		return false;
	require(encode((uint32_t)code, written) == expected);
	require(memcmp(written, start, expected) == 0);
	return true;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	secmailp_view text = secmailp_view_of(data, size);
	secmailp_cursor c = secmailp_cursor_over(text);
	bool is_valid = true;

	while (secmailp_cursor_left(&c) > 0)
		is_valid &= check_one(&c);
	require(secmailp_utf8_is_valid(text) == is_valid);
	return 0;
}
