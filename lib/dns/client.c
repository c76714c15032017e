/* client.c - the handle of the non-blocking resolver, and the calls of an event loop; see client.h
 */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/random.h>
#include <time.h>

#include "client.h"

void
secmailp_dns_client_set_now(secmail_dns_client *c)
{
	struct timespec t;

	/* It can't fail for this clock; if it did, time would stand still. */
	if (clock_gettime(CLOCK_MONOTONIC, &t) == 0)
		c->now = (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static bool
refill(secmail_dns_client *c)
{
	size_t got = 0;

	while (got < sizeof c->random) {
		ssize_t n = getrandom(c->random + got, sizeof c->random - got, 0);

		if (n < 0 && errno != EINTR)
			return false;
		got += n > 0 ? (size_t)n : 0;
	}
	c->random_left = sizeof c->random;
	return true;
}

/* What was handed out is wiped, so that a look into memory tells nothing of queries in flight. */
bool
secmailp_dns_random(secmail_dns_client *c, void *out, size_t len)
{
	uint8_t *from;

	if (len > c->random_left && !refill(c))
		return false;
	c->random_left -= len;
	from = c->random + c->random_left;
	memcpy(out, from, len);
	memset(from, 0, len);
	return true;
}

static void
init_lists(secmail_dns_client *c)
{
	secmailp_list_init(&c->tables);
	secmailp_list_init(&c->in_line);
	secmailp_list_init(&c->to_tell);
	for (size_t i = 0; i < SECMAILP_DNS_LOOKUP_CHAINS; i++)
		secmailp_list_init(&c->lookups[i]);
	for (size_t i = 0; i < SECMAILP_DNS_FD_CHAINS; i++)
		secmailp_list_init(&c->channels[i]);
}

secmail_status
secmail_dns_client_new(const secmail_dns_resolver *settings, secmail_dns_client **out)
{
	secmail_dns_client *c = calloc(1, sizeof *c);

	*out = c;
	if (!c)
		return SECMAIL_NO_MEMORY;
	c->settings = *settings;
	init_lists(c);
	/* Without a key the chains can be steered, but nothing is believed because of it. */
	(void)secmailp_dns_random(c, &c->hash_key, sizeof c->hash_key);
	return SECMAIL_DONE;
}

/* Closes every channel; what was on them is on `orphans` then. */
static void
close_channels(secmail_dns_client *c, secmailp_link *orphans)
{
	secmailp_dns_channel *ch;

	for (size_t i = 0; i < SECMAILP_DNS_FD_CHAINS; i++)
		while ((ch = secmailp_list_take(&c->channels[i])))
			secmailp_dns_channel_close(ch, orphans);
}

/* Lookups that nobody wants: those for the cache. */
static void
free_lookups(secmail_dns_client *c)
{
	secmailp_dns_lookup *l;

	for (size_t i = 0; i < SECMAILP_DNS_LOOKUP_CHAINS; i++)
		while ((l = secmailp_list_take(&c->lookups[i])))
			secmailp_dns_lookup_free(l);
}

void
secmail_dns_client_free(secmail_dns_client *c)
{
	secmailp_dns_table *t;
	secmailp_link nobody;

	if (!c)
		return;
	secmailp_list_init(&nobody);
	while ((t = secmailp_list_take(&c->tables)))
		secmailp_dns_table_free(t);
	free_lookups(c);
	close_channels(c, &nobody);
	secmailp_dns_timers_free(&c->timers);
	free(c->file);
	free(c);
}

const char *
secmail_dns_client_error(const secmail_dns_client *c)
{
	return c->error.text;
}

void
secmail_dns_client_set_watch(secmail_dns_client *c, secmail_dns_watch_fn watch, void *arg)
{
	c->watch = watch;
	c->watch_arg = arg;
	for (size_t i = 0; i < SECMAILP_DNS_FD_CHAINS && watch; i++) {
		const secmailp_dns_channel *ch = secmailp_list_first(&c->channels[i]);

		for (; ch; ch = secmailp_list_next(&ch->same_chain))
			watch(arg, ch->fd, ch->events);
	}
}

void
secmail_dns_client_set_cache(secmail_dns_client *c, secmail_dns_cache *cache)
{
	c->cache = cache;
}

/* Whom a lookup has asked says nothing of the servers that are asked now. */
static void
forget_tries(secmail_dns_client *c)
{
	for (size_t i = 0; i < SECMAILP_DNS_LOOKUP_CHAINS; i++) {
		secmailp_dns_lookup *l = secmailp_list_first(&c->lookups[i]);

		for (; l; l = secmailp_list_next(&l->same_chain)) {
			memset(l->tries, 0, sizeof l->tries);
			memset(l->rejected, 0, sizeof l->rejected);
			l->failure = SECMAIL_DNS_TIMEOUT;
		}
	}
}

void
secmailp_dns_client_take(secmail_dns_client *c, const secmail_dns_resolver *settings)
{
	secmailp_link orphans;
	secmailp_dns_lookup *l;

	secmailp_list_init(&orphans);
	secmailp_dns_client_set_now(c);
	close_channels(c, &orphans);
	c->settings = *settings;
	memset(c->peers, 0, sizeof c->peers);
	forget_tries(c);
	while ((l = secmailp_list_take(&orphans)))
		secmailp_dns_lookup_next(l);
}

secmail_status
secmail_dns_client_set_resolver(secmail_dns_client *c, const secmail_dns_resolver *settings)
{
	secmailp_error_clear(&c->error);
	if (settings->server_count == 0) {
		secmailp_error_set(&c->error, "the settings name no server");
		return SECMAIL_ARGUMENT;
	}
	secmailp_dns_client_take(c, settings);
	secmailp_dns_follow_from(c, settings);
	return SECMAIL_DONE;
}

secmail_status
secmail_dns_client_start(
    secmail_dns_client *c, secmail_answers *a, secmail_dns_done_fn done, void *arg)
{
	secmailp_error_clear(&c->error);
	secmailp_dns_follow(c);
	if (c->settings.server_count == 0 || !done || !c->watch) {
		secmailp_error_set(&c->error, "%s",
		    c->settings.server_count == 0 ? "there is no server to ask"
						  : "a function is missing that is to be told");
		return SECMAIL_ARGUMENT;
	}
	secmailp_dns_client_set_now(c);
	return secmailp_dns_table_start(c, a, done, arg);
}

void
secmail_dns_client_cancel(secmail_dns_client *c, secmail_answers *a)
{
	secmailp_dns_table_cancel(c, a);
}

void
secmail_dns_client_ready(secmail_dns_client *c, int fd, unsigned events)
{
	secmailp_dns_channel *ch = secmailp_dns_channel_find(c, fd);

	secmailp_error_clear(&c->error);
	secmailp_dns_client_set_now(c);
	if (ch && events && ch->tcp)
		secmailp_dns_tcp_ready(ch);
	else if (ch && events)
		secmailp_dns_udp_ready(ch);
	secmailp_dns_tables_go_on(c);
	secmailp_dns_tables_tell(c);
}

int
secmail_dns_client_wait(const secmail_dns_client *c)
{
	const secmailp_dns_timer *first = secmailp_dns_timers_first(&c->timers);
	struct timespec t;
	int64_t left;

	if (secmailp_is_linked(&c->to_tell) ||
	    (secmailp_is_linked(&c->in_line) && c->lookup_count < SECMAIL_DNS_MAX_LOOKUPS))
		return 0;
	if (!first || clock_gettime(CLOCK_MONOTONIC, &t) != 0)
		return -1;
	left = first->at - ((int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000);
	if (left <= 0)
		return 0;
	return left < INT_MAX ? (int)left : INT_MAX;
}

void
secmail_dns_client_tick(secmail_dns_client *c)
{
	secmailp_dns_timer *t;

	secmailp_error_clear(&c->error);
	secmailp_dns_client_set_now(c);
	while ((t = secmailp_dns_timers_first(&c->timers)) && t->at <= c->now) {
		secmailp_dns_timer_clear(&c->timers, t);
		t->due(t->owner);
	}
	secmailp_dns_tables_go_on(c);
	secmailp_dns_tables_tell(c);
}

uint64_t
secmail_dns_client_count(const secmail_dns_client *c, secmail_dns_client_counter counter)
{
	if (counter == SECMAIL_DNS_CLIENT_IN_FLIGHT)
		return c->lookup_count;
	if (counter == SECMAIL_DNS_CLIENT_TABLES)
		return c->table_count;
	if (counter < SECMAIL_DNS_CLIENT_QUESTIONS || counter > SECMAIL_DNS_CLIENT_TABLES)
		return 0;
	return c->counts[counter];
}
