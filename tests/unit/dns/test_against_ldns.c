/*
 * test_against_ldns.c - our messages and ldns's: each reads what the other wrote
 *
 * ldns writes answers with compressed names; we have to read the same records
 * in them that ldns reads. We write queries; ldns has to read our question, and
 * what it writes itself for the same question has to be equal octet for octet.
 */
#include <check.h>
#include <ldns/ldns.h>
#include <stdlib.h>
#include <string.h>

#include "dns_internal.h"
#include "told.h"

static const struct rrset {
	const char *type;
	const char *records[4];
} rrsets[] = {
	{ "A", { "a.b.example. A 192.0.2.1", "a.b.example. A 192.0.2.2" } },
	{ "AAAA", { "a.b.example. AAAA 2001:db8::1" } },
	{ "NS", { "a.b.example. NS ns.b.example.", "a.b.example. NS example." } },
	{ "SOA", { "a.b.example. SOA ns.b.example. root.example. 1 2 3 4 5" } },
	{ "PTR", { "a.b.example. PTR a.b.example." } },
	{ "MX", { "a.b.example. MX 10 b.example.", "a.b.example. MX 20 x.a.b.example." } },
	{ "TXT", { "a.b.example. TXT one two", "a.b.example. TXT \"\"" } },
	{ "RP", { "a.b.example. RP b.example. example." } },
	{ "AFSDB", { "a.b.example. AFSDB 1 b.example." } },
	{ "SRV", { "a.b.example. SRV 1 2 3 b.example." } },
	{ "NAPTR", { "a.b.example. NAPTR 1 2 u s \"!a!b!\" b.example." } },
	{ "KX", { "a.b.example. KX 1 b.example." } },
	{ "TLSA", { "a.b.example. TLSA 3 1 1 00112233" } },
	{ "TYPE65280", { "a.b.example. TYPE65280 \\# 3 010203" } },
	{ "CNAME", { "a.b.example. CNAME b.example." } },
};

static ldns_rr *
rr_of(const char *text)
{
	ldns_rr *rr;

	ck_assert_int_eq(ldns_rr_new_frm_str(&rr, text, 300, NULL, NULL), LDNS_STATUS_OK);
	return rr;
}

static uint8_t *
response_to(const struct rrset *s, uint16_t type, size_t *len)
{
	ldns_pkt *p = ldns_pkt_query_new(ldns_dname_new_frm_str("a.b.example."), (ldns_rr_type)type,
	    LDNS_RR_CLASS_IN, LDNS_QR | LDNS_RA);
	uint8_t *wire;

	for (size_t i = 0; i < 4 && s->records[i]; i++)
		ldns_pkt_push_rr(p, LDNS_SECTION_ANSWER, rr_of(s->records[i]));
	ck_assert_int_eq(ldns_pkt2wire(&wire, p, len), LDNS_STATUS_OK);
	ldns_pkt_free(p);
	return wire;
}

static void
check_record(const secmail_answers *a, uint32_t id, size_t index, const char *record)
{
	ldns_rr *rr = rr_of(record);
	ldns_buffer *expected = ldns_buffer_new(512);
	size_t len;
	const void *data = secmail_answers_rdata(a, id, index, &len);

	for (size_t i = 0; i < ldns_rr_rd_count(rr); i++)
		ck_assert_int_eq(
		    ldns_rdf2buffer_wire(expected, ldns_rr_rdf(rr, i)), LDNS_STATUS_OK);
	ck_assert_msg(len == ldns_buffer_position(expected), "%s: %zu octets", record, len);
	ck_assert_msg(memcmp(data, ldns_buffer_begin(expected), len) == 0, "%s", record);
	ldns_buffer_free(expected);
	ldns_rr_free(rr);
}

START_TEST(reads_what_ldns_wrote)
{
	const struct rrset *s = &rrsets[_i];
	uint16_t type = (uint16_t)ldns_get_rr_type_by_name(s->type);
	size_t len, count = 0;
	uint8_t *wire = response_to(s, type, &len);
	uint32_t id;
	secmail_answers *a = asking("a.b.example", type, &id);

	ck_assert_int_eq(
	    secmail_dns_answer_wire(a, id, wire, len, SECMAIL_TRUST_UNKNOWN), SECMAIL_DONE);
	for (; count < 4 && s->records[count]; count++)
		check_record(a, id, count, s->records[count]);
	ck_assert_uint_eq(secmail_answers_count(a, id), count);
	ck_assert_uint_eq(secmail_answers_ttl(a, id), 300);
	secmail_answers_free(a);
	free(wire);
}
END_TEST

START_TEST(writes_what_ldns_writes)
{
	ldns_pkt *p = ldns_pkt_query_new(ldns_dname_new_frm_str("_dmarc.a.b.example."),
	    LDNS_RR_TYPE_TXT, LDNS_RR_CLASS_IN, LDNS_RD);
	bool edns = (_i & 1) != 0, ask_ad = (_i & 2) != 0;
	uint8_t ours[SECMAILP_DNS_QUERY_SIZE];
	uint8_t *theirs;
	size_t len, our_len;
	secmailp_dnsname name;

	ck_assert(secmailp_dnsname_from_labels(&name, secmailp_view_text("_dmarc.a.b.example")));
	ldns_pkt_set_id(p, 0x1234);
	ldns_pkt_set_ad(p, ask_ad);
	if (edns)
		ldns_pkt_set_edns_udp_size(p, SECMAIL_DNS_UDP_SIZE);
	ck_assert_int_eq(ldns_pkt2wire(&theirs, p, &len), LDNS_STATUS_OK);
	our_len = secmailp_dns_query_write(ours, 0x1234, secmailp_dnsname_view(&name),
	    SECMAIL_DNS_TXT, (edns ? SECMAILP_DNS_EDNS : 0u) | (ask_ad ? SECMAILP_DNS_ASK_AD : 0u));
	ck_assert_uint_eq(our_len, len);
	ck_assert_mem_eq(ours, theirs, len);
	free(theirs);
	ldns_pkt_free(p);
}
END_TEST

START_TEST(longest_name_fits)
{
	char labels[256];
	uint8_t query[SECMAILP_DNS_QUERY_SIZE];
	secmailp_dnsname name;

	memset(labels, 'x', sizeof labels);
	labels[63] = labels[127] = labels[191] = '.';
	ck_assert(secmailp_dnsname_from_labels(&name, secmailp_view_of(labels, 253)));
	ck_assert_uint_eq(name.len, 255);
	ck_assert_uint_eq(
	    secmailp_dns_query_write(query, 0, secmailp_dnsname_view(&name), 1, SECMAILP_DNS_EDNS),
	    SECMAILP_DNS_QUERY_SIZE);
}
END_TEST

TCase *
against_ldns_tests(void)
{
	TCase *t = tcase_create("against_ldns");

	tcase_add_loop_test(t, reads_what_ldns_wrote, 0, sizeof rrsets / sizeof rrsets[0]);
	tcase_add_loop_test(t, writes_what_ldns_writes, 0, 4);
	tcase_add_test(t, longest_name_fits);
	return t;
}
