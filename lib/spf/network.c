/*
 * network.c - addresses and numbers as records write them (RFC 7208 section 5.6)
 *
 * An IPv6 address has the forms of RFC 4291 section 2.2: groups of up to four
 * hexadecimal digits, "::" once for one or more groups of zeros, and the last
 * two groups as an IPv4 address if the writer likes.
 */
#include "private/uninitialized.h"
#include "spf_internal.h"

#define IP6_LEN 16

/* No place in an address. */
#define NO_GAP IP6_LEN

/* An IPv6 address that is being read. */
typedef struct ip6 {
	secmailp_view text;
	size_t at; /* in the text */
	size_t len;
	size_t gap;    /* where "::" stood */
	bool is_ended; /* with an IPv4 address */
	uint8_t octets[IP6_LEN];
} ip6;

/* The value of the digit at `at`; over 9 for what is none. */
static inline unsigned
digit_at(secmailp_view text, size_t at)
{
	return at < text.len ? (unsigned)text.at[at] - '0' : 10;
}

/* Reads a number at *at, which then moves behind it. */
static inline unsigned
number_at(secmailp_view text, size_t *at)
{
	unsigned number = digit_at(text, *at);
	unsigned second = digit_at(text, *at + 1);
	unsigned third = digit_at(text, *at + 2);
	size_t digits = second > 9 ? 1 : third > 9 ? 2 : 3;

	if (number > 9 || (number == 0 && digits > 1))
		return SECMAILP_SPF_NO_NUMBER;
	if (digits == 3 && digit_at(text, *at + 3) <= 9)
		return SECMAILP_SPF_NO_NUMBER;
	*at += digits;
	if (digits > 1)
		number = number * 10 + second;
	return digits > 2 ? number * 10 + third : number;
}

unsigned
secmailp_spf_number_read(secmailp_cursor *c)
{
	size_t digits = 0;
	unsigned number = number_at(secmailp_cursor_rest(c), &digits);

	secmailp_cursor_take(c, digits);
	return number;
}

static bool
ip4_at(secmailp_view text, size_t *at, uint8_t out[4])
{
	for (size_t i = 0; i < 4; i++) {
		unsigned octet;

		if (i > 0 && (*at == text.len || text.at[(*at)++] != '.'))
			return false;
		octet = number_at(text, at);
		if (octet > 255)
			return false;
		out[i] = (uint8_t)octet;
	}
	return true;
}

bool
secmailp_spf_ip4_read(secmailp_cursor *c, uint8_t out[4])
{
	size_t at = 0;
	bool is_address = ip4_at(secmailp_cursor_rest(c), &at, out);

	secmailp_cursor_take(c, at);
	return is_address;
}

/* The octet at `at`; NUL, which no address holds, past the end. */
static inline uint8_t
octet_at(const ip6 *address, size_t at)
{
	return at < address->text.len ? address->text.at[at] : 0;
}

/* The value of a hexadecimal digit; over 15 for what is none. */
static inline unsigned
hex_value(uint8_t octet)
{
	unsigned digit = (unsigned)octet - '0';
	unsigned letter = (octet | 0x20u) - 'a';

	return digit <= 9 ? digit : letter <= 5 ? letter + 10 : 16;
}

/* One group, or the IPv4 address at the end, which fills what two groups would. */
static bool
read_group(ip6 *address)
{
	size_t end = address->at;
	unsigned group = 0;
	unsigned digit;

	while (end - address->at < 4 && (digit = hex_value(octet_at(address, end))) <= 15) {
		group = group << 4 | digit;
		end++;
	}
	if (octet_at(address, end) == '.' && address->len + 4 <= IP6_LEN) {
		address->is_ended = true;
		address->len += 4;
		return ip4_at(address->text, &address->at, address->octets + address->len - 4);
	}
	if (end == address->at)
		return false;
	address->at = end;
	address->octets[address->len++] = (uint8_t)(group >> 8);
	address->octets[address->len++] = (uint8_t)group;
	return true;
}

/* Moves over "::", which may stand once. */
static bool
skip_gap(ip6 *address)
{
	if (octet_at(address, address->at) != ':' || octet_at(address, address->at + 1) != ':' ||
	    address->gap != NO_GAP)
		return false;
	address->at += 2;
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

/* Reads groups as far as they go; false where one is malformed. */
static bool
read_groups(ip6 *address)
{
	while (address->len < IP6_LEN && !address->is_ended) {
		if (skip_gap(address)) {
			if (hex_value(octet_at(address, address->at)) > 15)
				break;
		} else if (address->len > 0) {
			if (octet_at(address, address->at) != ':')
				break;
			address->at++;
		}
		if (!read_group(address))
			return false;
	}
	return true;
}

bool
secmailp_spf_ip6_read(secmailp_cursor *c, uint8_t out[16])
{
	SECMAILP_UNINITIALIZED ip6 address;
	bool is_address;

	address.text = secmailp_cursor_rest(c);
	address.at = 0;
	address.len = 0;
	address.gap = NO_GAP;
	address.is_ended = false;
	is_address = read_groups(&address) && spread(&address, out);
	secmailp_cursor_take(c, address.at);
	return is_address;
}
