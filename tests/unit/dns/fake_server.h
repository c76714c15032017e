/*
 * fake_server.h - a name server on loopback that does what a test wants it to
 *
 * It runs in a thread of its own, over UDP and TCP on one port. An honest one
 * says 192.0.2.7 to every question for an address, "ok" to every one for text,
 * and that other types have no data.
 */
#ifndef SECMAIL_TESTS_FAKE_SERVER_H
#define SECMAIL_TESTS_FAKE_SERVER_H

#include <stddef.h>

typedef enum fake_manner {
	FAKE_HONEST,
	FAKE_SILENT,
	FAKE_SILENT_ON_TEXT, /* answers all but questions for text */
	FAKE_WRONG_ID,
	FAKE_WRONG_NAME,
	FAKE_WRONG_TYPE,
	FAKE_QUERY_BACK, /* what it got, unchanged */
	FAKE_JUNK,
	FAKE_EMPTY,
	FAKE_CUT,          /* the first half of an honest answer */
	FAKE_OTHER_SOURCE, /* an honest answer from another port */
	FAKE_LIES_FIRST,   /* wrong id, wrong name, junk; then the truth */
	FAKE_FLOOD,        /* very many wrong ids, no truth */
	FAKE_BROKEN_DATA,
	FAKE_SERVFAIL,
	FAKE_BOGUS, /* SERVFAIL with an Extended DNS Error */
	FAKE_REFUSED,
	FAKE_LAME,
	FAKE_OLD,               /* FORMERR to whatever has an OPT record */
	FAKE_FORMERR_ON_TEXT,   /* whatever the query has */
	FAKE_LOSES_CASE,        /* the question in lower case, over TCP as well */
	FAKE_LOSES_CASE_IN_UDP, /* but not over TCP */
	FAKE_LOSES_CASE_NO_TCP, /* closes what is not a datagram */
	FAKE_ONE_BEHIND,        /* answers each query when the next one comes */
	FAKE_AD,
	FAKE_TWICE,     /* each answer two times */
	FAKE_TRUNCATED, /* the truth over TCP only, 20,000 octets of text */
	FAKE_TRUNCATED_BYTEWISE,
	FAKE_TRUNCATED_CLOSES, /* TCP is closed at once */
	FAKE_TRUNCATED_CUT,    /* TCP is closed in the middle of the message */
	FAKE_TRUNCATED_SILENT,
	FAKE_TRUNCATED_TWICE, /* TC over TCP, too */
	FAKE_TRUNCATED_WRONG_ID,
	FAKE_TRUNCATED_KEEPS,       /* connections stay open for more queries */
	FAKE_TRUNCATED_REVERSES,    /* so, and of two queries answers the second first */
	FAKE_TRUNCATED_CHATTERS,    /* sends what nobody asked, again and again */
	FAKE_TRUNCATED_HALF_CLOSES, /* answers the first query, sends no more, and goes on reading
				     */
	FAKE_TRUNCATED_PRELUDE      /* before the truth, what fake_start_with_prelude() was given */
} fake_manner;

typedef struct fake_server fake_server;

fake_server *fake_start(fake_manner manner);

/* One that sends these octets over each connection before its answer. They have to live as long. */
fake_server *fake_start_with_prelude(const void *octets, size_t len);

/* "127.0.0.1:port" */
const char *fake_address(const fake_server *f);

/* How many queries have come as datagrams; how many over how many connections. */
unsigned fake_queries(const fake_server *f);
unsigned fake_segments(const fake_server *f);
unsigned fake_connections(const fake_server *f);

/* Waits until so many datagrams have come, two seconds at most: its thread may be slower than a
 * client that has given up. */
void fake_wait_for(const fake_server *f, unsigned queries);

/* The most datagrams that came from one port. */
unsigned fake_most_of_a_port(const fake_server *f);

void fake_stop(fake_server *f);

#endif
