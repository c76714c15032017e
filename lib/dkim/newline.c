/*
 * newline.c - turns a bare LF into CRLF on its way to the canonicalization
 *
 * Mail that lies in Unix files has LF alone, and was signed with CRLF. What
 * changes is handed on in pieces of one stage, since a piece for each line
 * would cost more than the hashing.
 */
#include "dkim_internal.h"

typedef struct collector {
	smdkim_sink sink;
	void *arg;
	size_t used;
	uint8_t octets[SMDKIM_STAGE];
} collector;

static void
hand_on(collector *out)
{
	if (out->used > 0)
		out->sink(out->arg, out->octets, out->used);
	out->used = 0;
}

static void
collect(collector *out, secmailp_view v)
{
	if (v.len > sizeof out->octets - out->used)
		hand_on(out);
	if (v.len > sizeof out->octets) {
		out->sink(out->arg, v.at, v.len);
		return;
	}
	if (v.len > 0)
		memcpy(out->octets + out->used, v.at, v.len);
	out->used += v.len;
}

/* How much of the rest needs no change: up to the first bare LF, or all. */
static size_t
unchanged(const smdkim_newline *n, const secmailp_cursor *rest)
{
	secmailp_cursor c = *rest;
	bool after_cr = n->after_cr;

	while (secmailp_cursor_left(&c) > 0) {
		secmailp_view line = secmailp_cursor_until(&c, '\n');

		if (line.len > 0)
			after_cr = line.at[line.len - 1] == '\r';
		if (secmailp_cursor_left(&c) > 0 && !after_cr)
			break;
		secmailp_cursor_skip(&c, '\n');
		after_cr = false;
	}
	return secmailp_cursor_left(rest) - secmailp_cursor_left(&c);
}

bool
smdkim_newline_finds(smdkim_newline *n, secmailp_view piece)
{
	secmailp_cursor c = secmailp_cursor_over(piece);

	if (unchanged(n, &c) < piece.len)
		return true;
	if (piece.len > 0)
		n->after_cr = piece.at[piece.len - 1] == '\r';
	return false;
}

void
smdkim_newline_write(smdkim_newline *n, secmailp_view piece, smdkim_sink sink, void *arg)
{
	secmailp_cursor c = secmailp_cursor_over(piece);
	collector out;

	out.sink = sink;
	out.arg = arg;
	out.used = 0;
	while (secmailp_cursor_left(&c) > 0) {
		secmailp_view same = secmailp_cursor_take(&c, unchanged(n, &c));

		if (same.len > 0)
			n->after_cr = same.at[same.len - 1] == '\r';
		collect(&out, same);
		if (secmailp_cursor_skip(&c, '\n')) {
			collect(&out, secmailp_view_text("\r\n"));
			n->changed = true;
			n->after_cr = false;
		}
	}
	hand_on(&out);
}
