/*
 * main.c - runs a suite of SPF tests in the form of the openspf.org one
 *
 * Usage: spf_suite [--engine native] [--list] FILE.yml
 * Prints each failing case with what was expected and got, with --list the id
 * of every case, and ends in "N passed, N failed". Each case is judged twice,
 * with all open questions answered at once and one by one, the speculative
 * ones first: both have to give the same verdict.
 */
#include <arpa/inet.h>
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
	yaml_document_t *doc;
	yaml_node_t *zone;
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
set_up(suite *s, yaml_node_t *test, secmail_spf *spf)
{
	const char *host = suite_text(suite_get(s->doc, test, "host"));
	const char *helo = suite_text(suite_get(s->doc, test, "helo"));
	const char *path = suite_text(suite_get(s->doc, test, "mailfrom"));
	bool is_ip6 = strchr(host, ':') != NULL;
	uint8_t ip[16];

	if (inet_pton(is_ip6 ? AF_INET6 : AF_INET, host, ip) != 1)
		suite_broken("a host is no address", host);
	check(secmail_spf_set_client(spf, ip, is_ip6 ? 16 : 4), "client");
	check(secmail_spf_set_helo(spf, helo, strlen(helo)), "helo");
	check(secmail_spf_set_mail_from(spf, path, strlen(path)), "mailfrom");
}

static void
answer_some(suite *s, secmail_answers *answers, manner how)
{
	uint32_t ids[MAX_OPEN];
	size_t open = secmail_answers_open(answers, ids, MAX_OPEN);

	if (open == 0 || open > MAX_OPEN)
		suite_broken("the number of open questions is wrong", "");
	for (size_t i = how == ONE_BY_ONE ? open - 1 : 0; i < open; i++)
		suite_answer(s->doc, s->zone, answers, ids[i]);
}

static secmail_spf_result *
judge(suite *s, yaml_node_t *test, manner how)
{
	secmail_spf *spf;
	secmail_answers *answers;
	secmail_spf_result *result = NULL;
	secmail_status status;

	check(secmail_spf_new(NOW, &spf), "new");
	check(secmail_answers_new(&answers), "answers");
	set_up(s, test, spf);
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

static bool
has_expected_code(suite *s, yaml_node_t *test, const char *code)
{
	yaml_node_t *expected = suite_get(s->doc, test, "result");

	if (suite_is(expected, code))
		return true;
	for (size_t i = 0; suite_item(s->doc, expected, i); i++)
		if (suite_is(suite_item(s->doc, expected, i), code))
			return true;
	return false;
}

/* DEFAULT is the text of a receiver's own: the domain gives none. */
static bool
has_expected_explanation(suite *s, yaml_node_t *test, const char *explanation)
{
	yaml_node_t *expected = suite_get(s->doc, test, "explanation");

	if (!expected)
		return true;
	s->explanations++;
	if (suite_is(expected, "DEFAULT"))
		return !explanation;
	return explanation && suite_is(expected, explanation);
}

static void
say_expected(suite *s, yaml_node_t *test)
{
	yaml_node_t *expected = suite_get(s->doc, test, "result");

	printf("expected %s", suite_text(expected));
	for (size_t i = 0; suite_item(s->doc, expected, i); i++)
		printf("%s%s", i > 0 ? " or " : "", suite_text(suite_item(s->doc, expected, i)));
	if (suite_get(s->doc, test, "explanation"))
		printf(" \"%s\"", suite_text(suite_get(s->doc, test, "explanation")));
}

static void
run_test(suite *s, const char *id, yaml_node_t *test)
{
	secmail_spf_result *r = judge(s, test, ALL_AT_ONCE);
	secmail_spf_result *slow = judge(s, test, ONE_BY_ONE);
	const char *code = secmail_spf_code_name(secmail_spf_result_code(r));
	const char *explanation = secmail_spf_result_explanation(r);
	bool is_right = has_expected_code(s, test, code);

	is_right &= has_expected_explanation(s, test, explanation);
	is_right &= are_equal(r, slow);
	if (s->is_listing)
		printf("%s %s\n", is_right ? "pass" : "fail", id);
	if (is_right) {
		s->passed++;
	} else {
		s->failed++;
		printf("%s: ", id);
		say_expected(s, test);
		printf(", got %s \"%s\" (%s)%s%s\n", code, or_none(explanation),
		    secmail_spf_result_detail(r), are_equal(r, slow) ? "" : "; one by one: ",
		    are_equal(r, slow) ? "" : secmail_spf_result_detail(slow));
	}
	secmail_spf_result_free(r);
	secmail_spf_result_free(slow);
}

static void
run_document(suite *s, yaml_node_t *root)
{
	yaml_node_t *tests = suite_get(s->doc, root, "tests");

	s->zone = suite_get(s->doc, root, "zonedata");
	if (!tests || tests->type != YAML_MAPPING_NODE)
		suite_broken("a document has no tests", "");
	for (yaml_node_pair_t *p = tests->data.mapping.pairs.start;
	     p < tests->data.mapping.pairs.top; p++)
		run_test(s, suite_text(yaml_document_get_node(s->doc, p->key)),
		    yaml_document_get_node(s->doc, p->value));
}

static void
run_file(suite *s, FILE *file)
{
	yaml_parser_t parser;
	yaml_document_t doc;
	yaml_node_t *root;

	if (!yaml_parser_initialize(&parser))
		suite_broken("no memory", "");
	yaml_parser_set_input_file(&parser, file);
	for (;;) {
		if (!yaml_parser_load(&parser, &doc))
			suite_broken("no YAML", parser.problem ? parser.problem : "");
		root = yaml_document_get_root_node(&doc);
		s->doc = &doc;
		if (root)
			run_document(s, root);
		yaml_document_delete(&doc);
		if (!root)
			break;
	}
	yaml_parser_delete(&parser);
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
	run_file(&s, file);
	fclose(file);
	printf("%zu explanations checked\n", s.explanations);
	printf("%zu passed, %zu failed\n", s.passed, s.failed);
	return s.failed == 0 && s.passed > 0 ? 0 : 1;
}
