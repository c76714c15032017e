/*
 * evidence_load.c - evidence read back, as an open world
 *
 * Each question of the evidence becomes a block: a small world of its own in
 * the zone, which holds the records that stood below the question and answers
 * it alone, so that two answers that contradict each other stay apart.
 *
 * Evidence may come from anybody. Only what evidence_save.c writes is read, by
 * hand, with comments wherever they are wished; and it goes into an object of
 * its own, which takes the place of the caller's when all of it was sound.
 */
#include <stdlib.h>

#include "evidence.h"

typedef struct evidence_reader {
	secmail_dns_evidence *evidence;
	secmail_dns_zone *zone; /* the evidence's */
	secmailp_cursor text;
	size_t line;    /* of the text ahead, from 1 */
	uint32_t block; /* 0 before the first statement */
} evidence_reader;

static const secmailp_byteset space = SECMAILP_WSP;

/* Letters, digits and + - . ~: what a version may be made of, whoever packs the library. */
static const secmailp_byteset version_octets = { { 0x03ff680000000000, 0x47fffffe07fffffe, 0, 0 } };

static secmail_status
syntax_error(evidence_reader *r, const char *what)
{
	secmailp_error_set(&r->evidence->error, "line %zu: %s", r->line, what);
	return SECMAIL_SYNTAX;
}

static secmailp_view
next_word(secmailp_cursor *c)
{
	secmailp_view word;

	(void)secmailp_cursor_while(c, &space);
	word = secmailp_cursor_until(c, ' ');
	return word;
}

static bool
make_room(secmail_dns_zone *z)
{
	size_t room = z->statement_room ? z->statement_room * 2 : 16;
	secmailp_dns_statement *grown;

	if (z->statement_count < z->statement_room)
		return true;
	grown = realloc(z->statements, room * sizeof *grown);
	if (!grown)
		return false;
	z->statements = grown;
	z->statement_room = room;
	return true;
}

static secmail_status
keep_statement(evidence_reader *r, secmailp_dns_statement s)
{
	secmail_dns_zone *z = r->zone;
	const char *copy = secmailp_arena_text(&z->arena, s.qname);

	if (!copy)
		return z->arena.status;
	if (!make_room(z))
		return SECMAIL_NO_MEMORY;
	s.qname = secmailp_view_of(copy, s.qname.len);
	z->statements[z->statement_count++] = s;
	return SECMAIL_DONE;
}

static bool
is_answered(const secmail_dns_zone *z, const secmailp_dns_statement *s)
{
	for (size_t i = 0; i < z->statement_count; i++)
		if (z->statements[i].qtype == s->qtype &&
		    secmailp_view_equal(z->statements[i].qname, s->qname))
			return true;
	return false;
}

/* ";! <name> <type> <state> <trust>" begins a block. */
static secmail_status
read_statement(evidence_reader *r, secmailp_cursor *c)
{
	secmailp_dns_statement s = { .block = ++r->zone->blocks };
	secmailp_dnsname name;

	r->block = s.block;
	if (!secmailp_dns_name_from_text(next_word(c), &name))
		return syntax_error(r, "a statement without a name");
	if (!secmailp_dns_read_type(next_word(c), &s.qtype))
		return syntax_error(r, "a statement without a type");
	if (!secmailp_dns_read_state(next_word(c), &s.state, &s.failure))
		return syntax_error(r, "a statement without a state");
	if (!secmailp_dns_read_trust(next_word(c), &s.trust) || secmailp_cursor_left(c) > 0)
		return syntax_error(r, "a statement without a trust at its end");
	s.qname = secmailp_dnsname_view(&name);
	if (is_answered(r->zone, &s))
		return syntax_error(r, "a second answer to the same question");
	if (r->zone->statement_count == SECMAIL_ANSWERS_MAX_QUESTIONS) {
		(void)syntax_error(r, "an answer too many: no table has so many questions");
		return SECMAIL_LIMIT;
	}
	return keep_statement(r, s);
}

/* "<name> <ttl> IN <type> " in front of a record's data. */
static bool
read_head(secmailp_cursor *c, secmailp_dnsname *name, secmailp_dns_zone_record *record)
{
	bool sound = secmailp_dns_name_from_text(next_word(c), name);
	secmailp_cursor ttl = secmailp_cursor_over(next_word(c));
	uint64_t seconds = secmailp_cursor_number(&ttl, UINT32_MAX);

	record->ttl = (uint32_t)(seconds < SECMAIL_DNS_MAX_TTL ? seconds : SECMAIL_DNS_MAX_TTL);
	sound = secmailp_cursor_done(&ttl) && sound;
	sound = secmailp_view_is(next_word(c), "IN") && sound;
	sound = secmailp_dns_read_type(next_word(c), &record->type) && sound;
	(void)secmailp_cursor_while(c, &space);
	return sound;
}

/* Takes a record into the block. */
static secmail_status
keep_record(evidence_reader *r, const secmailp_dnsname *name, secmailp_dns_zone_record *record,
    const secmailp_buffer *data)
{
	secmail_status status;

	if (data->status == SECMAIL_LIMIT)
		return syntax_error(r, "more data than a record can have");
	if (data->status != SECMAIL_DONE)
		return data->status;
	record->block = r->block;
	record->rdata = secmailp_buffer_view(data);
	status = secmailp_dns_zone_add(r->zone, record, secmailp_dnsname_view(name));
	if (status == SECMAIL_LIMIT)
		secmailp_error_set(&r->evidence->error, "%s", r->zone->error.text);
	return status;
}

/* Data as zone files have it, or in hex. */
typedef bool (*data_reader)(secmailp_view text, uint16_t type, secmailp_buffer *out);

static bool
read_raw_data(secmailp_view text, uint16_t type, secmailp_buffer *out)
{
	(void)type;
	return secmailp_dns_read_hex(text, out);
}

static secmail_status
read_record_with(evidence_reader *r, secmailp_cursor *c, data_reader read)
{
	secmailp_dns_zone_record record = { .block = 0 };
	secmailp_buffer data = secmailp_buffer_new(UINT16_MAX);
	secmailp_dnsname name;
	secmail_status status;
	bool sound;

	if (r->block == 0)
		return syntax_error(r, "a record before the first statement");
	if (!read_head(c, &name, &record))
		return syntax_error(r, "no record: it has a name, a TTL, IN, a type and data");
	sound = read(secmailp_cursor_rest(c), record.type, &data);
	if (data.status == SECMAIL_DONE && !sound)
		status = syntax_error(r, "the data of a record is not as evidence has it");
	else
		status = keep_record(r, &name, &record, &data);
	secmailp_buffer_free(&data);
	return status;
}

static secmail_status
read_record(evidence_reader *r, secmailp_cursor *c)
{
	return read_record_with(r, c, secmailp_dns_rdata_read);
}

/* ";= <name> <ttl> IN <type> <hex>" is a record that zone files can't hold. */
static secmail_status
read_raw_record(evidence_reader *r, secmailp_cursor *c)
{
	return read_record_with(r, c, read_raw_data);
}

/* An input that is not taken is told with its line. */
static secmail_status
add_input(evidence_reader *r, secmailp_view name, secmailp_view value)
{
	secmail_status status = secmailp_dns_evidence_add_input(r->evidence, name, value);
	secmailp_error why = r->evidence->error;

	if (status == SECMAIL_DONE || status == SECMAIL_NO_MEMORY)
		return status;
	(void)syntax_error(r, why.text);
	return status == SECMAIL_LIMIT ? SECMAIL_LIMIT : SECMAIL_SYNTAX;
}

/* ";$ <name> <value>" is an input. */
static secmail_status
read_input(evidence_reader *r, secmailp_cursor *c)
{
	secmailp_view name = next_word(c), value = next_word(c);
	secmailp_buffer octets = secmailp_buffer_new(value.len);
	secmail_status status;

	if (r->block > 0)
		return syntax_error(r, "an input behind the first answer");
	if (secmailp_cursor_left(c) > 0)
		return syntax_error(r, "an input is a name and one value");
	if (!secmailp_dns_read_escaped(value, &octets))
		status = syntax_error(r, "the value of an input has a wrong octet or escape");
	else if (octets.status != SECMAIL_DONE)
		status = octets.status;
	else
		status = add_input(r, name, secmailp_buffer_view(&octets));
	secmailp_buffer_free(&octets);
	return status;
}

/* A comment, or an empty line. */
static secmail_status
pass_over(evidence_reader *r, secmailp_cursor *c)
{
	(void)r;
	(void)c;
	return SECMAIL_DONE;
}

/* What a line is, by its mark. */
typedef secmail_status (*line_reader)(evidence_reader *r, secmailp_cursor *c);

static line_reader
reader_of(secmailp_cursor *c)
{
	static const struct mark {
		const char *text;
		line_reader read;
	} marks[] = {
		{ SECMAILP_DNS_INPUT, read_input },
		{ SECMAILP_DNS_STATEMENT, read_statement },
		{ SECMAILP_DNS_RAW_RECORD, read_raw_record },
		{ ";", pass_over },
	};

	for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
		if (secmailp_cursor_literal(c, marks[i].text))
			return marks[i].read;
	return secmailp_cursor_left(c) > 0 ? read_record : pass_over;
}

static secmail_status
read_line(evidence_reader *r)
{
	secmailp_cursor c = secmailp_cursor_over(secmailp_cursor_until(&r->text, '\n'));
	line_reader read = reader_of(&c);

	(void)secmailp_cursor_skip(&r->text, '\n');
	return read(r, &c);
}

/* The first line: a text without it, or of another form, is not looked at any further. */
static secmail_status
read_form(evidence_reader *r)
{
	secmailp_cursor c = secmailp_cursor_over(secmailp_cursor_until(&r->text, '\n'));
	bool is_evidence = secmailp_cursor_literal(&c, SECMAILP_DNS_EVIDENCE_FORM);
	uint64_t form = secmailp_cursor_number(&c, UINT32_MAX);
	secmailp_view version;

	if (!is_evidence || c.bad)
		return syntax_error(r, "not the first line of evidence");
	if (form != SECMAILP_DNS_EVIDENCE_FORM_NUMBER) {
		secmailp_error_set(&r->evidence->error,
		    "line 1: evidence of form %lu, of which libsecmail %s knows nothing",
		    (unsigned long)form, secmail_version());
		return SECMAIL_SYNTAX;
	}
	(void)secmailp_cursor_literal(&c, SECMAILP_DNS_EVIDENCE_VERSION);
	version = secmailp_cursor_while(&c, &version_octets);
	if (version.len == 0 || version.len > SECMAILP_DNS_MAX_VERSION || !secmailp_cursor_done(&c))
		return syntax_error(r, "the version of the library is not there");
	(void)secmailp_cursor_skip(&r->text, '\n');
	r->line++;
	r->evidence->version = secmailp_arena_text(&r->evidence->arena, version);
	return r->evidence->version ? SECMAIL_DONE : SECMAIL_NO_MEMORY;
}

static secmail_status
read_all(evidence_reader *r)
{
	secmail_status status = read_form(r);

	while (status == SECMAIL_DONE && secmailp_cursor_left(&r->text) > 0) {
		status = read_line(r);
		r->line++;
	}
	return status;
}

/* A statement that there were records has to have some, at the name or at its alias. */
static secmail_status
check_statements(secmail_dns_evidence *e)
{
	for (size_t i = 0; i < e->zone->statement_count; i++) {
		const secmailp_dns_statement *s = &e->zone->statements[i];
		char name[SECMAILP_DNSNAME_TEXT];

		if (s->state != SECMAIL_ANSWER_RECORDS || secmailp_dns_zone_can_repeat(e->zone, s))
			continue;
		secmailp_dnsname_text(s->qname, name);
		secmailp_error_set(&e->error, "records of %s are stated, but are not there", name);
		return SECMAIL_SYNTAX;
	}
	return SECMAIL_DONE;
}

static secmail_status
read_evidence(secmail_dns_evidence *e, secmailp_view text)
{
	evidence_reader r = {
		.evidence = e, .zone = e->zone, .text = secmailp_cursor_over(text), .line = 1
	};
	secmail_status status;

	if (text.len > SECMAIL_DNS_MAX_ZONE_TEXT) {
		secmailp_error_set(&e->error, "longer than %d octets", SECMAIL_DNS_MAX_ZONE_TEXT);
		return SECMAIL_LIMIT;
	}
	status = read_all(&r);
	if (status != SECMAIL_DONE)
		return status;
	secmailp_dns_zone_sort(e->zone);
	return check_statements(e);
}

secmail_status
secmail_dns_evidence_load(secmail_dns_evidence *e, const void *text, size_t len)
{
	secmail_dns_evidence *read, old;
	secmail_status status = secmail_dns_evidence_new(&read);

	secmailp_error_clear(&e->error);
	if (status != SECMAIL_DONE)
		return status;
	status = read_evidence(read, secmailp_view_of(text, len));
	e->error = read->error;
	if (status == SECMAIL_DONE) {
		old = *e;
		*e = *read;
		*read = old;
	}
	secmail_dns_evidence_free(read);
	return status;
}
