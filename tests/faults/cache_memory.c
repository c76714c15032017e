/*
 * cache_memory.c - what a cache answers when memory runs short
 *
 * Two caches before one that both share: the first is given answers, the second
 * finds them there. That is done once to see how often memory is asked for;
 * then again and again, with one call after the other refused: only that one,
 * and that one with all that follow. A question may then have no answer, but no
 * other than its own, half of it included; and asked once more when there is
 * memory, in the same table, it has its answer or none.
 *
 * Ends in "N passed, N failed".
 */
#include <secmail/dns.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dns/cache.h"
#include "refuse.h"

#define NOW 1000000
#define RECORDS 200
#define LARGE 4194304 /* octets: such a cache has shares */

/* One entry of the shared cache, and whether it is there. */
static uint8_t shared[SECMAIL_DNS_CACHE_MAX_VALUE];
static size_t shared_len;

static secmail_status
get(void *arg, const void *key, size_t key_len, void *out, size_t room, size_t *out_len)
{
	(void)arg, (void)key, (void)key_len;
	if (shared_len == 0 || shared_len > room)
		return SECMAIL_NOT_FOUND;
	memcpy(out, shared, shared_len);
	*out_len = shared_len;
	return SECMAIL_DONE;
}

static secmail_status
put(void *arg, const void *key, size_t key_len, const void *value, size_t value_len, uint32_t ttl)
{
	(void)arg, (void)key, (void)key_len, (void)ttl;
	memcpy(shared, value, value_len);
	shared_len = value_len;
	return SECMAIL_DONE;
}

/* A message with an alias and so many addresses that their table has to grow. */
static size_t
write_message(uint8_t *out)
{
	static const uint8_t head[] = { 0, 1, 0x81, 0x80, 0, 1, 0, RECORDS + 1, 0, 0, 0, 0, 1, 'a',
		0, 0, 1, 0, 1 };
	static const uint8_t alias[] = { 0xc0, 12, 0, 5, 0, 1, 0, 0, 1, 0, 0, 3, 1, 'b', 0 };
	size_t len = 0;

	memcpy(out, head, sizeof head);
	len += sizeof head;
	memcpy(out + len, alias, sizeof alias);
	len += sizeof alias;
	for (uint8_t i = 0; i < RECORDS; i++) {
		const uint8_t record[] = { 1, 'b', 0, 0, 1, 0, 1, 0, 0, 1, 0, 0, 4, 192, 0, 2, i };

		memcpy(out + len, record, sizeof record);
		len += sizeof record;
	}
	return len;
}

/* The answer that the message gives, whole and in its order. */
static bool
is_whole(const secmail_answers *a)
{
	const char *alias = secmail_answers_alias(a, 0);

	if (secmail_answers_count(a, 0) != RECORDS || !alias || strcmp(alias, "b") != 0)
		return false;
	for (uint8_t i = 0; i < RECORDS; i++) {
		size_t len;
		const uint8_t *data = secmail_answers_rdata(a, 0, i, &len);

		if (len != 4 || data[3] != i)
			return false;
	}
	return secmail_answers_trust(a, 0) == SECMAIL_TRUST_UNKNOWN;
}

/* Asks a cache; what it can't do for want of memory it is asked to do again with memory. */
static bool
ask(secmail_dns_cache *c, bool *answered)
{
	secmailp_dns_found found;
	secmail_answers *a = NULL;
	secmail_status status = secmail_answers_new(&a);
	uint32_t id;
	bool good;

	if (status == SECMAIL_DONE)
		status = secmail_answers_ask(a, "a", 1, SECMAIL_DNS_A, SECMAIL_ANSWERS_NEEDED, &id);
	if (status != SECMAIL_DONE) {
		secmail_answers_free(a);
		return status == SECMAIL_NO_MEMORY;
	}
	status = secmailp_dns_cache_answer(c, a, id, NOW, &found);
	if (status == SECMAIL_NO_MEMORY) {
		disarm();
		status = secmailp_dns_cache_answer(c, a, id, NOW, &found);
	}
	*answered = found != SECMAILP_DNS_MISS;
	good = status == SECMAIL_DONE &&
	       (*answered ? is_whole(a) : secmail_answers_state(a, id) == SECMAIL_ANSWER_OPEN);
	secmail_answers_free(a);
	return good;
}

static void
keep(secmail_dns_cache *c, secmailp_view message)
{
	static const uint8_t qname[] = { 1, 'a', 0 };
	secmailp_dns_reply reply;

	secmailp_dns_reply_read(
	    &reply, message, secmailp_view_of(qname, sizeof qname), SECMAIL_DNS_A);
	secmailp_dns_cache_keep_failure(
	    c, secmailp_view_of(qname, sizeof qname), SECMAIL_DNS_AAAA, SECMAIL_DNS_TIMEOUT, NOW);
	secmailp_dns_cache_keep(c, &reply, NOW);
}

/* A whole life. *answers counts the questions that had one. */
static bool
live(secmailp_view message, unsigned *answers)
{
	secmail_dns_cache *first = NULL, *second = NULL;
	secmail_status status = secmail_dns_cache_new(SECMAIL_DNS_CACHE_MIN, &first);
	bool one = false, two = false, good = true;

	shared_len = 0;
	if (status == SECMAIL_DONE)
		status = secmail_dns_cache_new(LARGE, &second);
	if (status == SECMAIL_DONE) {
		secmail_dns_cache_set_backing(first, NULL, put, NULL);
		secmail_dns_cache_set_backing(second, get, NULL, NULL);
		keep(first, message);
		good = ask(first, &one);
		good = ask(second, &two) && good;
	}
	secmail_dns_cache_free(first);
	secmail_dns_cache_free(second);
	*answers = (unsigned)one + two;
	return good && (status == SECMAIL_DONE || status == SECMAIL_NO_MEMORY);
}

static bool
survives(secmailp_view message, unsigned long from, unsigned long to)
{
	unsigned answers;
	bool good;

	arm(from, to);
	good = live(message, &answers);
	disarm();
	if (!good)
		printf("call %lu to %lu refused: another answer\n", from, to);
	return good;
}

int
main(void)
{
	static uint8_t octets[4096];
	secmailp_view message = secmailp_view_of(octets, write_message(octets));
	unsigned long total, passed = 0, failed = 0;
	unsigned answers;

	arm(0, 0);
	if (!live(message, &answers) || answers != 2) {
		puts("with memory, a question has no answer");
		return EXIT_FAILURE;
	}
	total = calls;
	for (unsigned long call = 1; call <= total; call++) {
		bool one = survives(message, call, call);
		bool rest = survives(message, call, total * 2);

		passed += (unsigned long)one + rest;
		failed += (unsigned long)!one + !rest;
	}
	printf("%lu passed, %lu failed\n", passed, failed);
	return failed == 0 && passed > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
