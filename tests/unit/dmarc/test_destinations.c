/* test_destinations.c - who may be sent reports (RFC 9990 section 4, RFC 9991 section 3) */
#include <check.h>
#include <secmail/dmarcreport.h>
#include <stdio.h>
#include <string.h>

#include "world.h"

#define ROWS(table) (sizeof(table) / sizeof(table)[0])

/* Who consents, refuses and fails, whatever the test. */
static const world_record zone[] = {
	{ "_dmarc.example.com", "v=DMARC1; p=none; rua=mailto:x@example.com" },
	{ "_dmarc.own.example", "v=DMARC1; p=none; psd=n" },
	{ "_dmarc.public.example", "v=DMARC1; p=none; psd=y" },
	{ "example.com._report._dmarc.agrees.net", "v=DMARC1" },
	{ "example.com._report._dmarc.semicolon.net", "v=DMARC1;" },
	{ "example.com._report._dmarc.several.net", "v=spf1 -all" },
	{ "example.com._report._dmarc.several.net", "v=DMARC1;" },
	{ "example.com._report._dmarc.several.net", "v=DMARC1; p=none" },
	{ "example.com._report._dmarc.other.net", "v=spf1 -all" },
	{ "example.com._report._dmarc.lower.net", "v=dmarc1" },
	{ "example.com._report._dmarc.empty.net", NULL },
	{ "example.com._report._dmarc.broken.net", FAILS },
	{ "example.com._report._dmarc.moves.net",
	    "v=DMARC1; rua=mailto:new@moves.net; ruf=mailto:fail@moves.net" },
	{ "example.com._report._dmarc.splits.net",
	    "v=DMARC1; rua=mailto:a@splits.net , mailto:b@Splits.NET!5m" },
	{ "example.com._report._dmarc.betrays.net", "v=DMARC1; rua=mailto:a@victim.example" },
	{ "example.com._report._dmarc.half.net",
	    "v=DMARC1; rua=mailto:a@half.net,mailto:a@victim.example" },
	{ "example.com._report._dmarc.wrong.net", "v=DMARC1; rua=nonsense" },
	{ "example.com._report._dmarc.twice.net", "v=DMARC1; rua=mailto:a@twice.net" },
	{ "example.com._report._dmarc.twice.net", "v=DMARC1; rua=mailto:b@twice.net" },
	{ "a.public.example._report._dmarc.b.public.example", "v=DMARC1" },
	{ "_dmarc.dark.net", FAILS },
	{ "dark.net._report._dmarc.agrees.dark.net", "v=DMARC1" },
	{ "xn--caf-dma.example._report._dmarc.agrees.net", "v=DMARC1" },
	{ NULL, NULL },
};

static const struct row {
	const char *proves;
	const char *policy_domain;
	const char *uris;
	const char *found; /* "consent uri" of each, in lines */
} rows[] = {
	{ "the policy domain itself", "example.com", "mailto:a@example.com",
	    "own mailto:a@example.com\n" },
	{ "a host below it", "example.com", "mailto:a@reports.example.com",
	    "own mailto:a@reports.example.com\n" },
	{ "a host of the same organization beside it", "news.example.com",
	    "mailto:a@reports.example.com", "own mailto:a@reports.example.com\n" },
	{ "a host that only ends like it", "example.com", "mailto:a@badexample.com",
	    "refused mailto:a@badexample.com\n" },
	{ "another organization below the same suffix", "own.example", "mailto:a@other.example",
	    "refused mailto:a@other.example\n" },
	{ "below a public suffix each is its own, and consents for itself", "a.public.example",
	    "mailto:x@b.public.example,mailto:x@c.public.example",
	    "given mailto:x@b.public.example\nrefused mailto:x@c.public.example\n" },
	{ "a record of consent", "example.com", "mailto:a@agrees.net",
	    "given mailto:a@agrees.net\n" },
	{ "a record that ends in a semicolon", "example.com", "mailto:a@semicolon.net",
	    "given mailto:a@semicolon.net\n" },
	{ "one good record among several", "example.com", "mailto:a@several.net",
	    "given mailto:a@several.net\n" },
	{ "a record of another kind is none", "example.com", "mailto:a@other.net",
	    "refused mailto:a@other.net\n" },
	{ "v is DMARC1 in capitals", "example.com", "mailto:a@lower.net",
	    "refused mailto:a@lower.net\n" },
	{ "no record", "example.com", "mailto:a@empty.net", "refused mailto:a@empty.net\n" },
	{ "consent for one domain is none for another", "other.org", "mailto:a@agrees.net",
	    "refused mailto:a@agrees.net\n" },
	{ "a failed look-up is no consent", "example.com", "mailto:a@broken.net",
	    "unknown mailto:a@broken.net\n" },
	{ "whose organization is not known has to consent", "dark.net",
	    "mailto:a@agrees.dark.net,mailto:a@silent.dark.net",
	    "given mailto:a@agrees.dark.net\nunknown mailto:a@silent.dark.net\n" },
	{ "the host's own choice counts", "example.com", "mailto:a@moves.net",
	    "given mailto:new@moves.net\n" },
	{ "the host's several choices count, their size is left out", "example.com",
	    "mailto:a@splits.net", "given mailto:a@splits.net\ngiven mailto:b@Splits.NET\n" },
	{ "a choice elsewhere ends both", "example.com", "mailto:a@betrays.net",
	    "contradicted mailto:a@betrays.net\n" },
	{ "a choice that is partly elsewhere, too", "example.com", "mailto:a@half.net",
	    "contradicted mailto:a@half.net\n" },
	{ "a choice that is no URI, too", "example.com", "mailto:a@wrong.net",
	    "contradicted mailto:a@wrong.net\n" },
	{ "two choices are none", "example.com", "mailto:a@twice.net",
	    "given mailto:a@twice.net\n" },
	{ "each for itself", "example.com",
	    "mailto:a@example.com, mailto:b@victim.example ,mailto:c@agrees.net!10m",
	    "own mailto:a@example.com\nrefused mailto:b@victim.example\ngiven "
	    "mailto:c@agrees.net\n" },
	{ "what is no URI", "example.com", "nonsense,,mailto:a@example.com",
	    "malformed nonsense\nown mailto:a@example.com\n" },
	{ "https has a host", "example.com",
	    "https://example.com/r,https://u@agrees.net:8443/x?y,https://victim.example#agrees.net",
	    "own https://example.com/r\ngiven https://u@agrees.net:8443/x?y\n"
	    "refused https://victim.example#agrees.net\n" },
	{ "a user part is no host", "example.com", "https://example.com@victim.example/",
	    "refused https://example.com@victim.example/\n" },
	{ "an address is no domain", "example.com",
	    "https://192.0.2.1/,https://[2001:db8::1]/,mailto:a@192.0.2.1",
	    "malformed https://192.0.2.1/\nmalformed https://[2001:db8::1]/\n"
	    "malformed mailto:a@192.0.2.1\n" },
	{ "no authority, no host", "example.com", "urn:example.com,data:x",
	    "malformed urn:example.com\nmalformed data:x\n" },
	{ "an encoded at sign is in no host", "example.com",
	    "mailto:a@example.com%40victim.example",
	    "malformed mailto:a@example.com%40victim.example\n" },
	{ "an address after another is in no host", "example.com",
	    "mailto:a@example.com%2Cb@victim.example",
	    "malformed mailto:a@example.com%2Cb@victim.example\n" },
	{ "header fields are not the host's", "example.com",
	    "mailto:a@example.com?cc=b@victim.example",
	    "own mailto:a@example.com?cc=b@victim.example\n" },
	{ "U-labels", "caf\303\251.example", "mailto:a@AGREES.net", "given mailto:a@AGREES.net\n" },
	{ "what can't be printed is not", "example.com", "a\001b,caf\303\251",
	    "malformed a?b\nmalformed caf??\n" },
	{ "no list, none", "example.com", "", "" },
	{ "white space is no item", "example.com", " , \t,", "" },
	{ "ten are looked at", "example.com", "a,b,c,d,e,f,g,h,i,j,mailto:a@example.com",
	    "malformed a\nmalformed b\nmalformed c\nmalformed d\nmalformed e\nmalformed f\n"
	    "malformed g\nmalformed h\nmalformed i\nmalformed j\n" },
};

static secmail_dmarc_destinations *
find(world *w, const char *domain, const char *uris, secmail_dmarc_report report)
{
	secmail_dmarc_destinations *d;
	secmail_status status;
	int rounds = 0;

	while ((status = secmail_dmarc_destinations_find(w->answers, domain, uris, report, &d)) ==
	       SECMAIL_WANT_DNS) {
		ck_assert_ptr_null(d);
		ck_assert_uint_gt(world_open_count(w), 0);
		ck_assert_int_lt(++rounds, 4);
		world_answer_all(w, zone);
	}
	ck_assert_int_eq(status, SECMAIL_DONE);
	ck_assert_ptr_nonnull(d);
	return d;
}

#define FOUND_SIZE 1024

/* Adds a line: the consent, and the URI that it is about. */
static void
tell(const secmail_dmarc_destinations *d, size_t i, char *found)
{
	secmail_dmarc_consent consent = secmail_dmarc_destinations_consent(d, i);
	const char *uri = secmail_dmarc_destinations_uri(d, i);
	size_t used = strlen(found);

	ck_assert_int_eq(uri != NULL,
	    consent == SECMAIL_DMARC_CONSENT_OWN || consent == SECMAIL_DMARC_CONSENT_GIVEN);
	snprintf(found + used, FOUND_SIZE - used, "%s %s\n", secmail_dmarc_consent_name(consent),
	    uri ? uri : secmail_dmarc_destinations_written(d, i));
}

START_TEST(only_who_agreed_is_sent_to)
{
	const struct row *r = &rows[_i];
	world w = world_new();
	secmail_dmarc_destinations *d =
	    find(&w, r->policy_domain, r->uris, SECMAIL_DMARC_REPORT_AGGREGATE);
	char found[FOUND_SIZE] = "";

	for (size_t i = 0; i < secmail_dmarc_destinations_count(d); i++)
		tell(d, i, found);
	ck_assert_msg(strcmp(found, r->found) == 0, "%s: %s", r->proves, found);
	secmail_dmarc_destinations_free(d);
	world_free(&w);
}
END_TEST

START_TEST(a_failure_report_goes_by_ruf)
{
	world w = world_new();
	secmail_dmarc_destinations *d = find(&w, "example.com",
	    "mailto:a@moves.net,mailto:a@splits.net", SECMAIL_DMARC_REPORT_FAILURE);

	ck_assert_uint_eq(secmail_dmarc_destinations_count(d), 2);
	ck_assert_str_eq(secmail_dmarc_destinations_uri(d, 0), "mailto:fail@moves.net");
	ck_assert_str_eq(secmail_dmarc_destinations_written(d, 0), "mailto:a@moves.net");
	ck_assert_str_eq(secmail_dmarc_destinations_uri(d, 1), "mailto:a@splits.net");
	secmail_dmarc_destinations_free(d);
	world_free(&w);
}
END_TEST

static const struct address {
	const char *proves;
	const char *uri;
	const char *address; /* NULL: none */
	const char *host;
} addresses[] = {
	{ "an address", "mailto:a.b@example.com", "a.b@example.com", "example.com" },
	{ "its host is in lower case", "MAILTO:A@Example.COM", "A@example.com", "example.com" },
	{ "encoded octets are decoded", "mailto:a%2Bb%3d@example.com", "a+b=@example.com",
	    "example.com" },
	{ "header fields are left out", "mailto:a@example.com?subject=x", "a@example.com",
	    "example.com" },
	{ "an encoded line end is no address", "mailto:a%0d%0aRCPT%20TO@example.com", NULL,
	    "example.com" },
	{ "nor an encoded at sign", "mailto:victim%40other.example@example.com", NULL,
	    "example.com" },
	{ "nor what had to be quoted", "mailto:%22a%20b%22@example.com", NULL, "example.com" },
	{ "nor one with a dot at the start", "mailto:.a@example.com", NULL, "example.com" },
	{ "nor at the end", "mailto:a.@example.com", NULL, "example.com" },
	{ "nor with two in a row", "mailto:a..b@example.com", NULL, "example.com" },
	{ "64 octets",
	    "mailto:0123456789012345678901234567890123456789012345678901234567890123@example.com",
	    "0123456789012345678901234567890123456789012345678901234567890123@example.com",
	    "example.com" },
	{ "65 octets are too many",
	    "mailto:01234567890123456789012345678901234567890123456789012345678901234@example.com",
	    NULL, "example.com" },
	{ "https has none", "https://example.com/", NULL, "example.com" },
	{ "what is no URI has none", "a@example.com", NULL, NULL },
};

START_TEST(an_address_can_be_used_as_it_is)
{
	const struct address *r = &addresses[_i];
	world w = world_new();
	secmail_dmarc_destinations *d =
	    find(&w, "example.com", r->uri, SECMAIL_DMARC_REPORT_AGGREGATE);
	const char *address = secmail_dmarc_destinations_address(d, 0);
	const char *host = secmail_dmarc_destinations_host(d, 0);

	ck_assert_uint_eq(secmail_dmarc_destinations_count(d), 1);
	ck_assert_msg((!address && !r->address) ||
			  (address && r->address && strcmp(address, r->address) == 0),
	    "%s: %s", r->proves, address ? address : "none");
	ck_assert_msg((!host && !r->host) || (host && r->host && strcmp(host, r->host) == 0),
	    "%s: %s", r->proves, host ? host : "none");
	secmail_dmarc_destinations_free(d);
	world_free(&w);
}
END_TEST

START_TEST(a_name_over_dns_limits_can_not_consent)
{
	char domain[254];
	char uris[600];
	world w = world_new();
	secmail_dmarc_destinations *d;

	memset(domain, 'a', 240);
	for (size_t i = 60; i < 240; i += 61)
		domain[i] = '.';
	memcpy(domain + 240, ".com", 5);
	snprintf(uris, sizeof uris, "mailto:a@agrees.net,mailto:a@%s", domain);
	d = find(&w, domain, uris, SECMAIL_DMARC_REPORT_AGGREGATE);
	ck_assert_int_eq(secmail_dmarc_destinations_consent(d, 0), SECMAIL_DMARC_CONSENT_REFUSED);
	ck_assert_int_eq(secmail_dmarc_destinations_consent(d, 1), SECMAIL_DMARC_CONSENT_OWN);
	secmail_dmarc_destinations_free(d);
	world_free(&w);
}
END_TEST

/* Whatever a record asks for: its walk, and for each of ten hosts a walk and one question. */
START_TEST(questions_are_bounded)
{
	char uris[2048] = "";
	world w = world_new();
	secmail_dmarc_destinations *d;

	for (int i = 0; i < 60; i++) {
		size_t used = strlen(uris);

		snprintf(uris + used, sizeof uris - used, "mailto:a@a%d.b.c.d.e.example.com,", i);
	}
	d = find(&w, "example.com", uris, SECMAIL_DMARC_REPORT_AGGREGATE);
	ck_assert_uint_eq(secmail_dmarc_destinations_count(d), SECMAIL_DMARC_MAX_DESTINATIONS);
	ck_assert_uint_le(secmail_answers_question_count(w.answers),
	    SECMAIL_DMARC_MAX_WALK * (SECMAIL_DMARC_MAX_DESTINATIONS + 1) +
		SECMAIL_DMARC_MAX_DESTINATIONS);
	secmail_dmarc_destinations_free(d);
	world_free(&w);
}
END_TEST

START_TEST(a_full_table_gives_no_consent)
{
	world w = world_new();
	secmail_dmarc_destinations *d;
	char name[32];
	uint32_t id;

	for (int i = 0; secmail_answers_question_count(w.answers) < SECMAIL_ANSWERS_MAX_QUESTIONS;
	     i++) {
		int len = snprintf(name, sizeof name, "n%d.example", i);

		ck_assert_int_eq(secmail_answers_ask(w.answers, name, (size_t)len, SECMAIL_DNS_A,
				     SECMAIL_ANSWERS_NEEDED, &id),
		    SECMAIL_DONE);
	}
	d = find(&w, "example.com", "mailto:a@agrees.net", SECMAIL_DMARC_REPORT_AGGREGATE);
	ck_assert_int_eq(secmail_dmarc_destinations_consent(d, 0), SECMAIL_DMARC_CONSENT_UNKNOWN);
	secmail_dmarc_destinations_free(d);
	world_free(&w);
}
END_TEST

START_TEST(arguments_are_checked)
{
	const secmail_dmarc_report report = SECMAIL_DMARC_REPORT_AGGREGATE;
	world w = world_new();
	secmail_dmarc_destinations *d;
	static char list[70000];

	ck_assert_int_eq(
	    secmail_dmarc_destinations_find(NULL, "a.example", "", report, &d), SECMAIL_ARGUMENT);
	ck_assert_int_eq(
	    secmail_dmarc_destinations_find(w.answers, NULL, "", report, &d), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_dmarc_destinations_find(w.answers, "a.example", NULL, report, &d),
	    SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_dmarc_destinations_find(w.answers, "a.example", "", report, NULL),
	    SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_dmarc_destinations_find(w.answers, "no domain", "", report, &d),
	    SECMAIL_ARGUMENT);
	memset(list, 'a', sizeof list - 1);
	ck_assert_int_eq(secmail_dmarc_destinations_find(w.answers, "a.example", list, report, &d),
	    SECMAIL_LIMIT);
	ck_assert_ptr_null(d);
	secmail_dmarc_destinations_free(NULL);
	ck_assert_ptr_null(secmail_dmarc_consent_name((secmail_dmarc_consent)99));
	world_free(&w);
}
END_TEST

START_TEST(past_the_end_is_nothing)
{
	world w = world_new();
	secmail_dmarc_destinations *d =
	    find(&w, "example.com", "mailto:a@example.com", SECMAIL_DMARC_REPORT_AGGREGATE);

	ck_assert_int_eq(secmail_dmarc_destinations_consent(d, 1), SECMAIL_DMARC_CONSENT_REFUSED);
	ck_assert_ptr_null(secmail_dmarc_destinations_uri(d, 1));
	ck_assert_ptr_null(secmail_dmarc_destinations_written(d, 1));
	ck_assert_ptr_null(secmail_dmarc_destinations_address(d, 1));
	ck_assert_ptr_null(secmail_dmarc_destinations_host(d, 1));
	secmail_dmarc_destinations_free(d);
	world_free(&w);
}
END_TEST

TCase *
destinations_tests(void)
{
	TCase *c = tcase_create("destinations");

	tcase_add_loop_test(c, only_who_agreed_is_sent_to, 0, ROWS(rows));
	tcase_add_test(c, a_failure_report_goes_by_ruf);
	tcase_add_loop_test(c, an_address_can_be_used_as_it_is, 0, ROWS(addresses));
	tcase_add_test(c, a_name_over_dns_limits_can_not_consent);
	tcase_add_test(c, questions_are_bounded);
	tcase_add_test(c, a_full_table_gives_no_consent);
	tcase_add_test(c, arguments_are_checked);
	tcase_add_test(c, past_the_end_is_nothing);
	return c;
}
