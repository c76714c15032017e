/*
 * secmail-dkim-agent.c - keeps a DKIM key in a process of its own, and signs digests for others
 *
 * Programs that meet mail from outside need not hold the key: they have its
 * public half, and ask here over a socket in the file system. A request is a
 * digest of 32 octets, the reply the signature; anything else ends the
 * connection. Who may open the socket may have anything signed, so its file is
 * for this user alone. secmail-sign -A is the other side.
 */
#include <errno.h>
#include <secmail/dkimkey.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

/* sysexits.h has these numbers, but POSIX does not have sysexits.h. */
enum { SERVED = 0, USAGE = 64, TEMPORARY = 75 };

#define PATIENCE 10       /* seconds that a connection may be silent */
#define MAX_REQUESTS 1000 /* of one connection, so that others have their turn */

static int
complain(int status, const char *about, const char *what)
{
	fprintf(stderr, "secmail-dkim-agent: %s: %s\n", about, what);
	return status;
}

/* A listening socket whose file only this user may open; -1 with a sentence. */
static int
listen_at(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	mode_t before = umask(0177);
	int fd = socket(AF_UNIX, SOCK_SEQPACKET, 0);
	bool bound = false;

	if (strlen(path) < sizeof address.sun_path) {
		memcpy(address.sun_path, path, strlen(path) + 1);
		bound = fd >= 0 &&
			bind(fd, (const struct sockaddr *)&address, sizeof address) == 0 &&
			listen(fd, 8) == 0;
	}
	if (!bound) {
		complain(USAGE, path, strerror(errno));
		if (fd >= 0)
			close(fd);
		fd = -1;
	}
	umask(before);
	return fd;
}

/* One request. Returns false when the connection is to end. */
static bool
answer(int connection, const secmail_dkim_key *key)
{
	uint8_t request[SECMAIL_DKIM_DIGEST_SIZE + 1], reply[SECMAIL_DKIM_SIGNATURE_SIZE];
	ssize_t got = recv(connection, request, sizeof request, 0);
	size_t len;

	if (got != SECMAIL_DKIM_DIGEST_SIZE ||
	    secmail_dkim_key_sign(key, request, (size_t)got, reply, sizeof reply, &len))
		return false;
	return send(connection, reply, len, MSG_NOSIGNAL) == (ssize_t)len;
}

static void
serve(int listener, const secmail_dkim_key *key)
{
	const struct timeval patience = { PATIENCE, 0 };

	for (;;) {
		int connection = accept(listener, NULL, NULL);
		int left = MAX_REQUESTS;

		if (connection < 0) {
			if (errno == EINTR || errno == ECONNABORTED)
				continue;
			return;
		}
		if (setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) ==
		    0)
			while (left > 0 && answer(connection, key))
				left--;
		close(connection);
	}
}

int
main(int argc, char **argv)
{
	secmail_dkim_config *config = NULL;
	secmail_dkim_key *key = NULL;
	int listener;

	if (argc != 3 || argv[1][0] == '-') {
		fputs("usage: secmail-dkim-agent keyfile socket\n", stderr);
		return USAGE;
	}
	if (secmail_dkim_config_new(&config) || secmail_dkim_key_new(config, &key))
		return complain(TEMPORARY, "memory", secmail_status_text(SECMAIL_NO_MEMORY));
	if (secmail_dkim_key_load_file(key, argv[1]) != SECMAIL_DONE)
		return complain(USAGE, argv[1], secmail_dkim_key_error(key));
	listener = listen_at(argv[2]);
	if (listener < 0)
		return USAGE;
	serve(listener, key);
	return complain(TEMPORARY, "accept", strerror(errno));
}
