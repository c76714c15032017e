/* utf8.c - see utf8.h */
#include "private/utf8.h"

#include "private/eight.h"

/* Octets that are looked at together. */
#define STEP (4 * SECMAILP_EIGHT)

#define MAX_CODE_POINT 0x10ffff

int32_t
secmailp_utf8_take(secmailp_cursor *c)
{
	/* The least code point that needs so many octets behind the first. */
	static const int32_t least[] = { 0, 0x80, 0x800, 0x10000 };
	uint8_t lead = secmailp_cursor_byte(c);
	size_t more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
	secmailp_cursor ahead = *c;
	int32_t code = lead & (0x3f >> more);

	if (lead < 0x80)
		return lead;
	if (lead < 0xc2 || lead > 0xf4)
		return -1;
	for (size_t i = 0; i < more; i++) {
		int next = secmailp_cursor_peek(&ahead);

		if (next < 0x80 || next > 0xbf)
			return -1;
		code = code << 6 | (secmailp_cursor_byte(&ahead) & 0x3f);
	}
	if (code < least[more] || code > MAX_CODE_POINT || (code >= 0xd800 && code <= 0xdfff))
		return -1;
	*c = ahead;
	return code;
}

size_t
secmailp_utf8_length(const secmailp_cursor *c)
{
	secmailp_cursor ahead = *c;

	return secmailp_utf8_take(&ahead) < 0 ? 0 : (size_t)(ahead.at - c->at);
}

/* Nearly all text is ASCII: many octets at a time, up to the first that are not. */
static void
skip_ascii(secmailp_cursor *c)
{
	static const secmailp_byteset ascii = { { ~UINT64_C(0), ~UINT64_C(0), 0, 0 } };

	while (secmailp_cursor_left(c) >= STEP) {
		const uint8_t *at = secmailp_cursor_rest(c).at;
		uint64_t all = 0;

		for (size_t i = 0; i < STEP; i += SECMAILP_EIGHT)
			all |= secmailp_eight(at + i);
		if ((all & SECMAILP_TOPS) != 0)
			break;
		secmailp_cursor_take(c, STEP);
	}
	secmailp_cursor_while(c, &ascii);
}

bool
secmailp_utf8_is_valid(secmailp_view v)
{
	secmailp_cursor c = secmailp_cursor_over(v);

	for (skip_ascii(&c); secmailp_cursor_left(&c) > 0; skip_ascii(&c))
		if (secmailp_utf8_take(&c) < 0)
			return false;
	return true;
}
