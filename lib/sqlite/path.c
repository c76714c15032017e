/*
 * path.c - the file, before SQLite sees it: whose it is, and what it says that it is
 *
 * Its header is read through SQLite's own view of the file system: to open and
 * close the file beside SQLite would drop the locks that this process has on it.
 */
#define _XOPEN_SOURCE 700 /* for realpath() */

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "private/view.h"
#include "sqlite_internal.h"

/* The header of a database file, and where in it a version and an owner stand. */
#define HEADER_SIZE 100
#define VERSION_AT 60
#define APPLICATION_AT 68

static const char out_of_reach[] = "the directory is not there, or can't be read";

static bool
is_private_directory(const struct stat *st)
{
	return S_ISDIR(st->st_mode) && (st->st_uid == 0 || st->st_uid == geteuid()) &&
	       (st->st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

static bool
is_private_file(const struct stat *st)
{
	return S_ISREG(st->st_mode) && st->st_uid == geteuid() && st->st_nlink == 1 &&
	       (st->st_mode & (S_IRWXG | S_IRWXO)) == 0;
}

/* The directory without links, a slash, and the name. */
static secmail_status
resolve(secmail_sqlite *s, const char *path, char full[SECMAILP_SQLITE_PATH_SIZE], size_t *stem)
{
	char directory[SECMAIL_SQLITE_MAX_PATH + 2] = ".";
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	char *real;
	size_t len, name_len = strlen(name);

	if (slash)
		memcpy(directory, path, (size_t)(name - path));
	real = realpath(directory, NULL);
	if (!real)
		return errno == ENOMEM ? SECMAIL_NO_MEMORY
				       : secmailp_sqlite_refuse(s, SECMAIL_IO, out_of_reach);
	len = strlen(real);
	if (len + 1 + name_len >= SECMAILP_SQLITE_PATH_SIZE) {
		free(real);
		return secmailp_sqlite_refuse(
		    s, SECMAIL_IO, "the path is too long without its links");
	}
	memcpy(full, real, len);
	free(real);
	full[len] = '/';
	memcpy(full + len + 1, name, name_len + 1);
	*stem = len;
	return SECMAIL_DONE;
}

static secmail_status
check_directory(secmail_sqlite *s, char *full, size_t stem)
{
	struct stat st;
	bool is_there;

	full[stem] = '\0';
	is_there = stat(stem > 0 ? full : "/", &st) == 0;
	full[stem] = '/';
	if (!is_there)
		return secmailp_sqlite_refuse(s, SECMAIL_IO, out_of_reach);
	if (!is_private_directory(&st))
		return secmailp_sqlite_refuse(
		    s, SECMAIL_IO, "the directory is another user's, or others may write to it");
	return SECMAIL_DONE;
}

static bool
sync_directory(char *full, size_t stem)
{
	int fd;
	bool done;

	full[stem] = '\0';
	fd = open(stem > 0 ? full : "/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	full[stem] = '/';
	if (fd < 0)
		return false;
	done = fsync(fd) == 0;
	close(fd);
	return done;
}

/* A file that was not there is new to everybody, so that to close it drops nobody's locks. */
static secmail_status
make_file(secmail_sqlite *s, char *full, size_t stem)
{
	int fd = open(full, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR);

	if (fd < 0 && errno != EEXIST)
		return secmailp_sqlite_refuse(
		    s, errno == ENOSPC ? SECMAIL_LIMIT : SECMAIL_IO, "the file can't be made");
	if (fd < 0)
		return SECMAIL_DONE;
	close(fd);
	if (!sync_directory(full, stem))
		return secmailp_sqlite_refuse(s, SECMAIL_IO, "the directory can't be synced");
	return SECMAIL_DONE;
}

static uint32_t
number_at(const uint8_t *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

/* A header without anything is a new file's, or one's whose making was cut short. */
static secmail_status
judge_header(secmail_sqlite *s, const uint8_t header[HEADER_SIZE])
{
	static const uint8_t nothing[HEADER_SIZE] = { 0 };
	uint32_t version = number_at(header + VERSION_AT);

	if (memcmp(header, nothing, HEADER_SIZE) == 0)
		return SECMAIL_DONE;
	if (memcmp(header, "SQLite format 3", 16) != 0)
		return secmailp_sqlite_refuse(s, SECMAIL_SYNTAX, "the file is no SQLite database");
	if (number_at(header + APPLICATION_AT) != SECMAILP_SQLITE_APPLICATION)
		return secmailp_sqlite_refuse(
		    s, SECMAIL_SYNTAX, "the database is another program's");
	if (version > (uint32_t)secmailp_sqlite_version)
		return secmailp_sqlite_refuse(
		    s, SECMAIL_SYNTAX, "the database is of a newer version of this library");
	return SECMAIL_DONE;
}

static int
read_header(const char *full, uint8_t header[HEADER_SIZE])
{
	sqlite3_vfs *vfs = sqlite3_vfs_find(NULL);
	sqlite3_file *file = vfs ? calloc(1, (size_t)vfs->szOsFile) : NULL;
	int code;

	if (!file)
		return SQLITE_NOMEM;
	code = vfs->xOpen(vfs, full, file, SQLITE_OPEN_READONLY | SQLITE_OPEN_MAIN_DB, NULL);
	if (code == SQLITE_OK)
		code = file->pMethods->xRead(file, header, HEADER_SIZE, 0);
	if (file->pMethods)
		(void)file->pMethods->xClose(file);
	free(file);
	return code == SQLITE_IOERR_SHORT_READ ? SQLITE_OK : code;
}

static secmail_status
check_file(secmail_sqlite *s, const char *full)
{
	uint8_t header[HEADER_SIZE] = { 0 };
	struct stat st;
	int code;

	if (lstat(full, &st) != 0)
		return secmailp_sqlite_refuse(s, SECMAIL_IO, "the file can't be looked at");
	if (!is_private_file(&st))
		return secmailp_sqlite_refuse(s, SECMAIL_IO,
		    "the file is no plain one, has another name too, or is not this user's alone");
	code = read_header(full, header);
	if (code != SQLITE_OK)
		return secmailp_sqlite_fail(s, code, "reading the header");
	return judge_header(s, header);
}

secmail_status
secmailp_sqlite_find_file(secmail_sqlite *s, const char *path, char full[SECMAILP_SQLITE_PATH_SIZE])
{
	size_t stem = 0;
	secmail_status status = resolve(s, path, full, &stem);

	if (status == SECMAIL_DONE)
		status = check_directory(s, full, stem);
	if (status == SECMAIL_DONE)
		status = make_file(s, full, stem);
	return status == SECMAIL_DONE ? check_file(s, full) : status;
}
