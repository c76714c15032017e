/*
 * bench_inbound.h - what the files of the inbound bench share
 *
 * Letters with all that DNS says about them, and three ways to deal with one:
 * a whole verdict of ours, the bare cryptography in it, and the chain of other
 * libraries that comes to the same verdict.
 */
#ifndef SECMAIL_TESTS_BENCH_INBOUND_H
#define SECMAIL_TESTS_BENCH_INBOUND_H

#include <openssl/evp.h>
#include <secmail/inbound.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench.h"

/* Ends the program with a sentence unless something holds. */
static inline void
bench_must(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "bench_inbound: %s\n", what);
	exit(EXIT_FAILURE);
}

/* --- bench_inbound_letter.c -------------------------------------------------- */

/* One message again and again would train the processor to its line ends. */
#define BENCH_LETTERS 300
#define BENCH_BODY 4096

#define BENCH_NOW 1795500000
#define BENCH_IP "192.0.2.25"
#define BENCH_HELO "out7.sender.example"
#define BENCH_PATH "bounce@bounces.shop.example"
#define BENCH_AUTHOR "news.shop.example"
#define BENCH_ORGANIZATION "shop.example"
#define BENCH_SELECTOR "s2026"
#define BENCH_POLICY "v=DMARC1; p=reject; rua=mailto:dmarc@shop.example"

typedef struct bench_text {
	char *at;
	size_t len;
} bench_text;

typedef struct bench_letter {
	bench_text text;          /* as it came */
	size_t header_len;        /* with the empty line */
	bench_text body;          /* canonical (relaxed) */
	bench_text signed_header; /* canonical, what the signature is of */
	unsigned char signature[256];
} bench_letter;

#define BENCH_RECORDS 6

/* What DNS says about them: a TXT record of a name, as text and as it is sent. */
typedef struct bench_record {
	const char *name;
	size_t name_len;
	const char *text;
	uint8_t rdata[1280];
	size_t len;
} bench_record;

typedef struct bench_mail {
	bench_letter letters[BENCH_LETTERS];
	EVP_PKEY *key;
	char key_record[1280];
	bench_record records[BENCH_RECORDS];
} bench_mail;

void bench_mail_write(bench_mail *m);
void bench_mail_free(bench_mail *m);

/* The TXT record of a name; NULL if there is none. */
const bench_record *bench_mail_record(const bench_mail *m, const char *name);

/* --- bench_inbound_ours.c ----------------------------------------------------- */

/* One thread's session; the configuration is shared. */
typedef struct bench_ours bench_ours;

bench_ours *bench_ours_new(const bench_mail *m, const secmail_inbound_config *config);
void bench_ours_free(bench_ours *o);

/* A bench_work: judges the next letter. */
void bench_ours_judge(void *ours);

/* --- bench_inbound_raw.c ------------------------------------------------------ */

typedef struct bench_raw bench_raw;

bench_raw *bench_raw_new(const bench_mail *m);
void bench_raw_free(bench_raw *r);

/* A bench_work: what no verifier of the next letter can do without. */
void bench_raw_verify(void *raw);

/* --- bench_inbound_chain.c ---------------------------------------------------- */

typedef struct bench_chain bench_chain;

/* NULL after saying that the other libraries are not there. */
bench_chain *bench_chain_new(const bench_mail *m);
void bench_chain_free(bench_chain *c);

/* A bench_work: judges the next letter by libspf2, libopendkim and libopendmarc. */
void bench_chain_judge(void *chain);

/* --- bench_inbound_threads.c -------------------------------------------------- */

/* What a letter costs two threads that share a configuration, against one. */
void bench_threads(const bench_mail *m, const secmail_inbound_config *config);

#endif
