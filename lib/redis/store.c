/*
 * store.c - a store (store.h) in Redis
 *
 * Each call is one script, which the server runs in one step. Once a command is
 * sent it is not sent again: whether it was done is not known then, and
 * store.h has a word for that.
 */
#include <secmail/store.h>

#include "private/counter.h"
#include "redis_internal.h"
#include "script.h"

/* Arguments of a script, at most. */
#define MAX_ARGUMENTS 7

/* Digits of a time. */
#define TIME_DIGITS 20

/* What lives longer than a hundred years is not given an end at the server. */
#define MAX_SECONDS (INT64_C(100) * 366 * 86400)

_Static_assert(SECMAIL_STORE_MAX_KEY <= SECMAIL_REDIS_MAX_KEY &&
		   SECMAIL_STORE_MAX_VALUE <= SECMAIL_REDIS_MAX_VALUE,
    "what a store takes fits into a command and a reply");
_Static_assert(MAX_ARGUMENTS + 4 <= SECMAILP_REDIS_MAX_WORDS, "a script's arguments fit too");

/* A time as digits that are ordered as times are; nothing for never. */
static secmailp_view
time_text(int64_t at, uint8_t room[TIME_DIGITS])
{
	uint64_t count = (uint64_t)at ^ (UINT64_C(1) << 63);
	size_t left = TIME_DIGITS;

	if (at == SECMAIL_STORE_NEVER)
		return secmailp_view_of(NULL, 0);
	while (left > 0) {
		room[--left] = (uint8_t)('0' + count % 10);
		count /= 10;
	}
	return secmailp_view_of(room, TIME_DIGITS);
}

/* `now` is no expiry: its last second is one like others. */
static secmailp_view
now_text(int64_t now, uint8_t room[TIME_DIGITS])
{
	static const char last[] = "18446744073709551615";

	return now == INT64_MAX ? secmailp_view_text(last) : time_text(now, room);
}

/* For how many seconds the server has to keep an entry; nothing for always. */
static secmailp_view
seconds_text(int64_t expires, int64_t now, uint8_t room[SECMAILP_DECIMAL_MAX])
{
	uint64_t seconds = expires > now ? (uint64_t)expires - (uint64_t)now : 0;

	if (expires == SECMAIL_STORE_NEVER || seconds > MAX_SECONDS)
		return secmailp_view_of(NULL, 0);
	return secmailp_decimal(seconds + SECMAIL_REDIS_STORE_SLACK, room);
}

static void
add_words(secmailp_redis_command *c, const char *verb, const char *what, secmailp_view key,
    const secmailp_view *arguments, size_t count)
{
	secmailp_redis_command_text(c, verb);
	secmailp_redis_command_text(c, what);
	secmailp_redis_command_text(c, "1");
	secmailp_redis_command_add(c, key);
	for (size_t i = 0; i < count; i++)
		secmailp_redis_command_add(c, arguments[i]);
}

/* Runs a script, which is sent whole only to a server that does not have it. */
static secmail_status
run(secmail_redis *r, const secmailp_redis_script *script, secmailp_view key,
    const secmailp_view *arguments, size_t count, secmailp_redis_reply *reply)
{
	secmailp_redis_command by_digest = { .count = 0 }, by_text = { .count = 0 };
	uint8_t room[SECMAILP_REDIS_KEY_SIZE];

	key = secmailp_redis_key(r, "store:", key, room);
	add_words(&by_digest, "EVALSHA", script->digest, key, arguments, count);
	add_words(&by_text, "EVAL", script->text, key, arguments, count);
	return secmailp_redis_call(r, &by_digest, &by_text, reply);
}

static bool
says(const secmailp_redis_reply *reply, const char *word)
{
	return secmailp_redis_reply_says(reply, SECMAILP_REDIS_STATUS, word);
}

static secmail_status
store_get(void *arg, const void *key, size_t key_len, int64_t now, void *out, size_t room,
    size_t *out_len)
{
	secmail_redis *r = arg;
	secmailp_redis_reply reply = secmailp_redis_reply_new(out, room);
	uint8_t now_room[TIME_DIGITS];
	const secmailp_view arguments[] = { now_text(now, now_room) };
	secmail_status status = run(
	    r, &secmailp_redis_script_get, secmailp_view_of(key, key_len), arguments, 1, &reply);

	if (status != SECMAIL_DONE)
		return status;
	if (reply.kind == SECMAILP_REDIS_NIL)
		return SECMAIL_NOT_FOUND;
	if (reply.kind != SECMAILP_REDIS_BULK)
		return secmailp_redis_surprise(r);
	if (reply.len > room)
		return SECMAIL_LIMIT;
	*out_len = reply.len;
	return SECMAIL_DONE;
}

static secmail_status
store_compare_and_set(void *arg, const void *key, size_t key_len, const void *expected,
    size_t expected_len, const void *value, size_t value_len, int64_t expires, int64_t now,
    secmail_store_outcome *out)
{
	secmail_redis *r = arg;
	secmailp_redis_reply reply = secmailp_redis_reply_new(NULL, 0);
	uint8_t now_room[TIME_DIGITS], expiry_room[TIME_DIGITS], room[SECMAILP_DECIMAL_MAX];
	const secmailp_view arguments[MAX_ARGUMENTS] = { now_text(now, now_room),
		secmailp_view_text(expected ? "1" : "0"), secmailp_view_of(expected, expected_len),
		secmailp_view_text(value ? "1" : "0"), secmailp_view_of(value, value_len),
		time_text(expires, expiry_room), seconds_text(expires, now, room) };
	secmail_status status = run(r, &secmailp_redis_script_compare_and_set,
	    secmailp_view_of(key, key_len), arguments, MAX_ARGUMENTS, &reply);

	if (status != SECMAIL_DONE)
		return status;
	if (says(&reply, "SWAPPED"))
		*out = SECMAIL_STORE_SWAPPED;
	else if (!says(&reply, "CONFLICT"))
		return secmailp_redis_surprise(r);
	return SECMAIL_DONE;
}

static secmail_status
store_increment(void *arg, const void *key, size_t key_len, int64_t by, int64_t expires,
    int64_t now, int64_t *out)
{
	secmail_redis *r = arg;
	uint8_t sum[SECMAILP_COUNTER_MAX], by_room[SECMAILP_COUNTER_MAX];
	secmailp_redis_reply reply = secmailp_redis_reply_new(sum, sizeof sum);
	uint8_t now_room[TIME_DIGITS], expiry_room[TIME_DIGITS], room[SECMAILP_DECIMAL_MAX];
	const secmailp_view arguments[] = { now_text(now, now_room),
		secmailp_counter_write(by, by_room), time_text(expires, expiry_room),
		seconds_text(expires, now, room) };
	secmail_status status = run(r, &secmailp_redis_script_increment,
	    secmailp_view_of(key, key_len), arguments, 4, &reply);

	if (status != SECMAIL_DONE)
		return status;
	if (says(&reply, "SYNTAX"))
		return SECMAIL_SYNTAX;
	if (says(&reply, "OVERFLOW"))
		return SECMAIL_LIMIT;
	if (reply.kind != SECMAILP_REDIS_BULK || reply.len > sizeof sum ||
	    !secmailp_counter_read(secmailp_view_of(sum, reply.len), out))
		return secmailp_redis_surprise(r);
	return SECMAIL_DONE;
}

secmail_status
secmail_redis_store_new(secmail_redis *r, secmail_store **out)
{
	return secmail_store_new(store_get, store_compare_and_set, store_increment, NULL, r, out);
}
