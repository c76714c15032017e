/* test_lint_syntax.c - a malformed term is told with its reason, and with what may have been meant
 */
#include <string.h>

#include "lint_world.h"

#define ROWS(table) (sizeof(table) / sizeof(table)[0])

/* What the advice has to hold. */
static const struct row {
	const char *proves;
	const char *record;
	const char *advice;
} rows[] = {
	{ "an address without ip4", "v=spf1 192.0.2.1 -all", "\"ip4:192.0.2.1\"" },
	{ "a network without ip4", "v=spf1 192.0.2.0/24 -all", "\"ip4:192.0.2.0/24\"" },
	{ "an address without ip6", "v=spf1 2001:db8::1 -all", "\"ip6:2001:db8::1\"" },
	{ "a qualifier stays", "v=spf1 -192.0.2.1 -all", "\"-ip4:192.0.2.1\"" },
	{ "an IPv6 address behind ip4", "v=spf1 ip4:2001:db8::1 -all", "\"ip6:2001:db8::1\"" },
	{ "an IPv4 address behind ip6", "v=spf1 ip6:192.0.2.1 -all", "\"ip4:192.0.2.1\"" },
	{ "an address behind a", "v=spf1 a:192.0.2.1 -all", "\"ip4:192.0.2.1\"" },
	{ "an address behind mx", "v=spf1 mx:192.0.2.1 -all", "\"ip4:192.0.2.1\"" },
	{ "an address behind include", "v=spf1 include:192.0.2.1 -all", "\"ip4:192.0.2.1\"" },
	{ "ip", "v=spf1 ip:192.0.2.1 -all", "\"ip4:192.0.2.1\"" },
	{ "ipv4", "v=spf1 IPv4:192.0.2.1 -all", "\"ip4:192.0.2.1\"" },
	{ "ip for IPv6", "v=spf1 ip:2001:db8::/32 -all", "\"ip6:2001:db8::/32\"" },
	{ "ipv6", "v=spf1 ipv6:2001:db8::1 -all", "\"ip6:2001:db8::1\"" },
	{ "includes", "v=spf1 includes:spf.example -all", "\"include:spf.example\"" },
	{ "inlcude", "v=spf1 ~inlcude:spf.example -all", "\"~include:spf.example\"" },
	{ "host", "v=spf1 host:mail.example -all", "\"a:mail.example\"" },
	{ "redirect with a colon", "v=spf1 redirect:spf.example", "\"redirect=spf.example\"" },
	{ "redirect with a qualifier", "v=spf1 -redirect=spf.example", "\"redirect=spf.example\"" },
	{ "exp with a colon", "v=spf1 -all exp:why.example", "\"exp=why.example\"" },
	{ "a name without mechanism", "v=spf1 mail.example.com -all", "\"a:mail.example.com\"" },
	{ "a space behind the colon", "v=spf1 ip4: 192.0.2.1 -all", "without a space" },
	{ "commas", "v=spf1 ip4:192.0.2.1,192.0.2.2 -all", "spaces between terms" },
	{ "a semicolon at the end", "v=spf1 ip4:192.0.2.1 -all;", "spaces between terms" },
	{ "a typographic dash",
	    "v=spf1 mx \xe2\x80\x93"
	    "all",
	    "plain ASCII" },
	{ "a tab", "v=spf1 mx\t-all", "plain ASCII" },
	{ "quotation marks", "v=spf1 \"mx\" -all", "quotation marks" },
	{ "a range of addresses", "v=spf1 ip4:192.0.2.1-192.0.2.9 -all", "prefix lengths" },
	{ "an asterisk", "v=spf1 ip4:192.0.2.* -all", "prefix lengths" },
	{ "three numbers of an address", "v=spf1 ip4:192.0.2 -all", "four numbers" },
	{ "a number over 255", "v=spf1 ip4:192.0.2.256 -all", "four numbers" },
	{ "all with something behind it", "v=spf1 -all:example.com", "nothing behind it" },
	{ "all with a dot", "v=spf1 mx -all.", "nothing behind it" },
	{ "a prefix length too long", "v=spf1 ip4:192.0.2.0/33 -all", "Correct the term" },
	{ "nothing that is known", "v=spf1 moo:cow -all", "Correct the term" },
};

START_TEST(a_suggestion_says_what_may_have_been_meant)
{
	const struct row *row = &rows[_i];
	secmail_spf_findings *f = lint_text(row->record);
	size_t at = lint_find(f, SECMAIL_SPF_FINDING_SYNTAX);

	ck_assert_int_eq(secmail_spf_findings_severity(f, at), SECMAIL_SPF_ERROR);
	ck_assert_msg(strstr(secmail_spf_findings_advice(f, at), row->advice) != NULL, "%s: %s",
	    row->proves, secmail_spf_findings_advice(f, at));
	secmail_spf_findings_free(f);
}
END_TEST

static const struct row modifiers[] = {
	{ "include as a modifier", "v=spf1 include=spf.example -all", "\"include:spf.example\"" },
	{ "ip4 as a modifier", "v=spf1 ip4=192.0.2.1 -all", "\"ip4:192.0.2.1\"" },
	{ "ipv6 as a modifier", "v=spf1 ipv6=2001:db8::1 -all", "\"ip6:2001:db8::1\"" },
	{ "redirect written wrong", "v=spf1 redirects=spf.example", "\"redirect=spf.example\"" },
	{ "a second version", "v=spf1 mx v=spf1 -all", "the version stands once" },
	{ "nothing that is known", "v=spf1 mx moo=cow -all", "Take it out" },
};

START_TEST(a_suggestion_says_which_mechanism_was_meant_by_a_modifier)
{
	const struct row *row = &modifiers[_i];
	secmail_spf_findings *f = lint_text(row->record);
	size_t at = lint_find(f, SECMAIL_SPF_FINDING_UNKNOWN_MODIFIER);

	ck_assert_msg(strstr(secmail_spf_findings_advice(f, at), row->advice) != NULL, "%s: %s",
	    row->proves, secmail_spf_findings_advice(f, at));
	secmail_spf_findings_free(f);
}
END_TEST

START_TEST(every_malformed_term_is_told)
{
	secmail_spf_findings *f = lint_text("v=spf1 ip4:1.2.3 moo:x mx/33 -all");

	ck_assert_uint_eq(secmail_spf_findings_count(f), 3);
	for (size_t i = 0; i < 3; i++)
		ck_assert_int_eq(secmail_spf_findings_code(f, i), SECMAIL_SPF_FINDING_SYNTAX);
	secmail_spf_findings_free(f);
}
END_TEST

/* It may have been the all that is malformed. */
START_TEST(a_malformed_term_is_not_told_as_a_missing_end_too)
{
	secmail_spf_findings *f = lint_text("v=spf1 mx -al");

	ck_assert_uint_eq(secmail_spf_findings_count(f), 1);
	ck_assert_int_eq(secmail_spf_findings_code(f, 0), SECMAIL_SPF_FINDING_SYNTAX);
	secmail_spf_findings_free(f);
}
END_TEST

TCase *
lint_syntax_tests(void)
{
	TCase *tc = tcase_create("lint: malformed terms");

	tcase_add_loop_test(tc, a_suggestion_says_what_may_have_been_meant, 0, ROWS(rows));
	tcase_add_loop_test(
	    tc, a_suggestion_says_which_mechanism_was_meant_by_a_modifier, 0, ROWS(modifiers));
	tcase_add_test(tc, every_malformed_term_is_told);
	tcase_add_test(tc, a_malformed_term_is_not_told_as_a_missing_end_too);
	return tc;
}
