/* buffer.c - see buffer.h */
#include "private/buffer.h"

#include <stdlib.h>

#include "private/decimal.h"

/* The first allocation: most header fields and names fit. */
#define FIRST_ROOM 256

secmailp_buffer
secmailp_buffer_new(size_t max)
{
	return (secmailp_buffer){ .max = max, .status = SECMAILP_DONE };
}

void
secmailp_buffer_free(secmailp_buffer *b)
{
	free(b->at);
	*b = secmailp_buffer_new(b->max);
}

void
secmailp_buffer_reset(secmailp_buffer *b)
{
	b->len = 0;
	b->status = SECMAILP_DONE;
}

/* Makes room for `more` octets. Doubling can't overflow: room never exceeds twice max. */
static bool
make_room(secmailp_buffer *b, size_t more)
{
	size_t room = b->room < FIRST_ROOM ? FIRST_ROOM : b->room;
	uint8_t *grown;

	if (b->status != SECMAILP_DONE)
		return false;
	if (more > b->max - b->len || b->max > SIZE_MAX / 4) {
		b->status = SECMAILP_LIMIT;
		return false;
	}
	if (more <= b->room - b->len)
		return true;
	while (room - b->len < more)
		room *= 2;
	grown = realloc(b->at, room);
	if (!grown) {
		b->status = SECMAILP_NO_MEMORY;
		return false;
	}
	b->at = grown;
	b->room = room;
	return true;
}

void
secmailp_buffer_add(secmailp_buffer *b, secmailp_view v)
{
	if (v.len == 0 || !make_room(b, v.len))
		return;
	memcpy(b->at + b->len, v.at, v.len);
	b->len += v.len;
}

void
secmailp_buffer_text(secmailp_buffer *b, const char *text)
{
	secmailp_buffer_add(b, secmailp_view_text(text));
}

void
secmailp_buffer_byte(secmailp_buffer *b, uint8_t byte)
{
	secmailp_buffer_add(b, (secmailp_view){ &byte, 1 });
}

void
secmailp_buffer_number(secmailp_buffer *b, uint64_t number)
{
	uint8_t digits[SECMAILP_DECIMAL_MAX];

	secmailp_buffer_add(b, secmailp_decimal(number, digits));
}

secmailp_view
secmailp_buffer_view(const secmailp_buffer *b)
{
	return b->status == SECMAILP_DONE ? secmailp_view_of(b->at, b->len)
					  : secmailp_view_of(NULL, 0);
}

secmailp_status
secmailp_buffer_take(secmailp_buffer *b, char **out)
{
	secmailp_status status = b->status;
	char *text = NULL;

	if (status == SECMAILP_DONE) {
		text = malloc(b->len + 1);
		if (!text)
			status = SECMAILP_NO_MEMORY;
	}
	if (text) {
		if (b->len > 0)
			memcpy(text, b->at, b->len);
		text[b->len] = '\0';
	}
	secmailp_buffer_free(b);
	*out = text;
	return status;
}
