/* cache_entry.c - how one question was answered, in one piece of memory */
#include <stdlib.h>

#include "cache.h"

/* What malloc() takes for itself, and to what it rounds, at the least. */
#define ALLOCATION 16

/* An answer that lives so long, in seconds, is asked for again in the last tenth of its life. */
#define REFRESHED_FROM 10

static uint32_t
cost(size_t size)
{
	return (uint32_t)(ALLOCATION + (size + ALLOCATION - 1) / ALLOCATION * ALLOCATION);
}

static void
append(secmailp_dns_entry *e, size_t *used, secmailp_view v)
{
	if (v.len > 0)
		memcpy(e->octets + *used, v.at, v.len);
	*used += v.len;
}

secmailp_dns_entry *
secmailp_dns_entry_new(
    const secmailp_dns_question *q, const secmailp_dns_finding *f, uint32_t life, int64_t now)
{
	size_t octets = q->qname.len + f->alias.len + f->records.len;
	secmailp_dns_entry *e;
	size_t used = 0;

	if (q->qname.len > SECMAILP_DNSNAME_MAX || f->alias.len > SECMAILP_DNSNAME_MAX ||
	    f->records.len > SECMAIL_DNS_CACHE_MAX_ENTRY)
		return NULL;
	e = malloc(sizeof *e + octets);
	if (!e)
		return NULL;
	*e = (secmailp_dns_entry){ .hash = q->hash,
		.expires = now + (int64_t)life * 1000,
		.refresh_at = INT64_MAX,
		.size = cost(sizeof *e + octets),
		.records_len = (uint32_t)f->records.len,
		.qtype = q->qtype,
		.qname_len = (uint8_t)q->qname.len,
		.alias_len = (uint8_t)f->alias.len,
		.state = (uint8_t)f->state,
		.failure = (uint8_t)f->failure };
	if (f->state == SECMAIL_ANSWER_RECORDS && life >= REFRESHED_FROM)
		e->refresh_at = e->expires - (int64_t)life * 1000 / 10;
	append(e, &used, q->qname);
	append(e, &used, f->alias);
	append(e, &used, f->records);
	return e;
}

secmailp_dns_entry *
secmailp_dns_entry_of_reply(
    const secmailp_dns_question *q, const secmailp_dns_reply *r, uint32_t life, int64_t now)
{
	secmailp_buffer records = secmailp_buffer_new(SECMAIL_DNS_CACHE_MAX_ENTRY);
	secmailp_dns_entry *e = NULL;
	secmailp_dns_finding finding;

	if (secmailp_dns_finding_of_reply(&finding, r, &records) == SECMAIL_DONE)
		e = secmailp_dns_entry_new(q, &finding, life, now);
	secmailp_buffer_free(&records);
	return e;
}

secmailp_view
secmailp_dns_entry_qname(const secmailp_dns_entry *e)
{
	return secmailp_view_of(e->octets, e->qname_len);
}

secmailp_dns_finding
secmailp_dns_entry_finding(const secmailp_dns_entry *e, int64_t now)
{
	const uint8_t *alias = e->octets + e->qname_len;
	int64_t left = (e->expires - now) / 1000;

	return (secmailp_dns_finding){ .state = (secmail_answer_state)e->state,
		.failure = (secmail_dns_failure)e->failure,
		.alias = secmailp_view_of(alias, e->alias_len),
		.records = secmailp_view_of(alias + e->alias_len, e->records_len),
		.ttl = left > 0 ? (uint32_t)left : 0 };
}
