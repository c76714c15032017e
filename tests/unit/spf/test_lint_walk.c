/* test_lint_walk.c - what is to be mended in what a record leads to: records, hosts, explanations
 */
#include <stdio.h>
#include <string.h>

#include "lint_world.h"

#define ROWS(table) (sizeof(table) / sizeof(table)[0])

#define HOSTS_OF_9                                                                                 \
	"a:h.example.com a:h.example.com. a:H.example.com mx:h.example.com a:h.example.com/30 "    \
	"a:h.example.com/29 a:h.example.com/28 a:h.example.com/27 a:h.example.com/26"

static const lint_row rows[] = {
	/* the domain's own record (RFC 7208 sections 3.2, 3.3, 4.5) */
	{ "no such name", "", "no-record" },
	{ "no TXT record", "example.com A 192.0.2.1\n", "no-record" },
	{ "TXT records, but none of SPF", "example.com TXT hello\n", "no-record" },
	{ "one among others",
	    "example.com TXT hello\nexample.com TXT v=spf1 -all\nexample.com TXT bye\n", "" },
	{ "two of SPF", "example.com TXT v=spf1 -all\nexample.com TXT v=spf1 mx -all\n",
	    "several-records" },
	{ "one that is nearly SPF", "example.com TXT v=spf10 -all\n", "almost-record no-record" },
	{ "one that is nearly SPF beside the record",
	    "example.com TXT v=spf1 -all\nexample.com TXT spf1 -all\n", "almost-record" },
	{ "strings join where there is a space", "example.com TXT v=spf1 ip4:192.0.2.1 |-all\n",
	    "" },
	{ "or before the second", "example.com TXT v=spf1 ip4:192.0.2.1| -all\n", "" },
	{ "or inside a term", "example.com TXT v=spf1 ip4:192.0.|2.1 -all\n", "" },
	{ "strings that make one term of two",
	    "example.com TXT v=spf1 include:i.example|-all\n"
	    "i.example-all TXT v=spf1 -all\n",
	    "no-all joined-strings" },
	{ "and of two that are malformed then",
	    "example.com TXT v=spf1 ip4:192.0.2.1|ip4:192.0.2.2 -all\n", "joined-strings syntax" },
	{ "DNS fails", "example.com TXT !servfail\n", "dns-failure" },
	/* includes and redirects (sections 5.2, 6.1) */
	{ "an include",
	    "example.com TXT v=spf1 include:i.example -all\n"
	    "i.example TXT v=spf1 ip4:192.0.2.1 -all\n",
	    "" },
	{ "an include of nothing", "example.com TXT v=spf1 include:i.example -all\n",
	    "include-none" },
	{ "an include of a name without SPF",
	    "example.com TXT v=spf1 include:i.example -all\ni.example TXT hello\n",
	    "include-none" },
	{ "a redirect to nothing", "example.com TXT v=spf1 redirect=i.example\n", "redirect-none" },
	{ "an include in a redirect of nothing",
	    "example.com TXT v=spf1 redirect=i.example\n"
	    "i.example TXT v=spf1 include:j.example -all\n",
	    "include-none" },
	{ "an include of a name with two records",
	    "example.com TXT v=spf1 include:i.example -all\n"
	    "i.example TXT v=spf1 -all\ni.example TXT v=spf1 ~all\n",
	    "several-records" },
	{ "an include whose DNS fails",
	    "example.com TXT v=spf1 include:i.example -all\ni.example TXT !timeout\n",
	    "dns-failure" },
	{ "an include whose name can't be asked for",
	    "example.com TXT v=spf1 include:i..example -all\n", "bad-name" },
	{ "an include of the record itself", "example.com TXT v=spf1 include:example.com -all\n",
	    "loop" },
	{ "a redirect to the record itself", "example.com TXT v=spf1 redirect=example.com\n",
	    "loop" },
	{ "a circle of three",
	    "example.com TXT v=spf1 include:i.example -all\n"
	    "i.example TXT v=spf1 include:j.example -all\n"
	    "j.example TXT v=spf1 include:example.com -all\n",
	    "loop" },
	{ "a circle beside the domain",
	    "example.com TXT v=spf1 include:i.example -all\n"
	    "i.example TXT v=spf1 include:i.example -all\n",
	    "loop" },
	{ "a record by two ways",
	    "example.com TXT v=spf1 include:i.example include:j.example -all\n"
	    "i.example TXT v=spf1 include:j.example -all\nj.example TXT v=spf1 -all\n",
	    "repeated-record" },
	{ "in an include the end does not matter",
	    "example.com TXT v=spf1 include:i.example.com include:j.example.com -all\n"
	    "i.example.com TXT v=spf1 ip4:192.0.2.1\nj.example.com TXT v=spf1 ip4:192.0.2.2 ?all\n",
	    "" },
	{ "behind a redirect it does",
	    "example.com TXT v=spf1 redirect=i.example.com\n"
	    "i.example.com TXT v=spf1 ip4:192.0.2.1\n",
	    "no-all" },
	{ "an include that lets everyone pass",
	    "example.com TXT v=spf1 include:i.example -all\ni.example TXT v=spf1 +all\n",
	    "pass-all" },
	{ "a malformed term in another domain's record is an error here too",
	    "example.com TXT v=spf1 include:i.example -all\ni.example TXT v=spf1 ip4:1.2 -all\n",
	    "syntax" },
	/* other domains' records are their owners' */
	{ "in a record below the domain a note is told",
	    "example.com TXT v=spf1 include:i.example.com -all\n"
	    "i.example.com TXT v=spf1 ip4:192.0.2.1/24 -all\n",
	    "host-bits" },
	{ "in another domain's it is not",
	    "example.com TXT v=spf1 include:i.example -all\n"
	    "i.example TXT v=spf1 ip4:192.0.2.1/24 -all\n",
	    "" },
	{ "in another domain's a warning is told",
	    "example.com TXT v=spf1 include:i.example -all\ni.example TXT v=spf1 ptr -all\n",
	    "ptr" },
	{ "a network that an included record names",
	    "example.com TXT v=spf1 include:i.example ip4:192.0.2.1 -all\n"
	    "i.example TXT v=spf1 ip4:192.0.2.0/24 -all\n",
	    "overlapping-network" },
	{ "what overlaps in another domain's record is its own",
	    "example.com TXT v=spf1 include:i.example ip4:192.0.2.0/24 -all\n"
	    "i.example TXT v=spf1 ip4:192.0.2.1 -all\n",
	    "" },
	{ "what an include refuses makes nothing needless",
	    "example.com TXT v=spf1 include:i.example ip4:192.0.2.1 -all\n"
	    "i.example TXT v=spf1 -ip4:192.0.2.0/24 -all\n",
	    "" },
	/* hosts (section 5) */
	{ "hosts that are there",
	    "example.com TXT v=spf1 a mx exists:%{i}.example.com -all\nexample.com A 192.0.2.1\n"
	    "example.com AAAA 2001:db8::1\nexample.com MX m.example\nm.example A 192.0.2.2\n",
	    "not-followed" },
	{ "a host with IPv4 alone is no void look-up",
	    "example.com TXT v=spf1 a -all\nexample.com A 192.0.2.1\n", "" },
	{ "nor one with IPv6 alone",
	    "example.com TXT v=spf1 a -all\nexample.com AAAA 2001:db8::1\n", "" },
	{ "a host without an address", "example.com TXT v=spf1 a -all\n", "void-lookup" },
	{ "a host that does not exist", "example.com TXT v=spf1 a:h.example -all\n",
	    "void-lookup" },
	{ "mx without MX", "example.com TXT v=spf1 mx -all\n", "void-lookup" },
	{ "an MX host that does not exist",
	    "example.com TXT v=spf1 mx -all\nexample.com MX m.example\n", "void-lookup" },
	{ "the null MX", "example.com TXT v=spf1 mx -all\nexample.com MX .\n", "null-mx" },
	{ "a host at a private address", "example.com TXT v=spf1 a -all\nexample.com A 10.0.0.1\n",
	    "special-network" },
	{ "exists that holds for everyone",
	    "example.com TXT v=spf1 exists:h.example -all\nh.example A 192.0.2.1\n",
	    "constant-exists pass-all" },
	{ "exists that holds for nobody", "example.com TXT v=spf1 exists:h.example -all\n",
	    "constant-exists void-lookup" },
	{ "a host whose DNS fails",
	    "example.com TXT v=spf1 a:h.example -all\nh.example A !timeout\nh.example AAAA "
	    "2001:db8::1\n",
	    "dns-failure" },
	{ "an mx whose DNS fails",
	    "example.com TXT v=spf1 mx:h.example -all\nh.example MX !refused\n", "dns-failure" },
	{ "an exists whose DNS fails",
	    "example.com TXT v=spf1 exists:h.example -all\nh.example A !bogus\n",
	    "constant-exists dns-failure" },
	{ "a host whose name can't be asked for", "example.com TXT v=spf1 a:h..example -all\n",
	    "bad-name" },
	{ "so with mx", "example.com TXT v=spf1 mx:h..example -all\n", "bad-name" },
	{ "so with exists", "example.com TXT v=spf1 exists:h..example -all\n",
	    "constant-exists bad-name" },
	{ "ptr asks nothing that is known", "example.com TXT v=spf1 ptr -all\n", "ptr" },
	/* hosts that are in networks which the records name anyway */
	{ "a host in a network",
	    "example.com TXT v=spf1 a ip4:192.0.2.0/24 -all\nexample.com A 192.0.2.1\n",
	    "needless-host" },
	{ "all hosts of an mx in networks, of both families",
	    "example.com TXT v=spf1 ip4:192.0.2.0/24 mx ip6:2001:db8::/32 -all\n"
	    "example.com MX m.example\nexample.com MX n.example\nm.example A 192.0.2.1\n"
	    "n.example A 192.0.2.2\nn.example AAAA 2001:db8::1\n",
	    "needless-host" },
	{ "one address is in none",
	    "example.com TXT v=spf1 a ip4:192.0.2.0/24 -all\nexample.com A 192.0.2.1\n"
	    "example.com A 198.51.100.1\n",
	    "" },
	{ "the network around a host is wider",
	    "example.com TXT v=spf1 a/23 ip4:192.0.2.0/24 -all\nexample.com A 192.0.2.1\n", "" },
	{ "a network behind it that gives something else",
	    "example.com TXT v=spf1 a ~ip4:192.0.2.0/24 -all\nexample.com A 192.0.2.1\n", "" },
	{ "a network of one's own in an include",
	    "example.com TXT v=spf1 a include:i.example.com -all\nexample.com A 192.0.2.1\n"
	    "i.example.com TXT v=spf1 ip4:192.0.2.0/24 -all\n",
	    "needless-host" },
	{ "a provider's network may change",
	    "example.com TXT v=spf1 a include:i.example -all\nexample.com A 192.0.2.1\n"
	    "i.example TXT v=spf1 ip4:192.0.2.0/24 -all\n",
	    "" },
	{ "a provider's own a",
	    "example.com TXT v=spf1 include:i.example ip4:192.0.2.0/24 -all\n"
	    "i.example A 192.0.2.1\ni.example TXT v=spf1 a -all\n",
	    "" },
	{ "an mx of which one host can't be looked up",
	    "example.com TXT v=spf1 ip4:192.0.2.0/24 mx -all\n"
	    "example.com MX m.example\nexample.com MX n.example\nm.example A 192.0.2.1\n"
	    "n.example A !timeout\nn.example AAAA !timeout\n",
	    "dns-failure dns-failure" },
	/* limits (section 4.6.4) */
	{ "two void look-ups are allowed", "example.com TXT v=spf1 a:h.example a:i.example -all\n",
	    "void-lookup void-lookup" },
	{ "three are not", "example.com TXT v=spf1 a:h.example a:i.example mx:j.example -all\n",
	    "void-limit void-lookup void-lookup void-lookup" },
	{ "three that a client with IPv6 meets",
	    "example.com TXT v=spf1 a:h.example a:i.example a:j.example -all\n"
	    "h.example A 192.0.2.1\ni.example A 192.0.2.2\nj.example A 192.0.2.3\n",
	    "void-limit" },
	{ "ten MX hosts are allowed",
	    "example.com TXT v=spf1 mx -all\nexample.com MX m.example\nexample.com MX m.example\n"
	    "example.com MX m.example\nexample.com MX m.example\nexample.com MX m.example\n"
	    "example.com MX m.example\nexample.com MX m.example\nexample.com MX m.example\n"
	    "example.com MX m.example\nexample.com MX m.example\nm.example A 192.0.2.1\n"
	    "m.example AAAA 2001:db8::1\n",
	    "" },
	{ "eleven are not",
	    "example.com TXT v=spf1 mx -all\nexample.com MX m.example\nexample.com MX m.example\n"
	    "example.com MX m.example\nexample.com MX m.example\nexample.com MX m.example\n"
	    "example.com MX m.example\nexample.com MX m.example\nexample.com MX m.example\n"
	    "example.com MX m.example\nexample.com MX m.example\nexample.com MX m.example\n",
	    "mx-limit" },
	{ "terms of included records count",
	    "example.com TXT v=spf1 include:i.example.com include:j.example.com -all\n"
	    "i.example.com TXT v=spf1 " HOSTS_OF_9 " -all\nj.example.com TXT v=spf1 -all\n"
	    "h.example.com A 192.0.2.1\nh.example.com AAAA 2001:db8::1\n"
	    "h.example.com MX h.example.com\n",
	    "term-limit duplicate-term" },
	{ "an include in an include that is all too much",
	    "example.com TXT v=spf1 include:i.example -all\n"
	    "i.example TXT v=spf1 " HOSTS_OF_9 " include:j.example -all\n"
	    "j.example TXT v=spf1 -all\nh.example.com A 192.0.2.1\nh.example.com AAAA 2001:db8::1\n"
	    "h.example.com MX h.example.com\n",
	    "term-limit duplicate-term" },
	/* explanations (section 6.2) */
	{ "an explanation",
	    "example.com TXT v=spf1 -all exp=why.example.com\n"
	    "why.example.com TXT %{i} is not one of us%_(%{d})\n",
	    "" },
	{ "an explanation that is not there", "example.com TXT v=spf1 -all exp=why.example.com\n",
	    "explanation" },
	{ "two explanations",
	    "example.com TXT v=spf1 -all exp=why.example.com\n"
	    "why.example.com TXT no\nwhy.example.com TXT yes\n",
	    "explanation" },
	{ "one that is not ASCII",
	    "example.com TXT v=spf1 -all exp=why.example.com\nwhy.example.com TXT n\xc3\xb3\n",
	    "explanation" },
	{ "one with a broken macro",
	    "example.com TXT v=spf1 -all exp=why.example.com\nwhy.example.com TXT 100% sure\n",
	    "explanation" },
	{ "one whose DNS fails",
	    "example.com TXT v=spf1 -all exp=why.example.com\nwhy.example.com TXT !timeout\n",
	    "dns-failure" },
	{ "one whose name can't be asked for", "example.com TXT v=spf1 -all exp=why..example.com\n",
	    "bad-name" },
	{ "one whose name hangs on the client",
	    "example.com TXT v=spf1 -all exp=%{i}.example.com\n", "not-followed" },
	{ "an included record's is never given",
	    "example.com TXT v=spf1 include:i.example.com -all\n"
	    "i.example.com TXT v=spf1 -all exp=why.example.com\n",
	    "" },
};

START_TEST(what_a_record_leads_to_is_told)
{
	lint_expect_zone(&rows[_i]);
}
END_TEST

static const world_order orders[] = { WORLD_ONE_FIRST, WORLD_ONE_LAST, WORLD_SHUFFLED };

static void
compare(const char *proves, const secmail_spf_findings *a, const secmail_spf_findings *b)
{
	ck_assert_msg(secmail_spf_findings_count(a) == secmail_spf_findings_count(b), "%s", proves);
	ck_assert_uint_eq(secmail_spf_findings_lookups(a), secmail_spf_findings_lookups(b));
	ck_assert_uint_eq(
	    secmail_spf_findings_void_lookups(a), secmail_spf_findings_void_lookups(b));
	ck_assert_uint_eq(secmail_spf_findings_ip4_count(a), secmail_spf_findings_ip4_count(b));
	ck_assert_uint_eq(secmail_spf_findings_ip6_count(a), secmail_spf_findings_ip6_count(b));
	ck_assert_uint_eq(
	    secmail_spf_findings_record_count(a), secmail_spf_findings_record_count(b));
	for (size_t i = 0; i < secmail_spf_findings_count(a); i++) {
		ck_assert_int_eq(secmail_spf_findings_code(a, i), secmail_spf_findings_code(b, i));
		ck_assert_int_eq(
		    secmail_spf_findings_severity(a, i), secmail_spf_findings_severity(b, i));
		ck_assert_str_eq(
		    secmail_spf_findings_sentence(a, i), secmail_spf_findings_sentence(b, i));
		ck_assert_uint_eq(
		    secmail_spf_findings_offset(a, i), secmail_spf_findings_offset(b, i));
	}
}

START_TEST(whatever_order_answers_come_in_the_findings_are_the_same)
{
	const lint_row *row = &rows[_i];
	secmail_spf_findings *at_once = lint_zone(row->input, WORLD_AT_ONCE, 0);

	for (size_t i = 0; i < ROWS(orders); i++) {
		secmail_spf_findings *other = lint_zone(row->input, orders[i], (unsigned)i + 7);

		compare(row->proves, at_once, other);
		secmail_spf_findings_free(other);
	}
	secmail_spf_findings_free(at_once);
}
END_TEST

/* The names c0 to c99 in a chain, each with as many hosts as fill many rounds. */
static char *
write_long_zone(char *zone, size_t size, size_t records, size_t hosts)
{
	size_t used = (size_t)snprintf(zone, size, "example.com TXT v=spf1 include:c0.example\n");

	for (size_t i = 0; i < records; i++) {
		used += (size_t)snprintf(zone + used, size - used,
		    "c%zu.example TXT v=spf1 include:c%zu.example", i, i + 1);
		for (size_t j = 0; j < hosts; j++)
			used += (size_t)snprintf(
			    zone + used, size - used, " a:h%zu.c%zu.example", j, i);
		used += (size_t)snprintf(zone + used, size - used, "\n");
		ck_assert_uint_lt(used, size);
	}
	return zone;
}

static const struct limit_row {
	const char *proves;
	size_t records, hosts;
	const char *sentence;
} limit_rows[] = {
	{ "records inside each other end at 20", 25, 0, "inside each other" },
	{ "questions end at 256", 6, 40, "questions" },
};

START_TEST(what_a_limit_cut_is_told_whatever_the_order)
{
	static char zone[65536];
	const struct limit_row *row = &limit_rows[_i];
	secmail_spf_findings *at_once, *other;
	size_t at;

	write_long_zone(zone, sizeof zone, row->records, row->hosts);
	at_once = lint_zone(zone, WORLD_AT_ONCE, 0);
	at = lint_find(at_once, SECMAIL_SPF_FINDING_LINT_LIMIT);
	ck_assert_msg(strstr(secmail_spf_findings_sentence(at_once, at), row->sentence) != NULL,
	    "%s: %s", row->proves, secmail_spf_findings_sentence(at_once, at));
	for (size_t i = 0; i < ROWS(orders); i++) {
		other = lint_zone(zone, orders[i], 11);
		compare(row->proves, at_once, other);
		secmail_spf_findings_free(other);
	}
	secmail_spf_findings_free(at_once);
}
END_TEST

START_TEST(records_end_at_64)
{
	secmail_spf_findings *f = lint_zone(
	    "example.com TXT v=spf1 include:a.example include:b.example include:c.example -all\n"
	    "a.example TXT v=spf1 include:b.example include:c.example include:d.example\n"
	    "b.example TXT v=spf1 include:c.example include:d.example include:e.example\n"
	    "c.example TXT v=spf1 include:d.example include:e.example include:f.example\n"
	    "d.example TXT v=spf1 include:e.example include:f.example include:g.example\n"
	    "e.example TXT v=spf1 include:f.example include:g.example\n"
	    "f.example TXT v=spf1 include:g.example\ng.example TXT v=spf1 -all\n",
	    WORLD_AT_ONCE, 0);
	size_t at = lint_find(f, SECMAIL_SPF_FINDING_LINT_LIMIT);

	ck_assert_uint_eq(secmail_spf_findings_record_count(f), SECMAIL_SPF_LINT_MAX_RECORDS);
	ck_assert_ptr_nonnull(strstr(secmail_spf_findings_sentence(f, at), "64 records"));
	secmail_spf_findings_free(f);
}
END_TEST

START_TEST(the_way_over_the_limit_of_terms_is_told)
{
	secmail_spf_findings *f =
	    lint_zone("example.com TXT v=spf1 mx include:i.example -all\n"
		      "example.com MX h.example.com\n"
		      "i.example TXT v=spf1 include:j.example -all\n"
		      "j.example TXT v=spf1 " HOSTS_OF_9 " -all\nh.example.com A 192.0.2.1\n"
		      "h.example.com AAAA 2001:db8::1\nh.example.com MX h.example.com\n",
		WORLD_AT_ONCE, 0);
	size_t at = lint_find(f, SECMAIL_SPF_FINDING_TERM_LIMIT);

	ck_assert_uint_eq(secmail_spf_findings_lookups(f), 12);
	ck_assert_str_eq(secmail_spf_findings_domain(f, at), "example.com");
	ck_assert_str_eq(secmail_spf_findings_term(f, at), "include:i.example");
	ck_assert_ptr_nonnull(strstr(secmail_spf_findings_sentence(f, at),
	    "\"a:h.example.com/27\" (example.com > i.example > j.example)"));
	secmail_spf_findings_free(f);
}
END_TEST

START_TEST(the_records_are_listed_with_their_terms)
{
	secmail_spf_findings *f =
	    lint_zone("example.com TXT v=spf1 include:i.example redirect=j.example\n"
		      "i.example TXT v=spf1 a include:k.example -all\ni.example A 192.0.2.1\n"
		      "j.example TXT v=spf1 -all\n",
		WORLD_AT_ONCE, 0);

	ck_assert_uint_eq(secmail_spf_findings_record_count(f), 4);
	ck_assert_str_eq(secmail_spf_findings_record_domain(f, 0), "example.com");
	ck_assert_ptr_null(secmail_spf_findings_record_term(f, 0));
	ck_assert_uint_eq(secmail_spf_findings_record_lookups(f, 0), 4);
	ck_assert_uint_eq(secmail_spf_findings_record_depth(f, 0), 0);
	ck_assert_str_eq(
	    secmail_spf_findings_record_text(f, 0), "v=spf1 include:i.example redirect=j.example");
	ck_assert_str_eq(secmail_spf_findings_record_domain(f, 1), "i.example");
	ck_assert_str_eq(secmail_spf_findings_record_term(f, 1), "include:i.example");
	ck_assert_uint_eq(secmail_spf_findings_record_lookups(f, 1), 2);
	ck_assert_uint_eq(secmail_spf_findings_record_depth(f, 1), 1);
	ck_assert_str_eq(secmail_spf_findings_record_domain(f, 2), "k.example");
	ck_assert_ptr_null(secmail_spf_findings_record_text(f, 2));
	ck_assert_uint_eq(secmail_spf_findings_record_depth(f, 2), 2);
	ck_assert_str_eq(secmail_spf_findings_record_term(f, 3), "redirect=j.example");
	secmail_spf_findings_free(f);
}
END_TEST

static const struct severity_row {
	const char *proves;
	const char *zone;
	secmail_spf_finding code;
	secmail_spf_severity severity;
} severities[] = {
	{ "a warning in another domain's record is a note",
	    "example.com TXT v=spf1 include:i.example -all\ni.example TXT v=spf1 ptr -all\n",
	    SECMAIL_SPF_FINDING_PTR, SECMAIL_SPF_NOTE },
	{ "in one's own it is a warning",
	    "example.com TXT v=spf1 include:i.example.com -all\n"
	    "i.example.com TXT v=spf1 ptr -all\n",
	    SECMAIL_SPF_FINDING_PTR, SECMAIL_SPF_WARNING },
	{ "in that of the domain above, too",
	    "example.com TXT v=spf1 include:com.example -all\n"
	    "com.example TXT v=spf1 include:i.example.com -all\n"
	    "i.example.com TXT v=spf1 ptr -all\n",
	    SECMAIL_SPF_FINDING_PTR, SECMAIL_SPF_WARNING },
	{ "everyone passing by an include is an error",
	    "example.com TXT v=spf1 include:i.example -all\ni.example TXT v=spf1 +all\n",
	    SECMAIL_SPF_FINDING_PASS_ALL, SECMAIL_SPF_ERROR },
	{ "unless it comes to no pass",
	    "example.com TXT v=spf1 ?include:i.example -all\ni.example TXT v=spf1 +all\n",
	    SECMAIL_SPF_FINDING_PASS_ALL, SECMAIL_SPF_NOTE },
	{ "void look-ups of every client are an error",
	    "example.com TXT v=spf1 a:h.example a:i.example mx:j.example -all\n",
	    SECMAIL_SPF_FINDING_VOID_LIMIT, SECMAIL_SPF_ERROR },
	{ "those of one family are a warning",
	    "example.com TXT v=spf1 a:h.example a:i.example a:j.example -all\n"
	    "h.example AAAA 2001:db8::1\ni.example AAAA 2001:db8::2\nj.example AAAA 2001:db8::3\n",
	    SECMAIL_SPF_FINDING_VOID_LIMIT, SECMAIL_SPF_WARNING },
};

START_TEST(severities_hang_on_whose_record_it_is)
{
	const struct severity_row *row = &severities[_i];
	secmail_spf_findings *f = lint_zone(row->zone, WORLD_AT_ONCE, 0);

	ck_assert_msg(secmail_spf_findings_severity(f, lint_find(f, row->code)) == row->severity,
	    "%s", row->proves);
	secmail_spf_findings_free(f);
}
END_TEST

START_TEST(the_advice_about_another_domains_record_is_for_its_owner)
{
	secmail_spf_findings *f = lint_zone("example.com TXT v=spf1 include:i.example ip:1 -all\n"
					    "i.example TXT v=spf1 ip:192.0.2.1 -all\n",
	    WORLD_AT_ONCE, 0);

	ck_assert_uint_eq(secmail_spf_findings_count(f), 2);
	ck_assert_ptr_null(strstr(secmail_spf_findings_advice(f, 0), "owner"));
	ck_assert_ptr_nonnull(strstr(secmail_spf_findings_advice(f, 1), "owner"));
	ck_assert_ptr_null(strstr(secmail_spf_findings_advice(f, 1), "ip4"));
	secmail_spf_findings_free(f);
}
END_TEST

/* RFC 7208 section 3.4: name and record are to have 450 octets at most. */
START_TEST(long_records_and_answers_are_told)
{
	char zone[2048];
	secmail_spf_findings *f;

	/* 11 octets of name, 439 of record: v=spf1, a modifier, -all */
	snprintf(zone, sizeof zone, "example.com TXT v=spf1 x=%0425d -all\n", 0);
	f = lint_zone(zone, WORLD_AT_ONCE, 0);
	ck_assert_uint_eq(strlen(secmail_spf_findings_record_text(f, 0)), 439);
	ck_assert_int_eq(secmail_spf_findings_code(f, 0), SECMAIL_SPF_FINDING_UNKNOWN_MODIFIER);
	secmail_spf_findings_free(f);
	snprintf(zone, sizeof zone, "example.com TXT v=spf1 x=%0426d -all\n", 0);
	f = lint_zone(zone, WORLD_AT_ONCE, 0);
	ck_assert_int_eq(secmail_spf_findings_code(f, 0), SECMAIL_SPF_FINDING_LONG_RECORD);
	secmail_spf_findings_free(f);
	/* header 12, question 11+6, records 12+12 and 12+447, their lengths of strings in it: 512
	 */
	snprintf(zone, sizeof zone, "example.com TXT v=spf1 -all\nexample.com TXT %0445d\n", 0);
	f = lint_zone(zone, WORLD_AT_ONCE, 0);
	ck_assert_uint_eq(secmail_spf_findings_count(f), 0);
	secmail_spf_findings_free(f);
	snprintf(zone, sizeof zone, "example.com TXT v=spf1 -all\nexample.com TXT %0446d\n", 0);
	f = lint_zone(zone, WORLD_AT_ONCE, 0);
	ck_assert_int_eq(secmail_spf_findings_code(f, 0), SECMAIL_SPF_FINDING_LONG_RESPONSE);
	secmail_spf_findings_free(f);
}
END_TEST

START_TEST(a_record_over_the_maximum_is_told)
{
	static char zone[16384];
	secmail_spf_findings *f;

	snprintf(zone, sizeof zone, "example.com TXT v=spf1 x=%08180d\n", 0);
	f = lint_zone(zone, WORLD_AT_ONCE, 0);
	(void)lint_find(f, SECMAIL_SPF_FINDING_LONG_RECORD);
	secmail_spf_findings_free(f);
	snprintf(zone, sizeof zone, "example.com TXT v=spf1 x=%08184d\n", 0);
	f = lint_zone(zone, WORLD_AT_ONCE, 0);
	ck_assert_int_eq(secmail_spf_findings_code(f, 0), SECMAIL_SPF_FINDING_RECORD_LIMIT);
	secmail_spf_findings_free(f);
	f = lint_text(zone + strlen("example.com TXT "));
	ck_assert_int_eq(secmail_spf_findings_code(f, 0), SECMAIL_SPF_FINDING_RECORD_LIMIT);
	secmail_spf_findings_free(f);
}
END_TEST

TCase *
lint_walk_tests(void)
{
	TCase *tc = tcase_create("lint: what a record leads to");

	tcase_add_loop_test(tc, what_a_record_leads_to_is_told, 0, ROWS(rows));
	tcase_add_loop_test(
	    tc, whatever_order_answers_come_in_the_findings_are_the_same, 0, ROWS(rows));
	tcase_add_loop_test(tc, what_a_limit_cut_is_told_whatever_the_order, 0, ROWS(limit_rows));
	tcase_add_test(tc, records_end_at_64);
	tcase_add_test(tc, the_way_over_the_limit_of_terms_is_told);
	tcase_add_test(tc, the_records_are_listed_with_their_terms);
	tcase_add_loop_test(tc, severities_hang_on_whose_record_it_is, 0, ROWS(severities));
	tcase_add_test(tc, the_advice_about_another_domains_record_is_for_its_owner);
	tcase_add_test(tc, long_records_and_answers_are_told);
	tcase_add_test(tc, a_record_over_the_maximum_is_told);
	return tc;
}
