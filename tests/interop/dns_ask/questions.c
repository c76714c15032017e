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

static bool
is_same_text(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static bool
is_same_record(const secmail_answers *a, const secmail_answers *b, uint32_t id, size_t index)
{
	size_t a_len, b_len;
	const void *a_at = secmail_answers_rdata(a, id, index, &a_len);
	const void *b_at = secmail_answers_rdata(b, id, index, &b_len);

	return a_len == b_len && (a_len == 0 || memcmp(a_at, b_at, a_len) == 0);
}

/* All but the time to live, which a cache counts down. Both tables asked in the same order. */
static bool
is_same_answer(const secmail_answers *a, const secmail_answers *b, uint32_t id)
{
	bool same = secmail_answers_state(a, id) == secmail_answers_state(b, id) &&
		    secmail_answers_failure(a, id) == secmail_answers_failure(b, id) &&
		    secmail_answers_trust(a, id) == secmail_answers_trust(b, id) &&
		    secmail_answers_count(a, id) == secmail_answers_count(b, id) &&
		    is_same_text(secmail_answers_alias(a, id), secmail_answers_alias(b, id));

	for (size_t i = 0; same && i < secmail_answers_count(a, id); i++)
		same = is_same_record(a, b, id, i);
	return same;
}

bool
questions_agree(const questions *q)
{
	size_t of_each = q->count / q->copies;

	for (size_t i = of_each; i < q->count; i++) {
		const secmail_answers *first = q->tables[i % of_each], *a = q->tables[i];

		for (uint32_t id = 0; id < secmail_answers_question_count(first); id++)
			if (!is_same_answer(first, a, id))
				return false;
	}
	return true;
}

static void
print_evidence(const secmail_answers *a)
{
	secmail_dns_evidence *e;
	char *text;

	must(secmail_dns_evidence_new(&e) == SECMAIL_DONE, "memory");
	must(secmail_dns_evidence_save(e, a, &text) == SECMAIL_DONE, secmail_dns_evidence_error(e));
	fputs(text, stdout);
	free(text);
	secmail_dns_evidence_free(e);
}

void
questions_print(const questions *q)
{
	for (size_t i = 0; i < q->count / q->copies; i++)
		print_evidence(q->tables[i]);
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
