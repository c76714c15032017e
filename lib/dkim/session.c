/* session.c - one message: header, body, judgement, in this order */
#include "dkim_internal.h"

#include <stdlib.h>

/* What h= can choose is each field once, at most two octets longer than it came. */
#define HEADER_MAX (2 * SECMAIL_MESSAGE_MAX_HEADER)

static secmail_status
refuse(secmail_dkim *d, secmail_status status, const char *why)
{
	secmailp_error_set(&d->error, "%s", why);
	return status;
}

/* After this the session can only be reset or freed: what it has is incomplete. */
static secmail_status
broken(secmail_dkim *d)
{
	d->stage = SMDKIM_BROKEN;
	return refuse(d, SECMAIL_NO_MEMORY, "no memory");
}

secmail_status
secmail_dkim_new(const secmail_dkim_config *c, int64_t now, secmail_dkim **out)
{
	secmail_dkim *d;

	if (!out)
		return SECMAIL_ARGUMENT;
	*out = NULL;
	if (!c)
		return SECMAIL_ARGUMENT;
	d = calloc(1, sizeof *d);
	if (!d)
		return SECMAIL_NO_MEMORY;
	d->config = c;
	d->arena = secmailp_arena_new(SMDKIM_ARENA_MAX);
	d->header = secmailp_buffer_new(HEADER_MAX);
	d->own = secmailp_buffer_new(SECMAIL_DKIM_MAX_FIELD);
	d->record = secmailp_buffer_new(SECMAIL_DKIM_MAX_RECORD);
	secmail_dkim_reset(d, now);
	*out = d;
	return SECMAIL_DONE;
}

static void
drop_keys(secmail_dkim *d)
{
	for (size_t i = 0; i < d->row_count; i++)
		smdkim_key_drop(d->rows[i].key);
	for (unsigned i = 0; d->chain.sets && i < SECMAIL_ARC_MAX_INSTANCES; i++) {
		if (d->chain.sets[i].ams)
			smdkim_key_drop(d->chain.sets[i].ams->key);
		if (d->chain.sets[i].as)
			smdkim_key_drop(d->chain.sets[i].as->key);
	}
}

void
secmail_dkim_reset(secmail_dkim *d, int64_t now)
{
	drop_keys(d);
	d->now = now;
	d->stage = SMDKIM_WAITS_FOR_HEADER;
	d->message = NULL;
	d->has_author = false;
	memset(&d->fields, 0, sizeof d->fields);
	memset(&d->chain, 0, sizeof d->chain);
	d->rows = NULL;
	d->row_count = 0;
	d->seen = 0;
	d->rounds = 0;
	smdkim_bodies_reset(&d->bodies);
	d->bodies.normalize = d->config->normalize;
	d->bodies.explain = d->config->explain_changes;
	secmailp_arena_empty(&d->arena);
	secmailp_error_clear(&d->error);
}

void
secmail_dkim_free(secmail_dkim *d)
{
	if (!d)
		return;
	drop_keys(d);
	smdkim_bodies_free(&d->bodies);
	EVP_MD_CTX_free(d->hash);
	secmailp_buffer_free(&d->header);
	secmailp_buffer_free(&d->own);
	secmailp_buffer_free(&d->record);
	secmailp_arena_free(&d->arena);
	free(d);
}

const char *
secmail_dkim_error(const secmail_dkim *d)
{
	return d ? d->error.text : "";
}

secmail_status
secmail_dkim_set_author_domain(secmail_dkim *d, const char *domain)
{
	secmail_status status = SECMAIL_DONE;

	if (d->stage != SMDKIM_WAITS_FOR_HEADER)
		return refuse(d, SECMAIL_LATE, "the message is set already");
	d->has_author = false;
	if (domain)
		status = secmail_domain_normalize(domain, strlen(domain), d->author);
	if (status != SECMAIL_DONE)
		return refuse(d, status, "the author domain is no domain name");
	d->has_author = domain != NULL;
	return SECMAIL_DONE;
}

static bool
is_signature(const smdkim_field *field)
{
	return secmailp_view_is_nocase(field->name, "DKIM-Signature");
}

static secmail_status
read_rows(secmail_dkim *d)
{
	smdkim_clock clock = { d->now, d->config->clock_drift };
	size_t rows;

	for (size_t i = 0; i < d->fields.count; i++)
		d->seen += is_signature(&d->fields.at[i]);
	rows = d->seen < SECMAIL_DKIM_MAX_ROWS ? d->seen : SECMAIL_DKIM_MAX_ROWS;
	d->rows = secmailp_arena_array(&d->arena, rows, sizeof *d->rows);
	if (!d->rows)
		return SECMAIL_NO_MEMORY;
	for (size_t i = 0; i < d->fields.count && d->row_count < rows; i++) {
		if (!is_signature(&d->fields.at[i]))
			continue;
		if (smdkim_signature_read(
			&d->rows[d->row_count], SMDKIM_DKIM, d->message, i, clock, &d->arena))
			return SECMAIL_NO_MEMORY;
		d->row_count++;
	}
	return SECMAIL_DONE;
}

static void
want_body(secmail_dkim *d, const smdkim_signature *s)
{
	if (s->is_evaluated && s->found.reason == SECMAIL_DKIM_UNDECIDED)
		smdkim_bodies_want(&d->bodies, s);
}

/* The sets of a chain that is not decided by its structure: these are complete. */
static unsigned
open_instances(const secmail_dkim *d)
{
	return d->chain.reason == SECMAIL_ARC_UNDECIDED ? d->chain.instances : 0;
}

static secmail_status
read_header(secmail_dkim *d)
{
	smdkim_clock clock = { d->now, d->config->clock_drift };

	if (smdkim_fields_index(&d->fields, d->message, &d->arena) || read_rows(d) ||
	    smdkim_chain_read(&d->chain, &d->fields, d->message, clock, &d->arena))
		return SECMAIL_NO_MEMORY;
	smdkim_order_rows(d);
	for (size_t i = 0; i < d->row_count; i++)
		want_body(d, &d->rows[i]);
	for (unsigned i = 0; i < open_instances(d); i++)
		want_body(d, d->chain.sets[i].ams);
	return smdkim_bodies_begin(&d->bodies, d->config->crypto.sha256, &d->config->relaxer);
}

secmail_status
secmail_dkim_set_message(secmail_dkim *d, const secmail_message *header)
{
	if (d->stage != SMDKIM_WAITS_FOR_HEADER)
		return refuse(d, SECMAIL_LATE, "the message is set already");
	if (!header || !secmail_message_header_is_complete(header))
		return refuse(d, SECMAIL_ARGUMENT, "the header is not complete");
	d->message = header;
	d->stage = SMDKIM_WAITS_FOR_BODY;
	return read_header(d) ? broken(d) : SECMAIL_DONE;
}

static secmail_status
check_stage(secmail_dkim *d)
{
	switch (d->stage) {
	case SMDKIM_WAITS_FOR_BODY:
		return SECMAIL_DONE;
	case SMDKIM_WAITS_FOR_HEADER:
		return refuse(d, SECMAIL_ARGUMENT, "no message is set");
	case SMDKIM_WAITS_FOR_JUDGE:
		return refuse(d, SECMAIL_LATE, "the body is complete already");
	case SMDKIM_BROKEN:
		break;
	}
	return SECMAIL_NO_MEMORY;
}

secmail_status
secmail_dkim_write_body(secmail_dkim *d, const void *bytes, size_t len)
{
	secmail_status status = check_stage(d);

	if (status != SECMAIL_DONE)
		return status;
	return smdkim_bodies_write(&d->bodies, secmailp_view_of(bytes, len)) ? broken(d)
									     : SECMAIL_DONE;
}

secmail_status
secmail_dkim_end_body(secmail_dkim *d)
{
	secmail_status status = check_stage(d);

	if (status != SECMAIL_DONE)
		return status;
	d->stage = SMDKIM_WAITS_FOR_JUDGE;
	return smdkim_bodies_end(&d->bodies) ? broken(d) : SECMAIL_DONE;
}

/* Speculation: what the table does not take is asked when it is needed. */
static secmail_status
ask_early(const smdkim_signature *s, secmail_answers *answers)
{
	uint32_t id;

	if (!s->is_evaluated || s->found.reason != SECMAIL_DKIM_UNDECIDED)
		return SECMAIL_DONE;
	return smdkim_ask_key(s, answers, SECMAIL_ANSWERS_SPECULATIVE, &id) == SECMAIL_NO_MEMORY
		   ? SECMAIL_NO_MEMORY
		   : SECMAIL_DONE;
}

secmail_status
secmail_dkim_ask(secmail_dkim *d, secmail_answers *answers)
{
	secmail_status status = SECMAIL_DONE;

	if (d->stage == SMDKIM_WAITS_FOR_HEADER || !answers)
		return refuse(d, SECMAIL_ARGUMENT, "no message is set");
	if (d->stage == SMDKIM_BROKEN)
		return SECMAIL_NO_MEMORY;
	for (size_t i = 0; i < d->row_count && status == SECMAIL_DONE; i++)
		status = ask_early(&d->rows[i], answers);
	for (unsigned i = open_instances(d); i > 0 && status == SECMAIL_DONE; i--) {
		status = ask_early(d->chain.sets[i - 1].ams, answers);
		if (status == SECMAIL_DONE)
			status = ask_early(d->chain.sets[i - 1].as, answers);
	}
	return status;
}

void
smdkim_trace(const secmail_dkim *d, secmail_event event, const char *subject, int64_t number)
{
	if (d->config->trace)
		d->config->trace(d->config->trace_arg, event, subject, number);
}

static secmail_status
judge_rows(secmail_dkim *d, secmail_answers *answers)
{
	secmail_status wanted = SECMAIL_DONE;

	for (size_t i = 0; i < d->row_count; i++) {
		secmail_status status = smdkim_judge_signature(d, &d->rows[i], answers);

		if (status == SECMAIL_NO_MEMORY)
			return status;
		if (status != SECMAIL_DONE)
			wanted = status;
	}
	return wanted;
}

secmail_status
secmail_dkim_judge(secmail_dkim *d, secmail_answers *answers, secmail_dkim_results **out)
{
	secmail_status status;

	*out = NULL;
	if (d->stage == SMDKIM_BROKEN)
		return SECMAIL_NO_MEMORY;
	if (d->stage != SMDKIM_WAITS_FOR_JUDGE || !answers)
		return refuse(d, SECMAIL_ARGUMENT, "the body is not complete");
	smdkim_trace(d, SECMAIL_EVENT_ROUND, "dkim", ++d->rounds);
	status = judge_rows(d, answers);
	if (status == SECMAIL_DONE)
		status = smdkim_results_new(d, out);
	if (status == SECMAIL_NO_MEMORY)
		return refuse(d, status, "no memory");
	return status;
}
