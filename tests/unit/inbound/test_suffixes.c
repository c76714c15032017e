/* test_suffixes.c - a verdict by RFC 7489, where a site has set a Public Suffix List */
#include <check.h>
#include <secmail/inbound.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "world.h"

TCase *suffixes_tests(void);

/* By this list shop.example is a suffix, and its subdomains are strangers to each other. */
static const char list[] = "example\nshop.example\n";

static secmail_verdict *
judge_with(const secmail_dmarc_suffixes *s, const char *path, const char *from)
{
	secmail_inbound_config *config;
	secmail_verdict *v;

	ck_assert_int_eq(secmail_inbound_config_new(&config), SECMAIL_DONE);
	secmail_inbound_config_set_suffixes(config, s);
	v = world_judge_by(config, path, from);
	secmail_inbound_config_free(config);
	return v;
}

static secmail_dmarc_suffixes *
list_new(void)
{
	secmail_dmarc_suffixes *s;

	ck_assert_int_eq(secmail_dmarc_suffixes_new(&s), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dmarc_suffixes_load(s, list, strlen(list)), SECMAIL_DONE);
	return s;
}

static void
check_says(const secmail_verdict *v, const char *what)
{
	char *json;

	ck_assert_int_eq(secmail_verdict_to_json(v, &json), SECMAIL_DONE);
	ck_assert_msg(strstr(json, what) != NULL, "%s is not in %s", what, json);
	free(json);
}

/* The walk finds the record of shop.example above both; the list says that they are strangers. */
START_TEST(organizations_are_those_of_the_list)
{
	secmail_dmarc_suffixes *s = list_new();
	secmail_verdict *by_walk = judge_with(NULL, "a@bounces.shop.example", "b@www.shop.example");
	secmail_verdict *by_list = judge_with(s, "a@bounces.shop.example", "b@www.shop.example");

	ck_assert_int_eq(
	    secmail_dmarc_result_code(secmail_verdict_dmarc(by_walk)), SECMAIL_DMARC_PASS);
	ck_assert_int_eq(
	    secmail_dmarc_result_code(secmail_verdict_dmarc(by_list)), SECMAIL_DMARC_NONE);
	secmail_verdict_free(by_list);
	secmail_verdict_free(by_walk);
	secmail_dmarc_suffixes_free(s);
}
END_TEST

/* Also where a message has no author domain, so that nothing was looked up in the list. */
START_TEST(the_json_tells_which_rfc_decided)
{
	static const char *const senders[] = { "b@shop.example", "nobody" };
	secmail_dmarc_suffixes *s = list_new();
	char expected[160];

	snprintf(expected, sizeof expected,
	    "\"rfc\":7489,\"pct\":100,\"public_suffixes_sha256\":\"%s\"",
	    secmail_dmarc_suffixes_sha256(s));
	for (size_t i = 0; i < 2; i++) {
		secmail_verdict *by_walk = judge_with(NULL, "a@shop.example", senders[i]);
		secmail_verdict *by_list = judge_with(s, "a@shop.example", senders[i]);

		check_says(by_walk, "\"rfc\":9989,\"pct\":100,\"public_suffixes_sha256\":null");
		check_says(by_list, expected);
		secmail_verdict_free(by_list);
		secmail_verdict_free(by_walk);
	}
	secmail_dmarc_suffixes_free(s);
}
END_TEST

TCase *
suffixes_tests(void)
{
	TCase *c = tcase_create("suffixes");

	tcase_add_test(c, organizations_are_those_of_the_list);
	tcase_add_test(c, the_json_tells_which_rfc_decided);
	return c;
}
