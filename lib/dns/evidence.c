/* evidence.c - what a verdict rests on: inputs by name, and answers that stop at what is missing */
#include "evidence.h"

#include <stdlib.h>

/* What names and values may take in the arena, with what it adds to each. */
#define MAX_INPUT_BYTES                                                                            \
	((size_t)SECMAIL_DNS_MAX_INPUTS * (SECMAIL_DNS_MAX_INPUT + SECMAIL_DNS_MAX_INPUT_NAME + 64))

/* Octets of a name in an error; more would push what follows it out of the line. */
#define MAX_SHOWN_NAME 180

/* a-z 0-9 - */
static const secmailp_byteset name_octets = { { 0x03ff200000000000, 0x07fffffe00000000, 0, 0 } };

secmail_status
secmail_dns_evidence_new(secmail_dns_evidence **out)
{
	secmail_dns_evidence *e = calloc(1, sizeof *e);

	*out = NULL;
	if (!e || secmail_dns_zone_new(&e->zone) != SECMAIL_DONE) {
		free(e);
		return SECMAIL_NO_MEMORY;
	}
	e->arena = secmailp_arena_new(MAX_INPUT_BYTES);
	e->version = secmail_version();
	e->zone->open_world = true;
	*out = e;
	return SECMAIL_DONE;
}

void
secmail_dns_evidence_free(secmail_dns_evidence *e)
{
	if (!e)
		return;
	secmail_dns_zone_free(e->zone);
	secmailp_arena_free(&e->arena);
	free(e);
}

const char *
secmail_dns_evidence_error(const secmail_dns_evidence *e)
{
	return e->error.text;
}

static const secmailp_dns_input *
find_input(const secmail_dns_evidence *e, secmailp_view name)
{
	for (size_t i = 0; i < e->input_count; i++)
		if (secmailp_view_is(name, e->inputs[i].name))
			return &e->inputs[i];
	return NULL;
}

static bool
is_input_name(secmailp_view name)
{
	secmailp_cursor c = secmailp_cursor_over(name);

	return name.len > 0 && name.len <= SECMAIL_DNS_MAX_INPUT_NAME &&
	       secmailp_cursor_while(&c, &name_octets).len == name.len;
}

/* Says why an input is not taken. */
static secmail_status
check_input(secmail_dns_evidence *e, secmailp_view name, secmailp_view value)
{
	if (!is_input_name(name)) {
		secmailp_error_set(&e->error,
		    "an input's name is made of 1 to %d letters a-z, digits and hyphens",
		    SECMAIL_DNS_MAX_INPUT_NAME);
		return SECMAIL_ARGUMENT;
	}
	if (find_input(e, name)) {
		secmailp_error_set(&e->error, "an input of the same name is there already");
		return SECMAIL_LATE;
	}
	if (value.len > SECMAIL_DNS_MAX_INPUT) {
		secmailp_error_set(
		    &e->error, "an input has %d octets at most", SECMAIL_DNS_MAX_INPUT);
		return SECMAIL_LIMIT;
	}
	if (e->input_count == SECMAIL_DNS_MAX_INPUTS) {
		secmailp_error_set(
		    &e->error, "evidence has %d inputs at most", SECMAIL_DNS_MAX_INPUTS);
		return SECMAIL_LIMIT;
	}
	return SECMAIL_DONE;
}

secmail_status
secmailp_dns_evidence_add_input(secmail_dns_evidence *e, secmailp_view name, secmailp_view value)
{
	secmail_status status = check_input(e, name, value);
	const char *name_copy, *value_copy;

	if (status != SECMAIL_DONE)
		return status;
	name_copy = secmailp_arena_text(&e->arena, name);
	value_copy = secmailp_arena_text(&e->arena, value);
	if (!name_copy || !value_copy)
		return SECMAIL_NO_MEMORY;
	e->inputs[e->input_count++] =
	    (secmailp_dns_input){ name_copy, { (const uint8_t *)value_copy, value.len } };
	return SECMAIL_DONE;
}

secmail_status
secmail_dns_evidence_set_input(
    secmail_dns_evidence *e, const char *name, const void *value, size_t len)
{
	secmailp_error_clear(&e->error);
	return secmailp_dns_evidence_add_input(
	    e, secmailp_view_text(name), secmailp_view_of(value, len));
}

size_t
secmail_dns_evidence_input_count(const secmail_dns_evidence *e)
{
	return e->input_count;
}

const char *
secmail_dns_evidence_input_name(const secmail_dns_evidence *e, size_t index)
{
	return index < e->input_count ? e->inputs[index].name : NULL;
}

const void *
secmail_dns_evidence_input(const secmail_dns_evidence *e, const char *name, size_t *out_len)
{
	const secmailp_dns_input *input = find_input(e, secmailp_view_text(name));

	*out_len = input ? input->value.len : 0;
	return input ? input->value.at : NULL;
}

const char *
secmail_dns_evidence_version(const secmail_dns_evidence *e)
{
	return e->version;
}

static secmail_status
say_missing(secmail_dns_evidence *e, const secmail_answers *a, uint32_t id)
{
	secmailp_buffer type = secmailp_buffer_new(SECMAILP_ERROR_SIZE);
	char name[MAX_SHOWN_NAME + 1];
	secmail_status status;

	secmailp_dns_write_type(&type, secmail_answers_qtype(a, id));
	status = type.status;
	if (status == SECMAIL_DONE) {
		secmailp_printable(
		    secmailp_view_text(secmail_answers_qname(a, id)), name, sizeof name);
		secmailp_error_set(&e->error, "the evidence has no answer to %s %.*s", name,
		    (int)type.len, (const char *)type.at);
		status = SECMAIL_NOT_FOUND;
	}
	secmailp_buffer_free(&type);
	return status;
}

secmail_status
secmail_dns_evidence_answer(secmail_dns_evidence *e, secmail_answers *a)
{
	secmail_status status = secmail_dns_zone_answer(e->zone, a);
	uint32_t id;

	secmailp_error_clear(&e->error);
	if (status != SECMAIL_DONE)
		return status;
	if (secmail_answers_open(a, &id, 1) == 0 || !secmail_answers_is_needed(a, id))
		return SECMAIL_DONE;
	return say_missing(e, a, id);
}
