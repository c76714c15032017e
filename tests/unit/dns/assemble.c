/* assemble.c - see assemble.h */
#include "assemble.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

typedef struct assembler {
	uint8_t *out;
	size_t len;
	size_t open[4]; /* where lengths are to be filled in */
	size_t depth;
} assembler;

static void
put(assembler *a, unsigned octet)
{
	ck_assert_uint_lt(a->len, MESSAGE_SIZE);
	a->out[a->len++] = (uint8_t)octet;
}

static void
put_text(assembler *a, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		put(a, (uint8_t)text[i]);
}

static void
put_labels(assembler *a, const char *text, size_t len)
{
	for (size_t i = 0; i < len;) {
		size_t end = i;

		while (end < len && text[end] != '.')
			end++;
		if (end > i) {
			put(a, (unsigned)(end - i));
			put_text(a, text + i, end - i);
		}
		i = end + 1;
	}
}

static void
put_hex(assembler *a, const char *text, size_t len)
{
	ck_assert_uint_eq(len % 2, 0);
	for (size_t i = 0; i < len; i += 2) {
		char two[3] = { text[i], text[i + 1], '\0' };

		put(a, (unsigned)strtoul(two, NULL, 16));
	}
}

static void
close_length(assembler *a)
{
	size_t at, len;

	ck_assert_uint_gt(a->depth, 0);
	at = a->open[--a->depth];
	len = a->len - at - 2;

	a->out[at] = (uint8_t)(len >> 8);
	a->out[at + 1] = (uint8_t)(len & 0xff);
}

static void
put_prefixed(assembler *a, char kind, const char *text, size_t len)
{
	unsigned long count = kind == 'x' ? strtoul(text, NULL, 10) : 0;

	if (kind == 's')
		put(a, (unsigned)len);
	if (kind == 's' || kind == 't')
		put_text(a, text, len);
	else if (kind == 'n' || kind == 'l')
		put_labels(a, text, len);
	if (kind == 'n')
		put(a, 0);
	while (count-- > 0)
		put(a, 'x');
}

static void
put_word(assembler *a, const char *word, size_t len)
{
	if (*word == '[') {
		ck_assert_uint_lt(a->depth, sizeof a->open / sizeof a->open[0]);
		a->open[a->depth++] = a->len;
		put(a, 0);
		put(a, 0);
	} else if (*word == ']') {
		close_length(a);
	} else if (*word == '@') {
		unsigned long target = strtoul(word + 1, NULL, 10);

		put(a, (unsigned)(0xc0 | target >> 8));
		put(a, (unsigned)(target & 0xff));
	} else if (len > 1 && word[1] == ':') {
		put_prefixed(a, *word, word + 2, len - 2);
	} else {
		put_hex(a, word, len);
	}
}

size_t
assemble(const char *text, uint8_t out[MESSAGE_SIZE])
{
	assembler a = { .out = out };

	while (*text) {
		size_t len = strcspn(text, " ");

		if (len > 0)
			put_word(&a, text, len);
		text += len + (text[len] == ' ');
	}
	return a.len;
}
