/* connect.c - a connection, as it is before the first command of a call */
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include "private/decimal.h"
#include "redis_internal.h"

static bool
is_connected(int fd, const secmailp_redis_address *address, int64_t deadline)
{
	int error = 0;
	socklen_t len = sizeof error;

	if (connect(fd, (const struct sockaddr *)&address->at, address->len) == 0)
		return true;
	if (errno != EINPROGRESS && errno != EINTR)
		return false;
	return secmailp_redis_wait(fd, POLLOUT, deadline) &&
	       getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &len) == 0 && error == 0;
}

static int
open_socket(const secmailp_redis_address *address, int64_t deadline)
{
	const int on = 1;
	int fd = socket(address->at.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -1;
	if (!is_connected(fd, address, deadline)) {
		close(fd);
		return -1;
	}
	if (address->at.ss_family != AF_UNIX)
		(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	return fd;
}

static secmailp_redis_outcome
wants_ok(int fd, const secmailp_redis_command *c, int64_t deadline, const char *what,
    secmailp_error *error)
{
	secmailp_redis_reply reply = secmailp_redis_reply_new(NULL, 0);
	secmailp_redis_outcome outcome = secmailp_redis_exchange(fd, c, &reply, deadline);

	if (outcome == SECMAILP_REDIS_NO_MEMORY ||
	    (outcome == SECMAILP_REDIS_REPLIED &&
		secmailp_redis_reply_says(&reply, SECMAILP_REDIS_STATUS, "OK")))
		return outcome;
	if (outcome == SECMAILP_REDIS_REPLIED && reply.kind == SECMAILP_REDIS_ERROR)
		secmailp_error_set(error, "%s: %s", what, reply.text);
	else
		secmailp_error_set(error, "%s: there was no answer to it", what);
	return SECMAILP_REDIS_REFUSED;
}

static secmailp_redis_outcome
log_in(const secmail_redis *r, int fd, int64_t deadline, secmailp_error *error)
{
	secmailp_redis_command c = { .count = 0 };

	if (r->password.len == 0)
		return SECMAILP_REDIS_REPLIED;
	secmailp_redis_command_text(&c, "AUTH");
	if (r->user[0])
		secmailp_redis_command_text(&c, r->user);
	secmailp_redis_command_add(&c, r->password);
	return wants_ok(fd, &c, deadline, "the login", error);
}

static secmailp_redis_outcome
select_database(const secmail_redis *r, int fd, int64_t deadline, secmailp_error *error)
{
	secmailp_redis_command c = { .count = 0 };
	uint8_t room[SECMAILP_DECIMAL_MAX];

	if (r->database == 0)
		return SECMAILP_REDIS_REPLIED;
	secmailp_redis_command_text(&c, "SELECT");
	secmailp_redis_command_add(&c, secmailp_decimal(r->database, room));
	return wants_ok(fd, &c, deadline, "the choice of a database", error);
}

secmailp_redis_outcome
secmailp_redis_connect(const secmail_redis *r, int64_t deadline, int *fd, secmailp_error *error)
{
	secmailp_redis_outcome outcome;

	*fd = open_socket(&r->address, deadline);
	if (*fd < 0) {
		secmailp_error_set(error, "the server can't be connected to");
		return SECMAILP_REDIS_REFUSED;
	}
	outcome = log_in(r, *fd, deadline, error);
	if (outcome == SECMAILP_REDIS_REPLIED)
		outcome = select_database(r, *fd, deadline, error);
	if (outcome == SECMAILP_REDIS_REPLIED)
		return outcome;
	close(*fd);
	*fd = -1;
	return outcome;
}
