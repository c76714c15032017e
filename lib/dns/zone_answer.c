/*
 * zone_answer.c - what a zone says to a question
 *
 * As an authority for the whole of DNS would (RFC 1034 section 4.3.2, RFC 4592),
 * without delegations.
 */
#include "dns_internal.h"

/* What was found, and under which name. */
typedef struct finding {
	secmail_answer_state state;
	secmail_dns_failure failure;
	secmailp_dns_run records;
	secmailp_dnsname alias; /* empty if the name asked for is none */
	uint32_t ttl;           /* the smallest of the aliases' */
} finding;

static secmailp_view
key_view(const secmailp_dns_key *key)
{
	return secmailp_view_of(key->octets, key->len);
}

/* Takes the lowest label off; false at the root. */
static bool
to_parent(secmailp_dns_key *key)
{
	secmailp_cursor c = secmailp_cursor_over(key_view(key));
	size_t parent = 0;

	if (key->len == 0)
		return false;
	for (;;) {
		secmailp_view label = secmailp_cursor_take(&c, secmailp_cursor_byte(&c));

		if (secmailp_cursor_left(&c) == 0) {
			key->len = parent;
			return true;
		}
		parent += label.len + 1;
	}
}

/*
 * Turns a name that does not exist into the wildcard that stands for it, at
 * its closest encloser (RFC 4592 section 3.3.1). False if there is none.
 */
static bool
to_wildcard(const secmail_dns_zone *z, uint32_t block, secmailp_dns_key *key)
{
	do {
		if (!to_parent(key))
			return false;
	} while (key->len > 0 && !secmailp_dns_zone_has(z, block, key_view(key)));
	if (key->len + 2 >= sizeof key->octets)
		return false;
	key->octets[key->len++] = 1;
	key->octets[key->len++] = '*';
	return secmailp_dns_zone_has(z, block, key_view(key));
}

/* A failure set for the type or for all types; failures stand first among their kind. */
static secmail_dns_failure
failure_at(const secmail_dns_zone *z, uint32_t block, secmailp_view key, uint16_t type)
{
	secmailp_dns_run all = secmailp_dns_zone_find(z, block, key, 0);
	secmailp_dns_run one = secmailp_dns_zone_find(z, block, key, type);

	if (all.count > 0 && all.first->failure)
		return all.first->failure;
	return one.count > 0 ? one.first->failure : 0;
}

/* Moves to the target of an alias. */
static void
to_target(finding *f, const secmailp_dns_zone_record *cname)
{
	secmailp_cursor c = secmailp_cursor_over(cname->rdata);

	(void)secmailp_dnsname_read(&f->alias, &c);
	if (cname->ttl < f->ttl)
		f->ttl = cname->ttl;
}

/* Looks at one name. Returns true if it is an alias, whose target is to be looked at next. */
static bool
look_at(const secmail_dns_zone *z, uint32_t block, secmailp_view name, uint16_t type, finding *f)
{
	secmailp_dns_run cname;
	secmailp_dns_key key;

	secmailp_dns_key_make(&key, name);
	f->state = SECMAIL_ANSWER_NXDOMAIN;
	if (!secmailp_dns_zone_has(z, block, key_view(&key)) && !to_wildcard(z, block, &key))
		return false;
	f->failure = failure_at(z, block, key_view(&key), type);
	f->state = f->failure ? SECMAIL_ANSWER_FAILED : SECMAIL_ANSWER_NODATA;
	if (f->failure)
		return false;
	f->records = secmailp_dns_zone_find(z, block, key_view(&key), type);
	if (f->records.count > 0) {
		f->state = SECMAIL_ANSWER_RECORDS;
		return false;
	}
	cname = secmailp_dns_zone_find(z, block, key_view(&key), SECMAIL_DNS_CNAME);
	if (cname.count == 0 || cname.first->failure)
		return false;
	to_target(f, cname.first);
	return true;
}

static finding
look_up(const secmail_dns_zone *z, uint32_t block, secmailp_view name, uint16_t type)
{
	finding f = { .ttl = SECMAIL_DNS_MAX_TTL };

	for (unsigned aliases = 0; aliases <= SECMAIL_DNS_MAX_ALIASES; aliases++) {
		if (!look_at(z, block, name, type, &f))
			return f;
		name = secmailp_dnsname_view(&f.alias);
	}
	f.state = SECMAIL_ANSWER_FAILED;
	f.failure = SECMAIL_DNS_SERVFAIL;
	return f;
}

static secmail_status
add_records(secmail_answers *a, uint32_t id, const finding *f)
{
	secmail_status status = SECMAIL_DONE;

	for (size_t i = 0; i < f->records.count && status == SECMAIL_DONE; i++) {
		const secmailp_dns_zone_record *r = &f->records.first[i];

		status = secmail_answers_add(
		    a, id, r->rdata.at, r->rdata.len, r->ttl < f->ttl ? r->ttl : f->ttl);
	}
	return status;
}

static secmail_status
give(secmail_answers *a, uint32_t id, const finding *f, secmail_trust trust)
{
	secmail_status status = SECMAIL_DONE;
	uint16_t rcode = SECMAILP_DNS_NOERROR;

	if (f->state == SECMAIL_ANSWER_FAILED)
		return secmail_answers_fail(a, id, f->failure);
	if (f->alias.len > 0)
		status = secmail_answers_add_alias(a, id, f->alias.wire, f->alias.len);
	if (f->state == SECMAIL_ANSWER_NXDOMAIN)
		rcode = SECMAILP_DNS_NXDOMAIN;
	if (status == SECMAIL_DONE)
		status = add_records(a, id, f);
	if (status == SECMAIL_DONE)
		status = secmail_answers_close(a, id, rcode, trust);
	if (status == SECMAIL_LIMIT)
		status = secmail_answers_fail(a, id, SECMAIL_DNS_SERVFAIL);
	return status;
}

/* The statement that evidence makes about a question. */
static const secmailp_dns_statement *
statement_on(const secmail_dns_zone *z, secmailp_view qname, uint16_t qtype)
{
	for (size_t i = z->statement_count; i-- > 0;) {
		const secmailp_dns_statement *s = &z->statements[i];

		if (s->qtype == qtype && secmailp_view_equal(s->qname, qname))
			return s;
	}
	return NULL;
}

/* The records are looked up; whether there was data or a name, evidence alone can say. */
static secmail_status
repeat(const secmail_dns_zone *z, secmail_answers *a, uint32_t id, const secmailp_dns_statement *s)
{
	finding f = look_up(z, s->block, s->qname, s->qtype);

	if (s->state != SECMAIL_ANSWER_RECORDS)
		f.records.count = 0;
	f.state = s->state;
	f.failure = s->failure;
	return give(a, id, &f, s->trust);
}

bool
secmailp_dns_zone_can_repeat(const secmail_dns_zone *z, const secmailp_dns_statement *s)
{
	return look_up(z, s->block, s->qname, s->qtype).state == SECMAIL_ANSWER_RECORDS;
}

static secmail_status
answer_one(const secmail_dns_zone *z, secmail_answers *a, uint32_t id)
{
	size_t len;
	const void *wire = secmail_answers_qname_wire(a, id, &len);
	secmailp_view qname = secmailp_view_of(wire, len);
	uint16_t qtype = secmail_answers_qtype(a, id);
	finding f;

	if (z->open_world) {
		const secmailp_dns_statement *s = statement_on(z, qname, qtype);

		return s ? repeat(z, a, id, s) : SECMAIL_DONE;
	}
	f = look_up(z, 0, qname, qtype);
	return give(a, id, &f, SECMAIL_TRUST_UNKNOWN);
}

secmail_status
secmail_dns_zone_answer(const secmail_dns_zone *z, secmail_answers *a)
{
	uint32_t ids[SECMAIL_ANSWERS_MAX_QUESTIONS];
	size_t open = secmail_answers_open(a, ids, SECMAIL_ANSWERS_MAX_QUESTIONS);
	secmail_status status = SECMAIL_DONE;

	for (size_t i = 0; i < open && status == SECMAIL_DONE; i++)
		status = answer_one(z, a, ids[i]);
	return status;
}
