/*
 * evidence_load.c - evidence read back, as an open world
 *
 * Each question of the evidence becomes a block: a small world of its own in
 * the zone, which holds the records that stood below the question and answers
 * it alone, so that two answers that contradict each other stay apart.
 */
#include <stdlib.h>

#include "dns_internal.h"

/* Questions that all the evidence of a zone may have answered. */
#define MAX_STATEMENTS (16 * SECMAIL_ANSWERS_MAX_QUESTIONS)

typedef struct evidence_reader {
	secmail_dns_zone *zone;
	secmailp_cursor text;
	size_t line;         /* of the text ahead, from 1 */
	secmailp_view piece; /* lines of the block that wait to be read as a zone file */
	size_t piece_line;   /* the first of them */
	uint32_t block;      /* 0 before the first statement */
} evidence_reader;

static const secmailp_byteset space = SECMAILP_WSP;

static secmail_status
syntax_error(evidence_reader *r, const char *what)
{
	secmailp_error_set(&r->zone->error, "line %zu: %s", r->line, what);
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
keep_statement(secmail_dns_zone *z, secmailp_dns_statement s)
{
	const char *copy = secmailp_arena_text(&z->arena, s.qname);

	if (!copy)
		return z->arena.status;
	if (z->statement_count >= MAX_STATEMENTS) {
		secmailp_error_set(&z->error, "evidence on more than %d questions", MAX_STATEMENTS);
		return SECMAIL_LIMIT;
	}
	if (!make_room(z))
		return SECMAIL_NO_MEMORY;
	s.qname = secmailp_view_of(copy, s.qname.len);
	z->statements[z->statement_count++] = s;
	return SECMAIL_DONE;
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
	return keep_statement(r->zone, s);
}

/* ";= <name> <ttl> IN <type> <hex>" is a record that zone files can't hold. */
static secmail_status
read_raw_record(evidence_reader *r, secmailp_cursor *c)
{
	secmailp_dns_zone_record record = { .block = r->block };
	secmailp_buffer data = secmailp_buffer_new(UINT16_MAX);
	secmailp_dnsname name;
	secmail_status status;
	bool sound = secmailp_dns_name_from_text(next_word(c), &name);
	secmailp_cursor ttl = secmailp_cursor_over(next_word(c));

	record.ttl = (uint32_t)secmailp_cursor_number(&ttl, SECMAIL_DNS_MAX_TTL);
	sound = secmailp_cursor_done(&ttl) && secmailp_view_is(next_word(c), "IN") && sound;
	sound = secmailp_dns_read_type(next_word(c), &record.type) && sound;
	sound = secmailp_dns_read_hex(next_word(c), &data) && sound;
	if (!sound || r->block == 0 || secmailp_cursor_left(c) > 0) {
		secmailp_buffer_free(&data);
		return syntax_error(r, "no record in hex");
	}
	record.rdata = secmailp_buffer_view(&data);
	status = data.status;
	if (status == SECMAIL_DONE)
		status = secmailp_dns_zone_add(r->zone, &record, secmailp_dnsname_view(&name));
	secmailp_buffer_free(&data);
	return status;
}

/* Reads the lines that waited. Before the first statement only comments may stand. */
static secmail_status
read_piece(evidence_reader *r)
{
	secmailp_view piece = r->piece;
	size_t before = r->zone->count;
	secmail_status status;

	r->piece.len = 0;
	status = secmailp_dns_zone_read(r->zone, piece, NULL, r->block, r->piece_line);
	if (status == SECMAIL_DONE && r->block == 0 && r->zone->count > before) {
		r->line = r->piece_line;
		status = syntax_error(r, "a record before the first statement");
	}
	return status;
}

/* A line of ours ends the piece before it; another one makes it longer. */
static secmail_status
read_line(evidence_reader *r)
{
	secmailp_view rest = secmailp_cursor_rest(&r->text);
	secmailp_view line = secmailp_cursor_until(&r->text, '\n');
	secmailp_cursor c = secmailp_cursor_over(line);
	bool statement = secmailp_cursor_literal(&c, SECMAILP_DNS_STATEMENT);
	bool raw = !statement && secmailp_cursor_literal(&c, SECMAILP_DNS_RAW_RECORD);
	size_t len = line.len + (secmailp_cursor_skip(&r->text, '\n') ? 1 : 0);
	secmail_status status;

	if (!statement && !raw) {
		if (r->piece.len == 0) {
			r->piece = secmailp_view_first(rest, 0);
			r->piece_line = r->line;
		}
		r->piece.len += len;
		return SECMAIL_DONE;
	}
	status = read_piece(r);
	if (status != SECMAIL_DONE)
		return status;
	return statement ? read_statement(r, &c) : read_raw_record(r, &c);
}

static secmail_status
read_all(evidence_reader *r)
{
	secmail_status status = SECMAIL_DONE;

	while (status == SECMAIL_DONE && secmailp_cursor_left(&r->text) > 0) {
		status = read_line(r);
		r->line++;
	}
	return status == SECMAIL_DONE ? read_piece(r) : status;
}

/* A statement that there were records has to have some, at the name or at its alias. */
static secmail_status
check_statements(secmail_dns_zone *z, size_t from)
{
	for (size_t i = from; i < z->statement_count; i++) {
		const secmailp_dns_statement *s = &z->statements[i];
		char name[SECMAILP_DNSNAME_TEXT];

		if (s->state != SECMAIL_ANSWER_RECORDS || secmailp_dns_zone_can_repeat(z, s))
			continue;
		secmailp_dnsname_text(s->qname, name);
		secmailp_error_set(&z->error, "records of %s are stated, but are not there", name);
		return SECMAIL_SYNTAX;
	}
	return SECMAIL_DONE;
}

/* What a failed load has added is taken away: every block of it is a new one. */
static void
drop_blocks(secmail_dns_zone *z, uint32_t after)
{
	size_t kept = 0;

	for (size_t i = 0; i < z->count; i++)
		if (z->records[i].block <= after)
			z->records[kept++] = z->records[i];
	z->count = kept;
}

secmail_status
secmail_dns_zone_load_evidence(secmail_dns_zone *z, const void *text, size_t len)
{
	evidence_reader r = { .zone = z,
		.text = secmailp_cursor_over(secmailp_view_of(text, len)),
		.piece = secmailp_view_of(NULL, 0),
		.line = 1 };
	size_t count = z->count;
	size_t statements = z->statement_count;
	uint32_t blocks = z->blocks;
	secmail_status status;

	secmailp_error_clear(&z->error);
	if (len > SECMAIL_DNS_MAX_ZONE_TEXT) {
		secmailp_error_set(&z->error, "longer than %d octets", SECMAIL_DNS_MAX_ZONE_TEXT);
		return SECMAIL_LIMIT;
	}
	status = read_all(&r);
	if (status != SECMAIL_DONE) {
		z->count = count;
		z->statement_count = statements;
		return status;
	}
	secmailp_dns_zone_sort(z);
	status = check_statements(z, statements);
	if (status != SECMAIL_DONE) {
		drop_blocks(z, blocks);
		z->statement_count = statements;
		return status;
	}
	z->open_world = true;
	return SECMAIL_DONE;
}
