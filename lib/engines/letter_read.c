/*
 * letter_read.c - the worker's reader of a message's head
 *
 * As with request_read.c: the library wrote it, and it is read as if a stranger
 * had. The engine cuts fields at their colon and takes keys for C strings, so
 * both are looked at before it sees them.
 */
#include "wire.h"

/* ftext of RFC 5322 section 3.6.8, but for the semicolon, which ends a name in h= */
static bool
is_name_octet(uint8_t byte)
{
	return byte > ' ' && byte <= '~' && byte != ':' && byte != ';';
}

secmailp_view
secmailp_engines_field_name(secmailp_view field)
{
	secmailp_cursor c = secmailp_cursor_over(field);
	secmailp_view name = secmailp_cursor_until(&c, ':');

	while (name.len > 0 && (name.at[name.len - 1] == ' ' || name.at[name.len - 1] == '\t'))
		name.len--;
	return name;
}

bool
secmailp_engines_is_field(secmailp_view field)
{
	secmailp_view name = secmailp_engines_field_name(field);
	bool is_field =
	    name.len > 0 && memchr(field.at, ':', field.len) && !memchr(field.at, '\0', field.len);

	for (size_t i = 0; is_field && i < name.len; i++)
		is_field = is_name_octet(name.at[i]);
	return is_field;
}

secmailp_view
secmailp_engines_field_next(secmailp_cursor *fields)
{
	return secmailp_engines_take_counted(fields, 4);
}

static bool
read_keys(secmailp_cursor *c, secmailp_engines_letter *out)
{
	uint8_t is_normalized;

	out->now = secmailp_engines_take(c, 8);
	is_normalized = secmailp_cursor_byte(c);
	out->is_normalized = is_normalized == 1;
	out->count = secmailp_cursor_byte(c);
	if (is_normalized > 1 || out->count == 0 || out->count > SECMAIL_DKIM_MAX_ROWS)
		return false;
	for (size_t i = 0; i < out->count; i++) {
		out->keys[i] = secmailp_engines_take_counted(c, 2);
		if (!secmailp_engines_is_text(out->keys[i], SECMAIL_ENGINE_MAX_KEY))
			return false;
	}
	return true;
}

/* Fields, as many of them signatures as there are keys. */
static bool
read_fields(secmailp_cursor *c, secmailp_engines_letter *out)
{
	size_t signatures = 0;

	out->field_count = (size_t)secmailp_engines_take(c, 2);
	out->fields = secmailp_cursor_rest(c);
	for (size_t i = 0; i < out->field_count; i++) {
		secmailp_view field = secmailp_engines_field_next(c);

		if (!secmailp_engines_is_field(field))
			return false;
		signatures += secmailp_view_is_nocase(
		    secmailp_engines_field_name(field), SECMAILP_ENGINES_SIGNATURE);
	}
	return secmailp_cursor_done(c) && signatures == out->count;
}

bool
secmailp_engines_letter_read(secmailp_view head, secmailp_engines_letter *out)
{
	secmailp_cursor c = secmailp_cursor_over(head);

	out->count = 0;
	out->field_count = 0;
	return read_keys(&c, out) && read_fields(&c, out);
}
