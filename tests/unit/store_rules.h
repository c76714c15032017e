/*
 * store_rules.h - what store.h asks of every store, as test cases
 *
 * A suite that includes it says how an empty store is made and released, and
 * adds the cases to a TCase of its own.
 */
#ifndef SECMAIL_TESTS_STORE_RULES_H
#define SECMAIL_TESTS_STORE_RULES_H

#include <check.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <secmail/store.h>

#define RULES_THREADS 4
#define RULES_STEPS 500

/* An empty store, for a test of its own; fails the test if there is none. */
secmail_store *store_rules_new(void);
void store_rules_free(secmail_store *s);

/* Compares and sets texts; only a full store may fail, which counts as no swap. */
static bool
swap(secmail_store *s, const char *key, const char *expected, const char *value, int64_t expires,
    int64_t now)
{
	secmail_store_outcome outcome = SECMAIL_STORE_SWAPPED;
	secmail_status status = secmail_store_compare_and_set(s, key, strlen(key), expected,
	    expected ? strlen(expected) : 0, value, value ? strlen(value) : 0, expires, now,
	    &outcome);

	ck_assert_msg(
	    status == SECMAIL_DONE || status == SECMAIL_LIMIT, "%s", secmail_status_text(status));
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
	secmail_store *s = store_rules_new();

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
	store_rules_free(s);
}
END_TEST

START_TEST(what_expires_is_gone_at_its_second)
{
	secmail_store *s = store_rules_new();

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
	store_rules_free(s);
}
END_TEST

START_TEST(counters_count_and_keep_their_time)
{
	secmail_store *s = store_rules_new();
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
	store_rules_free(s);
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
	{ "nor one of twenty digits", "10000000000000000000", 1, SECMAIL_SYNTAX, 0 },
	{ "a number with a fraction is no counter", "5.0", 1, SECMAIL_SYNTAX, 0 },
	{ "a plus sign is no counter's", "+5", 1, SECMAIL_SYNTAX, 0 },
	{ "two numbers are no counter", "5\n5", 1, SECMAIL_SYNTAX, 0 },
	{ "zeros before a number are decimal text", "-007", 1, SECMAIL_DONE, -6 },
	{ "so is a zero with a sign", "-0", 1, SECMAIL_DONE, 1 },
	{ "and nothing but zeros", "000", 5, SECMAIL_DONE, 5 },
	{ "what can't be added to stays as it was written", "-009223372036854775808", -1,
	    SECMAIL_LIMIT, 0 },
};

START_TEST(counter_adds_or_stays)
{
	const struct counter *c = &counters[_i];
	secmail_store *s = store_rules_new();
	int64_t sum = 99;
	char expected[32];

	ck_assert(swap(s, "n", NULL, c->before, SECMAIL_STORE_NEVER, 0));
	ck_assert_msg(
	    secmail_store_increment(s, "n", 1, c->by, 1, 0, &sum) == c->status, "%s", c->proves);
	ck_assert_msg(sum == c->sum, "%s: %lld", c->proves, (long long)sum);
	snprintf(expected, sizeof expected, "%lld", (long long)sum);
	ck_assert_str_eq(get(s, "n", 0), c->status == SECMAIL_DONE ? expected : c->before);
	store_rules_free(s);
}
END_TEST

START_TEST(keys_and_values_hold_any_octets)
{
	static const char key[] = "k\0\r\n\377", other[] = "k\0\r\n\376";
	static const char value[] = "\0\n$-1\r\n", near[] = "\0\n$-1\r\r";
	secmail_store *s = store_rules_new();
	secmail_store_outcome outcome;
	char read[16];
	size_t len;

	ck_assert_int_eq(secmail_store_compare_and_set(
			     s, key, 5, NULL, 0, value, 7, SECMAIL_STORE_NEVER, 0, &outcome),
	    SECMAIL_DONE);
	ck_assert_int_eq(outcome, SECMAIL_STORE_SWAPPED);
	ck_assert_int_eq(secmail_store_get(s, key, 5, 0, read, sizeof read, &len), SECMAIL_DONE);
	ck_assert_uint_eq(len, 7);
	ck_assert_mem_eq(read, value, 7);
	ck_assert_int_eq(
	    secmail_store_get(s, other, 5, 0, read, sizeof read, &len), SECMAIL_NOT_FOUND);
	ck_assert_int_eq(
	    secmail_store_get(s, key, 1, 0, read, sizeof read, &len), SECMAIL_NOT_FOUND);
	ck_assert_int_eq(secmail_store_compare_and_set(
			     s, key, 5, near, 7, "x", 1, SECMAIL_STORE_NEVER, 0, &outcome),
	    SECMAIL_DONE);
	ck_assert_int_eq(outcome, SECMAIL_STORE_CONFLICT);
	ck_assert_int_eq(secmail_store_compare_and_set(
			     s, key, 5, value, 7, NULL, 0, SECMAIL_STORE_NEVER, 0, &outcome),
	    SECMAIL_DONE);
	ck_assert_int_eq(outcome, SECMAIL_STORE_SWAPPED);
	store_rules_free(s);
}
END_TEST

START_TEST(the_largest_key_and_value_fit)
{
	static char key[SECMAIL_STORE_MAX_KEY], value[SECMAIL_STORE_MAX_VALUE];
	static char read[SECMAIL_STORE_MAX_VALUE];
	secmail_store *s = store_rules_new();
	secmail_store_outcome outcome;
	size_t len = 99;

	memset(key, 0xff, sizeof key);
	memset(value, '\r', sizeof value);
	ck_assert_int_eq(secmail_store_compare_and_set(s, key, sizeof key, NULL, 0, value,
			     sizeof value, SECMAIL_STORE_NEVER, 0, &outcome),
	    SECMAIL_DONE);
	ck_assert_int_eq(outcome, SECMAIL_STORE_SWAPPED);
	ck_assert_int_eq(
	    secmail_store_get(s, key, sizeof key, 0, read, sizeof read - 1, &len), SECMAIL_LIMIT);
	ck_assert_uint_eq(len, 0);
	ck_assert_int_eq(
	    secmail_store_get(s, key, sizeof key, 0, read, sizeof read, &len), SECMAIL_DONE);
	ck_assert_uint_eq(len, sizeof value);
	ck_assert_mem_eq(read, value, sizeof value);
	memset(read, '\n', sizeof read);
	ck_assert_int_eq(secmail_store_compare_and_set(s, key, sizeof key, value, sizeof value,
			     read, sizeof read, SECMAIL_STORE_NEVER, 0, &outcome),
	    SECMAIL_DONE);
	ck_assert_int_eq(outcome, SECMAIL_STORE_SWAPPED);
	store_rules_free(s);
}
END_TEST

static const struct moment {
	const char *proves;
	int64_t expires;
	int64_t now;
	bool is_there;
} moments[] = {
	{ "before 1970 too", -5, -6, true },
	{ "and gone then", -5, -5, false },
	{ "from before 1970 to after it", 1, -1, true },
	{ "from the first second there is", INT64_MIN + 1, INT64_MIN, true },
	{ "what expires with the first is never there", INT64_MIN, INT64_MIN, false },
	{ "to the last but one", INT64_MAX - 1, INT64_MAX - 2, true },
	{ "and gone then, which is not never", INT64_MAX - 1, INT64_MAX - 1, false },
	{ "times differ where doubles don't", 9007199254740993, 9007199254740992, true },
	{ "and are equal where they are", 9007199254740993, 9007199254740993, false },
	{ "the upper digits decide", 10000000000, 9999999999, true },
	{ "and not the lower", 9999999999, 10000000000, false },
	{ "never is after the last second", SECMAIL_STORE_NEVER, INT64_MAX, true },
};

START_TEST(an_entry_is_there_until_its_time)
{
	const struct moment *m = &moments[_i];
	secmail_store *s = store_rules_new();
	int64_t sum;

	ck_assert(swap(s, "k", NULL, "v", m->expires, INT64_MIN));
	ck_assert_msg((get(s, "k", m->now) != NULL) == m->is_there, "%s", m->proves);
	ck_assert_int_eq(
	    secmail_store_increment(s, "n", 1, 2, m->expires, INT64_MIN, &sum), SECMAIL_DONE);
	ck_assert_int_eq(
	    secmail_store_increment(s, "n", 1, 3, m->expires, m->now, &sum), SECMAIL_DONE);
	ck_assert_msg(sum == (m->is_there ? 5 : 3), "%s: a counter", m->proves);
	store_rules_free(s);
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
step_of(racer *r)
{
	char value[16] = "";
	size_t len = 0;
	secmail_status status =
	    secmail_store_get(r->store, "step", 4, 0, value, sizeof value - 1, &len);

	r->failed += status != SECMAIL_DONE && status != SECMAIL_NOT_FOUND;
	return strtol(value, NULL, 10);
}

static bool
try_step(racer *r, int step)
{
	secmail_store_outcome outcome;
	char before[16], after[16];
	int before_len = snprintf(before, sizeof before, "%d", step);
	int after_len = snprintf(after, sizeof after, "%d", step + 1);
	secmail_status status = secmail_store_compare_and_set(r->store, "step", 4,
	    step > 0 ? before : NULL, step > 0 ? (size_t)before_len : 0, after, (size_t)after_len,
	    SECMAIL_STORE_NEVER, 0, &outcome);

	r->failed += status != SECMAIL_DONE;
	return outcome == SECMAIL_STORE_SWAPPED;
}

/* Takes each step once, if nobody else has, and counts in one counter. */
static void *
race(void *arg)
{
	racer *r = arg;
	int64_t sum;

	for (int step = 0; step < RULES_STEPS && r->failed == 0; step++) {
		bool won;

		do
			won = try_step(r, step);
		while (!won && r->failed == 0 && step_of(r) <= step);
		r->won += won;
		r->failed += secmail_store_increment(
				 r->store, "n", 1, 1, SECMAIL_STORE_NEVER, 0, &sum) != SECMAIL_DONE;
	}
	return NULL;
}

START_TEST(of_many_threads_one_wins_each_step)
{
	secmail_store *s = store_rules_new();
	pthread_t threads[RULES_THREADS];
	racer racers[RULES_THREADS];
	int won = 0;
	char expected[16];

	for (int i = 0; i < RULES_THREADS; i++) {
		racers[i] = (racer){ s, 0, 0 };
		ck_assert_int_eq(pthread_create(&threads[i], NULL, race, &racers[i]), 0);
	}
	for (int i = 0; i < RULES_THREADS; i++) {
		pthread_join(threads[i], NULL);
		won += racers[i].won;
		ck_assert_int_eq(racers[i].failed, 0);
	}
	ck_assert_int_eq(won, RULES_STEPS);
	snprintf(expected, sizeof expected, "%d", RULES_THREADS * RULES_STEPS);
	ck_assert_str_eq(get(s, "n", 0), expected);
	store_rules_free(s);
}
END_TEST

/* How often another process is looked for; each look is a call. */
#define RULES_TRIES 200000

/* Waits until two processes are there, so that neither has run when the other begins. */
static inline bool
store_rules_meet(secmail_store *s)
{
	int64_t there = 0;

	if (secmail_store_increment(s, "there", 5, 1, SECMAIL_STORE_NEVER, 0, &there) !=
	    SECMAIL_DONE)
		return false;
	for (int tries = 0; there < 2 && tries < RULES_TRIES; tries++)
		if (secmail_store_increment(s, "there", 5, 0, SECMAIL_STORE_NEVER, 0, &there) !=
		    SECMAIL_DONE)
			return false;
	return there == 2;
}

/* One of two processes that take the same steps: prints how many it won, and its failures. */
static inline bool
store_rules_race(secmail_store *s)
{
	racer r = { s, 0, 0 };

	if (store_rules_meet(s))
		race(&r);
	else
		r.failed++;
	printf("%d %d\n", r.won, r.failed);
	return r.failed == 0;
}

static inline void
store_rules_add(TCase *t)
{
	tcase_add_test(t, one_of_two_beliefs_wins);
	tcase_add_test(t, what_expires_is_gone_at_its_second);
	tcase_add_test(t, counters_count_and_keep_their_time);
	tcase_add_loop_test(t, counter_adds_or_stays, 0, sizeof counters / sizeof counters[0]);
	tcase_add_test(t, keys_and_values_hold_any_octets);
	tcase_add_test(t, the_largest_key_and_value_fit);
	tcase_add_loop_test(
	    t, an_entry_is_there_until_its_time, 0, sizeof moments / sizeof moments[0]);
	tcase_add_test(t, of_many_threads_one_wins_each_step);
}

#endif
