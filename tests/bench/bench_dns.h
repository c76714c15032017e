/*
 * bench_dns.h - what the files of the dns bench share
 *
 * A server of its own process that takes its time, a message with all that DNS
 * says about it, and the chain of other libraries that judges the same message.
 */
#ifndef SECMAIL_TESTS_BENCH_DNS_H
#define SECMAIL_TESTS_BENCH_DNS_H

#include <secmail/dnsclient.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>

/* Ends the program with a sentence unless something holds. */
static inline void
bench_must(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "bench_dns: %s\n", what);
	exit(EXIT_FAILURE);
}

/* A client of ours that asks one server. */
secmail_dns_client *bench_client_new(const char *server);

/* --- bench_dns_server.c ------------------------------------------------------ */

/* A TXT record; the name "*" stands for any. */
typedef struct bench_record {
	const char *name;
	const char *text;
} bench_record;

typedef struct bench_server {
	uint16_t port;
	char address[32]; /* as "127.0.0.1:5353" */
	pid_t process;
	int lifeline; /* the server ends when this is closed */
	_Atomic unsigned long *asked;
} bench_server;

/*
 * Starts a server on 127.0.0.1 that answers each question `delay_us`
 * microseconds after it came, any number of them at the same time.
 *
 * `port` 0: any. The records are copied with the process.
 */
void bench_server_start(
    bench_server *s, const bench_record *records, size_t count, uint16_t port, unsigned delay_us);

void bench_server_stop(bench_server *s);

/* How many questions came so far. */
unsigned long bench_server_asked(const bench_server *s);

/* --- bench_dns_world.c ------------------------------------------------------- */

/*
 * Goes into a network of the process's own, in which it is the only resolver
 * that /etc/resolv.conf names: "127.0.0.1", port 53. Libraries that can't be
 * told of a port ask there. Returns false where the system doesn't allow it.
 */
bool bench_world_enter(void);

/* --- bench_dns_letter.c ------------------------------------------------------ */

#define BENCH_LETTER_IP "192.0.2.25"
#define BENCH_LETTER_HELO "mta7.sender.example"
#define BENCH_LETTER_PATH "bounce@bounces.shop.example"
#define BENCH_LETTER_AUTHOR "news.eu.shop.example"
#define BENCH_LETTER_SIGNATURES 2
#define BENCH_LETTER_RECORDS 7
#define BENCH_LETTER_NOW 1795500000

/*
 * The longest chain of look-ups each of which has to have the answer of the
 * one before it: see bench_dns_letter.c.
 */
#define BENCH_LETTER_DEPTH 4

typedef struct bench_letter {
	char text[8192];
	size_t len;
	size_t header_len; /* with the empty line */
	bench_record records[BENCH_LETTER_RECORDS];
	char keys[BENCH_LETTER_SIGNATURES][1280];
} bench_letter;

/* Writes the message, signs it with keys made for it, and fills in the records. */
void bench_letter_write(bench_letter *l);

/* --- bench_dns_chain.c ------------------------------------------------------- */

typedef struct bench_chain bench_chain;

/* The letter is borrowed. */
bench_chain *bench_chain_new(const bench_letter *l);
void bench_chain_free(bench_chain *c);

/* A bench_work: judges the letter by libspf2, libopendkim and libopendmarc, one after the other. */
void bench_chain_judge(void *chain);

/* --- the figures ------------------------------------------------------------- */

void bench_dns_offline(void);  /* bench_dns_offline.c: out of a zone, out of a message */
void bench_dns_question(void); /* bench_dns_question.c: from the network */
void bench_dns_cached(void);   /* bench_dns_cached.c: out of the cache */
void bench_dns_message(void);  /* bench_dns_message.c: a message's whole verdict */

#endif
