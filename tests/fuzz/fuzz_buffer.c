/* covers: lib/private/buffer.c */
/*
 * fuzz_buffer.c - a buffer holds what a large array holds, up to its maximum
 *
 * Two octets choose the maximum; of each pair that follows the first is a
 * command and the second its argument.
 */
#include <stdio.h>
#include <stdlib.h>

#include "private/buffer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MAXIMUM 4096

typedef struct plain {
	uint8_t octets[MAXIMUM];
	size_t len;
	size_t max;
	bool is_full;
} plain;

static void
require(bool holds)
{
	if (!holds)
		abort();
}

static void
note(plain *p, const void *octets, size_t len)
{
	if (p->is_full || len > p->max - p->len) {
		p->is_full |= len > 0;
		return;
	}
	memcpy(p->octets + p->len, octets, len);
	p->len += len;
}

static void
add_octets(secmailp_buffer *b, plain *p, uint8_t argument)
{
	uint8_t octets[512];
	size_t len = 2 * (size_t)argument;

	memset(octets, argument, sizeof octets);
	secmailp_buffer_add(b, secmailp_view_of(octets, len));
	note(p, octets, len);
}

static void
add_number(secmailp_buffer *b, plain *p, uint8_t argument)
{
	uint64_t number = argument % 2 ? UINT64_MAX >> argument / 4 : argument;
	char text[24];
	int len = snprintf(text, sizeof text, "%llu", (unsigned long long)number);

	secmailp_buffer_number(b, number);
	note(p, text, (size_t)len);
}

static void
hand_out(secmailp_buffer *b, plain *p)
{
	char *text;
	secmailp_status status = secmailp_buffer_take(b, &text);

	require((status == SECMAILP_LIMIT) == p->is_full);
	require((text != NULL) == !p->is_full);
	if (text) {
		require(p->len == 0 || memcmp(text, p->octets, p->len) == 0);
		require(text[p->len] == '\0');
	}
	free(text);
	p->len = 0;
	p->is_full = false;
}

static void
obey(secmailp_buffer *b, plain *p, uint8_t command, uint8_t argument)
{
	switch (command % 8) {
	case 0:
		hand_out(b, p);
		break;
	case 1:
		secmailp_buffer_reset(b);
		p->len = 0;
		p->is_full = false;
		break;
	case 2:
		add_number(b, p, argument);
		break;
	case 3:
		secmailp_buffer_text(b, "text");
		note(p, "text", 4);
		break;
	case 4:
		add_octets(b, p, argument);
		break;
	default:
		secmailp_buffer_byte(b, argument);
		note(p, &argument, 1);
		break;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	plain p = { .len = 0 };
	secmailp_buffer b;

	if (size < 2)
		return 0;
	p.max = ((size_t)data[0] << 8 | data[1]) % (MAXIMUM + 1);
	b = secmailp_buffer_new(p.max);
	for (size_t i = 2; i + 1 < size; i += 2) {
		secmailp_view v;

		obey(&b, &p, data[i], data[i + 1]);
		v = secmailp_buffer_view(&b);
		require(v.len == (p.is_full ? 0 : p.len));
		require(v.len == 0 || memcmp(v.at, p.octets, v.len) == 0);
	}
	secmailp_buffer_free(&b);
	return 0;
}
