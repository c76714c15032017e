/* test_path.c - which domain a reverse-path has, and when it has none */
#include "spf_internal.h"
#include "world.h"

#define ROWS(table) (sizeof(table) / sizeof(table)[0])

static const struct row {
	const char *proves;
	const char *path;
	const char *local; /* NULL: refused */
	const char *domain;
} rows[] = {
	{ "a plain mailbox", "user@example.com", "user", "example.com" },
	{ "angle brackets are taken off", "<user@example.com>", "user", "example.com" },
	{ "an empty local part is left empty", "@example.com", "", "example.com" },
	{ "spaces in a local part are left there", "Macro Error@example.com", "Macro Error",
	    "example.com" },
	{ "all of atext may stand", "!#$%&'*+-/=?^_`{|}~.a@example.com", "!#$%&'*+-/=?^_`{|}~.a",
	    "example.com" },
	{ "UTF-8 may stand in a local part", "\303\251@example.com", "\303\251", "example.com" },
	{ "a source route is passed over", "<@a.example,@b.example:user@example.com>", "user",
	    "example.com" },
	{ "a source route of one host is passed over", "@a.example:user@example.com", "user",
	    "example.com" },
	{ "a source route to nobody is refused", "<@a.example:>", NULL, NULL },
	{ "what is no route goes to the domain, which is none", "<@a.example,user@example.com>", "",
	    "a.example,user@example.com" },
	{ "quotes may hold an at sign", "\"a@b\"@example.com", "\"a@b\"", "example.com" },
	{ "quotes may hold a quoted quote", "\"a\\\"@b\"@example.com", "\"a\\\"@b\"",
	    "example.com" },
	{ "quotes are closed", "\"a@example.com", NULL, NULL },
	{ "quotes hold no control character", "\"a\001\"@example.com", NULL, NULL },
	{ "a quoted control character is refused", "\"a\\\001\"@example.com", NULL, NULL },
	{ "quotes are the whole local part", "\"a\"b@example.com", NULL, NULL },
	{ "a backslash quotes something", "\"a\\", NULL, NULL },
	{ "a second at sign goes to the domain, which has none", "a@b@example.com", "a",
	    "b@example.com" },
	{ "a comment is refused", "<(any@honest.example>", NULL, NULL },
	{ "a comment behind the local part is refused", "a(b)@example.com", NULL, NULL },
	{ "a bracket inside is refused", "<a<b@example.com>", NULL, NULL },
	{ "an open bracket is closed", "<user@example.com", NULL, NULL },
	{ "a lone bracket is refused", "<", NULL, NULL },
	{ "a colon is no part of a local part", "a:b@example.com", NULL, NULL },
	{ "a control character is refused", "a\r\nb@example.com", NULL, NULL },
	{ "a path has an at sign", "user", NULL, NULL },
	{ "a path has a domain", "user@", NULL, NULL },
};

START_TEST(takes_apart_or_refuses)
{
	const struct row *r = &rows[_i];
	secmailp_spf_path path;
	bool is_path = secmailp_spf_path_read(secmailp_view_text(r->path), &path);

	ck_assert_msg(is_path == (r->local != NULL), "%s", r->proves);
	if (!is_path)
		return;
	ck_assert_msg(!path.is_null, "%s", r->proves);
	ck_assert_msg(secmailp_view_is(path.local, r->local), "%s", r->proves);
	ck_assert_msg(secmailp_view_is(path.domain, r->domain), "%s", r->proves);
}
END_TEST

START_TEST(nothing_and_brackets_are_the_null_sender)
{
	secmailp_spf_path path;

	ck_assert(secmailp_spf_path_read(secmailp_view_text(""), &path) && path.is_null);
	ck_assert(secmailp_spf_path_read(secmailp_view_text("<>"), &path) && path.is_null);
}
END_TEST

/* What the path's domain may be is decided with the session. */
static const struct identity {
	const char *proves;
	const char *path;
	const char *domain; /* NULL: none to check */
} identities[] = {
	{ "a domain is lower-cased", "user@Example.COM", "example.com" },
	{ "a trailing dot is dropped", "user@example.com.", "example.com" },
	{ "U-labels become A-labels", "user@b\303\274cher.example", "xn--bcher-kva.example" },
	{ "an address literal is no domain", "user@[192.0.2.1]", NULL },
	{ "a single label is no domain", "user@localhost", NULL },
	{ "an empty label is no domain", "user@a..example.com", NULL },
	{ "a second at sign is no domain", "a@b@example.com", NULL },
	{ "a comment is no domain", "<(any@honest.example>", NULL },
	{ "a space is no domain", "user@example.com evil.example", NULL },
	{ "a label of 64 octets is no domain",
	    "user@a12345678901234567890123456789012345678901234567890123456789012x.example.com",
	    NULL },
	{ "a label of 63 octets is one",
	    "user@a12345678901234567890123456789012345678901234567890123456789012.example.com",
	    "a12345678901234567890123456789012345678901234567890123456789012.example.com" },
};

START_TEST(checks_the_domain)
{
	const struct identity *i = &identities[_i];
	world w = world_open("", "192.0.2.1", "mail.example.org", i->path);
	const secmail_spf_result *r = world_judge(&w);

	ck_assert_int_eq(secmail_spf_result_code(r), SECMAIL_SPF_NONE);
	ck_assert_msg(strcmp(or_null(secmail_spf_result_domain(r)), or_null(i->domain)) == 0,
	    "%s: %s", i->proves, or_null(secmail_spf_result_domain(r)));
	ck_assert_int_eq(secmail_spf_result_reason(r),
	    i->domain ? SECMAIL_SPF_REASON_NO_RECORD : SECMAIL_SPF_REASON_BAD_DOMAIN);
	ck_assert_uint_eq(secmail_answers_question_count(w.answers), i->domain ? 1 : 0);
	world_close(&w);
}
END_TEST

START_TEST(over_long_input_has_no_domain)
{
	char path[SECMAIL_SPF_MAX_NAME + 32];
	world w = world_usual("");

	memset(path, 'a', sizeof path);
	memcpy(path + sizeof path - 12, "@example.com", 12);
	ck_assert_int_eq(secmail_spf_set_mail_from(w.spf, path, sizeof path), SECMAIL_DONE);
	ck_assert_int_eq(secmail_spf_result_reason(world_judge(&w)), SECMAIL_SPF_REASON_BAD_DOMAIN);
	world_close(&w);
}
END_TEST

TCase *
path_tests(void)
{
	TCase *c = tcase_create("paths");

	tcase_add_loop_test(c, takes_apart_or_refuses, 0, ROWS(rows));
	tcase_add_test(c, nothing_and_brackets_are_the_null_sender);
	tcase_add_loop_test(c, checks_the_domain, 0, ROWS(identities));
	tcase_add_test(c, over_long_input_has_no_domain);
	return c;
}
