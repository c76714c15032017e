/*
 * network.c - addresses and numbers as records write them (RFC 7208 section 5.6)
 *
 * An IPv6 address has the forms of RFC 4291 section 2.2: groups of up to four
 * hexadecimal digits, "::" once for one or more groups of zeros, and the last
 * two groups as an IPv4 address if the writer likes.
 */
#include "spf_internal.h"

#define IP6_LEN 16

/* No place in an address. */
#define NO_GAP IP6_LEN

/* An IPv6 address that is being read. */
typedef struct ip6 {
	uint8_t octets[IP6_LEN];
	size_t len;
	size_t gap;    /* where "::" stood */
	bool is_ended; /* with an IPv4 address */
} ip6;

/* Reads a number at *at, which moves behind it. */
static inline unsigned
number_at(secmailp_view text, size_t *at)
{
	size_t start = *at;
	size_t end = start;
	unsigned number = 0;

	while (end < text.len && end - start <= 3 && (unsigned)(text.at[end] - '0') <= 9)
		number = number * 10 + (unsigned)(text.at[end++] - '0');
	*at = end;
	if (end == start || end - start > 3 || (end - start > 1 && text.at[start] == '0'))
		return SECMAILP_SPF_NO_NUMBER;
	return number;
}

unsigned
secmailp_spf_number_read(secmailp_cursor *c)
{
	size_t digits = 0;
	unsigned number = number_at(secmailp_cursor_rest(c), &digits);

	secmailp_cursor_take(c, digits);
	return number;
}

bool
secmailp_spf_ip4_read(secmailp_cursor *c, uint8_t out[4])
{
	secmailp_view rest = secmailp_cursor_rest(c);
	size_t at = 0;

	for (size_t i = 0; i < 4; i++) {
		unsigned octet;

		if (i > 0 && (at == rest.len || rest.at[at++] != '.'))
			return false;
		octet = number_at(rest, &at);
		if (octet > 255)
			return false;
		out[i] = (uint8_t)octet;
	}
	secmailp_cursor_take(c, at);
	return true;
}

/* The value of a hexadecimal digit; over 15 for what is none. */
static unsigned
hex_value(int byte)
{
	unsigned digit = (unsigned)byte - '0';
	unsigned letter = ((unsigned)byte | 0x20) - 'a';

	return digit <= 9 ? digit : letter <= 5 ? letter + 10 : 16;
}

/* One group, or the IPv4 address at the end, which fills what two groups would. */
static bool
read_group(secmailp_cursor *c, ip6 *address)
{
	secmailp_view rest = secmailp_cursor_rest(c);
	unsigned group = 0;
	size_t digits = 0;

	for (; digits < 4 && digits < rest.len && hex_value(rest.at[digits]) <= 15; digits++)
		group = group << 4 | hex_value(rest.at[digits]);
	if (secmailp_cursor_peek_at(c, digits) == '.' && address->len + 4 <= IP6_LEN) {
		address->is_ended = true;
		address->len += 4;
		return secmailp_spf_ip4_read(c, address->octets + address->len - 4);
	}
	secmailp_cursor_take(c, digits);
	address->octets[address->len++] = (uint8_t)(group >> 8);
	address->octets[address->len++] = (uint8_t)group;
	return digits > 0;
}

/* Moves over "::", which may stand once. */
static bool
skip_gap(secmailp_cursor *c, ip6 *address)
{
	if (address->gap != NO_GAP || secmailp_cursor_peek(c) != ':' ||
	    secmailp_cursor_peek_at(c, 1) != ':')
		return false;
	secmailp_cursor_take(c, 2);
	address->gap = address->len;
	return true;
}

/* Writes the octets with zeros where the gap was; false if it is no whole address. */
static bool
spread(const ip6 *address, uint8_t out[IP6_LEN])
{
	size_t behind = address->len - (address->gap == NO_GAP ? address->len : address->gap);
	size_t before = address->len - behind;

	if ((address->gap == NO_GAP) != (address->len == IP6_LEN))
		return false;
	memset(out, 0, IP6_LEN);
	memcpy(out, address->octets, before);
	memcpy(out + IP6_LEN - behind, address->octets + before, behind);
	return true;
}

bool
secmailp_spf_ip6_read(secmailp_cursor *c, uint8_t out[16])
{
	ip6 address;

	address.len = 0;
	address.gap = NO_GAP;
	address.is_ended = false;
	while (address.len < IP6_LEN && !address.is_ended) {
		if (skip_gap(c, &address)) {
			if (hex_value(secmailp_cursor_peek(c)) > 15)
				break;
		} else if (address.len > 0 && !secmailp_cursor_skip(c, ':')) {
			break;
		}
		if (!read_group(c, &address))
			return false;
	}
	return spread(&address, out);
}
