/* covers: lib/private/arena.c */
/*
 * fuzz_arena.c - objects of an arena are zeroed, apart, and never more than its maximum
 *
 * The first octet chooses the maximum; of each pair that follows the first is a
 * command and the second the size of an object.
 */
#include <stdlib.h>

#include "private/arena.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define OBJECTS_MAX 256

typedef struct objects {
	struct {
		uint8_t *at;
		size_t len;
		uint8_t mark;
	} list[OBJECTS_MAX];
	size_t count;
	size_t total;
} objects;

static void
require(bool holds)
{
	if (!holds)
		abort();
}

/* Each object gets octets of its own, which nothing else may change. */
static void
keep(objects *o, uint8_t *at, size_t len)
{
	uint8_t mark = (uint8_t)(o->count + 1);

	if (o->count == OBJECTS_MAX || len == 0)
		return;
	memset(at, mark, len);
	o->list[o->count].at = at;
	o->list[o->count].len = len;
	o->list[o->count++].mark = mark;
}

static void
check_marks(const objects *o)
{
	for (size_t i = 0; i < o->count; i++)
		for (size_t j = 0; j < o->list[i].len; j++)
			require(o->list[i].at[j] == o->list[i].mark);
}

static void
take(secmailp_arena *a, objects *o, uint8_t *at, size_t len)
{
	if (!at) {
		require(a->status == SECMAILP_LIMIT);
		return;
	}
	require((uintptr_t)at % sizeof(void *) == 0);
	for (size_t i = 0; i < len; i++)
		require(at[i] == 0);
	o->total += len;
	keep(o, at, len);
}

static void
take_text(secmailp_arena *a, objects *o, secmailp_view v)
{
	char *text = secmailp_arena_text(a, v);

	if (!text) {
		require(a->status == SECMAILP_LIMIT);
		return;
	}
	require(v.len == 0 || memcmp(text, v.at, v.len) == 0);
	require(text[v.len] == '\0');
	o->total += v.len + 1;
	keep(o, (uint8_t *)text, v.len + 1);
}

static void
obey(secmailp_arena *a, objects *o, uint8_t command, secmailp_view rest)
{
	size_t len = rest.at[0];

	switch (command % 8) {
	case 0:
		check_marks(o);
		secmailp_arena_empty(a);
		*o = (objects){ .count = 0 };
		break;
	case 1:
		take_text(a, o, secmailp_view_first(rest, len));
		break;
	case 2:
		take(a, o, secmailp_arena_array(a, len, 5), len * 5);
		break;
	case 3:
		require(!secmailp_arena_array(a, SIZE_MAX / 2 + len, 2 + len));
		require(!secmailp_arena_alloc(a, SIZE_MAX - len));
		require(a->status == SECMAILP_LIMIT);
		break;
	case 4:
		take(a, o, secmailp_arena_alloc(a, len * 32), len * 32);
		break;
	default:
		take(a, o, secmailp_arena_alloc(a, len), len);
		break;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	objects o = { .count = 0 };
	secmailp_arena a;

	if (size < 1)
		return 0;
	a = secmailp_arena_new((size_t)data[0] * 64);
	for (size_t i = 1; i + 1 < size; i += 2) {
		obey(&a, &o, data[i], secmailp_view_of(data + i + 1, size - i - 1));
		require(o.total <= a.used && a.used <= a.max);
	}
	check_marks(&o);
	secmailp_arena_free(&a);
	return 0;
}
