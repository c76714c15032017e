/*
 * world.h - a session, a table of answers, and a small DNS to answer from
 *
 * Names that the world does not list do not exist; rows of one name are
 * several records.
 */
#ifndef SECMAIL_TESTS_DMARC_WORLD_H
#define SECMAIL_TESTS_DMARC_WORLD_H

#include <secmail/dmarc.h>

typedef struct world_record {
	const char *name;
	const char
	    *text; /* of a TXT record; NULL: the name exists and has none; FAILS: no answer */
} world_record;

extern const char FAILS[];

typedef struct world {
	secmail_dmarc *dmarc;
	secmail_answers *answers;
	secmail_dmarc_result *result; /* NULL until it is judged */
} world;

world world_new(void);
void world_free(world *w);

/* Answers the question for `name`, which has to be open. */
void world_answer(world *w, const char *name, const char *text);

/* Answers all open questions from records that end in one without a name. */
void world_answer_all(world *w, const world_record *records);

/* Judges until there is a result, and returns how often that took answers. */
unsigned world_judge(world *w, const world_record *records);

/* Judges once. */
secmail_status world_try(world *w);

/* Is there an open question for the name? Is it needed? */
bool world_is_open(const world *w, const char *name);
bool world_is_needed(const world *w, const char *name);

size_t world_open_count(const world *w);

#endif
