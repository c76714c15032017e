/* test_session.c - the session's contract: what is refused, kept and forgotten */
#include <stdio.h>
#include <string.h>

#include "spf_internal.h"
#include "world.h"

START_TEST(wrong_arguments_are_refused)
{
	world w = world_usual("");
	static const uint8_t ip[16] = { 0 };

	ck_assert_int_eq(secmail_spf_new(0, NULL), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_spf_set_client(w.spf, ip, 5), SECMAIL_ARGUMENT);
	ck_assert_str_ne(secmail_spf_error(w.spf), "");
	ck_assert_int_eq(secmail_spf_set_client(w.spf, NULL, 4), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_spf_set_helo(w.spf, NULL, 1), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_spf_set_mail_from(w.spf, NULL, 1), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_spf_set_max_terms(w.spf, 0), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_spf_set_max_terms(w.spf, 11), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_spf_set_max_voids(w.spf, 3), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_spf_set_max_questions(w.spf, 0), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_spf_set_max_questions(w.spf, 124), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_spf_judge(w.spf, NULL, &w.result), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_spf_judge(w.spf, w.answers, NULL), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_spf_judge_helo(w.spf, NULL, &w.result), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_spf_ask(w.spf, NULL), SECMAIL_ARGUMENT);
	world_close(&w);
}
END_TEST

START_TEST(no_session_is_refused)
{
	static const uint8_t ip[4] = { 0 };
	secmail_spf_result *r = NULL;

	ck_assert_int_eq(secmail_spf_set_client(NULL, ip, 4), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_spf_set_helo(NULL, "", 0), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_spf_set_mail_from(NULL, "", 0), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_spf_set_receiver(NULL, "a.example"), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_spf_set_max_terms(NULL, 1), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_spf_set_max_voids(NULL, 1), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_spf_set_max_questions(NULL, 1), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_spf_judge(NULL, NULL, &r), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_spf_judge_helo(NULL, NULL, &r), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_spf_ask(NULL, NULL), SECMAIL_ARGUMENT);
	ck_assert_str_eq(secmail_spf_error(NULL), "");
	ck_assert_str_eq(secmail_spf_domain(NULL), "");
	secmail_spf_reset(NULL);
	secmail_spf_free(NULL);
}
END_TEST

START_TEST(judging_wants_client_helo_and_sender)
{
	static const uint8_t ip[4] = { 192, 0, 2, 1 };
	secmail_spf *s;
	secmail_answers *a;
	secmail_spf_result *r;

	ck_assert_int_eq(secmail_spf_new(0, &s), SECMAIL_DONE);
	ck_assert_int_eq(secmail_answers_new(&a), SECMAIL_DONE);
	ck_assert_int_eq(secmail_spf_judge(s, a, &r), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_spf_judge_helo(s, a, &r), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_spf_ask(s, a), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_spf_set_helo(s, "mail.example.org", 16), SECMAIL_DONE);
	ck_assert_int_eq(secmail_spf_judge_helo(s, a, &r), SECMAIL_ARGUMENT);
	ck_assert_ptr_null(r);
	ck_assert_int_eq(secmail_spf_set_client(s, ip, 4), SECMAIL_DONE);
	ck_assert_int_eq(secmail_spf_judge(s, a, &r), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_spf_judge_helo(s, a, &r), SECMAIL_WANT_DNS);
	secmail_spf_free(s);
	secmail_answers_free(a);
}
END_TEST

START_TEST(helo_is_judged_for_its_own_sake)
{
	world w = world_usual("mail.example.org TXT v=spf1 exists:%{l}.%{d} -all\n"
			      "postmaster.mail.example.org A 127.0.0.2\n"
			      "example.com TXT v=spf1 -all\n");
	secmail_spf_result *helo = NULL;

	while (secmail_spf_judge_helo(w.spf, w.answers, &helo) == SECMAIL_WANT_DNS)
		world_answer(&w);
	ck_assert_ptr_nonnull(helo);
	ck_assert_int_eq(secmail_spf_result_code(helo), SECMAIL_SPF_PASS);
	ck_assert_int_eq(secmail_spf_result_scope(helo), SECMAIL_SPF_SCOPE_HELO);
	ck_assert_str_eq(secmail_spf_result_domain(helo), "mail.example.org");
	ck_assert_int_eq(secmail_spf_result_code(world_judge(&w)), SECMAIL_SPF_FAIL);
	secmail_spf_result_free(helo);
	world_close(&w);
}
END_TEST

START_TEST(reset_forgets_the_transaction_and_keeps_the_limits)
{
	world w = world_usual("example.com TXT v=spf1 a a -all\nexample.com A 203.0.113.1\n");
	static const uint8_t ip[4] = { 192, 0, 2, 1 };

	ck_assert_int_eq(secmail_spf_set_max_terms(w.spf, 1), SECMAIL_DONE);
	secmail_spf_reset(w.spf);
	ck_assert_int_eq(secmail_spf_judge(w.spf, w.answers, &w.result), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_spf_set_client(w.spf, ip, 4), SECMAIL_DONE);
	ck_assert_int_eq(secmail_spf_set_helo(w.spf, "", 0), SECMAIL_DONE);
	ck_assert_int_eq(secmail_spf_set_mail_from(w.spf, "a@example.com", 13), SECMAIL_DONE);
	ck_assert_int_eq(secmail_spf_result_reason(world_judge(&w)), SECMAIL_SPF_REASON_TERM_LIMIT);
	world_close(&w);
}
END_TEST

static const struct sender {
	const char *proves;
	const char *helo;
	const char *path;
	const char *domain;
} senders[] = {
	{ "the domain of MAIL FROM is checked", "mx.example.org", "a@Example.COM.", "example.com" },
	{ "for the null sender it is that of HELO", "MX.example.org", "<>", "mx.example.org" },
	{ "a path without a domain has none, whatever HELO is", "mx.example.org", "postmaster",
	    "" },
	{ "an address literal is none", "[192.0.2.1]", "<>", "" },
};

START_TEST(says_which_domain_will_be_checked)
{
	const struct sender *row = &senders[_i];
	world w = world_open("", "192.0.2.1", row->helo, row->path);

	ck_assert_msg(strcmp(secmail_spf_domain(w.spf), row->domain) == 0, "%s: %s", row->proves,
	    secmail_spf_domain(w.spf));
	secmail_spf_reset(w.spf);
	ck_assert_str_eq(secmail_spf_domain(w.spf), "");
	world_close(&w);
}
END_TEST

static const struct spoken {
	const char *proves;
	const char *path;
	const char *sender;
} spoken[] = {
	{ "local part and domain", "<User@Example.COM>", "User@example.com" },
	{ "no local part: postmaster", "@example.com", "postmaster@example.com" },
	{ "the null sender: postmaster at HELO", "<>", "postmaster@mail.example.com" },
	{ "no domain: no sender", "user@[192.0.2.1]", "" },
};

START_TEST(says_which_sender_macros_speak_of)
{
	const struct spoken *row = &spoken[_i];
	world w = world_open("", "192.0.2.1", "mail.example.com", row->path);
	size_t len = 1;
	const void *sender = secmail_spf_sender(w.spf, &len);

	ck_assert_msg(secmailp_view_is(secmailp_view_of(sender, len), row->sender), "%s: %.*s",
	    row->proves, (int)len, sender ? (const char *)sender : "");
	ck_assert((sender == NULL) == (len == 0));
	ck_assert_ptr_null(secmail_spf_sender(NULL, &len));
	ck_assert_uint_eq(len, 0);
	world_close(&w);
}
END_TEST

START_TEST(an_over_long_helo_is_no_domain)
{
	char helo[SECMAIL_SPF_MAX_NAME + 1];
	world w = world_open("", "192.0.2.1", "", "");

	memset(helo, 'a', sizeof helo);
	helo[60] = '.';
	ck_assert_int_eq(secmail_spf_set_helo(w.spf, helo, sizeof helo), SECMAIL_DONE);
	ck_assert_int_eq(secmail_spf_result_reason(world_judge(&w)), SECMAIL_SPF_REASON_BAD_DOMAIN);
	ck_assert_str_eq(
	    secmail_spf_result_detail(w.result), "HELO holds no domain that can be checked");
	world_close(&w);
}
END_TEST

/* Long records of several strings are joined outside the session's own room. */
START_TEST(records_beyond_the_pool_are_joined)
{
	static char zone[12000];
	size_t used = (size_t)snprintf(zone, sizeof zone, "example.com TXT v=spf1 x=");
	world w;

	for (size_t i = 0; i < 5000; i++)
		zone[used++] = (char)(i % 100 == 99 ? '|' : 'a');
	used += (size_t)snprintf(
	    zone + used, sizeof zone - used, " include:i.example -all\ni.example TXT v=spf1 x=");
	for (size_t i = 0; i < 5000; i++)
		zone[used++] = 'b';
	snprintf(zone + used, sizeof zone - used, " ip4:192.0.2.1 -all\n");
	w = world_usual(zone);
	ck_assert_int_eq(secmail_spf_result_code(world_judge(&w)), SECMAIL_SPF_PASS);
	ck_assert_int_eq(secmail_spf_result_code(world_judge(&w)), SECMAIL_SPF_PASS);
	world_close(&w);
}
END_TEST

TCase *
session_tests(void)
{
	TCase *c = tcase_create("session");

	tcase_add_test(c, wrong_arguments_are_refused);
	tcase_add_test(c, no_session_is_refused);
	tcase_add_test(c, judging_wants_client_helo_and_sender);
	tcase_add_test(c, helo_is_judged_for_its_own_sake);
	tcase_add_test(c, reset_forgets_the_transaction_and_keeps_the_limits);
	tcase_add_test(c, an_over_long_helo_is_no_domain);
	tcase_add_loop_test(
	    c, says_which_domain_will_be_checked, 0, sizeof senders / sizeof senders[0]);
	tcase_add_loop_test(
	    c, says_which_sender_macros_speak_of, 0, sizeof spoken / sizeof spoken[0]);
	tcase_add_test(c, records_beyond_the_pool_are_joined);
	return c;
}
