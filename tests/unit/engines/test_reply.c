/* test_reply.c - which octets are a reply */
#include <check.h>

#include "engines_internal.h"
#include "scene.h"

#define NAME64 "aaaaaaaabbbbbbbbccccccccddddddddeeeeeeeeffffffffgggggggghhhhhhhh"

static const struct reply {
	const char *proves;
	const char *octets;
	size_t len;
	bool is_reply;
} replies[] = {
	{ "a verdict", "\1\2\1", 3, true },
	{ "the last code", "\1\6\1", 3, true },
	{ "a code past the last", "\1\7\1", 3, false },
	{ "a refusal by the guard", "\1\6\3", 3, true },
	{ "a dropped part", "\1\6\4", 3, true },
	{ "a guard that lets pass", "\1\2\2", 3, false },
	{ "a reason that is the library's own to give", "\1\5\7", 3, false },
	{ "no reason", "\1\2", 2, false },
	{ "an octet too many", "\1\2\1\0", 4, false },
	{ "nothing", "", 0, false },
	{ "another kind", "\3\2\1", 3, false },
	{ "a question", "\2\1\0\1\3a.b", 8, true },
	{ "two", "\2\2\0\1\3a.b\0\34\3c.d", 14, true },
	{ "two announced, one there", "\2\2\0\1\3a.b", 8, false },
	{ "no questions", "\2\0", 2, false },
	{ "nine, over the maximum", "\2\11", 2, false },
	{ "a type that is not SPF's", "\2\1\0\2\3a.b", 8, false },
	{ "a name cut short", "\2\1\0\1\4a.b", 8, false },
	{ "a name without an end", "\2\1\0\1\3a.b.", 9, false },
	{ "an empty name", "\2\1\0\1\0", 5, false },
	{ "an empty label", "\2\1\0\1\4a..b", 9, false },
	{ "a label over 63 octets", "\2\1\0\1\100" NAME64, 69, false },
	{ "an octet that is not printable", "\2\1\0\1\3a.\0", 8, false },
};

START_TEST(a_reply_is_read_whole_or_not_at_all)
{
	const struct reply *r = &replies[_i];
	secmailp_engines_reply out;

	ck_assert_msg(
	    secmailp_engines_reply_read(secmailp_view_of(r->octets, r->len), &out) == r->is_reply,
	    "%s", r->proves);
	if (!r->is_reply)
		ck_assert_int_eq(out.code, SECMAIL_SPF_TEMPERROR);
}
END_TEST

START_TEST(what_is_written_is_read_the_same)
{
	secmailp_engines_reply out;
	secmailp_engines_reply in = { .count = 2,
		.questions = { { secmailp_view_text("a.example"), SECMAIL_DNS_MX },
		    { secmailp_view_text("b c.example"), SECMAIL_DNS_PTR } } };
	secmailp_buffer b = secmailp_buffer_new(SECMAILP_ENGINES_MAX_REPLY);

	secmailp_engines_reply_write(&in, &b);
	ck_assert(secmailp_engines_reply_read(secmailp_buffer_view(&b), &out));
	ck_assert_uint_eq(out.count, 2);
	ck_assert_uint_eq(out.questions[1].type, SECMAIL_DNS_PTR);
	ck_assert(secmailp_view_is(out.questions[1].name, "b c.example"));
	secmailp_buffer_free(&b);
}
END_TEST

/* So that the worker's buffer holds whatever it has to say. */
START_TEST(the_longest_reply_fits)
{
	uint8_t name[SECMAILP_DOMAIN_MAX];
	secmailp_engines_reply in = { .count = SECMAILP_ENGINES_MAX_WANTS };
	secmailp_buffer b = secmailp_buffer_new(SECMAILP_ENGINES_MAX_REPLY);

	memset(name, 'x', sizeof name);
	for (size_t i = 0; i < in.count; i++)
		in.questions[i] = (secmailp_engines_question){ secmailp_view_of(name, sizeof name),
			SECMAIL_DNS_A };
	secmailp_engines_reply_write(&in, &b);
	ck_assert_int_eq(b.status, SECMAILP_DONE);
	secmailp_buffer_free(&b);
}
END_TEST

TCase *
reply_tests(void)
{
	TCase *tc = tcase_create("reply");

	tcase_add_loop_test(
	    tc, a_reply_is_read_whole_or_not_at_all, 0, (int)(sizeof replies / sizeof replies[0]));
	tcase_add_test(tc, what_is_written_is_read_the_same);
	tcase_add_test(tc, the_longest_reply_fits);
	return tc;
}
