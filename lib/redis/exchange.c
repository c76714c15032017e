/*
 * exchange.c - one command to the server, and its reply
 *
 * The whole has one deadline: a server that sends an octet now and then gets no
 * more time than one that is silent.
 */
#include <errno.h>
#include <hiredis.h>
#include <poll.h>
#include <time.h>

#include "redis_internal.h"

#define PIECE 16384

void
secmailp_redis_command_add(secmailp_redis_command *c, secmailp_view word)
{
	if (c->count >= SECMAILP_REDIS_MAX_WORDS)
		return;
	c->words[c->count] = (const char *)word.at;
	c->lens[c->count] = word.len;
	c->count++;
}

void
secmailp_redis_command_text(secmailp_redis_command *c, const char *word)
{
	secmailp_redis_command_add(c, secmailp_view_text(word));
}

int64_t
secmailp_redis_clock(void)
{
	struct timespec now = { 0 };

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

bool
secmailp_redis_wait(int fd, short events, int64_t deadline)
{
	struct pollfd p = { .fd = fd, .events = events };
	int seen;

	do {
		int64_t left = deadline - secmailp_redis_clock();

		if (left < 0)
			return false;
		seen = poll(&p, 1,
		    left > SECMAIL_REDIS_MAX_TIMEOUT_MS ? SECMAIL_REDIS_MAX_TIMEOUT_MS : (int)left);
	} while (seen < 0 && errno == EINTR);
	return seen > 0;
}

static bool
is_patience(int error)
{
	return error == EAGAIN || error == EWOULDBLOCK || error == EINTR;
}

static secmailp_redis_outcome
send_all(int fd, secmailp_view octets, int64_t deadline)
{
	while (octets.len > 0) {
		ssize_t n = send(fd, octets.at, octets.len, MSG_NOSIGNAL);

		if (n >= 0)
			octets = secmailp_view_after(octets, (size_t)n);
		else if (!is_patience(errno))
			return SECMAILP_REDIS_CLOSED;
		else if (!secmailp_redis_wait(fd, POLLOUT, deadline))
			return SECMAILP_REDIS_TIMED_OUT;
	}
	return SECMAILP_REDIS_REPLIED;
}

static secmailp_redis_outcome
send_command(int fd, const secmailp_redis_command *c, int64_t deadline)
{
	const char **words = (const char **)(uintptr_t)c->words;
	secmailp_redis_outcome outcome;
	char *text = NULL;
	long long len = redisFormatCommandArgv(&text, c->count, words, c->lens);

	if (len < 0 || !text)
		return SECMAILP_REDIS_NO_MEMORY;
	outcome = send_all(fd, secmailp_view_of(text, (size_t)len), deadline);
	secmailp_wipe(text, (size_t)len);
	redisFreeCommand(text);
	return outcome;
}

static secmailp_redis_outcome
receive(int fd, secmailp_redis_reader *reader, int64_t deadline)
{
	secmailp_redis_outcome outcome = SECMAILP_REDIS_MORE;
	uint8_t piece[PIECE];

	while (outcome == SECMAILP_REDIS_MORE) {
		ssize_t n;

		if (!secmailp_redis_wait(fd, POLLIN, deadline))
			return SECMAILP_REDIS_TIMED_OUT;
		n = recv(fd, piece, sizeof piece, 0);
		if (n > 0)
			outcome = secmailp_redis_reader_take(reader, piece, (size_t)n);
		else if (n == 0 || !is_patience(errno))
			return SECMAILP_REDIS_CLOSED;
	}
	secmailp_wipe(piece, sizeof piece);
	return outcome == SECMAILP_REDIS_NO_MEMORY ? SECMAILP_REDIS_LOST : outcome;
}

/* All that wants memory is there before anything is sent, but for what hiredis reads into. */
secmailp_redis_outcome
secmailp_redis_exchange(
    int fd, const secmailp_redis_command *c, secmailp_redis_reply *reply, int64_t deadline)
{
	secmailp_redis_reader *reader = secmailp_redis_reader_new(reply);
	secmailp_redis_outcome outcome;

	if (!reader)
		return SECMAILP_REDIS_NO_MEMORY;
	reply->kind = SECMAILP_REDIS_NOTHING;
	outcome = send_command(fd, c, deadline);
	if (outcome == SECMAILP_REDIS_REPLIED)
		outcome = receive(fd, reader, deadline);
	secmailp_redis_reader_free(reader);
	return outcome;
}
