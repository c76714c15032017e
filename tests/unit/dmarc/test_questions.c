/* test_questions.c - what is asked, how early, and what no verdict waits for */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "world.h"

static const struct asking {
	const char *proves;
	const char *author;
	const char *asked; /* each with a space behind it, in order */
} askings[] = {
	{ "one label", "com", "_dmarc.com " },
	{ "down to the top-level domain", "a.mail.example.com",
	    "_dmarc.a.mail.example.com _dmarc.mail.example.com _dmarc.example.com _dmarc.com " },
	{ "eight labels are eight queries", "a.b.c.d.e.f.g.h",
	    "_dmarc.a.b.c.d.e.f.g.h _dmarc.b.c.d.e.f.g.h _dmarc.c.d.e.f.g.h _dmarc.d.e.f.g.h "
	    "_dmarc.e.f.g.h _dmarc.f.g.h _dmarc.g.h _dmarc.h " },
	{ "nine labels are eight queries too", "z.a.b.c.d.e.f.g.h",
	    "_dmarc.z.a.b.c.d.e.f.g.h _dmarc.b.c.d.e.f.g.h _dmarc.c.d.e.f.g.h _dmarc.d.e.f.g.h "
	    "_dmarc.e.f.g.h _dmarc.f.g.h _dmarc.g.h _dmarc.h " },
	{ "the illustration of section 4.10", "a.b.c.d.e.f.g.h.i.j.mail.example.com",
	    "_dmarc.a.b.c.d.e.f.g.h.i.j.mail.example.com _dmarc.g.h.i.j.mail.example.com "
	    "_dmarc.h.i.j.mail.example.com _dmarc.i.j.mail.example.com "
	    "_dmarc.j.mail.example.com _dmarc.mail.example.com _dmarc.example.com _dmarc.com " },
	{ "nothing for no author domain", NULL, "" },
	{ "nothing for what is no domain name", "exa mple.com", "" },
	{ "nothing for an address literal", "[192.0.2.1]", "" },
	{ "lower case", "EXAMPLE.Com.", "_dmarc.example.com _dmarc.com " },
	{ "a name too long with its prefix can't be asked for",
	    "a234567890123456789012345678901234567890123456789012345678901."
	    "b23456789012345678901234567890123456789012345678901234567890123."
	    "c23456789012345678901234567890123456789012345678901234567890123."
	    "d2345678901234567890123456789012345678901234567890123456789012",
	    "_dmarc.b23456789012345678901234567890123456789012345678901234567890123."
	    "c23456789012345678901234567890123456789012345678901234567890123."
	    "d2345678901234567890123456789012345678901234567890123456789012 "
	    "_dmarc.c23456789012345678901234567890123456789012345678901234567890123."
	    "d2345678901234567890123456789012345678901234567890123456789012 "
	    "_dmarc.d2345678901234567890123456789012345678901234567890123456789012 " },
};

static void
list_open(const world *w, char *out, size_t size)
{
	uint32_t ids[16];
	size_t open = secmail_answers_open(w->answers, ids, 16), used = 0;

	out[0] = '\0';
	for (size_t i = 0; i < open && i < 16; i++) {
		ck_assert_uint_eq(secmail_answers_qtype(w->answers, ids[i]), SECMAIL_DNS_TXT);
		used += (size_t)snprintf(
		    out + used, size - used, "%s ", secmail_answers_qname(w->answers, ids[i]));
	}
}

START_TEST(asks_for_a_whole_walk_at_once)
{
	const struct asking *a = &askings[_i];
	world w = world_new();
	char asked[2048];

	ck_assert_int_eq(secmail_dmarc_set_author_domain(w.dmarc, a->author), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dmarc_ask(w.dmarc, w.answers), SECMAIL_DONE);
	list_open(&w, asked, sizeof asked);
	ck_assert_msg(strcmp(asked, a->asked) == 0, "%s: asked %s", a->proves, asked);
	world_free(&w);
}
END_TEST

START_TEST(early_questions_are_speculation)
{
	world w = world_new();

	ck_assert_int_eq(secmail_dmarc_set_author_domain(w.dmarc, "example.com"), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dmarc_ask(w.dmarc, w.answers), SECMAIL_DONE);
	ck_assert(world_is_open(&w, "_dmarc.example.com"));
	ck_assert(!world_is_needed(&w, "_dmarc.example.com"));
	ck_assert_int_eq(world_try(&w), SECMAIL_WANT_DNS);
	ck_assert(world_is_needed(&w, "_dmarc.example.com"));
	world_free(&w);
}
END_TEST

START_TEST(identifiers_known_early_are_asked_early)
{
	world w = world_new();

	ck_assert_int_eq(secmail_dmarc_set_author_domain(w.dmarc, "example.com"), SECMAIL_DONE);
	ck_assert_int_eq(
	    secmail_dmarc_set_spf(w.dmarc, SECMAIL_DMARC_OUTCOME_TEMPERROR, "bounces.example.com"),
	    SECMAIL_DONE);
	ck_assert_int_eq(
	    secmail_dmarc_add_dkim(w.dmarc, SECMAIL_DMARC_OUTCOME_PASS, "mail.example.com"),
	    SECMAIL_DONE);
	ck_assert_int_eq(
	    secmail_dmarc_add_dkim(w.dmarc, SECMAIL_DMARC_OUTCOME_PASS, "evil.com"), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dmarc_ask(w.dmarc, w.answers), SECMAIL_DONE);
	ck_assert(world_is_open(&w, "_dmarc.bounces.example.com"));
	ck_assert(!world_is_needed(&w, "_dmarc.bounces.example.com"));
	ck_assert(world_is_open(&w, "_dmarc.mail.example.com"));
	ck_assert_uint_eq(secmail_answers_question_count(w.answers), 4);
	world_free(&w);
}
END_TEST

/* Two rounds at most where nothing hangs on existence; here the second is never needed. */
START_TEST(identifiers_are_asked_along)
{
	static const world_record dns[] = { { "_dmarc.example.com", "v=DMARC1; p=reject" },
		{ NULL, NULL } };
	world w = world_new();

	ck_assert_int_eq(secmail_dmarc_set_author_domain(w.dmarc, "example.com"), SECMAIL_DONE);
	ck_assert_int_eq(
	    secmail_dmarc_add_dkim(w.dmarc, SECMAIL_DMARC_OUTCOME_PASS, "mail.example.com"),
	    SECMAIL_DONE);
	ck_assert_int_eq(world_try(&w), SECMAIL_WANT_DNS);
	ck_assert(world_is_open(&w, "_dmarc.mail.example.com"));
	ck_assert(!world_is_needed(&w, "_dmarc.mail.example.com"));
	ck_assert_uint_eq(world_judge(&w, dns), 1);
	ck_assert_int_eq(secmail_dmarc_result_code(w.result), SECMAIL_DMARC_PASS);
	world_free(&w);
}
END_TEST

START_TEST(strangers_are_not_asked_for)
{
	static const world_record dns[] = { { "_dmarc.example.com", "v=DMARC1; p=reject" },
		{ NULL, NULL } };
	world w = world_new();

	ck_assert_int_eq(secmail_dmarc_set_author_domain(w.dmarc, "example.com"), SECMAIL_DONE);
	ck_assert_int_eq(
	    secmail_dmarc_add_dkim(w.dmarc, SECMAIL_DMARC_OUTCOME_PASS, "evil.com"), SECMAIL_DONE);
	ck_assert_int_eq(
	    secmail_dmarc_add_dkim(w.dmarc, SECMAIL_DMARC_OUTCOME_FAIL, "x.example.com"),
	    SECMAIL_DONE);
	ck_assert_int_eq(
	    secmail_dmarc_set_spf(w.dmarc, SECMAIL_DMARC_OUTCOME_PASS, "evil.test"), SECMAIL_DONE);
	world_judge(&w, dns);
	ck_assert_uint_eq(secmail_answers_question_count(w.answers), 2);
	world_free(&w);
}
END_TEST

START_TEST(no_verdict_waits_above_psd)
{
	world w = world_new();

	ck_assert_int_eq(secmail_dmarc_set_author_domain(w.dmarc, "a.example.com"), SECMAIL_DONE);
	ck_assert_int_eq(world_try(&w), SECMAIL_WANT_DNS);
	world_answer(&w, "_dmarc.a.example.com", NULL);
	world_answer(&w, "_dmarc.example.com", "v=DMARC1; p=reject; psd=n");
	ck_assert(world_is_open(&w, "_dmarc.com"));
	ck_assert_int_eq(world_try(&w), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dmarc_result_code(w.result), SECMAIL_DMARC_FAIL);
	world_free(&w);
}
END_TEST

START_TEST(no_temperror_waits)
{
	world w = world_new();

	ck_assert_int_eq(secmail_dmarc_set_author_domain(w.dmarc, "a.example.com"), SECMAIL_DONE);
	ck_assert_int_eq(world_try(&w), SECMAIL_WANT_DNS);
	world_answer(&w, "_dmarc.a.example.com", FAILS);
	ck_assert_int_eq(world_try(&w), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dmarc_result_code(w.result), SECMAIL_DMARC_TEMPERROR);
	world_free(&w);
}
END_TEST

START_TEST(expiry_decides)
{
	world w = world_new();

	ck_assert_int_eq(secmail_dmarc_set_author_domain(w.dmarc, "example.com"), SECMAIL_DONE);
	ck_assert_int_eq(world_try(&w), SECMAIL_WANT_DNS);
	secmail_answers_expire(w.answers);
	ck_assert_int_eq(world_try(&w), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dmarc_result_code(w.result), SECMAIL_DMARC_TEMPERROR);
	ck_assert_int_eq(secmail_dmarc_result_reason(w.result), SECMAIL_DMARC_REASON_DNS_RECORD);
	world_free(&w);
}
END_TEST

START_TEST(a_full_table_is_a_permerror)
{
	world w = world_new();

	ck_assert_int_eq(secmail_answers_set_max_questions(w.answers, 1), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dmarc_set_author_domain(w.dmarc, "example.com"), SECMAIL_DONE);
	ck_assert_int_eq(world_try(&w), SECMAIL_WANT_DNS);
	world_answer(&w, "_dmarc.example.com", NULL);
	ck_assert_int_eq(world_try(&w), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dmarc_result_code(w.result), SECMAIL_DMARC_PERMERROR);
	ck_assert_int_eq(secmail_dmarc_result_reason(w.result), SECMAIL_DMARC_REASON_LIMIT);
	world_free(&w);
}
END_TEST

/* Existence is a question only where sp and np differ, and of two types at once. */
START_TEST(existence_is_asked_when_it_matters)
{
	static const world_record dns[] = { { "_dmarc.example.com", "v=DMARC1; p=none; np=reject" },
		{ NULL, NULL } };
	world w = world_new();

	ck_assert_int_eq(secmail_dmarc_set_author_domain(w.dmarc, "x.example.com"), SECMAIL_DONE);
	ck_assert_uint_eq(world_judge(&w, dns), 2);
	ck_assert_uint_eq(secmail_answers_question_count(w.answers), 5);
	ck_assert_int_eq(secmail_dmarc_result_policy(w.result), SECMAIL_DMARC_POLICY_REJECT);
	world_free(&w);
}
END_TEST

/* What a table said is kept from round to round, but never for another table. */
static const struct change {
	const char *proves;
	bool is_reset; /* or else there is another table */
} changes[] = {
	{ "a table that was reset is read anew", true },
	{ "another table is read anew", false },
};

START_TEST(records_are_of_their_table)
{
	static const world_record strict[] = { { "_dmarc.example.com", "v=DMARC1; p=reject" },
		{ NULL, NULL } };
	static const world_record mild[] = { { "_dmarc.example.com", "v=DMARC1; p=none" },
		{ NULL, NULL } };
	world w = world_new();

	ck_assert_int_eq(secmail_dmarc_set_author_domain(w.dmarc, "example.com"), SECMAIL_DONE);
	world_judge(&w, strict);
	ck_assert_int_eq(secmail_dmarc_result_policy(w.result), SECMAIL_DMARC_POLICY_REJECT);
	secmail_dmarc_result_free(w.result);
	w.result = NULL;
	if (changes[_i].is_reset) {
		secmail_answers_reset(w.answers);
	} else {
		secmail_answers_free(w.answers);
		ck_assert_int_eq(secmail_answers_new(&w.answers), SECMAIL_DONE);
	}
	world_judge(&w, mild);
	ck_assert_msg(secmail_dmarc_result_policy(w.result) == SECMAIL_DMARC_POLICY_NONE, "%s",
	    changes[_i].proves);
	world_free(&w);
}
END_TEST

TCase *
questions_tests(void)
{
	TCase *c = tcase_create("questions");

	tcase_add_loop_test(
	    c, asks_for_a_whole_walk_at_once, 0, sizeof askings / sizeof askings[0]);
	tcase_add_test(c, early_questions_are_speculation);
	tcase_add_test(c, identifiers_known_early_are_asked_early);
	tcase_add_test(c, identifiers_are_asked_along);
	tcase_add_test(c, strangers_are_not_asked_for);
	tcase_add_test(c, no_verdict_waits_above_psd);
	tcase_add_test(c, no_temperror_waits);
	tcase_add_test(c, expiry_decides);
	tcase_add_test(c, a_full_table_is_a_permerror);
	tcase_add_test(c, existence_is_asked_when_it_matters);
	tcase_add_loop_test(c, records_are_of_their_table, 0, sizeof changes / sizeof changes[0]);
	return c;
}
