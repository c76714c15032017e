/*
 * bench_spf.h - what the files of the SPF bench share
 *
 * A zone in memory that every side answers from, messages to be judged on it,
 * and for each side how it judges them. A figure is what one message costs, on
 * the average of its messages.
 */
#ifndef SECMAIL_TESTS_BENCH_SPF_H
#define SECMAIL_TESTS_BENCH_SPF_H

#include <secmail/spf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench.h"

/* Ends the program with a sentence unless something holds. */
static inline void
bench_must(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "bench_spf: %s\n", what);
	exit(EXIT_FAILURE);
}

static inline void
bench_must_be_done(secmail_status status)
{
	bench_must(status == SECMAIL_DONE, secmail_status_text(status));
}

/* --- bench_spf_zone.c ----------------------------------------------------- */

#define BENCH_NAME_SIZE 256

typedef struct bench_octets {
	uint8_t *at;
	size_t len;
} bench_octets;

/* All records of a name and type; none of them: there is no such type at the name. */
typedef struct bench_answer {
	char name[BENCH_NAME_SIZE]; /* lower case, labels with dots between */
	uint16_t type;
	bool is_failure; /* DNS fails over it */
	size_t count;
	bench_octets *records; /* as on the wire */
} bench_answer;

typedef struct bench_zone {
	bench_answer *answers;
	size_t count;
} bench_zone;

/* Adds an answer without a record yet. Pointers to earlier ones are no longer valid. */
bench_answer *bench_zone_add(bench_zone *zone, const char *name, uint16_t type);
void bench_answer_add(bench_answer *answer, const void *rdata, size_t len);
/* Adds a TXT record, cut into strings of at most `string` octets, 1 to 255. */
void bench_answer_add_text(bench_answer *answer, const char *text, size_t string);
/* Has to be called before anything is looked up. */
void bench_zone_sort(bench_zone *zone);
/* In any case of letters, with or without a dot at the end; NULL if it is not there. */
const bench_answer *bench_zone_find(const bench_zone *zone, const char *name, uint16_t type);
/* Answers an open question. */
void bench_zone_give(const bench_zone *zone, secmail_answers *a, uint32_t id);
void bench_zone_free(bench_zone *zone);

/* Writes a TXT record's strings as one text, with a NUL behind it; returns its length. */
size_t bench_joined(const bench_octets *rdata, uint8_t *out, size_t size);
/* Writes the wire name from `offset` on with dots between its labels. */
void bench_name(const bench_octets *rdata, size_t offset, char out[BENCH_NAME_SIZE]);
/* Writes a name without special octets as on the wire; returns its length. */
size_t bench_wire(const char *name, uint8_t out[BENCH_NAME_SIZE]);

/* --- messages ------------------------------------------------------------- */

typedef struct bench_message {
	const bench_zone *zone;
	char *client; /* its address, as text */
	char *helo;
	char *path;
	uint8_t ip[16];
	size_t ip_len;
} bench_message;

typedef struct bench_figure {
	const char *name;
	const char *code; /* what each message comes to; NULL: the sides may differ */
	bench_message *messages;
	size_t count;
} bench_figure;

/* Fills in a message; the texts are copied. */
bench_message bench_message_new(
    const bench_zone *zone, const char *client, const char *helo, const char *path);
void bench_message_free(bench_message *m);

/* Sets a session up for a message. */
void bench_set_up(secmail_spf *spf, const bench_message *m);

/* --- bench_spf_suite.c ---------------------------------------------------- */

/* Reads all cases of the RFC 7208 suite; false if it is not there. */
bool bench_suite_read(bench_figure *out);

/* --- the sides: each compares ours with itself ----------------------------- */

typedef struct bench_ours bench_ours;

/* Judges each message of a figure once; the argument is a bench_ours. */
void bench_ours_run(void *arg);

/* bench_spf_libspf2.c */
void bench_against_libspf2(const bench_figure *figure, bench_ours *ours);
/* bench_spf_gospf.c: `program` is the path of this program, beside which that of the peer is */
void bench_against_gospf(const bench_figure *figure, bench_ours *ours, const char *program);

/* --- bench_spf_worst.c: what the dearest record costs -------------------------------------- */
void bench_worst(void);

#endif
