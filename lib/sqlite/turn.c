/* turn.c - one thread at a time on a connection, and patience with other processes, under one
 * deadline */
#include <time.h>

#include "sqlite_internal.h"

#define LONGEST_NAP_MS 10

int64_t
secmailp_sqlite_clock(void)
{
	struct timespec now = { 0 };

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

bool
secmailp_sqlite_take_turn(secmail_sqlite *s, secmailp_sqlite_line *line)
{
	int64_t deadline = secmailp_sqlite_clock() + s->wait_ms;
	bool is_in_time = true;

	pthread_mutex_lock(&s->lock);
	while (line->is_taken && is_in_time)
		is_in_time = secmailp_monotonic_wait(&line->freed, &s->lock, deadline);
	is_in_time = !line->is_taken;
	if (is_in_time) {
		line->is_taken = true;
		line->deadline = deadline;
	}
	pthread_mutex_unlock(&s->lock);
	return is_in_time;
}

void
secmailp_sqlite_end_turn(secmail_sqlite *s, secmailp_sqlite_line *line)
{
	pthread_mutex_lock(&s->lock);
	line->is_taken = false;
	pthread_cond_signal(&line->freed);
	pthread_mutex_unlock(&s->lock);
}

int
secmailp_sqlite_be_patient(void *line, int count)
{
	const secmailp_sqlite_line *l = line;
	int64_t left = l->deadline - secmailp_sqlite_clock();
	int64_t nap = count < LONGEST_NAP_MS ? count + 1 : LONGEST_NAP_MS;
	struct timespec pause = { .tv_nsec = (long)((nap < left ? nap : left) * 1000000) };

	if (left <= 0)
		return 0;
	(void)nanosleep(&pause, NULL);
	return 1;
}
