/* main.c - the unit suite of module dns */
#include "suite.h"

TCase *zone_answer_tests(void);
TCase *zone_text_tests(void);

static TCase *(*const cases[])(void) = { zone_text_tests, zone_answer_tests };

int
main(void)
{
	return RUN_SUITE("dns", cases);
}
