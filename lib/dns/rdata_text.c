/*
 * rdata_text.c - record data as a zone file has it
 *
 * Written by hand for the types that this library asks for, in RFC 3597 form
 * for the rest: what stands in an answers table may be anything, and is not
 * shown to ldns.
 */
#include <arpa/inet.h>

#include "dns_internal.h"

/* Octets of a record's line beside its data: two names, a TTL, a type. */
#define LINE_OVERHEAD (SECMAILP_DNSNAME_TEXT + 64)

static void
write_address(secmailp_buffer *out, int family, secmailp_cursor *c)
{
	char text[SECMAIL_ADDRESS_SIZE] = "";
	secmailp_view octets = secmailp_cursor_rest(c);

	(void)inet_ntop(family, octets.at, text, sizeof text);
	secmailp_buffer_text(out, text);
}

static void
write_name(secmailp_buffer *out, secmailp_cursor *c)
{
	char text[SECMAILP_DNSNAME_TEXT];
	secmailp_view wire = secmailp_cursor_rest(c);

	secmailp_dnsname_text(wire, text);
	secmailp_buffer_text(out, text);
	if (wire.len > 1)
		secmailp_buffer_byte(out, '.');
}

static void
write_escaped(secmailp_buffer *out, uint8_t octet)
{
	secmailp_buffer_byte(out, '\\');
	secmailp_buffer_byte(out, (uint8_t)('0' + octet / 100));
	secmailp_buffer_byte(out, (uint8_t)('0' + octet / 10 % 10));
	secmailp_buffer_byte(out, (uint8_t)('0' + octet % 10));
}

/* Everything that could mean something to a reader of zone files is escaped by its number. */
static void
write_strings(secmailp_buffer *out, secmailp_cursor *c)
{
	while (secmailp_cursor_left(c) > 0) {
		secmailp_view string = secmailp_cursor_take(c, secmailp_cursor_byte(c));

		secmailp_buffer_byte(out, '"');
		for (size_t i = 0; i < string.len; i++) {
			uint8_t octet = string.at[i];

			if (octet < ' ' || octet > '~' || strchr("\"\\();", octet))
				write_escaped(out, octet);
			else
				secmailp_buffer_byte(out, octet);
		}
		secmailp_buffer_byte(out, '"');
		if (secmailp_cursor_left(c) > 0)
			secmailp_buffer_byte(out, ' ');
	}
}

static void
write_generic(secmailp_buffer *out, secmailp_cursor *c)
{
	secmailp_buffer_text(out, "\\# ");
	secmailp_buffer_number(out, secmailp_cursor_left(c));
	secmailp_buffer_byte(out, ' ');
	secmailp_dns_write_hex(out, secmailp_cursor_rest(c));
}

/* ldns reads a name whose first label is @ as the origin, but for the RFC 3597 form. */
static bool
has_at_label(uint16_t type, secmailp_view rdata)
{
	secmailp_cursor c = secmailp_cursor_over(rdata);

	if (type == SECMAIL_DNS_MX)
		(void)secmailp_cursor_u16(&c);
	else if (type != SECMAIL_DNS_CNAME && type != SECMAIL_DNS_PTR)
		return false;
	return secmailp_cursor_literal(&c, "\001@");
}

static void
write_data(secmailp_buffer *out, uint16_t type, secmailp_cursor *c)
{
	if (has_at_label(type, secmailp_cursor_rest(c))) {
		write_generic(out, c);
		return;
	}
	switch (type) {
	case SECMAIL_DNS_A:
		write_address(out, AF_INET, c);
		break;
	case SECMAIL_DNS_AAAA:
		write_address(out, AF_INET6, c);
		break;
	case SECMAIL_DNS_MX:
		secmailp_buffer_number(out, secmailp_cursor_u16(c));
		secmailp_buffer_byte(out, ' ');
		write_name(out, c);
		break;
	case SECMAIL_DNS_CNAME:
	case SECMAIL_DNS_PTR:
		write_name(out, c);
		break;
	case SECMAIL_DNS_TXT:
		write_strings(out, c);
		break;
	default:
		write_generic(out, c);
	}
}

/* Memory that was short for a part is short for the whole: another form would say something else.
 */
static void
take_shortage(secmailp_buffer *out, const secmailp_buffer *part)
{
	if (part->status == SECMAIL_NO_MEMORY)
		out->status = SECMAIL_NO_MEMORY;
}

/* Whether a reader would make the same octets of it. */
static bool
is_canonical(secmailp_buffer *out, uint16_t type, secmailp_view rdata)
{
	secmailp_buffer copy = secmailp_buffer_new(UINT16_MAX);
	bool same = secmailp_dns_rdata(rdata, type, rdata, &copy) &&
		    secmailp_view_equal(secmailp_buffer_view(&copy), rdata);

	take_shortage(out, &copy);
	secmailp_buffer_free(&copy);
	return same;
}

bool
secmailp_dns_rdata_text(secmailp_buffer *out, uint16_t type, secmailp_view rdata)
{
	secmailp_buffer text = secmailp_buffer_new(SECMAIL_DNS_MAX_ZONE_ENTRY - LINE_OVERHEAD);
	secmailp_cursor c = secmailp_cursor_over(rdata);
	bool fits;

	if (rdata.len == 0 || !is_canonical(out, type, rdata))
		return false;
	write_data(&text, type, &c);
	fits = text.status == SECMAIL_DONE;
	take_shortage(out, &text);
	secmailp_buffer_add(out, secmailp_buffer_view(&text));
	secmailp_buffer_free(&text);
	return fits;
}
