/*
 * tcp.c - lookups over a connection, which is kept and shared (RFC 7766)
 *
 * Queries are written one behind the other without waiting; replies come in
 * any order and are known by their ids.
 */
#include <errno.h>
#include <stdlib.h>

#include "client.h"

/* Messages taken in one turn. */
#define MAX_MESSAGES_A_TURN 64

/* A server that answers so often what nobody asked is not talked to over this connection. */
#define MAX_FOREIGN 16

static size_t
max_pipelined(const secmailp_dns_peer *peer)
{
	return peer->max_pipelined > 0 ? peer->max_pipelined : SECMAIL_DNS_MAX_PIPELINED;
}

/* A server that answers on a full connection may be given more. */
static void
retire_full(secmailp_dns_peer *peer)
{
	size_t most = max_pipelined(peer);

	if (peer->connection->proven && most < SECMAIL_DNS_MAX_PIPELINED)
		peer->max_pipelined = most + 1;
	secmailp_dns_channel_retire(peer->connection);
}

/*
 * A server may close what was idle for long, or has answered often enough (RFC
 * 7766 section 6.2.3). If there was more that it had not read, the system takes
 * back answers that were on their way. So what was open goes over another
 * connection, and fewer are sent at once. This ends: each round has brought an
 * answer or has lowered the number, which only answers raise.
 */
bool
secmailp_dns_tcp_broke(secmailp_dns_channel *ch)
{
	secmailp_dns_peer *peer = &ch->client->peers[ch->server];
	size_t most = max_pipelined(peer);
	bool fewer = ch->spoken && ch->in_flight > 1 && most > 1;

	if (fewer)
		peer->max_pipelined = (ch->in_flight < most ? ch->in_flight : most) / 2;
	return ch->proven || fewer;
}

static secmail_status
connection_to(secmailp_dns_lookup *l, secmailp_dns_channel **out)
{
	secmail_dns_client *c = l->client;
	secmailp_dns_peer *peer = &c->peers[l->server];
	secmail_status status = SECMAIL_DONE;

	if (peer->connection && peer->connection->in_flight >= max_pipelined(peer))
		retire_full(peer);
	if (!peer->connection) {
		status = secmailp_dns_channel_open(c, l->server, true, &peer->connection);
		if (status == SECMAIL_DONE)
			secmailp_dns_count(c, SECMAIL_DNS_CLIENT_CONNECTIONS);
	}
	*out = peer->connection;
	return status;
}

secmail_status
secmailp_dns_tcp_send(secmailp_dns_lookup *l)
{
	secmailp_dns_channel *ch;
	secmail_status status = connection_to(l, &ch);

	if (status == SECMAIL_DONE)
		status = secmailp_dns_channel_join(ch, l);
	if (status != SECMAIL_DONE)
		return status;
	secmailp_dns_lookup_write(l);
	secmailp_buffer_add(&ch->out, secmailp_view_of(l->query, l->query_len));
	if (ch->out.status != SECMAILP_DONE) {
		secmailp_dns_channel_leave(l);
		return ch->out.status == SECMAILP_LIMIT ? SECMAIL_NOT_FOUND : SECMAIL_NO_MEMORY;
	}
	secmailp_dns_count(l->client, SECMAIL_DNS_CLIENT_SEGMENTS);
	secmailp_dns_timer_clear(&l->client->timers, &ch->timer);
	secmailp_dns_channel_watch(ch, SECMAIL_DNS_READABLE | SECMAIL_DNS_WRITABLE);
	return SECMAIL_DONE;
}

/* Sends what waits. False if the connection broke. */
static bool
flush(secmailp_dns_channel *ch)
{
	while (ch->sent < ch->out.len) {
		ssize_t n =
		    send(ch->fd, ch->out.at + ch->sent, ch->out.len - ch->sent, MSG_NOSIGNAL);

		if (n < 0)
			return secmailp_dns_is_patience(errno);
		ch->spoken = true;
		ch->sent += (size_t)n;
	}
	secmailp_buffer_reset(&ch->out);
	ch->sent = 0;
	secmailp_dns_channel_watch(ch, SECMAIL_DNS_READABLE);
	return true;
}

typedef enum progress { READ_ALL, READ_PART, READ_BROKE } progress;

/* Reads on into a field that begins at `start` of a message with its length, and ends at `end`. */
static progress
read_field(secmailp_dns_channel *ch, uint8_t *field, size_t start, size_t end)
{
	while (ch->got < end) {
		ssize_t n = recv(ch->fd, field + (ch->got - start), end - ch->got, 0);

		if (n < 0 && secmailp_dns_is_patience(errno))
			return READ_PART;
		if (n <= 0)
			return READ_BROKE;
		ch->got += (size_t)n;
	}
	return READ_ALL;
}

static progress
read_message(secmailp_dns_channel *ch, size_t *len)
{
	progress p = read_field(ch, ch->length, 0, sizeof ch->length);

	if (p != READ_ALL)
		return p;
	*len = (size_t)ch->length[0] << 8 | ch->length[1];
	if (!ch->message)
		ch->message = malloc(*len + 1);
	if (!ch->message)
		return READ_BROKE;
	return read_field(ch, ch->message, sizeof ch->length, sizeof ch->length + *len);
}

/* Takes the messages that are there. False if the connection broke, or is of no use. */
static bool
receive(secmailp_dns_channel *ch)
{
	size_t taken = 0;

	for (int i = 0; i < MAX_MESSAGES_A_TURN && taken < SECMAILP_DNS_TURN_OCTETS; i++) {
		size_t len;
		progress p = read_message(ch, &len);

		if (p != READ_ALL)
			return p == READ_PART;
		taken += len;
		(void)secmailp_dns_channel_take(ch, secmailp_view_of(ch->message, len));
		free(ch->message);
		ch->message = NULL;
		ch->got = 0;
		if (ch->foreign > MAX_FOREIGN)
			return false;
	}
	return true;
}

void
secmailp_dns_tcp_ready(secmailp_dns_channel *ch)
{
	bool good;

	secmailp_dns_channel_hold(ch);
	good = flush(ch) && receive(ch);
	if (good)
		secmailp_dns_channel_release(ch);
	else
		secmailp_dns_channel_break(ch);
}
