/* main.c - the unit tests of module core */
#include "../suite.h"

TCase *base_tests(void);
TCase *answers_tests(void);
TCase *authres_tests(void);
TCase *store_tests(void);
TCase *store_tree_tests(void);
TCase *message_tests(void);
TCase *authors_tests(void);

static TCase *(*const cases[])(void) = {
	base_tests,
	answers_tests,
	authres_tests,
	store_tests,
	store_tree_tests,
	message_tests,
	authors_tests,
};

int
main(void)
{
	return RUN_SUITE("core", cases);
}
