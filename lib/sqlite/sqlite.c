/* sqlite.c - the settings of a database, and what became of the calls to it */
#include <stdlib.h>
#include <unistd.h>

#include "private/view.h"
#include "sqlite_internal.h"

#define DEFAULT_WAIT_MS 1000
#define DEFAULT_MAX_BYTES 1073741824

static bool
prepare_locks(secmail_sqlite *s)
{
	if (pthread_mutex_init(&s->lock, NULL) != 0)
		return false;
	if (secmailp_monotonic_condition(&s->writer.freed)) {
		if (secmailp_monotonic_condition(&s->reader.freed))
			return true;
		pthread_cond_destroy(&s->writer.freed);
	}
	pthread_mutex_destroy(&s->lock);
	return false;
}

secmail_status
secmail_sqlite_new(secmail_sqlite **out)
{
	secmail_sqlite *s = calloc(1, sizeof *s);

	*out = NULL;
	if (!s)
		return SECMAIL_NO_MEMORY;
	if (!prepare_locks(s)) {
		free(s);
		return SECMAIL_NO_MEMORY;
	}
	s->wait_ms = DEFAULT_WAIT_MS;
	s->max_bytes = DEFAULT_MAX_BYTES;
	s->owner = getpid();
	*out = s;
	return SECMAIL_DONE;
}

bool
secmailp_sqlite_is_ours(const secmail_sqlite *s)
{
	return s->owner == getpid();
}

/* In a child a lock may be held by a thread that the child has not, SQLite's own among them. */
void
secmail_sqlite_free(secmail_sqlite *s)
{
	if (!s)
		return;
	if (secmailp_sqlite_is_ours(s)) {
		secmailp_sqlite_close_line(&s->reader);
		secmailp_sqlite_close_line(&s->writer);
		pthread_cond_destroy(&s->reader.freed);
		pthread_cond_destroy(&s->writer.freed);
		pthread_mutex_destroy(&s->lock);
	}
	free(s);
}

secmail_status
secmail_sqlite_set_wait(secmail_sqlite *s, uint32_t ms)
{
	if (ms == 0 || ms > SECMAIL_SQLITE_MAX_WAIT_MS || !secmailp_sqlite_is_ours(s))
		return SECMAIL_ARGUMENT;
	if (s->writer.db)
		return SECMAIL_LATE;
	s->wait_ms = ms;
	return SECMAIL_DONE;
}

secmail_status
secmail_sqlite_set_max_bytes(secmail_sqlite *s, uint64_t bytes)
{
	if (bytes < SECMAIL_SQLITE_LEAST_BYTES || bytes > SECMAIL_SQLITE_MOST_BYTES ||
	    !secmailp_sqlite_is_ours(s))
		return SECMAIL_ARGUMENT;
	if (s->writer.db)
		return SECMAIL_LATE;
	s->max_bytes = bytes;
	return SECMAIL_DONE;
}

static bool
is_path(const char *path)
{
	size_t len = path ? strlen(path) : 0;

	return len > 0 && len <= SECMAIL_SQLITE_MAX_PATH && path[len - 1] != '/';
}

secmail_status
secmail_sqlite_open(secmail_sqlite *s, const char *path)
{
	char full[SECMAILP_SQLITE_PATH_SIZE];
	secmail_status status;

	if (!is_path(path) || !secmailp_sqlite_is_ours(s))
		return SECMAIL_ARGUMENT;
	if (s->writer.db)
		return SECMAIL_LATE;
	status = secmailp_sqlite_find_file(s, path, full);
	if (status == SECMAIL_DONE)
		status = secmailp_sqlite_open_line(s, &s->writer, full);
	if (status == SECMAIL_DONE)
		status = secmailp_sqlite_open_line(s, &s->reader, full);
	if (status != SECMAIL_DONE) {
		secmailp_sqlite_close_line(&s->reader);
		secmailp_sqlite_close_line(&s->writer);
	}
	return status;
}

_Static_assert(SECMAIL_SQLITE_ERROR_SIZE == SECMAILP_ERROR_SIZE, "an error is copied whole");

void
secmail_sqlite_error(secmail_sqlite *s, char *out)
{
	out[0] = '\0';
	if (!secmailp_sqlite_is_ours(s))
		return;
	pthread_mutex_lock(&s->lock);
	memcpy(out, s->error.text, SECMAIL_SQLITE_ERROR_SIZE);
	pthread_mutex_unlock(&s->lock);
}
