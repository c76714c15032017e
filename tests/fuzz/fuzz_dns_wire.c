/* covers: lib/dns/message.c lib/dns/reply.c lib/dns/rdata_text.c lib/dns/evidence_save.c */
/*
 * fuzz_dns_wire.c - a message from the network is refused, or gives an answer that is well-formed
 *
 * The first octet chooses the type that was asked for, the rest is the message.
 * What it answered is written as a message of the plainest form, and as
 * evidence; reading either has to give the same answer.
 */
#include <stdlib.h>

#include "dns_internal.h"

#define QNAME "a.example"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint16_t types[] = { 1, 2, 5, 6, 12, 15, 16, 17, 28, 33, 35, 52 };

static void
require(bool holds)
{
	if (!holds)
		abort();
}

static secmail_answers *
asking(uint16_t type)
{
	secmail_answers *a;
	uint32_t id;

	require(secmail_answers_new(&a) == SECMAIL_DONE);
	require(secmail_answers_ask(a, QNAME, sizeof QNAME - 1, type, SECMAIL_ANSWERS_NEEDED,
		    &id) == SECMAIL_DONE &&
		id == 0);
	return a;
}

static secmailp_view
record_of(const secmail_answers *a, size_t index)
{
	size_t len;
	const void *at = secmail_answers_rdata(a, 0, index, &len);

	return secmailp_view_of(at, len);
}

static bool
is_same_alias(const secmail_answers *a, const secmail_answers *b)
{
	const char *first = secmail_answers_alias(a, 0);
	const char *second = secmail_answers_alias(b, 0);

	return first && second ? strcmp(first, second) == 0 : first == second;
}

static void
require_same(const secmail_answers *a, const secmail_answers *b)
{
	require(secmail_answers_state(a, 0) == secmail_answers_state(b, 0));
	require(secmail_answers_failure(a, 0) == secmail_answers_failure(b, 0));
	require(secmail_answers_trust(a, 0) == secmail_answers_trust(b, 0));
	require(secmail_answers_ttl(a, 0) == secmail_answers_ttl(b, 0));
	require(is_same_alias(a, b));
	require(secmail_answers_count(a, 0) == secmail_answers_count(b, 0));
	for (size_t i = 0; i < secmail_answers_count(a, 0); i++)
		require(secmailp_view_equal(record_of(a, i), record_of(b, i)));
}

static void
put_u16(secmailp_buffer *out, size_t number)
{
	secmailp_buffer_byte(out, (uint8_t)(number >> 8));
	secmailp_buffer_byte(out, (uint8_t)number);
}

static void
put_record(
    secmailp_buffer *out, secmailp_view owner, uint16_t type, uint32_t ttl, secmailp_view data)
{
	secmailp_buffer_add(out, owner);
	put_u16(out, type);
	put_u16(out, SECMAILP_DNS_CLASS_IN);
	put_u16(out, ttl >> 16);
	put_u16(out, ttl);
	put_u16(out, data.len);
	secmailp_buffer_add(out, data);
}

/* The header and question of a response to QNAME. */
static void
put_head(secmailp_buffer *out, const secmail_answers *a, secmailp_view qname, size_t records)
{
	bool missing = secmail_answers_state(a, 0) == SECMAIL_ANSWER_NXDOMAIN;

	put_u16(out, 0);
	put_u16(out, SECMAILP_DNS_QR | SECMAILP_DNS_RA | (missing ? SECMAILP_DNS_NXDOMAIN : 0u));
	put_u16(out, 1);
	put_u16(out, records);
	put_u16(out, 0);
	put_u16(out, 0);
	secmailp_buffer_add(out, qname);
	put_u16(out, secmail_answers_qtype(a, 0));
	put_u16(out, SECMAILP_DNS_CLASS_IN);
}

/* What was answered, without compression, with one alias at most. */
static void
write_message(secmailp_buffer *out, const secmail_answers *a)
{
	secmailp_dnsname qname, owner;
	const char *alias = secmail_answers_alias(a, 0);
	size_t count = secmail_answers_count(a, 0);
	uint32_t ttl = secmail_answers_ttl(a, 0);

	require(secmailp_dnsname_from_labels(&qname, secmailp_view_text(QNAME)));
	owner = qname;
	put_head(out, a, secmailp_dnsname_view(&qname), count + (alias ? 1 : 0));
	if (alias) {
		require(secmailp_dns_name_from_text(secmailp_view_text(alias), &owner));
		put_record(out, secmailp_dnsname_view(&qname), SECMAIL_DNS_CNAME, ttl,
		    secmailp_dnsname_view(&owner));
	}
	for (size_t i = 0; i < count; i++)
		put_record(out, secmailp_dnsname_view(&owner), secmail_answers_qtype(a, 0), ttl,
		    record_of(a, i));
}

static void
require_readable(const secmail_answers *a)
{
	secmailp_buffer message = secmailp_buffer_new(SIZE_MAX / 8);
	secmail_answers *again = asking(secmail_answers_qtype(a, 0));

	write_message(&message, a);
	require(secmail_dns_answer_wire(again, 0, message.at, message.len,
		    secmail_answers_trust(a, 0)) == SECMAIL_DONE);
	require_same(a, again);
	secmail_answers_free(again);
	secmailp_buffer_free(&message);
}

static void
require_evidence(const secmail_answers *a)
{
	secmail_answers *again = asking(secmail_answers_qtype(a, 0));
	secmail_dns_evidence *e;
	char *text;

	require(secmail_dns_evidence_new(&e) == SECMAIL_DONE);
	require(secmail_dns_evidence_save(e, a, &text) == SECMAIL_DONE);
	require(secmail_dns_evidence_load(e, text, strlen(text)) == SECMAIL_DONE);
	require(secmail_dns_evidence_answer(e, again) == SECMAIL_DONE);
	require_same(a, again);
	free(text);
	secmail_dns_evidence_free(e);
	secmail_answers_free(again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	secmail_answers *a;
	secmail_status status;
	secmail_trust trust;

	if (size < 1)
		return 0;
	a = asking(types[data[0] % (sizeof types / sizeof types[0])]);
	trust = secmail_dns_message_trust(data + 1, size - 1);
	status = secmail_dns_answer_wire(a, 0, data + 1, size - 1, trust);
	if (status == SECMAIL_DONE) {
		require(secmail_answers_state(a, 0) != SECMAIL_ANSWER_OPEN);
		require(secmail_answers_ttl(a, 0) <= SECMAIL_DNS_MAX_TTL);
		if (secmail_answers_state(a, 0) != SECMAIL_ANSWER_FAILED)
			require_readable(a);
		require_evidence(a);
	} else {
		require(status == SECMAIL_SYNTAX || status == SECMAIL_LIMIT);
		require(secmail_answers_state(a, 0) == SECMAIL_ANSWER_OPEN);
	}
	secmail_answers_free(a);
	return 0;
}
