/*
 * secret.h - memory for keys and passwords, and how to treat them
 *
 * A pool is one run of pages with a guard page on either side, locked against
 * swapping and left out of core dumps and of forked children where the system
 * can do that; whether locking worked is reported, for a mail server without
 * the right to lock should know. Everything is wiped before it is given back.
 */
#ifndef SECMAILP_SECRET_H
#define SECMAILP_SECRET_H

#include "private/status.h"
#include "private/view.h"

typedef struct secmailp_secret_pool {
	uint8_t *pages; /* between the guards */
	size_t room;    /* octets in `pages`, whole pages */
	size_t used;
	bool is_locked;   /* kept from swap */
	bool is_undumped; /* kept from core dumps */
} secmailp_secret_pool;

/*
 * Maps a pool that holds at least `room` octets.
 * Returns SECMAILP_DONE, SECMAILP_LIMIT for over SECMAILP_SECRET_MAX, or
 * SECMAILP_NO_MEMORY. A pool that could not be locked is usable all the same.
 */
#define SECMAILP_SECRET_MAX 1048576
SECMAILP_MUST_CHECK secmailp_status secmailp_secret_pool_open(secmailp_secret_pool *p, size_t room);

/* Zeroed octets from the pool, aligned to 16; NULL when it is full. */
void *secmailp_secret_alloc(secmailp_secret_pool *p, size_t size);

/* Wipes and unmaps. A pool that was never opened, all zero, is allowed. */
void secmailp_secret_pool_close(secmailp_secret_pool *p);

/* Zeroes octets in a way that no optimiser removes. */
void secmailp_wipe(void *at, size_t len);

/* Compares in a time that depends on the lengths only. */
bool secmailp_equal_secret(secmailp_view a, secmailp_view b);

#endif
