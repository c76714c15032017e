/*
 * threads.c - one configuration and one zone, many threads, one verdict
 *
 * Usage: threads MESSAGE ZONE
 * Every thread judges the same message again and again with sessions of its
 * own, on a configuration (with its cache of keys) and a zone that all share.
 * Meant for ThreadSanitizer, which sees what is shared without a lock; without
 * it the verdicts still have to agree. Ends in "N passed, N failed".
 */
#include <pthread.h>
#include <secmail/dns.h>
#include <secmail/inbound.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NOW 1795500000
#define MAX_FILE 65536
#define THREADS 4
#define ROUNDS 50

struct shared {
	const secmail_inbound_config *config;
	const secmail_dns_zone *zone;
	const char *message;
	size_t message_len;
};

struct worker {
	const struct shared *shared;
	pthread_t thread;
	char *verdict; /* the first one */
	unsigned agreed;
};

static size_t
read_file(const char *name, char *out)
{
	FILE *file = fopen(name, "rb");
	size_t len = file ? fread(out, 1, MAX_FILE, file) : 0;

	if (file)
		fclose(file);
	return len;
}

static secmail_status
judge(const struct shared *s, secmail_inbound *m, secmail_answers *a, secmail_verdict **out)
{
	secmail_status status = secmail_inbound_write(m, s->message, s->message_len);

	if (status == SECMAIL_DONE)
		status = secmail_inbound_end(m);
	if (status != SECMAIL_DONE)
		return status;
	while ((status = secmail_inbound_judge(m, a, out)) == SECMAIL_WANT_DNS)
		if (secmail_dns_zone_answer(s->zone, a) != SECMAIL_DONE)
			return SECMAIL_NO_MEMORY;
	return status;
}

/* The verdict as JSON; NULL if there is none. */
static char *
verdict(const struct shared *s)
{
	secmail_inbound *m = NULL;
	secmail_answers *a = NULL;
	secmail_verdict *v = NULL;
	char *json = NULL;
	secmail_status status = secmail_inbound_new(s->config, NOW, &m);

	if (status == SECMAIL_DONE)
		status = secmail_answers_new(&a);
	if (status == SECMAIL_DONE)
		status = judge(s, m, a, &v);
	if (status == SECMAIL_DONE)
		status = secmail_verdict_to_json(v, &json);
	secmail_verdict_free(v);
	secmail_answers_free(a);
	secmail_inbound_free(m);
	return status == SECMAIL_DONE ? json : NULL;
}

static void *
work(void *arg)
{
	struct worker *w = arg;

	w->verdict = verdict(w->shared);
	for (int i = 0; w->verdict && i < ROUNDS; i++) {
		char *again = verdict(w->shared);

		w->agreed += again && strcmp(again, w->verdict) == 0;
		free(again);
	}
	return NULL;
}

static void
count(const struct worker *workers, unsigned *passed, unsigned *failed)
{
	for (int i = 0; i < THREADS; i++) {
		const char *first = workers[0].verdict;
		bool same = first && workers[i].verdict && strcmp(first, workers[i].verdict) == 0;

		*passed += same ? workers[i].agreed : 0;
		*failed += ROUNDS - (same ? workers[i].agreed : 0);
	}
}

int
main(int argc, char *argv[])
{
	static char message[MAX_FILE], text[MAX_FILE];
	secmail_inbound_config *config;
	secmail_dns_zone *zone;
	struct worker workers[THREADS] = { 0 };
	struct shared shared = { .message = message };
	unsigned passed = 0, failed = 0;
	size_t text_len;

	if (argc != 3)
		return EXIT_FAILURE;
	shared.message_len = read_file(argv[1], message);
	text_len = read_file(argv[2], text);
	if (secmail_inbound_config_new(&config) != SECMAIL_DONE ||
	    secmail_dns_zone_new(&zone) != SECMAIL_DONE ||
	    secmail_dns_zone_load(zone, text, text_len, NULL) != SECMAIL_DONE)
		return EXIT_FAILURE;
	shared.config = config;
	shared.zone = zone;
	for (int i = 0; i < THREADS; i++) {
		workers[i].shared = &shared;
		if (pthread_create(&workers[i].thread, NULL, work, &workers[i]) != 0)
			return EXIT_FAILURE;
	}
	for (int i = 0; i < THREADS; i++)
		pthread_join(workers[i].thread, NULL);
	count(workers, &passed, &failed);
	for (int i = 0; i < THREADS; i++)
		free(workers[i].verdict);
	secmail_dns_zone_free(zone);
	secmail_inbound_config_free(config);
	printf("%u passed, %u failed\n", passed, failed);
	return failed == 0 && passed > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
