/* test_cache.c - what a cache makes of a server's words, honest and other */
#include <check.h>
#include <string.h>

#include <secmail/redis.h>

#include "fake_redis.h"

#define ROOM 64

TCase *cache_tests(void);

/* The shapes that a DNS cache asks of a caller's, see dnscache.h. */
static secmail_status (*const get)(
    void *, const void *, size_t, void *, size_t, size_t *) = secmail_redis_get;
static secmail_status (*const put)(
    void *, const void *, size_t, const void *, size_t, uint32_t) = secmail_redis_put;

static secmail_redis *
new_redis(const fake_redis *f)
{
	secmail_redis *r;

	ck_assert_int_eq(secmail_redis_new(&r), SECMAIL_DONE);
	ck_assert_int_eq(secmail_redis_set_address(r, fake_redis_address(f)), SECMAIL_DONE);
	return r;
}

static const struct reading {
	const char *proves;
	const char *reply;
	secmail_status status;
	const char *value;
	const char *error;
} readings[] = {
	{ "a bulk is the value", "$5\r\na\r\nbc\r\n", SECMAIL_DONE, "a\r\nbc", "" },
	{ "an empty bulk is an empty value", "$0\r\n\r\n", SECMAIL_DONE, "", "" },
	{ "nil is not found", "$-1\r\n", SECMAIL_NOT_FOUND, "", "" },
	{ "a value that fits just so",
	    "$64\r\n0123456789012345678901234567890123456789012345678901234567890123\r\n",
	    SECMAIL_DONE, "0123456789012345678901234567890123456789012345678901234567890123", "" },
	{ "a value that does not fit",
	    "$65\r\n01234567890123456789012345678901234567890123456789012345678901234\r\n",
	    SECMAIL_LIMIT, "", "" },
	{ "an error is a failure, and told", "-LOADING Redis is loading\r\n", SECMAIL_IO, "",
	    "the server refuses: LOADING Redis is loading" },
	{ "what is not printable is not repeated", "-A\tB\033[1m\r\n", SECMAIL_IO, "",
	    "the server refuses: A?B?[1m" },
	{ "a status is no value", "+OK\r\n", SECMAIL_IO, "",
	    "a reply is not of the kind that was asked for" },
	{ "a number is no value", ":5\r\n", SECMAIL_IO, "",
	    "what the server says is no reply to what was asked" },
	{ "an array is no value", "*1\r\n$1\r\na\r\n", SECMAIL_IO, "",
	    "what the server says is no reply to what was asked" },
	{ "an empty array is none", "*0\r\n", SECMAIL_IO, "",
	    "what the server says is no reply to what was asked" },
	{ "nor is the nil of an array", "*-1\r\n", SECMAIL_IO, "",
	    "what the server says is no reply to what was asked" },
	{ "an array that would fill the memory", "*2147483647\r\n", SECMAIL_IO, "",
	    "what the server says is no reply to what was asked" },
	{ "an array that no memory would hold", "*9223372036854775807\r\n", SECMAIL_IO, "",
	    "what the server says is no reply to what was asked" },
	{ "arrays in arrays", "*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n",
	    SECMAIL_IO, "", "what the server says is no reply to what was asked" },
	{ "a negative length", "$-2\r\n", SECMAIL_IO, "",
	    "what the server says is no reply to what was asked" },
	{ "a length beyond all numbers", "$99999999999999999999\r\n", SECMAIL_IO, "",
	    "what the server says is no reply to what was asked" },
	{ "a length that is none", "$x\r\n", SECMAIL_IO, "",
	    "what the server says is no reply to what was asked" },
	{ "another protocol", "HTTP/1.1 400 Bad Request\r\n\r\n", SECMAIL_IO, "",
	    "what the server says is no reply to what was asked" },
	{ "kinds of the newer protocol that was not asked for", ",1.5\r\n", SECMAIL_IO, "",
	    "what the server says is no reply to what was asked" },
	{ "a second reply, which nobody asked for", "$1\r\na\r\n$1\r\nb\r\n", SECMAIL_IO, "",
	    "what the server says is no reply to what was asked" },
	{ "a connection that is closed", FAKE_CLOSE, SECMAIL_IO, "",
	    "the server closed the connection" },
	{ "one that is closed before the end", FAKE_CUT "$5\r\nab", SECMAIL_IO, "",
	    "the server closed the connection" },
	{ "silence", FAKE_SILENT, SECMAIL_IO, "", "the server did not answer in time" },
	{ "a reply that stops before its end", "$5\r\nab", SECMAIL_IO, "",
	    "the server did not answer in time" },
	{ "a reply that comes too slowly", FAKE_DRIP, SECMAIL_IO, "",
	    "the server did not answer in time" },
	{ "a bulk longer than any value", FAKE_FLOOD "$2147483647\r\n", SECMAIL_IO, "",
	    "a reply is too large" },
	{ "a line that never ends", FAKE_FLOOD "+", SECMAIL_IO, "", "a reply is too large" },
};

START_TEST(a_reply_is_a_value_or_a_failure)
{
	const struct reading *reading = &readings[_i];
	const char *const replies[FAKE_REPLIES] = { reading->reply, NULL };
	fake_redis *f = fake_redis_start(replies);
	secmail_redis *r = new_redis(f);
	char value[ROOM], error[SECMAIL_REDIS_ERROR_SIZE];
	size_t len = 99;
	secmail_status status = get(r, "k", 1, value, sizeof value, &len);

	ck_assert_msg(status == reading->status, "%s: %d", reading->proves, status);
	ck_assert_msg(len == strlen(reading->value), "%s: %zu", reading->proves, len);
	ck_assert_msg(memcmp(value, reading->value, len) == 0, "%s", reading->proves);
	secmail_redis_error(r, error);
	ck_assert_msg(strcmp(error, reading->error) == 0, "%s: %s", reading->proves, error);
	ck_assert_str_eq(fake_redis_last(f), "GET secmail:cache:k ");
	secmail_redis_free(r);
	fake_redis_stop(f);
}
END_TEST

static const struct writing {
	const char *proves;
	const char *reply;
	secmail_status status;
} writings[] = {
	{ "OK is done", "+OK\r\n", SECMAIL_DONE },
	{ "another word is not", "+OKAY\r\n", SECMAIL_IO },
	{ "nil is not", "$-1\r\n", SECMAIL_IO },
	{ "a bulk is not", "$2\r\nOK\r\n", SECMAIL_IO },
	{ "a full server is a limit",
	    "-OOM command not allowed when used memory > 'maxmemory'.\r\n", SECMAIL_LIMIT },
	{ "a replica is a failure", "-READONLY You can't write against a read only replica.\r\n",
	    SECMAIL_IO },
};

START_TEST(a_write_is_acknowledged_or_failed)
{
	const struct writing *w = &writings[_i];
	const char *const replies[FAKE_REPLIES] = { w->reply, NULL };
	fake_redis *f = fake_redis_start(replies);
	secmail_redis *r = new_redis(f);

	ck_assert_int_eq(secmail_redis_set_prefix(r, "mx1/"), SECMAIL_DONE);
	ck_assert_msg(put(r, "key", 3, "v w", 3, 60) == w->status, "%s", w->proves);
	ck_assert_str_eq(fake_redis_last(f), "SET mx1/cache:key v w EX 60 ");
	secmail_redis_free(r);
	fake_redis_stop(f);
}
END_TEST

START_TEST(arguments_are_checked_before_anything_is_sent)
{
	static const char big[SECMAIL_REDIS_MAX_VALUE + 1];
	const char *const replies[FAKE_REPLIES] = { "+OK\r\n", NULL };
	fake_redis *f = fake_redis_start(replies);
	secmail_redis *r = new_redis(f), *nowhere;
	char value[ROOM];
	size_t len = 99;

	ck_assert_int_eq(get(r, NULL, 1, value, ROOM, &len), SECMAIL_ARGUMENT);
	ck_assert_uint_eq(len, 0);
	ck_assert_int_eq(get(r, "", 0, value, ROOM, &len), SECMAIL_ARGUMENT);
	ck_assert_int_eq(get(r, big, 513, value, ROOM, &len), SECMAIL_ARGUMENT);
	ck_assert_int_eq(get(r, "k", 1, NULL, ROOM, &len), SECMAIL_ARGUMENT);
	ck_assert_int_eq(get(r, "k", 1, value, 0, &len), SECMAIL_ARGUMENT);
	ck_assert_int_eq(put(r, big, 513, "", 0, 1), SECMAIL_ARGUMENT);
	ck_assert_int_eq(put(r, "k", 1, NULL, 1, 1), SECMAIL_ARGUMENT);
	ck_assert_int_eq(put(r, "k", 1, big, sizeof big, 1), SECMAIL_ARGUMENT);
	ck_assert_int_eq(put(r, "k", 1, "v", 1, 0), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_redis_new(&nowhere), SECMAIL_DONE);
	ck_assert_int_eq(put(nowhere, "k", 1, "v", 1, 1), SECMAIL_ARGUMENT);
	secmail_redis_free(nowhere);
	ck_assert_uint_eq(fake_redis_connections(f), 0);
	ck_assert_int_eq(put(r, big, 512, big, sizeof big - 1, 1), SECMAIL_DONE);
	ck_assert_int_eq(put(r, "k", 1, NULL, 0, UINT32_MAX), SECMAIL_DONE);
	ck_assert_str_eq(fake_redis_last(f), "SET secmail:cache:k  EX 4294967295 ");
	secmail_redis_free(r);
	fake_redis_stop(f);
}
END_TEST

TCase *
cache_tests(void)
{
	TCase *t = tcase_create("cache");

	tcase_add_loop_test(
	    t, a_reply_is_a_value_or_a_failure, 0, sizeof readings / sizeof readings[0]);
	tcase_add_loop_test(
	    t, a_write_is_acknowledged_or_failed, 0, sizeof writings / sizeof writings[0]);
	tcase_add_test(t, arguments_are_checked_before_anything_is_sent);
	return t;
}
