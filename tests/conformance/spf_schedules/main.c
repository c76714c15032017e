/*
 * main.c - SPF's verdicts do not hang on the order of answers
 *
 * Usage: spf_schedules [--schedules N] [--seed S] [--hasty] FILE.yml
 * Runs at least N schedules over the cases of a suite in the form of the
 * openspf.org one, the same number for each case. Prints what was done, and the
 * first schedule of a case that went wrong; ends in "N schedules, N cases
 * wrong". With --hasty the driver gives up early, which has to be noticed.
 */
#include <arpa/inet.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <secmail/spf.h>

#include "../spf_suite/suite.h"
#include "schedule.h"

#define NOW 1700000000
#define MAX_NAMES 256
#define DEFAULT_SEED 7208

typedef struct program {
	uint64_t seed;
	size_t schedules; /* of each case */
	size_t cases;
	size_t wrong;
	bool is_counting;
	trial trial;
	const suite_case *at;
	secmail_spf *spf;
	const char *names[MAX_NAMES];
} program;

void
suite_broken(const char *what, const char *detail)
{
	broken(what, detail);
}

static void
must(secmail_status status, const char *what)
{
	if (status != SECMAIL_DONE)
		broken(what, secmail_status_text(status));
}

static void
answer_truly(void *arg, secmail_answers *a, uint32_t id)
{
	const program *p = arg;

	suite_answer(p->at->doc, p->at->zone, a, id);
}

/* A fourth of the worlds have lower limits, so that these are met too. */
static void
set_limits(secmail_spf *spf, uint64_t seed)
{
	chance c = { ~seed };
	bool is_lower = chance_one_in(&c, 4);

	must(secmail_spf_set_max_terms(spf, is_lower ? 1 + chance_below(&c, 10) : 10), "terms");
	must(secmail_spf_set_max_voids(spf, is_lower ? chance_below(&c, 3) : 2), "voids");
	must(secmail_spf_set_max_questions(
		 spf, is_lower ? 1 + chance_below(&c, 12) : SECMAIL_SPF_MAX_QUESTIONS),
	    "questions");
}

/* A session is kept from schedule to schedule, or made anew: its past must not show. */
static void
begin(void *arg, uint64_t seed, chance *c)
{
	program *p = arg;

	if (c && chance_one_in(c, 8)) {
		secmail_spf_free(p->spf);
		must(secmail_spf_new(NOW, &p->spf), "a session");
	}
	secmail_spf_reset(p->spf);
	set_limits(p->spf, seed);
	suite_set_up(p->at, p->spf);
}

static void
write_verdict(verdict *out, const secmail_spf_result *r)
{
	verdict_clear(out);
	verdict_text(out, "result", secmail_spf_code_name(secmail_spf_result_code(r)));
	verdict_text(out, "reason", secmail_spf_reason_name(secmail_spf_result_reason(r)));
	verdict_text(out, "scope", secmail_spf_scope_name(secmail_spf_result_scope(r)));
	verdict_text(out, "domain", secmail_spf_result_domain(r));
	verdict_text(out, "mechanism", secmail_spf_result_mechanism(r));
	verdict_text(out, "inner mechanism", secmail_spf_result_inner_mechanism(r));
	for (size_t i = 0; i < secmail_spf_result_chain_count(r); i++) {
		verdict_text(out, "record of", secmail_spf_result_chain_domain(r, i));
		verdict_text(out, "its term", secmail_spf_result_chain_term(r, i));
	}
	verdict_text(out, "explanation", secmail_spf_result_explanation(r));
	verdict_number(out, "look-ups", secmail_spf_result_lookups(r));
	verdict_number(out, "void look-ups", secmail_spf_result_void_lookups(r));
	verdict_text(out, "detail", secmail_spf_result_detail(r));
}

static secmail_status
judge(void *arg, secmail_answers *a, chance *c, verdict *out)
{
	program *p = arg;
	secmail_spf_result *result;
	secmail_status status;

	if (c && chance_one_in(c, 8))
		must(secmail_spf_ask(p->spf, a), "asking");
	status = secmail_spf_judge(p->spf, a, &result);
	if (status == SECMAIL_DONE)
		write_verdict(out, result);
	secmail_spf_result_free(result);
	return status;
}

static size_t
list_names(program *p, const suite_case *c)
{
	size_t count = 0;

	while (count < MAX_NAMES && (p->names[count] = suite_key(c->doc, c->zone, count)))
		count++;
	return count;
}

static void
run_schedules(program *p, uint64_t seed)
{
	const char *wrong = NULL;

	for (size_t i = 0; i < p->schedules && !wrong; i++) {
		wrong = trial_run(&p->trial, chance_mix(seed + i));
		if (wrong)
			printf("%s, schedule %zu: %s\n", p->at->id, i, wrong);
	}
	p->wrong += wrong != NULL;
}

static void
run_case(void *arg, const suite_case *c)
{
	program *p = arg;
	uint8_t client[16];
	bool is_ip6 = strchr(suite_text(suite_get(c->doc, c->test, "host")), ':') != NULL;
	truth t = { answer_truly, p, NULL, client, is_ip6 ? 16 : 4 };
	subject s = { begin, judge, p, true, p->names, list_names(p, c) };

	p->cases++;
	if (p->is_counting)
		return;
	if (inet_pton(is_ip6 ? AF_INET6 : AF_INET, suite_text(suite_get(c->doc, c->test, "host")),
		client) != 1)
		broken("a host is no address", c->id);
	must(secmail_answers_new(&t.known), "a table");
	p->at = c;
	p->trial.subject = &s;
	p->trial.truth = &t;
	run_schedules(p, chance_mix(p->seed + p->cases));
	secmail_answers_free(t.known);
}

static void
run_file(program *p, FILE *file, size_t schedules)
{
	p->is_counting = true;
	suite_each_case(file, run_case, p);
	if (p->cases == 0)
		broken("there are no cases", "");
	p->schedules = (schedules + p->cases - 1) / p->cases;
	p->is_counting = false;
	p->cases = 0;
	rewind(file);
	must(secmail_spf_new(NOW, &p->spf), "a session");
	suite_each_case(file, run_case, p);
	secmail_spf_free(p->spf);
	secmail_answers_free(p->trial.used);
}

static int
report(const program *p)
{
	for (feat f = 0; f < FEATS; f++)
		printf("%zu %s\n", p->trial.feats[f], feat_name(f));
	printf("%zu cases, seed %" PRIu64 "\n", p->cases, p->seed);
	printf("%zu schedules, %zu cases wrong\n", p->trial.done, p->wrong);
	return p->wrong == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

int
main(int argc, char **argv)
{
	static program p = { .seed = DEFAULT_SEED };
	size_t schedules = 1000;
	FILE *file = NULL;

	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--schedules") == 0 && i + 1 < argc)
			schedules = strtoul(argv[++i], NULL, 10);
		else if (strcmp(argv[i], "--seed") == 0 && i + 1 < argc)
			p.seed = strtoull(argv[++i], NULL, 10);
		else if (strcmp(argv[i], "--hasty") == 0)
			p.trial.is_hasty = true;
		else if (!file)
			file = fopen(argv[i], "rb");
	}
	if (!file || schedules == 0) {
		fputs(
		    "usage: spf_schedules [--schedules N] [--seed S] [--hasty] FILE.yml\n", stderr);
		return 64;
	}
	run_file(&p, file, schedules);
	fclose(file);
	return report(&p);
}
