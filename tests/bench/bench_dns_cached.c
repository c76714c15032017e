/*
 * bench_dns_cached.c - what a question costs whose answer is in the cache
 *
 * Counted is all that a message pays for it: its part of the table's reset, the
 * question, and the answer's way into the table, out of a cache of a thousand
 * names. Beside it stands what no cache can do without: libc's hsearch() finds
 * the same names in a table of as many, and the record found is copied.
 */
#include <search.h>
#include <secmail/dnscache.h>
#include <secmail/dnsclient.h>
#include <stdio.h>
#include <string.h>

#include "bench.h"
#include "bench_dns.h"

#define NAMES 1024
#define BURST 64
#define MAX_NAME 64
#define CACHE_BYTES 1048576
#define TABLE 12 /* questions of a message, such as that of bench_dns_letter.c */

static const bench_record any = { "*", "v=spf1 ip4:192.0.2.0/24 -all" };

/* The names lie ready, as an evaluator has them. */
typedef struct bench {
	char names[NAMES][MAX_NAME];
	size_t lengths[NAMES];
	unsigned turn;
	secmail_dns_cache *cache;
	secmail_dns_client *client;
	secmail_answers *answers;
	char copy[256];
	size_t copied;
} bench;

/* Another name each time, far from the one before it. */
static unsigned
next_name(bench *b)
{
	b->turn = (b->turn + 389) % NAMES;
	return b->turn;
}

static void
ask(bench *b, unsigned count)
{
	uint32_t id;

	secmail_answers_reset(b->answers);
	for (unsigned i = 0; i < count; i++) {
		unsigned n = next_name(b);

		bench_must(secmail_answers_ask(b->answers, b->names[n], b->lengths[n],
			       SECMAIL_DNS_TXT, SECMAIL_ANSWERS_NEEDED, &id) == SECMAIL_DONE,
		    "a question");
	}
	bench_must(secmail_dns_client_run(b->client, b->answers) == SECMAIL_DONE, "no answers");
	for (id = 0; id < count; id++)
		bench_must(secmail_answers_count(b->answers, id) == 1, "no record");
}

static void
ask_cache(void *arg)
{
	ask(arg, TABLE);
}

static void
search_and_copy(void *arg)
{
	bench *b = arg;

	for (unsigned i = 0; i < TABLE; i++) {
		ENTRY wanted = { .key = b->names[next_name(b)] };
		const ENTRY *found = hsearch(wanted, FIND);
		size_t len;

		bench_must(found != NULL, "hsearch");
		len = strlen(found->data);
		memcpy(b->copy, found->data, len);
		b->copied += len;
	}
}

static void
fill(bench *b)
{
	bench_must(secmail_dns_cache_new(CACHE_BYTES, &b->cache) == SECMAIL_DONE &&
		       secmail_answers_new(&b->answers) == SECMAIL_DONE && hcreate(NAMES * 2) != 0,
	    "no memory");
	secmail_dns_client_set_cache(b->client, b->cache);
	for (unsigned i = 0; i < NAMES; i++) {
		ENTRY entry = { .key = b->names[i], .data = (void *)(uintptr_t)any.text };
		int len = snprintf(b->names[i], MAX_NAME, "host%u.example.org", i);

		b->lengths[i] = (size_t)len;
		bench_must(hsearch(entry, ENTER) != NULL, "no memory");
	}
	for (unsigned i = 0; i < NAMES; i += BURST)
		ask(b, BURST);
}

void
bench_dns_cached(void)
{
	static bench b;
	bench_server server;

	bench_server_start(&server, &any, 1, 0, 0);
	b.client = bench_client_new(server.address);
	fill(&b);
	bench_compare_parts(
	    "dns.cached_question", "raw", TABLE, ask_cache, &b, search_and_copy, &b);
	bench_must(bench_server_asked(&server) == NAMES, "the cache does not answer");
	hdestroy();
	secmail_answers_free(b.answers);
	secmail_dns_client_free(b.client);
	secmail_dns_cache_free(b.cache);
	bench_server_stop(&server);
}
