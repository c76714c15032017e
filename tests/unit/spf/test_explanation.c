/* test_explanation.c - the text that a domain gives with a fail, and when it gives none */
#include <stdio.h>
#include <string.h>

#include "world.h"

#define ROWS(table) (sizeof(table) / sizeof(table)[0])

static const struct row {
	const char *proves;
	const char *zone;
	const char *text; /* NULL: none */
} rows[] = {
	{ "no exp, no explanation", "example.com TXT v=spf1 -all\n", NULL },
	{ "exp's text is given",
	    "example.com TXT v=spf1 -all exp=e.example\ne.example TXT See me.\n", "See me." },
	{ "a softfail has none",
	    "example.com TXT v=spf1 ~all exp=e.example\ne.example TXT See me.\n", NULL },
	{ "a pass has none", "example.com TXT v=spf1 +all exp=e.example\ne.example TXT See me.\n",
	    NULL },
	{ "strings are joined",
	    "example.com TXT v=spf1 -all exp=e.example\ne.example TXT See| me.\n", "See me." },
	{ "no TXT, none", "example.com TXT v=spf1 -all exp=e.example\n", NULL },
	{ "a failed look-up, none",
	    "example.com TXT v=spf1 -all exp=e.example\ne.example TXT !timeout\n", NULL },
	{ "two texts, none",
	    "example.com TXT v=spf1 -all exp=e.example\ne.example TXT a\ne.example TXT b\n", NULL },
	{ "an empty text is none", "example.com TXT v=spf1 -all exp=e.example\ne.example TXT \n",
	    NULL },
	{ "a malformed macro, none",
	    "example.com TXT v=spf1 -all exp=e.example\ne.example TXT The %{x}-files.\n", NULL },
	{ "a percent at the end, none",
	    "example.com TXT v=spf1 -all exp=e.example\ne.example TXT 100%\n", NULL },
	{ "an octet beyond ASCII, none",
	    "example.com TXT v=spf1 -all exp=e.example\ne.example TXT caf\303\251\n", NULL },
	{ "a control character, none",
	    "example.com TXT v=spf1 -all exp=e.example\ne.example TXT a\001b\n", NULL },
	{ "an included exp does not count",
	    "example.com TXT v=spf1 include:i.example -all exp=e.example\n"
	    "i.example TXT v=spf1 -all exp=f.example\ne.example TXT outer\nf.example TXT inner\n",
	    "outer" },
	{ "an included exp does not count without another",
	    "example.com TXT v=spf1 include:i.example -all\n"
	    "i.example TXT v=spf1 -all exp=f.example\nf.example TXT inner\n",
	    NULL },
	{ "an included record that passes, and so decides, has no say",
	    "example.com TXT v=spf1 -include:i.example exp=e.example\n"
	    "i.example TXT v=spf1 +all exp=f.example\ne.example TXT outer\nf.example TXT inner\n",
	    "outer" },
	{ "nor where the domain itself explains nothing",
	    "example.com TXT v=spf1 -include:i.example\n"
	    "i.example TXT v=spf1 +all exp=f.example\nf.example TXT inner\n",
	    NULL },
	{ "nor what an included record redirects to",
	    "example.com TXT v=spf1 -include:i.example exp=e.example\n"
	    "i.example TXT v=spf1 redirect=r.example\nr.example TXT v=spf1 +all exp=f.example\n"
	    "e.example TXT outer\nf.example TXT inner\n",
	    "outer" },
	{ "a record redirected to speaks for itself when its include decides, and is %{d}",
	    "example.com TXT v=spf1 redirect=r.example exp=f.example\n"
	    "r.example TXT v=spf1 -include:i.example exp=e.%{d}\n"
	    "i.example TXT v=spf1 +all exp=f.example\n"
	    "e.r.example TXT of %{d}\nf.example TXT other\n",
	    "of r.example" },
	{ "behind a redirect the new record's exp counts",
	    "example.com TXT v=spf1 redirect=r.example exp=e.example\n"
	    "r.example TXT v=spf1 -all exp=f.example\ne.example TXT old\nf.example TXT new\n",
	    "new" },
	{ "behind a redirect the old record's exp does not",
	    "example.com TXT v=spf1 redirect=r.example exp=e.example\nr.example TXT v=spf1 -all\n"
	    "e.example TXT old\n",
	    NULL },
	{ "exp's name is expanded",
	    "example.com TXT v=spf1 -all exp=%{ir}.e.example\n1.2.0.192.e.example TXT yes\n",
	    "yes" },
	{ "all letters are known",
	    "example.com TXT v=spf1 -all exp=e.example\n"
	    "e.example TXT %{s} %{l} %{o} %{d} %{i} %{p} %{v} %{h} %{c} %{r} %{t}\n",
	    "user@example.com user example.com example.com 192.0.2.1 unknown in-addr "
	    "mail.example.org 192.0.2.1 unknown 1700000000" },
	{ "upper case escapes",
	    "example.com TXT v=spf1 -all exp=e.example\ne.example TXT http://x.example/?s=%{S}\n",
	    "http://x.example/?s=user%40example.com" },
	{ "spaces and percents are written by macros",
	    "example.com TXT v=spf1 -all exp=e.example\ne.example TXT %%%_%-\n", "% %20" },
	{ "an exp over the expansion's maximum is passed over and the fail stands",
	    "example.com TXT v=spf1 -all exp=%{l}.%{p}.example\n", NULL },
};

START_TEST(the_text_is_the_domains)
{
	const struct row *r = &rows[_i];
	world w = world_usual(r->zone);
	const char *text = secmail_spf_result_explanation(world_judge(&w));

	ck_assert_msg(
	    strcmp(or_null(text), or_null(r->text)) == 0, "%s: %s", r->proves, or_null(text));
	ck_assert_msg(
	    secmail_spf_result_reason(w.result) == SECMAIL_SPF_REASON_MATCHED, "%s", r->proves);
	world_close(&w);
}
END_TEST

START_TEST(the_receiver_is_named)
{
	world w = world_usual("example.com TXT v=spf1 -all exp=e.example\ne.example TXT by %{r}\n");

	ck_assert_int_eq(secmail_spf_set_receiver(w.spf, "MX.example.org."), SECMAIL_DONE);
	ck_assert_str_eq(
	    or_null(secmail_spf_result_explanation(world_judge(&w))), "by mx.example.org");
	ck_assert_int_eq(secmail_spf_set_receiver(w.spf, "no host"), SECMAIL_SYNTAX);
	ck_assert_int_eq(secmail_spf_set_receiver(w.spf, NULL), SECMAIL_DONE);
	ck_assert_str_eq(or_null(secmail_spf_result_explanation(world_judge(&w))), "by unknown");
	world_close(&w);
}
END_TEST

START_TEST(the_time_is_the_one_set_last)
{
	world w = world_usual("example.com TXT v=spf1 -all exp=e.example\ne.example TXT at %{t}\n");

	secmail_spf_set_now(w.spf, 1800000000);
	ck_assert_str_eq(or_null(secmail_spf_result_explanation(world_judge(&w))), "at 1800000000");
	world_close(&w);
}
END_TEST

START_TEST(ipv6_is_written_as_people_do)
{
	world w = world_open("example.com TXT v=spf1 -all exp=e.example\ne.example TXT %{c} %{v}\n",
	    "CAFE:BABE::1", "mail.example.org", "user@example.com");

	ck_assert_str_eq(
	    or_null(secmail_spf_result_explanation(world_judge(&w))), "cafe:babe::1 ip6");
	world_close(&w);
}
END_TEST

/* What the client wrote comes in by macros: nothing unprintable may come out. */
START_TEST(what_the_client_wrote_is_made_printable)
{
	world w = world_open("example.com TXT v=spf1 -all exp=e.example\ne.example TXT %{l} %{h}\n",
	    "192.0.2.1", "a\r\nX-Evil: 1", "\303\251@example.com");

	ck_assert_str_eq(
	    or_null(secmail_spf_result_explanation(world_judge(&w))), "?? a??X-Evil: 1");
	world_close(&w);
}
END_TEST

START_TEST(the_text_is_bounded)
{
	char zone[2048];
	const char *text;
	world w;
	int used = snprintf(
	    zone, sizeof zone, "example.com TXT v=spf1 -all exp=e.example\ne.example TXT ");

	memset(zone + used, 'a', 600);
	zone[used + 600] = '\0';
	w = world_usual(zone);
	text = secmail_spf_result_explanation(world_judge(&w));
	ck_assert_ptr_nonnull(text);
	ck_assert_uint_eq(strlen(text), SECMAIL_SPF_MAX_EXPLANATION);
	world_close(&w);
}
END_TEST

TCase *
explanation_tests(void)
{
	TCase *c = tcase_create("explanations");

	tcase_add_loop_test(c, the_text_is_the_domains, 0, ROWS(rows));
	tcase_add_test(c, the_receiver_is_named);
	tcase_add_test(c, the_time_is_the_one_set_last);
	tcase_add_test(c, ipv6_is_written_as_people_do);
	tcase_add_test(c, what_the_client_wrote_is_made_printable);
	tcase_add_test(c, the_text_is_bounded);
	return c;
}
