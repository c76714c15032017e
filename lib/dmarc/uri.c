/*
 * uri.c - is there an address that reports could go to?
 *
 * Only the syntax is judged here (RFC 9989 section 4.8, RFC 3986): whether a
 * record without a usable policy still asks for reports hangs on it. Which
 * addresses may be written to is found out in destinations.c.
 */
#include "uri.h"

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

/* What ends at a path, a query or a fragment: printable octets but "/", "?" and "#". */
static const secmailp_byteset BEFORE_PATH = { { 0x7fff7ff600000000, 0x7fffffffffffffff, 0, 0 } };

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
read_size(secmailp_cursor *c)
{
	if (!secmailp_cursor_skip(c, '!'))
		return true;
	if (secmailp_cursor_while(c, &DIGIT).len == 0)
		return false;
	if (secmailp_cursor_left(c) > 0 &&
	    secmailp_byteset_has(&UNIT, (uint8_t)secmailp_cursor_peek(c)))
		secmailp_cursor_byte(c);
	return true;
}

/* mailto's address and what else has to stand behind the scheme. */
static bool
read_hier_part(secmailp_cursor *c, dmarc_uri *out)
{
	secmailp_view left = secmailp_cursor_rest(c);

	if (out->is_mailto) {
		if (!read_run(c, &LOCAL))
			return false;
		out->local = secmailp_view_of(left.at, left.len - secmailp_cursor_left(c));
		secmailp_cursor_expect(c, '@');
		left = secmailp_cursor_rest(c);
	}
	if (!read_run(c, &PLAIN))
		return false;
	out->rest = secmailp_view_of(left.at, left.len - secmailp_cursor_left(c));
	return true;
}

bool
secmailp_dmarc_uri_read(secmailp_view item, dmarc_uri *out)
{
	secmailp_cursor c = secmailp_cursor_over(item);
	secmailp_view scheme, all;

	secmailp_cursor_while(&c, &SPACE);
	all = secmailp_cursor_rest(&c);
	if (!secmailp_byteset_has(&LETTER, (uint8_t)secmailp_cursor_peek(&c)))
		return false;
	scheme = secmailp_cursor_while(&c, &SCHEME);
	secmailp_cursor_expect(&c, ':');
	out->is_mailto = secmailp_view_is_nocase(scheme, "mailto");
	out->local = secmailp_view_of(NULL, 0);
	if (c.bad || !read_hier_part(&c, out))
		return false;
	out->text = secmailp_view_of(all.at, all.len - secmailp_cursor_left(&c));
	if (!read_size(&c))
		return false;
	secmailp_cursor_while(&c, &SPACE);
	return secmailp_cursor_done(&c);
}

/* RFC 3986 section 3.2: authority = [ userinfo "@" ] host [ ":" port ] */
static secmailp_view
host_of_authority(secmailp_view authority)
{
	secmailp_cursor c = secmailp_cursor_over(authority);
	secmailp_view before = secmailp_cursor_until(&c, '@');

	if (secmailp_cursor_skip(&c, '@'))
		before = secmailp_cursor_until(&c, ':');
	else {
		c = secmailp_cursor_over(before);
		before = secmailp_cursor_until(&c, ':');
	}
	return before;
}

secmailp_view
secmailp_dmarc_uri_host(const dmarc_uri *uri)
{
	secmailp_cursor c = secmailp_cursor_over(uri->rest);

	if (uri->is_mailto) /* its header fields are not the host's */
		return secmailp_cursor_while(&c, &BEFORE_PATH);
	if (!secmailp_cursor_literal(&c, "//"))
		return secmailp_view_of(NULL, 0);
	return host_of_authority(secmailp_cursor_while(&c, &BEFORE_PATH));
}

bool
secmailp_dmarc_urilist_is_useful(secmailp_view list)
{
	secmailp_cursor c = secmailp_cursor_over(list);
	bool found = false;
	dmarc_uri uri;

	while (!found && secmailp_cursor_left(&c) > 0) {
		found = secmailp_dmarc_uri_read(secmailp_cursor_until(&c, ','), &uri);
		secmailp_cursor_skip(&c, ',');
	}
	return found;
}
