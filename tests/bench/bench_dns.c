/*
 * bench_dns.c - one question to a zone in memory of a thousand domains
 *
 * A round of work is what a question costs a message: it enters an empty table,
 * is answered with one TXT record, and the record is read. ldns, whose zone is
 * a tree of names, gets the name as text too, finds the set of records and
 * hands out the first one's data. It keeps no table, copies nothing and tries
 * neither alias nor wildcard.
 */
#include <ldns/ldns.h>
#include <secmail/dns.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"

#define DOMAINS 1000
#define LINE_SIZE 100
#define QNAME "_dmarc.d617.example"
#define RDATA_LEN 18 /* "v=DMARC1; p=reject" without its length */

static void
must(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "bench_dns: %s\n", what);
	exit(EXIT_FAILURE);
}

static void
write_line(char line[LINE_SIZE], int domain)
{
	snprintf(
	    line, LINE_SIZE, "_dmarc.d%d.example. 3600 IN TXT \"v=DMARC1; p=reject\"\n", domain);
}

/* --- ours --- */

typedef struct our_side {
	secmail_dns_zone *zone;
	secmail_answers *answers;
	size_t octets; /* read, so that reading can't be left out */
} our_side;

static our_side
open_ours(void)
{
	static char text[DOMAINS * LINE_SIZE];
	our_side side = { .octets = 0 };
	size_t len = 0;

	for (int i = 0; i < DOMAINS; i++) {
		write_line(text + len, i);
		len += strlen(text + len);
	}
	must(secmail_dns_zone_new(&side.zone) == SECMAIL_DONE &&
		 secmail_answers_new(&side.answers) == SECMAIL_DONE,
	    "no memory");
	must(secmail_dns_zone_load(side.zone, text, len, NULL) == SECMAIL_DONE, "no zone");
	return side;
}

static void
ask_ours(void *arg)
{
	our_side *side = arg;
	size_t len;
	uint32_t id;

	secmail_answers_reset(side->answers);
	must(secmail_answers_ask(side->answers, QNAME, sizeof QNAME - 1, SECMAIL_DNS_TXT,
		 SECMAIL_ANSWERS_NEEDED, &id) == SECMAIL_DONE &&
		 secmail_dns_zone_answer(side->zone, side->answers) == SECMAIL_DONE &&
		 secmail_answers_count(side->answers, id) == 1,
	    "a wrong answer of ours");
	must(secmail_answers_rdata(side->answers, id, 0, &len) && len == RDATA_LEN + 1,
	    "wrong data of ours");
	side->octets += len;
}

/* --- ldns --- */

typedef struct their_side {
	ldns_dnssec_zone *zone;
	size_t octets;
} their_side;

static their_side
open_theirs(void)
{
	their_side side = { .zone = ldns_dnssec_zone_new() };
	char line[LINE_SIZE];

	must(side.zone != NULL, "no memory for ldns");
	for (int i = 0; i < DOMAINS; i++) {
		ldns_rr *rr;

		write_line(line, i);
		must(ldns_rr_new_frm_str(&rr, line, 0, NULL, NULL) == LDNS_STATUS_OK &&
			 ldns_dnssec_zone_add_rr(side.zone, rr) == LDNS_STATUS_OK,
		    "no zone of ldns");
	}
	return side;
}

static void
ask_theirs(void *arg)
{
	their_side *side = arg;
	ldns_rdf *name = ldns_dname_new_frm_str(QNAME);
	const ldns_dnssec_rrsets *found;

	must(name != NULL, "no name of ldns");
	found = ldns_dnssec_zone_find_rrset(side->zone, name, LDNS_RR_TYPE_TXT);
	must(found && found->rrs && !found->rrs->next, "a wrong answer of ldns");
	side->octets += ldns_rdf_size(ldns_rr_rdf(found->rrs->rr, 0));
	ldns_rdf_deep_free(name);
}

int
main(void)
{
	our_side ours = open_ours();
	their_side theirs = open_theirs();

	bench_compare("dns.zone_question", "ldns", ask_ours, &ours, ask_theirs, &theirs);
	ldns_dnssec_zone_deep_free(theirs.zone);
	secmail_answers_free(ours.answers);
	secmail_dns_zone_free(ours.zone);
	return 0;
}
