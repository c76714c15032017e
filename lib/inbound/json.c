/* json.c - see json.h */
#include "json.h"

#include <stdio.h>

#include "private/utf8.h"

#define REPLACEMENT "\357\277\275" /* U+FFFD */

static void
write_octet(secmailp_buffer *out, uint8_t octet)
{
	char escape[8];

	if (octet == '"' || octet == '\\') {
		secmailp_buffer_byte(out, '\\');
		secmailp_buffer_byte(out, octet);
	} else if (octet < ' ' || octet == 0x7f) {
		snprintf(escape, sizeof escape, "\\u%04x", octet);
		secmailp_buffer_text(out, escape);
	} else {
		secmailp_buffer_byte(out, octet);
	}
}

static void
write_string(secmailp_buffer *out, const char *text)
{
	secmailp_cursor c = secmailp_cursor_over(secmailp_view_text(text));

	secmailp_buffer_byte(out, '"');
	while (secmailp_cursor_left(&c) > 0) {
		size_t len = secmailp_utf8_length(&c);

		if (len == 1) {
			write_octet(out, secmailp_cursor_byte(&c));
		} else if (len > 1) {
			secmailp_buffer_add(out, secmailp_cursor_take(&c, len));
		} else {
			secmailp_cursor_byte(&c);
			secmailp_buffer_text(out, REPLACEMENT);
		}
	}
	secmailp_buffer_byte(out, '"');
}

/* What stands before a value: a comma if it is not the first, and its key. */
static void
begin_value(secmail_json *j, const char *key)
{
	if (j->needs_comma)
		secmailp_buffer_byte(&j->text, ',');
	j->needs_comma = true;
	if (!key)
		return;
	write_string(&j->text, key);
	secmailp_buffer_byte(&j->text, ':');
}

void
secmail_json_open(secmail_json *j, const char *key, char bracket)
{
	begin_value(j, key);
	secmailp_buffer_byte(&j->text, (uint8_t)bracket);
	j->needs_comma = false;
}

void
secmail_json_close(secmail_json *j, char bracket)
{
	secmailp_buffer_byte(&j->text, (uint8_t)bracket);
	j->needs_comma = true;
}

void
secmail_json_text(secmail_json *j, const char *key, const char *text)
{
	begin_value(j, key);
	if (text)
		write_string(&j->text, text);
	else
		secmailp_buffer_text(&j->text, "null");
}

void
secmail_json_number(secmail_json *j, const char *key, uint64_t number)
{
	begin_value(j, key);
	secmailp_buffer_number(&j->text, number);
}

void
secmail_json_bool(secmail_json *j, const char *key, bool value)
{
	begin_value(j, key);
	secmailp_buffer_text(&j->text, value ? "true" : "false");
}

void
secmail_json_null(secmail_json *j, const char *key)
{
	secmail_json_text(j, key, NULL);
}
