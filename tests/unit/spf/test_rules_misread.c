/*
 * test_rules_misread.c - the rules of RFC 7208 that implementations get wrong, a test for each
 *
 *	strict syntax             syntax_is_strict_and_comes_before_dns
 *	prefix lengths of 0       a_prefix_of_0_matches_every_address_of_its_family
 *	limits                    limits_hold_over_the_whole_evaluation
 *	redirect and all          redirect_runs_last_and_not_beside_all
 *	choosing a record         records_are_joined_and_chosen_before_they_are_parsed
 *	failures and voids        failures_are_temporary_and_absence_is_void
 *	addresses                 addresses_get_no_special_treatment
 *	who is checked            the_null_sender_and_odd_domains
 *	macros                    macros_expand_as_the_grammar_says,
 *letters_for_explanations_stay_there explanations              explanations_are_one_ascii_text
 *	internationalized mail    domains_are_asked_for_as_a_labels
 *
 * Each row tells how many questions the verdict costs, so that what must not be
 * looked up is seen not to be. The other files of this folder go further into
 * each part.
 */
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
#define TEMPERROR SECMAIL_SPF_TEMPERROR
#define MATCHED SECMAIL_SPF_REASON_MATCHED
#define DEFAULT SECMAIL_SPF_REASON_DEFAULT
#define SYNTAX SECMAIL_SPF_REASON_SYNTAX
#define TERM_LIMIT SECMAIL_SPF_REASON_TERM_LIMIT
#define VOID_LIMIT SECMAIL_SPF_REASON_VOID_LIMIT
#define MULTIPLE SECMAIL_SPF_REASON_MULTIPLE_RECORDS
#define NO_RECORD SECMAIL_SPF_REASON_NO_RECORD
#define BAD_DOMAIN SECMAIL_SPF_REASON_BAD_DOMAIN
#define TIMEOUT SECMAIL_SPF_REASON_DNS_TIMEOUT
#define SERVFAIL SECMAIL_SPF_REASON_DNS_SERVFAIL

#define RECORD "example.com TXT v=spf1 "
#define OTHER "example.com A 203.0.113.9\n"

struct row {
	const char *proves;
	const char *client;
	const char *zone;
	secmail_spf_code code;
	secmail_spf_reason reason;
	size_t questions; /* 0: not looked at */
};

static void
expect(const struct row *r, const char *helo, const char *path)
{
	world w = world_open(r->zone, r->client ? r->client : "192.0.2.1", helo, path);
	const secmail_spf_result *result;

	w.order = WORLD_ONE_FIRST;
	result = world_judge(&w);
	ck_assert_msg(secmail_spf_result_code(result) == r->code &&
			  secmail_spf_result_reason(result) == r->reason,
	    "%s: got %s: %s", r->proves, secmail_spf_code_name(secmail_spf_result_code(result)),
	    secmail_spf_result_detail(result));
	ck_assert_msg(
	    r->questions == 0 || secmail_answers_question_count(w.answers) == r->questions,
	    "%s: %zu questions", r->proves, secmail_answers_question_count(w.answers));
	world_close(&w);
}

static void
expect_usual(const struct row *r)
{
	expect(r, "mail.example.org", "user@example.com");
}

/* Each stands behind an mx that would be asked for and in front of the all that would decide. */
static const char *const malformed[] = {
	/* no domain where one has to be */
	"a:", "mx:", "exists:", "ptr:", "include:", "include", "exists",
	/* no top label at its end */
	"a:example.123", "mx:example.com-", "exists:x.-com", "ptr:museum",
	/* no prefix length, or none allowed */
	"a/032", "a/33", "a//129", "a//064", "mx/", "mx//", "mx/24/64", "ip4:192.0.2.1/33",
	"ip4:192.0.2.1/032", "ip6:::1/129", "ip6:::1/0128", "exists:x.example.com/32", "ptr/24",
	"include:x.example.com/24",
	/* a macro in the wrong place, or none */
	"ip4:%{i}", "a/%{d}", "all:%{d}", "%{d}", "exists:%{d", "exists:%x.example.com",
	"exists:%{d0}.example.com", "exists:%{dr2}.example.com", "exists:%{z}.example.com",
	/* modifiers that stand once, and have a domain */
	"redirect=a.example redirect=b.example", "exp=a.example exp=a.example",
	"redirect=", "exp=", "redirect=%{d", "exp=a.123",
	/* no modifier: a name, an equals sign, a macro-string */
	"moo=%", "moo=%{x}", "moo=%{d", "9moo=x", "=x", "moo$=x",
	/* no term */
	"moo", "-moo", "--all", "-redirect=a.example", "a;", "a,",
	/* octets that stand in no record */
	"a:caf\303\251.example.com", "moo=caf\303\251", "\302\240", "moo=a\177", "a\tmx"
};

START_TEST(syntax_is_strict_and_comes_before_dns)
{
	char zone[256];
	const struct row r = { malformed[_i], NULL, zone, PERMERROR, SYNTAX, 1 };

	snprintf(zone, sizeof zone, RECORD "mx:h.example %s ip4:192.0.2.1 -all\n", malformed[_i]);
	expect_usual(&r);
}
END_TEST

static const struct row zeros[] = {
	{ "a/0", NULL, RECORD "a/0 -all\n" OTHER, PASS, MATCHED, 2 },
	{ "mx/0", NULL, RECORD "mx/0 -all\nexample.com MX m.example\nm.example A 203.0.113.9\n",
	    PASS, MATCHED, 3 },
	{ "ip4/0", NULL, RECORD "ip4:203.0.113.9/0 -all\n", PASS, MATCHED, 1 },
	{ "a//0", "2001:db8::1", RECORD "a//0 -all\nexample.com AAAA 2001:db8:9::9\n", PASS,
	    MATCHED, 2 },
	{ "mx//0", "2001:db8::1",
	    RECORD "mx//0 -all\nexample.com MX m.example\nm.example AAAA ff00::\n", PASS, MATCHED,
	    3 },
	{ "ip6/0", "2001:db8::1", RECORD "ip6:ff00::/0 -all\n", PASS, MATCHED, 1 },
	{ "a/0 without an address", NULL, RECORD "a/0 -all\nexample.com AAAA ::1\n", FAIL, MATCHED,
	    2 },
	{ "a/0 is not IPv6's", "2001:db8::1", RECORD "a/0 -all\nexample.com AAAA ff00::\n", FAIL,
	    MATCHED, 2 },
	{ "ip4/0 is not IPv6's", "2001:db8::1", RECORD "ip4:0.0.0.0/0 -all\n", FAIL, MATCHED, 1 },
	{ "ip6/0 is not IPv4's", NULL, RECORD "ip6:::/0 -all\n", FAIL, MATCHED, 1 },
	{ "mx/0 of the null MX", NULL, RECORD "mx/0 -all\nexample.com MX .\n", FAIL, MATCHED, 2 },
};

START_TEST(a_prefix_of_0_matches_every_address_of_its_family)
{
	expect_usual(&zeros[_i]);
}
END_TEST

/* Nine terms that no match ends, whose answers are no voids. */
#define NINE "a a a a a a a a a "

static const struct row limits[] = {
	{ "a is a term", NULL, RECORD NINE "a a:x.example -all\n" OTHER, PERMERROR, TERM_LIMIT, 2 },
	{ "mx is a term", NULL, RECORD NINE "a mx -all\n" OTHER, PERMERROR, TERM_LIMIT, 2 },
	{ "ptr is a term", NULL, RECORD NINE "a ptr -all\n" OTHER, PERMERROR, TERM_LIMIT, 2 },
	{ "exists is a term", NULL, RECORD NINE "a exists:x.example -all\n" OTHER, PERMERROR,
	    TERM_LIMIT, 2 },
	{ "include is a term", NULL, RECORD NINE "a include:i.example -all\n" OTHER, PERMERROR,
	    TERM_LIMIT, 2 },
	{ "redirect is a term", NULL, RECORD NINE "a redirect=r.example\n" OTHER, PERMERROR,
	    TERM_LIMIT, 2 },
	{ "exp is none", NULL, RECORD NINE "a exp=e.example -all\n" OTHER, FAIL, MATCHED, 3 },
	{ "includes share the ten", NULL,
	    RECORD "include:i.example include:i.example -all\n"
		   "i.example TXT v=spf1 a:x.example a:x.example a:x.example a:x.example\n"
		   "x.example A 203.0.113.9\n",
	    FAIL, MATCHED, 3 },
	{ "and no more", NULL,
	    RECORD "include:i.example include:i.example a:x.example -all\n"
		   "i.example TXT v=spf1 a:x.example a:x.example a:x.example a:x.example\n"
		   "x.example A 203.0.113.9\n",
	    PERMERROR, TERM_LIMIT, 3 },
	{ "two voids pass", NULL, RECORD "a mx ip4:192.0.2.1 -all\n", PASS, MATCHED, 3 },
	{ "a third does not", NULL, RECORD "a mx exists:x.example ip4:192.0.2.1 -all\n", PERMERROR,
	    VOID_LIMIT, 4 },
	{ "includes share the two voids", NULL,
	    RECORD "a include:i.example -all\ni.example TXT v=spf1 a a:x.example ip4:192.0.2.1\n",
	    PERMERROR, VOID_LIMIT, 5 },
};

START_TEST(limits_hold_over_the_whole_evaluation)
{
	expect_usual(&limits[_i]);
}
END_TEST

static const struct row redirects[] = {
	{ "redirect in front runs last", NULL,
	    RECORD "redirect=r.example ip4:192.0.2.1\nr.example TXT v=spf1 -all\n", PASS, MATCHED,
	    1 },
	{ "redirect runs after what does not match", NULL,
	    RECORD "redirect=r.example ip4:192.0.2.2\nr.example TXT v=spf1 -all\n", FAIL, MATCHED,
	    2 },
	{ "all behind it shuts it off", NULL, RECORD "redirect=r.example ?all\n", NEUTRAL, MATCHED,
	    1 },
	{ "all in front of it shuts it off", NULL, RECORD "?all redirect=r.example\n", NEUTRAL,
	    MATCHED, 1 },
	{ "without it the end is neutral", NULL, RECORD "ip4:192.0.2.2\n", NEUTRAL, DEFAULT, 1 },
	{ "modifiers are known in any case of letters", NULL,
	    RECORD "ip4:192.0.2.2 REDIRECT=r.example\nr.example TXT v=spf1 ~all\n", SOFTFAIL,
	    MATCHED, 2 },
	{ "all in an include does not shut it off outside", NULL,
	    RECORD "include:i.example redirect=r.example\ni.example TXT v=spf1 -all\n"
		   "r.example TXT v=spf1 ~all\n",
	    SOFTFAIL, MATCHED, 3 },
};

START_TEST(redirect_runs_last_and_not_beside_all)
{
	expect_usual(&redirects[_i]);
}
END_TEST

static const struct row choices[] = {
	{ "strings are joined as they are", NULL, "example.com TXT v=sp|f1 ip4:19|2.0.2.1| -all\n",
	    PASS, MATCHED, 1 },
	{ "no space is put between them", NULL, "example.com TXT v=spf1| ip4:192.0.2.1|-all\n",
	    PERMERROR, SYNTAX, 1 },
	{ "the version may be all", NULL, "example.com TXT v=spf1\n", NEUTRAL, DEFAULT, 1 },
	{ "the version ends at a space", NULL, "example.com TXT v=spf1-all\n", NONE, NO_RECORD, 1 },
	{ "v=spf10 is another version", NULL, "example.com TXT v=spf10 -all\n", NONE, NO_RECORD,
	    1 },
	{ "a space in front makes it another text", NULL, "example.com TXT  v=spf1 -all\n", NONE,
	    NO_RECORD, 1 },
	{ "two records", NULL, RECORD "-all\n" RECORD "-all\n", PERMERROR, MULTIPLE, 1 },
	{ "two records of which one is malformed", NULL, RECORD "moo\n" RECORD "-all\n", PERMERROR,
	    MULTIPLE, 1 },
	{ "other texts beside one record", NULL,
	    "example.com TXT v=spf2.0/pra -all\n" RECORD "-all\nexample.com TXT caf\303\251\n",
	    FAIL, MATCHED, 1 },
};

START_TEST(records_are_joined_and_chosen_before_they_are_parsed)
{
	expect_usual(&choices[_i]);
}
END_TEST

#define POINTER "1.2.0.192.in-addr.arpa PTR "

static const struct row failures[] = {
	{ "SERVFAIL is temporary", NULL,
	    RECORD "a:x.example ip4:192.0.2.1\nx.example A !servfail\n", TEMPERROR, SERVFAIL, 2 },
	{ "a time-out is temporary", NULL, RECORD "mx:x.example -all\nx.example MX !timeout\n",
	    TEMPERROR, TIMEOUT, 2 },
	{ "no such name does not match", NULL, RECORD "a:x.example ~all\n", SOFTFAIL, MATCHED, 2 },
	{ "no data does not match", NULL, RECORD "a:x.example ~all\nx.example TXT x\n", SOFTFAIL,
	    MATCHED, 2 },
	{ "both are voids", NULL,
	    RECORD "a:x.example a:y.example a:y.example ~all\nx.example TXT x\n", PERMERROR,
	    VOID_LIMIT, 3 },
	{ "a failed PTR look-up of ptr does not match", NULL,
	    RECORD "ptr ~all\n" POINTER "!servfail\n", SOFTFAIL, MATCHED, 2 },
	{ "a failed name behind ptr does not match", NULL,
	    RECORD "ptr ~all\n" POINTER "h.example.com\nh.example.com A !timeout\n", SOFTFAIL,
	    MATCHED, 3 },
	{ "a failed PTR look-up of the macro p is unknown", NULL,
	    RECORD "exists:%{p}.x.example ~all\n" POINTER
		   "!timeout\nunknown.x.example A 127.0.0.2\n",
	    PASS, MATCHED, 3 },
	{ "a failed name behind the macro p is unknown", NULL,
	    RECORD "exists:%{p}.x.example ~all\n" POINTER "h.example\nh.example A !servfail\n"
		   "unknown.x.example A 127.0.0.2\n",
	    PASS, MATCHED, 4 },
};

START_TEST(failures_are_temporary_and_absence_is_void)
{
	expect_usual(&failures[_i]);
}
END_TEST

static const struct row clients[] = {
	{ "a mapped address matches ip4", "::ffff:192.0.2.1", RECORD "ip4:192.0.2.1 -all\n", PASS,
	    MATCHED, 1 },
	{ "a mapped address does not match ip6", "::ffff:192.0.2.1",
	    RECORD "ip6:::ffff:192.0.2.1 -all\n", FAIL, MATCHED, 1 },
	{ "a mapped address is looked up as A", "::ffff:192.0.2.1",
	    RECORD "a -all\nexample.com A 192.0.2.1\n", PASS, MATCHED, 2 },
	{ "127.0.0.1 is evaluated", "127.0.0.1", RECORD "-all\n", FAIL, MATCHED, 1 },
	{ "127.9.9.9 is evaluated", "127.9.9.9", RECORD "ip4:127.0.0.0/16 -all\n", FAIL, MATCHED,
	    1 },
	{ "::1 is evaluated", "::1", RECORD "-all\n", FAIL, MATCHED, 1 },
	{ "loopback without a record is none", "127.0.0.1", "", NONE, NO_RECORD, 1 },
};

START_TEST(addresses_get_no_special_treatment)
{
	expect_usual(&clients[_i]);
}
END_TEST

#define LABEL_63 "a23456789a23456789a23456789a23456789a23456789a23456789a23456789"

static const struct {
	const char *helo;
	const char *path;
	struct row row;
} senders[] = {
	{ "h.example.org", "",
	    { "nobody is postmaster at HELO", NULL,
		"h.example.org TXT v=spf1 exists:%{l}.%{o} -all\n"
		"postmaster.h.example.org A 127.0.0.2\n",
		PASS, MATCHED, 2 } },
	{ "h.example.org", "@example.com",
	    { "a missing local part is postmaster", NULL,
		RECORD "exists:%{l}.%{o} -all\npostmaster.example.com A 127.0.0.2\n", PASS, MATCHED,
		2 } },
	{ "h.example.org", "user@localhost", { "no dot", NULL, "", NONE, BAD_DOMAIN, 0 } },
	{ "localhost", "", { "no dot in HELO", NULL, "", NONE, BAD_DOMAIN, 0 } },
	{ "h.example.org", "user@" LABEL_63 "x.example.com",
	    { "an over-long label", NULL, "", NONE, BAD_DOMAIN, 0 } },
	{ "h.example.org", "user@" LABEL_63 ".example.com",
	    { "the longest label", NULL, LABEL_63 ".example.com TXT v=spf1 -all\n", FAIL, MATCHED,
		1 } },
	{ "h.example.org", "user@example..com",
	    { "an empty label", NULL, "", NONE, BAD_DOMAIN, 0 } },
	{ "h.example.org", "user@[192.0.2.1]", { "a literal", NULL, "", NONE, BAD_DOMAIN, 0 } },
};

START_TEST(the_null_sender_and_odd_domains)
{
	world w = world_open("", "192.0.2.1", senders[_i].helo, senders[_i].path);

	expect(&senders[_i].row, senders[_i].helo, senders[_i].path);
	if (senders[_i].row.code == NONE) {
		world_judge(&w);
		ck_assert_uint_eq(secmail_answers_question_count(w.answers), 0);
	}
	world_close(&w);
}
END_TEST

#define TEN_OCTETS "a23456789."
#define FIFTY_OCTETS TEN_OCTETS TEN_OCTETS TEN_OCTETS TEN_OCTETS TEN_OCTETS
#define MANY_OCTETS                                                                                \
	FIFTY_OCTETS FIFTY_OCTETS FIFTY_OCTETS FIFTY_OCTETS TEN_OCTETS TEN_OCTETS TEN_OCTETS

/* The local part is "a-b+c_d.e=f/g", the HELO name h_1,2.example.org. */
static const struct macro_row {
	const char *proves;
	const char *spec;
	const char *name; /* what is looked up */
} macros[] = {
	{ "253 octets are kept", "%{d}." MANY_OCTETS "xxx.example",
	    "example.com." MANY_OCTETS "xxx.example" },
	{ "one more, and a whole label is cut from the left", "%{d}." MANY_OCTETS "xxxx.example",
	    "com." MANY_OCTETS "xxxx.example" },
	{ "upper case escapes", "%{L}.x.example", "a-b%2bc_d.e%3df%2fg.x.example" },
	{ "a hyphen is a delimiter", "%{l-}.x.example", "a.b+c_d.e=f/g.x.example" },
	{ "so is a plus", "%{l+}.x.example", "a-b.c_d.e=f/g.x.example" },
	{ "so is a comma", "%{h1,}.x.example", "2.example.org.x.example" },
	{ "so is a slash", "%{l1/}.x.example", "g.x.example" },
	{ "so is an underscore", "%{l1_}.x.example", "d.e=f/g.x.example" },
	{ "so is an equals sign", "%{l1=}.x.example", "f/g.x.example" },
	{ "all of them at once, the last two turned round", "%{l2r.-+,/_=}.x.example",
	    "b.a.x.example" },
	{ "digits may ask for more than there is", "%{l99-+}.x.example",
	    "a.b.c_d.e=f/g.x.example" },
	{ "what stands in HELO stays", "%{h}.x.example", "h_1,2.example.org.x.example" },
};

static bool
was_asked(const secmail_answers *a, const char *name)
{
	for (uint32_t id = 0; id <= secmail_answers_question_count(a); id++)
		if (strcmp(secmail_answers_qname(a, id), name) == 0)
			return true;
	return false;
}

START_TEST(macros_expand_as_the_grammar_says)
{
	const struct macro_row *r = &macros[_i];
	char zone[512];
	world w;

	snprintf(zone, sizeof zone, RECORD "exists:%s -all\n", r->spec);
	w = world_open(zone, "192.0.2.1", "h_1,2.example.org", "a-b+c_d.e=f/g@example.com");
	ck_assert_int_eq(secmail_spf_result_code(world_judge(&w)), FAIL);
	ck_assert_msg(was_asked(w.answers, r->name), "%s", r->proves);
	world_close(&w);
}
END_TEST

static const char *const places[] = {
	"a:",
	"mx:",
	"ptr:",
	"exists:",
	"include:",
	"redirect=",
	"exp=",
};

START_TEST(letters_for_explanations_stay_there)
{
	char zone[128];
	struct row r = { places[_i], NULL, zone, PERMERROR, SYNTAX, 1 };

	for (const char *letter = "crtCRT"; *letter; letter++) {
		snprintf(zone, sizeof zone, RECORD "%s%%{%c}.example -all\n", places[_i], *letter);
		expect_usual(&r);
	}
}
END_TEST

#define EXP RECORD "exp=e.example -all\ne.example TXT "

static const struct text_row {
	const char *proves;
	const char *zone;
	const char *text; /* NULL: the receiver's own */
} texts[] = {
	{ "the text is expanded", EXP "%{i} is not one of %{d}'s\n",
	    "192.0.2.1 is not one of example.com's" },
	{ "c, r and t are known there", EXP "%{c} %{r} %{t}\n", "192.0.2.1 unknown 1700000000" },
	{ "upper case escapes with upper-case digits", EXP "%{S}\n", "user%40example.com" },
	{ "two texts are none", EXP "one\ne.example TXT two\n", NULL },
	{ "what is not ASCII is none", EXP "caf\303\251\n", NULL },
	{ "an unknown macro is none", EXP "%{z}\n", NULL },
	{ "no text is none", RECORD "exp=e.example -all\n", NULL },
	{ "a failure is none", EXP "!servfail\n", NULL },
	{ "an octet that ends lines is none", EXP "one\rtwo\n", NULL },
};

START_TEST(explanations_are_one_ascii_text)
{
	const struct text_row *r = &texts[_i];
	world w = world_usual(r->zone);

	ck_assert_int_eq(secmail_spf_result_code(world_judge(&w)), FAIL);
	ck_assert_msg(
	    strcmp(or_null(secmail_spf_result_explanation(w.result)), or_null(r->text)) == 0,
	    "%s: %s", r->proves, or_null(secmail_spf_result_explanation(w.result)));
	world_close(&w);
}
END_TEST

#define BUECHER "xn--bcher-kva.example"

static const struct {
	const char *path;
	struct row row;
} foreign[] = {
	{ "user@b\303\274cher.example", { "a U-label is asked for as an A-label", NULL,
					    BUECHER " TXT v=spf1 -all\n", FAIL, MATCHED, 1 } },
	{ "user@b\303\274cher.example",
	    { "macros give A-labels", NULL,
		BUECHER " TXT v=spf1 exists:%{o}.x.example ~all\n" BUECHER
			".x.example A 127.0.0.2\n",
		PASS, MATCHED, 2 } },
	{ "\303\251@example.com",
	    { "a local part beyond ASCII goes into no name", NULL,
		RECORD "exists:%{l}.x.example ~all\n", SOFTFAIL, MATCHED, 1 } },
	{ "\303\251@example.com", { "nor by way of the whole sender", NULL, RECORD "a:%{s} ~all\n",
				      SOFTFAIL, MATCHED, 1 } },
	{ "\303\251@example.com", { "and does not hinder what does not name it", NULL,
				      RECORD "ip4:192.0.2.1 -all\n", PASS, MATCHED, 1 } },
};

START_TEST(domains_are_asked_for_as_a_labels)
{
	expect(&foreign[_i].row, "mail.example.org", foreign[_i].path);
}
END_TEST

TCase *
misread_rule_tests(void)
{
	TCase *c = tcase_create("rules that are misread");

	tcase_add_loop_test(c, syntax_is_strict_and_comes_before_dns, 0, ROWS(malformed));
	tcase_add_loop_test(c, a_prefix_of_0_matches_every_address_of_its_family, 0, ROWS(zeros));
	tcase_add_loop_test(c, limits_hold_over_the_whole_evaluation, 0, ROWS(limits));
	tcase_add_loop_test(c, redirect_runs_last_and_not_beside_all, 0, ROWS(redirects));
	tcase_add_loop_test(
	    c, records_are_joined_and_chosen_before_they_are_parsed, 0, ROWS(choices));
	tcase_add_loop_test(c, failures_are_temporary_and_absence_is_void, 0, ROWS(failures));
	tcase_add_loop_test(c, addresses_get_no_special_treatment, 0, ROWS(clients));
	tcase_add_loop_test(c, the_null_sender_and_odd_domains, 0, ROWS(senders));
	tcase_add_loop_test(c, macros_expand_as_the_grammar_says, 0, ROWS(macros));
	tcase_add_loop_test(c, letters_for_explanations_stay_there, 0, ROWS(places));
	tcase_add_loop_test(c, explanations_are_one_ascii_text, 0, ROWS(texts));
	tcase_add_loop_test(c, domains_are_asked_for_as_a_labels, 0, ROWS(foreign));
	return c;
}
