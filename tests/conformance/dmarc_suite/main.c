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
	secmail_dmarc_suffixes *suffixes; /* NULL: RFC 9989 */
	const suite_case *at;
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
	yaml_node_t *node = suite_get(r->at->doc, where, key);
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
	yaml_node_t *aligned = suite_get(r->at->doc, r->at->test, "aligned");

	if (!suite_get(r->at->doc, r->at->test, "result"))
		complain(r, "result", "one in the suite", NULL);
	expect_text(
	    r, r->at->test, "result", secmail_dmarc_code_name(secmail_dmarc_result_code(result)));
	expect_text(r, r->at->test, "from-domain", secmail_dmarc_result_from_domain(result));
	expect_text(r, r->at->test, "policy-domain", secmail_dmarc_result_policy_domain(result));
	expect_text(r, r->at->test, "organizational-domain",
	    secmail_dmarc_result_organizational_domain(result));
	expect_text(r, r->at->test, "policy",
	    secmail_dmarc_policy_name(secmail_dmarc_result_policy(result)));
	expect_text(r, r->at->test, "disposition",
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
			suite_answer(&r->at->zone, r->answers, id);
		else
			suite_answer_all(&r->at->zone, r->answers);
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
	secmail_dmarc_set_suffixes(r->dmarc, r->suffixes);
	suite_set_up(r->at, r->dmarc);
	if (judge(r, how))
		compare(r);
	if (r->wrong[0] && r->result)
		complain(r, "reason", NULL, secmail_dmarc_result_detail(r->result));
	secmail_dmarc_result_free(r->result);
	secmail_answers_free(r->answers);
	secmail_dmarc_free(r->dmarc);
}

static void
run_case(void *arg, const suite_case *c)
{
	run r = { .at = c };
	const char *mode = suite_text(suite_get(c->doc, c->test, "mode"));

	(void)arg;
	if (mode && strcmp(mode, "rfc7489") == 0) {
		r.suffixes = suite_suffixes(c);
	} else if (mode && strcmp(mode, "rfc9989") != 0) {
		skipped++;
		printf("skip %s: mode %s\n", c->id, mode);
		return;
	}
	for (manner how = ALL_AT_ONCE; how < MANNERS && r.wrong[0] == '\0'; how++)
		run_in_manner(&r, how);
	secmail_dmarc_suffixes_free(r.suffixes);
	if (r.wrong[0])
		failed++;
	else
		passed++;
	printf("%s %s\n%s", r.wrong[0] ? "FAIL" : "pass", c->id, r.wrong);
}

int
main(int argc, char **argv)
{
	if (argc < 2) {
		fprintf(stderr, "usage: dmarc_suite FILE.yml...\n");
		return 64;
	}
	for (int i = 1; i < argc; i++)
		suite_each_case(argv[i], run_case, NULL);
	if (skipped > 0)
		printf("%zu skipped\n", skipped);
	printf("%zu passed, %zu failed\n", passed, failed);
	return failed == 0 && passed > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
