/* test_store.c - what a store makes of a server's words; what an honest one says is tried in
 * tests/interop */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include <secmail/redis.h>

#include "fake_redis.h"
#include "script.h"

TCase *store_tests(void);

typedef struct scene {
	fake_redis *server;
	secmail_redis *redis;
	secmail_store *store;
} scene;

static scene
begin(const char *const replies[FAKE_REPLIES])
{
	scene s;

	s.server = fake_redis_start(replies);
	ck_assert_int_eq(secmail_redis_new(&s.redis), SECMAIL_DONE);
	ck_assert_int_eq(
	    secmail_redis_set_address(s.redis, fake_redis_address(s.server)), SECMAIL_DONE);
	ck_assert_int_eq(secmail_redis_store_new(s.redis, &s.store), SECMAIL_DONE);
	return s;
}

static void
end(scene *s)
{
	secmail_store_free(s->store);
	secmail_redis_free(s->redis);
	fake_redis_stop(s->server);
}

static const struct swapping {
	const char *proves;
	const char *reply;
	secmail_status status;
	secmail_store_outcome outcome;
} swappings[] = {
	{ "SWAPPED is a swap", "+SWAPPED\r\n", SECMAIL_DONE, SECMAIL_STORE_SWAPPED },
	{ "CONFLICT is none", "+CONFLICT\r\n", SECMAIL_DONE, SECMAIL_STORE_CONFLICT },
	{ "an entry that something else wrote is a failure", "+BROKEN\r\n", SECMAIL_IO,
	    SECMAIL_STORE_CONFLICT },
	{ "OK is no swap", "+OK\r\n", SECMAIL_IO, SECMAIL_STORE_CONFLICT },
	{ "a longer word is no swap", "+SWAPPEDNOT\r\n", SECMAIL_IO, SECMAIL_STORE_CONFLICT },
	{ "nor is the word as a value", "$7\r\nSWAPPED\r\n", SECMAIL_IO, SECMAIL_STORE_CONFLICT },
	{ "nor as an error", "-SWAPPED\r\n", SECMAIL_IO, SECMAIL_STORE_CONFLICT },
	{ "nor nil", "$-1\r\n", SECMAIL_IO, SECMAIL_STORE_CONFLICT },
	{ "nor a number", ":1\r\n", SECMAIL_IO, SECMAIL_STORE_CONFLICT },
	{ "nor silence", FAKE_SILENT, SECMAIL_IO, SECMAIL_STORE_CONFLICT },
	{ "nor a connection that breaks in the word", FAKE_CUT "+SWAPPED", SECMAIL_IO,
	    SECMAIL_STORE_CONFLICT },
	{ "a full server is a limit",
	    "-OOM command not allowed when used memory > 'maxmemory'. script: 1aea, on 12.\r\n",
	    SECMAIL_LIMIT, SECMAIL_STORE_CONFLICT },
	{ "also in the words of older servers",
	    "-ERR Error running script (call to f_1aea06c8f0fac8eb60c300fd698223b398b9e9fb): "
	    "@user_script:9: @user_script: 9: -OOM command not allowed when used memory > "
	    "'maxmemory'.\r\n",
	    SECMAIL_LIMIT, SECMAIL_STORE_CONFLICT },
	{ "too few replicas are a failure", "-NOREPLICAS Not enough good replicas to write.\r\n",
	    SECMAIL_IO, SECMAIL_STORE_CONFLICT },
};

START_TEST(only_one_word_is_a_swap)
{
	const struct swapping *w = &swappings[_i];
	const char *const replies[FAKE_REPLIES] = { w->reply, NULL };
	scene s = begin(replies);
	secmail_store_outcome outcome = SECMAIL_STORE_SWAPPED;
	secmail_status status =
	    secmail_store_compare_and_set(s.store, "k", 1, "a", 1, "b", 1, 160, 100, &outcome);

	ck_assert_msg(status == w->status, "%s: %d", w->proves, status);
	ck_assert_msg(outcome == w->outcome, "%s", w->proves);
	ck_assert_uint_eq(fake_redis_commands(s.server), 1);
	end(&s);
}
END_TEST

static const struct summing {
	const char *proves;
	const char *reply;
	secmail_status status;
	int64_t sum;
} summings[] = {
	{ "digits are the sum", "$20\r\n-9223372036854775808\r\n", SECMAIL_DONE, INT64_MIN },
	{ "a counter that is none", "+SYNTAX\r\n", SECMAIL_SYNTAX, 0 },
	{ "a sum that is too large", "+OVERFLOW\r\n", SECMAIL_LIMIT, 0 },
	{ "an entry that something else wrote", "+BROKEN\r\n", SECMAIL_IO, 0 },
	{ "digits that are too large", "$19\r\n9223372036854775808\r\n", SECMAIL_IO, 0 },
	{ "digits and more", "$3\r\n12 \r\n", SECMAIL_IO, 0 },
	{ "no digits", "$0\r\n\r\n", SECMAIL_IO, 0 },
	{ "more digits than any number has", "$22\r\n0000000000000000000001\r\n", SECMAIL_IO, 0 },
	{ "a number, which a script can't make of each sum", ":5\r\n", SECMAIL_IO, 0 },
	{ "nil", "$-1\r\n", SECMAIL_IO, 0 },
};

START_TEST(a_sum_is_digits)
{
	const struct summing *w = &summings[_i];
	const char *const replies[FAKE_REPLIES] = { w->reply, NULL };
	scene s = begin(replies);
	int64_t sum = 99;
	secmail_status status = secmail_store_increment(s.store, "n", 1, 1, 160, 100, &sum);

	ck_assert_msg(status == w->status, "%s: %d", w->proves, status);
	ck_assert_msg(sum == w->sum, "%s", w->proves);
	end(&s);
}
END_TEST

static const struct getting {
	const char *proves;
	const char *reply;
	secmail_status status;
	size_t len;
} gettings[] = {
	{ "a bulk is the value", "$3\r\nabc\r\n", SECMAIL_DONE, 3 },
	{ "nil is none", "$-1\r\n", SECMAIL_NOT_FOUND, 0 },
	{ "a value that does not fit", "$5\r\nabcde\r\n", SECMAIL_LIMIT, 0 },
	{ "an entry that something else wrote is not nothing", "+BROKEN\r\n", SECMAIL_IO, 0 },
	{ "an error is not nothing", "-LOADING Redis is loading\r\n", SECMAIL_IO, 0 },
};

START_TEST(what_fails_is_never_not_found)
{
	const struct getting *w = &gettings[_i];
	const char *const replies[FAKE_REPLIES] = { w->reply, NULL };
	scene s = begin(replies);
	char value[4];
	size_t len = 99;
	secmail_status status = secmail_store_get(s.store, "k", 1, 0, value, sizeof value, &len);

	ck_assert_msg(status == w->status, "%s: %d", w->proves, status);
	ck_assert_msg(len == w->len, "%s", w->proves);
	end(&s);
}
END_TEST

/* "VERB WHAT 1 KEY ARGUMENTS " */
static const char *
command(const char *verb, const char *what, const char *rest)
{
	static char text[4096];

	snprintf(text, sizeof text, "%s %s 1 secmail:store:%s ", verb, what, rest);
	return text;
}

START_TEST(a_script_is_sent_by_its_digest_and_whole_where_it_is_unknown)
{
	const char *const replies[FAKE_REPLIES] = { "$-1\r\n",
		"-NOSCRIPT No matching script. Please use EVAL.\r\n", "$1\r\nv\r\n", NULL };
	scene s = begin(replies);
	char value[4];
	size_t len;

	ck_assert_int_eq(
	    secmail_store_get(s.store, "k", 1, 0, value, sizeof value, &len), SECMAIL_NOT_FOUND);
	ck_assert_str_eq(fake_redis_last(s.server),
	    command("EVALSHA", secmailp_redis_script_get.digest, "k 09223372036854775808"));
	ck_assert_int_eq(
	    secmail_store_get(s.store, "k", 1, -1, value, sizeof value, &len), SECMAIL_DONE);
	ck_assert_str_eq(fake_redis_last(s.server),
	    command("EVAL", secmailp_redis_script_get.text, "k 09223372036854775807"));
	ck_assert_uint_eq(fake_redis_commands(s.server), 3);
	ck_assert_uint_eq(fake_redis_connections(s.server), 1);
	end(&s);
}
END_TEST

static const struct wording {
	const char *proves;
	const char *expected;
	const char *value;
	int64_t expires;
	int64_t now;
	const char *words;
} wordings[] = {
	{ "a time is kept a day longer by the server", "a", "b", 160, 100,
	    "k 09223372036854775908 1 a 1 b 09223372036854775968 86460" },
	{ "no value is told from an empty one", NULL, "", 160, 100,
	    "k 09223372036854775908 0  1  09223372036854775968 86460" },
	{ "and so is a removal", "", NULL, 160, 100,
	    "k 09223372036854775908 1  0  09223372036854775968 86460" },
	{ "what has expired is kept for a day", "a", "b", 100, 160,
	    "k 09223372036854775968 1 a 1 b 09223372036854775908 86400" },
	{ "never has no time", "a", "b", SECMAIL_STORE_NEVER, INT64_MAX,
	    "k 18446744073709551615 1 a 1 b  " },
	{ "and what is ages away no end at the server", "a", "b", INT64_MAX - 1, INT64_MIN,
	    "k 00000000000000000000 1 a 1 b 18446744073709551614 " },
};

START_TEST(times_are_digits)
{
	const struct wording *w = &wordings[_i];
	const char *const replies[FAKE_REPLIES] = { "+CONFLICT\r\n", NULL };
	scene s = begin(replies);
	secmail_store_outcome outcome;

	ck_assert_int_eq(secmail_store_compare_and_set(s.store, "k", 1, w->expected,
			     w->expected ? strlen(w->expected) : 0, w->value,
			     w->value ? strlen(w->value) : 0, w->expires, w->now, &outcome),
	    SECMAIL_DONE);
	ck_assert_msg(
	    strcmp(fake_redis_last(s.server),
		command("EVALSHA", secmailp_redis_script_compare_and_set.digest, w->words)) == 0,
	    "%s: %s", w->proves, fake_redis_last(s.server));
	end(&s);
}
END_TEST

TCase *
store_tests(void)
{
	TCase *t = tcase_create("store");

	tcase_add_loop_test(t, only_one_word_is_a_swap, 0, sizeof swappings / sizeof swappings[0]);
	tcase_add_loop_test(t, a_sum_is_digits, 0, sizeof summings / sizeof summings[0]);
	tcase_add_loop_test(
	    t, what_fails_is_never_not_found, 0, sizeof gettings / sizeof gettings[0]);
	tcase_add_test(t, a_script_is_sent_by_its_digest_and_whole_where_it_is_unknown);
	tcase_add_loop_test(t, times_are_digits, 0, sizeof wordings / sizeof wordings[0]);
	return t;
}
