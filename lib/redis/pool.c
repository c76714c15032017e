/*
 * pool.c - the connections that are open, and whether the server is worth a try
 *
 * After a failure nobody tries for a while; then one call does, while the others
 * go on without. So a server that is dead costs one time-out a second, whatever
 * the number of threads, and one that comes back is found.
 */
#include <poll.h>
#include <unistd.h>

#include "redis_internal.h"

/* Something stands to be read where nothing was asked: the server has closed it, or is confused. */
static bool
is_stale(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };

	return poll(&p, 1, 0) != 0;
}

/* A connection that is free and sound, or -1. */
static int
take_idle(secmail_redis *r)
{
	while (r->idle_count > 0) {
		int fd = r->idle[--r->idle_count];

		if (!is_stale(fd))
			return fd;
		close(fd);
		r->open--;
	}
	return -1;
}

static void
close_idle(secmail_redis *r)
{
	while (r->idle_count > 0) {
		close(r->idle[--r->idle_count]);
		r->open--;
	}
}

static void
pause_calls(secmail_redis *r)
{
	r->paused_until = secmailp_redis_clock() + SECMAIL_REDIS_PAUSE_MS;
	close_idle(r);
}

/* False while nobody is to try. The first to come after a pause tries, in another's name too. */
static bool
may_try(secmail_redis *r)
{
	int64_t now = secmailp_redis_clock();

	if (r->paused_until == 0)
		return true;
	if (now < r->paused_until) {
		r->refused++;
		return false;
	}
	r->paused_until = now + SECMAIL_REDIS_PAUSE_MS;
	return true;
}

/* False if the time is over, or the server was given up meanwhile. */
static bool
wait_for_place(secmail_redis *r, int64_t deadline)
{
	if (!secmailp_monotonic_wait(&r->freed, &r->lock, deadline)) {
		secmailp_error_set(&r->error, "no connection became free in time");
		return false;
	}
	return r->paused_until == 0 || secmailp_redis_clock() >= r->paused_until;
}

/* Takes one that is free, or the place of one that is to be opened (*fd is -1). */
static bool
take_place(secmail_redis *r, int64_t deadline, int *fd)
{
	for (;;) {
		*fd = take_idle(r);
		if (*fd >= 0)
			return true;
		if (r->open < r->max_open) {
			r->open++;
			return true;
		}
		if (!wait_for_place(r, deadline))
			return false;
	}
}

static secmail_status
open_connection(secmail_redis *r, int64_t deadline, int *fd)
{
	secmailp_error error = { "" };
	secmailp_redis_outcome outcome = secmailp_redis_connect(r, deadline, fd, &error);

	pthread_mutex_lock(&r->lock);
	if (outcome == SECMAILP_REDIS_REPLIED) {
		r->connections++;
	} else {
		r->open--;
		r->failures++;
		if (outcome == SECMAILP_REDIS_REFUSED) {
			r->error = error;
			pause_calls(r);
		}
		pthread_cond_broadcast(&r->freed);
	}
	pthread_mutex_unlock(&r->lock);
	if (outcome == SECMAILP_REDIS_NO_MEMORY)
		return SECMAIL_NO_MEMORY;
	return outcome == SECMAILP_REDIS_REPLIED ? SECMAIL_DONE : SECMAIL_IO;
}

secmail_status
secmailp_redis_take(secmail_redis *r, int64_t deadline, int *fd)
{
	bool taken;

	*fd = -1;
	pthread_mutex_lock(&r->lock);
	r->calls++;
	taken = may_try(r) && take_place(r, deadline, fd);
	if (!taken)
		r->failures++;
	pthread_mutex_unlock(&r->lock);
	if (!taken)
		return SECMAIL_IO;
	return *fd >= 0 ? SECMAIL_DONE : open_connection(r, deadline, fd);
}

/* Servers before Redis 7 say it after "ERR Error running script" where a script meets it. */
static bool
is_full(const secmailp_redis_reply *reply)
{
	return strstr(reply->text, "OOM command not allowed") != NULL;
}

/* The status of an exchange, its failure noted. */
static secmail_status
judge(secmail_redis *r, secmailp_redis_outcome outcome, const secmailp_redis_reply *reply)
{
	static const struct {
		const char *text;
		secmail_status status;
		bool is_pause;
	} failures[] = {
		[SECMAILP_REDIS_NO_MEMORY] = { "memory is short", SECMAIL_NO_MEMORY, false },
		[SECMAILP_REDIS_TOO_LARGE] = { "a reply is too large", SECMAIL_IO, false },
		[SECMAILP_REDIS_CLOSED] = { "the server closed the connection", SECMAIL_IO, false },
		[SECMAILP_REDIS_TIMED_OUT] = { "the server did not answer in time", SECMAIL_IO,
		    true },
		[SECMAILP_REDIS_LOST] = { "memory was short when the reply came", SECMAIL_IO,
		    false },
		[SECMAILP_REDIS_BROKEN] = { "what the server says is no reply to what was asked",
		    SECMAIL_IO, true },
	};

	if (outcome != SECMAILP_REDIS_REPLIED) {
		secmailp_error_set(&r->error, "%s", failures[outcome].text);
		if (failures[outcome].is_pause)
			pause_calls(r);
		return failures[outcome].status;
	}
	r->paused_until = 0;
	if (reply->kind != SECMAILP_REDIS_ERROR)
		return SECMAIL_DONE;
	secmailp_error_set(&r->error, "the server refuses: %s", reply->text);
	return is_full(reply) ? SECMAIL_LIMIT : SECMAIL_IO;
}

secmail_status
secmailp_redis_give_back(
    secmail_redis *r, int fd, secmailp_redis_outcome outcome, const secmailp_redis_reply *reply)
{
	secmail_status status;

	pthread_mutex_lock(&r->lock);
	status = judge(r, outcome, reply);
	if (status != SECMAIL_DONE)
		r->failures++;
	if (outcome == SECMAILP_REDIS_REPLIED) {
		r->idle[r->idle_count++] = fd;
	} else {
		close(fd);
		r->open--;
	}
	if (r->paused_until != 0)
		pthread_cond_broadcast(&r->freed);
	else
		pthread_cond_signal(&r->freed);
	pthread_mutex_unlock(&r->lock);
	return status;
}
