/*
 * servers.h - asking questions of resolvers: one table after the other, or all at once in a loop
 */
#ifndef SECMAIL_TESTS_DNS_ASK_SERVERS_H
#define SECMAIL_TESTS_DNS_ASK_SERVERS_H

#include <secmail/dns.h>

#include "questions.h"

typedef enum way {
	BY_RESOLVER, /* each table by the blocking resolver */
	BY_RUN,      /* each by one client, which blocks */
	BY_LOOP      /* all at once, by one client in a loop */
} way;

typedef struct manner {
	way way;
	size_t pause; /* milliseconds between the copies of the questions, which then aren't asked
			 at once */
	size_t leave; /* milliseconds after which the client is freed, whatever is open; 0: none */
	bool cache;   /* for a client */
	bool count;   /* says what was counted, on standard error */
} manner;

void servers_ask(const secmail_dns_resolver *settings, const manner *m, questions *q);

#endif
