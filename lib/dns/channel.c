/* channel.c - the sockets that carry lookups, found by their descriptors; see client.h */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client.h"

bool
secmailp_dns_is_patience(int error)
{
	return error == EAGAIN || error == EWOULDBLOCK || error == EINTR || error == EINPROGRESS;
}

static secmailp_link *
chain_of(secmail_dns_client *c, int fd)
{
	return &c->channels[(unsigned)fd % SECMAILP_DNS_FD_CHAINS];
}

secmailp_dns_channel *
secmailp_dns_channel_find(const secmail_dns_client *c, int fd)
{
	const secmailp_link *chain = &c->channels[(unsigned)fd % SECMAILP_DNS_FD_CHAINS];
	secmailp_dns_channel *ch = secmailp_list_first(chain);

	while (ch && ch->fd != fd)
		ch = secmailp_list_next(&ch->same_chain);
	return ch;
}

void
secmailp_dns_channel_watch(secmailp_dns_channel *ch, unsigned events)
{
	if (ch->events == events)
		return;
	ch->events = events;
	if (ch->client->watch)
		ch->client->watch(ch->client->watch_arg, ch->fd, events);
}

/* A port has lived long enough, or a connection was idle for long. */
static void
is_due(void *owner)
{
	secmailp_dns_channel_retire(owner);
}

/*
 * Connected even for UDP: the kernel then gives the socket a port of its own
 * and passes on only what comes from that server.
 */
static secmail_status
open_socket(secmail_dns_client *c, const secmailp_dns_server *server, bool tcp, int *out)
{
	const struct sockaddr *address = (const struct sockaddr *)&server->address;
	int kind = (tcp ? SOCK_STREAM : SOCK_DGRAM) | SOCK_NONBLOCK | SOCK_CLOEXEC;

	*out = socket(address->sa_family, kind, 0);
	if (*out < 0 && errno == EAFNOSUPPORT)
		return SECMAIL_NOT_FOUND;
	if (*out < 0) {
		secmailp_error_set(&c->error, "no socket: %s", strerror(errno));
		return SECMAIL_IO;
	}
	if (connect(*out, address, server->len) == 0 || secmailp_dns_is_patience(errno))
		return SECMAIL_DONE;
	close(*out);
	return SECMAIL_NOT_FOUND;
}

secmail_status
secmailp_dns_channel_open(
    secmail_dns_client *c, unsigned server, bool tcp, secmailp_dns_channel **out)
{
	secmailp_dns_channel *ch = calloc(1, sizeof *ch);
	secmail_status status = SECMAIL_NO_MEMORY;

	*out = NULL;
	if (!ch)
		return SECMAIL_NO_MEMORY;
	ch->client = c;
	ch->tcp = tcp;
	ch->server = server;
	secmailp_link_init(&ch->same_chain, ch);
	secmailp_list_init(&ch->lookups);
	ch->out = secmailp_buffer_new(SECMAILP_DNS_MESSAGE_MAX);
	if (secmailp_dns_timer_init(&c->timers, &ch->timer, is_due, ch)) {
		status = open_socket(c, &c->settings.servers[server], tcp, &ch->fd);
		if (status != SECMAIL_DONE)
			secmailp_dns_timer_end(&c->timers, &ch->timer);
	}
	if (status != SECMAIL_DONE) {
		free(ch);
		return status;
	}
	secmailp_list_append(chain_of(c, ch->fd), &ch->same_chain);
	c->channel_count++;
	if (!tcp)
		secmailp_dns_channel_watch(ch, SECMAIL_DNS_READABLE);
	*out = ch;
	return SECMAIL_DONE;
}

static bool
has_id(const secmailp_dns_channel *ch, uint16_t id)
{
	const secmailp_dns_lookup *l = secmailp_list_first(&ch->lookups);

	while (l && l->id != id)
		l = secmailp_list_next(&l->on_channel);
	return l != NULL;
}

secmail_status
secmailp_dns_channel_join(secmailp_dns_channel *ch, secmailp_dns_lookup *l)
{
	if (!secmailp_dns_random(ch->client, &l->id, sizeof l->id))
		return SECMAIL_IO;
	while (has_id(ch, l->id))
		l->id++;
	l->channel = ch;
	secmailp_list_append(&ch->lookups, &l->on_channel);
	ch->in_flight++;
	ch->asked++;
	return SECMAIL_DONE;
}

/* Closes a channel that is of no more use, unless it is being read. */
static void
close_if_over(secmailp_dns_channel *ch)
{
	secmailp_link nobody;

	secmailp_list_init(&nobody);
	if (ch->retired && ch->in_flight == 0 && !ch->held)
		secmailp_dns_channel_close(ch, &nobody);
}

void
secmailp_dns_channel_leave(secmailp_dns_lookup *l)
{
	secmailp_dns_channel *ch = l->channel;

	if (!ch)
		return;
	secmailp_unlink(&l->on_channel);
	l->channel = NULL;
	ch->in_flight--;
	if (ch->tcp && ch->in_flight == 0)
		secmailp_dns_timer_set(
		    &ch->client->timers, &ch->timer, ch->client->now + SECMAIL_DNS_TCP_IDLE_MS);
	close_if_over(ch);
}

void
secmailp_dns_channel_hold(secmailp_dns_channel *ch)
{
	ch->held = true;
}

void
secmailp_dns_channel_release(secmailp_dns_channel *ch)
{
	ch->held = false;
	close_if_over(ch);
}

/* From now on no lookup finds it. */
static void
take_off_peer(secmailp_dns_channel *ch)
{
	secmailp_dns_peer *peer = &ch->client->peers[ch->server];

	for (size_t i = 0; i < SECMAILP_DNS_PORTS; i++)
		if (peer->ports[i] == ch)
			peer->ports[i] = NULL;
	if (peer->connection == ch)
		peer->connection = NULL;
}

void
secmailp_dns_channel_retire(secmailp_dns_channel *ch)
{
	if (!ch)
		return;
	take_off_peer(ch);
	ch->retired = true;
	close_if_over(ch);
}

void
secmailp_dns_channel_close(secmailp_dns_channel *ch, secmailp_link *orphans)
{
	secmail_dns_client *c = ch->client;
	secmailp_dns_lookup *l;

	while ((l = secmailp_list_take(&ch->lookups))) {
		l->channel = NULL;
		secmailp_list_append(orphans, &l->on_channel);
	}
	take_off_peer(ch);
	secmailp_dns_channel_watch(ch, 0);
	close(ch->fd);
	secmailp_unlink(&ch->same_chain);
	c->channel_count--;
	secmailp_dns_timer_end(&c->timers, &ch->timer);
	secmailp_buffer_free(&ch->out);
	free(ch->message);
	free(ch);
}

void
secmailp_dns_channel_break(secmailp_dns_channel *ch)
{
	bool again = ch->tcp ? secmailp_dns_tcp_broke(ch) : secmailp_dns_udp_is_guessed_at(ch);
	secmailp_link orphans;
	secmailp_dns_lookup *l;

	secmailp_list_init(&orphans);
	secmailp_dns_channel_close(ch, &orphans);
	while ((l = secmailp_list_take(&orphans)))
		secmailp_dns_lookup_lost(l, again);
}

/* The lookup that a message's id belongs to. */
static secmailp_dns_lookup *
lookup_of(const secmailp_dns_channel *ch, secmailp_view message)
{
	secmailp_cursor c = secmailp_cursor_over(message);
	uint16_t id = secmailp_cursor_u16(&c);
	secmailp_dns_lookup *l = c.bad ? NULL : secmailp_list_first(&ch->lookups);

	while (l && l->id != id)
		l = secmailp_list_next(&l->on_channel);
	return l;
}

bool
secmailp_dns_channel_take(secmailp_dns_channel *ch, secmailp_view message)
{
	secmailp_dns_lookup *l = lookup_of(ch, message);

	if (l && secmailp_dns_lookup_take(l, message)) {
		ch->proven = true;
		return true;
	}
	ch->foreign++;
	secmailp_dns_count(ch->client, SECMAIL_DNS_CLIENT_FOREIGN);
	return false;
}
