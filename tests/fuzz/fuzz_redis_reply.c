/* covers: lib/redis/reply.c */
/*
 * fuzz_redis_reply.c - what a Redis server says is one reply, whole or in pieces, or none
 *
 * The first octet says how large the pieces are, the second how much room the
 * caller has; the rest is what the server says. If that is no whole reply, it
 * goes on with letters until it is stopped.
 */
#include <stdlib.h>

#include "redis_internal.h"

#define PIECE 16384

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
require(bool holds)
{
	if (!holds)
		abort();
}

/* Letters follow without end; the reader has one. */
static secmailp_redis_outcome
read_letters(secmailp_redis_reader *reader)
{
	secmailp_redis_outcome outcome = SECMAILP_REDIS_MORE;
	uint8_t letters[PIECE];
	size_t pieces = 0;

	memset(letters, 'x', sizeof letters);
	for (; outcome == SECMAILP_REDIS_MORE; pieces++)
		outcome = secmailp_redis_reader_take(reader, letters, sizeof letters);
	require(pieces <= SECMAILP_REDIS_MAX_REPLY / PIECE + 1);
	return outcome;
}

/* Reads in pieces of `piece` octets; *used is how many were read until it was decided. */
static secmailp_redis_outcome
read_reply(secmailp_view octets, size_t piece, secmailp_redis_reply *reply, size_t *used)
{
	secmailp_redis_reader *reader = secmailp_redis_reader_new(reply);
	secmailp_redis_outcome outcome = SECMAILP_REDIS_MORE;

	require(reader != NULL);
	*used = 0;
	while (outcome == SECMAILP_REDIS_MORE && *used < octets.len) {
		secmailp_view next = secmailp_view_first(secmailp_view_after(octets, *used), piece);

		outcome = secmailp_redis_reader_take(reader, next.at, next.len);
		*used += next.len;
	}
	if (outcome == SECMAILP_REDIS_MORE)
		require(read_letters(reader) != SECMAILP_REDIS_MORE);
	secmailp_redis_reader_free(reader);
	secmailp_redis_reader_free(NULL);
	return outcome;
}

static void
check_text(const char *text)
{
	size_t len = 0;

	for (; len < SECMAILP_REDIS_TEXT_SIZE && text[len]; len++)
		require(text[len] >= ' ' && text[len] <= '~');
	require(len < SECMAILP_REDIS_TEXT_SIZE);
}

/* The value is what stands before the last line end; and its length before it. */
static void
check_bulk(const secmailp_redis_reply *reply, secmailp_view said)
{
	secmailp_cursor c = secmailp_cursor_over(said);

	secmailp_cursor_expect(&c, '$');
	require(secmailp_cursor_number(&c, SECMAILP_REDIS_MAX_REPLY) == reply->len);
	secmailp_cursor_expect(&c, '\r');
	secmailp_cursor_expect(&c, '\n');
	said = secmailp_cursor_take(&c, reply->len);
	require(secmailp_cursor_left(&c) == 2 && !c.bad);
	if (reply->len <= reply->room)
		require(secmailp_view_equal(said, secmailp_view_of(reply->out, reply->len)));
}

/* A word is said where it stands first, and a space or nothing behind it. */
static bool
says_ok(const secmailp_redis_reply *reply, secmailp_view said)
{
	secmailp_cursor c = secmailp_cursor_over(secmailp_view_after(said, 1));
	bool is_said = secmailp_cursor_literal(&c, "OK") &&
		       (secmailp_cursor_literal(&c, "\r\n") || secmailp_cursor_skip(&c, ' '));

	return secmailp_redis_reply_says(reply, reply->kind, "OK") == is_said;
}

static void
check_reply(const secmailp_redis_reply *reply, secmailp_view said)
{
	check_text(reply->text);
	switch (reply->kind) {
	case SECMAILP_REDIS_BULK:
		check_bulk(reply, said);
		break;
	case SECMAILP_REDIS_NIL:
		require(secmailp_view_is(said, "$-1\r\n"));
		break;
	case SECMAILP_REDIS_STATUS:
		require(said.at[0] == '+' && says_ok(reply, said));
		break;
	case SECMAILP_REDIS_ERROR:
		require(said.at[0] == '-' && says_ok(reply, said));
		break;
	default:
		require(false);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	secmailp_redis_reply in_pieces, whole;
	secmailp_redis_outcome outcome;
	secmailp_view said;
	size_t room, used, all;
	uint8_t *out;

	if (size < 3)
		return 0;
	room = data[1];
	said = secmailp_view_of(data + 2, size - 2);
	out = malloc(room > 0 ? room : 1);
	require(out != NULL);
	in_pieces = secmailp_redis_reply_new(out, room);
	outcome = read_reply(said, data[0] + 1u, &in_pieces, &used);
	if (outcome == SECMAILP_REDIS_REPLIED)
		check_reply(&in_pieces, secmailp_view_first(said, used));
	whole = secmailp_redis_reply_new(out, room);
	require(read_reply(secmailp_view_first(said, used), used, &whole, &all) == outcome);
	require(outcome != SECMAILP_REDIS_REPLIED || whole.kind == in_pieces.kind);
	free(out);
	return 0;
}
