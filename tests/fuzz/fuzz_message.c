/* covers: lib/core/message.c lib/core/header.c lib/core/field.c lib/core/octets.c */
/*
 * fuzz_message.c - a message is the same message however it is cut
 *
 * The first octet chooses the size of the pieces, the second whether line ends
 * are normalized and whether the end of the header is said; the rest is the message. What comes out
 * of the pieces must be what comes out of the whole, and the fields must be the header's own
 * octets.
 */
#include <secmail/message.h>

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
require(bool holds)
{
	if (!holds)
		abort();
}

/* A piece has an allocation of its own, so that a read outside it is seen. */
static size_t
write_piece(secmail_message *m, const uint8_t *at, size_t len)
{
	uint8_t *piece = malloc(len > 0 ? len : 1);
	size_t body = 0;

	require(piece);
	if (len > 0)
		memcpy(piece, at, len);
	require(secmail_message_write(m, piece, len, &body) == SECMAIL_DONE);
	require(body == len || (body < len && secmail_message_header_is_complete(m)));
	free(piece);
	return body;
}

/* Reads a message in pieces of `step` octets; returns the length of its header. */
static size_t
read_message(secmail_message *m, const uint8_t *text, size_t len, size_t step)
{
	size_t body = 0;

	for (size_t at = 0; at < len; at += step)
		body += write_piece(m, text + at, step < len - at ? step : len - at);
	return body;
}

static bool
is_same(const char *one, const char *other)
{
	return one == other || (one && other && strcmp(one, other) == 0);
}

static void
compare_part(const secmail_message *one, const secmail_message *other, size_t index,
    const void *(*part)(const secmail_message *, size_t, size_t *))
{
	size_t len, other_len;
	const void *at = part(one, index, &len), *other_at = part(other, index, &other_len);

	require(at && other_at && len == other_len && memcmp(at, other_at, len) == 0);
}

static void
compare(const secmail_message *one, const secmail_message *other)
{
	const secmail_authors *authors = secmail_message_authors(one);
	const secmail_authors *others = secmail_message_authors(other);
	size_t count = secmail_message_field_count(one);

	require(secmail_message_flags(one) == secmail_message_flags(other));
	require(count == secmail_message_field_count(other));
	for (size_t i = 0; i < count; i++) {
		compare_part(one, other, i, secmail_message_field);
		compare_part(one, other, i, secmail_message_field_name);
		compare_part(one, other, i, secmail_message_field_body);
	}
	require(secmail_authors_count(authors) == secmail_authors_count(others));
	require(is_same(secmail_authors_domain(authors), secmail_authors_domain(others)));
	require(strcmp(secmail_message_error(one), secmail_message_error(other)) == 0);
}

/* Name, colon and body are in the field, in this order, and the name finds the field. */
static void
check_field(const secmail_message *m, size_t index)
{
	size_t len, name_len, body_len, found = index + 1;
	const uint8_t *field = secmail_message_field(m, index, &len);
	const uint8_t *name = secmail_message_field_name(m, index, &name_len);
	const uint8_t *body = secmail_message_field_body(m, index, &body_len);
	char text[64];

	require(len > 0 && name_len < len && body_len <= len);
	if (name_len == 0)
		return;
	require(memcmp(name, field, name_len) == 0 && !memchr(name, ':', name_len));
	require(body_len == 0 ||
		(body > field + name_len && body + body_len <= field + len && body[-1] == ':'));
	if (name_len >= sizeof text)
		return;
	memcpy(text, name, name_len);
	text[name_len] = '\0';
	require(secmail_message_find_above(m, text, &found) && found == index);
}

/* The fields are the header, octet for octet, up to its empty line. */
static void
check_octets(const secmail_message *m, const uint8_t *header, size_t len)
{
	size_t at = 0, field_len;

	for (size_t i = 0; i < secmail_message_field_count(m); i++) {
		const void *field = secmail_message_field(m, i, &field_len);

		require(field_len <= len - at && memcmp(header + at, field, field_len) == 0);
		at += field_len;
	}
	len -= at;
	require(len == 0 || (len == 1 && header[at] == '\n') ||
		(len == 2 && memcmp(header + at, "\r\n", 2) == 0));
	require((secmail_message_flags(m) & SECMAIL_MESSAGE_TRUNCATED_HEADER) == 0 || len == 0);
}

static void
check_flags(const secmail_message *m, const uint8_t *text, size_t len)
{
	uint32_t flags = secmail_message_flags(m);
	bool nul = len > 0 && memchr(text, 0, len);
	bool bare_lf = false, bare_cr = false;

	for (size_t i = 0; i < len; i++) {
		bare_lf |= text[i] == '\n' && (i == 0 || text[i - 1] != '\r');
		bare_cr |= text[i] == '\r' && (i + 1 == len || text[i + 1] != '\n');
	}
	require(nul == ((flags & SECMAIL_MESSAGE_NUL) != 0));
	require(bare_lf == ((flags & SECMAIL_MESSAGE_BARE_LF) != 0));
	require(bare_cr == ((flags & SECMAIL_MESSAGE_BARE_CR) != 0));
	for (uint32_t bit = 0; bit < 32; bit++)
		require(
		    !(flags & UINT32_C(1) << bit) || secmail_message_flag_name(UINT32_C(1) << bit));
}

/* A message that is over takes nothing more. */
static void
check_late(secmail_message *m)
{
	size_t body;

	require(secmail_message_write(m, "x", 1, &body) == SECMAIL_LATE);
	require(secmail_message_end_header(m) == SECMAIL_LATE);
	require(secmail_message_end(m) == SECMAIL_LATE);
	require(secmail_message_set_normalize(m, false) == SECMAIL_LATE);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	secmail_message *whole, *pieces;
	bool normalize = size > 1 && (data[1] & 1);
	size_t step = size > 0 ? 1 + (size_t)data[0] : 1;
	size_t len = size > 2 ? size - 2 : 0, header;
	const uint8_t *text = size > 2 ? data + 2 : data;

	require(secmail_message_new(&whole) == SECMAIL_DONE);
	require(secmail_message_new(&pieces) == SECMAIL_DONE);
	require(secmail_message_set_normalize(whole, normalize) == SECMAIL_DONE);
	require(secmail_message_set_normalize(pieces, normalize) == SECMAIL_DONE);
	/* What came before a reset must leave no trace. */
	read_message(pieces, text, len, 7);
	secmail_message_reset(pieces);
	header = read_message(whole, text, len, len);
	require(header == read_message(pieces, text, len, step));
	if (size > 1 && (data[1] & 2)) {
		require(secmail_message_end_header(whole) == SECMAIL_DONE);
		require(secmail_message_end_header(pieces) == SECMAIL_DONE);
	}
	require(secmail_message_end(whole) == secmail_message_end(pieces));
	compare(whole, pieces);
	for (size_t i = 0; i < secmail_message_field_count(whole); i++)
		check_field(whole, i);
	if (!normalize)
		check_octets(whole, text, header);
	check_flags(whole, text, len);
	check_late(pieces);
	secmail_message_free(whole);
	secmail_message_free(pieces);
	return 0;
}
