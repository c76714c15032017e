/* test_client_follow.c - a resolver whose settings follow a file in the form of resolv.conf */
#include <arpa/inet.h>
#include <check.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "scene.h"

/* The file is looked at every so many milliseconds. */
#define LOOK_MS 5000

#define TEMPLATE "/tmp/resolv.conf.XXXXXX"

START_TEST(follows_a_file)
{
	char path[] = TEMPLATE, text[128];
	fake_server *second = fake_start(FAKE_HONEST);
	uint32_t id;
	secmail_answers *a = asking("mail.example", SECMAIL_DNS_A, &id);
	waiting w;
	int fd = mkstemp(path);

	ck_assert_int_ge(fd, 0);
	close(fd);
	serve(FAKE_HONEST);
	ck_assert_int_eq(secmail_dns_client_follow(l.client, "/nowhere/at/all"), SECMAIL_NOT_FOUND);
	snprintf(text, sizeof text, "nameserver %s\noptions trust-ad\n", fake_address(server));
	write_file(path, text);
	ck_assert_int_eq(secmail_dns_client_follow(l.client, path), SECMAIL_DONE);
	ck_assert(l.client->settings.trust_ad);
	ck_assert_uint_eq(l.client->settings.timeout, PATIENT_MS);
	ck_assert_int_eq(loop_ask(&l, a, &w), SECMAIL_WANT_DNS);
	loop_until_told(&l, &w);
	ck_assert_int_eq(secmail_answers_trust(a, id), SECMAIL_TRUST_INSECURE);

	snprintf(text, sizeof text, "nameserver %s\n", fake_address(second));
	write_file(path, text);
	id = ask(a, "second.example", SECMAIL_DNS_A, SECMAIL_ANSWERS_NEEDED);
	let_time_pass(LOOK_MS);
	ck_assert_int_eq(loop_ask(&l, a, &w), SECMAIL_WANT_DNS);
	loop_until_told(&l, &w);
	ck_assert_int_eq(secmail_answers_trust(a, id), SECMAIL_TRUST_UNKNOWN);
	ck_asked(second, 1);

	write_file(path, "nameserver no-address\n");
	id = ask(a, "third.example", SECMAIL_DNS_A, SECMAIL_ANSWERS_NEEDED);
	let_time_pass(LOOK_MS);
	ck_assert_int_eq(loop_ask(&l, a, &w), SECMAIL_WANT_DNS);
	ck_assert_ptr_nonnull(strstr(secmail_dns_client_error(l.client), "line 1"));
	loop_until_told(&l, &w);
	ck_asked(second, 2);

	ck_assert_int_eq(unlink(path), 0);
	id = ask(a, "fourth.example", SECMAIL_DNS_A, SECMAIL_ANSWERS_NEEDED);
	let_time_pass(LOOK_MS);
	ck_assert_int_eq(loop_ask(&l, a, &w), SECMAIL_WANT_DNS);
	ck_assert_ptr_nonnull(strstr(secmail_dns_client_error(l.client), path));
	loop_until_told(&l, &w);
	ck_asked(second, 3);
	secmail_answers_free(a);
	stop();
	fake_stop(second);
}
END_TEST

/* What the file does not say stays as it was set last. */
START_TEST(settings_outlive_a_change_of_the_file)
{
	char path[] = TEMPLATE, text[64];
	uint32_t id;
	secmail_answers *a = asking("mail.example", SECMAIL_DNS_A, &id);
	int fd = mkstemp(path);

	ck_assert_int_ge(fd, 0);
	close(fd);
	serve(FAKE_HONEST);
	write_file(path, "nameserver 192.0.2.1\n");
	ck_assert_int_eq(secmail_dns_client_follow(l.client, path), SECMAIL_DONE);
	have_patience(777, 7777);
	snprintf(text, sizeof text, "nameserver %s\n", fake_address(server));
	write_file(path, text);
	let_time_pass(LOOK_MS);
	start_and_wait(a);
	ck_told(a, id, "records 192.0.2.7");
	ck_assert_uint_eq(l.client->settings.timeout, 777);
	ck_assert_uint_eq(l.client->settings.total, 7777);
	ck_assert_uint_eq(l.client->settings.server_count, 1);
	ck_assert_int_eq(unlink(path), 0);
	secmail_answers_free(a);
	stop();
}
END_TEST

/* Between two looks the file may say what it likes. */
START_TEST(a_file_is_not_looked_at_all_the_time)
{
	char path[] = TEMPLATE;
	uint32_t id;
	secmail_answers *a = asking("mail.example", SECMAIL_DNS_A, &id);
	waiting w;

	serve(FAKE_HONEST);
	make_resolv_conf(path, server);
	ck_assert_int_eq(secmail_dns_client_follow(l.client, path), SECMAIL_DONE);
	ck_assert_int_eq(l.client->file_looked_at, l.client->now);
	l.client->file_looked_at += 60000; /* however slow the machine is */
	ck_assert_int_eq(unlink(path), 0);
	ck_assert_int_eq(loop_ask(&l, a, &w), SECMAIL_WANT_DNS);
	ck_assert_str_eq(secmail_dns_client_error(l.client), "");
	loop_until_told(&l, &w);
	ck_told(a, id, "records 192.0.2.7");
	secmail_answers_free(a);
	stop();
}
END_TEST

START_TEST(a_look_is_enough_for_a_while)
{
	char path[] = TEMPLATE;
	uint32_t id;
	secmail_answers *a = asking("mail.example", SECMAIL_DNS_A, &id);
	int64_t looked_at;
	waiting w;

	serve(FAKE_HONEST);
	make_resolv_conf(path, server);
	ck_assert_int_eq(secmail_dns_client_follow(l.client, path), SECMAIL_DONE);
	looked_at = l.client->file_looked_at;
	let_time_pass(LOOK_MS);
	ck_assert_int_eq(loop_ask(&l, a, &w), SECMAIL_WANT_DNS);
	ck_assert_int_ge(l.client->file_looked_at, looked_at);
	loop_until_told(&l, &w);
	ck_assert_int_eq(unlink(path), 0);
	secmail_answers_free(a);
	stop();
}
END_TEST

/* --- what counts as a change ----------------------------------------------------------- */

/* Two files of one length, and a longer one. */
#define BEFORE "nameserver 127.0.0.1:1\n"
#define AFTER "nameserver 127.0.0.1:2\n"
#define LONGER "nameserver 127.0.0.1:2 \n"

/* Writes into a file, or in its place, and gives it this time. */
static void
put(const char *path, const char *text, bool in_its_place, struct timespec time)
{
	const struct timespec times[] = { time, time };
	char other[] = TEMPLATE;
	int fd;

	if (in_its_place) {
		fd = mkstemp(other);
		ck_assert_int_ge(fd, 0);
		close(fd);
	}
	write_file(in_its_place ? other : path, text);
	ck_assert_int_eq(utimensat(AT_FDCWD, in_its_place ? other : path, times, 0), 0);
	if (in_its_place)
		ck_assert_int_eq(rename(other, path), 0);
}

static const struct change {
	const char *proves;
	const char *text;
	bool in_its_place;
	struct timespec time;
	bool is_seen;
} changes[] = {
	{ "a file of the same time, size and inode is not read again", AFTER, false, { 1000, 500 },
	    false },
	{ "another size is a change", LONGER, false, { 1000, 500 }, true },
	{ "so is a later second", AFTER, false, { 1001, 500 }, true },
	{ "or an earlier one", AFTER, false, { 999, 500 }, true },
	{ "or another part of it", AFTER, false, { 1000, 501 }, true },
	{ "so is another file in its place, as old and as large", AFTER, true, { 1000, 500 },
	    true },
};

START_TEST(a_change_is_seen_by_size_time_and_inode)
{
	const struct change *c = &changes[_i];
	char path[] = TEMPLATE;
	const struct sockaddr_in *address;
	uint32_t id;
	secmail_answers *a = asking("mail.example", SECMAIL_DNS_A, &id);
	waiting w;

	serve(FAKE_HONEST);
	make_resolv_conf(path, server);
	put(path, BEFORE, false, (struct timespec){ 1000, 500 });
	ck_assert_int_eq(secmail_dns_client_follow(l.client, path), SECMAIL_DONE);
	put(path, c->text, c->in_its_place, c->time);
	let_time_pass(LOOK_MS);
	(void)loop_ask(&l, a, &w);
	address = (const struct sockaddr_in *)(const void *)&l.client->settings.servers[0].address;
	ck_assert_uint_eq(l.client->settings.server_count, 1);
	ck_assert_msg(ntohs(address->sin_port) == (c->is_seen ? 2 : 1), "%s", c->proves);
	ck_assert_int_eq(unlink(path), 0);
	secmail_answers_free(a);
	stop();
}
END_TEST

/* --- what was learnt --------------------------------------------------------------------- */

/* What the old servers were like says nothing of those that have their places now. */
START_TEST(other_servers_are_met_without_prejudice)
{
	fake_server *honest = fake_start(FAKE_HONEST);
	const char *address = fake_address(honest);
	secmail_dns_resolver *others = settings_of(&address, 1);
	const secmailp_dns_peer *peer;
	uint32_t id;
	secmail_answers *a = asking("mail.example", SECMAIL_DNS_A, &id);
	waiting w;

	serve(FAKE_OLD);
	peer = &l.client->peers[0];
	start_and_wait(a);
	ck_assert_int_gt(peer->no_edns_end, 0);
	l.client->peers[0].no_case_end = INT64_MAX;
	l.client->peers[0].penalty_end = INT64_MAX;
	l.client->peers[0].max_pipelined = 1;
	ck_assert_int_eq(secmail_dns_client_set_resolver(l.client, others), SECMAIL_DONE);
	ck_assert_int_eq(peer->no_edns_end, 0);
	ck_assert_int_eq(peer->no_case_end, 0);
	ck_assert_int_eq(peer->penalty_end, 0);
	ck_assert_uint_eq(peer->max_pipelined, 0);
	id = ask(a, "later.example", SECMAIL_DNS_A, SECMAIL_ANSWERS_NEEDED);
	ck_assert_int_eq(loop_ask(&l, a, &w), SECMAIL_WANT_DNS);
	ck_assert_uint_eq(lookup_of(a, id)->options, SECMAILP_DNS_EDNS | SECMAILP_DNS_MIX_CASE);
	loop_until_told(&l, &w);
	ck_told(a, id, "records 192.0.2.7");
	secmail_answers_free(a);
	secmail_dns_resolver_free(others);
	stop();
	fake_stop(honest);
}
END_TEST

/* The old server was asked once and is silent; with 2 tries the new one is asked twice. */
START_TEST(other_servers_get_all_their_tries)
{
	fake_server *silent = fake_start(FAKE_SILENT);
	const char *address = fake_address(silent);
	secmail_dns_resolver *others = settings_of(&address, 1);
	uint32_t id;
	secmail_answers *a = asking("mail.example", SECMAIL_DNS_A, &id);
	waiting w;

	serve(FAKE_SILENT);
	have_patience(60000, 60000);
	ck_assert_int_eq(loop_ask(&l, a, &w), SECMAIL_WANT_DNS);
	ck_assert_int_eq(secmail_dns_client_set_resolver(l.client, others), SECMAIL_DONE);
	loop_until_told(&l, &w);
	ck_told(a, id, "timeout");
	ck_asked(silent, 2);
	ck_assert_uint_eq(count(SECMAIL_DNS_CLIENT_TIMEOUTS), 2);
	secmail_answers_free(a);
	secmail_dns_resolver_free(others);
	stop();
	fake_stop(silent);
}
END_TEST

TCase *
client_follow_tests(void)
{
	TCase *t = tcase_create("client, follow");

	tcase_set_timeout(t, 20);
	tcase_add_test(t, follows_a_file);
	tcase_add_test(t, settings_outlive_a_change_of_the_file);
	tcase_add_test(t, a_file_is_not_looked_at_all_the_time);
	tcase_add_test(t, a_look_is_enough_for_a_while);
	tcase_add_loop_test(
	    t, a_change_is_seen_by_size_time_and_inode, 0, sizeof changes / sizeof changes[0]);
	tcase_add_test(t, other_servers_are_met_without_prejudice);
	tcase_add_test(t, other_servers_get_all_their_tries);
	return t;
}
