/* test_base.c - status texts, the version, and names made fit for use */
#include <check.h>
#include <secmail/base.h>
#include <stdio.h>
#include <string.h>

#include "../suite.h"

START_TEST(every_status_has_a_text)
{
	ck_assert_str_eq(secmail_status_text(SECMAIL_DONE), "done");
	for (int status = SECMAIL_NOT_FOUND; status <= SECMAIL_WANT_WRITE; status++)
		ck_assert_str_ne(secmail_status_text((secmail_status)status), "unknown status");
	ck_assert_str_eq(secmail_status_text((secmail_status)99), "unknown status");
}
END_TEST

START_TEST(the_version_is_that_of_the_header)
{
	char text[32];

	snprintf(text, sizeof text, "%d.%d.%d", SECMAIL_VERSION_MAJOR, SECMAIL_VERSION_MINOR,
	    SECMAIL_VERSION_PATCH);
	ck_assert_str_eq(secmail_version(), text);
}
END_TEST

#define L63 "123456789012345678901234567890123456789012345678901234567890123"

static const struct name {
	const char *proves;
	const char *name;
	size_t len;      /* 0: up to the NUL */
	const char *out; /* "": refused */
} names[] = {
	{ "letters become lower case", "Example.COM", 0, "example.com" },
	{ "one trailing dot is dropped", "example.com.", 0, "example.com" },
	{ "two trailing dots are not", "example.com..", 0, "" },
	{ "underscores are allowed", "s1._domainkey.example", 0, "s1._domainkey.example" },
	{ "U-labels become A-labels", "b\303\274cher.example", 0, "xn--bcher-kva.example" },
	{ "upper-case U-labels do too", "B\303\234CHER.example", 0, "xn--bcher-kva.example" },
	{ "sharp s stays what it is (non-transitional)", "fa\303\237.example", 0,
	    "xn--fa-hia.example" },
	{ "A-labels stay", "xn--bcher-kva.example", 0, "xn--bcher-kva.example" },
	{ "a single label is a name", "localhost", 0, "localhost" },
	{ "63 octets are a label", L63 ".example", 0, L63 ".example" },
	{ "64 octets are none", L63 "4.example", 0, "" },
	{ "253 octets are a name",
	    L63 "." L63 "." L63 ".1234567890123456789012345678901234567890123456789012345678901", 0,
	    L63 "." L63 "." L63 ".1234567890123456789012345678901234567890123456789012345678901" },
	{ "254 octets are none",
	    L63 "." L63 "." L63 ".12345678901234567890123456789012345678901234567890123456789012",
	    0, "" },
	{ "an empty name is none", "", 0, "" },
	{ "a dot alone is none", ".", 0, "" },
	{ "an empty label is none", "a..example", 0, "" },
	{ "an address literal is none", "[192.0.2.1]", 0, "" },
	{ "a NUL ends nothing", "a.example\0.evil", 15, "" },
	{ "a NUL ends nothing in UTF-8 either", "\303\251.example\0.evil", 16, "" },
	{ "a parenthesis is refused", "legit.example(a.evil", 0, "" },
	{ "a quote is refused", "legit.example'a.evil", 0, "" },
	{ "a space is refused", "a b.example", 0, "" },
	{ "UTF-8 cut short is refused", "a\303.example", 0, "" },
	{ "a full-width dot separates labels", "a\357\274\216example", 0, "a.example" },
};

START_TEST(makes_names_fit_or_refuses_them)
{
	const struct name *n = &names[_i];
	char out[SECMAIL_DOMAIN_SIZE] = "x";
	secmail_status status =
	    secmail_domain_normalize(n->name, n->len ? n->len : strlen(n->name), out);

	ck_assert_msg(status == (*n->out ? SECMAIL_DONE : SECMAIL_SYNTAX), "%s: status %d",
	    n->proves, status);
	ck_assert_msg(strcmp(out, n->out) == 0, "%s: '%s'", n->proves, out);
}
END_TEST

TCase *
base_tests(void)
{
	TCase *t = tcase_create("base");

	tcase_add_test(t, every_status_has_a_text);
	tcase_add_test(t, the_version_is_that_of_the_header);
	tcase_add_loop_test(t, makes_names_fit_or_refuses_them, 0, sizeof names / sizeof names[0]);
	return t;
}
