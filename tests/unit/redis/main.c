/* main.c - the unit tests of module redis */
#include "../suite.h"

TCase *settings_tests(void);
TCase *cache_tests(void);
TCase *pool_tests(void);
TCase *store_tests(void);

static TCase *(*const cases[])(void) = {
	settings_tests,
	cache_tests,
	pool_tests,
	store_tests,
};

int
main(void)
{
	return RUN_SUITE("redis", cases);
}
