/* main.c - the unit suite of DMARC evaluation */
#include "suite.h"

TCase *record_tests(void);
TCase *uri_tests(void);
TCase *questions_tests(void);
TCase *session_tests(void);
TCase *silence_tests(void);
TCase *result_tests(void);
TCase *destinations_tests(void);
TCase *suffixes_tests(void);

static TCase *(*const cases[])(void) = { record_tests, uri_tests, questions_tests, session_tests,
	silence_tests, result_tests, destinations_tests, suffixes_tests };

int
main(void)
{
	return RUN_SUITE("dmarc", cases);
}
