/* covers: lib/engines/request_read.c lib/engines/letter_read.c */
/*
 * fuzz_engines_request.c - what the worker takes for a request is fit for an engine that checks
 * nothing
 *
 * An engine makes C strings of texts and copies addresses by their type's size, so
 * that is looked at: no NUL, nothing over its maximum, each record as long as its type says.
 */
#include <stdlib.h>

#include "engines_internal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
require(bool holds)
{
	if (!holds)
		abort();
}

static void
check_text(secmailp_view v, size_t max)
{
	require(v.len > 0 && v.len <= max && !memchr(v.at, '\0', v.len));
}

static void
check_record(uint16_t type, secmailp_view v)
{
	if (type == SECMAIL_DNS_A)
		require(v.len == 4);
	else if (type == SECMAIL_DNS_AAAA)
		require(v.len == 16);
	else if (type == SECMAIL_DNS_TXT)
		check_text(v, SECMAIL_ENGINE_MAX_RECORD);
	else
		check_text(v, SECMAILP_DOMAIN_MAX);
}

static void
check_row(const secmailp_engines_row *row)
{
	secmailp_cursor c = secmailp_cursor_over(row->records);

	check_text(row->name, SECMAILP_DOMAIN_MAX);
	require(row->count <= SECMAILP_ENGINES_MAX_RECORDS);
	require((row->count > 0) == (row->state == SECMAILP_ENGINES_RECORDS));
	for (size_t i = 0; i < row->count; i++)
		check_record(row->type, secmailp_engines_record_next(&c));
	require(secmailp_cursor_done(&c));
}

/* The engine cuts at the colon, and takes keys for C strings. */
static void
check_letter(const secmailp_engines_letter *l)
{
	secmailp_cursor c = secmailp_cursor_over(l->fields);
	size_t signatures = 0;

	require(l->count > 0 && l->count <= SECMAIL_DKIM_MAX_ROWS);
	for (size_t i = 0; i < l->count; i++)
		check_text(l->keys[i], SECMAIL_ENGINE_MAX_KEY);
	for (size_t i = 0; i < l->field_count; i++) {
		secmailp_view field = secmailp_engines_field_next(&c);
		secmailp_view name = secmailp_engines_field_name(field);

		check_text(field, field.len);
		require(name.len > 0 && memchr(field.at, ':', field.len));
		require(!memchr(name.at, ';', name.len) && !memchr(name.at, ' ', name.len));
		signatures += secmailp_view_is_nocase(name, SECMAILP_ENGINES_SIGNATURE);
	}
	require(secmailp_cursor_done(&c) && signatures == l->count);
}

static void
check_as_letter(secmailp_view head)
{
	secmailp_engines_letter *l = malloc(sizeof *l);

	require(l != NULL);
	if (secmailp_engines_letter_read(head, l))
		check_letter(l);
	free(l);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	secmailp_engines_request *r = malloc(sizeof *r);

	require(r != NULL);
	check_as_letter(secmailp_view_of(data, size));
	if (secmailp_engines_request_read(secmailp_view_of(data, size), r)) {
		require(r->ip.len == 4 || r->ip.len == 16);
		check_text(r->helo, SECMAIL_ENGINE_MAX_HELO);
		check_text(r->sender, SECMAILP_ENGINES_MAX_SENDER);
		check_text(r->domain, SECMAILP_DOMAIN_MAX);
		require(r->count <= SECMAILP_ENGINES_MAX_ROWS);
		for (size_t i = 0; i < r->count; i++)
			check_row(&r->rows[i]);
	}
	free(r);
	return 0;
}
