/*
 * lookup.c - a question on its way over the servers; see client.h
 *
 * It is sent to one server after the other, try by try. What was heard from a
 * server is judged in taken.c; here is who is asked next, and whose failure
 * stands in the end.
 */
#include <stdlib.h>

#include "client.h"

/* No port was used yet. */
#define NO_PORT SECMAILP_DNS_PORTS

/*
 * A server whose try ended at once, because it can't be reached or sends what
 * can't be read, is asked again after so many milliseconds: it may be starting.
 */
#define PAUSE_MS 500

/* FNV-1a from a start that nobody knows. */
static size_t
chain_number(const secmail_dns_client *c, secmailp_view qname, uint16_t qtype)
{
	uint32_t hash = c->hash_key ^ qtype;

	for (size_t i = 0; i < qname.len; i++)
		hash = (hash ^ qname.at[i]) * 16777619u;
	return (hash ^ hash >> 16) % SECMAILP_DNS_LOOKUP_CHAINS;
}

secmailp_dns_lookup *
secmailp_dns_lookup_find(const secmail_dns_client *c, secmailp_view qname, uint16_t qtype)
{
	secmailp_dns_lookup *l = secmailp_list_first(&c->lookups[chain_number(c, qname, qtype)]);

	while (l &&
	       (l->qtype != qtype || !secmailp_view_equal(secmailp_dnsname_view(&l->qname), qname)))
		l = secmailp_list_next(&l->same_chain);
	return l;
}

/* A server was silent, or can't be reached: the others come first for a while. */
static void
blame(secmailp_dns_lookup *l)
{
	l->client->peers[l->server].penalty_end = l->client->now + SECMAIL_DNS_PENALTY_MS;
}

/* Nobody answered in time; or a pause is over. */
static void
is_due(void *owner)
{
	secmailp_dns_lookup *l = owner;
	secmailp_dns_channel *connection = l->client->peers[l->server].connection;

	if (l->pauses) {
		secmailp_dns_lookup_next(l);
		return;
	}
	secmailp_dns_count(l->client, SECMAIL_DNS_CLIENT_TIMEOUTS);
	if (l->channel == connection)
		secmailp_dns_channel_retire(
		    connection); /* it stays as long as the lookup is on it */
	secmailp_dns_channel_leave(l);
	secmailp_dns_lookup_lost(l, false);
}

secmailp_dns_lookup *
secmailp_dns_lookup_new(secmail_dns_client *c, secmailp_view qname, uint16_t qtype)
{
	secmailp_dns_lookup *l = calloc(1, sizeof *l);

	if (!l || !secmailp_dns_timer_init(&c->timers, &l->timer, is_due, l)) {
		free(l);
		return NULL;
	}
	l->client = c;
	secmailp_link_init(&l->same_chain, l);
	secmailp_link_init(&l->on_channel, l);
	secmailp_list_init(&l->wants);
	qname = secmailp_view_first(qname, sizeof l->qname.wire);
	memcpy(l->qname.wire, qname.at, qname.len);
	l->qname.len = qname.len;
	l->qtype = qtype;
	l->port = NO_PORT;
	l->failure = SECMAIL_DNS_TIMEOUT;
	secmailp_list_append(&c->lookups[chain_number(c, qname, qtype)], &l->same_chain);
	c->lookup_count++;
	return l;
}

void
secmailp_dns_lookup_refresh(secmail_dns_client *c, const secmail_answers *a, uint32_t id)
{
	size_t len;
	const void *at = secmail_answers_qname_wire(a, id, &len);
	secmailp_view qname = secmailp_view_of(at, len);
	uint16_t qtype = secmail_answers_qtype(a, id);
	secmailp_dns_lookup *l = NULL;

	if (c->lookup_count < SECMAIL_DNS_MAX_LOOKUPS && !secmailp_dns_lookup_find(c, qname, qtype))
		l = secmailp_dns_lookup_new(c, qname, qtype);
	if (!l)
		return;
	l->refresh = true;
	secmailp_dns_lookup_next(l);
}

void
secmailp_dns_lookup_free(secmailp_dns_lookup *l)
{
	secmailp_dns_channel_leave(l);
	secmailp_unlink(&l->on_channel);
	secmailp_unlink(&l->same_chain);
	secmailp_dns_timer_end(&l->client->timers, &l->timer);
	l->client->lookup_count--;
	free(l);
}

void
secmailp_dns_lookup_answer(
    secmailp_dns_lookup *l, const secmailp_dns_reply *reply, secmail_trust trust)
{
	secmailp_dns_want *w;

	if (l->client->cache)
		secmailp_dns_cache_keep(l->client->cache, reply, l->client->now);
	while ((w = secmailp_list_take(&l->wants)))
		secmailp_dns_want_answered(w, reply, trust);
	secmailp_dns_lookup_free(l);
}

void
secmailp_dns_lookup_fail(secmailp_dns_lookup *l)
{
	secmailp_dns_want *w;

	if (l->client->cache)
		secmailp_dns_cache_keep_failure(l->client->cache, secmailp_dnsname_view(&l->qname),
		    l->qtype, l->failure, l->client->now);
	while ((w = secmailp_list_take(&l->wants)))
		secmailp_dns_want_failed(w, l->failure);
	secmailp_dns_lookup_free(l);
}

void
secmailp_dns_lookup_abort(secmailp_dns_lookup *l, secmail_status status)
{
	secmailp_dns_want *w;

	while ((w = secmailp_list_take(&l->wants)))
		secmailp_dns_want_aborted(w, status);
	secmailp_dns_lookup_free(l);
}

/* What the query carries follows from what is known of the server now. */
static unsigned
options_for(const secmailp_dns_lookup *l)
{
	const secmailp_dns_peer *peer = &l->client->peers[l->server];

	bool no_edns = l->no_edns || l->client->now < peer->no_edns_end;

	return (no_edns ? 0 : SECMAILP_DNS_EDNS) |
	       (l->client->now < peer->no_case_end ? 0 : SECMAILP_DNS_MIX_CASE) |
	       (l->client->settings.trust_ad ? SECMAILP_DNS_ASK_AD : 0);
}

void
secmailp_dns_lookup_write(secmailp_dns_lookup *l)
{
	uint8_t *message = l->query + 2;
	uint8_t chance[SECMAILP_DNSNAME_MAX / 8 + 1];
	size_t len;

	l->options = options_for(l);
	len = secmailp_dns_query_write(
	    message, l->id, secmailp_dnsname_view(&l->qname), l->qtype, l->options);
	if ((l->options & SECMAILP_DNS_MIX_CASE) &&
	    secmailp_dns_random(l->client, chance, l->qname.len / 8 + 1))
		secmailp_dns_query_mix_case(message, l->qname.len, chance);
	l->query[0] = (uint8_t)(len >> 8);
	l->query[1] = (uint8_t)(len & 0xff);
	l->query_len = len + 2;
}

/* Sends to the server that was chosen. */
static secmail_status
send_to_server(secmailp_dns_lookup *l, bool tcp)
{
	secmail_dns_client *c = l->client;
	secmail_status status;

	secmailp_dns_channel_leave(l);
	status = tcp ? secmailp_dns_tcp_send(l) : secmailp_dns_udp_send(l);
	if (status == SECMAIL_DONE)
		secmailp_dns_timer_set(&c->timers, &l->timer, c->now + c->settings.timeout);
	return status;
}

/* Whether server `a` is to be asked before server `b`: by tries, by silence, by the list. */
static bool
is_before(const secmailp_dns_lookup *l, unsigned a, unsigned b)
{
	const secmail_dns_client *c = l->client;
	bool a_is_blamed = c->now < c->peers[a].penalty_end;
	bool b_is_blamed = c->now < c->peers[b].penalty_end;

	if (l->tries[a] != l->tries[b])
		return l->tries[a] < l->tries[b];
	if (a_is_blamed != b_is_blamed)
		return b_is_blamed;
	return a < b;
}

/* Chooses the server that is asked next. False if none is left. */
static bool
choose_server(secmailp_dns_lookup *l)
{
	const secmail_dns_resolver *settings = &l->client->settings;
	bool found = false;

	for (unsigned i = 0; i < settings->server_count; i++) {
		if (l->rejected[i] || l->tries[i] >= settings->tries)
			continue;
		if (!found || is_before(l, i, l->server))
			l->server = i;
		found = true;
	}
	return found;
}

/* Whether the server that was chosen has to be given time: its last try ended at once. */
static bool
pauses(secmailp_dns_lookup *l)
{
	secmail_dns_client *c = l->client;
	int64_t pause = c->settings.timeout < PAUSE_MS ? c->settings.timeout : PAUSE_MS;

	l->pauses = l->tries[l->server] > 0 && c->now < l->asked_at + pause;
	if (l->pauses)
		secmailp_dns_timer_set(&c->timers, &l->timer, l->asked_at + pause);
	return l->pauses;
}

void
secmailp_dns_lookup_next(secmailp_dns_lookup *l)
{
	secmailp_dns_timer_clear(&l->client->timers, &l->timer);
	secmailp_dns_channel_leave(l);
	l->pauses = false;
	while (choose_server(l)) {
		secmail_status status;

		if (pauses(l))
			return;
		l->tries[l->server]++;
		l->asked_at = l->client->now;
		l->misspelt = false;
		l->no_edns = false;
		status = send_to_server(l, false);
		if (status == SECMAIL_DONE)
			return;
		if (status != SECMAIL_NOT_FOUND) {
			secmailp_dns_lookup_abort(l, status);
			return;
		}
		blame(l);
	}
	secmailp_dns_lookup_fail(l);
}

void
secmailp_dns_lookup_again(secmailp_dns_lookup *l, bool tcp)
{
	secmail_status status = send_to_server(l, tcp);

	if (status == SECMAIL_NOT_FOUND)
		secmailp_dns_lookup_lost(l, false);
	else if (status != SECMAIL_DONE)
		secmailp_dns_lookup_abort(l, status);
}

void
secmailp_dns_lookup_lost(secmailp_dns_lookup *l, bool again)
{
	secmailp_dns_peer *peer = &l->client->peers[l->server];

	if (again) {
		secmailp_dns_lookup_again(l, true);
	} else if (l->misspelt) {
		/* Without TCP there is no telling who lost the case; the id has to do. */
		peer->no_case_end = l->client->now + SECMAILP_DNS_LEARNT_MS;
		l->misspelt = false;
		secmailp_dns_lookup_again(l, false);
	} else {
		blame(l);
		secmailp_dns_lookup_next(l);
	}
}
