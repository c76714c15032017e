/* test_answers.c - the rules that make running again sound */
#include <check.h>
#include <secmail/answers.h>
#include <stdio.h>
#include <string.h>

#include "../suite.h"

static secmail_answers *table;

static void
set_up(void)
{
	ck_assert_int_eq(secmail_answers_new(&table), SECMAIL_DONE);
}

static void
tear_down(void)
{
	secmail_answers_free(table);
}

static uint32_t
ask(const char *name, uint16_t qtype)
{
	uint32_t id;

	ck_assert_int_eq(
	    secmail_answers_ask(table, name, strlen(name), qtype, SECMAIL_ANSWERS_NEEDED, &id),
	    SECMAIL_DONE);
	return id;
}

static const struct spelling {
	const char *proves;
	const char *a;
	const char *b;
	bool same;
} spellings[] = {
	{ "upper case is the same question", "Example.COM", "example.com", true },
	{ "a trailing dot is the same question", "example.com.", "example.com", true },
	{ "another label is another question", "example.com", "example.org", false },
	{ "a longer name is another question", "example.com", "a.example.com", false },
	{ "only letters have case", "a@[.example", "a@{.example", false },
};

START_TEST(knows_a_name_again)
{
	const struct spelling *s = &spellings[_i];
	bool same = ask(s->a, SECMAIL_DNS_TXT) == ask(s->b, SECMAIL_DNS_TXT);

	ck_assert_msg(same == s->same, "%s", s->proves);
	ck_assert_uint_eq(secmail_answers_question_count(table), s->same ? 1 : 2);
}
END_TEST

START_TEST(another_type_is_another_question)
{
	ck_assert_uint_ne(ask("example.com", SECMAIL_DNS_A), ask("example.com", SECMAIL_DNS_AAAA));
}
END_TEST

static const struct name {
	const char *proves;
	const char *name;
	const char *qname; /* NULL: refused */
} names[] = {
	{ "dots and backslashes inside labels can't be mistaken for others", "a\\b.example",
	    "a\\\\b.example" },
	{ "a space is written as its number", "a b.example", "a\\032b.example" },
	{ "an octet over 126 is written as its number", "\303\251.example", "\\195\\169.example" },
	{ "the empty name is the root", "", "." },
	{ "so is a dot, which is how the root is written", ".", "." },
	{ "an empty label is no name", "a..example", NULL },
	{ "a leading dot is no name", ".example", NULL },
	{ "63 octets are a label",
	    "123456789012345678901234567890123456789012345678901234567890123.x",
	    "123456789012345678901234567890123456789012345678901234567890123.x" },
	{ "64 octets are none",
	    "1234567890123456789012345678901234567890123456789012345678901234.x", NULL },
};

START_TEST(takes_any_octet_in_a_label)
{
	const struct name *n = &names[_i];
	uint32_t id;
	secmail_status status = secmail_answers_ask(
	    table, n->name, strlen(n->name), SECMAIL_DNS_A, SECMAIL_ANSWERS_NEEDED, &id);

	ck_assert_msg(status == (n->qname ? SECMAIL_DONE : SECMAIL_SYNTAX), "%s", n->proves);
	if (n->qname)
		ck_assert_msg(strcmp(secmail_answers_qname(table, id), n->qname) == 0, "%s: %s",
		    n->proves, secmail_answers_qname(table, id));
	else
		ck_assert_str_ne(secmail_answers_error(table), "");
}
END_TEST

START_TEST(gives_the_wire_form)
{
	static const char wire[] = "\001a\007example";
	size_t len;
	const void *got = secmail_answers_qname_wire(table, ask("A.example", SECMAIL_DNS_A), &len);

	ck_assert_uint_eq(len, sizeof wire);
	ck_assert_int_eq(memcmp(got, wire, len), 0);
}
END_TEST

START_TEST(the_first_answer_is_final)
{
	uint32_t id = ask("example.com", SECMAIL_DNS_A);
	size_t len;

	ck_assert_int_eq(secmail_answers_add(table, id, "\1\2\3\4", 4, 300), SECMAIL_DONE);
	ck_assert_uint_eq(secmail_answers_count(table, id), 0);
	ck_assert_ptr_null(secmail_answers_rdata(table, id, 0, &len));
	ck_assert_int_eq(secmail_answers_close(table, id, 0, SECMAIL_TRUST_SECURE), SECMAIL_DONE);
	ck_assert_int_eq(secmail_answers_close(table, id, 3, SECMAIL_TRUST_UNKNOWN), SECMAIL_LATE);
	ck_assert_int_eq(secmail_answers_fail(table, id, SECMAIL_DNS_TIMEOUT), SECMAIL_LATE);
	ck_assert_int_eq(secmail_answers_add(table, id, "\5\6\7\10", 4, 1), SECMAIL_LATE);
	secmail_answers_expire(table);
	ck_assert_int_eq(secmail_answers_state(table, id), SECMAIL_ANSWER_RECORDS);
	ck_assert_int_eq(secmail_answers_trust(table, id), SECMAIL_TRUST_SECURE);
	ck_assert_uint_eq(secmail_answers_count(table, id), 1);
	ck_assert_int_eq(memcmp(secmail_answers_rdata(table, id, 0, &len), "\1\2\3\4", 4), 0);
}
END_TEST

START_TEST(keeps_records_in_order_and_the_smallest_ttl)
{
	uint32_t id = ask("example.com", SECMAIL_DNS_TXT);
	size_t len;

	ck_assert_int_eq(secmail_answers_add(table, id, "\1a", 2, 300), SECMAIL_DONE);
	ck_assert_int_eq(secmail_answers_add(table, id, "\1b", 2, 0), SECMAIL_DONE);
	ck_assert_int_eq(secmail_answers_add(table, id, "", 0, 60), SECMAIL_DONE);
	ck_assert_int_eq(secmail_answers_close(table, id, 0, SECMAIL_TRUST_UNKNOWN), SECMAIL_DONE);
	ck_assert_uint_eq(secmail_answers_count(table, id), 3);
	ck_assert_int_eq(memcmp(secmail_answers_rdata(table, id, 1, &len), "\1b", 2), 0);
	ck_assert_ptr_nonnull(secmail_answers_rdata(table, id, 2, &len));
	ck_assert_uint_eq(len, 0);
	ck_assert_uint_eq(secmail_answers_ttl(table, id), 0);
}
END_TEST

static const struct ending {
	const char *proves;
	uint16_t rcode;
	secmail_answer_state state;
	secmail_dns_failure failure;
} endings[] = {
	{ "response code 0 without records is no data", 0, SECMAIL_ANSWER_NODATA,
	    SECMAIL_DNS_SERVFAIL },
	{ "response code 3 is no such name", 3, SECMAIL_ANSWER_NXDOMAIN, SECMAIL_DNS_SERVFAIL },
	{ "response code 2 is a failure", 2, SECMAIL_ANSWER_FAILED, SECMAIL_DNS_SERVFAIL },
	{ "response code 5 is a refusal", 5, SECMAIL_ANSWER_FAILED, SECMAIL_DNS_REFUSED },
	{ "an unknown response code is a failure", 999, SECMAIL_ANSWER_FAILED,
	    SECMAIL_DNS_SERVFAIL },
};

START_TEST(reads_response_codes)
{
	const struct ending *e = &endings[_i];
	uint32_t id = ask("example.com", SECMAIL_DNS_A);

	ck_assert_int_eq(
	    secmail_answers_close(table, id, e->rcode, SECMAIL_TRUST_UNKNOWN), SECMAIL_DONE);
	ck_assert_msg(secmail_answers_state(table, id) == e->state, "%s", e->proves);
	ck_assert_msg(secmail_answers_failure(table, id) == e->failure, "%s", e->proves);
}
END_TEST

START_TEST(a_name_that_does_not_exist_has_no_records)
{
	uint32_t id = ask("example.com", SECMAIL_DNS_A);

	ck_assert_int_eq(secmail_answers_add(table, id, "\1\2\3\4", 4, 300), SECMAIL_DONE);
	ck_assert_int_eq(secmail_answers_add_alias(table, id, "\1b\0", 3), SECMAIL_DONE);
	ck_assert_int_eq(secmail_answers_close(table, id, 3, SECMAIL_TRUST_UNKNOWN), SECMAIL_DONE);
	ck_assert_uint_eq(secmail_answers_count(table, id), 0);
	ck_assert_str_eq(secmail_answers_alias(table, id), "b");
}
END_TEST

START_TEST(refuses_an_alias_that_is_no_name)
{
	uint32_t id = ask("example.com", SECMAIL_DNS_A);

	ck_assert_int_eq(secmail_answers_add_alias(table, id, "\5b", 2), SECMAIL_SYNTAX);
	ck_assert_int_eq(secmail_answers_add_alias(table, id, "\1b\0x", 4), SECMAIL_SYNTAX);
	ck_assert_int_eq(secmail_answers_add_alias(table, id, "\300\014", 2), SECMAIL_SYNTAX);
	ck_assert_ptr_null(secmail_answers_alias(table, id));
}
END_TEST

START_TEST(lists_needed_questions_first)
{
	uint32_t ids[3];
	uint32_t guess, needed, promoted;

	ck_assert_int_eq(secmail_answers_ask(table, "a", 1, 1, SECMAIL_ANSWERS_SPECULATIVE, &guess),
	    SECMAIL_DONE);
	ck_assert_int_eq(
	    secmail_answers_ask(table, "b", 1, 1, SECMAIL_ANSWERS_NEEDED, &needed), SECMAIL_DONE);
	ck_assert_int_eq(
	    secmail_answers_ask(table, "c", 1, 1, SECMAIL_ANSWERS_SPECULATIVE, &promoted),
	    SECMAIL_DONE);
	ck_assert_uint_eq(ask("c", 1), promoted);
	ck_assert_int_eq(
	    secmail_answers_ask(table, "c", 1, 1, SECMAIL_ANSWERS_SPECULATIVE, &promoted),
	    SECMAIL_DONE);
	ck_assert_uint_eq(secmail_answers_open(table, ids, 1), 3);
	ck_assert_uint_eq(ids[0], needed);
	ck_assert_uint_eq(secmail_answers_open(table, ids, 3), 3);
	ck_assert_uint_eq(ids[1], promoted);
	ck_assert_uint_eq(ids[2], guess);
	ck_assert(secmail_answers_is_needed(table, promoted));
	ck_assert(!secmail_answers_is_needed(table, guess));
}
END_TEST

START_TEST(expiry_answers_what_is_open_and_what_comes)
{
	uint32_t before = ask("a", 1);

	ck_assert_int_eq(secmail_answers_add(table, before, "\1\2\3\4", 4, 1), SECMAIL_DONE);
	secmail_answers_expire(table);
	ck_assert_int_eq(secmail_answers_failure(table, before), SECMAIL_DNS_TIMEOUT);
	ck_assert_uint_eq(secmail_answers_count(table, before), 0);
	ck_assert_int_eq(secmail_answers_state(table, ask("b", 1)), SECMAIL_ANSWER_FAILED);
	ck_assert_uint_eq(secmail_answers_open(table, NULL, 0), 0);
	secmail_answers_reset(table);
	ck_assert_int_eq(secmail_answers_state(table, ask("b", 1)), SECMAIL_ANSWER_OPEN);
}
END_TEST

START_TEST(caps_distinct_questions)
{
	char name[16];
	uint32_t id;

	for (int i = 0; i < SECMAIL_ANSWERS_MAX_QUESTIONS; i++) {
		snprintf(name, sizeof name, "n%d", i);
		ck_assert_uint_eq(ask(name, 1), (uint32_t)i);
	}
	ck_assert_int_eq(
	    secmail_answers_ask(table, "more", 4, 1, SECMAIL_ANSWERS_NEEDED, &id), SECMAIL_LIMIT);
	ck_assert_uint_eq(ask("n7", 1), 7);
	ck_assert_int_eq(secmail_answers_set_max_questions(table, 0), SECMAIL_ARGUMENT);
	ck_assert_int_eq(
	    secmail_answers_set_max_questions(table, SECMAIL_ANSWERS_MAX_QUESTIONS + 1),
	    SECMAIL_ARGUMENT);
}
END_TEST

START_TEST(caps_record_data)
{
	static const uint8_t big[UINT16_MAX];
	uint32_t id = ask("a", SECMAIL_DNS_TXT);
	secmail_status status = SECMAIL_DONE;
	int taken = 0;

	ck_assert_int_eq(
	    secmail_answers_add(table, id, big, (size_t)UINT16_MAX + 1, 1), SECMAIL_LIMIT);
	while (taken < 100 &&
	       (status = secmail_answers_add(table, id, big, sizeof big, 1)) == SECMAIL_DONE)
		taken++;
	ck_assert_int_eq(status, SECMAIL_LIMIT);
	ck_assert_int_eq(taken, SECMAIL_ANSWERS_MAX_BYTES / UINT16_MAX);
	ck_assert_int_eq(secmail_answers_fail(table, id, SECMAIL_DNS_SERVFAIL), SECMAIL_DONE);
	ck_assert_uint_eq(secmail_answers_count(table, id), 0);
}
END_TEST

START_TEST(what_could_not_be_added_leaves_nothing)
{
	static const uint8_t big[UINT16_MAX + 1], alias[] = "\1b";
	uint32_t id = ask("a", SECMAIL_DNS_TXT);
	size_t len;

	ck_assert_int_eq(secmail_answers_add_alias(table, id, alias, sizeof alias), SECMAIL_DONE);
	ck_assert_int_eq(secmail_answers_add(table, id, "x", 1, 7), SECMAIL_DONE);
	ck_assert_int_eq(secmail_answers_add(table, id, big, sizeof big, 1), SECMAIL_LIMIT);
	ck_assert_int_eq(secmail_answers_add(table, id, "yz", 2, 60), SECMAIL_DONE);
	ck_assert_int_eq(secmail_answers_close(table, id, 0, SECMAIL_TRUST_UNKNOWN), SECMAIL_DONE);
	ck_assert_uint_eq(secmail_answers_count(table, id), 1);
	ck_assert_mem_eq(secmail_answers_rdata(table, id, 0, &len), "yz", 2);
	ck_assert_uint_eq(secmail_answers_ttl(table, id), 60);
	ck_assert_ptr_null(secmail_answers_alias(table, id));
}
END_TEST

START_TEST(many_records_keep_their_order)
{
	static const uint16_t records = 1000;
	uint32_t id = ask("a", SECMAIL_DNS_TXT);

	for (uint16_t i = 0; i < records; i++)
		ck_assert_int_eq(
		    secmail_answers_add(table, id, &i, sizeof i, 100u + i), SECMAIL_DONE);
	ck_assert_int_eq(secmail_answers_close(table, id, 0, SECMAIL_TRUST_UNKNOWN), SECMAIL_DONE);
	ck_assert_uint_eq(secmail_answers_count(table, id), records);
	ck_assert_uint_eq(secmail_answers_ttl(table, id), 100);
	for (uint16_t i = 0; i < records; i++) {
		size_t len;

		ck_assert_mem_eq(secmail_answers_rdata(table, id, i, &len), &i, sizeof i);
		ck_assert_uint_eq(len, sizeof i);
	}
}
END_TEST

START_TEST(all_secure_means_every_answer)
{
	uint32_t a = ask("a", 1), b = ask("b", 1);

	ck_assert(!secmail_answers_all_secure(table));
	ck_assert_int_eq(secmail_answers_close(table, a, 3, SECMAIL_TRUST_SECURE), SECMAIL_DONE);
	ck_assert(secmail_answers_all_secure(table));
	ck_assert_int_eq(secmail_answers_close(table, b, 0, SECMAIL_TRUST_INSECURE), SECMAIL_DONE);
	ck_assert(!secmail_answers_all_secure(table));
}
END_TEST

static unsigned told;
static secmail_answers *told_of;

static void
count_detach(void *arg, secmail_answers *a)
{
	unsigned *count = arg;

	(*count)++;
	told_of = a;
}

static void
ignore_detach(void *arg, secmail_answers *a)
{
	(void)arg;
	(void)a;
}

START_TEST(has_one_driver_at_a_time)
{
	unsigned other = 0;

	told = 0;
	ck_assert_ptr_null(secmail_answers_attached(table, count_detach));
	ck_assert_int_eq(secmail_answers_attach(table, NULL, &told), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_answers_attach(table, count_detach, NULL), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_answers_attach(table, count_detach, &told), SECMAIL_DONE);
	ck_assert_int_eq(secmail_answers_attach(table, count_detach, &other), SECMAIL_ARGUMENT);
	ck_assert_str_eq(secmail_answers_error(table), "another driver is attached to the table");
	ck_assert_ptr_eq(secmail_answers_attached(table, count_detach), &told);
	ck_assert_ptr_null(secmail_answers_attached(table, ignore_detach));
	secmail_answers_detach(table);
	ck_assert_ptr_null(secmail_answers_attached(table, count_detach));
	secmail_answers_reset(table);
	ck_assert_uint_eq(told, 0);
}
END_TEST

static const struct leaving {
	const char *proves;
	void (*leave)(secmail_answers *a);
} leavings[] = {
	{ "a table that is reset tells its driver", secmail_answers_reset },
	{ "a table whose questions expire tells its driver", secmail_answers_expire },
	{ "a table that is freed tells its driver", secmail_answers_free },
};

START_TEST(tells_its_driver_once)
{
	const struct leaving *l = &leavings[_i];
	secmail_answers *a;

	told = 0;
	ck_assert_int_eq(secmail_answers_new(&a), SECMAIL_DONE);
	ck_assert_int_eq(secmail_answers_attach(a, count_detach, &told), SECMAIL_DONE);
	l->leave(a);
	ck_assert_msg(told == 1 && told_of == a, "%s", l->proves);
	if (l->leave != secmail_answers_free) {
		ck_assert_int_eq(secmail_answers_attach(a, ignore_detach, &told), SECMAIL_DONE);
		secmail_answers_free(a);
	}
	ck_assert_msg(told == 1, "%s", l->proves);
}
END_TEST

START_TEST(bears_one_mark_of_each_owner_until_it_is_reset)
{
	int owner = 0, other = 0, more[SECMAIL_ANSWERS_MAX_MARKS];

	ck_assert(!secmail_answers_is_marked(table, &owner, 0));
	ck_assert(!secmail_answers_is_marked(table, NULL, 0));
	secmail_answers_mark(table, &owner, 7);
	ck_assert(secmail_answers_is_marked(table, &owner, 7));
	ck_assert(!secmail_answers_is_marked(table, &owner, 8));
	ck_assert(!secmail_answers_is_marked(table, &other, 7));
	secmail_answers_expire(table);
	ck_assert(secmail_answers_is_marked(table, &owner, 7));
	secmail_answers_mark(table, &other, 9);
	ck_assert(secmail_answers_is_marked(table, &owner, 7));
	secmail_answers_mark(table, &owner, 8);
	ck_assert(!secmail_answers_is_marked(table, &owner, 7));
	ck_assert(secmail_answers_is_marked(table, &owner, 8));
	ck_assert(secmail_answers_is_marked(table, &other, 9));
	for (size_t i = 0; i < SECMAIL_ANSWERS_MAX_MARKS; i++)
		secmail_answers_mark(table, &more[i], i);
	ck_assert(!secmail_answers_is_marked(table, &owner, 8));
	ck_assert(!secmail_answers_is_marked(table, &other, 9));
	for (size_t i = 0; i < SECMAIL_ANSWERS_MAX_MARKS; i++)
		ck_assert(secmail_answers_is_marked(table, &more[i], i));
	secmail_answers_reset(table);
	for (size_t i = 0; i < SECMAIL_ANSWERS_MAX_MARKS; i++)
		ck_assert(!secmail_answers_is_marked(table, &more[i], i));
}
END_TEST

START_TEST(an_unknown_id_is_harmless)
{
	size_t len = 1;

	ck_assert_int_eq(secmail_answers_state(table, 9), SECMAIL_ANSWER_OPEN);
	ck_assert_int_eq(secmail_answers_add(table, 9, "", 0, 0), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_answers_add_alias(table, 9, "\0", 1), SECMAIL_ARGUMENT);
	ck_assert_int_eq(
	    secmail_answers_close(table, 9, 0, SECMAIL_TRUST_SECURE), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_answers_fail(table, 9, SECMAIL_DNS_BOGUS), SECMAIL_ARGUMENT);
	ck_assert_ptr_null(secmail_answers_rdata(table, 9, 0, &len));
	ck_assert_uint_eq(len, 0);
	ck_assert_ptr_null(secmail_answers_qname_wire(table, 9, &len));
	ck_assert_str_eq(secmail_answers_qname(table, 9), "");
	ck_assert_uint_eq(secmail_answers_qtype(table, 9), 0);
	ck_assert_uint_eq(secmail_answers_ttl(table, 9), 0);
	ck_assert_int_eq(secmail_answers_trust(table, 9), SECMAIL_TRUST_UNKNOWN);
	ck_assert_ptr_null(secmail_answers_alias(table, 9));
	ck_assert(!secmail_answers_is_needed(table, 9));
}
END_TEST

TCase *
answers_tests(void)
{
	TCase *t = tcase_create("answers");

	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_loop_test(t, knows_a_name_again, 0, sizeof spellings / sizeof spellings[0]);
	tcase_add_test(t, another_type_is_another_question);
	tcase_add_loop_test(t, takes_any_octet_in_a_label, 0, sizeof names / sizeof names[0]);
	tcase_add_test(t, gives_the_wire_form);
	tcase_add_test(t, the_first_answer_is_final);
	tcase_add_test(t, keeps_records_in_order_and_the_smallest_ttl);
	tcase_add_loop_test(t, reads_response_codes, 0, sizeof endings / sizeof endings[0]);
	tcase_add_test(t, a_name_that_does_not_exist_has_no_records);
	tcase_add_test(t, refuses_an_alias_that_is_no_name);
	tcase_add_test(t, lists_needed_questions_first);
	tcase_add_test(t, expiry_answers_what_is_open_and_what_comes);
	tcase_add_test(t, caps_distinct_questions);
	tcase_add_test(t, caps_record_data);
	tcase_add_test(t, what_could_not_be_added_leaves_nothing);
	tcase_add_test(t, many_records_keep_their_order);
	tcase_add_test(t, all_secure_means_every_answer);
	tcase_add_test(t, has_one_driver_at_a_time);
	tcase_add_loop_test(t, tells_its_driver_once, 0, sizeof leavings / sizeof leavings[0]);
	tcase_add_test(t, bears_one_mark_of_each_owner_until_it_is_reset);
	tcase_add_test(t, an_unknown_id_is_harmless);
	return t;
}
