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

#define FORM "; libsecmail evidence, form 1, version 0.0.1\n"

static secmail_dns_evidence *
evidence_new(void)
{
	secmail_dns_evidence *e;

	ck_assert_int_eq(secmail_dns_evidence_new(&e), SECMAIL_DONE);
	return e;
}

/* The text of evidence with a table's answers; without inputs if there is none to take them from.
 */
static char *
saved(secmail_dns_evidence *e, const secmail_answers *a)
{
	secmail_dns_evidence *other = e ? e : evidence_new();
	char *text;

	ck_assert_int_eq(secmail_dns_evidence_save(other, a, &text), SECMAIL_DONE);
	if (!e)
		secmail_dns_evidence_free(other);
	return text;
}

static secmail_dns_evidence *
loaded(const char *text)
{
	secmail_dns_evidence *e = evidence_new();

	ck_assert_msg(secmail_dns_evidence_load(e, text, strlen(text)) == SECMAIL_DONE, "%s\n%s",
	    secmail_dns_evidence_error(e), text);
	return e;
}

/* A table that asks what `a` has asked, with the answers of `e`. */
static secmail_answers *
asked_again(const secmail_answers *a, secmail_dns_evidence *e)
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
	ck_assert_msg(secmail_dns_evidence_answer(e, again) == SECMAIL_DONE, "%s",
	    secmail_dns_evidence_error(e));
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
	char *text = saved(NULL, a);
	secmail_dns_evidence *e = loaded(text);
	secmail_answers *again = asked_again(a, e);
	char *once_more = saved(NULL, again);

	check_equal(a, again);
	ck_assert_str_eq(text, once_more);
	free(once_more);
	secmail_answers_free(again);
	secmail_dns_evidence_free(e);
	free(text);
	secmail_answers_free(a);
}
END_TEST

static void
set_input(secmail_dns_evidence *e, const char *name, const void *value, size_t len)
{
	ck_assert_msg(secmail_dns_evidence_set_input(e, name, value, len) == SECMAIL_DONE, "%s",
	    secmail_dns_evidence_error(e));
}

/* Inputs that would be something else to a reader of zone files, had they no mark before them. */
START_TEST(is_a_zone_file_too)
{
	static char large[SECMAIL_DNS_MAX_INPUT];
	secmail_dns_evidence *e = evidence_new();
	secmail_answers *a = answered();
	secmail_dns_zone *z;
	char *text;
	static char first[TOLD_SIZE], second[TOLD_SIZE];

	set_input(e, "parenthesis", "(", 1);
	set_input(e, "quote", "\"", 1);
	set_input(e, "line-end", "\n@ A 1", 6);
	set_input(e, "include", "\n$INCLUDE /etc/passwd", 21);
	set_input(e, "large", large, sizeof large);
	text = saved(e, a);
	z = zone_of(text);
	for (uint32_t id = 0; id < secmail_answers_question_count(a); id++) {
		uint32_t copy;
		secmail_answers *again;

		if (secmail_answers_state(a, id) != SECMAIL_ANSWER_RECORDS)
			continue;
		again = asking(secmail_answers_qname(a, id), secmail_answers_qtype(a, id), &copy);
		ck_assert_int_eq(secmail_dns_zone_answer(z, again), SECMAIL_DONE);
		ck_assert_str_eq(told(a, id, first), told(again, copy, second));
		secmail_answers_free(again);
	}
	free(text);
	secmail_answers_free(a);
	secmail_dns_zone_free(z);
	secmail_dns_evidence_free(e);
}
END_TEST

START_TEST(has_this_form)
{
	secmail_dns_zone *z = zone_of("c.example. 30 CNAME a.example.\na.example. 60 TXT \"x;\"\n");
	secmail_dns_evidence *e = evidence_new();
	uint32_t first, second;
	secmail_answers *a = asking("c.example", SECMAIL_DNS_TXT, &first);
	char *text, expected[1024];

	second = ask(a, "gone.example", 52, SECMAIL_ANSWERS_NEEDED);
	ck_assert_int_eq(secmail_dns_zone_answer(z, a), SECMAIL_DONE);
	ask(a, "open.example", SECMAIL_DNS_A, SECMAIL_ANSWERS_NEEDED);
	set_input(e, "mail-from", NULL, 0);
	set_input(e, "helo", "mx \\1.example", 13);
	text = saved(e, a);
	snprintf(expected, sizeof expected,
	    "; libsecmail evidence, form 1, version %s\n"
	    "; This is a zone file. A line after ;! says how a question was answered, with what\n"
	    "; validation; the records below it are the answer. Lines after ;$ are other inputs.\n"
	    ";$ mail-from\n"
	    ";$ helo mx\\032\\0921.example\n"
	    ";! c.example. TXT records unknown\n"
	    "c.example. 30 IN CNAME a.example.\n"
	    "a.example. 30 IN TXT \"x\\059\"\n"
	    ";! gone.example. TYPE52 nxdomain unknown\n",
	    secmail_version());
	ck_assert_str_eq(text, expected);
	ck_assert_uint_ne(first, second);
	free(text);
	secmail_answers_free(a);
	secmail_dns_evidence_free(e);
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
	secmail_dns_evidence *e;
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
	text = saved(NULL, a);
	e = loaded(text);
	again = asked_again(a, e);
	ck_assert_uint_eq(secmail_answers_count(again, id), 3);
	ck_assert_uint_eq(secmail_answers_count(again, twice), 3);
	ck_assert_int_eq(secmail_answers_trust(again, secure), SECMAIL_TRUST_SECURE);
	free(text);
	text = saved(NULL, again);
	secmail_answers_free(again);
	again = asked_again(a, e);
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
	secmail_dns_evidence_free(e);
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
	secmail_dns_evidence *e;
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
	text = saved(NULL, a);
	e = loaded(text);
	again = asked_again(a, e);
	check_equal(a, again);
	free(text);
	secmail_answers_free(again);
	secmail_dns_evidence_free(e);
	secmail_answers_free(a);
}
END_TEST

/* ldns would take these names for the origin. */
START_TEST(keeps_names_with_an_at_label)
{
	uint32_t mail, alone, aliased;
	secmail_answers *a = asking("@.example", SECMAIL_DNS_MX, &mail);
	secmail_answers *again;
	secmail_dns_evidence *e;
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
	text = saved(NULL, a);
	e = loaded(text);
	again = asked_again(a, e);
	check_equal(a, again);
	free(text);
	secmail_answers_free(again);
	secmail_dns_evidence_free(e);
	secmail_answers_free(a);
}
END_TEST

/* A statement that says one thing of a name doesn't reach another statement's answer. */
START_TEST(answers_stay_apart)
{
	secmail_dns_evidence *e =
	    loaded(FORM ";! c. TXT records unknown\nc. 1 IN CNAME a.\na. 1 IN TXT \"old\"\n"
			";! a. TXT records unknown\na. 1 IN TXT \"new\"\n");
	char text[TOLD_SIZE];
	uint32_t first, second;
	secmail_answers *a = asking("c", SECMAIL_DNS_TXT, &first);

	second = ask(a, "a", SECMAIL_DNS_TXT, SECMAIL_ANSWERS_NEEDED);
	ck_assert_int_eq(secmail_dns_evidence_answer(e, a), SECMAIL_DONE);
	ck_assert_str_eq(told(a, first, text), "records old alias=a");
	ck_assert_str_eq(told(a, second, text), "records new");
	secmail_answers_free(a);
	secmail_dns_evidence_free(e);
}
END_TEST

/* A driver may give any TTL; evidence gives it as every other source does. */
START_TEST(a_long_ttl_is_cut)
{
	uint32_t id;
	secmail_answers *a = asking("a", SECMAIL_DNS_A, &id), *again;
	secmail_dns_evidence *e;
	char *text;

	ck_assert_int_eq(secmail_answers_add(a, id, "\300\0\2\1", 4, UINT32_MAX), SECMAIL_DONE);
	ck_assert_int_eq(secmail_answers_add(a, id, "", 0, UINT32_MAX), SECMAIL_DONE);
	ck_assert_int_eq(secmail_answers_close(a, id, 0, SECMAIL_TRUST_UNKNOWN), SECMAIL_DONE);
	text = saved(NULL, a);
	e = loaded(text);
	again = asked_again(a, e);
	ck_assert_uint_eq(secmail_answers_count(again, id), 2);
	ck_assert_uint_eq(secmail_answers_ttl(again, id), SECMAIL_DNS_MAX_TTL);
	free(text);
	secmail_answers_free(again);
	secmail_dns_evidence_free(e);
	secmail_answers_free(a);
}
END_TEST

START_TEST(comments_may_stand_anywhere)
{
	secmail_dns_evidence *e =
	    loaded(FORM "\n;\n; (\303\251\"\n;$ x y\n;;$ no input\n"
			";! a. A records unknown\n; x\n\na. 1 IN A 192.0.2.1\n;");
	char text[TOLD_SIZE];
	uint32_t id;
	secmail_answers *a = asking("a", SECMAIL_DNS_A, &id);

	ck_assert_int_eq(secmail_dns_evidence_answer(e, a), SECMAIL_DONE);
	ck_assert_str_eq(told(a, id, text), "records 192.0.2.1");
	ck_assert_uint_eq(secmail_dns_evidence_input_count(e), 1);
	secmail_answers_free(a);
	secmail_dns_evidence_free(e);
}
END_TEST

/* What is missing is told by its name. */

#define LABEL "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefgh"

static const struct missing {
	const char *proves;
	const char *name;
	uint16_t type;
	const char *says; /* NULL: nothing is missing */
} missings[] = {
	{ "what is there is not missing", "a.example", SECMAIL_DNS_A, NULL },
	{ "another name is missing", "b.example", SECMAIL_DNS_A,
	    "the evidence has no answer to b.example A" },
	{ "another type is missing", "a.example", SECMAIL_DNS_TXT,
	    "the evidence has no answer to a.example TXT" },
	{ "a name below is missing", "_dmarc.a.example", SECMAIL_DNS_TXT,
	    "the evidence has no answer to _dmarc.a.example TXT" },
	{ "a record's name is no question's", "c.example", SECMAIL_DNS_TXT,
	    "the evidence has no answer to c.example TXT" },
	{ "a type without a word is told by its number", "a.example", 52,
	    "the evidence has no answer to a.example TYPE52" },
	{ "the root is told by its dot", "", SECMAIL_DNS_MX, "the evidence has no answer to . MX" },
	{ "octets that aren't printable are told by their numbers", "a\n.example", SECMAIL_DNS_A,
	    "the evidence has no answer to a\\010.example A" },
	{ "a long name is cut, and the type still there", LABEL "." LABEL "." LABEL "." LABEL,
	    SECMAIL_DNS_A,
	    "the evidence has no answer to " LABEL "." LABEL
	    ".abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdef A" },
};

START_TEST(what_is_missing_is_named)
{
	const struct missing *m = &missings[_i];
	secmail_dns_evidence *e = loaded(FORM ";! a.example. A records unknown\n"
					      "a.example. 1 IN CNAME c.example.\n"
					      "c.example. 1 IN A 192.0.2.1\n");
	uint32_t id, first;
	secmail_answers *a = asking(m->name, m->type, &id);
	secmail_status status = secmail_dns_evidence_answer(e, a);

	ck_assert_msg(
	    status == (m->says ? SECMAIL_NOT_FOUND : SECMAIL_DONE), "%s: %d", m->proves, status);
	ck_assert_msg(strcmp(secmail_dns_evidence_error(e), m->says ? m->says : "") == 0,
	    "%s: '%s'", m->proves, secmail_dns_evidence_error(e));
	ck_assert_msg(secmail_answers_open(a, &first, 1) == (m->says ? 1 : 0), "%s", m->proves);
	secmail_answers_free(a);
	secmail_dns_evidence_free(e);
}
END_TEST

START_TEST(what_is_there_is_answered_beside_what_is_missing)
{
	secmail_dns_evidence *e = loaded(FORM ";! a. A nodata unknown\n");
	char text[TOLD_SIZE];
	uint32_t first, second, third, missing;
	secmail_answers *a = asking("b", SECMAIL_DNS_A, &first);

	second = ask(a, "a", SECMAIL_DNS_AAAA, SECMAIL_ANSWERS_SPECULATIVE);
	third = ask(a, "a", SECMAIL_DNS_A, SECMAIL_ANSWERS_NEEDED);
	ck_assert_int_eq(secmail_dns_evidence_answer(e, a), SECMAIL_NOT_FOUND);
	ck_assert_str_eq(secmail_dns_evidence_error(e), "the evidence has no answer to b A");
	ck_assert_str_eq(told(a, first, text), "open");
	ck_assert_str_eq(told(a, second, text), "open");
	ck_assert_str_eq(told(a, third, text), "nodata");
	ck_assert_uint_eq(secmail_answers_open(a, &missing, 1), 2);
	ck_assert_uint_eq(missing, first);
	secmail_answers_free(a);
	secmail_dns_evidence_free(e);
}
END_TEST

/* The verdict was decided without it, so it is decided without it again. */
START_TEST(a_speculative_question_may_be_missing)
{
	secmail_dns_evidence *e = loaded(FORM);
	uint32_t id;
	secmail_answers *a;

	ck_assert_int_eq(secmail_answers_new(&a), SECMAIL_DONE);
	id = ask(a, "a", SECMAIL_DNS_A, SECMAIL_ANSWERS_SPECULATIVE);
	ck_assert_int_eq(secmail_dns_evidence_answer(e, a), SECMAIL_DONE);
	ck_assert_int_eq(secmail_answers_state(a, id), SECMAIL_ANSWER_OPEN);
	(void)ask(a, "a", SECMAIL_DNS_A, SECMAIL_ANSWERS_NEEDED);
	ck_assert_int_eq(secmail_dns_evidence_answer(e, a), SECMAIL_NOT_FOUND);
	secmail_answers_free(a);
	secmail_dns_evidence_free(e);
}
END_TEST

START_TEST(new_evidence_has_no_answer_to_anything)
{
	secmail_dns_evidence *e = evidence_new();
	uint32_t id;
	secmail_answers *a = asking("a", SECMAIL_DNS_A, &id);

	ck_assert_int_eq(secmail_dns_evidence_answer(e, a), SECMAIL_NOT_FOUND);
	ck_assert_uint_eq(secmail_dns_evidence_input_count(e), 0);
	ck_assert_str_eq(secmail_dns_evidence_version(e), secmail_version());
	secmail_answers_free(a);
	secmail_dns_evidence_free(e);
	secmail_dns_evidence_free(NULL);
}
END_TEST

/* Inputs. */

#define TEXT(literal) literal, sizeof(literal) - 1

static const struct value {
	const char *proves;
	const char *octets;
	size_t len;
	const char *line; /* of the text */
} values[] = {
	{ "plain text is written as it is", TEXT("mx.example"), "\n;$ x mx.example\n" },
	{ "no octets are a value", TEXT(""), "\n;$ x\n" },
	{ "a space is written as its number", TEXT(" "), "\n;$ x \\032\n" },
	{ "what looks like an escape comes back as it was", TEXT("\\032\\"),
	    "\n;$ x \\092032\\092\n" },
	{ "NUL and octets beyond ASCII are numbers", TEXT("\0\177\200\377"),
	    "\n;$ x \\000\\127\\128\\255\n" },
	{ "a line end begins no line", TEXT("\r\n;! a. A nodata unknown"),
	    "\n;$ x \\013\\010;!\\032a.\\032A\\032nodata\\032unknown\n" },
};

START_TEST(inputs_come_back)
{
	const struct value *v = &values[_i];
	secmail_dns_evidence *e = evidence_new(), *again;
	secmail_answers *a = answered();
	const char *value;
	size_t len;
	char *text;

	set_input(e, "x", v->octets, v->len);
	text = saved(e, a);
	ck_assert_msg(strstr(text, v->line) != NULL, "%s: %s", v->proves, text);
	again = loaded(text);
	value = secmail_dns_evidence_input(again, "x", &len);
	ck_assert_msg(
	    value && len == v->len && memcmp(value, v->octets, len) == 0, "%s", v->proves);
	ck_assert_msg(value[len] == '\0', "%s: a NUL stands behind it", v->proves);
	free(text);
	secmail_answers_free(a);
	secmail_dns_evidence_free(again);
	secmail_dns_evidence_free(e);
}
END_TEST

/* As many as there may be, each with the longest of names and values, of every octet. */
START_TEST(the_most_inputs_come_back_in_order)
{
	static uint8_t octets[SECMAIL_DNS_MAX_INPUT];
	secmail_dns_evidence *e = evidence_new(), *again;
	secmail_answers *a = answered();
	char name[48];
	const void *value;
	size_t len;
	char *text;

	for (size_t i = 0; i < sizeof octets; i++)
		octets[i] = (uint8_t)(i % 256);
	for (int i = 0; i < SECMAIL_DNS_MAX_INPUTS; i++) {
		snprintf(name, sizeof name, "an-input-of-the-longest-name-%03d", i);
		ck_assert_uint_eq(strlen(name), SECMAIL_DNS_MAX_INPUT_NAME);
		set_input(e, name, octets, sizeof octets);
	}
	text = saved(e, a);
	again = loaded(text);
	ck_assert_uint_eq(secmail_dns_evidence_input_count(again), SECMAIL_DNS_MAX_INPUTS);
	ck_assert_str_eq(
	    secmail_dns_evidence_input_name(again, 17), "an-input-of-the-longest-name-017");
	ck_assert_ptr_null(secmail_dns_evidence_input_name(again, SECMAIL_DNS_MAX_INPUTS));
	value = secmail_dns_evidence_input(again, name, &len);
	ck_assert_uint_eq(len, sizeof octets);
	ck_assert_int_eq(memcmp(value, octets, len), 0);
	ck_assert_ptr_null(secmail_dns_evidence_input(again, "another", &len));
	ck_assert_uint_eq(len, 0);
	ck_assert_int_eq(secmail_dns_evidence_set_input(again, "one-more", "", 0), SECMAIL_LIMIT);
	ck_assert_str_ne(secmail_dns_evidence_error(again), "");
	free(text);
	secmail_answers_free(a);
	secmail_dns_evidence_free(again);
	secmail_dns_evidence_free(e);
}
END_TEST

static const struct bad_input {
	const char *proves;
	const char *name;
	size_t len;
	secmail_status status;
} bad_inputs[] = {
	{ "an input has a name", "", 1, SECMAIL_ARGUMENT },
	{ "NULL is no name", NULL, 1, SECMAIL_ARGUMENT },
	{ "a name has no capitals", "Helo", 1, SECMAIL_ARGUMENT },
	{ "a name has no space", "mail from", 1, SECMAIL_ARGUMENT },
	{ "a name has no underscore", "mail_from", 1, SECMAIL_ARGUMENT },
	{ "a name has no line end", "helo\n", 1, SECMAIL_ARGUMENT },
	{ "a name of 33 octets is too long", "an-input-of-a-name-that-is-longer", 1,
	    SECMAIL_ARGUMENT },
	{ "an input is set once", "there", 1, SECMAIL_LATE },
	{ "a value has a maximum", "helo", SECMAIL_DNS_MAX_INPUT + 1, SECMAIL_LIMIT },
};

START_TEST(inputs_are_refused)
{
	static const char octets[SECMAIL_DNS_MAX_INPUT + 1];
	const struct bad_input *b = &bad_inputs[_i];
	secmail_dns_evidence *e = evidence_new();
	size_t len;

	set_input(e, "there", "first", 5);
	ck_assert_msg(secmail_dns_evidence_set_input(e, b->name, octets, b->len) == b->status, "%s",
	    b->proves);
	ck_assert_msg(*secmail_dns_evidence_error(e) != '\0', "%s", b->proves);
	ck_assert_msg(secmail_dns_evidence_input_count(e) == 1, "%s", b->proves);
	ck_assert_str_eq(secmail_dns_evidence_input(e, "there", &len), "first");
	set_input(e, "helo", octets, 1);
	ck_assert_str_eq(secmail_dns_evidence_error(e), "");
	secmail_dns_evidence_free(e);
}
END_TEST

/* What is loaded takes the place of what was there, inputs, answers and version. */
START_TEST(a_load_replaces)
{
	secmail_dns_evidence *e = loaded("; libsecmail evidence, form 1, version 12.34.5~rc1\n;$ "
					 "old x\n;! a. A nodata unknown\n");
	static const char text[] = FORM ";$ new y\n;! b. A nxdomain unknown\n";
	uint32_t first, second;
	secmail_answers *a = asking("a", SECMAIL_DNS_A, &first);
	size_t len;

	second = ask(a, "b", SECMAIL_DNS_A, SECMAIL_ANSWERS_NEEDED);
	ck_assert_str_eq(secmail_dns_evidence_version(e), "12.34.5~rc1");
	ck_assert_int_eq(secmail_dns_evidence_load(e, text, sizeof text - 1), SECMAIL_DONE);
	ck_assert_str_eq(secmail_dns_evidence_version(e), "0.0.1");
	ck_assert_ptr_null(secmail_dns_evidence_input(e, "old", &len));
	ck_assert_str_eq(secmail_dns_evidence_input(e, "new", &len), "y");
	ck_assert_int_eq(secmail_dns_evidence_answer(e, a), SECMAIL_NOT_FOUND);
	ck_assert_int_eq(secmail_answers_state(a, first), SECMAIL_ANSWER_OPEN);
	ck_assert_int_eq(secmail_answers_state(a, second), SECMAIL_ANSWER_NXDOMAIN);
	secmail_answers_free(a);
	secmail_dns_evidence_free(e);
}
END_TEST

/* Text that is refused, and where. */

#define A_NAME_OF_33 "an-input-of-a-name-that-is-longer"
#define A_VERSION_OF_33 "111111111.222222222.333333333.444"

static const struct refused {
	const char *proves;
	const char *text;
	const char *says;
} refuseds[] = {
	{ "no text is no evidence", "", "line 1: not the first line of evidence" },
	{ "a zone file is no evidence", "a. 1 IN A 192.0.2.1\n",
	    "line 1: not the first line of evidence" },
	{ "the form is a number", "; libsecmail evidence, form x, version 1\n", "line 1: " },
	{ "the form's number has a maximum", "; libsecmail evidence, form 99999999999, version 1\n",
	    "line 1: not the first line of evidence" },
	{ "another form is named", "; libsecmail evidence, form 2, and more\n;= ?\n",
	    "line 1: evidence of form 2, of which libsecmail " },
	{ "form 0 is another form", "; libsecmail evidence, form 0, version 1\n",
	    "line 1: evidence of form 0, of which libsecmail " },
	{ "the version is there", "; libsecmail evidence, form 1, version \n", "line 1: " },
	{ "the version is announced", "; libsecmail evidence, form 1 0.1.0\n", "line 1: " },
	{ "the version has a maximum",
	    "; libsecmail evidence, form 1, version " A_VERSION_OF_33 "\n", "line 1: " },
	{ "nothing stands behind the version", "; libsecmail evidence, form 1, version 1 x\n",
	    "line 1: " },
	{ "an input has a name", FORM ";$ \n", "line 2: " },
	{ "an input's name has no capitals", FORM ";\n;$ Helo x\n", "line 3: an input's name " },
	{ "an input's name has a maximum", FORM ";$ " A_NAME_OF_33 " x\n", "line 2: " },
	{ "an input has one value", FORM ";$ helo x y\n", "line 2: " },
	{ "an input's value ends the line", FORM ";$ helo x \n", "line 2: " },
	{ "an input has no tab", FORM ";$ helo x\ty\n", "line 2: " },
	{ "an input has no octets beyond ASCII", FORM ";$ helo \303\251\n", "line 2: " },
	{ "an escape has three digits", FORM ";$ helo \\06\n", "line 2: " },
	{ "an escape has digits", FORM ";$ helo \\x00\n", "line 2: " },
	{ "an escape is of an octet", FORM ";$ helo \\256\n", "line 2: " },
	{ "an input stands once", FORM ";$ helo x\n;$ helo x\n", "line 3: " },
	{ "inputs stand before answers", FORM ";! a. A nodata unknown\n;$ helo x\n", "line 3: " },
	{ "a statement has a name", FORM ";!  A nodata unknown\n", "line 2: " },
	{ "a statement has a sound name", FORM ";! a..b A nodata unknown\n", "line 2: " },
	{ "a statement has a type", FORM "\n;! a. NONSENSE nodata unknown\n", "line 3: " },
	{ "a type's number has a maximum", FORM ";! a. TYPE65536 nodata unknown\n", "line 2: " },
	{ "a statement has a state", FORM ";! a. A perhaps unknown\n", "line 2: " },
	{ "a statement has a trust", FORM ";! a. A nodata\n", "line 2: " },
	{ "a statement ends there", FORM ";! a. A nodata unknown more\n", "line 2: " },
	{ "a question is answered once",
	    FORM ";! a. A nodata unknown\n;! A. TYPE1 nxdomain unknown\n", "line 3: a second " },
	{ "records that are stated are there", FORM ";! a. A records unknown\na. 1 IN TXT \"x\"\n",
	    "records of a" },
	{ "records belong to a statement", FORM "\na. 1 IN A 192.0.2.1\n;! a. A records unknown\n",
	    "line 3: " },
	{ "a record in a statement is sound", FORM ";! a. A records unknown\na. 1 IN A x\n",
	    "line 3: " },
	{ "a record has a name", FORM ";! a. A records unknown\n 1 IN A 192.0.2.1\n", "line 3: " },
	{ "a record has a TTL", FORM ";! a. A records unknown\na. IN A 192.0.2.1\n", "line 3: " },
	{ "a TTL has 32 bits", FORM ";! a. A records unknown\na. 4294967296 IN A 192.0.2.1\n",
	    "line 3: " },
	{ "a record has a class", FORM ";! a. A records unknown\na. 1 A 192.0.2.1\n", "line 3: " },
	{ "a record's class is IN", FORM ";! a. A records unknown\na. 1 CH A 192.0.2.1\n",
	    "line 3: " },
	{ "a record has a type", FORM ";! a. A records unknown\na. 1 IN B 192.0.2.1\n",
	    "line 3: " },
	{ "a record has data", FORM ";! a. TXT records unknown\na. 1 IN TXT\n", "line 3: " },
	{ "a record ends with its line",
	    FORM ";! a. TXT records unknown\na. 1 IN TXT ( \"x\"\n\"y\" )\n", "line 3: " },
	{ "there are no directives", FORM ";! a. A nodata unknown\n$INCLUDE /etc/passwd\n",
	    "line 3: " },
	{ "a line ends without CR", FORM ";! a. A nodata unknown\r\n", "line 2: " },
	{ "a record in hex has a name", FORM ";! a. A records unknown\n;= 1 IN A 00\n",
	    "line 3: " },
	{ "a record in hex has a TTL", FORM ";! a. A records unknown\n;= a. x IN A 00\n",
	    "line 3: " },
	{ "a record in hex has whole octets", FORM ";! a. A records unknown\n;= a. 1 IN A 000\n",
	    "line 3: " },
	{ "a record in hex is in hex", FORM ";! a. A records unknown\n;= a. 1 IN A 0g\n",
	    "line 3: " },
	{ "a record in hex belongs to a statement", FORM ";= a. 1 IN A 00\n", "line 2: " },
	{ "a record in hex ends there", FORM ";! a. A records unknown\n;= a. 1 IN A 00 00\n",
	    "line 3: " },
};

/* The evidence stays as it was. */
static void
check_untouched(secmail_dns_evidence *e, const char *proves)
{
	char text[TOLD_SIZE];
	uint32_t id;
	secmail_answers *a = asking("b", SECMAIL_DNS_A, &id);
	size_t len;
	const char *input = secmail_dns_evidence_input(e, "helo", &len);

	ck_assert_msg(input && strcmp(input, "before") == 0, "%s", proves);
	ck_assert_msg(secmail_dns_evidence_input_count(e) == 1, "%s", proves);
	ck_assert_msg(secmail_dns_evidence_answer(e, a) == SECMAIL_DONE, "%s", proves);
	ck_assert_msg(strcmp(told(a, id, text), "records 192.0.2.1") == 0, "%s", proves);
	secmail_answers_free(a);
}

START_TEST(refuses)
{
	const struct refused *r = &refuseds[_i];
	secmail_dns_evidence *e =
	    loaded(FORM ";$ helo before\n;! b. A records unknown\nb. 1 IN A 192.0.2.1\n");

	ck_assert_msg(secmail_dns_evidence_load(e, r->text, strlen(r->text)) == SECMAIL_SYNTAX,
	    "%s", r->proves);
	ck_assert_msg(strncmp(secmail_dns_evidence_error(e), r->says, strlen(r->says)) == 0,
	    "%s: '%s'", r->proves, secmail_dns_evidence_error(e));
	check_untouched(e, r->proves);
	secmail_dns_evidence_free(e);
}
END_TEST

/* So many lines of one kind, with their number where it says %d, are over a limit in this line. */
static const struct too_much {
	const char *proves;
	const char *line;
	size_t count;
	const char *says;
} too_muches[] = {
	{ "inputs have a maximum", ";$ input-%d x\n", SECMAIL_DNS_MAX_INPUTS + 1, "line 34: " },
	{ "answers have the maximum of a table", ";! n%d. A nodata unknown\n",
	    SECMAIL_ANSWERS_MAX_QUESTIONS + 1, "line 514: " },
};

START_TEST(more_than_the_most_is_refused)
{
	const struct too_much *t = &too_muches[_i];
	secmail_dns_evidence *e =
	    loaded(FORM ";$ helo before\n;! b. A records unknown\nb. 1 IN A 192.0.2.1\n");
	static char text[32768];
	size_t used = (size_t)snprintf(text, sizeof text, FORM);
	size_t before = 0;

	for (size_t i = 0; i < t->count; i++) {
		const char *number = strchr(t->line, '%');

		before = used;
		used += (size_t)snprintf(text + used, sizeof text - used, "%.*s%zu%s",
		    (int)(number - t->line), t->line, i, number + 2);
	}
	ck_assert_msg(secmail_dns_evidence_load(e, text, used) == SECMAIL_LIMIT, "%s", t->proves);
	ck_assert_msg(strncmp(secmail_dns_evidence_error(e), t->says, strlen(t->says)) == 0,
	    "%s: '%s'", t->proves, secmail_dns_evidence_error(e));
	check_untouched(e, t->proves);
	ck_assert_msg(secmail_dns_evidence_load(e, text, before) == SECMAIL_DONE, "%s", t->proves);
	secmail_dns_evidence_free(e);
}
END_TEST

START_TEST(a_value_that_is_too_long_is_refused)
{
	static char text[SECMAIL_DNS_MAX_INPUT + 200];
	secmail_dns_evidence *e = evidence_new();
	size_t used = (size_t)snprintf(text, sizeof text, FORM ";$ helo ");

	memset(text + used, 'x', SECMAIL_DNS_MAX_INPUT + 1);
	used += SECMAIL_DNS_MAX_INPUT;
	ck_assert_int_eq(secmail_dns_evidence_load(e, text, used + 1), SECMAIL_LIMIT);
	ck_assert_str_eq(secmail_dns_evidence_error(e), "line 2: an input has 8192 octets at most");
	ck_assert_int_eq(secmail_dns_evidence_load(e, text, used), SECMAIL_DONE);
	ck_assert_int_eq(
	    secmail_dns_evidence_load(e, text, SECMAIL_DNS_MAX_ZONE_TEXT + 1), SECMAIL_LIMIT);
	ck_assert_str_ne(secmail_dns_evidence_error(e), "");
	secmail_dns_evidence_free(e);
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
	tcase_add_test(t, answers_stay_apart);
	tcase_add_test(t, a_long_ttl_is_cut);
	tcase_add_test(t, comments_may_stand_anywhere);
	tcase_add_loop_test(t, what_is_missing_is_named, 0, sizeof missings / sizeof missings[0]);
	tcase_add_test(t, what_is_there_is_answered_beside_what_is_missing);
	tcase_add_test(t, a_speculative_question_may_be_missing);
	tcase_add_test(t, new_evidence_has_no_answer_to_anything);
	tcase_add_loop_test(t, inputs_come_back, 0, sizeof values / sizeof values[0]);
	tcase_add_test(t, the_most_inputs_come_back_in_order);
	tcase_add_loop_test(t, inputs_are_refused, 0, sizeof bad_inputs / sizeof bad_inputs[0]);
	tcase_add_test(t, a_load_replaces);
	tcase_add_loop_test(t, refuses, 0, sizeof refuseds / sizeof refuseds[0]);
	tcase_add_loop_test(
	    t, more_than_the_most_is_refused, 0, sizeof too_muches / sizeof too_muches[0]);
	tcase_add_test(t, a_value_that_is_too_long_is_refused);
	return t;
}
