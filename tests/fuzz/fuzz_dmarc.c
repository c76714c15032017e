/* covers: lib/dmarc/walk.c lib/dmarc/align.c lib/dmarc/judge.c */
/*
 * fuzz_dmarc.c - a verdict hangs on the answers, not on the way to them
 *
 * Input, in lines: the pace; the author domain; SPF, its outcome as a letter (p,
 * t or f) and the domain; a DKIM result in the same form; another; then what DNS
 * says, a line for each of a few answers: "!" fails, "-" does not exist, "." has
 * no data, "@" is a dangling alias, anything else is the text of a record. A
 * question gets the line that its name and type hash to. The pace is a letter,
 * how many questions a table takes where it is capped (a: one), and digits, how
 * many answers come in each round.
 *
 * Each input is judged with all open questions answered at once, and at its
 * pace, the last first, with the DKIM results the other way round. The session
 * and the table then serve for another message, whose author is who SPF checked,
 * and for the first one again, with a cap and when it is gone. A session that
 * keeps what names said always says the same as one that forgets it. All that
 * again by RFC 7489, with a list of suffixes that has no rule.
 */
#include <secmail/dmarc.h>
#include <secmail/dmarcpsl.h>

#include <string.h>

#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MAX_LINES 32
#define MAX_LINE 255

/* The author's walk, ten others, and two questions about existence. */
#define MAX_QUESTIONS (SECMAIL_DMARC_MAX_WALK * (1 + SECMAIL_DMARC_MAX_IDENTIFIER_WALKS) + 2)

enum { PACE, AUTHOR, SPF, DKIM, OTHER_DKIM, ANSWERS };

typedef struct script {
	char line[MAX_LINES][MAX_LINE + 1];
	size_t count;
} script;

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

	if (s->count <= ANSWERS)
		return "-";
	for (; *name; name++)
		hash = (hash ^ (unsigned char)*name) * 16777619U;
	return s->line[ANSWERS + hash % (s->count - ANSWERS)];
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

/* The second message has the domains of author and SPF the other way round. */
static void
give_author(secmail_dmarc *d, const script *s, bool is_second)
{
	const char *spf = s->line[SPF], *spf_domain = spf[0] ? spf + 1 : spf;
	const char *author = is_second ? spf_domain : s->line[AUTHOR];

	require(secmail_dmarc_set_author_domain(d, author) == SECMAIL_DONE);
	if (spf[0])
		require(secmail_dmarc_set_spf(d, outcome_of(spf[0]),
			    is_second ? s->line[AUTHOR] : spf_domain) == SECMAIL_DONE);
}

static void
give(secmail_dmarc *d, const script *s, bool is_second, bool is_turned)
{
	const char *one = s->line[is_turned ? OTHER_DKIM : DKIM];
	const char *two = s->line[is_turned ? DKIM : OTHER_DKIM];

	secmail_dmarc_reset(d);
	give_author(d, s, is_second);
	if (one[0])
		require(secmail_dmarc_add_dkim(d, outcome_of(one[0]), one + 1) == SECMAIL_DONE);
	if (two[0])
		require(secmail_dmarc_add_dkim(d, outcome_of(two[0]), two + 1) == SECMAIL_DONE);
}

static void
check_result(const secmail_dmarc_result *r)
{
	secmail_dmarc_code code = secmail_dmarc_result_code(r);
	bool is_aligned =
	    secmail_dmarc_result_spf_is_aligned(r) || secmail_dmarc_result_dkim_is_aligned(r);

	require((code == SECMAIL_DMARC_PASS) == is_aligned);
	require((code == SECMAIL_DMARC_PERMERROR) ==
		(!secmail_dmarc_result_from_domain(r) ||
		    secmail_dmarc_result_reason(r) == SECMAIL_DMARC_REASON_LIMIT));
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

/* How many answers a round gets: each of the digits in turn. */
static size_t
pace_of(const script *s, size_t round)
{
	const char *pace = s->line[PACE];
	size_t len = strlen(pace);
	char digit = len > 1 ? pace[1 + round % (len - 1)] : '1';

	return digit > '1' && digit <= '9' ? (size_t)(digit - '0') : 1;
}

static void
answer_last(const script *s, secmail_answers *a, size_t most)
{
	uint32_t ids[SECMAIL_ANSWERS_MAX_QUESTIONS];
	size_t open = secmail_answers_open(a, ids, SECMAIL_ANSWERS_MAX_QUESTIONS);

	require(open > 0);
	for (; open > 0 && most > 0; most--)
		answer(s, a, ids[--open]);
}

/* Two sessions over one table; the one that forgets has nothing to ask that the other has not. */
typedef struct judges {
	const secmail_dmarc_suffixes *suffixes;
	secmail_dmarc *keeps;
	secmail_dmarc *forgets;
	secmail_answers *answers;
} judges;

static void
judges_begin(judges *j, const secmail_dmarc_suffixes *suffixes)
{
	j->suffixes = suffixes;
	require(secmail_dmarc_new(&j->keeps) == SECMAIL_DONE);
	require(secmail_dmarc_new(&j->forgets) == SECMAIL_DONE);
	require(secmail_answers_new(&j->answers) == SECMAIL_DONE);
	secmail_dmarc_set_suffixes(j->keeps, suffixes);
}

static void
judges_end(judges *j)
{
	secmail_answers_free(j->answers);
	secmail_dmarc_free(j->forgets);
	secmail_dmarc_free(j->keeps);
}

static secmail_status
judge_twice(const judges *j, secmail_dmarc_result **out)
{
	secmail_dmarc_result *anew;
	secmail_status status = secmail_dmarc_judge(j->keeps, j->answers, out);
	size_t asked = secmail_answers_question_count(j->answers);

	/* Setting a list, be it the same, makes a session forget. */
	secmail_dmarc_set_suffixes(j->forgets, j->suffixes);
	require(secmail_dmarc_judge(j->forgets, j->answers, &anew) == status);
	require(secmail_answers_question_count(j->answers) == asked);
	if (status == SECMAIL_DONE)
		check_same(*out, anew);
	secmail_dmarc_result_free(anew);
	return status;
}

static secmail_dmarc_result *
judge(const judges *j, const script *s, bool is_second, bool is_paced)
{
	size_t asked = secmail_answers_question_count(j->answers), rounds = 0;
	secmail_dmarc_result *result;
	secmail_status status;

	give(j->keeps, s, is_second, is_paced);
	give(j->forgets, s, is_second, is_paced);
	if (is_paced)
		require(secmail_dmarc_ask(j->keeps, j->answers) == SECMAIL_DONE);
	while ((status = judge_twice(j, &result)) == SECMAIL_WANT_DNS) {
		require(rounds < (is_paced ? MAX_QUESTIONS : 3));
		answer_last(
		    s, j->answers, is_paced ? pace_of(s, rounds) : SECMAIL_ANSWERS_MAX_QUESTIONS);
		rounds++;
	}
	require(status == SECMAIL_DONE);
	require(secmail_answers_question_count(j->answers) - asked <=
		(j->suffixes ? 2 : MAX_QUESTIONS));
	check_result(result);
	return result;
}

static secmail_dmarc_result *
judge_at_once(const script *s, const secmail_dmarc_suffixes *suffixes, bool is_second)
{
	judges j;
	secmail_dmarc_result *result;

	judges_begin(&j, suffixes);
	result = judge(&j, s, is_second, false);
	judges_end(&j);
	return result;
}

static void
check_message(const judges *j, const script *s, bool is_second)
{
	secmail_dmarc_result *at_once = judge_at_once(s, j->suffixes, is_second);
	secmail_dmarc_result *paced = judge(j, s, is_second, true);

	check_same(at_once, paced);
	secmail_dmarc_result_free(at_once);
	secmail_dmarc_result_free(paced);
}

/*
 * At a cap the verdict hangs on what was asked before, so there is no other to
 * hold it against, until the cap is gone.
 */
static void
check_capped(const judges *j, const script *s)
{
	char letter = s->line[PACE][0];

	if (letter < 'a' || letter > 'z')
		return;
	secmail_answers_reset(j->answers);
	require(secmail_answers_set_max_questions(j->answers, (size_t)(letter - 'a') + 1) ==
		SECMAIL_DONE);
	secmail_dmarc_result_free(judge(j, s, false, true));
	require(secmail_answers_set_max_questions(j->answers, SECMAIL_ANSWERS_MAX_QUESTIONS) ==
		SECMAIL_DONE);
	check_message(j, s, false);
}

static void
check(const script *s, const secmail_dmarc_suffixes *suffixes)
{
	judges j;

	judges_begin(&j, suffixes);
	check_message(&j, s, false);
	check_message(&j, s, true);
	check_capped(&j, s);
	judges_end(&j);
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
