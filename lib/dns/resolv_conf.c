/*
 * resolv_conf.c - the system's file of name servers, resolv.conf(5)
 *
 * `search` and its kin are passed over: mail asks for names in full.
 */
#include <stdio.h>

#include "dns_internal.h"
#include "private/file.h"

#define SYSTEM_DEFAULT "127.0.0.1" /* what the system asks when the file names no server */

/* The system's own maxima, beyond which it cuts. */
#define MAX_TIMEOUT_SECONDS 30
#define MAX_ATTEMPTS 5

static const secmailp_byteset space = SECMAILP_WSP;
static const secmailp_byteset word = { { 0xfffffffeffffd9ff, ~0ULL, ~0ULL, ~0ULL } };

static secmailp_view
next_word(secmailp_cursor *line)
{
	(void)secmailp_cursor_while(line, &space);
	return secmailp_cursor_while(line, &word);
}

/* The number behind "name:", cut to the maximum; 0 if it is none. */
static uint32_t
option_number(secmailp_view option, const char *name, uint32_t max)
{
	secmailp_cursor c = secmailp_cursor_over(option);
	uint64_t number;

	if (!secmailp_cursor_literal(&c, name))
		return 0;
	number = secmailp_cursor_number(&c, UINT32_MAX);
	if (!secmailp_cursor_done(&c))
		return 0;
	return number < max ? (uint32_t)number : max;
}

static void
take_options(secmail_dns_resolver *r, secmailp_cursor *line)
{
	secmailp_view option = next_word(line);

	for (; option.len > 0; option = next_word(line)) {
		uint32_t seconds = option_number(option, "timeout:", MAX_TIMEOUT_SECONDS);
		uint32_t attempts = option_number(option, "attempts:", MAX_ATTEMPTS);

		if (seconds > 0)
			r->timeout = seconds * 1000;
		if (attempts > 0)
			r->tries = attempts;
		if (secmailp_view_is(option, "trust-ad"))
			r->trust_ad = true;
	}
}

/* A server beyond the maximum is passed over, as the system does. */
static bool
take_server(secmail_dns_resolver *r, secmailp_view address)
{
	secmailp_dns_server server;

	if (!secmailp_dns_server_read(&server, address))
		return false;
	if (r->server_count < SECMAIL_DNS_MAX_SERVERS)
		r->servers[r->server_count++] = server;
	return true;
}

/* Returns the number of the first line that can't be read, or 0. */
static size_t
take_lines(secmail_dns_resolver *r, secmailp_view text, bool *named)
{
	secmailp_cursor c = secmailp_cursor_over(text);

	for (size_t number = 1; secmailp_cursor_left(&c) > 0; number++) {
		secmailp_cursor line = secmailp_cursor_over(secmailp_cursor_until(&c, '\n'));
		secmailp_view keyword = next_word(&line);

		secmailp_cursor_skip(&c, '\n');
		if (secmailp_view_is(keyword, "options"))
			take_options(r, &line);
		if (!secmailp_view_is(keyword, "nameserver"))
			continue;
		if (!take_server(r, next_word(&line)))
			return number;
		*named = true;
	}
	return 0;
}

secmail_status
secmail_dns_resolver_load_resolv_conf(secmail_dns_resolver *r, const char *path)
{
	const char *file = path ? path : SECMAILP_DNS_RESOLV_CONF;
	secmailp_buffer text = secmailp_buffer_new(SECMAIL_DNS_MAX_RESOLV_CONF);
	secmail_dns_resolver before = *r;
	secmail_status status;
	bool named = false;

	secmailp_error_clear(&r->error);
	status = secmailp_file_read(file, &text);
	if (status != SECMAIL_DONE) {
		secmailp_error_set(&r->error, "%s: %s", file, secmail_status_text(status));
	} else {
		size_t bad_line = take_lines(r, secmailp_buffer_view(&text), &named);

		if (bad_line > 0) {
			*r = before;
			secmailp_error_set(&r->error,
			    "%s: line %zu: a nameserver that is no address", file, bad_line);
			status = SECMAIL_SYNTAX;
		} else if (!named) {
			(void)take_server(r, secmailp_view_text(SYSTEM_DEFAULT));
		}
	}
	secmailp_buffer_free(&text);
	return status;
}
