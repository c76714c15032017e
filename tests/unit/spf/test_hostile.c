/*
 * test_hostile.c - answers as no honest resolver gives them, and calls in no sensible order
 *
 * The table takes what a driver hands it: whether an address has four octets, a
 * name ends, and strings fill their record is for the evaluation to see.
 */
#include <stdio.h>
#include <string.h>

#include "world.h"

#define ROWS(table) (sizeof(table) / sizeof(table)[0])

/* A record as it stands on the wire, with NULs in it. */
#define WIRE(octets) octets, sizeof(octets) - 1

#define MATCHED SECMAIL_SPF_REASON_MATCHED

#define LABEL_63 "\77aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define LABEL_61 "\75aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define LABEL_62 "\76aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static const struct row {
	const char *proves;
	const char *record;
	uint16_t type; /* of the answer that is hostile; others are the record, and void */
	const char *rdata;
	size_t len;
	secmail_spf_code code;
	size_t voids;
} rows[] = {
	{ "an address of no octets is none", "a/0 -all", SECMAIL_DNS_A, WIRE(""), SECMAIL_SPF_FAIL,
	    0 },
	{ "an address of three octets is none", "a/0 -all", SECMAIL_DNS_A, WIRE("\300\0\2"),
	    SECMAIL_SPF_FAIL, 0 },
	{ "an address of five octets is none", "a/0 -all", SECMAIL_DNS_A, WIRE("\300\0\2\1\0"),
	    SECMAIL_SPF_FAIL, 0 },
	{ "an IPv6 address in an A record is none", "a/0//0 -all", SECMAIL_DNS_A,
	    WIRE("\0\0\0\0\0\0\0\0\0\0\377\377\300\0\2\1"), SECMAIL_SPF_FAIL, 0 },
	{ "an address of four octets is one", "a -all", SECMAIL_DNS_A, WIRE("\300\0\2\1"),
	    SECMAIL_SPF_PASS, 0 },
	{ "exists wants a record and looks at nothing in it", "exists:example.com -all",
	    SECMAIL_DNS_A, WIRE(""), SECMAIL_SPF_PASS, 0 },

	{ "an MX without octets has no host", "mx -all", SECMAIL_DNS_MX, WIRE(""), SECMAIL_SPF_FAIL,
	    0 },
	{ "an MX of half a preference has no host", "mx -all", SECMAIL_DNS_MX, WIRE("\0"),
	    SECMAIL_SPF_FAIL, 0 },
	{ "an MX of a preference alone has no host", "mx -all", SECMAIL_DNS_MX, WIRE("\0\12"),
	    SECMAIL_SPF_FAIL, 0 },
	{ "the null MX has no host (RFC 7505)", "mx -all", SECMAIL_DNS_MX, WIRE("\0\0\0"),
	    SECMAIL_SPF_FAIL, 0 },
	{ "an MX whose name has no end has no host", "mx -all", SECMAIL_DNS_MX, WIRE("\0\12\1h"),
	    SECMAIL_SPF_FAIL, 0 },
	{ "an MX whose label is cut off has no host", "mx -all", SECMAIL_DNS_MX,
	    WIRE("\0\12\77h\0"), SECMAIL_SPF_FAIL, 0 },
	{ "an MX with a compressed name has no host", "mx -all", SECMAIL_DNS_MX,
	    WIRE("\0\12\300\14"), SECMAIL_SPF_FAIL, 0 },
	{ "an MX with a label of 64 octets has no host", "mx -all", SECMAIL_DNS_MX,
	    WIRE("\0\12\100" LABEL_63 "\0"), SECMAIL_SPF_FAIL, 0 },
	{ "an MX with a dot in a label has no host", "mx -all", SECMAIL_DNS_MX,
	    WIRE("\0\12\3a.b\0"), SECMAIL_SPF_FAIL, 0 },
	{ "an MX with a NUL in a label has a host that is looked up", "mx -all", SECMAIL_DNS_MX,
	    WIRE("\0\12\3a\0b\0"), SECMAIL_SPF_FAIL, 1 },
	{ "an MX name of 255 octets is looked up", "mx -all", SECMAIL_DNS_MX,
	    WIRE("\0\12" LABEL_63 LABEL_63 LABEL_63 LABEL_61 "\0"), SECMAIL_SPF_FAIL, 1 },
	{ "an MX name of 256 octets is none", "mx -all", SECMAIL_DNS_MX,
	    WIRE("\0\12" LABEL_63 LABEL_63 LABEL_63 LABEL_62 "\0"), SECMAIL_SPF_FAIL, 0 },
	{ "what stands behind an MX name is not looked at", "mx -all", SECMAIL_DNS_MX,
	    WIRE("\0\12\1h\0rest"), SECMAIL_SPF_FAIL, 1 },

	{ "a PTR without octets claims no name", "ptr -all", SECMAIL_DNS_PTR, WIRE(""),
	    SECMAIL_SPF_FAIL, 0 },
	{ "the root is no name to claim", "ptr exists:%{p}.example -all", SECMAIL_DNS_PTR,
	    WIRE("\0"), SECMAIL_SPF_FAIL, 1 },
	{ "a PTR with a compressed name claims none", "ptr -all", SECMAIL_DNS_PTR, WIRE("\300\14"),
	    SECMAIL_SPF_FAIL, 0 },
	{ "a dot in a label is none between labels", "ptr -all", SECMAIL_DNS_PTR,
	    WIRE("\15h.example.com\0"), SECMAIL_SPF_FAIL, 0 },

	{ "a TXT record without octets is no SPF record", "", SECMAIL_DNS_TXT, WIRE(""),
	    SECMAIL_SPF_NONE, 0 },
	{ "nor is one of an empty string", "", SECMAIL_DNS_TXT, WIRE("\0"), SECMAIL_SPF_NONE, 0 },
	{ "a string that is longer than its record is none", "", SECMAIL_DNS_TXT,
	    WIRE("\14v=spf1 -all"), SECMAIL_SPF_NONE, 0 },
	{ "a record whose second string is cut off is none", "", SECMAIL_DNS_TXT,
	    WIRE("\13v=spf1 +all\6 -all"), SECMAIL_SPF_NONE, 0 },
	{ "a record with a string's length alone at its end is none", "", SECMAIL_DNS_TXT,
	    WIRE("\13v=spf1 +all\1"), SECMAIL_SPF_NONE, 0 },
	{ "an empty string behind a record is nothing", "", SECMAIL_DNS_TXT,
	    WIRE("\13v=spf1 +all\0"), SECMAIL_SPF_PASS, 0 },
	{ "a NUL ends no record", "", SECMAIL_DNS_TXT, WIRE("\21v=spf1 +all\0 -all"),
	    SECMAIL_SPF_PERMERROR, 0 },
	{ "a NUL is no space behind the version", "", SECMAIL_DNS_TXT, WIRE("\13v=spf1\0+all"),
	    SECMAIL_SPF_NONE, 0 },
	{ "nor is a tabulator", "", SECMAIL_DNS_TXT, WIRE("\13v=spf1\t+all"), SECMAIL_SPF_NONE, 0 },
	{ "nor does one separate terms", "", SECMAIL_DNS_TXT, WIRE("\20v=spf1 a\tip4:1.1"),
	    SECMAIL_SPF_PERMERROR, 0 },
	{ "a line feed does not either", "", SECMAIL_DNS_TXT, WIRE("\14v=spf1 -all\n"),
	    SECMAIL_SPF_PERMERROR, 0 },
};

static void
add(secmail_answers *a, uint32_t id, const void *rdata, size_t len)
{
	ck_assert_int_eq(secmail_answers_add(a, id, rdata, len, 300), SECMAIL_DONE);
}

static void
add_record(secmail_answers *a, uint32_t id, const char *terms)
{
	uint8_t rdata[256] = "\0v=spf1 ";
	size_t len = strlen(terms);

	memcpy(rdata + 8, terms, len);
	rdata[0] = (uint8_t)(7 + len);
	add(a, id, rdata, 8 + len);
}

/* The hostile answer is the first of its type; a name's later ones are void. */
static void
answer_row(const struct row *r, secmail_answers *a, bool *was_given)
{
	uint32_t ids[64];
	size_t open = secmail_answers_open(a, ids, ROWS(ids));

	ck_assert(open > 0 && open <= ROWS(ids));
	for (size_t i = 0; i < open; i++) {
		uint16_t type = secmail_answers_qtype(a, ids[i]);

		if (type == r->type && !*was_given) {
			add(a, ids[i], r->rdata, r->len);
			*was_given = true;
		} else if (type == SECMAIL_DNS_TXT) {
			add_record(a, ids[i], r->record);
		}
		ck_assert_int_eq(
		    secmail_answers_close(a, ids[i], 0, SECMAIL_TRUST_UNKNOWN), SECMAIL_DONE);
	}
}

START_TEST(hostile_data_is_no_match_and_no_record)
{
	const struct row *r = &rows[_i];
	world w = world_usual("");
	bool was_given = false;

	while (secmail_spf_judge(w.spf, w.answers, &w.result) == SECMAIL_WANT_DNS)
		answer_row(r, w.answers, &was_given);
	ck_assert_ptr_nonnull(w.result);
	ck_assert(was_given);
	ck_assert_msg(secmail_spf_result_code(w.result) == r->code, "%s: %s", r->proves,
	    secmail_spf_result_detail(w.result));
	ck_assert_msg(secmail_spf_result_void_lookups(w.result) == r->voids, "%s: %zu voids",
	    r->proves, secmail_spf_result_void_lookups(w.result));
	/* The counting reads the same data. */
	(void)secmail_spf_result_ip4_count(w.result, w.answers);
	(void)secmail_spf_result_ip6_count(w.result, w.answers);
	world_close(&w);
}
END_TEST

/* --- names --- */

/* A PTR name of 127 labels, and a macro that turns it round. */
START_TEST(a_name_of_127_labels_is_a_name)
{
	char zone[1024], name[254];

	for (size_t i = 0; i < sizeof name - 1; i++)
		name[i] = i % 2 ? '.' : 'a';
	name[sizeof name - 1] = '\0';
	snprintf(zone, sizeof zone,
	    "1.2.0.192.in-addr.arpa PTR %s\n%s A 192.0.2.1\n"
	    "example.com TXT v=spf1 exists:%%{pr} -all\n",
	    name, name);
	world_expect("127 labels", zone, SECMAIL_SPF_PASS, MATCHED);
}
END_TEST

/* An empty label is none; the dot at a name's end is not one (RFC 7208 section 4.3). */
START_TEST(one_dot_may_end_a_name_and_not_two)
{
	static const char *const names[] = { "h.example", "h.example.", "h.example..", "h..example",
		".h.example", ".", ".." };

	for (size_t i = 0; i < ROWS(names); i++) {
		world w = world_open("example.com TXT v=spf1 exists:%{h} -all\nh.example A "
				     "127.0.0.2\n",
		    "192.0.2.1", names[i], "user@example.com");

		ck_assert_msg(secmail_spf_result_code(world_judge(&w)) ==
				  (i < 2 ? SECMAIL_SPF_PASS : SECMAIL_SPF_FAIL),
		    "%s: %s", names[i], secmail_spf_result_detail(w.result));
		world_close(&w);
	}
}
END_TEST

/* Cut to 253 octets (RFC 7208 section 7.3), it must not become the root. */
START_TEST(a_name_of_which_nothing_fits_is_none)
{
	char helo[260];
	world w;

	memset(helo, 'a', sizeof helo);
	memcpy(helo + sizeof helo - 3, "..", 3);
	w = world_open("example.com TXT v=spf1 exists:%{h} -all\n. A 127.0.0.2\n", "192.0.2.1",
	    helo, "user@example.com");
	ck_assert_int_eq(secmail_spf_result_code(world_judge(&w)), SECMAIL_SPF_FAIL);
	ck_assert_uint_eq(secmail_answers_question_count(w.answers), 1);
	world_close(&w);
}
END_TEST

/* --- sessions and tables --- */

/* Two sessions whose records lead to the same names. */
static const char shared_zone[] =
    "example.com TXT v=spf1 mx include:i.example a:h.example -all\n"
    "example.net TXT v=spf1 include:i.example ~exists:%{l}.h.example ?all\n"
    "i.example TXT v=spf1 a:h.example/24 exists:%{o}.x.example -all\n"
    "h.example A 192.0.3.1\nexample.com MX m.example\nm.example A 192.0.2.9\n"
    "example.net.x.example A 127.0.0.2\n";

/* Judges one round; true once there is a result. */
static bool
step(secmail_spf *s, secmail_answers *a, secmail_spf_result **out)
{
	secmail_status status = *out ? SECMAIL_DONE : secmail_spf_judge(s, a, out);

	ck_assert(status == SECMAIL_DONE || status == SECMAIL_WANT_DNS);
	return status == SECMAIL_DONE;
}

static void
expect_detail(const secmail_spf_result *r, const char *path)
{
	world alone = world_open(shared_zone, "192.0.2.1", "mail.example.org", path);

	ck_assert_str_eq(
	    secmail_spf_result_detail(r), secmail_spf_result_detail(world_judge(&alone)));
	ck_assert_int_eq(secmail_spf_result_code(r), secmail_spf_result_code(alone.result));
	ck_assert_uint_eq(secmail_spf_result_lookups(r), secmail_spf_result_lookups(alone.result));
	world_close(&alone);
}

START_TEST(two_sessions_may_share_a_table)
{
	world one = world_open(shared_zone, "192.0.2.1", "mail.example.org", "user@example.com");
	world two = world_open(shared_zone, "192.0.2.1", "mail.example.org", "user@example.net");
	secmail_spf_result *second = NULL;
	bool done = false;

	one.order = (world_order)_i;
	for (size_t round = 0; !done; round++) {
		ck_assert_uint_lt(round, 50);
		done = step(one.spf, one.answers, &one.result);
		done = step(two.spf, one.answers, &second) && done;
		if (!done)
			world_answer(&one);
	}
	expect_detail(one.result, "user@example.com");
	expect_detail(second, "user@example.net");
	secmail_spf_result_free(second);
	world_close(&one);
	world_close(&two);
}
END_TEST

/* In turns: what it has learnt from one table must not be taken for the other's. */
START_TEST(a_session_may_go_from_table_to_table)
{
	world one = world_usual("example.com TXT v=spf1 a:h.example include:i.example -all\n"
				"h.example A 203.0.113.1\ni.example TXT v=spf1 a:j.example -all\n"
				"j.example A 192.0.2.1\n");
	world two = world_usual("example.com TXT v=spf1 a:h.example include:i.example ~all\n"
				"h.example A 203.0.113.2\ni.example TXT v=spf1 a:j.example -all\n"
				"j.example A 203.0.113.2\n");
	secmail_spf *s = one.spf;
	bool done = false;

	one.order = two.order = WORLD_ONE_FIRST;
	for (size_t round = 0; !done; round++) {
		bool first = step(s, one.answers, &one.result);
		bool second = step(s, two.answers, &two.result);

		ck_assert_uint_lt(round, 50);
		if (!first)
			world_answer(&one);
		if (!second)
			world_answer(&two);
		done = first && second;
	}
	ck_assert_int_eq(secmail_spf_result_code(one.result), SECMAIL_SPF_PASS);
	ck_assert_int_eq(secmail_spf_result_code(two.result), SECMAIL_SPF_SOFTFAIL);
	world_close(&one);
	world_close(&two);
}
END_TEST

/* HELO and sender in turns, on one table and one session. */
START_TEST(both_identities_may_be_judged_in_turns)
{
	world w = world_open("example.com TXT v=spf1 exists:%{l}.%{d}.example -all\n"
			     "mail.example.org TXT v=spf1 exists:%{l}.%{d}.example ~all\n"
			     "user.example.com.example A 127.0.0.2\n",
	    "192.0.2.1", "mail.example.org", "user@example.com");
	secmail_spf_result *helo = NULL;
	bool done = false;

	w.order = WORLD_ONE_LAST;
	for (size_t round = 0; !done; round++) {
		secmail_status status = SECMAIL_DONE;

		ck_assert_uint_lt(round, 20);
		if (!helo)
			status = secmail_spf_judge_helo(w.spf, w.answers, &helo);
		done = step(w.spf, w.answers, &w.result) && status == SECMAIL_DONE;
		if (!done)
			world_answer(&w);
	}
	ck_assert_int_eq(secmail_spf_result_code(helo), SECMAIL_SPF_SOFTFAIL);
	ck_assert_int_eq(secmail_spf_result_scope(helo), SECMAIL_SPF_SCOPE_HELO);
	ck_assert_int_eq(secmail_spf_result_code(w.result), SECMAIL_SPF_PASS);
	secmail_spf_result_free(helo);
	world_close(&w);
}
END_TEST

/* Whichever question the table has no room for: an error, never another verdict. */
START_TEST(a_table_that_fills_up_never_makes_a_pass)
{
	for (size_t cap = 1; cap <= 8; cap++) {
		world w = world_usual("example.com TXT v=spf1 -mx include:i.example a:h.example "
				      "-exists:%{p}.example +all\n"
				      "example.com MX m.example\nm.example A 203.0.113.1\n"
				      "i.example TXT v=spf1 -all\nh.example A 203.0.113.2\n"
				      "1.2.0.192.in-addr.arpa PTR p.example\n"
				      "p.example A 192.0.2.1\np.example.example A 127.0.0.2\n");
		secmail_spf_code code;

		w.order = (world_order)_i;
		ck_assert_int_eq(secmail_answers_set_max_questions(w.answers, cap), SECMAIL_DONE);
		code = secmail_spf_result_code(world_judge(&w));
		ck_assert_int_eq(code, cap < 8 ? SECMAIL_SPF_PERMERROR : SECMAIL_SPF_FAIL);
		world_close(&w);
	}
}
END_TEST

START_TEST(a_session_that_is_reset_between_rounds_begins_anew)
{
	world w = world_usual(shared_zone);

	ck_assert_int_eq(secmail_spf_judge(w.spf, w.answers, &w.result), SECMAIL_WANT_DNS);
	world_answer(&w);
	secmail_spf_reset(w.spf);
	ck_assert_int_eq(secmail_spf_judge(w.spf, w.answers, &w.result), SECMAIL_ARGUMENT);
	ck_assert_int_eq(
	    secmail_spf_set_client(w.spf, (const uint8_t[4]){ 192, 0, 2, 1 }, 4), SECMAIL_DONE);
	ck_assert_int_eq(secmail_spf_judge(w.spf, w.answers, &w.result), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_spf_set_mail_from(w.spf, "user@example.net", 16), SECMAIL_DONE);
	ck_assert_int_eq(secmail_spf_set_helo(w.spf, "mail.example.org", 16), SECMAIL_DONE);
	expect_detail(world_judge(&w), "user@example.net");
	world_close(&w);
}
END_TEST

TCase *
hostile_tests(void)
{
	TCase *c = tcase_create("hostile");

	tcase_add_loop_test(c, hostile_data_is_no_match_and_no_record, 0, ROWS(rows));
	tcase_add_test(c, a_name_of_127_labels_is_a_name);
	tcase_add_test(c, one_dot_may_end_a_name_and_not_two);
	tcase_add_test(c, a_name_of_which_nothing_fits_is_none);
	tcase_add_loop_test(c, two_sessions_may_share_a_table, WORLD_AT_ONCE, WORLD_SHUFFLED + 1);
	tcase_add_test(c, a_session_may_go_from_table_to_table);
	tcase_add_test(c, both_identities_may_be_judged_in_turns);
	tcase_add_loop_test(
	    c, a_table_that_fills_up_never_makes_a_pass, WORLD_AT_ONCE, WORLD_SHUFFLED + 1);
	tcase_add_test(c, a_session_that_is_reset_between_rounds_begins_anew);
	return c;
}
