/* test_authres.c - Authentication-Results: what is written, read, refused and taken for a claim */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "authres_dump.h"

#define COUNT(rows) ((int)(sizeof(rows) / sizeof(rows)[0]))
#define TEXT(literal) literal, sizeof(literal) - 1

TCase *authres_tests(void);

static secmail_authres *
new_authres(void)
{
	secmail_authres *a;

	ck_assert_int_eq(secmail_authres_new(&a), SECMAIL_DONE);
	return a;
}

/* --- values: how each goes out, and that it comes back --------------------- */

static const struct value {
	const char *proves;
	const char *value;
	const char *written; /* NULL: refused as syntax */
} values[] = {
	{ "a domain is a token", "example.com", "example.com" },
	{ "an address is written as it is", "joe@example.com", "joe@example.com" },
	{ "a local-part with a plus and an equals sign is atext", "b+c=d.e@example.com",
	    "b+c=d.e@example.com" },
	{ "an empty local-part is allowed by the grammar", "@example.com", "@example.com" },
	{ "a quoted local-part keeps its quotes", "\"a b\"@example.com", "\"a b\"@example.com" },
	{ "an escaped quote stays in a quoted local-part", "\"a\\\"b\"@example.com",
	    "\"a\\\"b\"@example.com" },
	{ "a local-part that isn't dot-atom makes a quoted string", "a..b@example.com",
	    "\"a..b@example.com\"" },
	{ "an address literal is no domain-name", "joe@[192.0.2.1]", "\"joe@[192.0.2.1]\"" },
	{ "an IPv6 address has colons", "2001:db8::1", "\"2001:db8::1\"" },
	{ "base64 has slashes and equals signs", "ab/cd+e=", "\"ab/cd+e=\"" },
	{ "nothing is an empty quoted string", "", "\"\"" },
	{ "angle brackets are quoted", "<>", "\"<>\"" },
	{ "a semicolon can't end the result", "a;dkim=pass", "\"a;dkim=pass\"" },
	{ "a parenthesis can't begin a comment", "a.com(b.com", "\"a.com(b.com\"" },
	{ "a quote can't end the value", "a\" dkim=pass", "\"a\\\" dkim=pass\"" },
	{ "a backslash can't escape the closing quote", "a\\", "\"a\\\\\"" },
	{ "a lone quote before an at sign is no local-part", "\"a@example.com",
	    "\"\\\"a@example.com\"" },
	{ "a local-part that ends in an escape has no end", "\"a\\\"@example.com",
	    "\"\\\"a\\\\\\\"@example.com\"" },
	{ "text behind a quoted local-part is no address", "\"a\"b@example.com",
	    "\"\\\"a\\\"b@example.com\"" },
	{ "two at signs are no address", "a@b@c", "\"a@b@c\"" },
	{ "an address of RFC 6531 is written as it is",
	    "\xc3\xa9"
	    "@ex\xc3\xa9mple.com",
	    "\xc3\xa9"
	    "@ex\xc3\xa9mple.com" },
	{ "a dot at the end is no domain-name, but a token", "example.com.", "example.com." },
	{ "a control character is refused", "a\001b", NULL },
	{ "CR is refused", "a\rb", NULL },
	{ "LF is refused", "a\nb", NULL },
	{ "folding is refused", "a\r\n b", NULL },
	{ "a tab is refused", "a\tb", NULL },
	{ "DEL is refused", "a\177b", NULL },
	{ "a C1 control is refused", "a\xc2\x85", NULL },
	{ "a line separator is refused", "a\xe2\x80\xa8", NULL },
	{ "a lone continuation is not UTF-8", "a\x80", NULL },
	{ "a Latin-1 letter is not UTF-8", "caf\xe9", NULL },
	{ "a cut sequence is not UTF-8", "a\xc3", NULL },
	{ "an overlong NUL is not UTF-8", "a\xc0\x80", NULL },
	{ "a surrogate is not UTF-8", "a\xed\xa0\x80", NULL },
	{ "beyond U+10FFFF is not UTF-8", "a\xf4\x90\x80\x80", NULL },
};

START_TEST(value_is_written_or_refused)
{
	const struct value *v = &values[_i];
	secmail_authres *a = new_authres(), *back = new_authres();
	char expected[1024], one[1024], two[1024];
	secmail_status status;

	ck_assert_int_eq(secmail_authres_set_authserv_id(a, "mx.example"), SECMAIL_DONE);
	ck_assert_int_eq(secmail_authres_add_result(a, "spf", "pass"), SECMAIL_DONE);
	status = secmail_authres_add_property(a, "smtp", "mailfrom", v->value, strlen(v->value));
	ck_assert_msg(status == (v->written ? SECMAIL_DONE : SECMAIL_SYNTAX), "%s", v->proves);
	ck_assert_msg(v->written || secmail_authres_error(a)[0], "%s: no error", v->proves);
	ck_assert_int_eq(secmail_authres_write(a), SECMAIL_DONE);
	snprintf(expected, sizeof expected, "mx.example;\r\n\tspf=pass%s%s",
	    v->written ? " smtp.mailfrom=" : "", v->written ? v->written : "");
	ck_assert_msg(strcmp(secmail_authres_body(a), expected) == 0, "%s: wrote %s", v->proves,
	    secmail_authres_body(a));
	ck_assert_int_eq(
	    secmail_authres_parse(back, secmail_authres_body(a), strlen(expected)), SECMAIL_DONE);
	ck_assert_msg(
	    strcmp(authres_dump(a, one, sizeof one), authres_dump(back, two, sizeof two)) == 0,
	    "%s: wrote %s, read %s", v->proves, one, two);
	secmail_authres_free(a);
	secmail_authres_free(back);
}
END_TEST

START_TEST(nul_in_a_value_is_refused)
{
	secmail_authres *a = new_authres();

	ck_assert_int_eq(secmail_authres_add_result(a, "dkim", "pass"), SECMAIL_DONE);
	ck_assert_int_eq(
	    secmail_authres_add_property(a, "header", "d", TEXT("a.com\0.b.com")), SECMAIL_SYNTAX);
	ck_assert_uint_eq(secmail_authres_property_count(a, 0), 0);
	secmail_authres_free(a);
}
END_TEST

/* --- the whole field ------------------------------------------------------- */

static void
build_ordinary(secmail_authres *a)
{
	ck_assert_int_eq(secmail_authres_set_authserv_id(a, "mx.example"), SECMAIL_DONE);
	ck_assert_int_eq(secmail_authres_add_result(a, "SPF", "Pass"), SECMAIL_DONE);
	ck_assert_int_eq(
	    secmail_authres_add_property(a, "smtp", "mailfrom", TEXT("joe@example.com")), 0);
	ck_assert_int_eq(secmail_authres_add_result(a, "dkim", "pass"), SECMAIL_DONE);
	ck_assert_int_eq(secmail_authres_set_comment(a, "2048-bit (RSA) key"), SECMAIL_DONE);
	ck_assert_int_eq(secmail_authres_set_reason(a, "good signature"), SECMAIL_DONE);
	ck_assert_int_eq(secmail_authres_add_property(a, "header", "d", TEXT("example.com")), 0);
	ck_assert_int_eq(secmail_authres_add_property(a, "header", "s", TEXT("2024")), 0);
	ck_assert_int_eq(secmail_authres_add_property(a, "header", "a", TEXT("rsa-sha256")), 0);
	ck_assert_int_eq(secmail_authres_add_property(a, "header", "b", TEXT("3+/Xa9==")), 0);
	ck_assert_int_eq(secmail_authres_add_result(a, "arc", "none"), SECMAIL_DONE);
	ck_assert_int_eq(secmail_authres_add_result(a, "dmarc", "pass"), SECMAIL_DONE);
	ck_assert_int_eq(secmail_authres_add_property(a, "policy", "dmarc", TEXT("reject")), 0);
	ck_assert_int_eq(secmail_authres_add_property(a, "header", "from", TEXT("example.com")), 0);
}

START_TEST(whole_field_octet_for_octet)
{
	secmail_authres *a = new_authres();
	static const char expected[] =
	    "Authentication-Results: mx.example;\r\n"
	    "\tspf=pass smtp.mailfrom=joe@example.com;\r\n"
	    "\tdkim=pass (2048-bit \\(RSA\\) key) reason=\"good signature\"\r\n"
	    "\theader.d=example.com header.s=2024 header.a=rsa-sha256\r\n"
	    "\theader.b=\"3+/Xa9==\";\r\n"
	    "\tarc=none;\r\n"
	    "\tdmarc=pass policy.dmarc=reject header.from=example.com";

	build_ordinary(a);
	for (int twice = 0; twice < 2; twice++) {
		ck_assert_int_eq(secmail_authres_write(a), SECMAIL_DONE);
		ck_assert_str_eq(secmail_authres_field(a), expected);
		ck_assert_str_eq(secmail_authres_body(a), expected + 24);
	}
	ck_assert_str_eq(secmail_authres_name(), "Authentication-Results");
	secmail_authres_free(a);
}
END_TEST

START_TEST(no_results_are_none)
{
	secmail_authres *a = new_authres();

	ck_assert_str_eq(secmail_authres_field(a), "");
	ck_assert_str_eq(secmail_authres_body(a), "");
	ck_assert_int_eq(secmail_authres_write(a), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_authres_set_authserv_id(a, "mx.example"), SECMAIL_DONE);
	ck_assert_int_eq(secmail_authres_write(a), SECMAIL_DONE);
	ck_assert_str_eq(secmail_authres_body(a), "mx.example; none");
	ck_assert_int_eq(secmail_authres_add_result(a, "spf", "none"), SECMAIL_DONE);
	ck_assert_str_eq(secmail_authres_field(a), "");
	secmail_authres_free(a);
}
END_TEST

START_TEST(authserv_id_is_quoted_where_it_is_no_token)
{
	secmail_authres *a = new_authres();

	ck_assert_int_eq(secmail_authres_set_authserv_id(a, "mx/1 (our)"), SECMAIL_DONE);
	ck_assert_int_eq(secmail_authres_write(a), SECMAIL_DONE);
	ck_assert_str_eq(secmail_authres_body(a), "\"mx/1 (our)\"; none");
	ck_assert_int_eq(secmail_authres_set_authserv_id(a, ""), SECMAIL_SYNTAX);
	ck_assert_int_eq(secmail_authres_set_authserv_id(a, "a\nb"), SECMAIL_SYNTAX);
	ck_assert_str_eq(secmail_authres_authserv_id(a), "mx/1 (our)");
	secmail_authres_free(a);
}
END_TEST

static void
check_lines(const char *field, size_t columns)
{
	const char *line = field;

	while (line) {
		const char *end = strstr(line, "\r\n");
		size_t len = end ? (size_t)(end - line) : strlen(line);

		ck_assert_msg(
		    len + (line[0] == '\t' ? 7 : 0) <= columns, "%zu: %.*s", len, (int)len, line);
		ck_assert_msg(strspn(line, " \t") < len, "a line of white space alone");
		ck_assert_msg(line == field || line[0] == '\t' || line[0] == ' ', "not folded");
		line = end ? end + 2 : NULL;
	}
}

START_TEST(text_is_folded_at_its_spaces)
{
	secmail_authres *a = new_authres(), *back = new_authres();
	char text[400], one[4096], two[4096];

	for (size_t i = 0; i < sizeof text - 1; i++)
		text[i] = i % 5 == 4 ? ' ' : i % 7 == 3 ? '"' : i % 7 == 5 ? '(' : 'a';
	text[sizeof text - 1] = '\0';
	build_ordinary(a);
	ck_assert_int_eq(secmail_authres_set_reason(a, text), SECMAIL_DONE);
	ck_assert_int_eq(secmail_authres_set_comment(a, text), SECMAIL_DONE);
	ck_assert_int_eq(secmail_authres_add_property(a, "policy", "text", text, strlen(text)), 0);
	ck_assert_int_eq(secmail_authres_write(a), SECMAIL_DONE);
	check_lines(secmail_authres_field(a), 78);
	ck_assert_int_eq(
	    secmail_authres_parse(back, secmail_authres_body(a), strlen(secmail_authres_body(a))),
	    SECMAIL_DONE);
	ck_assert_str_eq(authres_dump(a, one, sizeof one), authres_dump(back, two, sizeof two));
	secmail_authres_free(a);
	secmail_authres_free(back);
}
END_TEST

START_TEST(spaces_alone_make_no_line)
{
	secmail_authres *a = new_authres();
	char spaces[SECMAIL_AUTHRES_MAX_VALUE + 1];

	memset(spaces, ' ', sizeof spaces - 1);
	spaces[sizeof spaces - 1] = '\0';
	build_ordinary(a);
	ck_assert_int_eq(secmail_authres_set_reason(a, spaces), SECMAIL_DONE);
	spaces[200] = 'a';
	ck_assert_int_eq(secmail_authres_set_comment(a, spaces), SECMAIL_DONE);
	ck_assert_int_eq(secmail_authres_write(a), SECMAIL_DONE);
	check_lines(secmail_authres_field(a), 998);
	secmail_authres_free(a);
}
END_TEST

START_TEST(no_line_is_over_998_octets)
{
	secmail_authres *a = new_authres();
	char worst[SECMAIL_AUTHRES_MAX_VALUE + 2], keyword[SECMAIL_AUTHRES_MAX_KEYWORD + 2];

	memset(worst, '\\', sizeof worst);
	worst[SECMAIL_AUTHRES_MAX_VALUE] = '\0';
	memset(keyword, 'k', sizeof keyword);
	keyword[SECMAIL_AUTHRES_MAX_KEYWORD] = '\0';
	ck_assert_int_eq(secmail_authres_set_authserv_id(a, worst), SECMAIL_DONE);
	for (int i = 0; i < 2; i++) {
		ck_assert_int_eq(secmail_authres_add_result(a, keyword, keyword), SECMAIL_DONE);
		ck_assert_int_eq(secmail_authres_set_reason(a, worst), SECMAIL_DONE);
		ck_assert_int_eq(secmail_authres_set_comment(a, worst), SECMAIL_DONE);
		ck_assert_int_eq(
		    secmail_authres_add_property(a, keyword, keyword, worst, strlen(worst)),
		    SECMAIL_DONE);
	}
	ck_assert_int_eq(secmail_authres_write(a), SECMAIL_DONE);
	check_lines(secmail_authres_field(a), 998 + 7);
	secmail_authres_free(a);
}
END_TEST

START_TEST(limits_are_named)
{
	secmail_authres *a = new_authres();
	char longest[SECMAIL_AUTHRES_MAX_VALUE + 2], keyword[SECMAIL_AUTHRES_MAX_KEYWORD + 2];

	memset(longest, 'v', sizeof longest);
	longest[sizeof longest - 1] = '\0';
	memset(keyword, 'k', sizeof keyword);
	keyword[sizeof keyword - 1] = '\0';
	ck_assert_int_eq(secmail_authres_set_authserv_id(a, longest), SECMAIL_LIMIT);
	ck_assert_int_eq(secmail_authres_add_result(a, keyword, "pass"), SECMAIL_LIMIT);
	for (int i = 0; i < SECMAIL_AUTHRES_MAX_RESULTS; i++)
		ck_assert_int_eq(secmail_authres_add_result(a, "spf", "pass"), SECMAIL_DONE);
	ck_assert_int_eq(secmail_authres_add_result(a, "spf", "pass"), SECMAIL_LIMIT);
	ck_assert_uint_eq(secmail_authres_count(a), SECMAIL_AUTHRES_MAX_RESULTS);
	ck_assert_int_eq(secmail_authres_set_reason(a, longest), SECMAIL_LIMIT);
	ck_assert_int_eq(secmail_authres_set_comment(a, longest), SECMAIL_LIMIT);
	ck_assert_int_eq(secmail_authres_add_property(a, "smtp", "helo", longest, strlen(longest)),
	    SECMAIL_LIMIT);
	ck_assert_int_eq(secmail_authres_add_property(a, keyword, "helo", "", 0), SECMAIL_LIMIT);
	for (int i = 0; i < SECMAIL_AUTHRES_MAX_PROPERTIES; i++)
		ck_assert_int_eq(secmail_authres_add_property(a, "smtp", "helo", "", 0), 0);
	ck_assert_int_eq(secmail_authres_add_property(a, "smtp", "helo", "", 0), SECMAIL_LIMIT);
	secmail_authres_free(a);
}
END_TEST

START_TEST(text_in_all_limits_ends_in_a_status)
{
	secmail_authres *a = new_authres();
	char longest[SECMAIL_AUTHRES_MAX_VALUE];
	secmail_status status = SECMAIL_DONE;

	memset(longest, '"', sizeof longest);
	ck_assert_int_eq(secmail_authres_set_authserv_id(a, "mx.example"), SECMAIL_DONE);
	for (int i = 0; i < SECMAIL_AUTHRES_MAX_RESULTS && status == SECMAIL_DONE; i++) {
		status = secmail_authres_add_result(a, "spf", "pass");
		for (int j = 0; j < SECMAIL_AUTHRES_MAX_PROPERTIES && status == SECMAIL_DONE; j++)
			status = secmail_authres_add_property(
			    a, "smtp", "helo", longest, sizeof longest);
	}
	ck_assert_int_eq(status, SECMAIL_LIMIT);
	ck_assert_int_eq(secmail_authres_write(a), SECMAIL_LIMIT);
	ck_assert_str_eq(secmail_authres_field(a), "");
	secmail_authres_free(a);
}
END_TEST

static const struct keyword {
	const char *proves;
	const char *word;
	secmail_status status;
} keywords[] = {
	{ "letters, digits and hyphens", "x-Google-2", SECMAIL_DONE },
	{ "a keyword may begin with a hyphen (Ldh-str)", "-a", SECMAIL_DONE },
	{ "a keyword ends in a letter or a digit", "a-", SECMAIL_SYNTAX },
	{ "an empty keyword is none", "", SECMAIL_SYNTAX },
	{ "no underscore", "a_b", SECMAIL_SYNTAX },
	{ "no space", "a b", SECMAIL_SYNTAX },
	{ "no semicolon", "a;b", SECMAIL_SYNTAX },
	{ "no line end", "a\n", SECMAIL_SYNTAX },
	{ "no 8-bit letter", "\xc3\xa9", SECMAIL_SYNTAX },
};

START_TEST(keyword_is_checked_everywhere)
{
	const struct keyword *k = &keywords[_i];
	secmail_authres *a = new_authres();

	ck_assert_msg(secmail_authres_add_result(a, k->word, "pass") == k->status, "%s", k->proves);
	ck_assert_msg(secmail_authres_add_result(a, "spf", k->word) == k->status, "%s", k->proves);
	ck_assert_int_eq(secmail_authres_add_result(a, "spf", "pass"), SECMAIL_DONE);
	ck_assert_msg(
	    secmail_authres_add_property(a, k->word, "d", "", 0) == k->status, "%s", k->proves);
	ck_assert_msg(secmail_authres_add_property(a, "header", k->word, "", 0) == k->status, "%s",
	    k->proves);
	secmail_authres_free(a);
}
END_TEST

START_TEST(properties_belong_to_a_result)
{
	secmail_authres *a = new_authres();

	ck_assert_int_eq(secmail_authres_set_reason(a, "r"), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_authres_set_comment(a, "c"), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_authres_add_property(a, "a", "b", "", 0), SECMAIL_ARGUMENT);
	ck_assert_str_eq(secmail_authres_error(a), "there is no result yet");
	ck_assert_int_eq(secmail_authres_add_result(a, "spf", "pass"), SECMAIL_DONE);
	ck_assert_int_eq(secmail_authres_set_reason(a, "r"), SECMAIL_DONE);
	ck_assert_int_eq(secmail_authres_set_reason(a, "a\001"), SECMAIL_SYNTAX);
	ck_assert_str_eq(secmail_authres_reason(a, 0), "r");
	ck_assert_int_eq(secmail_authres_set_reason(a, NULL), SECMAIL_DONE);
	ck_assert_ptr_null(secmail_authres_reason(a, 0));
	ck_assert_int_eq(secmail_authres_set_comment(a, "c"), SECMAIL_DONE);
	ck_assert_int_eq(secmail_authres_set_comment(a, NULL), SECMAIL_DONE);
	ck_assert_ptr_null(secmail_authres_comment(a, 0));
	secmail_authres_free(a);
}
END_TEST

START_TEST(nothing_is_asked_of_what_is_not_there)
{
	secmail_authres *a = new_authres();

	ck_assert_str_eq(secmail_authres_authserv_id(a), "");
	ck_assert_uint_eq(secmail_authres_version(a), 1);
	ck_assert_ptr_null(secmail_authres_method(a, 0));
	ck_assert_uint_eq(secmail_authres_method_version(a, 0), 0);
	ck_assert_ptr_null(secmail_authres_result(a, 0));
	ck_assert_ptr_null(secmail_authres_reason(a, 0));
	ck_assert_ptr_null(secmail_authres_comment(a, 0));
	ck_assert_uint_eq(secmail_authres_property_count(a, 0), 0);
	ck_assert_ptr_null(secmail_authres_property_type(a, 0, 0));
	ck_assert_ptr_null(secmail_authres_property_name(a, 0, 0));
	ck_assert_ptr_null(secmail_authres_property_value(a, 0, 0));
	ck_assert_ptr_null(secmail_authres_find_property(a, 0, "smtp", "helo"));
	secmail_authres_free(a);
	secmail_authres_free(NULL);
}
END_TEST

START_TEST(properties_are_found_by_name)
{
	secmail_authres *a = new_authres();

	build_ordinary(a);
	ck_assert_str_eq(secmail_authres_find_property(a, 1, "Header", "D"), "example.com");
	ck_assert_ptr_null(secmail_authres_find_property(a, 1, "policy", "d"));
	ck_assert_ptr_null(secmail_authres_find_property(a, 0, "header", "d"));
	secmail_authres_reset(a);
	ck_assert_uint_eq(secmail_authres_count(a), 0);
	ck_assert_str_eq(secmail_authres_authserv_id(a), "");
	secmail_authres_free(a);
}
END_TEST

/* --- reading --------------------------------------------------------------- */

static const struct reading {
	const char *proves;
	const char *body;
	const char *read; /* as authres_dump.h says; NULL: refused as syntax */
} readings[] = {
	{ "RFC 8601 B.2: nothing was checked", " example.org 1; none", "example.org|1|0" },
	{ "RFC 8601 B.3: a result with its property",
	    " example.com;\r\n          spf=pass smtp.mailfrom=example.net",
	    "example.com|1|0; spf/1=pass smtp.mailfrom=<example.net>" },
	{ "RFC 8601 B.4: comments stand behind results",
	    " example.com;\r\n auth=pass (cram-md5) smtp.auth=sender@example.net;\r\n"
	    " spf=pass smtp.mailfrom=example.net",
	    "example.com|1|0; auth/1=pass (cram-md5) smtp.auth=<sender@example.net>;"
	    " spf/1=pass smtp.mailfrom=<example.net>" },
	{ "RFC 8601 B.6: a reason and a quoted value",
	    " example.com; dkim=pass reason=\"good signature\" header.i=@mail-router.example.net;"
	    " dkim=fail reason=\"bad signature\" header.i=@newyork.example.com",
	    "example.com|1|0; dkim/1=pass [good signature] header.i=<@mail-router.example.net>;"
	    " dkim/1=fail [bad signature] header.i=<@newyork.example.com>" },
	{ "RFC 8601 B.7: comments everywhere",
	    " foo.example.net (foobar) 1 (baz);\r\n    dkim (Because I like it) / 1 (One yay) ="
	    " (wait for it) fail\r\n      policy (A dot can go here) . (like that) expired\r\n"
	    "      (this surprised me) = (as I wasn't expecting it) 1362471462",
	    "foo.example.net|1|0; dkim/1=fail policy.expired=<1362471462>" },
	{ "a later version is reported", "a 2; spf=pass", "a|2|0; spf/1=pass" },
	{ "an unknown method and property are kept", "a; x-new/3=odd x-type.x-prop=v",
	    "a|1|0; x-new/3=odd x-type.x-prop=<v>" },
	{ "keywords are lower-cased, values and ids are not", "A; SPF=Pass SMTP.MailFrom=Joe@B",
	    "A|1|0; spf/1=pass smtp.mailfrom=<Joe@B>" },
	{ "an id alone has no results", "a", "a|1|0" },
	{ "semicolons without results are passed over", "a;; spf=pass ;;", "a|1|0; spf/1=pass" },
	{ "none beside results is passed over", "a; none; spf=pass", "a|1|0; spf/1=pass" },
	{ "a quoted id is decoded", "\"a \\\"b\" 1; none", "a \"b|1|0" },
	{ "a comment may stand right behind a word", "a; dmarc=pass(p=REJECT) header.from=b",
	    "a|1|0; dmarc/1=pass (p=REJECT) header.from=<b>" },
	{ "a semicolon in a comment or quotes ends nothing", "a; spf=pass (x;y) reason=\"p;q\"",
	    "a|1|0; spf/1=pass (x;y) [p;q]" },
	{ "comments nest and hold escapes", "a; spf=pass (b (c) \\) d)",
	    "a|1|0; spf/1=pass (b (c) ) d)" },
	{ "a missing property type is kept as missing", "a; dmarc=pass action=none d=b",
	    "a|1|0; dmarc/1=pass .action=<none> .d=<b>" },
	{ "values that are no tokens are read",
	    "a; iprev=pass policy.iprev=2001:db8::1 (x)"
	    " header.b=a/b= smtp.mailfrom=<> smtp.helo=[::1]",
	    "a|1|0; iprev/1=pass policy.iprev=<2001:db8::1> header.b=<a/b=> smtp.mailfrom=<<>>"
	    " smtp.helo=<[::1]>" },
	{ "a quoted local-part keeps quotes", "a; spf=pass smtp.mailfrom=\"b c\"@d",
	    "a|1|0; spf/1=pass smtp.mailfrom=<\"b c\"@d>" },
	{ "folding inside quotes is undone", "a; spf=pass reason=\"b\r\n\tc\n d\"",
	    "a|1|0; spf/1=pass [b c d]" },
	{ "UTF-8 is read", "\xc3\xa9; spf=pass smtp.mailfrom=\xc3\xa9@\xc3\xa9",
	    "\xc3\xa9|1|0; spf/1=pass smtp.mailfrom=<\xc3\xa9@\xc3\xa9>" },
	{ "a field without an id has the id nothing", "spf=pass (x) smtp.mailfrom=b; dkim=none",
	    "|1|0; spf/1=pass (x) smtp.mailfrom=<b>; dkim/1=none" },
	{ "a method version before the first result is no id", "dkim/1=pass", "|1|0; dkim/1=pass" },
	{ "a value that is not UTF-8 is left out", "a; spf=pass smtp.helo=\xe9 smtp.mailfrom=b",
	    "a|1|1; spf/1=pass smtp.mailfrom=<b>" },
	{ "a bare CR in a value is left out", "a; spf=pass reason=\"b\rc\" smtp.helo=d",
	    "a|1|1; spf/1=pass smtp.helo=<d>" },
	{ "a second reason is left out", "a; spf=pass reason=b reason=c", "a|1|1; spf/1=pass [b]" },
	{ "a result word with something behind it isn't guessed", "a; spf=pass_not; dkim=fail",
	    "a|1|1; dkim/1=fail" },
	{ "a result without a word is left out", "a; spf=; dkim=fail", "a|1|1; dkim/1=fail" },
	{ "a method alone is left out", "a; spf; dkim=fail", "a|1|1; dkim/1=fail" },
	{ "a method version is a number", "a; dkim/x=pass; spf=pass", "a|1|1; spf/1=pass" },
	{ "what can't be read in a result spares the next one", "a; spf=pass !! b.c=d; dkim=fail",
	    "a|1|1; spf/1=pass; dkim/1=fail" },
	{ "a value with something behind it is left out", "a; spf=pass b.c=\"d\"e; dkim=fail",
	    "a|1|1; spf/1=pass; dkim/1=fail" },
	{ "an open comment takes the rest with it", "a; spf=fail; dkim=pass (b; spf=pass",
	    "a|1|1; spf/1=fail" },
	{ "an open quoted string takes the rest with it", "a; spf=fail; dkim=pass b.c=\"; spf=pass",
	    "a|1|1; spf/1=fail" },
	{ "nothing is no field", "", NULL },
	{ "white space alone is no field", " \r\n ", NULL },
	{ "a semicolon is no id", "; spf=pass", NULL },
	{ "two words before the semicolon are no id", "a b; spf=pass", NULL },
	{ "an open comment before the id", "(a; spf=pass", NULL },
	{ "an open quoted id", "\"a; spf=pass", NULL },
	{ "an id that is not UTF-8", "\xe9; spf=pass", NULL },
	{ "a version too large for any", "a 99999999999; spf=pass", NULL },
};

START_TEST(body_is_read_as_written)
{
	const struct reading *r = &readings[_i];
	secmail_authres *a = new_authres();
	char read[2048];
	secmail_status status = secmail_authres_parse(a, r->body, strlen(r->body));

	ck_assert_msg(status == (r->read ? SECMAIL_DONE : SECMAIL_SYNTAX), "%s: status %d",
	    r->proves, status);
	authres_dump(a, read, sizeof read);
	ck_assert_msg(
	    strcmp(read, r->read ? r->read : "|1|0") == 0, "%s: read %s", r->proves, read);
	ck_assert_msg((status == SECMAIL_DONE) == (secmail_authres_error(a)[0] == '\0'), "%s: '%s'",
	    r->proves, secmail_authres_error(a));
	secmail_authres_free(a);
}
END_TEST

START_TEST(reading_has_limits)
{
	secmail_authres *a = new_authres();
	char *body = malloc(SECMAIL_AUTHRES_MAX_BODY + 1);
	size_t used = 1;

	memset(body, ' ', SECMAIL_AUTHRES_MAX_BODY + 1);
	body[0] = 'a';
	ck_assert_int_eq(
	    secmail_authres_parse(a, body, SECMAIL_AUTHRES_MAX_BODY + 1), SECMAIL_LIMIT);
	ck_assert_int_eq(secmail_authres_parse(a, body, SECMAIL_AUTHRES_MAX_BODY), SECMAIL_DONE);
	for (int i = 0; i < SECMAIL_AUTHRES_MAX_RESULTS; i++) {
		memcpy(body + used, ";b=c", 4);
		used += 4;
	}
	ck_assert_int_eq(secmail_authres_parse(a, body, used), SECMAIL_DONE);
	ck_assert_uint_eq(secmail_authres_count(a), SECMAIL_AUTHRES_MAX_RESULTS);
	memcpy(body + used, ";b=c", 4);
	ck_assert_int_eq(secmail_authres_parse(a, body, used + 4), SECMAIL_LIMIT);
	ck_assert_uint_eq(secmail_authres_count(a), 0);
	free(body);
	secmail_authres_free(a);
}
END_TEST

START_TEST(too_much_in_a_result_is_left_out)
{
	secmail_authres *a = new_authres();
	char body[2048] = "a; spf=pass";
	char comment[32] = "";

	for (int i = 0; i <= SECMAIL_AUTHRES_MAX_PROPERTIES; i++)
		snprintf(body + strlen(body), 24, " b.c%d=d", i);
	ck_assert_int_eq(secmail_authres_parse(a, body, strlen(body)), SECMAIL_DONE);
	ck_assert_uint_eq(secmail_authres_property_count(a, 0), SECMAIL_AUTHRES_MAX_PROPERTIES);
	ck_assert_uint_eq(secmail_authres_skipped(a), 1);

	snprintf(body, sizeof body, "a; spf=pass b.c=%0*d b.d=e", SECMAIL_AUTHRES_MAX_VALUE + 1, 7);
	ck_assert_int_eq(secmail_authres_parse(a, body, strlen(body)), SECMAIL_DONE);
	ck_assert_uint_eq(secmail_authres_skipped(a), 1);
	ck_assert_str_eq(secmail_authres_property_name(a, 0, 0), "d");

	for (int depth = 16; depth <= 17; depth++) {
		memset(comment, '(', (size_t)depth);
		comment[depth] = '\0';
		snprintf(body, sizeof body, "a; spf=pass %s%.*s", comment, depth,
		    ")))))))))))))))))))))))");
		ck_assert_int_eq(secmail_authres_parse(a, body, strlen(body)), SECMAIL_DONE);
		ck_assert_uint_eq(secmail_authres_count(a), depth == 16 ? 1 : 0);
	}
	secmail_authres_free(a);
}
END_TEST

START_TEST(unknown_to_the_grammar_is_read_but_not_written)
{
	secmail_authres *a = new_authres();
	static const char body[] = "a; dmarc=pass action=none header.from=b";

	ck_assert_int_eq(secmail_authres_parse(a, TEXT(body)), SECMAIL_DONE);
	ck_assert_int_eq(secmail_authres_write(a), SECMAIL_DONE);
	ck_assert_str_eq(secmail_authres_body(a), "a;\r\n\tdmarc=pass header.from=b");
	ck_assert_int_eq(secmail_authres_parse(a, TEXT("spf=pass")), SECMAIL_DONE);
	ck_assert_int_eq(secmail_authres_write(a), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_authres_parse(a, TEXT("b 3; dkim/2=none")), SECMAIL_DONE);
	ck_assert_int_eq(secmail_authres_write(a), SECMAIL_DONE);
	ck_assert_str_eq(secmail_authres_body(a), "b 3;\r\n\tdkim/2=none");
	secmail_authres_free(a);
}
END_TEST

/* --- claims ---------------------------------------------------------------- */

static const struct claim {
	const char *proves;
	const char *body;
	bool claims; /* mx.example */
} claims[] = {
	{ "our name", "mx.example; spf=pass", true },
	{ "white space and folding don't hide it", " \r\n\tmx.example ;", true },
	{ "case doesn't hide it", "MX.Example; spf=pass", true },
	{ "a version doesn't hide it", "mx.example 1; none", true },
	{ "quotes don't hide it", "\"mx.example\"; none", true },
	{ "escapes don't hide it", "\"mx\\.example\"; none", true },
	{ "a comment before it doesn't hide it", "(a (b) \\) c) mx.example; none", true },
	{ "a comment behind it doesn't hide it", "mx.example(x); none", true },
	{ "a comment and a version behind it", "mx.example(x)1; none", true },
	{ "a comment within it, which some readers take away", "mx(x).example; none", true },
	{ "half of it in quotes", "mx.\"example\"; none", true },
	{ "a dot at its end doesn't hide it", "mx.example.; none", true },
	{ "nothing behind it", "mx.example", true },
	{ "an open quoted string", "\"mx.example; spf=pass", true },
	{ "an open comment before it", "(x mx.example; spf=pass", true },
	{ "a closing parenthesis before it", ") mx.example; spf=pass", true },
	{ "a comment deeper than we read",
	    "((((((((((((((((((((x)))))))))))))))))))) mx.example; none", true },
	{ "a slash behind it", "mx.example/1; spf=pass", true },
	{ "an equals sign behind it", "mx.example=pass", true },
	{ "a comma behind it", "mx.example, b; spf=pass", true },
	{ "controls before it", "\001\177mx.example; none", true },
	{ "a word before it is no grammar", "x mx.example; none", true },
	{ "another name", "mx2.example; spf=pass", false },
	{ "a name below ours", "a.mx.example; spf=pass", false },
	{ "a name that ours begins", "mx.example.com; spf=pass", false },
	{ "a name that goes on with a hyphen", "mx.example-b; spf=pass", false },
	{ "our name in a comment of another", "other (via mx.example); spf=pass", false },
	{ "our name in a result of another", "other; spf=pass smtp.mailfrom=mx.example", false },
	{ "our name quoted within another", "\"other mx.example\"; spf=pass", false },
	{ "nothing", "", false },
	{ "semicolons", ";;; mx.example", false },
};

START_TEST(name_is_claimed_or_not)
{
	const struct claim *c = &claims[_i];

	ck_assert_msg(secmail_authres_claims(c->body, strlen(c->body), "mx.example") == c->claims,
	    "%s", c->proves);
	ck_assert_msg(secmail_authres_claims(c->body, strlen(c->body), "Mx.EXAMPLE") == c->claims,
	    "%s, ours in capitals", c->proves);
}
END_TEST

START_TEST(domains_are_one_in_unicode_and_ascii)
{
	static const char u_label[] = "b\xc3\xbc"
				      "cher.example";
	static const char upper[] = "B\xc3\x9c"
				    "CHER.example 1; none";
	static const char a_label[] = "xn--bcher-kva.example";

	ck_assert(secmail_authres_claims(TEXT(u_label), a_label));
	ck_assert(secmail_authres_claims(TEXT(upper), a_label));
	ck_assert(secmail_authres_claims(TEXT(a_label), u_label));
	ck_assert(secmail_authres_claims(TEXT(u_label), u_label));
	ck_assert(!secmail_authres_claims(TEXT("bucher.example"), u_label));
}
END_TEST

START_TEST(no_name_of_ours_is_claimed_by_nobody)
{
	ck_assert(!secmail_authres_claims(TEXT("; none"), ""));
	ck_assert(!secmail_authres_claims(TEXT("mx.example; none"), NULL));
	ck_assert(!secmail_authres_claims(NULL, 0, "mx.example"));
}
END_TEST

/* --- forged fields of a message -------------------------------------------- */

static secmail_message *
read_message(const char *header)
{
	secmail_message *m;
	size_t body;

	ck_assert_int_eq(secmail_message_new(&m), SECMAIL_DONE);
	ck_assert_int_eq(secmail_message_write(m, header, strlen(header), &body), SECMAIL_DONE);
	ck_assert_int_eq(secmail_message_end_header(m), SECMAIL_DONE);
	return m;
}

static const struct stripping {
	const char *proves;
	const char *header;
	const char *left;
} strippings[] = {
	{ "a header without such fields stays", "From: a@b\r\nTo: c@d\r\n",
	    "From: a@b\r\nTo: c@d\r\n" },
	{ "all forged fields go, others stay",
	    "Authentication-Results: mx.example; dkim=pass\r\n"
	    "authentication-results: other.example; dkim=pass\r\n"
	    "From: a@b\r\n"
	    "AUTHENTICATION-RESULTS :mx.example; spf=pass\r\n"
	    "X-Authentication-Results: mx.example\r\n"
	    "ARC-Authentication-Results: i=1; mx.example; none\r\n"
	    "Authentication-Results\t:\r\n (x)\r\n \"mx.example\"; spf=pass\r\n"
	    "Authentication-Results: mx.example\r\n",
	    "authentication-results: other.example; dkim=pass\r\n"
	    "From: a@b\r\n"
	    "X-Authentication-Results: mx.example\r\n"
	    "ARC-Authentication-Results: i=1; mx.example; none\r\n" },
	{ "a space before the first field doesn't hide it",
	    " Authentication-Results: mx.example; dkim=pass\r\nFrom: a@b\r\n", "From: a@b\r\n" },
	{ "a folded name doesn't hide it",
	    "From: a@b\r\nAuthentication-Results\r\n : mx.example; dkim=pass\r\n",
	    "From: a@b\r\n" },
};

/* What is left of a header when each forged field is taken out, bottom-up. */
static void
strip(const char *header, char *left, size_t size)
{
	secmail_message *m = read_message(header);
	size_t index = secmail_message_field_count(m), end = index, len;
	bool forged[16] = { false };

	ck_assert_uint_le(end, 16);
	while (secmail_authres_find_forged(m, "mx.example", &index))
		forged[index] = true;
	left[0] = '\0';
	for (size_t i = 0; i < end; i++) {
		const char *field = secmail_message_field(m, i, &len);

		if (!forged[i])
			snprintf(left + strlen(left), size - strlen(left), "%.*s", (int)len, field);
	}
	secmail_message_free(m);
}

START_TEST(stripping_leaves_no_claim)
{
	const struct stripping *s = &strippings[_i];
	char left[1024], again[1024];

	strip(s->header, left, sizeof left);
	ck_assert_msg(strcmp(left, s->left) == 0, "%s: left %s", s->proves, left);
	strip(left, again, sizeof again);
	ck_assert_msg(strcmp(left, again) == 0, "%s: a second pass found more", s->proves);
}
END_TEST

START_TEST(index_stays_when_nothing_is_found)
{
	secmail_message *m = read_message("From: a@b\r\nAuthentication-Results: mx.example\r\n");
	size_t index = 1;

	ck_assert(!secmail_authres_find_forged(m, "mx.example", &index));
	ck_assert_uint_eq(index, 1);
	index = 99;
	ck_assert(secmail_authres_find_forged(m, "mx.example", &index));
	ck_assert_uint_eq(index, 1);
	secmail_message_free(m);
}
END_TEST

static void
add_writing(TCase *t)
{
	tcase_add_loop_test(t, value_is_written_or_refused, 0, COUNT(values));
	tcase_add_test(t, nul_in_a_value_is_refused);
	tcase_add_test(t, whole_field_octet_for_octet);
	tcase_add_test(t, no_results_are_none);
	tcase_add_test(t, authserv_id_is_quoted_where_it_is_no_token);
	tcase_add_test(t, text_is_folded_at_its_spaces);
	tcase_add_test(t, spaces_alone_make_no_line);
	tcase_add_test(t, no_line_is_over_998_octets);
	tcase_add_test(t, limits_are_named);
	tcase_add_test(t, text_in_all_limits_ends_in_a_status);
	tcase_add_loop_test(t, keyword_is_checked_everywhere, 0, COUNT(keywords));
	tcase_add_test(t, properties_belong_to_a_result);
	tcase_add_test(t, nothing_is_asked_of_what_is_not_there);
	tcase_add_test(t, properties_are_found_by_name);
}

TCase *
authres_tests(void)
{
	TCase *t = tcase_create("authres");

	add_writing(t);
	tcase_add_loop_test(t, body_is_read_as_written, 0, COUNT(readings));
	tcase_add_test(t, reading_has_limits);
	tcase_add_test(t, too_much_in_a_result_is_left_out);
	tcase_add_test(t, unknown_to_the_grammar_is_read_but_not_written);
	tcase_add_loop_test(t, name_is_claimed_or_not, 0, COUNT(claims));
	tcase_add_test(t, domains_are_one_in_unicode_and_ascii);
	tcase_add_test(t, no_name_of_ours_is_claimed_by_nobody);
	tcase_add_loop_test(t, stripping_leaves_no_claim, 0, COUNT(strippings));
	tcase_add_test(t, index_stays_when_nothing_is_found);
	return t;
}
