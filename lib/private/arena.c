/* arena.c - see arena.h */
#include "private/arena.h"

#include <stdalign.h>
#include <stdlib.h>

/* Octets in an ordinary block; a larger object gets a block of its own. */
#define BLOCK_ROOM 4000

struct secmailp_arena_block {
	struct secmailp_arena_block *next;
	size_t room;
	size_t used;
	alignas(max_align_t) uint8_t octets[];
};

secmailp_arena
secmailp_arena_new(size_t max)
{
	return (secmailp_arena){ .max = max, .status = SECMAILP_DONE };
}

static struct secmailp_arena_block *
block_for(secmailp_arena *a, size_t size)
{
	struct secmailp_arena_block *block = a->blocks;
	size_t room = SECMAILP_ARENA_IS_SPLIT || size > BLOCK_ROOM ? size : BLOCK_ROOM;

	if (block && size <= block->room - block->used)
		return block;
	block = calloc(1, sizeof *block + room);
	if (!block) {
		a->status = SECMAILP_NO_MEMORY;
		return NULL;
	}
	block->room = room;
	block->next = a->blocks;
	a->blocks = block;
	return block;
}

/* What an object takes: at least one unit, so that no number of empty ones is free. */
static size_t
rounded(size_t size)
{
	const size_t unit = SECMAILP_ARENA_IS_SPLIT ? 1 : alignof(max_align_t);

	return size == 0 ? unit : (size + unit - 1) / unit * unit;
}

void *
secmailp_arena_alloc(secmailp_arena *a, size_t size)
{
	struct secmailp_arena_block *block;
	void *object;

	if (a->max > SIZE_MAX / 4 || size > a->max || rounded(size) > a->max - a->used) {
		a->status = SECMAILP_LIMIT;
		return NULL;
	}
	size = rounded(size);
	block = block_for(a, size);
	if (!block)
		return NULL;
	object = block->octets + block->used;
	block->used += size;
	a->used += size;
	return object;
}

void *
secmailp_arena_array(secmailp_arena *a, size_t count, size_t size)
{
	if (size > 0 && count > SIZE_MAX / size) {
		a->status = SECMAILP_LIMIT;
		return NULL;
	}
	return secmailp_arena_alloc(a, count * size);
}

char *
secmailp_arena_text(secmailp_arena *a, secmailp_view v)
{
	char *text = v.len < SIZE_MAX ? secmailp_arena_alloc(a, v.len + 1) : NULL;

	if (text && v.len > 0)
		memcpy(text, v.at, v.len);
	return text;
}

void
secmailp_arena_free(secmailp_arena *a)
{
	while (a->blocks) {
		struct secmailp_arena_block *block = a->blocks;

		a->blocks = block->next;
		free(block);
	}
	a->used = 0;
	a->status = SECMAILP_DONE;
}

/* Takes the last block off the list, the first that was made, if it is worth keeping. */
static struct secmailp_arena_block *
take_first_made(secmailp_arena *a)
{
	struct secmailp_arena_block **end = &a->blocks;
	struct secmailp_arena_block *block;

	while (*end && (*end)->next)
		end = &(*end)->next;
	block = *end;
	if (SECMAILP_ARENA_IS_SPLIT || !block || block->room != BLOCK_ROOM)
		return NULL;
	*end = NULL;
	return block;
}

/* A message takes as many blocks as the last one: most take one, which is not asked for again. */
void
secmailp_arena_empty(secmailp_arena *a)
{
	struct secmailp_arena_block *kept = take_first_made(a);

	secmailp_arena_free(a);
	if (!kept)
		return;
	memset(kept->octets, 0, kept->used);
	kept->used = 0;
	a->blocks = kept;
}
