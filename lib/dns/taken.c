/*
 * taken.c - what a lookup makes of a message that came under its id
 *
 * What ends it, what is only a reason to ask the next server, and what to ask
 * the same server in another way.
 */
#include "client.h"

/* Where the question begins, in a query as in a reply: nothing before it could be pointed to. */
#define QUESTION 12

/* Whether the question came back letter by letter as it was sent. */
static bool
keeps_case(const secmailp_dns_lookup *l, secmailp_view message)
{
	secmailp_view sent = secmailp_view_of(l->query + 2 + QUESTION, l->qname.len);
	secmailp_view echo = secmailp_view_first(secmailp_view_after(message, QUESTION), sent.len);

	return secmailp_view_equal(sent, echo);
}

static secmail_trust
trust_of(const secmailp_dns_lookup *l, const secmailp_dns_reply *reply)
{
	if (!(l->options & SECMAILP_DNS_ASK_AD))
		return SECMAIL_TRUST_UNKNOWN;
	return reply->message.flags & SECMAILP_DNS_AD ? SECMAIL_TRUST_SECURE
						      : SECMAIL_TRUST_INSECURE;
}

/* Servers older than EDNS answer like this (RFC 6891 section 7): ask again without it. */
static bool
dislikes_edns(const secmailp_dns_lookup *l, const secmailp_dns_reply *reply)
{
	return (l->options & SECMAILP_DNS_EDNS) != 0 &&
	       (reply->rcode == SECMAILP_DNS_FORMERR || reply->rcode == SECMAILP_DNS_NOTIMP);
}

/*
 * It was EDNS that was disliked only if the question does better without: a
 * server may pass on what it was told, and whoever runs a zone could say that.
 */
static void
learn_of_edns(const secmailp_dns_lookup *l, const secmailp_dns_reply *reply)
{
	if (l->no_edns &&
	    (reply->kind == SECMAILP_DNS_ANSWERED || reply->kind == SECMAILP_DNS_TRUNCATED))
		l->client->peers[l->server].no_edns_end = l->client->now + SECMAILP_DNS_LEARNT_MS;
}

static void
take_failure(secmailp_dns_lookup *l, const secmailp_dns_reply *reply, bool tcp)
{
	if (dislikes_edns(l, reply)) {
		l->no_edns = true;
		secmailp_dns_lookup_again(l, tcp);
		return;
	}
	l->failure = reply->failure;
	l->rejected[l->server] = true;
	/* Another server's word must not stand against a validator's. */
	if (reply->failure == SECMAIL_DNS_BOGUS)
		secmailp_dns_lookup_fail(l);
	else
		secmailp_dns_lookup_next(l);
}

static void
take_reply(secmailp_dns_lookup *l, const secmailp_dns_reply *reply, bool tcp)
{
	switch (reply->kind) {
	case SECMAILP_DNS_ANSWERED:
		secmailp_dns_lookup_answer(l, reply, trust_of(l, reply));
		return;
	case SECMAILP_DNS_FAILED:
		take_failure(l, reply, tcp);
		return;
	case SECMAILP_DNS_TRUNCATED:
		if (!tcp) {
			secmailp_dns_lookup_again(l, true);
			return;
		}
		break;
	case SECMAILP_DNS_BROKEN:
	case SECMAILP_DNS_FOREIGN:
		break;
	}
	l->failure = SECMAIL_DNS_SERVFAIL;
	secmailp_dns_lookup_next(l);
}

/*
 * The case of the letters was chosen by chance, so that whoever can't see the
 * query has to guess it, too. A datagram that lost it is not believed: the
 * question goes over TCP, where nobody else can answer. If the case is lost
 * there as well, it is the server's way, and the others won't be asked so.
 */
static bool
is_misspelt(secmailp_dns_lookup *l, secmailp_view message, bool tcp)
{
	secmailp_dns_peer *peer = &l->client->peers[l->server];

	if (!(l->options & SECMAILP_DNS_MIX_CASE) || keeps_case(l, message))
		return false;
	secmailp_dns_count(l->client, SECMAIL_DNS_CLIENT_MISSPELT);
	if (tcp)
		peer->no_case_end = l->client->now + SECMAILP_DNS_LEARNT_MS;
	return !tcp;
}

bool
secmailp_dns_lookup_take(secmailp_dns_lookup *l, secmailp_view message)
{
	bool tcp = l->channel->tcp;
	secmailp_dns_reply reply;

	secmailp_dns_reply_read(&reply, message, secmailp_dnsname_view(&l->qname), l->qtype);
	if (reply.kind == SECMAILP_DNS_FOREIGN)
		return false;
	if (is_misspelt(l, message, tcp)) {
		l->misspelt = true;
		secmailp_dns_lookup_again(l, true);
		return true;
	}
	l->misspelt = false;
	l->client->peers[l->server].penalty_end = 0;
	learn_of_edns(l, &reply);
	take_reply(l, &reply, tcp);
	return true;
}
