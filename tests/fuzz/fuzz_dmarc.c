/* covers: lib/dmarc/walk.c lib/dmarc/align.c lib/dmarc/judge.c */
/*
 * fuzz_dmarc.c - a verdict hangs on the answers, not on the way to them
 *
 * Input, in lines: the author domain; SPF, its outcome as a letter (p, t or f)
 * and the domain; a DKIM result in the same form; another; then what DNS says,
 * a line for each of a few answers: "!" fails, "-" does not exist, "." has no
 * data, "@" is a dangling alias, anything else is the text of a record. A
 * question gets the line that its name and type hash to.
 *
 * Each input is judged in two ways: all open questions answered at once, and
 * one at a time, the last first, with the DKIM results the other way round; and
 * all that again by RFC 7489, with a list of suffixes that has no rule.
 */
#include <secmail/dmarc.h>
#include <secmail/dmarcpsl.h>

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MAX_LINES 32
#define MAX_LINE 255

/* The author's walk, ten others, and two questions about existence. */
#define MAX_QUESTIONS (SECMAIL_DMARC_MAX_WALK * (1 + SECMAIL_DMARC_MAX_IDENTIFIER_WALKS) + 2)

typedef struct script {
	char line[MAX_LINES][MAX_LINE + 1];
	size_t count;
} script;

static void
require(bool holds)
{
	if (!holds)
		abort();
}

static void
read_script(script *s, const uint8_t *data, size_t size)
{
	size_t used = 0;

	memset(s, 0, sizeof *s);
	s->count = 1;
	for (size_t i = 0; i < size && s->count <= MAX_LINES; i++) {
		if (data[i] == '\n') {
			s->count++;
			used = 0;
		} else if (used < MAX_LINE && data[i] != 0) {
			s->line[s->count - 1][used++] = (char)data[i];
		}
	}
	if (s->count > MAX_LINES)
		s->count = MAX_LINES;
}

static const char *
line_for(const script *s, const char *name, uint16_t type)
{
	uint32_t hash = 2166136261U ^ type;

	if (s->count < 5)
		return "-";
	for (; *name; name++)
		hash = (hash ^ (unsigned char)*name) * 16777619U;
	return s->line[4 + hash % (s->count - 4)];
}

static void
answer(const script *s, secmail_answers *a, uint32_t id)
{
	const char *line = line_for(s, secmail_answers_qname(a, id), secmail_answers_qtype(a, id));
	uint8_t rdata[MAX_LINE + 1];
	size_t len = strlen(line);

	if (*line == '!') {
		require(secmail_answers_fail(a, id, SECMAIL_DNS_SERVFAIL) == SECMAIL_DONE);
		return;
	}
	if (*line == '@')
		require(secmail_answers_add_alias(a, id, "\001x", 3) == SECMAIL_DONE);
	if (*line && !strchr("-.@", *line)) {
		rdata[0] = (uint8_t)len;
		memcpy(rdata + 1, line, len);
		require(secmail_answers_add(a, id, rdata, len + 1, 60) == SECMAIL_DONE);
	}
	require(secmail_answers_close(a, id, *line == '-' || *line == '@' ? 3 : 0,
		    SECMAIL_TRUST_UNKNOWN) == SECMAIL_DONE);
}

static secmail_dmarc_outcome
outcome_of(char letter)
{
	return letter == 'p'   ? SECMAIL_DMARC_OUTCOME_PASS
	       : letter == 't' ? SECMAIL_DMARC_OUTCOME_TEMPERROR
			       : SECMAIL_DMARC_OUTCOME_FAIL;
}

static void
give(secmail_dmarc *d, const script *s, bool is_turned)
{
	const char *one = s->line[is_turned ? 3 : 2], *two = s->line[is_turned ? 2 : 3];

	require(secmail_dmarc_set_author_domain(d, s->line[0]) == SECMAIL_DONE);
	if (s->line[1][0])
		require(secmail_dmarc_set_spf(d, outcome_of(s->line[1][0]), s->line[1] + 1) ==
			SECMAIL_DONE);
	if (one[0])
		require(secmail_dmarc_add_dkim(d, outcome_of(one[0]), one + 1) == SECMAIL_DONE);
	if (two[0])
		require(secmail_dmarc_add_dkim(d, outcome_of(two[0]), two + 1) == SECMAIL_DONE);
}

static void
answer_some(const script *s, secmail_answers *a, bool one_by_one)
{
	uint32_t ids[SECMAIL_ANSWERS_MAX_QUESTIONS];
	size_t open = secmail_answers_open(a, ids, SECMAIL_ANSWERS_MAX_QUESTIONS);

	require(open > 0);
	if (one_by_one)
		answer(s, a, ids[open - 1]);
	for (size_t i = 0; i < open && !one_by_one; i++)
		answer(s, a, ids[i]);
}

static secmail_dmarc_result *
judge(const script *s, const secmail_dmarc_suffixes *suffixes, bool one_by_one)
{
	size_t max = suffixes ? 2 : MAX_QUESTIONS;
	secmail_dmarc *d;
	secmail_answers *a;
	secmail_dmarc_result *result;
	secmail_status status;
	size_t rounds = 0;

	require(secmail_dmarc_new(&d) == SECMAIL_DONE);
	require(secmail_answers_new(&a) == SECMAIL_DONE);
	secmail_dmarc_set_suffixes(d, suffixes);
	give(d, s, one_by_one);
	while ((status = secmail_dmarc_judge(d, a, &result)) == SECMAIL_WANT_DNS) {
		require(++rounds <= (one_by_one ? MAX_QUESTIONS : 3));
		answer_some(s, a, one_by_one);
	}
	require(status == SECMAIL_DONE);
	require(secmail_answers_question_count(a) <= max);
	secmail_answers_free(a);
	secmail_dmarc_free(d);
	return result;
}

static void
check_result(const secmail_dmarc_result *r)
{
	secmail_dmarc_code code = secmail_dmarc_result_code(r);
	bool is_aligned =
	    secmail_dmarc_result_spf_is_aligned(r) || secmail_dmarc_result_dkim_is_aligned(r);

	require((code == SECMAIL_DMARC_PASS) == is_aligned);
	require((code == SECMAIL_DMARC_PERMERROR) == !secmail_dmarc_result_from_domain(r));
	require(code == SECMAIL_DMARC_FAIL ||
		secmail_dmarc_result_disposition(r) == SECMAIL_DMARC_POLICY_NONE);
	require(code != SECMAIL_DMARC_FAIL ||
		(secmail_dmarc_result_policy_domain(r) &&
		    secmail_dmarc_policy_name(secmail_dmarc_result_policy(r))));
	require(secmail_dmarc_reason_name(secmail_dmarc_result_reason(r)) &&
		secmail_dmarc_result_reason(r) != SECMAIL_DMARC_REASON_UNDECIDED);
	for (const char *at = secmail_dmarc_result_detail(r); *at; at++)
		require(*at >= ' ' && *at <= '~');
}

static bool
is_same_text(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

static void
check_same(const secmail_dmarc_result *a, const secmail_dmarc_result *b)
{
	require(secmail_dmarc_result_code(a) == secmail_dmarc_result_code(b));
	require(secmail_dmarc_result_reason(a) == secmail_dmarc_result_reason(b));
	require(secmail_dmarc_result_policy(a) == secmail_dmarc_result_policy(b));
	require(secmail_dmarc_result_spf_is_aligned(a) == secmail_dmarc_result_spf_is_aligned(b));
	require(secmail_dmarc_result_dkim_is_aligned(a) == secmail_dmarc_result_dkim_is_aligned(b));
	require(is_same_text(
	    secmail_dmarc_result_policy_domain(a), secmail_dmarc_result_policy_domain(b)));
	require(is_same_text(secmail_dmarc_result_organizational_domain(a),
	    secmail_dmarc_result_organizational_domain(b)));
	require(is_same_text(secmail_dmarc_result_record(a), secmail_dmarc_result_record(b)));
}

static void
check(const script *s, const secmail_dmarc_suffixes *suffixes)
{
	secmail_dmarc_result *at_once = judge(s, suffixes, false);
	secmail_dmarc_result *one_by_one = judge(s, suffixes, true);

	check_result(at_once);
	check_same(at_once, one_by_one);
	secmail_dmarc_result_free(at_once);
	secmail_dmarc_result_free(one_by_one);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static script s;
	secmail_dmarc_suffixes *suffixes;

	read_script(&s, data, size);
	check(&s, NULL);
	require(secmail_dmarc_suffixes_new(&suffixes) == SECMAIL_DONE);
	check(&s, suffixes);
	secmail_dmarc_suffixes_free(suffixes);
	return 0;
}
