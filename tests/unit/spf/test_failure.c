/* test_failure.c - what a failure of DNS means where it happens, and that it means nothing
 * elsewhere */
#include <stdio.h>

#include "world.h"

#define ROWS(table) (sizeof(table) / sizeof(table)[0])

#define TEMPERROR SECMAIL_SPF_TEMPERROR
#define SERVFAIL SECMAIL_SPF_REASON_DNS_SERVFAIL
#define MATCHED SECMAIL_SPF_REASON_MATCHED

static const struct row {
	const char *proves;
	const char *zone;
	secmail_spf_code code;
	secmail_spf_reason reason;
} rows[] = {
	{ "a time-out of the record is temporary", "example.com TXT !timeout\n", TEMPERROR,
	    SECMAIL_SPF_REASON_DNS_TIMEOUT },
	{ "a failure of the record is temporary", "example.com TXT !servfail\n", TEMPERROR,
	    SERVFAIL },
	{ "a refusal of the record is temporary", "example.com TXT !refused\n", TEMPERROR,
	    SECMAIL_SPF_REASON_DNS_REFUSED },
	{ "a forged record is temporary", "example.com TXT !bogus\n", TEMPERROR,
	    SECMAIL_SPF_REASON_DNS_BOGUS },
	{ "an included failure is one",
	    "example.com TXT v=spf1 include:i.example -all\ni.example TXT !servfail\n", TEMPERROR,
	    SERVFAIL },
	{ "a failure behind a redirect is one",
	    "example.com TXT v=spf1 redirect=i.example\ni.example TXT !timeout\n", TEMPERROR,
	    SECMAIL_SPF_REASON_DNS_TIMEOUT },
	{ "a failure of a is one", "example.com TXT v=spf1 a -all\nexample.com A !servfail\n",
	    TEMPERROR, SERVFAIL },
	{ "a failure of mx is one", "example.com TXT v=spf1 mx -all\nexample.com MX !servfail\n",
	    TEMPERROR, SERVFAIL },
	{ "a failure of an MX host is one",
	    "example.com TXT v=spf1 mx -all\nexample.com MX h.example\nh.example A !servfail\n",
	    TEMPERROR, SERVFAIL },
	{ "a failure of a later MX host is none",
	    "example.com TXT v=spf1 mx -all\nexample.com MX g.example\nexample.com MX h.example\n"
	    "g.example A 192.0.2.1\nh.example A !servfail\n",
	    SECMAIL_SPF_PASS, MATCHED },
	{ "a failure of exists is one",
	    "example.com TXT v=spf1 exists:x.example -all\nx.example A !servfail\n", TEMPERROR,
	    SERVFAIL },
	{ "a failure of the PTR look-up is no match",
	    "example.com TXT v=spf1 ptr -all\n1.2.0.192.in-addr.arpa PTR !servfail\n",
	    SECMAIL_SPF_FAIL, MATCHED },
	{ "a failure of a name behind ptr is passed over",
	    "example.com TXT v=spf1 ptr -all\n1.2.0.192.in-addr.arpa PTR a.example.com\n"
	    "1.2.0.192.in-addr.arpa PTR b.example.com\n"
	    "a.example.com A !servfail\nb.example.com A 192.0.2.1\n",
	    SECMAIL_SPF_PASS, MATCHED },
	{ "a failure of the PTR look-up for a macro is no error",
	    "example.com TXT v=spf1 exists:%{p}.x.example -all\n"
	    "1.2.0.192.in-addr.arpa PTR !timeout\nunknown.x.example A 127.0.0.2\n",
	    SECMAIL_SPF_PASS, MATCHED },
	{ "a failure behind a match does not count",
	    "example.com TXT v=spf1 a:b.example a:c.example -all\nb.example A 192.0.2.1\n"
	    "c.example A !servfail\n",
	    SECMAIL_SPF_PASS, MATCHED },
	{ "a failure in front of a match counts",
	    "example.com TXT v=spf1 a:c.example a:b.example -all\nb.example A 192.0.2.1\n"
	    "c.example A !servfail\n",
	    TEMPERROR, SERVFAIL },
	{ "voids behind a match do not count",
	    "example.com TXT v=spf1 a:b.example a:c.example a:d.example a:e.example -all\n"
	    "b.example A 192.0.2.1\n",
	    SECMAIL_SPF_PASS, MATCHED },
	{ "a broken include behind a match does not count",
	    "example.com TXT v=spf1 a:b.example include:i.example -all\nb.example A 192.0.2.1\n"
	    "i.example TXT v=spf1 moo\n",
	    SECMAIL_SPF_PASS, MATCHED },
	{ "a failure in an include that ended before does not count",
	    "example.com TXT v=spf1 include:i.example ip4:192.0.2.1 -all\n"
	    "i.example TXT v=spf1 -a:b.example a:c.example\nb.example A 192.0.2.1\n"
	    "c.example A !servfail\n",
	    SECMAIL_SPF_PASS, MATCHED },
};

START_TEST(a_failure_counts_where_it_is_reached)
{
	const struct row *r = &rows[_i];

	world_expect(r->proves, r->zone, r->code, r->reason);
}
END_TEST

START_TEST(expiry_decides)
{
	world w = world_usual("example.com TXT v=spf1 a:b.example a:c.example -all\n");

	ck_assert_int_eq(secmail_spf_judge(w.spf, w.answers, &w.result), SECMAIL_WANT_DNS);
	world_answer(&w);
	ck_assert_int_eq(secmail_spf_judge(w.spf, w.answers, &w.result), SECMAIL_WANT_DNS);
	secmail_answers_expire(w.answers);
	ck_assert_int_eq(secmail_spf_judge(w.spf, w.answers, &w.result), SECMAIL_DONE);
	ck_assert_int_eq(secmail_spf_result_reason(w.result), SECMAIL_SPF_REASON_DNS_TIMEOUT);
	ck_assert_str_eq(secmail_spf_result_detail(w.result),
	    "nobody answered in time for the A records of b.example");
	world_close(&w);
}
END_TEST

TCase *
failure_tests(void)
{
	TCase *c = tcase_create("failures");

	tcase_add_loop_test(c, a_failure_counts_where_it_is_reached, 0, ROWS(rows));
	tcase_add_test(c, expiry_decides);
	return c;
}
