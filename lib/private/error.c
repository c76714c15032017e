/* error.c - see error.h */
#include "private/error.h"

#include <stdarg.h>
#include <stdio.h>

static void
make_printable(char *text)
{
	for (char *c = text; *c; c++)
		if (*c < ' ' || *c > '~')
			*c = '?';
}

void
secmailp_error_set(secmailp_error *e, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	int length = vsnprintf(e->text, sizeof e->text, format, args);
	va_end(args);
	if (length < 0)
		e->text[0] = '\0';
	make_printable(e->text);
}

void
secmailp_error_text(secmailp_error *e, const char *text)
{
	secmailp_view given = secmailp_view_first(secmailp_view_text(text), sizeof e->text - 1);

	memcpy(e->text, given.at, given.len);
	e->text[given.len] = '\0';
	make_printable(e->text);
}

void
secmailp_error_clear(secmailp_error *e)
{
	e->text[0] = '\0';
}

const char *
secmailp_printable(secmailp_view v, char *out, size_t size)
{
	size_t len = v.len < size ? v.len : size - 1;

	for (size_t i = 0; i < len; i++)
		out[i] = v.at[i] >= ' ' && v.at[i] <= '~' ? (char)v.at[i] : '?';
	out[len] = '\0';
	return out;
}
