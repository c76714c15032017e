/* test_macro.c - what macros expand to (RFC 7208 section 7), in names that are asked for */
#include <stdio.h>
#include <string.h>

#include "spf_internal.h"
#include "world.h"

#define ROWS(table) (sizeof(table) / sizeof(table)[0])

/*
 * The examples of RFC 7208 section 7.4: the sender is
 * strong-bad@email.example.com, the client 192.0.2.3 or 2001:db8::cb01.
 */
static const struct row {
	const char *macros;
	const char *client;
	const char *name; /* what is asked for; upper case of nibbles doesn't count */
} rows[] = {
	{ "%{s}.x.example", "192.0.2.3", "strong-bad\\@email.example.com.x.example" },
	{ "%{o}.x.example", "192.0.2.3", "email.example.com.x.example" },
	{ "%{d}.x.example", "192.0.2.3", "email.example.com.x.example" },
	{ "%{d4}.x.example", "192.0.2.3", "email.example.com.x.example" },
	{ "%{d3}.x.example", "192.0.2.3", "email.example.com.x.example" },
	{ "%{d2}.x.example", "192.0.2.3", "example.com.x.example" },
	{ "%{d1}.x.example", "192.0.2.3", "com.x.example" },
	{ "%{dr}.x.example", "192.0.2.3", "com.example.email.x.example" },
	{ "%{d2r}.x.example", "192.0.2.3", "example.email.x.example" },
	{ "%{l}.x.example", "192.0.2.3", "strong-bad.x.example" },
	{ "%{l-}.x.example", "192.0.2.3", "strong.bad.x.example" },
	{ "%{lr}.x.example", "192.0.2.3", "strong-bad.x.example" },
	{ "%{lr-}.x.example", "192.0.2.3", "bad.strong.x.example" },
	{ "%{l1r-}.x.example", "192.0.2.3", "strong.x.example" },
	{ "%{ir}.%{v}._spf.%{d2}", "192.0.2.3", "3.2.0.192.in-addr._spf.example.com" },
	{ "%{lr-}.lp._spf.%{d2}", "192.0.2.3", "bad.strong.lp._spf.example.com" },
	{ "%{lr-}.lp.%{ir}.%{v}._spf.%{d2}", "192.0.2.3",
	    "bad.strong.lp.3.2.0.192.in-addr._spf.example.com" },
	{ "%{ir}.%{v}.%{l1r-}.lp._spf.%{d2}", "192.0.2.3",
	    "3.2.0.192.in-addr.strong.lp._spf.example.com" },
	{ "%{d2}.trusted-domains.example.net", "192.0.2.3",
	    "example.com.trusted-domains.example.net" },
	{ "%{ir}.%{v}._spf.%{d2}", "2001:db8::cb01",
	    "1.0.b.c.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6._spf.example."
	    "com" },
	{ "%{h}", "192.0.2.3", "mail.example.org" },
	{ "%{i}.x.example", "192.0.2.3", "192.0.2.3.x.example" },
	{ "%{i2}.x.example", "192.0.2.3", "2.3.x.example" },
	{ "%{S}.x.example", "192.0.2.3", "strong-bad%40email.example.com.x.example" },
	{ "%%%_%-.x.example", "192.0.2.3", "%\\032%20.x.example" },
	{ "%{d}.x.example.", "192.0.2.3", "email.example.com.x.example" },
	{ "%{p}.x.example", "192.0.2.3", "unknown.x.example" },
	{ "%{l2r.-}.x.example", "192.0.2.3", "bad.strong.x.example" },
	{ "%{d4294967296}.x.example", "192.0.2.3", "email.example.com.x.example" },
	{ "%{d18446744073709551617}.x.example", "192.0.2.3", "email.example.com.x.example" },
};

static bool
was_asked(const secmail_answers *a, const char *name)
{
	for (uint32_t id = 0; id <= secmail_answers_question_count(a); id++)
		if (strcmp(secmail_answers_qname(a, id), name) == 0)
			return true;
	return false;
}

START_TEST(names_are_expanded)
{
	const struct row *r = &rows[_i];
	char zone[256];
	world w;

	snprintf(zone, sizeof zone, "email.example.com TXT v=spf1 exists:%s -all\n", r->macros);
	w = world_open(zone, r->client, "mail.example.org", "strong-bad@email.example.com");
	ck_assert_int_eq(secmail_spf_result_code(world_judge(&w)), SECMAIL_SPF_FAIL);
	ck_assert_msg(was_asked(w.answers, r->name), "%s", r->macros);
	world_close(&w);
}
END_TEST

/* A name of over 253 octets loses labels from the left until it fits (section 7.3). */
START_TEST(long_names_are_cut_from_the_left)
{
	char labels[300] = "";
	secmailp_spf_name name;

	for (size_t i = 0; i < 29; i++)
		memcpy(labels + i * 10, "a23456789.", 10);
	memcpy(labels + 290, "x.com", 5);
	secmailp_spf_name_set(&name, secmailp_view_of(labels, 295));
	ck_assert_uint_eq(name.len, 245);
	ck_assert_mem_eq(name.text, labels + 50, 245);
	labels[290 + 5] = '.';
	secmailp_spf_name_set(&name, secmailp_view_of(labels, 296));
	ck_assert_uint_eq(name.len, 245);
}
END_TEST

START_TEST(a_name_of_253_octets_is_kept)
{
	char labels[260];
	secmailp_spf_name name;

	memset(labels, 'a', sizeof labels);
	for (size_t i = 50; i < sizeof labels; i += 50)
		labels[i] = '.';
	secmailp_spf_name_set(&name, secmailp_view_of(labels, 253));
	ck_assert_uint_eq(name.len, 253);
	secmailp_spf_name_set(&name, secmailp_view_of(labels, 254));
	ck_assert_uint_eq(name.len, 254 - 51);
}
END_TEST

START_TEST(a_label_too_long_to_keep_leaves_nothing)
{
	char labels[300];
	secmailp_spf_name name;

	memset(labels, 'a', sizeof labels);
	secmailp_spf_name_set(&name, secmailp_view_of(labels, sizeof labels));
	ck_assert_uint_eq(name.len, 0);
}
END_TEST

/* RFC 3986 section 2.3 and RFC 7208 section 7.3: hexadecimal digits are upper case. */
START_TEST(upper_case_letters_escape)
{
	secmailp_spf_macro m = { .letter = 'l', .is_escaped = true };
	uint8_t room[64];
	secmailp_spf_text t = { room, 0, sizeof room, false };

	secmailp_spf_macro_write(&m, secmailp_view_text("~jack&jill=up-a_b3.c\377"), &t);
	ck_assert(secmailp_view_is(secmailp_view_of(t.at, t.len), "~jack%26jill%3Dup-a_b3.c%FF"));
}
END_TEST

static const struct split {
	const char *proves;
	const char *value;
	secmailp_spf_macro macro;
	const char *delimiters;
	const char *text;
} splits[] = {
	{ "empty parts stay", "a..b", { .letter = 'l', .is_reversed = true }, "", "b..a" },
	{ "an empty value stays empty", "", { .letter = 'l', .is_reversed = true }, "", "" },
	{ "more parts than there are is all", "a.b", { .letter = 'l', .parts = 128 }, "", "a.b" },
	{ "delimiters replace the dot", "a.b-c", { .letter = 'l', .parts = 1 }, "-", "c" },
	{ "delimiters become dots", "a+b-c", { .letter = 'l' }, "-+", "a.b.c" },
	{ "the right-hand parts of the turned value", "a.b.c",
	    { .letter = 'l', .parts = 2, .is_reversed = true }, "", "b.a" },
};

START_TEST(values_are_split)
{
	const struct split *s = &splits[_i];
	secmailp_spf_macro m = s->macro;
	uint8_t room[64];
	secmailp_spf_text t = { room, 0, sizeof room, false };

	m.delimiters = secmailp_view_text(s->delimiters);
	secmailp_spf_macro_write(&m, secmailp_view_text(s->value), &t);
	ck_assert_msg(secmailp_view_is(secmailp_view_of(t.at, t.len), s->text), "%s", s->proves);
}
END_TEST

START_TEST(values_of_dots_alone_are_split)
{
	secmailp_spf_macro m = { .letter = 's', .is_reversed = true };
	static uint8_t dots[SECMAIL_SPF_MAX_NAME + SECMAIL_DOMAIN_SIZE], room[2 * sizeof dots];
	secmailp_spf_text t = { room, 0, sizeof room, false };

	memset(dots, '.', sizeof dots);
	secmailp_spf_macro_write(&m, secmailp_view_of(dots, sizeof dots), &t);
	ck_assert_uint_eq(t.len, sizeof dots);
	ck_assert(!t.is_cut);
}
END_TEST

/* RFC 7208 section 7.3: the domain itself, else a name below it, else any name, else "unknown". */
static const struct claim {
	const char *proves;
	const char *zone;
	const char *name;
} claims[] = {
	{ "without PTR records it is unknown", "", "unknown.x.example" },
	{ "a failed look-up is unknown", "1.2.0.192.in-addr.arpa PTR !servfail\n",
	    "unknown.x.example" },
	{ "a name that does not lead back is unknown",
	    "1.2.0.192.in-addr.arpa PTR host.example.com\n"
	    "host.example.com A 192.0.2.99\n",
	    "unknown.x.example" },
	{ "a name whose look-up fails is passed over",
	    "1.2.0.192.in-addr.arpa PTR a.example.net\n"
	    "1.2.0.192.in-addr.arpa PTR b.example.net\n"
	    "a.example.net A !servfail\nb.example.net A 192.0.2.1\n",
	    "b.example.net.x.example" },
	{ "a name below the domain goes first",
	    "1.2.0.192.in-addr.arpa PTR host.example.net\n"
	    "1.2.0.192.in-addr.arpa PTR host.example.com\n"
	    "host.example.net A 192.0.2.1\nhost.example.com A 192.0.2.1\n",
	    "host.example.com.x.example" },
	{ "the domain itself goes before all",
	    "1.2.0.192.in-addr.arpa PTR host.example.com\n"
	    "1.2.0.192.in-addr.arpa PTR example.com\n"
	    "host.example.com A 192.0.2.1\nexample.com A 192.0.2.1\n",
	    "example.com.x.example" },
	{ "a true name elsewhere is better than a false one below",
	    "1.2.0.192.in-addr.arpa PTR host.example.com\n"
	    "1.2.0.192.in-addr.arpa PTR host.example.net\n"
	    "host.example.com A 192.0.2.2\nhost.example.net A 192.0.2.1\n",
	    "host.example.net.x.example" },
};

START_TEST(the_client_name_is_validated)
{
	const struct claim *claim = &claims[_i];
	char zone[1024];
	world w;

	snprintf(zone, sizeof zone, "example.com TXT v=spf1 exists:%%{p}.x.example -all\n%s",
	    claim->zone);
	w = world_usual(zone);
	ck_assert_int_eq(secmail_spf_result_code(world_judge(&w)), SECMAIL_SPF_FAIL);
	ck_assert_msg(was_asked(w.answers, claim->name), "%s", claim->proves);
	ck_assert_uint_eq(secmail_spf_result_void_lookups(w.result), 1);
	world_close(&w);
}
END_TEST

/* RFC 8616 section 4 */
START_TEST(a_local_part_beyond_ascii_is_in_no_name)
{
	world w = world_open("example.com TXT v=spf1 exists:%{l}.x.example ~all\n", "192.0.2.1",
	    "mail.example.org", "\303\251@example.com");

	ck_assert_int_eq(secmail_spf_result_code(world_judge(&w)), SECMAIL_SPF_SOFTFAIL);
	ck_assert_uint_eq(secmail_answers_question_count(w.answers), 1);
	ck_assert_uint_eq(secmail_spf_result_lookups(w.result), 1);
	world_close(&w);
}
END_TEST

START_TEST(a_local_part_beyond_ascii_may_match_without_macros)
{
	world w = world_open("example.com TXT v=spf1 ip4:192.0.2.1 -all\n", "192.0.2.1",
	    "mail.example.org", "\303\251@example.com");

	ck_assert_int_eq(secmail_spf_result_code(world_judge(&w)), SECMAIL_SPF_PASS);
	world_close(&w);
}
END_TEST

/* RFC 7208 section 4.8: a <target-name> is a domain name with labels; nobody's policy asks for the
 * root. */
START_TEST(a_local_part_of_delimiters_alone_is_no_name)
{
	world w = world_open("example.com TXT v=spf1 exists:%{l-} ~all\n. A 192.0.2.9\n",
	    "192.0.2.1", "mail.example.org", "-@example.com");

	ck_assert_int_eq(secmail_spf_result_code(world_judge(&w)), SECMAIL_SPF_SOFTFAIL);
	ck_assert(!was_asked(w.answers, "."));
	ck_assert_uint_eq(secmail_spf_result_lookups(w.result), 1);
	world_close(&w);
}
END_TEST

START_TEST(domains_are_looked_up_as_a_labels)
{
	world w = world_open("xn--bcher-kva.example TXT v=spf1 exists:%{d}.%{o}.%{h} -all\n",
	    "192.0.2.1", "b\303\274cher.example", "user@b\303\274cher.example");

	ck_assert_int_eq(secmail_spf_result_code(world_judge(&w)), SECMAIL_SPF_FAIL);
	ck_assert(was_asked(
	    w.answers, "xn--bcher-kva.example.xn--bcher-kva.example.xn--bcher-kva.example"));
	world_close(&w);
}
END_TEST

/* The name that is known last is the one that counts: nothing is asked about the other. */
static const char *const nearest[] = {
	"example.com TXT v=spf1 exists:%{p}.x.example -all\n"
	"1.2.0.192.in-addr.arpa PTR a.example.com\n1.2.0.192.in-addr.arpa PTR b.example.com\n"
	"a.example.com A 192.0.2.1\nb.example.com A 192.0.2.1\n"
	"a.example.com.x.example A 127.0.0.2\n",
	"example.com TXT v=spf1 exists:%{p}.x.example -all\n"
	"1.2.0.192.in-addr.arpa PTR b.example.com\n1.2.0.192.in-addr.arpa PTR example.com\n"
	"b.example.com A 192.0.2.1\nexample.com A 192.0.2.1\n"
	"example.com.x.example A 127.0.0.2\n",
};

START_TEST(the_client_name_is_not_guessed)
{
	world w = world_usual(nearest[_i]);

	w.order = WORLD_ONE_LAST;
	ck_assert_int_eq(secmail_spf_result_code(world_judge(&w)), SECMAIL_SPF_PASS);
	ck_assert(was_asked(w.answers, "b.example.com"));
	ck_assert(!was_asked(w.answers, "b.example.com.x.example"));
	world_close(&w);
}
END_TEST

/* macro-letter, in either case; no other octet, and least of all the one that ends C's strings */
START_TEST(a_letter_is_one_of_the_grammars)
{
	for (unsigned octet = 0; octet < 256; octet++) {
		const uint8_t text[] = { '%', '{', (uint8_t)octet, '}' };
		secmailp_cursor c = secmailp_cursor_over(secmailp_view_of(text, sizeof text));
		secmailp_spf_macro macro;

		secmailp_spf_macro_read(&c, &macro);
		ck_assert_msg(
		    c.bad == !(octet != 0 && strchr("slodiphcrtvSLODIPHCRTV", (int)octet)), "%u",
		    octet);
	}
}
END_TEST

/* RFC 7208 section 7.2: o is the sender's domain wherever it is met, d the one that is evaluated.
 */
START_TEST(the_senders_domain_is_not_the_included_one)
{
	world w = world_usual("example.com TXT v=spf1 include:i.example -all\n"
			      "i.example TXT v=spf1 exists:%{o}.of.%{d}\n"
			      "example.com.of.i.example A 127.0.0.2\n");

	ck_assert_int_eq(secmail_spf_result_code(world_judge(&w)), SECMAIL_SPF_PASS);
	world_close(&w);
}
END_TEST

START_TEST(a_name_below_is_told_from_one_that_only_ends_so)
{
	secmailp_view domain = secmailp_view_text("example.com");

	ck_assert(secmailp_spf_name_is_within(secmailp_view_text("example.com"), domain));
	ck_assert(secmailp_spf_name_is_within(secmailp_view_text("a.Example.com"), domain));
	ck_assert(!secmailp_spf_name_is_within(secmailp_view_text("badexample.com"), domain));
	ck_assert(!secmailp_spf_name_is_within(secmailp_view_text("com"), domain));
	ck_assert(!secmailp_spf_name_is_within(domain, secmailp_view_text("")));
}
END_TEST

TCase *
macro_tests(void)
{
	TCase *c = tcase_create("macros");

	tcase_add_loop_test(c, names_are_expanded, 0, ROWS(rows));
	tcase_add_test(c, long_names_are_cut_from_the_left);
	tcase_add_test(c, a_name_of_253_octets_is_kept);
	tcase_add_test(c, a_label_too_long_to_keep_leaves_nothing);
	tcase_add_test(c, upper_case_letters_escape);
	tcase_add_loop_test(c, values_are_split, 0, ROWS(splits));
	tcase_add_test(c, values_of_dots_alone_are_split);
	tcase_add_loop_test(c, the_client_name_is_validated, 0, ROWS(claims));
	tcase_add_test(c, a_local_part_beyond_ascii_is_in_no_name);
	tcase_add_test(c, a_local_part_beyond_ascii_may_match_without_macros);
	tcase_add_test(c, a_local_part_of_delimiters_alone_is_no_name);
	tcase_add_test(c, domains_are_looked_up_as_a_labels);
	tcase_add_loop_test(c, the_client_name_is_not_guessed, 0, ROWS(nearest));
	tcase_add_test(c, a_letter_is_one_of_the_grammars);
	tcase_add_test(c, the_senders_domain_is_not_the_included_one);
	tcase_add_test(c, a_name_below_is_told_from_one_that_only_ends_so);
	return c;
}
