/*
 * path.c - the reverse-path of MAIL FROM, taken apart (RFC 5321 section 4.1.2)
 *
 * Whatever could be read in two ways is refused: a comment, a second "@"
 * outside quotes, a bracket. A sender who writes "<(any@honest.example>" wants
 * one program to see honest.example and another not.
 */
#include "spf_internal.h"

/*
 * What a local part may hold without quotes: atext and dots (RFC 5322 section
 * 3.2.3), UTF-8 (RFC 6531), and the space, which senders do leave unquoted.
 */
static const secmailp_byteset LOCAL = { { 0xa3ffecfb00000000, 0x7fffffffc7fffffe, ~0ULL, ~0ULL } };

/* Inside quotes: printable octets but the quote and the backslash. */
static const secmailp_byteset QUOTED = { { 0xfffffffb00000000, 0x7fffffffefffffff, ~0ULL, ~0ULL } };

/* The names in a source route. */
static const secmailp_byteset HOST = { { 0x03ff600000000000, 0x07fffffe87fffffe, ~0ULL, ~0ULL } };

/* "@a,@b:" before the mailbox, which nothing may depend on. */
static void
skip_route(secmailp_cursor *path)
{
	secmailp_cursor c = *path;

	do {
		secmailp_cursor_expect(&c, '@');
		if (secmailp_cursor_while(&c, &HOST).len == 0)
			return;
	} while (secmailp_cursor_skip(&c, ','));
	if (!c.bad && secmailp_cursor_skip(&c, ':'))
		*path = c;
}

static void
pass_quoted(secmailp_cursor *c)
{
	secmailp_cursor_expect(c, '"');
	secmailp_cursor_while(c, &QUOTED);
	while (secmailp_cursor_skip(c, '\\')) {
		uint8_t quoted = secmailp_cursor_byte(c);

		if (quoted < ' ' || quoted == 0x7f)
			c->bad = true;
		secmailp_cursor_while(c, &QUOTED);
	}
	secmailp_cursor_expect(c, '"');
}

static secmailp_view
read_local(secmailp_cursor *c)
{
	secmailp_view all = secmailp_cursor_rest(c);

	if (secmailp_cursor_peek(c) == '"')
		pass_quoted(c);
	else
		secmailp_cursor_while(c, &LOCAL);
	return secmailp_view_first(all, all.len - secmailp_cursor_left(c));
}

/* Takes the angle brackets off. False if only one of them is there. */
static bool
without_brackets(secmailp_view *path)
{
	if (path->len == 0 || path->at[0] != '<')
		return true;
	if (path->len < 2 || path->at[path->len - 1] != '>')
		return false;
	*path = secmailp_view_first(secmailp_view_after(*path, 1), path->len - 2);
	return true;
}

bool
secmailp_spf_path_read(secmailp_view path, secmailp_spf_path *out)
{
	secmailp_cursor c;

	*out = (secmailp_spf_path){ .domain = secmailp_view_of(NULL, 0) };
	if (!without_brackets(&path))
		return false;
	out->is_null = path.len == 0;
	c = secmailp_cursor_over(path);
	skip_route(&c);
	out->local = read_local(&c);
	secmailp_cursor_expect(&c, '@');
	out->domain = secmailp_cursor_rest(&c);
	return out->is_null || (!c.bad && out->domain.len > 0);
}
