/* call.c - a command and its reply, on whichever connection is free */
#include "redis_internal.h"

secmail_status
secmailp_redis_call(secmail_redis *r, const secmailp_redis_command *c,
    const secmailp_redis_command *otherwise, secmailp_redis_reply *reply)
{
	int64_t deadline = secmailp_redis_clock() + r->timeout_ms;
	secmailp_redis_outcome outcome;
	secmail_status status;
	int fd;

	if (!secmailp_redis_is_ours(r) || r->address.len == 0)
		return SECMAIL_ARGUMENT;
	status = secmailp_redis_take(r, deadline, &fd);
	if (status != SECMAIL_DONE)
		return status;
	outcome = secmailp_redis_exchange(fd, c, reply, deadline);
	if (outcome == SECMAILP_REDIS_REPLIED && otherwise &&
	    secmailp_redis_reply_says(reply, SECMAILP_REDIS_ERROR, "NOSCRIPT"))
		outcome = secmailp_redis_exchange(fd, otherwise, reply, deadline);
	return secmailp_redis_give_back(r, fd, outcome, reply);
}

secmailp_view
secmailp_redis_key(const secmail_redis *r, const char *kind, secmailp_view key,
    uint8_t room[SECMAILP_REDIS_KEY_SIZE])
{
	const secmailp_view parts[] = { secmailp_view_text(r->prefix), secmailp_view_text(kind),
		key };
	size_t len = 0;

	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
		memcpy(room + len, parts[i].at, parts[i].len);
		len += parts[i].len;
	}
	return secmailp_view_of(room, len);
}

secmail_status
secmailp_redis_surprise(secmail_redis *r)
{
	pthread_mutex_lock(&r->lock);
	r->failures++;
	secmailp_error_set(&r->error, "a reply is not of the kind that was asked for");
	pthread_mutex_unlock(&r->lock);
	return SECMAIL_IO;
}
