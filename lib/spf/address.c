/* address.c - the client's address: comparing it, and writing it as macros want it */
#include "spf_internal.h"

#include <arpa/inet.h>

static const uint8_t MAPPED[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };

/* RFC 7208 section 7.3: an IPv6 address as 32 nibbles with dots between; upper case by custom. */
static void
write_nibbles(secmailp_spf_text *t, const uint8_t ip[16])
{
	static const char hex[] = "0123456789ABCDEF";

	for (size_t i = 0; i < 32; i++) {
		unsigned nibble = i % 2 ? ip[i / 2] & 15u : ip[i / 2] >> 4;

		if (i > 0)
			secmailp_spf_text_byte(t, '.');
		secmailp_spf_text_byte(t, (uint8_t)hex[nibble]);
	}
}

void
secmailp_spf_client_set(secmailp_spf_client *c, const uint8_t *ip, size_t len)
{
	if (len == 16 && memcmp(ip, MAPPED, sizeof MAPPED) == 0) {
		ip += sizeof MAPPED;
		len = 4;
	}
	memcpy(c->ip, ip, len);
	c->len = len;
}

/* Writes a number of 0 to 255 in decimal; returns the end. */
static uint8_t *
write_octet(uint8_t *at, unsigned octet)
{
	if (octet >= 100)
		*at++ = (uint8_t)('0' + octet / 100);
	if (octet >= 10)
		*at++ = (uint8_t)('0' + octet / 10 % 10);
	*at++ = (uint8_t)('0' + octet % 10);
	return at;
}

static void
write_quad(secmailp_spf_text *t, const uint8_t ip[4])
{
	uint8_t quad[INET_ADDRSTRLEN];
	uint8_t *end = write_octet(quad, ip[0]);

	for (size_t i = 1; i < 4; i++) {
		*end++ = '.';
		end = write_octet(end, ip[i]);
	}
	secmailp_spf_text_add(t, secmailp_view_of(quad, (size_t)(end - quad)));
}

void
secmailp_spf_client_write(const secmailp_spf_client *c, secmailp_spf_text *out)
{
	char text[INET6_ADDRSTRLEN];

	if (c->len == 4)
		write_quad(out, c->ip);
	else if (inet_ntop(AF_INET6, c->ip, text, sizeof text))
		secmailp_spf_text_words(out, text);
}

void
secmailp_spf_client_write_dotted(const secmailp_spf_client *c, secmailp_spf_text *out)
{
	if (c->len == 4)
		write_quad(out, c->ip);
	else
		write_nibbles(out, c->ip);
}

/* The parts of the dotted form from right to left, in the zone for look-ups by address. */
void
secmailp_spf_client_write_reverse(const secmailp_spf_client *c, secmailp_spf_text *out)
{
	secmailp_spf_macro reversed = { .letter = 'i', .is_reversed = true };
	uint8_t octets[64];
	secmailp_spf_text dotted = { octets, 0, sizeof octets, false };

	secmailp_spf_client_write_dotted(c, &dotted);
	secmailp_spf_macro_write(&reversed, secmailp_view_of(dotted.at, dotted.len), out);
	secmailp_spf_text_words(out, c->len == 4 ? ".in-addr.arpa" : ".ip6.arpa");
}

unsigned
secmailp_spf_client_shared_bits(const secmailp_spf_client *c, secmailp_view address)
{
	unsigned bits = 0;
	size_t i = 0;

	while (i < c->len && address.at[i] == c->ip[i])
		i++;
	bits = (unsigned)i * 8;
	if (i < c->len)
		for (unsigned odd = address.at[i] ^ c->ip[i]; odd < 0x80; odd <<= 1)
			bits++;
	return bits;
}

bool
secmailp_spf_client_is_in(const secmailp_spf_client *c, secmailp_view address, unsigned prefix)
{
	unsigned whole = prefix / 8;
	unsigned mask = (0xffu << (8 - prefix % 8)) & 0xff;

	if (address.len != c->len || prefix > c->len * 8)
		return false;
	if (memcmp(address.at, c->ip, whole) != 0)
		return false;
	return mask == 0 || ((address.at[whole] ^ c->ip[whole]) & mask) == 0;
}
