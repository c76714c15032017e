/*
 * store.c - a store made of functions
 *
 * Arguments are checked and outputs set to what refuses before a function is
 * called, so that a store that fails, or that was written carelessly, never
 * says yes by accident.
 */
#include <secmail/store.h>

#include <stdlib.h>

struct secmail_store {
	secmail_store_get_fn get;
	secmail_store_compare_and_set_fn compare_and_set;
	secmail_store_increment_fn increment;
	secmail_store_release_fn release;
	void *arg;
};

secmail_status
secmail_store_new(secmail_store_get_fn get, secmail_store_compare_and_set_fn compare_and_set,
    secmail_store_increment_fn increment, secmail_store_release_fn release, void *arg,
    secmail_store **out)
{
	secmail_store *s;

	*out = NULL;
	if (!get || !compare_and_set || !increment)
		return SECMAIL_ARGUMENT;
	s = malloc(sizeof *s);
	if (!s)
		return SECMAIL_NO_MEMORY;
	*s = (secmail_store){ get, compare_and_set, increment, release, arg };
	*out = s;
	return SECMAIL_DONE;
}

void
secmail_store_free(secmail_store *s)
{
	if (!s)
		return;
	if (s->release)
		s->release(s->arg);
	free(s);
}

static bool
is_key(const void *key, size_t len)
{
	return key && len > 0 && len <= SECMAIL_STORE_MAX_KEY;
}

/* NULL stands for no value and has no length. */
static bool
is_value(const void *value, size_t len)
{
	return len <= (value ? SECMAIL_STORE_MAX_VALUE : 0);
}

/* A driver has no other word for "wait": what isn't an answer is a failure. */
static secmail_status
as_failure(secmail_status status)
{
	return status > 0 ? SECMAIL_IO : status;
}

secmail_status
secmail_store_get(secmail_store *s, const void *key, size_t key_len, int64_t now, void *out,
    size_t room, size_t *out_len)
{
	secmail_status status;
	size_t len = 0;

	*out_len = 0;
	if (!is_key(key, key_len) || !out || room == 0)
		return SECMAIL_ARGUMENT;
	status = as_failure(s->get(s->arg, key, key_len, now, out, room, &len));
	if (status == SECMAIL_DONE && len > room)
		status = SECMAIL_IO;
	if (status == SECMAIL_DONE)
		*out_len = len;
	return status;
}

secmail_status
secmail_store_compare_and_set(secmail_store *s, const void *key, size_t key_len,
    const void *expected, size_t expected_len, const void *value, size_t value_len, int64_t expires,
    int64_t now, secmail_store_outcome *out)
{
	secmail_store_outcome outcome = SECMAIL_STORE_CONFLICT;
	secmail_status status;

	*out = SECMAIL_STORE_CONFLICT;
	if (!is_key(key, key_len) || !is_value(expected, expected_len) ||
	    !is_value(value, value_len))
		return SECMAIL_ARGUMENT;
	status = as_failure(s->compare_and_set(s->arg, key, key_len, expected, expected_len, value,
	    value_len, expires, now, &outcome));
	if (status == SECMAIL_DONE && outcome == SECMAIL_STORE_SWAPPED)
		*out = SECMAIL_STORE_SWAPPED;
	return status;
}

secmail_status
secmail_store_increment(secmail_store *s, const void *key, size_t key_len, int64_t by,
    int64_t expires, int64_t now, int64_t *out)
{
	secmail_status status;
	int64_t sum = 0;

	*out = 0;
	if (!is_key(key, key_len))
		return SECMAIL_ARGUMENT;
	status = as_failure(s->increment(s->arg, key, key_len, by, expires, now, &sum));
	if (status == SECMAIL_DONE)
		*out = sum;
	return status;
}
