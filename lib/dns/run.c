/* run.c - the same resolver for programs without an event loop: it waits by poll() */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>

#include "client.h"

typedef struct run {
	secmail_dns_client *client;
	bool is_over;
	bool untold; /* the table was let go, or started by somebody else */
	secmail_status status;
	struct pollfd *polls;
	size_t room;
} run;

static void
is_done(void *arg, secmail_answers *a, secmail_status status)
{
	run *r = arg;

	(void)a;
	r->is_over = true;
	r->status = status;
}

/* A watch function where the caller has none: the channels are listed before each wait. */
static void
watch_nothing(void *arg, int fd, unsigned events)
{
	(void)arg;
	(void)fd;
	(void)events;
}

static bool
make_room(run *r)
{
	struct pollfd *polls;

	if (r->client->channel_count <= r->room)
		return true;
	polls = realloc(r->polls, r->client->channel_count * 2 * sizeof *polls);
	if (!polls)
		return false;
	r->polls = polls;
	r->room = r->client->channel_count * 2;
	return true;
}

static nfds_t
list_polls(run *r)
{
	nfds_t count = 0;

	for (size_t i = 0; i < SECMAILP_DNS_FD_CHAINS; i++) {
		const secmailp_dns_channel *ch = secmailp_list_first(&r->client->channels[i]);

		for (; ch; ch = secmailp_list_next(&ch->same_chain))
			r->polls[count++] = (struct pollfd){ .fd = ch->fd,
				.events =
				    (short)((ch->events & SECMAIL_DNS_READABLE ? POLLIN : 0) |
					    (ch->events & SECMAIL_DNS_WRITABLE ? POLLOUT : 0)) };
	}
	return count;
}

/* Waits for the first event or deadline, and serves whom it concerns. */
static secmail_status
wait_and_serve(run *r)
{
	nfds_t count;
	int ready;

	if (!make_room(r))
		return SECMAIL_NO_MEMORY;
	count = list_polls(r);
	ready = poll(r->polls, count, secmail_dns_client_wait(r->client));
	if (ready < 0 && errno != EINTR)
		return SECMAIL_IO;
	for (nfds_t i = 0; i < count && ready > 0; i++)
		if (r->polls[i].revents)
			secmail_dns_client_ready(
			    r->client, r->polls[i].fd, SECMAIL_DNS_READABLE | SECMAIL_DNS_WRITABLE);
	secmail_dns_client_tick(r->client);
	return SECMAIL_DONE;
}

/* After another table's `done` has let the table go, it is not touched any more: it may be gone. */
static secmail_status
wait_until_told(run *r, secmail_answers *a)
{
	secmail_status status = SECMAIL_DONE;

	secmailp_dns_table_find(a)->untold = &r->untold;
	while (status == SECMAIL_DONE && !r->is_over && !r->untold)
		status = wait_and_serve(r);
	if (r->is_over)
		return r->status;
	if (r->untold)
		return SECMAIL_NOT_FOUND;
	secmail_dns_client_cancel(r->client, a);
	return status;
}

secmail_status
secmail_dns_client_run(secmail_dns_client *c, secmail_answers *a)
{
	run r = { .client = c };
	secmail_dns_watch_fn watch = c->watch;
	secmail_status status;

	if (!watch)
		c->watch = watch_nothing;
	status = secmail_dns_client_start(c, a, is_done, &r);
	if (status == SECMAIL_WANT_DNS)
		status = wait_until_told(&r, a);
	if (!watch && c->watch == watch_nothing)
		c->watch = NULL;
	free(r.polls);
	return status;
}

secmail_status
secmail_dns_resolver_run(const secmail_dns_resolver *resolver, secmail_answers *a)
{
	secmail_dns_client *c;
	secmail_status status = secmail_dns_client_new(resolver, &c);

	if (status == SECMAIL_DONE)
		status = secmail_dns_client_run(c, a);
	secmail_dns_client_free(c);
	return status;
}
