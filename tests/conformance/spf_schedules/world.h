/*
 * world.h - what DNS says, question by question
 *
 * A world has its answers from one truth and may differ from it in three ways:
 * some questions fail; those that no decision reaches are lied about; those
 * that nobody waited for time out. Which, and how, hangs on the question and
 * the world's seed, never on the order in which questions come.
 */
#ifndef SCHEDULES_WORLD_H
#define SCHEDULES_WORLD_H

#include <secmail/answers.h>

#include "chance.h"

/* Questions by their ids in a table. */
typedef struct question_set {
	uint64_t words[SECMAIL_ANSWERS_MAX_QUESTIONS / 64];
} question_set;

static inline bool
question_set_has(const question_set *s, uint32_t id)
{
	return (s->words[id / 64 % (SECMAIL_ANSWERS_MAX_QUESTIONS / 64)] >> id % 64 & 1) != 0;
}

static inline void
question_set_add(question_set *s, uint32_t id)
{
	s->words[id / 64 % (SECMAIL_ANSWERS_MAX_QUESTIONS / 64)] |= (uint64_t)1 << id % 64;
}

/* Where true answers come from, and a table that keeps them. */
typedef struct truth {
	void (*answer)(void *arg, secmail_answers *a, uint32_t id);
	void *arg;
	secmail_answers *known;
	const uint8_t *client; /* an address that lies like to name */
	size_t client_len;
} truth;

typedef struct world {
	truth *truth;
	uint64_t seed;
	unsigned failing;            /* of 16 questions so many fail */
	const question_set *honest;  /* outside of it answers are made up; NULL: none is */
	const question_set *in_time; /* outside of it answers time out; NULL: none does */
} world;

/* The id that question `id` of `a` has in truth->known, by which sets know it. */
uint32_t truth_id(truth *t, const secmail_answers *a, uint32_t id);
/* The name of a question as it is asked for: labels with dots; returns its length. */
size_t question_name(const secmail_answers *a, uint32_t id, char out[256]);

/*
 * The two halves of an answer: what comes before its end, and its end. With a
 * chance, TTL, trust, the letters of names, and records that don't count are
 * left to it.
 */
void world_add(const world *w, secmail_answers *a, uint32_t id, chance *c);
void world_close(const world *w, secmail_answers *a, uint32_t id, chance *c);

#endif
