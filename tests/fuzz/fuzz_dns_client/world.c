/* world.c - see world.h */
#define _GNU_SOURCE
#include "world.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define FIRST_FD 1000000
#define MAX_SOCKETS 256
#define MAX_QUERIES 512
#define MAX_MESSAGE 320
#define MAX_INBOX 16
#define QUESTION 12

typedef struct message {
	uint8_t octets[MAX_MESSAGE];
	size_t len;
} message;

typedef struct fake_socket {
	bool open, tcp, broken;
	unsigned watched;
	message inbox[MAX_INBOX]; /* over TCP each with its length before it */
	size_t count;
	size_t taken;   /* TCP: octets of the first that were read */
	message stream; /* TCP: what was sent, until it is a whole query */
} fake_socket;

typedef struct query {
	int fd;
	message text;
} query;

static struct world {
	bool on;
	int64_t now_ms;
	uint32_t chance;
	world_trouble trouble;
	fake_socket sockets[MAX_SOCKETS];
	query queries[MAX_QUERIES];
	size_t query_count;
} w;

static void
require(bool holds)
{
	if (!holds)
		abort();
}

static fake_socket *
socket_of(int fd)
{
	if (!w.on || fd < FIRST_FD || fd >= FIRST_FD + MAX_SOCKETS)
		return NULL;
	require(w.sockets[fd - FIRST_FD].open);
	return &w.sockets[fd - FIRST_FD];
}

static int
fail_with(int error)
{
	errno = error;
	return -1;
}

void
world_begin(uint32_t chance)
{
	memset(&w, 0, sizeof w);
	w.on = true;
	w.now_ms = 1000;
	w.chance = chance;
}

void
world_end(void)
{
	for (size_t i = 0; i < MAX_SOCKETS; i++)
		require(!w.sockets[i].open);
	w.on = false;
}

void
world_pass_time(unsigned ms)
{
	w.now_ms += ms;
}

void
world_set_trouble(world_trouble t)
{
	w.trouble = t;
}

static bool
is_trouble(world_trouble t)
{
	if (w.trouble != t)
		return false;
	w.trouble = WORLD_WELL;
	return true;
}

void
world_watch(void *arg, int fd, unsigned events)
{
	fake_socket *s = socket_of(fd);

	(void)arg;
	require(s != NULL);
	s->watched = events;
}

int
world_descriptor(unsigned number)
{
	for (unsigned i = 0; i < MAX_SOCKETS; i++) {
		unsigned at = (number + i) % MAX_SOCKETS;

		if (w.sockets[at].open)
			return FIRST_FD + (int)at;
	}
	return -1;
}

int
world_break(unsigned number)
{
	int fd = world_descriptor(number);

	if (fd >= 0)
		socket_of(fd)->broken = true;
	return fd;
}

/* --- answers ------------------------------------------------------------------- */

static void
put(message *m, const void *octets, size_t len)
{
	require(len <= sizeof m->octets - m->len);
	memcpy(m->octets + m->len, octets, len);
	m->len += len;
}

/* The header and the question of a query, as a response without records. */
static size_t
begin_reply(const query *q, message *m, uint8_t rcode)
{
	size_t end = QUESTION;

	while (q->text.octets[end] > 0)
		end += q->text.octets[end] + 1u;
	end += 5;
	m->len = 0;
	put(m, q->text.octets, end);
	m->octets[2] = 0x81;
	m->octets[3] = 0x80 | rcode;
	memset(m->octets + 6, 0, 6);
	return end;
}

static void
add_address(message *m, size_t question_end, uint8_t last)
{
	uint8_t record[] = { 0xc0, QUESTION, m->octets[question_end - 4],
		m->octets[question_end - 3], 0, 1, 0, 0, 0, 60, 0, 4, 10, 0, 0, last };

	m->octets[7] = 1;
	put(m, record, sizeof record);
}

/* The letters of the name in the other case; false if their case says nothing. */
static bool
turn_case(message *m)
{
	bool mixed = false;

	for (size_t i = QUESTION; m->octets[i] > 0; i++)
		mixed |= m->octets[i] >= 'A' && m->octets[i] <= 'Z';
	for (size_t i = QUESTION; m->octets[i] > 0; i++)
		if (m->octets[i] >= 'A')
			m->octets[i] ^= 0x20;
	return mixed;
}

/* False for a lie that would be none. */
static bool
make_lie(const query *q, message *m, world_answer how)
{
	size_t end = begin_reply(q, m, 0);

	add_address(m, end, WORLD_LIE);
	if (how == WORLD_WRONG_ID)
		m->octets[1] ^= 1;
	else if (how == WORLD_WRONG_NAME)
		m->octets[QUESTION + 1] ^= 1;
	else if (how == WORLD_WRONG_TYPE)
		m->octets[end - 3] ^= 1;
	else if (how == WORLD_QUERY)
		m->octets[2] &= 0x7f;
	else if (how == WORLD_CHEAP_CASE)
		return !w.sockets[q->fd - FIRST_FD].tcp && turn_case(m);
	else if (how == WORLD_HALF)
		m->len /= 2;
	else
		memset(m->octets + 3, 0xff, m->len - 3);
	return true;
}

static void
make_reply(const query *q, message *m, world_answer how)
{
	static const uint8_t rcodes[] = {
		[WORLD_SERVFAIL] = 2, [WORLD_REFUSED] = 5, [WORLD_FORMERR] = 1, [WORLD_LOST] = 0
	};
	size_t end = begin_reply(q, m, rcodes[how]);

	if (how == WORLD_TRUNCATED)
		m->octets[2] |= 2;
	if (how == WORLD_TRUE || how == WORLD_TWICE || how == WORLD_BROKEN)
		add_address(m, end, WORLD_TRUTH(m->octets[QUESTION + 1]));
	if (how == WORLD_BROKEN) {
		m->octets[m->len - 5] = 3;
		m->len--;
	}
}

static void
deliver(int fd, const message *m)
{
	fake_socket *s = socket_of(fd);
	uint8_t length[2] = { (uint8_t)(m->len >> 8), (uint8_t)m->len };
	message *to;

	if (s->count >= MAX_INBOX)
		return;
	to = &s->inbox[s->count++];
	to->len = 0;
	if (s->tcp)
		put(to, length, sizeof length);
	put(to, m->octets, m->len);
}

static void
drop_query(size_t index)
{
	w.queries[index] = w.queries[--w.query_count];
}

int
world_answer_query(unsigned number, world_answer how)
{
	size_t index = w.query_count > 0 ? number % w.query_count : 0;
	const query *q = &w.queries[index];
	message m;
	int fd;

	if (w.query_count == 0)
		return -1;
	fd = q->fd;
	if (how >= WORLD_FIRST_LIE) {
		if (!make_lie(q, &m, how))
			return -1;
		deliver(fd, &m);
		return fd;
	}
	make_reply(q, &m, how);
	for (int i = 0; i < (how == WORLD_TWICE ? 2 : 1) && how != WORLD_LOST; i++)
		deliver(fd, &m);
	drop_query(index);
	return fd;
}

/* --- the system's calls ----------------------------------------------------------- */

int
socket(int domain, int type, int protocol)
{
	if (!w.on)
		return (int)syscall(SYS_socket, domain, type, protocol);
	if (is_trouble(WORLD_NO_SOCKET))
		return fail_with(EMFILE);
	for (int i = 0; i < MAX_SOCKETS; i++)
		if (!w.sockets[i].open) {
			memset(&w.sockets[i], 0, sizeof w.sockets[i]);
			w.sockets[i].open = true;
			w.sockets[i].tcp = (type & 0xf) == SOCK_STREAM;
			return FIRST_FD + i;
		}
	return fail_with(EMFILE);
}

int
connect(int fd, const struct sockaddr *addr, socklen_t len)
{
	fake_socket *s = socket_of(fd);

	if (!s)
		return (int)syscall(SYS_connect, fd, addr, len);
	if (is_trouble(WORLD_UNREACHABLE))
		return fail_with(ENETUNREACH);
	return s->tcp ? fail_with(EINPROGRESS) : 0;
}

int
close(int fd)
{
	fake_socket *s = socket_of(fd);

	if (!s)
		return (int)syscall(SYS_close, fd);
	require(s->watched == 0);
	s->open = false;
	for (size_t i = w.query_count; i-- > 0;)
		if (w.queries[i].fd == fd)
			drop_query(i);
	return 0;
}

static void
keep_query(int fd, const uint8_t *octets, size_t len)
{
	query *q;

	require(len <= MAX_MESSAGE && len > QUESTION);
	if (w.query_count >= MAX_QUERIES)
		drop_query(0);
	q = &w.queries[w.query_count++];
	q->fd = fd;
	q->text.len = 0;
	put(&q->text, octets, len);
}

/* Takes one octet, so that partial writes are seen, or all that make up one query. */
static ssize_t
send_stream(int fd, fake_socket *s, const uint8_t *octets, size_t len)
{
	size_t want =
	    s->stream.len < 2 ? 2 : 2 + (size_t)(s->stream.octets[0] << 8 | s->stream.octets[1]);
	size_t n = want - s->stream.len < len ? want - s->stream.len : len;

	put(&s->stream, octets, n);
	if (s->stream.len > 2 && s->stream.len == want) {
		keep_query(fd, s->stream.octets + 2, s->stream.len - 2);
		s->stream.len = 0;
	}
	return (ssize_t)n;
}

ssize_t
send(int fd, const void *buf, size_t n, int flags)
{
	fake_socket *s = socket_of(fd);

	if (!s)
		return syscall(SYS_sendto, fd, buf, n, flags, NULL, 0);
	require((flags & MSG_NOSIGNAL) != 0);
	if (s->broken || is_trouble(WORLD_REFUSED_PORT))
		return fail_with(s->tcp ? EPIPE : ECONNREFUSED);
	if (s->tcp)
		return send_stream(fd, s, buf, n);
	keep_query(fd, buf, n);
	return (ssize_t)n;
}

ssize_t
recv(int fd, void *buf, size_t n, int flags)
{
	fake_socket *s = socket_of(fd);
	const message *m = s ? &s->inbox[0] : NULL;
	size_t taken;

	if (!s)
		return syscall(SYS_recvfrom, fd, buf, n, flags, NULL, NULL);
	if (s->count == 0 && s->broken)
		return s->tcp ? 0 : fail_with(ECONNREFUSED);
	if (s->count == 0)
		return fail_with(EAGAIN);
	taken = m->len - s->taken < n ? m->len - s->taken : n;
	memcpy(buf, m->octets + s->taken, taken);
	s->taken += taken;
	if (!s->tcp || s->taken == m->len) {
		s->taken = 0;
		memmove(&s->inbox[0], &s->inbox[1], --s->count * sizeof s->inbox[0]);
	}
	return (ssize_t)taken;
}

ssize_t
getrandom(void *buffer, size_t length, unsigned flags)
{
	if (!w.on)
		return syscall(SYS_getrandom, buffer, length, flags);
	for (size_t i = 0; i < length; i++) {
		w.chance = w.chance * 1664525 + 1013904223;
		((uint8_t *)buffer)[i] = (uint8_t)(w.chance >> 24);
	}
	return (ssize_t)length;
}

int
clock_gettime(clockid_t clock_id, struct timespec *tp)
{
	if (!w.on)
		return (int)syscall(SYS_clock_gettime, clock_id, tp);
	tp->tv_sec = w.now_ms / 1000;
	tp->tv_nsec = w.now_ms % 1000 * 1000000;
	return 0;
}
