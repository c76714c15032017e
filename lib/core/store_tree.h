/*
 * store_tree.h - the entries of a memory store, by key and by expiry
 *
 * A balanced tree finds an entry by its key and a heap the one that expires
 * first. Neither has a slow case that a peer could provoke by its choice of
 * keys, as a hash table has, and both take their links from the entry: once
 * an entry is there, nothing about it can fail.
 */
#ifndef SECMAILP_STORE_TREE_H
#define SECMAILP_STORE_TREE_H

#include "private/view.h"

typedef struct store_entry {
	struct store_entry *left, *right; /* in the tree; keys are in order */
	unsigned level;                   /* in the tree; a leaf has 1 */
	size_t place;                     /* in the heap */
	int64_t expires;
	size_t key_len;
	size_t value_len;
	uint8_t *value;
	uint8_t key[];
} store_entry;

/* A tree of so many levels of links would not fit into any address space. */
#define STORE_TREE_DEPTH 128

store_entry *secmailp_store_tree_find(store_entry *root, secmailp_view key);

/* Adds an entry, whose key is not in the tree. */
void secmailp_store_tree_add(store_entry **root, store_entry *e);

/* Takes out the entry with this key, and returns it; NULL if there is none. */
store_entry *secmailp_store_tree_remove(store_entry **root, secmailp_view key);

typedef struct store_heap {
	store_entry **at; /* the first to expire stands first */
	size_t count;
	size_t room;
} store_heap;

/* Makes room for one entry more; false for want of memory. */
bool secmailp_store_heap_reserve(store_heap *h);

/* Adds an entry, for which there is room. */
void secmailp_store_heap_add(store_heap *h, store_entry *e);
void secmailp_store_heap_remove(store_heap *h, store_entry *e);

/* Puts an entry where it belongs after its expiry changed. */
void secmailp_store_heap_move(store_heap *h, store_entry *e);

#endif
