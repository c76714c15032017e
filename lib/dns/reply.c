/*
 * reply.c - what a message says about a question
 *
 * A message is believed only as far as it repeats the question. Of its records
 * count those of the answer section whose names lead, alias by alias, from the
 * name asked for to records of the type asked for; of the others only the OPT
 * record, for the extended response code and the Extended DNS Error (RFC 8914),
 * and the SOA record that says how long an absence may be kept (RFC 2308).
 */
#include "dns_internal.h"

#define OPTION_EDE 15

/* What stands behind the names of an SOA record: five numbers of 32 bits, the last is MINIMUM. */
#define SOA_BEFORE_MINIMUM 16

uint32_t
secmailp_dns_ttl(uint32_t ttl)
{
	if (ttl > INT32_MAX)
		return 0;
	return ttl < SECMAIL_DNS_MAX_TTL ? ttl : SECMAIL_DNS_MAX_TTL;
}

/* The codes that tell one failure from another (RFC 8914 section 4, and 25 of IANA's list). */
static const struct meaning {
	uint16_t first;
	uint16_t last;
	secmail_dns_failure failure;
} meanings[] = {
	{ 6, 12, SECMAIL_DNS_BOGUS },    /* a validator refused the answer */
	{ 18, 18, SECMAIL_DNS_REFUSED }, /* prohibited */
	{ 20, 20, SECMAIL_DNS_REFUSED }, /* not authoritative */
	{ 22, 23, SECMAIL_DNS_TIMEOUT }, /* no authority reached; network error */
	{ 25, 25, SECMAIL_DNS_BOGUS },   /* a signature expires before it becomes valid */
};

static secmail_dns_failure
meaning_of(uint16_t code)
{
	for (size_t i = 0; i < sizeof meanings / sizeof meanings[0]; i++)
		if (code >= meanings[i].first && code <= meanings[i].last)
			return meanings[i].failure;
	return SECMAIL_DNS_SERVFAIL;
}

/* What the OPT record's data says of a failure: bogus if anything does, else the first that is
 * known. */
static secmail_dns_failure
explained(secmailp_view options)
{
	secmailp_cursor c = secmailp_cursor_over(options);
	secmail_dns_failure failure = SECMAIL_DNS_SERVFAIL;

	while (secmailp_cursor_left(&c) > 0) {
		uint16_t code = secmailp_cursor_u16(&c);
		secmailp_cursor option =
		    secmailp_cursor_over(secmailp_cursor_take(&c, secmailp_cursor_u16(&c)));
		uint16_t info = secmailp_cursor_u16(&option);

		if (code != OPTION_EDE || option.bad)
			continue;
		if (failure == SECMAIL_DNS_SERVFAIL || meaning_of(info) == SECMAIL_DNS_BOGUS)
			failure = meaning_of(info);
	}
	return c.bad ? SECMAIL_DNS_SERVFAIL : failure;
}

static void
read_opt(secmailp_dns_reply *r, const secmailp_dns_record *opt)
{
	r->rcode = (uint16_t)(r->rcode | (opt->ttl >> 24) << 4);
	if (r->rcode == SECMAILP_DNS_SERVFAIL)
		r->failure = explained(opt->rdata);
}

/* Reads all records once: whatever is broken is found before anything is believed. */
static bool
read_sections(secmailp_dns_reply *r)
{
	const secmailp_dns_message *m = &r->message;
	secmailp_cursor c = m->records;
	unsigned before_additional = (unsigned)m->count[1] + m->count[2];
	unsigned all = before_additional + m->count[3];
	bool opt_seen = false;
	secmailp_dns_record record;

	for (unsigned i = 0; i < all; i++) {
		if (i == m->count[1])
			r->authorities = c;
		if (!secmailp_dns_message_record(m, &c, &record))
			return false;
		if (i < before_additional || record.type != SECMAILP_DNS_TYPE_OPT)
			continue;
		if (opt_seen)
			return false;
		opt_seen = true;
		read_opt(r, &record);
	}
	return true;
}

static uint32_t
smaller(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

typedef struct answer_walk {
	const secmailp_dns_message *message;
	secmailp_cursor c;
	unsigned left;
} answer_walk;

static answer_walk
walk_answers(const secmailp_dns_message *m)
{
	return (answer_walk){ m, m->records, m->count[1] };
}

/* The next record of the answer section that belongs to `name`. */
static bool
next_of(answer_walk *w, const secmailp_dnsname *name, secmailp_dns_record *out)
{
	while (w->left > 0) {
		w->left--;
		if (!secmailp_dns_message_record(w->message, &w->c, out))
			return false;
		if (out->class == SECMAILP_DNS_CLASS_IN &&
		    secmailp_view_equal(
			secmailp_dnsname_view(&out->owner), secmailp_dnsname_view(name)))
			return true;
	}
	return false;
}

typedef enum step { STEP_END, STEP_ALIAS, STEP_BROKEN } step;

/* Where the answer goes on from the name reached: its own records stop the chain. */
static step
next_step(secmailp_dns_reply *r)
{
	const secmailp_dns_message *m = &r->message;
	answer_walk w = walk_answers(m);
	secmailp_dns_record record;
	secmailp_dnsname target = { .len = 0 };
	uint32_t ttl = 0;

	while (next_of(&w, &r->name, &record)) {
		if (record.type == m->qtype)
			return STEP_END;
		if (record.type != SECMAIL_DNS_CNAME || target.len > 0)
			continue;
		secmailp_cursor c = secmailp_cursor_over(record.rdata);

		if (!secmailp_dns_name(m->octets, &c, &target) || !secmailp_cursor_done(&c))
			return STEP_BROKEN;
		ttl = secmailp_dns_ttl(record.ttl);
	}
	if (target.len == 0)
		return STEP_END;
	r->name = target;
	r->ttl = smaller(r->ttl, ttl);
	return STEP_ALIAS;
}

static secmailp_dns_reply_kind
follow_aliases(secmailp_dns_reply *r)
{
	for (;;) {
		switch (next_step(r)) {
		case STEP_END:
			return SECMAILP_DNS_ANSWERED;
		case STEP_BROKEN:
			return SECMAILP_DNS_BROKEN;
		case STEP_ALIAS:
			if (++r->aliases > SECMAIL_DNS_MAX_ALIASES)
				return SECMAILP_DNS_FAILED; /* endless, or as good as */
		}
	}
}

/* The data of each record that will be believed has to be of its type's form. */
static bool
read_records(secmailp_dns_reply *r)
{
	answer_walk w = walk_answers(&r->message);
	secmailp_dns_record record;
	bool sound = true;

	while (sound && next_of(&w, &r->name, &record)) {
		if (record.type != r->message.qtype)
			continue;
		sound = secmailp_dns_rdata(r->message.octets, record.type, record.rdata, NULL);
		r->ttl = smaller(r->ttl, secmailp_dns_ttl(record.ttl));
		r->records++;
	}
	return sound;
}

static bool
is_at_or_below(const secmailp_dnsname *name, const secmailp_dnsname *zone)
{
	secmailp_view rest = secmailp_dnsname_view(name);

	while (rest.len > zone->len)
		rest = secmailp_view_after(rest, rest.at[0] + 1u);
	return secmailp_view_equal(rest, secmailp_dnsname_view(zone));
}

/* The smaller of an SOA record's TTL and its MINIMUM; 0 if it can't be read. */
static uint32_t
soa_ttl(const secmailp_dns_message *m, const secmailp_dns_record *soa)
{
	secmailp_cursor c = secmailp_cursor_over(soa->rdata);
	secmailp_dnsname primary, mailbox;
	uint32_t minimum;

	if (!secmailp_dns_name(m->octets, &c, &primary) ||
	    !secmailp_dns_name(m->octets, &c, &mailbox))
		return 0;
	(void)secmailp_cursor_take(&c, SOA_BEFORE_MINIMUM);
	minimum = (uint32_t)secmailp_cursor_u16(&c) << 16;
	minimum |= secmailp_cursor_u16(&c);
	return secmailp_cursor_done(&c)
		   ? smaller(secmailp_dns_ttl(soa->ttl), secmailp_dns_ttl(minimum))
		   : 0;
}

/* How long the absence may be kept: only a zone's SOA record can say (RFC 2308 section 5). */
static uint32_t
negative_ttl(const secmailp_dns_reply *r)
{
	const secmailp_dns_message *m = &r->message;
	secmailp_cursor c = r->authorities;
	uint32_t ttl = SECMAIL_DNS_MAX_NEGATIVE_TTL;
	bool seen = false;

	for (unsigned i = 0; i < m->count[2]; i++) {
		secmailp_dns_record record;

		if (!secmailp_dns_message_record(m, &c, &record))
			return 0;
		if (record.type != SECMAILP_DNS_TYPE_SOA || record.class != SECMAILP_DNS_CLASS_IN ||
		    !is_at_or_below(&r->name, &record.owner))
			continue;
		ttl = smaller(ttl, soa_ttl(m, &record));
		seen = true;
	}
	return seen ? smaller(ttl, r->ttl) : 0;
}

/* The answer at the end of the chain. Records beside "no such name" do not count. */
static secmailp_dns_reply_kind
read_end(secmailp_dns_reply *r)
{
	if (!read_records(r))
		return SECMAILP_DNS_BROKEN;
	if (r->rcode == SECMAILP_DNS_NXDOMAIN)
		r->records = 0;
	if (r->records == 0)
		r->negative_ttl = negative_ttl(r);
	return SECMAILP_DNS_ANSWERED;
}

/* A server that neither knows nor looks: its empty answer is a referral, not an absence. */
static bool
is_lame(const secmailp_dns_message *m)
{
	return m->count[1] == 0 && (m->flags & (SECMAILP_DNS_AA | SECMAILP_DNS_RA)) == 0;
}

static secmailp_dns_reply_kind
kind_by_rcode(secmailp_dns_reply *r)
{
	if (r->rcode == SECMAILP_DNS_REFUSED)
		r->failure = SECMAIL_DNS_REFUSED;
	if (r->rcode != SECMAILP_DNS_NOERROR && r->rcode != SECMAILP_DNS_NXDOMAIN)
		return SECMAILP_DNS_FAILED;
	if (r->rcode == SECMAILP_DNS_NOERROR && is_lame(&r->message)) {
		r->failure = SECMAIL_DNS_REFUSED;
		return SECMAILP_DNS_FAILED;
	}
	return follow_aliases(r);
}

void
secmailp_dns_reply_read(
    secmailp_dns_reply *r, secmailp_view octets, secmailp_view qname, uint16_t qtype)
{
	const secmailp_dns_message *m = &r->message;

	*r = (secmailp_dns_reply){ .kind = SECMAILP_DNS_FOREIGN,
		.failure = SECMAIL_DNS_SERVFAIL,
		.ttl = SECMAIL_DNS_MAX_TTL };
	if (!secmailp_dns_message_open(&r->message, octets) ||
	    (m->flags & (SECMAILP_DNS_QR | SECMAILP_DNS_OPCODE)) != SECMAILP_DNS_QR ||
	    m->qtype != qtype || m->qclass != SECMAILP_DNS_CLASS_IN ||
	    !secmailp_view_equal(secmailp_dnsname_view(&m->qname), qname))
		return;
	r->name = m->qname;
	r->rcode = m->flags & SECMAILP_DNS_RCODE;
	r->kind = SECMAILP_DNS_TRUNCATED;
	if (m->flags & SECMAILP_DNS_TC)
		return;
	r->kind = read_sections(r) ? kind_by_rcode(r) : SECMAILP_DNS_BROKEN;
	if (r->kind == SECMAILP_DNS_ANSWERED)
		r->kind = read_end(r);
}

/* Writes how many octets stand behind the two at `start`. */
static void
set_length(secmailp_buffer *out, size_t start)
{
	size_t len;

	if (out->status != SECMAILP_DONE)
		return;
	len = out->len - start - 2;
	if (len > UINT16_MAX) {
		out->status = SECMAILP_LIMIT;
		return;
	}
	out->at[start] = (uint8_t)(len >> 8);
	out->at[start + 1] = (uint8_t)(len & 0xff);
}

/* Appends the data of the records at the end of the chain, each behind its length. */
static void
append_records(const secmailp_dns_reply *r, secmailp_buffer *out)
{
	answer_walk w = walk_answers(&r->message);
	secmailp_dns_record record;

	while (out->status == SECMAILP_DONE && next_of(&w, &r->name, &record)) {
		size_t start = out->len;

		if (record.type != r->message.qtype)
			continue;
		secmailp_buffer_add(out, secmailp_view_of("\0\0", 2));
		(void)secmailp_dns_rdata(r->message.octets, record.type, record.rdata, out);
		set_length(out, start);
	}
}

secmail_status
secmailp_dns_finding_of_reply(
    secmailp_dns_finding *f, const secmailp_dns_reply *r, secmailp_buffer *records)
{
	*f = (secmailp_dns_finding){ .state = SECMAIL_ANSWER_FAILED, .failure = r->failure };
	if (r->kind != SECMAILP_DNS_ANSWERED)
		return SECMAIL_DONE;
	f->state =
	    r->rcode == SECMAILP_DNS_NXDOMAIN ? SECMAIL_ANSWER_NXDOMAIN : SECMAIL_ANSWER_NODATA;
	f->ttl = r->ttl;
	if (r->aliases > 0)
		f->alias = secmailp_dnsname_view(&r->name);
	if (r->records == 0)
		return SECMAIL_DONE;
	f->state = SECMAIL_ANSWER_RECORDS;
	append_records(r, records);
	f->records = secmailp_buffer_view(records);
	return (secmail_status)records->status;
}

secmail_status
secmailp_dns_reply_apply(
    const secmailp_dns_reply *r, secmail_answers *a, uint32_t id, secmail_trust trust)
{
	secmailp_buffer records = secmailp_buffer_new(SECMAILP_DNS_FINDING_MAX);
	secmailp_dns_finding finding;
	secmail_status status = secmailp_dns_finding_of_reply(&finding, r, &records);

	if (status == SECMAIL_DONE)
		status = secmailp_dns_finding_apply(&finding, a, id, trust);
	else if (status == SECMAIL_LIMIT)
		status = secmail_answers_fail(a, id, SECMAIL_DNS_SERVFAIL);
	secmailp_buffer_free(&records);
	return status;
}

secmail_status
secmail_dns_answer_wire(
    secmail_answers *a, uint32_t id, const void *message, size_t len, secmail_trust trust)
{
	secmailp_dns_reply reply;
	size_t qname_len;
	const void *qname = secmail_answers_qname_wire(a, id, &qname_len);

	if (!qname)
		return SECMAIL_ARGUMENT;
	secmailp_dns_reply_read(&reply, secmailp_view_of(message, len),
	    secmailp_view_of(qname, qname_len), secmail_answers_qtype(a, id));
	switch (reply.kind) {
	case SECMAILP_DNS_TRUNCATED:
		return SECMAIL_LIMIT;
	case SECMAILP_DNS_FAILED:
	case SECMAILP_DNS_ANSWERED:
		return secmailp_dns_reply_apply(&reply, a, id, trust);
	case SECMAILP_DNS_FOREIGN:
	case SECMAILP_DNS_BROKEN:
		break;
	}
	return SECMAIL_SYNTAX;
}

secmail_trust
secmail_dns_message_trust(const void *message, size_t len)
{
	secmailp_dns_message m;

	if (!secmailp_dns_message_open(&m, secmailp_view_of(message, len)))
		return SECMAIL_TRUST_UNKNOWN;
	return m.flags & SECMAILP_DNS_AD ? SECMAIL_TRUST_SECURE : SECMAIL_TRUST_INSECURE;
}
