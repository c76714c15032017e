/*
 * run.c - the blocking stub resolver: all questions at once, then wait
 *
 * Each question walks over the servers, try by try, until it has a final
 * answer. What ends a walk early, what is only a reason to ask the next
 * server, and whose failure stands in the end is decided in take_reply() and
 * next_try().
 */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <time.h>

#include "exchange.h"

typedef struct walk {
	uint32_t question;
	secmailp_dns_exchange exchange;
	unsigned tries;      /* so far */
	unsigned rejections; /* servers that answered with a failure */
	secmail_dns_failure failure;
	int64_t deadline; /* of this try */
	bool walking;
} walk;

typedef struct run {
	const secmail_dns_resolver *resolver;
	secmail_answers *answers;
	secmail_status status;
	int64_t end;
	bool wait_for_all;
	uint32_t questions[SECMAIL_ANSWERS_MAX_QUESTIONS];
	size_t count;
	size_t started; /* questions that have, or had, a walk */
	walk walks[SECMAIL_DNS_MAX_IN_FLIGHT];
	struct pollfd polls[SECMAIL_DNS_MAX_IN_FLIGHT];
	walk *polled[SECMAIL_DNS_MAX_IN_FLIGHT];
	uint8_t packet[SECMAILP_DNS_MESSAGE_MAX];
} run;

/* Milliseconds that only go up. */
static secmail_status
now(int64_t *ms)
{
	struct timespec t;

	if (clock_gettime(CLOCK_MONOTONIC, &t) != 0)
		return SECMAIL_IO;
	*ms = (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
	return SECMAIL_DONE;
}

static void
note(run *r, secmail_status status)
{
	if (r->status == SECMAIL_DONE)
		r->status = status;
}

static void
end_walk(walk *w)
{
	secmailp_dns_exchange_stop(&w->exchange);
	w->walking = false;
}

static void
give_up(run *r, walk *w)
{
	note(r, secmail_answers_fail(r->answers, w->question, w->failure));
	end_walk(w);
}

/* Sends to a server. False if it can't be reached. */
static bool
send_try(run *r, walk *w, const secmailp_dns_server *server, bool tcp, int64_t at)
{
	secmailp_dns_progress progress = secmailp_dns_exchange_start(&w->exchange, server, tcp);

	w->deadline = at + r->resolver->timeout;
	if (progress == SECMAILP_DNS_NO_SYSTEM)
		note(r, SECMAIL_IO);
	return progress == SECMAILP_DNS_WAITING;
}

/* Goes on to the next server that can be reached; when none is left, the last failure stands. */
static void
next_try(run *r, walk *w, int64_t at)
{
	const secmail_dns_resolver *settings = r->resolver;
	size_t servers = settings->server_count;

	while (r->status == SECMAIL_DONE && w->tries < settings->tries * servers &&
	       w->rejections < servers) {
		const secmailp_dns_server *server = &settings->servers[w->tries++ % servers];

		if (send_try(r, w, server, false, at))
			return;
	}
	if (r->status == SECMAIL_DONE)
		give_up(r, w);
}

static void
start_walk(run *r, walk *w, uint32_t question, int64_t at)
{
	size_t len;
	const void *qname = secmail_answers_qname_wire(r->answers, question, &len);

	*w = (walk){ .question = question, .failure = SECMAIL_DNS_TIMEOUT, .walking = true };
	w->exchange.fd = -1;
	w->exchange.qname = secmailp_view_of(qname, len);
	w->exchange.qtype = secmail_answers_qtype(r->answers, question);
	w->exchange.options = SECMAILP_DNS_EDNS | (r->resolver->trust_ad ? SECMAILP_DNS_ASK_AD : 0);
	next_try(r, w, at);
}

static secmail_trust
trust_of(const run *r, const secmailp_dns_reply *reply)
{
	if (!r->resolver->trust_ad)
		return SECMAIL_TRUST_UNKNOWN;
	return reply->message.flags & SECMAILP_DNS_AD ? SECMAIL_TRUST_SECURE
						      : SECMAIL_TRUST_INSECURE;
}

/* Servers older than EDNS answer like this (RFC 6891 section 7): ask again without it. */
static bool
dislikes_edns(const walk *w, const secmailp_dns_reply *reply)
{
	return (w->exchange.options & SECMAILP_DNS_EDNS) != 0 &&
	       (reply->rcode == SECMAILP_DNS_FORMERR || reply->rcode == SECMAILP_DNS_NOTIMP);
}

static void
take_failure(run *r, walk *w, const secmailp_dns_reply *reply, int64_t at)
{
	if (dislikes_edns(w, reply)) {
		w->exchange.options &= ~(unsigned)SECMAILP_DNS_EDNS;
		if (send_try(r, w, w->exchange.server, w->exchange.tcp, at))
			return;
	}
	w->failure = reply->failure;
	w->rejections++;
	/* Another server's word must not stand against a validator's. */
	if (reply->failure == SECMAIL_DNS_BOGUS)
		give_up(r, w);
	else
		next_try(r, w, at);
}

static void
take_reply(run *r, walk *w, const secmailp_dns_reply *reply, int64_t at)
{
	switch (reply->kind) {
	case SECMAILP_DNS_ANSWERED:
		note(r,
		    secmailp_dns_reply_apply(reply, r->answers, w->question, trust_of(r, reply)));
		end_walk(w);
		return;
	case SECMAILP_DNS_FAILED:
		take_failure(r, w, reply, at);
		return;
	case SECMAILP_DNS_TRUNCATED:
		if (!w->exchange.tcp && send_try(r, w, w->exchange.server, true, at))
			return;
		break;
	case SECMAILP_DNS_BROKEN:
	case SECMAILP_DNS_FOREIGN:
		break;
	}
	w->failure = SECMAIL_DNS_SERVFAIL;
	next_try(r, w, at);
}

static void
serve(run *r, walk *w, int64_t at)
{
	secmailp_dns_reply reply;

	switch (secmailp_dns_exchange_go_on(&w->exchange, r->packet, &reply)) {
	case SECMAILP_DNS_REPLY:
		take_reply(r, w, &reply, at);
		break;
	case SECMAILP_DNS_LOST:
		next_try(r, w, at);
		break;
	case SECMAILP_DNS_WAITING:
	case SECMAILP_DNS_NO_SYSTEM:
		break;
	}
}

/* Whether an answer is still waited for. */
static bool
is_waiting(const run *r)
{
	for (size_t i = 0; i < r->count; i++) {
		uint32_t id = r->questions[i];

		if (secmail_answers_state(r->answers, id) == SECMAIL_ANSWER_OPEN &&
		    (r->wait_for_all || secmail_answers_is_needed(r->answers, id)))
			return true;
	}
	return false;
}

/* Gives a walk to each question, as long as there are sockets for them. */
static void
start_walks(run *r, int64_t at)
{
	for (size_t i = 0; i < SECMAIL_DNS_MAX_IN_FLIGHT; i++)
		while (!r->walks[i].walking && r->started < r->count && r->status == SECMAIL_DONE)
			start_walk(r, &r->walks[i], r->questions[r->started++], at);
}

/* Lists what to poll, and returns when the first of the deadlines is. */
static int64_t
list_polls(run *r, nfds_t *count)
{
	int64_t deadline = r->end;

	*count = 0;
	for (size_t i = 0; i < SECMAIL_DNS_MAX_IN_FLIGHT; i++) {
		walk *w = &r->walks[i];

		if (!w->walking)
			continue;
		if (w->deadline < deadline)
			deadline = w->deadline;
		r->polled[*count] = w;
		r->polls[(*count)++] = (struct pollfd){ .fd = w->exchange.fd,
			.events = secmailp_dns_exchange_events(&w->exchange) };
	}
	return deadline;
}

/* Waits for the first event or deadline, and serves whom it concerns. */
static void
wait_and_serve(run *r, int64_t at)
{
	nfds_t count;
	int64_t deadline = list_polls(r, &count);
	int ready = poll(r->polls, count, deadline > at ? (int)(deadline - at) : 0);

	if (ready < 0 && errno != EINTR)
		note(r, SECMAIL_IO);
	note(r, now(&at));
	for (nfds_t i = 0; i < count && r->status == SECMAIL_DONE; i++) {
		walk *w = r->polled[i];

		if (ready > 0 && r->polls[i].revents)
			serve(r, w, at);
		if (w->walking && at >= w->deadline)
			next_try(r, w, at);
	}
}

/* The total time-out: what is open now has its answer, too. */
static void
expire(run *r)
{
	for (size_t i = 0; i < r->count; i++)
		if (secmail_answers_state(r->answers, r->questions[i]) == SECMAIL_ANSWER_OPEN)
			note(r,
			    secmail_answers_fail(r->answers, r->questions[i], SECMAIL_DNS_TIMEOUT));
}

static void
ask_all(run *r)
{
	int64_t at = 0;

	note(r, now(&at));
	r->end = at + r->resolver->total;
	while (r->status == SECMAIL_DONE && is_waiting(r)) {
		if (at >= r->end) {
			expire(r);
			return;
		}
		start_walks(r, at);
		if (is_waiting(r) && r->status == SECMAIL_DONE)
			wait_and_serve(r, at);
		note(r, now(&at));
	}
}

secmail_status
secmail_dns_resolver_run(const secmail_dns_resolver *resolver, secmail_answers *a)
{
	secmail_status status;
	run *r;

	if (resolver->server_count == 0)
		return SECMAIL_ARGUMENT;
	r = calloc(1, sizeof *r);
	if (!r)
		return SECMAIL_NO_MEMORY;
	r->resolver = resolver;
	r->answers = a;
	r->count = secmail_answers_open(a, r->questions, SECMAIL_ANSWERS_MAX_QUESTIONS);
	r->wait_for_all = r->count > 0 && !secmail_answers_is_needed(a, r->questions[0]);
	ask_all(r);
	for (size_t i = 0; i < SECMAIL_DNS_MAX_IN_FLIGHT; i++)
		if (r->walks[i].walking)
			end_walk(&r->walks[i]);
	status = r->status;
	free(r);
	return status;
}
