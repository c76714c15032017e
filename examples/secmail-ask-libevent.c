/*
 * secmail-ask-libevent.c - the library's client in the caller's own event loop, here libevent's
 *
 * Several messages ask at once, each in a table of its own. In a mail server done() would go on
 * with the message: judge it again, and start its table again if that wants more.
 */
#include <event2/event.h>
#include <secmail/dnsclient.h>
#include <stdlib.h>

#include "ask.h"

#define USAGE                                                                                      \
	"secmail-ask-libevent [-d] [-s ADDRESS[:PORT]] [-t MS] NAME TYPE... [+ NAME TYPE...]..."

struct loop {
	struct event_base *base;
	struct event *timer;
	struct event **watched; /* of each descriptor, or NULL */
	size_t room;            /* descriptors that this has room for */
	secmail_dns_client *client;
	size_t waiting; /* messages that have no answers yet */
};

/* After every call on the client: it may have to be woken at another time than before. */
static void
set_timer(struct loop *l)
{
	int ms = secmail_dns_client_wait(l->client);
	struct timeval wait = { ms / 1000, ms % 1000 * 1000 };

	if ((ms < 0 ? evtimer_del(l->timer) : evtimer_add(l->timer, &wait)) != 0)
		ask_fail(ASK_TEMPORARY, "libevent", "sets no timer");
}

/* Something on a descriptor, or the timer. */
static void
happened(evutil_socket_t fd, short what, void *arg)
{
	struct loop *l = arg;
	unsigned events = (what & EV_READ ? SECMAIL_DNS_READABLE : 0U) |
			  (what & EV_WRITE ? SECMAIL_DNS_WRITABLE : 0U);

	if (what & EV_TIMEOUT)
		secmail_dns_client_tick(l->client);
	else
		secmail_dns_client_ready(l->client, fd, events);
	set_timer(l);
}

static struct event **
place_of(struct loop *l, int fd)
{
	size_t wanted = (size_t)fd + 1;

	if (wanted > l->room) {
		struct event **wider = realloc(l->watched, wanted * sizeof *wider);

		if (!wider)
			ask_fail(ASK_TEMPORARY, "libevent", "no memory");
		for (; l->room < wanted; l->room++)
			wider[l->room] = NULL;
		l->watched = wider;
	}
	return &l->watched[fd];
}

/* What is to be watched for has changed; when it is nothing, the descriptor is about to be closed.
 */
static void
watch(void *arg, int fd, unsigned events)
{
	struct loop *l = arg;
	struct event **place = place_of(l, fd);
	int what = (events & SECMAIL_DNS_READABLE ? EV_READ : 0) |
		   (events & SECMAIL_DNS_WRITABLE ? EV_WRITE : 0);

	if (*place)
		event_free(*place);
	*place = what ? event_new(l->base, fd, (short)(what | EV_PERSIST), happened, l) : NULL;
	if (what && (!*place || event_add(*place, NULL) != 0))
		ask_fail(ASK_TEMPORARY, "libevent", "watches no more descriptors");
}

/* All that a message needs is answered. */
static void
done(void *arg, secmail_answers *a, secmail_status status)
{
	struct loop *l = arg;

	ask_must(status, "answers");
	ask_print(a);
	secmail_answers_free(a);
	if (--l->waiting == 0)
		event_base_loopbreak(l->base);
}

static void
start(struct loop *l, secmail_answers *a)
{
	secmail_status status = secmail_dns_client_start(l->client, a, done, l);

	l->waiting++;
	if (status != SECMAIL_WANT_DNS) /* it failed, or nothing is open: nobody will call */
		done(l, a, status);
	set_timer(l);
}

static secmail_dns_client *
open_client(const struct ask_options *o, struct loop *l)
{
	secmail_dns_resolver *settings;
	secmail_dns_client *c;

	ask_must(secmail_dns_resolver_new(&settings), "client");
	ask_must(secmail_dns_resolver_set_total_timeout(settings, (uint32_t)o->patience), "-t");
	secmail_dns_resolver_set_trust_ad(settings, o->trust_ad);
	if (o->server && secmail_dns_resolver_add_server(settings, o->server) != SECMAIL_DONE)
		ask_fail(ASK_USAGE, o->server, secmail_dns_resolver_error(settings));
	ask_must(secmail_dns_client_new(settings, &c), "client");
	secmail_dns_resolver_free(settings);
	if (!o->server)
		ask_must(secmail_dns_client_follow(c, NULL), "/etc/resolv.conf");
	secmail_dns_client_set_watch(c, watch, l);
	return c;
}

int
main(int argc, char **argv)
{
	struct ask_options o;
	char **words = ask_read_options(&o, argc, argv, "ds:t:", USAGE);
	struct loop l = { .base = event_base_new() };

	l.timer = l.base ? evtimer_new(l.base, happened, &l) : NULL;
	if (!l.timer)
		ask_fail(ASK_TEMPORARY, "libevent", "no memory");
	l.client = open_client(&o, &l);
	while (words)
		start(&l, ask_table(&words));
	if (l.waiting > 0)
		event_base_dispatch(l.base);
	secmail_dns_client_free(l.client); /* its descriptors are watched no more after this */
	event_free(l.timer);
	event_base_free(l.base);
	free(l.watched);
	return ASK_ANSWERED;
}
