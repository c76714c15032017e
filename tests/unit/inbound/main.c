/* main.c - the unit tests of module inbound */
#include "../suite.h"

TCase *judge_tests(void);
TCase *forms_tests(void);
TCase *explain_tests(void);
TCase *authors_tests(void);
TCase *suffixes_tests(void);

static TCase *(*const cases[])(void) = {
	judge_tests,
	forms_tests,
	explain_tests,
	authors_tests,
	suffixes_tests,
};

int
main(void)
{
	return RUN_SUITE("inbound", cases);
}
