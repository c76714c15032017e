/*
 * header.c - collects the lines of a header, byte for byte, into fields
 *
 * A line ends at its LF, with or without a CR before it. An empty line ends
 * the header. A line that starts with white space continues the field above.
 */
#include "core_internal.h"

#include <stdlib.h>

/* Fields that room is made for at first. */
#define FIRST_ROOM 32

secmailp_header
secmailp_header_new(void)
{
	return (secmailp_header){ .octets = secmailp_buffer_new(SECMAIL_MESSAGE_MAX_HEADER) };
}

/* Gives the memory back and leaves a header that can be reset. */
static void
release(secmailp_header *h)
{
	secmailp_buffer_free(&h->octets);
	free(h->fields);
	h->fields = NULL;
	h->count = h->room = 0;
}

void
secmailp_header_free(secmailp_header *h)
{
	release(h);
	*h = secmailp_header_new();
}

void
secmailp_header_reset(secmailp_header *h)
{
	secmailp_header kept = *h;

	secmailp_buffer_reset(&kept.octets);
	*h = (secmailp_header){
		.octets = kept.octets,
		.fields = kept.fields,
		.room = kept.room,
		.normalize = kept.normalize,
	};
}

static void
fail(secmailp_header *h, secmail_status status)
{
	release(h);
	h->status = status;
}

static bool
make_room(secmailp_header *h)
{
	size_t room = h->room > 0 ? h->room * 2 : FIRST_ROOM;
	secmailp_field *grown;

	if (h->count < h->room)
		return true;
	if (h->count >= SECMAIL_MESSAGE_MAX_FIELDS) {
		fail(h, SECMAIL_LIMIT);
		return false;
	}
	grown = realloc(h->fields, room * sizeof *grown);
	if (!grown) {
		fail(h, SECMAIL_NO_MEMORY);
		return false;
	}
	h->fields = grown;
	h->room = room;
	return true;
}

static bool
is_white(uint8_t octet)
{
	return octet == ' ' || octet == '\t';
}

/* The field that was open ends before octet `end`. */
static void
close_field(secmailp_header *h, size_t end)
{
	secmailp_field field = { .start = (uint32_t)h->open, .end = (uint32_t)end };

	if (!h->has_open || !make_room(h))
		return;
	h->has_open = false;
	if (is_white(h->octets.at[h->open]))
		field.body = field.end;
	else
		h->flags |= secmailp_field_split(&field, secmailp_buffer_view(&h->octets));
	h->fields[h->count++] = field;
}

/* A line stands complete at the end of the octets. */
static void
take_line(secmailp_header *h)
{
	secmailp_view line = secmailp_view_after(secmailp_buffer_view(&h->octets), h->line);
	bool is_empty = secmailp_without_line_end(line).len == 0;
	bool continues = !is_empty && is_white(line.at[0]);

	if (continues && !h->has_open)
		h->flags |= SECMAIL_MESSAGE_LEADING_SPACE;
	if (!continues || !h->has_open) {
		close_field(h, h->line);
		h->open = h->line;
		h->has_open = !is_empty;
	}
	h->line = h->octets.len;
	h->is_complete = is_empty && h->status == SECMAIL_DONE;
}

/* Adds the LF that ends the line, and a CR where one is wanted. */
static void
add_line_end(secmailp_header *h)
{
	secmailp_view line = secmailp_view_after(secmailp_buffer_view(&h->octets), h->line);

	if (h->normalize && (line.len == 0 || line.at[line.len - 1] != '\r'))
		secmailp_buffer_byte(&h->octets, '\r');
	secmailp_buffer_byte(&h->octets, '\n');
}

size_t
secmailp_header_take(secmailp_header *h, secmailp_view piece)
{
	secmailp_cursor c = secmailp_cursor_over(piece);

	while (!h->is_complete && h->status == SECMAIL_DONE && secmailp_cursor_left(&c) > 0) {
		secmailp_buffer_add(&h->octets, secmailp_cursor_until(&c, '\n'));
		bool ends = secmailp_cursor_skip(&c, '\n');

		if (ends)
			add_line_end(h);
		if (h->octets.status != SECMAIL_DONE)
			fail(h, h->octets.status);
		else if (ends)
			take_line(h);
	}
	return piece.len - secmailp_cursor_left(&c);
}

void
secmailp_header_end(secmailp_header *h)
{
	if (h->is_complete || h->status != SECMAIL_DONE)
		return;
	if (h->line < h->octets.len)
		take_line(h);
	close_field(h, h->octets.len);
	h->is_complete = h->status == SECMAIL_DONE;
}

static secmailp_view
between(const secmailp_header *h, size_t start, size_t end)
{
	return secmailp_view_after(
	    secmailp_view_first(secmailp_buffer_view(&h->octets), end), start);
}

secmailp_view
secmailp_header_field(const secmailp_header *h, size_t index)
{
	return between(h, h->fields[index].start, h->fields[index].end);
}

secmailp_view
secmailp_header_name(const secmailp_header *h, size_t index)
{
	const secmailp_field *field = &h->fields[index];

	return between(h, field->start, field->start + field->name_len);
}

secmailp_view
secmailp_header_body(const secmailp_header *h, size_t index)
{
	const secmailp_field *field = &h->fields[index];

	return secmailp_without_line_end(between(h, field->body, field->end));
}

bool
secmailp_header_hides_from(const secmailp_header *h)
{
	static const secmailp_byteset space = SECMAILP_FWS;
	secmailp_cursor c;

	if (h->count == 0 || h->fields[0].name_len > 0)
		return false;
	c = secmailp_cursor_over(secmailp_header_field(h, 0));
	if (secmailp_cursor_while(&c, &space).len == 0 ||
	    !secmailp_cursor_literal_nocase(&c, "From"))
		return false;
	secmailp_cursor_while(&c, &space);
	return secmailp_cursor_skip(&c, ':');
}
