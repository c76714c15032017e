/* test_client_careless.c - the non-blocking resolver in programs that do what they like with it */
#include <check.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "scene.h"

static secmailp_dns_table *
the_table(void)
{
	return secmailp_list_first(&l.client->tables);
}

/* SPF at the envelope, DKIM when the message is there: whoever sends it slowly gains nothing. */
START_TEST(time_with_nothing_open_does_not_count)
{
	uint32_t id, later;
	secmail_answers *a = asking("mail.example", SECMAIL_DNS_A, &id);
	waiting w;

	serve(FAKE_HONEST);
	start_and_wait(a);
	ck_assert(!secmailp_dns_timer_is_set(&the_table()->timer));
	ck_assert_int_gt(the_table()->left, 0);
	later = ask(a, "later.example", SECMAIL_DNS_A, SECMAIL_ANSWERS_NEEDED);
	ck_assert_int_eq(loop_ask(&l, a, &w), SECMAIL_WANT_DNS);
	ck_assert(secmailp_dns_timer_is_set(&the_table()->timer));
	loop_until_told(&l, &w);
	ck_told(a, later, "records 192.0.2.7");
	secmail_answers_free(a);
	stop();
}
END_TEST

START_TEST(time_with_something_open_adds_up)
{
	uint32_t id;
	secmail_answers *a = asking("first.example", SECMAIL_DNS_A, &id);

	serve(FAKE_SILENT);
	have_patience(20, 60000);
	start_and_wait(a);
	ck_assert_int_le(the_table()->left, 60000 - 2 * 20);
	ask(a, "second.example", SECMAIL_DNS_A, SECMAIL_ANSWERS_NEEDED);
	start_and_wait(a);
	ck_assert_int_le(the_table()->left, 60000 - 4 * 20);
	secmail_answers_free(a);
	stop();
}
END_TEST

/* --- a run, and what another table's `done` does to it ------------------------------- */

static struct meddling {
	secmail_answers *victim;
	void (*meddle)(secmail_answers *a);
	waiting other;
} meddling;

static void
meddle(void *arg, secmail_answers *a, secmail_status status)
{
	(void)arg;
	(void)a;
	ck_assert_int_eq(status, SECMAIL_DONE);
	meddling.meddle(meddling.victim);
}

static void
cancel(secmail_answers *a)
{
	secmail_dns_client_cancel(l.client, a);
}

static void
start_again(secmail_answers *a)
{
	ck_assert_int_eq(loop_ask(&l, a, &meddling.other), SECMAIL_WANT_DNS);
}

static const struct meddler {
	const char *proves;
	void (*meddle)(secmail_answers *a);
} meddlers[] = {
	{ "a run ends when its table is freed", secmail_answers_free },
	{ "a run ends when its table is reset", secmail_answers_reset },
	{ "a run ends when its table is expired", secmail_answers_expire },
	{ "a run ends when its table is cancelled", cancel },
	{ "a run ends when its table is started by somebody else", start_again },
};

START_TEST(a_run_does_not_wait_for_a_table_that_left)
{
	const struct meddler *m = &meddlers[_i];
	uint32_t id, silent;
	secmail_answers *a = asking("mail.example", SECMAIL_DNS_A, &id);
	secmail_answers *b = asking("mail.example", SECMAIL_DNS_TXT, &silent);

	serve(FAKE_SILENT_ON_TEXT);
	have_patience(10000, 20000);
	meddling = (struct meddling){ .victim = b, .meddle = m->meddle };
	ck_assert_int_eq(secmail_dns_client_start(l.client, a, meddle, NULL), SECMAIL_WANT_DNS);
	ck_assert_msg(secmail_dns_client_run(l.client, b) == SECMAIL_NOT_FOUND, "%s", m->proves);
	ck_told(a, id, "records 192.0.2.7");
	secmail_answers_free(a);
	if (m->meddle != secmail_answers_free)
		secmail_answers_free(b);
	ck_assert_uint_eq(count(SECMAIL_DNS_CLIENT_TABLES), 0);
	stop();
}
END_TEST

static void
run_again(secmail_answers *a)
{
	ck_assert_int_eq(secmail_dns_client_run(l.client, a), SECMAIL_DONE);
}

START_TEST(a_run_inside_done_takes_the_place_of_one_outside)
{
	uint32_t id, silent;
	secmail_answers *a = asking("mail.example", SECMAIL_DNS_A, &id);
	secmail_answers *b = asking("mail.example", SECMAIL_DNS_TXT, &silent);

	serve(FAKE_SILENT_ON_TEXT);
	have_patience(50, 20000);
	meddling = (struct meddling){ .victim = b, .meddle = run_again };
	ck_assert_int_eq(secmail_dns_client_start(l.client, a, meddle, NULL), SECMAIL_WANT_DNS);
	ck_assert_int_eq(secmail_dns_client_run(l.client, b), SECMAIL_NOT_FOUND);
	ck_told(b, silent, "timeout");
	secmail_answers_free(a);
	secmail_answers_free(b);
	stop();
}
END_TEST

/* --- no descriptors ------------------------------------------------------------------- */

static void
allow_descriptors(rlim_t count)
{
	struct rlimit limit;

	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
	limit.rlim_cur = count < limit.rlim_max ? count : limit.rlim_max;
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
}

START_TEST(without_descriptors_the_start_fails_and_says_why)
{
	uint32_t id;
	secmail_answers *a = asking("mail.example", SECMAIL_DNS_A, &id);
	waiting w;

	serve(FAKE_HONEST);
	allow_descriptors(3);
	ck_assert_int_eq(loop_ask(&l, a, &w), SECMAIL_IO);
	ck_assert_ptr_nonnull(strstr(secmail_dns_client_error(l.client), strerror(EMFILE)));
	ck_assert_uint_eq(count(SECMAIL_DNS_CLIENT_TABLES), 0);
	ck_assert_uint_eq(count(SECMAIL_DNS_CLIENT_IN_FLIGHT), 0);
	allow_descriptors(256);
	start_and_wait(a);
	ck_told(a, id, "records 192.0.2.7");
	secmail_answers_free(a);
	stop();
}
END_TEST

static char why[256];

static void
tell_why(void *arg, secmail_answers *a, secmail_status status)
{
	waiting *w = arg;

	w->told++;
	w->status = status;
	w->answers = a;
	snprintf(why, sizeof why, "%s", secmail_dns_client_error(l.client));
}

/* The second try takes another port, for which there is no descriptor. */
START_TEST(without_descriptors_done_is_told_and_can_say_why)
{
	uint32_t id;
	secmail_answers *a = asking("mail.example", SECMAIL_DNS_A, &id);
	waiting w = { .told = 0 };

	serve(FAKE_SILENT);
	ck_assert_int_eq(secmail_dns_client_start(l.client, a, tell_why, &w), SECMAIL_WANT_DNS);
	allow_descriptors(3);
	loop_until_told(&l, &w);
	ck_assert_int_eq(w.status, SECMAIL_IO);
	ck_assert_ptr_nonnull(strstr(why, strerror(EMFILE)));
	ck_told(a, id, "open");
	ck_assert_uint_eq(count(SECMAIL_DNS_CLIENT_TABLES), 0);
	allow_descriptors(256);
	secmail_answers_free(a);
	stop();
}
END_TEST

/* It is told at the next tick, which is due at once: nothing else may come to wake the loop. */
START_TEST(what_other_settings_come_to_is_told_at_once)
{
	uint32_t id;
	secmail_answers *a = asking("mail.example", SECMAIL_DNS_A, &id);
	waiting w;

	serve(FAKE_SILENT);
	have_patience(60000, 60000);
	ck_assert_int_eq(loop_ask(&l, a, &w), SECMAIL_WANT_DNS);
	ck_assert_int_ne(secmail_dns_client_wait(l.client), 0);
	allow_descriptors(3);
	have_patience(60000, 60000);
	ck_assert_uint_eq(w.told, 0);
	ck_assert_int_eq(secmail_dns_client_wait(l.client), 0);
	secmail_dns_client_tick(l.client);
	ck_assert_uint_eq(w.told, 1);
	ck_assert_int_eq(w.status, SECMAIL_IO);
	ck_assert_int_eq(secmail_dns_client_wait(l.client), -1);
	allow_descriptors(256);
	secmail_answers_free(a);
	stop();
}
END_TEST

static void
allow_none(void *arg, int fd, unsigned events)
{
	(void)arg;
	(void)fd;
	(void)events;
	allow_descriptors(0);
}

/* poll() refuses to wait for more descriptors than there may be. */
START_TEST(a_run_that_cannot_wait_lets_its_table_go)
{
	uint32_t id;
	secmail_answers *a = asking("mail.example", SECMAIL_DNS_A, &id);

	serve(FAKE_SILENT);
	have_patience(60000, 60000);
	secmail_dns_client_set_watch(l.client, allow_none, NULL);
	ck_assert_int_eq(secmail_dns_client_run(l.client, a), SECMAIL_IO);
	secmail_dns_client_set_watch(l.client, NULL, NULL);
	ck_told(a, id, "open");
	ck_assert_uint_eq(count(SECMAIL_DNS_CLIENT_TABLES), 0);
	ck_assert_uint_eq(count(SECMAIL_DNS_CLIENT_IN_FLIGHT), 0);
	allow_descriptors(256);
	secmail_answers_free(a);
	stop();
}
END_TEST

/* --- arguments, settings, watchers ------------------------------------------------------ */

START_TEST(a_start_that_is_refused_changes_nothing)
{
	uint32_t id;
	secmail_answers *a = asking("mail.example", SECMAIL_DNS_A, &id);
	waiting w;

	serve(FAKE_HONEST);
	ck_assert_int_eq(loop_ask(&l, a, &w), SECMAIL_WANT_DNS);
	ck_assert_int_eq(secmail_dns_client_start(l.client, a, NULL, NULL), SECMAIL_ARGUMENT);
	loop_until_told(&l, &w);
	ck_told(a, id, "records 192.0.2.7");
	secmail_answers_free(a);
	stop();
}
END_TEST

/* A watch function that comes later is told of what is open; none is no reason to fall over. */
START_TEST(a_watch_function_may_be_exchanged)
{
	uint32_t id;
	secmail_answers *a = asking("mail.example", SECMAIL_DNS_A, &id);
	secmail_dns_watch_fn watch;
	waiting w;

	serve(FAKE_HONEST);
	watch = l.client->watch;
	ck_assert_int_eq(loop_ask(&l, a, &w), SECMAIL_WANT_DNS);
	ck_assert_uint_eq(l.count, 1);
	secmail_dns_client_set_watch(l.client, NULL, NULL);
	l.count = 0;
	secmail_dns_client_set_watch(l.client, watch, &l);
	ck_assert_uint_eq(l.count, 1);
	loop_until_told(&l, &w);
	ck_told(a, id, "records 192.0.2.7");
	secmail_answers_free(a);
	stop();
}
END_TEST

/* It is not told of what a run without it has opened and closed, but of what is open still. */
START_TEST(a_watch_function_may_come_after_a_run)
{
	uint32_t id, later;
	secmail_answers *a = asking("mail.example", SECMAIL_DNS_A, &id);
	secmail_dns_watch_fn watch;

	serve(FAKE_HONEST);
	watch = l.client->watch;
	secmail_dns_client_set_watch(l.client, NULL, NULL);
	ck_assert_int_eq(secmail_dns_client_run(l.client, a), SECMAIL_DONE);
	ck_assert_ptr_null(l.client->watch);
	secmail_dns_client_set_watch(l.client, watch, &l);
	ck_assert_uint_eq(l.count, l.client->channel_count);
	later = ask(a, "later.example", SECMAIL_DNS_A, SECMAIL_ANSWERS_NEEDED);
	start_and_wait(a);
	ck_told(a, later, "records 192.0.2.7");
	secmail_answers_free(a);
	stop();
}
END_TEST

START_TEST(a_child_may_free_its_copy)
{
	uint32_t id;
	secmail_answers *a = asking("mail.example", SECMAIL_DNS_A, &id);
	waiting w;
	int status;
	pid_t child;

	serve(FAKE_TRUNCATED_KEEPS);
	ck_assert_int_eq(loop_ask(&l, a, &w), SECMAIL_WANT_DNS);
	child = fork();
	ck_assert_int_ge(child, 0);
	if (child == 0) {
		secmail_dns_client_set_watch(l.client, NULL, NULL);
		secmail_dns_client_free(l.client);
		_exit(0);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(status, 0);
	loop_until_told(&l, &w);
	ck_told(a, id, "records 192.0.2.7");
	secmail_answers_free(a);
	stop();
}
END_TEST

/* --- time ------------------------------------------------------------------------------- */

/* The client believes that there is no room; `a` is in flight and `b` waits. */
static void
fill_room(secmail_answers *a, waiting *w, secmail_answers *b, waiting *v)
{
	ck_assert_int_eq(loop_ask(&l, a, w), SECMAIL_WANT_DNS);
	ck_assert_uint_eq(l.client->lookup_count, 1);
	l.client->lookup_count = SECMAIL_DNS_MAX_LOOKUPS;
	ck_assert_int_eq(loop_ask(&l, b, v), SECMAIL_WANT_DNS);
	ck_assert_uint_eq(l.client->lookup_count, SECMAIL_DNS_MAX_LOOKUPS);
}

/* What is answered while it waits for its turn is not asked. */
START_TEST(what_the_caller_answers_before_its_turn_is_not_asked)
{
	uint32_t id, other;
	secmail_answers *a = asking("mail.example", SECMAIL_DNS_TXT, &other);
	secmail_answers *b = asking("mail.example", SECMAIL_DNS_A, &id);
	waiting w, v;

	serve(FAKE_SILENT_ON_TEXT);
	have_patience(60000, 60000);
	fill_room(a, &w, b, &v);
	ck_assert_int_eq(secmail_answers_fail(b, id, SECMAIL_DNS_REFUSED), SECMAIL_DONE);
	l.client->lookup_count = 1;
	secmail_dns_client_tick(l.client);
	ck_assert_uint_eq(v.told, 1);
	ck_assert_int_eq(v.status, SECMAIL_DONE);
	ck_told(b, id, "refused");
	ck_assert_uint_eq(count(SECMAIL_DNS_CLIENT_DATAGRAMS), 1);
	secmail_answers_free(a);
	secmail_answers_free(b);
	stop();
}
END_TEST

/* The first answer is final, and the server's, which comes too late, is no failure of the table. */
START_TEST(what_the_caller_answers_meanwhile_stands)
{
	uint32_t id, failed;
	secmail_answers *a = asking("mail.example", SECMAIL_DNS_A, &id);
	waiting w;

	failed = ask(a, "mail.example", SECMAIL_DNS_TXT, SECMAIL_ANSWERS_NEEDED);
	serve(FAKE_HONEST);
	ck_assert_int_eq(loop_ask(&l, a, &w), SECMAIL_WANT_DNS);
	ck_assert_int_eq(secmail_answers_fail(a, failed, SECMAIL_DNS_REFUSED), SECMAIL_DONE);
	loop_until_told(&l, &w);
	ck_assert_int_eq(w.status, SECMAIL_DONE);
	ck_told(a, id, "records 192.0.2.7");
	ck_told(a, failed, "refused");
	secmail_answers_free(a);
	stop();
}
END_TEST

/* The loop has slept since the client last read the clock. */
START_TEST(whose_turn_comes_late_has_its_full_time)
{
	uint32_t id;
	secmail_answers *a = asking("mail.example", SECMAIL_DNS_TXT, &id);
	secmail_answers *b = asking("mail.example", SECMAIL_DNS_A, &id);
	waiting w, v;

	serve(FAKE_SILENT_ON_TEXT);
	have_patience(5000, 20000);
	fill_room(a, &w, b, &v);
	l.client->now -= 6000;
	secmail_answers_free(a);
	l.client->lookup_count = 1;
	loop_until_told(&l, &v);
	ck_told(b, id, "records 192.0.2.7");
	ck_assert_uint_eq(count(SECMAIL_DNS_CLIENT_TIMEOUTS), 0);
	secmail_answers_free(b);
	stop();
}
END_TEST

START_TEST(who_waits_for_room_is_not_forgotten)
{
	uint32_t id;
	secmail_answers *a = asking("mail.example", SECMAIL_DNS_TXT, &id);
	secmail_answers *b = asking("mail.example", SECMAIL_DNS_A, &id);
	waiting w, v;

	serve(FAKE_SILENT_ON_TEXT);
	have_patience(5000, 20000);
	fill_room(a, &w, b, &v);
	ck_assert_int_gt(secmail_dns_client_wait(l.client), 0);
	l.client->lookup_count = 1;
	ck_assert_int_eq(secmail_dns_client_wait(l.client), 0);
	loop_until_told(&l, &v);
	ck_assert_int_ne(secmail_dns_client_wait(l.client), 0);
	secmail_answers_free(a);
	secmail_answers_free(b);
	stop();
}
END_TEST

#define SLOW_CACHE_MS 150

static secmail_status
get_slowly(void *arg, const void *key, size_t key_len, void *out, size_t room, size_t *out_len)
{
	(void)arg;
	(void)key;
	(void)key_len;
	(void)out;
	(void)room;
	*out_len = 0;
	(void)poll(NULL, 0, SLOW_CACHE_MS);
	return SECMAIL_NOT_FOUND;
}

/* The caller's cache takes longer than a try may, which begins after that. */
START_TEST(a_slow_cache_does_not_use_up_the_servers_time)
{
	secmail_dns_cache *cache;
	uint32_t id;
	secmail_answers *a = asking("mail.example", SECMAIL_DNS_A, &id);
	int64_t began;
	waiting w;

	serve(FAKE_HONEST);
	have_patience(100, 20000);
	ck_assert_int_eq(secmail_dns_cache_new(SECMAIL_DNS_CACHE_MIN, &cache), SECMAIL_DONE);
	secmail_dns_cache_set_backing(cache, get_slowly, NULL, NULL);
	secmail_dns_client_set_cache(l.client, cache);
	secmailp_dns_client_set_now(l.client);
	began = l.client->now;
	ck_assert_int_eq(loop_ask(&l, a, &w), SECMAIL_WANT_DNS);
	ck_assert_int_ge(
	    secmailp_dns_timers_first(&l.client->timers)->at, began + SLOW_CACHE_MS + 100);
	secmail_answers_free(a);
	stop();
	secmail_dns_cache_free(cache);
}
END_TEST

TCase *
client_careless_tests(void)
{
	TCase *t = tcase_create("client, careless");

	tcase_set_timeout(t, 20);
	tcase_add_test(t, time_with_nothing_open_does_not_count);
	tcase_add_test(t, time_with_something_open_adds_up);
	tcase_add_loop_test(
	    t, a_run_does_not_wait_for_a_table_that_left, 0, sizeof meddlers / sizeof meddlers[0]);
	tcase_add_test(t, a_run_inside_done_takes_the_place_of_one_outside);
	tcase_add_test(t, without_descriptors_the_start_fails_and_says_why);
	tcase_add_test(t, without_descriptors_done_is_told_and_can_say_why);
	tcase_add_test(t, a_run_that_cannot_wait_lets_its_table_go);
	tcase_add_test(t, what_other_settings_come_to_is_told_at_once);
	tcase_add_test(t, a_start_that_is_refused_changes_nothing);
	tcase_add_test(t, a_watch_function_may_be_exchanged);
	tcase_add_test(t, a_watch_function_may_come_after_a_run);
	tcase_add_test(t, a_child_may_free_its_copy);
	tcase_add_test(t, what_the_caller_answers_before_its_turn_is_not_asked);
	tcase_add_test(t, what_the_caller_answers_meanwhile_stands);
	tcase_add_test(t, whose_turn_comes_late_has_its_full_time);
	tcase_add_test(t, who_waits_for_room_is_not_forgotten);
	tcase_add_test(t, a_slow_cache_does_not_use_up_the_servers_time);
	return t;
}
