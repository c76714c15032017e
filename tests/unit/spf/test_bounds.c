/* test_bounds.c - that every cap, at each of its values, decides at its very edge */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "spf_internal.h"
#include "world.h"

#define MATCHED SECMAIL_SPF_REASON_MATCHED
#define VOIDS SECMAIL_SPF_MAX_VOIDS

/* A text that grows. */
typedef struct text {
	char at[40000];
	size_t len;
} text;

static text zone;

static void grow(text *t, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void
grow(text *t, const char *format, ...)
{
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(t->at + t->len, sizeof t->at - t->len, format, args);
	va_end(args);
	ck_assert(len >= 0 && (size_t)len < sizeof t->at - t->len);
	t->len += (size_t)len;
}

static void
repeat(text *t, size_t times, const char *words)
{
	for (size_t i = 0; i < times; i++)
		grow(t, "%s", words);
}

static void
expect(world *w, secmail_spf_code code, secmail_spf_reason reason)
{
	const secmail_spf_result *r = world_judge(w);

	ck_assert_msg(secmail_spf_result_code(r) == code && secmail_spf_result_reason(r) == reason,
	    "%s, %s: %s", secmail_spf_code_name(secmail_spf_result_code(r)),
	    secmail_spf_reason_name(secmail_spf_result_reason(r)), secmail_spf_result_detail(r));
}

/* --- caps that can be lowered --- */

/* The cap is _i; the zone has as many terms, and one more. */
START_TEST(as_many_terms_as_the_cap_and_no_more)
{
	for (size_t more = 0; more <= 1; more++) {
		world w;

		zone.len = 0;
		grow(&zone, "example.com A 203.0.113.1\nexample.com TXT v=spf1");
		repeat(&zone, (size_t)_i + more, " a");
		grow(&zone, " -all\n");
		w = world_usual(zone.at);
		ck_assert_int_eq(secmail_spf_set_max_terms(w.spf, (size_t)_i), SECMAIL_DONE);
		expect(&w, more ? SECMAIL_SPF_PERMERROR : SECMAIL_SPF_FAIL,
		    more ? SECMAIL_SPF_REASON_TERM_LIMIT : MATCHED);
		ck_assert_uint_eq(secmail_spf_result_lookups(w.result), (size_t)_i);
		world_close(&w);
	}
}
END_TEST

/* The same in a chain: each include is a term, and a redirect too. */
START_TEST(as_many_includes_as_the_cap_and_no_more)
{
	for (size_t more = 0; more <= 1; more++) {
		size_t depth = (size_t)_i + more;
		world w;

		zone.len = 0;
		grow(&zone, "example.com TXT v=spf1 include:1.example.com -all\n");
		for (size_t i = 1; i < depth; i++)
			grow(&zone, "%zu.example.com TXT v=spf1 %s%zu.example.com\n", i,
			    i % 2 ? "redirect=" : "include:", i + 1);
		grow(&zone, "%zu.example.com TXT v=spf1 ip4:192.0.2.1\n", depth);
		w = world_usual(zone.at);
		ck_assert_int_eq(secmail_spf_set_max_terms(w.spf, (size_t)_i), SECMAIL_DONE);
		expect(&w, more ? SECMAIL_SPF_PERMERROR : SECMAIL_SPF_PASS,
		    more ? SECMAIL_SPF_REASON_TERM_LIMIT : MATCHED);
		world_close(&w);
	}
}
END_TEST

/* The cap is _i; as many look-ups have no answer, and one more. */
START_TEST(as_many_voids_as_the_cap_and_no_more)
{
	for (size_t more = 0; more <= 1; more++) {
		world w;

		zone.len = 0;
		grow(&zone, "example.com TXT v=spf1");
		repeat(&zone, (size_t)_i + more, " a:nothing.example");
		grow(&zone, " -all\n");
		w = world_usual(zone.at);
		ck_assert_int_eq(secmail_spf_set_max_voids(w.spf, (size_t)_i), SECMAIL_DONE);
		expect(&w, more ? SECMAIL_SPF_PERMERROR : SECMAIL_SPF_FAIL,
		    more ? SECMAIL_SPF_REASON_VOID_LIMIT : MATCHED);
		world_close(&w);
	}
}
END_TEST

/* Ten mx terms of ten hosts each, of which the last is the client: 1 + 10 x 11 questions. */
static void
write_wide_zone(void)
{
	zone.len = 0;
	grow(&zone, "example.com TXT v=spf1");
	for (int i = 0; i < 10; i++)
		grow(&zone, " mx:m%d.example", i);
	grow(&zone, " -all\n");
	for (int i = 0; i < 100; i++) {
		grow(&zone, "m%d.example MX h%d.example\n", i / 10, i);
		grow(&zone, "h%d.example A %s\n", i, i == 99 ? "192.0.2.1" : "203.0.113.1");
	}
}

START_TEST(below_the_questions_that_it_needs_a_verdict_is_an_error)
{
	size_t needs = 1 + 10 * 11;
	size_t cap = (size_t)_i;
	world w;

	write_wide_zone();
	w = world_usual(zone.at);
	ck_assert_int_eq(secmail_spf_set_max_questions(w.spf, cap), SECMAIL_DONE);
	expect(&w, cap < needs ? SECMAIL_SPF_PERMERROR : SECMAIL_SPF_PASS,
	    cap < needs ? SECMAIL_SPF_REASON_QUESTION_LIMIT : MATCHED);
	/* One more than the cap may be asked, along with what was asked ahead of need. */
	ck_assert_uint_le(
	    secmail_answers_question_count(w.answers), cap + 1 + SECMAIL_SPF_MAX_SPECULATION);
	world_close(&w);
}
END_TEST

START_TEST(no_order_of_answers_moves_a_cap)
{
	for (world_order order = WORLD_AT_ONCE; order <= WORLD_SHUFFLED; order++)
		for (size_t cap = 110; cap <= 111; cap++) {
			world w;

			write_wide_zone();
			w = world_usual(zone.at);
			w.order = order;
			ck_assert_int_eq(secmail_spf_set_max_questions(w.spf, cap), SECMAIL_DONE);
			expect(&w, cap == 110 ? SECMAIL_SPF_PERMERROR : SECMAIL_SPF_PASS,
			    cap == 110 ? SECMAIL_SPF_REASON_QUESTION_LIMIT : MATCHED);
			world_close(&w);
		}
}
END_TEST

/* --- what is read of macros --- */

/* A local part of 128 octets, of which nothing is taken: 32 times is 4,096 octets. */
static world
reader_of(const char *before, size_t macros, const char *after)
{
	char path[128 + sizeof "@example.com"];

	memset(path, 'a', 127);
	memcpy(path + 127, "-@example.com", sizeof "-@example.com");
	zone.len = 0;
	grow(&zone, "%s", before);
	repeat(&zone, macros, "%{l1-}");
	grow(&zone, "%s", after);
	return world_open(zone.at, "192.0.2.1", "mail.example.org", path);
}

START_TEST(what_macros_read_is_bounded_though_they_give_nothing)
{
	for (size_t more = 0; more <= 1; more++) {
		world w = reader_of("h.example.com A 127.0.0.2\nexample.com TXT v=spf1 exists:h",
		    32 + more, ".example.com -all\n");

		expect(&w, more ? SECMAIL_SPF_PERMERROR : SECMAIL_SPF_PASS,
		    more ? SECMAIL_SPF_REASON_EXPANSION_LIMIT : MATCHED);
		world_close(&w);
	}
}
END_TEST

START_TEST(an_explanation_ends_where_its_macros_have_read_enough)
{
	for (size_t more = 0; more <= 1; more++) {
		world w = reader_of("example.com TXT v=spf1 exp=e.example.com -all\n"
				    "e.example.com TXT no",
		    32 + more, ", never\n");

		expect(&w, SECMAIL_SPF_FAIL, MATCHED);
		ck_assert_str_eq(
		    or_null(secmail_spf_result_explanation(w.result)), more ? "no" : "no, never");
		world_close(&w);
	}
}
END_TEST

/* Far more often than the limit would bear look-ups: the name is found once. */
START_TEST(the_clients_name_may_stand_in_a_record_often)
{
	zone.len = 0;
	grow(&zone, "1.2.0.192.in-addr.arpa PTR n-\nn- A 192.0.2.1\n");
	grow(&zone, "h.example.com A 127.0.0.2\nexample.com TXT v=spf1 exists:h");
	repeat(&zone, 1000, "%{p1-}");
	grow(&zone, ".example.com -all\n");
	world_expect("a name that is found once", zone.at, SECMAIL_SPF_PASS, MATCHED);
}
END_TEST

/* What %{p} prefers depends on whose record it stands in (RFC 7208 section 7.3). */
START_TEST(the_clients_name_is_that_of_each_record)
{
	world_expect("two records with names of their own",
	    "1.2.0.192.in-addr.arpa PTR h.example.com\n"
	    "1.2.0.192.in-addr.arpa PTR h.example.net\n"
	    "h.example.com A 192.0.2.1\nh.example.net A 192.0.2.1\n"
	    "example.com TXT v=spf1 -exists:%{p}.not.example include:example.net "
	    "-exists:%{p}.yes.example ?all\n"
	    "example.net TXT v=spf1 -exists:%{p}.not.example -exists:%{p}.it.example -all\n"
	    "h.example.com.yes.example A 127.0.0.2\n"
	    "h.example.net.it.example A 127.0.0.2\n",
	    SECMAIL_SPF_FAIL, MATCHED);
}
END_TEST

/* --- TXT records --- */

START_TEST(a_record_shows_itself_within_16_strings)
{
	for (size_t more = 0; more <= 1; more++) {
		zone.len = 0;
		grow(&zone, "example.com TXT ");
		repeat(&zone, 15 + more, "|");
		grow(&zone, "v=spf1 -all\n");
		world_expect("strings before a record", zone.at,
		    more ? SECMAIL_SPF_NONE : SECMAIL_SPF_FAIL,
		    more ? SECMAIL_SPF_REASON_NO_RECORD : MATCHED);
	}
}
END_TEST

START_TEST(strings_without_octets_count_for_a_records_size)
{
	for (size_t more = 0; more <= 1; more++) {
		zone.len = 0;
		grow(&zone, "example.com TXT v=spf1 -all");
		repeat(&zone, 2 * SECMAIL_SPF_MAX_RECORD - 12 + more, "|");
		grow(&zone, "\n");
		world_expect("strings behind a record", zone.at,
		    more ? SECMAIL_SPF_PERMERROR : SECMAIL_SPF_FAIL,
		    more ? SECMAIL_SPF_REASON_RECORD_LIMIT : MATCHED);
	}
}
END_TEST

START_TEST(a_long_record_may_stand_in_strings_of_one_octet)
{
	zone.len = 0;
	grow(&zone, "example.com TXT v|=|s|p|f|1| |-|a|l|l| |x|=");
	repeat(&zone, SECMAIL_SPF_MAX_RECORD - 14, "|a");
	grow(&zone, "\n");
	world_expect("8,192 strings", zone.at, SECMAIL_SPF_FAIL, MATCHED);
}
END_TEST

TCase *
bounds_tests(void)
{
	TCase *c = tcase_create("bounds");

	tcase_add_loop_test(c, as_many_terms_as_the_cap_and_no_more, 1, SECMAIL_SPF_MAX_TERMS + 1);
	tcase_add_loop_test(
	    c, as_many_includes_as_the_cap_and_no_more, 1, SECMAIL_SPF_MAX_TERMS + 1);
	tcase_add_loop_test(c, as_many_voids_as_the_cap_and_no_more, 0, VOIDS + 1);
	tcase_add_loop_test(c, below_the_questions_that_it_needs_a_verdict_is_an_error, 1,
	    SECMAIL_SPF_MAX_QUESTIONS + 1);
	tcase_add_test(c, no_order_of_answers_moves_a_cap);
	tcase_add_test(c, what_macros_read_is_bounded_though_they_give_nothing);
	tcase_add_test(c, an_explanation_ends_where_its_macros_have_read_enough);
	tcase_add_test(c, the_clients_name_may_stand_in_a_record_often);
	tcase_add_test(c, the_clients_name_is_that_of_each_record);
	tcase_add_test(c, a_record_shows_itself_within_16_strings);
	tcase_add_test(c, strings_without_octets_count_for_a_records_size);
	tcase_add_test(c, a_long_record_may_stand_in_strings_of_one_octet);
	return c;
}
