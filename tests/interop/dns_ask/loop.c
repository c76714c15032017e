/* loop.c - see loop.h */
#include "loop.h"

#include <time.h>

#include "questions.h"

/* The longest that one turn waits. */
#define TURN_MS 1000

static void
watch(void *arg, int fd, unsigned events)
{
	loop *l = arg;
	nfds_t i = 0;

	while (i < l->count && l->watched[i].fd != fd)
		i++;
	if (events == 0) {
		must(i < l->count, "let go of what was not watched");
		l->watched[i] = l->watched[--l->count];
		return;
	}
	must(i < MAX_WATCHED, "so many descriptors are not meant");
	if (i == l->count)
		l->count++;
	l->watched[i] = (struct pollfd){ .fd = fd };
	if (events & SECMAIL_DNS_READABLE)
		l->watched[i].events |= POLLIN;
	if (events & SECMAIL_DNS_WRITABLE)
		l->watched[i].events |= POLLOUT;
}

static void
told(void *arg, secmail_answers *a, secmail_status status)
{
	loop *l = arg;

	(void)a;
	must(status == SECMAIL_DONE, secmail_status_text(status));
	must(l->waiting > 0, "told twice");
	l->waiting--;
}

void
loop_begin(loop *l, secmail_dns_client *c)
{
	*l = (loop){ .client = c };
	secmail_dns_client_set_watch(c, watch, l);
}

void
loop_start(loop *l, secmail_answers *const *tables, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		secmail_status status = secmail_dns_client_start(l->client, tables[i], told, l);

		must(status == SECMAIL_WANT_DNS || status == SECMAIL_DONE,
		    secmail_dns_client_error(l->client));
		l->waiting += status == SECMAIL_WANT_DNS;
	}
}

static unsigned
events_of(short revents)
{
	unsigned events = 0;

	if (revents & ~POLLOUT)
		events |= SECMAIL_DNS_READABLE;
	if (revents & ~POLLIN)
		events |= SECMAIL_DNS_WRITABLE;
	return events;
}

/* What is watched changes under the calls, so they go by what was seen. */
static void
turn(loop *l, int64_t ms)
{
	int wait = secmail_dns_client_wait(l->client);
	nfds_t count = l->count;

	if (ms > TURN_MS)
		ms = TURN_MS;
	if (wait < 0 || wait > ms)
		wait = (int)ms;
	must(poll(l->watched, count, wait) >= 0, "poll");
	for (nfds_t i = 0; i < count; i++)
		l->seen[i] = l->watched[i];
	for (nfds_t i = 0; i < count; i++)
		if (l->seen[i].revents)
			secmail_dns_client_ready(
			    l->client, l->seen[i].fd, events_of(l->seen[i].revents));
	secmail_dns_client_tick(l->client);
}

static int64_t
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void
loop_wait(loop *l, int64_t ms)
{
	int64_t end = now() + ms;

	for (int64_t left = ms; l->waiting > 0 && left > 0; left = end - now())
		turn(l, left);
}

void
loop_idle(loop *l, int64_t ms)
{
	int64_t end = now() + ms;

	for (int64_t left = ms; left > 0; left = end - now())
		turn(l, left);
}
