/* zone.c - see zone.h */
#include "zone.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TTL 300

static void
require(bool holds)
{
	if (!holds)
		abort();
}

bool
is_type(const secmail_answers *a, uint32_t id, uint16_t type)
{
	return secmail_answers_qtype(a, id) == type;
}

bool
add_raw(secmail_answers *a, uint32_t id, const void *rdata, size_t len)
{
	return secmail_answers_add(a, id, rdata, len, TTL) == SECMAIL_DONE;
}

void
add_txt(secmail_answers *a, uint32_t id, const char *words, size_t string)
{
	static uint8_t rdata[140000];
	size_t len = strlen(words), used = 0;

	for (size_t i = 0; i < len; i += string) {
		size_t part = len - i < string ? len - i : string;

		require(used + 1 + part <= sizeof rdata);
		rdata[used++] = (uint8_t)part;
		memcpy(rdata + used, words + i, part);
		used += part;
	}
	require(add_raw(a, id, rdata, used));
}

void
add_addresses(secmail_answers *a, uint32_t id, size_t count, uint32_t apart)
{
	size_t len = is_type(a, id, SECMAIL_DNS_A) ? 4 : 16;

	for (size_t i = 0; i < count; i++) {
		uint32_t number = 0x0a000000u + (uint32_t)i * apart;
		uint8_t ip[16] = { (uint8_t)(number >> 24), (uint8_t)(number >> 16),
			(uint8_t)(number >> 8), (uint8_t)number };

		require(add_raw(a, id, ip, len));
	}
}

void
add_name(secmail_answers *a, uint32_t id, const char *name)
{
	uint8_t rdata[300] = { 0, 10 };
	size_t used = is_type(a, id, SECMAIL_DNS_MX) ? 2 : 0;

	while (*name) {
		size_t label = strcspn(name, ".");

		rdata[used++] = (uint8_t)label;
		memcpy(rdata + used, name, label);
		used += label;
		name += label + (name[label] == '.');
	}
	rdata[used++] = 0;
	require(add_raw(a, id, rdata, used));
}

void
end(secmail_answers *a, uint32_t id)
{
	require(secmail_answers_close(a, id, 0, SECMAIL_TRUST_UNKNOWN) == SECMAIL_DONE);
}

void
text_begin(text *t, const char *words)
{
	t->len = 0;
	text_add(t, "%s", words);
}

void
text_add(text *t, const char *format, ...)
{
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(t->at + t->len, sizeof t->at - t->len, format, args);
	va_end(args);
	require(len >= 0 && (size_t)len < sizeof t->at - t->len);
	t->len += (size_t)len;
}

void
text_fill(text *t, const char *words, size_t max, size_t behind)
{
	size_t len = strlen(words);

	while (t->len + len + behind <= max)
		text_add(t, "%s", words);
}
