/* test_forms.c - the verdict as a header field and as JSON */
#include <check.h>
#include <secmail/authres.h>
#include <secmail/inbound.h>
#include <stdlib.h>
#include <string.h>

#include "../suite.h"
#include "json.h"
#include "world.h"

static secmail_verdict *v;

static void
tear_down(void)
{
	secmail_verdict_free(v);
}

START_TEST(the_field_is_exact)
{
	v = world_judge("bounce@shop.example", "From: orders@shop.example\r\n\r\nHello\r\n");
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

	v = world_judge("<(any@shop.example>", "From: orders@shop.example\r\n\r\n");
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

	v = world_judge("bounce@shop.example", "From: orders@shop.example\r\n\r\none\ntwo\r\n");
	ck_assert_int_eq(secmail_verdict_to_json(v, &json), SECMAIL_DONE);
	ck_assert_str_eq(json,
	    "{\"schema\":1,\"spf\":{\"result\":\"pass\",\"reason\":\"matched\",\"domain\":\"shop."
	    "example\","
	    "\"scope\":\"mfrom\",\"mechanism\":\"ip4:192.0.2.25\",\"explanation\":null,\"lookups\":"
	    "0,"
	    "\"void_lookups\":0,\"chain\":[{\"domain\":\"shop.example\",\"term\":\"ip4:192.0.2."
	    "25\"}],"
	    "\"record\":\"v=spf1 ip4:192.0.2.25 "
	    "-all\",\"ip4_count\":1,\"ip6_count\":0},\"dkim\":[],\"arc\":{\"result\":\"none\","
	    "\"reason\":\"no-sets\","
	    "\"instances\":0},"
	    "\"dmarc\":{\"result\":\"pass\",\"reason\":\"aligned\",\"from_domain\":\"shop."
	    "example\","
	    "\"policy_domain\":\"shop.example\",\"organizational_domain\":\"shop.example\","
	    "\"policy\":\"reject\","
	    "\"disposition\":\"none\",\"aligned\":{\"spf\":true,\"dkim\":false},\"authors\":[{"
	    "\"domain\":\"shop.example\","
	    "\"result\":\"pass\",\"reason\":\"aligned\",\"disposition\":\"none\"}],\"rfc\":9989,"
	    "\"pct\":100,\"public_suffixes_sha256\":null},"
	    "\"authentication_"
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

TCase *
forms_tests(void)
{
	TCase *t = tcase_create("forms");

	tcase_add_checked_fixture(t, NULL, tear_down);
	tcase_add_test(t, the_field_is_exact);
	tcase_add_test(t, the_field_can_be_read_back);
	tcase_add_test(t, the_json_is_exact);
	tcase_add_loop_test(t, writes_any_text, 0, sizeof texts / sizeof texts[0]);
	return t;
}
