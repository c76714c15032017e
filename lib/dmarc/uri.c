/*
 * uri.c - is there an address that reports could go to?
 *
 * Only the syntax is judged here (RFC 9989 section 4.8, RFC 3986): whether a
 * record without a usable policy still asks for reports hangs on it. Which
 * addresses may be written to is a question for whoever sends reports.
 */
#include "dmarc_internal.h"
#include "private/cursor.h"

static const secmailp_byteset SPACE = SECMAILP_WSP;
static const secmailp_byteset DIGIT = SECMAILP_DIGIT;
static const secmailp_byteset LETTER = SECMAILP_ALPHA;
static const secmailp_byteset HEX = { { 0x03ff000000000000, 0x0000007e0000007e, 0, 0 } };

/* ALPHA DIGIT "+" "-" "." */
static const secmailp_byteset SCHEME = { { 0x03ff680000000000, 0x07fffffe07fffffe, 0, 0 } };

/* Unreserved and reserved octets but "!" and ",", which have to be encoded (section 4.8). */
static const secmailp_byteset PLAIN = { { 0xafffefd800000000, 0x47fffffeafffffff, 0, 0 } };

/* What may stand before the "@" of an address, written in a URI: PLAIN but "@", "?" and "#". */
static const secmailp_byteset LOCAL = { { 0x2fffefd000000000, 0x47fffffeaffffffe, 0, 0 } };

/* k, m, g, t in either case */
static const secmailp_byteset UNIT = { { 0, 0x0010208800102880, 0, 0 } };

/* 1*( PLAIN / pct-encoded ) of the octets in `set`. */
static bool
read_run(secmailp_cursor *c, const secmailp_byteset *set)
{
	size_t before = secmailp_cursor_left(c);

	do {
		secmailp_cursor_while(c, set);
		if (!secmailp_cursor_skip(c, '%'))
			break;
		for (int i = 0; i < 2; i++)
			if (!secmailp_byteset_has(&HEX, secmailp_cursor_byte(c)))
				c->bad = true;
	} while (!c->bad);
	return !c->bad && secmailp_cursor_left(c) < before;
}

/* obs-dmarc-report-size, which is ignored: "!" 1*DIGIT [unit]; or nothing. */
static bool
read_end(secmailp_cursor *c)
{
	if (secmailp_cursor_skip(c, '!')) {
		if (secmailp_cursor_while(c, &DIGIT).len == 0)
			return false;
		if (secmailp_cursor_left(c) > 0 &&
		    secmailp_byteset_has(&UNIT, (uint8_t)secmailp_cursor_peek(c)))
			secmailp_cursor_byte(c);
	}
	secmailp_cursor_while(c, &SPACE);
	return secmailp_cursor_done(c);
}

static bool
is_reporting_uri(secmailp_view text)
{
	secmailp_cursor c = secmailp_cursor_over(text);

	secmailp_cursor_while(&c, &SPACE);
	if (!secmailp_byteset_has(&LETTER, (uint8_t)secmailp_cursor_peek(&c)))
		return false;
	secmailp_view scheme = secmailp_cursor_while(&c, &SCHEME);
	secmailp_cursor_expect(&c, ':');
	if (secmailp_view_is_nocase(scheme, "mailto")) {
		if (!read_run(&c, &LOCAL))
			return false;
		secmailp_cursor_expect(&c, '@');
	}
	return read_run(&c, &PLAIN) && read_end(&c);
}

bool
secmailp_dmarc_urilist_is_useful(secmailp_view list)
{
	secmailp_cursor c = secmailp_cursor_over(list);
	bool found = false;

	while (!found && secmailp_cursor_left(&c) > 0) {
		found = is_reporting_uri(secmailp_cursor_until(&c, ','));
		secmailp_cursor_skip(&c, ',');
	}
	return found;
}
