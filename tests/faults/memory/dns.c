/*
 * dns.c - the lives of what module dns reads: zones, evidence, messages, resolv.conf
 *
 * What was taken is told by the evidence of a table that was answered from it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dns/dns_internal.h"
#include "lives.h"

#define LENGTH(literal) (sizeof(literal) - 1)

static const char zone_text[] =
    "$ORIGIN example.\n$TTL 600\n@ SOA ns hostmaster 1 2 3 4 5\n"
    "@ MX 10 mx\n MX 20 mx.example.net.\nmx A 192.0.2.1\nmx AAAA 2001:db8::1\n"
    "www CNAME host\nhost 60 TXT ( \"v=spf1 ip4:192.0.2.0/24\" ; a comment\n\" -all\" )\n"
    "*.wild A 192.0.2.2\nodd TYPE65280 \\# 3 00ff10\nx\\.y PTR a\\032b.example.\n"
    "tlsa TLSA 3 1 1 00112233\nsrv SRV 1 2 3 mx\n";

static const char evidence_text[] =
    "; libsecmail evidence, form 1, version 0.1.0\n; a comment\n"
    ";$ helo mx\\032.example\n;$ mail-from\n;$ authserv-id mx.example.net\n"
    ";! www.example. TXT records secure\nwww.example. 60 IN CNAME host.example.\n"
    "host.example. 60 IN TXT \"v=spf1 -all\"\n"
    ";! mx.example. A records unknown\n;= mx.example. 5 IN A 00ff\n"
    "mx.example. 5 IN A 192.0.2.1\n"
    ";! example. MX nxdomain insecure\n;! mx.example. AAAA timeout unknown\n"
    ";! odd.example. TYPE65280 nodata unknown\n;! a.wild.example. A servfail unknown\n";

/* www.example is host.example, whose TXT record follows; names are compressed. */
static const char message[] = "\0\1\x81\x80\0\1\0\2\0\0\0\0"
			      "\3www\7example\0\0\x10\0\1"
			      "\xc0\x0c\0\5\0\1\0\0\0\x1e\0\7\4host\xc0\x10"
			      "\xc0\x29\0\x10\0\1\0\0\0\x3c\0\x0c\x0bv=spf1 -all";

static const struct question {
	const char *name;
	uint16_t type;
} questions[] = {
	{ "www.example", SECMAIL_DNS_TXT },
	{ "mx.example", SECMAIL_DNS_A },
	{ "example", SECMAIL_DNS_MX },
	{ "mx.example", SECMAIL_DNS_AAAA },
	{ "odd.example", 65280 },
	{ "a.wild.example", SECMAIL_DNS_A },
};

static const char *resolv_conf;

void
dns_prepare(const char *name)
{
	resolv_conf = name;
}

/* A table with the first `count` questions. */
static secmail_status
ask(size_t count, secmail_answers **out)
{
	secmail_status status = secmail_answers_new(out);
	uint32_t id;

	for (size_t i = 0; i < count && status == SECMAIL_DONE; i++)
		status = secmail_answers_ask(*out, questions[i].name, strlen(questions[i].name),
		    questions[i].type, SECMAIL_ANSWERS_NEEDED, &id);
	return status;
}

/* What is told of an outcome in one sentence. */
static secmail_status
say(secmail_status status, const char *sentence, char **out)
{
	secmailp_buffer text = secmailp_buffer_new(SECMAILP_ERROR_SIZE);

	if (status == SECMAIL_NO_MEMORY)
		return status;
	secmailp_buffer_text(&text, sentence);
	return secmailp_buffer_take(&text, out) == SECMAIL_DONE ? status : SECMAIL_NO_MEMORY;
}

/* What is told of a table, beside the inputs of evidence. */
static secmail_status
save(const secmail_answers *a, char **out)
{
	secmail_dns_evidence *e;
	secmail_status status = secmail_dns_evidence_new(&e);

	if (status == SECMAIL_DONE)
		status = secmail_dns_evidence_save(e, a, out);
	secmail_dns_evidence_free(e);
	return status;
}

secmail_status
dns_live_zone(char **out)
{
	secmail_dns_zone *z = NULL;
	secmail_answers *a = NULL;
	secmail_status status = secmail_dns_zone_new(&z);

	if (status == SECMAIL_DONE)
		status = secmail_dns_zone_load(z, zone_text, LENGTH(zone_text), NULL);
	if (status == SECMAIL_DONE)
		status = secmail_dns_zone_fail(z, "a.wild.example", 0, SECMAIL_DNS_TIMEOUT);
	if (status == SECMAIL_DONE)
		status = ask(sizeof questions / sizeof questions[0], &a);
	if (status == SECMAIL_DONE)
		status = secmail_dns_zone_answer(z, a);
	if (status == SECMAIL_DONE)
		status = save(a, out);
	else if (z)
		status = say(status, secmail_dns_zone_error(z), out);
	secmail_answers_free(a);
	secmail_dns_zone_free(z);
	return status;
}

secmail_status
dns_live_broken_zone(char **out)
{
	static const char text[] = "a.example. TXT x\nb.example. A 192.0.2.1\nc.example. A x\n";
	secmail_dns_zone *z = NULL;
	secmail_status status = secmail_dns_zone_new(&z);

	if (status == SECMAIL_DONE)
		status = secmail_dns_zone_load(z, text, LENGTH(text), "example.net");
	if (z)
		status = say(status, secmail_dns_zone_error(z), out);
	secmail_dns_zone_free(z);
	return status;
}

/* The last question is one that the evidence has no answer to. */
static secmail_status
miss(secmail_dns_evidence *e, secmail_answers *a)
{
	uint32_t id;
	secmail_status status =
	    secmail_answers_ask(a, "missing.example", 15, 65281, SECMAIL_ANSWERS_NEEDED, &id);

	if (status == SECMAIL_DONE)
		status = secmail_dns_evidence_answer(e, a);
	return status == SECMAIL_NOT_FOUND ? SECMAIL_DONE : status;
}

secmail_status
dns_live_evidence(char **out)
{
	secmail_dns_evidence *e = NULL;
	secmail_answers *a = NULL;
	secmail_status status = secmail_dns_evidence_new(&e);

	if (status == SECMAIL_DONE)
		status = secmail_dns_evidence_load(e, evidence_text, LENGTH(evidence_text));
	if (status == SECMAIL_DONE)
		status = secmail_dns_evidence_set_input(e, "more", "\0\\", 2);
	if (status == SECMAIL_DONE)
		status = ask(sizeof questions / sizeof questions[0], &a);
	if (status == SECMAIL_DONE)
		status = secmail_dns_evidence_answer(e, a);
	if (status == SECMAIL_DONE)
		status = miss(e, a);
	if (status == SECMAIL_DONE)
		status = secmail_dns_evidence_save(e, a, out);
	else if (e)
		status = say(status, secmail_dns_evidence_error(e), out);
	secmail_answers_free(a);
	secmail_dns_evidence_free(e);
	return status;
}

secmail_status
dns_live_broken_evidence(char **out)
{
	static const char text[] = "; libsecmail evidence, form 1, version 0.1.0\n;$ helo x\n"
				   ";! a. A records unknown\na. 1 IN A 192.0.2.1\n"
				   ";! b. MX records unknown\nb. 1 IN TXT x\n";
	secmail_dns_evidence *e = NULL;
	secmail_status status = secmail_dns_evidence_new(&e);

	if (status == SECMAIL_DONE)
		status = secmail_dns_evidence_load(e, text, LENGTH(text));
	if (e)
		status = say(status, secmail_dns_evidence_error(e), out);
	secmail_dns_evidence_free(e);
	return status;
}

secmail_status
dns_live_message(char **out)
{
	secmail_answers *a = NULL;
	secmail_status status = ask(1, &a);

	if (status == SECMAIL_DONE)
		status =
		    secmail_dns_answer_wire(a, 0, message, LENGTH(message), SECMAIL_TRUST_INSECURE);
	if (status == SECMAIL_DONE)
		status = save(a, out);
	secmail_answers_free(a);
	return status;
}

secmail_status
dns_live_resolv_conf(char **out)
{
	secmail_dns_resolver *r = NULL;
	secmail_status status = secmail_dns_resolver_new(&r);
	char text[SECMAILP_ERROR_SIZE];

	if (status == SECMAIL_DONE)
		status = secmail_dns_resolver_load_resolv_conf(r, resolv_conf);
	if (r) {
		snprintf(text, sizeof text, "%zu servers, %u ms, %u tries, trust %d: %s",
		    r->server_count, (unsigned)r->timeout, (unsigned)r->tries, r->trust_ad,
		    secmail_dns_resolver_error(r));
		status = say(status, text, out);
	}
	secmail_dns_resolver_free(r);
	return status;
}
