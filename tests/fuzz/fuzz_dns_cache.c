/* covers: lib/dns/cache_backing.c lib/dns/cache_entry.c lib/dns/finding.c */
/*
 * fuzz_dns_cache.c - what a cache gives is what was put into it, whoever wrote the cache behind it
 *
 * The first octet chooses the type that was asked for, and whether what follows
 * is a message or a whole value of the cache behind, its time of expiry
 * included. Read as a value it gives a well-formed answer for a bounded time,
 * or none. Read as a message and kept, it is answered out of memory as it is by
 * itself; and once more by another cache, out of what the first one put.
 */
#include <stdlib.h>

#include "cache.h"
#include "dns_internal.h"

#define QNAME "a.example"
#define NOW 1000000

/* A life so long, in seconds, does not end while one input is tried. */
#define LONG_LIFE 600

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint16_t types[] = { 1, 2, 5, 6, 12, 15, 16, 17, 28, 33, 35, 52 };

/* The cache behind: one value. */
typedef struct behind {
	uint8_t value[SECMAIL_DNS_CACHE_MAX_VALUE];
	size_t len; /* 0: not found */
} behind;

static void
require(bool holds)
{
	if (!holds)
		abort();
}

static secmail_status
get(void *arg, const void *key, size_t key_len, void *out, size_t room, size_t *out_len)
{
	const behind *b = arg;

	require(key_len > 0 && key_len <= SECMAIL_DNS_CACHE_MAX_KEY && key);
	require(room >= b->len);
	memcpy(out, b->value, b->len);
	*out_len = b->len;
	return b->len > 0 ? SECMAIL_DONE : SECMAIL_NOT_FOUND;
}

static secmail_status
put(void *arg, const void *key, size_t key_len, const void *value, size_t value_len, uint32_t ttl)
{
	behind *b = arg;

	require(key_len > 0 && key && ttl > 0 && ttl <= SECMAIL_DNS_MAX_TTL);
	require(value_len <= sizeof b->value);
	memcpy(b->value, value, value_len);
	b->len = value_len;
	return SECMAIL_DONE;
}

static secmail_dns_cache *
cache_before(behind *b)
{
	secmail_dns_cache *c;

	require(secmail_dns_cache_new(4 * (uint64_t)SECMAIL_DNS_CACHE_MIN, &c) == SECMAIL_DONE);
	secmail_dns_cache_set_backing(c, get, put, b);
	return c;
}

static secmail_answers *
asking(uint16_t type)
{
	secmail_answers *a;
	uint32_t id;

	require(secmail_answers_new(&a) == SECMAIL_DONE);
	require(secmail_answers_ask(a, QNAME, sizeof QNAME - 1, type, SECMAIL_ANSWERS_NEEDED,
		    &id) == SECMAIL_DONE &&
		id == 0);
	return a;
}

/* The table with the cache's answer, if it has one. */
static secmail_answers *
answered(secmail_dns_cache *c, uint16_t type, int64_t now)
{
	secmail_answers *a = asking(type);
	secmailp_dns_found found;

	require(secmailp_dns_cache_answer(c, a, 0, now, &found) == SECMAIL_DONE);
	require(
	    (found == SECMAILP_DNS_MISS) == (secmail_answers_state(a, 0) == SECMAIL_ANSWER_OPEN));
	require(secmail_answers_trust(a, 0) == SECMAIL_TRUST_UNKNOWN);
	require(secmail_answers_ttl(a, 0) <= SECMAIL_DNS_MAX_TTL);
	return a;
}

static bool
is_open(const secmail_answers *a)
{
	return secmail_answers_state(a, 0) == SECMAIL_ANSWER_OPEN;
}

static secmailp_view
record_of(const secmail_answers *a, size_t index)
{
	size_t len;
	const void *at = secmail_answers_rdata(a, 0, index, &len);

	return secmailp_view_of(at, len);
}

static void
require_same(const secmail_answers *a, const secmail_answers *b)
{
	const char *alias = secmail_answers_alias(a, 0), *other = secmail_answers_alias(b, 0);

	require(secmail_answers_state(a, 0) == secmail_answers_state(b, 0));
	require(secmail_answers_failure(a, 0) == secmail_answers_failure(b, 0));
	require(alias && other ? strcmp(alias, other) == 0 : alias == other);
	require(secmail_answers_count(a, 0) == secmail_answers_count(b, 0));
	for (size_t i = 0; i < secmail_answers_count(a, 0); i++)
		require(secmailp_view_equal(record_of(a, i), record_of(b, i)));
}

/* Nothing stands behind any more, and no life is longer than the longest. */
static void
require_end_of_life(secmail_dns_cache *c, behind *b, uint16_t type)
{
	secmail_answers *a;

	b->len = 0;
	a = answered(c, type, NOW + (int64_t)SECMAIL_DNS_MAX_TTL * 1000);
	require(is_open(a));
	secmail_answers_free(a);
}

static void
believe(behind *b, uint16_t type)
{
	secmail_dns_cache *c = cache_before(b);
	secmail_answers *first = answered(c, type, NOW), *second;

	require(secmail_answers_state(first, 0) != SECMAIL_ANSWER_FAILED);
	b->len = 0;
	second = answered(c, type, NOW);
	require_same(first, second);
	require(secmail_answers_ttl(first, 0) == secmail_answers_ttl(second, 0));
	require_end_of_life(c, b, type);
	secmail_answers_free(first);
	secmail_answers_free(second);
	secmail_dns_cache_free(c);
}

static void
keep(behind *b, uint16_t type, secmailp_view message)
{
	secmail_dns_cache *c = cache_before(b), *other = cache_before(b);
	secmail_answers *itself = asking(type), *kept, *read;
	secmailp_dnsname qname;
	secmailp_dns_reply reply;

	require(secmailp_dnsname_from_labels(&qname, secmailp_view_text(QNAME)));
	secmailp_dns_reply_read(&reply, message, secmailp_dnsname_view(&qname), type);
	secmailp_dns_cache_keep(c, &reply, NOW);
	(void)!secmail_dns_answer_wire(itself, 0, message.at, message.len, SECMAIL_TRUST_UNKNOWN);
	kept = answered(c, type, NOW);
	read = answered(other, type, NOW);
	if (!is_open(kept))
		require_same(kept, itself);
	if (!is_open(read))
		require_same(read, itself);
	if (b->len > 0 && secmail_answers_ttl(kept, 0) >= LONG_LIFE)
		require(!is_open(read));
	require_end_of_life(c, b, type);
	secmail_answers_free(itself);
	secmail_answers_free(kept);
	secmail_answers_free(read);
	secmail_dns_cache_free(c);
	secmail_dns_cache_free(other);
}

/* A value that expires far in the future, unless the input says when. */
static void
set_value(behind *b, secmailp_view input, bool is_whole)
{
	static const uint8_t far[8] = { 0x7f, 0xff };

	b->len = is_whole ? 0 : sizeof far;
	memcpy(b->value, far, b->len);
	input = secmailp_view_first(input, sizeof b->value - b->len);
	memcpy(b->value + b->len, input.at, input.len);
	b->len += input.len;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static behind b;
	secmailp_view input;
	uint16_t type;

	if (size < 1)
		return 0;
	type = types[(data[0] & 0x7f) % (sizeof types / sizeof types[0])];
	input = secmailp_view_of(data + 1, size - 1);
	set_value(&b, input, data[0] & 0x80);
	believe(&b, type);
	keep(&b, type, input);
	return 0;
}
