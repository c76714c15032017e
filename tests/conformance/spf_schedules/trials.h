/* trials.h - what the programs that run schedules share: options, runs over cases, a report */
#ifndef SCHEDULES_TRIALS_H
#define SCHEDULES_TRIALS_H

#include <stdio.h>

#include "schedule.h"

#define NO_INPUT 66 /* EX_NOINPUT, which POSIX does not have */

typedef struct trials {
	uint64_t seed;
	size_t schedules; /* of all cases; afterwards so many of each */
	size_t cases;
	size_t wrong; /* cases */
	trial trial;
} trials;

/*
 * Reads [--schedules N] [--seed S] [--hasty] FILE...; returns the place of the
 * first FILE, 0 after saying how the program is used.
 */
int trials_options(trials *t, int argc, char **argv);
/* Divides the schedules among so many cases. */
void trials_divide(trials *t, size_t cases);
/* Runs the schedules of one case; prints the first that went wrong. */
void trials_run(trials *t, const char *id, const subject *s, truth *what);
/* Prints what was done; returns the exit status. */
int trials_report(trials *t);

#endif
