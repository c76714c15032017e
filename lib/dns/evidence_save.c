/*
 * evidence_save.c - evidence as the text of a zone file
 *
 * What a zone file can't say, an input, a failure or that there was nothing,
 * stands in comment lines, so that the file is good for a name server too.
 */
#include "evidence.h"

#define TITLE                                                                                      \
	"; This is a zone file. A line after ;! says how a question was answered, with what\n"     \
	"; validation; the records below it are the answer. Lines after ;$ are other inputs.\n"

/* The longest text of a name that ldns takes in front of a record, escapes and last dot included.
 */
#define MAX_OWNER_TEXT 254

/* ldns takes these for the origin. */
static bool
has_at_label(const char *owner)
{
	secmailp_cursor c = secmailp_cursor_over(secmailp_view_text(owner));

	return secmailp_cursor_literal(&c, "\\@") &&
	       (secmailp_cursor_left(&c) == 0 || secmailp_cursor_peek(&c) == '.');
}

/* "." is the root; other names get the last dot that makes them absolute. */
static void
write_name(secmailp_buffer *out, const char *name)
{
	secmailp_buffer_text(out, name);
	if (strcmp(name, ".") != 0)
		secmailp_buffer_byte(out, '.');
}

static void
write_statement(secmailp_buffer *out, const secmail_answers *a, uint32_t id)
{
	secmailp_buffer_text(out, SECMAILP_DNS_STATEMENT);
	write_name(out, secmail_answers_qname(a, id));
	secmailp_buffer_byte(out, ' ');
	secmailp_dns_write_type(out, secmail_answers_qtype(a, id));
	secmailp_buffer_byte(out, ' ');
	secmailp_dns_write_state(out, secmail_answers_state(a, id), secmail_answers_failure(a, id));
	secmailp_buffer_byte(out, ' ');
	secmailp_dns_write_trust(out, secmail_answers_trust(a, id));
	secmailp_buffer_byte(out, '\n');
}

/* Owner, TTL, class and type, with a space behind each. */
static void
write_head(secmailp_buffer *out, const char *owner, uint32_t ttl, uint16_t type)
{
	write_name(out, owner);
	secmailp_buffer_byte(out, ' ');
	secmailp_buffer_number(out, ttl);
	secmailp_buffer_text(out, " IN ");
	secmailp_dns_write_type(out, type);
	secmailp_buffer_byte(out, ' ');
}

/* A record that a zone file can't hold is written in hex, behind a comment mark. */
static void
write_record(
    secmailp_buffer *out, const char *owner, uint32_t ttl, uint16_t type, secmailp_view rdata)
{
	secmailp_buffer text = secmailp_buffer_new(SECMAIL_DNS_MAX_ZONE_ENTRY);

	if (strlen(owner) < MAX_OWNER_TEXT && !has_at_label(owner) &&
	    secmailp_dns_rdata_text(&text, type, rdata)) {
		write_head(out, owner, ttl, type);
		secmailp_buffer_add(out, secmailp_buffer_view(&text));
	} else {
		secmailp_buffer_text(out, SECMAILP_DNS_RAW_RECORD);
		write_head(out, owner, ttl, type);
		secmailp_dns_write_hex(out, rdata);
	}
	if (text.status == SECMAIL_NO_MEMORY)
		out->status = SECMAIL_NO_MEMORY;
	secmailp_buffer_byte(out, '\n');
	secmailp_buffer_free(&text);
}

/* The chain of aliases as one, from the name asked for to the last. */
static void
write_alias(secmailp_buffer *out, const char *qname, uint32_t ttl, const char *alias)
{
	secmailp_dnsname target;

	if (!secmailp_dns_name_from_text(secmailp_view_text(alias), &target)) {
		out->status = SECMAIL_NO_MEMORY; /* the table's names are sound */
		return;
	}
	write_record(out, qname, ttl, SECMAIL_DNS_CNAME, secmailp_dnsname_view(&target));
}

static void
write_answer(secmailp_buffer *out, const secmail_answers *a, uint32_t id)
{
	const char *qname = secmail_answers_qname(a, id);
	const char *alias = secmail_answers_alias(a, id);
	uint32_t ttl = secmail_answers_ttl(a, id);

	write_statement(out, a, id);
	if (alias)
		write_alias(out, qname, ttl, alias);
	for (size_t i = 0; i < secmail_answers_count(a, id); i++) {
		size_t len;
		const void *rdata = secmail_answers_rdata(a, id, i, &len);

		write_record(out, alias ? alias : qname, ttl, secmail_answers_qtype(a, id),
		    secmailp_view_of(rdata, len));
	}
}

static void
write_header(secmailp_buffer *out)
{
	secmailp_buffer_text(out, SECMAILP_DNS_EVIDENCE_FORM);
	secmailp_buffer_number(out, SECMAILP_DNS_EVIDENCE_FORM_NUMBER);
	secmailp_buffer_text(out, SECMAILP_DNS_EVIDENCE_VERSION);
	secmailp_buffer_text(out, secmail_version());
	secmailp_buffer_text(out, "\n" TITLE);
}

/* No space behind the name of an empty value: an editor might take it away. */
static void
write_input(secmailp_buffer *out, const secmailp_dns_input *input)
{
	secmailp_buffer_text(out, SECMAILP_DNS_INPUT);
	secmailp_buffer_text(out, input->name);
	if (input->value.len > 0)
		secmailp_buffer_byte(out, ' ');
	secmailp_dns_write_escaped(out, input->value);
	secmailp_buffer_byte(out, '\n');
}

secmail_status
secmail_dns_evidence_save(secmail_dns_evidence *e, const secmail_answers *a, char **out)
{
	secmailp_buffer text = secmailp_buffer_new(SECMAIL_DNS_MAX_ZONE_TEXT);
	size_t count = secmail_answers_question_count(a);
	secmail_status status;

	write_header(&text);
	for (size_t i = 0; i < e->input_count; i++)
		write_input(&text, &e->inputs[i]);
	for (uint32_t id = 0; id < count; id++)
		if (secmail_answers_state(a, id) != SECMAIL_ANSWER_OPEN)
			write_answer(&text, a, id);
	status = secmailp_buffer_take(&text, out);
	secmailp_error_clear(&e->error);
	if (status == SECMAIL_LIMIT)
		secmailp_error_set(
		    &e->error, "it would be longer than %d octets", SECMAIL_DNS_MAX_ZONE_TEXT);
	return status;
}
