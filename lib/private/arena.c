/* arena.c - see arena.h */
#include "private/arena.h"

#include <stdalign.h>
#include <stdlib.h>

/* Octets in the first block: most results fit, and the allocator is quick with so few. */
#define FIRST_ROOM 960

/* Octets in any other ordinary block; a larger object gets a block of its own. */
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
	return (secmailp_arena){ .max = max, .room = FIRST_ROOM, .status = SECMAILP_DONE };
}

static struct secmailp_arena_block *
block_for(secmailp_arena *a, size_t size)
{
	struct secmailp_arena_block *block = a->blocks;
	size_t room = SECMAILP_ARENA_IS_SPLIT || size > a->room ? size : a->room;

	if (block && size <= block->room - block->used)
		return block;
	block = malloc(sizeof *block + room);
	if (!block) {
		a->status = SECMAILP_NO_MEMORY;
		return NULL;
	}
	a->room = BLOCK_ROOM;
	block->room = room;
	block->used = 0;
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

/* Octets that hold whatever was there before. */
static void *
take(secmailp_arena *a, size_t size)
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
secmailp_arena_alloc(secmailp_arena *a, size_t size)
{
	void *object = take(a, size);

	return object ? memset(object, 0, size) : NULL;
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
	char *text = v.len < SIZE_MAX ? take(a, v.len + 1) : NULL;

	if (!text)
		return NULL;
	if (v.len > 0)
		memcpy(text, v.at, v.len);
	text[v.len] = '\0';
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

/*
 * Takes the last block off the list, the first that was made, if it is worth
 * keeping: not a large object's, and not one that was too small.
 */
static struct secmailp_arena_block *
take_first_made(secmailp_arena *a)
{
	struct secmailp_arena_block **end = &a->blocks;
	struct secmailp_arena_block *block;

	while (*end && (*end)->next)
		end = &(*end)->next;
	block = *end;
	if (SECMAILP_ARENA_IS_SPLIT || !block || block->room > BLOCK_ROOM ||
	    (block->room < BLOCK_ROOM && block != a->blocks))
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
	kept->used = 0;
	a->blocks = kept;
}
