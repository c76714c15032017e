/*
 * main.c - sqlite_peer: a process that shares a database with others
 *
 * Usage: sqlite_peer FILE race | count
 *
 *   race   takes 500 steps that another process takes too, and prints how many it won
 *   count  takes steps one after the other until it is killed, printing each once it is taken
 */
#include <secmail/sqlite.h>

#include "unit/store_rules.h"

#define WAIT_MS 60000
#define DIGITS 24

/* The rules are run by the unit suite; here only their race is. */
secmail_store *
store_rules_new(void)
{
	return NULL;
}

void
store_rules_free(secmail_store *s)
{
	secmail_store_free(s);
}

/* The step that stands in the store; -1 for a failure. */
static int64_t
last_step(secmail_store *s)
{
	char value[DIGITS] = "";
	size_t len;
	secmail_status status = secmail_store_get(s, "step", 4, 0, value, sizeof value - 1, &len);

	if (status != SECMAIL_DONE && status != SECMAIL_NOT_FOUND)
		return -1;
	return strtoll(value, NULL, 10);
}

static bool
take(secmail_store *s, int64_t step)
{
	secmail_store_outcome outcome;
	char before[DIGITS], after[DIGITS];
	int before_len = snprintf(before, sizeof before, "%lld", (long long)step);
	int after_len = snprintf(after, sizeof after, "%lld", (long long)step + 1);

	return secmail_store_compare_and_set(s, "step", 4, step > 0 ? before : NULL,
		   step > 0 ? (size_t)before_len : 0, after, (size_t)after_len, SECMAIL_STORE_NEVER,
		   0, &outcome) == SECMAIL_DONE &&
	       outcome == SECMAIL_STORE_SWAPPED;
}

static bool
count(secmail_store *s)
{
	int64_t step = last_step(s);

	while (step >= 0 && take(s, step)) {
		printf("%lld\n", (long long)++step);
		fflush(stdout);
	}
	return false;
}

int
main(int argc, char **argv)
{
	secmail_sqlite *s = NULL;
	secmail_store *store = NULL;
	char error[SECMAIL_SQLITE_ERROR_SIZE];
	bool is_sound = false;

	if (argc != 3 || secmail_sqlite_new(&s) != SECMAIL_DONE)
		return 64;
	if (secmail_sqlite_set_wait(s, WAIT_MS) == SECMAIL_DONE &&
	    secmail_sqlite_open(s, argv[1]) == SECMAIL_DONE &&
	    secmail_sqlite_store_new(s, "peer", SECMAIL_SQLITE_SYNC_SWAPS, &store) == SECMAIL_DONE)
		is_sound = strcmp(argv[2], "race") == 0 ? store_rules_race(store) : count(store);
	secmail_sqlite_error(s, error);
	if (!is_sound)
		fprintf(stderr, "sqlite_peer: %s\n", error);
	secmail_store_free(store);
	secmail_sqlite_free(s);
	return is_sound ? EXIT_SUCCESS : EXIT_FAILURE;
}
