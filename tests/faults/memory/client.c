/*
 * client.c - the life of a resolver: questions over the network, one of them over TCP, and a cache
 *
 * The server is a process of its own, so that its memory is not refused.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <secmail/dnsclient.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lives.h"

#define TYPE_TXT 16
#define MAX_QUERY 512

static char address[32];
static pid_t server;

/* Makes a reply of a query, in place: 192.0.2.7, or "ok"; truncated if that is asked for. */
static size_t
reply_to(uint8_t *query, size_t len, bool truncated)
{
	size_t end = 12;
	bool is_text;

	while (end < len && query[end] > 0)
		end += query[end] + 1u;
	end += 5;
	if (end > len)
		return 0;
	is_text = query[end - 3] == TYPE_TXT;
	query[2] = truncated && is_text ? 0x83 : 0x81;
	query[3] = 0x80;
	query[7] = truncated && is_text ? 0 : 1;
	query[11] = 0;
	if (truncated && is_text)
		return end;
	memcpy(query + end,
	    is_text ? "\xc0\x0c\0\x10\0\1\0\0\0\x3c\0\3\2ok"
		    : "\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4\300\0\2\7",
	    is_text ? 15 : 16);
	return end + (is_text ? 15 : 16);
}

static void
serve_datagram(int fd)
{
	uint8_t query[MAX_QUERY];
	struct sockaddr_in from;
	socklen_t from_len = sizeof from;
	ssize_t n = recvfrom(fd, query, MAX_QUERY - 32, 0, (struct sockaddr *)&from, &from_len);
	size_t len = n > 12 ? reply_to(query, (size_t)n, true) : 0;

	if (len > 0)
		(void)sendto(fd, query, len, 0, (struct sockaddr *)&from, from_len);
}

/* One query, which is there whole: it is small, and was sent in one piece. */
static void
serve_connection(int fd)
{
	uint8_t query[2 + MAX_QUERY];
	ssize_t n = recv(fd, query, MAX_QUERY - 32, 0);
	size_t len = n > 14 ? reply_to(query + 2, (size_t)n - 2, false) : 0;

	query[0] = (uint8_t)(len >> 8);
	query[1] = (uint8_t)len;
	if (len > 0)
		(void)send(fd, query, len + 2, MSG_NOSIGNAL);
	close(fd);
}

static void
serve(int udp, int tcp)
{
	struct pollfd p[] = { { .fd = udp, .events = POLLIN }, { .fd = tcp, .events = POLLIN } };

	while (poll(p, 2, -1) > 0) {
		if (p[0].revents)
			serve_datagram(udp);
		if (p[1].revents)
			serve_connection(accept(tcp, NULL, NULL));
	}
	_exit(EXIT_FAILURE);
}

/* Both kinds on one port. */
static bool
bind_both(int *udp, int *tcp)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof at;

	*udp = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	*tcp = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (bind(*tcp, (struct sockaddr *)&at, sizeof at) != 0 ||
	    getsockname(*tcp, (struct sockaddr *)&at, &len) != 0 ||
	    bind(*udp, (struct sockaddr *)&at, sizeof at) != 0 || listen(*tcp, 8) != 0)
		return false;
	snprintf(address, sizeof address, "127.0.0.1:%d", ntohs(at.sin_port));
	return true;
}

bool
client_prepare(void)
{
	int udp, tcp;
	bool good = bind_both(&udp, &tcp);

	fflush(stdout);
	server = good ? fork() : -1;
	if (server == 0)
		serve(udp, tcp);
	close(udp);
	close(tcp);
	return server > 0;
}

void
client_clean_up(void)
{
	kill(server, SIGKILL);
	waitpid(server, NULL, 0);
}

static secmail_status
make_client(secmail_dns_cache **cache, secmail_dns_client **out)
{
	secmail_dns_resolver *r;
	secmail_status status = secmail_dns_resolver_new(&r);

	if (status == SECMAIL_DONE)
		status = secmail_dns_resolver_add_server(r, address);
	if (status == SECMAIL_DONE)
		status = secmail_dns_client_new(r, out);
	secmail_dns_resolver_free(r);
	if (status == SECMAIL_DONE)
		status = secmail_dns_cache_new(SECMAIL_DNS_CACHE_MIN, cache);
	if (status == SECMAIL_DONE)
		secmail_dns_client_set_cache(*out, *cache);
	return status;
}

static secmail_status
ask(secmail_answers *a, uint16_t type)
{
	static const char name[] = "mail.example";
	uint32_t id;

	return secmail_answers_ask(a, name, sizeof name - 1, type, SECMAIL_ANSWERS_NEEDED, &id);
}

/* Two messages that ask the same; the second is answered by the cache if there was memory for that.
 */
static secmail_status
run_twice(secmail_dns_client *c, secmail_answers *a)
{
	secmail_status status = SECMAIL_DONE;

	for (int i = 0; i < 2 && status == SECMAIL_DONE; i++) {
		secmail_answers_reset(a);
		status = ask(a, SECMAIL_DNS_A);
		if (status == SECMAIL_DONE)
			status = ask(a, SECMAIL_DNS_TXT);
		if (status == SECMAIL_DONE)
			status = secmail_dns_client_run(c, a);
	}
	return status;
}

/* What the table says, but for its times to live. */
static secmail_status
tell(const secmail_answers *a, char **out)
{
	size_t len[2];
	const uint8_t *address_is = secmail_answers_rdata(a, 0, 0, &len[0]);
	const uint8_t *text_is = secmail_answers_rdata(a, 1, 0, &len[1]);
	char *text = malloc(64);

	*out = text;
	if (!text)
		return SECMAIL_NO_MEMORY;
	snprintf(text, 64, "%d %d, %.*s", secmail_answers_state(a, 0),
	    address_is && len[0] == 4 ? address_is[3] : -1,
	    text_is && len[1] > 0 ? (int)len[1] - 1 : 0, text_is ? (const char *)text_is + 1 : "");
	return SECMAIL_DONE;
}

secmail_status
client_live(char **out)
{
	secmail_dns_cache *cache = NULL;
	secmail_dns_client *c = NULL;
	secmail_answers *a = NULL;
	secmail_status status = make_client(&cache, &c);

	*out = NULL;
	if (status == SECMAIL_DONE)
		status = secmail_answers_new(&a);
	if (status == SECMAIL_DONE)
		status = run_twice(c, a);
	if (status == SECMAIL_DONE)
		status = tell(a, out);
	secmail_answers_free(a);
	secmail_dns_client_free(c);
	secmail_dns_cache_free(cache);
	return status;
}
