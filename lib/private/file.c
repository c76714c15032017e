/* file.c - see file.h */
#include "private/file.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static secmailp_status
read_all(int fd, secmailp_buffer *out)
{
	for (;;) {
		uint8_t piece[4096];
		ssize_t n = read(fd, piece, sizeof piece);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return SECMAILP_IO;
		if (n == 0 || out->status != SECMAILP_DONE)
			return out->status;
		secmailp_buffer_add(out, secmailp_view_of(piece, (size_t)n));
	}
}

secmailp_status
secmailp_file_read(const char *path, secmailp_buffer *out)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	secmailp_status status;

	if (fd < 0)
		return errno == ENOENT ? SECMAILP_NOT_FOUND : SECMAILP_IO;
	status = read_all(fd, out);
	close(fd);
	return status;
}
