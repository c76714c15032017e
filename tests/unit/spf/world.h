/*
 * world.h - a small DNS to judge on, written as text beside each test
 *
 * A zone is lines of "name TYPE value": A and AAAA with an address, MX and PTR
 * with a name ("." is the null MX), TXT with all that follows, cut into strings
 * at each "|". In place of a value stands !timeout, !servfail, !refused or
 * !bogus. A name that no line has does not exist.
 */
#ifndef SPF_WORLD_H
#define SPF_WORLD_H

#include <secmail/spf.h>

#include "suite.h"

/* How a driver gives answers: whatever it does, the verdict is the same. */
typedef enum world_order {
	WORLD_AT_ONCE,   /* all open questions, each round */
	WORLD_ONE_FIRST, /* the most wanted one */
	WORLD_ONE_LAST,  /* the least wanted one */
	WORLD_SHUFFLED   /* any one */
} world_order;

typedef struct world {
	const char *zone;
	secmail_spf *spf;
	secmail_answers *answers;
	world_order order;
	unsigned seed;
	size_t rounds; /* how often the judge had to wait */
	secmail_spf_result *result;
} world;

/* The receiver's clock in every test. */
#define WORLD_NOW 1700000000

/* A session for a client ("192.0.2.1"), a HELO name and a reverse-path, and an empty table. */
world world_open(const char *zone, const char *client, const char *helo, const char *mail_from);
/* Judges until done; the result is also in w->result, which world_close() frees. */
const secmail_spf_result *world_judge(world *w);
void world_close(world *w);
/* Answers open questions once, as the order says. */
void world_answer(world *w);

/* The usual visitor: 192.0.2.1, mail.example.org, user@example.com. */
world world_usual(const char *zone);
/* Judges the usual visitor and checks the result's code and reason. */
void world_expect(
    const char *proves, const char *zone, secmail_spf_code code, secmail_spf_reason reason);

/* NULL as a text that can be compared and printed. */
const char *or_null(const char *text);

#endif
