/* covers: lib/spf/address.c lib/spf/authorised.c lib/spf/detail.c lib/spf/evaluate.c
 * lib/spf/expand.c lib/spf/explain.c lib/spf/hosts.c lib/spf/judge.c lib/spf/keep.c
 * lib/spf/lookup.c lib/spf/macro.c lib/spf/mechanism.c lib/spf/name.c lib/spf/network.c
 * lib/spf/path.c lib/spf/ptr.c lib/spf/ranges.c lib/spf/record.c lib/spf/result.c lib/spf/term.c
 * lib/spf/text.c lib/spf/txt.c */
/*
 * fuzz_spf.c - a verdict is the same whatever way its answers come, sound, and bounded
 *
 * Input, in lines: the client's address, HELO, MAIL FROM, then a zone: see
 * zone_script.h. It is judged with all open questions answered at once, the last one
 * first, and by lot; then with lower caps, which are drawn from the input.
 */
#include <secmail/spf.h>

#include "../zone_script.h"
#include "oracles.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is needed at most, and what may have been asked ahead of need. */
#define MAX_ASKED (SECMAIL_SPF_MAX_QUESTIONS + SECMAIL_SPF_MAX_SPECULATION)

#define NOW 1700000000

/* The line at which the zone begins. */
#define ZONE 3

typedef secmail_status (*judge_fn)(secmail_spf *s, secmail_answers *a, secmail_spf_result **out);

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

/* Judges until nothing is missing. */
static secmail_spf_result *
judge_all(judge_fn judge, const script *s, secmail_spf *spf, secmail_answers *a, manner how)
{
	secmail_spf_result *r = NULL;

	for (size_t round = 0;; round++) {
		secmail_status status = judge(spf, a, &r);

		require(status == SECMAIL_DONE || status == SECMAIL_WANT_DNS);
		if (status == SECMAIL_DONE)
			return r;
		/* Each round has an answer more than the one before. */
		require(!r && round < secmail_answers_question_count(a));
		answer_some(s, ZONE, a, how, round);
	}
}

/* What the verdict did not come to can't change it any more. */
static void
require_settled(secmail_spf *spf, secmail_answers *a, const secmail_spf_result *r)
{
	size_t asked = secmail_answers_question_count(a);
	secmail_spf_result *again = NULL;

	secmail_answers_expire(a);
	require(secmail_spf_judge(spf, a, &again) == SECMAIL_DONE);
	require_equal(r, again);
	require(secmail_answers_question_count(a) == asked);
	secmail_spf_result_free(again);
}

/* HELO for its own sake, with the answers that are there; for a null sender it is the verdict. */
static void
require_helo(const script *s, secmail_spf *spf, secmail_answers *a, const secmail_spf_result *r)
{
	secmail_spf_result *helo = judge_all(secmail_spf_judge_helo, s, spf, a, ALL_AT_ONCE);

	require_sound(helo);
	require(secmail_spf_result_scope(helo) == SECMAIL_SPF_SCOPE_HELO);
	if (secmail_spf_result_scope(r) == SECMAIL_SPF_SCOPE_HELO)
		require_equal(r, helo);
	secmail_spf_result_free(helo);
}

static secmail_spf_result *
judge(const script *s, secmail_spf *spf, manner how)
{
	secmail_answers *a;
	secmail_spf_result *r;

	require(secmail_answers_new(&a) == SECMAIL_DONE);
	if (how == BY_LOT)
		require(secmail_spf_ask(spf, a) == SECMAIL_DONE);
	r = judge_all(secmail_spf_judge, s, spf, a, how);
	require(secmail_answers_question_count(a) <= MAX_ASKED);
	require_counts(r, a);
	if (how == ALL_AT_ONCE)
		require_helo(s, spf, a, r);
	require_settled(spf, a, r);
	secmail_answers_free(a);
	return r;
}

/* One session for all inputs, or one of its own: what an earlier input left must not matter. */
static void
judge_in_manners(const script *s, secmail_spf *used, const secmail_spf_result *first)
{
	for (manner how = LAST_FIRST; how < MANNERS; how++) {
		secmail_spf *spf = used;
		secmail_spf_result *other;

		if (how == LAST_FIRST) {
			require(secmail_spf_new(NOW, &spf) == SECMAIL_DONE);
			set_up(s, spf);
		}
		other = judge(s, spf, how);
		if (!table_is_full)
			require_equal(first, other);
		secmail_spf_result_free(other);
		if (spf != used)
			secmail_spf_free(spf);
	}
}

static void
judge_capped(const script *s, size_t lot, const secmail_spf_result *first)
{
	secmail_spf *spf;
	secmail_spf_result *capped;

	require(secmail_spf_new(NOW, &spf) == SECMAIL_DONE);
	set_up(s, spf);
	require(secmail_spf_set_max_terms(spf, 1 + lot % SECMAIL_SPF_MAX_TERMS) == SECMAIL_DONE);
	lot /= SECMAIL_SPF_MAX_TERMS;
	require(secmail_spf_set_max_voids(spf, lot % (SECMAIL_SPF_MAX_VOIDS + 1)) == SECMAIL_DONE);
	lot /= SECMAIL_SPF_MAX_VOIDS + 1;
	require(secmail_spf_set_max_questions(spf, 1 + lot % 20) == SECMAIL_DONE);
	capped = judge(s, spf, lot % 2 ? BY_LOT : LAST_FIRST);
	if (!table_is_full)
		require_capped(first, capped);
	secmail_spf_result_free(capped);
	secmail_spf_free(spf);
}

/* A number that depends on every octet. */
static size_t
lot_of(const uint8_t *data, size_t size)
{
	uint32_t lot = 2166136261u;

	for (size_t i = 0; i < size; i++)
		lot = (lot ^ data[i]) * 16777619u;
	return lot >> 4;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static secmail_spf *used;
	script s = read_script(data, size, ZONE);
	secmail_spf_result *first;

	require(used || secmail_spf_new(NOW, &used) == SECMAIL_DONE);
	secmail_spf_reset(used);
	set_up(&s, used);
	first = judge(&s, used, ALL_AT_ONCE);
	require_sound(first);
	judge_in_manners(&s, used, first);
	judge_capped(&s, lot_of(data, size), first);
	secmail_spf_result_free(first);
	return 0;
}
