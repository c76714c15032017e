/* verdict.c - see verdict.h */
#include "verdict.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define INTERNAL 70 /* EX_SOFTWARE, which POSIX does not have */

void
broken(const char *what, const char *detail)
{
	fprintf(stderr, "schedules: %s: %s\n", what, detail);
	exit(INTERNAL);
}

void
must(secmail_status status, const char *what)
{
	if (status != SECMAIL_DONE)
		broken(what, secmail_status_text(status));
}

void
verdict_clear(verdict *v)
{
	v->len = 0;
	v->text[0] = '\0';
}

void
verdict_text(verdict *v, const char *key, const char *value)
{
	size_t room = sizeof v->text - v->len;
	int len = snprintf(v->text + v->len, room, value ? "  %s: \"%s\"\n" : "  %s: %s\n", key,
	    value ? value : "nothing");

	if (len < 0 || (size_t)len >= room)
		broken("a verdict is too long", key);
	v->len += (size_t)len;
}

void
verdict_number(verdict *v, const char *key, size_t value)
{
	char digits[32];

	snprintf(digits, sizeof digits, "%zu", value);
	verdict_text(v, key, digits);
}

bool
verdict_equal(const verdict *a, const verdict *b)
{
	return a->len == b->len && memcmp(a->text, b->text, a->len) == 0;
}
