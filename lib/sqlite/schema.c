/*
 * schema.c - the tables, and how a database of an older version gets them
 *
 * The version is SQLite's user_version, step n makes version n + 1. A step that
 * was released is never changed.
 */
#include "sqlite_internal.h"

/* The time that never comes (INT64_MAX) stands in no index, so that nothing looks at it again. */
const char *const secmailp_sqlite_steps[] = {
	"CREATE TABLE entry (store TEXT NOT NULL, key BLOB NOT NULL, value BLOB NOT NULL,"
	" expires INTEGER NOT NULL, PRIMARY KEY (store, key)) WITHOUT ROWID;"
	"CREATE INDEX entry_by_expiry ON entry (expires) WHERE expires < 9223372036854775807;",
};
const int secmailp_sqlite_version =
    (int)(sizeof secmailp_sqlite_steps / sizeof secmailp_sqlite_steps[0]);

static int
read_number(sqlite3 *db, const char *question, sqlite3_int64 *out)
{
	sqlite3_stmt *statement = NULL;
	int code = sqlite3_prepare_v2(db, question, -1, &statement, NULL);

	if (code == SQLITE_OK)
		code = sqlite3_step(statement);
	if (code == SQLITE_ROW) {
		*out = sqlite3_column_int64(statement, 0);
		code = SQLITE_OK;
	}
	sqlite3_finalize(statement);
	return code;
}

static secmailp_sqlite_found
look(sqlite3 *db, int count, sqlite3_int64 *version, int *code)
{
	sqlite3_int64 application = 0, tables = 0;

	*code = read_number(db, "PRAGMA application_id", &application);
	if (*code == SQLITE_OK)
		*code = read_number(db, "PRAGMA user_version", version);
	if (*code == SQLITE_OK)
		*code = read_number(db, "SELECT count(*) FROM sqlite_schema", &tables);
	if (*code != SQLITE_OK)
		return SECMAILP_SQLITE_FAILED;
	if (application == 0 && *version == 0 && tables == 0)
		return SECMAILP_SQLITE_CURRENT;
	if (application != SECMAILP_SQLITE_APPLICATION || *version < 1)
		return SECMAILP_SQLITE_FOREIGN;
	return *version > count ? SECMAILP_SQLITE_NEWER : SECMAILP_SQLITE_CURRENT;
}

static int
take_steps(sqlite3 *db, const char *const *steps, int from, int count)
{
	int code = SQLITE_OK;
	char marks[96];

	for (int i = from; i < count && code == SQLITE_OK; i++)
		code = sqlite3_exec(db, steps[i], NULL, NULL, NULL);
	sqlite3_snprintf((int)sizeof marks, marks,
	    "PRAGMA application_id = %d; PRAGMA user_version = %d", SECMAILP_SQLITE_APPLICATION,
	    count);
	if (code == SQLITE_OK)
		code = sqlite3_exec(db, marks, NULL, NULL, NULL);
	if (code == SQLITE_OK)
		code = sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
	return code;
}

secmailp_sqlite_found
secmailp_sqlite_migrate(sqlite3 *db, const char *const *steps, int count, int *code)
{
	sqlite3_int64 version = 0;
	secmailp_sqlite_found found = look(db, count, &version, code);

	if (found != SECMAILP_SQLITE_CURRENT || version == count)
		return found;
	/* Another process may have been quicker: it is looked at again, alone. */
	*code = sqlite3_exec(db, "BEGIN EXCLUSIVE", NULL, NULL, NULL);
	if (*code != SQLITE_OK)
		return SECMAILP_SQLITE_FAILED;
	found = look(db, count, &version, code);
	if (found == SECMAILP_SQLITE_CURRENT && version < count) {
		*code = take_steps(db, steps, (int)version, count);
		if (*code != SQLITE_OK)
			found = SECMAILP_SQLITE_FAILED;
	}
	if (!sqlite3_get_autocommit(db))
		(void)sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
	return found;
}
