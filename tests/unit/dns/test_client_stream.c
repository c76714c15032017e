/*
 * test_client_stream.c - how many questions a connection is given at once (RFC 7766
 * section 6.2.1.1)
 *
 * Here the questions are put on the connection by the test, and it breaks when
 * the test says so: what a server does, and when, is chance.
 */
#include <check.h>
#include <stdio.h>

#include "scene.h"

#define MOST 8

/* A table that asks so many questions. */
static secmail_answers *
asking_many(uint32_t ids[MOST], size_t many)
{
	secmail_answers *a;

	ck_assert_int_eq(secmail_answers_new(&a), SECMAIL_DONE);
	for (size_t i = 0; i < many; i++) {
		char name[32];

		snprintf(name, sizeof name, "n%zu.example", i);
		ids[i] = ask(a, name, SECMAIL_DNS_A, SECMAIL_ANSWERS_NEEDED);
	}
	return a;
}

/* Puts the questions of a table that was started on connections, one behind the other. */
static void
go_over_tcp(const secmail_answers *a, const uint32_t *ids, size_t many)
{
	for (size_t i = 0; i < many; i++) {
		ck_assert_ptr_nonnull(lookup_of(a, ids[i]));
		secmailp_dns_lookup_again(lookup_of(a, ids[i]), true);
	}
}

static const struct breakage {
	const char *proves;
	size_t many;   /* questions on the connection when it breaks */
	size_t before; /* what it was thought to take; 0: the most */
	bool spoken, proven;
	size_t after;
	bool goes_on; /* over another connection */
} breakages[] = {
	{ "of eight that a connection broke with the next gets four", 8, 0, true, false, 4, true },
	{ "of two, one", 2, 0, true, false, 1, true },
	{ "of three, one", 3, 0, true, false, 1, true },
	{ "what was learnt before is halved again", 4, 4, true, false, 2, true },
	{ "one question alone teaches nothing", 1, 0, true, false, 0, false },
	{ "it goes on if the connection has brought an answer", 1, 0, true, true, 0, true },
	{ "one at a time is the least", 1, 1, true, false, 1, false },
	{ "a server that was never connected teaches nothing", 4, 0, false, false, 0, false },
};

START_TEST(a_connection_that_breaks_was_given_too_much)
{
	const struct breakage *b = &breakages[_i];
	uint32_t ids[MOST];
	secmail_answers *a = asking_many(ids, b->many);
	const secmailp_dns_peer *peer;
	waiting w;

	serve(FAKE_SILENT);
	have_patience(60000, 60000);
	peer = &l.client->peers[0];
	l.client->peers[0].max_pipelined = b->before;
	ck_assert_int_eq(loop_ask(&l, a, &w), SECMAIL_WANT_DNS);
	go_over_tcp(a, ids, b->many);
	ck_assert_ptr_nonnull(peer->connection);
	ck_assert_uint_eq(peer->connection->in_flight, b->many);
	peer->connection->spoken = b->spoken;
	peer->connection->proven = b->proven;
	secmailp_dns_channel_break(peer->connection);
	ck_assert_msg(peer->max_pipelined == b->after, "%s: %zu", b->proves, peer->max_pipelined);
	ck_assert_msg((peer->connection != NULL) == b->goes_on, "%s", b->proves);
	for (size_t i = 0; i < b->many && b->goes_on; i++) {
		ck_assert(lookup_of(a, ids[i])->channel->tcp);
		ck_assert_uint_le(lookup_of(a, ids[i])->channel->in_flight,
		    b->after > 0 ? b->after : SECMAIL_DNS_MAX_PIPELINED);
	}
	secmail_answers_free(a);
	stop();
}
END_TEST

static const struct filling {
	const char *proves;
	size_t before;
	bool proven;
	size_t after;
} fillings[] = {
	{ "a full connection that has answered earns the next one more", 1, true, 2 },
	{ "likewise later", 3, true, 4 },
	{ "one that has not answered yet earns nothing", 2, false, 2 },
};

START_TEST(a_connection_that_answers_may_be_given_more)
{
	const struct filling *f = &fillings[_i];
	uint32_t ids[MOST];
	secmail_answers *a = asking_many(ids, f->before + 1);
	const secmailp_dns_channel *full;
	secmailp_dns_peer *peer;
	waiting w;

	serve(FAKE_TRUNCATED_KEEPS);
	have_patience(60000, 60000);
	peer = &l.client->peers[0];
	peer->max_pipelined = f->before;
	ck_assert_int_eq(loop_ask(&l, a, &w), SECMAIL_WANT_DNS);
	go_over_tcp(a, ids, f->before);
	full = peer->connection;
	ck_assert_ptr_nonnull(full);
	ck_assert_uint_eq(full->in_flight, f->before);
	peer->connection->proven = f->proven;
	go_over_tcp(a, ids + f->before, 1);
	ck_assert_ptr_ne(peer->connection, full);
	ck_assert(full->retired);
	ck_assert_msg(peer->max_pipelined == f->after, "%s: %zu", f->proves, peer->max_pipelined);
	loop_until_told(&l, &w);
	for (size_t i = 0; i <= f->before; i++)
		ck_told(a, ids[i], "records 192.0.2.7");
	secmail_answers_free(a);
	stop();
}
END_TEST

TCase *
client_stream_tests(void)
{
	TCase *t = tcase_create("client, stream");

	tcase_set_timeout(t, 20);
	tcase_add_loop_test(t, a_connection_that_breaks_was_given_too_much, 0,
	    sizeof breakages / sizeof breakages[0]);
	tcase_add_loop_test(t, a_connection_that_answers_may_be_given_more, 0,
	    sizeof fillings / sizeof fillings[0]);
	return t;
}
