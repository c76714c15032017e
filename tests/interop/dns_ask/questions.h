/*
 * questions.h - the questions of a run, in as many tables as they need
 *
 * Questions fill one table after the other. Any number of copies of all of
 * them may be made, as if as many messages asked the same; what is said about
 * a question in one copy has to be what is said in every other.
 */
#ifndef SECMAIL_TESTS_DNS_ASK_QUESTIONS_H
#define SECMAIL_TESTS_DNS_ASK_QUESTIONS_H

#include <secmail/answers.h>

#define MAX_TABLES 16384

typedef struct questions {
	secmail_answers *tables[MAX_TABLES]; /* copy by copy */
	size_t count;
	size_t copies;
	size_t split; /* questions that a table takes */
} questions;

/* Ends the program with a sentence unless something holds. */
void must(bool holds, const char *what);

/* Only while there is one copy. */
void questions_add(questions *q, const char *name, const char *type);

/* Takes a file with a name and the number of a type on each line. */
void questions_read(questions *q, const char *path);

/* Asks all that was added once more, in tables of their own, until there are so many copies. */
void questions_copy(questions *q, size_t copies);

/* Prints the first copy's answers as evidence. */
void questions_print(const questions *q);

/* Whether all copies have the same answers. */
bool questions_agree(const questions *q);

/* How many have no answer. */
size_t questions_open(const questions *q);

void questions_free(questions *q);

#endif
