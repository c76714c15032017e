/* test_client_hostile.c - the non-blocking resolver among those who wish it ill */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "assemble.h"
#include "scene.h"

/*
 * Somebody's datagrams lose the case, the server's TCP is well, but it ends each
 * connection after one answer: that is no reason to believe small letters.
 */
START_TEST(a_connection_that_ends_does_not_cheapen_a_guess)
{
	uint32_t id, other;
	secmail_answers *a = asking(LONG_NAME, SECMAIL_DNS_A, &id);

	other = ask(a, "another." LONG_NAME, SECMAIL_DNS_TXT, SECMAIL_ANSWERS_NEEDED);
	serve(FAKE_LOSES_CASE_IN_UDP);
	start_and_wait(a);
	ck_told(a, id, "records 192.0.2.7");
	ck_told(a, other, "records ok");
	ck_assert_uint_ge(count(SECMAIL_DNS_CLIENT_MISSPELT), 2);
	ck_assert_uint_ge(fake_segments(server), 2);
	ck_assert_int_eq(l.client->peers[0].no_case_end, 0);
	secmail_answers_free(a);
	stop();
}
END_TEST

static const struct habit {
	const char *proves;
	fake_manner manner;
	unsigned misspelt; /* at the first question: by datagram, and over TCP if there is any */
} habits[] = {
	{ "without TCP", FAKE_LOSES_CASE_NO_TCP, 1 },
	{ "with TCP", FAKE_LOSES_CASE, 2 },
};

/* For ten minutes; it may have been somebody's doing. */
START_TEST(what_was_learnt_of_the_case_is_tried_again)
{
	const struct habit *h = &habits[_i];
	uint32_t id;
	secmail_answers *a = asking(LONG_NAME, SECMAIL_DNS_A, &id);

	serve(h->manner);
	start_and_wait(a);
	ck_assert_msg(count(SECMAIL_DNS_CLIENT_MISSPELT) == h->misspelt, "%s", h->proves);
	ck_assert_int_gt(l.client->peers[0].no_case_end, l.client->now);
	ck_assert_int_le(l.client->peers[0].no_case_end, l.client->now + SECMAILP_DNS_LEARNT_MS);
	ask(a, "another." LONG_NAME, SECMAIL_DNS_A, SECMAIL_ANSWERS_NEEDED);
	start_and_wait(a);
	ck_assert_msg(count(SECMAIL_DNS_CLIENT_MISSPELT) == h->misspelt, "%s", h->proves);
	let_time_pass(SECMAILP_DNS_LEARNT_MS);
	ask(a, "a-third." LONG_NAME, SECMAIL_DNS_A, SECMAIL_ANSWERS_NEEDED);
	start_and_wait(a);
	ck_assert_msg(count(SECMAIL_DNS_CLIENT_MISSPELT) == 2 * h->misspelt, "%s", h->proves);
	secmail_answers_free(a);
	stop();
}
END_TEST

/* A zone's servers may say FORMERR to everything, and a resolver pass it on. */
START_TEST(a_zone_does_not_take_edns_from_others)
{
	uint32_t id, other;
	secmail_answers *a = asking("mail.example", SECMAIL_DNS_TXT, &id);

	serve(FAKE_FORMERR_ON_TEXT);
	start_and_wait(a);
	ck_told(a, id, "servfail");
	ck_assert_int_eq(l.client->peers[0].no_edns_end, 0);
	other = ask(a, "mail.example", SECMAIL_DNS_A, SECMAIL_ANSWERS_NEEDED);
	start_and_wait(a);
	ck_told(a, other, "records 192.0.2.7");
	ck_asked(server, 3);
	secmail_answers_free(a);
	stop();
}
END_TEST

START_TEST(a_server_that_dislikes_edns_is_remembered_for_a_while)
{
	uint32_t id;
	secmail_answers *a = asking("mail.example", SECMAIL_DNS_A, &id);

	serve(FAKE_OLD);
	start_and_wait(a);
	ck_asked(server, 2);
	id = ask(a, "mail.example", SECMAIL_DNS_TXT, SECMAIL_ANSWERS_NEEDED);
	start_and_wait(a);
	ck_told(a, id, "records ok");
	ck_asked(server, 3);
	ck_assert_int_le(l.client->peers[0].no_edns_end, l.client->now + SECMAILP_DNS_LEARNT_MS);
	let_time_pass(SECMAILP_DNS_LEARNT_MS);
	ask(a, "later.example", SECMAIL_DNS_A, SECMAIL_ANSWERS_NEEDED);
	start_and_wait(a);
	ck_asked(server, 5);
	secmail_answers_free(a);
	stop();
}
END_TEST

/* Turns until a server has been asked, which the test's own time-out bounds. */
static void
turn_until_asked(const fake_server *f)
{
	while (fake_queries(f) == 0)
		loop_turn(&l, 5);
}

START_TEST(what_one_server_dislikes_the_next_is_asked_all_the_same)
{
	fake_server *first = fake_start(FAKE_FORMERR_ON_TEXT), *silent = fake_start(FAKE_SILENT);
	const char *addresses[] = { fake_address(first), fake_address(silent) };
	secmail_dns_resolver *r = settings_of(addresses, 2);
	uint32_t id;
	secmail_answers *a = asking("mail.example", SECMAIL_DNS_TXT, &id);
	waiting w;

	loop_start(&l, addresses, 2);
	ck_assert_int_eq(secmail_dns_resolver_set_timeout(r, 60000), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dns_client_set_resolver(l.client, r), SECMAIL_DONE);
	ck_assert_int_eq(loop_ask(&l, a, &w), SECMAIL_WANT_DNS);
	turn_until_asked(silent);
	ck_asked(first, 2); /* with EDNS and without */
	ck_assert_uint_eq(lookup_of(a, id)->server, 1);
	ck_assert_uint_ne(lookup_of(a, id)->options & SECMAILP_DNS_EDNS, 0);
	secmail_answers_free(a);
	secmail_dns_resolver_free(r);
	loop_end(&l);
	fake_stop(first);
	fake_stop(silent);
}
END_TEST

/* The lost case was the old server's: what the new one does by TCP says nothing of its letters. */
START_TEST(a_new_server_is_not_blamed_for_lost_case)
{
	uint32_t id;
	secmail_answers *a = asking(LONG_NAME, SECMAIL_DNS_A, &id);
	waiting w;

	serve(FAKE_SILENT);
	have_patience(60000, 60000);
	ck_assert_int_eq(loop_ask(&l, a, &w), SECMAIL_WANT_DNS);
	lookup_of(a, id)->misspelt = true;
	have_patience(60000, 60000);
	ck_assert(!lookup_of(a, id)->misspelt);
	secmail_answers_free(a);
	stop();
}
END_TEST

/* The port that is guessed at is gone; the next question takes another, by datagram again. */
START_TEST(a_port_that_is_guessed_at_is_left)
{
	uint32_t id;
	secmail_answers *a = asking("mail.example", SECMAIL_DNS_A, &id);

	serve(FAKE_FLOOD);
	start_and_wait(a);
	ck_told(a, id, "records 192.0.2.7");
	ck_assert_uint_le(count(SECMAIL_DNS_CLIENT_FOREIGN), 2 * SECMAIL_DNS_PORT_QUESTIONS + 1);
	ck_assert_uint_eq(count(SECMAIL_DNS_CLIENT_TIMEOUTS), 0);
	for (size_t i = 0; i < SECMAILP_DNS_PORTS; i++)
		ck_assert_ptr_null(l.client->peers[0].ports[i]);
	ask(a, "another.example", SECMAIL_DNS_A, SECMAIL_ANSWERS_NEEDED);
	start_and_wait(a);
	ck_asked(server, 2);
	secmail_answers_free(a);
	stop();
}
END_TEST

/* --- what a server may send over a connection ---------------------------------------------- */

static const struct prelude {
	const char *proves;
	const char *text; /* as assembled; each message behind its length, [ ] */
	unsigned times;
	unsigned foreign; /* messages that answer nothing */
} preludes[] = {
	{ "a message without octets is passed over", "0000", 1, 1 },
	{ "sixteen of them are", "0000", 16, 16 },
	{ "one of a single octet is", "[ 00 ]", 1, 1 },
	{ "half a header is", "[ 0001 8180 0001 ]", 1, 1 },
	{ "a header that promises what is not there is", "[ 0001 8180 ffff ffff ffff ffff ]", 1,
	    1 },
	{ "one of 65,533 octets is", "[ x:65533 ]", 1, 1 },
	{ "sixteen of these are", "[ x:65533 ]", 16, 16 },
};

static uint8_t prelude_octets[16 * MESSAGE_SIZE];

static size_t
write_prelude(const struct prelude *p)
{
	uint8_t *message = malloc(MESSAGE_SIZE);
	size_t len = assemble(p->text, message);
	size_t used = 0;

	for (unsigned i = 0; i < p->times; i++, used += len)
		memcpy(prelude_octets + used, message, len);
	free(message);
	return used;
}

START_TEST(what_comes_before_the_answer_is_passed_over)
{
	const struct prelude *p = &preludes[_i];
	uint32_t id;
	secmail_answers *a = asking("mail.example", SECMAIL_DNS_A, &id);
	const char *address;

	server = fake_start_with_prelude(prelude_octets, write_prelude(p));
	address = fake_address(server);
	loop_start(&l, &address, 1);
	have_patience(60000, 60000);
	start_and_wait(a);
	ck_told(a, id, "records 192.0.2.7");
	ck_assert_msg(count(SECMAIL_DNS_CLIENT_FOREIGN) == p->foreign, "%s", p->proves);
	ck_assert_msg(fake_connections(server) == 1, "%s", p->proves);
	secmail_answers_free(a);
	stop();
}
END_TEST

/* What is taken of one connection in a turn: somebody who sends much must not keep the loop busy.
 */
#define MOST_OF_A_TURN 3

START_TEST(large_messages_take_turns_with_the_rest_of_the_loop)
{
	static const struct prelude large = { "", "[ x:65533 ]", 16, 16 };
	uint32_t id;
	secmail_answers *a = asking("mail.example", SECMAIL_DNS_A, &id);
	const char *address;
	uint64_t before = 0;
	waiting w;

	server = fake_start_with_prelude(prelude_octets, write_prelude(&large));
	address = fake_address(server);
	loop_start(&l, &address, 1);
	have_patience(60000, 60000);
	ck_assert_int_eq(loop_ask(&l, a, &w), SECMAIL_WANT_DNS);
	while (w.told == 0) { /* bounded by the test's own time-out */
		ck_assert_int_ge(poll(l.fds, l.count, 1000), 0);
		for (nfds_t i = l.count; i-- > 0;)
			if (i < l.count && l.fds[i].revents)
				secmail_dns_client_ready(l.client, l.fds[i].fd,
				    SECMAIL_DNS_READABLE | SECMAIL_DNS_WRITABLE);
		ck_assert_uint_le(count(SECMAIL_DNS_CLIENT_FOREIGN), before + MOST_OF_A_TURN);
		before = count(SECMAIL_DNS_CLIENT_FOREIGN);
	}
	ck_told(a, id, "records 192.0.2.7");
	ck_assert_uint_eq(before, 16);
	secmail_answers_free(a);
	stop();
}
END_TEST

/* The second question is on the connection when its end comes, and goes over another one. */
START_TEST(a_half_closed_connection_is_left)
{
	uint32_t id, other;
	secmail_answers *a = asking("mail.example", SECMAIL_DNS_A, &id);
	secmail_answers *b = asking("other.example", SECMAIL_DNS_A, &other);
	const secmailp_dns_channel *half;
	waiting w, v;

	serve(FAKE_TRUNCATED_HALF_CLOSES);
	have_patience(60000, 60000);
	ck_assert_int_eq(loop_ask(&l, a, &w), SECMAIL_WANT_DNS);
	ck_assert_int_eq(loop_ask(&l, b, &v), SECMAIL_WANT_DNS);
	secmailp_dns_lookup_again(lookup_of(a, id), true);
	secmailp_dns_lookup_again(lookup_of(b, other), true);
	half = l.client->peers[0].connection;
	ck_assert_ptr_nonnull(half);
	ck_assert_uint_eq(half->in_flight, 2);
	loop_until_told(&l, &w);
	if (v.told == 0)
		loop_until_told(&l, &v);
	ck_told(a, id, "records 192.0.2.7");
	ck_told(b, other, "records 192.0.2.7");
	ck_assert_uint_eq(count(SECMAIL_DNS_CLIENT_TIMEOUTS), 0);
	secmail_answers_free(a);
	secmail_answers_free(b);
	stop();
}
END_TEST

#define SLOW_MESSAGES 20
#define SLOW_NAMES 64

static secmail_answers *
slow_message(int number)
{
	secmail_answers *a;

	ck_assert_int_eq(secmail_answers_new(&a), SECMAIL_DONE);
	for (int i = 0; i < SLOW_NAMES; i++) {
		char name[40];

		snprintf(name, sizeof name, "n%d.m%d.example", i, number);
		ask(a, name, SECMAIL_DNS_TXT, SECMAIL_ANSWERS_NEEDED);
	}
	return a;
}

/*
 * Waits until the server has taken what came: its socket drops what it has no room for, and with
 * a try of a minute nobody would ask again in time.
 */
static void
let_server_catch_up(void)
{
	unsigned before;

	do {
		before = fake_queries(server);
		loop_turn(&l, 100);
	} while (fake_queries(server) != before);
}

/* Twenty messages of 64 slow names each would fill the room, and nobody's time-out is near. */
START_TEST(slow_names_leave_room_for_others)
{
	secmail_answers *slow[SLOW_MESSAGES];
	waiting waits[SLOW_MESSAGES];
	uint32_t id;
	secmail_answers *a = asking("mail.example", SECMAIL_DNS_A, &id);

	serve(FAKE_SILENT_ON_TEXT);
	have_patience(60000, 60000);
	for (int i = 0; i < SLOW_MESSAGES; i++) {
		slow[i] = slow_message(i);
		ck_assert_int_eq(loop_ask(&l, slow[i], &waits[i]), SECMAIL_WANT_DNS);
	}
	ck_assert_uint_gt(count(SECMAIL_DNS_CLIENT_IN_FLIGHT), SECMAIL_DNS_MAX_LOOKUPS / 2);
	let_server_catch_up();
	start_and_wait(a);
	ck_told(a, id, "records 192.0.2.7");
	for (int i = 0; i < SLOW_MESSAGES; i++)
		secmail_answers_free(slow[i]);
	secmail_answers_free(a);
	stop();
}
END_TEST

TCase *
client_hostile_tests(void)
{
	TCase *t = tcase_create("client, hostile");

	tcase_set_timeout(t, 20);
	tcase_add_test(t, a_connection_that_ends_does_not_cheapen_a_guess);
	tcase_add_loop_test(
	    t, what_was_learnt_of_the_case_is_tried_again, 0, sizeof habits / sizeof habits[0]);
	tcase_add_test(t, a_zone_does_not_take_edns_from_others);
	tcase_add_test(t, a_server_that_dislikes_edns_is_remembered_for_a_while);
	tcase_add_test(t, what_one_server_dislikes_the_next_is_asked_all_the_same);
	tcase_add_test(t, a_new_server_is_not_blamed_for_lost_case);
	tcase_add_test(t, a_port_that_is_guessed_at_is_left);
	tcase_add_loop_test(t, what_comes_before_the_answer_is_passed_over, 0,
	    sizeof preludes / sizeof preludes[0]);
	tcase_add_test(t, large_messages_take_turns_with_the_rest_of_the_loop);
	tcase_add_test(t, a_half_closed_connection_is_left);
	tcase_add_test(t, slow_names_leave_room_for_others);
	return t;
}
