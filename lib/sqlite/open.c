/*
 * open.c - a connection, as it is before the first call
 *
 * The log is written ahead (WAL): a change that has to be on disk costs one
 * sync there, where a rollback journal takes three or more; readers go on
 * meanwhile; and a database without syncs loses the last changes in a power cut
 * but is never half of one.
 */
#include "sqlite_internal.h"

/* No row of ours is longer. */
#define LONGEST_ROW 200000

/* Temporary files would go where the environment says; triggers and views are not ours. */
static const char settings[] =
    "PRAGMA page_size = 4096; PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 0;"
    "PRAGMA cell_size_check = ON; PRAGMA secure_delete = ON; PRAGMA synchronous = FULL;"
    "PRAGMA wal_autocheckpoint = 1000; PRAGMA journal_size_limit = 4194304;";

static const char *const questions[SECMAILP_SQLITE_STATEMENTS] = {
	[SECMAILP_SQLITE_BEGIN] = "BEGIN IMMEDIATE",
	[SECMAILP_SQLITE_COMMIT] = "COMMIT",
	[SECMAILP_SQLITE_ROLLBACK] = "ROLLBACK",
	[SECMAILP_SQLITE_FIND] = "SELECT value, expires FROM entry WHERE store = ?1 AND key = ?2",
	[SECMAILP_SQLITE_PUT] =
	    "INSERT OR REPLACE INTO entry (store, key, value, expires) VALUES (?1, ?2, ?3, ?4)",
	[SECMAILP_SQLITE_REMOVE] = "DELETE FROM entry WHERE store = ?1 AND key = ?2",
	[SECMAILP_SQLITE_CLEAR] =
	    ("DELETE FROM entry WHERE (store, key) IN (SELECT store, key FROM entry"
	     " WHERE expires <= ?1 AND expires < 9223372036854775807 ORDER BY expires LIMIT ?2)"),
};

static void
confine(sqlite3 *db)
{
	(void)sqlite3_extended_result_codes(db, 1);
	(void)sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	(void)sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	(void)sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
	(void)sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
	(void)sqlite3_limit(db, SQLITE_LIMIT_LENGTH, LONGEST_ROW);
	(void)sqlite3_limit(db, SQLITE_LIMIT_ATTACHED, 0);
}

/* A file system that can't share memory between processes leaves the old mode. */
static int
write_ahead(sqlite3 *db, bool *is_ahead)
{
	sqlite3_stmt *statement = NULL;
	int code = sqlite3_prepare_v2(db, "PRAGMA journal_mode = WAL", -1, &statement, NULL);

	if (code == SQLITE_OK)
		code = sqlite3_step(statement);
	if (code == SQLITE_ROW) {
		const char *mode = (const char *)sqlite3_column_text(statement, 0);

		*is_ahead = mode && sqlite3_stricmp(mode, "wal") == 0;
		code = mode ? SQLITE_OK : SQLITE_NOMEM;
	}
	sqlite3_finalize(statement);
	return code;
}

static secmail_status
bring_up_to_date(secmail_sqlite *s, sqlite3 *db)
{
	int code = SQLITE_OK;
	secmailp_sqlite_found found =
	    secmailp_sqlite_migrate(db, secmailp_sqlite_steps, secmailp_sqlite_version, &code);

	switch (found) {
	case SECMAILP_SQLITE_CURRENT:
		return SECMAIL_DONE;
	case SECMAILP_SQLITE_FOREIGN:
		return secmailp_sqlite_refuse(
		    s, SECMAIL_SYNTAX, "the database is another program's");
	case SECMAILP_SQLITE_NEWER:
		return secmailp_sqlite_refuse(
		    s, SECMAIL_SYNTAX, "the database is of a newer version of this library");
	default:
		return secmailp_sqlite_fail(s, code, "bringing the tables up to date");
	}
}

static int
prepare_all(secmailp_sqlite_line *line)
{
	int code = SQLITE_OK;

	for (int i = 0; i < SECMAILP_SQLITE_STATEMENTS && code == SQLITE_OK; i++)
		code = sqlite3_prepare_v3(line->db, questions[i], -1, SQLITE_PREPARE_PERSISTENT,
		    &line->statements[i], NULL);
	return code;
}

/* Two processes that both turn to a new mode get in each other's way, and SQLite does not wait
 * there. */
static int
write_ahead_in_time(secmailp_sqlite_line *line, bool *is_ahead)
{
	int code = write_ahead(line->db, is_ahead);

	for (int tries = 0; (code & 0xff) == SQLITE_BUSY; tries++) {
		if (!secmailp_sqlite_be_patient(line, tries))
			break;
		code = write_ahead(line->db, is_ahead);
	}
	return code;
}

static secmail_status
set_up(secmail_sqlite *s, secmailp_sqlite_line *line)
{
	char size[64];
	bool is_ahead = false;
	secmail_status status;
	int code = sqlite3_exec(line->db, settings, NULL, NULL, NULL);

	sqlite3_snprintf((int)sizeof size, size, "PRAGMA max_page_count = %llu",
	    (unsigned long long)(s->max_bytes / SECMAILP_SQLITE_PAGE));
	if (code == SQLITE_OK)
		code = sqlite3_exec(line->db, size, NULL, NULL, NULL);
	if (code != SQLITE_OK)
		return secmailp_sqlite_fail(s, code, "setting it up");
	status = bring_up_to_date(s, line->db);
	if (status != SECMAIL_DONE)
		return status;
	code = write_ahead_in_time(line, &is_ahead);
	if (code == SQLITE_OK && !is_ahead)
		return secmailp_sqlite_refuse(
		    s, SECMAIL_IO, "the file system does not bear a log that is written ahead");
	if (code == SQLITE_OK)
		code = prepare_all(line);
	return code == SQLITE_OK ? SECMAIL_DONE : secmailp_sqlite_fail(s, code, "preparing it");
}

secmail_status
secmailp_sqlite_open_line(secmail_sqlite *s, secmailp_sqlite_line *line, const char *path)
{
	const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_NOMUTEX |
			  SQLITE_OPEN_PRIVATECACHE;
	int code =
	    sqlite3_threadsafe() ? sqlite3_open_v2(path, &line->db, flags, NULL) : SQLITE_MISUSE;

	if (code != SQLITE_OK)
		return secmailp_sqlite_fail(s, code, "opening it");
	confine(line->db);
	line->deadline = secmailp_sqlite_clock() + s->wait_ms;
	line->is_synced = true;
	(void)sqlite3_busy_handler(line->db, secmailp_sqlite_be_patient, line);
	if (sqlite3_db_readonly(line->db, "main") == 1)
		return secmailp_sqlite_refuse(s, SECMAIL_IO, "the database can't be written");
	return set_up(s, line);
}

void
secmailp_sqlite_close_line(secmailp_sqlite_line *line)
{
	for (int i = 0; i < SECMAILP_SQLITE_STATEMENTS; i++) {
		sqlite3_finalize(line->statements[i]);
		line->statements[i] = NULL;
	}
	(void)sqlite3_close(line->db);
	line->db = NULL;
}
