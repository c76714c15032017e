/*
 * reply.c - what a message says about a question
 *
 * A message is believed only as far as it repeats the question. Of its records
 * count those of the answer section whose names lead, alias by alias, from the
 * name asked for to records of the type asked for; of the others only the OPT
 * record, for the extended response code and the Extended DNS Error (RFC 8914).
 */
#include "dns_internal.h"

#define OPTION_EDE 15

/* Codes by which a validator says that it refused an answer (RFC 8914 sections 4.7 to 4.13). */
#define EDE_BOGUS_FIRST 6
#define EDE_BOGUS_LAST 12

uint32_t
secmailp_dns_ttl(uint32_t ttl)
{
	if (ttl > INT32_MAX)
		return 0;
	return ttl < SECMAIL_DNS_MAX_TTL ? ttl : SECMAIL_DNS_MAX_TTL;
}

/* Whether an Extended DNS Error in the OPT record's data says that validation failed. */
static bool
says_bogus(secmailp_view options)
{
	secmailp_cursor c = secmailp_cursor_over(options);
	bool bogus = false;

	while (secmailp_cursor_left(&c) > 0) {
		uint16_t code = secmailp_cursor_u16(&c);
		secmailp_cursor option =
		    secmailp_cursor_over(secmailp_cursor_take(&c, secmailp_cursor_u16(&c)));

		if (code != OPTION_EDE)
			continue;
		uint16_t info = secmailp_cursor_u16(&option);

		bogus |= !option.bad && info >= EDE_BOGUS_FIRST && info <= EDE_BOGUS_LAST;
	}
	return bogus && !c.bad;
}

static void
read_opt(secmailp_dns_reply *r, const secmailp_dns_record *opt)
{
	r->rcode = (uint16_t)(r->rcode | (opt->ttl >> 24) << 4);
	if (r->rcode == SECMAILP_DNS_SERVFAIL && says_bogus(opt->rdata))
		r->failure = SECMAIL_DNS_BOGUS;
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

	for (unsigned i = 0; i < all; i++) {
		secmailp_dns_record record;

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
	r->ttl = ttl < r->ttl ? ttl : r->ttl;
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
records_are_sound(const secmailp_dns_reply *r)
{
	answer_walk w = walk_answers(&r->message);
	secmailp_buffer scratch = secmailp_buffer_new(UINT16_MAX);
	secmailp_dns_record record;
	bool sound = true;

	while (sound && next_of(&w, &r->name, &record)) {
		if (record.type != r->message.qtype)
			continue;
		secmailp_buffer_reset(&scratch);
		sound = secmailp_dns_rdata(r->message.octets, record.type, record.rdata, &scratch);
	}
	secmailp_buffer_free(&scratch);
	return sound;
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
	if (r->kind == SECMAILP_DNS_ANSWERED && !records_are_sound(r))
		r->kind = SECMAILP_DNS_BROKEN;
}

/* Adds the records at the end of the chain. */
static secmail_status
add_records(const secmailp_dns_reply *r, secmail_answers *a, uint32_t id)
{
	answer_walk w = walk_answers(&r->message);
	secmailp_buffer data = secmailp_buffer_new(UINT16_MAX);
	secmail_status status = SECMAIL_DONE;
	secmailp_dns_record record;

	while (status == SECMAIL_DONE && next_of(&w, &r->name, &record)) {
		uint32_t ttl = secmailp_dns_ttl(record.ttl);

		if (record.type != r->message.qtype)
			continue;
		secmailp_buffer_reset(&data);
		(void)secmailp_dns_rdata(r->message.octets, record.type, record.rdata, &data);
		status = data.status;
		if (status == SECMAIL_DONE)
			status = secmail_answers_add(
			    a, id, data.at, data.len, ttl < r->ttl ? ttl : r->ttl);
	}
	secmailp_buffer_free(&data);
	return status;
}

secmail_status
secmailp_dns_reply_apply(
    const secmailp_dns_reply *r, secmail_answers *a, uint32_t id, secmail_trust trust)
{
	secmail_status status = SECMAIL_DONE;

	if (r->kind != SECMAILP_DNS_ANSWERED)
		return secmail_answers_fail(a, id, r->failure);
	if (r->aliases > 0)
		status = secmail_answers_add_alias(a, id, r->name.wire, r->name.len);
	if (status == SECMAIL_DONE && r->rcode == SECMAILP_DNS_NOERROR)
		status = add_records(r, a, id);
	if (status == SECMAIL_DONE)
		status = secmail_answers_close(a, id, r->rcode, trust);
	if (status == SECMAIL_LIMIT)
		status = secmail_answers_fail(a, id, SECMAIL_DNS_SERVFAIL);
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
