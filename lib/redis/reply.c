/*
 * reply.c - reads one reply, of the few kinds that our commands have
 *
 * hiredis finds where things begin and end; nothing is built of them: a bulk
 * goes to the caller's room, a line into a small text. Arrays, which could
 * announce what takes any amount of memory, are refused when they begin, and
 * the octets of a reply are counted, so that a bulk or a line that never ends
 * does end.
 */
#include <hiredis.h>
#include <stdlib.h>

#include "redis_internal.h"

#if HIREDIS_MAJOR >= 1
typedef size_t array_count;
#else
typedef int array_count;
#endif

struct secmailp_redis_reader {
	redisReplyObjectFunctions functions;
	redisReader *hiredis;
	secmailp_redis_reply *reply;
	size_t taken;
	bool has_array;
};

secmailp_redis_reply
secmailp_redis_reply_new(void *out, size_t room)
{
	return (secmailp_redis_reply){ .kind = SECMAILP_REDIS_NOTHING, .out = out, .room = room };
}

bool
secmailp_redis_reply_says(
    const secmailp_redis_reply *reply, secmailp_redis_kind kind, const char *word)
{
	secmailp_cursor c = secmailp_cursor_over(secmailp_view_text(reply->text));

	return reply->kind == kind && secmailp_cursor_literal(&c, word) &&
	       (secmailp_cursor_left(&c) == 0 || secmailp_cursor_peek(&c) == ' ');
}

static void
keep_bulk(secmailp_redis_reply *reply, secmailp_view octets)
{
	reply->kind = SECMAILP_REDIS_BULK;
	reply->len = octets.len;
	if (octets.len > 0 && octets.len <= reply->room)
		memcpy(reply->out, octets.at, octets.len);
}

/* hiredis wants an object; any pointer but NULL is one. */
static void *
take_string(const redisReadTask *task, char *text, size_t len)
{
	secmailp_redis_reply *reply = ((secmailp_redis_reader *)task->privdata)->reply;
	secmailp_view octets = secmailp_view_of(text, len);

	if (task->type == REDIS_REPLY_STRING) {
		keep_bulk(reply, octets);
	} else if (task->type == REDIS_REPLY_STATUS || task->type == REDIS_REPLY_ERROR) {
		reply->kind =
		    task->type == REDIS_REPLY_STATUS ? SECMAILP_REDIS_STATUS : SECMAILP_REDIS_ERROR;
		secmailp_printable(octets, reply->text, sizeof reply->text);
	}
	return reply;
}

static void *
refuse_array(const redisReadTask *task, array_count count)
{
	secmailp_redis_reader *reader = task->privdata;

	(void)count;
	reader->has_array = true;
	return NULL;
}

static void *
pass_over_integer(const redisReadTask *task, long long number)
{
	(void)number;
	return task->privdata;
}

static void *
take_nil(const redisReadTask *task)
{
	secmailp_redis_reader *reader = task->privdata;

	if (task->type == REDIS_REPLY_STRING) /* the nil of a bulk, not of an array */
		reader->reply->kind = SECMAILP_REDIS_NIL;
	return reader;
}

static void
free_nothing(void *object)
{
	(void)object;
}

secmailp_redis_reader *
secmailp_redis_reader_new(secmailp_redis_reply *reply)
{
	secmailp_redis_reader *reader = calloc(1, sizeof *reader);

	if (!reader)
		return NULL;
	reader->reply = reply;
	reader->functions.createString = take_string;
	reader->functions.createArray = refuse_array;
	reader->functions.createInteger = pass_over_integer;
	reader->functions.createNil = take_nil;
	reader->functions.freeObject = free_nothing;
	reader->hiredis = redisReaderCreateWithFunctions(&reader->functions);
	if (!reader->hiredis) {
		free(reader);
		return NULL;
	}
	reader->hiredis->privdata = reader;
	return reader;
}

void
secmailp_redis_reader_free(secmailp_redis_reader *reader)
{
	if (!reader)
		return;
	if (reader->hiredis->buf)
		secmailp_wipe(reader->hiredis->buf, reader->hiredis->len);
	redisReaderFree(reader->hiredis);
	free(reader);
}

/* An array that was refused is a want of memory to hiredis. */
static secmailp_redis_outcome
failure(const secmailp_redis_reader *reader)
{
	if (reader->hiredis->err == REDIS_ERR_OOM && !reader->has_array)
		return SECMAILP_REDIS_NO_MEMORY;
	return SECMAILP_REDIS_BROKEN;
}

secmailp_redis_outcome
secmailp_redis_reader_take(secmailp_redis_reader *reader, const uint8_t *octets, size_t len)
{
	void *object = NULL;

	if (len > SECMAILP_REDIS_MAX_REPLY - reader->taken)
		return SECMAILP_REDIS_TOO_LARGE;
	reader->taken += len;
	if (redisReaderFeed(reader->hiredis, (const char *)octets, len) != REDIS_OK)
		return failure(reader);
	if (redisReaderGetReply(reader->hiredis, &object) != REDIS_OK)
		return failure(reader);
	if (!object)
		return SECMAILP_REDIS_MORE;
	/* More than was asked for would be taken for the next command's reply. */
	if (reader->hiredis->pos < reader->hiredis->len ||
	    reader->reply->kind == SECMAILP_REDIS_NOTHING)
		return SECMAILP_REDIS_BROKEN;
	return SECMAILP_REDIS_REPLIED;
}
