/* test_result.c - what a result tells, and that it lives by itself */
#include <stdio.h>
#include <string.h>

#include "world.h"

#define ROWS(table) (sizeof(table) / sizeof(table)[0])

#define TWO_HOSTS "m.example MX a.example\nm.example MX b.example\n"

static const struct row {
	const char *proves;
	const char *zone;
	const char *mechanism;
	const char *inner;
	const char *chain; /* "domain term; domain term; ..." */
	const char *detail;
} rows[] = {
	{ "a term of the record itself", "example.com TXT v=spf1 ip4:192.0.2.0/24 -all\n",
	    "ip4:192.0.2.0/24", "ip4:192.0.2.0/24", "example.com ip4:192.0.2.0/24; ",
	    "\"ip4:192.0.2.0/24\" in the record of example.com matches the client 192.0.2.1" },
	{ "a match inside an include is told by the include",
	    "example.com TXT v=spf1 include:i.example -all\n"
	    "i.example TXT v=spf1 include:J.example ~all\nj.example TXT v=spf1 ip4:192.0.2.1\n",
	    "include:i.example", "ip4:192.0.2.1",
	    "example.com include:i.example; i.example include:J.example; j.example ip4:192.0.2.1; ",
	    "\"ip4:192.0.2.1\" in the record of j.example matches the client 192.0.2.1" },
	{ "an include that did not match is not in the chain",
	    "example.com TXT v=spf1 include:i.example -all\ni.example TXT v=spf1 ~all\n", "-all",
	    "-all", "example.com -all; ",
	    "\"-all\" in the record of example.com matches the client 192.0.2.1" },
	{ "a match behind a redirect is told by the redirect",
	    "example.com TXT v=spf1 redirect=r.example\nr.example TXT v=spf1 -all\n",
	    "redirect=r.example", "-all", "example.com redirect=r.example; r.example -all; ",
	    "\"-all\" in the record of r.example matches the client 192.0.2.1" },
	{ "no match has no mechanism", "example.com TXT v=spf1 ip4:192.0.2.2\n", NULL, NULL,
	    "example.com (null); ",
	    "the record of example.com has no mechanism that matches the client 192.0.2.1" },
	{ "no record has no chain", "", NULL, NULL, "", "example.com publishes no SPF record" },
	{ "a malformed term is named with its place", "example.com TXT v=spf1 -all a:\n",
	    "a:", "a:", "example.com a:; ",
	    "the term at octet 12, \"a:\" in the record of example.com, is malformed: its domain "
	    "is "
	    "missing" },
	{ "what is unprintable in a term is not told",
	    "example.com TXT v=spf1 a:\303\251.example\n", "a:??.example", "a:??.example",
	    "example.com a:??.example; ",
	    "the term at octet 7, \"a:??.example\" in the record of example.com, is malformed: its "
	    "domain is missing" },
	{ "an include without record is named", "example.com TXT v=spf1 include:i.example\n",
	    "include:i.example", "include:i.example", "example.com include:i.example; ",
	    "i.example, which is included, publishes no SPF record" },
	{ "a redirect without record is named", "example.com TXT v=spf1 redirect=r.example\n",
	    "redirect=r.example", "redirect=r.example", "example.com redirect=r.example; ",
	    "r.example, to which the record redirects, publishes no SPF record" },
	{ "a failed include is named",
	    "example.com TXT v=spf1 include:i.example\ni.example TXT !servfail\n",
	    "include:i.example", "include:i.example", "example.com include:i.example; ",
	    "a server failed over the TXT records of i.example" },
	{ "two records are told", "example.com TXT v=spf1\nexample.com TXT v=spf1\n", NULL, NULL,
	    "example.com (null); ", "example.com publishes more than one SPF record" },
	{ "the term over the limit is named", "example.com TXT v=spf1 include:example.com -all\n",
	    "include:example.com", "include:example.com", NULL,
	    "more than 10 terms query DNS; one too many is \"include:example.com\" in the record "
	    "of "
	    "example.com" },
	{ "the last void look-up is named",
	    "example.com TXT v=spf1 a:a.example mx:b.example exists:c.example -all\n",
	    "exists:c.example", "exists:c.example", "example.com exists:c.example; ",
	    "more than 2 look-ups have no answer; one too many are the A records of c.example" },
	{ "too many MX records are told by their name",
	    "example.com TXT v=spf1 mx:m.example -all\n" TWO_HOSTS TWO_HOSTS TWO_HOSTS TWO_HOSTS
		TWO_HOSTS TWO_HOSTS,
	    "mx:m.example", "mx:m.example", "example.com mx:m.example; ",
	    "m.example has more than 10 MX records" },
	{ "a refusal is told", "example.com TXT !refused\n", NULL, NULL, "",
	    "a server refused to give the TXT records of example.com" },
	{ "broken signatures are told", "example.com TXT v=spf1 mx -all\nexample.com MX !bogus\n",
	    "mx", "mx", "example.com mx; ",
	    "DNSSEC signatures don't hold on the MX records of example.com" },
};

static void
write_chain(const secmail_spf_result *r, char *out, size_t size)
{
	size_t used = 0;

	out[0] = '\0';
	for (size_t i = 0; i < secmail_spf_result_chain_count(r); i++)
		used += (size_t)snprintf(out + used, size - used, "%s %s; ",
		    secmail_spf_result_chain_domain(r, i),
		    or_null(secmail_spf_result_chain_term(r, i)));
}

START_TEST(a_result_tells_how_it_came_about)
{
	const struct row *row = &rows[_i];
	world w = world_usual(row->zone);
	const secmail_spf_result *r = world_judge(&w);
	char chain[2048];

	write_chain(r, chain, sizeof chain);
	ck_assert_msg(
	    strcmp(or_null(secmail_spf_result_mechanism(r)), or_null(row->mechanism)) == 0,
	    "%s: %s", row->proves, or_null(secmail_spf_result_mechanism(r)));
	ck_assert_msg(
	    strcmp(or_null(secmail_spf_result_inner_mechanism(r)), or_null(row->inner)) == 0,
	    "%s: %s", row->proves, or_null(secmail_spf_result_inner_mechanism(r)));
	ck_assert_msg(!row->chain || strcmp(chain, row->chain) == 0, "%s: %s", row->proves, chain);
	ck_assert_msg(strcmp(secmail_spf_result_detail(r), row->detail) == 0, "%s: %s", row->proves,
	    secmail_spf_result_detail(r));
	ck_assert_ptr_null(secmail_spf_result_chain_domain(r, secmail_spf_result_chain_count(r)));
	ck_assert_ptr_null(secmail_spf_result_chain_term(r, secmail_spf_result_chain_count(r)));
	world_close(&w);
}
END_TEST

START_TEST(the_longest_chain_is_told)
{
	world w = world_usual("example.com TXT v=spf1 redirect=example.com\n");

	ck_assert_uint_eq(secmail_spf_result_chain_count(world_judge(&w)), 11);
	ck_assert_str_eq(
	    or_null(secmail_spf_result_chain_term(w.result, 10)), "redirect=example.com");
	world_close(&w);
}
END_TEST

START_TEST(a_long_term_is_cut)
{
	char zone[1024] = "example.com TXT v=spf1 -all ";
	world w;

	memset(zone + strlen(zone), '!', 700);
	w = world_usual(zone);
	ck_assert_int_eq(secmail_spf_result_reason(world_judge(&w)), SECMAIL_SPF_REASON_SYNTAX);
	ck_assert_uint_eq(strlen(secmail_spf_result_mechanism(w.result)), 255);
	world_close(&w);
}
END_TEST

START_TEST(a_result_outlives_session_and_table)
{
	world w = world_usual("example.com TXT v=spf1 include:i.example\n"
			      "i.example TXT v=spf1 ip4:192.0.2.1\n");
	secmail_spf_result *r;

	world_judge(&w);
	r = w.result;
	w.result = NULL;
	world_close(&w);
	ck_assert_str_eq(secmail_spf_result_domain(r), "example.com");
	ck_assert_str_eq(secmail_spf_result_inner_mechanism(r), "ip4:192.0.2.1");
	secmail_spf_result_free(r);
}
END_TEST

/* RFC 8601 section 2.7.2 */
START_TEST(codes_have_the_words_of_the_rfc)
{
	static const char *const words[] = { "none", "neutral", "pass", "fail", "softfail",
		"temperror", "permerror" };

	for (int code = 0; code < 7; code++)
		ck_assert_str_eq(secmail_spf_code_name((secmail_spf_code)code), words[code]);
	ck_assert_str_eq(secmail_spf_code_name((secmail_spf_code)7), "none");
	ck_assert_str_eq(secmail_spf_code_name((secmail_spf_code)-1), "none");
	ck_assert_int_gt(SECMAIL_SPF_PASS, 1);
}
END_TEST

START_TEST(every_reason_has_a_word_of_its_own)
{
	int last = SECMAIL_SPF_REASON_EXPANSION_LIMIT;

	for (int a = 0; a <= last; a++) {
		const char *word = secmail_spf_reason_name((secmail_spf_reason)a);

		ck_assert_str_ne(word, "unknown");
		for (int b = 0; b < a; b++)
			ck_assert_str_ne(word, secmail_spf_reason_name((secmail_spf_reason)b));
	}
	ck_assert_str_eq(secmail_spf_reason_name((secmail_spf_reason)(last + 1)), "unknown");
	ck_assert_str_eq(secmail_spf_scope_name(SECMAIL_SPF_SCOPE_MFROM), "mfrom");
	ck_assert_str_eq(secmail_spf_scope_name(SECMAIL_SPF_SCOPE_HELO), "helo");
}
END_TEST

/* No result is never a pass. */
START_TEST(no_result_refuses)
{
	ck_assert_int_eq(secmail_spf_result_code(NULL), SECMAIL_SPF_NONE);
	ck_assert_int_eq(secmail_spf_result_scope(NULL), SECMAIL_SPF_SCOPE_MFROM);
	ck_assert_int_eq(secmail_spf_result_reason(NULL), SECMAIL_SPF_REASON_NO_RECORD);
	ck_assert_ptr_null(secmail_spf_result_domain(NULL));
	ck_assert_ptr_null(secmail_spf_result_mechanism(NULL));
	ck_assert_ptr_null(secmail_spf_result_inner_mechanism(NULL));
	ck_assert_ptr_null(secmail_spf_result_explanation(NULL));
	ck_assert_ptr_null(secmail_spf_result_chain_domain(NULL, 0));
	ck_assert_ptr_null(secmail_spf_result_chain_term(NULL, 0));
	ck_assert_uint_eq(secmail_spf_result_chain_count(NULL), 0);
	ck_assert_uint_eq(secmail_spf_result_lookups(NULL), 0);
	ck_assert_uint_eq(secmail_spf_result_void_lookups(NULL), 0);
	ck_assert_str_eq(secmail_spf_result_detail(NULL), "there is no result");
	secmail_spf_result_free(NULL);
}
END_TEST

TCase *
result_tests(void)
{
	TCase *c = tcase_create("results");

	tcase_add_loop_test(c, a_result_tells_how_it_came_about, 0, ROWS(rows));
	tcase_add_test(c, the_longest_chain_is_told);
	tcase_add_test(c, a_long_term_is_cut);
	tcase_add_test(c, a_result_outlives_session_and_table);
	tcase_add_test(c, codes_have_the_words_of_the_rfc);
	tcase_add_test(c, every_reason_has_a_word_of_its_own);
	tcase_add_test(c, no_result_refuses);
	return c;
}
