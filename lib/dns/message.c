/*
 * message.c - the parts of a DNS message from the network (RFC 1035 section 4)
 *
 * Read by cursors of our own and not by ldns, since what comes here is under
 * the control of whoever can write a packet.
 */
#include "dns_internal.h"

/* Pointers that one name may lead through: a name has no more labels than this. */
#define MAX_POINTERS 127

#define LABEL_KIND 0xc0 /* 00: a length, 11: a pointer; 01 and 10 are not in use */
#define HEADER_COUNTS 4
#define HEADER_SIZE 12 /* and there the question's name begins */

static uint32_t
read_u32(secmailp_cursor *c)
{
	uint32_t high = secmailp_cursor_u16(c);

	return high << 16 | secmailp_cursor_u16(c);
}

bool
secmailp_dns_message_open(secmailp_dns_message *m, secmailp_view octets)
{
	secmailp_cursor c = secmailp_cursor_over(octets);

	m->octets = octets;
	m->id = secmailp_cursor_u16(&c);
	m->flags = secmailp_cursor_u16(&c);
	for (size_t i = 0; i < HEADER_COUNTS; i++)
		m->count[i] = secmailp_cursor_u16(&c);
	if (c.bad || m->count[0] != 1 || !secmailp_dns_name(octets, &c, &m->qname))
		return false;
	m->qtype = secmailp_cursor_u16(&c);
	m->qclass = secmailp_cursor_u16(&c);
	m->records = c;
	return !c.bad;
}

/* The label behind its length, in lower case. */
static bool
add_label(secmailp_dnsname *name, secmailp_view label)
{
	if (label.len + 1 > sizeof name->wire - name->len)
		return false;
	name->wire[name->len++] = (uint8_t)label.len;
	for (size_t i = 0; i < label.len; i++)
		name->wire[name->len++] = secmailp_lower(label.at[i]);
	return true;
}

/* Moves to where the pointer, whose first octet was read, points: always before `*start`. */
static void
follow(secmailp_view octets, secmailp_cursor *c, uint8_t high, size_t *start)
{
	size_t target = (size_t)(high & ~LABEL_KIND) << 8 | secmailp_cursor_byte(c);

	if (c->bad || target >= *start) {
		c->bad = true;
		return;
	}
	*start = target;
	*c = secmailp_cursor_over(secmailp_view_after(octets, target));
}

bool
secmailp_dns_name(secmailp_view octets, secmailp_cursor *c, secmailp_dnsname *out)
{
	secmailp_cursor at = *c;
	size_t start = (size_t)(c->at - octets.at);
	unsigned pointers = 0;

	out->len = 0;
	for (;;) {
		uint8_t len = secmailp_cursor_byte(&at);

		if ((len & LABEL_KIND) == LABEL_KIND && pointers < MAX_POINTERS) {
			if (pointers++ == 0)
				(void)secmailp_cursor_take(c, (size_t)(at.at - c->at) + 1);
			follow(octets, &at, len, &start);
		} else if ((len & LABEL_KIND) != 0 ||
			   !add_label(out, secmailp_cursor_take(&at, len))) {
			at.bad = true;
		}
		if (at.bad || c->bad)
			break;
		if (len == 0) {
			if (pointers == 0)
				*c = at;
			return true;
		}
	}
	out->len = 0;
	c->bad = true;
	return false;
}

/* Most records are of the name asked for, and say so by a pointer to it, which is read already. */
static bool
read_owner(const secmailp_dns_message *m, secmailp_cursor *c, secmailp_dnsname *out)
{
	if (secmailp_cursor_peek(c) != LABEL_KIND || secmailp_cursor_peek_at(c, 1) != HEADER_SIZE)
		return secmailp_dns_name(m->octets, c, out);
	(void)secmailp_cursor_take(c, 2);
	out->len = m->qname.len;
	memcpy(out->wire, m->qname.wire, out->len);
	return true;
}

bool
secmailp_dns_message_record(
    const secmailp_dns_message *m, secmailp_cursor *c, secmailp_dns_record *out)
{
	if (!read_owner(m, c, &out->owner))
		return false;
	out->type = secmailp_cursor_u16(c);
	out->class = secmailp_cursor_u16(c);
	out->ttl = read_u32(c);
	out->rdata = secmailp_cursor_take(c, secmailp_cursor_u16(c));
	return !c->bad;
}

/*
 * What the data of a type consists of: a digit is so many octets, n a name, s
 * a character-string, S one or more of them to the end. These are the types in
 * which names may be compressed (RFC 3597 section 4), and those of fixed form
 * that evaluators read.
 */
static const struct form {
	uint16_t type;
	const char *fields;
} forms[] = {
	{ 1, "4" },       /* A */
	{ 2, "n" },       /* NS */
	{ 5, "n" },       /* CNAME */
	{ 6, "nn44444" }, /* SOA */
	{ 12, "n" },      /* PTR */
	{ 15, "2n" },     /* MX */
	{ 16, "S" },      /* TXT */
	{ 17, "nn" },     /* RP */
	{ 18, "2n" },     /* AFSDB */
	{ 28, "88" },     /* AAAA */
	{ 33, "222n" },   /* SRV */
	{ 35, "22sssn" }, /* NAPTR */
	{ 36, "2n" },     /* KX */
	{ 39, "n" },      /* DNAME */
};

static const char *
fields_of(uint16_t type)
{
	for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++)
		if (forms[i].type == type)
			return forms[i].fields;
	return NULL;
}

static void
put(secmailp_buffer *out, secmailp_view octets)
{
	if (out)
		secmailp_buffer_add(out, octets);
}

/* With the octet before it that is its length. */
static void
copy_string(secmailp_cursor *c, secmailp_buffer *out)
{
	int len = secmailp_cursor_peek(c);

	put(out, secmailp_cursor_take(c, len < 0 ? 1 : (size_t)len + 1));
}

static void
copy_name(secmailp_view octets, secmailp_cursor *c, secmailp_buffer *out)
{
	secmailp_dnsname name;

	if (secmailp_dns_name(octets, c, &name))
		put(out, secmailp_dnsname_view(&name));
}

static void
copy_field(secmailp_view octets, char field, secmailp_cursor *c, secmailp_buffer *out)
{
	if (field == 'n') {
		copy_name(octets, c, out);
	} else if (field == 's') {
		copy_string(c, out);
	} else if (field == 'S') {
		do {
			copy_string(c, out);
		} while (secmailp_cursor_left(c) > 0);
	} else {
		put(out, secmailp_cursor_take(c, (size_t)(field - '0')));
	}
}

bool
secmailp_dns_rdata(secmailp_view octets, uint16_t type, secmailp_view rdata, secmailp_buffer *out)
{
	const char *fields = fields_of(type);
	secmailp_cursor c = secmailp_cursor_over(rdata);

	if (!fields) {
		put(out, rdata);
		return true;
	}
	for (; *fields; fields++)
		copy_field(octets, *fields, &c, out);
	return secmailp_cursor_done(&c);
}
