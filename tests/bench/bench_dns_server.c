/*
 * bench_dns_server.c - a server that answers each question some time after it came
 *
 * It runs in a process of its own, so that its work is on nobody's bill. What
 * waits stands in a queue: the delay is the same for all, so the first that
 * came is the first that goes, and none waits for another's delay.
 */
#define _DEFAULT_SOURCE /* for MAP_ANONYMOUS */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "bench_dns.h"

#define MAX_PACKET 1232
#define MAX_NAME 254
#define QUEUE 1024 /* answers that wait at once */
#define HEADER 12
#define TTL 300
#define TYPE_TXT 16
#define TYPE_OPT 41
#define RCODE_NXDOMAIN 3
#define SECOND 1000000000

typedef struct packet {
	uint8_t octets[MAX_PACKET];
	size_t len;
	struct sockaddr_in peer;
	int64_t due; /* nanoseconds */
} packet;

typedef struct serving {
	int socket;
	int lifeline;
	const bench_record *records;
	size_t count;
	int64_t delay;
	_Atomic unsigned long *asked;
	size_t first, waiting;
	packet queue[QUEUE];
} serving;

static int64_t
now(void)
{
	struct timespec t;

	bench_must(clock_gettime(CLOCK_MONOTONIC, &t) == 0, "no clock");
	return (int64_t)t.tv_sec * SECOND + t.tv_nsec;
}

static void
put(packet *p, const void *octets, size_t len)
{
	bench_must(len <= MAX_PACKET - p->len, "an answer is too long");
	memcpy(p->octets + p->len, octets, len);
	p->len += len;
}

static void
put_u16(packet *p, size_t number)
{
	const uint8_t octets[2] = { (uint8_t)(number >> 8), (uint8_t)number };

	put(p, octets, sizeof octets);
}

/* Reads the question's name, in lower case; returns where its type stands, 0 if nowhere. */
static size_t
read_name(const packet *p, char name[MAX_NAME])
{
	size_t at = HEADER, used = 0;

	while (at < p->len && p->octets[at] > 0) {
		size_t len = p->octets[at++];

		if (len > 63 || len + 4 >= p->len - at || used + len + 2 > MAX_NAME)
			return 0;
		if (used > 0)
			name[used++] = '.';
		for (; len > 0; len--, at++)
			name[used++] = (char)(p->octets[at] >= 'A' && p->octets[at] <= 'Z'
						  ? p->octets[at] + ('a' - 'A')
						  : p->octets[at]);
	}
	name[used] = '\0';
	return at + 5 <= p->len ? at + 1 : 0;
}

static const char *
text_of(const serving *s, const char *name)
{
	for (size_t i = 0; i < s->count; i++)
		if (strcmp(s->records[i].name, "*") == 0 || strcmp(s->records[i].name, name) == 0)
			return s->records[i].text;
	return NULL;
}

/* One record of the question's own name: strings of 255 octets at most. */
static void
put_text(packet *p, const char *text)
{
	size_t left = strlen(text);

	put_u16(p, 0xc000 | HEADER);
	put_u16(p, TYPE_TXT);
	put_u16(p, 1);
	put_u16(p, 0);
	put_u16(p, TTL);
	put_u16(p, left + (left + 254) / 255);
	for (size_t part; left > 0; text += part, left -= part) {
		part = left < 255 ? left : 255;
		put(p, &(uint8_t){ (uint8_t)part }, 1);
		put(p, text, part);
	}
}

static void
put_opt(packet *p)
{
	put(p, "", 1);
	put_u16(p, TYPE_OPT);
	put_u16(p, MAX_PACKET);
	for (int i = 0; i < 3; i++)
		put_u16(p, 0);
}

/* Turns a query into its answer. False if it is none. */
static bool
answer(const serving *s, packet *p)
{
	char name[MAX_NAME];
	size_t type_at = p->len > HEADER ? read_name(p, name) : 0;
	const char *text;
	bool is_txt, has_opt;

	if (type_at == 0)
		return false;
	text = text_of(s, name);
	is_txt = p->octets[type_at] == 0 && p->octets[type_at + 1] == TYPE_TXT;
	has_opt = p->octets[11] > 0;
	p->len = type_at + 4;
	p->octets[2] = 0x81;                                          /* QR, RD */
	p->octets[3] = (uint8_t)(0x80 | (text ? 0 : RCODE_NXDOMAIN)); /* RA */
	p->octets[7] = text && is_txt;
	if (text && is_txt)
		put_text(p, text);
	if (has_opt)
		put_opt(p);
	return true;
}

static void
take_questions(serving *s)
{
	while (s->waiting < QUEUE) {
		packet *p = &s->queue[(s->first + s->waiting) % QUEUE];
		socklen_t size = sizeof p->peer;
		ssize_t n = recvfrom(s->socket, p->octets, sizeof p->octets, MSG_DONTWAIT,
		    (struct sockaddr *)&p->peer, &size);

		if (n < 0)
			return;
		p->len = (size_t)n;
		p->due = now() + s->delay;
		if (!answer(s, p))
			continue;
		atomic_fetch_add(s->asked, 1);
		s->waiting++;
	}
}

static void
send_what_is_due(serving *s)
{
	while (s->waiting > 0 && s->queue[s->first].due <= now()) {
		const packet *p = &s->queue[s->first];

		(void)sendto(s->socket, p->octets, p->len, 0, (const struct sockaddr *)&p->peer,
		    sizeof p->peer);
		s->first = (s->first + 1) % QUEUE;
		s->waiting--;
	}
}

static void
serve(serving *s)
{
	for (;;) {
		int64_t left = s->waiting > 0 ? s->queue[s->first].due - now() : SECOND;
		struct timespec wait = { 0 };
		fd_set set;

		if (left > 0)
			wait =
			    (struct timespec){ .tv_sec = left / SECOND, .tv_nsec = left % SECOND };
		FD_ZERO(&set);
		FD_SET(s->socket, &set);
		FD_SET(s->lifeline, &set);
		if (pselect((s->socket > s->lifeline ? s->socket : s->lifeline) + 1, &set, NULL,
			NULL, &wait, NULL) < 0)
			FD_ZERO(&set);
		if (FD_ISSET(s->lifeline, &set))
			return;
		take_questions(s);
		send_what_is_due(s);
	}
}

static int
bound_socket(uint16_t *port)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons(*port) };
	socklen_t size = sizeof at;
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	bench_must(fd >= 0 && bind(fd, (struct sockaddr *)&at, sizeof at) == 0 &&
		       getsockname(fd, (struct sockaddr *)&at, &size) == 0,
	    "no port for the server");
	*port = ntohs(at.sin_port);
	return fd;
}

void
bench_server_start(
    bench_server *s, const bench_record *records, size_t count, uint16_t port, unsigned delay_us)
{
	static serving it;
	int lifeline[2];

	s->port = port;
	it.socket = bound_socket(&s->port);
	snprintf(s->address, sizeof s->address, "127.0.0.1:%u", s->port);
	s->asked =
	    mmap(NULL, sizeof *s->asked, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	bench_must(s->asked != MAP_FAILED && pipe(lifeline) == 0, "no room for the server");
	it.lifeline = lifeline[0];
	it.records = records;
	it.count = count;
	it.delay = (int64_t)delay_us * 1000;
	it.asked = s->asked;
	s->process = fork();
	bench_must(s->process >= 0, "no process for the server");
	if (s->process == 0) {
		close(lifeline[1]);
		serve(&it);
		_exit(EXIT_SUCCESS);
	}
	close(lifeline[0]);
	close(it.socket);
	s->lifeline = lifeline[1];
}

void
bench_server_stop(bench_server *s)
{
	close(s->lifeline);
	while (waitpid(s->process, NULL, 0) < 0 && errno == EINTR)
		;
	munmap((void *)s->asked, sizeof *s->asked);
}

unsigned long
bench_server_asked(const bench_server *s)
{
	return atomic_load(s->asked);
}
