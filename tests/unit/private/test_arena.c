/* test_arena.c - objects that are aligned, zeroed, apart, and bounded in all */
#include <check.h>
#include <stdalign.h>

#include "private/arena.h"

TCase *arena_tests(void);

#define MAX 100000

START_TEST(objects_are_zeroed_aligned_and_apart)
{
	secmailp_arena a = secmailp_arena_new(MAX);
	uint8_t *objects[200];

	for (size_t i = 0; i < 200; i++) {
		objects[i] = secmailp_arena_alloc(&a, i);
		ck_assert_ptr_nonnull(objects[i]);
		ck_assert_uint_eq((uintptr_t)objects[i] % alignof(max_align_t), 0);
		for (size_t j = 0; j < i; j++)
			ck_assert_uint_eq(objects[i][j], 0);
		memset(objects[i], (int)i, i);
	}
	for (size_t i = 0; i < 200; i++)
		for (size_t j = 0; j < i; j++)
			ck_assert_uint_eq(objects[i][j], i);
	secmailp_arena_free(&a);
}
END_TEST

START_TEST(a_large_object_has_its_place)
{
	secmailp_arena a = secmailp_arena_new(MAX);
	uint8_t *small = secmailp_arena_alloc(&a, 8);
	uint8_t *large = secmailp_arena_alloc(&a, 50000);
	uint8_t *after = secmailp_arena_alloc(&a, 8);

	ck_assert(small && large && after);
	memset(large, 1, 50000);
	ck_assert_uint_eq(small[7], 0);
	ck_assert_uint_eq(after[0], 0);
	secmailp_arena_free(&a);
}
END_TEST

START_TEST(the_maximum_is_kept_and_emptying_gives_it_back)
{
	secmailp_arena a = secmailp_arena_new(1024);

	for (int round = 0; round < 3; round++) {
		ck_assert_ptr_nonnull(secmailp_arena_alloc(&a, 1000));
		ck_assert_ptr_null(secmailp_arena_alloc(&a, 100));
		ck_assert_int_eq(a.status, SECMAILP_LIMIT);
		ck_assert_ptr_null(secmailp_arena_alloc(&a, SIZE_MAX));
		ck_assert_ptr_null(secmailp_arena_alloc(&a, SIZE_MAX - 8));
		ck_assert_ptr_nonnull(secmailp_arena_alloc(&a, 16));
		secmailp_arena_empty(&a);
		ck_assert_int_eq(a.status, SECMAILP_DONE);
		ck_assert_uint_eq(a.used, 0);
	}
	secmailp_arena_free(&a);
}
END_TEST

/* What an earlier message held is in no object of a later one. */
START_TEST(objects_are_zeroed_when_it_was_emptied)
{
	secmailp_arena a = secmailp_arena_new(MAX);

	for (int round = 0; round < 3; round++) {
		for (size_t size = 1; size < 3000; size *= 3) {
			uint8_t *object = secmailp_arena_alloc(&a, size);

			ck_assert_ptr_nonnull(object);
			for (size_t i = 0; i < size; i++)
				ck_assert_uint_eq(object[i], 0);
			memset(object, 0xaa, size);
		}
		secmailp_arena_empty(&a);
	}
	secmailp_arena_free(&a);
	ck_assert_ptr_null(a.blocks);
}
END_TEST

/* A large object, and what else a dear message took, is given back. */
START_TEST(an_empty_one_keeps_little)
{
	secmailp_arena a = secmailp_arena_new(MAX);

	ck_assert_ptr_nonnull(secmailp_arena_alloc(&a, 50000)); /* the first block: none to keep */
	for (int i = 0; i < 5; i++)
		ck_assert_ptr_nonnull(secmailp_arena_alloc(&a, 3000));
	secmailp_arena_empty(&a);
	ck_assert_ptr_null(a.blocks);
	for (int i = 0; i < 5; i++)
		ck_assert_ptr_nonnull(secmailp_arena_alloc(&a, 3000));
	secmailp_arena_empty(&a);
	secmailp_arena_free(&a);
}
END_TEST

START_TEST(small_objects_count_what_they_take)
{
	secmailp_arena a = secmailp_arena_new(1024);
	int count = 0;

	while (count < 10000 && secmailp_arena_alloc(&a, (size_t)_i))
		count++;
	ck_assert_int_le(count, 1024);
	ck_assert_int_ge(count, 1024 / 32);
	secmailp_arena_free(&a);
}
END_TEST

START_TEST(a_product_is_checked)
{
	secmailp_arena a = secmailp_arena_new(MAX);

	ck_assert_ptr_nonnull(secmailp_arena_array(&a, 10, 16));
	ck_assert_ptr_nonnull(secmailp_arena_array(&a, 0, 16));
	ck_assert_ptr_nonnull(secmailp_arena_array(&a, 16, 0));
	ck_assert_ptr_null(secmailp_arena_array(&a, SIZE_MAX / 2, 4));
	ck_assert_int_eq(a.status, SECMAILP_LIMIT);
	ck_assert_ptr_null(secmailp_arena_array(&a, SIZE_MAX, SIZE_MAX));
	ck_assert_ptr_null(secmailp_arena_array(&a, MAX, 2));
	secmailp_arena_free(&a);
}
END_TEST

START_TEST(no_maximum_makes_arithmetic_wrap)
{
	secmailp_arena a = secmailp_arena_new(SIZE_MAX);

	ck_assert_ptr_null(secmailp_arena_alloc(&a, 1));
	ck_assert_int_eq(a.status, SECMAILP_LIMIT);
	secmailp_arena_free(&a);
}
END_TEST

START_TEST(text_is_copied_and_ended)
{
	secmailp_arena a = secmailp_arena_new(64);
	char octets[] = "abc";
	char *text = secmailp_arena_text(&a, secmailp_view_of(octets, 2));

	octets[0] = 'x';
	ck_assert_str_eq(text, "ab");
	ck_assert_str_eq(secmailp_arena_text(&a, secmailp_view_of(NULL, 0)), "");
	ck_assert_ptr_null(secmailp_arena_text(&a, (secmailp_view){ NULL, SIZE_MAX }));
	ck_assert_ptr_null(secmailp_arena_text(&a, (secmailp_view){ NULL, 64 }));
	secmailp_arena_free(&a);
}
END_TEST

TCase *
arena_tests(void)
{
	TCase *t = tcase_create("arena");

	tcase_add_test(t, objects_are_zeroed_aligned_and_apart);
	tcase_add_test(t, a_large_object_has_its_place);
	tcase_add_test(t, the_maximum_is_kept_and_emptying_gives_it_back);
	tcase_add_test(t, objects_are_zeroed_when_it_was_emptied);
	tcase_add_test(t, an_empty_one_keeps_little);
	tcase_add_loop_test(t, small_objects_count_what_they_take, 0, 3);
	tcase_add_test(t, a_product_is_checked);
	tcase_add_test(t, no_maximum_makes_arithmetic_wrap);
	tcase_add_test(t, text_is_copied_and_ended);
	return t;
}
