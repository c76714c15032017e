/*
 * name_text.c - a name back from its presentation form (RFC 1035 section 5.1)
 *
 * What secmailp_dnsname_text() writes, read by hand: evidence may come from
 * anybody, and a parser of zone files is a lot to show to anybody.
 */
#include "dns_internal.h"

#define LABEL_MAX 63

static const secmailp_byteset digit = SECMAILP_DIGIT;

/* Three digits behind a backslash; the cursor is bad if they aren't there or mean no octet. */
uint8_t
secmailp_dns_read_escape(secmailp_cursor *c)
{
	secmailp_cursor digits = secmailp_cursor_over(secmailp_cursor_take(c, 3));
	uint8_t octet = (uint8_t)secmailp_cursor_number(&digits, UINT8_MAX);

	c->bad = c->bad || !secmailp_cursor_done(&digits);
	return octet;
}

/* An octet of a label: itself, \X for any X but a digit, or \DDD. */
static uint8_t
read_octet(secmailp_cursor *c)
{
	uint8_t octet = secmailp_cursor_byte(c);
	int next = secmailp_cursor_peek(c);

	if (octet != '\\')
		return octet;
	if (next >= 0 && secmailp_byteset_has(&digit, (uint8_t)next))
		return secmailp_dns_read_escape(c);
	return secmailp_cursor_byte(c);
}

/* Appends the label ahead, which ends at a dot or at the end of the text. */
static bool
read_label(secmailp_cursor *c, secmailp_dnsname *out)
{
	size_t start = out->len++;

	while (secmailp_cursor_left(c) > 0 && !secmailp_cursor_skip(c, '.')) {
		uint8_t octet = read_octet(c);

		if (out->len == sizeof out->wire - 1 || out->len - start > LABEL_MAX)
			return false;
		out->wire[out->len++] = secmailp_lower(octet);
	}
	out->wire[start] = (uint8_t)(out->len - start - 1);
	return !c->bad && out->wire[start] > 0;
}

bool
secmailp_dns_name_from_text(secmailp_view text, secmailp_dnsname *out)
{
	secmailp_cursor c = secmailp_cursor_over(text);
	bool sound = text.len > 0;

	out->len = 0;
	if (text.len == 1)
		(void)secmailp_cursor_skip(&c, '.');
	while (sound && secmailp_cursor_left(&c) > 0)
		sound = out->len < sizeof out->wire - 1 && read_label(&c, out);
	if (!sound || c.bad) {
		out->len = 0;
		return false;
	}
	out->wire[out->len++] = 0;
	return true;
}
