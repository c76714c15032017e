/* test_domain.c - what is a mail domain, and how its labels are counted and compared */
#include <check.h>
#include <stdio.h>

#include "edge.h"
#include "private/domain.h"

TCase *domain_tests(void);

#define L63 "a23456789012345678901234567890123456789012345678901234567890123"

static const struct name {
	const char *proves;
	const char *name;
	const char *domain; /* NULL: refused */
} names[] = {
	{ "letters, digits, hyphens and underscores", "a-1._B.com", "a-1._b.com" },
	{ "one trailing dot doesn't count", "Example.COM.", "example.com" },
	{ "one label is a name", "localhost", "localhost" },
	{ "63 octets are a label", L63 ".a", L63 ".a" },
	{ "64 octets are none", L63 "x.a", NULL },
	{ "253 octets are a name",
	    L63 "." L63 "." L63 ".1234567890123456789012345678901234567890123456789012345678901",
	    L63 "." L63 "." L63 ".1234567890123456789012345678901234567890123456789012345678901" },
	{ "with a trailing dot too",
	    L63 "." L63 "." L63 ".1234567890123456789012345678901234567890123456789012345678901.",
	    L63 "." L63 "." L63 ".1234567890123456789012345678901234567890123456789012345678901" },
	{ "254 octets are none",
	    L63 "." L63 "." L63 ".12345678901234567890123456789012345678901234567890123456789012",
	    NULL },
	{ "nothing is no name", "", NULL },
	{ "a dot is no name", ".", NULL },
	{ "an empty label first", ".a", NULL },
	{ "an empty label within", "a..b", NULL },
	{ "two trailing dots", "a..", NULL },
	{ "a space", "a b", NULL },
	{ "an at sign", "a@b", NULL },
	{ "a parenthesis", "a.com(b.com", NULL },
	{ "an address literal", "[192.0.2.1]", NULL },
	{ "a U-label has to be an A-label before",
	    "b\xc3\xbc"
	    "cher.de",
	    NULL },
	{ "a slash", "a/b", NULL },
	{ "a line end behind it", "a.b\n", NULL },
};

START_TEST(name_is_taken_or_refused)
{
	const struct name *n = &names[_i];
	secmailp_domain d;
	edge e = edge_behind(n->name, strlen(n->name));
	bool taken = secmailp_domain_set(&d, e.octets);

	ck_assert_msg(taken == (n->domain != NULL), "%s", n->proves);
	ck_assert_msg(strcmp(d.text, taken ? n->domain : "") == 0, "%s: %s", n->proves, d.text);
	ck_assert_msg(d.len == strlen(d.text), "%s", n->proves);
	ck_assert(secmailp_view_is(secmailp_domain_view(&d), d.text));
	edge_free(&e);
}
END_TEST

START_TEST(nul_is_in_no_name)
{
	secmailp_domain d;

	ck_assert(!secmailp_domain_set(&d, secmailp_view_of("a\0b", 3)));
	ck_assert(!secmailp_domain_set(&d, secmailp_view_of("ab\0", 3)));
}
END_TEST

static const struct last {
	const char *name;
	size_t labels; /* of the name */
	size_t wanted;
	const char *last;
} lasts[] = {
	{ "a.b.c", 3, 1, "c" },
	{ "a.b.c", 3, 2, "b.c" },
	{ "a.b.c", 3, 3, "a.b.c" },
	{ "a.b.c", 3, 4, "a.b.c" },
	{ "a.b.c", 3, SIZE_MAX, "a.b.c" },
	{ "a.b.c", 3, 0, "" },
	{ "a", 1, 1, "a" },
	{ "a", 1, 2, "a" },
	{ "a", 1, 0, "" },
	{ "", 0, 0, "" },
	{ "", 0, 1, "" },
};

START_TEST(labels_are_counted_from_the_right)
{
	const struct last *l = &lasts[_i];
	edge e = edge_before(l->name, strlen(l->name));

	ck_assert_uint_eq(secmailp_domain_labels(e.octets), l->labels);
	ck_assert_msg(secmailp_view_is(secmailp_domain_last(e.octets, l->wanted), l->last),
	    "the last %zu of '%s'", l->wanted, l->name);
	edge_free(&e);
}
END_TEST

static const struct within {
	const char *proves;
	const char *name;
	const char *ancestor;
	bool is_within;
} withins[] = {
	{ "a name is within itself", "a.b", "a.b", true },
	{ "a name below", "x.a.b", "a.b", true },
	{ "far below", "x.y.a.b", "b", true },
	{ "an ending that is no label is not above", "xa.b", "a.b", false },
	{ "a name above is not within", "b", "a.b", false },
	{ "a sibling is not within", "c.b", "a.b", false },
	{ "nothing is above", "a.b", "", false },
	{ "nothing is below", "", "a.b", false },
};

START_TEST(within_goes_label_for_label)
{
	const struct within *w = &withins[_i];

	ck_assert_msg(secmailp_domain_is_within(secmailp_view_text(w->name),
			  secmailp_view_text(w->ancestor)) == w->is_within,
	    "%s", w->proves);
}
END_TEST

static const struct ending {
	const char *name;
	bool is_number;
} endings[] = {
	{ "192.0.2.1", true },
	{ "1", true },
	{ "example.007", true },
	{ "example.com", false },
	{ "1.example", false },
	{ "example.1x", false },
	{ "example.x1", false },
	{ "", false },
};

START_TEST(an_address_ends_in_a_number)
{
	ck_assert_msg(secmailp_domain_ends_in_number(secmailp_view_text(endings[_i].name)) ==
			  endings[_i].is_number,
	    "%s", endings[_i].name);
}
END_TEST

TCase *
domain_tests(void)
{
	TCase *t = tcase_create("domain");

	tcase_add_loop_test(t, name_is_taken_or_refused, 0, sizeof names / sizeof names[0]);
	tcase_add_test(t, nul_is_in_no_name);
	tcase_add_loop_test(
	    t, labels_are_counted_from_the_right, 0, sizeof lasts / sizeof lasts[0]);
	tcase_add_loop_test(t, within_goes_label_for_label, 0, sizeof withins / sizeof withins[0]);
	tcase_add_loop_test(t, an_address_ends_in_a_number, 0, sizeof endings / sizeof endings[0]);
	return t;
}
