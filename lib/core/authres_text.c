/* authres_text.c - see authres_text.h */
#include "authres_text.h"

#include "private/utf8.h"

static const secmailp_byteset LDH = SECMAILP_AUTHRES_LDH;

/* Printable ASCII without the tspecials of RFC 2045: ()<>@,;:\"/[]?= */
static const secmailp_byteset TOKEN = { { 0x03ff6cfa00000000, 0x7fffffffc7fffffe, 0, 0 } };

/* atext (RFC 5322 section 3.2.3) and what RFC 6532 adds; validity is checked apart. */
static const secmailp_byteset ATEXT = { { 0xa3ffacfa00000000, 0x7fffffffc7fffffe, ~0ULL, ~0ULL } };

/* A label: letters, digits, hyphens, underscores, and the octets of a U-label. */
static const secmailp_byteset LABEL = { { 0x03ff200000000000, 0x07fffffe87fffffe, ~0ULL, ~0ULL } };

static bool
is_all(secmailp_view v, const secmailp_byteset *set)
{
	secmailp_cursor c = secmailp_cursor_over(v);

	return secmailp_cursor_while(&c, set).len > 0 && secmailp_cursor_done(&c);
}

bool
secmailp_authres_is_keyword(secmailp_view v)
{
	return is_all(v, &LDH) && v.at[v.len - 1] != '-';
}

bool
secmailp_authres_is_token(secmailp_view v)
{
	return is_all(v, &TOKEN);
}

/* Moves over words of `set` with single dots between them; bad where one is empty. */
static void
skip_dotted(secmailp_cursor *c, const secmailp_byteset *set)
{
	do {
		if (secmailp_cursor_while(c, set).len == 0)
			c->bad = true;
	} while (secmailp_cursor_skip(c, '.'));
}

static void
skip_quoted(secmailp_cursor *c)
{
	secmailp_cursor_expect(c, '"');
	while (secmailp_cursor_left(c) > 0 && secmailp_cursor_peek(c) != '"')
		if (secmailp_cursor_byte(c) == '\\')
			secmailp_cursor_byte(c);
	secmailp_cursor_expect(c, '"');
}

bool
secmailp_authres_is_address(secmailp_view v)
{
	secmailp_cursor domain = secmailp_cursor_over(v);
	secmailp_cursor address = domain;

	skip_dotted(&domain, &LABEL);
	if (secmailp_cursor_done(&domain))
		return true;
	if (secmailp_cursor_peek(&address) == '"')
		skip_quoted(&address);
	else if (secmailp_cursor_peek(&address) != '@')
		skip_dotted(&address, &ATEXT);
	secmailp_cursor_expect(&address, '@');
	skip_dotted(&address, &LABEL);
	return secmailp_cursor_done(&address);
}

/*
 * C1 controls and the two separators of Unicode count as controls: there are
 * readers that end a line at them.
 */
static bool
is_control(int32_t point)
{
	return point < 0x20 || (point >= 0x7f && point < 0xa0) || point == 0x2028 ||
	       point == 0x2029;
}

bool
secmailp_authres_is_clean(secmailp_view v)
{
	secmailp_cursor c = secmailp_cursor_over(v);

	while (secmailp_cursor_left(&c) > 0) {
		int32_t point = secmailp_utf8_take(&c);

		if (point < 0 || is_control(point))
			return false;
	}
	return true;
}
