/* failure.c - SQLite's result codes as statuses, and as a line for people */
#include "sqlite_internal.h"

static const char *
sentence_of(int code)
{
	switch (code & 0xff) {
	case SQLITE_NOMEM:
		return "memory is short";
	case SQLITE_FULL:
		return "the database has its size, or the disk is full";
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
	case SQLITE_PROTOCOL:
		return "another process kept the database locked";
	case SQLITE_READONLY:
	case SQLITE_PERM:
		return "the database can't be written";
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return "the database is damaged";
	case SQLITE_CANTOPEN:
		return "the file can't be opened";
	case SQLITE_IOERR:
		return "the disk refused";
	default:
		return "SQLite failed";
	}
}

static secmail_status
status_of(int code)
{
	if (code == SQLITE_NOMEM || code == SQLITE_IOERR_NOMEM)
		return SECMAIL_NO_MEMORY;
	return (code & 0xff) == SQLITE_FULL ? SECMAIL_LIMIT : SECMAIL_IO;
}

secmail_status
secmailp_sqlite_fail(secmail_sqlite *s, int code, const char *doing)
{
	pthread_mutex_lock(&s->lock);
	secmailp_error_set(&s->error, "%s: %s (%d)", doing, sentence_of(code), code);
	pthread_mutex_unlock(&s->lock);
	return status_of(code);
}

secmail_status
secmailp_sqlite_refuse(secmail_sqlite *s, secmail_status status, const char *sentence)
{
	pthread_mutex_lock(&s->lock);
	secmailp_error_text(&s->error, sentence);
	pthread_mutex_unlock(&s->lock);
	return status;
}
