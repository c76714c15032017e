/*
 * bench_inbound_threads.c - do two threads that share a configuration get in each other's way?
 *
 * Processor time of a letter, judged by two threads at once and by one: what
 * they wait for each other, or take from each other's cache, stands in it.
 */
#include <pthread.h>
#include <time.h>

#include "bench_inbound.h"

#define MAX_THREADS 2

typedef struct worker {
	bench_ours *ours;
	unsigned long letters;
	double took; /* nanoseconds of processor time */
} worker;

typedef struct crew {
	unsigned long count;
	worker workers[MAX_THREADS];
} crew;

static double
thread_ns(void)
{
	struct timespec t;

	bench_must(clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t) == 0, "no clock");
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static void *
work(void *arg)
{
	worker *w = arg;
	double start = thread_ns();

	for (unsigned long i = 0; i < w->letters; i++)
		bench_ours_judge(w->ours);
	w->took = thread_ns() - start;
	return NULL;
}

/* A bench_timed_work: `letters` by all together, at least one each. */
static double
run(void *arg, unsigned long letters)
{
	crew *c = arg;
	pthread_t threads[MAX_THREADS];
	unsigned long each = letters / c->count > 0 ? letters / c->count : 1;
	double took = 0;

	for (unsigned long i = 0; i < c->count; i++) {
		c->workers[i].letters = each;
		bench_must(
		    pthread_create(&threads[i], NULL, work, &c->workers[i]) == 0, "no thread");
	}
	for (unsigned long i = 0; i < c->count; i++) {
		bench_must(pthread_join(threads[i], NULL) == 0, "no thread");
		took += c->workers[i].took;
	}
	return took / (double)(each * c->count) * (double)letters;
}

static crew
crew_new(unsigned long count, const bench_mail *m, const secmail_inbound_config *config)
{
	crew c = { .count = count };

	for (unsigned long i = 0; i < count; i++)
		c.workers[i].ours = bench_ours_new(m, config);
	return c;
}

static void
crew_free(crew *c)
{
	for (unsigned long i = 0; i < c->count; i++)
		bench_ours_free(c->workers[i].ours);
}

void
bench_threads(const bench_mail *m, const secmail_inbound_config *config)
{
	crew two = crew_new(2, m, config), one = crew_new(1, m, config);

	bench_compare_both_timed("inbound.threads2", "threads1", run, &two, run, &one);
	crew_free(&two);
	crew_free(&one);
}
