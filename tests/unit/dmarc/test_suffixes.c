/* test_suffixes.c - a list of public suffixes, and what a session with one does (RFC 7489) */
#define _DEFAULT_SOURCE /* mkstemp */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "suffixes.h"
#include "world.h"

/* A list of the suffixes com, co.uk, all below ck but www.ck, and that of a U-label. */
static secmail_dmarc_suffixes *
list_new(void)
{
	char path[] = "/tmp/test_suffixes.XXXXXX";
	int fd = mkstemp(path);
	FILE *file = fdopen(fd, "w");
	secmail_dmarc_suffixes *s;

	ck_assert_ptr_nonnull(file);
	fputs("// ===BEGIN ICANN "
	      "DOMAINS===\ncom\nuk\nco.uk\n*.ck\n!www.ck\n\345\205\254\345\217\270.cn\n"
	      "// ===END ICANN DOMAINS===\n",
	    file);
	fclose(file);
	ck_assert_int_eq(secmail_dmarc_suffixes_new(&s), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dmarc_suffixes_load_file(s, path), SECMAIL_DONE);
	unlink(path);
	return s;
}

static const struct name {
	const char *name;
	const char *organization;
} names[] = {
	{ "example.com", "example.com" },
	{ "a.b.example.com", "example.com" },
	{ "com", "com" },
	{ "example.co.uk", "example.co.uk" },
	{ "www.example.co.uk", "example.co.uk" },
	{ "example.uk", "example.uk" },
	{ "co.uk", "co.uk" },
	{ "a.b.ck", "a.b.ck" },
	{ "x.a.b.ck", "a.b.ck" },
	{ "b.ck", "b.ck" },
	{ "x.www.ck", "www.ck" },
	{ "x.example.nolist", "example.nolist" },
	{ "a.example.xn--55qx5d.cn", "example.xn--55qx5d.cn" },
	{ "192.0.2.1", "192.0.2.1" },
};

START_TEST(organizations_are_by_the_list)
{
	secmail_dmarc_suffixes *s = list_new();
	secmailp_view found =
	    secmailp_dmarc_suffixes_organization(s, secmailp_view_text(names[_i].name));

	ck_assert_msg(secmailp_view_is(found, names[_i].organization), "%s: %.*s", names[_i].name,
	    (int)found.len, (const char *)found.at);
	secmail_dmarc_suffixes_free(s);
}
END_TEST

/* A view is the end of a longer text as a rule: what stands behind it is not looked at. */
START_TEST(a_name_need_not_end_in_nul)
{
	secmail_dmarc_suffixes *s = list_new();
	secmailp_view found =
	    secmailp_dmarc_suffixes_organization(s, secmailp_view_of("a.example.com.evil", 13));

	ck_assert_uint_eq(found.len, 11);
	secmail_dmarc_suffixes_free(s);
}
END_TEST

START_TEST(an_empty_list_takes_the_last_label)
{
	secmail_dmarc_suffixes *s;
	secmailp_view found;

	ck_assert_int_eq(secmail_dmarc_suffixes_new(&s), SECMAIL_DONE);
	ck_assert_uint_eq(secmail_dmarc_suffixes_count(s), 0);
	found = secmailp_dmarc_suffixes_organization(s, secmailp_view_text("a.example.co.uk"));
	ck_assert(secmailp_view_is(found, "co.uk"));
	secmail_dmarc_suffixes_free(s);
	secmail_dmarc_suffixes_free(NULL);
}
END_TEST

START_TEST(a_list_that_is_not_there_changes_nothing)
{
	secmail_dmarc_suffixes *s = list_new();
	size_t count = secmail_dmarc_suffixes_count(s);

	ck_assert_uint_gt(count, 3);
	ck_assert_int_eq(secmail_dmarc_suffixes_load_file(s, "/nonexistent/list.dat"), SECMAIL_IO);
	ck_assert_ptr_nonnull(strstr(secmail_dmarc_suffixes_error(s), "/nonexistent/list.dat"));
	ck_assert_uint_eq(secmail_dmarc_suffixes_count(s), count);
	secmail_dmarc_suffixes_free(s);
}
END_TEST

static const struct pct {
	const char *proves;
	const char *record;
	unsigned pct;
} pcts[] = {
	{ "all of them without one", "v=DMARC1; p=reject", 100 },
	{ "some", "v=DMARC1; p=reject; pct=25", 25 },
	{ "none", "v=DMARC1; p=reject; pct=0", 0 },
	{ "a hundred", "v=DMARC1; p=reject; pct=100", 100 },
	{ "more than a hundred is no number of them", "v=DMARC1; p=reject; pct=101", 100 },
	{ "nor is a word", "v=DMARC1; p=reject; pct=few", 100 },
	{ "nor four digits", "v=DMARC1; p=reject; pct=0025", 100 },
	{ "the first counts", "v=DMARC1; p=reject; pct=10; pct=20", 10 },
};

START_TEST(pct_is_handed_on)
{
	const struct pct *p = &pcts[_i];
	const world_record dns[] = { { "_dmarc.example.com", p->record }, { NULL, NULL } };
	secmail_dmarc_suffixes *s = list_new();
	world w = world_new();

	secmail_dmarc_set_suffixes(w.dmarc, s);
	ck_assert_int_eq(secmail_dmarc_set_author_domain(w.dmarc, "www.example.com"), SECMAIL_DONE);
	world_judge(&w, dns);
	ck_assert_msg(secmail_dmarc_result_pct(w.result) == p->pct, "%s: %u", p->proves,
	    secmail_dmarc_result_pct(w.result));
	ck_assert_int_eq(secmail_dmarc_result_disposition(w.result), SECMAIL_DMARC_POLICY_REJECT);
	world_free(&w);
	secmail_dmarc_suffixes_free(s);
}
END_TEST

START_TEST(two_names_are_asked_and_no_more)
{
	secmail_dmarc_suffixes *s = list_new();
	world w = world_new();

	secmail_dmarc_set_suffixes(w.dmarc, s);
	ck_assert_int_eq(secmail_dmarc_set_author_domain(w.dmarc, "a.b.example.com"), SECMAIL_DONE);
	ck_assert_int_eq(
	    secmail_dmarc_add_dkim(w.dmarc, SECMAIL_DMARC_OUTCOME_PASS, "c.d.example.com"),
	    SECMAIL_DONE);
	ck_assert_int_eq(secmail_dmarc_ask(w.dmarc, w.answers), SECMAIL_DONE);
	ck_assert_int_eq(world_try(&w), SECMAIL_WANT_DNS);
	ck_assert_uint_eq(world_open_count(&w), 2);
	world_answer(&w, "_dmarc.a.b.example.com", NULL);
	ck_assert_int_eq(world_try(&w), SECMAIL_WANT_DNS);
	world_answer(&w, "_dmarc.example.com", "v=DMARC1; p=reject");
	ck_assert_int_eq(world_try(&w), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dmarc_result_code(w.result), SECMAIL_DMARC_PASS);
	world_free(&w);
	secmail_dmarc_suffixes_free(s);
}
END_TEST

/* The organizational domain's is speculation once the author has a record: nothing waits for it. */
START_TEST(a_record_of_ones_own_is_enough)
{
	secmail_dmarc_suffixes *s = list_new();
	world w = world_new();

	secmail_dmarc_set_suffixes(w.dmarc, s);
	ck_assert_int_eq(secmail_dmarc_set_author_domain(w.dmarc, "www.example.com"), SECMAIL_DONE);
	ck_assert_int_eq(world_try(&w), SECMAIL_WANT_DNS);
	world_answer(&w, "_dmarc.www.example.com", "v=DMARC1; p=reject");
	ck_assert_int_eq(world_try(&w), SECMAIL_DONE);
	ck_assert_str_eq(secmail_dmarc_result_organizational_domain(w.result), "example.com");
	world_free(&w);
	secmail_dmarc_suffixes_free(s);
}
END_TEST

START_TEST(a_reset_keeps_the_list_and_null_takes_it_away)
{
	const world_record dns[] = { { "_dmarc.co.uk", "v=DMARC1; p=reject; pct=5" },
		{ NULL, NULL } };
	secmail_dmarc_suffixes *s = list_new();
	world w = world_new();

	secmail_dmarc_set_suffixes(w.dmarc, s);
	secmail_dmarc_reset(w.dmarc);
	ck_assert_int_eq(secmail_dmarc_set_author_domain(w.dmarc, "example.co.uk"), SECMAIL_DONE);
	world_judge(&w, dns);
	ck_assert_int_eq(secmail_dmarc_result_code(w.result), SECMAIL_DMARC_NONE);
	ck_assert_uint_eq(secmail_dmarc_result_pct(w.result), 100);
	secmail_dmarc_result_free(w.result);
	secmail_dmarc_set_suffixes(w.dmarc, NULL);
	world_judge(&w, dns);
	ck_assert_int_eq(secmail_dmarc_result_code(w.result), SECMAIL_DMARC_FAIL);
	ck_assert_uint_eq(secmail_dmarc_result_pct(w.result), 100);
	world_free(&w);
	secmail_dmarc_suffixes_free(s);
}
END_TEST

TCase *
suffixes_tests(void)
{
	TCase *c = tcase_create("suffixes");

	tcase_add_loop_test(c, organizations_are_by_the_list, 0, sizeof names / sizeof names[0]);
	tcase_add_test(c, a_name_need_not_end_in_nul);
	tcase_add_test(c, an_empty_list_takes_the_last_label);
	tcase_add_test(c, a_list_that_is_not_there_changes_nothing);
	tcase_add_loop_test(c, pct_is_handed_on, 0, sizeof pcts / sizeof pcts[0]);
	tcase_add_test(c, two_names_are_asked_and_no_more);
	tcase_add_test(c, a_record_of_ones_own_is_enough);
	tcase_add_test(c, a_reset_keeps_the_list_and_null_takes_it_away);
	return c;
}
