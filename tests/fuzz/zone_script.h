/*
 * zone_script.h - fuzz input as lines, of which the last ones are a zone: see fuzz_spf.c
 *
 * A zone is lines of "name TYPE value" as in tests/unit/spf/world.h; "*" stands
 * for every name.
 */
#ifndef SECMAIL_FUZZ_ZONE_SCRIPT_H
#define SECMAIL_FUZZ_ZONE_SCRIPT_H

#include <secmail/answers.h>

#include <arpa/inet.h>
#include <string.h>

#include "require.h"

#define MAX_LINES 64
#define MAX_OPEN 256
#define MAX_RDATA 20000

typedef struct words {
	const uint8_t *at;
	size_t len;
} words;

typedef struct script {
	words line[MAX_LINES];
	size_t count;
} script;

typedef enum manner { ALL_AT_ONCE, LAST_FIRST, BY_LOT, MANNERS } manner;

/* Takes what stands before `end`, or all, off the front. */
static words
take_until(words *from, uint8_t end)
{
	const uint8_t *found = from->len > 0 ? memchr(from->at, end, from->len) : NULL;
	words taken = { from->at, found ? (size_t)(found - from->at) : from->len };
	size_t over = found ? taken.len + 1 : taken.len;

	from->at += over;
	from->len -= over;
	return taken;
}

static bool
is_text(words w, const char *text)
{
	return w.len == strlen(text) && memcmp(w.at, text, w.len) == 0;
}

/* --- answers from the script's zone --- */

static size_t
put_name(uint8_t *at, words name)
{
	size_t used = 0;

	while (name.len > 0 && used < 200) {
		words label = take_until(&name, '.');

		if (label.len > 63)
			label.len = 63;
		if (label.len == 0 || used + label.len > 250)
			break;
		at[used++] = (uint8_t)label.len;
		memcpy(at + used, label.at, label.len);
		used += label.len;
	}
	at[used++] = 0;
	return used;
}

static size_t
put_txt(uint8_t *at, words text)
{
	size_t used = 1, start = 0;

	at[0] = 0;
	for (size_t i = 0; i < text.len && used + 2 < MAX_RDATA; i++) {
		if (text.at[i] == '|' || at[start] == 255) {
			start = used++;
			at[start] = 0;
		}
		if (text.at[i] != '|') {
			at[used++] = text.at[i];
			at[start]++;
		}
	}
	return used;
}

static size_t
put_address(uint8_t *at, int family, words value)
{
	char text[64] = "";

	memcpy(text, value.at, value.len < sizeof text ? value.len : sizeof text - 1);
	if (inet_pton(family, text, at) != 1)
		memset(at, 7, 16);
	return family == AF_INET ? 4 : 16;
}

static size_t
put_value(uint8_t *at, uint16_t type, words value)
{
	switch (type) {
	case SECMAIL_DNS_A:
		return put_address(at, AF_INET, value);
	case SECMAIL_DNS_AAAA:
		return put_address(at, AF_INET6, value);
	case SECMAIL_DNS_MX:
		at[0] = at[1] = 0;
		return 2 + put_name(at + 2, value);
	case SECMAIL_DNS_PTR:
		return put_name(at, value);
	default:
		return put_txt(at, value);
	}
}

static const char *
type_name(uint16_t type)
{
	switch (type) {
	case SECMAIL_DNS_A:
		return "A";
	case SECMAIL_DNS_AAAA:
		return "AAAA";
	case SECMAIL_DNS_MX:
		return "MX";
	case SECMAIL_DNS_PTR:
		return "PTR";
	default:
		return "TXT";
	}
}

/* "*" stands for every name. */
static bool
is_named(words name, const char *qname)
{
	if (is_text(name, "*"))
		return true;
	if (name.len != strlen(qname))
		return false;
	for (size_t i = 0; i < name.len; i++)
		if ((name.at[i] | 0x20) != ((uint8_t)qname[i] | 0x20))
			return false;
	return true;
}

/* Which answers a table had no more room for hangs on their order: what comes of that is not
 * compared.
 */
static bool table_is_full;

/* The zone begins at line `first`. */
static void
answer(const script *s, size_t first, secmail_answers *a, uint32_t id)
{
	static uint8_t rdata[MAX_RDATA];
	uint16_t type = secmail_answers_qtype(a, id);
	bool exists = false;

	for (size_t i = first; i < s->count; i++) {
		words value = s->line[i];
		words name = take_until(&value, ' ');
		words kind = take_until(&value, ' ');

		if (!is_named(name, secmail_answers_qname(a, id)))
			continue;
		exists = true;
		if (!is_text(kind, type_name(type)))
			continue;
		if (value.len > 0 && value.at[0] == '!') {
			require(secmail_answers_fail(a, id,
				    (secmail_dns_failure)(1 + value.len % 4)) == SECMAIL_DONE);
			return;
		}
		if (secmail_answers_add(a, id, rdata, put_value(rdata, type, value), 60) ==
		    SECMAIL_LIMIT) {
			table_is_full = true;
			require(secmail_answers_fail(a, id, SECMAIL_DNS_SERVFAIL) == SECMAIL_DONE);
			return;
		}
	}
	require(
	    secmail_answers_close(a, id, exists ? 0 : 3, SECMAIL_TRUST_UNKNOWN) == SECMAIL_DONE);
}

static void
answer_some(const script *s, size_t first, secmail_answers *a, manner how, size_t round)
{
	uint32_t ids[MAX_OPEN];
	size_t open = secmail_answers_open(a, ids, MAX_OPEN);

	require(open > 0 && open <= MAX_OPEN);
	if (how == LAST_FIRST)
		answer(s, first, a, ids[open - 1]);
	if (how == BY_LOT)
		answer(s, first, a, ids[round * 2654435761u % open]);
	for (size_t i = 0; how == ALL_AT_ONCE && i < open; i++)
		answer(s, first, a, ids[i]);
}

/* At least `least` lines, of which any may be empty. */
static script
read_script(const uint8_t *data, size_t size, size_t least)
{
	words rest = { data, size };
	script s = { .count = 0 };

	table_is_full = false;
	while (s.count < MAX_LINES && (rest.len > 0 || s.count < least))
		s.line[s.count++] = take_until(&rest, '\n');
	return s;
}

#endif
