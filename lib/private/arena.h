/*
 * arena.h - many small allocations with one life and one maximum
 *
 * A message or a result draws its strings and records from an arena, which is
 * released at once. The maximum bounds what hostile input can make us hold.
 * Under AddressSanitizer each object is an allocation of its own, so that a
 * read past its end is seen. Secrets don't belong here: see secret.h.
 */
#ifndef SECMAILP_ARENA_H
#define SECMAILP_ARENA_H

#include "private/status.h"
#include "private/view.h"

#if defined(__SANITIZE_ADDRESS__)
#define SECMAILP_ARENA_IS_SPLIT 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SECMAILP_ARENA_IS_SPLIT 1
#endif
#endif
#ifndef SECMAILP_ARENA_IS_SPLIT
#define SECMAILP_ARENA_IS_SPLIT 0
#endif

typedef struct secmailp_arena {
	struct secmailp_arena_block *blocks; /* newest first */
	size_t used;                         /* octets handed out since it was emptied */
	size_t max;                          /* octets that `used` may reach */
	size_t room;                         /* octets in the next block */
	secmailp_status status;              /* why the last allocation failed */
} secmailp_arena;

/* An empty arena that hands out `max` octets. Allocates nothing yet. */
secmailp_arena secmailp_arena_new(size_t max);

/* Zeroed octets, aligned for any type; NULL if the arena is full or memory is short. */
void *secmailp_arena_alloc(secmailp_arena *a, size_t size);

/* Zeroed room for `count` objects of `size`; the product is checked. */
void *secmailp_arena_array(secmailp_arena *a, size_t count, size_t size);

/* A copy of `v` with a NUL behind it. */
char *secmailp_arena_text(secmailp_arena *a, secmailp_view v);

/*
 * Takes everything back; the arena is empty and usable again. It keeps one
 * block for what comes next: who is done with it calls secmailp_arena_free().
 */
void secmailp_arena_empty(secmailp_arena *a);

/* Takes everything back and releases it; the arena is empty and usable again. */
void secmailp_arena_free(secmailp_arena *a);

#endif
