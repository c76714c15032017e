/* test_store.c - the interface of a store, and the memory store behind it */
#include <check.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <secmail/store.h>

#define ROOM (SECMAIL_STORE_MEMORY_OVERHEAD + 16)
#define THREADS 4
#define STEPS 500

TCase *store_tests(void);

static secmail_store *
new_store(size_t max_bytes)
{
	secmail_store *s;

	ck_assert_int_eq(secmail_store_memory_new(max_bytes, &s), SECMAIL_DONE);
	return s;
}

/* Compares and sets texts; a failure counts as no swap. */
static bool
swap(secmail_store *s, const char *key, const char *expected, const char *value, int64_t expires,
    int64_t now)
{
	secmail_store_outcome outcome = SECMAIL_STORE_SWAPPED;
	secmail_status status = secmail_store_compare_and_set(s, key, strlen(key), expected,
	    expected ? strlen(expected) : 0, value, value ? strlen(value) : 0, expires, now,
	    &outcome);

	return status == SECMAIL_DONE && outcome == SECMAIL_STORE_SWAPPED;
}

/* The value as text, NULL if there is none. */
static const char *
get(secmail_store *s, const char *key, int64_t now)
{
	static char value[64];
	size_t len = 99;
	secmail_status status =
	    secmail_store_get(s, key, strlen(key), now, value, sizeof value - 1, &len);

	ck_assert(status == SECMAIL_DONE || (status == SECMAIL_NOT_FOUND && len == 0));
	value[len] = '\0';
	return status == SECMAIL_DONE ? value : NULL;
}

START_TEST(one_of_two_beliefs_wins)
{
	secmail_store *s = new_store(100000);

	ck_assert_ptr_null(get(s, "k", 0));
	ck_assert(!swap(s, "k", "a", "b", SECMAIL_STORE_NEVER, 0));
	ck_assert(!swap(s, "k", "", "b", SECMAIL_STORE_NEVER, 0));
	ck_assert(swap(s, "k", NULL, "a", SECMAIL_STORE_NEVER, 0));
	ck_assert(!swap(s, "k", NULL, "b", SECMAIL_STORE_NEVER, 0));
	ck_assert(!swap(s, "k", "ab", "b", SECMAIL_STORE_NEVER, 0));
	ck_assert(swap(s, "k", "a", "bcd", SECMAIL_STORE_NEVER, 0));
	ck_assert_str_eq(get(s, "k", 0), "bcd");
	ck_assert(!swap(s, "k", "a", NULL, 0, 0));
	ck_assert(swap(s, "k", "bcd", NULL, 0, 0));
	ck_assert_ptr_null(get(s, "k", 0));
	ck_assert(swap(s, "k", NULL, NULL, 0, 0));
	ck_assert(swap(s, "k", NULL, "", SECMAIL_STORE_NEVER, 0));
	ck_assert_str_eq(get(s, "k", 0), "");
	ck_assert(swap(s, "k", "", "x", SECMAIL_STORE_NEVER, 0));
	secmail_store_free(s);
}
END_TEST

START_TEST(what_expires_is_gone_at_its_second)
{
	secmail_store *s = new_store(100000);

	ck_assert(swap(s, "k", NULL, "a", 100, 50));
	ck_assert(swap(s, "never", NULL, "a", SECMAIL_STORE_NEVER, 50));
	ck_assert_str_eq(get(s, "k", 99), "a");
	ck_assert_ptr_null(get(s, "k", 100));
	ck_assert(swap(s, "k", NULL, "b", 200, 100));
	ck_assert_str_eq(get(s, "k", 100), "b");
	ck_assert(swap(s, "k", "b", "c", 300, 100));
	ck_assert_str_eq(get(s, "k", 299), "c");
	ck_assert_str_eq(get(s, "never", INT64_MAX), "a");
	ck_assert(swap(s, "never", "a", "b", SECMAIL_STORE_NEVER, INT64_MAX));
	ck_assert_ptr_null(get(s, "k", INT64_MAX));
	secmail_store_free(s);
}
END_TEST

START_TEST(counters_count_and_keep_their_time)
{
	secmail_store *s = new_store(100000);
	int64_t sum;

	ck_assert_int_eq(secmail_store_increment(s, "n", 1, 3, 100, 0, &sum), SECMAIL_DONE);
	ck_assert_int_eq(sum, 3);
	ck_assert_int_eq(secmail_store_increment(s, "n", 1, -5, 900, 50, &sum), SECMAIL_DONE);
	ck_assert_int_eq(sum, -2);
	ck_assert_str_eq(get(s, "n", 99), "-2");
	ck_assert_ptr_null(get(s, "n", 100));
	ck_assert_int_eq(secmail_store_increment(s, "n", 1, 1, 200, 100, &sum), SECMAIL_DONE);
	ck_assert_int_eq(sum, 1);
	ck_assert(swap(s, "n", "1", "7", 200, 100));
	ck_assert_int_eq(secmail_store_increment(s, "n", 1, 1, 200, 100, &sum), SECMAIL_DONE);
	ck_assert_int_eq(sum, 8);
	secmail_store_free(s);
}
END_TEST

static const struct counter {
	const char *proves;
	const char *before;
	int64_t by;
	secmail_status status;
	int64_t sum;
} counters[] = {
	{ "up to the largest number", "9223372036854775806", 1, SECMAIL_DONE, INT64_MAX },
	{ "not beyond the largest number", "9223372036854775807", 1, SECMAIL_LIMIT, 0 },
	{ "down to the smallest number", "-9223372036854775807", -1, SECMAIL_DONE, INT64_MIN },
	{ "not beyond the smallest number", "-9223372036854775808", -1, SECMAIL_LIMIT, 0 },
	{ "from the smallest number to the last below zero", "-9223372036854775808", INT64_MAX,
	    SECMAIL_DONE, -1 },
	{ "the smallest step", "0", INT64_MIN, SECMAIL_DONE, INT64_MIN },
	{ "adding nothing", "5", 0, SECMAIL_DONE, 5 },
	{ "a word is no counter", "five", 1, SECMAIL_SYNTAX, 0 },
	{ "nothing is no counter", "", 1, SECMAIL_SYNTAX, 0 },
	{ "a sign alone is no counter", "-", 1, SECMAIL_SYNTAX, 0 },
	{ "a number with something behind it is no counter", "5 ", 1, SECMAIL_SYNTAX, 0 },
	{ "a number that doesn't fit is no counter", "9223372036854775808", 1, SECMAIL_SYNTAX, 0 },
	{ "nor one below", "-9223372036854775809", 1, SECMAIL_SYNTAX, 0 },
};

START_TEST(counter_adds_or_stays)
{
	const struct counter *c = &counters[_i];
	secmail_store *s = new_store(100000);
	int64_t sum = 99;
	char expected[32];

	ck_assert(swap(s, "n", NULL, c->before, SECMAIL_STORE_NEVER, 0));
	ck_assert_msg(
	    secmail_store_increment(s, "n", 1, c->by, 1, 0, &sum) == c->status, "%s", c->proves);
	ck_assert_msg(sum == c->sum, "%s: %lld", c->proves, (long long)sum);
	snprintf(expected, sizeof expected, "%lld", (long long)sum);
	ck_assert_str_eq(get(s, "n", 0), c->status == SECMAIL_DONE ? expected : c->before);
	secmail_store_free(s);
}
END_TEST

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

/* --- threads --------------------------------------------------------------- */

typedef struct racer {
	secmail_store *store;
	int won;
	int failed;
} racer;

/* The number that stands in the store; 0 if there is none. */
static long
step_of(secmail_store *s)
{
	char value[16] = "";
	size_t len = 0;

	(void)!secmail_store_get(s, "step", 4, 0, value, sizeof value - 1, &len);
	return strtol(value, NULL, 10);
}

/* Takes each step once, if no other thread has, and counts in one counter. */
static void *
race(void *arg)
{
	racer *r = arg;
	char before[16], after[16];
	int64_t sum;

	for (int step = 0; step < STEPS; step++) {
		bool won;

		snprintf(before, sizeof before, "%d", step);
		snprintf(after, sizeof after, "%d", step + 1);
		do
			won = swap(r->store, "step", step > 0 ? before : NULL, after,
			    SECMAIL_STORE_NEVER, 0);
		while (!won && step_of(r->store) <= step);
		r->won += won;
		r->failed += secmail_store_increment(
				 r->store, "n", 1, 1, SECMAIL_STORE_NEVER, 0, &sum) != SECMAIL_DONE;
	}
	return NULL;
}

START_TEST(of_many_threads_one_wins_each_step)
{
	secmail_store *s = new_store(100000);
	pthread_t threads[THREADS];
	racer racers[THREADS];
	int won = 0;
	char expected[16];

	for (int i = 0; i < THREADS; i++) {
		racers[i] = (racer){ s, 0, 0 };
		ck_assert_int_eq(pthread_create(&threads[i], NULL, race, &racers[i]), 0);
	}
	for (int i = 0; i < THREADS; i++) {
		pthread_join(threads[i], NULL);
		won += racers[i].won;
		ck_assert_int_eq(racers[i].failed, 0);
	}
	ck_assert_int_eq(won, STEPS);
	snprintf(expected, sizeof expected, "%d", THREADS * STEPS);
	ck_assert_str_eq(get(s, "n", 0), expected);
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

	tcase_add_test(t, one_of_two_beliefs_wins);
	tcase_add_test(t, what_expires_is_gone_at_its_second);
	tcase_add_test(t, counters_count_and_keep_their_time);
	tcase_add_loop_test(t, counter_adds_or_stays, 0, sizeof counters / sizeof counters[0]);
	tcase_add_test(t, a_full_store_refuses_and_forgets_nothing);
	tcase_add_test(t, removed_entries_make_room);
	tcase_add_test(t, arguments_are_checked);
	tcase_add_test(t, many_entries_come_and_go);
	tcase_add_test(t, of_many_threads_one_wins_each_step);
	tcase_add_loop_test(t, a_careless_store_can_not_say_yes_and_fail, 0, 5);
	tcase_add_test(t, a_store_needs_its_functions);
	return t;
}
