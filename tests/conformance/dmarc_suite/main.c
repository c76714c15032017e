/*
 * main.c - runs a DMARC suite
 *
 * Usage: dmarc_suite FILE.yml...
 * Prints a line for each test and ends in "N passed, N failed". Each test is
 * run in three ways that must agree: all open questions answered at once,
 * asked early too, and a single question answered at a time.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <secmail/dmarc.h>
#include <secmail/message.h>

#include "suite.h"

/* One question answered a round, and no more questions than this. */
#define MAX_ROUNDS SECMAIL_ANSWERS_MAX_QUESTIONS

typedef enum manner { ALL_AT_ONCE, ASKED_EARLY, ONE_BY_ONE, MANNERS } manner;

typedef struct run {
	yaml_document_t *doc;
	yaml_node_t *test;
	suite_zone zone;
	secmail_dmarc *dmarc;
	secmail_answers *answers;
	secmail_dmarc_result *result;
	char wrong[1024]; /* what differs; empty: nothing */
} run;

static size_t passed, failed, skipped;

static void
check(secmail_status status)
{
	if (status != SECMAIL_DONE)
		suite_broken(secmail_status_text(status), NULL);
}

static secmail_dmarc_outcome
outcome_of(const char *result)
{
	if (result && strcmp(result, "pass") == 0)
		return SECMAIL_DMARC_OUTCOME_PASS;
	if (result && strcmp(result, "temperror") == 0)
		return SECMAIL_DMARC_OUTCOME_TEMPERROR;
	return SECMAIL_DMARC_OUTCOME_FAIL;
}

static void
give_author(run *r)
{
	yaml_node_t *fields = suite_get(r->doc, r->test, "from"), *field;
	secmail_authors *authors;

	check(secmail_authors_new(&authors));
	for (size_t i = 0; (field = suite_item(r->doc, fields, i)); i++) {
		const char *body = (const char *)field->data.scalar.value;

		check(secmail_authors_add_field(authors, body, strlen(body)));
	}
	check(secmail_dmarc_set_author_domain(r->dmarc, secmail_authors_domain(authors)));
	secmail_authors_free(authors);
}

static void
give_identifiers(run *r)
{
	yaml_node_t *spf = suite_get(r->doc, r->test, "spf");
	yaml_node_t *dkim = suite_get(r->doc, r->test, "dkim"), *one;

	if (spf)
		check(secmail_dmarc_set_spf(r->dmarc,
		    outcome_of(suite_text(suite_get(r->doc, spf, "result"))),
		    suite_text(suite_get(r->doc, spf, "domain"))));
	for (size_t i = 0; (one = suite_item(r->doc, dkim, i)); i++)
		check(secmail_dmarc_add_dkim(r->dmarc,
		    outcome_of(suite_text(suite_get(r->doc, one, "result"))),
		    suite_text(suite_get(r->doc, one, "domain"))));
}

static void
complain(run *r, const char *key, const char *expected, const char *found)
{
	size_t used = strlen(r->wrong);

	snprintf(r->wrong + used, sizeof r->wrong - used, "    %s: expected %s, found %s\n", key,
	    expected ? expected : "nothing", found ? found : "nothing");
}

static void
expect_text(run *r, yaml_node_t *where, const char *key, const char *found)
{
	yaml_node_t *node = suite_get(r->doc, where, key);
	const char *expected = suite_text(node);

	if (!node || (!expected && !found))
		return;
	if (!expected || !found || strcmp(expected, found) != 0)
		complain(r, key, expected, found);
}

static void
compare(run *r)
{
	const secmail_dmarc_result *result = r->result;
	yaml_node_t *aligned = suite_get(r->doc, r->test, "aligned");

	if (!suite_get(r->doc, r->test, "result"))
		complain(r, "result", "one in the suite", NULL);
	expect_text(
	    r, r->test, "result", secmail_dmarc_code_name(secmail_dmarc_result_code(result)));
	expect_text(r, r->test, "from-domain", secmail_dmarc_result_from_domain(result));
	expect_text(r, r->test, "policy-domain", secmail_dmarc_result_policy_domain(result));
	expect_text(r, r->test, "organizational-domain",
	    secmail_dmarc_result_organizational_domain(result));
	expect_text(
	    r, r->test, "policy", secmail_dmarc_policy_name(secmail_dmarc_result_policy(result)));
	expect_text(r, r->test, "disposition",
	    secmail_dmarc_policy_name(secmail_dmarc_result_disposition(result)));
	expect_text(
	    r, aligned, "spf", secmail_dmarc_result_spf_is_aligned(result) ? "true" : "false");
	expect_text(
	    r, aligned, "dkim", secmail_dmarc_result_dkim_is_aligned(result) ? "true" : "false");
}

static bool
judge(run *r, manner how)
{
	uint32_t id;

	if (how == ASKED_EARLY)
		check(secmail_dmarc_ask(r->dmarc, r->answers));
	for (size_t round = 0; round < MAX_ROUNDS; round++) {
		secmail_status status = secmail_dmarc_judge(r->dmarc, r->answers, &r->result);

		if (status != SECMAIL_WANT_DNS) {
			check(status);
			return true;
		}
		if (secmail_answers_open(r->answers, &id, 1) == 0)
			break;
		if (how == ONE_BY_ONE)
			suite_answer(&r->zone, r->answers, id);
		else
			suite_answer_all(&r->zone, r->answers);
	}
	snprintf(r->wrong, sizeof r->wrong, "    it asks on and on, or for nothing\n");
	return false;
}

static void
run_in_manner(run *r, manner how)
{
	r->result = NULL;
	check(secmail_dmarc_new(&r->dmarc));
	check(secmail_answers_new(&r->answers));
	give_author(r);
	give_identifiers(r);
	if (judge(r, how))
		compare(r);
	if (r->wrong[0] && r->result)
		complain(r, "reason", NULL, secmail_dmarc_result_detail(r->result));
	secmail_dmarc_result_free(r->result);
	secmail_answers_free(r->answers);
	secmail_dmarc_free(r->dmarc);
}

static void
run_test(yaml_document_t *doc, yaml_node_t *zone, const char *id, yaml_node_t *test)
{
	run r = { .doc = doc, .test = test, .zone = { doc, zone } };
	const char *mode = suite_text(suite_get(doc, test, "mode"));

	if (mode && strcmp(mode, "rfc9989") != 0) {
		skipped++;
		printf("skip %s: mode %s\n", id, mode);
		return;
	}
	for (manner how = ALL_AT_ONCE; how < MANNERS && r.wrong[0] == '\0'; how++)
		run_in_manner(&r, how);
	if (r.wrong[0])
		failed++;
	else
		passed++;
	printf("%s %s\n%s", r.wrong[0] ? "FAIL" : "pass", id, r.wrong);
}

static void
run_scenario(yaml_document_t *doc)
{
	yaml_node_t *root = yaml_document_get_root_node(doc);
	yaml_node_t *tests = suite_get(doc, root, "tests");
	yaml_node_t *zone = suite_get(doc, root, "zonedata");

	if (!tests || tests->type != YAML_MAPPING_NODE)
		return;
	for (yaml_node_pair_t *pair = tests->data.mapping.pairs.start;
	     pair < tests->data.mapping.pairs.top; pair++)
		run_test(doc, zone, suite_text(yaml_document_get_node(doc, pair->key)),
		    yaml_document_get_node(doc, pair->value));
}

/* One document; false at the end of the file. */
static bool
run_document(yaml_parser_t *parser, const char *path)
{
	yaml_document_t doc;
	bool more;

	if (!yaml_parser_load(parser, &doc)) {
		fprintf(stderr, "dmarc_suite: %s:%zu: %s\n", path, parser->problem_mark.line + 1,
		    parser->problem);
		exit(65);
	}
	more = yaml_document_get_root_node(&doc) != NULL;
	if (more)
		run_scenario(&doc);
	yaml_document_delete(&doc);
	return more;
}

static void
run_file(const char *path)
{
	FILE *file = fopen(path, "rb");
	yaml_parser_t parser;

	if (!file || !yaml_parser_initialize(&parser)) {
		perror(path);
		exit(66);
	}
	yaml_parser_set_input_file(&parser, file);
	while (run_document(&parser, path))
		;
	yaml_parser_delete(&parser);
	fclose(file);
}

int
main(int argc, char **argv)
{
	if (argc < 2) {
		fprintf(stderr, "usage: dmarc_suite FILE.yml...\n");
		return 64;
	}
	for (int i = 1; i < argc; i++)
		run_file(argv[i]);
	if (skipped > 0)
		printf("%zu skipped\n", skipped);
	printf("%zu passed, %zu failed\n", passed, failed);
	return failed == 0 && passed > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
