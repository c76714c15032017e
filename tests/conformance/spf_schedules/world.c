/* world.c - see world.h */
#include "world.h"

#include <ctype.h>
#include <string.h>

#include "verdict.h"

#define MAX_RECORD 65535

static const char LIAR[] = "\4liar\7example";

static const char *const LIES[] = {
	"v=spf1 +all",
	"v=spf1 -all",
	"v=spf1 include:liar.example exists:%{i}.liar.example -all",
	"v=spf1 a:liar.example mx:liar.example ptr:liar.example ?all exp=liar.example",
	"v=spf1 what is this",
	"v=DMARC1; p=reject; psd=n",
	"v=DMARC1; p=none; psd=y; adkim=s; aspf=s",
	"v=DKIM1; p=",
	"none of it is true",
};

typedef enum saying { RECORDS, NO_DATA, NO_NAME, FAILURE } saying;

/* What a world says to one question. */
typedef struct outcome {
	saying says;
	secmail_dns_failure why;
	bool is_made_up;
	uint64_t hash;
} outcome;

static void
must_take(secmail_status status)
{
	must(status, "an answers table");
}

size_t
question_name(const secmail_answers *a, uint32_t id, char out[256])
{
	size_t len, used = 0;
	const uint8_t *wire = secmail_answers_qname_wire(a, id, &len);

	for (size_t i = 0; i < len && wire[i] != 0; i += (size_t)wire[i] + 1) {
		if (used > 0)
			out[used++] = '.';
		memcpy(out + used, wire + i + 1, wire[i]);
		used += wire[i];
	}
	out[used] = '\0';
	return used;
}

uint32_t
truth_id(truth *t, const secmail_answers *a, uint32_t id)
{
	char name[256];
	size_t len = question_name(a, id, name);
	uint32_t known;

	must_take(secmail_answers_ask(t->known, name, len, secmail_answers_qtype(a, id),
	    SECMAIL_ANSWERS_SPECULATIVE, &known));
	if (secmail_answers_state(t->known, known) == SECMAIL_ANSWER_OPEN)
		t->answer(t->arg, t->known, known);
	return known;
}

static outcome
true_outcome(const world *w, uint32_t known)
{
	const secmail_answers *a = w->truth->known;

	switch (secmail_answers_state(a, known)) {
	case SECMAIL_ANSWER_RECORDS:
		return (outcome){ .says = RECORDS };
	case SECMAIL_ANSWER_NODATA:
		return (outcome){ .says = NO_DATA };
	case SECMAIL_ANSWER_NXDOMAIN:
		return (outcome){ .says = NO_NAME };
	default:
		return (outcome){ .says = FAILURE, .why = secmail_answers_failure(a, known) };
	}
}

static outcome
failure_of(uint64_t hash)
{
	return (outcome){ .says = FAILURE, .why = (secmail_dns_failure)(1 + hash / 16 % 4) };
}

static outcome
outcome_of(const world *w, uint32_t known)
{
	uint64_t hash = chance_mix(w->seed ^ chance_mix(known + 1));
	outcome o = true_outcome(w, known);

	if (w->in_time && !question_set_has(w->in_time, known))
		o = (outcome){ .says = FAILURE, .why = SECMAIL_DNS_TIMEOUT };
	else if (w->honest && !question_set_has(w->honest, known) && hash % 2 == 0)
		o = (outcome){ .says = RECORDS, .is_made_up = true };
	else if (w->honest && !question_set_has(w->honest, known) && hash % 4 == 1)
		o = (outcome){ .says = hash / 4 % 2 ? NO_DATA : NO_NAME, .is_made_up = true };
	else if (w->honest && !question_set_has(w->honest, known))
		o = failure_of(hash);
	else if (hash % 16 < w->failing)
		o = failure_of(hash);
	o.hash = hash / 256;
	return o;
}

static uint32_t
any_ttl(chance *c)
{
	static const uint32_t ttls[] = { 0, 0, 1, 300, 604800, UINT32_MAX };

	return c ? ttls[chance_below(c, sizeof ttls / sizeof ttls[0])] : 300;
}

/* Where the names in a record's data begin. */
static size_t
names_from(uint16_t type, size_t len)
{
	if (type == SECMAIL_DNS_MX)
		return 2;
	return type == SECMAIL_DNS_PTR || type == SECMAIL_DNS_CNAME ? 0 : len;
}

/* Lengths of labels are below any letter, so that only letters change. */
static void
respell(uint8_t *octets, size_t len, chance *c)
{
	for (size_t i = 0; c && i < len; i++)
		if (isalpha(octets[i]) && chance_one_in(c, 2))
			octets[i] ^= 0x20;
}

static void
add_record(secmail_answers *a, uint32_t id, const void *rdata, size_t len, chance *c)
{
	uint8_t copy[MAX_RECORD];
	size_t names = names_from(secmail_answers_qtype(a, id), len);

	if (len > sizeof copy)
		broken("a record is too long", secmail_answers_qname(a, id));
	if (len > 0)
		memcpy(copy, rdata, len);
	if (names < len)
		respell(copy + names, len - names, c);
	must_take(secmail_answers_add(a, id, copy, len, any_ttl(c)));
}

static void
add_true_records(const world *w, secmail_answers *a, uint32_t id, uint32_t known, chance *c)
{
	for (size_t i = 0; i < secmail_answers_count(w->truth->known, known); i++) {
		size_t len;
		const void *rdata = secmail_answers_rdata(w->truth->known, known, i, &len);

		add_record(a, id, rdata, len, c);
	}
}

static void
add_text(secmail_answers *a, uint32_t id, const char *text, chance *c)
{
	uint8_t rdata[256] = { (uint8_t)strlen(text) };

	memcpy(rdata + 1, text, rdata[0]);
	add_record(a, id, rdata, rdata[0] + 1u, c);
}

static void
add_address(const truth *t, secmail_answers *a, uint32_t id, size_t len, chance *c)
{
	uint8_t ip[16] = { 192, 0, 2, 255 };

	if (t->client_len == len)
		memcpy(ip, t->client, len);
	add_record(a, id, ip, len, c);
}

/* A record that would turn verdicts round if it counted. */
static void
add_lie(const truth *t, secmail_answers *a, uint32_t id, uint64_t hash, chance *c)
{
	uint8_t mx[2 + sizeof LIAR] = { 0, 10 };

	switch (secmail_answers_qtype(a, id)) {
	case SECMAIL_DNS_TXT:
		add_text(a, id, LIES[hash % (sizeof LIES / sizeof LIES[0])], c);
		break;
	case SECMAIL_DNS_A:
		add_address(t, a, id, 4, c);
		break;
	case SECMAIL_DNS_AAAA:
		add_address(t, a, id, 16, c);
		break;
	case SECMAIL_DNS_MX:
		memcpy(mx + 2, LIAR, sizeof LIAR);
		add_record(a, id, mx, sizeof mx, c);
		break;
	default:
		add_record(a, id, LIAR, sizeof LIAR, c);
		break;
	}
}

/* A name in presentation form, which holds no escapes here, as an alias. */
static void
add_alias(secmail_answers *a, uint32_t id, const char *name, chance *c)
{
	uint8_t wire[256];
	size_t used = 0;

	while (*name && strcmp(name, ".") != 0) {
		size_t len = strcspn(name, ".");

		if (memchr(name, '\\', len) || used + len + 2 > sizeof wire)
			broken("an alias can't be copied", name);
		wire[used++] = (uint8_t)len;
		memcpy(wire + used, name, len);
		used += len;
		name += len + (name[len] == '.');
	}
	wire[used++] = 0;
	respell(wire, used, c);
	must_take(secmail_answers_add_alias(a, id, wire, used));
}

void
world_add(const world *w, secmail_answers *a, uint32_t id, chance *c)
{
	uint32_t known = truth_id(w->truth, a, id);
	outcome o = outcome_of(w, known);
	const char *alias = secmail_answers_alias(w->truth->known, known);

	if (o.says == RECORDS && o.is_made_up)
		add_lie(w->truth, a, id, o.hash, c);
	else if (o.says == RECORDS)
		add_true_records(w, a, id, known, c);
	else if (o.says != NO_DATA && c && chance_one_in(c, 4))
		add_lie(w->truth, a, id, chance_next(c), c); /* it will be dropped */
	if (alias && !o.is_made_up && o.says != FAILURE)
		add_alias(a, id, alias, c);
	else if (c && o.says == RECORDS && chance_one_in(c, 8))
		add_alias(a, id, "liar.example", c); /* what an alias is called decides nothing */
}

static uint16_t
rcode_of(const outcome *o, chance *c)
{
	if (o->says == NO_NAME)
		return 3;
	if (o->says != FAILURE)
		return 0;
	return o->why == SECMAIL_DNS_REFUSED ? 5 : (uint16_t)(chance_one_in(c, 2) ? 2 : 4);
}

void
world_close(const world *w, secmail_answers *a, uint32_t id, chance *c)
{
	outcome o = outcome_of(w, truth_id(w->truth, a, id));
	bool has_rcode = o.why == SECMAIL_DNS_SERVFAIL || o.why == SECMAIL_DNS_REFUSED;
	secmail_trust trust = SECMAIL_TRUST_UNKNOWN;

	if (o.says == FAILURE && !(has_rcode && c && chance_one_in(c, 2))) {
		must_take(secmail_answers_fail(a, id, o.why));
		return;
	}
	if (c && chance_one_in(c, 4))
		trust = chance_one_in(c, 2) ? SECMAIL_TRUST_SECURE : SECMAIL_TRUST_INSECURE;
	must_take(secmail_answers_close(a, id, rcode_of(&o, c), trust));
}
