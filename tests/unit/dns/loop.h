/*
 * loop.h - the least event loop that drives a client, and tables that wait in it
 */
#ifndef SECMAIL_TESTS_LOOP_H
#define SECMAIL_TESTS_LOOP_H

#include <poll.h>
#include <secmail/dnsclient.h>

#define LOOP_MAX 256

typedef struct loop {
	secmail_dns_client *client;
	struct pollfd fds[LOOP_MAX];
	nfds_t count;
} loop;

/* A table that was started: how often it was told, and what. */
typedef struct waiting {
	unsigned told;
	secmail_status status;
	secmail_answers *answers;
} waiting;

/* A client of these servers in a loop: 60 ms a try, 2 tries. */
void loop_start(loop *l, const char *const *servers, size_t count);

/* Settings with these servers, 60 ms a try, 2 tries. */
secmail_dns_resolver *settings_of(const char *const *servers, size_t count);

/* Starts a table; `w` is told. Returns what the start did. */
secmail_status loop_ask(loop *l, secmail_answers *a, waiting *w);

/* Turns until `w` is told, or five seconds are over, which is a failure. */
void loop_until_told(loop *l, const waiting *w);

/* Turns for so many milliseconds. */
void loop_turn(loop *l, int ms);

/* Frees the client; nothing may be watched any more. */
void loop_end(loop *l);

#endif
