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
	bench_work work;
	void *arg;
	unsigned long repeats;
	double each[ROUNDS]; /* nanoseconds for doing the work once */
};

static double
processor_ns(void)
{
	struct timespec t;

	if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t) != 0) {
		perror("clock_gettime");
		exit(EXIT_FAILURE);
	}
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static double
run(const struct side *s)
{
	double start = processor_ns();

	for (unsigned long i = 0; i < s->repeats; i++)
		s->work(s->arg);
	return processor_ns() - start;
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

void
bench_compare(const char *figure, const char *vs, bench_work ours, void *ours_arg,
    bench_work theirs, void *theirs_arg)
{
	struct side a = { ours, ours_arg, 1, { 0 } };
	struct side b = { theirs, theirs_arg, 1, { 0 } };
	double ratios[ROUNDS];
	double slower = calibrate(&a);
	double other = calibrate(&b);
	size_t rounds;

	slower = other > slower ? other : slower;
	rounds = slower > SLOW_NS ? ROUNDS_OF_SLOW_WORK : ROUNDS;
	for (size_t i = 0; i < rounds; i++) {
		a.each[i] = run(&a) / (double)a.repeats;
		b.each[i] = run(&b) / (double)b.repeats;
		ratios[i] = b.each[i] / a.each[i];
	}
	printf("BENCH %s vs=%s ratio=%.2f ours=%.0fns theirs=%.0fns\n", figure, vs,
	    median(ratios, rounds), median(a.each, rounds), median(b.each, rounds));
	fflush(stdout);
}
