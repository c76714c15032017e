/* agent.c - see agent.h */
#include "agent.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#define PATIENCE 10 /* seconds for a signature */

int
agent_connect(const char *path)
{
	const struct timeval patience = { PATIENCE, 0 };
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd;

	if (strlen(path) >= sizeof address.sun_path) {
		errno = ENAMETOOLONG;
		return -1;
	}
	memcpy(address.sun_path, path, strlen(path) + 1);
	fd = socket(AF_UNIX, SOCK_SEQPACKET, 0);
	if (fd >= 0 && (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) != 0 ||
			   connect(fd, (const struct sockaddr *)&address, sizeof address) != 0)) {
		int failure = errno;

		close(fd);
		errno = failure;
		fd = -1;
	}
	return fd;
}

bool
agent_sign(int fd, const void *digest, size_t len, void *signature, size_t room, size_t *out_len)
{
	ssize_t got;

	*out_len = 0;
	if (send(fd, digest, len, MSG_NOSIGNAL) != (ssize_t)len)
		return false;
	got = recv(fd, signature, room, 0);
	if (got == 0)
		errno = 0;
	if (got > 0)
		*out_len = (size_t)got;
	return got > 0;
}
