/* covers: lib/dns/zone_check.c lib/dns/zone_text.c lib/dns/zone_answer.c */
/*
 * fuzz_dns_zone.c - a zone file is refused whole, or taken whole
 *
 * What was taken is written in the plainest form; loading that has to give the
 * same records, and every record has to be found by asking for it. A refused
 * text leaves no trace. Behind the first line of evidence the same text is an
 * open world, which answers what it states and nothing else.
 */
#include <stdlib.h>

#include "dns_internal.h"
#include "evidence.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Records that are asked for one by one; asking costs a table each. */
#define MAX_ASKED 50

/* The longest text of a name that ldns takes in front of a record. */
#define MAX_OWNER_TEXT 254

static void
require(bool holds)
{
	if (!holds)
		abort();
}

static secmail_dns_zone *
zone_new(void)
{
	secmail_dns_zone *z;

	require(secmail_dns_zone_new(&z) == SECMAIL_DONE);
	return z;
}

/* From a key back to a name: the same turn, made again. */
static void
name_of(const secmailp_dns_zone_record *r, secmailp_dnsname *out)
{
	secmailp_cursor c = secmailp_cursor_over(r->key);
	size_t end = r->key.len;

	out->len = r->key.len + 1;
	out->wire[end] = 0;
	while (secmailp_cursor_left(&c) > 0) {
		secmailp_view label = secmailp_cursor_take(&c, secmailp_cursor_byte(&c));

		end -= label.len + 1;
		out->wire[end] = (uint8_t)label.len;
		memcpy(out->wire + end + 1, label.at, label.len);
	}
}

/* False if a name is too long for ldns when every octet that asks for it is escaped. */
static bool
write_zone(secmailp_buffer *out, const secmail_dns_zone *z)
{
	for (size_t i = 0; i < z->count; i++) {
		const secmailp_dns_zone_record *r = &z->records[i];
		char name[SECMAILP_DNSNAME_TEXT];
		secmailp_dnsname wire;

		name_of(r, &wire);
		secmailp_dnsname_text(secmailp_dnsname_view(&wire), name);
		if (strlen(name) + 1 > MAX_OWNER_TEXT)
			return false;
		secmailp_buffer_text(out, name);
		secmailp_buffer_text(out, r->key.len > 0 ? ". " : " ");
		secmailp_buffer_number(out, r->ttl);
		secmailp_buffer_text(out, " IN TYPE");
		secmailp_buffer_number(out, r->type);
		secmailp_buffer_text(out, " \\# ");
		secmailp_buffer_number(out, r->rdata.len);
		secmailp_buffer_byte(out, ' ');
		secmailp_dns_write_hex(out, r->rdata);
		secmailp_buffer_byte(out, '\n');
	}
	return true;
}

static void
require_same(const secmail_dns_zone *a, const secmail_dns_zone *b)
{
	require(a->count == b->count);
	for (size_t i = 0; i < a->count; i++) {
		require(secmailp_view_equal(a->records[i].key, b->records[i].key));
		require(a->records[i].type == b->records[i].type);
		require(a->records[i].ttl == b->records[i].ttl);
		require(secmailp_view_equal(a->records[i].rdata, b->records[i].rdata));
	}
}

/* Asks for a record by its name and type: its data has to be among the answer's. */
static void
require_found(const secmail_dns_zone *z, const secmailp_dns_zone_record *r)
{
	secmailp_dns_run run = secmailp_dns_zone_find(z, 0, r->key, r->type);
	bool found = false;

	for (size_t i = 0; i < run.count; i++)
		found |= secmailp_view_equal(run.first[i].rdata, r->rdata);
	require(found && secmailp_dns_zone_has(z, 0, r->key));
}

static void
ask(secmail_answers *a, const char *name, uint16_t type)
{
	uint32_t id;

	require(secmail_answers_ask(a, name, strlen(name), type, SECMAIL_ANSWERS_NEEDED, &id) ==
		SECMAIL_DONE);
}

/* Names that the seeds have, that they don't have, and that wildcards may stand for. */
static secmail_answers *
questions(void)
{
	static const char *const names[] = { "", "a", "a.example", "b.a.example", "x.y.example",
		"c.example", "d.example" };
	secmail_answers *a;

	require(secmail_answers_new(&a) == SECMAIL_DONE);
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		ask(a, names[i], SECMAIL_DNS_A);
		ask(a, names[i], SECMAIL_DNS_TXT);
		ask(a, names[i], SECMAIL_DNS_CNAME);
	}
	return a;
}

static void
check_zone(const secmail_dns_zone *z)
{
	secmailp_buffer text = secmailp_buffer_new(SECMAIL_DNS_MAX_ZONE_TEXT);
	secmail_dns_zone *again = zone_new();
	secmail_answers *a = questions();
	uint32_t open;

	for (size_t i = 0; i < z->count && i < MAX_ASKED; i++)
		require_found(z, &z->records[i]);
	require(secmail_dns_zone_answer(z, a) == SECMAIL_DONE);
	require(secmail_answers_open(a, &open, 1) == 0);
	if (write_zone(&text, z)) {
		require(secmail_dns_zone_load(again, text.at, text.len, NULL) == SECMAIL_DONE);
		require_same(z, again);
	}
	secmailp_buffer_free(&text);
	secmail_answers_free(a);
	secmail_dns_zone_free(again);
}

static void
check_evidence(secmail_dns_evidence *e)
{
	secmail_answers *a = questions();
	size_t asked = secmail_answers_question_count(a);
	secmail_status status = secmail_dns_evidence_answer(e, a);
	size_t open = secmail_answers_open(a, NULL, 0);

	require(status == (open > 0 ? SECMAIL_NOT_FOUND : SECMAIL_DONE));
	require(open + e->zone->statement_count >= asked);
	secmail_answers_free(a);
}

static void
load_as_evidence(secmailp_view text)
{
	secmailp_buffer whole = secmailp_buffer_new(SIZE_MAX / 8);
	secmail_dns_evidence *e;

	secmailp_buffer_text(&whole, "; libsecmail evidence, form 1, version 1\n");
	secmailp_buffer_add(&whole, text);
	require(secmail_dns_evidence_new(&e) == SECMAIL_DONE);
	if (secmail_dns_evidence_load(e, whole.at, whole.len) == SECMAIL_DONE)
		check_evidence(e);
	secmail_dns_evidence_free(e);
	secmailp_buffer_free(&whole);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	secmail_dns_zone *z = zone_new();

	require(secmail_dns_zone_fail(z, "d.example", SECMAIL_DNS_A, SECMAIL_DNS_BOGUS) ==
		SECMAIL_DONE);
	if (secmail_dns_zone_load(z, data, size, "example") != SECMAIL_DONE)
		require(z->count == 1 && *secmail_dns_zone_error(z));
	secmail_dns_zone_free(z);

	z = zone_new();
	if (secmail_dns_zone_load(z, data, size, "example") == SECMAIL_DONE)
		check_zone(z);
	secmail_dns_zone_free(z);
	load_as_evidence(secmailp_view_of(data, size));
	return 0;
}
