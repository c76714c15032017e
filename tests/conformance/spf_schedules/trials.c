/* trials.c - see trials.h */
#include "trials.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define DEFAULT_SEED 7208
#define DEFAULT_SCHEDULES 1000

static int
usage(const char *program)
{
	fprintf(stderr, "usage: %s [--schedules N] [--seed S] [--hasty] FILE...\n", program);
	return 0;
}

int
trials_options(trials *t, int argc, char **argv)
{
	int i = 1;

	*t = (trials){ .seed = DEFAULT_SEED, .schedules = DEFAULT_SCHEDULES };
	for (; i < argc && argv[i][0] == '-'; i++) {
		if (strcmp(argv[i], "--schedules") == 0 && i + 1 < argc)
			t->schedules = strtoul(argv[++i], NULL, 10);
		else if (strcmp(argv[i], "--seed") == 0 && i + 1 < argc)
			t->seed = strtoull(argv[++i], NULL, 10);
		else if (strcmp(argv[i], "--hasty") == 0)
			t->trial.is_hasty = true;
		else
			return usage(argv[0]);
	}
	return i < argc && t->schedules > 0 ? i : usage(argv[0]);
}

void
trials_divide(trials *t, size_t cases)
{
	if (cases == 0)
		broken("there are no cases", "");
	t->schedules = (t->schedules + cases - 1) / cases;
}

void
trials_run(trials *t, const char *id, const subject *s, truth *what)
{
	uint64_t seed = chance_mix(t->seed + ++t->cases);
	const char *wrong = NULL;

	if (secmail_answers_new(&what->known) != SECMAIL_DONE)
		broken("no memory", id);
	t->trial.subject = s;
	t->trial.truth = what;
	for (size_t i = 0; i < t->schedules && !wrong; i++) {
		wrong = trial_run(&t->trial, chance_mix(seed + i));
		if (wrong)
			printf("%s, schedule %zu: %s\n", id, i, wrong);
	}
	t->wrong += wrong != NULL;
	secmail_answers_free(what->known);
}

int
trials_report(trials *t)
{
	for (feat f = 0; f < FEATS; f++)
		printf("%zu %s\n", t->trial.feats[f], feat_name(f));
	printf("%zu cases, seed %" PRIu64 "\n", t->cases, t->seed);
	printf("%zu schedules, %zu cases wrong\n", t->trial.done, t->wrong);
	secmail_answers_free(t->trial.used);
	return t->wrong == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
