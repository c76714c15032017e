/* main.c - the unit tests of module engines */
#include "../suite.h"

TCase *settings_tests(void);
TCase *record_tests(void);
TCase *request_tests(void);
TCase *reply_tests(void);
TCase *worker_tests(void);
TCase *dkim_tests(void);

static TCase *(*const cases[])(void) = {
	settings_tests,
	record_tests,
	request_tests,
	reply_tests,
	worker_tests,
	dkim_tests,
};

int
main(void)
{
	return RUN_SUITE("engines", cases);
}
