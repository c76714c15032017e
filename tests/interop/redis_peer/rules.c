/* rules.c - what store.h asks of every store, asked of Redis; and a race between processes */
#include "redis_peer.h"
#include "unit/store_rules.h"

#include <unistd.h>

/* How often the other is looked for; each look is a call. */
#define MAX_TRIES 200000

/* Check makes a process for each case; each connects for itself. */
static const settings *rules_settings;
static secmail_redis *rules_redis;

secmail_store *
store_rules_new(void)
{
	secmail_store *s = NULL;
	char behind[32];

	snprintf(behind, sizeof behind, "%ld/", (long)getpid());
	rules_redis = peer_open(rules_settings, behind, &s);
	ck_assert_ptr_nonnull(rules_redis);
	return s;
}

void
store_rules_free(secmail_store *s)
{
	secmail_store_free(s);
	secmail_redis_free(rules_redis);
}

int
run_rules(const settings *s)
{
	Suite *suite = suite_create("store in Redis");
	TCase *rules = tcase_create("rules");
	SRunner *runner = srunner_create(suite);
	int ran, failed;

	rules_settings = s;
	tcase_set_timeout(rules, 60);
	store_rules_add(rules);
	suite_add_tcase(suite, rules);
	srunner_run_all(runner, CK_NORMAL);
	ran = srunner_ntests_run(runner);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return ran > 0 && failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* Waits until both are there, so that neither has run when the other begins. */
static bool
meet(secmail_store *s)
{
	int64_t there = 0;

	if (secmail_store_increment(s, "there", 5, 1, SECMAIL_STORE_NEVER, 0, &there) !=
	    SECMAIL_DONE)
		return false;
	for (int tries = 0; there < 2 && tries < MAX_TRIES; tries++)
		if (secmail_store_increment(s, "there", 5, 0, SECMAIL_STORE_NEVER, 0, &there) !=
		    SECMAIL_DONE)
			return false;
	return there == 2;
}

int
run_race(const settings *s)
{
	racer r = { NULL, 0, 0 };
	secmail_redis *redis = peer_open(s, "", &r.store);

	if (!redis)
		return EXIT_FAILURE;
	if (meet(r.store))
		race(&r);
	else
		r.failed++;
	printf("%d %d\n", r.won, r.failed);
	secmail_store_free(r.store);
	secmail_redis_free(redis);
	return r.failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
