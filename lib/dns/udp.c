/*
 * udp.c - lookups as datagrams
 *
 * To open a socket for each costs more than to ask and to be answered, so a
 * port serves some dozens of questions before another takes its place. Which of
 * the ports that are open is taken is chance, and a question that is asked
 * again is asked from another.
 */
#include <errno.h>

#include "client.h"

/* Datagrams taken in one turn: a flood must not keep the others from theirs. */
#define MAX_PACKETS_A_TURN 64

/*
 * Late answers are as many as questions that the port asked, and some come
 * twice. More are guesses: of 65,536 ids these are not enough, and what is
 * asked goes over TCP, where nobody can guess.
 */
#define MAX_FOREIGN (2 * SECMAIL_DNS_PORT_QUESTIONS)

bool
secmailp_dns_udp_is_guessed_at(const secmailp_dns_channel *ch)
{
	return ch->foreign > MAX_FOREIGN;
}

/* The slot of a port by chance, but not of the one that was used before. */
static secmail_status
choose_slot(secmailp_dns_lookup *l, secmailp_dns_channel ***out)
{
	secmailp_dns_peer *peer = &l->client->peers[l->server];
	uint8_t chance;
	unsigned port;

	if (!secmailp_dns_random(l->client, &chance, sizeof chance))
		return SECMAIL_IO;
	port = chance % SECMAILP_DNS_PORTS;
	if (port == l->port)
		port = (port + 1) % SECMAILP_DNS_PORTS;
	l->port = port;
	*out = &peer->ports[port];
	return SECMAIL_DONE;
}

/* The port that carries a lookup: open already, or opened for it. */
static secmail_status
choose_port(secmailp_dns_lookup *l, secmailp_dns_channel **out)
{
	secmail_dns_client *c = l->client;
	secmailp_dns_channel **slot = NULL;
	secmail_status status = choose_slot(l, &slot);

	*out = NULL;
	if (status != SECMAIL_DONE)
		return status;
	if (*slot && (*slot)->asked >= SECMAIL_DNS_PORT_QUESTIONS)
		secmailp_dns_channel_retire(*slot);
	if (!*slot) {
		status = secmailp_dns_channel_open(c, l->server, false, slot);
		if (status != SECMAIL_DONE)
			return status;
		secmailp_dns_timer_set(&c->timers, &(*slot)->timer, c->now + SECMAIL_DNS_PORT_MS);
	}
	*out = *slot;
	return SECMAIL_DONE;
}

/*
 * The first failure may be news of an earlier datagram (an ICMP error), the
 * second is of this one. What the system does not take now is as good as lost
 * on the way.
 */
static bool
send_datagram(const secmailp_dns_channel *ch, const secmailp_dns_lookup *l)
{
	for (int attempt = 0; attempt < 2; attempt++)
		if (send(ch->fd, l->query + 2, l->query_len - 2, MSG_NOSIGNAL) >= 0 ||
		    secmailp_dns_is_patience(errno))
			return true;
	return false;
}

secmail_status
secmailp_dns_udp_send(secmailp_dns_lookup *l)
{
	secmailp_dns_channel *ch;
	secmail_status status = choose_port(l, &ch);

	if (status == SECMAIL_DONE)
		status = secmailp_dns_channel_join(ch, l);
	if (status != SECMAIL_DONE)
		return status;
	secmailp_dns_lookup_write(l);
	secmailp_dns_count(l->client, SECMAIL_DNS_CLIENT_DATAGRAMS);
	if (send_datagram(ch, l))
		return SECMAIL_DONE;
	secmailp_dns_channel_leave(l);
	return SECMAIL_NOT_FOUND;
}

/*
 * Stops early when nothing more is expected, which saves asking the system.
 * False if the port is of no use any more.
 */
static bool
receive(secmailp_dns_channel *ch)
{
	secmail_dns_client *c = ch->client;
	size_t taken = 0;

	for (int i = 0; i < MAX_PACKETS_A_TURN && taken < SECMAILP_DNS_TURN_OCTETS; i++) {
		ssize_t n = recv(ch->fd, c->packet, sizeof c->packet, 0);

		if (n < 0)
			return secmailp_dns_is_patience(errno);
		taken += (size_t)n;
		(void)secmailp_dns_channel_take(ch, secmailp_view_of(c->packet, (size_t)n));
		if (secmailp_dns_udp_is_guessed_at(ch))
			return false;
		if (ch->in_flight == 0)
			return true;
	}
	return true;
}

void
secmailp_dns_udp_ready(secmailp_dns_channel *ch)
{
	bool good;

	secmailp_dns_channel_hold(ch);
	good = receive(ch);
	if (good)
		secmailp_dns_channel_release(ch);
	else
		secmailp_dns_channel_break(ch);
}
