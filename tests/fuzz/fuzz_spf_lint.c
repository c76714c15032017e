/* covers: lib/spf/lint.c lib/spf/lint_almost.c lib/spf/lint_ask.c lib/spf/lint_explanation.c
 * lib/spf/lint_findings.c lib/spf/lint_follow.c lib/spf/lint_hosts.c lib/spf/lint_name.c
 * lib/spf/lint_needless.c lib/spf/lint_networks.c lib/spf/lint_overlap.c lib/spf/lint_record.c
 * lib/spf/lint_say.c lib/spf/lint_select.c lib/spf/lint_special.c lib/spf/lint_strings.c
 * lib/spf/lint_syntax.c lib/spf/lint_totals.c lib/spf/lint_words.c */
/*
 * fuzz_spf_lint.c - findings are the same whatever way answers come, bounded, and hold for verdicts
 *
 * Input, in lines: the domain; the record, or nothing for the published one;
 * then a zone, as in fuzz_spf.c. Where no error is found, no verdict on a
 * client of the domain is a permerror.
 */
#include <secmail/spf.h>
#include <secmail/spflint.h>

#include <stdio.h>

#include "zone_script.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The line at which the zone begins. */
#define ZONE 2

#define MAX_ASKED (SECMAIL_SPF_LINT_MAX_QUESTIONS + SECMAIL_SPF_LINT_MAX_SPECULATION)

static secmail_spf_findings *
look(const script *s, manner how)
{
	secmail_spf_findings *f = NULL;
	secmail_status status;
	secmail_answers *a;
	size_t rounds = 0;
	const words *domain = &s->line[0], *record = &s->line[1];

	require(secmail_answers_new(&a) == SECMAIL_DONE);
	while ((status = secmail_spf_lint(domain->at, domain->len,
		    record->len > 0 ? record->at : NULL, record->len, a, &f)) == SECMAIL_WANT_DNS) {
		require(!f && rounds < MAX_ASKED);
		answer_some(s, ZONE, a, how, rounds++);
	}
	require(secmail_answers_question_count(a) <= MAX_ASKED);
	require(status == SECMAIL_DONE || (!f && status == SECMAIL_SYNTAX) ||
		(!f && status == SECMAIL_ARGUMENT && record->len == 0));
	secmail_answers_free(a);
	return f;
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

/* The record that a finding is about: the first of that domain. */
static const char *
record_of(const secmail_spf_findings *f, const char *domain)
{
	for (size_t i = 0; i < secmail_spf_findings_record_count(f); i++) {
		const char *other = secmail_spf_findings_record_domain(f, i);

		if ((!domain && !other) || (domain && other && strcmp(domain, other) == 0))
			return secmail_spf_findings_record_text(f, i);
	}
	return NULL;
}

static void
require_place(const secmail_spf_findings *f, size_t i)
{
	const char *term = secmail_spf_findings_term(f, i);
	const char *text = record_of(f, secmail_spf_findings_domain(f, i));
	size_t offset = secmail_spf_findings_offset(f, i);

	if (!term) {
		require(offset == 0);
		return;
	}
	require_printable(term, 255);
	require(text && offset + strlen(term) <= strlen(text));
	require(memcmp(text + offset, term, strlen(term)) == 0);
}

static void
require_bounds(const secmail_spf_findings *f)
{
	size_t count = secmail_spf_findings_count(f);

	require(count <= SECMAIL_SPF_LINT_MAX_FINDINGS + 1);
	for (size_t i = 0; i < count; i++) {
		secmail_spf_severity severity = secmail_spf_findings_severity(f, i);

		require(severity >= SECMAIL_SPF_NOTE && severity <= SECMAIL_SPF_ERROR);
		require(strcmp(secmail_spf_finding_name(secmail_spf_findings_code(f, i)),
			    "unknown") != 0);
		require_printable(
		    secmail_spf_findings_sentence(f, i), SECMAIL_SPF_LINT_MAX_SENTENCE);
		require_printable(secmail_spf_findings_advice(f, i), SECMAIL_SPF_LINT_MAX_SENTENCE);
		require(*secmail_spf_findings_sentence(f, i) && *secmail_spf_findings_advice(f, i));
		require(strncmp(secmail_spf_findings_section(f, i), "RFC ", 4) == 0);
		require_place(f, i);
	}
	require(secmail_spf_findings_ip4_count(f) <= (uint64_t)1 << 32);
	require(secmail_spf_findings_record_count(f) <= SECMAIL_SPF_LINT_MAX_RECORDS);
	for (size_t i = 0; i < secmail_spf_findings_record_count(f); i++) {
		require(secmail_spf_findings_record_depth(f, i) < SECMAIL_SPF_LINT_MAX_DEPTH);
		require((i == 0) == !secmail_spf_findings_record_term(f, i));
		require(secmail_spf_findings_record_lookups(f, i) <=
			secmail_spf_findings_record_lookups(f, 0));
	}
}

static void
require_equal(const secmail_spf_findings *a, const secmail_spf_findings *b)
{
	require((a == NULL) == (b == NULL));
	require(secmail_spf_findings_count(a) == secmail_spf_findings_count(b));
	require(secmail_spf_findings_lookups(a) == secmail_spf_findings_lookups(b));
	require(secmail_spf_findings_void_lookups(a) == secmail_spf_findings_void_lookups(b));
	require(secmail_spf_findings_ip4_count(a) == secmail_spf_findings_ip4_count(b));
	require(secmail_spf_findings_ip6_count(a) == secmail_spf_findings_ip6_count(b));
	require(secmail_spf_findings_record_count(a) == secmail_spf_findings_record_count(b));
	for (size_t i = 0; i < secmail_spf_findings_count(a); i++) {
		require(secmail_spf_findings_code(a, i) == secmail_spf_findings_code(b, i));
		require(secmail_spf_findings_offset(a, i) == secmail_spf_findings_offset(b, i));
		require_same_text(
		    secmail_spf_findings_domain(a, i), secmail_spf_findings_domain(b, i));
		require_same_text(
		    secmail_spf_findings_sentence(a, i), secmail_spf_findings_sentence(b, i));
		require_same_text(
		    secmail_spf_findings_advice(a, i), secmail_spf_findings_advice(b, i));
	}
}

/* --- against the verdict on a client --- */

/* True if all that a client could meet was looked at, and found without an error. */
static bool
promises_no_error(const secmail_spf_findings *f)
{
	for (size_t i = 0; i < secmail_spf_findings_count(f); i++) {
		if (secmail_spf_findings_severity(f, i) == SECMAIL_SPF_ERROR)
			return false;
		switch (secmail_spf_findings_code(f, i)) {
		case SECMAIL_SPF_FINDING_LINT_LIMIT:
		case SECMAIL_SPF_FINDING_NOT_FOLLOWED:
		case SECMAIL_SPF_FINDING_DNS_FAILURE:
		case SECMAIL_SPF_FINDING_VOID_LIMIT:
		case SECMAIL_SPF_FINDING_PTR:
			return false;
		default:
			break;
		}
	}
	return true;
}

static secmail_spf_result *
judge(const script *s, const uint8_t *ip, size_t len)
{
	char sender[SECMAIL_DOMAIN_SIZE + 2];
	secmail_spf_result *r = NULL;
	secmail_spf *spf;
	secmail_answers *a;
	size_t rounds = 0;

	snprintf(sender, sizeof sender, "u@%.*s", (int)s->line[0].len, s->line[0].at);
	require(secmail_spf_new(1700000000, &spf) == SECMAIL_DONE);
	require(secmail_answers_new(&a) == SECMAIL_DONE);
	require(secmail_spf_set_client(spf, ip, len) == SECMAIL_DONE);
	require(secmail_spf_set_helo(spf, "h.example", 9) == SECMAIL_DONE);
	require(secmail_spf_set_mail_from(spf, sender, strlen(sender)) == SECMAIL_DONE);
	while (secmail_spf_judge(spf, a, &r) == SECMAIL_WANT_DNS)
		answer_some(s, ZONE, a, ALL_AT_ONCE, rounds++);
	secmail_answers_free(a);
	secmail_spf_free(spf);
	return r;
}

static void
require_promise(const script *s, const secmail_spf_findings *f)
{
	static const uint8_t ip[16] = { 0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9 };
	size_t voids = secmail_spf_findings_void_lookups(f);

	for (size_t len = 4; len <= 16; len += 12) {
		secmail_spf_result *r = judge(s, ip, len);
		bool is_met = secmail_spf_result_code(r) != SECMAIL_SPF_PERMERROR &&
			      secmail_spf_result_lookups(r) <= secmail_spf_findings_lookups(f) &&
			      secmail_spf_result_void_lookups(r) <= voids;

		secmail_spf_result_free(r);
		require(is_met || table_is_full);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	script s = read_script(data, size, ZONE);
	secmail_spf_findings *first = look(&s, ALL_AT_ONCE);

	require_bounds(first);
	for (manner how = LAST_FIRST; how < MANNERS; how++) {
		secmail_spf_findings *other = look(&s, how);

		if (!table_is_full)
			require_equal(first, other);
		secmail_spf_findings_free(other);
	}
	if (first && s.line[1].len == 0 && s.line[0].len < SECMAIL_DOMAIN_SIZE &&
	    memchr(s.line[0].at, '@', s.line[0].len) == NULL && promises_no_error(first))
		require_promise(&s, first);
	secmail_spf_findings_free(first);
	return 0;
}
