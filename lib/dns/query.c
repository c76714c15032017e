/*
 * query.c - the message that asks a question (RFC 1035 section 4.1, RFC 6891)
 *
 * A name comes in wire form, out of the answers table, so that there is
 * nothing to parse and nothing to allocate.
 */
#include "dns_internal.h"

#define HEADER_SIZE 12

static size_t
put_u16(uint8_t *out, size_t at, unsigned number)
{
	out[at] = (uint8_t)(number >> 8);
	out[at + 1] = (uint8_t)(number & 0xff);
	return at + 2;
}

/* OPT: the root as its name, our size as its class, no options. */
static size_t
put_edns(uint8_t *out, size_t at)
{
	out[at++] = 0;
	at = put_u16(out, at, SECMAILP_DNS_TYPE_OPT);
	at = put_u16(out, at, SECMAIL_DNS_UDP_SIZE);
	for (int i = 0; i < 3; i++)
		at = put_u16(out, at, 0);
	return at;
}

size_t
secmailp_dns_query_write(uint8_t out[SECMAILP_DNS_QUERY_SIZE], uint16_t id, secmailp_view qname,
    uint16_t qtype, unsigned options)
{
	bool edns = options & SECMAILP_DNS_EDNS;
	secmailp_view name = secmailp_view_first(qname, SECMAILP_DNSNAME_MAX);
	size_t at = put_u16(out, 0, id);

	at = put_u16(
	    out, at, SECMAILP_DNS_RD | (options & SECMAILP_DNS_ASK_AD ? SECMAILP_DNS_AD : 0));
	at = put_u16(out, at, 1);
	at = put_u16(out, at, 0);
	at = put_u16(out, at, 0);
	at = put_u16(out, at, edns ? 1 : 0);
	memcpy(out + at, name.at, name.len);
	at += name.len;
	at = put_u16(out, at, qtype);
	at = put_u16(out, at, SECMAILP_DNS_CLASS_IN);
	return edns ? put_edns(out, at) : at;
}

/* A label's length is below every letter, so lengths need no telling apart. */
void
secmailp_dns_query_mix_case(
    uint8_t query[SECMAILP_DNS_QUERY_SIZE], size_t len, const uint8_t *chance)
{
	uint8_t *name = query + HEADER_SIZE;

	for (size_t i = 0; i < len && i < SECMAILP_DNSNAME_MAX; i++)
		if (name[i] >= 'a' && name[i] <= 'z' && (chance[i / 8] >> i % 8 & 1))
			name[i] = (uint8_t)(name[i] - 'a' + 'A');
}
