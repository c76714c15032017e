/*
 * main.c - runs a suite of SPF tests in the form of the openspf.org one
 *
 * Usage: spf_suite [--engine native|libspf2] [--list] FILE.yml
 * Prints each failing case with what was expected and got, with --list the id
 * of every case, and ends in "N passed, N failed". Each case is judged twice,
 * with all open questions answered at once and one by one, the speculative
 * ones first: both have to give the same verdict. With --engine libspf2 the
 * verdicts are those of the worker secmail-engine, with native explanations.
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

/* What a case came to; one of the two it is borrowed from is set. */
typedef struct verdict {
	secmail_spf_result *native;
	secmail_engine_spf_result *engine;
	const char *code;
	const char *explanation;
	const char *detail;
} verdict;

typedef struct suite {
	secmail_engine *engine; /* NULL: natively */
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

static verdict
judge_natively(suite *s, secmail_answers *answers, manner how)
{
	secmail_spf_result *result = NULL;
	secmail_spf *spf;
	secmail_status status;

	check(secmail_spf_new(NOW, &spf), "new");
	suite_set_up(s->at, spf);
	status = secmail_spf_judge(spf, answers, &result);
	for (size_t round = 0; status == SECMAIL_WANT_DNS && round < MAX_ROUNDS; round++) {
		answer_some(s, answers, how);
		status = secmail_spf_judge(spf, answers, &result);
	}
	check(status, "judge");
	secmail_spf_free(spf);
	return (verdict){ result, NULL, secmail_spf_code_name(secmail_spf_result_code(result)),
		secmail_spf_result_explanation(result), secmail_spf_result_detail(result) };
}

static verdict
judge_by_engine(suite *s, secmail_answers *answers, manner how)
{
	secmail_engine_spf_result *result = NULL;
	secmail_engine_spf *spf;
	secmail_status status;

	check(secmail_engine_spf_new(s->engine, NOW, &spf), "new");
	suite_engine_set_up(s->at, spf);
	status = secmail_engine_spf_run(spf, answers, &result);
	for (size_t round = 0; status == SECMAIL_WANT_DNS && round < MAX_ROUNDS; round++) {
		answer_some(s, answers, how);
		status = secmail_engine_spf_run(spf, answers, &result);
	}
	check(status, "judge");
	secmail_engine_spf_free(spf);
	return (verdict){ NULL, result,
		secmail_spf_code_name(secmail_engine_spf_result_code(result)),
		suite_engine_explanation(result), secmail_engine_spf_result_detail(result) };
}

static verdict
judge(suite *s, manner how)
{
	secmail_answers *answers;
	verdict v;

	check(secmail_answers_new(&answers), "answers");
	v = s->engine ? judge_by_engine(s, answers, how) : judge_natively(s, answers, how);
	secmail_answers_free(answers);
	return v;
}

static void
release(verdict *v)
{
	secmail_spf_result_free(v->native);
	secmail_engine_spf_result_free(v->engine);
}

static const char *
or_none(const char *text)
{
	return text ? text : "(none)";
}

static bool
are_counted_alike(const secmail_spf_result *a, const secmail_spf_result *b)
{
	return secmail_spf_result_reason(a) == secmail_spf_result_reason(b) &&
	       secmail_spf_result_lookups(a) == secmail_spf_result_lookups(b) &&
	       secmail_spf_result_void_lookups(a) == secmail_spf_result_void_lookups(b);
}

static bool
are_equal(const verdict *a, const verdict *b)
{
	return strcmp(a->code, b->code) == 0 && strcmp(a->detail, b->detail) == 0 &&
	       strcmp(or_none(a->explanation), or_none(b->explanation)) == 0 &&
	       (!a->native || are_counted_alike(a->native, b->native));
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
say_got(const suite *s, const verdict *v, const verdict *slow)
{
	bool is_equal = are_equal(v, slow);

	printf("%s: ", s->at->id);
	say_expected(s);
	printf(", got %s \"%s\" (%s)%s%s\n", v->code, or_none(v->explanation), v->detail,
	    is_equal ? "" : "; one by one: ", is_equal ? "" : slow->detail);
}

static void
run_case(void *arg, const suite_case *c)
{
	suite *s = arg;
	verdict v, slow;
	bool is_right;

	s->at = c;
	v = judge(s, ALL_AT_ONCE);
	slow = judge(s, ONE_BY_ONE);
	is_right = has_expected_code(s, v.code);
	is_right &= has_expected_explanation(s, v.explanation);
	is_right &= !v.native || suite_has_mechanism(c, v.native);
	is_right &= are_equal(&v, &slow);
	if (s->is_listing)
		printf("%s %s\n", is_right ? "pass" : "fail", c->id);
	if (is_right) {
		s->passed++;
	} else {
		s->failed++;
		say_got(s, &v, &slow);
	}
	release(&v);
	release(&slow);
}

static int
usage(void)
{
	fputs("usage: spf_suite [--engine native|libspf2] [--list] FILE.yml\n", stderr);
	return 64;
}

static bool
choose_engine(suite *s, const char *program, const char *name)
{
	secmail_engine_free(s->engine);
	s->engine = NULL;
	if (strcmp(name, "libspf2") == 0)
		s->engine = suite_engine_new(program);
	return s->engine || strcmp(name, "native") == 0;
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
			 choose_engine(&s, argv[0], argv[i + 1]))
			i++;
		else if (argv[i][0] == '-' || file || !(file = fopen(argv[i], "rb")))
			return usage();
	}
	if (!file)
		return usage();
	suite_each_case(file, run_case, &s);
	fclose(file);
	secmail_engine_free(s.engine);
	printf("%zu explanations checked\n", s.explanations);
	printf("%zu passed, %zu failed\n", s.passed, s.failed);
	return s.failed == 0 && s.passed > 0 ? 0 : 1;
}
