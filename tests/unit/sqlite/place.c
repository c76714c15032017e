/* place.c - see place.h */
#include "place.h"

#include <check.h>
#include <dirent.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define WAIT_MS 60000

place
place_new(void)
{
	place p = { .directory = "/tmp/secmail-sqlite-XXXXXX", .sqlite = NULL };

	ck_assert_ptr_nonnull(mkdtemp(p.directory));
	snprintf(p.file, sizeof p.file, "%s/db", p.directory);
	return p;
}

secmail_status
place_open(place *p)
{
	ck_assert_int_eq(secmail_sqlite_new(&p->sqlite), SECMAIL_DONE);
	ck_assert_int_eq(secmail_sqlite_set_wait(p->sqlite, WAIT_MS), SECMAIL_DONE);
	return secmail_sqlite_open(p->sqlite, p->file);
}

void
place_close(place *p)
{
	secmail_sqlite_free(p->sqlite);
	p->sqlite = NULL;
}

void
place_run(const place *p, const char *sql)
{
	sqlite3 *db = NULL;

	ck_assert_int_eq(sqlite3_open(p->file, &db), SQLITE_OK);
	ck_assert_msg(
	    sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK, "%s", sqlite3_errmsg(db));
	ck_assert_int_eq(sqlite3_close(db), SQLITE_OK);
	ck_assert_int_eq(chmod(p->file, S_IRUSR | S_IWUSR), 0);
}

void
place_free(place *p)
{
	DIR *directory = opendir(p->directory);
	const struct dirent *entry;
	char path[512];

	place_close(p);
	while (directory && (entry = readdir(directory))) {
		snprintf(path, sizeof path, "%s/%s", p->directory, entry->d_name);
		(void)unlink(path);
	}
	if (directory)
		closedir(directory);
	ck_assert_int_eq(rmdir(p->directory), 0);
}
