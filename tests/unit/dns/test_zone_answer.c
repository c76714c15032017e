/* test_zone_answer.c - what a zone says to questions (RFC 1034 section 4.3.2, RFC 4592) */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "told.h"

static const char zone_text[] = "$TTL 300\n"
				"example. SOA ns.example. root.example. 1 2 3 4 5\n"
				"example. MX 20 b.example.\n"
				"example. MX 10 a.example.\n"
				"example. TXT \"v=spf1 \" \"-all\"\n"
				"example. TXT second\n"
				"a.example. A 192.0.2.1\n"
				"a.example. A 192.0.2.1\n"
				"a.example. AAAA 2001:db8::1\n"
				"UPPER.example. A 192.0.2.2\n"
				"deep.down.below.example. A 192.0.2.3\n"
				"1.2.0.192.in-addr.arpa. PTR Mail.Example.\n"
				/* RFC 4592 section 2.2.1, its example zone */
				"*.wild.example. 60 TXT \"this is a wildcard\"\n"
				"*.wild.example. MX 10 host1.wild.example.\n"
				"sub.*.wild.example. TXT \"this is not a wildcard\"\n"
				"host1.wild.example. A 192.0.2.4\n"
				"_ssh._tcp.host1.wild.example. SRV 0 0 22 host1.wild.example.\n"
				"c1.example. CNAME a.example.\n"
				"c2.example. 30 CNAME c1.example.\n"
				"dangling.example. CNAME nowhere.example.\n"
				"nodata.example. CNAME example.\n"
				"loop1.example. CNAME loop2.example.\n"
				"loop2.example. CNAME loop1.example.\n"
				"self.example. CNAME self.example.\n"
				"towild.example. CNAME x.wild.example.\n"
				"*.alias.example. CNAME a.example.\n"
				"l\\046dot.example. A 192.0.2.5\n"
				"caa.example. TYPE65280 \\# 3 010203\n";

static const struct look_up {
	const char *proves;
	const char *name;
	uint16_t type;
	const char *expected;
} look_ups[] = {
	{ "a name's records answer", "a.example", SECMAIL_DNS_AAAA, "records 2001:db8::1" },
	{ "a record that is there twice counts once", "a.example", SECMAIL_DNS_A,
	    "records 192.0.2.1" },
	{ "records keep their order", "example", SECMAIL_DNS_MX,
	    "records 20:b.example 10:a.example" },
	{ "strings of one TXT record stay together", "example", SECMAIL_DNS_TXT,
	    "records v=spf1 -all second" },
	{ "the question's case does not count", "A.EXAMPLE", SECMAIL_DNS_A, "records 192.0.2.1" },
	{ "the zone's case does not count", "upper.example", SECMAIL_DNS_A, "records 192.0.2.2" },
	{ "names in data are in lower case", "1.2.0.192.in-addr.arpa", SECMAIL_DNS_PTR,
	    "records mail.example" },
	{ "a trailing dot does not count", "a.example.", SECMAIL_DNS_A, "records 192.0.2.1" },
	{ "a type that no evaluator knows is kept", "caa.example", 65280, "records 010203" },
	{ "a name without the type has no data", "a.example", SECMAIL_DNS_TXT, "nodata" },
	{ "a name that isn't there does not exist", "b.example", SECMAIL_DNS_A, "nxdomain" },
	{ "a name in another zone does not exist", "example.org", SECMAIL_DNS_A, "nxdomain" },
	{ "a name that begins like another is another", "a.exampl", SECMAIL_DNS_A, "nxdomain" },
	{ "an empty non-terminal exists", "down.below.example", SECMAIL_DNS_A, "nodata" },
	{ "so does one higher up", "below.example", SECMAIL_DNS_A, "nodata" },
	{ "and a top-level domain", "arpa", SECMAIL_DNS_A, "nodata" },
	{ "below a leaf there is nothing", "x.a.example", SECMAIL_DNS_A, "nxdomain" },

	{ "a wildcard answers for names that don't exist", "host3.wild.example", SECMAIL_DNS_MX,
	    "records 10:host1.wild.example" },
	{ "a wildcard has no data of other types", "host3.wild.example", SECMAIL_DNS_A, "nodata" },
	{ "a wildcard stands for several labels", "foo.bar.wild.example", SECMAIL_DNS_TXT,
	    "records this is a wildcard" },
	{ "a wildcard does not answer for a name that exists", "host1.wild.example", SECMAIL_DNS_MX,
	    "nodata" },
	{ "nor below a name with an asterisk in it", "sub.*.wild.example", SECMAIL_DNS_MX,
	    "nodata" },
	{ "nor for a name below one that exists", "_telnet._tcp.host1.wild.example",
	    SECMAIL_DNS_TXT, "nxdomain" },
	{ "nor below the wildcard itself", "ghost.*.wild.example", SECMAIL_DNS_MX, "nxdomain" },
	{ "a wildcard may be asked for by its name", "*.wild.example", SECMAIL_DNS_TXT,
	    "records this is a wildcard" },
	{ "the wildcard's parent has no data of its own", "wild.example", SECMAIL_DNS_TXT,
	    "nodata" },

	{ "an alias is followed", "c1.example", SECMAIL_DNS_A,
	    "records 192.0.2.1 alias=a.example" },
	{ "an alias of an alias is followed", "c2.example", SECMAIL_DNS_A,
	    "records 192.0.2.1 alias=a.example" },
	{ "a question for the alias itself follows nothing", "c2.example", SECMAIL_DNS_CNAME,
	    "records c1.example" },
	{ "a dangling alias is no such name, with the alias", "dangling.example", SECMAIL_DNS_A,
	    "nxdomain alias=nowhere.example" },
	{ "an alias may lead to no data", "nodata.example", SECMAIL_DNS_A, "nodata alias=example" },
	{ "a loop is a failure of the server", "loop1.example", SECMAIL_DNS_A, "servfail" },
	{ "so is the shortest loop", "self.example", SECMAIL_DNS_A, "servfail" },
	{ "an alias may lead to a wildcard", "towild.example", SECMAIL_DNS_TXT,
	    "records this is a wildcard alias=x.wild.example" },
	{ "a wildcard may be an alias", "any.alias.example", SECMAIL_DNS_A,
	    "records 192.0.2.1 alias=a.example" },
	{ "a dot inside a label is no separator", "l.dot.example", SECMAIL_DNS_A, "nxdomain" },
};

START_TEST(answers)
{
	const struct look_up *l = &look_ups[_i];
	secmail_dns_zone *z = zone_of(zone_text);
	char text[TOLD_SIZE];
	uint32_t id;
	secmail_answers *a = asking(l->name, l->type, &id);

	ck_assert_int_eq(secmail_dns_zone_answer(z, a), SECMAIL_DONE);
	told(a, id, text);
	ck_assert_msg(strcmp(text, l->expected) == 0, "%s: '%s'", l->proves, text);
	ck_assert_int_eq(secmail_answers_trust(a, id), SECMAIL_TRUST_UNKNOWN);
	secmail_answers_free(a);
	secmail_dns_zone_free(z);
}
END_TEST

START_TEST(answers_every_open_question)
{
	secmail_dns_zone *z = zone_of("a. A 192.0.2.1\nb. A 192.0.2.2\n");
	char text[TOLD_SIZE];
	uint32_t first, second;
	secmail_answers *a = asking("a", SECMAIL_DNS_A, &first);

	second = ask(a, "b", SECMAIL_DNS_A, SECMAIL_ANSWERS_SPECULATIVE);
	ck_assert_int_eq(secmail_dns_zone_answer(z, a), SECMAIL_DONE);
	ck_assert_str_eq(told(a, first, text), "records 192.0.2.1");
	ck_assert_str_eq(told(a, second, text), "records 192.0.2.2");
	secmail_answers_free(a);
	secmail_dns_zone_free(z);
}
END_TEST

START_TEST(ttl_is_the_smallest_of_the_chain)
{
	secmail_dns_zone *z = zone_of(zone_text);
	uint32_t id;
	secmail_answers *a = asking("c2.example", SECMAIL_DNS_A, &id);

	ck_assert_int_eq(secmail_dns_zone_answer(z, a), SECMAIL_DONE);
	ck_assert_uint_eq(secmail_answers_ttl(a, id), 30);
	secmail_answers_free(a);
	secmail_dns_zone_free(z);
}
END_TEST

/* A chain of `aliases` CNAME records to a name with an address. */
static secmail_dns_zone *
chain_of(unsigned aliases)
{
	char text[64 * (SECMAIL_DNS_MAX_ALIASES + 2)];
	size_t used = 0;

	for (unsigned i = 0; i < aliases; i++)
		used += (size_t)snprintf(
		    text + used, sizeof text - used, "n%u. CNAME n%u.\n", i, i + 1);
	snprintf(text + used, sizeof text - used, "n%u. A 192.0.2.1\n", aliases);
	return zone_of(text);
}

START_TEST(chain_has_a_limit)
{
	secmail_dns_zone *z = chain_of(SECMAIL_DNS_MAX_ALIASES + (unsigned)_i);
	char text[TOLD_SIZE];
	uint32_t id;
	secmail_answers *a = asking("n0", SECMAIL_DNS_A, &id);

	ck_assert_int_eq(secmail_dns_zone_answer(z, a), SECMAIL_DONE);
	ck_assert_str_eq(told(a, id, text), _i == 0 ? "records 192.0.2.1 alias=n16" : "servfail");
	secmail_answers_free(a);
	secmail_dns_zone_free(z);
}
END_TEST

static const struct failing {
	const char *proves;
	const char *name;
	uint16_t type;
	const char *expected;
} failings[] = {
	{ "a failure holds for its type", "a.example", SECMAIL_DNS_A, "bogus" },
	{ "other types of the name answer", "a.example", SECMAIL_DNS_AAAA, "records 2001:db8::1" },
	{ "a failure of all types holds for each", "all.example", SECMAIL_DNS_TXT, "timeout" },
	{ "a failure is met through an alias", "c1.example", SECMAIL_DNS_A, "bogus" },
	{ "a name that fails needs no record", "all.example", SECMAIL_DNS_MX, "timeout" },
	{ "a failing wildcard fails for the names that it stands for", "x.w.example", SECMAIL_DNS_A,
	    "refused" },
};

START_TEST(fails_where_told_to)
{
	const struct failing *f = &failings[_i];
	secmail_dns_zone *z = zone_of(zone_text);
	char text[TOLD_SIZE];
	uint32_t id;
	secmail_answers *a = asking(f->name, f->type, &id);

	ck_assert_int_eq(
	    secmail_dns_zone_fail(z, "A.example", SECMAIL_DNS_A, SECMAIL_DNS_BOGUS), SECMAIL_DONE);
	ck_assert_int_eq(
	    secmail_dns_zone_fail(z, "all.example", 0, SECMAIL_DNS_TIMEOUT), SECMAIL_DONE);
	ck_assert_int_eq(
	    secmail_dns_zone_fail(z, "*.w.example", 0, SECMAIL_DNS_REFUSED), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dns_zone_answer(z, a), SECMAIL_DONE);
	told(a, id, text);
	ck_assert_msg(strcmp(text, f->expected) == 0, "%s: '%s'", f->proves, text);
	secmail_answers_free(a);
	secmail_dns_zone_free(z);
}
END_TEST

START_TEST(refuses_failures_that_are_none)
{
	secmail_dns_zone *z = zone_of("");

	ck_assert_int_eq(
	    secmail_dns_zone_fail(z, "a..b", 0, SECMAIL_DNS_TIMEOUT), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_dns_zone_fail(z, NULL, 0, SECMAIL_DNS_TIMEOUT), SECMAIL_ARGUMENT);
	ck_assert_int_eq(
	    secmail_dns_zone_fail(z, "a", 0, (secmail_dns_failure)0), SECMAIL_ARGUMENT);
	ck_assert_str_ne(secmail_dns_zone_error(z), "");
	secmail_dns_zone_free(z);
}
END_TEST

/* A TXT record of 32 strings, 255 octets each, that begins with its number. */
static size_t
large_record(char *out, int number)
{
	size_t used = (size_t)snprintf(out, 64, "big. TYPE16 \\# 8192 ff%04x", number);

	memset(out + used, 'f', 16384 - 6);
	for (size_t string = 1; string < 32; string++)
		memcpy(out + used - 6 + string * 512, "ff", 2);
	out[used + 16384 - 6] = '\n';
	return used + 16384 - 6 + 1;
}

/* What would not fit in the table is a failure, not half an answer. */
START_TEST(too_much_data_is_a_failure)
{
	const int records = 2 * SECMAIL_ANSWERS_MAX_BYTES / 8192;
	char *zone = malloc((size_t)records * 16500);
	char text[TOLD_SIZE];
	secmail_dns_zone *z;
	size_t used = 0;
	uint32_t id;
	secmail_answers *a = asking("big", SECMAIL_DNS_TXT, &id);

	for (int i = 0; i < records; i++)
		used += large_record(zone + used, i);
	zone[used] = '\0';
	z = zone_of(zone);
	ck_assert_int_eq(secmail_dns_zone_answer(z, a), SECMAIL_DONE);
	ck_assert_str_eq(told(a, id, text), "servfail");
	secmail_answers_free(a);
	secmail_dns_zone_free(z);
	free(zone);
}
END_TEST

TCase *
zone_answer_tests(void)
{
	TCase *t = tcase_create("zone_answer");

	tcase_set_timeout(t, 30);
	tcase_add_loop_test(t, answers, 0, sizeof look_ups / sizeof look_ups[0]);
	tcase_add_test(t, answers_every_open_question);
	tcase_add_test(t, ttl_is_the_smallest_of_the_chain);
	tcase_add_loop_test(t, chain_has_a_limit, 0, 2);
	tcase_add_loop_test(t, fails_where_told_to, 0, sizeof failings / sizeof failings[0]);
	tcase_add_test(t, refuses_failures_that_are_none);
	tcase_add_test(t, too_much_data_is_a_failure);
	return t;
}
