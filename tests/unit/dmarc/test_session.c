/* test_session.c - what a session takes, refuses and forgets */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "world.h"

static const world_record DNS[] = { { "_dmarc.example.com", "v=DMARC1; p=reject" },
	{ NULL, NULL } };

static void
give(world *w, const char *author, const char *dkim)
{
	ck_assert_int_eq(secmail_dmarc_set_author_domain(w->dmarc, author), SECMAIL_DONE);
	ck_assert_int_eq(
	    secmail_dmarc_add_dkim(w->dmarc, SECMAIL_DMARC_OUTCOME_PASS, dkim), SECMAIL_DONE);
}

START_TEST(an_empty_session_is_a_permerror)
{
	world w = world_new();

	ck_assert_int_eq(world_try(&w), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dmarc_result_code(w.result), SECMAIL_DMARC_PERMERROR);
	ck_assert_int_eq(secmail_dmarc_result_reason(w.result), SECMAIL_DMARC_REASON_AUTHOR_DOMAIN);
	ck_assert_ptr_null(secmail_dmarc_result_from_domain(w.result));
	ck_assert_uint_eq(secmail_answers_question_count(w.answers), 0);
	world_free(&w);
}
END_TEST

START_TEST(reset_forgets_everything)
{
	world w = world_new();

	give(&w, "example.com", "example.com");
	ck_assert_int_eq(secmail_dmarc_set_spf(w.dmarc, SECMAIL_DMARC_OUTCOME_PASS, "example.com"),
	    SECMAIL_DONE);
	secmail_dmarc_reset(w.dmarc);
	ck_assert_int_eq(secmail_dmarc_set_author_domain(w.dmarc, "example.com"), SECMAIL_DONE);
	world_judge(&w, DNS);
	ck_assert_int_eq(secmail_dmarc_result_code(w.result), SECMAIL_DMARC_FAIL);
	ck_assert_int_eq(
	    secmail_dmarc_result_reason(w.result), SECMAIL_DMARC_REASON_NOT_AUTHENTICATED);
	world_free(&w);
}
END_TEST

START_TEST(a_result_outlives_its_session)
{
	world w = world_new();

	give(&w, "example.com", "example.com");
	world_judge(&w, DNS);
	secmail_answers_free(w.answers);
	secmail_dmarc_free(w.dmarc);
	w.answers = NULL;
	w.dmarc = NULL;
	ck_assert_str_eq(secmail_dmarc_result_from_domain(w.result), "example.com");
	ck_assert_str_eq(secmail_dmarc_result_record(w.result), "v=DMARC1; p=reject");
	world_free(&w);
}
END_TEST

/* The same answers give the same result, as often as asked. */
START_TEST(judging_again_changes_nothing)
{
	world w = world_new();

	give(&w, "example.com", "mail.example.com");
	world_judge(&w, DNS);
	for (int i = 0; i < 3; i++) {
		secmail_dmarc_result_free(w.result);
		ck_assert_int_eq(world_try(&w), SECMAIL_DONE);
		ck_assert_int_eq(secmail_dmarc_result_code(w.result), SECMAIL_DMARC_PASS);
	}
	world_free(&w);
}
END_TEST

START_TEST(a_later_setting_replaces_an_earlier_one)
{
	world w = world_new();

	give(&w, "evil.test", "example.com");
	for (int i = 0; i < 1000; i++)
		ck_assert_int_eq(secmail_dmarc_set_spf(w.dmarc, SECMAIL_DMARC_OUTCOME_PASS,
				     i % 2 ? "example.com" : "evil.test"),
		    SECMAIL_DONE);
	ck_assert_int_eq(secmail_dmarc_set_author_domain(w.dmarc, "example.com"), SECMAIL_DONE);
	world_judge(&w, DNS);
	ck_assert_str_eq(secmail_dmarc_result_from_domain(w.result), "example.com");
	ck_assert(secmail_dmarc_result_spf_is_aligned(w.result));
	world_free(&w);
}
END_TEST

START_TEST(one_result_of_dkim_too_many_is_left_out)
{
	world w = world_new();
	char domain[32];

	ck_assert_int_eq(secmail_dmarc_set_author_domain(w.dmarc, "example.com"), SECMAIL_DONE);
	for (int i = 0; i < SECMAIL_DMARC_MAX_DKIM; i++) {
		snprintf(domain, sizeof domain, "s%d.evil.test", i);
		ck_assert_int_eq(
		    secmail_dmarc_add_dkim(w.dmarc, SECMAIL_DMARC_OUTCOME_PASS, domain),
		    SECMAIL_DONE);
	}
	ck_assert_str_eq(secmail_dmarc_error(w.dmarc), "");
	ck_assert_int_eq(secmail_dmarc_add_dkim(w.dmarc, SECMAIL_DMARC_OUTCOME_PASS, "example.com"),
	    SECMAIL_LIMIT);
	ck_assert_str_ne(secmail_dmarc_error(w.dmarc), "");
	world_judge(&w, DNS);
	ck_assert_int_eq(secmail_dmarc_result_code(w.result), SECMAIL_DMARC_FAIL);
	world_free(&w);
}
END_TEST

/* The cap on walks leaves out the farthest, never the nearest. */
START_TEST(the_nearest_are_walked)
{
	world w = world_new();
	char domain[64];

	ck_assert_int_eq(secmail_dmarc_set_author_domain(w.dmarc, "a.b.example.com"), SECMAIL_DONE);
	for (int i = 0; i < SECMAIL_DMARC_MAX_DKIM - 1; i++) {
		snprintf(domain, sizeof domain, "far%d.example.com", i);
		ck_assert_int_eq(
		    secmail_dmarc_add_dkim(w.dmarc, SECMAIL_DMARC_OUTCOME_PASS, domain),
		    SECMAIL_DONE);
	}
	ck_assert_int_eq(
	    secmail_dmarc_add_dkim(w.dmarc, SECMAIL_DMARC_OUTCOME_PASS, "near.b.example.com"),
	    SECMAIL_DONE);
	world_judge(&w, DNS);
	ck_assert_int_eq(secmail_dmarc_result_code(w.result), SECMAIL_DMARC_PASS);
	ck_assert_uint_eq(secmail_dmarc_result_dkim_index(w.result), SECMAIL_DMARC_MAX_DKIM - 1);
	ck_assert_str_eq(secmail_dmarc_result_aligned_domain(w.result), "near.b.example.com");
	ck_assert_uint_le(
	    secmail_answers_question_count(w.answers), 4 + SECMAIL_DMARC_MAX_IDENTIFIER_WALKS);
	world_free(&w);
}
END_TEST

START_TEST(the_author_domain_itself_is_nearest)
{
	world w = world_new();

	give(&w, "example.com", "mail.example.com");
	ck_assert_int_eq(secmail_dmarc_add_dkim(w.dmarc, SECMAIL_DMARC_OUTCOME_PASS, "example.com"),
	    SECMAIL_DONE);
	world_judge(&w, DNS);
	ck_assert_uint_eq(secmail_dmarc_result_dkim_index(w.result), 1);
	world_free(&w);
}
END_TEST

START_TEST(nothing_is_no_domain)
{
	world w = world_new();

	give(&w, "example.com", NULL);
	ck_assert_int_eq(
	    secmail_dmarc_set_spf(w.dmarc, SECMAIL_DMARC_OUTCOME_PASS, NULL), SECMAIL_DONE);
	world_judge(&w, DNS);
	ck_assert_int_eq(secmail_dmarc_result_code(w.result), SECMAIL_DMARC_FAIL);
	secmail_dmarc_free(NULL);
	secmail_dmarc_result_free(NULL);
	world_free(&w);
}
END_TEST

TCase *
session_tests(void)
{
	TCase *c = tcase_create("session");

	tcase_add_test(c, an_empty_session_is_a_permerror);
	tcase_add_test(c, reset_forgets_everything);
	tcase_add_test(c, a_result_outlives_its_session);
	tcase_add_test(c, judging_again_changes_nothing);
	tcase_add_test(c, a_later_setting_replaces_an_earlier_one);
	tcase_add_test(c, one_result_of_dkim_too_many_is_left_out);
	tcase_add_test(c, the_nearest_are_walked);
	tcase_add_test(c, the_author_domain_itself_is_nearest);
	tcase_add_test(c, nothing_is_no_domain);
	return c;
}
