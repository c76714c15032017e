/* cache.c - a plain cache: what is put is gone after its time, or before */
#include "private/decimal.h"
#include "redis_internal.h"

static bool
is_key(const void *key, size_t len)
{
	return key && len > 0 && len <= SECMAIL_REDIS_MAX_KEY;
}

secmail_status
secmail_redis_get(
    void *arg, const void *key, size_t key_len, void *out, size_t room, size_t *out_len)
{
	secmail_redis *r = arg;
	secmailp_redis_reply reply = secmailp_redis_reply_new(out, room);
	secmailp_redis_command c = { .count = 0 };
	uint8_t key_room[SECMAILP_REDIS_KEY_SIZE];
	secmail_status status;

	*out_len = 0;
	if (!is_key(key, key_len) || !out || room == 0)
		return SECMAIL_ARGUMENT;
	secmailp_redis_command_text(&c, "GET");
	secmailp_redis_command_add(
	    &c, secmailp_redis_key(r, "cache:", secmailp_view_of(key, key_len), key_room));
	status = secmailp_redis_call(r, &c, NULL, &reply);
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

secmail_status
secmail_redis_put(
    void *arg, const void *key, size_t key_len, const void *value, size_t value_len, uint32_t ttl)
{
	secmail_redis *r = arg;
	secmailp_redis_reply reply = secmailp_redis_reply_new(NULL, 0);
	secmailp_redis_command c = { .count = 0 };
	uint8_t key_room[SECMAILP_REDIS_KEY_SIZE], digits[SECMAILP_DECIMAL_MAX];
	secmail_status status;

	if (!is_key(key, key_len) || (!value && value_len > 0) ||
	    value_len > SECMAIL_REDIS_MAX_VALUE || ttl == 0)
		return SECMAIL_ARGUMENT;
	secmailp_redis_command_text(&c, "SET");
	secmailp_redis_command_add(
	    &c, secmailp_redis_key(r, "cache:", secmailp_view_of(key, key_len), key_room));
	secmailp_redis_command_add(&c, secmailp_view_of(value, value_len));
	secmailp_redis_command_text(&c, "EX");
	secmailp_redis_command_add(&c, secmailp_decimal(ttl, digits));
	status = secmailp_redis_call(r, &c, NULL, &reply);
	if (status != SECMAIL_DONE)
		return status;
	if (!secmailp_redis_reply_says(&reply, SECMAILP_REDIS_STATUS, "OK"))
		return secmailp_redis_surprise(r);
	return SECMAIL_DONE;
}
