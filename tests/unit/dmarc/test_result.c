/* test_result.c - what a result says of itself */
#include <check.h>
#include <string.h>

#include "world.h"

static const struct outcome {
	const char *proves;
	const char *author;
	const char *dkim;
	secmail_dmarc_outcome dkim_outcome;
	const char *record; /* at _dmarc.example.com */
	const char *code;
	const char *reason;
	const char *detail;
} outcomes[] = {
	{ "aligned", "example.com", "m.example.com", SECMAIL_DMARC_OUTCOME_PASS,
	    "v=DMARC1; p=reject", "pass", "aligned",
	    "the authenticated domain m.example.com aligns with the author domain" },
	{ "nothing passed", "example.com", "example.com", SECMAIL_DMARC_OUTCOME_FAIL,
	    "v=DMARC1; p=reject", "fail", "not-authenticated",
	    "neither SPF nor DKIM authenticated any domain for mail from example.com" },
	{ "a stranger passed", "example.com", "evil.test", SECMAIL_DMARC_OUTCOME_PASS,
	    "v=DMARC1; p=reject", "fail", "not-aligned",
	    "no domain that SPF or DKIM authenticated aligns with example.com" },
	{ "no record", "example.com", NULL, SECMAIL_DMARC_OUTCOME_FAIL, NULL, "none", "no-record",
	    "no DMARC record applies to example.com" },
	{ "no policy", "a.example.com", NULL, SECMAIL_DMARC_OUTCOME_FAIL, "v=DMARC1; p=x", "none",
	    "unusable-record",
	    "the DMARC record of example.com has no valid policy and no valid address for "
	    "reports" },
	{ "no author", NULL, NULL, SECMAIL_DMARC_OUTCOME_FAIL, NULL, "permerror", "author-domain",
	    "the message does not have exactly one author domain" },
	{ "no answer", "a.example.com", NULL, SECMAIL_DMARC_OUTCOME_FAIL, FAILS, "temperror",
	    "dns-record", "DNS failed to say whether there is a record at _dmarc.example.com" },
	{ "DKIM's own failure", "example.com", "m.example.com", SECMAIL_DMARC_OUTCOME_TEMPERROR,
	    "v=DMARC1; p=reject", "temperror", "authentication",
	    "DNS failed while m.example.com, which would align, was authenticated" },
};

START_TEST(says_why)
{
	const struct outcome *o = &outcomes[_i];
	const world_record dns[] = { { "_dmarc.example.com", o->record }, { NULL, NULL } };
	world w = world_new();

	ck_assert_int_eq(secmail_dmarc_set_author_domain(w.dmarc, o->author), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dmarc_add_dkim(w.dmarc, o->dkim_outcome, o->dkim), SECMAIL_DONE);
	world_judge(&w, dns);
	ck_assert_str_eq(secmail_dmarc_code_name(secmail_dmarc_result_code(w.result)), o->code);
	ck_assert_str_eq(
	    secmail_dmarc_reason_name(secmail_dmarc_result_reason(w.result)), o->reason);
	ck_assert_str_eq(secmail_dmarc_result_detail(w.result), o->detail);
	world_free(&w);
}
END_TEST

static void
judge(world *w, const char *author, const char *record)
{
	const world_record dns[] = { { "_dmarc.example.com", record }, { NULL, NULL } };

	ck_assert_int_eq(secmail_dmarc_set_author_domain(w->dmarc, author), SECMAIL_DONE);
	world_judge(w, dns);
}

START_TEST(holds_what_reports_need)
{
	world w = world_new();

	judge(&w, "example.com",
	    "v=DMARC1; p=reject; sp=quarantine; adkim=s; fo=1:d; rua=mailto:a@b.c!1k; ruf=x:y; "
	    "t=y");
	ck_assert_int_eq(secmail_dmarc_result_p(w.result), SECMAIL_DMARC_POLICY_REJECT);
	ck_assert_int_eq(secmail_dmarc_result_sp(w.result), SECMAIL_DMARC_POLICY_QUARANTINE);
	ck_assert_int_eq(secmail_dmarc_result_np(w.result), SECMAIL_DMARC_POLICY_ABSENT);
	ck_assert(secmail_dmarc_result_dkim_is_strict(w.result));
	ck_assert(!secmail_dmarc_result_spf_is_strict(w.result));
	ck_assert(secmail_dmarc_result_is_testing(w.result));
	ck_assert(!secmail_dmarc_result_is_psd(w.result));
	ck_assert_uint_eq(
	    secmail_dmarc_result_fo(w.result), SECMAIL_DMARC_FO_ANY | SECMAIL_DMARC_FO_DKIM);
	ck_assert_str_eq(secmail_dmarc_result_rua(w.result), "mailto:a@b.c!1k");
	ck_assert_str_eq(secmail_dmarc_result_ruf(w.result), "x:y");
	ck_assert_int_eq(
	    secmail_dmarc_result_disposition(w.result), SECMAIL_DMARC_POLICY_QUARANTINE);
	ck_assert_uint_eq(secmail_dmarc_result_dkim_index(w.result), SIZE_MAX);
	ck_assert_ptr_null(secmail_dmarc_result_aligned_domain(w.result));
	world_free(&w);
}
END_TEST

/* RFC 9991 section 3: nobody may use the ruf of a public suffix. */
START_TEST(tells_the_record_of_a_public_suffix)
{
	world w = world_new();

	judge(&w, "sub.example.com", "v=DMARC1; p=reject; psd=y; ruf=mailto:a@b.c");
	ck_assert_str_eq(secmail_dmarc_result_policy_domain(w.result), "example.com");
	ck_assert(secmail_dmarc_result_is_psd(w.result));
	world_free(&w);
}
END_TEST

START_TEST(has_nothing_without_a_record)
{
	world w = world_new();

	judge(&w, "example.com", NULL);
	ck_assert_ptr_null(secmail_dmarc_result_record(w.result));
	ck_assert_ptr_null(secmail_dmarc_result_rua(w.result));
	ck_assert_ptr_null(secmail_dmarc_result_policy_domain(w.result));
	ck_assert_str_eq(secmail_dmarc_result_organizational_domain(w.result), "example.com");
	ck_assert_int_eq(secmail_dmarc_result_p(w.result), SECMAIL_DMARC_POLICY_ABSENT);
	ck_assert_int_eq(secmail_dmarc_result_policy(w.result), SECMAIL_DMARC_POLICY_ABSENT);
	ck_assert_int_eq(secmail_dmarc_result_disposition(w.result), SECMAIL_DMARC_POLICY_NONE);
	world_free(&w);
}
END_TEST

START_TEST(shows_an_unusable_record)
{
	world w = world_new();

	judge(&w, "example.com", "v=DMARC1; p=bl\303\266d\n");
	ck_assert_str_eq(secmail_dmarc_result_record(w.result), "v=DMARC1; p=bl??d?");
	ck_assert_ptr_null(secmail_dmarc_result_policy_domain(w.result));
	ck_assert_int_eq(secmail_dmarc_result_p(w.result), SECMAIL_DMARC_POLICY_ABSENT);
	world_free(&w);
}
END_TEST

START_TEST(unknown_values_have_no_name)
{
	ck_assert_ptr_null(secmail_dmarc_code_name((secmail_dmarc_code)99));
	ck_assert_ptr_null(secmail_dmarc_policy_name((secmail_dmarc_policy)99));
	ck_assert_ptr_null(secmail_dmarc_policy_name(SECMAIL_DMARC_POLICY_ABSENT));
	ck_assert_ptr_null(secmail_dmarc_reason_name((secmail_dmarc_reason)99));
	ck_assert_str_eq(secmail_dmarc_policy_name(SECMAIL_DMARC_POLICY_NONE), "none");
}
END_TEST

TCase *
result_tests(void)
{
	TCase *c = tcase_create("result");

	tcase_add_loop_test(c, says_why, 0, sizeof outcomes / sizeof outcomes[0]);
	tcase_add_test(c, holds_what_reports_need);
	tcase_add_test(c, tells_the_record_of_a_public_suffix);
	tcase_add_test(c, has_nothing_without_a_record);
	tcase_add_test(c, shows_an_unusable_record);
	tcase_add_test(c, unknown_values_have_no_name);
	return c;
}
