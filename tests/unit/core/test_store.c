/* test_store.c - the interface of a store, and the memory store behind it */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <secmail/store.h>

#include "store_rules.h"

#define ROOM (SECMAIL_STORE_MEMORY_OVERHEAD + 16)

TCase *store_tests(void);

secmail_store *
store_rules_new(void)
{
	secmail_store *s;

	ck_assert_int_eq(secmail_store_memory_new(1000000, &s), SECMAIL_DONE);
	return s;
}

void
store_rules_free(secmail_store *s)
{
	secmail_store_free(s);
}

static secmail_store *
new_store(size_t max_bytes)
{
	secmail_store *s;

	ck_assert_int_eq(secmail_store_memory_new(max_bytes, &s), SECMAIL_DONE);
	return s;
}

START_TEST(a_full_store_refuses_and_forgets_nothing)
{
	secmail_store *s = new_store(2 * ROOM);
	secmail_store_outcome outcome;
	int64_t sum = 99;

	ck_assert(swap(s, "one", NULL, "1234567890123", 100, 0));
	ck_assert(swap(s, "two", NULL, "123456789012", SECMAIL_STORE_NEVER, 0));
	ck_assert_int_eq(secmail_store_compare_and_set(
			     s, "three", 5, NULL, 0, "3", 1, SECMAIL_STORE_NEVER, 0, &outcome),
	    SECMAIL_LIMIT);
	ck_assert_int_eq(outcome, SECMAIL_STORE_CONFLICT);
	ck_assert_int_eq(secmail_store_increment(s, "n", 1, 1, 100, 0, &sum), SECMAIL_LIMIT);
	ck_assert_int_eq(sum, 0);
	ck_assert(!swap(s, "two", "123456789012", "12345678901234", SECMAIL_STORE_NEVER, 0));
	ck_assert(swap(s, "two", "123456789012", "1234567890123", SECMAIL_STORE_NEVER, 0));
	ck_assert_str_eq(get(s, "one", 0), "1234567890123");
	ck_assert(swap(s, "one", "1234567890123", "1", 100, 0));
	ck_assert(
	    swap(s, "two", "1234567890123", "1234567890123456789012345", SECMAIL_STORE_NEVER, 0));
	ck_assert(!swap(s, "3", NULL, "3", SECMAIL_STORE_NEVER, 99));
	ck_assert(swap(s, "3", NULL, "3", SECMAIL_STORE_NEVER, 100));
	secmail_store_free(s);
}
END_TEST

START_TEST(removed_entries_make_room)
{
	secmail_store *s = new_store(ROOM);

	for (int i = 0; i < 100; i++) {
		ck_assert(swap(s, "one", NULL, "1234567890123", SECMAIL_STORE_NEVER, i));
		ck_assert(!swap(s, "two", NULL, "", SECMAIL_STORE_NEVER, i));
		ck_assert(swap(s, "one", "1234567890123", NULL, 0, i));
	}
	secmail_store_free(s);
}
END_TEST

START_TEST(arguments_are_checked)
{
	secmail_store *s;
	static char big[SECMAIL_STORE_MAX_VALUE + 1];
	char value[8];
	size_t len;
	int64_t sum;
	secmail_store_outcome outcome;

	ck_assert_int_eq(secmail_store_memory_new(0, &s), SECMAIL_ARGUMENT);
	ck_assert_ptr_null(s);
	ck_assert_int_eq(
	    secmail_store_memory_new((size_t)SECMAIL_STORE_MEMORY_MAX + 1, &s), SECMAIL_ARGUMENT);
	s = new_store(1000000);
	ck_assert_int_eq(secmail_store_get(s, "", 0, 0, value, 8, &len), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_store_get(s, NULL, 1, 0, value, 8, &len), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_store_get(s, "k", 1, 0, NULL, 8, &len), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_store_get(s, "k", 1, 0, value, 0, &len), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_store_get(s, big, SECMAIL_STORE_MAX_KEY + 1, 0, value, 8, &len),
	    SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_store_increment(s, big, SECMAIL_STORE_MAX_KEY + 1, 1, 1, 0, &sum),
	    SECMAIL_ARGUMENT);
	ck_assert_int_eq(
	    secmail_store_compare_and_set(s, "k", 1, NULL, 0, big, sizeof big, 1, 0, &outcome),
	    SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_store_compare_and_set(s, "k", 1, NULL, 1, big, 1, 1, 0, &outcome),
	    SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_store_compare_and_set(s, "k", 1, NULL, 0, NULL, 1, 1, 0, &outcome),
	    SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_store_compare_and_set(s, big, SECMAIL_STORE_MAX_KEY, NULL, 0, big,
			     sizeof big - 1, SECMAIL_STORE_NEVER, 0, &outcome),
	    SECMAIL_DONE);
	ck_assert_int_eq(outcome, SECMAIL_STORE_SWAPPED);
	len = 99;
	ck_assert_int_eq(
	    secmail_store_get(s, big, SECMAIL_STORE_MAX_KEY, 0, value, 8, &len), SECMAIL_LIMIT);
	ck_assert_uint_eq(len, 0);
	secmail_store_free(s);
	secmail_store_free(NULL);
}
END_TEST

START_TEST(many_entries_come_and_go)
{
	secmail_store *s = new_store(100000000);
	char key[16];
	int64_t sum;

	for (int i = 0; i < 20000; i++) {
		int len = snprintf(key, sizeof key, "%d", i % 10000 * 7919 % 10000);

		ck_assert_int_eq(secmail_store_increment(
				     s, key, (size_t)len, 1, 1000 + i % 10000, i / 10000, &sum),
		    SECMAIL_DONE);
		ck_assert_int_eq(sum, 1 + i / 10000);
	}
	for (int i = 0; i < 10000; i++) {
		int len = snprintf(key, sizeof key, "%d", i * 7919 % 10000);

		ck_assert_int_eq(secmail_store_increment(
				     s, key, (size_t)len, 1, SECMAIL_STORE_NEVER, 1000 + i, &sum),
		    SECMAIL_DONE);
		ck_assert_int_eq(sum, 1);
	}
	secmail_store_free(s);
}
END_TEST

/* --- a store of functions -------------------------------------------------- */

typedef struct careless {
	secmail_status status;
	int released;
} careless;

static secmail_status
careless_get(void *arg, const void *key, size_t key_len, int64_t now, void *out, size_t room,
    size_t *out_len)
{
	(void)key, (void)key_len, (void)now, (void)out;
	*out_len = room + 1;
	return ((careless *)arg)->status;
}

static secmail_status
careless_compare_and_set(void *arg, const void *key, size_t key_len, const void *expected,
    size_t expected_len, const void *value, size_t value_len, int64_t expires, int64_t now,
    secmail_store_outcome *out)
{
	(void)key, (void)key_len, (void)expected, (void)expected_len, (void)value;
	(void)value_len, (void)expires, (void)now;
	*out = SECMAIL_STORE_SWAPPED;
	return ((careless *)arg)->status;
}

static secmail_status
careless_increment(void *arg, const void *key, size_t key_len, int64_t by, int64_t expires,
    int64_t now, int64_t *out)
{
	(void)key, (void)key_len, (void)by, (void)expires, (void)now;
	*out = 5;
	return ((careless *)arg)->status;
}

static void
careless_release(void *arg)
{
	((careless *)arg)->released++;
}

START_TEST(a_careless_store_can_not_say_yes_and_fail)
{
	static const secmail_status failures[] = { SECMAIL_NO_MEMORY, SECMAIL_LIMIT, SECMAIL_IO,
		SECMAIL_NOT_FOUND, SECMAIL_WANT_DNS };
	careless c = { failures[_i], 0 };
	secmail_status expected = failures[_i] > 0 ? SECMAIL_IO : failures[_i];
	secmail_store *s;
	secmail_store_outcome outcome = SECMAIL_STORE_SWAPPED;
	int64_t sum = 99;
	size_t len = 99;
	char value[4];

	ck_assert_int_eq(secmail_store_new(careless_get, careless_compare_and_set,
			     careless_increment, careless_release, &c, &s),
	    SECMAIL_DONE);
	ck_assert_int_eq(secmail_store_get(s, "k", 1, 0, value, 4, &len), expected);
	ck_assert_uint_eq(len, 0);
	ck_assert_int_eq(
	    secmail_store_compare_and_set(s, "k", 1, NULL, 0, "v", 1, 1, 0, &outcome), expected);
	ck_assert_int_eq(outcome, SECMAIL_STORE_CONFLICT);
	ck_assert_int_eq(secmail_store_increment(s, "k", 1, 1, 1, 0, &sum), expected);
	ck_assert_int_eq(sum, 0);
	c.status = SECMAIL_DONE;
	ck_assert_int_eq(secmail_store_get(s, "k", 1, 0, value, 4, &len), SECMAIL_IO);
	ck_assert_uint_eq(len, 0);
	secmail_store_free(s);
	ck_assert_int_eq(c.released, 1);
}
END_TEST

START_TEST(a_store_needs_its_functions)
{
	secmail_store *s;

	ck_assert_int_eq(
	    secmail_store_new(NULL, careless_compare_and_set, careless_increment, NULL, NULL, &s),
	    SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_store_new(careless_get, NULL, careless_increment, NULL, NULL, &s),
	    SECMAIL_ARGUMENT);
	ck_assert_int_eq(
	    secmail_store_new(careless_get, careless_compare_and_set, NULL, NULL, NULL, &s),
	    SECMAIL_ARGUMENT);
	ck_assert_ptr_null(s);
	ck_assert_int_eq(secmail_store_new(careless_get, careless_compare_and_set,
			     careless_increment, NULL, NULL, &s),
	    SECMAIL_DONE);
	secmail_store_free(s);
}
END_TEST

TCase *
store_tests(void)
{
	TCase *t = tcase_create("store");

	store_rules_add(t);
	tcase_add_test(t, a_full_store_refuses_and_forgets_nothing);
	tcase_add_test(t, removed_entries_make_room);
	tcase_add_test(t, arguments_are_checked);
	tcase_add_test(t, many_entries_come_and_go);
	tcase_add_loop_test(t, a_careless_store_can_not_say_yes_and_fail, 0, 5);
	tcase_add_test(t, a_store_needs_its_functions);
	return t;
}
