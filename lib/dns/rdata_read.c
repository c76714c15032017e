/*
 * rdata_read.c - record data back from the text that rdata_text.c writes
 *
 * Just that text is read, and no other way in which a zone file might say the
 * same: evidence is read from anybody, see name_text.c.
 */
#include <arpa/inet.h>

#include "dns_internal.h"

static const secmailp_byteset space = SECMAILP_WSP;

static void
read_address(secmailp_cursor *c, int family, secmailp_buffer *out)
{
	secmailp_view word = secmailp_cursor_rest(c);
	char text[SECMAIL_ADDRESS_SIZE] = "";
	uint8_t octets[16];

	(void)secmailp_cursor_take(c, word.len);
	if (word.len < sizeof text)
		memcpy(text, word.at, word.len);
	/* A NUL inside would hide what follows it. */
	if (strlen(text) != word.len || inet_pton(family, text, octets) != 1)
		c->bad = true;
	else
		secmailp_buffer_add(out, secmailp_view_of(octets, family == AF_INET ? 4 : 16));
}

static void
read_name(secmailp_cursor *c, secmailp_buffer *out)
{
	secmailp_dnsname name;

	if (secmailp_dns_name_from_text(secmailp_cursor_until(c, ' '), &name))
		secmailp_buffer_add(out, secmailp_dnsname_view(&name));
	else
		c->bad = true;
}

static void
read_preference(secmailp_cursor *c, secmailp_buffer *out)
{
	uint16_t preference = (uint16_t)secmailp_cursor_number(c, UINT16_MAX);

	secmailp_cursor_expect(c, ' ');
	secmailp_buffer_byte(out, (uint8_t)(preference >> 8));
	secmailp_buffer_byte(out, (uint8_t)preference);
}

/* What stands between two quotes, as a length and so many octets. */
static void
read_string(secmailp_cursor *c, secmailp_buffer *out)
{
	uint8_t octets[UINT8_MAX];
	size_t len = 0;

	secmailp_cursor_expect(c, '"');
	while (!c->bad && !secmailp_cursor_skip(c, '"')) {
		uint8_t octet = secmailp_cursor_byte(c);

		if (octet == '\\')
			octet = secmailp_dns_read_escape(c);
		if (len == sizeof octets)
			c->bad = true;
		else
			octets[len++] = octet;
	}
	secmailp_buffer_byte(out, (uint8_t)len);
	secmailp_buffer_add(out, secmailp_view_of(octets, len));
}

static void
read_strings(secmailp_cursor *c, secmailp_buffer *out)
{
	do {
		read_string(c, out);
	} while (secmailp_cursor_while(c, &space).len > 0);
}

/* Behind its mark: the number of octets, and they in hex (RFC 3597 section 5). */
static void
read_generic(secmailp_cursor *c, secmailp_buffer *out)
{
	uint64_t len = secmailp_cursor_number(c, UINT16_MAX);

	secmailp_cursor_expect(c, ' ');
	if (!secmailp_dns_read_hex(secmailp_cursor_until(c, ' '), out))
		c->bad = true;
	if (out->status == SECMAIL_DONE && out->len != len)
		c->bad = true;
}

static void
read_data(secmailp_cursor *c, uint16_t type, secmailp_buffer *out)
{
	if (secmailp_cursor_literal(c, "\\# ")) {
		read_generic(c, out);
		return;
	}
	switch (type) {
	case SECMAIL_DNS_A:
		read_address(c, AF_INET, out);
		break;
	case SECMAIL_DNS_AAAA:
		read_address(c, AF_INET6, out);
		break;
	case SECMAIL_DNS_MX:
		read_preference(c, out);
		read_name(c, out);
		break;
	case SECMAIL_DNS_CNAME:
	case SECMAIL_DNS_PTR:
		read_name(c, out);
		break;
	case SECMAIL_DNS_TXT:
		read_strings(c, out);
		break;
	default:
		c->bad = true;
	}
}

bool
secmailp_dns_rdata_read(secmailp_view text, uint16_t type, secmailp_buffer *out)
{
	secmailp_cursor c = secmailp_cursor_over(text);
	secmailp_buffer copy = secmailp_buffer_new(UINT16_MAX);
	secmailp_view data;
	bool sound;

	read_data(&c, type, out);
	data = secmailp_buffer_view(out);
	/* In generic form anything may stand; it has to be what the type's own form can be. */
	sound = secmailp_cursor_done(&c) && secmailp_dns_rdata(data, type, data, &copy) &&
		secmailp_view_equal(secmailp_buffer_view(&copy), data);
	if (copy.status == SECMAIL_NO_MEMORY)
		out->status = SECMAIL_NO_MEMORY;
	secmailp_buffer_free(&copy);
	return sound;
}
