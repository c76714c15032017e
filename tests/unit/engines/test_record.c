/* test_record.c - which record an engine is given, and in which form */
#include <check.h>
#include <string.h>

#include "engines_internal.h"
#include "scene.h"

static const struct rewriting {
	const char *proves;
	const char *before;
	const char *after;
} rewritings[] = {
	{ "mechanisms stay as they are, in their order",
	    "v=spf1 a mx/24 -exists:%{i}.x.example ~all",
	    "v=spf1 a mx/24 -exists:%{i}.x.example ~all" },
	{ "spaces become one each", "v=spf1   a  -all  ", "v=spf1 a -all" },
	{ "the version is ours", "V=sPf1 A", "v=spf1 A" },
	{ "nothing stays nothing", "v=spf1", "v=spf1" },
	{ "an explanation falls away", "v=spf1 exp=e.example -all", "v=spf1 -all" },
	{ "so does an unknown modifier", "v=spf1 x-y_z.1=%{d} a moo=", "v=spf1 a" },
	{ "a redirect goes to the end", "v=spf1 redirect=r.example a mx",
	    "v=spf1 a mx redirect=r.example" },
	{ "in either case of letters", "v=spf1 Redirect=r.example a",
	    "v=spf1 a Redirect=r.example" },
	{ "a redirect beside all falls away", "v=spf1 redirect=r.example ?aLL", "v=spf1 ?aLL" },
	{ "all by any qualifier", "v=spf1 +all redirect=r.example", "v=spf1 +all" },
	{ "an equals sign behind a colon makes no modifier", "v=spf1 exists:a=b.example",
	    "v=spf1 exists:a=b.example" },
	{ "what only begins like all is none", "v=spf1 a:all redirect=all.example",
	    "v=spf1 a:all redirect=all.example" },
};

START_TEST(a_record_is_rewritten_without_what_no_engine_is_given)
{
	const struct rewriting *r = &rewritings[_i];
	secmailp_engines_record out;

	ck_assert(secmailp_engines_rewrite(secmailp_view_text(r->before), &out));
	ck_assert_msg(secmailp_view_is(secmailp_view_of(out.text, out.len), r->after), "%s: %.*s",
	    r->proves, (int)out.len, (const char *)out.text);
}
END_TEST

#define MAX_STRINGS 4

static const struct choice {
	const char *proves;
	const char *records[MAX_STRINGS];
	secmailp_engines_state state;
	const char *text;
} choices[] = {
	{ "no TXT record of ours", { "hello", "v=spf10 a", "v=spf1x" }, SECMAILP_ENGINES_VOID, "" },
	{ "the one among others", { "x", "v=spf1 -all", "y" }, SECMAILP_ENGINES_RECORDS,
	    "v=spf1 -all" },
	{ "two are one too many", { "v=spf1 a", "v=spf1" }, SECMAILP_ENGINES_MULTIPLE, "" },
	{ "two, though one is malformed", { "v=spf1 a:", "v=spf1" }, SECMAILP_ENGINES_MULTIPLE,
	    "" },
	{ "one that the native parser refuses", { "v=spf1 a: -all" }, SECMAILP_ENGINES_REFUSED,
	    "" },
	{ "an octet that is not ASCII", { "v=spf1 x=\xc3\xa9 a" }, SECMAILP_ENGINES_REFUSED, "" },
	{ "a tabulator", { "v=spf1 a\t-all" }, SECMAILP_ENGINES_REFUSED, "" },
};

static uint32_t
ask_txt(secmail_answers *a)
{
	uint32_t id;

	must(secmail_answers_ask(a, "x.example", 9, SECMAIL_DNS_TXT, SECMAIL_ANSWERS_NEEDED, &id));
	return id;
}

static void
add_txt(secmail_answers *a, uint32_t id, const char *text)
{
	uint8_t rdata[256];
	size_t len = strlen(text);

	rdata[0] = (uint8_t)len;
	memcpy(rdata + 1, text, len);
	must(secmail_answers_add(a, id, rdata, len + 1, 60));
}

START_TEST(the_record_is_chosen_as_the_rfc_says)
{
	const struct choice *c = &choices[_i];
	secmailp_engines_record out = { 0 };
	secmail_answers *a;
	uint32_t id;

	must(secmail_answers_new(&a));
	id = ask_txt(a);
	for (size_t i = 0; i < MAX_STRINGS && c->records[i]; i++)
		add_txt(a, id, c->records[i]);
	must(secmail_answers_close(a, id, 0, SECMAIL_TRUST_UNKNOWN));
	ck_assert_msg(secmailp_engines_record_of(a, id, &out) == c->state, "%s", c->proves);
	if (c->state == SECMAILP_ENGINES_RECORDS)
		ck_assert(secmailp_view_is(secmailp_view_of(out.text, out.len), c->text));
	secmail_answers_free(a);
}
END_TEST

/* As the native evaluator has it: half of a record could say another thing. */
START_TEST(a_record_that_is_cut_off_is_none)
{
	secmailp_engines_record out = { 0 };
	secmail_answers *a;
	uint32_t id;

	must(secmail_answers_new(&a));
	id = ask_txt(a);
	must(secmail_answers_add(a, id, "\6v=spf1\20 +all", 13, 60));
	if (_i == 1)
		add_txt(a, id, "v=spf1 -all");
	must(secmail_answers_close(a, id, 0, SECMAIL_TRUST_UNKNOWN));
	ck_assert_int_eq(secmailp_engines_record_of(a, id, &out),
	    _i == 1 ? SECMAILP_ENGINES_RECORDS : SECMAILP_ENGINES_VOID);
	secmail_answers_free(a);
}
END_TEST

/* A record of `len` octets, in strings of 255. */
static secmailp_engines_state
state_of_length(size_t len)
{
	static secmailp_engines_record out;
	uint8_t rdata[SECMAIL_ENGINE_MAX_RECORD + 64];
	size_t used = 0;
	secmail_answers *a;
	secmailp_engines_state state;
	uint32_t id;

	for (size_t i = 0; i < len; i++) {
		if (i % 255 == 0)
			rdata[used++] = (uint8_t)(len - i < 255 ? len - i : 255);
		rdata[used++] = (uint8_t)(i < 8 ? "v=spf1 a"[i] : i % 2 ? 'a' : ' ');
	}
	must(secmail_answers_new(&a));
	id = ask_txt(a);
	must(secmail_answers_add(a, id, rdata, used, 60));
	must(secmail_answers_close(a, id, 0, SECMAIL_TRUST_UNKNOWN));
	state = secmailp_engines_record_of(a, id, &out);
	secmail_answers_free(a);
	return state;
}

START_TEST(a_record_over_the_maximum_is_refused)
{
	ck_assert_int_eq(state_of_length(SECMAIL_ENGINE_MAX_RECORD), SECMAILP_ENGINES_RECORDS);
	ck_assert_int_eq(state_of_length(SECMAIL_ENGINE_MAX_RECORD + 1), SECMAILP_ENGINES_REFUSED);
}
END_TEST

TCase *
record_tests(void)
{
	TCase *tc = tcase_create("record");

	tcase_add_loop_test(tc, a_record_is_rewritten_without_what_no_engine_is_given, 0,
	    (int)(sizeof rewritings / sizeof rewritings[0]));
	tcase_add_loop_test(
	    tc, the_record_is_chosen_as_the_rfc_says, 0, (int)(sizeof choices / sizeof choices[0]));
	tcase_add_loop_test(tc, a_record_that_is_cut_off_is_none, 0, 2);
	tcase_add_test(tc, a_record_over_the_maximum_is_refused);
	return tc;
}
