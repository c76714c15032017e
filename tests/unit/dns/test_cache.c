/* test_cache.c - what a cache keeps, for how long, in how much memory (RFC 2181, 2308, 9520) */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kept.h"
#include "told.h"

#define CNAME(ttl, target) "@12 0005 0001 " ttl " [ " target " ] "
#define SOA(owner, minimum)                                                                        \
	owner " 0006 0001 0000012c [ n:ns. n:root. 00000001 00000002 00000003 00000004 " minimum   \
	      " ] "
#define OTHER_ADDRESS                                                                              \
	HEADER(RESPONSE, "0001", "0000", "0000") A_QUESTION ADDRESS("0000012c", "c0000202")
#define NO_NAME HEADER("8183", "0000", "0001", "0000") A_QUESTION SOA("n:example.", "0000003c")
#define SERVER_FAILED HEADER("8182", "0000", "0000", "0000") A_QUESTION

static secmail_dns_cache *
cache_of(uint64_t max_bytes)
{
	secmail_dns_cache *c;

	ck_assert_int_eq(secmail_dns_cache_new(max_bytes, &c), SECMAIL_DONE);
	return c;
}

/* Keeps what a message says about the addresses of a.example. */
static void
keep_address(secmail_dns_cache *c, const char *message, int64_t now)
{
	keep(c, "a.example", SECMAIL_DNS_A, message, now);
}

/* "hit" or "again", the TTL and the answer; or "miss". */
static const char *
asked(secmail_dns_cache *c, const char *name, uint16_t type, int64_t now, char out[TOLD_SIZE])
{
	static const char *const words[] = { "miss", "hit", "again" };
	char text[TOLD_SIZE / 2] = "";
	char answer[TOLD_SIZE];
	secmailp_dns_found found;
	uint32_t id;
	secmail_answers *a = asking(name, type, &id);

	ck_assert_int_eq(secmailp_dns_cache_answer(c, a, id, now, &found), SECMAIL_DONE);
	ck_assert_int_eq(
	    found == SECMAILP_DNS_MISS, secmail_answers_state(a, id) == SECMAIL_ANSWER_OPEN);
	ck_assert_int_eq(secmail_answers_trust(a, id), SECMAIL_TRUST_UNKNOWN);
	if (found != SECMAILP_DNS_MISS)
		snprintf(text, sizeof text, " %lu %.1000s",
		    (unsigned long)secmail_answers_ttl(a, id), told(a, id, answer));
	snprintf(out, TOLD_SIZE, "%s%s", words[found], text);
	secmail_answers_free(a);
	return out;
}

static const char *
asked_a(secmail_dns_cache *c, int64_t now, char out[TOLD_SIZE])
{
	return asked(c, "a.example", SECMAIL_DNS_A, now, out);
}

static const struct keeping {
	const char *proves;
	const char *message;
	int64_t later; /* milliseconds */
	const char *expected;
} keepings[] = {
	{ "an answer is kept", ONE_ADDRESS, 0, "hit 300 records 192.0.2.1" },
	{ "its TTL is what is left", ONE_ADDRESS, SECONDS(100), "hit 200 records 192.0.2.1" },
	{ "never more than that", ONE_ADDRESS, SECONDS(100) + 1, "hit 199 records 192.0.2.1" },
	{ "up to the last moment", ONE_ADDRESS, SECONDS(300) - 1, "again 0 records 192.0.2.1" },
	{ "and no longer", ONE_ADDRESS, SECONDS(300), "miss" },
	{ "a TTL of zero forbids it",
	    HEADER(RESPONSE, "0001", "0000", "0000") A_QUESTION ADDRESS("00000000", "c0000201"), 0,
	    "miss" },
	{ "a negative TTL is zero",
	    HEADER(RESPONSE, "0001", "0000", "0000") A_QUESTION ADDRESS("80000000", "c0000201"), 0,
	    "miss" },
	{ "the smallest TTL of a set counts",
	    HEADER(RESPONSE, "0002", "0000", "0000") A_QUESTION ADDRESS("0000012c", "c0000201")
		ADDRESS("0000003c", "c0000202"),
	    0, "hit 60 records 192.0.2.1 192.0.2.2" },
	{ "records keep their order",
	    HEADER(RESPONSE, "0003", "0000", "0000") A_QUESTION ADDRESS("0000003c", "c0000209")
		ADDRESS("0000003c", "c0000201") ADDRESS("0000003c", "c0000205"),
	    0, "hit 60 records 192.0.2.9 192.0.2.1 192.0.2.5" },
	{ "an alias is kept with its target's records",
	    HEADER(RESPONSE, "0002", "0000", "0000") A_QUESTION CNAME(
		"0000003c", "n:b.test.") "n:b.test. 0001 0001 0000012c [ c0000201 ]",
	    0, "hit 60 records 192.0.2.1 alias=b.test" },
	{ "a missing name is kept as its zone says", NO_NAME, SECONDS(60) - 1, "hit 0 nxdomain" },
	{ "and no longer", NO_NAME, SECONDS(60), "miss" },
	{ "so is a missing record",
	    HEADER(RESPONSE, "0000", "0001", "0000") A_QUESTION SOA("n:example.", "0000003c"), 0,
	    "hit 0 nodata" },
	{ "and an alias that dangles",
	    HEADER("8183", "0001", "0001", "0000") A_QUESTION CNAME("0000003c", "n:b.test.")
		SOA("n:test.", "0000012c"),
	    SECONDS(60) - 1, "hit 0 nxdomain alias=b.test" },
	{ "for its own TTL at most",
	    HEADER("8183", "0001", "0001", "0000") A_QUESTION CNAME("0000003c", "n:b.test.")
		SOA("n:test.", "0000012c"),
	    SECONDS(60), "miss" },
	{ "an absence without its zone's word is not kept",
	    HEADER("8183", "0000", "0000", "0000") A_QUESTION, 0, "miss" },
	{ "a failure is kept for five seconds", SERVER_FAILED, SECONDS(5) - 1, "hit 0 servfail" },
	{ "and no longer", SERVER_FAILED, SECONDS(5), "miss" },
	{ "a refusal too", HEADER("8185", "0000", "0000", "0000") A_QUESTION, 0, "hit 0 refused" },
	{ "and a failed validation",
	    HEADER("8182", "0000", "0000", "0001") A_QUESTION
	    "00 0029 04d0 00000000 [ 000f [ 0006 ] ]",
	    0, "hit 0 bogus" },
	{ "a truncated message is not kept", HEADER("8380", "0001", "0000", "0000") A_QUESTION, 0,
	    "miss" },
	{ "nor one that can't be read", HEADER(RESPONSE, "0001", "0000", "0000") A_QUESTION, 0,
	    "miss" },
	{ "nor one to another question",
	    HEADER(RESPONSE, "0001", "0000", "0000") ASKS("b.example", "0001")
		ADDRESS("0000012c", "c0000201"),
	    0, "miss" },
};

START_TEST(keeps)
{
	const struct keeping *k = &keepings[_i];
	secmail_dns_cache *c = cache_of(SECMAIL_DNS_CACHE_MIN);
	char text[TOLD_SIZE];

	keep_address(c, k->message, NOW);
	asked_a(c, NOW + k->later, text);
	ck_assert_msg(strcmp(text, k->expected) == 0, "%s: '%s'", k->proves, text);
	secmail_dns_cache_free(c);
}
END_TEST

static const struct replacement {
	const char *proves;
	const char *first;
	const char *second;
	int64_t between;
	const char *expected;
} replacements[] = {
	{ "a later answer takes the place of one", ONE_ADDRESS, OTHER_ADDRESS, SECONDS(1),
	    "hit 300 records 192.0.2.2" },
	{ "an absence does, too", ONE_ADDRESS, NO_NAME, SECONDS(1), "hit 0 nxdomain" },
	{ "a failure does not, while the answer lives", ONE_ADDRESS, SERVER_FAILED, SECONDS(299),
	    "again 1 records 192.0.2.1" },
	{ "nor takes it the place of an absence", NO_NAME, SERVER_FAILED, SECONDS(59),
	    "hit 0 nxdomain" },
	{ "but of what has expired", ONE_ADDRESS, SERVER_FAILED, SECONDS(300), "hit 0 servfail" },
	{ "an answer takes the place of a failure", SERVER_FAILED, ONE_ADDRESS, SECONDS(1),
	    "hit 300 records 192.0.2.1" },
	{ "and a failure that of another", SERVER_FAILED,
	    HEADER("8185", "0000", "0000", "0000") A_QUESTION, SECONDS(1), "hit 0 refused" },
	{ "what must not be kept leaves the old", ONE_ADDRESS,
	    HEADER(RESPONSE, "0001", "0000", "0000") A_QUESTION ADDRESS("00000000", "c0000202"),
	    SECONDS(1), "hit 299 records 192.0.2.1" },
};

START_TEST(replaces)
{
	const struct replacement *r = &replacements[_i];
	secmail_dns_cache *c = cache_of(SECMAIL_DNS_CACHE_MIN);
	char text[TOLD_SIZE];

	keep_address(c, r->first, NOW);
	keep_address(c, r->second, NOW + r->between);
	asked_a(c, NOW + r->between, text);
	ck_assert_msg(strcmp(text, r->expected) == 0, "%s: '%s'", r->proves, text);
	ck_assert_uint_eq(secmail_dns_cache_count(c, SECMAIL_DNS_CACHE_ENTRIES), 1);
	secmail_dns_cache_free(c);
}
END_TEST

START_TEST(answers_only_the_same_question)
{
	secmail_dns_cache *c = cache_of(SECMAIL_DNS_CACHE_MIN);
	char text[TOLD_SIZE];

	keep_address(c, ONE_ADDRESS, NOW);
	ck_assert_str_eq(asked(c, "b.example", SECMAIL_DNS_A, NOW, text), "miss");
	ck_assert_str_eq(asked(c, "a.example", SECMAIL_DNS_AAAA, NOW, text), "miss");
	ck_assert_str_eq(asked(c, "b.a.example", SECMAIL_DNS_A, NOW, text), "miss");
	ck_assert_str_eq(asked(c, "example", SECMAIL_DNS_A, NOW, text), "miss");
	ck_assert_str_eq(
	    asked(c, "A.Example.", SECMAIL_DNS_A, NOW, text), "hit 300 records 192.0.2.1");
	secmail_dns_cache_free(c);
}
END_TEST

static const struct refresh {
	const char *proves;
	const char *message;
	int64_t later;
	const char *first; /* how the first of two questions is answered */
} refreshes[] = {
	{ "before the last tenth of its life nobody asks again", ONE_ADDRESS, SECONDS(270) - 1,
	    "hit 30 records 192.0.2.1" },
	{ "in it one does", ONE_ADDRESS, SECONDS(270), "again 30 records 192.0.2.1" },
	{ "a life of ten seconds has a last tenth",
	    HEADER(RESPONSE, "0001", "0000", "0000") A_QUESTION ADDRESS("0000000a", "c0000201"),
	    SECONDS(9), "again 1 records 192.0.2.1" },
	{ "a shorter one has none",
	    HEADER(RESPONSE, "0001", "0000", "0000") A_QUESTION ADDRESS("00000009", "c0000201"),
	    SECONDS(9) - 1, "hit 0 records 192.0.2.1" },
	{ "an absence has none", NO_NAME, SECONDS(59), "hit 0 nxdomain" },
	{ "nor has a failure", SERVER_FAILED, SECONDS(5) - 1, "hit 0 servfail" },
};

START_TEST(chooses_one_to_ask_again)
{
	const struct refresh *r = &refreshes[_i];
	secmail_dns_cache *c = cache_of(SECMAIL_DNS_CACHE_MIN);
	char text[TOLD_SIZE];

	keep_address(c, r->message, NOW);
	asked_a(c, NOW + r->later, text);
	ck_assert_msg(strcmp(text, r->first) == 0, "%s: '%s'", r->proves, text);
	asked_a(c, NOW + r->later, text);
	ck_assert_msg(strncmp(text, "hit ", 4) == 0, "%s: then '%s'", r->proves, text);
	ck_assert_uint_eq(secmail_dns_cache_count(c, SECMAIL_DNS_CACHE_PREFETCHES),
	    strncmp(r->first, "again", 5) == 0);
	secmail_dns_cache_free(c);
}
END_TEST

START_TEST(chooses_another_when_nothing_came)
{
	secmail_dns_cache *c = cache_of(SECMAIL_DNS_CACHE_MIN);
	char text[TOLD_SIZE];

	keep_address(c, ONE_ADDRESS, NOW);
	ck_assert_str_eq(asked_a(c, NOW + SECONDS(280), text), "again 20 records 192.0.2.1");
	ck_assert_str_eq(asked_a(c, NOW + SECONDS(285) - 1, text), "hit 15 records 192.0.2.1");
	ck_assert_str_eq(asked_a(c, NOW + SECONDS(285), text), "again 15 records 192.0.2.1");
	keep_address(c, OTHER_ADDRESS, NOW + SECONDS(286));
	ck_assert_str_eq(asked_a(c, NOW + SECONDS(291), text), "hit 295 records 192.0.2.2");
	secmail_dns_cache_free(c);
}
END_TEST

/* --- bounds ---------------------------------------------------------------- */

/* One TXT record of `size` octets of text, 255 a string, for name number `i`. */
static void
keep_text(secmail_dns_cache *c, unsigned i, size_t size, int64_t now)
{
	uint8_t *octets = malloc(MESSAGE_SIZE);
	uint8_t *strings = malloc(MESSAGE_SIZE);
	char name[32], head[256];
	size_t len, used = 0;

	snprintf(name, sizeof name, "host%u", i);
	snprintf(head, sizeof head,
	    HEADER(RESPONSE, "0001", "0000", "0000") "n:%s. 0010 0001 @12 0010 0001 0000012c",
	    name);
	len = assemble(head, octets);
	while (size > 0) {
		size_t part = size < 255 ? size : 255;

		strings[used] = (uint8_t)part;
		memset(strings + used + 1, 'x', part);
		used += 1 + part;
		size -= part;
	}
	octets[len] = (uint8_t)(used >> 8);
	octets[len + 1] = (uint8_t)(used & 0xff);
	memcpy(octets + len + 2, strings, used);
	keep_octets(c, name, SECMAIL_DNS_TXT, secmailp_view_of(octets, len + 2 + used), now);
	free(strings);
	free(octets);
}

static bool
has(secmail_dns_cache *c, const char *name, uint16_t type, int64_t now)
{
	secmailp_dns_found found;
	uint32_t id;
	secmail_answers *a = asking(name, type, &id);

	ck_assert_int_eq(secmailp_dns_cache_answer(c, a, id, now, &found), SECMAIL_DONE);
	secmail_answers_free(a);
	return found != SECMAILP_DNS_MISS;
}

static bool
has_text(secmail_dns_cache *c, unsigned i, int64_t now)
{
	char name[32];

	snprintf(name, sizeof name, "host%u", i);
	return has(c, name, SECMAIL_DNS_TXT, now);
}

START_TEST(a_flood_of_names_stays_in_its_bounds)
{
	enum { FLOOD = 3000 };
	secmail_dns_cache *c = cache_of(SECMAIL_DNS_CACHE_MIN);
	uint64_t entries, evicted;

	for (unsigned i = 0; i < FLOOD; i++) {
		keep_text(c, i, 1 + i * 7 % 1000, NOW);
		ck_assert_uint_le(
		    secmail_dns_cache_count(c, SECMAIL_DNS_CACHE_BYTES), SECMAIL_DNS_CACHE_MIN);
	}
	entries = secmail_dns_cache_count(c, SECMAIL_DNS_CACHE_ENTRIES);
	evicted = secmail_dns_cache_count(c, SECMAIL_DNS_CACHE_EVICTIONS);
	ck_assert_uint_eq(secmail_dns_cache_count(c, SECMAIL_DNS_CACHE_INSERTIONS), FLOOD);
	ck_assert_uint_eq(entries + evicted, FLOOD);
	/* A thousand octets of text cost no more than 1,120; the chains take 2,048. */
	ck_assert_uint_ge(entries, (SECMAIL_DNS_CACHE_MIN - 2048) / 1120);
	for (unsigned i = 0; i < FLOOD; i++)
		ck_assert_int_eq(has_text(c, i, NOW), i >= FLOOD - entries);
	secmail_dns_cache_free(c);
}
END_TEST

/* 16 MiB, in shares of one each: more than twice as many octets as they take, but in any of them.
 */
START_TEST(a_large_cache_has_shares_and_the_same_bounds)
{
	enum { FLOOD = 600, LARGE = 16777216 };
	secmail_dns_cache *c = cache_of(LARGE);
	uint64_t entries;
	unsigned found = 0;

	for (unsigned i = 0; i < FLOOD; i++) {
		keep_text(c, i, 60000, NOW);
		ck_assert(has_text(c, i, NOW));
		ck_assert_uint_le(secmail_dns_cache_count(c, SECMAIL_DNS_CACHE_BYTES), LARGE);
	}
	entries = secmail_dns_cache_count(c, SECMAIL_DNS_CACHE_ENTRIES);
	for (unsigned i = 0; i < FLOOD; i++)
		found += has_text(c, i, NOW);
	ck_assert_uint_eq(found, entries);
	ck_assert_uint_eq(secmail_dns_cache_count(c, SECMAIL_DNS_CACHE_HITS), FLOOD + found);
	ck_assert_uint_eq(secmail_dns_cache_count(c, SECMAIL_DNS_CACHE_MISSES), FLOOD - found);
	ck_assert_uint_eq(secmail_dns_cache_count(c, SECMAIL_DNS_CACHE_EVICTIONS), FLOOD - entries);
	/* 17 of them fill a share; that one gets none of 600 has no chance worth the name. */
	ck_assert_uint_gt(entries, 17);
	ck_assert_uint_le(entries, 16 * 17);
	secmail_dns_cache_free(c);
}
END_TEST

START_TEST(what_was_not_used_for_the_longest_time_makes_room)
{
	secmail_dns_cache *c = cache_of(SECMAIL_DNS_CACHE_MIN);

	for (unsigned i = 0; i < 5; i++)
		keep_text(c, i, 12000, NOW);
	ck_assert_uint_eq(secmail_dns_cache_count(c, SECMAIL_DNS_CACHE_ENTRIES), 5);
	ck_assert(has_text(c, 0, NOW));
	ck_assert(has_text(c, 2, NOW));
	keep_text(c, 3, 12000, NOW);
	keep_text(c, 5, 24000, NOW); /* room of two: 1 and 4 have to go */
	ck_assert_uint_eq(secmail_dns_cache_count(c, SECMAIL_DNS_CACHE_EVICTIONS), 2);
	for (unsigned i = 0; i < 6; i++)
		ck_assert_int_eq(has_text(c, i, NOW), i != 1 && i != 4);
	secmail_dns_cache_free(c);
}
END_TEST

START_TEST(what_has_expired_is_no_eviction)
{
	secmail_dns_cache *c = cache_of(SECMAIL_DNS_CACHE_MIN);

	for (unsigned i = 0; i < 5; i++)
		keep_text(c, i, 12000, NOW);
	keep_text(c, 5, 60000, NOW + SECONDS(300));
	ck_assert_uint_eq(secmail_dns_cache_count(c, SECMAIL_DNS_CACHE_ENTRIES), 1);
	ck_assert_uint_eq(secmail_dns_cache_count(c, SECMAIL_DNS_CACHE_EVICTIONS), 0);
	ck_assert(has_text(c, 5, NOW + SECONDS(300)));
	ck_assert(!has_text(c, 5, NOW + SECONDS(600)));
	ck_assert_uint_eq(secmail_dns_cache_count(c, SECMAIL_DNS_CACHE_ENTRIES), 0);
	ck_assert_uint_eq(secmail_dns_cache_count(c, SECMAIL_DNS_CACHE_BYTES), 0);
	secmail_dns_cache_free(c);
}
END_TEST

START_TEST(what_is_larger_than_the_cache_is_not_kept)
{
	secmail_dns_cache *c = cache_of(SECMAIL_DNS_CACHE_MIN);

	keep_text(c, 0, 100, NOW);
	keep_text(c, 1, 65000, NOW);
	ck_assert(has_text(c, 0, NOW));
	ck_assert(!has_text(c, 1, NOW));
	secmail_dns_cache_free(c);
	c = cache_of(2 * (uint64_t)SECMAIL_DNS_CACHE_MIN);
	keep_text(c, 1, 65000, NOW);
	ck_assert(has_text(c, 1, NOW));
	secmail_dns_cache_free(c);
}
END_TEST

/* Records whose names grow when they are uncompressed: 300 of them to over 65,536 octets. */
START_TEST(a_set_that_is_too_large_is_not_kept)
{
	enum { RECORDS = 300 };
	char *text = malloc(32768);
	uint8_t *octets = malloc(MESSAGE_SIZE);
	secmail_dns_cache *c = cache_of(16 * (uint64_t)SECMAIL_DNS_CACHE_MIN);
	size_t used;

	for (int records = RECORDS - 100; records <= RECORDS; records += 100) {
		const char *name =
		    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa."
		    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa."
		    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa."
		    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

		used = (size_t)snprintf(text, 32768,
		    HEADER(RESPONSE, "%04x", "0000", "0000") ASKS("%s", "000f"), records, name);
		for (int i = 0; i < records; i++)
			used += (size_t)snprintf(
			    text + used, 32768 - used, "@12 000f 0001 0000012c [ %04x @12 ] ", i);
		keep_octets(
		    c, name, SECMAIL_DNS_MX, secmailp_view_of(octets, assemble(text, octets)), NOW);
		ck_assert_int_eq(has(c, name, SECMAIL_DNS_MX, NOW), records < RECORDS);
		secmail_dns_cache_free(c);
		c = cache_of(16 * (uint64_t)SECMAIL_DNS_CACHE_MIN);
	}
	secmail_dns_cache_free(c);
	free(octets);
	free(text);
}
END_TEST

START_TEST(size_has_bounds)
{
	secmail_dns_cache *c = NULL;

	ck_assert_int_eq(secmail_dns_cache_new(SECMAIL_DNS_CACHE_MIN - 1, &c), SECMAIL_ARGUMENT);
	ck_assert_ptr_null(c);
	ck_assert_int_eq(
	    secmail_dns_cache_new((uint64_t)SECMAIL_DNS_CACHE_MAX + 1, &c), SECMAIL_ARGUMENT);
	ck_assert_ptr_null(c);
	secmail_dns_cache_free(NULL);
}
END_TEST

/* Whoever chooses names does not know which of them share a chain. */
START_TEST(each_cache_has_a_key_of_its_own)
{
	secmail_dns_cache *a = cache_of(SECMAIL_DNS_CACHE_MIN);
	secmail_dns_cache *b = cache_of(SECMAIL_DNS_CACHE_MIN);

	ck_assert_mem_ne(a->key, b->key, sizeof a->key);
	secmail_dns_cache_free(a);
	secmail_dns_cache_free(b);
}
END_TEST

START_TEST(counts_what_happens)
{
	static const struct expected {
		secmail_dns_cache_counter counter;
		uint64_t value;
	} expected[] = { { SECMAIL_DNS_CACHE_HITS, 3 }, { SECMAIL_DNS_CACHE_MISSES, 2 },
		{ SECMAIL_DNS_CACHE_PREFETCHES, 1 }, { SECMAIL_DNS_CACHE_INSERTIONS, 2 },
		{ SECMAIL_DNS_CACHE_EVICTIONS, 0 }, { SECMAIL_DNS_CACHE_BACKING_HITS, 0 },
		{ SECMAIL_DNS_CACHE_BACKING_ERRORS, 0 }, { SECMAIL_DNS_CACHE_ENTRIES, 1 },
		{ (secmail_dns_cache_counter)0, 0 }, { (secmail_dns_cache_counter)10, 0 } };
	secmail_dns_cache *c = cache_of(SECMAIL_DNS_CACHE_MIN);
	char text[TOLD_SIZE];

	asked_a(c, NOW, text);
	keep_address(c, ONE_ADDRESS, NOW);
	asked_a(c, NOW, text);
	asked_a(c, NOW + SECONDS(290), text);
	keep_address(c, ONE_ADDRESS, NOW + SECONDS(290));
	asked_a(c, NOW + SECONDS(290), text);
	asked(c, "b.example", SECMAIL_DNS_A, NOW, text);
	for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++)
		ck_assert_msg(secmail_dns_cache_count(c, expected[i].counter) == expected[i].value,
		    "counter %d", expected[i].counter);
	ck_assert_uint_gt(secmail_dns_cache_count(c, SECMAIL_DNS_CACHE_BYTES), 0);
	secmail_dns_cache_free(c);
}
END_TEST

START_TEST(a_failure_can_be_kept_without_a_reply)
{
	secmail_dns_cache *c = cache_of(SECMAIL_DNS_CACHE_MIN);
	secmailp_dnsname name;
	char text[TOLD_SIZE];

	ck_assert(secmailp_dnsname_from_labels(&name, secmailp_view_text("a.example")));
	secmailp_dns_cache_keep_failure(
	    c, secmailp_dnsname_view(&name), SECMAIL_DNS_A, SECMAIL_DNS_TIMEOUT, NOW);
	ck_assert_str_eq(asked_a(c, NOW, text), "hit 0 timeout");
	ck_assert_str_eq(asked_a(c, NOW + SECONDS(5), text), "miss");
	secmail_dns_cache_free(c);
}
END_TEST

START_TEST(a_question_that_is_no_longer_open_stays_as_it_is)
{
	secmail_dns_cache *c = cache_of(SECMAIL_DNS_CACHE_MIN);
	secmailp_dns_found found;
	uint32_t id;
	secmail_answers *a = asking("a.example", SECMAIL_DNS_A, &id);

	keep_address(c, ONE_ADDRESS, NOW);
	ck_assert_int_eq(secmail_answers_fail(a, id, SECMAIL_DNS_TIMEOUT), SECMAIL_DONE);
	ck_assert_int_eq(secmailp_dns_cache_answer(c, a, id, NOW, &found), SECMAIL_LATE);
	ck_assert_int_eq(found, SECMAILP_DNS_MISS);
	ck_assert_int_eq(secmail_answers_failure(a, id), SECMAIL_DNS_TIMEOUT);
	ck_assert_int_eq(secmailp_dns_cache_answer(c, a, id + 1, NOW, &found), SECMAIL_ARGUMENT);
	ck_assert_int_eq(found, SECMAILP_DNS_MISS);
	secmail_answers_free(a);
	secmail_dns_cache_free(c);
}
END_TEST

START_TEST(a_full_table_has_a_failure)
{
	secmail_dns_cache *c = cache_of(2 * (uint64_t)SECMAIL_DNS_CACHE_MIN);
	uint8_t *filling = calloc(1, 65535);
	char text[TOLD_SIZE];
	secmailp_dns_found found;
	uint32_t other, id;
	secmail_answers *a = asking("other", SECMAIL_DNS_TXT, &other);

	keep_text(c, 0, 60000, NOW);
	for (int i = 0; i < 8; i++)
		ck_assert_int_eq(secmail_answers_add(a, other, filling, 65535, 1), SECMAIL_DONE);
	id = ask(a, "host0", SECMAIL_DNS_TXT, SECMAIL_ANSWERS_NEEDED);
	ck_assert_int_eq(secmailp_dns_cache_answer(c, a, id, NOW, &found), SECMAIL_DONE);
	ck_assert_int_eq(found, SECMAILP_DNS_HIT);
	ck_assert_str_eq(told(a, id, text), "servfail");
	secmail_answers_free(a);
	free(filling);
	secmail_dns_cache_free(c);
}
END_TEST

TCase *cache_tests(void);

TCase *
cache_tests(void)
{
	TCase *t = tcase_create("cache");

	tcase_set_timeout(t, 60); /* the floods, under a sanitizer on a busy machine */
	tcase_add_loop_test(t, keeps, 0, sizeof keepings / sizeof keepings[0]);
	tcase_add_loop_test(t, replaces, 0, sizeof replacements / sizeof replacements[0]);
	tcase_add_test(t, answers_only_the_same_question);
	tcase_add_loop_test(t, chooses_one_to_ask_again, 0, sizeof refreshes / sizeof refreshes[0]);
	tcase_add_test(t, chooses_another_when_nothing_came);
	tcase_add_test(t, a_flood_of_names_stays_in_its_bounds);
	tcase_add_test(t, a_large_cache_has_shares_and_the_same_bounds);
	tcase_add_test(t, what_was_not_used_for_the_longest_time_makes_room);
	tcase_add_test(t, what_has_expired_is_no_eviction);
	tcase_add_test(t, what_is_larger_than_the_cache_is_not_kept);
	tcase_add_test(t, a_set_that_is_too_large_is_not_kept);
	tcase_add_test(t, size_has_bounds);
	tcase_add_test(t, each_cache_has_a_key_of_its_own);
	tcase_add_test(t, counts_what_happens);
	tcase_add_test(t, a_failure_can_be_kept_without_a_reply);
	tcase_add_test(t, a_question_that_is_no_longer_open_stays_as_it_is);
	tcase_add_test(t, a_full_table_has_a_failure);
	return t;
}
