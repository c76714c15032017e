/* oracles.c - see oracles.h */
#include "oracles.h"

#include <secmail/spf.h>
#include <string.h>
#include <strings.h>

#include "../require.h"

#define ALL_IP4 ((uint64_t)1 << 32)
#define MAX_TERM 255
#define MAX_DETAIL 600

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
	require((secmail_spf_result_reason(r) == SECMAIL_SPF_REASON_VOID_LIMIT) ==
		(secmail_spf_result_void_lookups(r) == SECMAIL_SPF_MAX_VOIDS + 1));
	require(!explanation || secmail_spf_result_code(r) == SECMAIL_SPF_FAIL);
	if (explanation)
		require_printable(explanation, SECMAIL_SPF_MAX_EXPLANATION);
	require_printable(secmail_spf_result_detail(r), MAX_DETAIL);
	if (secmail_spf_result_domain(r))
		require_printable(secmail_spf_result_domain(r), SECMAIL_DOMAIN_SIZE - 1);
}

/* The term behind its qualifier begins with these words. */
static bool
begins(const char *term, const char *words)
{
	term += strchr("+-~?", term[0]) != NULL;
	return strncasecmp(term, words, strlen(words)) == 0;
}

/* What leads from one record to the next is an include or a redirect. */
static void
require_chain(const secmail_spf_result *r)
{
	size_t count = secmail_spf_result_chain_count(r);

	require(count <= secmail_spf_result_lookups(r) + 1);
	for (size_t i = 0; i < count; i++) {
		const char *term = secmail_spf_result_chain_term(r, i);

		require_printable(secmail_spf_result_chain_domain(r, i), SECMAIL_DOMAIN_SIZE - 1);
		if (term)
			require_printable(term, MAX_TERM);
		if (i + 1 < count)
			require(term && (begins(term, "include:") || begins(term, "redirect=")));
	}
	require(!secmail_spf_result_chain_domain(r, count));
	require(!secmail_spf_result_chain_term(r, count));
	if (count > 0)
		require_same_text(
		    secmail_spf_result_chain_domain(r, 0), secmail_spf_result_domain(r));
}

/* The record that decided holds the term that did. */
static void
require_record(const secmail_spf_result *r)
{
	const char *record = secmail_spf_result_record(r);
	const char *term = secmail_spf_result_inner_mechanism(r);
	secmail_spf_reason reason = secmail_spf_result_reason(r);

	require((record != NULL) ==
		(reason == SECMAIL_SPF_REASON_MATCHED || reason == SECMAIL_SPF_REASON_DEFAULT));
	if (!record)
		return;
	require_printable(record, SECMAIL_SPF_MAX_RECORD);
	require(strncasecmp(record, "v=spf1", 6) == 0 && (record[6] == ' ' || record[6] == '\0'));
	require(reason != SECMAIL_SPF_REASON_MATCHED || strstr(record, term));
}

void
require_sound(const secmail_spf_result *r)
{
	require_reason(r);
	require_bounds(r);
	require_chain(r);
	require_record(r);
}

void
require_counts(const secmail_spf_result *r, const secmail_answers *a)
{
	uint64_t own4 = secmail_spf_result_ip4_count(r, NULL);
	uint64_t own6 = secmail_spf_result_ip6_count(r, NULL);
	uint64_t all4 = secmail_spf_result_ip4_count(r, a);
	uint64_t all6 = secmail_spf_result_ip6_count(r, a);
	const char *term = secmail_spf_result_inner_mechanism(r);

	require(own4 <= all4 && all4 <= ALL_IP4);
	require(own6 <= all6);
	if (!secmail_spf_result_record(r))
		require(all4 == 0 && all6 == 0);
	else if (term && term[0] != '-' && term[0] != '~' && term[0] != '?') {
		require(!begins(term, "ip4:") || own4 > 0);
		require(!begins(term, "ip6:") || own6 > 0);
		require(!begins(term, "all") || (own4 == ALL_IP4 && own6 == UINT64_MAX));
	}
}

static void
require_equal_chain(const secmail_spf_result *a, const secmail_spf_result *b)
{
	size_t count = secmail_spf_result_chain_count(a);

	require(secmail_spf_result_chain_count(b) == count);
	for (size_t i = 0; i < count; i++) {
		require_same_text(
		    secmail_spf_result_chain_domain(a, i), secmail_spf_result_chain_domain(b, i));
		require_same_text(
		    secmail_spf_result_chain_term(a, i), secmail_spf_result_chain_term(b, i));
	}
}

void
require_equal(const secmail_spf_result *a, const secmail_spf_result *b)
{
	require(secmail_spf_result_code(a) == secmail_spf_result_code(b));
	require(secmail_spf_result_reason(a) == secmail_spf_result_reason(b));
	require(secmail_spf_result_lookups(a) == secmail_spf_result_lookups(b));
	require(secmail_spf_result_void_lookups(a) == secmail_spf_result_void_lookups(b));
	require_same_text(secmail_spf_result_domain(a), secmail_spf_result_domain(b));
	require_same_text(secmail_spf_result_mechanism(a), secmail_spf_result_mechanism(b));
	require_same_text(
	    secmail_spf_result_inner_mechanism(a), secmail_spf_result_inner_mechanism(b));
	require_same_text(secmail_spf_result_record(a), secmail_spf_result_record(b));
	require_same_text(secmail_spf_result_explanation(a), secmail_spf_result_explanation(b));
	require_same_text(secmail_spf_result_detail(a), secmail_spf_result_detail(b));
	require_equal_chain(a, b);
}

void
require_capped(const secmail_spf_result *free, const secmail_spf_result *capped)
{
	switch (secmail_spf_result_reason(capped)) {
	case SECMAIL_SPF_REASON_TERM_LIMIT:
	case SECMAIL_SPF_REASON_VOID_LIMIT:
	case SECMAIL_SPF_REASON_QUESTION_LIMIT:
		require(secmail_spf_result_code(capped) == SECMAIL_SPF_PERMERROR);
		return;
	default:
		break;
	}
	require(secmail_spf_result_code(free) == secmail_spf_result_code(capped));
	require(secmail_spf_result_reason(free) == secmail_spf_result_reason(capped));
	require(secmail_spf_result_lookups(free) == secmail_spf_result_lookups(capped));
	require_equal_chain(free, capped);
	/* What a cap on questions keeps from being asked is an explanation's name, at most. */
	if (secmail_spf_result_explanation(capped))
		require_same_text(
		    secmail_spf_result_explanation(free), secmail_spf_result_explanation(capped));
}
