/*
 * monotonic.h - for drivers: waits for a condition that end by the clock that nobody sets
 */
#ifndef SECMAILP_MONOTONIC_H
#define SECMAILP_MONOTONIC_H

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

/* Makes a condition that is waited for by this clock; false if the system has none to give. */
static inline bool
secmailp_monotonic_condition(pthread_cond_t *condition)
{
	pthread_condattr_t attributes;
	bool done;

	if (pthread_condattr_init(&attributes) != 0)
		return false;
	done = pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0 &&
	       pthread_cond_init(condition, &attributes) == 0;
	pthread_condattr_destroy(&attributes);
	return done;
}

/* Waits for a condition made above; false once the time is over. Callers look again at what they
 * wait for. */
static inline bool
secmailp_monotonic_wait(pthread_cond_t *condition, pthread_mutex_t *lock, int64_t deadline)
{
	struct timespec until = { .tv_sec = (time_t)(deadline / 1000),
		.tv_nsec = (long)(deadline % 1000) * 1000000 };

	return pthread_cond_timedwait(condition, lock, &until) != ETIMEDOUT;
}

#endif
