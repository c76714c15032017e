/*
 * request_write.c - what a worker is told: the transaction, and every answer of the table
 *
 * Names and addresses go over in the few forms that the worker's reader takes. A
 * name that can't be written as text with dots is no name that an engine can ask
 * for, so its row stays behind; a host that can't be is left out.
 */
#include "engines_internal.h"

/* Turns a wire name into labels with dots, lower case; false if it can't be. */
static bool
name_text(secmailp_cursor *wire, secmailp_domain *out)
{
	size_t len = secmailp_cursor_byte(wire);

	out->len = 0;
	for (; len > 0 && len <= SECMAILP_LABEL_MAX; len = secmailp_cursor_byte(wire)) {
		secmailp_view label = secmailp_cursor_take(wire, len);

		if (wire->bad || out->len + 1 + label.len > SECMAILP_DOMAIN_MAX ||
		    memchr(label.at, '.', label.len))
			return false;
		if (out->len > 0)
			out->text[out->len++] = '.';
		for (size_t i = 0; i < label.len; i++)
			out->text[out->len++] = (char)secmailp_lower(label.at[i]);
	}
	return len == 0 && !wire->bad && secmailp_engines_is_name(secmailp_domain_view(out));
}

/* The host in an MX or PTR record. */
static bool
host_of(uint16_t type, secmailp_view rdata, secmailp_domain *out)
{
	secmailp_cursor c = secmailp_cursor_over(rdata);

	if (type == SECMAIL_DNS_MX)
		secmailp_cursor_u16(&c);
	return name_text(&c, out);
}

/* One record as the worker takes it; false for one that it does not. */
static bool
record_view(uint16_t type, secmailp_view rdata, secmailp_domain *room, secmailp_view *out)
{
	*out = rdata;
	if (type == SECMAIL_DNS_A)
		return rdata.len == 4;
	if (type == SECMAIL_DNS_AAAA)
		return rdata.len == 16;
	if (!host_of(type, rdata, room))
		return false;
	*out = secmailp_domain_view(room);
	return true;
}

/* Writes the state, the number of records and these. */
static void
add_records(secmailp_buffer *b, const secmail_answers *a, uint32_t id)
{
	uint16_t type = secmail_answers_qtype(a, id);
	size_t count = secmail_answers_count(a, id);
	size_t head = b->len;
	size_t kept = 0;
	secmailp_domain room;
	secmailp_view v;

	secmailp_buffer_byte(b, SECMAILP_ENGINES_RECORDS);
	secmailp_engines_put(b, 2, 0);
	for (size_t i = 0; i < count && kept < SECMAILP_ENGINES_MAX_RECORDS; i++) {
		size_t len = 0;
		const void *rdata = secmail_answers_rdata(a, id, i, &len);

		if (!record_view(type, secmailp_view_of(rdata, len), &room, &v))
			continue;
		secmailp_engines_counted(b, 2, v);
		kept++;
	}
	if (b->status != SECMAILP_DONE)
		return;
	b->at[head] = kept > 0 ? SECMAILP_ENGINES_RECORDS : SECMAILP_ENGINES_VOID;
	b->at[head + 1] = (uint8_t)(kept >> 8);
	b->at[head + 2] = (uint8_t)kept;
}

static void
add_state(secmailp_buffer *b, secmailp_engines_state state)
{
	secmailp_buffer_byte(b, (uint8_t)state);
	secmailp_engines_put(b, 2, 0);
}

static void
add_record_text(secmailp_buffer *b, const secmail_answers *a, uint32_t id)
{
	secmailp_engines_record record;
	secmailp_engines_state state = secmailp_engines_record_of(a, id, &record);

	if (state != SECMAILP_ENGINES_RECORDS) {
		add_state(b, state);
		return;
	}
	secmailp_buffer_byte(b, (uint8_t)state);
	secmailp_engines_put(b, 2, 1);
	secmailp_engines_counted(b, 2, secmailp_view_of(record.text, record.len));
}

/* A row: 1 if it was written. */
static size_t
add_row(secmailp_buffer *b, const secmail_answers *a, uint32_t id)
{
	secmail_answer_state state = secmail_answers_state(a, id);
	uint16_t type = secmail_answers_qtype(a, id);
	secmailp_domain name;
	size_t len = 0;
	const void *wire = secmail_answers_qname_wire(a, id, &len);
	secmailp_cursor c = secmailp_cursor_over(secmailp_view_of(wire, len));

	if (state == SECMAIL_ANSWER_OPEN || !secmailp_engines_is_type(type) ||
	    !name_text(&c, &name))
		return 0;
	secmailp_engines_put(b, 2, type);
	secmailp_engines_counted(b, 1, secmailp_domain_view(&name));
	if (state == SECMAIL_ANSWER_FAILED)
		add_state(b, SECMAILP_ENGINES_FAILED);
	else if (state != SECMAIL_ANSWER_RECORDS)
		add_state(b, SECMAILP_ENGINES_VOID);
	else if (type == SECMAIL_DNS_TXT)
		add_record_text(b, a, id);
	else
		add_records(b, a, id);
	return 1;
}

static void
add_rows(secmailp_buffer *b, const secmail_answers *a)
{
	size_t count = secmail_answers_question_count(a);
	size_t head = b->len;
	size_t rows = 0;

	secmailp_engines_put(b, 2, 0);
	for (size_t id = 0; id < count; id++)
		rows += add_row(b, a, (uint32_t)id);
	if (b->status != SECMAILP_DONE)
		return;
	b->at[head] = (uint8_t)(rows >> 8);
	b->at[head + 1] = (uint8_t)rows;
}

/* What the client said about itself, in so far as an engine is given it. */
static bool
add_identity(secmailp_buffer *b, const secmail_engine_spf *s)
{
	size_t len = 0;
	const void *at = secmail_spf_sender(s->native, &len);
	secmailp_view sender = secmailp_view_of(at, len);
	secmailp_view domain = secmailp_view_text(secmail_spf_domain(s->native));
	secmailp_view helo = secmailp_view_of(s->helo, s->helo_len);

	if (!secmailp_engines_is_text(helo, SECMAIL_ENGINE_MAX_HELO))
		helo = secmailp_view_text("unknown");
	if (!secmailp_engines_is_text(sender, SECMAILP_ENGINES_MAX_SENDER) ||
	    !secmailp_engines_is_name(domain))
		return false;
	secmailp_buffer_byte(b, SECMAILP_ENGINES_SPF);
	secmailp_engines_counted(b, 1, secmailp_view_of(s->ip, s->ip_len));
	secmailp_engines_counted(b, 1, helo);
	secmailp_engines_counted(b, 2, sender);
	secmailp_engines_counted(b, 1, domain);
	return true;
}

secmail_status
secmailp_engines_request_write(secmail_engine_spf *s, const secmail_answers *a)
{
	static const uint8_t nothing[SECMAILP_ENGINES_HEADER] = { 0 };
	secmailp_buffer *b = &s->request;

	secmailp_buffer_reset(b);
	secmailp_buffer_add(b, secmailp_view_of(nothing, sizeof nothing));
	if (!add_identity(b, s))
		return SECMAIL_SYNTAX;
	add_rows(b, a);
	if (b->status != SECMAILP_DONE)
		return (secmail_status)b->status;
	secmailp_engines_header_write(b->len - SECMAILP_ENGINES_HEADER, b->at);
	return SECMAIL_DONE;
}
