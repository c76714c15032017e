/* suite.c - see suite.h */
#include "suite.h"

#include <stdio.h>
#include <stdlib.h>

int
secmail_run_suite(const char *name, TCase *(*const *cases)(void), size_t n)
{
	Suite *suite = suite_create(name);
	SRunner *runner = srunner_create(suite);
	int ran, failed;

	for (size_t i = 0; i < n; i++)
		suite_add_tcase(suite, cases[i]());
	srunner_run_all(runner, CK_NORMAL);
	ran = srunner_ntests_run(runner);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	if (ran == 0)
		fprintf(stderr, "%s: no test ran\n", name);
	return ran > 0 && failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
