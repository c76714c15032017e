/* covers: lib/dkim/canon_body.c lib/dkim/newline.c lib/dkim/canon_header.c */
/*
 * fuzz_dkim_canon.c - canonical octets against a slow and obvious reference
 *
 * The first octet says how long the pieces are that the rest is cut into. The
 * rest is taken for a body, simple and relaxed, as it is and with bare LF made
 * CRLF, and for a header field.
 *
 * The reference walks over lines: each is cleaned for itself and put behind
 * those before; a line that is empty is remembered only.
 */
#include <secmail/dkim.h>

#include <stdlib.h>
#include <string.h>

#include "dkim_internal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define INPUT_MAX 16384
#define LONG_INPUT 1024

static void
require(bool holds)
{
	if (!holds)
		abort();
}

static void
take(void *arg, const uint8_t *bytes, size_t len)
{
	secmailp_buffer_add(arg, secmailp_view_of(bytes, len));
}

static secmailp_buffer
new_buffer(void)
{
	return secmailp_buffer_new(8 * INPUT_MAX);
}

/* The octets before the next CRLF; *ends says whether there was one. */
static secmailp_view
next_line(secmailp_view *rest, bool *ends)
{
	secmailp_view line = *rest;

	*ends = false;
	for (size_t i = 0; i + 1 < rest->len && !*ends; i++) {
		if (rest->at[i] != '\r' || rest->at[i + 1] != '\n')
			continue;
		line.len = i;
		*ends = true;
	}
	*rest = secmailp_view_after(*rest, line.len + (*ends ? 2 : 0));
	return line;
}

static void
add_words(secmailp_buffer *out, secmailp_view line, bool *pending)
{
	for (size_t i = 0; i < line.len; i++) {
		if (line.at[i] == ' ' || line.at[i] == '\t') {
			*pending = true;
			continue;
		}
		if (*pending)
			secmailp_buffer_byte(out, ' ');
		*pending = false;
		secmailp_buffer_byte(out, line.at[i]);
	}
}

static void
reference_body(secmailp_buffer *out, secmailp_view body, bool relaxed)
{
	secmailp_buffer clean = new_buffer();
	size_t empty = 0;
	bool ends, any = false;

	while (body.len > 0) {
		secmailp_view line = next_line(&body, &ends);
		bool space = false;

		secmailp_buffer_reset(&clean);
		if (relaxed)
			add_words(&clean, line, &space);
		else
			secmailp_buffer_add(&clean, line);
		if (clean.len == 0) {
			empty++;
			continue;
		}
		for (; empty > 0; empty--)
			secmailp_buffer_text(out, "\r\n");
		secmailp_buffer_add(out, secmailp_buffer_view(&clean));
		secmailp_buffer_text(out, "\r\n");
		any = true;
	}
	if (!any && !relaxed)
		secmailp_buffer_text(out, "\r\n");
	secmailp_buffer_free(&clean);
}

static void
canonicalize(secmailp_buffer *out, secmailp_view body, const smdkim_relaxer *relaxer, size_t piece)
{
	smdkim_canon c;

	smdkim_canon_begin(&c, relaxer, take, out);
	while (body.len > 0) {
		secmailp_view part = secmailp_view_first(body, piece);
		uint8_t *copy = malloc(part.len); /* so that its end is seen */

		require(copy != NULL);
		memcpy(copy, part.at, part.len);
		smdkim_canon_write(&c, secmailp_view_of(copy, part.len));
		free(copy);
		body = secmailp_view_after(body, part.len);
	}
	smdkim_canon_end(&c);
}

/* Simple without a relaxer. */
static void
check_way(secmailp_view body, const smdkim_relaxer *relaxer, size_t piece)
{
	secmailp_buffer got = new_buffer(), expected = new_buffer();

	canonicalize(&got, body, relaxer, piece);
	reference_body(&expected, body, relaxer != NULL);
	require(secmailp_view_equal(secmailp_buffer_view(&got), secmailp_buffer_view(&expected)));
	secmailp_buffer_free(&got);
	secmailp_buffer_free(&expected);
}

/* With every instruction set that this processor has. */
static void
check_body(secmailp_view body, size_t piece)
{
	static smdkim_relaxer relaxer;

	check_way(body, NULL, piece);
	for (int simd = 0; simd < SMDKIM_SIMD_COUNT; simd++)
		if (smdkim_relaxer_set(&relaxer, (smdkim_simd)simd))
			check_way(body, &relaxer, piece);
}

/* Bare LF made CRLF, octet by octet here. */
static void
check_newline(secmailp_view body, size_t piece)
{
	secmailp_buffer got = new_buffer(), expected = new_buffer();
	smdkim_newline n = { false, false };

	for (size_t i = 0; i < body.len; i++) {
		if (body.at[i] == '\n' && (i == 0 || body.at[i - 1] != '\r'))
			secmailp_buffer_byte(&expected, '\r');
		secmailp_buffer_byte(&expected, body.at[i]);
	}
	for (size_t at = 0; at < body.len; at += piece)
		smdkim_newline_write(
		    &n, secmailp_view_first(secmailp_view_after(body, at), piece), take, &got);
	require(secmailp_view_equal(secmailp_buffer_view(&got), secmailp_buffer_view(&expected)));
	require(n.changed == (got.len != body.len));
	check_body(secmailp_buffer_view(&got), piece);
	secmailp_buffer_free(&got);
	secmailp_buffer_free(&expected);
}

static void
check_field(secmailp_view value)
{
	secmailp_buffer got = new_buffer(), expected = new_buffer(), field = new_buffer();
	bool pending = false, ends;
	size_t start;

	secmailp_buffer_text(&field, "Some-Name \t:");
	secmailp_buffer_add(&field, value);
	smdkim_canon_field(&got, secmailp_buffer_view(&field), true);
	secmailp_buffer_text(&expected, "some-name:");
	start = expected.len;
	while (value.len > 0) {
		secmailp_view line = next_line(&value, &ends);

		/* White space at the start of the value counts for nothing. */
		add_words(&expected, line, &pending);
	}
	if (expected.len > start && expected.at[start] == ' ') {
		memmove(expected.at + start, expected.at + start + 1, expected.len - start - 1);
		expected.len--;
	}
	require(secmailp_view_equal(secmailp_buffer_view(&got), secmailp_buffer_view(&expected)));
	secmailp_buffer_free(&got);
	secmailp_buffer_free(&expected);
	secmailp_buffer_free(&field);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	secmailp_view body;
	size_t piece;

	if (size < 1 || size > INPUT_MAX)
		return 0;
	body = secmailp_view_of(data + 1, size - 1);
	piece = data[0] == 0 ? INPUT_MAX : data[0];
	/* Long inputs are for full stages: an octet at a time they would take too long. */
	if (size > LONG_INPUT && piece < SMDKIM_BLOCK)
		piece += SMDKIM_BLOCK;
	check_body(body, piece);
	check_newline(body, piece);
	check_field(body);
	return 0;
}
