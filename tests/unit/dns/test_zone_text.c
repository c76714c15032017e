/* test_zone_text.c - which zone files are taken, and what is said about others */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "told.h"

static const struct taken {
	const char *proves;
	const char *text;
	const char *origin;
	const char *name;
	uint16_t type;
	const char *expected;
} takens[] = {
	{ "an empty file has no records", "", NULL, "a", SECMAIL_DNS_A, "nxdomain" },
	{ "comments and empty lines are none", "; a. A 192.0.2.1\n\n \t\n", NULL, "a",
	    SECMAIL_DNS_A, "nxdomain" },
	{ "no SOA is needed", "a.example. IN A 192.0.2.1\n", NULL, "a.example", SECMAIL_DNS_A,
	    "records 192.0.2.1" },
	{ "no last line end is needed", "a.example. IN A 192.0.2.1", NULL, "a.example",
	    SECMAIL_DNS_A, "records 192.0.2.1" },
	{ "line ends may be CRLF", "a. A 192.0.2.1\r\nb. A 192.0.2.2\r\n", NULL, "b", SECMAIL_DNS_A,
	    "records 192.0.2.2" },
	{ "without an origin the last dot may be left out", "a.example A 192.0.2.1\n", NULL,
	    "a.example", SECMAIL_DNS_A, "records 192.0.2.1" },
	{ "an origin is handed in", "a A 192.0.2.1\n", "example.org", "a.example.org",
	    SECMAIL_DNS_A, "records 192.0.2.1" },
	{ "$ORIGIN replaces it", "$ORIGIN example.\na A 192.0.2.1\n", "org.", "a.example",
	    SECMAIL_DNS_A, "records 192.0.2.1" },
	{ "@ is the origin", "$ORIGIN example.\n@ MX 1 a\n", NULL, "example", SECMAIL_DNS_MX,
	    "records 1:a.example" },
	{ "a line without a name goes on with the last", "a. A 192.0.2.1\n  TXT t\n", NULL, "a",
	    SECMAIL_DNS_TXT, "records t" },
	{ "parentheses go over lines", "a. TXT ( one ; comment\n two )\n", NULL, "a",
	    SECMAIL_DNS_TXT, "records onetwo" },
	{ "a quoted semicolon is data", "a. TXT \"v=DKIM1; p=x\"\n", NULL, "a", SECMAIL_DNS_TXT,
	    "records v=DKIM1; p=x" },
	{ "an escaped octet is data", "a. TXT \"\\065\\\"\"\n", NULL, "a", SECMAIL_DNS_TXT,
	    "records A\"" },
	{ "a name may hold an escaped dot", "a\\.b.example. A 192.0.2.1\n", NULL, "example",
	    SECMAIL_DNS_A, "nodata" },
	{ "a known type may be in generic form", "a. A \\# 4 c0000201\n", NULL, "a", SECMAIL_DNS_A,
	    "records 192.0.2.1" },
	{ "an underscore is a letter", "_dmarc.a. TXT x\n", NULL, "_dmarc.a", SECMAIL_DNS_TXT,
	    "records x" },
	{ "a TTL stands before the class", "a. 60 IN A 192.0.2.1\n", NULL, "a", SECMAIL_DNS_A,
	    "records 192.0.2.1" },
	{ "parentheses, quotes and semicolons may be escaped", "a. TXT \"\\\"(\" x\\;\\(\n", NULL,
	    "a", SECMAIL_DNS_TXT, "records \"(x;(" },
	{ "a quoted string may begin with the label @", "a. TXT \"@.x \" y@.z ; @.c\n", NULL, "a",
	    SECMAIL_DNS_TXT, "records @.x y@.z" },
	{ "in a comment everything may stand", "a. TXT x ; \" ( \\\nb. TXT y\n", NULL, "b",
	    SECMAIL_DNS_TXT, "records y" },
};

START_TEST(takes)
{
	const struct taken *t = &takens[_i];
	char text[TOLD_SIZE];
	secmail_dns_zone *z;
	uint32_t id;
	secmail_answers *a = asking(t->name, t->type, &id);

	ck_assert_int_eq(secmail_dns_zone_new(&z), SECMAIL_DONE);
	ck_assert_msg(secmail_dns_zone_load(z, t->text, strlen(t->text), t->origin) == SECMAIL_DONE,
	    "%s: %s", t->proves, secmail_dns_zone_error(z));
	ck_assert_int_eq(secmail_dns_zone_answer(z, a), SECMAIL_DONE);
	told(a, id, text);
	ck_assert_msg(strcmp(text, t->expected) == 0, "%s: '%s'", t->proves, text);
	secmail_answers_free(a);
	secmail_dns_zone_free(z);
}
END_TEST

static const struct refused {
	const char *proves;
	const char *text;
	const char *says; /* how the error begins */
} refuseds[] = {
	{ "an address that is none is refused", "a. A 192.0.2.256\n", "line 1: " },
	{ "the line is counted from the top", "a. A 192.0.2.1\n\n; c\nb. A x\nc. A 192.0.2.1\n",
	    "line 4: " },
	{ "a record over lines is named by its first", "a. A 192.0.2.1\nb. MX ( 1\n\n a. b. c. )\n",
	    "line 2: " },
	{ "a line that is no record is refused", "hello\n", "line 1: " },
	{ "a type that isn't one is refused", "a. NONSENSE x\n", "line 1: " },
	{ "nor is a word that looks like data", "a. alpn=h2\n", "line 1: " },
	{ "types of questions are no data", "a. TYPE255 \\# 0\n", "line 1: " },
	{ "data may not be missing", "a. MX 10\n", "line 1: " },
	{ "$INCLUDE is refused", "a. A 192.0.2.1\n$INCLUDE /etc/passwd\n",
	    "line 2: $INCLUDE is not allowed" },
	{ "another class is refused", "a. CH TXT x\n", "line 1: a record's class is not IN" },
	{ "data has to be of its type's size", "a. A \\# 3 c00002\n", "line 1: " },
	{ "a TXT record has a string", "a. TXT \\# 0\n", "line 1: " },
	{ "a label may not be too long",
	    "0123456789012345678901234567890123456789012345678901234567890123. A 192.0.2.1\n",
	    "line 1: " },
	{ "a label may not be empty", "a..b. A 192.0.2.1\n", "line 1: " },
	{ "parentheses have to be closed", "b. TXT x\na. TXT ( one\n\n",
	    "line 2: a parenthesis is not closed" },
	{ "and not twice", "a. TXT ( one )\n )\n", "line 2: a closing parenthesis" },
	{ "nor opened twice", "a. TXT ( one ( two ) )\n", "line 1: a parenthesis inside" },
	{ "quotes have to be closed", "a. TXT \"one\nb. TXT \"two\n",
	    "line 1: a quote is not closed" },
	{ "no owner begins with the label @", "a. A 192.0.2.1\n@.a. A 192.0.2.1\n",
	    "line 2: a name that begins with the label @" },
	{ "nor one in data", "a. CNAME @.b.\n", "line 1: a name that begins" },
	{ "nor behind a parenthesis", "a. MX (10\n@.b.)\n", "line 2: a name that begins" },
	{ "nor escaped", "a. CNAME \\@.b.\n", "line 1: a name that begins" },
	{ "nor by its number, alone", "a. CNAME \\064\n", "line 1: a name that begins" },
	{ "nor at the end of the file", "a. CNAME \\@", "line 1: a name that begins" },
	{ "at the end of the file too", "a. TXT \"one", "line 1: a quote is not closed" },
	{ "an escape at the end hides nothing", "a. TXT \"one\\", "line 1: a quote" },
	{ "a comment doesn't move the line", "; c\n; c\n  ; c\n\nb. A x\n", "line 5: " },
	{ "nor do parentheses with lines of their own", "a. TXT (\n x ; c\n\n y )\nb. A x\n",
	    "line 5: " },
};

START_TEST(refuses)
{
	const struct refused *r = &refuseds[_i];
	secmail_dns_zone *z;

	ck_assert_int_eq(secmail_dns_zone_new(&z), SECMAIL_DONE);
	ck_assert_msg(secmail_dns_zone_load(z, r->text, strlen(r->text), NULL) == SECMAIL_SYNTAX,
	    "%s", r->proves);
	ck_assert_msg(strncmp(secmail_dns_zone_error(z), r->says, strlen(r->says)) == 0, "%s: '%s'",
	    r->proves, secmail_dns_zone_error(z));
	secmail_dns_zone_free(z);
}
END_TEST

START_TEST(refuses_a_nul)
{
	static const char text[] = "a. TXT x\nb. TXT \0\n";
	secmail_dns_zone *z;

	ck_assert_int_eq(secmail_dns_zone_new(&z), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dns_zone_load(z, text, sizeof text - 1, NULL), SECMAIL_SYNTAX);
	ck_assert_str_eq(secmail_dns_zone_error(z), "line 2: a NUL octet");
	secmail_dns_zone_free(z);
}
END_TEST

/* An address, then a second entry that is `len` octets long with its line end. */
static secmail_status
load_entry_of(secmail_dns_zone *z, size_t len)
{
	static char text[SECMAIL_DNS_MAX_ZONE_ENTRY + 64] = "a. A 192.0.2.1\n;";

	memset(text + 16, 'x', sizeof text - 16);
	text[15 + len - 1] = '\n';
	return secmail_dns_zone_load(z, text, 15 + len, NULL);
}

START_TEST(an_entry_has_a_limit)
{
	secmail_dns_zone *z = zone_of("");

	ck_assert_int_eq(load_entry_of(z, SECMAIL_DNS_MAX_ZONE_ENTRY), SECMAIL_DONE);
	ck_assert_int_eq(load_entry_of(z, SECMAIL_DNS_MAX_ZONE_ENTRY + 1), SECMAIL_SYNTAX);
	ck_assert_str_eq(secmail_dns_zone_error(z), "line 2: a record that is too long");
	secmail_dns_zone_free(z);
}
END_TEST

/* What ldns is given it reads to the end, whether on one line or on many. */
START_TEST(a_record_may_be_as_long_as_the_limit)
{
	static char text[SECMAIL_DNS_MAX_ZONE_ENTRY + 64] = "a. TXT (";
	const char *gap = _i ? "\n" : " ";
	secmail_dns_zone *z;
	size_t used = strlen(text);
	size_t strings = 0, len;
	uint32_t id;
	secmail_answers *a = asking("a", SECMAIL_DNS_TXT, &id);

	for (; used + 48 < SECMAIL_DNS_MAX_ZONE_ENTRY; strings++)
		used += (size_t)snprintf(text + used, sizeof text - used,
		    "%s\"0123456789012345678901234567890123456789\"", gap);
	used += (size_t)snprintf(text + used, sizeof text - used, ")\n");
	ck_assert_int_eq(secmail_dns_zone_new(&z), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dns_zone_load(z, text, used, NULL), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dns_zone_answer(z, a), SECMAIL_DONE);
	ck_assert_ptr_nonnull(secmail_answers_rdata(a, id, 0, &len));
	ck_assert_uint_eq(len, strings * 41);
	secmail_answers_free(a);
	secmail_dns_zone_free(z);
}
END_TEST

START_TEST(a_record_over_lines_has_the_limit_too)
{
	static char text[2 * SECMAIL_DNS_MAX_ZONE_ENTRY] = "a. TXT (\n";
	secmail_dns_zone *z;
	size_t used = strlen(text);

	while (used < SECMAIL_DNS_MAX_ZONE_ENTRY)
		used += (size_t)snprintf(text + used, sizeof text - used, " x\n");
	used += (size_t)snprintf(text + used, sizeof text - used, ")\n");
	ck_assert_int_eq(secmail_dns_zone_new(&z), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dns_zone_load(z, text, used, NULL), SECMAIL_SYNTAX);
	ck_assert_str_ne(secmail_dns_zone_error(z), "");
	secmail_dns_zone_free(z);
}
END_TEST

START_TEST(a_file_has_a_limit)
{
	secmail_dns_zone *z;
	char *text = malloc(SECMAIL_DNS_MAX_ZONE_TEXT + 1);

	ck_assert_ptr_nonnull(text);
	memset(text, '\n', SECMAIL_DNS_MAX_ZONE_TEXT + 1);
	ck_assert_int_eq(secmail_dns_zone_new(&z), SECMAIL_DONE);
	ck_assert_int_eq(
	    secmail_dns_zone_load(z, text, SECMAIL_DNS_MAX_ZONE_TEXT + 1, NULL), SECMAIL_LIMIT);
	free(text);
	secmail_dns_zone_free(z);
}
END_TEST

START_TEST(an_origin_is_a_name)
{
	secmail_dns_zone *z;

	ck_assert_int_eq(secmail_dns_zone_new(&z), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dns_zone_load(z, "a A 192.0.2.1", 13, "a..b"), SECMAIL_ARGUMENT);
	secmail_dns_zone_free(z);
}
END_TEST

START_TEST(loads_add_up_and_a_failed_one_changes_nothing)
{
	static const char more[] = "b. A 192.0.2.2\na. A 192.0.2.9\n";
	static const char broken[] = "c. A 192.0.2.3\nd. A x\n";
	secmail_dns_zone *z = zone_of("a. A 192.0.2.1\n");
	char text[TOLD_SIZE];
	uint32_t first, second, third;
	secmail_answers *a = asking("a", SECMAIL_DNS_A, &first);

	second = ask(a, "b", SECMAIL_DNS_A, SECMAIL_ANSWERS_NEEDED);
	third = ask(a, "c", SECMAIL_DNS_A, SECMAIL_ANSWERS_NEEDED);
	ck_assert_int_eq(secmail_dns_zone_load(z, broken, strlen(broken), NULL), SECMAIL_SYNTAX);
	ck_assert_int_eq(secmail_dns_zone_load(z, more, strlen(more), NULL), SECMAIL_DONE);
	ck_assert_str_eq(secmail_dns_zone_error(z), "");
	ck_assert_int_eq(secmail_dns_zone_answer(z, a), SECMAIL_DONE);
	ck_assert_str_eq(told(a, first, text), "records 192.0.2.1 192.0.2.9");
	ck_assert_str_eq(told(a, second, text), "records 192.0.2.2");
	ck_assert_str_eq(told(a, third, text), "nxdomain");
	secmail_answers_free(a);
	secmail_dns_zone_free(z);
}
END_TEST

START_TEST(a_ttl_is_bounded)
{
	secmail_dns_zone *z = zone_of("$TTL 60\na. TXT x\nb. 9999999 TXT x\n");
	uint32_t first, second;
	secmail_answers *a = asking("a", SECMAIL_DNS_TXT, &first);

	second = ask(a, "b", SECMAIL_DNS_TXT, SECMAIL_ANSWERS_NEEDED);
	ck_assert_int_eq(secmail_dns_zone_answer(z, a), SECMAIL_DONE);
	ck_assert_uint_eq(secmail_answers_ttl(a, first), 60);
	ck_assert_uint_eq(secmail_answers_ttl(a, second), SECMAIL_DNS_MAX_TTL);
	secmail_answers_free(a);
	secmail_dns_zone_free(z);
}
END_TEST

TCase *
zone_text_tests(void)
{
	TCase *t = tcase_create("zone_text");

	tcase_set_timeout(t, 30);
	tcase_add_loop_test(t, takes, 0, sizeof takens / sizeof takens[0]);
	tcase_add_loop_test(t, refuses, 0, sizeof refuseds / sizeof refuseds[0]);
	tcase_add_test(t, refuses_a_nul);
	tcase_add_test(t, an_entry_has_a_limit);
	tcase_add_loop_test(t, a_record_may_be_as_long_as_the_limit, 0, 2);
	tcase_add_test(t, a_record_over_lines_has_the_limit_too);
	tcase_add_test(t, a_file_has_a_limit);
	tcase_add_test(t, an_origin_is_a_name);
	tcase_add_test(t, loads_add_up_and_a_failed_one_changes_nothing);
	tcase_add_test(t, a_ttl_is_bounded);
	return t;
}
