/* test_client.c - the non-blocking resolver in a loop of the caller's */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "scene.h"

START_TEST(a_loop_drives_it)
{
	uint32_t id;
	secmail_answers *a = asking("mail.example", SECMAIL_DNS_A, &id);
	waiting w;

	serve(FAKE_HONEST);
	ck_assert_int_eq(secmail_dns_client_wait(l.client), -1);
	ck_assert_int_eq(loop_ask(&l, a, &w), SECMAIL_WANT_DNS);
	ck_assert_int_ge(secmail_dns_client_wait(l.client), 0);
	ck_assert_uint_eq(count(SECMAIL_DNS_CLIENT_IN_FLIGHT), 1);
	ck_assert_uint_eq(count(SECMAIL_DNS_CLIENT_TABLES), 1);
	loop_until_told(&l, &w);
	ck_assert_int_eq(w.status, SECMAIL_DONE);
	ck_assert_ptr_eq(w.answers, a);
	ck_told(a, id, "records 192.0.2.7");
	ck_assert_uint_eq(count(SECMAIL_DNS_CLIENT_IN_FLIGHT), 0);
	ck_assert_int_eq(loop_ask(&l, a, &w), SECMAIL_DONE);
	secmail_answers_free(a);
	ck_assert_uint_eq(count(SECMAIL_DNS_CLIENT_TABLES), 0);
	stop();
}
END_TEST

START_TEST(equal_questions_are_asked_once)
{
	uint32_t id, same, other;
	secmail_answers *a = asking("mail.example", SECMAIL_DNS_A, &id);
	secmail_answers *b = asking("MAIL.example.", SECMAIL_DNS_A, &same);
	waiting first, second;

	other = ask(b, "mail.example", SECMAIL_DNS_TXT, SECMAIL_ANSWERS_NEEDED);
	serve(FAKE_HONEST);
	ck_assert_int_eq(loop_ask(&l, a, &first), SECMAIL_WANT_DNS);
	ck_assert_int_eq(loop_ask(&l, b, &second), SECMAIL_WANT_DNS);
	loop_until_told(&l, &second);
	loop_until_told(&l, &first);
	ck_told(a, id, "records 192.0.2.7");
	ck_told(b, same, "records 192.0.2.7");
	ck_told(b, other, "records ok");
	ck_asked(server, 2);
	ck_assert_uint_eq(count(SECMAIL_DNS_CLIENT_QUESTIONS), 3);
	ck_assert_uint_eq(count(SECMAIL_DNS_CLIENT_COALESCED), 1);
	secmail_answers_free(a);
	secmail_answers_free(b);
	stop();
}
END_TEST

static void
cancel(secmail_answers *a)
{
	secmail_dns_client_cancel(l.client, a);
	secmail_dns_client_cancel(l.client, a);
}

static const struct leaving {
	const char *proves;
	void (*leave)(secmail_answers *a);
	const char *expected; /* NULL: the table is gone, or asks nothing any more */
} leavings[] = {
	{ "a table that is cancelled gets no answer", cancel, "open" },
	{ "a table that is freed is let go", secmail_answers_free, NULL },
	{ "a table that is reset is let go", secmail_answers_reset, NULL },
	{ "a table that is expired is let go", secmail_answers_expire, "timeout" },
};

/* Another table that has asked the same is served all the same. */
START_TEST(a_table_leaves_with_queries_in_flight)
{
	const struct leaving *c = &leavings[_i];
	uint32_t id, same;
	secmail_answers *a = asking("mail.example", SECMAIL_DNS_A, &id);
	secmail_answers *b = asking("mail.example", SECMAIL_DNS_A, &same);
	char text[TOLD_SIZE];
	waiting leaves, stays;

	serve(FAKE_HONEST);
	ask(a, "alone.example", SECMAIL_DNS_A, SECMAIL_ANSWERS_NEEDED);
	ck_assert_int_eq(loop_ask(&l, a, &leaves), SECMAIL_WANT_DNS);
	ck_assert_int_eq(loop_ask(&l, b, &stays), SECMAIL_WANT_DNS);
	ck_assert_uint_eq(count(SECMAIL_DNS_CLIENT_IN_FLIGHT), 2);
	c->leave(a);
	ck_assert_msg(count(SECMAIL_DNS_CLIENT_IN_FLIGHT) == 1, "%s", c->proves);
	loop_until_told(&l, &stays);
	loop_turn(&l, 20);
	ck_told(b, same, "records 192.0.2.7");
	ck_assert_msg(leaves.told == 0, "%s", c->proves);
	if (c->expected)
		ck_assert_msg(
		    strcmp(told(a, id, text), c->expected) == 0, "%s: %s", c->proves, text);
	if (c->leave != secmail_answers_free)
		secmail_answers_free(a);
	secmail_answers_free(b);
	stop();
}
END_TEST

START_TEST(a_client_leaves_its_tables)
{
	uint32_t id;
	secmail_answers *a = asking("mail.example", SECMAIL_DNS_A, &id);
	const char *address;
	waiting w;

	serve(FAKE_HONEST);
	address = fake_address(server);
	ck_assert_int_eq(loop_ask(&l, a, &w), SECMAIL_WANT_DNS);
	loop_end(&l);
	ck_told(a, id, "open");
	loop_start(&l, &address, 1);
	ck_assert_int_eq(loop_ask(&l, a, &w), SECMAIL_WANT_DNS);
	loop_until_told(&l, &w);
	ck_told(a, id, "records 192.0.2.7");
	secmail_answers_free(a);
	stop();
}
END_TEST

START_TEST(a_table_is_with_one_client)
{
	uint32_t id;
	secmail_answers *a = asking("mail.example", SECMAIL_DNS_A, &id);
	const char *address;
	waiting w, v;
	loop other;

	serve(FAKE_HONEST);
	address = fake_address(server);
	loop_start(&other, &address, 1);
	ck_assert_int_eq(loop_ask(&l, a, &w), SECMAIL_WANT_DNS);
	ck_assert_int_eq(loop_ask(&other, a, &v), SECMAIL_ARGUMENT);
	ck_assert_str_eq(
	    secmail_dns_client_error(other.client), "the table is attached to another driver");
	secmail_dns_client_cancel(other.client, a);
	loop_until_told(&l, &w);
	loop_end(&other);
	secmail_answers_free(a);
	stop();
}
END_TEST

START_TEST(large_answers_share_a_connection)
{
	char name[32];
	uint32_t id;
	secmail_answers *a = asking("n.example", SECMAIL_DNS_TXT, &id);
	waiting w;

	for (int i = 1; i < 20; i++) {
		snprintf(name, sizeof name, "n%d.example", i);
		ask(a, name, SECMAIL_DNS_TXT, SECMAIL_ANSWERS_NEEDED);
	}
	serve(FAKE_TRUNCATED_KEEPS);
	ck_assert_int_eq(loop_ask(&l, a, &w), SECMAIL_WANT_DNS);
	loop_until_told(&l, &w);
	for (uint32_t i = 0; i < 20; i++)
		ck_assert_uint_eq(secmail_answers_count(a, i), 1);
	ck_assert_uint_eq(fake_segments(server), 20);
	ck_assert_uint_eq(fake_connections(server), 1);
	ck_assert_uint_eq(count(SECMAIL_DNS_CLIENT_CONNECTIONS), 1);
	secmail_answers_free(a);
	stop();
}
END_TEST

START_TEST(replies_over_a_connection_come_in_any_order)
{
	uint32_t text, address;
	secmail_answers *a = asking("mail.example", SECMAIL_DNS_TXT, &text);
	waiting w;

	address = ask(a, "mail.example", SECMAIL_DNS_A, SECMAIL_ANSWERS_NEEDED);
	serve(FAKE_TRUNCATED_REVERSES);
	ck_assert_int_eq(loop_ask(&l, a, &w), SECMAIL_WANT_DNS);
	loop_until_told(&l, &w);
	ck_told(a, address, "records 192.0.2.7");
	ck_assert_uint_eq(secmail_answers_count(a, text), 1);
	ck_assert_uint_eq(fake_connections(server), 1);
	secmail_answers_free(a);
	stop();
}
END_TEST

START_TEST(a_chattering_connection_is_given_up)
{
	uint32_t id;
	secmail_answers *a = asking("mail.example", SECMAIL_DNS_A, &id);
	waiting w;

	serve(FAKE_TRUNCATED_CHATTERS);
	ck_assert_int_eq(loop_ask(&l, a, &w), SECMAIL_WANT_DNS);
	loop_until_told(&l, &w);
	ck_told(a, id, "timeout");
	ck_assert_uint_eq(count(SECMAIL_DNS_CLIENT_TIMEOUTS), 0);
	secmail_answers_free(a);
	stop();
}
END_TEST

/* Each answer comes when the question has been asked again from another port, or another was asked.
 */
START_TEST(late_answers_serve_nobody)
{
	uint32_t id, other;
	secmail_answers *a = asking("mail.example", SECMAIL_DNS_A, &id);
	waiting w;

	other = ask(a, "mail.example", SECMAIL_DNS_TXT, SECMAIL_ANSWERS_NEEDED);
	serve(FAKE_ONE_BEHIND);
	ck_assert_int_eq(loop_ask(&l, a, &w), SECMAIL_WANT_DNS);
	loop_until_told(&l, &w);
	ck_told(a, id, "records 192.0.2.7"); /* in time: the second query released it */
	ck_told(a, other, "timeout");
	ck_assert_uint_gt(count(SECMAIL_DNS_CLIENT_FOREIGN), 0);
	secmail_answers_free(a);
	stop();
}
END_TEST

static const struct spelling {
	const char *proves;
	fake_manner manner;
	unsigned segments, misspelt, second_segments;
} spellings[] = {
	{ "a server that keeps the case is believed over UDP", FAKE_HONEST, 0, 0, 0 },
	{ "one that loses it is asked over TCP, once", FAKE_LOSES_CASE, 1, 2, 1 },
	{ "a datagram that loses it is not believed", FAKE_LOSES_CASE_IN_UDP, 1, 1, 2 },
	{ "without TCP the question is asked again in small letters", FAKE_LOSES_CASE_NO_TCP, 0, 1,
	    0 },
};

START_TEST(the_case_has_to_be_kept)
{
	const struct spelling *s = &spellings[_i];
	uint32_t id;
	secmail_answers *a = asking(LONG_NAME, SECMAIL_DNS_A, &id);
	waiting w;

	serve(s->manner);
	ck_assert_int_eq(loop_ask(&l, a, &w), SECMAIL_WANT_DNS);
	loop_until_told(&l, &w);
	ck_told(a, id, "records 192.0.2.7");
	ck_assert_msg(
	    fake_segments(server) == s->segments, "%s: %u", s->proves, fake_segments(server));
	ck_assert_msg(count(SECMAIL_DNS_CLIENT_MISSPELT) == s->misspelt, "%s", s->proves);
	id = ask(a, "another." LONG_NAME, SECMAIL_DNS_A, SECMAIL_ANSWERS_NEEDED);
	ck_assert_int_eq(loop_ask(&l, a, &w), SECMAIL_WANT_DNS);
	loop_until_told(&l, &w);
	ck_told(a, id, "records 192.0.2.7");
	ck_assert_msg(fake_segments(server) == s->second_segments, "%s: then %u", s->proves,
	    fake_segments(server));
	secmail_answers_free(a);
	stop();
}
END_TEST

START_TEST(a_silent_server_is_asked_last_afterwards)
{
	fake_server *silent = fake_start(FAKE_SILENT), *honest = fake_start(FAKE_HONEST);
	const char *addresses[] = { fake_address(silent), fake_address(honest) };
	uint32_t id;
	secmail_answers *a = asking("mail.example", SECMAIL_DNS_A, &id);
	waiting w;

	loop_start(&l, addresses, 2);
	ck_assert_int_eq(loop_ask(&l, a, &w), SECMAIL_WANT_DNS);
	loop_until_told(&l, &w);
	id = ask(a, "mail.example", SECMAIL_DNS_TXT, SECMAIL_ANSWERS_NEEDED);
	ck_assert_int_eq(loop_ask(&l, a, &w), SECMAIL_WANT_DNS);
	loop_until_told(&l, &w);
	ck_told(a, id, "records ok");
	ck_asked(silent, 1);
	ck_asked(honest, 2);
	secmail_answers_free(a);
	loop_end(&l);
	fake_stop(silent);
	fake_stop(honest);
}
END_TEST

/* A server that is being restarted is given time, and the others are not kept waiting by it. */
START_TEST(a_server_that_is_away_is_given_time)
{
	uint32_t id;
	secmail_answers *a = asking("mail.example", SECMAIL_DNS_A, &id);
	char address[32];
	const char *away = address;
	waiting w;

	server = fake_start(FAKE_HONEST);
	snprintf(address, sizeof address, "%s", fake_address(server));
	fake_stop(server);
	loop_start(&l, &away, 1);
	ck_assert_int_eq(loop_ask(&l, a, &w), SECMAIL_WANT_DNS);
	lookup_of(a, id)->asked_at += 10000; /* however slow the machine is, the pause lasts */
	loop_turn(&l, 10);
	ck_assert_uint_eq(w.told, 0);
	ck_assert(lookup_of(a, id)->pauses);
	ck_assert_uint_eq(count(SECMAIL_DNS_CLIENT_DATAGRAMS), 1);
	let_time_pass(10000);
	loop_until_told(&l, &w);
	ck_told(a, id, "timeout");
	ck_assert_uint_eq(count(SECMAIL_DNS_CLIENT_DATAGRAMS), 2);
	ck_assert_uint_eq(count(SECMAIL_DNS_CLIENT_TIMEOUTS), 0);
	secmail_answers_free(a);
	loop_end(&l);
}
END_TEST

START_TEST(a_try_takes_another_port)
{
	uint32_t id;
	secmail_answers *a = asking("mail.example", SECMAIL_DNS_A, &id);
	waiting w;

	serve(FAKE_SILENT);
	ck_assert_int_eq(loop_ask(&l, a, &w), SECMAIL_WANT_DNS);
	loop_until_told(&l, &w);
	ck_told(a, id, "timeout");
	ck_asked(server, 2);
	ck_assert_uint_eq(fake_most_of_a_port(server), 1);
	ck_assert_uint_eq(count(SECMAIL_DNS_CLIENT_TIMEOUTS), 2);
	secmail_answers_free(a);
	stop();
}
END_TEST

/* 600 questions in one table: no port asks more than it may, and the ports' descriptors are closed.
 */
START_TEST(a_port_asks_some_questions_only)
{
	char name[32];
	uint32_t id;
	secmail_answers *a = asking("n.example", SECMAIL_DNS_A, &id);
	waiting w;

	for (int i = 1; i < 500; i++) {
		snprintf(name, sizeof name, "n%d.example", i);
		ask(a, name, SECMAIL_DNS_A, SECMAIL_ANSWERS_NEEDED);
	}
	serve(FAKE_HONEST);
	ck_assert_int_eq(loop_ask(&l, a, &w), SECMAIL_WANT_DNS);
	loop_until_told(&l, &w);
	ck_assert_uint_le(l.count, SECMAILP_DNS_PORTS);
	ck_assert_uint_le(fake_most_of_a_port(server), SECMAIL_DNS_PORT_QUESTIONS);
	ck_assert_uint_gt(fake_most_of_a_port(server), 1);
	secmail_answers_free(a);
	stop();
}
END_TEST

START_TEST(other_settings_take_over_what_is_in_flight)
{
	fake_server *honest = fake_start(FAKE_HONEST);
	const char *address = fake_address(honest);
	secmail_dns_resolver *nobody = settings_of(NULL, 0), *others = settings_of(&address, 1);
	uint32_t id;
	secmail_answers *a = asking("mail.example", SECMAIL_DNS_A, &id);
	waiting w;

	serve(FAKE_SILENT);
	ck_assert_int_eq(loop_ask(&l, a, &w), SECMAIL_WANT_DNS);
	ck_assert_int_eq(secmail_dns_client_set_resolver(l.client, nobody), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_dns_client_set_resolver(l.client, others), SECMAIL_DONE);
	loop_until_told(&l, &w);
	ck_told(a, id, "records 192.0.2.7");
	ck_assert_uint_eq(count(SECMAIL_DNS_CLIENT_TIMEOUTS), 0);
	secmail_answers_free(a);
	secmail_dns_resolver_free(nobody);
	secmail_dns_resolver_free(others);
	stop();
	fake_stop(honest);
}
END_TEST

/* A sender whose names are slow one after the other gets no more time than one whose are slow at
 * once. */
START_TEST(the_total_counts_from_the_first_start)
{
	uint32_t id, later;
	secmail_answers *a = asking("mail.example", SECMAIL_DNS_A, &id);
	waiting w;

	serve(FAKE_SILENT);
	have_patience(60000, 50);
	ck_assert_int_eq(loop_ask(&l, a, &w), SECMAIL_WANT_DNS);
	loop_until_told(&l, &w);
	ck_assert_int_eq(w.status, SECMAIL_DONE);
	ck_told(a, id, "timeout");
	later = ask(a, "later.example", SECMAIL_DNS_A, SECMAIL_ANSWERS_NEEDED);
	ck_assert_int_eq(loop_ask(&l, a, &w), SECMAIL_DONE);
	ck_told(a, later, "timeout");
	secmail_answers_reset(a);
	ask(a, "mail.example", SECMAIL_DNS_A, SECMAIL_ANSWERS_NEEDED);
	ck_assert_int_eq(loop_ask(&l, a, &w), SECMAIL_WANT_DNS);
	secmail_answers_free(a);
	stop();
}
END_TEST

/* With room for one, it is the one that the decision waits for, though it was asked last. */
START_TEST(what_is_needed_goes_first)
{
	uint32_t id, early;
	secmail_answers *a;
	waiting w;

	ck_assert_int_eq(secmail_answers_new(&a), SECMAIL_DONE);
	early = ask(a, "mail.example", SECMAIL_DNS_TXT, SECMAIL_ANSWERS_SPECULATIVE);
	id = ask(a, "mail.example", SECMAIL_DNS_A, SECMAIL_ANSWERS_NEEDED);
	serve(FAKE_HONEST);
	l.client->lookup_count = SECMAIL_DNS_MAX_LOOKUPS - 1;
	ck_assert_int_eq(loop_ask(&l, a, &w), SECMAIL_WANT_DNS);
	ck_assert_ptr_nonnull(lookup_of(a, id));
	ck_assert_ptr_null(lookup_of(a, early));
	l.client->lookup_count = 1;
	loop_until_told(&l, &w);
	ck_told(a, id, "records 192.0.2.7");
	secmail_answers_free(a);
	stop();
}
END_TEST

START_TEST(speculation_is_answered_after_all_is_told)
{
	uint32_t id, early;
	secmail_answers *a = asking("mail.example", SECMAIL_DNS_A, &id);
	waiting w;

	early = ask(a, "mail.example", SECMAIL_DNS_TXT, SECMAIL_ANSWERS_SPECULATIVE);
	serve(FAKE_HONEST);
	ck_assert_int_eq(loop_ask(&l, a, &w), SECMAIL_WANT_DNS);
	loop_until_told(&l, &w);
	loop_turn(&l, 20);
	ck_told(a, early, "records ok");
	ck_assert_uint_eq(w.told, 1);
	secmail_answers_free(a);
	stop();
}
END_TEST

typedef struct chain {
	unsigned left;
	secmail_answers *answers;
	waiting waiting;
} chain;

/* Asks one question after the other from inside `done`, and frees the table with the last. */
static void
go_on(void *arg, secmail_answers *a, secmail_status status)
{
	chain *c = arg;
	char name[32];

	ck_assert_int_eq(status, SECMAIL_DONE);
	if (c->left == 0) {
		secmail_answers_free(a);
		c->waiting.told++;
		return;
	}
	snprintf(name, sizeof name, "n%u.example", c->left--);
	ask(a, name, SECMAIL_DNS_A, SECMAIL_ANSWERS_NEEDED);
	ck_assert_int_eq(secmail_dns_client_start(l.client, a, go_on, c), SECMAIL_WANT_DNS);
}

START_TEST(done_may_start_and_free)
{
	chain c = { .left = 5 };
	uint32_t id;

	serve(FAKE_HONEST);
	c.answers = asking("first.example", SECMAIL_DNS_A, &id);
	ck_assert_int_eq(
	    secmail_dns_client_start(l.client, c.answers, go_on, &c), SECMAIL_WANT_DNS);
	loop_until_told(&l, &c.waiting);
	ck_asked(server, 6);
	stop();
}
END_TEST

START_TEST(a_run_serves_other_tables)
{
	uint32_t id, other;
	secmail_answers *a = asking("mail.example", SECMAIL_DNS_A, &id);
	secmail_answers *b = asking("mail.example", SECMAIL_DNS_TXT, &other);
	waiting w;

	serve(FAKE_HONEST);
	ck_assert_int_eq(loop_ask(&l, a, &w), SECMAIL_WANT_DNS);
	ck_assert_int_eq(secmail_dns_client_run(l.client, b), SECMAIL_DONE);
	loop_until_told(&l, &w);
	ck_told(a, id, "records 192.0.2.7");
	ck_told(b, other, "records ok");
	secmail_answers_free(a);
	secmail_answers_free(b);
	stop();
}
END_TEST

START_TEST(refuses_what_it_cannot_do)
{
	uint32_t id;
	secmail_answers *a = asking("mail.example", SECMAIL_DNS_A, &id);
	secmail_dns_resolver *nobody = settings_of(NULL, 0);
	secmail_dns_client *c;
	waiting w;

	serve(FAKE_HONEST);
	ck_assert_int_eq(secmail_dns_client_start(l.client, a, NULL, NULL), SECMAIL_ARGUMENT);
	secmail_dns_client_set_watch(l.client, NULL, NULL);
	ck_assert_int_eq(loop_ask(&l, a, &w), SECMAIL_ARGUMENT);
	l.client->table_count = SECMAIL_DNS_MAX_TABLES;
	secmail_dns_client_ready(l.client, 12345, SECMAIL_DNS_READABLE);
	ck_assert_int_eq(secmail_dns_client_run(l.client, a), SECMAIL_LIMIT);
	ck_assert_str_eq(secmail_dns_client_error(l.client), "more than 16384 tables");
	l.client->table_count = 0;
	ck_assert_int_eq(secmail_dns_client_run(l.client, a), SECMAIL_DONE);
	ck_told(a, id, "records 192.0.2.7");
	ck_assert_uint_eq(count((secmail_dns_client_counter)99), 0);
	ck_assert_int_eq(secmail_dns_client_new(nobody, &c), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dns_client_run(c, a), SECMAIL_ARGUMENT);
	ck_assert_str_eq(secmail_dns_client_error(c), "there is no server to ask");
	secmail_dns_client_free(c);
	secmail_dns_client_free(NULL);
	secmail_dns_resolver_free(nobody);
	secmail_answers_free(a);
	stop();
}
END_TEST

START_TEST(clients_share_a_cache)
{
	secmail_dns_cache *cache;
	uint32_t id, silent;
	secmail_answers *a = asking("mail.example", SECMAIL_DNS_A, &id);
	const char *address;
	waiting w;
	loop other;

	serve(FAKE_SILENT_ON_TEXT);
	address = fake_address(server);
	loop_start(&other, &address, 1);
	ck_assert_int_eq(secmail_dns_cache_new(SECMAIL_DNS_CACHE_MIN, &cache), SECMAIL_DONE);
	secmail_dns_client_set_cache(l.client, cache);
	secmail_dns_client_set_cache(other.client, cache);
	ask(a, "mail.example", SECMAIL_DNS_TXT, SECMAIL_ANSWERS_NEEDED);
	ck_assert_int_eq(loop_ask(&l, a, &w), SECMAIL_WANT_DNS);
	loop_until_told(&l, &w);
	ck_asked(server, 3);
	secmail_answers_free(a);

	a = asking("mail.example", SECMAIL_DNS_A, &id);
	silent = ask(a, "mail.example", SECMAIL_DNS_TXT, SECMAIL_ANSWERS_NEEDED);
	ck_assert_int_eq(loop_ask(&other, a, &w), SECMAIL_DONE);
	ck_told(a, id, "records 192.0.2.7");
	ck_told(a, silent, "timeout");
	ck_assert_uint_eq(secmail_dns_client_count(other.client, SECMAIL_DNS_CLIENT_CACHED), 2);
	ck_asked(server, 3);
	secmail_answers_free(a);
	loop_end(&other);
	stop();
	secmail_dns_cache_free(cache);
}
END_TEST

START_TEST(who_trusts_a_validator_reads_no_cache)
{
	secmail_dns_cache *cache;
	uint32_t id;
	secmail_answers *a = asking("mail.example", SECMAIL_DNS_A, &id);
	waiting w;

	serve(FAKE_AD);
	ck_assert_int_eq(secmail_dns_cache_new(SECMAIL_DNS_CACHE_MIN, &cache), SECMAIL_DONE);
	secmail_dns_client_set_cache(l.client, cache);
	l.client->settings.trust_ad = true;
	for (unsigned i = 1; i <= 2; i++) {
		ck_assert_int_eq(loop_ask(&l, a, &w), SECMAIL_WANT_DNS);
		loop_until_told(&l, &w);
		ck_assert_int_eq(secmail_answers_trust(a, id), SECMAIL_TRUST_SECURE);
		ck_asked(server, i);
		secmail_answers_reset(a);
		id = ask(a, "mail.example", SECMAIL_DNS_A, SECMAIL_ANSWERS_NEEDED);
	}
	l.client->settings.trust_ad = false;
	ck_assert_int_eq(loop_ask(&l, a, &w), SECMAIL_DONE);
	ck_assert_int_eq(secmail_answers_trust(a, id), SECMAIL_TRUST_UNKNOWN);
	ck_asked(server, 2);
	secmail_answers_free(a);
	stop();
	secmail_dns_cache_free(cache);
}
END_TEST

/* The answer lives for 60 s; 55 s later it is given and asked for again, once, for the next. */
START_TEST(an_expiring_answer_is_asked_for_again)
{
	secmail_dns_cache *cache;
	uint32_t id;
	secmail_answers *a = asking("mail.example", SECMAIL_DNS_A, &id);
	secmailp_dns_found found;
	waiting w;

	serve(FAKE_HONEST);
	ck_assert_int_eq(secmail_dns_cache_new(SECMAIL_DNS_CACHE_MIN, &cache), SECMAIL_DONE);
	secmail_dns_client_set_cache(l.client, cache);
	ck_assert_int_eq(loop_ask(&l, a, &w), SECMAIL_WANT_DNS);
	loop_until_told(&l, &w);
	ck_assert(cache->shares[0].newest != NULL);
	cache->shares[0].newest->refresh_at -= 55000;
	for (int i = 0; i < 2; i++) {
		secmail_answers_reset(a);
		id = ask(a, "mail.example", SECMAIL_DNS_A, SECMAIL_ANSWERS_NEEDED);
		ck_assert_int_eq(loop_ask(&l, a, &w), SECMAIL_DONE);
		ck_told(a, id, "records 192.0.2.7");
	}
	loop_turn(&l, 30);
	ck_asked(server, 2);
	ck_assert_uint_eq(count(SECMAIL_DNS_CLIENT_IN_FLIGHT), 0);
	ck_assert_uint_eq(secmail_dns_cache_count(cache, SECMAIL_DNS_CACHE_PREFETCHES), 1);
	ck_assert_uint_eq(secmail_dns_cache_count(cache, SECMAIL_DNS_CACHE_INSERTIONS), 2);
	secmail_answers_reset(a);
	id = ask(a, "mail.example", SECMAIL_DNS_A, SECMAIL_ANSWERS_NEEDED);
	ck_assert_int_eq(
	    secmailp_dns_cache_answer(cache, a, id, l.client->now, &found), SECMAIL_DONE);
	ck_assert_int_eq(found, SECMAILP_DNS_HIT);
	secmail_answers_free(a);
	stop();
	secmail_dns_cache_free(cache);
}
END_TEST

/* Before it has come a second refresh would only ask the same; without room others go before it. */
START_TEST(a_refresh_is_asked_once_and_if_there_is_room)
{
	uint32_t id;
	secmail_answers *a = asking("mail.example", SECMAIL_DNS_A, &id);

	serve(FAKE_SILENT);
	have_patience(60000, 60000);
	secmailp_dns_client_set_now(l.client);
	l.client->lookup_count = SECMAIL_DNS_MAX_LOOKUPS;
	secmailp_dns_lookup_refresh(l.client, a, id);
	ck_assert_ptr_null(lookup_of(a, id));
	l.client->lookup_count = 0;
	secmailp_dns_lookup_refresh(l.client, a, id);
	ck_assert_ptr_nonnull(lookup_of(a, id));
	secmailp_dns_lookup_refresh(l.client, a, id);
	ck_assert_uint_eq(count(SECMAIL_DNS_CLIENT_IN_FLIGHT), 1);
	ck_assert_uint_eq(count(SECMAIL_DNS_CLIENT_DATAGRAMS), 1);
	secmail_answers_free(a);
	stop();
}
END_TEST

/* The system tells of a datagram that found nobody when the next one is sent: that one is not lost.
 */
START_TEST(news_of_an_earlier_datagram_is_no_failure_of_this_one)
{
	uint32_t id, later;
	secmail_answers *a = asking("mail.example", SECMAIL_DNS_A, &id);
	secmail_answers *b = asking("later.example", SECMAIL_DNS_A, &later);
	struct pollfd p = { .events = POLLIN };
	waiting w, v;

	serve(FAKE_HONEST);
	have_patience(60000, 60000);
	fake_stop(server);
	plant_chance(0x55);
	ck_assert_int_eq(loop_ask(&l, a, &w), SECMAIL_WANT_DNS);
	p.fd = lookup_of(a, id)->channel->fd;
	ck_assert_int_eq(poll(&p, 1, 5000), 1);
	plant_chance(0x55);
	ck_assert_int_eq(loop_ask(&l, b, &v), SECMAIL_WANT_DNS);
	ck_assert_ptr_nonnull(lookup_of(b, later)->channel);
	ck_assert_ptr_eq(lookup_of(b, later)->channel, lookup_of(a, id)->channel);
	ck_assert_int_eq(l.client->peers[0].penalty_end, 0);
	secmail_answers_free(a);
	secmail_answers_free(b);
	loop_end(&l);
}
END_TEST

TCase *
client_tests(void)
{
	TCase *t = tcase_create("client");

	tcase_set_timeout(t, 20);
	tcase_add_test(t, a_loop_drives_it);
	tcase_add_test(t, equal_questions_are_asked_once);
	tcase_add_loop_test(
	    t, a_table_leaves_with_queries_in_flight, 0, sizeof leavings / sizeof leavings[0]);
	tcase_add_test(t, a_client_leaves_its_tables);
	tcase_add_test(t, a_table_is_with_one_client);
	tcase_add_test(t, large_answers_share_a_connection);
	tcase_add_test(t, replies_over_a_connection_come_in_any_order);
	tcase_add_test(t, a_chattering_connection_is_given_up);
	tcase_add_test(t, late_answers_serve_nobody);
	tcase_add_loop_test(t, the_case_has_to_be_kept, 0, sizeof spellings / sizeof spellings[0]);
	tcase_add_test(t, a_silent_server_is_asked_last_afterwards);
	tcase_add_test(t, a_server_that_is_away_is_given_time);
	tcase_add_test(t, a_try_takes_another_port);
	tcase_add_test(t, a_port_asks_some_questions_only);
	tcase_add_test(t, other_settings_take_over_what_is_in_flight);
	tcase_add_test(t, the_total_counts_from_the_first_start);
	tcase_add_test(t, what_is_needed_goes_first);
	tcase_add_test(t, speculation_is_answered_after_all_is_told);
	tcase_add_test(t, done_may_start_and_free);
	tcase_add_test(t, a_run_serves_other_tables);
	tcase_add_test(t, refuses_what_it_cannot_do);
	tcase_add_test(t, clients_share_a_cache);
	tcase_add_test(t, who_trusts_a_validator_reads_no_cache);
	tcase_add_test(t, an_expiring_answer_is_asked_for_again);
	tcase_add_test(t, a_refresh_is_asked_once_and_if_there_is_room);
	tcase_add_test(t, news_of_an_earlier_datagram_is_no_failure_of_this_one);
	return t;
}
