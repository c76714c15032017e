/* questions.c - see questions.h */
#include "questions.h"

#include <secmail/dns.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAME_SPACE 256

void
must(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "dns_ask: %s\n", what);
	exit(EXIT_FAILURE);
}

static secmail_answers *
new_table(questions *q)
{
	secmail_answers *a;

	must(q->count < MAX_TABLES, "so many tables are not meant");
	must(secmail_answers_new(&a) == SECMAIL_DONE, "memory");
	must(secmail_answers_set_max_questions(a, q->split) == SECMAIL_DONE, "split=N");
	q->tables[q->count++] = a;
	return a;
}

void
questions_add(questions *q, const char *name, const char *type)
{
	uint16_t qtype = (uint16_t)strtoul(type, NULL, 10);
	secmail_answers *a = q->count > 0 ? q->tables[q->count - 1] : NULL;
	uint32_t id;

	if (!a || secmail_answers_question_count(a) == q->split)
		a = new_table(q);
	must(secmail_answers_ask(a, name, strlen(name), qtype, SECMAIL_ANSWERS_NEEDED, &id) ==
		 SECMAIL_DONE,
	    secmail_answers_error(a));
}

void
questions_read(questions *q, const char *path)
{
	FILE *file = fopen(path, "r");
	char name[NAME_SPACE], type[8];

	must(file != NULL, path);
	while (fscanf(file, "%255s %7s", name, type) == 2)
		questions_add(q, name, type);
	must(feof(file) != 0, path);
	fclose(file);
}

/* Names are asked for as they are printed: those of our tests hold nothing that is escaped. */
static void
copy_table(questions *q, const secmail_answers *from)
{
	secmail_answers *a = new_table(q);
	uint32_t ids[SECMAIL_ANSWERS_MAX_QUESTIONS], id;
	size_t count = secmail_answers_open(from, ids, SECMAIL_ANSWERS_MAX_QUESTIONS);

	for (size_t i = 0; i < count; i++) {
		const char *name = secmail_answers_qname(from, ids[i]);

		must(secmail_answers_ask(a, name, strlen(name), secmail_answers_qtype(from, ids[i]),
			 SECMAIL_ANSWERS_NEEDED, &id) == SECMAIL_DONE,
		    secmail_answers_error(a));
	}
}

void
questions_copy(questions *q, size_t copies)
{
	size_t of_each = q->count;

	for (q->copies = 1; q->copies < copies; q->copies++)
		for (size_t i = 0; i < of_each; i++)
			copy_table(q, q->tables[i]);
}

static char *
evidence_of(const secmail_answers *a)
{
	secmail_dns_evidence *e;
	char *text;

	must(secmail_dns_evidence_new(&e) == SECMAIL_DONE, "memory");
	must(secmail_dns_evidence_save(e, a, &text) == SECMAIL_DONE, secmail_dns_evidence_error(e));
	secmail_dns_evidence_free(e);
	return text;
}

bool
questions_print(const questions *q)
{
	size_t of_each = q->count / q->copies;
	bool agree = true;

	for (size_t i = 0; i < of_each; i++) {
		char *text = evidence_of(q->tables[i]);

		fputs(text, stdout);
		for (size_t copy = i + of_each; copy < q->count; copy += of_each) {
			char *other = evidence_of(q->tables[copy]);

			agree = agree && strcmp(text, other) == 0;
			free(other);
		}
		free(text);
	}
	return agree;
}

size_t
questions_open(const questions *q)
{
	size_t open = 0;

	for (size_t i = 0; i < q->count; i++)
		open += secmail_answers_open(q->tables[i], NULL, 0);
	return open;
}

void
questions_free(questions *q)
{
	for (size_t i = 0; i < q->count; i++)
		secmail_answers_free(q->tables[i]);
	q->count = 0;
}
