/* covers: lib/dns/evidence.c lib/dns/evidence_load.c lib/dns/evidence_save.c lib/dns/words.c
 * lib/dns/name_text.c lib/dns/rdata_read.c */
/*
 * fuzz_dns_evidence.c - evidence that is taken comes back from its own text, inputs and answers
 *
 * Text is loaded, all that it answers is asked, and the table is saved and
 * loaded again: the same inputs have to be there, the same questions be
 * answered the same, and a third text be equal to the second. A refused text
 * leaves no trace.
 */
#include <stdlib.h>

#include "dns_internal.h"
#include "evidence.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
require(bool holds)
{
	if (!holds)
		abort();
}

static secmail_dns_evidence *
evidence_new(void)
{
	secmail_dns_evidence *e;

	require(secmail_dns_evidence_new(&e) == SECMAIL_DONE);
	return e;
}

/* Asks for a name on the wire; a label with a dot in it can't be asked for. */
static void
ask(secmail_answers *a, secmailp_view wire, uint16_t type)
{
	secmailp_cursor c = secmailp_cursor_over(wire);
	char labels[SECMAILP_DNSNAME_MAX];
	size_t used = 0;
	uint32_t id;

	for (;;) {
		secmailp_view label = secmailp_cursor_take(&c, secmailp_cursor_byte(&c));

		if (label.len == 0)
			break;
		if (memchr(label.at, '.', label.len))
			return;
		memcpy(labels + used, label.at, label.len);
		used += label.len;
		labels[used++] = '.';
	}
	require(secmail_answers_ask(a, labels, used, type, SECMAIL_ANSWERS_NEEDED, &id) ==
		SECMAIL_DONE);
}

/* A table with every question that the evidence has an answer to. */
static secmail_answers *
answered(secmail_dns_evidence *e)
{
	secmail_answers *a;

	require(secmail_answers_new(&a) == SECMAIL_DONE);
	for (size_t i = 0; i < e->zone->statement_count; i++)
		ask(a, e->zone->statements[i].qname, e->zone->statements[i].qtype);
	require(secmail_dns_evidence_answer(e, a) == SECMAIL_DONE);
	require(secmail_answers_open(a, NULL, 0) == 0);
	return a;
}

/* A question that hardly any evidence has an answer to is named. */
static void
check_missing(secmail_dns_evidence *e)
{
	static const uint8_t root[1];
	secmail_answers *a;
	secmail_status status;

	require(secmail_answers_new(&a) == SECMAIL_DONE);
	ask(a, secmailp_view_of(root, sizeof root), UINT16_MAX);
	status = secmail_dns_evidence_answer(e, a);
	require(
	    status == (secmail_answers_open(a, NULL, 0) > 0 ? SECMAIL_NOT_FOUND : SECMAIL_DONE));
	require((status == SECMAIL_DONE) == (*secmail_dns_evidence_error(e) == '\0'));
	secmail_answers_free(a);
}

static char *
saved(secmail_dns_evidence *e, const secmail_answers *a)
{
	char *text;

	require(secmail_dns_evidence_save(e, a, &text) == SECMAIL_DONE);
	for (const char *c = text; *c; c++)
		require((*c >= ' ' && *c <= '~') || *c == '\n');
	return text;
}

static void
require_same_inputs(const secmail_dns_evidence *e, const secmail_dns_evidence *again)
{
	size_t count = secmail_dns_evidence_input_count(e);

	require(count <= SECMAIL_DNS_MAX_INPUTS);
	require(secmail_dns_evidence_input_count(again) == count);
	for (size_t i = 0; i < count; i++) {
		const char *name = secmail_dns_evidence_input_name(e, i);
		size_t len, len_again;
		const void *value = secmail_dns_evidence_input(e, name, &len);
		const void *value_again = secmail_dns_evidence_input(again, name, &len_again);

		require(strcmp(secmail_dns_evidence_input_name(again, i), name) == 0);
		require(secmailp_view_equal(
		    secmailp_view_of(value, len), secmailp_view_of(value_again, len_again)));
	}
	require(!secmail_dns_evidence_input_name(e, count));
}

static void
require_same_records(const secmail_answers *a, const secmail_answers *b, uint32_t id)
{
	require(secmail_answers_count(a, id) == secmail_answers_count(b, id));
	for (size_t i = 0; i < secmail_answers_count(a, id); i++) {
		size_t len, other_len;
		const void *rdata = secmail_answers_rdata(a, id, i, &len);
		const void *other = secmail_answers_rdata(b, id, i, &other_len);

		require(secmailp_view_equal(
		    secmailp_view_of(rdata, len), secmailp_view_of(other, other_len)));
	}
}

static void
require_same_answers(const secmail_answers *a, const secmail_answers *b)
{
	size_t count = secmail_answers_question_count(a);

	require(secmail_answers_question_count(b) == count);
	for (uint32_t id = 0; id < count; id++) {
		const char *alias = secmail_answers_alias(a, id);
		const char *other = secmail_answers_alias(b, id);

		require(secmail_answers_state(a, id) == secmail_answers_state(b, id));
		require(secmail_answers_failure(a, id) == secmail_answers_failure(b, id));
		require(secmail_answers_trust(a, id) == secmail_answers_trust(b, id));
		require(secmail_answers_ttl(a, id) == secmail_answers_ttl(b, id));
		require(!alias == !other && (!alias || strcmp(alias, other) == 0));
		require_same_records(a, b, id);
	}
}

static void
check_evidence(secmail_dns_evidence *e)
{
	secmail_dns_evidence *again = evidence_new();
	secmail_answers *a = answered(e), *b;
	char *text = saved(e, a), *once_more;

	require(*secmail_dns_evidence_version(e));
	require(secmail_dns_evidence_load(again, text, strlen(text)) == SECMAIL_DONE);
	b = answered(again);
	require_same_inputs(e, again);
	require_same_answers(a, b);
	check_missing(again);
	once_more = saved(again, b);
	require(strcmp(text, once_more) == 0);
	free(once_more);
	free(text);
	secmail_answers_free(b);
	secmail_answers_free(a);
	secmail_dns_evidence_free(again);
}

/* The text as octets of an input, and as the name of one. */
static void
check_input(const uint8_t *data, size_t size)
{
	static const char form[] = "; libsecmail evidence, form 1, version 1\n;$ name\n";
	secmail_dns_evidence *e = evidence_new(), *again = evidence_new();
	secmail_answers *a;
	char *text;
	char name[64] = "";
	size_t count;

	memcpy(name, data, size < sizeof name ? size : sizeof name - 1);
	require(secmail_dns_evidence_load(e, form, sizeof form - 1) == SECMAIL_DONE);
	require((secmail_dns_evidence_set_input(e, "value", data, size) == SECMAIL_DONE) ==
		(size <= SECMAIL_DNS_MAX_INPUT));
	count = secmail_dns_evidence_input_count(e);
	if (secmail_dns_evidence_set_input(e, name, data, 0) != SECMAIL_DONE)
		require(
		    *secmail_dns_evidence_error(e) && secmail_dns_evidence_input_count(e) == count);
	a = answered(e);
	text = saved(e, a);
	require(secmail_dns_evidence_load(again, text, strlen(text)) == SECMAIL_DONE);
	require_same_inputs(e, again);
	free(text);
	secmail_answers_free(a);
	secmail_dns_evidence_free(again);
	secmail_dns_evidence_free(e);
}

/* The text as a name: what is read is read again from its own text. */
static void
check_name(secmailp_view text)
{
	char again[SECMAILP_DNSNAME_TEXT];
	secmailp_dnsname name, copy;
	secmailp_cursor c;

	if (!secmailp_dns_name_from_text(text, &name)) {
		require(name.len == 0);
		return;
	}
	c = secmailp_cursor_over(secmailp_dnsname_view(&name));
	require(secmailp_dnsname_read(&copy, &c) && secmailp_cursor_done(&c));
	require(secmailp_view_equal(secmailp_dnsname_view(&copy), secmailp_dnsname_view(&name)));
	secmailp_dnsname_text(secmailp_dnsname_view(&name), again);
	require(secmailp_dns_name_from_text(secmailp_view_text(again), &copy));
	require(secmailp_view_equal(secmailp_dnsname_view(&copy), secmailp_dnsname_view(&name)));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	secmail_dns_evidence *e = evidence_new();

	if (secmail_dns_evidence_load(e, data, size) == SECMAIL_DONE)
		check_evidence(e);
	else
		require(*secmail_dns_evidence_error(e) && e->input_count == 0 &&
			e->zone->count == 0 && e->zone->statement_count == 0);
	secmail_dns_evidence_free(e);
	check_input(data, size);
	check_name(secmailp_view_of(data, size));
	return 0;
}
