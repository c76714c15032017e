/* covers: lib/private/cursor.h lib/private/byteset.h */
/*
 * fuzz_cursor.c - a cursor reads what an index into the same octets reads
 *
 * The first octet says how many octets of commands follow; what is left is the
 * input. Each command reads by the cursor and by a plain index with a flag,
 * and both must give the same, stand at the same place, and fail together.
 */
#include <stdlib.h>
#include <string.h>

#include "private/cursor.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct plain {
	const uint8_t *octets;
	size_t len;
	size_t at;
	bool bad;
} plain;

static void
require(bool holds)
{
	if (!holds)
		abort();
}

static size_t
left(const plain *p)
{
	return p->bad ? 0 : p->len - p->at;
}

static void
same_view(secmailp_view v, const plain *p, size_t start, size_t len)
{
	require(v.len == len);
	require(len == 0 || memcmp(v.at, p->octets + start, len) == 0);
}

static void
take(secmailp_cursor *c, plain *p, size_t len)
{
	size_t start = p->at;

	if (left(p) < len)
		p->bad = true;
	else
		p->at += len;
	same_view(secmailp_cursor_take(c, len), p, start, p->bad ? 0 : len);
}

static void
byte(secmailp_cursor *c, plain *p)
{
	uint8_t expected = left(p) > 0 ? p->octets[p->at] : 0;

	if (left(p) == 0)
		p->bad = true;
	else
		p->at++;
	require(secmailp_cursor_byte(c) == expected);
}

static void
u16(secmailp_cursor *c, plain *p)
{
	size_t there = left(p) < 2 ? left(p) : 2;
	unsigned expected = there > 0 ? (unsigned)p->octets[p->at] << 8 : 0;

	if (there == 2)
		expected |= p->octets[p->at + 1];
	p->at += there;
	p->bad |= there < 2;
	require(secmailp_cursor_u16(c) == expected);
}

static void
run_of(secmailp_cursor *c, plain *p, const char *octets, const secmailp_byteset *set)
{
	size_t start = p->at;

	while (left(p) > 0 && p->octets[p->at] != 0 && strchr(octets, p->octets[p->at]))
		p->at++;
	same_view(secmailp_cursor_while(c, set), p, start, p->at - start);
}

static void
until(secmailp_cursor *c, plain *p, uint8_t end)
{
	size_t start = p->at;

	while (left(p) > 0 && p->octets[p->at] != end)
		p->at++;
	same_view(secmailp_cursor_until(c, end), p, start, p->at - start);
}

static bool
is_next(const plain *p, const char *text, bool nocase)
{
	if (left(p) < strlen(text))
		return false;
	for (size_t i = 0; text[i]; i++) {
		uint8_t octet = p->octets[p->at + i];

		if (nocase && octet >= 'A' && octet <= 'Z')
			octet = (uint8_t)(octet + 32);
		if (octet != (uint8_t)text[i])
			return false;
	}
	return true;
}

static void
literal(secmailp_cursor *c, plain *p, bool nocase)
{
	bool there = is_next(p, "v=s", nocase);

	p->at += there ? 3 : 0;
	require(there == (nocase ? secmailp_cursor_literal_nocase(c, "v=s")
				 : secmailp_cursor_literal(c, "v=s")));
}

/* Long division in place of the check for overflow: at most nine digits fit any maximum here. */
static void
number(secmailp_cursor *c, plain *p, uint8_t max)
{
	size_t start = p->at;
	uint64_t sum = 0;

	while (left(p) > 0 && p->octets[p->at] >= '0' && p->octets[p->at] <= '9') {
		sum = sum > max ? sum : sum * 10 + (p->octets[p->at] - (unsigned)'0');
		p->at++;
	}
	p->bad |= p->at == start || sum > max;
	require(secmailp_cursor_number(c, max) == (p->bad ? 0 : sum));
}

static void
skip(secmailp_cursor *c, plain *p, uint8_t octet, bool has_to)
{
	bool there = left(p) > 0 && p->octets[p->at] == octet;

	p->at += there;
	if (has_to) {
		secmailp_cursor_expect(c, octet);
		p->bad |= !there;
	} else {
		require(secmailp_cursor_skip(c, octet) == there);
	}
}

static void
obey(secmailp_cursor *c, plain *p, uint8_t command)
{
	static const secmailp_byteset digit = SECMAILP_DIGIT;
	static const secmailp_byteset folding = SECMAILP_FWS;
	const uint8_t argument = command >> 4;

	switch (command & 15) {
	case 0:
		take(c, p, argument);
		break;
	case 1:
		byte(c, p);
		break;
	case 2:
		u16(c, p);
		break;
	case 3:
		run_of(c, p, "0123456789", &digit);
		break;
	case 4:
		run_of(c, p, " \t\r\n", &folding);
		break;
	case 5:
		until(c, p, argument % 2 ? ';' : '=');
		break;
	case 6:
		literal(c, p, argument % 2);
		break;
	case 7:
		number(c, p, (uint8_t)(argument * 17));
		break;
	case 8:
		skip(c, p, '=', argument == 0);
		break;
	default:
		require(secmailp_cursor_peek_at(c, argument) ==
			(left(p) > argument ? p->octets[p->at + argument] : -1));
		break;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t commands = size > 0 ? data[0] : 0;
	secmailp_cursor c;
	plain p;

	if (size < 1 + commands)
		return 0;
	p = (plain){ data + 1 + commands, size - 1 - commands, 0, false };
	c = secmailp_cursor_over(secmailp_view_of(p.octets, p.len));
	for (size_t i = 0; i < commands; i++) {
		obey(&c, &p, data[1 + i]);
		require(c.bad == p.bad);
		require(secmailp_cursor_left(&c) == left(&p));
		require(secmailp_cursor_peek(&c) == (left(&p) > 0 ? p.octets[p.at] : -1));
		require(secmailp_cursor_done(&c) == (!p.bad && p.at == p.len));
		same_view(secmailp_cursor_rest(&c), &p, p.at, left(&p));
	}
	return 0;
}
