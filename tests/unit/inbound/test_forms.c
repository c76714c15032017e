/* test_forms.c - the verdict as a header field, as JSON and in words */
#include <check.h>
#include <secmail/authres.h>
#include <secmail/explain.h>
#include <secmail/inbound.h>
#include <stdlib.h>
#include <string.h>

#include "../suite.h"
#include "json.h"
#include "world.h"

static secmail_verdict *v;

/* Judges a message with a hostile HELO and From, from an address that the domain authorizes. */
static secmail_verdict *
judge(const char *path, const char *message)
{
	static const uint8_t ip[4] = { 192, 0, 2, 25 };
	secmail_inbound_config *config;
	secmail_inbound *m;
	secmail_answers *a;
	secmail_verdict *out = NULL;

	ck_assert_int_eq(secmail_inbound_config_new(&config), SECMAIL_DONE);
	ck_assert_int_eq(
	    secmail_inbound_config_set_authserv_id(config, "mx.example.net"), SECMAIL_DONE);
	ck_assert_int_eq(secmail_inbound_new(config, 1795500000, &m), SECMAIL_DONE);
	ck_assert_int_eq(secmail_answers_new(&a), SECMAIL_DONE);
	ck_assert_int_eq(secmail_inbound_set_client(m, ip, 4, "x\"\r\n(", 5), SECMAIL_DONE);
	ck_assert_int_eq(secmail_inbound_set_mail_from(m, path, strlen(path)), SECMAIL_DONE);
	ck_assert_int_eq(secmail_inbound_write(m, message, strlen(message)), SECMAIL_DONE);
	ck_assert_int_eq(secmail_inbound_end(m), SECMAIL_DONE);
	while (secmail_inbound_judge(m, a, &out) == SECMAIL_WANT_DNS)
		ck_assert_uint_gt(world_answer(a), 0);
	ck_assert_ptr_nonnull(out);
	secmail_answers_free(a);
	secmail_inbound_free(m);
	secmail_inbound_config_free(config);
	return out;
}

static void
tear_down(void)
{
	secmail_verdict_free(v);
}

START_TEST(the_field_is_exact)
{
	v = judge("bounce@shop.example", "From: orders@shop.example\r\n\r\nHello\r\n");
	ck_assert_str_eq(secmail_verdict_authentication_results(v),
	    "Authentication-Results: mx.example.net;\r\n"
	    "\tspf=pass smtp.mailfrom=shop.example;\r\n"
	    "\tdkim=none;\r\n"
	    "\tarc=none;\r\n"
	    "\tdmarc=pass header.from=shop.example policy.dmarc=reject");
}
END_TEST

START_TEST(the_field_can_be_read_back)
{
	secmail_authres *field;
	const char *text;

	v = judge("<(any@shop.example>", "From: orders@shop.example\r\n\r\n");
	text = strchr(secmail_verdict_authentication_results(v), ':') + 1;
	ck_assert_int_eq(secmail_authres_new(&field), SECMAIL_DONE);
	ck_assert_int_eq(secmail_authres_parse(field, text, strlen(text)), SECMAIL_DONE);
	ck_assert_uint_eq(secmail_authres_count(field), 4);
	ck_assert_uint_eq(secmail_authres_skipped(field), 0);
	ck_assert_str_eq(secmail_authres_method(field, 0), "spf");
	ck_assert_str_eq(secmail_authres_result(field, 0), "none");
	ck_assert_str_eq(secmail_authres_reason(field, 0), "bad-domain");
	ck_assert_str_eq(secmail_authres_method(field, 3), "dmarc");
	ck_assert_str_eq(secmail_authres_result(field, 3), "fail");
	secmail_authres_free(field);
}
END_TEST

START_TEST(the_json_is_exact)
{
	char *json;

	v = judge("bounce@shop.example", "From: orders@shop.example\r\n\r\none\ntwo\r\n");
	ck_assert_int_eq(secmail_verdict_to_json(v, &json), SECMAIL_DONE);
	ck_assert_str_eq(json,
	    "{\"schema\":1,\"spf\":{\"result\":\"pass\",\"reason\":\"matched\",\"domain\":\"shop."
	    "example\","
	    "\"scope\":\"mfrom\",\"mechanism\":\"ip4:192.0.2.25\",\"explanation\":null,\"lookups\":"
	    "0,"
	    "\"void_lookups\":0},\"dkim\":[],\"arc\":{\"result\":\"none\",\"reason\":\"no-sets\","
	    "\"instances\":0},"
	    "\"dmarc\":{\"result\":\"pass\",\"reason\":\"aligned\",\"from_domain\":\"shop."
	    "example\","
	    "\"policy_domain\":\"shop.example\",\"organizational_domain\":\"shop.example\","
	    "\"policy\":\"reject\","
	    "\"disposition\":\"none\",\"aligned\":{\"spf\":true,\"dkim\":false}},\"authentication_"
	    "results\":"
	    "\"Authentication-Results: mx.example.net;\\u000d\\u000a\\u0009spf=pass "
	    "smtp.mailfrom=shop.example;"
	    "\\u000d\\u000a\\u0009dkim=none;\\u000d\\u000a\\u0009arc=none;"
	    "\\u000d\\u000a\\u0009dmarc=pass "
	    "header.from=shop.example "
	    "policy.dmarc=reject\",\"questions\":3,\"message_flags\":[\"bare-lf\"]}");
	free(json);
}
END_TEST

static const struct text {
	const char *proves;
	const char *text;
	const char *json;
} texts[] = {
	{ "plain text stays", "abc", "\"abc\"" },
	{ "quotes and backslashes are escaped", "\"\\", "\"\\\"\\\\\"" },
	{ "control characters are escaped", "\001\037\177", "\"\\u0001\\u001f\\u007f\"" },
	{ "UTF-8 stays", "\303\251\360\237\230\200", "\"\303\251\360\237\230\200\"" },
	{ "an octet that begins nothing is replaced", "\377", "\"\357\277\275\"" },
	{ "an overlong form is replaced, octet for octet", "\300\257",
	    "\"\357\277\275\357\277\275\"" },
	{ "a surrogate is replaced", "\355\240\200", "\"\357\277\275\357\277\275\357\277\275\"" },
	{ "a sequence cut short is replaced", "\342\202", "\"\357\277\275\357\277\275\"" },
	{ "no text is null", NULL, "null" },
};

START_TEST(writes_any_text)
{
	const struct text *t = &texts[_i];
	secmail_json j = { secmailp_buffer_new(256), false };
	char *out;

	secmail_json_text(&j, NULL, t->text);
	ck_assert_int_eq(secmailp_buffer_take(&j.text, &out), SECMAIL_DONE);
	ck_assert_msg(strcmp(out, t->json) == 0, "%s: %s", t->proves, out);
	free(out);
}
END_TEST

static const struct words {
	const char *proves;
	const char *path;
	const char *message;
	const char *headline; /* how it begins */
} words[] = {
	{ "a pass names who stands behind it", "a@shop.example", "From: a@shop.example\r\n\r\n",
	    "shop.example stands behind" },
	{ "a fail says what is asked", "a@bulk.example", "From: a@shop.example\r\n\r\n",
	    "Nothing shows that shop.example sent this message, and shop.example asks that such "
	    "mail be rejected." },
	{ "an author without a record is named", "a@none.example", "From: a@none.example\r\n\r\n",
	    "none.example publishes no policy" },
	{ "two authors can't be judged", "a@shop.example",
	    "From: a@shop.example\r\nFrom: b@evil.example\r\n\r\n",
	    "This message can't be judged:" },
};

START_TEST(speaks_plainly)
{
	const struct words *w = &words[_i];
	secmail_explanation *e;

	v = judge(w->path, w->message);
	ck_assert_int_eq(secmail_explain(v, &e), SECMAIL_DONE);
	ck_assert_msg(
	    strncmp(secmail_explanation_headline(e), w->headline, strlen(w->headline)) == 0,
	    "%s: %s", w->proves, secmail_explanation_headline(e));
	ck_assert_uint_ge(secmail_explanation_count(e), 4);
	for (size_t i = 0; i < secmail_explanation_count(e); i++) {
		const char *sentence = secmail_explanation_sentence(e, i);

		ck_assert_ptr_nonnull(secmail_explanation_subject(e, i));
		ck_assert_msg(
		    !strchr(sentence, '{') && !strstr(sentence, "(unknown)"), "%s", sentence);
		ck_assert_msg(!strstr(sentence, " safe"), "%s", sentence);
		for (; *sentence; sentence++)
			ck_assert(*sentence >= ' ' && *sentence <= '~');
	}
	ck_assert_ptr_null(secmail_explanation_sentence(e, secmail_explanation_count(e)));
	ck_assert_ptr_null(secmail_explanation_subject(e, secmail_explanation_count(e)));
	secmail_explanation_free(e);
}
END_TEST

TCase *
forms_tests(void)
{
	TCase *t = tcase_create("forms");

	tcase_add_checked_fixture(t, NULL, tear_down);
	tcase_add_test(t, the_field_is_exact);
	tcase_add_test(t, the_field_can_be_read_back);
	tcase_add_test(t, the_json_is_exact);
	tcase_add_loop_test(t, writes_any_text, 0, sizeof texts / sizeof texts[0]);
	tcase_add_loop_test(t, speaks_plainly, 0, sizeof words / sizeof words[0]);
	return t;
}
