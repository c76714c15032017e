/* test_ranges.c - how many addresses the record behind a verdict authorises */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "ranges.h"
#include "world.h"

#define ROWS(table) (sizeof(table) / sizeof(table)[0])

#define ALL_IP4 ((uint64_t)1 << 32)

/* The client 192.0.2.1 is judged; answers are those that this evaluation asked for. */
static const struct row {
	const char *proves;
	const char *zone;
	uint64_t ip4;
	uint64_t ip6; /* in networks of 64 bits */
} rows[] = {
	{ "a single address", "example.com TXT v=spf1 ip4:192.0.2.1 -all\n", 1, 0 },
	{ "a network", "example.com TXT v=spf1 ip4:192.0.2.0/24 -all\n", 256, 0 },
	{ "the bits behind the prefix don't matter", "example.com TXT v=spf1 ip4:192.0.2.77/24\n",
	    256, 0 },
	{ "networks add up, also behind the one that matched",
	    "example.com TXT v=spf1 ip4:192.0.2.0/24 ip4:198.51.100.0/25 -all\n", 384, 0 },
	{ "a network inside another counts once",
	    "example.com TXT v=spf1 ip4:192.0.2.16/28 ip4:192.0.2.0/24 ip4:192.0.2.1 -all\n", 256,
	    0 },
	{ "networks side by side are two",
	    "example.com TXT v=spf1 ip4:192.0.2.128/25 ip4:192.0.2.0/25 -all\n", 256, 0 },
	{ "prefix 0 is every address", "example.com TXT v=spf1 ip4:192.0.2.1/0 -all\n", ALL_IP4,
	    0 },
	{ "the last address", "example.com TXT v=spf1 ip4:255.255.255.255 ip4:0.0.0.0 -all\n", 2,
	    0 },
	{ "all with a plus is every address of both families", "example.com TXT v=spf1 +all\n",
	    ALL_IP4, UINT64_MAX },
	{ "all without a qualifier is a pass (RFC 7208 section 4.6.2)",
	    "example.com TXT v=spf1 all\n", ALL_IP4, UINT64_MAX },
	{ "a neutral all is none", "example.com TXT v=spf1 ?all\n", 0, 0 },
	{ "what is behind all is none (RFC 7208 section 5.1)",
	    "example.com TXT v=spf1 -all ip4:192.0.2.0/24\n", 0, 0 },
	{ "networks that are refused are none",
	    "example.com TXT v=spf1 -ip4:192.0.2.0/24 ~ip4:198.51.100.0/24 ?ip4:203.0.113.0/24 "
	    "-all\n",
	    0, 0 },
	{ "a network of 64 bits", "example.com TXT v=spf1 ip6:2001:db8::/64 -all\n", 0, 1 },
	{ "a host of IPv6 is its network of 64 bits",
	    "example.com TXT v=spf1 ip6:2001:db8::1 ip6:2001:db8::2 ip6:2001:db8:0:1::1/128\n", 0,
	    2 },
	{ "a network of 32 bits", "example.com TXT v=spf1 ip6:2001:db8::/32 ip6:2001:db8:7::/48\n",
	    0, (uint64_t)1 << 32 },
	{ "prefix 0 of IPv6 is more than can be said", "example.com TXT v=spf1 ip6:::/0\n", 0,
	    UINT64_MAX },
	{ "two halves of IPv6, too", "example.com TXT v=spf1 ip6:::/1 ip6:8000::/1\n", 0,
	    UINT64_MAX },
	{ "the last network of all, three times",
	    "example.com TXT v=spf1 ip6:ffff:ffff:ffff:ffff::/64 ip6:ffff::/16 "
	    "ip6:ffff:ffff:ffff:ffff::1 -all\n",
	    0, (uint64_t)1 << 48 },
	{ "an a whose address is known", "example.com TXT v=spf1 a -all\nexample.com A 192.0.2.1\n",
	    1, 0 },
	{ "an a with a prefix is the network around the address",
	    "example.com TXT v=spf1 a:h.example/28//64 -all\nh.example A 192.0.2.1\n", 16, 0 },
	{ "an mx is its hosts' networks",
	    "example.com TXT v=spf1 mx/30 -all\nexample.com MX a.example\nexample.com MX "
	    "b.example\na.example A 198.51.100.1\nb.example A 192.0.2.1\n",
	    8, 0 },
	{ "a name with macros is not counted",
	    "example.com TXT v=spf1 a:%{d}/8 -all\nexample.com A 192.0.2.1\n", 0, 0 },
	{ "an include adds nothing to the record that names it",
	    "example.com TXT v=spf1 include:i.example ip4:192.0.2.0/30 -all\n"
	    "i.example TXT v=spf1 ip4:198.51.100.0/24 -all\n",
	    4, 0 },
	{ "a match in an include counts the included record",
	    "example.com TXT v=spf1 include:i.example ip4:198.51.100.0/24 -all\n"
	    "i.example TXT v=spf1 ip4:192.0.2.0/26 -all\n",
	    64, 0 },
	{ "a match behind a redirect counts that record",
	    "example.com TXT v=spf1 ip4:198.51.100.0/24 redirect=r.example\n"
	    "r.example TXT v=spf1 ip4:192.0.2.0/27 -all\n",
	    32, 0 },
	{ "where nothing matches the record is told all the same",
	    "example.com TXT v=spf1 ip4:198.51.100.0/24\n", 256, 0 },
	{ "behind the tenth term that asks DNS nothing authorises (RFC 7208 section 4.6.4)",
	    "example.com TXT v=spf1 a:h.example ip4:192.0.2.1 a a a a a a a a a "
	    "ip4:198.51.100.0/24 "
	    "a ip4:203.0.113.0/24\nh.example A 10.0.0.1\n",
	    258, 0 },
	{ "hosts that were counted widen when their network does",
	    "example.com TXT v=spf1 a:h.example/30 a:h.example/31 a:h.example/28 ip4:192.0.2.1\n"
	    "h.example A 10.0.0.1\n",
	    17, 0 },
	{ "no record is none", "", 0, 0 },
	{ "a record that can't be evaluated is none",
	    "example.com TXT v=spf1 ip4:192.0.2.0/24 a: -all\n", 0, 0 },
	{ "a record that DNS keeps back is none",
	    "example.com TXT v=spf1 mx ip4:192.0.2.0/24 -all\nexample.com MX !servfail\n", 0, 0 },
};

START_TEST(addresses_are_counted)
{
	const struct row *row = &rows[_i];
	world w = world_usual(row->zone);
	const secmail_spf_result *r = world_judge(&w);
	uint64_t ip4 = secmail_spf_result_ip4_count(r, w.answers);
	uint64_t ip6 = secmail_spf_result_ip6_count(r, w.answers);

	ck_assert_msg(ip4 == row->ip4, "%s: %" PRIu64, row->proves, ip4);
	ck_assert_msg(ip6 == row->ip6, "%s: %" PRIu64, row->proves, ip6);
	world_close(&w);
}
END_TEST

START_TEST(without_a_table_the_record_itself_counts)
{
	world w = world_usual(
	    "example.com TXT v=spf1 a/24 ip4:198.51.100.0/30 -all\nexample.com A 192.0.2.1\n");
	const secmail_spf_result *r = world_judge(&w);

	ck_assert_uint_eq(secmail_spf_result_ip4_count(r, NULL), 4);
	ck_assert_uint_eq(secmail_spf_result_ip4_count(r, w.answers), 260);
	ck_assert_uint_eq(secmail_answers_question_count(w.answers), 2);
	world_close(&w);
}
END_TEST

START_TEST(a_client_with_ipv6_makes_known_what_is_of_ipv6)
{
	world w = world_open("example.com TXT v=spf1 a/24//48 -all\nexample.com A 192.0.2.1\n"
			     "example.com AAAA 2001:db8::1\n",
	    "2001:db8::1", "mail.example.org", "user@example.com");
	const secmail_spf_result *r = world_judge(&w);

	ck_assert_uint_eq(secmail_spf_result_ip4_count(r, w.answers), 0);
	ck_assert_uint_eq(secmail_spf_result_ip6_count(r, w.answers), 65536);
	world_close(&w);
}
END_TEST

START_TEST(the_record_is_told_as_published)
{
	world w = world_usual("example.com TXT V=SPF1 | a:h.example  IP4:192.0.2.|0/24 -all\n");

	ck_assert_str_eq(or_null(secmail_spf_result_record(world_judge(&w))),
	    "V=SPF1  a:h.example  IP4:192.0.2.0/24 -all");
	world_close(&w);
	w = world_usual("example.com TXT v=spf1 ip5:192.0.2.1\n");
	ck_assert_ptr_null(secmail_spf_result_record(world_judge(&w)));
	world_close(&w);
	ck_assert_ptr_null(secmail_spf_result_record(NULL));
	ck_assert_uint_eq(secmail_spf_result_ip4_count(NULL, NULL), 0);
	ck_assert_uint_eq(secmail_spf_result_ip6_count(NULL, NULL), 0);
}
END_TEST

/* Every second address, so that no range meets another. */
static void
fill(secmailp_spf_ranges *r, uint8_t count_high)
{
	uint8_t ip[4] = { 10, 0, 0, 0 };

	secmailp_spf_ranges_init(r, 4);
	for (unsigned high = 0; high < count_high; high++)
		for (unsigned low = 0; low < 256; low += 2) {
			ip[2] = (uint8_t)high;
			ip[3] = (uint8_t)low;
			secmailp_spf_ranges_add(r, secmailp_view_of(ip, 4), 32);
		}
}

START_TEST(a_full_set_stays_within_its_room)
{
	static secmailp_spf_ranges r;
	static const uint8_t between[4] = { 10, 0, 0, 1 };

	fill(&r, 9);
	ck_assert_uint_eq(r.count, SECMAIL_SPF_MAX_RANGES);
	ck_assert_uint_eq(secmailp_spf_ranges_total(&r), SECMAIL_SPF_MAX_RANGES);
	secmailp_spf_ranges_add(&r, secmailp_view_of(between, 4), 32);
	ck_assert_uint_eq(r.count, SECMAIL_SPF_MAX_RANGES - 1);
	ck_assert_uint_eq(secmailp_spf_ranges_total(&r), SECMAIL_SPF_MAX_RANGES + 1);
	secmailp_spf_ranges_add_all(&r);
	ck_assert_uint_eq(r.count, 1);
	ck_assert_uint_eq(secmailp_spf_ranges_total(&r), ALL_IP4);
}
END_TEST

TCase *
ranges_tests(void)
{
	TCase *c = tcase_create("ranges");

	tcase_add_loop_test(c, addresses_are_counted, 0, ROWS(rows));
	tcase_add_test(c, without_a_table_the_record_itself_counts);
	tcase_add_test(c, a_client_with_ipv6_makes_known_what_is_of_ipv6);
	tcase_add_test(c, the_record_is_told_as_published);
	tcase_add_test(c, a_full_set_stays_within_its_room);
	return c;
}
