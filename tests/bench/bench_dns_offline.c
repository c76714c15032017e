/*
 * bench_dns_offline.c - what an answer costs: out of a zone in memory, and out of a message
 *
 * Our side asks a table and has it answered, copies included. The bare
 * primitive is ldns's own: its look-up in a zone in memory, with the name made
 * from text as ours is; and its parser of messages, which makes records of all
 * that a message has.
 */
#include <secmail/dns.h>

#include <ldns/ldns.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "bench_dns.h"

#define NAMES 1000

typedef struct bench {
	secmail_answers *answers;
	secmail_dns_zone *ours;
	ldns_dnssec_zone *theirs;
	uint8_t *message;
	size_t message_len;
	size_t found; /* so that nothing is left out */
} bench;

static uint32_t
ask(bench *b, uint16_t type)
{
	static const char name[] = "host500.example.org";
	uint32_t id;

	secmail_answers_reset(b->answers);
	bench_must(secmail_answers_ask(b->answers, name, sizeof name - 1, type,
		       SECMAIL_ANSWERS_NEEDED, &id) == SECMAIL_DONE,
	    "a question");
	return id;
}

static void
answer_from_zone(void *arg)
{
	bench *b = arg;
	uint32_t id = ask(b, SECMAIL_DNS_TXT);

	bench_must(secmail_dns_zone_answer(b->ours, b->answers) == SECMAIL_DONE, "a zone's answer");
	b->found += secmail_answers_count(b->answers, id);
}

static void
look_up_in_ldns(void *arg)
{
	bench *b = arg;
	ldns_rdf *name = ldns_dname_new_frm_str("host500.example.org.");

	b->found += ldns_dnssec_zone_find_rrset(b->theirs, name, LDNS_RR_TYPE_TXT) != NULL;
	ldns_rdf_deep_free(name);
}

static void
answer_from_message(void *arg)
{
	bench *b = arg;
	uint32_t id = ask(b, SECMAIL_DNS_MX);

	bench_must(secmail_dns_answer_wire(b->answers, id, b->message, b->message_len,
		       SECMAIL_TRUST_UNKNOWN) == SECMAIL_DONE,
	    "a message's answer");
	b->found += secmail_answers_count(b->answers, id);
}

static void
parse_by_ldns(void *arg)
{
	bench *b = arg;
	ldns_pkt *p;

	bench_must(
	    ldns_wire2pkt(&p, b->message, b->message_len) == LDNS_STATUS_OK, "ldns's message");
	b->found += ldns_pkt_ancount(p);
	ldns_pkt_free(p);
}

static ldns_rr *
rr_of(const char *text)
{
	ldns_rr *rr;

	bench_must(ldns_rr_new_frm_str(&rr, text, 300, NULL, NULL) == LDNS_STATUS_OK, text);
	return rr;
}

/* The same zone for both: a thousand names, each with a policy. */
static void
fill_zones(bench *b)
{
	char line[128];

	b->theirs = ldns_dnssec_zone_new();
	bench_must(secmail_dns_zone_new(&b->ours) == SECMAIL_DONE && b->theirs, "memory");
	bench_must(ldns_dnssec_zone_add_rr(b->theirs,
		       rr_of("example.org. SOA ns.example.org. root.example.org. 1 2 3 4 5")) ==
		       LDNS_STATUS_OK,
	    "ldns's zone");
	for (int i = 0; i < NAMES; i++) {
		snprintf(line, sizeof line,
		    "host%d.example.org. TXT \"v=spf1 ip4:192.0.2.0/24 -all\"\n", i);
		bench_must(ldns_dnssec_zone_add_rr(b->theirs, rr_of(line)) == LDNS_STATUS_OK, line);
		bench_must(
		    secmail_dns_zone_load(b->ours, line, strlen(line), NULL) == SECMAIL_DONE, line);
	}
}

static void
write_message(bench *b)
{
	ldns_pkt *p = ldns_pkt_query_new(ldns_dname_new_frm_str("host500.example.org."),
	    LDNS_RR_TYPE_MX, LDNS_RR_CLASS_IN, LDNS_QR | LDNS_RA);

	bench_must(p != NULL, "memory");
	for (int i = 1; i <= 4; i++) {
		char line[128];

		snprintf(line, sizeof line, "host500.example.org. MX %d mx%d.example.org.", i, i);
		ldns_pkt_push_rr(p, LDNS_SECTION_ANSWER, rr_of(line));
	}
	bench_must(ldns_pkt2wire(&b->message, p, &b->message_len) == LDNS_STATUS_OK, "a message");
	ldns_pkt_free(p);
}

void
bench_dns_offline(void)
{
	bench b = { .found = 0 };

	bench_must(secmail_answers_new(&b.answers) == SECMAIL_DONE, "memory");
	fill_zones(&b);
	write_message(&b);
	bench_compare("dns.zone_question", "ldns", answer_from_zone, &b, look_up_in_ldns, &b);
	bench_compare("dns.message_mx4", "ldns", answer_from_message, &b, parse_by_ldns, &b);
	secmail_answers_free(b.answers);
	secmail_dns_zone_free(b.ours);
	ldns_dnssec_zone_deep_free(b.theirs);
	free(b.message);
	bench_must(b.found > 0, "nothing was found");
}
