/*
 * loop.h - a client of resolvers in an event loop of our own, which is as small as one can be
 *
 * It knows no more of the client than a program that embeds it: what to watch,
 * how long to wait, whom to tell.
 */
#ifndef SECMAIL_TESTS_DNS_ASK_LOOP_H
#define SECMAIL_TESTS_DNS_ASK_LOOP_H

#include <poll.h>
#include <secmail/dnsclient.h>

#define MAX_WATCHED 4096

typedef struct loop {
	secmail_dns_client *client; /* borrowed */
	struct pollfd watched[MAX_WATCHED];
	struct pollfd seen[MAX_WATCHED];
	nfds_t count;
	size_t waiting; /* tables that are not told of */
} loop;

/* Takes the client into the loop. */
void loop_begin(loop *l, secmail_dns_client *c);

/* Starts tables, all at once. */
void loop_start(loop *l, secmail_answers *const *tables, size_t count);

/* Turns until all tables that were started are told of, or for so many milliseconds. */
void loop_wait(loop *l, int64_t ms);

/* Turns for so many milliseconds, with nothing to wait for. */
void loop_idle(loop *l, int64_t ms);

#endif
