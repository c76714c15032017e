/* test_cursor.c - reads stay inside, absence is an answer, failure is sticky */
#include <check.h>

#include "edge.h"
#include "private/cursor.h"

TCase *cursor_tests(void);

static const secmailp_byteset digit = SECMAILP_DIGIT;

static secmailp_cursor
over(const char *text)
{
	return secmailp_cursor_over(secmailp_view_text(text));
}

START_TEST(reads_in_order_and_is_done)
{
	secmailp_cursor c = over("12ab:c");

	ck_assert(secmailp_view_is(secmailp_cursor_while(&c, &digit), "12"));
	ck_assert_int_eq(secmailp_cursor_peek(&c), 'a');
	ck_assert_int_eq(secmailp_cursor_peek_at(&c, 3), 'c');
	ck_assert_int_eq(secmailp_cursor_peek_at(&c, 4), -1);
	ck_assert_int_eq(secmailp_cursor_byte(&c), 'a');
	ck_assert(secmailp_view_is(secmailp_cursor_until(&c, ':'), "b"));
	ck_assert(!secmailp_cursor_done(&c));
	secmailp_cursor_expect(&c, ':');
	ck_assert(secmailp_view_is(secmailp_cursor_rest(&c), "c"));
	ck_assert(secmailp_view_is(secmailp_cursor_take(&c, 1), "c"));
	ck_assert(secmailp_cursor_done(&c));
	ck_assert_int_eq(secmailp_cursor_peek(&c), -1);
}
END_TEST

START_TEST(absence_is_an_answer)
{
	secmailp_cursor c = over("ab");

	ck_assert(!secmailp_cursor_skip(&c, 'x'));
	ck_assert(!secmailp_cursor_literal(&c, "abc"));
	ck_assert(!secmailp_cursor_literal(&c, "AB"));
	ck_assert_uint_eq(secmailp_cursor_while(&c, &digit).len, 0);
	ck_assert(!c.bad);
	ck_assert(secmailp_cursor_literal_nocase(&c, "AB"));
	ck_assert(secmailp_cursor_done(&c));
	ck_assert(!secmailp_cursor_literal_nocase(&c, "A"));
	ck_assert_uint_eq(secmailp_cursor_until(&c, 'x').len, 0);
	ck_assert(!c.bad);
}
END_TEST

START_TEST(until_without_the_octet_takes_all)
{
	secmailp_cursor c = over("ab");

	ck_assert(secmailp_view_is(secmailp_cursor_until(&c, ';'), "ab"));
	ck_assert(secmailp_cursor_done(&c));
}
END_TEST

/* What was not there, by the way of asking. */
static void
read_what_is_not_there(secmailp_cursor *c, int way)
{
	switch (way) {
	case 0:
		secmailp_cursor_take(c, 4);
		break;
	case 1:
		secmailp_cursor_expect(c, 'x');
		break;
	case 2:
		secmailp_cursor_take(c, SIZE_MAX);
		break;
	case 3:
		secmailp_cursor_number(c, 10);
		break;
	default:
		secmailp_cursor_take(c, 3);
		secmailp_cursor_byte(c);
		break;
	}
}

START_TEST(failure_is_sticky)
{
	secmailp_cursor c = over("abc");

	read_what_is_not_there(&c, _i);
	ck_assert(c.bad);
	ck_assert_uint_eq(secmailp_cursor_left(&c), 0);
	ck_assert(!secmailp_cursor_done(&c));
	ck_assert_int_eq(secmailp_cursor_peek(&c), -1);
	ck_assert_int_eq(secmailp_cursor_peek_at(&c, 0), -1);
	ck_assert_uint_eq(secmailp_cursor_byte(&c), 0);
	ck_assert_uint_eq(secmailp_cursor_u16(&c), 0);
	ck_assert_uint_eq(secmailp_cursor_number(&c, 10), 0);
	ck_assert_uint_eq(secmailp_cursor_take(&c, 1).len, 0);
	ck_assert_uint_eq(secmailp_cursor_rest(&c).len, 0);
	ck_assert_uint_eq(secmailp_cursor_until(&c, 'c').len, 0);
	ck_assert(!secmailp_cursor_skip(&c, 'a'));
	ck_assert(!secmailp_cursor_literal(&c, "a"));
	ck_assert(!secmailp_cursor_literal_nocase(&c, "a"));
	ck_assert(c.bad);
}
END_TEST

START_TEST(u16_is_in_network_order)
{
	secmailp_cursor c = over("\x12\xfe\x01");

	ck_assert_uint_eq(secmailp_cursor_u16(&c), 0x12fe);
	ck_assert_uint_eq(secmailp_cursor_u16(&c), 0x0100);
	ck_assert(c.bad);
}
END_TEST

static const struct number {
	const char *proves;
	const char *text;
	uint64_t max;
	uint64_t number;
	bool bad;
} numbers[] = {
	{ "a number ends where its digits end", "12a", 99, 12, false },
	{ "the maximum itself fits", "255", 255, 255, false },
	{ "one more does not", "256", 255, 0, true },
	{ "leading zeroes count for nothing", "000255", 255, 255, false },
	{ "zero fits anywhere", "0", 0, 0, false },
	{ "one does not fit under zero", "1", 0, 0, true },
	{ "a digit over a small maximum", "7", 3, 0, true },
	{ "the largest number there is", "18446744073709551615", UINT64_MAX, UINT64_MAX, false },
	{ "one more than that", "18446744073709551616", UINT64_MAX, 0, true },
	{ "ten times that", "184467440737095516150", UINT64_MAX, 0, true },
	{ "no digits are no number", "a", 9, 0, true },
	{ "nothing is no number", "", 9, 0, true },
	{ "a sign is no digit", "-1", 9, 0, true },
};

START_TEST(number_fits_or_fails)
{
	const struct number *n = &numbers[_i];
	secmailp_cursor c = over(n->text);

	ck_assert_msg(secmailp_cursor_number(&c, n->max) == n->number, "%s", n->proves);
	ck_assert_msg(c.bad == n->bad, "%s", n->proves);
}
END_TEST

START_TEST(nothing_is_read_behind_the_end)
{
	edge e = edge_behind("12;ab", 5);
	static const secmailp_byteset all = { { ~0ULL, ~0ULL, ~0ULL, ~0ULL } };

	for (size_t skip = 0; skip <= 5; skip++) {
		secmailp_view v = secmailp_view_after(e.octets, skip);
		secmailp_cursor c = secmailp_cursor_over(v), d = c, f = c, g = c, h = c;

		ck_assert_uint_eq(secmailp_cursor_while(&c, &all).len, v.len);
		ck_assert_int_eq(secmailp_cursor_peek(&c), -1);
		secmailp_cursor_literal(&d, "12;abc");
		secmailp_cursor_literal_nocase(&d, "AB;");
		secmailp_cursor_until(&d, 'x');
		while (!f.bad)
			secmailp_cursor_u16(&f);
		while (!g.bad)
			secmailp_cursor_byte(&g);
		secmailp_cursor_number(&h, UINT64_MAX);
		ck_assert_int_eq(secmailp_cursor_peek_at(&h, 5), -1);
	}
	edge_free(&e);
}
END_TEST

START_TEST(sets_hold_their_octets_and_no_other)
{
	static const struct {
		secmailp_byteset set;
		const char *octets;
	} sets[] = {
		{ SECMAILP_DIGIT, "0123456789" },
		{ SECMAILP_ALPHA, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz" },
		{ SECMAILP_WSP, " \t" },
		{ SECMAILP_FWS, " \t\r\n" },
		{ SECMAILP_LDH_UNDERSCORE,
		    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_" },
	};

	for (unsigned octet = 0; octet < 256; octet++)
		ck_assert_msg(secmailp_byteset_has(&sets[_i].set, (uint8_t)octet) ==
				  (octet != 0 && strchr(sets[_i].octets, (int)octet) != NULL),
		    "octet %u", octet);
}
END_TEST

START_TEST(views_are_cut_and_compared)
{
	secmailp_view v = secmailp_view_text("aBc");

	ck_assert(secmailp_view_is(secmailp_view_first(v, 2), "aB"));
	ck_assert(secmailp_view_is(secmailp_view_first(v, 9), "aBc"));
	ck_assert(secmailp_view_is(secmailp_view_after(v, 2), "c"));
	ck_assert_uint_eq(secmailp_view_after(v, 3).len, 0);
	ck_assert_uint_eq(secmailp_view_after(v, SIZE_MAX).len, 0);
	ck_assert(!secmailp_view_is(v, "abc"));
	ck_assert(secmailp_view_is_nocase(v, "AbC"));
	ck_assert(!secmailp_view_is_nocase(v, "ab"));
	ck_assert(!secmailp_view_is_nocase(v, "abd"));
	ck_assert(!secmailp_view_is_nocase(secmailp_view_text("@[`{"), "`{@["));
	ck_assert(secmailp_view_is(secmailp_view_of(NULL, 5), ""));
	ck_assert(secmailp_view_is(secmailp_view_text(NULL), ""));
	ck_assert_ptr_nonnull(secmailp_view_of(NULL, 0).at);
	ck_assert(!secmailp_view_equal(secmailp_view_of("a\0b", 3), secmailp_view_of("a\0c", 3)));
}
END_TEST

TCase *
cursor_tests(void)
{
	TCase *t = tcase_create("cursor");

	tcase_add_test(t, reads_in_order_and_is_done);
	tcase_add_test(t, absence_is_an_answer);
	tcase_add_test(t, until_without_the_octet_takes_all);
	tcase_add_loop_test(t, failure_is_sticky, 0, 5);
	tcase_add_test(t, u16_is_in_network_order);
	tcase_add_loop_test(t, number_fits_or_fails, 0, sizeof numbers / sizeof numbers[0]);
	tcase_add_test(t, nothing_is_read_behind_the_end);
	tcase_add_loop_test(t, sets_hold_their_octets_and_no_other, 0, 5);
	tcase_add_test(t, views_are_cut_and_compared);
	return t;
}
