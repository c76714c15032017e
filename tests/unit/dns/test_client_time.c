/*
 * test_client_time.c - how long ports, connections and grudges live
 *
 * Nobody waits for that here: let_time_pass() sets back what the client remembers.
 */
#include <check.h>

#include "scene.h"

static secmailp_dns_channel *
channel_of(const secmail_answers *a, uint32_t id)
{
	secmailp_dns_lookup *lookup = lookup_of(a, id);

	ck_assert_ptr_nonnull(lookup);
	ck_assert_ptr_nonnull(lookup->channel);
	return lookup->channel;
}

/* So long that no machine is too slow, and nothing but what is meant is due. */
static void
be_patient(void)
{
	have_patience(60000, 60000);
}

START_TEST(a_port_lives_for_its_time)
{
	uint32_t id;
	secmail_answers *a = asking("mail.example", SECMAIL_DNS_A, &id);
	waiting w;

	serve(FAKE_HONEST);
	be_patient();
	ck_assert_int_eq(loop_ask(&l, a, &w), SECMAIL_WANT_DNS);
	ck_assert_int_eq(channel_of(a, id)->timer.at, l.client->now + SECMAIL_DNS_PORT_MS);
	loop_until_told(&l, &w);
	ck_assert_uint_eq(l.count, 1);
	let_time_pass(SECMAIL_DNS_PORT_MS);
	secmail_dns_client_tick(l.client);
	ck_assert_uint_eq(l.count, 0);
	ck_assert_uint_eq(l.client->channel_count, 0);
	secmail_answers_free(a);
	stop();
}
END_TEST

/* It asks nothing more, but the answers that it waits for are still taken. */
START_TEST(a_port_that_is_too_old_waits_for_its_answers)
{
	uint32_t id, later;
	secmail_answers *a = asking("mail.example", SECMAIL_DNS_A, &id);
	secmail_answers *b = asking("later.example", SECMAIL_DNS_A, &later);
	secmailp_dns_channel *old;
	waiting w, v;

	serve(FAKE_HONEST);
	be_patient();
	plant_chance(0x55);
	ck_assert_int_eq(loop_ask(&l, a, &w), SECMAIL_WANT_DNS);
	old = channel_of(a, id);
	let_time_pass(SECMAIL_DNS_PORT_MS);
	secmail_dns_client_tick(l.client);
	plant_chance(0x55);
	ck_assert_int_eq(loop_ask(&l, b, &v), SECMAIL_WANT_DNS);
	ck_assert_ptr_eq(channel_of(a, id), old);
	ck_assert_ptr_ne(channel_of(b, later), old);
	loop_until_told(&l, &w);
	if (v.told == 0)
		loop_until_told(&l, &v);
	ck_told(a, id, "records 192.0.2.7");
	ck_asked(server, 2);
	ck_assert_uint_eq(l.client->channel_count, 1);
	secmail_answers_free(a);
	secmail_answers_free(b);
	stop();
}
END_TEST

START_TEST(a_connection_may_be_idle_for_its_time)
{
	uint32_t id;
	secmail_answers *a = asking("mail.example", SECMAIL_DNS_A, &id);
	const secmailp_dns_timer *idleness;

	serve(FAKE_TRUNCATED_KEEPS);
	be_patient();
	start_and_wait(a);
	ck_assert_ptr_nonnull(l.client->peers[0].connection);
	idleness = &l.client->peers[0].connection->timer;
	ck_assert(secmailp_dns_timer_is_set(idleness));
	ck_assert_int_le(idleness->at, l.client->now + SECMAIL_DNS_TCP_IDLE_MS);
	ck_assert_int_gt(idleness->at, l.client->now + SECMAIL_DNS_PORT_MS);
	let_time_pass(SECMAIL_DNS_TCP_IDLE_MS);
	secmail_dns_client_tick(l.client);
	ck_assert_ptr_null(l.client->peers[0].connection);
	ck_assert_uint_eq(l.count, 0);
	secmail_answers_free(a);
	stop();
}
END_TEST

START_TEST(a_connection_with_a_question_on_it_is_not_idle)
{
	uint32_t id;
	secmail_answers *a = asking("mail.example", SECMAIL_DNS_A, &id);
	const secmailp_dns_channel *connection;
	waiting w;

	serve(FAKE_TRUNCATED_KEEPS);
	be_patient();
	start_and_wait(a);
	connection = l.client->peers[0].connection;
	ck_assert_ptr_nonnull(connection);
	id = ask(a, "later.example", SECMAIL_DNS_A, SECMAIL_ANSWERS_NEEDED);
	ck_assert_int_eq(loop_ask(&l, a, &w), SECMAIL_WANT_DNS);
	secmailp_dns_lookup_again(lookup_of(a, id), true);
	ck_assert_ptr_eq(channel_of(a, id), connection);
	ck_assert(!secmailp_dns_timer_is_set(&connection->timer));
	loop_until_told(&l, &w);
	ck_told(a, id, "records 192.0.2.7");
	ck_assert(secmailp_dns_timer_is_set(&connection->timer));
	secmail_answers_free(a);
	stop();
}
END_TEST

START_TEST(a_server_that_answers_is_forgiven)
{
	uint32_t id;
	secmail_answers *a = asking("mail.example", SECMAIL_DNS_A, &id);

	serve(FAKE_HONEST);
	be_patient();
	l.client->peers[0].penalty_end = INT64_MAX;
	start_and_wait(a);
	ck_told(a, id, "records 192.0.2.7");
	ck_assert_int_le(l.client->peers[0].penalty_end, l.client->now);
	secmail_answers_free(a);
	stop();
}
END_TEST

/* Two servers, of whom the first is silent: it comes last for ten seconds, and then first again. */
START_TEST(a_silent_server_is_given_another_chance)
{
	fake_server *silent = fake_start(FAKE_SILENT), *honest = fake_start(FAKE_HONEST);
	const char *addresses[] = { fake_address(silent), fake_address(honest) };
	uint32_t id;
	secmail_answers *a = asking("mail.example", SECMAIL_DNS_A, &id);

	loop_start(&l, addresses, 2);
	start_and_wait(a);
	ck_asked(silent, 1);
	ck_assert_int_gt(l.client->peers[0].penalty_end, l.client->now);
	ck_assert_int_le(l.client->peers[0].penalty_end, l.client->now + SECMAIL_DNS_PENALTY_MS);
	let_time_pass(SECMAIL_DNS_PENALTY_MS);
	id = ask(a, "later.example", SECMAIL_DNS_A, SECMAIL_ANSWERS_NEEDED);
	start_and_wait(a);
	ck_told(a, id, "records 192.0.2.7");
	ck_asked(silent, 2);
	secmail_answers_free(a);
	loop_end(&l);
	fake_stop(silent);
	fake_stop(honest);
}
END_TEST

TCase *
client_time_tests(void)
{
	TCase *t = tcase_create("client, time");

	tcase_set_timeout(t, 20);
	tcase_add_test(t, a_port_lives_for_its_time);
	tcase_add_test(t, a_port_that_is_too_old_waits_for_its_answers);
	tcase_add_test(t, a_connection_may_be_idle_for_its_time);
	tcase_add_test(t, a_connection_with_a_question_on_it_is_not_idle);
	tcase_add_test(t, a_server_that_answers_is_forgiven);
	tcase_add_test(t, a_silent_server_is_given_another_chance);
	return t;
}
