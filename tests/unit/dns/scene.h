/*
 * scene.h - one client in a loop, and one server that has its manner: where most client tests play
 */
#ifndef SECMAIL_TESTS_SCENE_H
#define SECMAIL_TESTS_SCENE_H

#include "client.h"
#include "fake_server.h"
#include "loop.h"
#include "told.h"

/* So many letters that no chance leaves them all small: a server that loses the case is seen. */
#define LONG_NAME "a-name-with-so-many-letters.that-no-chance-leaves-them-all-small.example"

/* Each test has a process of its own, so these are nobody else's. */
extern fake_server *server;
extern loop l;

/* Time for a try of a server that answers: it may be slow, as the machine may be busy. */
#define PATIENT_MS 10000

/*
 * Starts a server of this manner and a client that asks it. If the server leaves
 * nothing unanswered a try takes PATIENT_MS, else 60 ms; there are 2 tries.
 */
void serve(fake_manner manner);

/* Frees the client, whose watches have to be undone, and ends the server. */
void stop(void);

/* One of the client's counters. */
uint64_t count(secmail_dns_client_counter counter);

/* Starts a table, which has to have something to ask, and turns until it is done. */
void start_and_wait(secmail_answers *a);

/* The server that there is, with another time for a try and in all. */
void have_patience(uint32_t try_ms, uint32_t total_ms);

/* The lookup of a question; NULL if none is in flight. */
secmailp_dns_lookup *lookup_of(const secmail_answers *a, uint32_t id);

/* For the client so many milliseconds have gone by; secmail_dns_client_tick() sees what is due. */
void let_time_pass(int64_t ms);

/* What the client takes for chance from now on is this octet, a few hundred times. */
void plant_chance(uint8_t octet);

/* Writes a file, in the place of what it held. */
void write_file(const char *path, const char *text);

/* Makes a file in the form of resolv.conf that names the server, at a path that mkstemp() takes. */
void make_resolv_conf(char *path, const fake_server *named);

/* That a server has got so many datagrams. */
#define ck_asked(f, expected)                                                                      \
	do {                                                                                       \
		fake_wait_for(f, expected);                                                        \
		ck_assert_uint_eq(fake_queries(f), expected);                                      \
	} while (0)

#define ck_told(a, id, expected)                                                                   \
	do {                                                                                       \
		char told_text[TOLD_SIZE];                                                         \
		ck_assert_str_eq(told(a, id, told_text), expected);                                \
	} while (0)

#endif
