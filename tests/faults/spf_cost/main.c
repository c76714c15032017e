/*
 * main.c - what a hostile domain can make a receiver do, counted
 *
 * Usage: spf_cost
 * Each attack is judged with all answers at once, and with one answer a round,
 * the most wanted first and the least wanted first: a zone that answers slowly
 * can bring about any of these. Questions, rounds and steps are bounded.
 * Ordinary records come last: they cost little, and no memory but the result's.
 *
 * Ends in "N passed, N failed".
 */
#include <secmail/spf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "attack.h"
#include "ordinary.h"
#include "steps.h"

#define MAX_OPEN 256
#define MAX_ROUNDS 1000

/* What is needed at most, and what may have been asked ahead of need. */
#define MAX_ASKED (SECMAIL_SPF_MAX_QUESTIONS + SECMAIL_SPF_MAX_SPECULATION)

/* docs/spf.md states these two. */
#define MAX_STEPS 2000000
#define MAX_COUNTING 1000000

typedef enum manner { AT_ONCE, FIRST, LAST, MANNERS } manner;

static const char *const manner_names[] = { "at once", "first", "last" };

typedef struct cost {
	size_t questions;
	size_t rounds;
	unsigned long steps;
	unsigned long dearest;  /* the steps of the dearest round */
	unsigned long counting; /* those of counting what the record authorises */
	secmail_spf_reason reason;
} cost;

static unsigned long passed, failed;

static void
require(bool holds)
{
	if (!holds)
		abort();
}

static void
expect(const attack *t, manner how, bool holds, const char *what)
{
	passed += holds;
	failed += !holds;
	if (!holds)
		printf("FAIL: %s, %s: %s\n", t->name, manner_names[how], what);
}

static secmail_spf *
visitor(const attack *t)
{
	static const uint8_t client[4] = { 192, 0, 2, 1 };
	static const char path[] = "user@example.com";
	char long_path[SECMAIL_SPF_MAX_NAME];
	size_t start = sizeof long_path - (sizeof path - 1 - 4);
	secmail_spf *s;

	memcpy(long_path + start, path + 4, sizeof path - 1 - 4);
	memset(long_path, t->local ? t->local[0] : 'a', start);
	require(secmail_spf_new(1700000000, &s) == SECMAIL_DONE);
	require(secmail_spf_set_client(s, client, sizeof client) == SECMAIL_DONE);
	require(secmail_spf_set_helo(s, "", 0) == SECMAIL_DONE);
	require(secmail_spf_set_mail_from(s, t->local ? long_path : path,
		    t->local ? sizeof long_path : sizeof path - 1) == SECMAIL_DONE);
	return s;
}

static void
answer(const attack *t, secmail_answers *a, manner how)
{
	uint32_t ids[MAX_OPEN];
	size_t open = secmail_answers_open(a, ids, MAX_OPEN);

	require(open > 0 && open <= MAX_OPEN);
	if (how == LAST)
		t->answer(a, ids[open - 1]);
	for (size_t i = 0; how != LAST && i < (how == FIRST ? 1 : open); i++)
		t->answer(a, ids[i]);
}

static cost
judge(const attack *t, manner how)
{
	cost c = { .questions = 0 };
	secmail_spf *s = visitor(t);
	secmail_spf_result *r = NULL;
	secmail_answers *a;
	secmail_status status;

	require(secmail_answers_new(&a) == SECMAIL_DONE);
	do {
		unsigned long begun = steps_done(), took;

		status = secmail_spf_judge(s, a, &r);
		took = steps_done() - begun;
		c.steps += took;
		c.dearest = took > c.dearest ? took : c.dearest;
		c.rounds++;
		if (status == SECMAIL_WANT_DNS)
			answer(t, a, how);
	} while (status == SECMAIL_WANT_DNS && c.rounds < MAX_ROUNDS);
	require(status == SECMAIL_DONE);
	c.reason = secmail_spf_result_reason(r);
	c.questions = secmail_answers_question_count(a);
	c.counting = steps_done();
	secmail_spf_result_ip4_count(r, a);
	c.counting = steps_done() - c.counting;
	secmail_spf_result_free(r);
	secmail_answers_free(a);
	secmail_spf_free(s);
	return c;
}

static void
examine(const attack *t, manner how)
{
	cost c = judge(t, how);

	printf("%s, %s: %zu questions, %zu rounds, %lu steps, %lu in the dearest, %lu to count\n",
	    t->name, manner_names[how], c.questions, c.rounds, c.steps, c.dearest, c.counting);
	expect(t, how, c.reason == t->reason, "another verdict");
	expect(t, how, c.questions <= MAX_ASKED, "too many questions");
	expect(t, how, c.rounds <= c.questions + 1, "a round without a question that was answered");
	expect(t, how, c.dearest > 0, "this was not compiled to count steps");
	expect(t, how, c.dearest <= t->thousands * 1000, "a round takes too many steps");
	expect(t, how, c.steps <= MAX_STEPS, "the verdict takes too many steps");
	expect(
	    t, how, c.counting <= MAX_COUNTING, "counting what it authorises takes too many steps");
}

int
main(void)
{
	for (size_t i = 0; i < attack_count; i++)
		for (manner how = AT_ONCE; how < MANNERS; how++)
			examine(&attacks[i], how);
	for (size_t i = 0; i < ordinary_count; i++) {
		bool cheap = ordinary_is_cheap(i);

		passed += cheap;
		failed += !cheap;
	}
	printf("%lu passed, %lu failed\n", passed, failed);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
