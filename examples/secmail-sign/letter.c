/* letter.c - see letter.h */
#include "letter.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_ROOM 65536

/* Room for more, twice of what there is. */
static bool
grow(struct letter *l, size_t *room)
{
	size_t larger = *room ? 2 * *room : FIRST_ROOM;
	char *text;

	if (larger > 2 * (size_t)LETTER_MAX) {
		errno = EFBIG;
		return false;
	}
	text = realloc(l->text, larger);
	if (!text)
		return false;
	l->text = text;
	*room = larger;
	return true;
}

static bool
read_all(struct letter *l, FILE *file)
{
	size_t room = 0, got;

	do {
		if (l->len == room && !grow(l, &room))
			return false;
		got = fread(l->text + l->len, 1, room - l->len, file);
		l->len += got;
	} while (got > 0 && l->len <= LETTER_MAX);
	if (l->len > LETTER_MAX)
		errno = EFBIG;
	return l->len <= LETTER_MAX && !ferror(file);
}

bool
letter_read(struct letter *l, const char *name)
{
	FILE *file = name ? fopen(name, "rb") : stdin;
	bool done;
	int failure;

	*l = (struct letter){ NULL, 0 };
	if (!file)
		return false;
	done = read_all(l, file);
	failure = errno;
	if (name)
		fclose(file);
	errno = failure;
	return done;
}

secmail_status
letter_read_header(const struct letter *l, secmail_message *m, size_t *out_body)
{
	secmail_status status = secmail_message_set_normalize(m, true);

	*out_body = 0;
	if (status == SECMAIL_DONE)
		status = secmail_message_write(m, l->text, l->len, out_body);
	return status == SECMAIL_DONE ? secmail_message_end(m) : status;
}

secmail_status
letter_feed(const struct letter *l, secmail_message *m, secmail_dkim_signing *s)
{
	size_t body;
	secmail_status status = letter_read_header(l, m, &body);

	if (status == SECMAIL_DONE)
		status = secmail_dkim_signing_set_message(s, m);
	if (status == SECMAIL_DONE)
		status = secmail_dkim_signing_write_body(s, l->text + body, l->len - body);
	return status == SECMAIL_DONE ? secmail_dkim_signing_end_body(s) : status;
}

/* Mail in files ends its lines in LF alone, as a rule. */
static bool
has_crlf(const struct letter *l)
{
	const char *lf = memchr(l->text, '\n', l->len);

	return lf && lf > l->text && lf[-1] == '\r';
}

bool
letter_print(const struct letter *l, const char *fields)
{
	bool keeps_cr = has_crlf(l);

	for (; *fields; fields++)
		if (*fields != '\r' || keeps_cr)
			putchar(*fields);
	return fwrite(l->text, 1, l->len, stdout) == l->len && fflush(stdout) == 0;
}
