/* exchange.c - see exchange.h */
#include "exchange.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/random.h>
#include <unistd.h>

/* Datagrams taken in one turn: a flood must not keep the others from theirs. */
#define MAX_PACKETS_A_TURN 16

static bool
random_id(uint16_t *id)
{
	ssize_t n;

	do
		n = getrandom(id, sizeof *id, 0);
	while (n < 0 && errno == EINTR);
	return n == (ssize_t)sizeof *id;
}

static bool
is_patience(int error)
{
	return error == EAGAIN || error == EWOULDBLOCK || error == EINTR || error == EINPROGRESS;
}

/*
 * Connected even for UDP: the kernel then gives the socket a port of its own
 * and passes on only what comes from that server.
 */
static secmailp_dns_progress
open_socket(secmailp_dns_exchange *x)
{
	const struct sockaddr *address = (const struct sockaddr *)&x->server->address;
	int kind = (x->tcp ? SOCK_STREAM : SOCK_DGRAM) | SOCK_NONBLOCK | SOCK_CLOEXEC;

	x->fd = socket(address->sa_family, kind, 0);
	if (x->fd < 0)
		return errno == EAFNOSUPPORT ? SECMAILP_DNS_LOST : SECMAILP_DNS_NO_SYSTEM;
	if (connect(x->fd, address, x->server->len) < 0 && !is_patience(errno))
		return SECMAILP_DNS_LOST;
	return SECMAILP_DNS_WAITING;
}

/* Writes the query with its length before it, which UDP leaves out. */
static void
write_query(secmailp_dns_exchange *x)
{
	size_t len = secmailp_dns_query_write(x->query + 2, x->id, x->qname, x->qtype, x->options);

	x->query[0] = (uint8_t)(len >> 8);
	x->query[1] = (uint8_t)(len & 0xff);
	x->query_len = len + 2;
}

static secmailp_dns_progress
send_datagram(secmailp_dns_exchange *x)
{
	ssize_t n = send(x->fd, x->query + 2, x->query_len - 2, MSG_NOSIGNAL);

	if (n < 0 && !is_patience(errno))
		return SECMAILP_DNS_LOST;
	return SECMAILP_DNS_WAITING; /* one that was not taken is as good as lost on the way */
}

secmailp_dns_progress
secmailp_dns_exchange_start(secmailp_dns_exchange *x, const secmailp_dns_server *server, bool tcp)
{
	secmailp_dns_progress progress;

	secmailp_dns_exchange_stop(x);
	x->server = server;
	x->tcp = tcp;
	x->sent = 0;
	x->got = 0;
	if (!random_id(&x->id))
		return SECMAILP_DNS_NO_SYSTEM;
	progress = open_socket(x);
	if (progress != SECMAILP_DNS_WAITING)
		return progress;
	write_query(x);
	return tcp ? SECMAILP_DNS_WAITING : send_datagram(x);
}

short
secmailp_dns_exchange_events(const secmailp_dns_exchange *x)
{
	return x->tcp && x->sent < x->query_len ? POLLOUT : POLLIN;
}

/* Reads a message; true if it is a reply to this exchange's question. */
static bool
is_ours(const secmailp_dns_exchange *x, secmailp_view message, secmailp_dns_reply *out)
{
	secmailp_dns_reply_read(out, message, x->qname, x->qtype);
	return out->kind != SECMAILP_DNS_FOREIGN && out->message.id == x->id;
}

static secmailp_dns_progress
receive_datagrams(
    secmailp_dns_exchange *x, uint8_t packet[SECMAILP_DNS_MESSAGE_MAX], secmailp_dns_reply *out)
{
	for (int i = 0; i < MAX_PACKETS_A_TURN; i++) {
		ssize_t n = recv(x->fd, packet, SECMAILP_DNS_MESSAGE_MAX, 0);

		if (n < 0)
			return is_patience(errno) ? SECMAILP_DNS_WAITING : SECMAILP_DNS_LOST;
		if (is_ours(x, secmailp_view_of(packet, (size_t)n), out))
			return SECMAILP_DNS_REPLY;
	}
	return SECMAILP_DNS_WAITING;
}

static secmailp_dns_progress
send_stream(secmailp_dns_exchange *x)
{
	ssize_t n = send(x->fd, x->query + x->sent, x->query_len - x->sent, MSG_NOSIGNAL);

	if (n < 0)
		return is_patience(errno) ? SECMAILP_DNS_WAITING : SECMAILP_DNS_LOST;
	x->sent += (size_t)n;
	return SECMAILP_DNS_WAITING;
}

/* Reads on into a field that ends at `end` octets of the stream; its start is at `start`. */
static secmailp_dns_progress
receive_field(secmailp_dns_exchange *x, uint8_t *field, size_t start, size_t end)
{
	while (x->got < end) {
		ssize_t n = recv(x->fd, field + (x->got - start), end - x->got, 0);

		if (n < 0 && is_patience(errno))
			return SECMAILP_DNS_WAITING;
		if (n <= 0)
			return SECMAILP_DNS_LOST;
		x->got += (size_t)n;
	}
	return SECMAILP_DNS_REPLY;
}

static secmailp_dns_progress
receive_stream(
    secmailp_dns_exchange *x, uint8_t packet[SECMAILP_DNS_MESSAGE_MAX], secmailp_dns_reply *out)
{
	secmailp_dns_progress progress = receive_field(x, x->length, 0, sizeof x->length);
	size_t len;

	if (progress != SECMAILP_DNS_REPLY)
		return progress;
	len = (size_t)x->length[0] << 8 | x->length[1];
	if (!x->message)
		x->message = malloc(len + 1);
	if (!x->message)
		return SECMAILP_DNS_LOST;
	progress = receive_field(x, x->message, sizeof x->length, sizeof x->length + len);
	if (progress != SECMAILP_DNS_REPLY)
		return progress;
	/* The reply's views point into what outlives the exchange's buffer. */
	memcpy(packet, x->message, len);
	if (!is_ours(x, secmailp_view_of(packet, len), out))
		return SECMAILP_DNS_LOST;
	return SECMAILP_DNS_REPLY;
}

secmailp_dns_progress
secmailp_dns_exchange_go_on(
    secmailp_dns_exchange *x, uint8_t packet[SECMAILP_DNS_MESSAGE_MAX], secmailp_dns_reply *out)
{
	if (!x->tcp)
		return receive_datagrams(x, packet, out);
	if (x->sent < x->query_len)
		return send_stream(x);
	return receive_stream(x, packet, out);
}

void
secmailp_dns_exchange_stop(secmailp_dns_exchange *x)
{
	if (x->fd >= 0)
		close(x->fd);
	x->fd = -1;
	free(x->message);
	x->message = NULL;
}
