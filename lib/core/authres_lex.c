/* authres_lex.c - see authres_lex.h */
#include "authres_lex.h"

static const secmailp_byteset WSP = SECMAILP_WSP;
static const secmailp_byteset FWS = SECMAILP_FWS;

/* Neither a comment, a quoted string nor the end of a result begins with one of these. */
static const secmailp_byteset PLAIN = { { 0xf7fffefbffffffff, ~0ULL, ~0ULL, ~0ULL } };

void
secmailp_authres_text_add(authres_text *t, uint8_t octet)
{
	if (!t)
		return;
	if (t->len == sizeof t->at)
		t->is_cut = true;
	else
		t->at[t->len++] = octet;
}

void
secmailp_authres_text_run(authres_text *t, secmailp_view v)
{
	for (size_t i = 0; i < v.len; i++)
		secmailp_authres_text_add(t, v.at[i]);
}

/* An octet inside a comment or a quoted string. A line end counts only if it is no folding. */
static void
add_unfolded(secmailp_cursor *c, uint8_t octet, authres_text *t)
{
	static const secmailp_byteset line_end = { { 0x2400, 0, 0, 0 } };

	if (secmailp_byteset_has(&line_end, octet)) {
		secmailp_cursor_while(c, &line_end);
		if (secmailp_byteset_has(&WSP, (uint8_t)secmailp_cursor_peek(c)))
			return;
	}
	secmailp_authres_text_add(t, octet == '\t' ? ' ' : octet);
}

void
secmailp_authres_read_comment(secmailp_cursor *c, authres_text *t)
{
	size_t depth = 1;

	secmailp_cursor_expect(c, '(');
	while (!c->bad) {
		uint8_t octet = secmailp_cursor_byte(c);

		if (octet == '\\') {
			octet = secmailp_cursor_byte(c);
		} else if (octet == '(') {
			depth++;
		} else if (octet == ')') {
			if (--depth == 0)
				return;
		}
		if (depth > SECMAIL_AUTHRES_MAX_COMMENT_DEPTH)
			c->bad = true;
		if (!c->bad)
			add_unfolded(c, octet, t);
	}
}

void
secmailp_authres_skip_cfws(secmailp_cursor *c)
{
	secmailp_cursor_while(c, &FWS);
	while (secmailp_cursor_peek(c) == '(') {
		secmailp_authres_read_comment(c, NULL);
		secmailp_cursor_while(c, &FWS);
	}
}

void
secmailp_authres_read_quoted(secmailp_cursor *c, authres_quotes quotes, authres_text *t)
{
	const bool raw = quotes == AUTHRES_RAW;

	secmailp_cursor_expect(c, '"');
	if (raw)
		secmailp_authres_text_add(t, '"');
	while (!c->bad) {
		uint8_t octet = secmailp_cursor_byte(c);

		if (octet == '"' && !c->bad)
			break;
		if (octet == '\\') {
			if (raw)
				secmailp_authres_text_add(t, octet);
			octet = secmailp_cursor_byte(c);
		}
		if (!c->bad)
			add_unfolded(c, octet, t);
	}
	if (raw)
		secmailp_authres_text_add(t, '"');
}

secmailp_view
secmailp_authres_read_segment(secmailp_cursor *c)
{
	secmailp_view rest = secmailp_cursor_rest(c);

	for (;;) {
		secmailp_cursor_while(c, &PLAIN);
		if (secmailp_cursor_peek(c) == '(')
			secmailp_authres_read_comment(c, NULL);
		else if (secmailp_cursor_peek(c) == '"')
			secmailp_authres_read_quoted(c, AUTHRES_DECODED, NULL);
		else
			break;
	}
	rest = secmailp_view_first(rest, rest.len - secmailp_cursor_left(c));
	secmailp_cursor_skip(c, ';');
	return rest;
}
