/* authres_dump.c - see authres_dump.h */
#include "authres_dump.h"

#include <stdarg.h>
#include <stdio.h>

typedef struct line {
	char *out;
	size_t size;
	size_t used;
} line;

static void __attribute__((format(printf, 2, 3))) add(line *l, const char *format, ...)
{
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(l->out + l->used, l->size - l->used, format, args);
	va_end(args);
	if (len > 0)
		l->used += (size_t)len < l->size - l->used ? (size_t)len : l->size - l->used - 1;
}

const char *
authres_dump(const secmail_authres *a, char *out, size_t size)
{
	line l = { out, size, 0 };

	add(&l, "%s|%u|%zu", secmail_authres_authserv_id(a), secmail_authres_version(a),
	    secmail_authres_skipped(a));
	for (size_t i = 0; i < secmail_authres_count(a); i++) {
		add(&l, "; %s/%u=%s", secmail_authres_method(a, i),
		    secmail_authres_method_version(a, i), secmail_authres_result(a, i));
		if (secmail_authres_comment(a, i))
			add(&l, " (%s)", secmail_authres_comment(a, i));
		if (secmail_authres_reason(a, i))
			add(&l, " [%s]", secmail_authres_reason(a, i));
		for (size_t j = 0; j < secmail_authres_property_count(a, i); j++)
			add(&l, " %s.%s=<%s>", secmail_authres_property_type(a, i, j),
			    secmail_authres_property_name(a, i, j),
			    secmail_authres_property_value(a, i, j));
	}
	return out;
}
