/*
 * sqlite_internal.h - what the files of sqlite share with one another
 *
 * sqlite.c holds the settings, path.c looks at the file before SQLite does,
 * open.c opens connections, schema.c brings the tables up to date, turn.c lets
 * one thread at a time use a connection, store.c is the store, failure.c turns
 * SQLite's codes into ours.
 *
 * There are two connections: one that writes, and one that reads while the
 * other waits for the disk.
 */
#ifndef SECMAIL_SQLITE_INTERNAL_H
#define SECMAIL_SQLITE_INTERNAL_H

#include <secmail/sqlite.h>

#include <pthread.h>
#include <sqlite3.h>
#include <sys/types.h>

#include "private/error.h"
#include "private/monotonic.h"

/* "smst", in the file's header: whose database it is. */
#define SECMAILP_SQLITE_APPLICATION 0x736d7374

/* Octets of a page, which every database of ours has. */
#define SECMAILP_SQLITE_PAGE 4096

typedef enum secmailp_sqlite_statement {
	SECMAILP_SQLITE_BEGIN,
	SECMAILP_SQLITE_COMMIT,
	SECMAILP_SQLITE_ROLLBACK,
	SECMAILP_SQLITE_FIND,
	SECMAILP_SQLITE_PUT,
	SECMAILP_SQLITE_REMOVE,
	SECMAILP_SQLITE_CLEAR,
	SECMAILP_SQLITE_STATEMENTS
} secmailp_sqlite_statement;

typedef struct secmailp_sqlite_line {
	sqlite3 *db; /* NULL: not open */
	sqlite3_stmt *statements[SECMAILP_SQLITE_STATEMENTS];
	int64_t deadline; /* of the call that has the turn */
	bool is_synced;   /* a commit waits for the disk */
	bool is_taken;
	pthread_cond_t freed;
} secmailp_sqlite_line;

struct secmail_sqlite {
	uint32_t wait_ms;
	uint64_t max_bytes;
	pid_t owner;
	pthread_mutex_t lock; /* for the error, and who has a turn */
	secmailp_error error;
	secmailp_sqlite_line writer, reader;
};

/* True if this process may use it. */
bool secmailp_sqlite_is_ours(const secmail_sqlite *s);

/* --- path.c ------------------------------------------------------------------ */

/* Octets of a path without links, with its NUL: below what SQLite takes. */
#define SECMAILP_SQLITE_PATH_SIZE 500

/*
 * Finds the file, or makes an empty one, and looks at rights and header.
 * `full` receives its path, absolute and without links.
 */
secmail_status secmailp_sqlite_find_file(
    secmail_sqlite *s, const char *path, char full[SECMAILP_SQLITE_PATH_SIZE]);

/* --- open.c ------------------------------------------------------------------- */

secmail_status secmailp_sqlite_open_line(
    secmail_sqlite *s, secmailp_sqlite_line *line, const char *path);
void secmailp_sqlite_close_line(secmailp_sqlite_line *line);

/* --- schema.c ------------------------------------------------------------------ */

typedef enum secmailp_sqlite_found {
	SECMAILP_SQLITE_FAILED = 0, /* *code says how */
	SECMAILP_SQLITE_FOREIGN = 2,
	SECMAILP_SQLITE_NEWER = 3,
	SECMAILP_SQLITE_CURRENT = 4
} secmailp_sqlite_found;

/* Brings a database to version `count`, by the steps from its own on, in one transaction. */
secmailp_sqlite_found secmailp_sqlite_migrate(
    sqlite3 *db, const char *const *steps, int count, int *code);

extern const char *const secmailp_sqlite_steps[];
extern const int secmailp_sqlite_version;

/* --- turn.c -------------------------------------------------------------------- */

/* Milliseconds of the monotonic clock. */
int64_t secmailp_sqlite_clock(void);

/* Waits for one's turn; false if it did not come in time. */
bool secmailp_sqlite_take_turn(secmail_sqlite *s, secmailp_sqlite_line *line);
void secmailp_sqlite_end_turn(secmail_sqlite *s, secmailp_sqlite_line *line);

/* SQLite's busy handler, whose argument is the line. */
int secmailp_sqlite_be_patient(void *line, int count);

/* --- failure.c ------------------------------------------------------------------ */

/* Notes what failed, and says it as a status. Never SECMAIL_DONE. */
secmail_status secmailp_sqlite_fail(secmail_sqlite *s, int code, const char *doing);

/* Notes a sentence of ours. */
secmail_status secmailp_sqlite_refuse(
    secmail_sqlite *s, secmail_status status, const char *sentence);

#endif
