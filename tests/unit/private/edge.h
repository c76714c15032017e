/*
 * edge.h - input that ends where the readable memory ends
 *
 * A page that can't be read stands right behind the last octet (or right
 * before the first one), so that a single octet too far kills the test,
 * whatever the compiler and its options.
 */
#ifndef SECMAIL_TESTS_EDGE_H
#define SECMAIL_TESTS_EDGE_H

#include "private/view.h"

typedef struct edge {
	void *mapping;
	size_t mapped;
	secmailp_view octets;
} edge;

/* Copies `len` octets so that they end at the edge, or begin at it. */
edge edge_behind(const void *octets, size_t len);
edge edge_before(const void *octets, size_t len);

void edge_free(edge *e);

#endif
