/*
 * main.c - DMARC's verdicts do not hang on the order of answers
 *
 * Usage: dmarc_schedules [--schedules N] [--seed S] [--hasty] FILE.yml
 * As spf_schedules, over a suite of DMARC.
 */
#include <string.h>

#include <secmail/dmarc.h>

#include "../dmarc_suite/suite.h"
#include "../spf_schedules/trials.h"
#include "dmarc_verdict.h"

#define MAX_NAMES 256

typedef struct program {
	trials trials;
	size_t count;
	const suite_case *at;
	secmail_dmarc *dmarc;
	const char *names[MAX_NAMES];
} program;

static void
answer_truly(void *arg, secmail_answers *a, uint32_t id)
{
	const program *p = arg;

	suite_answer(&p->at->zone, a, id);
}

/* A session is kept from schedule to schedule, or made anew: its past must not show. */
static void
begin(void *arg, uint64_t seed, chance *c)
{
	program *p = arg;

	(void)seed;
	if (c && chance_one_in(c, 8)) {
		secmail_dmarc_free(p->dmarc);
		must(secmail_dmarc_new(&p->dmarc), "a session");
	}
	secmail_dmarc_reset(p->dmarc);
	suite_set_up(p->at, p->dmarc);
}

static secmail_status
judge(void *arg, secmail_answers *a, chance *c, verdict *out)
{
	program *p = arg;
	secmail_dmarc_result *result;
	secmail_status status;

	if (c && chance_one_in(c, 8))
		must(secmail_dmarc_ask(p->dmarc, a), "asking");
	status = secmail_dmarc_judge(p->dmarc, a, &result);
	verdict_clear(out);
	if (status == SECMAIL_DONE)
		dmarc_verdict_write(out, result);
	secmail_dmarc_result_free(result);
	return status;
}

static size_t
list_names(program *p, const suite_case *c)
{
	size_t count = 0;

	while (count < MAX_NAMES && (p->names[count] = suite_key(c->doc, c->zone.names, count)))
		count++;
	return count;
}

/* What is there for another mode has its own rules for what is asked. */
static bool
is_for_us(const suite_case *c)
{
	const char *mode = suite_text(suite_get(c->doc, c->test, "mode"));

	return !mode || strcmp(mode, "rfc9989") == 0;
}

static void
count_case(void *arg, const suite_case *c)
{
	program *p = arg;

	p->count += is_for_us(c);
}

static void
run_case(void *arg, const suite_case *c)
{
	program *p = arg;
	truth t = { answer_truly, p, NULL, NULL, 0 };
	subject s = { begin, judge, p, false, p->names, list_names(p, c) };

	p->at = c;
	if (is_for_us(c))
		trials_run(&p->trials, c->id, &s, &t);
}

int
main(int argc, char **argv)
{
	static program p;
	int at = trials_options(&p.trials, argc, argv);

	if (at == 0)
		return NO_INPUT;
	must(secmail_dmarc_new(&p.dmarc), "a session");
	suite_each_case(argv[at], count_case, &p);
	trials_divide(&p.trials, p.count);
	suite_each_case(argv[at], run_case, &p);
	secmail_dmarc_free(p.dmarc);
	return trials_report(&p.trials);
}
