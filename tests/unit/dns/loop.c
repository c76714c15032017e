/* loop.c - see loop.h */
#include "loop.h"

#include <check.h>
#include <time.h>

#define TRY_MS 60
#define TRIES 2
#define PATIENCE_MS 5000

static void
watch(void *arg, int fd, unsigned events)
{
	loop *l = arg;
	nfds_t i = 0;

	while (i < l->count && l->fds[i].fd != fd)
		i++;
	if (events == 0) {
		ck_assert_uint_lt(i, l->count);
		l->fds[i] = l->fds[--l->count];
		return;
	}
	ck_assert_uint_lt(i, LOOP_MAX);
	if (i == l->count)
		l->count++;
	l->fds[i] = (struct pollfd){ .fd = fd,
		.events = (short)((events & SECMAIL_DNS_READABLE ? POLLIN : 0) |
				  (events & SECMAIL_DNS_WRITABLE ? POLLOUT : 0)) };
}

secmail_dns_resolver *
settings_of(const char *const *servers, size_t count)
{
	secmail_dns_resolver *r;

	ck_assert_int_eq(secmail_dns_resolver_new(&r), SECMAIL_DONE);
	for (size_t i = 0; i < count; i++)
		ck_assert_int_eq(secmail_dns_resolver_add_server(r, servers[i]), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dns_resolver_set_timeout(r, TRY_MS), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dns_resolver_set_tries(r, TRIES), SECMAIL_DONE);
	return r;
}

void
loop_start(loop *l, const char *const *servers, size_t count)
{
	secmail_dns_resolver *r = settings_of(servers, count);

	*l = (loop){ .count = 0 };
	ck_assert_int_eq(secmail_dns_client_new(r, &l->client), SECMAIL_DONE);
	secmail_dns_resolver_free(r);
	secmail_dns_client_set_watch(l->client, watch, l);
}

static void
tell(void *arg, secmail_answers *a, secmail_status status)
{
	waiting *w = arg;

	w->told++;
	w->status = status;
	w->answers = a;
}

secmail_status
loop_ask(loop *l, secmail_answers *a, waiting *w)
{
	*w = (waiting){ .told = 0 };
	return secmail_dns_client_start(l->client, a, tell, w);
}

static int64_t
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Waits for what comes first: an event, a deadline, or `ms`. */
static void
turn_once(loop *l, int ms)
{
	int wait = secmail_dns_client_wait(l->client);
	struct pollfd seen[LOOP_MAX];
	nfds_t count = l->count;

	(void)poll(l->fds, count, wait < 0 || wait > ms ? ms : wait);
	for (nfds_t i = 0; i < count; i++)
		seen[i] = l->fds[i];
	for (nfds_t i = 0; i < count; i++)
		if (seen[i].revents)
			secmail_dns_client_ready(l->client, seen[i].fd,
			    (seen[i].revents & POLLOUT ? SECMAIL_DNS_WRITABLE : 0u) |
				(seen[i].revents & ~POLLOUT ? SECMAIL_DNS_READABLE : 0u));
	secmail_dns_client_tick(l->client);
}

void
loop_until_told(loop *l, const waiting *w)
{
	int64_t end = now() + PATIENCE_MS;

	while (w->told == 0 && now() < end)
		turn_once(l, PATIENCE_MS);
	ck_assert_uint_eq(w->told, 1);
}

void
loop_turn(loop *l, int ms)
{
	int64_t end = now() + ms;

	for (int64_t left = ms; left > 0; left = end - now())
		turn_once(l, (int)left);
}

void
loop_end(loop *l)
{
	secmail_dns_client_free(l->client);
	ck_assert_uint_eq(l->count, 0);
}
