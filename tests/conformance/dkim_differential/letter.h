/*
 * letter.h - signed messages, drawn, and what becomes of them on their way
 */
#ifndef DKIM_DIFFERENTIAL_LETTER_H
#define DKIM_DIFFERENTIAL_LETTER_H

#include "../spf_schedules/chance.h"

#define LETTER_MAX 16384
#define LETTER_NOW 2000000000 /* a time to come: the engine's clock is the session's */
#define LETTER_DOMAIN "sender.example"

/* Keys that sign: two signatures a message, one of each algorithm. */
typedef struct signers signers;

typedef struct letter {
	char text[LETTER_MAX];
	size_t len;
	const char *change; /* what was done to it */
} letter;

signers *signers_new(void);
void signers_free(signers *s);
/* The key record of the selector "rsa" or "ed"; NULL for any other. */
const char *signers_record(const signers *s, const char *selector);

/* Draws a message and signs it. */
void letter_draw(letter *l, chance *c, const signers *s);
/* Changes it in one way, or not at all. */
void letter_change(letter *l, chance *c);

#endif
