/*
 * world.h - sockets, clock and chance as a fuzz target wants them
 *
 * While the world is on, the calls that the client makes of the system come
 * here. Queries that were sent are kept until they are answered, truly or with
 * a lie that nobody may believe.
 */
#ifndef SECMAIL_TESTS_FUZZ_WORLD_H
#define SECMAIL_TESTS_FUZZ_WORLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a query is answered with. The first are honest; a lie says WORLD_LIE. */
typedef enum world_answer {
	WORLD_TRUE,
	WORLD_TWICE,
	WORLD_NONE, /* no data */
	WORLD_SERVFAIL,
	WORLD_REFUSED,
	WORLD_FORMERR,
	WORLD_TRUNCATED,
	WORLD_BROKEN, /* data that is too short for its type */
	WORLD_LOST,   /* never */
	WORLD_FIRST_LIE,
	WORLD_WRONG_ID = WORLD_FIRST_LIE,
	WORLD_WRONG_NAME,
	WORLD_WRONG_TYPE,
	WORLD_QUERY, /* no response */
	WORLD_CHEAP_CASE,
	WORLD_HALF,
	WORLD_JUNK,
	WORLD_ANSWERS
} world_answer;

/* What goes wrong with the next socket, connection or datagram. */
typedef enum world_trouble {
	WORLD_WELL,
	WORLD_NO_SOCKET,
	WORLD_UNREACHABLE,
	WORLD_REFUSED_PORT,
	WORLD_TROUBLES
} world_trouble;

/* The end of the address in a true answer to a name that begins so, and in a lie. */
#define WORLD_TRUTH(letter) ((uint8_t)((letter) | 0x20))
#define WORLD_LIE 66

void world_begin(uint32_t chance);

/* Requires that every socket is closed. */
void world_end(void);

void world_pass_time(unsigned ms);
void world_set_trouble(world_trouble t);

/* Answers a query that is kept. Returns the descriptor that has something to read now, or -1. */
int world_answer_query(unsigned number, world_answer how);

/* Breaks a socket. Returns its descriptor, or -1 if none is open. */
int world_break(unsigned number);

/* A descriptor that is open, or -1. */
int world_descriptor(unsigned number);

/* The watch function; it is wrong to close what is still watched. */
void world_watch(void *arg, int fd, unsigned events);

#endif
