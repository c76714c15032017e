/*
 * main.c - dns_shared: asks questions as a client whose cache has a Redis server behind it
 *
 * Usage: dns_shared [ad] REDIS SERVER [NAME TYPE]...
 *   ad  the server is a trusted validator
 *
 * Prints the answers as evidence; on standard error how many queries were sent,
 * how many questions Redis answered, and how often it failed or made no sense.
 * Exit status 0 when every question was decided, failures included.
 */
#include <inttypes.h>
#include <secmail/dnsclient.h>
#include <secmail/redis.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CACHE_OCTETS 1000000
#define SERVER_MS 1000

typedef struct world {
	secmail_redis *redis;
	secmail_dns_cache *cache;
	secmail_dns_resolver *settings;
	secmail_dns_client *client;
	secmail_answers *answers;
} world;

static void
must(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "dns_shared: %s\n", what);
	exit(EXIT_FAILURE);
}

static void
open_world(world *w, bool ad, const char *redis, const char *server)
{
	must(secmail_redis_new(&w->redis) == SECMAIL_DONE, "memory");
	must(secmail_redis_set_address(w->redis, redis) == SECMAIL_DONE, redis);
	must(secmail_dns_cache_new(CACHE_OCTETS, &w->cache) == SECMAIL_DONE, "memory");
	secmail_dns_cache_set_backing(w->cache, secmail_redis_get, secmail_redis_put, w->redis);
	must(secmail_dns_resolver_new(&w->settings) == SECMAIL_DONE, "memory");
	must(secmail_dns_resolver_add_server(w->settings, server) == SECMAIL_DONE, server);
	must(secmail_dns_resolver_set_total_timeout(w->settings, SERVER_MS) == SECMAIL_DONE,
	    "patience");
	secmail_dns_resolver_set_trust_ad(w->settings, ad);
	must(secmail_dns_client_new(w->settings, &w->client) == SECMAIL_DONE, "memory");
	secmail_dns_client_set_cache(w->client, w->cache);
	must(secmail_answers_new(&w->answers) == SECMAIL_DONE, "memory");
}

static void
close_world(world *w)
{
	secmail_answers_free(w->answers);
	secmail_dns_client_free(w->client);
	secmail_dns_resolver_free(w->settings);
	secmail_dns_cache_free(w->cache);
	secmail_redis_free(w->redis);
}

static void
ask(secmail_answers *a, const char *name, const char *type)
{
	uint32_t id;

	must(secmail_answers_ask(a, name, strlen(name), (uint16_t)strtoul(type, NULL, 10),
		 SECMAIL_ANSWERS_NEEDED, &id) == SECMAIL_DONE,
	    name);
}

static void
say_answers(const secmail_answers *a)
{
	secmail_dns_evidence *e;
	char *text = NULL;

	must(secmail_dns_evidence_new(&e) == SECMAIL_DONE, "memory");
	must(secmail_dns_evidence_save(e, a, &text) == SECMAIL_DONE, secmail_dns_evidence_error(e));
	fputs(text, stdout);
	free(text);
	secmail_dns_evidence_free(e);
}

static void
say_counts(const world *w)
{
	uint64_t queries = secmail_dns_client_count(w->client, SECMAIL_DNS_CLIENT_DATAGRAMS) +
			   secmail_dns_client_count(w->client, SECMAIL_DNS_CLIENT_SEGMENTS);

	fprintf(stderr, "queries %" PRIu64 "\nshared %" PRIu64 "\nerrors %" PRIu64 "\n", queries,
	    secmail_dns_cache_count(w->cache, SECMAIL_DNS_CACHE_BACKING_HITS),
	    secmail_dns_cache_count(w->cache, SECMAIL_DNS_CACHE_BACKING_ERRORS));
}

int
main(int argc, char **argv)
{
	bool ad = argc > 1 && strcmp(argv[1], "ad") == 0;
	int at = ad ? 2 : 1;
	world w = { .redis = NULL };

	must(argc - at >= 4 && (argc - at) % 2 == 0, "a Redis, a server, then names and types");
	open_world(&w, ad, argv[at], argv[at + 1]);
	for (at += 2; at < argc; at += 2)
		ask(w.answers, argv[at], argv[at + 1]);
	must(secmail_dns_client_run(w.client, w.answers) == SECMAIL_DONE,
	    secmail_dns_client_error(w.client));
	say_answers(w.answers);
	say_counts(&w);
	close_world(&w);
	return EXIT_SUCCESS;
}
