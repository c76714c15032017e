/* test_store_tree.c - tree and heap against a plain table, step by step */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "store_tree.h"

#define KEYS 64
#define STEPS 2000

TCase *store_tree_tests(void);

/* Octets that look random and are the same in every run. */
static uint32_t
next_number(uint32_t *state)
{
	*state = *state * 1664525u + 1013904223u;
	return *state >> 8;
}

static store_entry *
new_entry(unsigned key, int64_t expires)
{
	store_entry *e = calloc(1, sizeof *e + 4);

	ck_assert_ptr_nonnull(e);
	e->key_len = 1 + key % 3;
	e->key[0] = (uint8_t)key;
	e->expires = expires;
	return e;
}

static secmailp_view
key_of(const store_entry *e)
{
	return secmailp_view_of(e->key, e->key_len);
}

static unsigned
level(const store_entry *e)
{
	return e ? e->level : 0;
}

/* What an AA tree is, at one node. */
static bool
is_in_order(const store_entry *e)
{
	return level(e->left) == e->level - 1 &&
	       (level(e->right) == e->level || level(e->right) == e->level - 1) &&
	       (!e->right || level(e->right->right) < e->level);
}

/* Counts the nodes of a tree; SIZE_MAX / 2 or more if it is none. */
static size_t
checked_size(const store_entry *e)
{
	if (!e)
		return 0;
	return 1 + checked_size(e->left) + checked_size(e->right) +
	       (is_in_order(e) ? 0 : SIZE_MAX / 2);
}

static bool
is_heap(const store_heap *h)
{
	for (size_t i = 0; i < h->count; i++)
		if (h->at[i]->place != i ||
		    h->at[(i > 0 ? i - 1 : 0) / 2]->expires > h->at[i]->expires)
			return false;
	return true;
}

START_TEST(tree_and_heap_agree_with_a_table)
{
	store_entry *table[KEYS] = { NULL }, *root = NULL;
	store_heap heap = { NULL, 0, 0 };
	uint32_t state = (uint32_t)_i;
	size_t count = 0;

	for (int step = 0; step < STEPS; step++) {
		unsigned key = next_number(&state) % KEYS;
		store_entry *e = table[key];
		int64_t expires = next_number(&state) % 100;

		if (e && next_number(&state) % 3 == 0) {
			e->expires = expires;
			secmailp_store_heap_move(&heap, e);
		} else if (e) {
			ck_assert_ptr_eq(secmailp_store_tree_remove(&root, key_of(e)), e);
			secmailp_store_heap_remove(&heap, e);
			ck_assert_ptr_null(secmailp_store_tree_find(root, key_of(e)));
			ck_assert_ptr_null(secmailp_store_tree_remove(&root, key_of(e)));
			free(e);
			table[key] = NULL;
			count--;
		} else {
			table[key] = new_entry(key, expires);
			ck_assert(secmailp_store_heap_reserve(&heap));
			secmailp_store_tree_add(&root, table[key]);
			secmailp_store_heap_add(&heap, table[key]);
			count++;
		}
		ck_assert_uint_eq(checked_size(root), count);
		ck_assert_uint_eq(heap.count, count);
		ck_assert(is_heap(&heap));
	}
	for (unsigned key = 0; key < KEYS; key++)
		if (table[key])
			ck_assert_ptr_eq(
			    secmailp_store_tree_find(root, key_of(table[key])), table[key]);
	for (unsigned key = 0; key < KEYS; key++)
		free(table[key]);
	free(heap.at);
}
END_TEST

TCase *
store_tree_tests(void)
{
	TCase *t = tcase_create("store_tree");

	tcase_add_loop_test(t, tree_and_heap_agree_with_a_table, 1, 4);
	return t;
}
