/* rules.c - what store.h asks of every store, asked of Redis; and a race between processes */
#include "redis_peer.h"
#include "unit/store_rules.h"

#include <unistd.h>

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

int
run_race(const settings *s)
{
	secmail_store *store;
	secmail_redis *redis = peer_open(s, "", &store);
	bool is_sound;

	if (!redis)
		return EXIT_FAILURE;
	is_sound = store_rules_race(store);
	secmail_store_free(store);
	secmail_redis_free(redis);
	return is_sound ? EXIT_SUCCESS : EXIT_FAILURE;
}
