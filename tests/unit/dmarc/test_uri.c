/* test_uri.c - is there a valid reporting URI? (RFC 9989 sections 4.6, 4.8; RFC 3986) */
#include <check.h>

#include "dmarc_internal.h"

static const struct list {
	const char *proves;
	const char *text;
	bool is_useful;
} lists[] = {
	{ "an empty list has none", "", false },
	{ "a comma has none", ",", false },
	{ "an address", "mailto:a@example.com", true },
	{ "a scheme in either case", "MailTo:a@example.com", true },
	{ "an address without its scheme is none", "a@example.com", false },
	{ "mailto without an address is none", "mailto:", false },
	{ "nor without a domain", "mailto:a@", false },
	{ "nor without a local-part", "mailto:@example.com", false },
	{ "a subject may follow", "mailto:a@example.com?subject=x", true },
	{ "any scheme will do", "https://example.com/r?x=1#f", true },
	{ "a scheme begins with a letter", "1x:y", false },
	{ "a scheme is followed by something", "x:", false },
	{ "a scheme is followed by a colon", "mailto", false },
	{ "an encoded octet", "mailto:a%2Cb@example.com", true },
	{ "a half-encoded octet is wrong", "mailto:a%2@example.com", false },
	{ "a percent sign at the end is wrong", "x:y%", false },
	{ "no space inside", "mailto:a b@example.com", false },
	{ "white space around it", " \tmailto:a@example.com\t ", true },
	{ "a size is ignored", "mailto:a@example.com!10m", true },
	{ "a size without a unit", "mailto:a@example.com!10", true },
	{ "a size in upper case", "mailto:a@example.com!10G", true },
	{ "a size without digits is wrong", "mailto:a@example.com!m", false },
	{ "another unit is wrong", "mailto:a@example.com!10x", false },
	{ "one size only", "mailto:a@example.com!1!2", false },
	{ "the second of two", "nonsense,mailto:a@example.com", true },
	{ "the first of two", "mailto:a@example.com , \"", true },
	{ "no control characters", "x:\001", false },
	{ "no 8-bit octets", "mailto:\303\251@example.com", false },
	{ "no angle brackets", "<mailto:a@example.com>", false },
};

START_TEST(judges)
{
	const struct list *l = &lists[_i];
	bool found = secmailp_dmarc_urilist_is_useful(secmailp_view_text(l->text));

	ck_assert_msg(found == l->is_useful, "%s: found %d", l->proves, found);
}
END_TEST

TCase *
uri_tests(void)
{
	TCase *c = tcase_create("uri");

	tcase_add_loop_test(c, judges, 0, sizeof lists / sizeof lists[0]);
	return c;
}
