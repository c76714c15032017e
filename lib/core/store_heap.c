/* store_heap.c - which entry expires first: a binary heap, each parent no later than its children
 */
#include <stdlib.h>

#include "store_tree.h"

#define FIRST_ROOM 64

bool
secmailp_store_heap_reserve(store_heap *h)
{
	size_t room = h->room == 0 ? FIRST_ROOM : 2 * h->room;
	store_entry **grown;

	if (h->count < h->room)
		return true;
	if (room > SIZE_MAX / sizeof *grown)
		return false;
	grown = realloc(h->at, room * sizeof *grown);
	if (!grown)
		return false;
	h->at = grown;
	h->room = room;
	return true;
}

static void
place(store_heap *h, size_t at, store_entry *e)
{
	h->at[at] = e;
	e->place = at;
}

static void
rise(store_heap *h, store_entry *e)
{
	size_t at = e->place;

	while (at > 0 && h->at[(at - 1) / 2]->expires > e->expires) {
		place(h, at, h->at[(at - 1) / 2]);
		at = (at - 1) / 2;
	}
	place(h, at, e);
}

static void
sink(store_heap *h, store_entry *e)
{
	size_t at = e->place;

	for (;;) {
		size_t child = 2 * at + 1;

		if (child + 1 < h->count && h->at[child + 1]->expires < h->at[child]->expires)
			child++;
		if (child >= h->count || h->at[child]->expires >= e->expires)
			break;
		place(h, at, h->at[child]);
		at = child;
	}
	place(h, at, e);
}

void
secmailp_store_heap_move(store_heap *h, store_entry *e)
{
	rise(h, e);
	sink(h, e);
}

void
secmailp_store_heap_add(store_heap *h, store_entry *e)
{
	place(h, h->count++, e);
	rise(h, e);
}

void
secmailp_store_heap_remove(store_heap *h, store_entry *e)
{
	store_entry *last = h->at[--h->count];

	if (last == e)
		return;
	place(h, e->place, last);
	secmailp_store_heap_move(h, last);
}
