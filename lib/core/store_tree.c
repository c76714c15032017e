/*
 * store_tree.c - a balanced tree of entries (an AA tree)
 *
 * Each node has a level. A left child is one level below its parent, a right
 * child is one below or level with it, and no two level ones follow each other
 * to the right: so no path is more than twice as long as another. Links on the
 * way down are noted, so that the way up, where levels are put right, needs
 * no recursion.
 */
#include "store_tree.h"

static unsigned
level(const store_entry *e)
{
	return e ? e->level : 0;
}

static secmailp_view
key_of(const store_entry *e)
{
	return secmailp_view_of(e->key, e->key_len);
}

/* Shorter keys come first: the order has no meaning, and keys of one kind have one length. */
static int
compare(secmailp_view a, secmailp_view b)
{
	if (a.len != b.len)
		return a.len < b.len ? -1 : 1;
	return memcmp(a.at, b.at, a.len);
}

/* A left child that is level with its parent becomes the parent. */
static void
skew(store_entry **link)
{
	store_entry *top = *link, *left;

	if (!top || !top->left || top->left->level != top->level)
		return;
	left = top->left;
	top->left = left->right;
	left->right = top;
	*link = left;
}

/* Of three level ones in a row to the right, the middle one rises. */
static void
split(store_entry **link)
{
	store_entry *top = *link, *right;

	if (!top || !top->right || level(top->right->right) != top->level)
		return;
	right = top->right;
	top->right = right->left;
	right->left = top;
	right->level++;
	*link = right;
}

/* After a removal below *link: its level falls, and its right side is put straight. */
static void
settle(store_entry **link)
{
	store_entry *top = *link;
	unsigned least;

	if (!top)
		return;
	least = level(top->left) < level(top->right) ? level(top->left) : level(top->right);
	if (top->level > least + 1) {
		top->level = least + 1;
		if (level(top->right) > top->level)
			top->right->level = top->level;
	}
	skew(link);
	skew(&(*link)->right);
	if ((*link)->right)
		skew(&(*link)->right->right);
	split(link);
	split(&(*link)->right);
}

store_entry *
secmailp_store_tree_find(store_entry *root, secmailp_view key)
{
	while (root) {
		int order = compare(key, key_of(root));

		if (order == 0)
			break;
		root = order < 0 ? root->left : root->right;
	}
	return root;
}

void
secmailp_store_tree_add(store_entry **root, store_entry *e)
{
	store_entry **path[STORE_TREE_DEPTH];
	store_entry **link = root;
	size_t depth = 0;

	while (*link) {
		path[depth++] = link;
		link = compare(key_of(e), key_of(*link)) < 0 ? &(*link)->left : &(*link)->right;
	}
	e->left = NULL;
	e->right = NULL;
	e->level = 1;
	*link = e;
	while (depth > 0) {
		skew(path[--depth]);
		split(path[depth]);
	}
}

/*
 * Puts in the place of *path[depth] the entry before it in the order, or what
 * is on its right if there is none before it; notes the links passed.
 */
static size_t
replace(store_entry ***path, size_t depth)
{
	store_entry **place = path[depth], *gone = *place, *heir;
	size_t last = depth + 1;

	if (!gone->left) {
		*place = gone->right;
		return depth;
	}
	path[last] = &gone->left;
	while ((*path[last])->right) {
		path[last + 1] = &(*path[last])->right;
		last++;
	}
	heir = *path[last];
	*path[last] = heir->left;
	heir->left = gone->left;
	heir->right = gone->right;
	heir->level = gone->level;
	*place = heir;
	path[depth + 1] = &heir->left;
	return last;
}

store_entry *
secmailp_store_tree_remove(store_entry **root, secmailp_view key)
{
	store_entry **path[STORE_TREE_DEPTH];
	store_entry *gone;
	size_t depth = 0;
	int order;

	path[0] = root;
	while (*path[depth] && (order = compare(key, key_of(*path[depth]))) != 0) {
		path[depth + 1] = order < 0 ? &(*path[depth])->left : &(*path[depth])->right;
		depth++;
	}
	gone = *path[depth];
	if (!gone)
		return NULL;
	for (depth = replace(path, depth) + 1; depth > 0; depth--)
		settle(path[depth - 1]);
	return gone;
}
