/*
 * test_keep.c - what a session keeps from round to round is given up when it no longer holds
 *
 * Each change comes after each number of rounds, one answer a round, and the
 * verdict afterwards has to be that of a session that knows nothing else.
 */
#include <string.h>

#include "spf_internal.h"
#include "world.h"

#define ROWS(table) (sizeof(table) / sizeof(table)[0])

/* More than any case here takes. */
#define MOST_ROUNDS 12

/* The record keeps a name, a name made of macros, hosts, and what the client's address claims. */
static const char before[] =
    "example.com TXT v=spf1 a:h.example a:%{l}.%{h}.example mx:m.example a:%{p}.p.example "
    "ip4:203.0.113.9 include:i.example -all\n"
    "h.example A 192.0.2.77\nuser.mail.example.org.example A 203.0.113.1\n"
    "other.mail.example.org.example A 192.0.2.1\n"
    "user.h.example A 192.0.2.1\n"
    "m.example MX a.example\nm.example MX b.example\na.example A 203.0.113.2\n"
    "b.example A 203.0.113.3\n1.2.0.192.in-addr.arpa PTR c.example.com\n"
    "c.example.com A 192.0.2.1\nc.example.com.p.example A 203.0.113.4\n"
    "77.2.0.192.in-addr.arpa PTR c.example.com\n"
    "i.example TXT v=spf1 ip4:203.0.113.0/25 ?all\n"
    "mail.example.org TXT v=spf1 a:h.example include:i.example ~all\n";

/* The same names with other records. */
static const char after[] = "example.com TXT v=spf1 a:h.example mx:m.example -all\n"
			    "h.example A 203.0.113.1\nm.example MX b.example\n"
			    "b.example A 192.0.2.1\n";

static void
another_client(world *w)
{
	ck_assert_int_eq(
	    secmail_spf_set_client(w->spf, (const uint8_t[4]){ 192, 0, 2, 77 }, 4), SECMAIL_DONE);
}

static void
a_client_in_a_network(world *w)
{
	ck_assert_int_eq(
	    secmail_spf_set_client(w->spf, (const uint8_t[4]){ 203, 0, 113, 9 }, 4), SECMAIL_DONE);
}

static void
another_sender(world *w)
{
	ck_assert_int_eq(secmail_spf_set_mail_from(w->spf, "other@example.com", 17), SECMAIL_DONE);
}

static void
another_helo(world *w)
{
	ck_assert_int_eq(secmail_spf_set_helo(w->spf, "h", 1), SECMAIL_DONE);
}

static void
a_null_sender(world *w)
{
	ck_assert_int_eq(secmail_spf_set_mail_from(w->spf, "<>", 2), SECMAIL_DONE);
}

static void
a_reset_table(world *w)
{
	secmail_answers_reset(w->answers);
	w->zone = after;
}

/* Memory that was just freed is what comes first: the new table stands where the old one did. */
static void
a_table_in_the_same_place(world *w)
{
	secmail_answers_free(w->answers);
	ck_assert_int_eq(secmail_answers_new(&w->answers), SECMAIL_DONE);
	w->zone = after;
}

static void
a_table_for_a_while(world *w)
{
	secmail_answers *own = w->answers;

	ck_assert_int_eq(secmail_answers_new(&w->answers), SECMAIL_DONE);
	w->zone = after;
	ck_assert_int_eq(secmail_spf_result_code(world_judge(w)), SECMAIL_SPF_PASS);
	secmail_answers_free(w->answers);
	w->answers = own;
	w->zone = before;
}

static void
another_session_on_the_table(world *w)
{
	world other = *w;

	ck_assert_int_eq(secmail_spf_new(WORLD_NOW, &other.spf), SECMAIL_DONE);
	other.result = NULL;
	another_client(&other);
	ck_assert_int_eq(secmail_spf_set_helo(other.spf, "mail.example.org", 16), SECMAIL_DONE);
	another_sender(&other);
	ck_assert_int_eq(secmail_spf_result_code(world_judge(&other)), SECMAIL_SPF_PASS);
	secmail_spf_result_free(other.result);
	secmail_spf_free(other.spf);
}

static void
helo_for_its_own_sake(world *w)
{
	secmail_spf_result *result;
	secmail_status status;

	while ((status = secmail_spf_judge_helo(w->spf, w->answers, &result)) == SECMAIL_WANT_DNS)
		world_answer(w);
	ck_assert_int_eq(status, SECMAIL_DONE);
	ck_assert_int_eq(secmail_spf_result_code(result), SECMAIL_SPF_SOFTFAIL);
	secmail_spf_result_free(result);
}

static void
more_than_is_kept(world *w)
{
	w->spf->keep.arena.used = SECMAILP_SPF_KEEP_FULL + 1;
}

static void
nothing(world *w)
{
	(void)w;
}

static const struct change {
	const char *proves;
	void (*change)(world *w);
	secmail_spf_code code;
} changes[] = {
	{ "nothing happens", nothing, SECMAIL_SPF_FAIL },
	{ "another client is compared anew", another_client, SECMAIL_SPF_PASS },
	{ "another client may be in a network", a_client_in_a_network, SECMAIL_SPF_PASS },
	{ "another sender makes other names", another_sender, SECMAIL_SPF_PASS },
	{ "another HELO makes other names", another_helo, SECMAIL_SPF_PASS },
	{ "the null sender is another domain", a_null_sender, SECMAIL_SPF_SOFTFAIL },
	{ "a table that is reset is read anew", a_reset_table, SECMAIL_SPF_PASS },
	{ "so is one that stands where another did", a_table_in_the_same_place, SECMAIL_SPF_PASS },
	{ "another table in between changes nothing", a_table_for_a_while, SECMAIL_SPF_FAIL },
	{ "nor does another session", another_session_on_the_table, SECMAIL_SPF_FAIL },
	{ "nor does a check of HELO", helo_for_its_own_sake, SECMAIL_SPF_FAIL },
	{ "nor does giving up what is kept", more_than_is_kept, SECMAIL_SPF_FAIL },
};

START_TEST(a_change_counts_whenever_it_comes)
{
	const struct change *c = &changes[_i];

	for (size_t rounds = 0; rounds < MOST_ROUNDS; rounds++) {
		world w = world_usual(before);

		w.order = rounds % 2 ? WORLD_ONE_LAST : WORLD_ONE_FIRST;
		for (size_t i = 0; i < rounds; i++)
			if (secmail_spf_judge(w.spf, w.answers, &w.result) == SECMAIL_WANT_DNS)
				world_answer(&w);
			else
				secmail_spf_result_free(w.result), w.result = NULL;
		c->change(&w);
		ck_assert_msg(secmail_spf_result_code(world_judge(&w)) == c->code,
		    "%s, after %zu rounds: %s", c->proves, rounds,
		    secmail_spf_result_detail(w.result));
		world_close(&w);
	}
}
END_TEST

/* RFC 7208 section 4.6.4: what was asked for a name counts, whether or not the name is known by
 * now. */
START_TEST(a_kept_name_counts_what_it_asked)
{
	for (size_t max = 1; max < MOST_ROUNDS; max++) {
		world quick = world_usual(before), slow = world_usual(before);

		slow.order = WORLD_ONE_LAST;
		ck_assert_int_eq(secmail_spf_set_max_questions(quick.spf, max), SECMAIL_DONE);
		ck_assert_int_eq(secmail_spf_set_max_questions(slow.spf, max), SECMAIL_DONE);
		ck_assert_str_eq(secmail_spf_result_detail(world_judge(&quick)),
		    secmail_spf_result_detail(world_judge(&slow)));
		world_close(&quick);
		world_close(&slow);
	}
}
END_TEST

TCase *
keep_tests(void)
{
	TCase *c = tcase_create("keep");

	tcase_add_loop_test(c, a_change_counts_whenever_it_comes, 0, ROWS(changes));
	tcase_add_test(c, a_kept_name_counts_what_it_asked);
	return c;
}
