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
#include <stdio.h>
#include <string.h>

#include <secmail/spf.h>

#include "../spf_suite/suite.h"
#include "spf_verdict.h"
#include "trials.h"

#define NOW 1700000000
#define MAX_NAMES 256

typedef struct program {
	trials trials;
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

static secmail_status
judge(void *arg, secmail_answers *a, chance *c, verdict *out)
{
	program *p = arg;
	secmail_spf_result *result;
	secmail_status status;

	if (c && chance_one_in(c, 8))
		must(secmail_spf_ask(p->spf, a), "asking");
	status = secmail_spf_judge(p->spf, a, &result);
	verdict_clear(out);
	if (status == SECMAIL_DONE)
		spf_verdict_write(out, result);
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
run_case(void *arg, const suite_case *c)
{
	program *p = arg;
	const char *host = suite_text(suite_get(c->doc, c->test, "host"));
	bool is_ip6 = strchr(host, ':') != NULL;
	uint8_t client[16];
	truth t = { answer_truly, p, NULL, client, is_ip6 ? 16 : 4 };
	subject s = { begin, judge, p, true, p->names, list_names(p, c) };

	if (inet_pton(is_ip6 ? AF_INET6 : AF_INET, host, client) != 1)
		broken("a host is no address", c->id);
	p->at = c;
	trials_run(&p->trials, c->id, &s, &t);
}

static void
count_case(void *arg, const suite_case *c)
{
	(void)c;
	++*(size_t *)arg;
}

int
main(int argc, char **argv)
{
	static program p;
	int at = trials_options(&p.trials, argc, argv);
	FILE *file = at ? fopen(argv[at], "rb") : NULL;
	size_t cases = 0;

	if (!file)
		return NO_INPUT;
	must(secmail_spf_new(NOW, &p.spf), "a session");
	suite_each_case(file, count_case, &cases);
	trials_divide(&p.trials, cases);
	rewind(file);
	suite_each_case(file, run_case, &p);
	fclose(file);
	secmail_spf_free(p.spf);
	return trials_report(&p.trials);
}
