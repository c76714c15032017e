/*
 * bench.h - compares the speed of two ways to do the same work
 *
 * tests/bench/bench_<module>.c has a main() that calls bench_compare() for each
 * figure. Both sides run in turn, round by round, so that what disturbs the
 * machine disturbs both; a figure is the median of the rounds, in processor
 * time of the thread, unless the work is one of waiting. It measures and judges
 * nothing: timing never fails a test.
 */
#ifndef SECMAIL_TESTS_BENCH_H
#define SECMAIL_TESTS_BENCH_H

/* Does the work once. What it computes has to leave through `arg`, or the compiler may drop it. */
typedef void (*bench_work)(void *arg);

/*
 * Prints one line:
 *	BENCH <figure> vs=<vs> ratio=<theirs / ours> ours=<ns> theirs=<ns>
 * `figure` is "<module>.<case>"; `vs` is "raw" for the bare primitive below, or
 * the name of a peer library. A ratio above 1 says that ours is faster.
 */
void bench_compare(const char *figure, const char *vs, bench_work ours, void *ours_arg,
    bench_work theirs, void *theirs_arg);

/* The same where doing the work once is `parts` equal pieces of work: a figure is of one piece. */
void bench_compare_parts(const char *figure, const char *vs, unsigned long parts, bench_work ours,
    void *ours_arg, bench_work theirs, void *theirs_arg);

/* Does the work `repeats` times and returns how many nanoseconds of processor time that took. */
typedef double (*bench_timed_work)(void *arg, unsigned long repeats);

/* The same for a peer that is a process of its own, and takes its time itself. */
void bench_compare_timed(const char *figure, const char *vs, unsigned long parts, bench_work ours,
    void *ours_arg, bench_timed_work theirs, void *theirs_arg);

/* The same where both sides take their time themselves. */
void bench_compare_both_timed(const char *figure, const char *vs, bench_timed_work ours,
    void *ours_arg, bench_timed_work theirs, void *theirs_arg);

/* The processor time of the work in nanoseconds, the median of the rounds. Prints nothing. */
double bench_measure(bench_work ours, void *ours_arg);

/* The same for work that waits, such as for a network: in time that passes. */
void bench_compare_waiting(const char *figure, const char *vs, bench_work ours, void *ours_arg,
    bench_work theirs, void *theirs_arg);

/* Work that waits, against nanoseconds that were reckoned. */
void bench_compare_reckoned(
    const char *figure, const char *vs, bench_work ours, void *ours_arg, double theirs_ns);

#endif
