/* covers: lib/spf/address.c lib/spf/evaluate.c lib/spf/expand.c lib/spf/explain.c lib/spf/hosts.c
 * lib/spf/keep.c lib/spf/lookup.c lib/spf/macro.c lib/spf/mechanism.c lib/spf/name.c lib/spf/path.c
 * lib/spf/ptr.c lib/spf/record.c lib/spf/term.c lib/spf/txt.c */
/*
 * fuzz_spf.c - a verdict is the same whatever way its answers come, and bounded
 *
 * Input, in lines: the client's address, HELO, MAIL FROM, then a zone: lines
 * of "name TYPE value" as in tests/unit/spf/world.h. The table is filled in
 * three ways: all open questions at once, the last one first, and by lot.
 */
#include <secmail/spf.h>

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MAX_LINES 64
#define MAX_OPEN 256
#define MAX_RDATA 20000

/* What is needed at most, and what may have been asked ahead of need. */
#define MAX_ASKED (SECMAIL_SPF_MAX_QUESTIONS + SECMAIL_SPF_MAX_SPECULATION)

typedef struct words {
	const uint8_t *at;
	size_t len;
} words;

typedef struct script {
	words line[MAX_LINES];
	size_t count;
} script;

typedef enum manner { ALL_AT_ONCE, LAST_FIRST, BY_LOT, MANNERS } manner;

static void
require(bool holds)
{
	if (!holds)
		abort();
}

/* Takes what stands before `end`, or all, off the front. */
static words
take_until(words *from, uint8_t end)
{
	const uint8_t *found = from->len > 0 ? memchr(from->at, end, from->len) : NULL;
	words taken = { from->at, found ? (size_t)(found - from->at) : from->len };
	size_t over = found ? taken.len + 1 : taken.len;

	from->at += over;
	from->len -= over;
	return taken;
}

static bool
is_text(words w, const char *text)
{
	return w.len == strlen(text) && memcmp(w.at, text, w.len) == 0;
}

/* --- answers from the script's zone --- */

static size_t
put_name(uint8_t *at, words name)
{
	size_t used = 0;

	while (name.len > 0 && used < 200) {
		words label = take_until(&name, '.');

		if (label.len > 63)
			label.len = 63;
		if (label.len == 0 || used + label.len > 250)
			break;
		at[used++] = (uint8_t)label.len;
		memcpy(at + used, label.at, label.len);
		used += label.len;
	}
	at[used++] = 0;
	return used;
}

static size_t
put_txt(uint8_t *at, words text)
{
	size_t used = 1, start = 0;

	at[0] = 0;
	for (size_t i = 0; i < text.len && used + 2 < MAX_RDATA; i++) {
		if (text.at[i] == '|' || at[start] == 255) {
			start = used++;
			at[start] = 0;
		}
		if (text.at[i] != '|') {
			at[used++] = text.at[i];
			at[start]++;
		}
	}
	return used;
}

static size_t
put_address(uint8_t *at, int family, words value)
{
	char text[64] = "";

	memcpy(text, value.at, value.len < sizeof text ? value.len : sizeof text - 1);
	if (inet_pton(family, text, at) != 1)
		memset(at, 7, 16);
	return family == AF_INET ? 4 : 16;
}

static size_t
put_value(uint8_t *at, uint16_t type, words value)
{
	switch (type) {
	case SECMAIL_DNS_A:
		return put_address(at, AF_INET, value);
	case SECMAIL_DNS_AAAA:
		return put_address(at, AF_INET6, value);
	case SECMAIL_DNS_MX:
		at[0] = at[1] = 0;
		return 2 + put_name(at + 2, value);
	case SECMAIL_DNS_PTR:
		return put_name(at, value);
	default:
		return put_txt(at, value);
	}
}

static const char *
type_name(uint16_t type)
{
	switch (type) {
	case SECMAIL_DNS_A:
		return "A";
	case SECMAIL_DNS_AAAA:
		return "AAAA";
	case SECMAIL_DNS_MX:
		return "MX";
	case SECMAIL_DNS_PTR:
		return "PTR";
	default:
		return "TXT";
	}
}

/* "*" stands for every name. */
static bool
is_named(words name, const char *qname)
{
	if (is_text(name, "*"))
		return true;
	if (name.len != strlen(qname))
		return false;
	for (size_t i = 0; i < name.len; i++)
		if ((name.at[i] | 0x20) != ((uint8_t)qname[i] | 0x20))
			return false;
	return true;
}

static void
answer(const script *s, secmail_answers *a, uint32_t id)
{
	static uint8_t rdata[MAX_RDATA];
	uint16_t type = secmail_answers_qtype(a, id);
	bool exists = false;

	for (size_t i = 3; i < s->count; i++) {
		words value = s->line[i];
		words name = take_until(&value, ' ');
		words kind = take_until(&value, ' ');

		if (!is_named(name, secmail_answers_qname(a, id)))
			continue;
		exists = true;
		if (!is_text(kind, type_name(type)))
			continue;
		if (value.len > 0 && value.at[0] == '!') {
			require(secmail_answers_fail(a, id,
				    (secmail_dns_failure)(1 + value.len % 4)) == SECMAIL_DONE);
			return;
		}
		require(secmail_answers_add(a, id, rdata, put_value(rdata, type, value), 60) ==
			SECMAIL_DONE);
	}
	require(
	    secmail_answers_close(a, id, exists ? 0 : 3, SECMAIL_TRUST_UNKNOWN) == SECMAIL_DONE);
}

static void
answer_some(const script *s, secmail_answers *a, manner how, size_t round)
{
	uint32_t ids[MAX_OPEN];
	size_t open = secmail_answers_open(a, ids, MAX_OPEN);

	require(open > 0 && open <= MAX_OPEN);
	if (how == LAST_FIRST)
		answer(s, a, ids[open - 1]);
	if (how == BY_LOT)
		answer(s, a, ids[round * 2654435761u % open]);
	for (size_t i = 0; how == ALL_AT_ONCE && i < open; i++)
		answer(s, a, ids[i]);
}

/* --- judging --- */

static void
set_up(const script *s, secmail_spf *spf)
{
	char text[64] = "";
	uint8_t ip[16] = { 192, 0, 2, 1 };
	words client = s->line[0];
	bool is_ip6;

	memcpy(text, client.at, client.len < sizeof text ? client.len : sizeof text - 1);
	is_ip6 = inet_pton(AF_INET6, text, ip) == 1;
	if (!is_ip6 && inet_pton(AF_INET, text, ip) != 1)
		ip[0] = 192;
	require(secmail_spf_set_client(spf, ip, is_ip6 ? 16 : 4) == SECMAIL_DONE);
	require(secmail_spf_set_helo(spf, s->line[1].at, s->line[1].len) == SECMAIL_DONE);
	require(secmail_spf_set_mail_from(spf, s->line[2].at, s->line[2].len) == SECMAIL_DONE);
}

static secmail_spf_result *
judge(const script *s, manner how)
{
	static secmail_spf *spf; /* one for all inputs: what an earlier one left must not matter */
	secmail_answers *a;
	secmail_spf_result *r = NULL, *again = NULL;

	require(spf || secmail_spf_new(1700000000, &spf) == SECMAIL_DONE);
	secmail_spf_reset(spf);
	require(secmail_answers_new(&a) == SECMAIL_DONE);
	set_up(s, spf);
	for (size_t round = 0;; round++) {
		secmail_status status = secmail_spf_judge(spf, a, &r);

		require(status == SECMAIL_DONE || status == SECMAIL_WANT_DNS);
		if (status == SECMAIL_DONE)
			break;
		require(!r && round < MAX_ASKED);
		answer_some(s, a, how, round);
	}
	require(secmail_answers_question_count(a) <= MAX_ASKED);
	require(secmail_spf_judge(spf, a, &again) == SECMAIL_DONE);
	require(secmail_spf_result_code(r) == secmail_spf_result_code(again));
	secmail_spf_result_free(again);
	secmail_answers_free(a);
	return r;
}

/* --- what has to hold --- */

static void
require_printable(const char *text, size_t max)
{
	require(strlen(text) <= max);
	for (; *text; text++)
		require(*text >= ' ' && *text <= '~');
}

static void
require_same_text(const char *a, const char *b)
{
	require((a == NULL) == (b == NULL));
	require(!a || strcmp(a, b) == 0);
}

/* A code goes with its reasons and no others; above all, a pass with a match. */
static void
require_reason(const secmail_spf_result *r)
{
	secmail_spf_code code = secmail_spf_result_code(r);
	secmail_spf_reason reason = secmail_spf_result_reason(r);
	bool is_dns =
	    reason >= SECMAIL_SPF_REASON_DNS_TIMEOUT && reason <= SECMAIL_SPF_REASON_DNS_BOGUS;

	require((code == SECMAIL_SPF_NONE) == (reason <= SECMAIL_SPF_REASON_BAD_DOMAIN));
	require((code == SECMAIL_SPF_TEMPERROR) == is_dns);
	if (code == SECMAIL_SPF_PASS || code == SECMAIL_SPF_FAIL || code == SECMAIL_SPF_SOFTFAIL)
		require(reason == SECMAIL_SPF_REASON_MATCHED);
	require(reason != SECMAIL_SPF_REASON_MATCHED || secmail_spf_result_mechanism(r));
}

static void
require_bounds(const secmail_spf_result *r)
{
	const char *explanation = secmail_spf_result_explanation(r);

	require(secmail_spf_result_lookups(r) <= SECMAIL_SPF_MAX_TERMS);
	require(secmail_spf_result_void_lookups(r) <= SECMAIL_SPF_MAX_VOIDS + 1);
	require(secmail_spf_result_chain_count(r) <= SECMAIL_SPF_MAX_TERMS + 1);
	require(!explanation || secmail_spf_result_code(r) == SECMAIL_SPF_FAIL);
	if (explanation)
		require_printable(explanation, SECMAIL_SPF_MAX_EXPLANATION);
	require_printable(secmail_spf_result_detail(r), 600);
	for (size_t i = 0; i < secmail_spf_result_chain_count(r); i++) {
		const char *term = secmail_spf_result_chain_term(r, i);

		require_printable(secmail_spf_result_chain_domain(r, i), 253);
		if (term)
			require_printable(term, 255);
	}
}

static void
require_equal(const secmail_spf_result *a, const secmail_spf_result *b)
{
	require(secmail_spf_result_code(a) == secmail_spf_result_code(b));
	require(secmail_spf_result_reason(a) == secmail_spf_result_reason(b));
	require(secmail_spf_result_lookups(a) == secmail_spf_result_lookups(b));
	require(secmail_spf_result_void_lookups(a) == secmail_spf_result_void_lookups(b));
	require(secmail_spf_result_chain_count(a) == secmail_spf_result_chain_count(b));
	require_same_text(secmail_spf_result_mechanism(a), secmail_spf_result_mechanism(b));
	require_same_text(secmail_spf_result_explanation(a), secmail_spf_result_explanation(b));
	require_same_text(secmail_spf_result_detail(a), secmail_spf_result_detail(b));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	words rest = { data, size };
	script s = { .count = 0 };
	secmail_spf_result *first;

	while (s.count < MAX_LINES && (rest.len > 0 || s.count < 3))
		s.line[s.count++] = take_until(&rest, '\n');
	first = judge(&s, ALL_AT_ONCE);
	require_reason(first);
	require_bounds(first);
	for (manner how = LAST_FIRST; how < MANNERS; how++) {
		secmail_spf_result *other = judge(&s, how);

		require_equal(first, other);
		secmail_spf_result_free(other);
	}
	secmail_spf_result_free(first);
	return 0;
}
