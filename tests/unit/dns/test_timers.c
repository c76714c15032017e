/* test_timers.c - the first deadline comes first, whatever was set, set anew and cleared */
#include <check.h>
#include <stdlib.h>

#include "timers.h"

#define TIMERS 200
#define STEPS 20000

static secmailp_dns_timers all;
static secmailp_dns_timer timers[TIMERS];
static int64_t expected[TIMERS]; /* -1: not set */

static void
is_due(void *owner)
{
	*(int *)owner += 1;
}

static void
set_up(void)
{
	static int nobody;

	for (size_t i = 0; i < TIMERS; i++) {
		ck_assert(secmailp_dns_timer_init(&all, &timers[i], is_due, &nobody));
		expected[i] = -1;
	}
}

static void
tear_down(void)
{
	for (size_t i = 0; i < TIMERS; i++)
		secmailp_dns_timer_end(&all, &timers[i]);
	ck_assert_uint_eq(all.count, 0);
	ck_assert_uint_eq(all.reserved, 0);
	secmailp_dns_timers_free(&all);
}

/* The earliest of all that are set, found by looking at each. */
static int64_t
earliest(void)
{
	int64_t first = -1;

	for (size_t i = 0; i < TIMERS; i++)
		if (expected[i] >= 0 && (first < 0 || expected[i] < first))
			first = expected[i];
	return first;
}

static void
check_first(void)
{
	const secmailp_dns_timer *first = secmailp_dns_timers_first(&all);

	ck_assert_int_eq(first ? first->at : -1, earliest());
	if (first)
		ck_assert_int_eq(expected[first - timers], first->at);
}

/* Numbers that look like chance and are the same each time (Numerical Recipes' generator). */
static uint32_t
next_number(uint32_t *state)
{
	*state = *state * 1664525 + 1013904223;
	return *state >> 8;
}

START_TEST(the_earliest_is_first_after_each_step)
{
	uint32_t state = 1;

	for (int step = 0; step < STEPS; step++) {
		size_t i = next_number(&state) % TIMERS;

		if (next_number(&state) % 3 > 0) {
			expected[i] = next_number(&state) % 100;
			secmailp_dns_timer_set(&all, &timers[i], expected[i]);
		} else {
			expected[i] = -1;
			secmailp_dns_timer_clear(&all, &timers[i]);
		}
		check_first();
	}
}
END_TEST

START_TEST(they_come_in_order)
{
	secmailp_dns_timer *t;
	uint32_t state = 7;
	int64_t before = 0;
	size_t count = 0;

	for (size_t i = 0; i < TIMERS; i++)
		secmailp_dns_timer_set(&all, &timers[i], next_number(&state) % 1000);
	for (; (t = secmailp_dns_timers_first(&all)); count++) {
		ck_assert_int_le(before, t->at);
		before = t->at;
		secmailp_dns_timer_clear(&all, t);
		secmailp_dns_timer_clear(&all, t);
	}
	ck_assert_uint_eq(count, TIMERS);
}
END_TEST

TCase *
timers_tests(void)
{
	TCase *t = tcase_create("timers");

	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_test(t, the_earliest_is_first_after_each_step);
	tcase_add_test(t, they_come_in_order);
	return t;
}
