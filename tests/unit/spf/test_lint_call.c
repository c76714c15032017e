/* test_lint_call.c - the call itself: its arguments, its getters at their edges, its words */
#include <stdio.h>
#include <string.h>

#include "lint_world.h"

#define ROWS(table) (sizeof(table) / sizeof(table)[0])

#define LAST_CODE SECMAIL_SPF_FINDING_NEEDLESS_HOST

START_TEST(a_call_wants_a_result_and_something_to_look_at)
{
	secmail_answers *a;
	secmail_spf_findings *f = (secmail_spf_findings *)&a;

	ck_assert_int_eq(secmail_answers_new(&a), SECMAIL_DONE);
	ck_assert_int_eq(
	    secmail_spf_lint("x.example", 9, "v=spf1", 6, NULL, NULL), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_spf_lint(NULL, 0, NULL, 0, a, &f), SECMAIL_ARGUMENT);
	ck_assert_ptr_null(f);
	ck_assert_int_eq(secmail_spf_lint("x.example", 9, NULL, 0, NULL, &f), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_spf_lint(NULL, 9, "v=spf1", 6, NULL, &f), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_spf_lint("x..example", 10, "v=spf1", 6, NULL, &f), SECMAIL_SYNTAX);
	ck_assert_int_eq(secmail_spf_lint("x.example", 9, NULL, 0, a, &f), SECMAIL_WANT_DNS);
	ck_assert_ptr_null(f);
	secmail_answers_free(a);
}
END_TEST

START_TEST(without_a_domain_what_is_about_it_is_not_followed)
{
	static const char record[] = "v=spf1 a mx:%{d} -all";
	secmail_spf_findings *f;
	secmail_answers *a;

	ck_assert_int_eq(secmail_answers_new(&a), SECMAIL_DONE);
	ck_assert_int_eq(secmail_spf_lint(NULL, 0, record, sizeof record - 1, a, &f), SECMAIL_DONE);
	ck_assert_uint_eq(secmail_answers_question_count(a), 0);
	ck_assert_uint_eq(secmail_spf_findings_lookups(f), 2);
	ck_assert_uint_eq(secmail_spf_findings_count(f), 1);
	ck_assert_int_eq(secmail_spf_findings_code(f, 0), SECMAIL_SPF_FINDING_NOT_FOLLOWED);
	ck_assert_ptr_null(secmail_spf_findings_domain(f, 0));
	secmail_spf_findings_free(f);
	secmail_answers_free(a);
}
END_TEST

/* A record that is to be published is looked at in place of the one that is. */
START_TEST(a_given_record_stands_in_for_the_published_one)
{
	static const char record[] = "v=spf1 include:i.example.com -all";
	world w = { .zone = "example.com TXT v=spf1 +all\ni.example.com TXT v=spf1 ptr -all\n" };
	secmail_spf_findings *f;

	ck_assert_int_eq(secmail_answers_new(&w.answers), SECMAIL_DONE);
	while (secmail_spf_lint("Example.COM.", 12, record, sizeof record - 1, w.answers, &f) ==
	       SECMAIL_WANT_DNS)
		world_answer(&w);
	ck_assert_uint_eq(secmail_spf_findings_count(f), 1);
	ck_assert_int_eq(secmail_spf_findings_code(f, 0), SECMAIL_SPF_FINDING_PTR);
	ck_assert_str_eq(secmail_spf_findings_record_domain(f, 0), "example.com");
	secmail_spf_findings_free(f);
	secmail_answers_free(w.answers);
}
END_TEST

START_TEST(a_table_that_is_out_of_patience_gives_findings)
{
	secmail_spf_findings *f;
	secmail_answers *a;

	ck_assert_int_eq(secmail_answers_new(&a), SECMAIL_DONE);
	ck_assert_int_eq(secmail_spf_lint("x.example", 9, NULL, 0, a, &f), SECMAIL_WANT_DNS);
	secmail_answers_expire(a);
	ck_assert_int_eq(secmail_spf_lint("x.example", 9, NULL, 0, a, &f), SECMAIL_DONE);
	ck_assert_int_eq(secmail_spf_findings_code(f, 0), SECMAIL_SPF_FINDING_DNS_FAILURE);
	secmail_spf_findings_free(f);
	secmail_answers_free(a);
}
END_TEST

START_TEST(a_table_that_is_full_is_told_as_a_limit)
{
	static const char record[] = "v=spf1 a:1.example a:2.example a:3.example -all";
	world w = { .zone = "1.example A 192.0.2.1\n1.example AAAA 2001:db8::1\n" };
	secmail_spf_findings *f;

	ck_assert_int_eq(secmail_answers_new(&w.answers), SECMAIL_DONE);
	ck_assert_int_eq(secmail_answers_set_max_questions(w.answers, 2), SECMAIL_DONE);
	while (
	    secmail_spf_lint(NULL, 0, record, sizeof record - 1, w.answers, &f) == SECMAIL_WANT_DNS)
		world_answer(&w);
	ck_assert_ptr_nonnull(
	    strstr(secmail_spf_findings_sentence(f, lint_find(f, SECMAIL_SPF_FINDING_LINT_LIMIT)),
		"answers table"));
	secmail_spf_findings_free(f);
	secmail_answers_free(w.answers);
}
END_TEST

START_TEST(past_the_end_there_is_nothing)
{
	secmail_spf_findings *f = lint_text("v=spf1 -all");
	const secmail_spf_findings *both[] = { f, NULL };

	for (size_t i = 0; i < 2; i++) {
		ck_assert_uint_eq(secmail_spf_findings_count(both[i]), 0);
		ck_assert_int_eq(
		    secmail_spf_findings_code(both[i], 0), SECMAIL_SPF_FINDING_LINT_LIMIT);
		ck_assert_int_eq(secmail_spf_findings_severity(both[i], 0), SECMAIL_SPF_NOTE);
		ck_assert_ptr_null(secmail_spf_findings_domain(both[i], 0));
		ck_assert_ptr_null(secmail_spf_findings_term(both[i], 0));
		ck_assert_uint_eq(secmail_spf_findings_offset(both[i], 0), 0);
		ck_assert_str_eq(secmail_spf_findings_sentence(both[i], 0), "");
		ck_assert_str_eq(secmail_spf_findings_advice(both[i], 0), "");
		ck_assert_str_eq(secmail_spf_findings_section(both[i], 0), "");
		ck_assert_ptr_null(secmail_spf_findings_record_domain(both[i], 1));
		ck_assert_ptr_null(secmail_spf_findings_record_text(both[i], 1));
		ck_assert_ptr_null(secmail_spf_findings_record_term(both[i], 1));
		ck_assert_uint_eq(secmail_spf_findings_record_depth(both[i], 1), 0);
		ck_assert_uint_eq(secmail_spf_findings_record_lookups(both[i], 1), 0);
	}
	ck_assert_uint_eq(secmail_spf_findings_lookups(NULL), 0);
	ck_assert_uint_eq(secmail_spf_findings_void_lookups(NULL), 0);
	ck_assert_uint_eq(secmail_spf_findings_ip4_count(NULL), 0);
	ck_assert_uint_eq(secmail_spf_findings_ip6_count(NULL), 0);
	ck_assert_uint_eq(secmail_spf_findings_record_count(NULL), 0);
	secmail_spf_findings_free(f);
	secmail_spf_findings_free(NULL);
}
END_TEST

START_TEST(findings_end_at_256_and_say_so)
{
	static char record[8192];
	size_t used = (size_t)snprintf(record, sizeof record, "v=spf1");
	secmail_spf_findings *f;

	for (size_t i = 0; i < 400; i++)
		used += (size_t)snprintf(record + used, sizeof record - used, " x%zu:", i);
	f = lint_text(record);
	ck_assert_uint_eq(secmail_spf_findings_count(f), SECMAIL_SPF_LINT_MAX_FINDINGS + 1);
	ck_assert_int_eq(secmail_spf_findings_code(f, SECMAIL_SPF_LINT_MAX_FINDINGS),
	    SECMAIL_SPF_FINDING_LINT_LIMIT);
	secmail_spf_findings_free(f);
}
END_TEST

START_TEST(terms_of_a_record_end_at_512)
{
	static char record[8192];
	size_t used = (size_t)snprintf(record, sizeof record, "v=spf1");
	secmail_spf_findings *f;

	for (size_t i = 0; i < SECMAIL_SPF_LINT_MAX_TERMS; i++)
		used += (size_t)snprintf(record + used, sizeof record - used, " ra=x");
	f = lint_text(record);
	ck_assert_uint_eq(secmail_spf_findings_count(f), 1);
	ck_assert_int_eq(secmail_spf_findings_code(f, 0), SECMAIL_SPF_FINDING_NO_ALL);
	secmail_spf_findings_free(f);
	(void)snprintf(record + used, sizeof record - used, " -all");
	f = lint_text(record);
	ck_assert_uint_eq(secmail_spf_findings_count(f), 1);
	ck_assert_int_eq(secmail_spf_findings_code(f, 0), SECMAIL_SPF_FINDING_LINT_LIMIT);
	ck_assert_str_eq(secmail_spf_findings_term(f, 0), "-all");
	secmail_spf_findings_free(f);
}
END_TEST

START_TEST(each_code_has_a_word_of_its_own)
{
	for (int code = 1; code <= LAST_CODE; code++) {
		const char *name = secmail_spf_finding_name((secmail_spf_finding)code);

		ck_assert_str_ne(name, "unknown");
		for (int other = 1; other < code; other++)
			ck_assert_str_ne(
			    name, secmail_spf_finding_name((secmail_spf_finding)other));
	}
	ck_assert_str_eq(secmail_spf_finding_name((secmail_spf_finding)0), "unknown");
	ck_assert_str_eq(secmail_spf_finding_name((secmail_spf_finding)(LAST_CODE + 1)), "unknown");
	ck_assert_str_eq(secmail_spf_finding_name((secmail_spf_finding)-1), "unknown");
}
END_TEST

START_TEST(severities_have_words)
{
	ck_assert_str_eq(secmail_spf_severity_name(SECMAIL_SPF_NOTE), "note");
	ck_assert_str_eq(secmail_spf_severity_name(SECMAIL_SPF_WARNING), "warning");
	ck_assert_str_eq(secmail_spf_severity_name(SECMAIL_SPF_ERROR), "error");
	ck_assert_str_eq(secmail_spf_severity_name((secmail_spf_severity)0), "unknown");
}
END_TEST

/* Every finding says what, what to do and where it is written, in printable ASCII. */
START_TEST(findings_say_what_to_do_and_where_it_is_written)
{
	secmail_spf_findings *f = lint_zone(
	    "example.com TXT v=spf1 ip4:10.0.0.1/8 ip4:10.1.0.0/16 ip:1 ptr mx mx a:n..x "
	    "exists:%{p} include:example.com include:none.example redirect=r.example v=1 ?all a "
	    "exp=none.example m\xc3\xbcx\n"
	    "example.com TXT v=spf11\n",
	    WORLD_AT_ONCE, 0);

	ck_assert_uint_gt(secmail_spf_findings_count(f), 12);
	for (size_t i = 0; i < secmail_spf_findings_count(f); i++) {
		const char *const texts[] = { secmail_spf_findings_sentence(f, i),
			secmail_spf_findings_advice(f, i), secmail_spf_findings_section(f, i) };

		for (size_t j = 0; j < ROWS(texts); j++) {
			ck_assert_uint_gt(strlen(texts[j]), 5);
			ck_assert_uint_le(strlen(texts[j]), SECMAIL_SPF_LINT_MAX_SENTENCE);
			for (const char *at = texts[j]; *at; at++)
				ck_assert(*at >= ' ' && *at <= '~');
		}
		ck_assert_ptr_nonnull(strstr(texts[2], "RFC "));
	}
	secmail_spf_findings_free(f);
}
END_TEST

/* What evaluators take for no record is none here either: half of it could say another thing. */
START_TEST(a_record_that_is_cut_off_is_none)
{
	static const uint8_t cut[] = "\x0cv=spf1 a:b.c\x05 -all"; /* but the last octet */
	secmail_spf_findings *f;
	secmail_answers *a;
	uint32_t id;

	ck_assert_int_eq(secmail_answers_new(&a), SECMAIL_DONE);
	ck_assert_int_eq(secmail_spf_lint("example.com", 11, NULL, 0, a, &f), SECMAIL_WANT_DNS);
	ck_assert_uint_eq(secmail_answers_open(a, &id, 1), 1);
	ck_assert_int_eq(secmail_answers_add(a, id, cut, sizeof cut - 2, 300), SECMAIL_DONE);
	ck_assert_int_eq(secmail_answers_close(a, id, 0, SECMAIL_TRUST_UNKNOWN), SECMAIL_DONE);
	ck_assert_int_eq(secmail_spf_lint("example.com", 11, NULL, 0, a, &f), SECMAIL_DONE);
	ck_assert_uint_eq(secmail_spf_findings_count(f), 1);
	ck_assert_int_eq(secmail_spf_findings_code(f, 0), SECMAIL_SPF_FINDING_NO_RECORD);
	secmail_spf_findings_free(f);
	secmail_answers_free(a);
}
END_TEST

TCase *
lint_call_tests(void)
{
	TCase *tc = tcase_create("lint: the call");

	tcase_add_test(tc, a_call_wants_a_result_and_something_to_look_at);
	tcase_add_test(tc, without_a_domain_what_is_about_it_is_not_followed);
	tcase_add_test(tc, a_given_record_stands_in_for_the_published_one);
	tcase_add_test(tc, a_table_that_is_out_of_patience_gives_findings);
	tcase_add_test(tc, a_table_that_is_full_is_told_as_a_limit);
	tcase_add_test(tc, past_the_end_there_is_nothing);
	tcase_add_test(tc, findings_end_at_256_and_say_so);
	tcase_add_test(tc, terms_of_a_record_end_at_512);
	tcase_add_test(tc, each_code_has_a_word_of_its_own);
	tcase_add_test(tc, severities_have_words);
	tcase_add_test(tc, findings_say_what_to_do_and_where_it_is_written);
	tcase_add_test(tc, a_record_that_is_cut_off_is_none);
	return tc;
}
