/*
 * secmail-ask-cares.c - DNS by a resolver of the caller's own: c-ares, for any event loop
 *
 * answer() is what a mail server would take over. It stands where secmail_dns_client_run() does,
 * in the loop that goes on while an evaluator returns SECMAIL_WANT_DNS.
 */
#define CARES_NO_DEPRECATED /* c-ares 1.28 has newer names for what 1.18 has, too */
#include <sys/select.h>     /* ares.h wants it first */

#include <ares.h>
#include <poll.h>
#include <secmail/dns.h>
#include <string.h>
#include <sys/random.h>

#include "ask.h"

#define USAGE "secmail-ask-cares [-d] [-s ADDRESS[:PORT]] [-t MS] NAME TYPE... [+ NAME TYPE...]..."

/* A query: header, name, and the rest: type, class, OPT record (for extended errors, RFC 8914). */
#define HEADER_SIZE 12
#define REST_SIZE 15

struct lookup {
	secmail_answers *table;
	uint32_t id;
	bool trust_ad;
};

/* With NOCHECKRESP a refusal is handed out as such; else c-ares says "connection refused". */
static ares_channel
open_channel(const struct ask_options *o)
{
	struct ares_options settings = {
		.flags = ARES_FLAG_NOCHECKRESP | ARES_FLAG_EDNS,
		.timeout = 2000, /* milliseconds; later tries get more */
		.tries = 3,
	};
	int mask = ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES;
	ares_channel channel;

	if (ares_init_options(&channel, &settings, mask) != ARES_SUCCESS)
		ask_fail(ASK_TEMPORARY, "c-ares", "can't be set up");
	if (o->server && ares_set_servers_ports_csv(channel, o->server) != ARES_SUCCESS)
		ask_fail(ASK_USAGE, o->server, "is no address with or without a port");
	return channel;
}

/*
 * The name is taken as on the wire: c-ares 1.18 does not read \DDD, so that a name with such an
 * octet, which a sender's SPF record can make, would become the question for another name.
 */
static size_t
write_query(unsigned char *query, const secmail_answers *a, uint32_t id)
{
	uint16_t type = secmail_answers_qtype(a, id);
	/* Recursion desired, AD understood; one question, one additional record. */
	unsigned char header[HEADER_SIZE] = { [2] = 0x01, [3] = 0x20, [5] = 1, [11] = 1 };
	unsigned char rest[REST_SIZE] = { (unsigned char)(type >> 8), (unsigned char)type, 0, 1, 0,
		0, 41, SECMAIL_DNS_UDP_SIZE >> 8, SECMAIL_DNS_UDP_SIZE & 0xff };
	size_t name_len;
	const void *name = secmail_answers_qname_wire(a, id, &name_len);

	ask_must(getrandom(header, 2, 0) == 2 ? SECMAIL_DONE : SECMAIL_IO, "randomness");
	memcpy(query, header, HEADER_SIZE);
	memcpy(query + HEADER_SIZE, name, name_len);
	memcpy(query + HEADER_SIZE + name_len, rest, REST_SIZE);
	return HEADER_SIZE + name_len + REST_SIZE;
}

/* Called once for each query. Truncated answers do not come here: c-ares asks again over TCP. */
static void
take(void *arg, int status, int timeouts, unsigned char *message, int len)
{
	const struct lookup *l = arg;
	secmail_status taken = SECMAIL_SYNTAX;
	bool silent = status == ARES_ETIMEOUT || status == ARES_ECONNREFUSED;

	(void)timeouts;
	if (status == ARES_ECANCELLED)
		return;
	if (status == ARES_SUCCESS)
		taken = secmail_dns_answer_wire(l->table, l->id, message, (size_t)len,
		    l->trust_ad ? secmail_dns_message_trust(message, (size_t)len)
				: SECMAIL_TRUST_UNKNOWN);
	if (taken == SECMAIL_SYNTAX || taken == SECMAIL_LIMIT) /* there was no answer in it */
		taken = secmail_answers_fail(
		    l->table, l->id, silent ? SECMAIL_DNS_TIMEOUT : SECMAIL_DNS_SERVFAIL);
	ask_must(taken, "answer");
}

/* One round of an event loop, which may take so many milliseconds. */
static void
wait_once(ares_channel channel, int most)
{
	ares_socket_t sockets[ARES_GETSOCK_MAXNUM];
	struct pollfd polled[ARES_GETSOCK_MAXNUM];
	unsigned wanted = (unsigned)ares_getsock(channel, sockets, ARES_GETSOCK_MAXNUM);
	struct timeval longest = { most / 1000, most % 1000 * 1000 }, buffer;
	const struct timeval *wait = ares_timeout(channel, &longest, &buffer);
	nfds_t n = 0;

	for (; n < ARES_GETSOCK_MAXNUM && ARES_GETSOCK_READABLE(wanted, n); n++)
		polled[n] = (struct pollfd){ .fd = sockets[n],
			.events = ARES_GETSOCK_WRITABLE(wanted, n) ? POLLIN | POLLOUT : POLLIN };
	poll(polled, n, (int)(wait->tv_sec * 1000 + wait->tv_usec / 1000 + 1));
	while (n-- > 0)
		if (polled[n].revents)
			ares_process_fd(channel, polled[n].fd, polled[n].fd);
	ares_process_fd(channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD); /* what has timed out */
}

/* Returns when all that a table needs is answered; at the deadline, what is open has timed out. */
static void
answer(ares_channel channel, secmail_answers *a, bool trust_ad, int64_t deadline)
{
	struct lookup lookups[SECMAIL_ANSWERS_MAX_QUESTIONS];
	uint32_t ids[SECMAIL_ANSWERS_MAX_QUESTIONS];
	size_t count = secmail_answers_open(a, ids, SECMAIL_ANSWERS_MAX_QUESTIONS);
	unsigned char query[HEADER_SIZE + 255 + REST_SIZE];

	for (size_t i = 0; i < count; i++) {
		lookups[i] = (struct lookup){ a, ids[i], trust_ad };
		ares_send(channel, query, (int)write_query(query, a, ids[i]), take, &lookups[i]);
	}
	while (ask_needs_more(a) && ask_left(deadline) > 0)
		wait_once(channel, ask_left(deadline));
	if (ask_needs_more(a))
		secmail_answers_expire(a);
	ares_cancel(channel); /* nothing comes for a table that may be gone by then */
}

int
main(int argc, char **argv)
{
	struct ask_options o;
	char **words = ask_read_options(&o, argc, argv, "ds:t:", USAGE);
	ares_channel channel = open_channel(&o);

	while (words) {
		secmail_answers *a = ask_table(&words);

		answer(channel, a, o.trust_ad, ask_now() + o.patience);
		ask_print(a);
		secmail_answers_free(a);
	}
	ares_destroy(channel);
	return ASK_ANSWERED;
}
