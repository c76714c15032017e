/* servers.c - see servers.h */
#include "servers.h"

#include <dirent.h>
#include <secmail/dnscache.h>
#include <secmail/dnsclient.h>
#include <stdio.h>

#include "loop.h"

/* Longer than any total time-out. */
#define FOREVER_MS 700000

#define CACHE_OCTETS 16777216

/* Descriptors of this process, the one that looks not counted. */
static size_t
open_descriptors(void)
{
	DIR *folder = opendir("/proc/self/fd");
	size_t count = 0;

	must(folder != NULL, "/proc/self/fd");
	while (readdir(folder))
		count++;
	closedir(folder);
	return count - 3; /* itself, "." and ".." */
}

static void
say_counts(const secmail_dns_client *c)
{
	static const char *const names[] = {
		[SECMAIL_DNS_CLIENT_QUESTIONS] = "questions",
		[SECMAIL_DNS_CLIENT_COALESCED] = "coalesced",
		[SECMAIL_DNS_CLIENT_CACHED] = "cached",
		[SECMAIL_DNS_CLIENT_DATAGRAMS] = "datagrams",
		[SECMAIL_DNS_CLIENT_SEGMENTS] = "segments",
		[SECMAIL_DNS_CLIENT_CONNECTIONS] = "connections",
		[SECMAIL_DNS_CLIENT_TIMEOUTS] = "timeouts",
		[SECMAIL_DNS_CLIENT_FOREIGN] = "foreign",
		[SECMAIL_DNS_CLIENT_MISSPELT] = "misspelt",
		[SECMAIL_DNS_CLIENT_IN_FLIGHT] = "in-flight",
		[SECMAIL_DNS_CLIENT_TABLES] = "tables",
	};

	for (size_t i = 1; i < sizeof names / sizeof *names; i++)
		fprintf(stderr, "%s %llu\n", names[i],
		    (unsigned long long)secmail_dns_client_count(c, (secmail_dns_client_counter)i));
}

static void
by_run(secmail_dns_client *c, const questions *q)
{
	for (size_t i = 0; i < q->count; i++)
		must(secmail_dns_client_run(c, q->tables[i]) == SECMAIL_DONE,
		    secmail_dns_client_error(c));
}

/* One copy after the other if there is to be a pause, otherwise all of them at once. */
static void
in_loop(loop *l, const manner *m, const questions *q)
{
	size_t at_once = m->pause > 0 ? q->count / q->copies : q->count;

	for (size_t i = 0; i < q->count; i += at_once) {
		if (i > 0)
			loop_idle(l, (int64_t)m->pause);
		loop_start(l, q->tables + i, at_once);
		loop_wait(l, m->leave > 0 ? (int64_t)m->leave : FOREVER_MS);
	}
}

static void
by_client(const secmail_dns_resolver *settings, const manner *m, const questions *q)
{
	static loop l;
	secmail_dns_cache *cache = NULL;
	secmail_dns_client *c;

	must(secmail_dns_client_new(settings, &c) == SECMAIL_DONE, "memory");
	if (m->cache)
		must(secmail_dns_cache_new(CACHE_OCTETS, &cache) == SECMAIL_DONE, "memory");
	secmail_dns_client_set_cache(c, cache);
	if (m->way == BY_LOOP) {
		loop_begin(&l, c);
		in_loop(&l, m, q);
	} else {
		by_run(c, q);
	}
	if (m->count)
		say_counts(c);
	secmail_dns_client_free(c);
	secmail_dns_cache_free(cache);
	must(l.count == 0, "a descriptor is watched that nobody has");
}

static void
by_resolver(const secmail_dns_resolver *settings, const questions *q)
{
	for (size_t i = 0; i < q->count; i++)
		must(secmail_dns_resolver_run(settings, q->tables[i]) == SECMAIL_DONE,
		    "answers from a server");
}

void
servers_ask(const secmail_dns_resolver *settings, const manner *m, questions *q)
{
	size_t descriptors = open_descriptors();

	if (m->way == BY_RESOLVER)
		by_resolver(settings, q);
	else
		by_client(settings, m, q);
	if (m->count)
		fprintf(stderr, "descriptors %zu %zu\n", descriptors, open_descriptors());
}
