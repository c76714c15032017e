/* covers: lib/engines/record.c */
/*
 * fuzz_engines_record.c - a record that an engine is given is one that the native parser accepts,
 * and less of it
 *
 * Each line of the input is a TXT record. What is handed on has no modifier but
 * one redirect, at its end and never beside `all`.
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

/* A record of strings of 255 octets, the last one shorter. */
static void
add_record(secmail_answers *a, uint32_t id, secmailp_view text)
{
	secmailp_buffer b = secmailp_buffer_new(65535);

	do {
		secmailp_view string = secmailp_view_first(text, 255);

		secmailp_engines_counted(&b, 1, string);
		text = secmailp_view_after(text, string.len);
	} while (text.len > 0);
	if (b.status == SECMAILP_DONE)
		(void)!secmail_answers_add(a, id, b.at, b.len, 60);
	secmailp_buffer_free(&b);
}

static bool
is_modifier(secmailp_view term)
{
	secmailp_cursor c = secmailp_cursor_over(term);
	secmailp_view before = secmailp_cursor_until(&c, '=');

	for (size_t i = 0; i < before.len; i++)
		if (memchr(":/%", before.at[i], 3))
			return false;
	return secmailp_cursor_peek(&c) == '=';
}

static bool
is_all(secmailp_view term)
{
	return secmailp_view_is_nocase(term, "all") ||
	       (term.len == 4 && secmailp_view_is_nocase(secmailp_view_after(term, 1), "all"));
}

static void
check_terms(secmailp_view record)
{
	secmailp_cursor c = secmailp_cursor_over(record);
	bool has_all = false;

	require(secmailp_cursor_literal(&c, "v=spf1"));
	while (secmailp_cursor_left(&c) > 0) {
		secmailp_view term;

		secmailp_cursor_expect(&c, ' ');
		term = secmailp_cursor_until(&c, ' ');
		require(term.len > 0);
		has_all |= is_all(term);
		if (is_modifier(term))
			require(
			    secmailp_view_is_nocase(secmailp_view_first(term, 9), "redirect=") &&
			    !has_all && secmailp_cursor_left(&c) == 0);
	}
	require(!c.bad);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	secmailp_cursor c = secmailp_cursor_over(secmailp_view_of(data, size));
	secmailp_engines_record *out = malloc(sizeof *out);
	secmail_answers *a = NULL;
	uint32_t id;

	require(out != NULL && secmail_answers_new(&a) == SECMAIL_DONE);
	require(secmail_answers_ask(a, "x", 1, SECMAIL_DNS_TXT, SECMAIL_ANSWERS_NEEDED, &id) ==
		SECMAIL_DONE);
	while (secmailp_cursor_left(&c) > 0) {
		add_record(a, id, secmailp_cursor_until(&c, '\n'));
		secmailp_cursor_skip(&c, '\n');
	}
	require(secmail_answers_close(a, id, 0, SECMAIL_TRUST_UNKNOWN) == SECMAIL_DONE);
	if (secmailp_engines_record_of(a, id, out) == SECMAILP_ENGINES_RECORDS) {
		check_terms(secmailp_view_of(out->text, out->len));
		require(secmail_spf_check_record(out->text, out->len) == SECMAIL_DONE);
	}
	secmail_answers_free(a);
	free(out);
	return 0;
}
