/* main.c - the unit tests of module sqlite */
#include "../suite.h"

TCase *file_tests(void);
TCase *store_tests(void);

static TCase *(*const cases[])(void) = {
	file_tests,
	store_tests,
};

int
main(void)
{
	return RUN_SUITE("sqlite", cases);
}
