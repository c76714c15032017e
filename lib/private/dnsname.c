/* dnsname.c - see dnsname.h */
#include "private/dnsname.h"

#include "private/eight.h"

#define LABEL_MAX 63

/* Appends one label; an empty one is the root and ends the name. */
static bool
add_label(secmailp_dnsname *n, secmailp_view label)
{
	if (label.len > LABEL_MAX || label.len + 1 > sizeof n->wire - n->len)
		return false;
	n->wire[n->len++] = (uint8_t)label.len;
	for (size_t i = 0; i < label.len; i++)
		n->wire[n->len++] = secmailp_lower(label.at[i]);
	return true;
}

/* Copies in lower case, eight octets at a time. */
static void
copy_lower(uint8_t *out, secmailp_view v)
{
	size_t at = 0;

	for (; v.len - at >= SECMAILP_EIGHT; at += SECMAILP_EIGHT) {
		uint64_t octets = secmailp_eight_lower(secmailp_eight(v.at + at));

		memcpy(out + at, &octets, sizeof octets);
	}
	for (; at < v.len; at++)
		out[at] = secmailp_lower(v.at[at]);
}

bool
secmailp_dnsname_from_labels(secmailp_dnsname *n, secmailp_view labels)
{
	size_t at = 0;

	n->len = 0;
	if (labels.len > 0 && labels.at[labels.len - 1] == '.')
		labels.len--;
	/* Each dot becomes a length; the first label's, and the root's zero, come in addition. */
	if (labels.len + 2 > sizeof n->wire)
		return false;
	copy_lower(n->wire + 1, labels);
	for (; at < labels.len; at++) { /* over a dot */
		size_t start = at;

		while (at < labels.len && labels.at[at] != '.')
			at++;
		if (at == start || at - start > LABEL_MAX || at + 1 == labels.len)
			return false;
		n->wire[start] = (uint8_t)(at - start);
	}
	n->wire[at] = 0;
	n->len = at + 1;
	return true;
}

bool
secmailp_dnsname_read(secmailp_dnsname *n, secmailp_cursor *c)
{
	n->len = 0;
	for (;;) {
		size_t len = secmailp_cursor_byte(c);
		secmailp_view label = secmailp_cursor_take(c, len);

		if (c->bad || !add_label(n, label)) {
			c->bad = true;
			n->len = 0;
			return false;
		}
		if (len == 0)
			return true;
	}
}

/* Printable, and nothing to a zone file (RFC 1035 section 5.1): shown as it is. */
static const secmailp_byteset plain = { { 0xf7ffbcea00000000, 0x7fffffffeffffffe, 0, 0 } };

/* Any other octet: behind a backslash, as it is or as a number. Returns the end of the text. */
static char *
write_escaped(char *at, uint8_t octet)
{
	if (octet > ' ' && octet <= '~') {
		*at++ = '\\';
		*at++ = (char)octet;
		return at;
	}
	*at++ = '\\';
	*at++ = (char)('0' + octet / 100);
	*at++ = (char)('0' + octet / 10 % 10);
	*at++ = (char)('0' + octet % 10);
	return at;
}

/* Returns the end of the text. */
static char *
write_label(char *at, secmailp_view label)
{
	for (size_t i = 0; i < label.len; i++) {
		if (secmailp_byteset_has(&plain, label.at[i]))
			*at++ = (char)label.at[i];
		else
			at = write_escaped(at, label.at[i]);
	}
	return at;
}

size_t
secmailp_dnsname_text(secmailp_view wire, char out[SECMAILP_DNSNAME_TEXT])
{
	secmailp_cursor c = secmailp_cursor_over(secmailp_view_first(wire, SECMAILP_DNSNAME_MAX));
	char *at = out;

	for (;;) {
		secmailp_view label = secmailp_cursor_take(&c, secmailp_cursor_byte(&c));

		if (label.len == 0)
			break;
		if (at > out)
			*at++ = '.';
		at = write_label(at, label);
	}
	if (at == out)
		*at++ = '.';
	*at = '\0';
	return (size_t)(at - out);
}
