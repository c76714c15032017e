/* test_change.c - how a body was changed, told from its hashes */
#include "../suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "signer.h"
#include "tail.h"

#define LETTER "From: Ann <ann@example.com>\r\nSubject: a letter\r\n"
#define BODY "Dear Bob,\r\n\r\n  this is   it.\r\n"
#define PLAIN "Dear Bob,\r\n\r\nthis is it.\r\n"
#define FOOTER "_______________________________________________\r\nlist mailing list\r\n"
#define RSA "v=1; a=rsa-sha256; d=example.com; s=sel; h=from; c="
#define KEY "v=DKIM1; p=" SIGNER_RSA_P

static const signer_record RECORDS[] = { { "sel._domainkey.example.com", KEY }, { NULL, NULL } };

static secmail_dkim_results *
judge(const char *tags, const char *signed_body, const char *body, bool explain)
{
	secmail_dkim_config *c = signer_config();
	char *field = signer_sign(tags, LETTER, signed_body);
	char header[4096];
	secmail_dkim_results *r;

	secmail_dkim_config_set_explain_changes(c, explain);
	snprintf(header, sizeof header, "%s%s\r\n", field, LETTER);
	r = signer_judge(c, header, body, RECORDS);
	secmail_dkim_config_free(c);
	free(field);
	return r;
}

static const struct change {
	const char *proves;
	const char *tags;
	const char *signed_body;
	const char *body;
	secmail_dkim_change change;
	const char *says;
} changes[] = {
	{ "a footer is appended", RSA "relaxed/relaxed", BODY, BODY FOOTER,
	    SECMAIL_DKIM_CHANGE_APPENDED, "with 68 octets appended" },
	{ "when simple, too", RSA "simple/simple", BODY, BODY FOOTER, SECMAIL_DKIM_CHANGE_APPENDED,
	    "with 68 octets appended" },
	{ "behind an empty line", RSA "relaxed/relaxed", BODY, BODY "\r\n" FOOTER,
	    SECMAIL_DKIM_CHANGE_APPENDED, "with 70 octets appended" },
	{ "to a body that had empty lines at its end", RSA "relaxed/relaxed", BODY "\r\n\r\n",
	    BODY "\r\n\r\n" FOOTER, SECMAIL_DKIM_CHANGE_APPENDED, "with 72 octets appended" },
	{ "to a body whose last line had no end", RSA "relaxed/relaxed", "Dear Bob",
	    "Dear Bob\r\nx", SECMAIL_DKIM_CHANGE_APPENDED, "with 3 octets appended" },
	{ "one octet is appended", RSA "simple/simple", BODY, BODY "x",
	    SECMAIL_DKIM_CHANGE_APPENDED, "with 3 octets appended" },
	{ "not within a line", RSA "simple/simple", "Dear", "Dear Bob\r\n",
	    SECMAIL_DKIM_CHANGE_UNKNOWN, "is the hash of another" },
	{ "white space came in", RSA "simple/simple", PLAIN,
	    "Dear  Bob, \r\n\t\r\nthis is\tit.\r\n", SECMAIL_DKIM_CHANGE_WHITE_SPACE,
	    "but for white space" },
	{ "white space that is lost can't be told", RSA "simple/simple", BODY, PLAIN,
	    SECMAIL_DKIM_CHANGE_UNKNOWN, "is the hash of another" },
	{ "line ends became LF", RSA "simple/simple", BODY, "Dear Bob,\n\n  this is   it.\n",
	    SECMAIL_DKIM_CHANGE_LINE_ENDS, "LF stands for CRLF" },
	{ "one of them", RSA "relaxed/relaxed", BODY, "Dear Bob,\r\n\n  this is   it.\r\n",
	    SECMAIL_DKIM_CHANGE_LINE_ENDS, "LF stands for CRLF" },
	{ "a word is another", RSA "relaxed/relaxed", BODY, "Dear Eve,\r\n\r\n  this is   it.\r\n",
	    SECMAIL_DKIM_CHANGE_UNKNOWN, "is the hash of another" },
	{ "something stands before", RSA "relaxed/relaxed", BODY, "x\r\n" BODY,
	    SECMAIL_DKIM_CHANGE_UNKNOWN, "is the hash of another" },
	{ "the end is cut off", RSA "relaxed/relaxed", BODY, "Dear Bob,\r\n",
	    SECMAIL_DKIM_CHANGE_UNKNOWN, "is the hash of another" },
	{ "with l= it is not asked", RSA "simple/simple; l=30", BODY, "x" BODY,
	    SECMAIL_DKIM_CHANGE_UNKNOWN, "is the hash of another" },
};

START_TEST(tells_how_a_body_was_changed)
{
	const struct change *c = &changes[_i];
	secmail_dkim_results *r = judge(c->tags, c->signed_body, c->body, true);

	ck_assert_int_eq(secmail_dkim_results_reason(r, 0), SECMAIL_DKIM_BODY_CHANGED);
	ck_assert_msg(secmail_dkim_results_change(r, 0) == c->change, "%s: %s", c->proves,
	    secmail_dkim_change_name(secmail_dkim_results_change(r, 0)));
	ck_assert_msg(strstr(secmail_dkim_results_detail(r, 0), c->says) != NULL, "%s: %s",
	    c->proves, secmail_dkim_results_detail(r, 0));
	secmail_dkim_results_free(r);
}
END_TEST

START_TEST(does_not_tell_unasked)
{
	secmail_dkim_results *r = judge(RSA "relaxed/relaxed", BODY, BODY FOOTER, false);

	ck_assert_int_eq(secmail_dkim_results_reason(r, 0), SECMAIL_DKIM_BODY_CHANGED);
	ck_assert_int_eq(secmail_dkim_results_change(r, 0), SECMAIL_DKIM_CHANGE_UNKNOWN);
	ck_assert_int_eq(secmail_dkim_results_change(r, 1), SECMAIL_DKIM_CHANGE_UNKNOWN);
	secmail_dkim_results_free(r);
}
END_TEST

START_TEST(what_is_unchanged_passes_when_asked)
{
	secmail_dkim_results *r =
	    judge(_i ? RSA "simple/simple" : RSA "relaxed/relaxed", BODY, BODY, true);

	ck_assert_int_eq(secmail_dkim_results_code(r, 0), SECMAIL_DKIM_PASS);
	ck_assert_int_eq(secmail_dkim_results_change(r, 0), SECMAIL_DKIM_CHANGE_UNKNOWN);
	secmail_dkim_results_free(r);
}
END_TEST

/* Bodies that end around where the halves of what is kept end, with a footer of some lines. */
START_TEST(finds_a_footer_wherever_the_halves_end)
{
	static char body[3 * SMDKIM_TAIL + 4096];

	for (size_t place = 0; place < 7; place++) {
		size_t len = ((size_t)_i + 1) * SMDKIM_TAIL / 2 + place - 3;
		char *original;
		secmail_dkim_results *r;

		memset(body, 'a', sizeof body);
		for (size_t i = 98; i + 2 < len; i += 100)
			memcpy(body + i, "\r\n", 2);
		memcpy(body + len - 2, "\r\n", 2);
		memcpy(body + len, FOOTER, sizeof FOOTER);
		original = strdup(body);
		ck_assert_ptr_nonnull(original);
		original[len] = '\0';
		r = judge(RSA "simple/simple", original, body, true);
		free(original);
		ck_assert_msg(secmail_dkim_results_change(r, 0) == SECMAIL_DKIM_CHANGE_APPENDED,
		    "%zu octets", len);
		ck_assert_ptr_nonnull(
		    strstr(secmail_dkim_results_detail(r, 0), "with 68 octets appended"));
		secmail_dkim_results_free(r);
	}
}
END_TEST

/* The named bound on tries: lines of the end only. */
START_TEST(a_long_footer_is_given_up)
{
	static char body[16 * SMDKIM_TAIL_TRIES];
	size_t used = 0;
	secmail_dkim_results *r;

	for (int line = 0; line <= SMDKIM_TAIL_TRIES + _i; line++)
		used += (size_t)snprintf(
		    body + used, sizeof body - used, "%s\r\n", line == 0 ? "a" : "b");
	r = judge(RSA "simple/simple", "a\r\n", body, true);
	ck_assert_int_eq(secmail_dkim_results_change(r, 0),
	    _i < 0 ? SECMAIL_DKIM_CHANGE_APPENDED : SECMAIL_DKIM_CHANGE_UNKNOWN);
	secmail_dkim_results_free(r);
}
END_TEST

START_TEST(every_change_has_a_word)
{
	ck_assert_str_eq(secmail_dkim_change_name(SECMAIL_DKIM_CHANGE_UNKNOWN), "unknown");
	ck_assert_str_eq(secmail_dkim_change_name(SECMAIL_DKIM_CHANGE_APPENDED), "appended");
	ck_assert_str_eq(secmail_dkim_change_name(SECMAIL_DKIM_CHANGE_WHITE_SPACE), "white-space");
	ck_assert_str_eq(secmail_dkim_change_name(SECMAIL_DKIM_CHANGE_LINE_ENDS), "line-ends");
}
END_TEST

TCase *
change_tests(void)
{
	TCase *tc = tcase_create("change");

	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(
	    tc, tells_how_a_body_was_changed, 0, sizeof changes / sizeof changes[0]);
	tcase_add_test(tc, does_not_tell_unasked);
	tcase_add_loop_test(tc, what_is_unchanged_passes_when_asked, 0, 2);
	tcase_add_loop_test(tc, finds_a_footer_wherever_the_halves_end, 0, 5);
	tcase_add_loop_test(tc, a_long_footer_is_given_up, -1, 1);
	tcase_add_test(tc, every_change_has_a_word);
	return tc;
}
