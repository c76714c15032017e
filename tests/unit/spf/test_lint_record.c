/* test_lint_record.c - what is to be mended in a record by itself, without DNS */
#include <string.h>

#include "lint_world.h"

#define ROWS(table) (sizeof(table) / sizeof(table)[0])

static const lint_row rules[] = {
	/* all, and what stands where (RFC 7208 sections 4.7, 5.1, 6.1) */
	{ "a record that does its work", "v=spf1 ip4:192.0.2.0/24 ip6:2001:db8::/32 -all", "" },
	{ "a domain that sends nothing", "v=spf1 -all", "" },
	{ "softfail for the rest is a choice", "v=spf1 mx ~all", "" },
	{ "case of letters is free", "V=SPF1 MX -ALL", "" },
	{ "spaces at the end and between are free", "v=spf1  mx   -all ", "" },
	{ "+all lets everyone pass", "v=spf1 mx +all", "pass-all" },
	{ "and so does all without a qualifier", "v=spf1 mx all", "pass-all" },
	{ "?all says nothing", "v=spf1 mx ?all", "neutral-all" },
	{ "no end", "v=spf1 mx", "no-all" },
	{ "nothing at all", "v=spf1", "no-all" },
	{ "redirect is an end", "v=spf1 mx redirect=_spf.example.com", "" },
	{ "a mechanism behind all", "v=spf1 -all mx", "after-all" },
	{ "several behind all are told once", "v=spf1 -all mx a ip4:192.0.2.1", "after-all" },
	{ "what stands behind all is not looked at otherwise", "v=spf1 -all ptr mx mx",
	    "after-all" },
	{ "a second all is behind the first", "v=spf1 -all ~all", "after-all" },
	{ "exp behind all is in its place", "v=spf1 -all exp=why.example.com", "" },
	{ "redirect beside all", "v=spf1 mx -all redirect=_spf.example.com", "redirect-with-all" },
	{ "redirect before all, too", "v=spf1 redirect=_spf.example.com mx -all",
	    "redirect-not-last redirect-with-all" },
	{ "mechanisms behind redirect", "v=spf1 redirect=_spf.example.com mx a",
	    "redirect-not-last" },
	{ "redirect twice", "v=spf1 redirect=a.example.com redirect=b.example.com",
	    "repeated-modifier" },
	{ "exp twice", "v=spf1 -all exp=a.example.com exp=b.example.com", "repeated-modifier" },
	/* terms */
	{ "ptr", "v=spf1 ptr -all", "ptr" },
	{ "ptr with a name", "v=spf1 ptr:example.com -all", "ptr" },
	{ "the macro p", "v=spf1 exists:%{p}.example.com -all", "macro-p not-followed" },
	{ "the macro P, turned round", "v=spf1 exists:%{P2r}.example.com -all",
	    "macro-p not-followed" },
	{ "a macro of the client", "v=spf1 exists:%{ir}._spf.example.com -all", "not-followed" },
	{ "a macro that is known", "v=spf1 include:_spf.%{d} -all", "" },
	{ "a macro of the sender's domain is known too", "v=spf1 include:_spf.%{o} -all", "" },
	{ "escapes are no macros of the client", "v=spf1 a:x%%y.example.com -all", "odd-name" },
	{ "exists without a macro", "v=spf1 exists:mail.example.com -all", "constant-exists" },
	{ "exists with a macro that no client changes is one without",
	    "v=spf1 exists:mail.%{d} -all", "constant-exists" },
	{ "a term twice", "v=spf1 mx a mx -all", "duplicate-term" },
	{ "with and without its plus", "v=spf1 mx +mx -all", "duplicate-term" },
	{ "in another case of letters", "v=spf1 include:A.example include:a.example -all",
	    "duplicate-term" },
	{ "escaping macros differ", "v=spf1 exists:%{l}.example.com exists:%{L}.example.com -all",
	    "not-followed not-followed" },
	{ "with another qualifier it is another term", "v=spf1 -mx mx -all", "" },
	{ "an include with a qualifier", "v=spf1 ~include:example.net -all", "qualified-include" },
	{ "two terms with a comma between make one name",
	    "v=spf1 include:a.example,include:b.example -all", "odd-name" },
	{ "a link", "v=spf1 include:https://spf.example -all", "odd-name" },
	/* modifiers (section 6) */
	{ "a modifier that nobody knows", "v=spf1 mx -all moo=bar", "unknown-modifier" },
	{ "those of RFC 6652 are known", "v=spf1 mx -all ra=postmaster rp=100 rr=all", "" },
	{ "a mechanism written as a modifier", "v=spf1 include=example.net -all",
	    "unknown-modifier" },
	{ "a second version", "v=spf1 mx v=spf1 -all", "unknown-modifier" },
	/* limits (section 4.6.4) */
	{ "eight terms are not near the limit",
	    "v=spf1 a a:1.example a:2.example a:3.example a:4.example a:5.example a:6.example "
	    "a:7.example -all",
	    "" },
	{ "nine are",
	    "v=spf1 a a:1.example a:2.example a:3.example a:4.example a:5.example a:6.example "
	    "a:7.example a:8.example -all",
	    "near-term-limit" },
	{ "ten are allowed",
	    "v=spf1 a a:1.example a:2.example a:3.example a:4.example a:5.example a:6.example "
	    "a:7.example a:8.example include:9.example -all",
	    "near-term-limit" },
	{ "eleven are not",
	    "v=spf1 a a:1.example a:2.example a:3.example a:4.example a:5.example a:6.example "
	    "a:7.example a:8.example include:9.example mx -all",
	    "term-limit" },
	{ "a redirect counts",
	    "v=spf1 a a:1.example a:2.example a:3.example a:4.example a:5.example a:6.example "
	    "a:7.example a:8.example a:9.example redirect=r.example",
	    "term-limit" },
	{ "what all hides counts for nothing",
	    "v=spf1 a a:1.example a:2.example a:3.example a:4.example a:5.example a:6.example "
	    "a:7.example -all a:8.example a:9.example a:10.example",
	    "after-all" },
	/* what is no record (section 4.5) */
	{ "another version", "v=spf10 mx -all", "almost-record" },
	{ "version 2", "v=spf2 mx -all", "almost-record" },
	{ "no space behind the version", "v=spf1include:example.net -all", "almost-record" },
	{ "a semicolon as in DMARC", "v=spf1; mx -all", "almost-record" },
	{ "a space before it", " v=spf1 mx -all", "almost-record" },
	{ "a byte order mark before it", "\xef\xbb\xbfv=spf1 mx -all", "almost-record" },
	{ "quotation marks around it", "\"v=spf1 mx -all\"", "almost-record" },
	{ "without its version tag", "spf1 mx -all", "almost-record" },
	{ "with spaces in the version", "v = spf1 mx -all", "almost-record" },
	{ "with a colon in the version", "v:spf1 mx -all", "almost-record" },
	{ "a no-break space behind it", "v=spf1\xc2\xa0mx -all", "almost-record" },
	{ "something else", "google-site-verification=abc", "no-record" },
	{ "Sender ID is something else", "spf2.0/pra mx -all", "no-record" },
	{ "an empty text", "", "no-record" },
};

START_TEST(records_alone_are_told_what_to_mend)
{
	lint_expect_text(&rules[_i]);
}
END_TEST

/* The severity of a rule, where it hangs on more than the rule. */
static const struct severity_row {
	const char *proves;
	const char *record;
	secmail_spf_finding code;
	secmail_spf_severity severity;
} severities[] = {
	{ "everyone passing is an error", "v=spf1 +all", SECMAIL_SPF_FINDING_PASS_ALL,
	    SECMAIL_SPF_ERROR },
	{ "an unknown modifier is a note", "v=spf1 moo=bar -all",
	    SECMAIL_SPF_FINDING_UNKNOWN_MODIFIER, SECMAIL_SPF_NOTE },
	{ "unless a mechanism was meant", "v=spf1 ip4=192.0.2.1 -all",
	    SECMAIL_SPF_FINDING_UNKNOWN_MODIFIER, SECMAIL_SPF_WARNING },
	{ "by whatever name an address stands there", "v=spf1 server=192.0.2.1 -all",
	    SECMAIL_SPF_FINDING_UNKNOWN_MODIFIER, SECMAIL_SPF_WARNING },
	{ "what is given as a record and is none is an error", "spf1 -all",
	    SECMAIL_SPF_FINDING_ALMOST_RECORD, SECMAIL_SPF_ERROR },
};

START_TEST(severities_are_those_of_the_rules)
{
	const struct severity_row *row = &severities[_i];
	secmail_spf_findings *f = lint_text(row->record);

	ck_assert_msg(secmail_spf_findings_severity(f, lint_find(f, row->code)) == row->severity,
	    "%s", row->proves);
	secmail_spf_findings_free(f);
}
END_TEST

static const struct place_row {
	const char *proves;
	const char *record;
	secmail_spf_finding code;
	const char *term;
	size_t offset;
} places[] = {
	{ "the term and the octets before it", "v=spf1 mx +all", SECMAIL_SPF_FINDING_PASS_ALL,
	    "+all", 10 },
	{ "spaces count", "v=spf1   ptr -all", SECMAIL_SPF_FINDING_PTR, "ptr", 9 },
	{ "of two, the second", "v=spf1 mx a mx -all", SECMAIL_SPF_FINDING_DUPLICATE_TERM, "mx",
	    12 },
	{ "the first mechanism behind all", "v=spf1 -all mx a", SECMAIL_SPF_FINDING_AFTER_ALL, "mx",
	    12 },
	{ "the redirect, not what follows it", "v=spf1 redirect=r.example mx",
	    SECMAIL_SPF_FINDING_REDIRECT_NOT_LAST, "redirect=r.example", 7 },
	{ "a record as a whole has no term", "v=spf1 mx", SECMAIL_SPF_FINDING_NO_ALL, NULL, 0 },
	{ "what is not printable is not printed", "v=spf1 m\xc3\xbcx -all",
	    SECMAIL_SPF_FINDING_SYNTAX, "m??x", 7 },
};

START_TEST(findings_name_their_place)
{
	const struct place_row *row = &places[_i];
	secmail_spf_findings *f = lint_text(row->record);
	size_t at = lint_find(f, row->code);

	ck_assert_msg(strcmp(or_null(secmail_spf_findings_term(f, at)), or_null(row->term)) == 0 &&
			  secmail_spf_findings_offset(f, at) == row->offset,
	    "%s: got %s at %zu", row->proves, or_null(secmail_spf_findings_term(f, at)),
	    secmail_spf_findings_offset(f, at));
	ck_assert_str_eq(secmail_spf_findings_domain(f, at), "example.com");
	secmail_spf_findings_free(f);
}
END_TEST

TCase *
lint_record_tests(void)
{
	TCase *tc = tcase_create("lint: a record alone");

	tcase_add_loop_test(tc, records_alone_are_told_what_to_mend, 0, ROWS(rules));
	tcase_add_loop_test(tc, severities_are_those_of_the_rules, 0, ROWS(severities));
	tcase_add_loop_test(tc, findings_name_their_place, 0, ROWS(places));
	return tc;
}
