/*
 * request_read.c - the worker's reader of requests
 *
 * The library wrote the request, so nothing here should ever fail. It is read as if
 * a stranger had written it all the same: what goes on to the engine is C strings
 * and fixed sizes, and the engine checks none of them.
 */
#include "wire.h"

static bool
is_record(uint16_t type, secmailp_view v)
{
	switch (type) {
	case SECMAIL_DNS_A:
		return v.len == 4;
	case SECMAIL_DNS_AAAA:
		return v.len == 16;
	case SECMAIL_DNS_TXT:
		return secmailp_engines_is_text(v, SECMAIL_ENGINE_MAX_RECORD);
	default:
		return secmailp_engines_is_name(v);
	}
}

static bool
is_count(const secmailp_engines_row *row)
{
	if (row->state != SECMAILP_ENGINES_RECORDS)
		return row->count == 0;
	return row->count > 0 &&
	       row->count <= (row->type == SECMAIL_DNS_TXT ? 1 : SECMAILP_ENGINES_MAX_RECORDS);
}

secmailp_view
secmailp_engines_record_next(secmailp_cursor *records)
{
	return secmailp_engines_take_counted(records, 2);
}

static bool
read_row(secmailp_cursor *c, secmailp_engines_row *out)
{
	const uint8_t *start;
	uint8_t state;

	out->type = secmailp_cursor_u16(c);
	out->name = secmailp_engines_take_counted(c, 1);
	state = secmailp_cursor_byte(c);
	out->state = (secmailp_engines_state)state;
	out->count = secmailp_cursor_u16(c);
	if (c->bad || state > SECMAILP_ENGINES_REFUSED || !is_count(out) ||
	    !secmailp_engines_is_type(out->type) || !secmailp_engines_is_name(out->name))
		return false;
	start = secmailp_cursor_rest(c).at;
	for (size_t i = 0; i < out->count; i++)
		if (!is_record(out->type, secmailp_engines_record_next(c)))
			return false;
	out->records = secmailp_view_of(start, (size_t)(secmailp_cursor_rest(c).at - start));
	return !c->bad;
}

static bool
read_identity(secmailp_cursor *c, secmailp_engines_request *out)
{
	if (secmailp_cursor_byte(c) != SECMAILP_ENGINES_SPF)
		return false;
	out->ip = secmailp_engines_take_counted(c, 1);
	out->helo = secmailp_engines_take_counted(c, 1);
	out->sender = secmailp_engines_take_counted(c, 2);
	out->domain = secmailp_engines_take_counted(c, 1);
	return !c->bad && (out->ip.len == 4 || out->ip.len == 16) &&
	       secmailp_engines_is_text(out->helo, SECMAIL_ENGINE_MAX_HELO) &&
	       secmailp_engines_is_text(out->sender, SECMAILP_ENGINES_MAX_SENDER) &&
	       secmailp_engines_is_name(out->domain);
}

bool
secmailp_engines_request_read(secmailp_view body, secmailp_engines_request *out)
{
	secmailp_cursor c = secmailp_cursor_over(body);

	out->count = 0;
	if (!read_identity(&c, out))
		return false;
	out->count = secmailp_cursor_u16(&c);
	if (c.bad || out->count > SECMAILP_ENGINES_MAX_ROWS)
		return false;
	for (size_t i = 0; i < out->count; i++)
		if (!read_row(&c, &out->rows[i]))
			return false;
	return secmailp_cursor_done(&c);
}
