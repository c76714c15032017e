/*
 * bench_dns_question.c - what a question costs that goes over the network
 *
 * Sixty-four questions are in flight at once, to a server in another process
 * that answers each a millisecond after it came, so that all are sent before
 * the first answer is there. Counted is the processor time of this thread, the
 * system's work for it included. The bare primitive sends and receives the same
 * octets on one connected socket and looks at none of them; c-ares does as we do.
 */
#include <arpa/inet.h>
#include <poll.h>
#include <secmail/dnsclient.h>
#include <stdio.h>
#include <string.h>
#include <sys/select.h> /* which ares.h needs and does not include */
#include <sys/socket.h>
#include <unistd.h>

#include <ares.h>

#include "bench.h"
#include "bench_dns.h"
#include "dns_internal.h"

#define BURST 64
#define DELAY_US 1000
#define MAX_NAME 64
#define MAX_PACKET 1232

static const bench_record any = { "*", "v=spf1 ip4:192.0.2.0/24 -all" };

static size_t
name_of(unsigned number, char out[MAX_NAME])
{
	return (size_t)snprintf(out, MAX_NAME, "host%u.example.org", number);
}

/* --- ours --- */

typedef struct ours {
	secmail_dns_client *client;
	secmail_answers *answers;
} ours;

static void
open_ours(ours *o, const bench_server *s)
{
	o->client = bench_client_new(s->address);
	bench_must(secmail_answers_new(&o->answers) == SECMAIL_DONE, "no memory");
}

static void
close_ours(ours *o)
{
	secmail_answers_free(o->answers);
	secmail_dns_client_free(o->client);
}

static void
ask_ours(void *arg)
{
	ours *o = arg;
	char name[MAX_NAME];
	uint32_t id;

	secmail_answers_reset(o->answers);
	for (unsigned i = 0; i < BURST; i++)
		bench_must(secmail_answers_ask(o->answers, name, name_of(i, name), SECMAIL_DNS_TXT,
			       SECMAIL_ANSWERS_NEEDED, &id) == SECMAIL_DONE,
		    "a question");
	bench_must(secmail_dns_client_run(o->client, o->answers) == SECMAIL_DONE, "no answers");
	for (id = 0; id < BURST; id++)
		bench_must(secmail_answers_count(o->answers, id) == 1, "no record");
}

/* --- the bare primitive --- */

typedef struct raw {
	int socket;
	uint8_t queries[BURST][SECMAILP_DNS_QUERY_SIZE];
	size_t lengths[BURST];
} raw;

static void
open_raw(raw *r, const bench_server *s)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons(s->port) };
	char name[MAX_NAME];
	secmailp_dnsname wire;

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	r->socket = socket(AF_INET, SOCK_DGRAM, 0);
	bench_must(r->socket >= 0 && connect(r->socket, (struct sockaddr *)&at, sizeof at) == 0,
	    "no socket");
	for (unsigned i = 0; i < BURST; i++) {
		bench_must(
		    secmailp_dnsname_from_labels(&wire, secmailp_view_of(name, name_of(i, name))),
		    "a name");
		r->lengths[i] = secmailp_dns_query_write(r->queries[i], (uint16_t)i,
		    secmailp_dnsname_view(&wire), SECMAIL_DNS_TXT, SECMAILP_DNS_EDNS);
	}
}

static void
ask_raw(void *arg)
{
	raw *r = arg;
	uint8_t packet[MAX_PACKET];

	for (unsigned i = 0; i < BURST; i++)
		bench_must(
		    send(r->socket, r->queries[i], r->lengths[i], 0) == (ssize_t)r->lengths[i],
		    "a query is not sent");
	for (unsigned i = 0; i < BURST; i++)
		bench_must(recv(r->socket, packet, sizeof packet, 0) > 0, "no answer");
}

/* --- c-ares --- */

typedef struct cares {
	ares_channel channel;
	unsigned answered;
} cares;

static void
open_cares(cares *c, const bench_server *s)
{
	bench_must(ares_library_init(ARES_LIB_INIT_ALL) == ARES_SUCCESS &&
		       ares_init(&c->channel) == ARES_SUCCESS &&
		       ares_set_servers_ports_csv(c->channel, s->address) == ARES_SUCCESS,
	    "c-ares");
}

static void
close_cares(cares *c)
{
	ares_destroy(c->channel);
	ares_library_cleanup();
}

static void
take_answer(void *arg, int status, int timeouts, unsigned char *message, int len)
{
	cares *c = arg;
	struct ares_txt_ext *records = NULL;

	(void)timeouts;
	bench_must(status == ARES_SUCCESS &&
		       ares_parse_txt_reply_ext(message, len, &records) == ARES_SUCCESS && records,
	    "no answer for c-ares");
	ares_free_data(records);
	c->answered++;
}

static void
wait_for_cares(cares *c)
{
	ares_socket_t sockets[ARES_GETSOCK_MAXNUM];
	int mask = ares_getsock(c->channel, sockets, ARES_GETSOCK_MAXNUM);
	struct pollfd polls[ARES_GETSOCK_MAXNUM];
	nfds_t count = 0;

	for (int i = 0; i < ARES_GETSOCK_MAXNUM; i++)
		if (ARES_GETSOCK_READABLE(mask, i))
			polls[count++] = (struct pollfd){ .fd = sockets[i], .events = POLLIN };
	bench_must(poll(polls, count, 1000) >= 0, "poll");
	for (nfds_t i = 0; i < count; i++)
		if (polls[i].revents)
			ares_process_fd(c->channel, polls[i].fd, ARES_SOCKET_BAD);
}

static void
ask_cares(void *arg)
{
	cares *c = arg;
	char name[MAX_NAME];

	c->answered = 0;
	for (unsigned i = 0; i < BURST; i++) {
		name_of(i, name);
		ares_query(c->channel, name, 1, SECMAIL_DNS_TXT, take_answer, c);
	}
	while (c->answered < BURST)
		wait_for_cares(c);
}

void
bench_dns_question(void)
{
	bench_server server;
	ours o;
	raw r;
	cares c = { .answered = 0 };

	bench_server_start(&server, &any, 1, 0, DELAY_US);
	open_ours(&o, &server);
	open_raw(&r, &server);
	open_cares(&c, &server);
	bench_compare_parts("dns.cold_question", "raw", BURST, ask_ours, &o, ask_raw, &r);
	bench_compare_parts("dns.cold_question", "c-ares", BURST, ask_ours, &o, ask_cares, &c);
	close_cares(&c);
	close(r.socket);
	close_ours(&o);
	bench_server_stop(&server);
}
