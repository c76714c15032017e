/* test_buffer.c - buffers and error lines: what fits, what doesn't, what is handed out */
#include <check.h>
#include <stdlib.h>

#include "private/buffer.h"
#include "private/error.h"

TCase *buffer_tests(void);

START_TEST(grows_up_to_its_maximum)
{
	secmailp_buffer b = secmailp_buffer_new(1000);

	for (size_t i = 0; i < 1000; i++) {
		secmailp_buffer_byte(&b, (uint8_t)('a' + i % 26));
		ck_assert_uint_eq(secmailp_buffer_view(&b).len, i + 1);
	}
	for (size_t i = 0; i < 1000; i++)
		ck_assert_uint_eq(b.at[i], 'a' + i % 26);
	secmailp_buffer_add(&b, secmailp_view_of(NULL, 0));
	ck_assert_int_eq(b.status, SECMAILP_DONE);
	secmailp_buffer_byte(&b, 'x');
	ck_assert_int_eq(b.status, SECMAILP_LIMIT);
	ck_assert_uint_eq(secmailp_buffer_view(&b).len, 0);
	secmailp_buffer_free(&b);
}
END_TEST

START_TEST(failure_is_sticky_until_reset)
{
	secmailp_buffer b = secmailp_buffer_new(3);
	char *text = NULL;

	secmailp_buffer_text(&b, "abcd");
	secmailp_buffer_text(&b, "a");
	ck_assert_int_eq(b.status, SECMAILP_LIMIT);
	ck_assert_uint_eq(b.len, 0);
	secmailp_buffer_reset(&b);
	secmailp_buffer_text(&b, "abc");
	ck_assert(secmailp_view_is(secmailp_buffer_view(&b), "abc"));
	secmailp_buffer_byte(&b, 'd');
	ck_assert_int_eq(secmailp_buffer_take(&b, &text), SECMAILP_LIMIT);
	ck_assert_ptr_null(text);
	secmailp_buffer_text(&b, "ab");
	ck_assert_int_eq(secmailp_buffer_take(&b, &text), SECMAILP_DONE);
	ck_assert_str_eq(text, "ab");
	free(text);
	secmailp_buffer_free(&b);
}
END_TEST

START_TEST(an_empty_buffer_is_an_empty_string)
{
	secmailp_buffer b = secmailp_buffer_new(0);
	char *text;

	secmailp_buffer_text(&b, "");
	secmailp_buffer_text(&b, NULL);
	ck_assert_int_eq(secmailp_buffer_take(&b, &text), SECMAILP_DONE);
	ck_assert_str_eq(text, "");
	free(text);
	secmailp_buffer_byte(&b, 'a');
	ck_assert_int_eq(b.status, SECMAILP_LIMIT);
	secmailp_buffer_free(&b);
}
END_TEST

START_TEST(a_piece_larger_than_the_room_is_taken_whole)
{
	secmailp_buffer b = secmailp_buffer_new(100000);
	uint8_t big[50000];

	memset(big, 'x', sizeof big);
	secmailp_buffer_text(&b, "a");
	secmailp_buffer_add(&b, secmailp_view_of(big, sizeof big));
	secmailp_buffer_add(&b, secmailp_view_of(big, 49999));
	ck_assert_uint_eq(secmailp_buffer_view(&b).len, 100000);
	ck_assert_uint_le(b.room, 200000);
	secmailp_buffer_free(&b);
}
END_TEST

START_TEST(no_maximum_makes_arithmetic_wrap)
{
	secmailp_buffer b = secmailp_buffer_new(SIZE_MAX);

	secmailp_buffer_byte(&b, 'a');
	ck_assert_int_eq(b.status, SECMAILP_LIMIT);
	secmailp_buffer_free(&b);
	b = secmailp_buffer_new(100);
	secmailp_buffer_byte(&b, 'a');
	secmailp_buffer_add(&b, (secmailp_view){ b.at, SIZE_MAX });
	ck_assert_int_eq(b.status, SECMAILP_LIMIT);
	secmailp_buffer_free(&b);
}
END_TEST

static const struct number {
	uint64_t number;
	const char *text;
} numbers[] = {
	{ 0, "0" },
	{ 7, "7" },
	{ 10, "10" },
	{ 999, "999" },
	{ UINT64_MAX, "18446744073709551615" },
};

START_TEST(numbers_are_written_in_decimal)
{
	secmailp_buffer b = secmailp_buffer_new(20);

	secmailp_buffer_number(&b, numbers[_i].number);
	ck_assert(secmailp_view_is(secmailp_buffer_view(&b), numbers[_i].text));
	secmailp_buffer_free(&b);
}
END_TEST

START_TEST(an_error_is_one_printable_line)
{
	secmailp_error e;
	char longest[2 * SECMAILP_ERROR_SIZE];

	secmailp_error_set(&e, "%s and %d\n", "\r\n\033[1m\xe9", 5);
	ck_assert_str_eq(e.text, "???[1m? and 5?");
	memset(longest, 'x', sizeof longest - 1);
	longest[sizeof longest - 1] = '\0';
	secmailp_error_set(&e, "%s", longest);
	ck_assert_uint_eq(strlen(e.text), SECMAILP_ERROR_SIZE - 1);
	secmailp_error_text(&e, "%s\r\xe9");
	ck_assert_str_eq(e.text, "%s??");
	secmailp_error_text(&e, longest);
	ck_assert_uint_eq(strlen(e.text), SECMAILP_ERROR_SIZE - 1);
	secmailp_error_clear(&e);
	ck_assert_str_eq(e.text, "");
}
END_TEST

START_TEST(what_a_peer_sent_is_made_printable)
{
	char out[5];

	ck_assert_str_eq(secmailp_printable(secmailp_view_of("a\0\n", 3), out, sizeof out), "a??");
	ck_assert_str_eq(secmailp_printable(secmailp_view_text("abcd"), out, sizeof out), "abcd");
	ck_assert_str_eq(secmailp_printable(secmailp_view_text("abcde"), out, sizeof out), "abcd");
	ck_assert_str_eq(secmailp_printable(secmailp_view_text(""), out, sizeof out), "");
	ck_assert_str_eq(secmailp_printable(secmailp_view_text("abc"), out, 1), "");
}
END_TEST

TCase *
buffer_tests(void)
{
	TCase *t = tcase_create("buffer");

	tcase_add_test(t, grows_up_to_its_maximum);
	tcase_add_test(t, failure_is_sticky_until_reset);
	tcase_add_test(t, an_empty_buffer_is_an_empty_string);
	tcase_add_test(t, a_piece_larger_than_the_room_is_taken_whole);
	tcase_add_test(t, no_maximum_makes_arithmetic_wrap);
	tcase_add_loop_test(
	    t, numbers_are_written_in_decimal, 0, sizeof numbers / sizeof numbers[0]);
	tcase_add_test(t, an_error_is_one_printable_line);
	tcase_add_test(t, what_a_peer_sent_is_made_printable);
	return t;
}
