/*
 * main.c - runs a suite of SPF tests in the form of the openspf.org one
 *
 * Usage: spf_suite [--engine native] [--list] FILE.yml
 * Prints each failing case with what was expected and got, with --list the id
 * of every case, and ends in "N passed, N failed". Each case is judged twice,
 * with all open questions answered at once and one by one, the speculative
 * ones first: both have to give the same verdict.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <secmail/spf.h>

#include "suite.h"

#define MAX_ROUNDS 300
#define MAX_OPEN 128
#define NOW 1700000000

typedef enum manner { ALL_AT_ONCE, ONE_BY_ONE } manner;

typedef struct suite {
	const suite_case *at;
	bool is_listing;
	size_t passed;
	size_t failed;
	size_t explanations;
} suite;

void
suite_broken(const char *what, const char *detail)
{
	fprintf(stderr, "spf_suite: %s: %s\n", what, detail);
	exit(65);
}

static void
check(secmail_status status, const char *what)
{
	if (status != SECMAIL_DONE)
		suite_broken(what, secmail_status_text(status));
}

static void
answer_some(suite *s, secmail_answers *answers, manner how)
{
	uint32_t ids[MAX_OPEN];
	size_t open = secmail_answers_open(answers, ids, MAX_OPEN);

	if (open == 0 || open > MAX_OPEN)
		suite_broken("the number of open questions is wrong", "");
	for (size_t i = how == ONE_BY_ONE ? open - 1 : 0; i < open; i++)
		suite_answer(s->at->doc, s->at->zone, answers, ids[i]);
}

static secmail_spf_result *
judge(suite *s, manner how)
{
	secmail_spf *spf;
	secmail_answers *answers;
	secmail_spf_result *result = NULL;
	secmail_status status;

	check(secmail_spf_new(NOW, &spf), "new");
	check(secmail_answers_new(&answers), "answers");
	suite_set_up(s->at, spf);
	status = secmail_spf_judge(spf, answers, &result);
	for (size_t round = 0; status == SECMAIL_WANT_DNS && round < MAX_ROUNDS; round++) {
		answer_some(s, answers, how);
		status = secmail_spf_judge(spf, answers, &result);
	}
	check(status, "judge");
	secmail_spf_free(spf);
	secmail_answers_free(answers);
	return result;
}

static const char *
or_none(const char *text)
{
	return text ? text : "(none)";
}

static bool
are_equal(const secmail_spf_result *a, const secmail_spf_result *b)
{
	return secmail_spf_result_code(a) == secmail_spf_result_code(b) &&
	       secmail_spf_result_reason(a) == secmail_spf_result_reason(b) &&
	       secmail_spf_result_lookups(a) == secmail_spf_result_lookups(b) &&
	       secmail_spf_result_void_lookups(a) == secmail_spf_result_void_lookups(b) &&
	       strcmp(secmail_spf_result_detail(a), secmail_spf_result_detail(b)) == 0 &&
	       strcmp(or_none(secmail_spf_result_explanation(a)),
		   or_none(secmail_spf_result_explanation(b))) == 0;
}

/* What the case has under a key. */
static yaml_node_t *
expected(const suite *s, const char *key)
{
	return suite_get(s->at->doc, s->at->test, key);
}

static bool
has_expected_code(const suite *s, const char *code)
{
	yaml_node_t *one, *result = expected(s, "result");

	if (suite_is(result, code))
		return true;
	for (size_t i = 0; (one = suite_item(s->at->doc, result, i)); i++)
		if (suite_is(one, code))
			return true;
	return false;
}

/* DEFAULT is the text of a receiver's own: the domain gives none. */
static bool
has_expected_explanation(suite *s, const char *explanation)
{
	yaml_node_t *text = expected(s, "explanation");

	if (!text)
		return true;
	s->explanations++;
	if (suite_is(text, "DEFAULT"))
		return !explanation;
	return explanation && suite_is(text, explanation);
}

static void
say_expected(const suite *s)
{
	yaml_node_t *one, *result = expected(s, "result");

	printf("expected %s", suite_text(result));
	for (size_t i = 0; (one = suite_item(s->at->doc, result, i)); i++)
		printf("%s%s", i > 0 ? " or " : "", suite_text(one));
	if (expected(s, "explanation"))
		printf(" \"%s\"", suite_text(expected(s, "explanation")));
	if (expected(s, "mechanism"))
		printf(" by \"%s\"", suite_text(expected(s, "mechanism")));
}

static void
run_case(void *arg, const suite_case *c)
{
	suite *s = arg;
	secmail_spf_result *r, *slow;
	const char *code, *explanation;
	bool is_right;

	s->at = c;
	r = judge(s, ALL_AT_ONCE);
	slow = judge(s, ONE_BY_ONE);
	code = secmail_spf_code_name(secmail_spf_result_code(r));
	explanation = secmail_spf_result_explanation(r);
	is_right = has_expected_code(s, code);
	is_right &= has_expected_explanation(s, explanation);
	is_right &= suite_has_mechanism(c, r);
	is_right &= are_equal(r, slow);
	if (s->is_listing)
		printf("%s %s\n", is_right ? "pass" : "fail", c->id);
	if (is_right) {
		s->passed++;
	} else {
		s->failed++;
		printf("%s: ", c->id);
		say_expected(s);
		printf(", got %s \"%s\" (%s)%s%s\n", code, or_none(explanation),
		    secmail_spf_result_detail(r), are_equal(r, slow) ? "" : "; one by one: ",
		    are_equal(r, slow) ? "" : secmail_spf_result_detail(slow));
	}
	secmail_spf_result_free(r);
	secmail_spf_result_free(slow);
}

static int
usage(void)
{
	fputs("usage: spf_suite [--engine native] [--list] FILE.yml\n", stderr);
	return 64;
}

int
main(int argc, char **argv)
{
	suite s = { 0 };
	FILE *file = NULL;

	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--list") == 0)
			s.is_listing = true;
		else if (strcmp(argv[i], "--engine") == 0 && i + 1 < argc &&
			 strcmp(argv[i + 1], "native") == 0)
			i++;
		else if (argv[i][0] == '-' || file || !(file = fopen(argv[i], "rb")))
			return usage();
	}
	if (!file)
		return usage();
	suite_each_case(file, run_case, &s);
	fclose(file);
	printf("%zu explanations checked\n", s.explanations);
	printf("%zu passed, %zu failed\n", s.passed, s.failed);
	return s.failed == 0 && s.passed > 0 ? 0 : 1;
}
