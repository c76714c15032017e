/* fake_server.c - see fake_server.h */
#include "fake_server.h"

#include <arpa/inet.h>
#include <check.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MESSAGE_MAX 65535
#define LARGE_TEXT 20000
#define MAX_PORTS 1024
#define MAX_HELD 64

struct fake_server {
	fake_manner manner;
	int udp, tcp, stranger;
	int stop[2];
	char address[32];
	pthread_t thread;
	atomic_uint queries;
	atomic_uint connections;
	atomic_uint segments;
	atomic_uint most_of_a_port;
	uint16_t ports[MAX_PORTS];
	size_t port_count;
	int held[MAX_HELD]; /* connections */
	size_t held_count;
	struct sockaddr_in before; /* who sent the query before this one */
	uint8_t late[MESSAGE_MAX]; /* what is to be sent there now */
	size_t late_len;
	uint8_t query[MESSAGE_MAX];
	size_t query_len;
	size_t question_end;
	uint16_t qtype;
	uint8_t reply[MESSAGE_MAX];
	size_t len;
	const void *prelude;
	size_t prelude_len;
};

/* The question is copied from the query; its counts are set for one, and no more. */
static void
begin_reply(fake_server *f, uint8_t flags, uint8_t rcode, uint8_t answers, uint8_t additionals)
{
	memcpy(f->reply, f->query, f->question_end);
	f->reply[2] = 0x81 | flags;
	f->reply[3] = 0x80 | rcode;
	memset(f->reply + 4, 0, 8);
	f->reply[5] = 1;
	f->reply[7] = answers;
	f->reply[11] = additionals;
	f->len = f->question_end;
}

static void
add(fake_server *f, const void *octets, size_t len)
{
	memcpy(f->reply + f->len, octets, len);
	f->len += len;
}

static void
add_record(fake_server *f, const void *data, size_t len)
{
	uint8_t head[] = { 0xc0, 12, 0, (uint8_t)f->qtype, 0, 1, 0, 0, 0, 60, (uint8_t)(len >> 8),
		(uint8_t)len };

	add(f, head, sizeof head);
	add(f, data, len);
}

static void
add_large_text(fake_server *f)
{
	static uint8_t text[LARGE_TEXT];

	for (size_t at = 0; at < sizeof text; at += 200)
		text[at] = 199;
	add_record(f, text, sizeof text);
}

static void
honest(fake_server *f)
{
	uint8_t known = f->qtype == 1 || f->qtype == 16 ? 1 : 0;

	begin_reply(f, 0, 0, known, 0);
	if (f->qtype == 1)
		add_record(f, "\300\000\002\007", 4);
	else if (f->qtype == 16)
		add_record(f, "\002ok", 3);
}

static void
bogus(fake_server *f)
{
	static const uint8_t opt[] = { 0, 0, 41, 4, 0xd0, 0, 0, 0, 0, 0, 6, 0, 15, 0, 2, 0, 6 };

	begin_reply(f, 0, 2, 0, 1);
	add(f, opt, sizeof opt);
}

static void
send_to(const fake_server *f, int fd, const struct sockaddr_in *to)
{
	(void)sendto(fd, f->reply, f->len, MSG_NOSIGNAL, (const struct sockaddr *)to, sizeof *to);
}

/* Lies of the kind that somebody off the path would send. */
static void
lie(fake_server *f, fake_manner manner)
{
	honest(f);
	if (manner == FAKE_WRONG_ID)
		f->reply[0] ^= 0x55;
	else if (manner == FAKE_WRONG_NAME)
		f->reply[13] ^= 0x01;
	else if (manner == FAKE_WRONG_TYPE)
		f->reply[f->question_end - 3] ^= 0x01;
	else if (manner == FAKE_JUNK)
		memset(f->reply, 0xff, f->len);
	else if (manner == FAKE_EMPTY)
		f->len = 0;
	else if (manner == FAKE_CUT)
		f->len = f->len / 2 + 8;
	else if (manner == FAKE_QUERY_BACK) {
		memcpy(f->reply, f->query, f->query_len);
		f->len = f->query_len;
	}
}

static void
lie_often(fake_server *f, const struct sockaddr_in *to)
{
	if (f->manner == FAKE_LIES_FIRST) {
		lie(f, FAKE_WRONG_ID);
		send_to(f, f->udp, to);
		lie(f, FAKE_WRONG_NAME);
		send_to(f, f->udp, to);
		lie(f, FAKE_JUNK);
		send_to(f, f->udp, to);
		honest(f);
		return;
	}
	lie(f, FAKE_WRONG_ID);
	for (int i = 0; i < 200; i++)
		send_to(f, f->udp, to);
}

static void
lose_case(fake_server *f)
{
	for (size_t i = 12; i < f->question_end - 4; i++)
		if (f->reply[i] >= 'A' && f->reply[i] <= 'Z')
			f->reply[i] = (uint8_t)(f->reply[i] + 'a' - 'A');
}

/* Sends the answer that was kept for the query before, and keeps this one's. */
static void
swap_with_late(fake_server *f, const struct sockaddr_in *to)
{
	if (f->late_len > 0)
		(void)sendto(f->udp, f->late, f->late_len, MSG_NOSIGNAL,
		    (const struct sockaddr *)&f->before, sizeof f->before);
	memcpy(f->late, f->reply, f->len);
	f->late_len = f->len;
	f->before = *to;
}

/* Makes the reply, or none (length 0 and false). */
static bool
make_reply(fake_server *f, const struct sockaddr_in *to)
{
	switch (f->manner) {
	case FAKE_SILENT:
		return false;
	case FAKE_SILENT_ON_TEXT:
		honest(f);
		return f->qtype != 16;
	case FAKE_LIES_FIRST:
	case FAKE_FLOOD:
		lie_often(f, to);
		return true;
	case FAKE_BROKEN_DATA:
		begin_reply(f, 0, 0, 1, 0);
		add_record(f, "\300\000\002", 3);
		return true;
	case FAKE_SERVFAIL:
		begin_reply(f, 0, 2, 0, 0);
		return true;
	case FAKE_BOGUS:
		bogus(f);
		return true;
	case FAKE_REFUSED:
		begin_reply(f, 0, 5, 0, 0);
		return true;
	case FAKE_LAME:
		begin_reply(f, 0, 0, 0, 0);
		f->reply[3] = 0;
		return true;
	case FAKE_OLD:
		honest(f);
		if (f->query[11] > 0)
			begin_reply(f, 0, 1, 0, 0);
		return true;
	case FAKE_FORMERR_ON_TEXT:
		honest(f);
		if (f->qtype == 16)
			begin_reply(f, 0, 1, 0, 0);
		return true;
	case FAKE_LOSES_CASE:
	case FAKE_LOSES_CASE_IN_UDP:
	case FAKE_LOSES_CASE_NO_TCP:
		honest(f);
		lose_case(f);
		return true;
	case FAKE_ONE_BEHIND:
		honest(f);
		swap_with_late(f, to);
		return false;
	case FAKE_AD:
		honest(f);
		f->reply[3] |= f->query[3] & 0x20;
		return true;
	case FAKE_TRUNCATED:
	case FAKE_TRUNCATED_BYTEWISE:
	case FAKE_TRUNCATED_CLOSES:
	case FAKE_TRUNCATED_CUT:
	case FAKE_TRUNCATED_SILENT:
	case FAKE_TRUNCATED_TWICE:
	case FAKE_TRUNCATED_WRONG_ID:
	case FAKE_TRUNCATED_KEEPS:
	case FAKE_TRUNCATED_REVERSES:
	case FAKE_TRUNCATED_CHATTERS:
	case FAKE_TRUNCATED_HALF_CLOSES:
	case FAKE_TRUNCATED_PRELUDE:
		begin_reply(f, 2, 0, 0, 0);
		return true;
	default:
		lie(f, f->manner);
		return true;
	}
}

static bool
read_question(fake_server *f)
{
	size_t at = 12;

	while (at < f->query_len && f->query[at] > 0)
		at += f->query[at] + 1u;
	if (at + 5 > f->query_len)
		return false;
	f->question_end = at + 5;
	f->qtype = (uint16_t)(f->query[at + 1] << 8 | f->query[at + 2]);
	return true;
}

static void
note_port(fake_server *f, uint16_t port)
{
	unsigned before = 0;

	for (size_t i = 0; i < f->port_count; i++)
		before += f->ports[i] == port;
	if (before + 1 > f->most_of_a_port)
		f->most_of_a_port = before + 1;
	if (f->port_count < MAX_PORTS)
		f->ports[f->port_count++] = port;
}

static void
serve_datagram(fake_server *f)
{
	struct sockaddr_in from;
	socklen_t from_len = sizeof from;
	ssize_t n =
	    recvfrom(f->udp, f->query, sizeof f->query, 0, (struct sockaddr *)&from, &from_len);

	if (n < 12)
		return;
	f->query_len = (size_t)n;
	f->queries++;
	note_port(f, from.sin_port);
	if (!read_question(f) || !make_reply(f, &from))
		return;
	send_to(f, f->manner == FAKE_OTHER_SOURCE ? f->stranger : f->udp, &from);
	if (f->manner == FAKE_TWICE)
		send_to(f, f->udp, &from);
}

static bool
receive_all(int fd, uint8_t *out, size_t len)
{
	size_t got = 0;

	while (got < len) {
		ssize_t n = recv(fd, out + got, len - got, 0);

		if (n <= 0)
			return false;
		got += (size_t)n;
	}
	return true;
}

static void
send_over_stream(const fake_server *f, int fd)
{
	uint8_t length[2] = { (uint8_t)(f->len >> 8), (uint8_t)f->len };
	size_t len = f->manner == FAKE_TRUNCATED_CUT ? f->len / 2 : f->len;

	if (f->manner != FAKE_TRUNCATED_BYTEWISE) {
		(void)send(fd, length, 2, MSG_NOSIGNAL);
		(void)send(fd, f->reply, len, MSG_NOSIGNAL);
		return;
	}
	(void)send(fd, length, 1, MSG_NOSIGNAL);
	(void)poll(NULL, 0, 10);
	(void)send(fd, length + 1, 1, MSG_NOSIGNAL);
	for (size_t i = 0; i < len; i += 1000) {
		(void)poll(NULL, 0, 1);
		(void)send(fd, f->reply + i, len - i < 1000 ? len - i : 1000, MSG_NOSIGNAL);
	}
}

static void
make_stream_reply(fake_server *f)
{
	bool is_large = f->qtype == 16 && f->manner >= FAKE_TRUNCATED;

	begin_reply(f, f->manner == FAKE_TRUNCATED_TWICE ? 2 : 0, 0, 1, 0);
	if (is_large)
		add_large_text(f);
	else
		honest(f);
	if (f->manner == FAKE_TRUNCATED_WRONG_ID || f->manner == FAKE_TRUNCATED_CHATTERS)
		f->reply[0] ^= 0x55;
	if (f->manner == FAKE_LOSES_CASE)
		lose_case(f);
}

static bool
receive_query(fake_server *f, int fd)
{
	uint8_t length[2];

	if (!receive_all(fd, length, 2))
		return false;
	f->query_len = (size_t)length[0] << 8 | length[1];
	f->segments++;
	return receive_all(fd, f->query, f->query_len) && read_question(f);
}

/* The second of two queries is answered before the first. */
static bool
reply_in_reverse(fake_server *f, int fd)
{
	make_stream_reply(f);
	memcpy(f->late, f->reply, f->len);
	f->late_len = f->len;
	if (!receive_query(f, fd))
		return false;
	make_stream_reply(f);
	send_over_stream(f, fd);
	memcpy(f->reply, f->late, f->late_len);
	f->len = f->late_len;
	send_over_stream(f, fd);
	return true;
}

static bool
keeps_connections(fake_manner manner)
{
	return manner == FAKE_TRUNCATED_KEEPS || manner == FAKE_TRUNCATED_CHATTERS ||
	       manner == FAKE_TRUNCATED_HALF_CLOSES || manner == FAKE_TRUNCATED_PRELUDE;
}

/* Serves one query. False if the connection is to be closed. */
static bool
serve_query(fake_server *f, int fd)
{
	if (f->manner == FAKE_TRUNCATED_CLOSES || f->manner == FAKE_LOSES_CASE_NO_TCP ||
	    !receive_query(f, fd))
		return false;
	if (f->manner == FAKE_TRUNCATED_SILENT)
		return true;
	if (f->manner == FAKE_TRUNCATED_REVERSES)
		return reply_in_reverse(f, fd);
	make_stream_reply(f);
	if (f->manner == FAKE_TRUNCATED_PRELUDE)
		(void)send(fd, f->prelude, f->prelude_len, MSG_NOSIGNAL);
	for (int i = 0; i < (f->manner == FAKE_TRUNCATED_CHATTERS ? 40 : 1); i++)
		send_over_stream(f, fd);
	if (f->manner == FAKE_TRUNCATED_HALF_CLOSES)
		(void)shutdown(fd, SHUT_WR);
	return keeps_connections(f->manner);
}

static void
accept_connection(fake_server *f)
{
	int fd = accept(f->tcp, NULL, NULL);

	if (fd < 0)
		return;
	f->connections++;
	if (f->held_count < MAX_HELD)
		f->held[f->held_count++] = fd;
	else
		close(fd);
}

static void
serve_connection(fake_server *f, size_t index)
{
	int fd = f->held[index];

	if (serve_query(f, fd))
		return;
	close(fd);
	f->held[index] = f->held[--f->held_count];
}

#define FIXED 3 /* descriptors that are always polled */

static nfds_t
list_polls(const fake_server *f, struct pollfd p[FIXED + MAX_HELD])
{
	const int fds[FIXED] = { f->udp, f->tcp, f->stop[0] };

	for (size_t i = 0; i < FIXED + f->held_count; i++)
		p[i] = (struct pollfd){ .fd = i < FIXED ? fds[i] : f->held[i - FIXED],
			.events = POLLIN };
	return FIXED + f->held_count;
}

static void *
serve(void *arg)
{
	fake_server *f = arg;
	struct pollfd p[FIXED + MAX_HELD];
	nfds_t count = list_polls(f, p);

	while (poll(p, count, -1) > 0 && !p[2].revents) {
		if (p[0].revents)
			serve_datagram(f);
		for (nfds_t i = count; i-- > FIXED;) /* a closed one is replaced by the last */
			if (p[i].revents)
				serve_connection(f, i - FIXED);
		if (p[1].revents)
			accept_connection(f);
		count = list_polls(f, p);
	}
	return NULL;
}

static int
bound(int kind, struct sockaddr_in *address)
{
	int fd = socket(AF_INET, kind, 0);
	socklen_t len = sizeof *address;

	ck_assert_int_ge(fd, 0);
	if (bind(fd, (struct sockaddr *)address, sizeof *address) < 0) {
		close(fd);
		return -1;
	}
	ck_assert_int_eq(getsockname(fd, (struct sockaddr *)address, &len), 0);
	return fd;
}

/* The same port for both; another is tried when the second is taken. */
static void
bind_both(fake_server *f)
{
	struct sockaddr_in address;

	do {
		address = (struct sockaddr_in){ .sin_family = AF_INET,
			.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
		f->udp = bound(SOCK_DGRAM, &address);
		f->tcp = bound(SOCK_STREAM, &address);
		if (f->tcp < 0)
			close(f->udp);
	} while (f->tcp < 0);
	ck_assert_int_eq(listen(f->tcp, 16), 0);
	snprintf(f->address, sizeof f->address, "127.0.0.1:%d", ntohs(address.sin_port));
}

static fake_server *
start(fake_manner manner, const void *prelude, size_t prelude_len)
{
	fake_server *f = calloc(1, sizeof *f);
	struct sockaddr_in any = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };

	ck_assert_ptr_nonnull(f);
	f->manner = manner;
	f->prelude = prelude;
	f->prelude_len = prelude_len;
	bind_both(f);
	f->stranger = bound(SOCK_DGRAM, &any);
	ck_assert_int_eq(pipe(f->stop), 0);
	ck_assert_int_eq(pthread_create(&f->thread, NULL, serve, f), 0);
	return f;
}

fake_server *
fake_start(fake_manner manner)
{
	return start(manner, NULL, 0);
}

fake_server *
fake_start_with_prelude(const void *octets, size_t len)
{
	return start(FAKE_TRUNCATED_PRELUDE, octets, len);
}

const char *
fake_address(const fake_server *f)
{
	return f->address;
}

unsigned
fake_queries(const fake_server *f)
{
	return atomic_load(&((fake_server *)(uintptr_t)f)->queries);
}

void
fake_wait_for(const fake_server *f, unsigned queries)
{
	for (int i = 0; i < 200 && fake_queries(f) < queries; i++)
		(void)poll(NULL, 0, 10);
}

unsigned
fake_connections(const fake_server *f)
{
	return atomic_load(&((fake_server *)(uintptr_t)f)->connections);
}

unsigned
fake_segments(const fake_server *f)
{
	return atomic_load(&((fake_server *)(uintptr_t)f)->segments);
}

unsigned
fake_most_of_a_port(const fake_server *f)
{
	return atomic_load(&((fake_server *)(uintptr_t)f)->most_of_a_port);
}

void
fake_stop(fake_server *f)
{
	ck_assert_int_eq(write(f->stop[1], "", 1), 1);
	pthread_join(f->thread, NULL);
	for (size_t i = 0; i < f->held_count; i++)
		close(f->held[i]);
	close(f->udp);
	close(f->tcp);
	close(f->stranger);
	close(f->stop[0]);
	close(f->stop[1]);
	free(f);
}
