/* test_limit.c - what is bounded, that it is bounded there, and what it costs at most */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "spf_internal.h"
#include "world.h"

#define ROWS(table) (sizeof(table) / sizeof(table)[0])

#define TERM_LIMIT SECMAIL_SPF_REASON_TERM_LIMIT
#define VOID_LIMIT SECMAIL_SPF_REASON_VOID_LIMIT
#define MATCHED SECMAIL_SPF_REASON_MATCHED

static const struct row {
	const char *proves;
	const char *zone;
	secmail_spf_code code;
	secmail_spf_reason reason;
	size_t lookups;
	size_t voids;
} rows[] = {
	{ "ten terms are allowed",
	    "example.com TXT v=spf1 a a a a a a a a a a -all\nexample.com A 192.0.2.2\n",
	    SECMAIL_SPF_FAIL, MATCHED, 10, 0 },
	{ "the eleventh is an error",
	    "example.com TXT v=spf1 a a a a a a a a a a a -all\nexample.com A 192.0.2.2\n",
	    SECMAIL_SPF_PERMERROR, TERM_LIMIT, 10, 0 },
	{ "a term that is not reached does not count",
	    "example.com TXT v=spf1 a a a a a a a a a a ip4:192.0.2.1 a\n"
	    "example.com A 192.0.2.2\n",
	    SECMAIL_SPF_PASS, MATCHED, 10, 0 },
	{ "ip4, ip6 and all don't count", "example.com TXT v=spf1 ip4:192.0.2.2 ip6:::1 -all\n",
	    SECMAIL_SPF_FAIL, MATCHED, 0, 0 },
	{ "includes share the limit, and count themselves",
	    "example.com TXT v=spf1 a include:i.example a -all\nexample.com A 192.0.2.2\n"
	    "i.example TXT v=spf1 a a a a a a a a\ni.example A 192.0.2.2\n",
	    SECMAIL_SPF_PERMERROR, TERM_LIMIT, 10, 0 },
	{ "redirect counts",
	    "example.com TXT v=spf1 a a a a a a a a a redirect=r.example\n"
	    "example.com A 192.0.2.2\nr.example TXT v=spf1 a -all\n",
	    SECMAIL_SPF_PERMERROR, TERM_LIMIT, 10, 0 },
	{ "exists and ptr count",
	    "example.com TXT v=spf1 exists:a.example ptr -all\na.example AAAA ::1\n"
	    "1.2.0.192.in-addr.arpa PTR h.example.net\n",
	    SECMAIL_SPF_FAIL, MATCHED, 2, 1 },
	{ "a redirect to itself ends at the limit", "example.com TXT v=spf1 redirect=example.com\n",
	    SECMAIL_SPF_PERMERROR, TERM_LIMIT, 10, 0 },
	{ "an include of itself ends at the limit",
	    "example.com TXT v=spf1 include:example.com -all\n", SECMAIL_SPF_PERMERROR, TERM_LIMIT,
	    10, 0 },
	{ "two includes of each other end at the limit",
	    "example.com TXT v=spf1 include:i.example\ni.example TXT v=spf1 include:example.com\n",
	    SECMAIL_SPF_PERMERROR, TERM_LIMIT, 10, 0 },
	{ "two void look-ups are allowed", "example.com TXT v=spf1 a:a.example a:b.example -all\n",
	    SECMAIL_SPF_FAIL, MATCHED, 2, 2 },
	{ "a third is an error",
	    "example.com TXT v=spf1 a:a.example a:b.example a:c.example -all\n",
	    SECMAIL_SPF_PERMERROR, VOID_LIMIT, 3, 3 },
	{ "a name without the type is void like no name",
	    "example.com TXT v=spf1 a mx exists:a.example -all\n", SECMAIL_SPF_PERMERROR,
	    VOID_LIMIT, 3, 3 },
	{ "a void name counts each time it is looked up",
	    "example.com TXT v=spf1 a:a.example a:a.example a:a.example -all\n",
	    SECMAIL_SPF_PERMERROR, VOID_LIMIT, 3, 3 },
	{ "voids in an include count",
	    "example.com TXT v=spf1 a:a.example include:i.example a:d.example -all\n"
	    "i.example TXT v=spf1 a:b.example\n",
	    SECMAIL_SPF_PERMERROR, VOID_LIMIT, 4, 3 },
	{ "MX hosts without an address are void",
	    "example.com TXT v=spf1 mx -all\nexample.com MX a.example\nexample.com MX b.example\n"
	    "example.com MX c.example\n",
	    SECMAIL_SPF_PERMERROR, VOID_LIMIT, 1, 3 },
	{ "a client without PTR records is void for ptr",
	    "example.com TXT v=spf1 a:a.example a:b.example ptr -all\n", SECMAIL_SPF_PERMERROR,
	    VOID_LIMIT, 3, 3 },
	{ "names that the client claims are no voids",
	    "example.com TXT v=spf1 ptr ptr ptr -all\n"
	    "1.2.0.192.in-addr.arpa PTR a.example.com\n"
	    "1.2.0.192.in-addr.arpa PTR b.example.com\n"
	    "1.2.0.192.in-addr.arpa PTR c.example.com\n",
	    SECMAIL_SPF_FAIL, MATCHED, 3, 0 },
	{ "what is no name is not looked up, and so is no void",
	    "example.com TXT v=spf1 a:a..example mx:b..example exists:c..example -all\n",
	    SECMAIL_SPF_FAIL, MATCHED, 3, 0 },
	{ "an explanation is no void and no term",
	    "example.com TXT v=spf1 a:a.example a:b.example exp=x.example -all\n", SECMAIL_SPF_FAIL,
	    MATCHED, 2, 2 },
};

START_TEST(limits_are_the_rfcs)
{
	const struct row *r = &rows[_i];
	world w = world_usual(r->zone);
	const secmail_spf_result *result = world_judge(&w);

	ck_assert_msg(secmail_spf_result_code(result) == r->code &&
			  secmail_spf_result_reason(result) == r->reason,
	    "%s: %s", r->proves, secmail_spf_result_detail(result));
	ck_assert_msg(secmail_spf_result_lookups(result) == r->lookups, "%s: %zu terms", r->proves,
	    secmail_spf_result_lookups(result));
	ck_assert_msg(secmail_spf_result_void_lookups(result) == r->voids, "%s: %zu voids",
	    r->proves, secmail_spf_result_void_lookups(result));
	world_close(&w);
}
END_TEST

static size_t add(char *zone, size_t used, size_t room, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Adds to a zone's text; returns its new length. */
static size_t
add(char *zone, size_t used, size_t room, const char *format, ...)
{
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(zone + used, room - used, format, args);
	va_end(args);
	ck_assert(len >= 0 && (size_t)len < room - used);
	return used + (size_t)len;
}

START_TEST(ten_mx_hosts_are_allowed_and_no_more)
{
	for (size_t hosts = 10; hosts <= 11; hosts++) {
		char zone[2048];
		size_t used = add(zone, 0, sizeof zone, "example.com TXT v=spf1 mx -all\n");

		for (size_t i = 1; i <= hosts; i++) {
			used = add(zone, used, sizeof zone, "example.com MX h%zu.example\n", i);
			used = add(zone, used, sizeof zone, "h%zu.example A 203.0.113.1\n", i);
		}
		add(zone, used, sizeof zone, "h10.example A 192.0.2.1\n");
		world_expect("MX hosts", zone,
		    hosts == 10 ? SECMAIL_SPF_PASS : SECMAIL_SPF_PERMERROR,
		    hosts == 10 ? MATCHED : SECMAIL_SPF_REASON_MX_LIMIT);
	}
}
END_TEST

START_TEST(the_eleventh_ptr_name_is_passed_over)
{
	for (size_t wanted = 10; wanted <= 11; wanted++) {
		char zone[2048];
		size_t used = add(zone, 0, sizeof zone, "example.com TXT v=spf1 ptr -all\n");

		for (size_t i = 1; i <= 11; i++)
			used = add(zone, used, sizeof zone,
			    "1.2.0.192.in-addr.arpa PTR h%zu.example.com\n", i);
		add(zone, used, sizeof zone, "h%zu.example.com A 192.0.2.1\n", wanted);
		world_expect(
		    "PTR names", zone, wanted == 10 ? SECMAIL_SPF_PASS : SECMAIL_SPF_FAIL, MATCHED);
	}
}
END_TEST

START_TEST(addresses_are_not_limited)
{
	char zone[4096];
	size_t used = add(zone, 0, sizeof zone, "example.com TXT v=spf1 a -all\n");

	for (size_t i = 1; i <= 100; i++)
		used = add(zone, used, sizeof zone, "example.com A 203.0.113.%zu\n", i);
	add(zone, used, sizeof zone, "example.com A 192.0.2.1\n");
	world_expect("a name may have many addresses", zone, SECMAIL_SPF_PASS, MATCHED);
}
END_TEST

static char big_zone[80000];

START_TEST(a_record_is_bounded)
{
	for (size_t extra = 0; extra <= 1; extra++) {
		size_t used = add(big_zone, 0, sizeof big_zone, "example.com TXT v=spf1 -all x=");

		memset(big_zone + used, 'a', SECMAIL_SPF_MAX_RECORD - 14 + extra);
		add(big_zone, used + SECMAIL_SPF_MAX_RECORD - 14 + extra, sizeof big_zone, "\n");
		world_expect("a record's size", big_zone,
		    extra == 0 ? SECMAIL_SPF_FAIL : SECMAIL_SPF_PERMERROR,
		    extra == 0 ? MATCHED : SECMAIL_SPF_REASON_RECORD_LIMIT);
	}
}
END_TEST

START_TEST(the_largest_txt_record_is_an_error_and_no_trouble)
{
	size_t used = add(big_zone, 0, sizeof big_zone, "example.com TXT v=spf1 ");

	while (used < 64000)
		used = add(big_zone, used, sizeof big_zone, "a:%zu.example ", used);
	add(big_zone, used, sizeof big_zone, "-all\n");
	world_expect(
	    "64 KiB of TXT", big_zone, SECMAIL_SPF_PERMERROR, SECMAIL_SPF_REASON_RECORD_LIMIT);
}
END_TEST

START_TEST(any_number_of_networks_may_stand_before_a_term)
{
	size_t used = add(big_zone, 0, sizeof big_zone, "example.com TXT v=spf1 ");

	for (size_t i = 0; i < 148; i++)
		used = add(big_zone, used, sizeof big_zone, "ip4:203.0.113.%zu ", i);
	used = add(big_zone, used, sizeof big_zone, "x=1 include:i.example ~all\n");
	add(big_zone, used, sizeof big_zone, "i.example TXT v=spf1 ip4:192.0.2.1\n");
	world_expect("a term behind 148 networks", big_zone, SECMAIL_SPF_PASS, MATCHED);
}
END_TEST

START_TEST(a_macro_bomb_is_an_error)
{
	char path[300];
	size_t used = add(big_zone, 0, sizeof big_zone, "example.com TXT v=spf1 exists:");
	world w;

	for (size_t i = 0; i < 50; i++)
		used = add(big_zone, used, sizeof big_zone, "%%{l}");
	add(big_zone, used, sizeof big_zone, ".example.com -all\n");
	memset(path, 'a', sizeof path);
	memcpy(path + sizeof path - 13, "@example.com", 13);
	w = world_open(big_zone, "192.0.2.1", "mail.example.org", path);
	ck_assert_int_eq(
	    secmail_spf_result_reason(world_judge(&w)), SECMAIL_SPF_REASON_EXPANSION_LIMIT);
	world_close(&w);
}
END_TEST

/* A tree of includes, each with ten more: the widest that the limit lets grow. */
START_TEST(a_fan_of_includes_asks_little)
{
	size_t used = add(big_zone, 0, sizeof big_zone, "example.com TXT v=spf1 ");
	world w;

	for (size_t i = 0; i < 10; i++)
		used = add(big_zone, used, sizeof big_zone, "include:%zu.example ", i);
	used = add(big_zone, used, sizeof big_zone, "-all\n");
	for (size_t i = 0; i < 10; i++) {
		used = add(big_zone, used, sizeof big_zone, "%zu.example TXT v=spf1", i);
		for (size_t j = 0; j < 10; j++)
			used = add(
			    big_zone, used, sizeof big_zone, " include:%zu.example", (i + j) % 10);
		used = add(big_zone, used, sizeof big_zone, "\n");
	}
	w = world_usual(big_zone);
	ck_assert_int_eq(secmail_spf_result_reason(world_judge(&w)), TERM_LIMIT);
	ck_assert_uint_le(secmail_answers_question_count(w.answers), 11);
	world_close(&w);
}
END_TEST

/* Ten mx terms of ten hosts each, %{p} with ten names, and an explanation: the most there is. */
static void
write_worst_zone(void)
{
	size_t used = add(big_zone, 0, sizeof big_zone, "example.com TXT v=spf1 ");

	for (size_t i = 0; i < 10; i++)
		used = add(big_zone, used, sizeof big_zone, "mx:%%{p}.m%zu.example ", i);
	used = add(big_zone, used, sizeof big_zone, "exp=exp.example -all\n");
	for (size_t i = 0; i < 10; i++)
		for (size_t j = 0; j < 10; j++) {
			used = add(big_zone, used, sizeof big_zone, "unknown.m%zu.example MX ", i);
			used = add(big_zone, used, sizeof big_zone, "h%zu.example\n", i * 10 + j);
			used = add(big_zone, used, sizeof big_zone, "h%zu.example A 203.0.113.1\n",
			    i * 10 + j);
		}
	for (size_t i = 0; i < 10; i++) {
		used = add(big_zone, used, sizeof big_zone,
		    "1.2.0.192.in-addr.arpa PTR p%zu.example\n", i);
		used = add(big_zone, used, sizeof big_zone, "p%zu.example A 203.0.113.1\n", i);
	}
	add(big_zone, used, sizeof big_zone, "exp.example TXT no\n");
}

START_TEST(a_verdict_needs_123_questions_at_most)
{
	world w;

	write_worst_zone();
	w = world_usual(big_zone);
	w.order = (world_order)_i;
	ck_assert_int_eq(secmail_spf_result_code(world_judge(&w)), SECMAIL_SPF_FAIL);
	ck_assert_str_eq(or_null(secmail_spf_result_explanation(w.result)), "no");
	ck_assert_uint_eq(secmail_answers_question_count(w.answers), SECMAIL_SPF_MAX_QUESTIONS);
	world_close(&w);
}
END_TEST

START_TEST(limits_can_be_lowered)
{
	static const char zone[] = "example.com TXT v=spf1 a:a.example a:b.example -all\n"
				   "b.example A 203.0.113.1\n";
	world w = world_usual(zone);

	ck_assert_int_eq(secmail_spf_set_max_terms(w.spf, 1), SECMAIL_DONE);
	ck_assert_int_eq(secmail_spf_result_reason(world_judge(&w)), TERM_LIMIT);
	ck_assert_int_eq(secmail_spf_set_max_terms(w.spf, 10), SECMAIL_DONE);
	ck_assert_int_eq(secmail_spf_set_max_voids(w.spf, 0), SECMAIL_DONE);
	ck_assert_int_eq(secmail_spf_result_reason(world_judge(&w)), VOID_LIMIT);
	ck_assert_int_eq(secmail_spf_set_max_voids(w.spf, 2), SECMAIL_DONE);
	ck_assert_int_eq(secmail_spf_set_max_questions(w.spf, 2), SECMAIL_DONE);
	ck_assert_int_eq(
	    secmail_spf_result_reason(world_judge(&w)), SECMAIL_SPF_REASON_QUESTION_LIMIT);
	ck_assert_int_eq(secmail_spf_set_max_questions(w.spf, 3), SECMAIL_DONE);
	ck_assert_int_eq(secmail_spf_result_code(world_judge(&w)), SECMAIL_SPF_FAIL);
	world_close(&w);
}
END_TEST

START_TEST(a_lower_limit_bounds_what_is_asked)
{
	world w = world_usual("example.com TXT v=spf1 a:a.example a:b.example a:c.example -all\n"
			      "a.example A 203.0.113.1\nb.example A 203.0.113.1\n");

	ck_assert_int_eq(secmail_spf_set_max_questions(w.spf, 2), SECMAIL_DONE);
	ck_assert_int_eq(
	    secmail_spf_result_reason(world_judge(&w)), SECMAIL_SPF_REASON_QUESTION_LIMIT);
	ck_assert_uint_eq(w.rounds, 2);
	ck_assert_uint_le(secmail_answers_question_count(w.answers), 3);
	world_close(&w);
}
END_TEST

/* The record, the PTR look-up and one of two names: to pass over the other would be a guess. */
START_TEST(a_limit_met_behind_ptr_is_an_error)
{
	world w = world_usual("example.com TXT v=spf1 ptr ?all\n"
			      "1.2.0.192.in-addr.arpa PTR a.example.com\n"
			      "1.2.0.192.in-addr.arpa PTR b.example.com\n"
			      "a.example.com A 203.0.113.1\nb.example.com A 192.0.2.1\n");

	ck_assert_int_eq(secmail_spf_set_max_questions(w.spf, 3), SECMAIL_DONE);
	ck_assert_int_eq(
	    secmail_spf_result_reason(world_judge(&w)), SECMAIL_SPF_REASON_QUESTION_LIMIT);
	ck_assert_int_eq(secmail_spf_result_code(w.result), SECMAIL_SPF_PERMERROR);
	ck_assert_int_eq(secmail_spf_set_max_questions(w.spf, 4), SECMAIL_DONE);
	ck_assert_int_eq(secmail_spf_result_code(world_judge(&w)), SECMAIL_SPF_PASS);
	world_close(&w);
}
END_TEST

/* What goes wrong with exp changes no verdict (RFC 7208 section 6.2). */
START_TEST(a_macro_bomb_in_exp_leaves_the_fail)
{
	char path[300];
	size_t used = add(big_zone, 0, sizeof big_zone, "example.com TXT v=spf1 -all exp=");
	world w;

	for (size_t i = 0; i < 50; i++)
		used = add(big_zone, used, sizeof big_zone, "%%{l}");
	add(big_zone, used, sizeof big_zone, ".example.com\n");
	memset(path, 'a', sizeof path);
	memcpy(path + sizeof path - 13, "@example.com", 13);
	w = world_open(big_zone, "192.0.2.1", "mail.example.org", path);
	ck_assert_int_eq(secmail_spf_result_code(world_judge(&w)), SECMAIL_SPF_FAIL);
	ck_assert_int_eq(secmail_spf_result_reason(w.result), MATCHED);
	ck_assert_ptr_null(secmail_spf_result_explanation(w.result));
	world_close(&w);
}
END_TEST

START_TEST(a_table_without_room_for_guesses_is_no_error)
{
	world w = world_usual("example.com TXT v=spf1 a:a.example a:b.example -all\n"
			      "a.example A 192.0.2.1\n");

	ck_assert_int_eq(secmail_answers_set_max_questions(w.answers, 2), SECMAIL_DONE);
	ck_assert_int_eq(secmail_spf_result_code(world_judge(&w)), SECMAIL_SPF_PASS);
	world_close(&w);
}
END_TEST

START_TEST(a_full_table_is_an_error)
{
	world w = world_usual("example.com TXT v=spf1 a:a.example -all\n");

	ck_assert_int_eq(secmail_answers_set_max_questions(w.answers, 1), SECMAIL_DONE);
	ck_assert_int_eq(
	    secmail_spf_result_reason(world_judge(&w)), SECMAIL_SPF_REASON_QUESTION_LIMIT);
	world_close(&w);
}
END_TEST

TCase *
limit_tests(void)
{
	TCase *c = tcase_create("limits");

	tcase_add_loop_test(c, limits_are_the_rfcs, 0, ROWS(rows));
	tcase_add_test(c, ten_mx_hosts_are_allowed_and_no_more);
	tcase_add_test(c, the_eleventh_ptr_name_is_passed_over);
	tcase_add_test(c, addresses_are_not_limited);
	tcase_add_test(c, a_record_is_bounded);
	tcase_add_test(c, the_largest_txt_record_is_an_error_and_no_trouble);
	tcase_add_test(c, any_number_of_networks_may_stand_before_a_term);
	tcase_add_test(c, a_macro_bomb_is_an_error);
	tcase_add_test(c, a_fan_of_includes_asks_little);
	tcase_add_loop_test(
	    c, a_verdict_needs_123_questions_at_most, WORLD_AT_ONCE, WORLD_SHUFFLED + 1);
	tcase_add_test(c, limits_can_be_lowered);
	tcase_add_test(c, a_lower_limit_bounds_what_is_asked);
	tcase_add_test(c, a_limit_met_behind_ptr_is_an_error);
	tcase_add_test(c, a_macro_bomb_in_exp_leaves_the_fail);
	tcase_add_test(c, a_table_without_room_for_guesses_is_no_error);
	tcase_add_test(c, a_full_table_is_an_error);
	return c;
}
