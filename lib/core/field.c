/*
 * field.c - one header field: a name, a colon, a body (RFC 5322 sections 2.2, 3.6.8, 4.5)
 *
 * The obsolete syntax allows white space before the colon, and some readers
 * let a fold stand there too. Such a field is read as the most lenient reader
 * would, and flagged, so that no other reader sees a field that we overlooked.
 */
#include "core_internal.h"

/* RFC 5322 section 3.6.8: printable ASCII but the colon. */
static const secmailp_byteset FTEXT = { { 0xfbfffffe00000000, 0x7fffffffffffffff, 0, 0 } };

static const secmailp_byteset WSP = SECMAILP_WSP;

static bool
skip_line_end(secmailp_cursor *c)
{
	return secmailp_cursor_literal(c, "\r\n") || secmailp_cursor_skip(c, '\n');
}

/* Moves over the space between a name and its colon; returns what is odd about it. */
static uint32_t
skip_to_colon(secmailp_cursor *c)
{
	uint32_t flags = 0;

	do {
		if (secmailp_cursor_while(c, &WSP).len > 0 && flags == 0)
			flags = SECMAIL_MESSAGE_SPACE_BEFORE_COLON;
		if (!skip_line_end(c))
			return flags;
		flags = SECMAIL_MESSAGE_FOLDED_NAME;
	} while (secmailp_cursor_left(c) > 0);
	return flags;
}

uint32_t
secmailp_field_split(secmailp_field *field, secmailp_view octets)
{
	secmailp_view all =
	    secmailp_view_after(secmailp_view_first(octets, field->end), field->start);
	secmailp_cursor c = secmailp_cursor_over(all);
	size_t name_len = secmailp_cursor_while(&c, &FTEXT).len;
	uint32_t flags = skip_to_colon(&c);

	field->name_len = 0;
	field->body = field->end;
	if (name_len == 0 || !secmailp_cursor_skip(&c, ':'))
		return SECMAIL_MESSAGE_NOT_A_FIELD;
	field->name_len = (uint32_t)name_len;
	field->body = field->end - (uint32_t)secmailp_cursor_left(&c);
	return flags;
}

secmailp_view
secmailp_without_line_end(secmailp_view v)
{
	if (v.len > 0 && v.at[v.len - 1] == '\n') {
		v.len--;
		if (v.len > 0 && v.at[v.len - 1] == '\r')
			v.len--;
	}
	return v;
}
