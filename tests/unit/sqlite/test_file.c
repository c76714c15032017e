/* test_file.c - which files and directories are taken, and how a database comes to its version */
#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "place.h"
#include "sqlite_internal.h"

TCase *file_tests(void);

static mode_t
mode_of(const char *path)
{
	struct stat st;

	ck_assert_int_eq(lstat(path, &st), 0);
	return st.st_mode & 07777;
}

static void
write_file(const char *path, const char *text, mode_t mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL, mode);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
}

START_TEST(a_new_file_is_its_owners_alone)
{
	place p = place_new();
	char log[128];

	umask(0);
	ck_assert_int_eq(place_open(&p), SECMAIL_DONE);
	ck_assert_int_eq(mode_of(p.file), 0600);
	snprintf(log, sizeof log, "%s-wal", p.file);
	ck_assert_int_eq(mode_of(log), 0600);
	ck_assert_int_eq(secmail_sqlite_open(p.sqlite, p.file), SECMAIL_LATE);
	ck_assert_int_eq(secmail_sqlite_set_wait(p.sqlite, 5), SECMAIL_LATE);
	place_close(&p);
	ck_assert_int_eq(place_open(&p), SECMAIL_DONE);
	place_free(&p);
}
END_TEST

static void
is_refused(place *p, secmail_status status, const char *says)
{
	char error[SECMAIL_SQLITE_ERROR_SIZE];

	ck_assert_int_eq(place_open(p), status);
	secmail_sqlite_error(p->sqlite, error);
	ck_assert_msg(strstr(error, says) != NULL, "%s", error);
	place_close(p);
}

START_TEST(rights_of_others_are_refused)
{
	place p = place_new();
	char other[128];

	ck_assert_int_eq(chmod(p.directory, 0770), 0);
	is_refused(&p, SECMAIL_IO, "others may write");
	ck_assert_int_eq(chmod(p.directory, 0700), 0);
	ck_assert_int_eq(place_open(&p), SECMAIL_DONE);
	place_close(&p);
	ck_assert_int_eq(chmod(p.file, 0640), 0);
	is_refused(&p, SECMAIL_IO, "not this user's alone");
	ck_assert_int_eq(chmod(p.file, 0600), 0);
	snprintf(other, sizeof other, "%s/other", p.directory);
	ck_assert_int_eq(rename(p.file, other), 0);
	ck_assert_int_eq(symlink(other, p.file), 0);
	is_refused(&p, SECMAIL_IO, "no plain one");
	place_free(&p);
}
END_TEST

static const struct stranger {
	const char *sql; /* NULL: a text */
	const char *says;
} strangers[] = {
	{ NULL, "no SQLite database" },
	{ "CREATE TABLE t (a)", "another program's" },
	{ "PRAGMA application_id = 5; CREATE TABLE t (a)", "another program's" },
	{ "PRAGMA application_id = 1936552820; PRAGMA user_version = 2", "newer version" },
	{ "PRAGMA application_id = 1936552820; PRAGMA user_version = 0; CREATE TABLE t (a)",
	    "another program's" },
};

static size_t
contents(const char *path, char *out, size_t room)
{
	FILE *f = fopen(path, "rb");
	size_t len;

	ck_assert_ptr_nonnull(f);
	len = fread(out, 1, room, f);
	fclose(f);
	return len;
}

START_TEST(a_stranger_is_refused_untouched)
{
	static char before[65536], after[65536];
	const struct stranger *x = &strangers[_i];
	place p = place_new();
	size_t len;

	if (x->sql)
		place_run(&p, x->sql);
	else
		write_file(p.file,
		    "a text that is long enough to be taken for a header, which it is "
		    "not, for a header says what it is at once",
		    0600);
	len = contents(p.file, before, sizeof before);
	is_refused(&p, SECMAIL_SYNTAX, x->says);
	ck_assert_uint_eq(contents(p.file, after, sizeof after), len);
	ck_assert_mem_eq(before, after, len);
	place_free(&p);
}
END_TEST

START_TEST(an_older_version_is_brought_up_in_one_transaction_or_not_at_all)
{
	static const char *const good[] = { "CREATE TABLE a (x)", "ALTER TABLE a ADD COLUMN y",
		"UPDATE a SET y = x + 1" };
	static const char *const bad[] = { "CREATE TABLE a (x)", "ALTER TABLE a ADD COLUMN y",
		"UPDATE nothing SET y = 1" };
	sqlite3 *db = NULL;
	int code;

	ck_assert_int_eq(sqlite3_open(":memory:", &db), SQLITE_OK);
	ck_assert_int_eq(secmailp_sqlite_migrate(db, good, 1, &code), SECMAILP_SQLITE_CURRENT);
	ck_assert_int_eq(sqlite3_exec(db, "INSERT INTO a VALUES (1)", NULL, NULL, NULL), SQLITE_OK);
	ck_assert_int_eq(secmailp_sqlite_migrate(db, bad, 3, &code), SECMAILP_SQLITE_FAILED);
	ck_assert_int_eq(code & 0xff, SQLITE_ERROR);
	ck_assert_int_eq(sqlite3_exec(db, "SELECT y FROM a", NULL, NULL, NULL), SQLITE_ERROR);
	ck_assert_int_eq(secmailp_sqlite_migrate(db, good, 3, &code), SECMAILP_SQLITE_CURRENT);
	ck_assert_int_eq(sqlite3_exec(db,
			     "CREATE TABLE proof (n CHECK (n = 2));"
			     "INSERT INTO proof SELECT y FROM a",
			     NULL, NULL, NULL),
	    SQLITE_OK);
	ck_assert_int_eq(secmailp_sqlite_migrate(db, good, 2, &code), SECMAILP_SQLITE_NEWER);
	ck_assert_int_eq(sqlite3_close(db), SQLITE_OK);
}
END_TEST

START_TEST(a_lock_of_another_costs_the_wait_and_no_more)
{
	place p = place_new();
	secmail_store_outcome outcome;
	secmail_store *s;
	sqlite3 *other = NULL;
	char error[SECMAIL_SQLITE_ERROR_SIZE];

	ck_assert_int_eq(secmail_sqlite_new(&p.sqlite), SECMAIL_DONE);
	ck_assert_int_eq(secmail_sqlite_set_wait(p.sqlite, 50), SECMAIL_DONE);
	ck_assert_int_eq(
	    secmail_sqlite_store_new(p.sqlite, "s", SECMAIL_SQLITE_SYNC_SWAPS, &s), SECMAIL_DONE);
	ck_assert_int_eq(secmail_store_compare_and_set(s, "k", 1, NULL, 0, "v", 1, 9, 0, &outcome),
	    SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_sqlite_open(p.sqlite, p.file), SECMAIL_DONE);
	ck_assert_int_eq(sqlite3_open(p.file, &other), SQLITE_OK);
	ck_assert_int_eq(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
	ck_assert_int_eq(
	    secmail_store_compare_and_set(s, "k", 1, NULL, 0, "v", 1, 9, 0, &outcome), SECMAIL_IO);
	ck_assert_int_eq(outcome, SECMAIL_STORE_CONFLICT);
	secmail_sqlite_error(p.sqlite, error);
	ck_assert_ptr_nonnull(strstr(error, "another process kept the database locked"));
	ck_assert_int_eq(sqlite3_exec(other, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
	ck_assert_int_eq(sqlite3_close(other), SQLITE_OK);
	ck_assert_int_eq(secmail_store_compare_and_set(s, "k", 1, NULL, 0, "v", 1, 9, 0, &outcome),
	    SECMAIL_DONE);
	ck_assert_int_eq(outcome, SECMAIL_STORE_SWAPPED);
	secmail_store_free(s);
	place_free(&p);
}
END_TEST

START_TEST(arguments_are_checked)
{
	char path[SECMAIL_SQLITE_MAX_PATH + 2], name[SECMAIL_SQLITE_MAX_NAME + 2];
	secmail_sqlite *s;
	secmail_store *store;

	memset(path, 'x', sizeof path);
	path[sizeof path - 1] = '\0';
	memset(name, 'x', sizeof name);
	name[sizeof name - 1] = '\0';
	ck_assert_int_eq(secmail_sqlite_new(&s), SECMAIL_DONE);
	ck_assert_int_eq(secmail_sqlite_set_wait(s, 0), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_sqlite_set_wait(s, 60001), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_sqlite_set_max_bytes(s, 1048575), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_sqlite_set_max_bytes(s, 1099511627777), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_sqlite_open(s, NULL), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_sqlite_open(s, ""), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_sqlite_open(s, "/tmp/"), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_sqlite_open(s, path), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_sqlite_open(s, "/nowhere/at/all"), SECMAIL_IO);
	ck_assert_int_eq(
	    secmail_sqlite_store_new(s, "", SECMAIL_SQLITE_SYNC_ALL, &store), SECMAIL_ARGUMENT);
	ck_assert_int_eq(
	    secmail_sqlite_store_new(s, "a b", SECMAIL_SQLITE_SYNC_ALL, &store), SECMAIL_ARGUMENT);
	ck_assert_int_eq(
	    secmail_sqlite_store_new(s, name, SECMAIL_SQLITE_SYNC_ALL, &store), SECMAIL_ARGUMENT);
	ck_assert_int_eq(
	    secmail_sqlite_store_new(s, "a", (secmail_sqlite_sync)3, &store), SECMAIL_ARGUMENT);
	ck_assert_ptr_null(store);
	secmail_sqlite_free(s);
	secmail_sqlite_free(NULL);
}
END_TEST

TCase *
file_tests(void)
{
	TCase *t = tcase_create("file");

	tcase_add_test(t, a_new_file_is_its_owners_alone);
	tcase_add_test(t, rights_of_others_are_refused);
	tcase_add_loop_test(
	    t, a_stranger_is_refused_untouched, 0, sizeof strangers / sizeof strangers[0]);
	tcase_add_test(t, an_older_version_is_brought_up_in_one_transaction_or_not_at_all);
	tcase_add_test(t, a_lock_of_another_costs_the_wait_and_no_more);
	tcase_add_test(t, arguments_are_checked);
	return t;
}
