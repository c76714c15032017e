/* test_suffixes.c - a list of public suffixes, and what a session with one does (RFC 7489) */
#define _DEFAULT_SOURCE /* mkstemp */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "suffix_rules.h"
#include "suffixes.h"
#include "world.h"

/* A list of the suffixes com, co.uk, all below ck but www.ck, and that of a U-label. */
static const char some[] =
    "// ===BEGIN ICANN DOMAINS===\ncom\nuk\nco.uk\n*.ck\n!www.ck\n\345\205\254\345\217\270.cn\n"
    "// ===END ICANN DOMAINS===\n";

static secmail_dmarc_suffixes *
list_new(void)
{
	secmail_dmarc_suffixes *s;

	ck_assert_int_eq(secmail_dmarc_suffixes_new(&s), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dmarc_suffixes_load(s, some, strlen(some)), SECMAIL_DONE);
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
	ck_assert_int_eq(
	    secmail_dmarc_suffixes_load_file(s, "/nonexistent/list.dat"), SECMAIL_NOT_FOUND);
	ck_assert_ptr_nonnull(strstr(secmail_dmarc_suffixes_error(s), "/nonexistent/list.dat"));
	ck_assert_int_eq(secmail_dmarc_suffixes_load_file(s, "/"), SECMAIL_IO);
	ck_assert_uint_eq(secmail_dmarc_suffixes_count(s), count);
	secmail_dmarc_suffixes_free(s);
}
END_TEST

START_TEST(a_file_is_read_as_its_octets_are)
{
	char path[] = "/tmp/test_suffixes.XXXXXX";
	int fd = mkstemp(path);
	FILE *file = fdopen(fd, "w");
	secmail_dmarc_suffixes *s = list_new(), *same;

	ck_assert_ptr_nonnull(file);
	fputs(some, file);
	fclose(file);
	ck_assert_int_eq(secmail_dmarc_suffixes_new(&same), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dmarc_suffixes_load_file(same, path), SECMAIL_DONE);
	unlink(path);
	ck_assert_str_eq(secmail_dmarc_suffixes_sha256(same), secmail_dmarc_suffixes_sha256(s));
	ck_assert_uint_eq(secmail_dmarc_suffixes_count(same), secmail_dmarc_suffixes_count(s));
	secmail_dmarc_suffixes_free(same);
	secmail_dmarc_suffixes_free(s);
}
END_TEST

/* The values are those of sha256sum. */
START_TEST(a_list_has_the_fingerprint_of_its_file)
{
	secmail_dmarc_suffixes *s;

	ck_assert_int_eq(secmail_dmarc_suffixes_new(&s), SECMAIL_DONE);
	ck_assert_str_eq(secmail_dmarc_suffixes_sha256(s),
	    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	ck_assert_int_eq(secmail_dmarc_suffixes_load(s, "com\n", 4), SECMAIL_DONE);
	ck_assert_str_eq(secmail_dmarc_suffixes_sha256(s),
	    "03b795529d1bb07b5b27bbc3e1ffc9bbbf7f9832688d4f5d7840faf8b57dfecd");
	secmail_dmarc_suffixes_free(s);
}
END_TEST

static const struct text {
	const char *proves;
	const char *text;
	secmail_status status;
	const char *error; /* part of it; NULL: there is none */
} texts[] = {
	{ "rules in no section", "com\nnet\n", SECMAIL_DONE, NULL },
	{ "no line end behind the last", "com\nnet", SECMAIL_DONE, NULL },
	{ "DOS line ends, space around, words behind", " com\t\r\nnet no more\r\n", SECMAIL_DONE,
	    NULL },
	{ "the rule that ends every list", "*\ncom\n", SECMAIL_DONE, NULL },
	{ "nothing", "", SECMAIL_SYNTAX, "no list" },
	{ "nothing but comments", "// com\n\n// net\n", SECMAIL_SYNTAX, "no list" },
	{ "upper case would hold for no name", "com\nNET\n", SECMAIL_SYNTAX, "line 2" },
	{ "nor would a dot behind", "com.\n", SECMAIL_SYNTAX, "line 1" },
	{ "a wildcard in the middle", "com\n\na.*.ck\n", SECMAIL_SYNTAX, "line 3" },
	{ "half a wildcard", "*ck\n", SECMAIL_SYNTAX, "line 1" },
	{ "an exception of a wildcard", "!*.ck\n", SECMAIL_SYNTAX, "line 1" },
	{ "nothing behind the mark", "com\n!\n", SECMAIL_SYNTAX, "line 2" },
	{ "a page of the web", "<html>\n", SECMAIL_SYNTAX, "line 1" },
	{ "a compiled list that is cut", ".DAFSA@PSL_0   \n", SECMAIL_SYNTAX, "no list" },
};

START_TEST(a_text_is_a_list_or_none)
{
	const struct text *t = &texts[_i];
	secmail_dmarc_suffixes *s = list_new();
	char before[65];
	secmail_status status;

	snprintf(before, sizeof before, "%s", secmail_dmarc_suffixes_sha256(s));
	status = secmail_dmarc_suffixes_load(s, t->text, strlen(t->text));
	ck_assert_msg(
	    status == t->status, "%s: %d, %s", t->proves, status, secmail_dmarc_suffixes_error(s));
	if (t->error) {
		ck_assert_ptr_nonnull(strstr(secmail_dmarc_suffixes_error(s), t->error));
		ck_assert_str_eq(secmail_dmarc_suffixes_sha256(s), before);
	} else {
		ck_assert_str_eq(secmail_dmarc_suffixes_error(s), "");
		ck_assert_str_ne(secmail_dmarc_suffixes_sha256(s), before);
	}
	secmail_dmarc_suffixes_free(s);
}
END_TEST

START_TEST(a_text_may_hold_anything)
{
	secmail_dmarc_suffixes *s = list_new();

	ck_assert_int_eq(secmail_dmarc_suffixes_load(s, "com\nn\0t\n", 8), SECMAIL_SYNTAX);
	ck_assert_int_eq(secmail_dmarc_suffixes_load(s, "com\n\377\n", 6), SECMAIL_SYNTAX);
	ck_assert_int_eq(
	    secmail_dmarc_suffixes_load(s, some, (size_t)SECMAIL_DMARC_MAX_SUFFIXES_FILE + 1),
	    SECMAIL_LIMIT);
	ck_assert_ptr_nonnull(strstr(secmail_dmarc_suffixes_error(s), "16777216"));
	secmail_dmarc_suffixes_free(s);
}
END_TEST

/* What libpsl lacks of a text is found: the list of one text is held against another. */
START_TEST(a_rule_that_is_not_there_is_missed)
{
	static const char *const more[] = { "ac.uk\n", "*.uk\n", "*.kw\n", "!uk\n" };
	FILE *file = fmemopen((void *)some, strlen(some), "rb");
	psl_ctx_t *list = psl_load_fp(file);
	size_t line;

	fclose(file);
	ck_assert_int_eq(
	    secmailp_dmarc_suffix_rules_check(list, secmailp_view_text(some), &line), SECMAIL_DONE);
	for (size_t i = 0; i < sizeof more / sizeof more[0]; i++) {
		ck_assert_int_eq(
		    secmailp_dmarc_suffix_rules_check(list, secmailp_view_text(more[i]), &line),
		    SECMAIL_NO_MEMORY);
		ck_assert_uint_eq(line, 1);
	}
	psl_free(list);
}
END_TEST

/* The system's list, if it has one, is whole: else this check would keep good lists out. */
START_TEST(the_lists_of_the_system_are_taken)
{
	static const char source[] = "/usr/share/publicsuffix/public_suffix_list.dat";
	secmail_dmarc_suffixes *s = list_new();
	secmail_status status = secmail_dmarc_suffixes_load_file(s, NULL);

	ck_assert(status == SECMAIL_DONE || status == SECMAIL_NOT_FOUND);
	status = secmail_dmarc_suffixes_load_file(s, source);
	ck_assert_msg(status == SECMAIL_DONE || status == SECMAIL_NOT_FOUND, "%s",
	    secmail_dmarc_suffixes_error(s));
	secmail_dmarc_suffixes_free(s);
}
END_TEST

START_TEST(a_result_tells_by_which_list)
{
	const world_record dns[] = { { "_dmarc.example.com", "v=DMARC1; p=reject" },
		{ NULL, NULL } };
	secmail_dmarc_suffixes *s = list_new();
	world w = world_new();

	ck_assert_int_eq(secmail_dmarc_set_author_domain(w.dmarc, "example.com"), SECMAIL_DONE);
	world_judge(&w, dns);
	ck_assert_uint_eq(secmail_dmarc_result_rfc(w.result), 9989);
	ck_assert_ptr_null(secmail_dmarc_result_suffixes_sha256(w.result));
	secmail_dmarc_result_free(w.result);
	secmail_dmarc_set_suffixes(w.dmarc, s);
	world_judge(&w, dns);
	ck_assert_uint_eq(secmail_dmarc_result_rfc(w.result), 7489);
	ck_assert_str_eq(
	    secmail_dmarc_result_suffixes_sha256(w.result), secmail_dmarc_suffixes_sha256(s));
	world_free(&w);
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
	tcase_add_test(c, a_file_is_read_as_its_octets_are);
	tcase_add_test(c, a_list_has_the_fingerprint_of_its_file);
	tcase_add_loop_test(c, a_text_is_a_list_or_none, 0, sizeof texts / sizeof texts[0]);
	tcase_add_test(c, a_text_may_hold_anything);
	tcase_add_test(c, a_rule_that_is_not_there_is_missed);
	tcase_add_test(c, the_lists_of_the_system_are_taken);
	tcase_add_test(c, a_result_tells_by_which_list);
	tcase_add_loop_test(c, pct_is_handed_on, 0, sizeof pcts / sizeof pcts[0]);
	tcase_add_test(c, two_names_are_asked_and_no_more);
	tcase_add_test(c, a_record_of_ones_own_is_enough);
	tcase_add_test(c, a_reset_keeps_the_list_and_null_takes_it_away);
	return c;
}
