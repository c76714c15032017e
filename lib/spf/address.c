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

/* The parts of the dotted form from right to left, in the zone for look-ups by address. */
static void
write_reverse(secmailp_spf_client *c)
{
	secmailp_spf_macro reversed = { .letter = 'i', .is_reversed = true };
	secmailp_spf_text t = { (uint8_t *)c->reverse, 0, sizeof c->reverse, false };

	secmailp_spf_macro_write(&reversed, secmailp_view_of(c->dotted, c->dotted_len), &t);
	secmailp_spf_text_words(&t, c->len == 4 ? ".in-addr.arpa" : ".ip6.arpa");
	c->reverse_len = t.len;
}

void
secmailp_spf_client_set(secmailp_spf_client *c, const uint8_t *ip, size_t len)
{
	secmailp_spf_text t = { (uint8_t *)c->dotted, 0, sizeof c->dotted, false };

	if (len == 16 && memcmp(ip, MAPPED, sizeof MAPPED) == 0) {
		ip += sizeof MAPPED;
		len = 4;
	}
	memcpy(c->ip, ip, len);
	c->len = len;
	if (!inet_ntop(len == 4 ? AF_INET : AF_INET6, c->ip, c->text, sizeof c->text))
		c->text[0] = '\0';
	if (len == 4)
		secmailp_spf_text_words(&t, c->text);
	else
		write_nibbles(&t, c->ip);
	c->dotted_len = t.len;
	write_reverse(c);
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
