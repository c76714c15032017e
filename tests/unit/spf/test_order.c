/* test_order.c - answers may come in any order: the verdict is that of the RFC's order */
#include <stdio.h>
#include <string.h>

#include "world.h"

#define ROWS(table) (sizeof(table) / sizeof(table)[0])
#define SHUFFLES 40

static const struct zone_row {
	const char *proves;
	const char *zone;
	size_t rounds; /* at most so many, when all that is open is answered each time */
} zones[] = {
	{ "includes are asked side by side",
	    "example.com TXT v=spf1 include:a.example include:b.example include:c.example -all\n"
	    "a.example TXT v=spf1 a mx -all\nb.example TXT v=spf1 a mx -all\n"
	    "c.example TXT v=spf1 a mx ip4:192.0.2.1 -all\na.example A 203.0.113.1\n"
	    "b.example A 203.0.113.1\nc.example A 203.0.113.1\na.example MX a.example\n"
	    "b.example MX b.example\nc.example MX c.example\n",
	    3 },
	{ "MX hosts are asked side by side",
	    "example.com TXT v=spf1 mx mx:m.example -all\nexample.com MX a.example\n"
	    "example.com MX b.example\nm.example MX c.example\nm.example MX d.example\n"
	    "a.example A 203.0.113.1\nb.example A 203.0.113.1\nc.example A 203.0.113.1\n"
	    "d.example A 192.0.2.1\n",
	    3 },
	{ "names behind ptr are asked side by side",
	    "example.com TXT v=spf1 ptr a -all\nexample.com A 203.0.113.1\n"
	    "1.2.0.192.in-addr.arpa PTR a.example.com\n1.2.0.192.in-addr.arpa PTR b.example.com\n"
	    "1.2.0.192.in-addr.arpa PTR c.example.com\na.example.com A 203.0.113.1\n"
	    "b.example.com A 203.0.113.1\nc.example.com A 192.0.2.1\n",
	    3 },
	{ "an MX host that matches does not decide before the one in front of it",
	    "example.com TXT v=spf1 mx -all\nexample.com MX a.example\nexample.com MX b.example\n"
	    "a.example A !servfail\nb.example A 192.0.2.1\n",
	    3 },
	{ "of two true names the first is the client's, whichever is known first",
	    "example.com TXT v=spf1 exists:%{p}.x.example -all\n"
	    "1.2.0.192.in-addr.arpa PTR a.example.com\n1.2.0.192.in-addr.arpa PTR b.example.com\n"
	    "a.example.com A 192.0.2.1\nb.example.com A 192.0.2.1\n"
	    "a.example.com.x.example A 127.0.0.2\n",
	    4 },
	{ "the domain itself is before a name below it, whichever is known first",
	    "example.com TXT v=spf1 exists:%{p}.x.example -all\n"
	    "1.2.0.192.in-addr.arpa PTR b.example.com\n1.2.0.192.in-addr.arpa PTR example.com\n"
	    "b.example.com A 192.0.2.1\nexample.com A 192.0.2.1\n"
	    "example.com.x.example A 127.0.0.2\n",
	    4 },
	{ "a redirect is asked early",
	    "example.com TXT v=spf1 a redirect=r.example\nexample.com A 203.0.113.1\n"
	    "r.example TXT v=spf1 -all\n",
	    2 },
	{ "an early failure does not decide",
	    "example.com TXT v=spf1 a:a.example include:i.example exists:x.example -all\n"
	    "a.example A 192.0.2.1\ni.example TXT !servfail\nx.example A !timeout\n",
	    2 },
	{ "an early error in syntax does not decide",
	    "example.com TXT v=spf1 include:a.example include:b.example -all\n"
	    "a.example TXT v=spf1 a:c.example -all\nb.example TXT v=spf1 moo\n"
	    "c.example A 192.0.2.1\n",
	    3 },
	{ "an early match does not decide",
	    "example.com TXT v=spf1 -a:a.example +a:b.example ?all\na.example A 192.0.2.1\n"
	    "b.example A 192.0.2.1\n",
	    2 },
	{ "early voids do not decide",
	    "example.com TXT v=spf1 a:a.example a:v1.example a:v2.example a:v3.example -all\n"
	    "a.example A 192.0.2.1\n",
	    2 },
	{ "an include that ends early leaves its terms uncounted",
	    "example.com TXT v=spf1 include:i.example a a -all\nexample.com A 203.0.113.1\n"
	    "i.example TXT v=spf1 -a:a.example a a a a a a a a\na.example A 192.0.2.1\n"
	    "i.example A 203.0.113.1\n",
	    4 },
	{ "a macro's PTR look-up and its term",
	    "example.com TXT v=spf1 exists:%{p}.x.example exists:y.example -all\n"
	    "1.2.0.192.in-addr.arpa PTR a.example.com\na.example.com A 192.0.2.1\n"
	    "a.example.com.x.example A 127.0.0.2\ny.example A !servfail\n",
	    4 },
	{ "a fail with its explanation",
	    "example.com TXT v=spf1 include:i.example exp=e.example -all\ni.example TXT v=spf1 a\n"
	    "i.example A 203.0.113.1\ne.example TXT %{p} may not\n"
	    "1.2.0.192.in-addr.arpa PTR h.example.net\nh.example.net A 192.0.2.1\n",
	    6 },
	{ "a loop of includes",
	    "example.com TXT v=spf1 a include:i.example -all\nexample.com A 203.0.113.1\n"
	    "i.example TXT v=spf1 include:example.com a\ni.example A 203.0.113.1\n",
	    3 },
};

static void
write_down(const secmail_spf_result *r, char *out, size_t size)
{
	snprintf(out, size, "%s %s %zu %zu [%s] [%s] [%s] [%s] %zu",
	    secmail_spf_code_name(secmail_spf_result_code(r)),
	    secmail_spf_reason_name(secmail_spf_result_reason(r)), secmail_spf_result_lookups(r),
	    secmail_spf_result_void_lookups(r), or_null(secmail_spf_result_mechanism(r)),
	    or_null(secmail_spf_result_inner_mechanism(r)),
	    or_null(secmail_spf_result_explanation(r)), secmail_spf_result_detail(r),
	    secmail_spf_result_chain_count(r));
}

START_TEST(the_order_of_answers_has_no_say)
{
	const struct zone_row *z = &zones[_i];
	char expected[1024], got[1024];
	world w = world_usual(z->zone);

	write_down(world_judge(&w), expected, sizeof expected);
	ck_assert_msg(w.rounds <= z->rounds, "%s: %zu rounds", z->proves, w.rounds);
	world_close(&w);
	for (unsigned seed = 0; seed < SHUFFLES; seed++) {
		w = world_usual(z->zone);
		w.order = seed == 0 ? WORLD_ONE_FIRST : seed == 1 ? WORLD_ONE_LAST : WORLD_SHUFFLED;
		w.seed = seed;
		write_down(world_judge(&w), got, sizeof got);
		ck_assert_msg(strcmp(expected, got) == 0, "%s: seed %u: %s, not %s", z->proves,
		    seed, got, expected);
		world_close(&w);
	}
}
END_TEST

/* A verdict waits for what it needs, not for what was asked in case. */
START_TEST(no_verdict_waits_for_speculation)
{
	world w = world_usual("example.com TXT v=spf1 a:a.example a:b.example -all\n"
			      "a.example A 192.0.2.1\n");
	uint32_t ids[8];

	w.order = WORLD_ONE_FIRST;
	ck_assert_int_eq(secmail_spf_result_code(world_judge(&w)), SECMAIL_SPF_PASS);
	ck_assert_uint_eq(w.rounds, 2);
	ck_assert_uint_eq(secmail_answers_open(w.answers, ids, 8), 1);
	ck_assert(!secmail_answers_is_needed(w.answers, ids[0]));
	ck_assert_str_eq(secmail_answers_qname(w.answers, ids[0]), "b.example");
	world_close(&w);
}
END_TEST

START_TEST(the_record_can_be_asked_beforehand)
{
	world w = world_usual("example.com TXT v=spf1 -all\n");
	uint32_t ids[2];

	ck_assert_int_eq(secmail_spf_ask(w.spf, w.answers), SECMAIL_DONE);
	ck_assert_uint_eq(secmail_answers_open(w.answers, ids, 2), 1);
	ck_assert_str_eq(secmail_answers_qname(w.answers, ids[0]), "example.com");
	ck_assert_uint_eq(secmail_answers_qtype(w.answers, ids[0]), SECMAIL_DNS_TXT);
	world_answer(&w);
	ck_assert_int_eq(secmail_spf_judge(w.spf, w.answers, &w.result), SECMAIL_DONE);
	world_close(&w);
}
END_TEST

START_TEST(nothing_is_asked_without_a_domain)
{
	world w = world_open("", "192.0.2.1", "localhost", "");

	ck_assert_int_eq(secmail_spf_ask(w.spf, w.answers), SECMAIL_DONE);
	ck_assert_uint_eq(secmail_answers_question_count(w.answers), 0);
	world_close(&w);
}
END_TEST

/* Speculation stops where the table grows full of it; what is needed goes on. */
START_TEST(speculation_is_bounded)
{
	static char zone[16384];
	size_t used = 0;
	world w;

	used += (size_t)snprintf(zone, sizeof zone, "example.com TXT v=spf1 a");
	for (int i = 0; i < 9; i++)
		used += (size_t)snprintf(zone + used, sizeof zone - used, " mx:m%d.example", i);
	used += (size_t)snprintf(zone + used, sizeof zone - used, " -all\n");
	for (int i = 0; i < 90; i++)
		used += (size_t)snprintf(
		    zone + used, sizeof zone - used, "m%d.example MX h%d.example\n", i / 10, i);
	w = world_usual(zone);
	for (int round = 0; round < 2; round++) {
		ck_assert_int_eq(secmail_spf_judge(w.spf, w.answers, &w.result), SECMAIL_WANT_DNS);
		world_answer(&w);
	}
	ck_assert_int_eq(secmail_spf_judge(w.spf, w.answers, &w.result), SECMAIL_WANT_DNS);
	ck_assert_uint_le(secmail_answers_question_count(w.answers), SECMAIL_SPF_MAX_SPECULATION);
	world_close(&w);
}
END_TEST

TCase *
order_tests(void)
{
	TCase *c = tcase_create("order");

	tcase_add_loop_test(c, the_order_of_answers_has_no_say, 0, ROWS(zones));
	tcase_add_test(c, no_verdict_waits_for_speculation);
	tcase_add_test(c, the_record_can_be_asked_beforehand);
	tcase_add_test(c, nothing_is_asked_without_a_domain);
	tcase_add_test(c, speculation_is_bounded);
	return c;
}
