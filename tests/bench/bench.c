/* bench.c - see bench.h */
#include "bench.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* Odd, so that the median is one of them. */
#define ROUNDS 21
#define ROUNDS_OF_SLOW_WORK 5

/* One side of a round takes at least this long: a hundred times what reading the clock costs. */
#define ROUND_NS 5000000

/* Work that takes this long once is measured in fewer rounds. */
#define SLOW_NS 100000000

#define REPEATS_MAX (1UL << 30)

struct side {
	bench_work work;        /* NULL: nothing to run, `reckoned` nanoseconds it takes */
	bench_timed_work timed; /* takes its time itself; NULL: `clock` does */
	void *arg;
	double reckoned;
	clockid_t clock;
	unsigned long parts; /* of the work, each of which is counted */
	unsigned long repeats;
	double each[ROUNDS]; /* nanoseconds for one part of the work */
};

static double
clock_ns(clockid_t clock)
{
	struct timespec t;

	if (clock_gettime(clock, &t) != 0) {
		perror("clock_gettime");
		exit(EXIT_FAILURE);
	}
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static double
run(const struct side *s)
{
	double start = clock_ns(s->clock);

	if (s->timed)
		return s->timed(s->arg, s->repeats);
	if (!s->work)
		return s->reckoned * (double)s->repeats;
	for (unsigned long i = 0; i < s->repeats; i++)
		s->work(s->arg);
	return clock_ns(s->clock) - start;
}

/* Finds how often the work is to be repeated in a round; it warms the caches on the way. */
static double
calibrate(struct side *s)
{
	double took;

	for (s->repeats = 1;; s->repeats *= 2) {
		took = run(s);
		if (took >= ROUND_NS || s->repeats >= REPEATS_MAX)
			return took / (double)s->repeats;
	}
}

static double
run_part(const struct side *s)
{
	return run(s) / (double)s->repeats / (double)s->parts;
}

static int
by_value(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static double
median(double *values, size_t n)
{
	qsort(values, n, sizeof values[0], by_value);
	return values[n / 2];
}

static void
compare(const char *figure, const char *vs, struct side *ours, struct side *theirs)
{
	double ratios[ROUNDS];
	double slower = calibrate(ours);
	double other = calibrate(theirs);
	size_t rounds;

	slower = other > slower ? other : slower;
	rounds = slower > SLOW_NS ? ROUNDS_OF_SLOW_WORK : ROUNDS;
	for (size_t i = 0; i < rounds; i++) {
		ours->each[i] = run_part(ours);
		theirs->each[i] = run_part(theirs);
		ratios[i] = theirs->each[i] / ours->each[i];
	}
	printf("BENCH %s vs=%s ratio=%.2f ours=%.0fns theirs=%.0fns\n", figure, vs,
	    median(ratios, rounds), median(ours->each, rounds), median(theirs->each, rounds));
	fflush(stdout);
}

static struct side
side_of(bench_work work, void *arg, clockid_t clock, unsigned long parts)
{
	return (struct side){ .work = work, .arg = arg, .clock = clock, .parts = parts };
}

void
bench_compare_parts(const char *figure, const char *vs, unsigned long parts, bench_work ours,
    void *ours_arg, bench_work theirs, void *theirs_arg)
{
	struct side a = side_of(ours, ours_arg, CLOCK_THREAD_CPUTIME_ID, parts);
	struct side b = side_of(theirs, theirs_arg, CLOCK_THREAD_CPUTIME_ID, parts);

	compare(figure, vs, &a, &b);
}

void
bench_compare(const char *figure, const char *vs, bench_work ours, void *ours_arg,
    bench_work theirs, void *theirs_arg)
{
	bench_compare_parts(figure, vs, 1, ours, ours_arg, theirs, theirs_arg);
}

void
bench_compare_timed(const char *figure, const char *vs, unsigned long parts, bench_work ours,
    void *ours_arg, bench_timed_work theirs, void *theirs_arg)
{
	struct side a = side_of(ours, ours_arg, CLOCK_THREAD_CPUTIME_ID, parts);
	struct side b = side_of(NULL, theirs_arg, CLOCK_THREAD_CPUTIME_ID, parts);

	b.timed = theirs;
	compare(figure, vs, &a, &b);
}

void
bench_compare_both_timed(const char *figure, const char *vs, bench_timed_work ours, void *ours_arg,
    bench_timed_work theirs, void *theirs_arg)
{
	struct side a = side_of(NULL, ours_arg, CLOCK_THREAD_CPUTIME_ID, 1);
	struct side b = side_of(NULL, theirs_arg, CLOCK_THREAD_CPUTIME_ID, 1);

	a.timed = ours;
	b.timed = theirs;
	compare(figure, vs, &a, &b);
}

double
bench_measure(bench_work ours, void *ours_arg)
{
	struct side s = side_of(ours, ours_arg, CLOCK_THREAD_CPUTIME_ID, 1);

	calibrate(&s);
	for (size_t i = 0; i < ROUNDS; i++)
		s.each[i] = run_part(&s);
	return median(s.each, ROUNDS);
}

void
bench_compare_waiting(const char *figure, const char *vs, bench_work ours, void *ours_arg,
    bench_work theirs, void *theirs_arg)
{
	struct side a = side_of(ours, ours_arg, CLOCK_MONOTONIC, 1);
	struct side b = side_of(theirs, theirs_arg, CLOCK_MONOTONIC, 1);

	compare(figure, vs, &a, &b);
}

void
bench_compare_reckoned(
    const char *figure, const char *vs, bench_work ours, void *ours_arg, double theirs_ns)
{
	struct side a = side_of(ours, ours_arg, CLOCK_MONOTONIC, 1);
	struct side b = side_of(NULL, NULL, CLOCK_MONOTONIC, 1);

	b.reckoned = theirs_ns;
	compare(figure, vs, &a, &b);
}
