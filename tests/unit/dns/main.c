/* main.c - the unit suite of module dns */
#include "suite.h"

TCase *against_ldns_tests(void);
TCase *cache_backing_tests(void);
TCase *cache_tests(void);
TCase *client_careless_tests(void);
TCase *client_chance_tests(void);
TCase *client_follow_tests(void);
TCase *client_hostile_tests(void);
TCase *client_stream_tests(void);
TCase *client_tests(void);
TCase *client_time_tests(void);
TCase *evidence_tests(void);
TCase *reply_tests(void);
TCase *resolver_tests(void);
TCase *settings_tests(void);
TCase *text_tests(void);
TCase *timers_tests(void);
TCase *zone_answer_tests(void);
TCase *zone_text_tests(void);

static TCase *(*const cases[])(void) = { zone_text_tests, zone_answer_tests, evidence_tests,
	reply_tests, against_ldns_tests, settings_tests, resolver_tests, client_tests,
	client_careless_tests, client_chance_tests, client_follow_tests, client_hostile_tests,
	client_stream_tests, client_time_tests, timers_tests, cache_tests, cache_backing_tests,
	text_tests };

int
main(void)
{
	return RUN_SUITE("dns", cases);
}
