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

#include <stdio.h>

#include "zone_script.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is needed at most, and what may have been asked ahead of need. */
#define MAX_ASKED (SECMAIL_SPF_MAX_QUESTIONS + SECMAIL_SPF_MAX_SPECULATION)

/* The line at which the zone begins. */
#define ZONE 3

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
		answer_some(s, ZONE, a, how, round);
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
	script s = read_script(data, size, ZONE);
	secmail_spf_result *first;

	first = judge(&s, ALL_AT_ONCE);
	require_reason(first);
	require_bounds(first);
	for (manner how = LAST_FIRST; how < MANNERS; how++) {
		secmail_spf_result *other = judge(&s, how);

		if (!table_is_full)
			require_equal(first, other);
		secmail_spf_result_free(other);
	}
	secmail_spf_result_free(first);
	return 0;
}
