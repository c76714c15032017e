/*
 * suite.h - runs the unit suite of one module
 *
 * tests/unit/<module>/main.c lists the test cases, one for each file test_<idea>.c:
 *
 *	static TCase *(*const cases[])(void) = { cursor_tests, taglist_tests };
 *
 *	int
 *	main(void)
 *	{
 *		return RUN_SUITE("private", cases);
 *	}
 */
#ifndef SECMAIL_TESTS_SUITE_H
#define SECMAIL_TESTS_SUITE_H

#include <check.h>
#include <stddef.h>

/*
 * For loops of many thousands. Check is told of each assertion that holds, and
 * keeps what it is told: a million of them cost it minutes under the sanitizers.
 */
#define MUST_HOLD(holds, ...)                                                                      \
	do {                                                                                       \
		if (!(holds))                                                                      \
			ck_abort_msg(__VA_ARGS__);                                                 \
	} while (0)

#define RUN_SUITE(name, cases) secmail_run_suite((name), (cases), sizeof(cases) / sizeof(cases)[0])

/*
 * Runs the test cases and prints Check's summary and each failure.
 * Returns the exit status: 0 when all passed. Running nothing is a failure.
 */
int secmail_run_suite(const char *name, TCase *(*const *cases)(void), size_t n);

#endif
