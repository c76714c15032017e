/* test_utf8.c - UTF-8 as RFC 3629 has it, and nothing that resembles it */
#include <check.h>

#include "edge.h"
#include "private/utf8.h"

TCase *utf8_tests(void);

static const struct sequence {
	const char *proves;
	const char *octets;
	size_t length; /* of the first sequence, 0: none */
} sequences[] = {
	{ "ASCII is one octet", "ab", 1 },
	{ "U+0080, the first of two octets", "\xc2\x80", 2 },
	{ "U+07FF, the last of two octets", "\xdf\xbf", 2 },
	{ "U+0800, the first of three octets", "\xe0\xa0\x80", 3 },
	{ "U+D7FF, before the surrogates", "\xed\x9f\xbf", 3 },
	{ "U+E000, behind the surrogates", "\xee\x80\x80", 3 },
	{ "U+FFFF, the last of three octets", "\xef\xbf\xbf", 3 },
	{ "U+10000, the first of four octets", "\xf0\x90\x80\x80", 4 },
	{ "U+10FFFF, the last of all", "\xf4\x8f\xbf\xbf", 4 },
	{ "U+110000 is beyond", "\xf4\x90\x80\x80", 0 },
	{ "overlong in two octets", "\xc1\xbf", 0 },
	{ "overlong in three octets", "\xe0\x9f\xbf", 0 },
	{ "overlong in four octets", "\xf0\x8f\xbf\xbf", 0 },
	{ "the first surrogate", "\xed\xa0\x80", 0 },
	{ "the last surrogate", "\xed\xbf\xbf", 0 },
	{ "a continuation alone", "\x80", 0 },
	{ "a lead that no sequence has", "\xf8\x88\x80\x80\x80", 0 },
	{ "0xff", "\xff", 0 },
	{ "a lead alone", "\xc3", 0 },
	{ "three of four octets", "\xf0\x90\x80", 0 },
	{ "a lead in place of a continuation", "\xe2\x82\xc3", 0 },
	{ "ASCII in place of a continuation",
	    "\xc3"
	    "a",
	    0 },
};

START_TEST(sequence_is_utf8_or_not)
{
	const struct sequence *s = &sequences[_i];
	edge e = edge_behind(s->octets, strlen(s->octets));
	secmailp_cursor c = secmailp_cursor_over(e.octets);

	ck_assert_msg(secmailp_utf8_length(&c) == s->length, "%s", s->proves);
	ck_assert(c.at == e.octets.at);
	ck_assert_msg(secmailp_utf8_is_valid(e.octets) == (s->length > 0), "%s", s->proves);
	ck_assert_int_eq(secmailp_utf8_take(&c) >= 0, s->length > 0);
	ck_assert_uint_eq((size_t)(c.at - e.octets.at), s->length > 0 ? s->length : 1);
	edge_free(&e);
}
END_TEST

START_TEST(each_octet_of_a_text_counts)
{
	ck_assert(secmailp_utf8_is_valid(secmailp_view_text("")));
	ck_assert(secmailp_utf8_is_valid(secmailp_view_text("a\xc3\xa9z")));
	ck_assert(!secmailp_utf8_is_valid(secmailp_view_text("abc\xc3\xa9\xa9")));
	ck_assert(secmailp_utf8_is_valid(secmailp_view_of("a\0b", 3)));
}
END_TEST

/* Text is gone over in words: an octet that is wrong is seen in any place of one. */
START_TEST(one_wrong_octet_is_found_anywhere)
{
	char text[25];

	for (size_t len = 1; len <= sizeof text; len++)
		for (size_t at = 0; at < len; at++) {
			memset(text, 'a', sizeof text);
			ck_assert(secmailp_utf8_is_valid(secmailp_view_of(text, len)));
			text[at] = (char)0xff;
			ck_assert(!secmailp_utf8_is_valid(secmailp_view_of(text, len)));
		}
}
END_TEST

TCase *
utf8_tests(void)
{
	TCase *t = tcase_create("utf8");

	tcase_add_loop_test(t, sequence_is_utf8_or_not, 0, sizeof sequences / sizeof sequences[0]);
	tcase_add_test(t, each_octet_of_a_text_counts);
	tcase_add_test(t, one_wrong_octet_is_found_anywhere);
	return t;
}
