/* test_evidence.c - answers, saved and given once more */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "told.h"

/* A table with one answer of each kind. */
static secmail_answers *
answered(void)
{
	static const char zone_text[] =
	    "a.example. 60 A 192.0.2.1\na.example. 60 A 192.0.2.2\n"
	    "a.example. AAAA 2001:db8::1\n"
	    "c.example. 30 CNAME a.example.\n"
	    "d.example. CNAME nowhere.example.\n"
	    "e.example. CNAME example.\n"
	    "example. MX 10 mx.example.\nexample. MX 0 .\n"
	    "example. TXT \"v=spf1 \" \"\\\"\\\\\\009\\255();x\"\nexample. TXT \"\"\n"
	    "1.example. PTR x\\.y\\032z.example.\n"
	    "tlsa.example. TLSA 3 1 1 0011\n"
	    "srv.example. SRV 1 2 3 mx.example.\n";
	static const struct {
		const char *name;
		uint16_t type;
	} questions[] = { { "a.example", 1 }, { "a.example", 28 }, { "c.example", 1 },
		{ "d.example", 1 }, { "e.example", 1 }, { "example", 15 }, { "example", 16 },
		{ "1.example", 12 }, { "tlsa.example", 52 }, { "srv.example", 33 },
		{ "c.example", 5 }, { "nowhere.example", 16 }, { "a.example", 16 },
		{ "f1.example", 1 }, { "f2.example", 1 }, { "f3.example", 1 }, { "f4.example", 1 },
		{ "odd \"$@;().\\\377.example", 1 } };
	secmail_dns_zone *z = zone_of(zone_text);
	uint32_t id;
	secmail_answers *a = asking("", 2, &id);

	for (size_t i = 0; i < sizeof questions / sizeof questions[0]; i++)
		ask(a, questions[i].name, questions[i].type, SECMAIL_ANSWERS_NEEDED);
	for (int why = SECMAIL_DNS_TIMEOUT; why <= SECMAIL_DNS_BOGUS; why++) {
		char name[] = "f0.example";

		name[1] = (char)('0' + why);
		ck_assert_int_eq(
		    secmail_dns_zone_fail(z, name, 0, (secmail_dns_failure)why), SECMAIL_DONE);
	}
	ck_assert_int_eq(secmail_dns_zone_answer(z, a), SECMAIL_DONE);
	secmail_dns_zone_free(z);
	return a;
}

static char *
saved(const secmail_answers *a)
{
	char *text;

	ck_assert_int_eq(secmail_dns_save_evidence(a, &text), SECMAIL_DONE);
	return text;
}

static secmail_dns_zone *
loaded(const char *text)
{
	secmail_dns_zone *z = zone_of("");

	ck_assert_msg(secmail_dns_zone_load_evidence(z, text, strlen(text)) == SECMAIL_DONE,
	    "%s\n%s", secmail_dns_zone_error(z), text);
	return z;
}

/* A table that asks what `a` has asked, with the answers of `z`. */
static secmail_answers *
asked_again(const secmail_answers *a, const secmail_dns_zone *z)
{
	secmail_answers *again;

	ck_assert_int_eq(secmail_answers_new(&again), SECMAIL_DONE);
	for (uint32_t id = 0; id < secmail_answers_question_count(a); id++) {
		size_t len, used = 0;
		const uint8_t *wire = secmail_answers_qname_wire(a, id, &len);
		char labels[256];
		uint32_t copy;

		for (size_t at = 0; wire[at] > 0; at += wire[at] + 1u) {
			memcpy(labels + used, wire + at + 1, wire[at]);
			used += wire[at];
			labels[used++] = '.';
		}
		ck_assert_int_eq(secmail_answers_ask(again, labels, used,
				     secmail_answers_qtype(a, id), SECMAIL_ANSWERS_NEEDED, &copy),
		    SECMAIL_DONE);
		ck_assert_uint_eq(copy, id);
	}
	ck_assert_int_eq(secmail_dns_zone_answer(z, again), SECMAIL_DONE);
	return again;
}

static void
check_equal(const secmail_answers *a, const secmail_answers *b)
{
	for (uint32_t id = 0; id < secmail_answers_question_count(a); id++) {
		static char first[TOLD_SIZE], second[TOLD_SIZE];

		ck_assert_str_eq(told(a, id, first), told(b, id, second));
		ck_assert_uint_eq(secmail_answers_ttl(a, id), secmail_answers_ttl(b, id));
		ck_assert_int_eq(secmail_answers_trust(a, id), secmail_answers_trust(b, id));
	}
}

START_TEST(comes_back_as_it_was)
{
	secmail_answers *a = answered();
	char *text = saved(a);
	secmail_dns_zone *z = loaded(text);
	secmail_answers *again = asked_again(a, z);
	char *once_more = saved(again);

	check_equal(a, again);
	ck_assert_str_eq(text, once_more);
	free(once_more);
	secmail_answers_free(again);
	secmail_dns_zone_free(z);
	free(text);
	secmail_answers_free(a);
}
END_TEST

START_TEST(is_a_zone_file_too)
{
	secmail_answers *a = answered();
	char *text = saved(a);
	secmail_dns_zone *z = zone_of(text);
	secmail_answers *again = asked_again(a, z);
	static char first[TOLD_SIZE], second[TOLD_SIZE];

	for (uint32_t id = 0; id < secmail_answers_question_count(a); id++)
		if (secmail_answers_state(a, id) == SECMAIL_ANSWER_RECORDS)
			ck_assert_str_eq(told(a, id, first), told(again, id, second));
	secmail_answers_free(again);
	secmail_dns_zone_free(z);
	free(text);
	secmail_answers_free(a);
}
END_TEST

START_TEST(has_this_form)
{
	secmail_dns_zone *z = zone_of("c.example. 30 CNAME a.example.\na.example. 60 TXT \"x;\"\n");
	uint32_t first, second;
	secmail_answers *a = asking("c.example", SECMAIL_DNS_TXT, &first);
	char *text, *body;

	second = ask(a, "gone.example", 52, SECMAIL_ANSWERS_NEEDED);
	ck_assert_int_eq(secmail_dns_zone_answer(z, a), SECMAIL_DONE);
	ask(a, "open.example", SECMAIL_DNS_A, SECMAIL_ANSWERS_NEEDED);
	text = saved(a);
	body = strstr(text, "\n;! c");
	ck_assert_ptr_nonnull(body);
	ck_assert_str_eq(body, "\n;! c.example. TXT records unknown\n"
			       "c.example. 30 IN CNAME a.example.\n"
			       "a.example. 30 IN TXT \"x\\059\"\n"
			       ";! gone.example. TYPE52 nxdomain unknown\n");
	ck_assert_uint_ne(first, second);
	free(text);
	secmail_answers_free(a);
	secmail_dns_zone_free(z);
}
END_TEST

/* What a driver gave need not be well-formed, nor single, nor short. */
START_TEST(keeps_whatever_was_answered)
{
	static uint8_t large[65535];
	uint32_t id, twice, big, secure;
	secmail_answers *a = asking("short.example", SECMAIL_DNS_A, &id);
	char *text;
	secmail_dns_zone *z;
	secmail_answers *again;

	twice = ask(a, "twice.example", SECMAIL_DNS_TXT, SECMAIL_ANSWERS_NEEDED);
	big = ask(a, "big.example", 65280, SECMAIL_ANSWERS_NEEDED);
	secure = ask(a, "secure.example", SECMAIL_DNS_A, SECMAIL_ANSWERS_NEEDED);
	ck_assert_int_eq(secmail_answers_add(a, id, "abc", 3, 5), SECMAIL_DONE);
	ck_assert_int_eq(secmail_answers_add(a, id, "abcd", 4, 5), SECMAIL_DONE);
	ck_assert_int_eq(secmail_answers_add(a, id, "", 0, 5), SECMAIL_DONE);
	ck_assert_int_eq(secmail_answers_add(a, twice, "\003abc", 4, 5), SECMAIL_DONE);
	ck_assert_int_eq(secmail_answers_add(a, twice, "\003abc", 4, 5), SECMAIL_DONE);
	ck_assert_int_eq(secmail_answers_add(a, twice, "\003abcdef", 7, 5), SECMAIL_DONE);
	ck_assert_int_eq(secmail_answers_add(a, big, large, sizeof large, 5), SECMAIL_DONE);
	ck_assert_int_eq(secmail_answers_close(a, id, 0, SECMAIL_TRUST_UNKNOWN), SECMAIL_DONE);
	ck_assert_int_eq(secmail_answers_close(a, twice, 0, SECMAIL_TRUST_INSECURE), SECMAIL_DONE);
	ck_assert_int_eq(secmail_answers_close(a, big, 0, SECMAIL_TRUST_SECURE), SECMAIL_DONE);
	ck_assert_int_eq(secmail_answers_close(a, secure, 3, SECMAIL_TRUST_SECURE), SECMAIL_DONE);
	text = saved(a);
	z = loaded(text);
	again = asked_again(a, z);
	ck_assert_uint_eq(secmail_answers_count(again, id), 3);
	ck_assert_uint_eq(secmail_answers_count(again, twice), 3);
	ck_assert_int_eq(secmail_answers_trust(again, secure), SECMAIL_TRUST_SECURE);
	free(text);
	text = saved(again);
	secmail_answers_free(again);
	again = asked_again(a, z);
	for (uint32_t i = 0; i < 4; i++)
		for (size_t n = 0; n < secmail_answers_count(a, i); n++) {
			size_t len, len_again;
			const void *data = secmail_answers_rdata(a, i, n, &len);
			const void *data_again = secmail_answers_rdata(again, i, n, &len_again);

			ck_assert_uint_eq(len, len_again);
			ck_assert(len == 0 || memcmp(data, data_again, len) == 0);
		}
	free(text);
	secmail_answers_free(again);
	secmail_dns_zone_free(z);
	secmail_answers_free(a);
}
END_TEST

/* Labels of ten octets 1, each four characters of text; letters make up the length. */
static size_t
name_with_text_of(size_t length, char *out)
{
	size_t used = 0, text = 0;

	while (text + 41 < length) {
		memset(out + used, '\001', 10);
		out[used + 10] = '.';
		used += 11;
		text += 41;
	}
	memset(out + used, 'x', length - text);
	return used + length - text;
}

/* Escapes make a name's text longer than ldns reads at the start of a line. */
START_TEST(keeps_names_of_any_text)
{
	char name[512];
	size_t name_len = name_with_text_of((size_t)_i, name);
	uint32_t id, other;
	secmail_answers *a, *again;
	secmail_dns_zone *z;
	const void *wire;
	size_t len;
	char *text;

	name[name_len] = '\0';
	a = asking(name, SECMAIL_DNS_TXT, &id);
	ck_assert_uint_eq(strlen(secmail_answers_qname(a, id)), (size_t)_i);
	other = ask(a, "other.example", SECMAIL_DNS_TXT, SECMAIL_ANSWERS_NEEDED);
	wire = secmail_answers_qname_wire(a, id, &len);
	ck_assert_int_eq(secmail_answers_add_alias(a, other, wire, len), SECMAIL_DONE);
	ck_assert_int_eq(secmail_answers_add(a, id, "\001x", 2, 5), SECMAIL_DONE);
	ck_assert_int_eq(secmail_answers_add(a, other, "\001y", 2, 5), SECMAIL_DONE);
	ck_assert_int_eq(secmail_answers_close(a, id, 0, SECMAIL_TRUST_UNKNOWN), SECMAIL_DONE);
	ck_assert_int_eq(secmail_answers_close(a, other, 0, SECMAIL_TRUST_UNKNOWN), SECMAIL_DONE);
	text = saved(a);
	z = loaded(text);
	again = asked_again(a, z);
	check_equal(a, again);
	free(text);
	secmail_answers_free(again);
	secmail_dns_zone_free(z);
	secmail_answers_free(a);
}
END_TEST

/* ldns would take these names for the origin. */
START_TEST(keeps_names_with_an_at_label)
{
	uint32_t mail, alone, aliased;
	secmail_answers *a = asking("@.example", SECMAIL_DNS_MX, &mail);
	secmail_answers *again;
	secmail_dns_zone *z;
	char *text;

	alone = ask(a, "@", SECMAIL_DNS_PTR, SECMAIL_ANSWERS_NEEDED);
	aliased = ask(a, "a.@.example", SECMAIL_DNS_TXT, SECMAIL_ANSWERS_NEEDED);
	ck_assert_int_eq(secmail_answers_add(a, mail, "\000\012\001@", 5, 5), SECMAIL_DONE);
	ck_assert_int_eq(secmail_answers_add(a, alone, "\001@\003net", 7, 5), SECMAIL_DONE);
	ck_assert_int_eq(secmail_answers_add_alias(a, aliased, "\001@", 3), SECMAIL_DONE);
	ck_assert_int_eq(secmail_answers_add(a, aliased, "\001x", 2, 5), SECMAIL_DONE);
	for (uint32_t id = 0; id < 3; id++)
		ck_assert_int_eq(
		    secmail_answers_close(a, id, 0, SECMAIL_TRUST_UNKNOWN), SECMAIL_DONE);
	text = saved(a);
	z = loaded(text);
	again = asked_again(a, z);
	check_equal(a, again);
	free(text);
	secmail_answers_free(again);
	secmail_dns_zone_free(z);
	secmail_answers_free(a);
}
END_TEST

START_TEST(leaves_other_questions_open)
{
	secmail_dns_zone *z = loaded(";! a. A nodata unknown\n");
	char text[TOLD_SIZE];
	uint32_t first, second, third;
	secmail_answers *a = asking("a", SECMAIL_DNS_A, &first);

	second = ask(a, "a", SECMAIL_DNS_AAAA, SECMAIL_ANSWERS_NEEDED);
	third = ask(a, "b", SECMAIL_DNS_A, SECMAIL_ANSWERS_NEEDED);
	ck_assert_int_eq(secmail_dns_zone_answer(z, a), SECMAIL_DONE);
	ck_assert_str_eq(told(a, first, text), "nodata");
	ck_assert_str_eq(told(a, second, text), "open");
	ck_assert_str_eq(told(a, third, text), "open");
	secmail_answers_free(a);
	secmail_dns_zone_free(z);
}
END_TEST

/* A statement that says one thing of a name doesn't reach another statement's answer. */
START_TEST(answers_stay_apart)
{
	secmail_dns_zone *z =
	    loaded(";! c. TXT records unknown\nc. 1 IN CNAME a.\na. 1 IN TXT old\n"
		   ";! a. TXT records unknown\na. 1 IN TXT new\n");
	char text[TOLD_SIZE];
	uint32_t first, second;
	secmail_answers *a = asking("c", SECMAIL_DNS_TXT, &first);

	second = ask(a, "a", SECMAIL_DNS_TXT, SECMAIL_ANSWERS_NEEDED);
	ck_assert_int_eq(secmail_dns_zone_answer(z, a), SECMAIL_DONE);
	ck_assert_str_eq(told(a, first, text), "records old alias=a");
	ck_assert_str_eq(told(a, second, text), "records new");
	secmail_answers_free(a);
	secmail_dns_zone_free(z);
}
END_TEST

static const struct refused {
	const char *proves;
	const char *text;
	const char *says;
} refuseds[] = {
	{ "a statement has a name", ";!  A nodata unknown\n", "line 1: " },
	{ "a statement has a sound name", ";! a..b A nodata unknown\n", "line 1: " },
	{ "a statement has a type", "\n;! a. NONSENSE nodata unknown\n", "line 2: " },
	{ "a type's number has a maximum", ";! a. TYPE65536 nodata unknown\n", "line 1: " },
	{ "a statement has a state", ";! a. A perhaps unknown\n", "line 1: " },
	{ "a statement has a trust", ";! a. A nodata\n", "line 1: " },
	{ "a statement ends there", ";! a. A nodata unknown more\n", "line 1: " },
	{ "records that are stated are there", ";! a. A records unknown\na. 1 IN TXT x\n",
	    "records of a" },
	{ "records belong to a statement", "\na. 1 IN A 192.0.2.1\n;! a. A records unknown\n",
	    "line 1: " },
	{ "a record in a statement is sound", ";! a. A records unknown\na. 1 IN A x\n",
	    "line 2: " },
	{ "a record in hex has a name", ";! a. A records unknown\n;= 1 IN A 00\n", "line 2: " },
	{ "a record in hex has a TTL", ";! a. A records unknown\n;= a. x IN A 00\n", "line 2: " },
	{ "a record in hex has whole octets", ";! a. A records unknown\n;= a. 1 IN A 000\n",
	    "line 2: " },
	{ "a record in hex is in hex", ";! a. A records unknown\n;= a. 1 IN A 0g\n", "line 2: " },
	{ "a record in hex belongs to a statement", ";= a. 1 IN A 00\n", "line 1: " },
};

START_TEST(refuses)
{
	const struct refused *r = &refuseds[_i];
	secmail_dns_zone *z = zone_of("b. A 192.0.2.1\n");
	char text[TOLD_SIZE];
	uint32_t id;
	secmail_answers *a = asking("b", SECMAIL_DNS_A, &id);

	ck_assert_msg(secmail_dns_zone_load_evidence(z, r->text, strlen(r->text)) == SECMAIL_SYNTAX,
	    "%s", r->proves);
	ck_assert_msg(strncmp(secmail_dns_zone_error(z), r->says, strlen(r->says)) == 0, "%s: '%s'",
	    r->proves, secmail_dns_zone_error(z));
	ck_assert_int_eq(secmail_dns_zone_answer(z, a), SECMAIL_DONE);
	ck_assert_msg(strcmp(told(a, id, text), "records 192.0.2.1") == 0,
	    "%s: the zone is as it was", r->proves);
	secmail_answers_free(a);
	secmail_dns_zone_free(z);
}
END_TEST

TCase *
evidence_tests(void)
{
	TCase *t = tcase_create("evidence");

	tcase_add_test(t, comes_back_as_it_was);
	tcase_add_test(t, is_a_zone_file_too);
	tcase_add_test(t, has_this_form);
	tcase_add_test(t, keeps_whatever_was_answered);
	tcase_add_loop_test(t, keeps_names_of_any_text, 210, 270);
	tcase_add_test(t, keeps_names_with_an_at_label);
	tcase_add_test(t, leaves_other_questions_open);
	tcase_add_test(t, answers_stay_apart);
	tcase_add_loop_test(t, refuses, 0, sizeof refuseds / sizeof refuseds[0]);
	return t;
}
