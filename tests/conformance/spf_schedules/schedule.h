/*
 * schedule.h - the property that makes running again sound
 *
 * Whatever judges runs from the top each time that answers have come. So the
 * order in which they come, and how many come at a time, must not show in the
 * verdict; nor may anything but the answers that the decision reaches. A trial
 * judges one subject twice, with all answers at once and in a schedule left to
 * chance, and compares all that the two verdicts say.
 */
#ifndef SCHEDULES_SCHEDULE_H
#define SCHEDULES_SCHEDULE_H

#include <secmail/answers.h>

#include "chance.h"
#include "verdict.h"
#include "world.h"

/* Something that judges. */
typedef struct subject {
	/* Begins anew, limits as `seed` says; what may vary is left to `c`, NULL: nothing is. */
	void (*begin)(void *arg, uint64_t seed, chance *c);
	/* Calls what judges, once; `out` is written when that is done. */
	secmail_status (*judge)(void *arg, secmail_answers *a, chance *c, verdict *out);
	void *arg;
	bool needs_exactly;       /* a question is called needed only if the decision reaches it */
	const char *const *names; /* that may be asked about early, beside those asked before */
	size_t name_count;
} subject;

/* How often a schedule did what it is there for. */
typedef enum feat {
	FEAT_ROUNDS,      /* calls that found something missing */
	FEAT_FAILURES,    /* worlds in which questions fail */
	FEAT_LIES,        /* worlds that lie where no decision goes */
	FEAT_EARLY,       /* questions asked by the test */
	FEAT_SPECULATION, /* rounds that answered speculative questions only */
	FEAT_HALF,        /* rounds that left an answer half given */
	FEAT_LATE,        /* second answers, refused */
	FEAT_EXPIRED,     /* tables that expired on the way */
	FEAT_AFTERWARDS,  /* answers that came after the verdict */
	FEATS
} feat;

typedef struct trial {
	const subject *subject;
	truth *truth;
	secmail_answers *used; /* a table that served before, to be reset */
	size_t done;           /* schedules that were run */
	size_t feats[FEATS];
	bool is_hasty; /* a planted fault: what is open in the second round does not exist */
} trial;

/* Name of a feat, for people and scripts. */
const char *feat_name(feat f);

/*
 * Runs schedule `seed`. NULL if the property holds, else what is wrong, in one
 * sentence; the verdicts are printed.
 */
const char *trial_run(trial *t, uint64_t seed);

#endif
