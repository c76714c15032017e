/* test_store.c - the rules of a store, kept on disk */
#include <sys/wait.h>
#include <unistd.h>

#include "place.h"
#include "store_rules.h"

TCase *store_tests(void);

static place rules_place;

secmail_store *
store_rules_new(void)
{
	secmail_store *s;

	rules_place = place_new();
	ck_assert_int_eq(place_open(&rules_place), SECMAIL_DONE);
	ck_assert_int_eq(
	    secmail_sqlite_store_new(rules_place.sqlite, "rules", SECMAIL_SQLITE_SYNC_SWAPS, &s),
	    SECMAIL_DONE);
	return s;
}

void
store_rules_free(secmail_store *s)
{
	secmail_store_free(s);
	place_free(&rules_place);
}

START_TEST(stores_of_two_names_share_nothing_and_of_one_all)
{
	secmail_store *s = store_rules_new(), *same, *other;

	ck_assert_int_eq(
	    secmail_sqlite_store_new(rules_place.sqlite, "rules", SECMAIL_SQLITE_SYNC_ALL, &same),
	    SECMAIL_DONE);
	ck_assert_int_eq(
	    secmail_sqlite_store_new(rules_place.sqlite, "other", SECMAIL_SQLITE_SYNC_NONE, &other),
	    SECMAIL_DONE);
	ck_assert(swap(s, "k", NULL, "v", SECMAIL_STORE_NEVER, 0));
	ck_assert_str_eq(get(same, "k", 0), "v");
	ck_assert_ptr_null(get(other, "k", 0));
	ck_assert(swap(other, "k", NULL, "w", SECMAIL_STORE_NEVER, 0));
	ck_assert_str_eq(get(s, "k", 0), "v");
	secmail_store_free(same);
	secmail_store_free(other);
	store_rules_free(s);
}
END_TEST

START_TEST(what_was_swapped_is_there_when_it_is_opened_again)
{
	secmail_store *s = store_rules_new();

	ck_assert(swap(s, "k", NULL, "v", SECMAIL_STORE_NEVER, 0));
	secmail_store_free(s);
	place_close(&rules_place);
	ck_assert_int_eq(place_open(&rules_place), SECMAIL_DONE);
	ck_assert_int_eq(
	    secmail_sqlite_store_new(rules_place.sqlite, "rules", SECMAIL_SQLITE_SYNC_SWAPS, &s),
	    SECMAIL_DONE);
	ck_assert_str_eq(get(s, "k", 0), "v");
	store_rules_free(s);
}
END_TEST

START_TEST(new_entries_clear_what_has_expired)
{
	secmail_store *s = store_rules_new();
	char key[16];

	for (int i = 0; i < 200; i++) {
		snprintf(key, sizeof key, "%d", i);
		ck_assert(swap(s, key, NULL, "v", i, i - 1));
	}
	secmail_store_free(s);
	place_close(&rules_place);
	/* The last one alone was alive at its own making. */
	place_run(&rules_place,
	    "CREATE TABLE proof (n CHECK (n = 1)); INSERT INTO proof SELECT count(*) FROM entry;");
	place_free(&rules_place);
}
END_TEST

START_TEST(a_full_database_refuses_until_something_expires)
{
	static char value[SECMAIL_STORE_MAX_VALUE];
	secmail_store_outcome outcome;
	secmail_status status = SECMAIL_DONE;
	secmail_store *s;
	char key[16];
	int made = 0;

	rules_place = place_new();
	ck_assert_int_eq(secmail_sqlite_new(&rules_place.sqlite), SECMAIL_DONE);
	ck_assert_int_eq(
	    secmail_sqlite_set_max_bytes(rules_place.sqlite, SECMAIL_SQLITE_LEAST_BYTES),
	    SECMAIL_DONE);
	ck_assert_int_eq(secmail_sqlite_open(rules_place.sqlite, rules_place.file), SECMAIL_DONE);
	ck_assert_int_eq(
	    secmail_sqlite_store_new(rules_place.sqlite, "rules", SECMAIL_SQLITE_SYNC_NONE, &s),
	    SECMAIL_DONE);
	for (; status == SECMAIL_DONE && made < 100; made++) {
		snprintf(key, sizeof key, "%d", made);
		status = secmail_store_compare_and_set(
		    s, key, strlen(key), NULL, 0, value, sizeof value, 100 + made, 0, &outcome);
		ck_assert_int_eq(outcome == SECMAIL_STORE_SWAPPED, status == SECMAIL_DONE);
	}
	ck_assert_int_eq(status, SECMAIL_LIMIT);
	ck_assert_int_gt(made, 10);
	ck_assert_str_eq(key + strlen(key), "");
	ck_assert_int_eq(secmail_store_compare_and_set(s, key, strlen(key), NULL, 0, value,
			     sizeof value, 1000, 100, &outcome),
	    SECMAIL_DONE);
	ck_assert_int_eq(outcome, SECMAIL_STORE_SWAPPED);
	store_rules_free(s);
}
END_TEST

static const struct foreign {
	const char *proves;
	const char *sql;
} foreigners[] = {
	{ "a text is no value", "UPDATE entry SET value = 'v'" },
	{ "a word is no time", "UPDATE entry SET expires = 'soon'" },
	{ "a value is not longer than any can be", "UPDATE entry SET value = zeroblob(65537)" },
};

START_TEST(what_something_else_wrote_is_a_failure)
{
	const struct foreign *f = &foreigners[_i];
	secmail_store *s = store_rules_new();
	secmail_store_outcome outcome;
	char value[8], error[SECMAIL_SQLITE_ERROR_SIZE];
	size_t len;
	int64_t sum;

	ck_assert(swap(s, "k", NULL, "7", 1000, 0));
	place_run(&rules_place, f->sql);
	ck_assert_msg(secmail_store_get(s, "k", 1, 0, value, sizeof value, &len) == SECMAIL_IO,
	    "%s", f->proves);
	ck_assert_int_eq(
	    secmail_store_compare_and_set(s, "k", 1, NULL, 0, "v", 1, 1000, 0, &outcome),
	    SECMAIL_IO);
	ck_assert_int_eq(outcome, SECMAIL_STORE_CONFLICT);
	ck_assert_int_eq(secmail_store_increment(s, "k", 1, 1, 1000, 0, &sum), SECMAIL_IO);
	secmail_sqlite_error(rules_place.sqlite, error);
	ck_assert_str_eq(error, "an entry is not of this library's making");
	store_rules_free(s);
}
END_TEST

START_TEST(a_child_gets_nothing_and_breaks_nothing)
{
	secmail_store *s = store_rules_new();
	secmail_store_outcome outcome;
	int status = -1;
	pid_t child;

	ck_assert(swap(s, "k", NULL, "v", SECMAIL_STORE_NEVER, 0));
	child = fork();
	if (child == 0) {
		bool is_refused = secmail_store_compare_and_set(s, "k", 1, "v", 1, "w", 1,
				      SECMAIL_STORE_NEVER, 0, &outcome) == SECMAIL_ARGUMENT;

		_exit(is_refused && outcome == SECMAIL_STORE_CONFLICT ? 0 : 1);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(status, 0);
	ck_assert(swap(s, "k", "v", "x", SECMAIL_STORE_NEVER, 0));
	store_rules_free(s);
}
END_TEST

TCase *
store_tests(void)
{
	TCase *t = tcase_create("store");

	tcase_set_timeout(t, 120);
	store_rules_add(t);
	tcase_add_test(t, stores_of_two_names_share_nothing_and_of_one_all);
	tcase_add_test(t, what_was_swapped_is_there_when_it_is_opened_again);
	tcase_add_test(t, new_entries_clear_what_has_expired);
	tcase_add_test(t, a_full_database_refuses_until_something_expires);
	tcase_add_loop_test(
	    t, what_something_else_wrote_is_a_failure, 0, sizeof foreigners / sizeof foreigners[0]);
	tcase_add_test(t, a_child_gets_nothing_and_breaks_nothing);
	return t;
}
