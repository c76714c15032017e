/*
 * bench_dns_message.c - how long a message waits for DNS that takes 20 ms to answer
 *
 * Against the least that any program can wait: the longest chain of look-ups
 * that have to follow each other, times 20 ms. And against the libraries that a
 * mail server would otherwise use, each with its own resolver.
 */
#include <secmail/dnsclient.h>
#include <secmail/inbound.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "bench_dns.h"

#define DELAY_US 20000
#define DELAY_NS (DELAY_US * 1000.0)
#define DNS_PORT 53

typedef struct ours {
	const bench_letter *letter;
	secmail_dns_client *client;
	secmail_inbound_config *config;
	secmail_inbound *inbound;
	secmail_answers *answers;
} ours;

static void
open_ours(ours *o, const bench_letter *l, const char *server)
{
	static const uint8_t ip[4] = { 192, 0, 2, 25 };

	o->letter = l;
	o->client = bench_client_new(server);
	bench_must(
	    secmail_inbound_config_new(&o->config) == SECMAIL_DONE &&
		secmail_inbound_new(o->config, BENCH_LETTER_NOW, &o->inbound) == SECMAIL_DONE &&
		secmail_inbound_set_client(o->inbound, ip, sizeof ip, BENCH_LETTER_HELO,
		    strlen(BENCH_LETTER_HELO)) == SECMAIL_DONE &&
		secmail_answers_new(&o->answers) == SECMAIL_DONE,
	    "no memory");
}

static void
close_ours(ours *o)
{
	secmail_answers_free(o->answers);
	secmail_inbound_free(o->inbound);
	secmail_inbound_config_free(o->config);
	secmail_dns_client_free(o->client);
}

static bool
is_pass(const secmail_verdict *v)
{
	return secmail_spf_result_code(secmail_verdict_spf(v)) == SECMAIL_SPF_PASS &&
	       secmail_dkim_results_code(secmail_verdict_dkim(v), 0) == SECMAIL_DKIM_PASS &&
	       secmail_dkim_results_code(secmail_verdict_dkim(v), 1) == SECMAIL_DKIM_PASS &&
	       secmail_dmarc_result_code(secmail_verdict_dmarc(v)) == SECMAIL_DMARC_PASS;
}

static void
judge(void *arg)
{
	ours *o = arg;
	secmail_verdict *v = NULL;

	secmail_inbound_reset(o->inbound, BENCH_LETTER_NOW);
	secmail_answers_reset(o->answers);
	bench_must(secmail_inbound_set_mail_from(
		       o->inbound, BENCH_LETTER_PATH, strlen(BENCH_LETTER_PATH)) == SECMAIL_DONE &&
		       secmail_inbound_write(o->inbound, o->letter->text, o->letter->len) ==
			   SECMAIL_DONE &&
		       secmail_inbound_end(o->inbound) == SECMAIL_DONE,
	    "the message is refused");
	while (secmail_inbound_judge(o->inbound, o->answers, &v) == SECMAIL_WANT_DNS)
		bench_must(
		    secmail_dns_client_run(o->client, o->answers) == SECMAIL_DONE, "no answers");
	bench_must(v && is_pass(v), "not a pass");
	secmail_verdict_free(v);
}

/* A figure of work that a cache has done would be none. */
static void
must_ask(const bench_server *s, bench_work work, void *arg)
{
	unsigned long before;

	work(arg);
	before = bench_server_asked(s);
	work(arg);
	bench_must(bench_server_asked(s) - before >= BENCH_LETTER_RECORDS, "questions are missing");
}

void
bench_dns_message(void)
{
	static bench_letter letter;
	bool has_world = bench_world_enter();
	bench_server server;
	ours o;

	bench_letter_write(&letter);
	bench_server_start(
	    &server, letter.records, BENCH_LETTER_RECORDS, has_world ? DNS_PORT : 0, DELAY_US);
	open_ours(&o, &letter, server.address);
	must_ask(&server, judge, &o);
	bench_compare_reckoned(
	    "dns.message_rtt20", "chain_depth", judge, &o, BENCH_LETTER_DEPTH * DELAY_NS);
	if (has_world) {
		bench_chain *theirs = bench_chain_new(&letter);

		must_ask(&server, bench_chain_judge, theirs);
		bench_compare_waiting(
		    "dns.message_rtt20", "libopendkim_chain", judge, &o, bench_chain_judge, theirs);
		bench_chain_free(theirs);
	} else {
		printf("dns.message_rtt20: no comparison with libopendkim_chain, since this system "
		       "gives no network namespace\n");
	}
	close_ours(&o);
	bench_server_stop(&server);
}
