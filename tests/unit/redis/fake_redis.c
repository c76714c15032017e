/* fake_redis.c - see fake_redis.h */
#include "fake_redis.h"

#include <arpa/inet.h>
#include <check.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_CLIENTS 16
#define MAX_COMMAND 200000
#define LAST_SIZE 4096

struct fake_redis {
	const char *const *replies;
	int listener;
	int stop[2];
	char address[32];
	pthread_t thread;
	int clients[MAX_CLIENTS]; /* -1: free */

	pthread_mutex_t lock; /* for all below */
	unsigned commands;
	unsigned connections;
	char last[LAST_SIZE];
};

static char *
line(char *at, const char *end, char kind, long *number)
{
	char *rest;

	if (at >= end || *at != kind)
		return NULL;
	*number = strtol(at + 1, &rest, 10);
	return end - rest >= 2 ? rest + 2 : NULL;
}

/* Reads one whole command, and its words into `last`; false if the client is gone. */
static bool
receive_command(int fd, char last[LAST_SIZE])
{
	static char octets[MAX_COMMAND];
	size_t got = 0;

	for (;;) {
		ssize_t n = recv(fd, octets + got, sizeof octets - 1 - got, 0);
		long words = 0, len = 0;
		size_t used = 0;

		if (n <= 0)
			return false;
		got += (size_t)n;
		octets[got] = '\0';
		char *at = line(octets, octets + got, '*', &words);

		last[0] = '\0';
		for (; at && words > 0; words--) {
			at = line(at, octets + got, '$', &len);
			if (!at || octets + got - at < len + 2)
				at = NULL;
			else if (used + (size_t)len + 2 < LAST_SIZE)
				used += (size_t)snprintf(
				    last + used, LAST_SIZE - used, "%.*s ", (int)len, at);
			at = at ? at + len + 2 : NULL;
		}
		if (at)
			return true;
	}
}

static void
say(int fd, const char *text)
{
	(void)send(fd, text, strlen(text), MSG_NOSIGNAL);
}

static void
flood(int fd)
{
	static const char zeros[65536];

	for (int i = 0; i < 64; i++)
		if (send(fd, zeros, sizeof zeros, MSG_NOSIGNAL) < 0)
			break;
}

static void
drip(int fd)
{
	say(fd, ":");
	for (int i = 0; i < 100 && send(fd, "1", 1, MSG_NOSIGNAL) == 1; i++)
		(void)poll(NULL, 0, 5);
}

/* False if the connection is to be closed. */
static bool
act(int fd, const char *reply)
{
	if (strcmp(reply, FAKE_CLOSE) == 0)
		return false;
	if (strcmp(reply, FAKE_DRIP) == 0) {
		drip(fd);
	} else if (strncmp(reply, FAKE_FLOOD, strlen(FAKE_FLOOD)) == 0) {
		say(fd, reply + strlen(FAKE_FLOOD));
		flood(fd);
	} else if (strncmp(reply, FAKE_CUT, strlen(FAKE_CUT)) == 0) {
		say(fd, reply + strlen(FAKE_CUT));
		return false;
	} else if (strcmp(reply, FAKE_SILENT) != 0) {
		say(fd, reply);
	}
	return true;
}

static bool
serve_client(fake_redis *f, int fd)
{
	char last[LAST_SIZE];
	const char *reply;

	if (!receive_command(fd, last))
		return false;
	pthread_mutex_lock(&f->lock);
	f->commands++;
	memcpy(f->last, last, sizeof last);
	reply = f->replies[0];
	if (f->replies[1])
		f->replies++;
	pthread_mutex_unlock(&f->lock);
	return act(fd, reply);
}

static void
take_client(fake_redis *f)
{
	int fd = accept(f->listener, NULL, NULL);

	pthread_mutex_lock(&f->lock);
	f->connections++;
	pthread_mutex_unlock(&f->lock);
	for (int i = 0; i < MAX_CLIENTS && fd >= 0; i++)
		if (f->clients[i] < 0) {
			f->clients[i] = fd;
			return;
		}
	close(fd);
}

static void *
serve(void *arg)
{
	fake_redis *f = arg;
	struct pollfd p[MAX_CLIENTS + 2];

	for (;;) {
		for (int i = 0; i < MAX_CLIENTS; i++)
			p[i] = (struct pollfd){ .fd = f->clients[i], .events = POLLIN };
		p[MAX_CLIENTS] = (struct pollfd){ .fd = f->listener, .events = POLLIN };
		p[MAX_CLIENTS + 1] = (struct pollfd){ .fd = f->stop[0], .events = POLLIN };
		if (poll(p, MAX_CLIENTS + 2, -1) < 0 || p[MAX_CLIENTS + 1].revents)
			return NULL;
		for (int i = 0; i < MAX_CLIENTS; i++)
			if (f->clients[i] >= 0 && p[i].revents && !serve_client(f, p[i].fd)) {
				close(f->clients[i]);
				f->clients[i] = -1;
			}
		if (p[MAX_CLIENTS].revents)
			take_client(f);
	}
}

static void
listen_somewhere(fake_redis *f)
{
	struct sockaddr_in at = { .sin_family = AF_INET };
	socklen_t len = sizeof at;

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	f->listener = socket(AF_INET, SOCK_STREAM, 0);
	ck_assert_int_ge(f->listener, 0);
	ck_assert_int_eq(bind(f->listener, (struct sockaddr *)&at, sizeof at), 0);
	ck_assert_int_eq(listen(f->listener, 16), 0);
	ck_assert_int_eq(getsockname(f->listener, (struct sockaddr *)&at, &len), 0);
	snprintf(f->address, sizeof f->address, "127.0.0.1:%u", ntohs(at.sin_port));
}

fake_redis *
fake_redis_start(const char *const replies[FAKE_REPLIES])
{
	fake_redis *f = calloc(1, sizeof *f);

	ck_assert_ptr_nonnull(f);
	f->replies = replies;
	for (int i = 0; i < MAX_CLIENTS; i++)
		f->clients[i] = -1;
	ck_assert_int_eq(pipe(f->stop), 0);
	ck_assert_int_eq(pthread_mutex_init(&f->lock, NULL), 0);
	listen_somewhere(f);
	ck_assert_int_eq(pthread_create(&f->thread, NULL, serve, f), 0);
	return f;
}

const char *
fake_redis_address(const fake_redis *f)
{
	return f->address;
}

static unsigned
read_locked(fake_redis *f, const unsigned *number)
{
	unsigned value;

	pthread_mutex_lock(&f->lock);
	value = *number;
	pthread_mutex_unlock(&f->lock);
	return value;
}

unsigned
fake_redis_commands(fake_redis *f)
{
	return read_locked(f, &f->commands);
}

unsigned
fake_redis_connections(fake_redis *f)
{
	return read_locked(f, &f->connections);
}

const char *
fake_redis_last(fake_redis *f)
{
	static char copy[LAST_SIZE];

	pthread_mutex_lock(&f->lock);
	memcpy(copy, f->last, sizeof copy);
	pthread_mutex_unlock(&f->lock);
	return copy;
}

void
fake_redis_stop(fake_redis *f)
{
	ck_assert_int_eq(write(f->stop[1], "", 1), 1);
	pthread_join(f->thread, NULL);
	for (int i = 0; i < MAX_CLIENTS; i++)
		if (f->clients[i] >= 0)
			close(f->clients[i]);
	close(f->listener);
	close(f->stop[0]);
	close(f->stop[1]);
	pthread_mutex_destroy(&f->lock);
	free(f);
}
