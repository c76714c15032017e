/* test_rule.c - the rules of evaluation, above all those that implementations get wrong */
#include <stdio.h>
#include <string.h>

#include "world.h"

#define ROWS(table) (sizeof(table) / sizeof(table)[0])

#define PASS SECMAIL_SPF_PASS
#define FAIL SECMAIL_SPF_FAIL
#define SOFTFAIL SECMAIL_SPF_SOFTFAIL
#define NEUTRAL SECMAIL_SPF_NEUTRAL
#define NONE SECMAIL_SPF_NONE
#define PERMERROR SECMAIL_SPF_PERMERROR
#define MATCHED SECMAIL_SPF_REASON_MATCHED
#define DEFAULT SECMAIL_SPF_REASON_DEFAULT
#define SYNTAX SECMAIL_SPF_REASON_SYNTAX

/* The visitor is 192.0.2.1 with user@example.com. */
static const struct row {
	const char *proves;
	const char *zone;
	secmail_spf_code code;
	secmail_spf_reason reason;
} rows[] = {
	/* selecting a record: sections 3 and 4.5 */
	{ "no TXT record is none", "example.com A 192.0.2.1\n", NONE,
	    SECMAIL_SPF_REASON_NO_RECORD },
	{ "a TXT record of another kind is none", "example.com TXT hello\n", NONE,
	    SECMAIL_SPF_REASON_NO_RECORD },
	{ "strings are joined without a space", "example.com TXT v=spf1 ip4:192.|0.2.1 -all\n",
	    PASS, MATCHED },
	{ "the version may be cut in two", "example.com TXT v=s|pf1| -all\n", FAIL, MATCHED },
	{ "the version and a term are not joined by a string's end",
	    "example.com TXT v=spf1|-all\n", NONE, SECMAIL_SPF_REASON_NO_RECORD },
	{ "two records are an error", "example.com TXT v=spf1 -all\nexample.com TXT v=spf1 -all\n",
	    PERMERROR, SECMAIL_SPF_REASON_MULTIPLE_RECORDS },
	{ "records are chosen before they are parsed",
	    "example.com TXT v=spf1 moo\nexample.com TXT v=spf1 -all\n", PERMERROR,
	    SECMAIL_SPF_REASON_MULTIPLE_RECORDS },
	{ "a record of another version does not count",
	    "example.com TXT v=spf2 moo\nexample.com TXT v=spf1 -all\n", FAIL, MATCHED },
	{ "an empty record says nothing", "example.com TXT v=spf1\n", NEUTRAL, DEFAULT },
	/* syntax comes before any look-up: section 4.6 */
	{ "an error behind a match is an error", "example.com TXT v=spf1 ip4:192.0.2.1 -all moo\n",
	    PERMERROR, SYNTAX },
	{ "a non-ASCII octet is an error", "example.com TXT v=spf1 a:\303\251.example.com -all\n",
	    PERMERROR, SYNTAX },
	{ "redirect twice is an error",
	    "example.com TXT v=spf1 redirect=a.example redirect=a.example\n", PERMERROR, SYNTAX },
	/* a prefix of 0: sections 5.3 to 5.6 */
	{ "a/0 matches where there is an address",
	    "example.com TXT v=spf1 a/0 -all\nexample.com A 203.0.113.9\n", PASS, MATCHED },
	{ "a/0 does not match where there is none", "example.com TXT v=spf1 a/0 -all\n", FAIL,
	    MATCHED },
	{ "a//0 does not match an IPv4 client",
	    "example.com TXT v=spf1 a//0 -all\nexample.com AAAA 2001:db8::1\n", FAIL, MATCHED },
	{ "mx/0 matches where a host has an address",
	    "example.com TXT v=spf1 mx/0 -all\nexample.com MX mx.example.net\n"
	    "mx.example.net A 203.0.113.9\n",
	    PASS, MATCHED },
	{ "ip4 with /0 matches all of IPv4", "example.com TXT v=spf1 ip4:203.0.113.9/0 -all\n",
	    PASS, MATCHED },
	{ "ip6 with /0 does not match IPv4", "example.com TXT v=spf1 ip6:::/0 -all\n", FAIL,
	    MATCHED },
	{ "a mapped network in ip6 does not match IPv4",
	    "example.com TXT v=spf1 ip6:::ffff:192.0.2.1 -all\n", FAIL, MATCHED },
	{ "a prefix cuts within an octet", "example.com TXT v=spf1 ip4:192.0.2.14/29 -all\n", FAIL,
	    MATCHED },
	{ "a prefix matches within an octet", "example.com TXT v=spf1 ip4:192.0.2.6/29 -all\n",
	    PASS, MATCHED },
	/* mechanisms */
	{ "mx does not fall back to the domain's own address",
	    "example.com TXT v=spf1 mx ?all\nexample.com A 192.0.2.1\n", NEUTRAL, MATCHED },
	{ "the null MX matches nothing", "example.com TXT v=spf1 mx ?all\nexample.com MX .\n",
	    NEUTRAL, MATCHED },
	{ "an empty label matches nothing", "example.com TXT v=spf1 a:mail.example...com -all\n",
	    FAIL, MATCHED },
	{ "exists asks for A",
	    "example.com TXT v=spf1 exists:x.example.net -all\n"
	    "x.example.net AAAA 2001:db8::1\n",
	    FAIL, MATCHED },
	{ "exists takes any address",
	    "example.com TXT v=spf1 exists:x.example.net -all\nx.example.net A 127.0.0.2\n", PASS,
	    MATCHED },
	{ "ptr takes a validated name below the domain",
	    "example.com TXT v=spf1 ptr -all\n1.2.0.192.in-addr.arpa PTR a.example.com\n"
	    "a.example.com A 192.0.2.1\n",
	    PASS, MATCHED },
	{ "ptr does not take a name that only ends alike",
	    "example.com TXT v=spf1 ptr -all\n1.2.0.192.in-addr.arpa PTR badexample.com\n"
	    "badexample.com A 192.0.2.1\n",
	    FAIL, MATCHED },
	{ "ptr takes no name that does not lead back",
	    "example.com TXT v=spf1 ptr -all\n1.2.0.192.in-addr.arpa PTR a.example.com\n"
	    "a.example.com A 192.0.2.2\n",
	    FAIL, MATCHED },
	{ "the first match decides", "example.com TXT v=spf1 ?ip4:192.0.2.1 ip4:192.0.2.1 -all\n",
	    NEUTRAL, MATCHED },
	/* include: section 5.2 */
	{ "a pass inside matches",
	    "example.com TXT v=spf1 ~include:i.example -all\n"
	    "i.example TXT v=spf1 ip4:192.0.2.1 -all\n",
	    SOFTFAIL, MATCHED },
	{ "a fail inside does not match",
	    "example.com TXT v=spf1 include:i.example ~all\ni.example TXT v=spf1 -all\n", SOFTFAIL,
	    MATCHED },
	{ "a neutral inside does not match",
	    "example.com TXT v=spf1 include:i.example -all\ni.example TXT v=spf1\n", FAIL,
	    MATCHED },
	{ "an included name without record is an error",
	    "example.com TXT v=spf1 include:i.example -all\n", PERMERROR,
	    SECMAIL_SPF_REASON_INCLUDE_NONE },
	{ "an included error is an error",
	    "example.com TXT v=spf1 include:i.example -all\ni.example TXT v=spf1 moo\n", PERMERROR,
	    SYNTAX },
	{ "an include behind a match is not looked at",
	    "example.com TXT v=spf1 ip4:192.0.2.1 include:i.example\n", PASS, MATCHED },
	{ "redirect inside an include is followed",
	    "example.com TXT v=spf1 include:i.example -all\n"
	    "i.example TXT v=spf1 redirect=r.example\nr.example TXT v=spf1 ip4:192.0.2.1\n",
	    PASS, MATCHED },
	/* redirect: section 6.1 */
	{ "redirect runs after every mechanism",
	    "example.com TXT v=spf1 redirect=r.example ip4:192.0.2.1\nr.example TXT v=spf1 -all\n",
	    PASS, MATCHED },
	{ "redirect does not run where all stands behind it",
	    "example.com TXT v=spf1 redirect=r.example ~all\n", SOFTFAIL, MATCHED },
	{ "redirect to a name without record is an error",
	    "example.com TXT v=spf1 redirect=r.example\n", PERMERROR,
	    SECMAIL_SPF_REASON_REDIRECT_NONE },
	{ "redirect changes the domain that a names",
	    "example.com TXT v=spf1 redirect=r.example\nr.example TXT v=spf1 a -all\n"
	    "r.example A 192.0.2.1\nexample.com A 192.0.2.9\n",
	    PASS, MATCHED },
	{ "redirect to a single label is an error", "example.com TXT v=spf1 redirect=%{d1}\n",
	    PERMERROR, SECMAIL_SPF_REASON_REDIRECT_NONE },
};

START_TEST(the_verdict_is_the_rfcs)
{
	const struct row *r = &rows[_i];

	world_expect(r->proves, r->zone, r->code, r->reason);
}
END_TEST

static const struct client_row {
	const char *proves;
	const char *client;
	const char *record;
	secmail_spf_code code;
} clients[] = {
	{ "a mapped address is an IPv4 address", "::ffff:192.0.2.1", "ip4:192.0.2.1", PASS },
	{ "a mapped address is no IPv6 address", "::ffff:192.0.2.1", "ip6:::/0", FAIL },
	{ "loopback gets no free pass", "127.0.0.1", "ip4:192.0.2.1", FAIL },
	{ "IPv6 loopback gets no free pass", "::1", "ip4:192.0.2.1", FAIL },
	{ "ip4 does not match IPv6", "2001:db8::1", "ip4:0.0.0.0/0", FAIL },
	{ "ip6 matches by prefix", "2001:db8:8000::1", "ip6:2001:db8:8000::/33", PASS },
	{ "ip6 tells prefixes apart", "2001:db8:7fff::1", "ip6:2001:db8:8000::/33", FAIL },
	{ "a names IPv6 addresses for an IPv6 client", "2001:db8::1", "a:h.example.net", PASS },
	{ "an IPv4 prefix does not count for an IPv6 client", "2001:db8::2", "a:h.example.net/0",
	    FAIL },
	{ "an IPv6 prefix does", "2001:db8::2", "a:h.example.net/32//64", PASS },
	{ "ptr works for IPv6", "2001:db8::1", "ptr:example.net", PASS },
};

START_TEST(families_are_told_apart)
{
	const struct client_row *r = &clients[_i];
	char zone[512];
	world w;

	snprintf(zone, sizeof zone,
	    "example.com TXT v=spf1 %s -all\n"
	    "h.example.net A 192.0.2.77\nh.example.net AAAA 2001:db8::1\n"
	    "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa"
	    " PTR h.example.net\n",
	    r->record);
	w = world_open(zone, r->client, "mail.example.org", "user@example.com");
	ck_assert_msg(secmail_spf_result_code(world_judge(&w)) == r->code, "%s: %s", r->proves,
	    secmail_spf_result_detail(w.result));
	world_close(&w);
}
END_TEST

/* RFC 7208 section 3.3: rdata is counted, so a NUL in it is an octet like others. */
START_TEST(a_nul_in_a_record_is_an_error)
{
	static const uint8_t rdata[] = "\030v=spf1 a:x.example\0 -all";
	world w = world_usual("");
	uint32_t id;

	ck_assert_int_eq(secmail_answers_ask(w.answers, "example.com", 11, SECMAIL_DNS_TXT,
			     SECMAIL_ANSWERS_NEEDED, &id),
	    SECMAIL_DONE);
	ck_assert_int_eq(
	    secmail_answers_add(w.answers, id, rdata, rdata[0] + 1u, 60), SECMAIL_DONE);
	ck_assert_int_eq(
	    secmail_answers_close(w.answers, id, 0, SECMAIL_TRUST_UNKNOWN), SECMAIL_DONE);
	ck_assert_int_eq(secmail_spf_result_reason(world_judge(&w)), SYNTAX);
	world_close(&w);
}
END_TEST

START_TEST(malformed_rdata_is_no_record)
{
	static const uint8_t rdata[] = "\377v=spf1 +all";
	world w = world_usual("");
	uint32_t id;

	ck_assert_int_eq(secmail_answers_ask(w.answers, "example.com", 11, SECMAIL_DNS_TXT,
			     SECMAIL_ANSWERS_NEEDED, &id),
	    SECMAIL_DONE);
	ck_assert_int_eq(
	    secmail_answers_add(w.answers, id, rdata, sizeof rdata - 1, 60), SECMAIL_DONE);
	ck_assert_int_eq(
	    secmail_answers_close(w.answers, id, 0, SECMAIL_TRUST_UNKNOWN), SECMAIL_DONE);
	ck_assert_int_eq(secmail_spf_result_code(world_judge(&w)), NONE);
	world_close(&w);
}
END_TEST

static const struct sender_row {
	const char *proves;
	const char *helo;
	const char *path;
	secmail_spf_scope scope;
	const char *domain; /* NULL: none */
	secmail_spf_code code;
} senders[] = {
	{ "a sender is checked as mfrom", "mail.example.org", "user@example.com",
	    SECMAIL_SPF_SCOPE_MFROM, "example.com", FAIL },
	{ "no sender is checked as postmaster at HELO", "mail.example.org", "",
	    SECMAIL_SPF_SCOPE_HELO, "mail.example.org", PASS },
	{ "empty brackets are no sender", "mail.example.org", "<>", SECMAIL_SPF_SCOPE_HELO,
	    "mail.example.org", PASS },
	{ "no sender and a HELO of one label is none", "localhost", "", SECMAIL_SPF_SCOPE_HELO,
	    NULL, NONE },
	{ "no sender and an address literal is none", "[192.0.2.1]", "", SECMAIL_SPF_SCOPE_HELO,
	    NULL, NONE },
	{ "a malformed sender is none and not HELO's", "mail.example.org", "<(any@example.com>",
	    SECMAIL_SPF_SCOPE_MFROM, NULL, NONE },
	{ "a missing local part is postmaster", "mail.example.org", "@local.example",
	    SECMAIL_SPF_SCOPE_MFROM, "local.example", PASS },
};

START_TEST(the_identity_is_the_rfcs)
{
	static const char zone[] = "example.com TXT v=spf1 -all\n"
				   "mail.example.org TXT v=spf1 ip4:192.0.2.1 -all\n"
				   "local.example TXT v=spf1 exists:%{l}.x.example -all\n"
				   "postmaster.x.example A 127.0.0.2\n";
	const struct sender_row *r = &senders[_i];
	world w = world_open(zone, "192.0.2.1", r->helo, r->path);
	const secmail_spf_result *result = world_judge(&w);

	ck_assert_msg(secmail_spf_result_code(result) == r->code, "%s", r->proves);
	ck_assert_msg(secmail_spf_result_scope(result) == r->scope, "%s", r->proves);
	ck_assert_msg(strcmp(or_null(secmail_spf_result_domain(result)), or_null(r->domain)) == 0,
	    "%s", r->proves);
	world_close(&w);
}
END_TEST

TCase *
rule_tests(void)
{
	TCase *c = tcase_create("rules");

	tcase_add_loop_test(c, the_verdict_is_the_rfcs, 0, ROWS(rows));
	tcase_add_loop_test(c, families_are_told_apart, 0, ROWS(clients));
	tcase_add_test(c, a_nul_in_a_record_is_an_error);
	tcase_add_test(c, malformed_rdata_is_no_record);
	tcase_add_loop_test(c, the_identity_is_the_rfcs, 0, ROWS(senders));
	return c;
}
