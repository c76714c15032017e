/* test_cache_backing.c - what a cache believes of the cache behind it, and what it puts there */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "kept.h"
#include "told.h"

/* A cache behind the one in memory, of one value; and what it was asked for. */
struct behind {
	secmail_status get_status, put_status;
	uint8_t value[SECMAIL_DNS_CACHE_MAX_VALUE];
	size_t len;
	unsigned gets, puts;
	char key[SECMAIL_DNS_CACHE_MAX_KEY + 1];
	uint32_t ttl;
};

static void
note_key(struct behind *b, const void *key, size_t len)
{
	ck_assert_uint_le(len, SECMAIL_DNS_CACHE_MAX_KEY);
	for (size_t i = 0; i < len; i++)
		ck_assert_int_gt(((const char *)key)[i], ' ');
	memcpy(b->key, key, len);
	b->key[len] = '\0';
}

static secmail_status
get(void *arg, const void *key, size_t key_len, void *out, size_t room, size_t *out_len)
{
	struct behind *b = arg;

	note_key(b, key, key_len);
	b->gets++;
	ck_assert_uint_eq(room, SECMAIL_DNS_CACHE_MAX_VALUE);
	memcpy(out, b->value, b->len < room ? b->len : room);
	*out_len = b->len;
	return b->get_status;
}

static secmail_status
put(void *arg, const void *key, size_t key_len, const void *value, size_t value_len, uint32_t ttl)
{
	struct behind *b = arg;

	note_key(b, key, key_len);
	b->puts++;
	ck_assert_uint_le(value_len, SECMAIL_DNS_CACHE_MAX_VALUE);
	memcpy(b->value, value, value_len);
	b->len = value_len;
	b->ttl = ttl;
	b->get_status = SECMAIL_DONE;
	return b->put_status;
}

static struct behind *
behind_new(void)
{
	struct behind *b = calloc(1, sizeof *b);

	b->get_status = SECMAIL_NOT_FOUND;
	return b;
}

static secmail_dns_cache *
cache_before(struct behind *b)
{
	secmail_dns_cache *c;

	ck_assert_int_eq(
	    secmail_dns_cache_new(4 * (uint64_t)SECMAIL_DNS_CACHE_MIN, &c), SECMAIL_DONE);
	secmail_dns_cache_set_backing(c, get, put, b);
	return c;
}

/* The value that lives for `life` seconds more, and the message behind it. */
static void
set_value(struct behind *b, int64_t life, const char *message)
{
	uint8_t *octets = malloc(MESSAGE_SIZE);
	size_t len = assemble(message, octets);
	uint64_t expiry = (uint64_t)time(NULL) + (uint64_t)life;

	for (int i = 0; i < 8; i++)
		b->value[i] = (uint8_t)(expiry >> (56 - 8 * i));
	memcpy(b->value + 8, octets, len);
	b->len = 8 + len;
	b->get_status = SECMAIL_DONE;
	free(octets);
}

/* The answer; "open" if there is none. *ttl is its TTL. */
static const char *
asked(secmail_dns_cache *c, const char *name, uint16_t type, int64_t now, uint32_t *ttl,
    char out[TOLD_SIZE])
{
	secmailp_dns_found found;
	uint32_t id;
	secmail_answers *a = asking(name, type, &id);

	ck_assert_int_eq(secmailp_dns_cache_answer(c, a, id, now, &found), SECMAIL_DONE);
	told(a, id, out);
	ck_assert_int_eq(found == SECMAILP_DNS_MISS, strcmp(out, "open") == 0);
	ck_assert_int_eq(secmail_answers_trust(a, id), SECMAIL_TRUST_UNKNOWN);
	*ttl = secmail_answers_ttl(a, id);
	secmail_answers_free(a);
	return out;
}

/* --- what is believed -------------------------------------------------------- */

#define HOUR 3600

static const struct value {
	const char *proves;
	const char *message;
	int64_t life;
	const char *expected;
	unsigned errors;
} values[] = {
	{ "an answer is believed", ONE_ADDRESS, HOUR, "records 192.0.2.1", 0 },
	{ "a validator's word is not: the trust stays unknown",
	    HEADER("81a0", "0001", "0000", "0000") A_QUESTION ADDRESS("0000012c", "c0000201"), HOUR,
	    "records 192.0.2.1", 0 },
	{ "no such name, without a zone's word", HEADER("8183", "0000", "0000", "0000") A_QUESTION,
	    HOUR, "nxdomain", 0 },
	{ "no such record", HEADER(RESPONSE, "0000", "0000", "0000") A_QUESTION, HOUR, "nodata",
	    0 },
	{ "an alias",
	    HEADER(RESPONSE, "0002", "0000", "0000") A_QUESTION
	    "@12 0005 0001 0000012c [ n:b.test. ] n:b.test. 0001 0001 0000012c [ c0000201 ]",
	    HOUR, "records 192.0.2.1 alias=b.test", 0 },
	{ "what has expired is as good as none", ONE_ADDRESS, -1, "open", 0 },
	{ "this very second, too", ONE_ADDRESS, 0, "open", 0 },
	{ "a TTL of zero is not believed",
	    HEADER(RESPONSE, "0001", "0000", "0000") A_QUESTION ADDRESS("00000000", "c0000201"),
	    HOUR, "open", 0 },
	{ "nothing but an expiry is broken", "", HOUR, "open", 1 },
	{ "half a message is broken", "0001 8180 0001", HOUR, "open", 1 },
	{ "so is a record that is not there", HEADER(RESPONSE, "0001", "0000", "0000") A_QUESTION,
	    HOUR, "open", 1 },
	{ "and an address of three octets",
	    HEADER(RESPONSE, "0001", "0000", "0000") A_QUESTION ADDRESS("0000012c", "c00002"), HOUR,
	    "open", 1 },
	{ "a query is broken", HEADER("0100", "0000", "0000", "0000") A_QUESTION, HOUR, "open", 1 },
	{ "a truncated message is", HEADER("8380", "0000", "0000", "0000") A_QUESTION, HOUR, "open",
	    1 },
	{ "another name's answer is",
	    HEADER(RESPONSE, "0001", "0000", "0000") ASKS("b.example", "0001")
		ADDRESS("0000012c", "c0000201"),
	    HOUR, "open", 1 },
	{ "another type's answer is",
	    HEADER(RESPONSE, "0000", "0000", "0000") ASKS("a.example", "0010"), HOUR, "open", 1 },
	{ "a failure is never believed", HEADER("8182", "0000", "0000", "0000") A_QUESTION, HOUR,
	    "open", 1 },
	{ "nor a refusal", HEADER("8185", "0000", "0000", "0000") A_QUESTION, HOUR, "open", 1 },
	{ "nor a loop of aliases",
	    HEADER(RESPONSE, "0001", "0000", "0000") A_QUESTION "@12 0005 0001 0000012c [ @12 ]",
	    HOUR, "open", 1 },
};

START_TEST(believes_or_refuses)
{
	const struct value *v = &values[_i];
	struct behind *b = behind_new();
	secmail_dns_cache *c = cache_before(b);
	bool is_hit = strcmp(v->expected, "open") != 0;
	char text[TOLD_SIZE];
	uint32_t ttl;

	set_value(b, v->life, v->message);
	asked(c, "a.example", SECMAIL_DNS_A, NOW, &ttl, text);
	ck_assert_msg(strcmp(text, v->expected) == 0, "%s: '%s'", v->proves, text);
	ck_assert_str_eq(b->key, "dns1/1/a.example");
	ck_assert_uint_eq(secmail_dns_cache_count(c, SECMAIL_DNS_CACHE_BACKING_ERRORS), v->errors);
	ck_assert_uint_eq(secmail_dns_cache_count(c, SECMAIL_DNS_CACHE_BACKING_HITS), is_hit);
	ck_assert_uint_eq(secmail_dns_cache_count(c, SECMAIL_DNS_CACHE_MISSES), !is_hit);
	ck_assert_uint_eq(secmail_dns_cache_count(c, SECMAIL_DNS_CACHE_HITS), 0);
	ck_assert_uint_eq(b->puts, 0);
	secmail_dns_cache_free(c);
	free(b);
}
END_TEST

START_TEST(a_value_cut_anywhere_is_broken)
{
	struct behind *b = behind_new();
	size_t whole;

	set_value(b, HOUR, ONE_ADDRESS);
	whole = b->len;
	for (size_t len = 0; len < whole; len++) {
		secmail_dns_cache *c = cache_before(b);
		char text[TOLD_SIZE];
		uint32_t ttl;

		b->len = len;
		asked(c, "a.example", SECMAIL_DNS_A, NOW, &ttl, text);
		ck_assert_msg(strcmp(text, "open") == 0, "%zu octets: %s", len, text);
		ck_assert_uint_eq(secmail_dns_cache_count(c, SECMAIL_DNS_CACHE_BACKING_ERRORS), 1);
		secmail_dns_cache_free(c);
	}
	free(b);
}
END_TEST

static const struct life {
	const char *proves;
	int64_t life; /* by the value's expiry */
	const char *message;
	uint32_t least, most; /* of what is left, the clock going on meanwhile */
} lives[] = {
	{ "the expiry shortens a life", 100, ONE_ADDRESS, 90, 100 },
	{ "but does not lengthen it", 100 * HOUR, ONE_ADDRESS, 300, 300 },
	{ "whatever it says", INT64_MAX / 2, ONE_ADDRESS, 300, 300 },
	{ "a long TTL is cut", 100 * 24 * (int64_t)HOUR,
	    HEADER(RESPONSE, "0001", "0000", "0000") A_QUESTION ADDRESS("7fffffff", "c0000201"),
	    SECMAIL_DNS_MAX_TTL, SECMAIL_DNS_MAX_TTL },
};

START_TEST(bounds_a_life)
{
	const struct life *l = &lives[_i];
	struct behind *b = behind_new();
	secmail_dns_cache *c = cache_before(b);
	char text[TOLD_SIZE];
	uint32_t ttl;

	set_value(b, l->life, l->message);
	asked(c, "a.example", SECMAIL_DNS_A, NOW, &ttl, text);
	ck_assert_msg(ttl >= l->least && ttl <= l->most, "%s: %lu", l->proves, (unsigned long)ttl);
	b->get_status = SECMAIL_NOT_FOUND;
	asked(c, "a.example", SECMAIL_DNS_A, NOW + SECONDS(l->least) - 1, &ttl, text);
	ck_assert_msg(strcmp(text, "open") != 0, "%s: memory has it that long", l->proves);
	asked(c, "a.example", SECMAIL_DNS_A, NOW + SECONDS(l->most), &ttl, text);
	ck_assert_msg(strcmp(text, "open") == 0, "%s: and no longer", l->proves);
	secmail_dns_cache_free(c);
	free(b);
}
END_TEST

START_TEST(an_absence_is_believed_three_hours_at_most)
{
	struct behind *b = behind_new();
	secmail_dns_cache *c = cache_before(b);
	char text[TOLD_SIZE];
	uint32_t ttl;

	set_value(b, 100 * HOUR, HEADER("8183", "0000", "0000", "0000") A_QUESTION);
	asked(c, "a.example", SECMAIL_DNS_A, NOW, &ttl, text);
	b->get_status = SECMAIL_NOT_FOUND;
	ck_assert_str_eq(asked(c, "a.example", SECMAIL_DNS_A,
			     NOW + SECONDS(SECMAIL_DNS_MAX_NEGATIVE_TTL) - 1, &ttl, text),
	    "nxdomain");
	ck_assert_str_eq(asked(c, "a.example", SECMAIL_DNS_A,
			     NOW + SECONDS(SECMAIL_DNS_MAX_NEGATIVE_TTL), &ttl, text),
	    "open");
	secmail_dns_cache_free(c);
	free(b);
}
END_TEST

START_TEST(what_was_believed_is_in_memory)
{
	struct behind *b = behind_new();
	secmail_dns_cache *c = cache_before(b);
	char text[TOLD_SIZE];
	uint32_t ttl;

	set_value(b, HOUR, ONE_ADDRESS);
	for (int i = 0; i < 3; i++)
		ck_assert_str_eq(
		    asked(c, "a.example", SECMAIL_DNS_A, NOW, &ttl, text), "records 192.0.2.1");
	ck_assert_uint_eq(b->gets, 1);
	ck_assert_uint_eq(secmail_dns_cache_count(c, SECMAIL_DNS_CACHE_HITS), 2);
	ck_assert_uint_eq(secmail_dns_cache_count(c, SECMAIL_DNS_CACHE_BACKING_HITS), 1);
	secmail_dns_cache_free(c);
	free(b);
}
END_TEST

static const struct trouble {
	const char *proves;
	secmail_status status;
	size_t len;
	unsigned errors;
} troubles[] = {
	{ "not found is no error", SECMAIL_NOT_FOUND, 100, 0 },
	{ "anything else is", SECMAIL_IO, 100, 1 },
	{ "even what wants something", SECMAIL_WANT_DNS, 100, 1 },
	{ "a length over the room is", SECMAIL_DONE, SECMAIL_DNS_CACHE_MAX_VALUE + 1, 1 },
	{ "whatever length", SECMAIL_DONE, SIZE_MAX, 1 },
	{ "a full room without a message is", SECMAIL_DONE, SECMAIL_DNS_CACHE_MAX_VALUE, 1 },
	{ "nothing at all is", SECMAIL_DONE, 0, 1 },
};

START_TEST(lives_with_trouble_behind_it)
{
	const struct trouble *t = &troubles[_i];
	struct behind *b = behind_new();
	secmail_dns_cache *c = cache_before(b);
	char text[TOLD_SIZE];
	uint32_t ttl;

	b->get_status = t->status;
	b->put_status = SECMAIL_IO;
	b->len = t->len;
	asked(c, "a.example", SECMAIL_DNS_A, NOW, &ttl, text);
	ck_assert_msg(strcmp(text, "open") == 0, "%s: %s", t->proves, text);
	ck_assert_msg(secmail_dns_cache_count(c, SECMAIL_DNS_CACHE_BACKING_ERRORS) == t->errors,
	    "%s", t->proves);
	keep(c, "a.example", SECMAIL_DNS_A, ONE_ADDRESS, NOW);
	ck_assert_uint_eq(
	    secmail_dns_cache_count(c, SECMAIL_DNS_CACHE_BACKING_ERRORS), t->errors + 1);
	ck_assert_str_eq(
	    asked(c, "a.example", SECMAIL_DNS_A, NOW, &ttl, text), "records 192.0.2.1");
	secmail_dns_cache_free(c);
	free(b);
}
END_TEST

/* --- what is put ----------------------------------------------------------------- */

/* Names of labels of 63 octets and one more: their wire form is as long as a name can be. */
#define LONG_LABEL "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define LONG_NAME                                                                                  \
	LONG_LABEL "." LONG_LABEL "." LONG_LABEL                                                   \
		   ".bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

static const struct writing {
	const char *proves;
	const char *name;
	uint16_t type;
	const char *message;
	const char *expected; /* NULL: nothing is put */
	const char *key;
	uint32_t ttl;
} writings[] = {
	{ "records are put", "a.example", 1,
	    HEADER(RESPONSE, "0002", "0000", "0000") A_QUESTION ADDRESS("0000012c", "c0000202")
		ADDRESS("0000003c", "c0000201"),
	    "records 192.0.2.2 192.0.2.1", "dns1/1/a.example", 60 },
	{ "with the type in the key", "a.example", 16,
	    HEADER(RESPONSE, "0001", "0000", "0000")
		ASKS("a.example", "0010") "@12 0010 0001 0000003c [ s:v=spf1 s:-all ]",
	    "records v=spf1-all", "dns1/16/a.example", 60 },
	{ "an alias is put as one step", "a.example", 1,
	    HEADER(RESPONSE, "0003", "0000", "0000") A_QUESTION
	    "@12 0005 0001 0000012c [ n:b. ] n:b. 0005 0001 0000003c [ n:c.test. ] "
	    "n:c.test. 0001 0001 0000012c [ c0000201 ]",
	    "records 192.0.2.1 alias=c.test", "dns1/1/a.example", 60 },
	{ "a missing name is put", "a.example", 1,
	    HEADER("8183", "0000", "0001", "0000") A_QUESTION
	    "n:example. 0006 0001 0000003c [ n:a. n:b. 00000001 00000002 00000003 00000004 "
	    "0000012c ]",
	    "nxdomain", "dns1/1/a.example", 60 },
	{ "a missing record behind an alias is put", "a.example", 1,
	    HEADER(RESPONSE, "0001", "0001", "0000") A_QUESTION
	    "@12 0005 0001 0000012c [ n:b. ] "
	    "00 0006 0001 0000003c [ n:a. n:b. 00000001 00000002 00000003 00000004 0000012c ]",
	    "nodata alias=b", "dns1/1/a.example", 60 },
	{ "names in data are put whole", "a.example", 15,
	    HEADER(RESPONSE, "0001", "0000", "0000")
		ASKS("a.example", "000f") "@12 000f 0001 0000003c [ 000a l:mx @12 ]",
	    "records 10:mx.a.example", "dns1/15/a.example", 60 },
	{ "special octets of a name are escaped in its key", "a b\\", 1,
	    HEADER(RESPONSE, "0001", "0000", "0000") "04 61 20 62 5c 00 0001 0001 " ADDRESS(
		"0000003c", "c0000201"),
	    "records 192.0.2.1", "dns1/1/a\\032b\\\\", 60 },
	{ "the root has a key", "", 2,
	    HEADER(RESPONSE, "0001", "0000", "0000") "00 0002 0001 "
						     "00 0002 0001 0000003c [ n:ns. ]",
	    "records 026e7300", "dns1/2/.", 60 },
	{ "the longest name has one", LONG_NAME, 1,
	    HEADER(RESPONSE, "0002", "0000", "0000")
		ASKS(LONG_NAME, "0001") "@12 0005 0001 0000003c [ l:x @76 ] l:x @76 0001 0001 "
					"0000003c [ c0000201 ]",
	    "records 192.0.2.1 alias=x." LONG_LABEL "." LONG_LABEL
	    ".bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
	    "dns1/1/" LONG_NAME, 60 },
	{ "a failure is not put", "a.example", 1, HEADER("8182", "0000", "0000", "0000") A_QUESTION,
	    NULL, "", 0 },
	{ "nor what may not be kept", "a.example", 1,
	    HEADER(RESPONSE, "0001", "0000", "0000") A_QUESTION ADDRESS("00000000", "c0000202"),
	    NULL, "", 0 },
};

START_TEST(writes_what_another_reads)
{
	const struct writing *w = &writings[_i];
	struct behind *b = behind_new();
	secmail_dns_cache *first = cache_before(b), *second = cache_before(b);
	char text[TOLD_SIZE];
	uint32_t ttl;

	keep(first, w->name, w->type, w->message, NOW);
	ck_assert_msg(b->puts == (w->expected != NULL), "%s: put %u times", w->proves, b->puts);
	ck_assert_msg(strcmp(b->key, w->key) == 0, "%s: %s", w->proves, b->key);
	ck_assert_msg(b->ttl == w->ttl, "%s: for %lu s", w->proves, (unsigned long)b->ttl);
	asked(second, w->name, w->type, NOW, &ttl, text);
	ck_assert_msg(
	    strcmp(text, w->expected ? w->expected : "open") == 0, "%s: '%s'", w->proves, text);
	ck_assert_uint_eq(secmail_dns_cache_count(second, SECMAIL_DNS_CACHE_BACKING_ERRORS), 0);
	ck_assert_uint_le(ttl, w->ttl);
	secmail_dns_cache_free(first);
	secmail_dns_cache_free(second);
	free(b);
}
END_TEST

/* By the clock that the cache reads: time() may still tell the second before. */
static uint64_t
seconds_now(void)
{
	struct timespec t;

	ck_assert_int_eq(clock_gettime(CLOCK_REALTIME, &t), 0);
	return (uint64_t)t.tv_sec;
}

/* The octets themselves, so that two versions of the library, and other programs, agree on them. */
START_TEST(a_value_has_one_form)
{
	struct behind *b = behind_new();
	secmail_dns_cache *c = cache_before(b);
	uint8_t *expected = malloc(MESSAGE_SIZE);
	size_t len =
	    assemble("0000 8080 0001 0002 0000 0000 " A_QUESTION
		     "@12 0005 0001 0000003c [ n:b.test. ] @39 0001 0001 0000003c [ c0000201 ]",
		expected);
	uint64_t before = seconds_now(), expiry = 0;

	keep(c, "a.example", SECMAIL_DNS_A,
	    HEADER(RESPONSE, "0002", "0000", "0000") A_QUESTION
	    "@12 0005 0001 0000012c [ n:b.test. ] n:b.test. 0001 0001 0000003c [ c0000201 ]",
	    NOW);
	ck_assert_uint_eq(b->len, 8 + len);
	ck_assert_mem_eq(b->value + 8, expected, len);
	for (int i = 0; i < 8; i++)
		expiry = expiry << 8 | b->value[i];
	ck_assert_uint_ge(expiry, before + 60);
	ck_assert_uint_le(expiry, seconds_now() + 60);
	free(expected);
	secmail_dns_cache_free(c);
	free(b);
}
END_TEST

START_TEST(a_name_too_long_for_a_key_goes_nowhere)
{
	static const char name[] =
	    "\001\001\001\001\001\001\001\001\001\001\001\001\001\001\001\001\001\001\001\001\001"
	    "\001\001\001\001\001\001\001\001\001\001\001\001\001\001\001\001\001\001\001.\001\001"
	    "\001\001\001\001\001\001\001\001\001\001\001\001\001\001\001\001\001\001\001\001\001"
	    "\001\001\001\001\001\001\001\001\001\001\001\001\001\001\001\001";
	struct behind *b = behind_new();
	secmail_dns_cache *c = cache_before(b);
	secmailp_dnsname qname;
	uint8_t *octets = malloc(MESSAGE_SIZE);
	size_t len = assemble("0000 8180 0001 0001 0000 0000 ", octets);
	secmailp_dns_reply reply;
	char text[TOLD_SIZE];
	uint32_t ttl;

	ck_assert(secmailp_dnsname_from_labels(&qname, secmailp_view_text(name)));
	memcpy(octets + len, qname.wire, qname.len);
	len += qname.len;
	len += assemble("0001 0001 " ADDRESS("0000003c", "c0000201"), octets + len);
	secmailp_dns_reply_read(
	    &reply, secmailp_view_of(octets, len), secmailp_dnsname_view(&qname), SECMAIL_DNS_A);
	secmailp_dns_cache_keep(c, &reply, NOW);
	asked(c, "a.example", SECMAIL_DNS_A, NOW, &ttl, text);
	ck_assert_str_eq(asked(c, name, SECMAIL_DNS_A, NOW, &ttl, text), "records 192.0.2.1");
	ck_assert_str_eq(asked(c, name, SECMAIL_DNS_TXT, NOW, &ttl, text), "open");
	ck_assert_uint_eq(b->puts, 0);
	ck_assert_uint_eq(b->gets, 1);
	ck_assert_uint_eq(secmail_dns_cache_count(c, SECMAIL_DNS_CACHE_BACKING_ERRORS), 0);
	free(octets);
	secmail_dns_cache_free(c);
	free(b);
}
END_TEST

/* Names in data grow when they are uncompressed: 2,500 such records are a value, 3,000 are not. */
START_TEST(a_value_too_large_stays_in_memory)
{
	enum { TEXT = 200000 };
	struct behind *b = behind_new();
	secmail_dns_cache *c = cache_before(b);
	char *message = malloc(TEXT);

	for (unsigned count = 2500; count <= 3000; count += 500) {
		size_t used = (size_t)snprintf(message, TEXT,
		    HEADER(RESPONSE, "%04x", "0000", "0000") ASKS("a.example", "000f"), count);

		for (unsigned i = 0; i < count; i++)
			used += (size_t)snprintf(
			    message + used, TEXT - used, "@12 000f 0001 0000003c [ %04x @12 ] ", i);
		keep(c, "a.example", SECMAIL_DNS_MX, message, NOW);
		ck_assert_uint_eq(b->puts, 1);
	}
	ck_assert_uint_eq(secmail_dns_cache_count(c, SECMAIL_DNS_CACHE_INSERTIONS), 2);
	ck_assert_uint_eq(secmail_dns_cache_count(c, SECMAIL_DNS_CACHE_BACKING_ERRORS), 0);
	free(message);
	secmail_dns_cache_free(c);
	free(b);
}
END_TEST

START_TEST(a_cache_behind_may_be_read_only)
{
	struct behind *b = behind_new();
	secmail_dns_cache *c = cache_before(b);

	secmail_dns_cache_set_backing(c, get, NULL, b);
	keep(c, "a.example", SECMAIL_DNS_A, ONE_ADDRESS, NOW);
	ck_assert_uint_eq(b->puts, 0);
	secmail_dns_cache_set_backing(c, NULL, NULL, NULL);
	keep(c, "a.example", SECMAIL_DNS_A, ONE_ADDRESS, NOW);
	ck_assert_uint_eq(b->puts, 0);
	secmail_dns_cache_free(c);
	free(b);
}
END_TEST

TCase *cache_backing_tests(void);

TCase *
cache_backing_tests(void)
{
	TCase *t = tcase_create("cache backing");

	tcase_add_loop_test(t, believes_or_refuses, 0, sizeof values / sizeof values[0]);
	tcase_add_test(t, a_value_cut_anywhere_is_broken);
	tcase_add_loop_test(t, bounds_a_life, 0, sizeof lives / sizeof lives[0]);
	tcase_add_test(t, an_absence_is_believed_three_hours_at_most);
	tcase_add_test(t, what_was_believed_is_in_memory);
	tcase_add_loop_test(
	    t, lives_with_trouble_behind_it, 0, sizeof troubles / sizeof troubles[0]);
	tcase_add_loop_test(t, writes_what_another_reads, 0, sizeof writings / sizeof writings[0]);
	tcase_add_test(t, a_value_has_one_form);
	tcase_add_test(t, a_name_too_long_for_a_key_goes_nowhere);
	tcase_add_test(t, a_value_too_large_stays_in_memory);
	tcase_add_test(t, a_cache_behind_may_be_read_only);
	return t;
}
