/*
 * canon_header.c - a header field as it is hashed (RFC 6376 sections 3.4.1 and 3.4.2)
 *
 * Simple is the field as it came. Relaxed: the name in lower case, the colon,
 * and the value unfolded, each run of white space one space, none at its ends.
 * Only CRLF is a fold; a CR or an LF alone is data, as in the body.
 */
#include "dkim_internal.h"

#include "private/eight.h"

static bool
is_wsp(int byte)
{
	return byte == ' ' || byte == '\t';
}

static void
lower_name(secmailp_buffer *out, secmailp_view name)
{
	uint8_t lower[64];
	size_t len = 0;

	while (name.len > 0 && name.at[name.len - 1] <= ' ')
		name.len--;
	for (size_t i = 0; i < name.len; i++) {
		lower[len++] = secmailp_lower(name.at[i]);
		if (len == sizeof lower || i + 1 == name.len) {
			secmailp_buffer_add(out, secmailp_view_of(lower, len));
			len = 0;
		}
	}
}

/* Passes over white space and folds; returns true if there was white space. */
static bool
skip_blank(secmailp_cursor *c)
{
	bool space = false;

	for (;;) {
		if (is_wsp(secmailp_cursor_peek(c))) {
			secmailp_cursor_byte(c);
			space = true;
		} else if (secmailp_cursor_peek(c) == '\r' &&
			   secmailp_cursor_peek_at(c, 1) == '\n') {
			secmailp_cursor_take(c, 2);
		} else {
			return space;
		}
	}
}

/* True if the eight octets stay as they are, whatever follows; the next one is there as well. */
static bool
are_unchanged(const uint8_t *at)
{
	uint64_t octets = secmailp_eight(at), next = secmailp_eight(at + 1);

	return (secmailp_eight_at_most(octets, ' ' - 1) |
		   (secmailp_eight_equal(octets, ' ') & secmailp_eight_at_most(next, ' '))) == 0;
}

/* True if the octet at `i` stays as it is. */
static bool
is_unchanged(secmailp_view v, size_t i)
{
	uint8_t byte = v.at[i];
	int next = i + 1 < v.len ? v.at[i + 1] : ' ';

	return byte != '\t' && !(byte == '\r' && next == '\n') &&
	       !(byte == ' ' && (is_wsp(next) || next == '\r'));
}

/*
 * The longest piece that stays as it is: single spaces between other octets
 * belong to it, so that a piece is a line as a rule and not a word.
 */
static secmailp_view
take_unchanged(secmailp_cursor *c)
{
	secmailp_view rest = secmailp_cursor_rest(c);
	size_t len = 0;

	for (;;) {
		if (rest.len - len > SECMAILP_EIGHT && are_unchanged(rest.at + len))
			len += SECMAILP_EIGHT;
		else if (len < rest.len && is_unchanged(rest, len))
			len++;
		else
			return secmailp_cursor_take(c, len);
	}
}

static void
relax_value(secmailp_buffer *out, secmailp_view value)
{
	secmailp_cursor c = secmailp_cursor_over(value);
	bool first = true;

	for (;;) {
		bool space = skip_blank(&c);

		if (secmailp_cursor_left(&c) == 0)
			return;
		if (space && !first)
			secmailp_buffer_byte(out, ' ');
		first = false;
		secmailp_buffer_add(out, take_unchanged(&c));
	}
}

void
smdkim_canon_field(secmailp_buffer *out, secmailp_view text, bool relaxed)
{
	secmailp_cursor c = secmailp_cursor_over(text);

	if (!relaxed) {
		secmailp_buffer_add(out, text);
		return;
	}
	lower_name(out, secmailp_cursor_until(&c, ':'));
	secmailp_buffer_byte(out, ':');
	secmailp_cursor_skip(&c, ':');
	relax_value(out, secmailp_cursor_rest(&c));
}

void
smdkim_canon_line(secmailp_buffer *out, secmailp_view text, bool relaxed)
{
	smdkim_canon_field(out, text, relaxed);
	secmailp_buffer_text(out, "\r\n");
}
