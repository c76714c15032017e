/* test_pool.c - connections: used again, logged in, given up, and never shared with a child */
#include <check.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fake_redis.h"
#include "redis_internal.h"

#define THREADS 8
#define CALLS 50

TCase *pool_tests(void);

static secmail_redis *
new_redis(const fake_redis *f)
{
	secmail_redis *r;

	ck_assert_int_eq(secmail_redis_new(&r), SECMAIL_DONE);
	ck_assert_int_eq(secmail_redis_set_address(r, fake_redis_address(f)), SECMAIL_DONE);
	return r;
}

static secmail_status
put(secmail_redis *r)
{
	return secmail_redis_put(r, "k", 1, "v", 1, 60);
}

/* Makes the pause be over, as a second would. */
static void
end_pause(secmail_redis *r)
{
	ck_assert_int_ne(r->paused_until, 0);
	r->paused_until = secmailp_redis_clock();
}

START_TEST(a_connection_is_used_again)
{
	const char *const replies[FAKE_REPLIES] = { "+OK\r\n", NULL };
	fake_redis *f = fake_redis_start(replies);
	secmail_redis *r = new_redis(f);

	for (int i = 0; i < 10; i++)
		ck_assert_int_eq(put(r), SECMAIL_DONE);
	ck_assert_uint_eq(fake_redis_commands(f), 10);
	ck_assert_uint_eq(fake_redis_connections(f), 1);
	ck_assert_uint_eq(secmail_redis_count(r, SECMAIL_REDIS_CALLS), 10);
	ck_assert_uint_eq(secmail_redis_count(r, SECMAIL_REDIS_FAILURES), 0);
	ck_assert_uint_eq(secmail_redis_count(r, SECMAIL_REDIS_CONNECTIONS), 1);
	ck_assert_uint_eq(secmail_redis_count(r, SECMAIL_REDIS_OPEN), 1);
	ck_assert_uint_eq(secmail_redis_count(r, (secmail_redis_counter)99), 0);
	secmail_redis_free(r);
	fake_redis_stop(f);
}
END_TEST

/* The server closes only after it has answered: the next call sees it before it asks. */
START_TEST(a_connection_that_was_closed_is_not_asked)
{
	const char *const replies[FAKE_REPLIES] = { FAKE_CUT "+OK\r\n", "+OK\r\n", NULL };
	fake_redis *f = fake_redis_start(replies);
	secmail_redis *r = new_redis(f);

	ck_assert_int_eq(put(r), SECMAIL_DONE);
	ck_assert(secmailp_redis_wait(r->idle[0], POLLIN, secmailp_redis_clock() + 1000));
	ck_assert_int_eq(put(r), SECMAIL_DONE);
	ck_assert_uint_eq(fake_redis_connections(f), 2);
	ck_assert_uint_eq(secmail_redis_count(r, SECMAIL_REDIS_OPEN), 1);
	ck_assert_uint_eq(secmail_redis_count(r, SECMAIL_REDIS_FAILURES), 0);
	secmail_redis_free(r);
	fake_redis_stop(f);
}
END_TEST

START_TEST(an_error_keeps_the_connection)
{
	const char *const replies[FAKE_REPLIES] = { "-ERR no\r\n", "+OK\r\n", NULL };
	fake_redis *f = fake_redis_start(replies);
	secmail_redis *r = new_redis(f);

	ck_assert_int_eq(put(r), SECMAIL_IO);
	ck_assert_int_eq(put(r), SECMAIL_DONE);
	ck_assert_uint_eq(fake_redis_connections(f), 1);
	ck_assert_uint_eq(secmail_redis_count(r, SECMAIL_REDIS_FAILURES), 1);
	secmail_redis_free(r);
	fake_redis_stop(f);
}
END_TEST

START_TEST(a_silent_server_is_left_alone_and_then_tried_once)
{
	const char *const replies[FAKE_REPLIES] = { FAKE_SILENT, FAKE_SILENT, "+OK\r\n", NULL };
	fake_redis *f = fake_redis_start(replies);
	secmail_redis *r = new_redis(f);

	ck_assert_int_eq(put(r), SECMAIL_IO);
	for (int i = 0; i < 5; i++)
		ck_assert_int_eq(put(r), SECMAIL_IO);
	ck_assert_uint_eq(fake_redis_commands(f), 1);
	ck_assert_uint_eq(secmail_redis_count(r, SECMAIL_REDIS_REFUSED), 5);
	ck_assert_uint_eq(secmail_redis_count(r, SECMAIL_REDIS_FAILURES), 6);
	ck_assert_uint_eq(secmail_redis_count(r, SECMAIL_REDIS_OPEN), 0);
	end_pause(r);
	ck_assert_int_eq(put(r), SECMAIL_IO);
	ck_assert_int_eq(put(r), SECMAIL_IO);
	ck_assert_uint_eq(fake_redis_commands(f), 2);
	end_pause(r);
	ck_assert_int_eq(put(r), SECMAIL_DONE);
	ck_assert_int_eq(put(r), SECMAIL_DONE);
	ck_assert_uint_eq(fake_redis_commands(f), 4);
	secmail_redis_free(r);
	fake_redis_stop(f);
}
END_TEST

START_TEST(a_server_that_is_not_there_is_left_alone)
{
	const char *const replies[FAKE_REPLIES] = { "+OK\r\n", NULL };
	fake_redis *f = fake_redis_start(replies);
	secmail_redis *r = new_redis(f);
	char error[SECMAIL_REDIS_ERROR_SIZE];

	fake_redis_stop(f);
	ck_assert_int_eq(put(r), SECMAIL_IO);
	ck_assert_int_eq(put(r), SECMAIL_IO);
	ck_assert_uint_eq(secmail_redis_count(r, SECMAIL_REDIS_REFUSED), 1);
	ck_assert_uint_eq(secmail_redis_count(r, SECMAIL_REDIS_CONNECTIONS), 0);
	secmail_redis_error(r, error);
	ck_assert_str_eq(error, "the server can't be connected to");
	secmail_redis_free(r);
}
END_TEST

static const struct greeting {
	const char *proves;
	const char *user;
	const char *password;
	uint32_t database;
	const char *replies[FAKE_REPLIES];
	secmail_status status;
	unsigned commands;
	const char *last;
	const char *error;
} greetings[] = {
	{ "a password alone is the default user's", NULL, "pw", 0, { "+OK\r\n", FAKE_SILENT },
	    SECMAIL_IO, 2, "SET secmail:cache:k v EX 60 ", "the server did not answer in time" },
	{ "a user's name is sent", "ann", "pw", 0, { "-WRONGPASS no\r\n" }, SECMAIL_IO, 1,
	    "AUTH ann pw ", "the login: WRONGPASS no" },
	{ "the login is acknowledged by OK", NULL, "pw", 0, { "$2\r\nOK\r\n" }, SECMAIL_IO, 1,
	    "AUTH pw ", "the login: there was no answer to it" },
	{ "the database is chosen after the login", NULL, "pw", 3,
	    { "+OK\r\n", "-ERR DB index is out of range\r\n" }, SECMAIL_IO, 2, "SELECT 3 ",
	    "the choice of a database: ERR DB index is out of range" },
	{ "and then the command is sent", "ann", "pw", 3, { "+OK\r\n" }, SECMAIL_DONE, 3,
	    "SET secmail:cache:k v EX 60 ", "" },
	{ "a server that is silent at the login", NULL, "pw", 0, { FAKE_SILENT }, SECMAIL_IO, 1,
	    "AUTH pw ", "the login: there was no answer to it" },
};

START_TEST(a_connection_begins_with_login_and_database)
{
	const struct greeting *g = &greetings[_i];
	fake_redis *f = fake_redis_start(g->replies);
	secmail_redis *r = new_redis(f);
	char error[SECMAIL_REDIS_ERROR_SIZE];

	ck_assert_int_eq(
	    secmail_redis_set_login(r, g->user, g->password, strlen(g->password)), SECMAIL_DONE);
	ck_assert_int_eq(secmail_redis_set_database(r, g->database), SECMAIL_DONE);
	ck_assert_msg(put(r) == g->status, "%s", g->proves);
	ck_assert_msg(fake_redis_commands(f) == g->commands, "%s", g->proves);
	ck_assert_msg(
	    strcmp(fake_redis_last(f), g->last) == 0, "%s: %s", g->proves, fake_redis_last(f));
	secmail_redis_error(r, error);
	ck_assert_msg(strcmp(error, g->error) == 0, "%s: %s", g->proves, error);
	ck_assert_int_eq(put(r), g->status);
	ck_assert_uint_eq(secmail_redis_count(r, SECMAIL_REDIS_REFUSED), g->status != SECMAIL_DONE);
	secmail_redis_free(r);
	fake_redis_stop(f);
}
END_TEST

typedef struct caller {
	secmail_redis *redis;
	int done;
} caller;

static void *
call_often(void *arg)
{
	caller *c = arg;

	for (int i = 0; i < CALLS; i++)
		c->done += put(c->redis) == SECMAIL_DONE;
	return NULL;
}

START_TEST(many_threads_share_few_connections)
{
	const char *const replies[FAKE_REPLIES] = { "+OK\r\n", NULL };
	fake_redis *f = fake_redis_start(replies);
	secmail_redis *r = new_redis(f);
	pthread_t threads[THREADS];
	caller callers[THREADS];

	ck_assert_int_eq(secmail_redis_set_connections(r, 2), SECMAIL_DONE);
	ck_assert_int_eq(secmail_redis_set_timeout(r, 10000), SECMAIL_DONE);
	for (int i = 0; i < THREADS; i++) {
		callers[i] = (caller){ r, 0 };
		ck_assert_int_eq(pthread_create(&threads[i], NULL, call_often, &callers[i]), 0);
	}
	for (int i = 0; i < THREADS; i++) {
		pthread_join(threads[i], NULL);
		ck_assert_int_eq(callers[i].done, CALLS);
	}
	ck_assert_uint_eq(fake_redis_commands(f), THREADS * CALLS);
	ck_assert_uint_le(fake_redis_connections(f), 2);
	secmail_redis_free(r);
	fake_redis_stop(f);
}
END_TEST

START_TEST(who_waits_for_a_connection_of_a_dead_server_gives_up)
{
	const char *const replies[FAKE_REPLIES] = { FAKE_SILENT, NULL };
	fake_redis *f = fake_redis_start(replies);
	secmail_redis *r = new_redis(f);
	pthread_t threads[THREADS];
	caller callers[THREADS];

	ck_assert_int_eq(secmail_redis_set_connections(r, 1), SECMAIL_DONE);
	for (int i = 0; i < THREADS; i++) {
		callers[i] = (caller){ r, 0 };
		ck_assert_int_eq(pthread_create(&threads[i], NULL, call_often, &callers[i]), 0);
	}
	for (int i = 0; i < THREADS; i++) {
		pthread_join(threads[i], NULL);
		ck_assert_int_eq(callers[i].done, 0);
	}
	ck_assert_uint_eq(secmail_redis_count(r, SECMAIL_REDIS_FAILURES), THREADS * CALLS);
	ck_assert_uint_eq(secmail_redis_count(r, SECMAIL_REDIS_OPEN), 0);
	secmail_redis_free(r);
	fake_redis_stop(f);
}
END_TEST

/* What a child may do; returns the number of what it could not. */
static int
faults_of_child(secmail_redis *r)
{
	char error[SECMAIL_REDIS_ERROR_SIZE] = "untouched";
	char value[8];
	size_t len;
	int faults = 0;

	faults += put(r) != SECMAIL_ARGUMENT;
	faults += secmail_redis_get(r, "k", 1, value, sizeof value, &len) != SECMAIL_ARGUMENT;
	faults += secmail_redis_count(r, SECMAIL_REDIS_CALLS) != 0;
	secmail_redis_error(r, error);
	faults += error[0] != '\0';
	secmail_redis_free(r);
	return faults;
}

START_TEST(a_child_is_refused_and_the_parent_goes_on)
{
	const char *const replies[FAKE_REPLIES] = { "+OK\r\n", NULL };
	fake_redis *f = fake_redis_start(replies);
	secmail_redis *r = new_redis(f);
	int status;
	pid_t child;

	ck_assert_int_eq(put(r), SECMAIL_DONE);
	pthread_mutex_lock(&r->lock); /* as another thread might have */
	child = fork();
	if (child == 0)
		_exit(faults_of_child(r));
	pthread_mutex_unlock(&r->lock);
	ck_assert_int_gt(child, 0);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert(WIFEXITED(status));
	ck_assert_int_eq(WEXITSTATUS(status), 0);
	ck_assert_int_eq(put(r), SECMAIL_DONE);
	ck_assert_uint_eq(fake_redis_connections(f), 1);
	ck_assert_uint_eq(fake_redis_commands(f), 2);
	secmail_redis_free(r);
	fake_redis_stop(f);
}
END_TEST

TCase *
pool_tests(void)
{
	TCase *t = tcase_create("pool");

	tcase_set_timeout(t, 30);
	tcase_add_test(t, a_connection_is_used_again);
	tcase_add_test(t, a_connection_that_was_closed_is_not_asked);
	tcase_add_test(t, an_error_keeps_the_connection);
	tcase_add_test(t, a_silent_server_is_left_alone_and_then_tried_once);
	tcase_add_test(t, a_server_that_is_not_there_is_left_alone);
	tcase_add_loop_test(t, a_connection_begins_with_login_and_database, 0,
	    sizeof greetings / sizeof greetings[0]);
	tcase_add_test(t, many_threads_share_few_connections);
	tcase_add_test(t, who_waits_for_a_connection_of_a_dead_server_gives_up);
	tcase_add_test(t, a_child_is_refused_and_the_parent_goes_on);
	return t;
}
