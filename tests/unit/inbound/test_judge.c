/* test_judge.c - what comes of a message, at each moment at which it can be judged */
#include <check.h>
#include <secmail/inbound.h>
#include <stdlib.h>
#include <string.h>

#include "../suite.h"
#include "world.h"

#define NOW 1795500000

static secmail_inbound_config *config;
static secmail_inbound *inbound;
static secmail_answers *answers;

static const uint8_t server[4] = { 192, 0, 2, 25 };

static void
set_up(void)
{
	ck_assert_int_eq(secmail_inbound_config_new(&config), SECMAIL_DONE);
	ck_assert_int_eq(
	    secmail_inbound_config_set_authserv_id(config, "mx.example.net"), SECMAIL_DONE);
	ck_assert_int_eq(secmail_inbound_new(config, NOW, &inbound), SECMAIL_DONE);
	ck_assert_int_eq(secmail_answers_new(&answers), SECMAIL_DONE);
}

static void
tear_down(void)
{
	secmail_answers_free(answers);
	secmail_inbound_free(inbound);
	secmail_inbound_config_free(config);
}

static void
connect_as(const char *helo)
{
	ck_assert_int_eq(
	    secmail_inbound_set_client(inbound, server, sizeof server, helo, strlen(helo)),
	    SECMAIL_DONE);
}

static void
mail_from(const char *path)
{
	ck_assert_int_eq(secmail_inbound_set_mail_from(inbound, path, strlen(path)), SECMAIL_DONE);
}

static void
write_text(const char *text)
{
	ck_assert_int_eq(secmail_inbound_write(inbound, text, strlen(text)), SECMAIL_DONE);
}

/* Judges until there is a verdict; the rounds are bounded by the cap on questions. */
static secmail_verdict *
verdict(void)
{
	secmail_verdict *v = NULL;
	secmail_status status;

	while ((status = secmail_inbound_judge(inbound, answers, &v)) == SECMAIL_WANT_DNS)
		ck_assert_uint_gt(world_answer(answers), 0);
	ck_assert_msg(
	    status == SECMAIL_DONE, "status %d: %s", status, secmail_inbound_error(inbound));
	return v;
}

static const struct scenario {
	const char *proves;
	const char *helo;
	const char *path; /* NULL: MAIL FROM was not told */
	const char *header;
	const char *spf;
	const char *dmarc;
	const char *disposition;
} scenarios[] = {
	{ "SPF for the author's own domain aligns", "mx.shop.example", "<bounce@shop.example>",
	    "From: orders@shop.example\r\n", "pass", "pass", "none" },
	{ "a pass for another domain does not", "mx.bulk.example", "news@bulk.example",
	    "From: orders@shop.example\r\n", "pass", "fail", "reject" },
	{ "an empty MAIL FROM is judged by HELO, and that aligns", "mx.bulk.example", "<>",
	    "From: list@bulk.example\r\n", "pass", "pass", "none" },
	{ "an empty string is an empty MAIL FROM", "mx.bulk.example", "",
	    "From: list@bulk.example\r\n", "pass", "pass", "none" },
	{ "HELO for its own sake never aligns", "mx.bulk.example", NULL,
	    "From: list@bulk.example\r\n", "pass", "fail", "none" },
	{ "a domain that is testing asks for a step less", "x", "a@shop.example",
	    "From: list@bulk.example\r\n", "pass", "fail", "none" },
	{ "a domain without a record is not judged", "x", "a@nothing.example",
	    "From: a@nothing.example\r\n", "none", "none", "none" },
	{ "two From fields have no author domain", "x", "a@shop.example",
	    "From: a@shop.example\r\nFrom: b@evil.example\r\n", "pass", "permerror", "none" },
	{ "no From field has none either", "x", "a@shop.example", "Subject: hi\r\n", "pass",
	    "permerror", "none" },
};

START_TEST(judges)
{
	const struct scenario *s = &scenarios[_i];
	secmail_verdict *v;

	connect_as(s->helo);
	if (s->path)
		mail_from(s->path);
	write_text(s->header);
	write_text("\r\nHello.\r\n");
	ck_assert_int_eq(secmail_inbound_end(inbound), SECMAIL_DONE);
	v = verdict();
	ck_assert_msg(strcmp(secmail_spf_code_name(secmail_spf_result_code(secmail_verdict_spf(v))),
			  s->spf) == 0,
	    "%s: %s", s->proves, secmail_spf_result_detail(secmail_verdict_spf(v)));
	ck_assert_msg(
	    strcmp(secmail_dmarc_code_name(secmail_dmarc_result_code(secmail_verdict_dmarc(v))),
		s->dmarc) == 0,
	    "%s: %s", s->proves, secmail_dmarc_result_detail(secmail_verdict_dmarc(v)));
	ck_assert_msg(strcmp(secmail_dmarc_policy_name(
				 secmail_dmarc_result_disposition(secmail_verdict_dmarc(v))),
			  s->disposition) == 0,
	    "%s", s->proves);
	secmail_verdict_free(v);
}
END_TEST

START_TEST(spf_alone_after_mail_from)
{
	secmail_spf_result *r;

	ck_assert_int_eq(secmail_inbound_judge_spf(inbound, answers, &r), SECMAIL_ARGUMENT);
	ck_assert_str_ne(secmail_inbound_error(inbound), "");
	connect_as("mx.shop.example");
	mail_from("<bounce@shop.example>");
	ck_assert_int_eq(secmail_inbound_judge_spf(inbound, answers, &r), SECMAIL_WANT_DNS);
	ck_assert_ptr_null(r);
	ck_assert_uint_eq(world_answer(answers), 1);
	ck_assert_int_eq(secmail_inbound_judge_spf(inbound, answers, &r), SECMAIL_DONE);
	ck_assert_int_eq(secmail_spf_result_code(r), SECMAIL_SPF_PASS);
	secmail_spf_result_free(r);
}
END_TEST

START_TEST(an_unsigned_message_is_decided_at_the_end_of_its_header)
{
	secmail_verdict *v;

	connect_as("mx.bulk.example");
	mail_from("news@bulk.example");
	write_text("From: orders@shop.example\r\n");
	ck_assert_int_eq(secmail_inbound_judge(inbound, answers, &v), SECMAIL_ARGUMENT);
	write_text("\r\n");
	v = verdict();
	ck_assert_int_eq(secmail_dmarc_result_code(secmail_verdict_dmarc(v)), SECMAIL_DMARC_FAIL);
	secmail_verdict_free(v);
	/* The body may still come, and what is odd in it is seen. */
	write_text("one\ntwo\r\n");
	ck_assert_int_eq(secmail_inbound_end(inbound), SECMAIL_DONE);
	v = verdict();
	ck_assert(secmail_verdict_message_flags(v) & SECMAIL_MESSAGE_BARE_LF);
	secmail_verdict_free(v);
}
END_TEST

START_TEST(a_signed_message_wants_its_body)
{
	secmail_verdict *v;

	connect_as("mx.shop.example");
	mail_from("bounce@shop.example");
	write_text(
	    "DKIM-Signature: v=1; a=rsa-sha256; d=shop.example; s=s1; h=from; bh=AAAA; b=AAAA\r\n"
	    "From: orders@shop.example\r\n\r\nHello");
	ck_assert_int_eq(secmail_inbound_judge(inbound, answers, &v), SECMAIL_WANT_BODY);
	ck_assert_ptr_null(v);
	/* SPF's record and DMARC's walk are asked for before the body is there. */
	ck_assert_uint_ge(secmail_answers_open(answers, NULL, 0), 2);
	ck_assert_int_eq(secmail_inbound_end(inbound), SECMAIL_DONE);
	v = verdict();
	ck_assert_int_eq(secmail_dmarc_result_code(secmail_verdict_dmarc(v)), SECMAIL_DMARC_PASS);
	ck_assert_uint_eq(secmail_dkim_results_count(secmail_verdict_dkim(v)), 1);
	secmail_verdict_free(v);
}
END_TEST

static bool
is_asked(const char *name)
{
	for (uint32_t id = 0; id < secmail_answers_question_count(answers); id++)
		if (strcmp(secmail_answers_qname(answers, id), name) == 0)
			return true;
	return false;
}

START_TEST(the_senders_walk_is_asked_for_while_spf_waits)
{
	secmail_verdict *v;

	connect_as("mx.shop.example");
	mail_from("x@bounces.shop.example");
	write_text("From: orders@news.shop.example\r\n\r\n");
	ck_assert_int_eq(secmail_inbound_judge(inbound, answers, &v), SECMAIL_WANT_DNS);
	ck_assert(is_asked("_dmarc.bounces.shop.example"));
	/* Two rounds are those of SPF and its include; DMARC adds none. */
	ck_assert_uint_gt(world_answer(answers), 0);
	ck_assert_int_eq(secmail_inbound_judge(inbound, answers, &v), SECMAIL_WANT_DNS);
	ck_assert_uint_eq(world_answer(answers), 1);
	ck_assert_int_eq(secmail_inbound_judge(inbound, answers, &v), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dmarc_result_code(secmail_verdict_dmarc(v)), SECMAIL_DMARC_PASS);
	secmail_verdict_free(v);
}
END_TEST

START_TEST(the_senders_walk_is_asked_for_before_the_body_is_there)
{
	secmail_verdict *v;

	connect_as("mx.shop.example");
	mail_from("x@bounces.shop.example");
	write_text(
	    "DKIM-Signature: v=1; a=rsa-sha256; d=shop.example; s=s1; h=from; bh=AAAA; b=AAAA\r\n"
	    "From: orders@shop.example\r\n\r\nHello");
	ck_assert_int_eq(secmail_inbound_judge(inbound, answers, &v), SECMAIL_WANT_BODY);
	ck_assert(is_asked("_dmarc.bounces.shop.example"));
}
END_TEST

/* The key times out, and whether its domain aligns can matter from then on. */
START_TEST(a_signers_walk_is_asked_for_while_spf_waits)
{
	uint32_t ids[16];
	size_t open;
	secmail_verdict *v;

	connect_as("mx.shop.example");
	mail_from("x@bulk.example");
	write_text("DKIM-Signature: v=1; a=rsa-sha256; d=mail.shop.example; s=s1; h=from;\r\n"
		   " bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; b=AAAA\r\n"
		   "From: orders@shop.example\r\n\r\n");
	ck_assert_int_eq(secmail_inbound_end(inbound), SECMAIL_DONE);
	ck_assert_int_eq(secmail_inbound_judge(inbound, answers, &v), SECMAIL_WANT_DNS);
	ck_assert(!is_asked("_dmarc.mail.shop.example"));
	open = secmail_answers_open(answers, ids, 16);
	for (size_t i = 0; i < open; i++)
		if (strcmp(secmail_answers_qname(answers, ids[i]),
			"s1._domainkey.mail.shop.example") == 0)
			ck_assert_int_eq(secmail_answers_fail(answers, ids[i], SECMAIL_DNS_TIMEOUT),
			    SECMAIL_DONE);
	ck_assert_int_eq(secmail_inbound_judge(inbound, answers, &v), SECMAIL_WANT_DNS);
	ck_assert(is_asked("_dmarc.mail.shop.example"));
}
END_TEST

/* What was asked early is a guess: SPF fails, and DMARC with it. */
START_TEST(asking_for_the_senders_walk_lets_nothing_pass)
{
	secmail_verdict *v;

	connect_as("mx.shop.example");
	mail_from("x@nothing.shop.example");
	write_text("From: orders@shop.example\r\n\r\n");
	v = verdict();
	ck_assert(is_asked("_dmarc.nothing.shop.example"));
	ck_assert_int_eq(secmail_dmarc_result_code(secmail_verdict_dmarc(v)), SECMAIL_DMARC_FAIL);
	secmail_verdict_free(v);
}
END_TEST

START_TEST(what_no_one_answers_in_time_is_a_temperror)
{
	secmail_verdict *v;

	connect_as("mx.shop.example");
	mail_from("bounce@shop.example");
	write_text("From: orders@shop.example\r\n\r\n");
	ck_assert_int_eq(secmail_inbound_end(inbound), SECMAIL_DONE);
	ck_assert_int_eq(secmail_inbound_judge(inbound, answers, &v), SECMAIL_WANT_DNS);
	secmail_inbound_expire(inbound, answers);
	ck_assert_int_eq(secmail_inbound_judge(inbound, answers, &v), SECMAIL_DONE);
	ck_assert_int_eq(secmail_spf_result_code(secmail_verdict_spf(v)), SECMAIL_SPF_TEMPERROR);
	ck_assert_int_eq(
	    secmail_dmarc_result_code(secmail_verdict_dmarc(v)), SECMAIL_DMARC_TEMPERROR);
	secmail_verdict_free(v);
}
END_TEST

/* Answers the open TXT question for `name`, which has to be there, with one string. */
static void
answer_text(secmail_answers *a, const char *name, const char *text)
{
	uint32_t ids[32];
	size_t count = secmail_answers_open(a, ids, 32);
	uint8_t rdata[256] = { (uint8_t)strlen(text) };

	memcpy(rdata + 1, text, strlen(text));
	for (size_t i = 0; i < count; i++) {
		if (strcmp(secmail_answers_qname(a, ids[i]), name) != 0)
			continue;
		ck_assert_int_eq(
		    secmail_answers_add(a, ids[i], rdata, strlen(text) + 1, 300), SECMAIL_DONE);
		ck_assert_int_eq(
		    secmail_answers_close(a, ids[i], 0, SECMAIL_TRUST_UNKNOWN), SECMAIL_DONE);
		return;
	}
	ck_abort_msg("nobody asks for %s", name);
}

/* SPF has its result, and DMARC waits. */
static void
decide_spf(const char *record)
{
	secmail_verdict *v;

	connect_as("x");
	mail_from("a@shop.example");
	write_text("From: orders@shop.example\r\n\r\n");
	ck_assert_int_eq(secmail_inbound_end(inbound), SECMAIL_DONE);
	ck_assert_int_eq(secmail_inbound_judge(inbound, answers, &v), SECMAIL_WANT_DNS);
	answer_text(answers, "shop.example", record);
	ck_assert_int_eq(secmail_inbound_judge(inbound, answers, &v), SECMAIL_WANT_DNS);
}

START_TEST(what_is_decided_stays_for_the_rounds_that_follow)
{
	secmail_verdict *v;

	decide_spf("v=spf1 -all");
	v = verdict();
	ck_assert_int_eq(secmail_spf_result_code(secmail_verdict_spf(v)), SECMAIL_SPF_FAIL);
	secmail_verdict_free(v);
}
END_TEST

START_TEST(what_was_decided_by_another_table_does_not)
{
	secmail_answers *first = answers;
	secmail_verdict *v;

	decide_spf("v=spf1 -all");
	ck_assert_int_eq(secmail_answers_new(&answers), SECMAIL_DONE);
	v = verdict();
	ck_assert_int_eq(secmail_spf_result_code(secmail_verdict_spf(v)), SECMAIL_SPF_PASS);
	secmail_verdict_free(v);
	secmail_answers_free(first);
}
END_TEST

START_TEST(what_was_decided_before_a_reset_of_the_table_does_not)
{
	secmail_verdict *v;

	decide_spf("v=spf1 -all");
	secmail_answers_reset(answers);
	v = verdict();
	ck_assert_int_eq(secmail_spf_result_code(secmail_verdict_spf(v)), SECMAIL_SPF_PASS);
	secmail_verdict_free(v);
}
END_TEST

START_TEST(another_sender_is_judged_anew)
{
	secmail_verdict *v;

	decide_spf("v=spf1 -all");
	mail_from("news@bulk.example");
	v = verdict();
	ck_assert_int_eq(secmail_spf_result_code(secmail_verdict_spf(v)), SECMAIL_SPF_PASS);
	ck_assert_str_eq(secmail_spf_result_domain(secmail_verdict_spf(v)), "bulk.example");
	secmail_verdict_free(v);
}
END_TEST

START_TEST(without_a_client_spf_is_not_evaluated)
{
	secmail_verdict *v;

	mail_from("bounce@shop.example");
	write_text("From: orders@shop.example\r\n\r\n");
	ck_assert_int_eq(secmail_inbound_end(inbound), SECMAIL_DONE);
	v = verdict();
	ck_assert_ptr_null(secmail_verdict_spf(v));
	ck_assert_ptr_null(strstr(secmail_verdict_authentication_results(v), "spf="));
	ck_assert_int_eq(secmail_dmarc_result_code(secmail_verdict_dmarc(v)), SECMAIL_DMARC_FAIL);
	secmail_verdict_free(v);
}
END_TEST

START_TEST(a_session_serves_one_message_after_the_other)
{
	secmail_verdict *v;

	connect_as("mx.shop.example");
	mail_from("bounce@shop.example");
	write_text("From: orders@shop.example\r\n\r\nHello\r\n");
	ck_assert_int_eq(secmail_inbound_end(inbound), SECMAIL_DONE);
	ck_assert_int_eq(secmail_inbound_end(inbound), SECMAIL_LATE);
	ck_assert_int_eq(secmail_inbound_write(inbound, "x", 1), SECMAIL_LATE);
	secmail_verdict_free(verdict());
	secmail_inbound_reset(inbound, NOW + 1);
	secmail_answers_reset(answers);
	mail_from("a@nothing.example");
	write_text("From: a@nothing.example\r\n\r\n");
	ck_assert_int_eq(secmail_inbound_end(inbound), SECMAIL_DONE);
	v = verdict();
	ck_assert_int_eq(secmail_spf_result_code(secmail_verdict_spf(v)), SECMAIL_SPF_NONE);
	ck_assert_str_eq(
	    secmail_dmarc_result_from_domain(secmail_verdict_dmarc(v)), "nothing.example");
	secmail_verdict_free(v);
}
END_TEST

START_TEST(a_verdict_outlives_its_session)
{
	secmail_verdict *v;

	connect_as("mx.shop.example");
	mail_from("bounce@shop.example");
	write_text("From: orders@shop.example\r\n\r\n");
	ck_assert_int_eq(secmail_inbound_end(inbound), SECMAIL_DONE);
	v = verdict();
	secmail_inbound_free(inbound);
	inbound = NULL;
	secmail_answers_reset(answers);
	ck_assert_str_eq(
	    secmail_dmarc_result_from_domain(secmail_verdict_dmarc(v)), "shop.example");
	ck_assert(secmail_verdict_is_secure(v));
	ck_assert_uint_ge(secmail_verdict_questions(v), 2);
	secmail_verdict_free(v);
}
END_TEST

START_TEST(refuses_what_is_no_message)
{
	write_text("\r\n");
	ck_assert_int_eq(secmail_inbound_end(inbound), SECMAIL_SYNTAX);
	ck_assert_str_ne(secmail_inbound_error(inbound), "");
}
END_TEST

START_TEST(refuses_a_header_without_end)
{
	char line[1024];
	secmail_status status = SECMAIL_DONE;
	int written = 0;

	memset(line, 'x', sizeof line);
	while (status == SECMAIL_DONE && written++ < 2048)
		status = secmail_inbound_write(inbound, line, sizeof line);
	ck_assert_int_eq(status, SECMAIL_LIMIT);
	ck_assert_int_le(written, SECMAIL_MESSAGE_MAX_HEADER / 1024 + 1);
	ck_assert_ptr_nonnull(strstr(secmail_inbound_error(inbound), "1048576"));
}
END_TEST

START_TEST(refuses_an_id_that_breaks_the_field)
{
	ck_assert_int_eq(secmail_inbound_config_set_authserv_id(config, "a\r\nb"), SECMAIL_SYNTAX);
	ck_assert_str_ne(secmail_inbound_config_error(config), "");
}
END_TEST

struct log {
	int questions;
	int rounds;
	int verdicts;
};

static void
note(void *arg, secmail_event event, const char *subject, int64_t number)
{
	struct log *log = arg;

	ck_assert_ptr_nonnull(subject);
	ck_assert_int_ge(number, 0);
	log->questions += event == SECMAIL_EVENT_QUESTION;
	log->rounds += event == SECMAIL_EVENT_ROUND;
	log->verdicts += event == SECMAIL_EVENT_VERDICT && strncmp(subject, "dmarc=", 6) == 0;
}

START_TEST(can_be_watched)
{
	struct log log = { 0 };
	secmail_verdict *v;

	secmail_inbound_config_set_trace(config, note, &log);
	connect_as("mx.shop.example");
	mail_from("bounce@shop.example");
	write_text("From: orders@shop.example\r\n\r\n");
	ck_assert_int_eq(secmail_inbound_end(inbound), SECMAIL_DONE);
	v = verdict();
	ck_assert_int_eq(log.questions, (int)secmail_verdict_questions(v));
	ck_assert_int_ge(log.rounds, 2);
	ck_assert_int_eq(log.verdicts, 1);
	secmail_verdict_free(v);
}
END_TEST

TCase *
judge_tests(void)
{
	TCase *t = tcase_create("judge");

	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_loop_test(t, judges, 0, sizeof scenarios / sizeof scenarios[0]);
	tcase_add_test(t, spf_alone_after_mail_from);
	tcase_add_test(t, an_unsigned_message_is_decided_at_the_end_of_its_header);
	tcase_add_test(t, a_signed_message_wants_its_body);
	tcase_add_test(t, the_senders_walk_is_asked_for_while_spf_waits);
	tcase_add_test(t, the_senders_walk_is_asked_for_before_the_body_is_there);
	tcase_add_test(t, a_signers_walk_is_asked_for_while_spf_waits);
	tcase_add_test(t, asking_for_the_senders_walk_lets_nothing_pass);
	tcase_add_test(t, what_no_one_answers_in_time_is_a_temperror);
	tcase_add_test(t, without_a_client_spf_is_not_evaluated);
	tcase_add_test(t, a_session_serves_one_message_after_the_other);
	tcase_add_test(t, a_verdict_outlives_its_session);
	tcase_add_test(t, refuses_what_is_no_message);
	tcase_add_test(t, refuses_a_header_without_end);
	tcase_add_test(t, refuses_an_id_that_breaks_the_field);
	tcase_add_test(t, can_be_watched);
	tcase_add_test(t, what_is_decided_stays_for_the_rounds_that_follow);
	tcase_add_test(t, what_was_decided_by_another_table_does_not);
	tcase_add_test(t, what_was_decided_before_a_reset_of_the_table_does_not);
	tcase_add_test(t, another_sender_is_judged_anew);
	return t;
}
