/*
 * store.c - a store (store.h) in a database
 *
 * A change is one transaction that locks before it looks. A commit that fails
 * may be on disk all the same, and store.h has a word for that; every other
 * failure is rolled back.
 */
#include <stdlib.h>

#include "private/counter.h"
#include "private/secret.h"
#include "sqlite_internal.h"

/* How often a full database is cleared of what has expired before an entry is refused. */
#define MAX_CLEARINGS 64

typedef struct named_store {
	secmail_sqlite *sqlite;
	secmail_sqlite_sync sync;
	char name[SECMAIL_SQLITE_MAX_NAME + 1];
} named_store;

/* What one call wants, and what comes of it. */
typedef struct change change;
struct change {
	secmail_status (*decide)(named_store *n, change *c);
	secmailp_view key;
	const void *expected;
	size_t expected_len;
	const void *value; /* NULL: removes */
	size_t value_len;
	int64_t by, expires, now;
	int64_t sum;
	bool is_done; /* and changed something */
	bool is_synced;
	int code; /* SQLite's, of the last failure */
};

static const char broken[] = "an entry is not of this library's making";

static int
bind(sqlite3_stmt *statement, const named_store *n, secmailp_view key)
{
	int code = sqlite3_bind_text(statement, 1, n->name, -1, SQLITE_STATIC);

	return code == SQLITE_OK
		   ? sqlite3_bind_blob(statement, 2, key.at, (int)key.len, SQLITE_STATIC)
		   : code;
}

static void
forget(sqlite3_stmt *statement)
{
	(void)sqlite3_reset(statement);
	(void)sqlite3_clear_bindings(statement);
}

/* Runs a statement that has no rows. */
static int
run(sqlite3_stmt *statement)
{
	int code = sqlite3_step(statement);

	forget(statement);
	return code == SQLITE_DONE ? SQLITE_OK : code;
}

static bool
has_expired(int64_t expires, int64_t now)
{
	return expires <= now && expires != SECMAIL_STORE_NEVER;
}

/*
 * Looks for an entry: SECMAIL_DONE, and *value is borrowed until the statement
 * is forgotten, which the caller does; SECMAIL_NOT_FOUND; or a failure.
 */
static secmail_status
find(named_store *n, secmailp_sqlite_line *line, secmailp_view key, int64_t now,
    secmailp_view *value, int64_t *expires)
{
	sqlite3_stmt *statement = line->statements[SECMAILP_SQLITE_FIND];
	int code = bind(statement, n, key), len;
	const void *at;

	if (code == SQLITE_OK)
		code = sqlite3_step(statement);
	if (code == SQLITE_DONE)
		return SECMAIL_NOT_FOUND;
	if (code != SQLITE_ROW)
		return secmailp_sqlite_fail(n->sqlite, code, "looking for an entry");
	if (sqlite3_column_type(statement, 0) != SQLITE_BLOB ||
	    sqlite3_column_type(statement, 1) != SQLITE_INTEGER)
		return secmailp_sqlite_refuse(n->sqlite, SECMAIL_IO, broken);
	at = sqlite3_column_blob(statement, 0);
	len = sqlite3_column_bytes(statement, 0);
	if (len > 0 && !at)
		return secmailp_sqlite_fail(
		    n->sqlite, sqlite3_extended_errcode(line->db), "reading an entry");
	if (len < 0 || len > SECMAIL_STORE_MAX_VALUE)
		return secmailp_sqlite_refuse(n->sqlite, SECMAIL_IO, broken);
	*value = secmailp_view_of(at, (size_t)len);
	*expires = sqlite3_column_int64(statement, 1);
	return has_expired(*expires, now) ? SECMAIL_NOT_FOUND : SECMAIL_DONE;
}

/* Takes away some of what has expired; the count is in sqlite3_changes(). */
static int
clear_expired(secmailp_sqlite_line *line, int64_t now, int most)
{
	sqlite3_stmt *statement = line->statements[SECMAILP_SQLITE_CLEAR];
	int code = sqlite3_bind_int64(statement, 1, now);

	if (code == SQLITE_OK)
		code = sqlite3_bind_int(statement, 2, most);
	return code == SQLITE_OK ? run(statement) : code;
}

static int
put(const named_store *n, const change *c, secmailp_view value, int64_t expires)
{
	sqlite3_stmt *statement = n->sqlite->writer.statements[SECMAILP_SQLITE_PUT];
	int code = bind(statement, n, c->key);

	if (code == SQLITE_OK)
		code = sqlite3_bind_blob(statement, 3, value.at, (int)value.len, SQLITE_STATIC);
	if (code == SQLITE_OK)
		code = sqlite3_bind_int64(statement, 4, expires);
	if (code != SQLITE_OK) {
		forget(statement);
		return code;
	}
	return run(statement);
}

/* What is new makes room first, more than it takes, so that what has expired can't pile up. */
static secmail_status
keep(named_store *n, change *c, secmailp_view value, int64_t expires, bool is_new)
{
	c->code =
	    is_new ? clear_expired(&n->sqlite->writer, c->now, SECMAIL_SQLITE_CLEARED) : SQLITE_OK;
	if (c->code == SQLITE_OK)
		c->code = put(n, c, value, expires);
	if (c->code != SQLITE_OK)
		return secmailp_sqlite_fail(n->sqlite, c->code, "writing an entry");
	c->is_done = true;
	return SECMAIL_DONE;
}

static secmail_status
remove_entry(named_store *n, change *c)
{
	sqlite3_stmt *statement = n->sqlite->writer.statements[SECMAILP_SQLITE_REMOVE];

	c->code = bind(statement, n, c->key);
	if (c->code == SQLITE_OK)
		c->code = run(statement);
	if (c->code != SQLITE_OK)
		return secmailp_sqlite_fail(n->sqlite, c->code, "removing an entry");
	c->is_done = true;
	return SECMAIL_DONE;
}

/* Compared in constant time: what a store holds may be a secret that a peer guesses at. */
static secmail_status
swap(named_store *n, change *c)
{
	secmailp_sqlite_line *line = &n->sqlite->writer;
	secmailp_view value = secmailp_view_of(NULL, 0);
	int64_t expires;
	secmail_status status = find(n, line, c->key, c->now, &value, &expires);
	bool is_there = status == SECMAIL_DONE, is_expected = !c->expected;

	if (is_there)
		is_expected = c->expected && secmailp_equal_secret(value,
						 secmailp_view_of(c->expected, c->expected_len));
	else if (c->expected)
		is_expected = false;
	forget(line->statements[SECMAILP_SQLITE_FIND]);
	if (status != SECMAIL_DONE && status != SECMAIL_NOT_FOUND)
		return status;
	if (!is_expected)
		return SECMAIL_DONE;
	if (!c->value)
		return remove_entry(n, c);
	return keep(n, c, secmailp_view_of(c->value, c->value_len), c->expires, !is_there);
}

static bool
add_overflows(int64_t a, int64_t b)
{
	return b > 0 ? a > INT64_MAX - b : a < INT64_MIN - b;
}

static secmail_status
add(named_store *n, change *c)
{
	secmailp_sqlite_line *line = &n->sqlite->writer;
	secmailp_view value = secmailp_view_of(NULL, 0);
	uint8_t text[SECMAILP_COUNTER_MAX];
	int64_t sum = 0, expires = c->expires;
	secmail_status status = find(n, line, c->key, c->now, &value, &expires);
	bool is_there = status == SECMAIL_DONE;

	if (is_there && !secmailp_counter_read(value, &sum))
		status = SECMAIL_SYNTAX;
	forget(line->statements[SECMAILP_SQLITE_FIND]);
	if (status != SECMAIL_DONE && status != SECMAIL_NOT_FOUND)
		return status;
	if (add_overflows(sum, c->by))
		return SECMAIL_LIMIT;
	c->sum = sum + c->by;
	return keep(
	    n, c, secmailp_counter_write(c->sum, text), is_there ? expires : c->expires, !is_there);
}

static int
want_sync(secmailp_sqlite_line *line, bool is_wanted)
{
	int code = SQLITE_OK;

	if (line->is_synced != is_wanted)
		code = sqlite3_exec(line->db,
		    is_wanted ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL", NULL,
		    NULL, NULL);
	if (code == SQLITE_OK)
		line->is_synced = is_wanted;
	return code;
}

/* A commit that fails for want of memory or by the disk may yet be found in the log. */
static secmail_status
commit(named_store *n, change *c)
{
	secmail_status status;

	c->code = run(n->sqlite->writer.statements[SECMAILP_SQLITE_COMMIT]);
	if (c->code == SQLITE_OK)
		return SECMAIL_DONE;
	status = secmailp_sqlite_fail(n->sqlite, c->code, "making it final");
	return status == SECMAIL_LIMIT ? status : SECMAIL_IO;
}

static secmail_status
attempt(named_store *n, change *c)
{
	secmailp_sqlite_line *line = &n->sqlite->writer;
	secmail_status status;

	c->is_done = false;
	c->code = want_sync(line, c->is_synced);
	if (c->code == SQLITE_OK)
		c->code = run(line->statements[SECMAILP_SQLITE_BEGIN]);
	if (c->code != SQLITE_OK)
		return secmailp_sqlite_fail(n->sqlite, c->code, "beginning a change");
	status = c->decide(n, c);
	if (status == SECMAIL_DONE && c->is_done)
		status = commit(n, c);
	if (!sqlite3_get_autocommit(line->db))
		(void)run(line->statements[SECMAILP_SQLITE_ROLLBACK]);
	return status;
}

/* True if a full database has room again. */
static bool
has_cleared(named_store *n, const change *c)
{
	secmailp_sqlite_line *line = &n->sqlite->writer;

	return clear_expired(line, c->now, SECMAIL_SQLITE_CLEARED) == SQLITE_OK &&
	       sqlite3_changes(line->db) > 0;
}

static secmail_status
make_change(named_store *n, change *c)
{
	secmail_sqlite *s = n->sqlite;
	secmail_status status;

	if (!secmailp_sqlite_is_ours(s) || !s->writer.db)
		return SECMAIL_ARGUMENT;
	if (!secmailp_sqlite_take_turn(s, &s->writer))
		return secmailp_sqlite_refuse(
		    s, SECMAIL_IO, "other threads kept the database busy");
	status = attempt(n, c);
	for (int i = 0; i < MAX_CLEARINGS && (c->code & 0xff) == SQLITE_FULL; i++) {
		if (!has_cleared(n, c))
			break;
		status = attempt(n, c);
	}
	secmailp_sqlite_end_turn(s, &s->writer);
	return status;
}

static secmail_status
store_get(void *arg, const void *key, size_t key_len, int64_t now, void *out, size_t room,
    size_t *out_len)
{
	named_store *n = arg;
	secmail_sqlite *s = n->sqlite;
	secmailp_view value = secmailp_view_of(NULL, 0);
	int64_t expires;
	secmail_status status;

	if (!secmailp_sqlite_is_ours(s) || !s->reader.db)
		return SECMAIL_ARGUMENT;
	if (!secmailp_sqlite_take_turn(s, &s->reader))
		return secmailp_sqlite_refuse(
		    s, SECMAIL_IO, "other threads kept the database busy");
	status = find(n, &s->reader, secmailp_view_of(key, key_len), now, &value, &expires);
	if (status == SECMAIL_DONE && value.len > room)
		status = SECMAIL_LIMIT;
	if (status == SECMAIL_DONE) {
		memcpy(out, value.at, value.len);
		*out_len = value.len;
	}
	forget(s->reader.statements[SECMAILP_SQLITE_FIND]);
	secmailp_sqlite_end_turn(s, &s->reader);
	return status;
}

static secmail_status
store_compare_and_set(void *arg, const void *key, size_t key_len, const void *expected,
    size_t expected_len, const void *value, size_t value_len, int64_t expires, int64_t now,
    secmail_store_outcome *out)
{
	named_store *n = arg;
	change c = { .decide = swap,
		.key = secmailp_view_of(key, key_len),
		.expected = expected,
		.expected_len = expected_len,
		.value = value,
		.value_len = value_len,
		.expires = expires,
		.now = now,
		.is_synced = n->sync != SECMAIL_SQLITE_SYNC_NONE };
	secmail_status status = make_change(n, &c);

	if (status == SECMAIL_DONE && c.is_done)
		*out = SECMAIL_STORE_SWAPPED;
	return status;
}

static secmail_status
store_increment(void *arg, const void *key, size_t key_len, int64_t by, int64_t expires,
    int64_t now, int64_t *out)
{
	named_store *n = arg;
	change c = { .decide = add,
		.key = secmailp_view_of(key, key_len),
		.by = by,
		.expires = expires,
		.now = now,
		.is_synced = n->sync == SECMAIL_SQLITE_SYNC_ALL };
	secmail_status status = make_change(n, &c);

	if (status == SECMAIL_DONE)
		*out = c.sum;
	return status;
}

static bool
is_name(const char *name)
{
	size_t len = name ? strlen(name) : 0;

	for (size_t i = 0; i < len; i++)
		if (name[i] < '!' || name[i] > '~')
			return false;
	return len > 0 && len <= SECMAIL_SQLITE_MAX_NAME;
}

secmail_status
secmail_sqlite_store_new(
    secmail_sqlite *s, const char *name, secmail_sqlite_sync sync, secmail_store **out)
{
	named_store *n;
	secmail_status status;

	*out = NULL;
	if (!is_name(name) || sync < SECMAIL_SQLITE_SYNC_SWAPS || sync > SECMAIL_SQLITE_SYNC_NONE)
		return SECMAIL_ARGUMENT;
	n = calloc(1, sizeof *n);
	if (!n)
		return SECMAIL_NO_MEMORY;
	n->sqlite = s;
	n->sync = sync;
	memcpy(n->name, name, strlen(name) + 1);
	status = secmail_store_new(store_get, store_compare_and_set, store_increment, free, n, out);
	if (status != SECMAIL_DONE)
		free(n);
	return status;
}
