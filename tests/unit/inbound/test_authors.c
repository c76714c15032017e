/* test_authors.c - several author domains: the strictest result counts (RFC 9989 section 11.5) */
#include <check.h>
#include <secmail/inbound.h>
#include <string.h>

#include "../suite.h"
#include "world.h"

#define ROWS(table) (sizeof(table) / sizeof(table)[0])

/* shop asks for rejection, bulk for quarantine while it tests, lame does not answer. */
static const struct row {
	const char *proves;
	const char *path;
	const char *from;
	const char *result;
	const char *domain; /* whose result it is; NULL: nobody's */
	size_t judged;
} rows[] = {
	{ "a fail that asks for rejection goes before another", "a@none.example",
	    "a@bulk.example, b@shop.example", "fail", "shop.example", 2 },
	{ "whatever the order", "a@none.example", "a@shop.example, b@bulk.example", "fail",
	    "shop.example", 2 },
	{ "a fail goes before a pass", "a@shop.example", "a@shop.example, b@bulk.example", "fail",
	    "bulk.example", 2 },
	{ "a fail goes before a domain without a policy", "a@none.example",
	    "a@none.example, b@bulk.example", "fail", "bulk.example", 2 },
	{ "a temperror goes before a fail that asks for less", "a@none.example",
	    "a@bulk.example, b@lame.example", "temperror", "lame.example", 2 },
	{ "but not before one that asks for rejection", "a@none.example",
	    "a@lame.example, b@shop.example", "fail", "shop.example", 2 },
	{ "no policy goes before a pass", "a@shop.example", "a@shop.example, b@none.example",
	    "none", "none.example", 2 },
	{ "a pass if all pass", "a@shop.example",
	    "a@shop.example, b@shop.example, c@www.shop.example", "pass", "shop.example", 2 },
	{ "three are within the cap", "a@none.example",
	    "a@none.example, b@bulk.example, c@shop.example", "fail", "shop.example", 3 },
	{ "four are over it", "a@none.example",
	    "a@none.example, b@bulk.example, c@shop.example, d@lame.example", "permerror", NULL,
	    1 },
	{ "two fields stay without an author", "a@shop.example",
	    "a@shop.example\r\nFrom: b@bulk.example", "permerror", NULL, 1 },
	{ "so does a list with what is no domain", "a@shop.example",
	    "a@shop.example, b@[192.0.2.1]", "permerror", NULL, 1 },
	{ "one author is one", "a@shop.example", "a@shop.example", "pass", "shop.example", 1 },
};

static secmail_verdict *
judge(const struct row *r, size_t max)
{
	secmail_inbound_config *config;
	secmail_verdict *v;

	ck_assert_int_eq(secmail_inbound_config_new(&config), SECMAIL_DONE);
	ck_assert_int_eq(secmail_inbound_config_set_max_authors(config, max), SECMAIL_DONE);
	v = world_judge_by(config, r->path, r->from);
	secmail_inbound_config_free(config);
	return v;
}

START_TEST(the_strictest_counts)
{
	const struct row *r = &rows[_i];
	secmail_verdict *v = judge(r, 3);
	const secmail_dmarc_result *d = secmail_verdict_dmarc(v);
	const char *domain = secmail_dmarc_result_from_domain(d);
	bool is_listed = false;

	ck_assert_msg(strcmp(secmail_dmarc_code_name(secmail_dmarc_result_code(d)), r->result) == 0,
	    "%s: %s", r->proves, secmail_dmarc_result_detail(d));
	ck_assert_msg(r->domain ? domain && strcmp(domain, r->domain) == 0 : !domain, "%s: %s",
	    r->proves, domain ? domain : "none");
	ck_assert_msg(secmail_verdict_author_count(v) == r->judged, "%s: %zu", r->proves,
	    secmail_verdict_author_count(v));
	for (size_t i = 0; i < r->judged; i++)
		is_listed |= secmail_verdict_author_dmarc(v, i) == d;
	ck_assert(is_listed);
	ck_assert_ptr_null(secmail_verdict_author_dmarc(v, r->judged));
	secmail_verdict_free(v);
}
END_TEST

START_TEST(without_the_option_several_are_none)
{
	secmail_verdict *v = judge(&rows[0], 1);

	ck_assert_int_eq(
	    secmail_dmarc_result_code(secmail_verdict_dmarc(v)), SECMAIL_DMARC_PERMERROR);
	secmail_verdict_free(v);
}
END_TEST

START_TEST(the_cap_has_bounds)
{
	secmail_inbound_config *config;

	ck_assert_int_eq(secmail_inbound_config_new(&config), SECMAIL_DONE);
	ck_assert_int_eq(secmail_inbound_config_set_max_authors(config, 0), SECMAIL_ARGUMENT);
	ck_assert_str_ne(secmail_inbound_config_error(config), "");
	ck_assert_int_eq(
	    secmail_inbound_config_set_max_authors(config, SECMAIL_INBOUND_MAX_AUTHORS),
	    SECMAIL_DONE);
	ck_assert_int_eq(
	    secmail_inbound_config_set_max_authors(config, SECMAIL_INBOUND_MAX_AUTHORS + 1),
	    SECMAIL_ARGUMENT);
	secmail_inbound_config_free(config);
}
END_TEST

TCase *
authors_tests(void)
{
	TCase *t = tcase_create("authors");

	tcase_add_loop_test(t, the_strictest_counts, 0, ROWS(rows));
	tcase_add_test(t, without_the_option_several_are_none);
	tcase_add_test(t, the_cap_has_bounds);
	return t;
}
