/*
 * private_file.c - private keys from files and to files
 *
 * Whoever may read the file signs for the domain, and whoever may write it
 * chooses the key. So both are looked at, on the open file, not on its name.
 * The group may read: a daemon's own group is how it gets at a key of root's.
 */
#include "private_key.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* Returns in words why the file must not be used. */
static const char *
find_danger(int fd, bool allows_open)
{
	struct stat s;

	if (fstat(fd, &s) != 0)
		return "the file can't be looked at";
	if (!S_ISREG(s.st_mode))
		return "this is no regular file";
	if (allows_open)
		return NULL;
	if (s.st_uid != 0 && s.st_uid != geteuid())
		return "the file belongs neither to root nor to this user";
	if (s.st_mode & (S_IWGRP | S_IWOTH | S_IROTH))
		return "the file may be written or read by others: let its mode be 0600 or 0640";
	return NULL;
}

/* All of a file, at most `room` octets. Returns false if that can't be read. */
static bool
read_all(int fd, uint8_t *out, size_t room, size_t *out_len)
{
	*out_len = 0;
	while (*out_len < room) {
		ssize_t got = read(fd, out + *out_len, room - *out_len);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return got == 0;
		*out_len += (size_t)got;
	}
	return true;
}

static secmail_status
load_open_file(secmail_dkim_key *k, int fd, secmailp_secret_pool *text)
{
	size_t room = SECMAIL_DKIM_MAX_KEY_FILE + 1, len;
	const char *danger = find_danger(fd, k->allows_open_file);
	uint8_t *octets = secmailp_secret_alloc(text, room);

	if (danger)
		return smdkim_private_refuse(k, SECMAIL_IO, danger);
	if (!octets)
		return smdkim_private_refuse(k, SECMAIL_NO_MEMORY, "no memory");
	if (!read_all(fd, octets, room, &len))
		return smdkim_private_refuse(k, SECMAIL_IO, "the file can't be read");
	return secmail_dkim_key_load(k, octets, len);
}

secmail_status
secmail_dkim_key_load_file(secmail_dkim_key *k, const char *path)
{
	secmailp_secret_pool text;
	secmail_status status;
	int fd;

	if (!path)
		return smdkim_private_refuse(k, SECMAIL_ARGUMENT, "there is no path");
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0)
		return smdkim_private_refuse(k, SECMAIL_IO,
		    errno == ENOENT ? "there is no such file" : "the file can't be opened");
	if (secmailp_secret_pool_open(&text, SECMAIL_DKIM_MAX_KEY_FILE + 1))
		status = smdkim_private_refuse(k, SECMAIL_NO_MEMORY, "no memory");
	else
		status = load_open_file(k, fd, &text);
	secmailp_secret_pool_close(&text);
	close(fd);
	return status;
}

/* The PEM text into `out`, with memory of its own for the numbers. */
static secmail_status
write_pem(const secmail_dkim_key *k, char *out, size_t room, size_t *out_len)
{
	secmailp_secret_pool work;
	smdkim_numbers n;
	secmail_status status = SECMAIL_NO_MEMORY;
	uint8_t *der;

	if (secmailp_secret_pool_open(&work, SMDKIM_PRIVATE_ROOM))
		return SECMAIL_NO_MEMORY;
	der = secmailp_secret_alloc(&work, SECMAIL_DKIM_PEM_SIZE);
	if (der && smdkim_private_numbers(&n, k->pkey, k->type, &work)) {
		*out_len = smdkim_pem_write(
		    "PRIVATE KEY", smdkim_private_write(&n, der, SECMAIL_DKIM_PEM_SIZE), out, room);
		status = *out_len > 0 ? SECMAIL_DONE : SECMAIL_LIMIT;
	}
	secmailp_secret_pool_close(&work);
	return status;
}

secmail_status
secmail_dkim_key_write_pem(secmail_dkim_key *k, void *out, size_t room, size_t *out_len)
{
	secmail_status status;

	*out_len = 0;
	if (!k->pkey)
		return smdkim_private_refuse(k, SECMAIL_ARGUMENT, "there is no private key");
	status = write_pem(k, out, room, out_len);
	if (status == SECMAIL_LIMIT)
		return smdkim_private_refuse(k, status, "there is no room for the key");
	return status == SECMAIL_DONE ? status : smdkim_private_refuse(k, status, "no memory");
}

static bool
write_all(int fd, const uint8_t *at, size_t len)
{
	size_t done = 0;

	while (done < len) {
		ssize_t put = write(fd, at + done, len - done);

		if (put < 0 && errno == EINTR)
			continue;
		if (put <= 0)
			return false;
		done += (size_t)put;
	}
	return true;
}

/* A file that could not be written whole is taken away again. */
static secmail_status
save(secmail_dkim_key *k, const char *path, const uint8_t *pem, size_t len)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOCTTY | O_NOFOLLOW, 0600);
	bool written;

	if (fd < 0)
		return smdkim_private_refuse(k, SECMAIL_IO,
		    errno == EEXIST ? "the file is there already" : "the file can't be made");
	written = write_all(fd, pem, len) && fsync(fd) == 0;
	written = close(fd) == 0 && written;
	if (written)
		return SECMAIL_DONE;
	(void)unlink(path);
	return smdkim_private_refuse(k, SECMAIL_IO, "the file can't be written");
}

secmail_status
secmail_dkim_key_save_file(secmail_dkim_key *k, const char *path)
{
	secmailp_secret_pool text;
	secmail_status status;
	size_t len;
	uint8_t *pem;

	if (!path)
		return smdkim_private_refuse(k, SECMAIL_ARGUMENT, "there is no path");
	if (secmailp_secret_pool_open(&text, SECMAIL_DKIM_PEM_SIZE))
		return smdkim_private_refuse(k, SECMAIL_NO_MEMORY, "no memory");
	pem = secmailp_secret_alloc(&text, SECMAIL_DKIM_PEM_SIZE);
	status = secmail_dkim_key_write_pem(k, pem, SECMAIL_DKIM_PEM_SIZE, &len);
	if (status == SECMAIL_DONE)
		status = save(k, path, pem, len);
	secmailp_secret_pool_close(&text);
	return status;
}
