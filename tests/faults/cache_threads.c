/*
 * cache_threads.c - one cache, many threads, and to each question its own answer
 *
 * Every thread asks and keeps addresses of names that all share, in a cache too
 * small for all of them, before a cache that all share. An address says which
 * name it is of, so that an answer to another question is seen. Meant for
 * ThreadSanitizer, which sees what is shared without a lock. Ends in "N passed,
 * N failed".
 */
#include <pthread.h>
#include <secmail/dns.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dns/cache.h"

#define THREADS 4
#define ROUNDS 3000
#define NAMES 900 /* of which the cache holds about half */
#define BEHIND 64 /* of which the cache behind holds these */
#define NAME_LEN 5
#define VALUE_MAX 128

/* The cache behind. */
struct behind {
	pthread_mutex_t lock;
	uint8_t values[BEHIND][VALUE_MAX];
	size_t lengths[BEHIND];
};

struct worker {
	secmail_dns_cache *cache;
	pthread_t thread;
	unsigned number;
	unsigned right, wrong, hits;
};

/* Which name a key is of: "dns1/1/n0042". */
static unsigned
number_of(const void *key, size_t len)
{
	char digits[NAME_LEN] = "";

	memcpy(digits, (const char *)key + len - (NAME_LEN - 1), NAME_LEN - 1);
	return (unsigned)strtoul(digits, NULL, 10);
}

static secmail_status
get(void *arg, const void *key, size_t key_len, void *out, size_t room, size_t *out_len)
{
	struct behind *b = arg;
	unsigned number = number_of(key, key_len);
	secmail_status status = SECMAIL_NOT_FOUND;

	if (number >= BEHIND || room < VALUE_MAX)
		return status;
	pthread_mutex_lock(&b->lock);
	if (b->lengths[number] > 0) {
		memcpy(out, b->values[number], b->lengths[number]);
		*out_len = b->lengths[number];
		status = SECMAIL_DONE;
	}
	pthread_mutex_unlock(&b->lock);
	return status;
}

static secmail_status
put(void *arg, const void *key, size_t key_len, const void *value, size_t value_len, uint32_t ttl)
{
	struct behind *b = arg;
	unsigned number = number_of(key, key_len);

	(void)ttl;
	if (number >= BEHIND || value_len > VALUE_MAX)
		return SECMAIL_DONE;
	pthread_mutex_lock(&b->lock);
	memcpy(b->values[number], value, value_len);
	b->lengths[number] = value_len;
	pthread_mutex_unlock(&b->lock);
	return SECMAIL_DONE;
}

/* What the network would say: the address has the name's number in it. */
static void
keep(secmail_dns_cache *c, const secmail_answers *a, unsigned number, int64_t now)
{
	const uint8_t rest[] = { 0, 1, 0, 1, 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0,
		(uint8_t)(number >> 8), (uint8_t)(number & 0xff) };
	uint8_t message[128] = { 0, 1, 0x81, 0x80, 0, 1, 0, 1 };
	secmailp_dns_reply reply;
	size_t len;
	const void *qname = secmail_answers_qname_wire(a, 0, &len);

	memcpy(message + 12, qname, len);
	memcpy(message + 12 + len, rest, sizeof rest);
	secmailp_dns_reply_read(&reply, secmailp_view_of(message, 12 + len + sizeof rest),
	    secmailp_view_of(qname, len), SECMAIL_DNS_A);
	secmailp_dns_cache_keep(c, &reply, now);
}

static bool
is_answer_of(const secmail_answers *a, unsigned number)
{
	size_t len;
	const uint8_t *data = secmail_answers_rdata(a, 0, 0, &len);

	return len == 4 && secmail_answers_count(a, 0) == 1 && data[2] * 256u + data[3] == number;
}

static bool
try_one(struct worker *w, secmail_answers *a, unsigned number, int64_t now)
{
	char name[32];
	secmailp_dns_found found;
	uint32_t id;

	snprintf(name, sizeof name, "n%04u", number);
	secmail_answers_reset(a);
	if (secmail_answers_ask(a, name, strlen(name), SECMAIL_DNS_A, SECMAIL_ANSWERS_NEEDED,
		&id) != SECMAIL_DONE ||
	    secmailp_dns_cache_answer(w->cache, a, id, now, &found) != SECMAIL_DONE)
		return false;
	if (found == SECMAILP_DNS_MISS) {
		keep(w->cache, a, number, now);
		return secmail_answers_state(a, id) == SECMAIL_ANSWER_OPEN;
	}
	w->hits++;
	return is_answer_of(a, number);
}

static void *
work(void *arg)
{
	struct worker *w = arg;
	secmail_answers *a;
	uint32_t chance = w->number;

	if (secmail_answers_new(&a) != SECMAIL_DONE)
		return NULL;
	for (int i = 0; i < ROUNDS; i++) {
		bool right;

		chance = chance * 1664525 + 1013904223;
		/* Half of the time goes to few names, so that some live until they are refreshed.
		 */
		right = try_one(w, a, (chance >> 8) % (i % 2 ? NAMES : BEHIND), i * 40);
		w->right += right;
		w->wrong += !right;
	}
	secmail_answers_free(a);
	return NULL;
}

static bool
is_busy(const secmail_dns_cache *c)
{
	static const secmail_dns_cache_counter used[] = { SECMAIL_DNS_CACHE_HITS,
		SECMAIL_DNS_CACHE_MISSES, SECMAIL_DNS_CACHE_PREFETCHES, SECMAIL_DNS_CACHE_EVICTIONS,
		SECMAIL_DNS_CACHE_BACKING_HITS };

	for (size_t i = 0; i < sizeof used / sizeof used[0]; i++)
		if (secmail_dns_cache_count(c, used[i]) == 0)
			return false;
	return secmail_dns_cache_count(c, SECMAIL_DNS_CACHE_BACKING_ERRORS) == 0;
}

int
main(void)
{
	static struct behind behind = { .lock = PTHREAD_MUTEX_INITIALIZER };
	struct worker workers[THREADS] = { 0 };
	unsigned passed = 0, failed = 0, hits = 0;
	secmail_dns_cache *c;

	if (secmail_dns_cache_new(SECMAIL_DNS_CACHE_MIN, &c) != SECMAIL_DONE)
		return EXIT_FAILURE;
	secmail_dns_cache_set_backing(c, get, put, &behind);
	for (unsigned i = 0; i < THREADS; i++) {
		workers[i] = (struct worker){ .cache = c, .number = i };
		if (pthread_create(&workers[i].thread, NULL, work, &workers[i]) != 0)
			return EXIT_FAILURE;
	}
	for (unsigned i = 0; i < THREADS; i++) {
		pthread_join(workers[i].thread, NULL);
		passed += workers[i].right;
		failed += workers[i].wrong;
		hits += workers[i].hits;
	}
	/* What the threads counted and what the cache counted has to agree, or a count was lost. */
	if (hits != secmail_dns_cache_count(c, SECMAIL_DNS_CACHE_HITS) +
			secmail_dns_cache_count(c, SECMAIL_DNS_CACHE_BACKING_HITS) ||
	    !is_busy(c)) {
		puts("the cache's counters do not say what happened");
		failed++;
	}
	secmail_dns_cache_free(c);
	printf("%u passed, %u failed\n", passed, failed);
	return failed == 0 && passed == THREADS * ROUNDS ? EXIT_SUCCESS : EXIT_FAILURE;
}
