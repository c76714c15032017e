/* schedule.c - see schedule.h */
#include "schedule.h"

#include <stdio.h>
#include <string.h>

/* More than any judge asks: one question answered a round, in two halves each. */
#define MAX_ROUNDS (4 * SECMAIL_ANSWERS_MAX_QUESTIONS)
#define MAX_OPEN SECMAIL_ANSWERS_MAX_QUESTIONS

/* One schedule on its way. */
typedef struct run {
	trial *t;
	const world *w;
	chance *c;
	secmail_answers *answers;
	question_set begun;    /* half answered; ids of this table */
	question_set asked;    /* as needed, by the test; ids of this table */
	question_set answered; /* ids of the truth */
	bool may_expire;
	bool has_expired;
	size_t rounds;
	verdict *verdict;
	const char *wrong;
} run;

static const char *const FEAT_NAMES[FEATS] = {
	[FEAT_ROUNDS] = "rounds",
	[FEAT_FAILURES] = "failing worlds",
	[FEAT_LIES] = "lying worlds",
	[FEAT_EARLY] = "early questions",
	[FEAT_SPECULATION] = "rounds of speculation only",
	[FEAT_HALF] = "half answers",
	[FEAT_LATE] = "late answers",
	[FEAT_EXPIRED] = "expired tables",
	[FEAT_AFTERWARDS] = "answers after the verdict",
};

const char *
feat_name(feat f)
{
	return FEAT_NAMES[f];
}

static bool
is_waiting(secmail_status status)
{
	return status == SECMAIL_WANT_DNS || status == SECMAIL_WANT_BODY;
}

/* How many questions are open, and which; the needed ones come first. */
static size_t
list_open(const secmail_answers *a, uint32_t ids[MAX_OPEN], size_t *out_needed)
{
	size_t count = secmail_answers_open(a, ids, MAX_OPEN), needed = 0;

	while (needed < count && secmail_answers_is_needed(a, ids[needed]))
		needed++;
	*out_needed = needed;
	return count;
}

/* --- the two orders that others are held against --------------------------- */

typedef enum order { ALL_AT_ONCE, IN_ORDER } order;

static void
answer_first(const world *w, secmail_answers *a, size_t most)
{
	uint32_t ids[MAX_OPEN];
	size_t needed, count = list_open(a, ids, &needed);

	for (size_t i = 0; i < count && i < most; i++) {
		world_add(w, a, ids[i], NULL);
		world_close(w, a, ids[i], NULL);
	}
}

/* Who is told of needed questions alone, one after the other, is told what the decision reaches. */
static void
note_reached(const world *w, const secmail_answers *a, question_set *reached)
{
	memset(reached, 0, sizeof *reached);
	for (uint32_t id = 0; id < secmail_answers_question_count(a); id++)
		if (secmail_answers_is_needed(a, id))
			question_set_add(reached, truth_id(w->truth, a, id));
}

static const char *
run_in_order(const trial *t, const world *w, order how, verdict *out, question_set *reached)
{
	const subject *s = t->subject;
	secmail_answers *a;
	secmail_status status;
	size_t rounds = 0;

	must(secmail_answers_new(&a), "a table");
	s->begin(s->arg, w->seed, NULL);
	while (is_waiting(status = s->judge(s->arg, a, NULL, out)) && rounds++ < MAX_ROUNDS)
		answer_first(w, a, how == ALL_AT_ONCE ? MAX_OPEN : 1);
	if (reached)
		note_reached(w, a, reached);
	secmail_answers_free(a);
	return status == SECMAIL_DONE ? NULL : "judging without a schedule comes to no end";
}

/* --- a schedule -------------------------------------------------------------- */

static void
say(run *r, const char *wrong)
{
	if (!r->wrong)
		r->wrong = wrong;
}

static void
count(run *r, feat f)
{
	r->t->feats[f]++;
}

/* A name as a caller may spell it: letters in any case, a dot at the end. */
static size_t
spell(char name[257], size_t len, chance *c)
{
	for (size_t i = 0; i < len; i++)
		if (((name[i] >= 'a' && name[i] <= 'z') || (name[i] >= 'A' && name[i] <= 'Z')) &&
		    chance_one_in(c, 2))
			name[i] ^= 0x20;
	if (len > 0 && chance_one_in(c, 2))
		name[len++] = '.';
	return len;
}

/* A question that was asked in other schedules of this case. */
static uint16_t
pick_known(const run *r, char name[257], size_t *out_len)
{
	const secmail_answers *known = r->w->truth->known;
	uint32_t id = (uint32_t)chance_below(r->c, secmail_answers_question_count(known));

	*out_len = question_name(known, id, name);
	return secmail_answers_qtype(known, id);
}

static uint16_t
pick_name(const run *r, char name[257], size_t *out_len)
{
	static const uint16_t types[] = { SECMAIL_DNS_TXT, SECMAIL_DNS_TXT, SECMAIL_DNS_A,
		SECMAIL_DNS_AAAA, SECMAIL_DNS_MX, SECMAIL_DNS_PTR };
	const subject *s = r->t->subject;
	const char *picked = s->names[chance_below(r->c, s->name_count)];

	*out_len = strlen(picked) < 256 ? strlen(picked) : 0;
	memcpy(name, picked, *out_len);
	return types[chance_below(r->c, sizeof types / sizeof types[0])];
}

/* Something else asks early, of the same table. */
static void
ask_early(run *r)
{
	char name[257];
	size_t len;
	bool is_known = r->t->subject->name_count == 0 || chance_one_in(r->c, 2);
	bool is_needed = chance_one_in(r->c, 8);
	uint16_t type = is_known ? pick_known(r, name, &len) : pick_name(r, name, &len);
	uint32_t id;

	len = spell(name, len, r->c);
	if (secmail_answers_ask(r->answers, name, len, type,
		is_needed ? SECMAIL_ANSWERS_NEEDED : SECMAIL_ANSWERS_SPECULATIVE,
		&id) != SECMAIL_DONE)
		return;
	if (is_needed)
		question_set_add(&r->asked, id);
	count(r, FEAT_EARLY);
}

/* The first answer is final, whatever comes after it. */
static void
answer_again(run *r, uint32_t id)
{
	static const uint8_t junk[] = { 10, 'v', '=', 's', 'p', 'f', '1', ' ', '+', 'a', 'l' };
	secmail_answers *a = r->answers;
	secmail_answer_state before = secmail_answers_state(a, id);
	size_t records = secmail_answers_count(a, id);

	if (secmail_answers_add(a, id, junk, sizeof junk, 0) != SECMAIL_LATE ||
	    secmail_answers_add_alias(a, id, "\4liar\7example", 14) != SECMAIL_LATE ||
	    secmail_answers_close(a, id, 3, SECMAIL_TRUST_SECURE) != SECMAIL_LATE ||
	    secmail_answers_fail(a, id, SECMAIL_DNS_BOGUS) != SECMAIL_LATE ||
	    secmail_answers_state(a, id) != before || secmail_answers_count(a, id) != records)
		say(r, "a second answer was not late");
	count(r, FEAT_LATE);
}

static void
finish_answer(run *r, uint32_t id)
{
	if (!question_set_has(&r->begun, id))
		world_add(r->w, r->answers, id, r->c);
	world_close(r->w, r->answers, id, r->c);
	question_set_add(&r->answered, truth_id(r->w->truth, r->answers, id));
	if (chance_one_in(r->c, 8))
		answer_again(r, id);
}

/* Gives an answer, or the first half of one. */
static void
answer(run *r, uint32_t id)
{
	if (!question_set_has(&r->begun, id) && chance_one_in(r->c, 8)) {
		world_add(r->w, r->answers, id, r->c);
		question_set_add(&r->begun, id);
		count(r, FEAT_HALF);
	} else {
		finish_answer(r, id);
	}
}

static void
shuffle(uint32_t *ids, size_t count, chance *c)
{
	for (size_t i = count; i > 1; i--) {
		size_t k = chance_below(c, i);
		uint32_t id = ids[i - 1];

		ids[i - 1] = ids[k];
		ids[k] = id;
	}
}

/* How many of the open questions are answered now: one, all, or any number. */
static size_t
pick_count(chance *c, size_t open)
{
	switch (chance_below(c, 4)) {
	case 0:
		return 1;
	case 1:
		return open;
	default:
		return 1 + chance_below(c, open);
	}
}

static void
answer_some(run *r)
{
	uint32_t ids[MAX_OPEN], *from = ids;
	size_t needed, open = list_open(r->answers, ids, &needed);

	if (open > needed && chance_one_in(r->c, 4)) {
		from += needed;
		open -= needed;
		count(r, FEAT_SPECULATION);
	}
	if (open == 0)
		return;
	shuffle(from, open, r->c);
	open = pick_count(r->c, open);
	for (size_t i = 0; i < open; i++)
		answer(r, from[i]);
}

/* The planted fault of a driver that loses patience and says that nothing is there. */
static void
answer_hastily(run *r)
{
	uint32_t ids[MAX_OPEN];
	size_t needed, open = list_open(r->answers, ids, &needed);

	for (size_t i = 0; i < open; i++)
		must(secmail_answers_close(r->answers, ids[i], 3, SECMAIL_TRUST_UNKNOWN), "haste");
}

static void
expire(run *r)
{
	secmail_answers_expire(r->answers);
	r->has_expired = true;
	count(r, FEAT_EXPIRED);
}

/* What goes on between two calls. */
static void
go_on(run *r, secmail_status status)
{
	uint32_t ids[MAX_OPEN];
	size_t needed;

	list_open(r->answers, ids, &needed);
	if (status == SECMAIL_WANT_DNS && needed == 0)
		say(r, "it waits, and no needed question is open");
	if (status == SECMAIL_WANT_DNS && r->has_expired)
		say(r, "an expired table still lets it wait");
	count(r, FEAT_ROUNDS);
	if (chance_one_in(r->c, 8))
		ask_early(r);
	if (r->t->is_hasty && r->rounds == 2)
		answer_hastily(r);
	else if (r->may_expire && chance_one_in(r->c, 4))
		expire(r);
	else
		answer_some(r);
}

static void
judge(run *r)
{
	const subject *s = r->t->subject;
	secmail_status status;

	for (;;) {
		status = s->judge(s->arg, r->answers, r->c, r->verdict);
		if (!is_waiting(status) || r->wrong)
			break;
		if (r->rounds++ == MAX_ROUNDS) {
			say(r, "it waits for ever");
			break;
		}
		go_on(r, status);
	}
	if (status < SECMAIL_DONE)
		say(r, secmail_status_text(status));
}

/* A table that is new, or that has served before. */
static secmail_answers *
table_for(trial *t, chance *c)
{
	secmail_answers *a = t->used;

	t->used = NULL;
	if (a && chance_one_in(c, 2)) {
		secmail_answers_free(a);
		a = NULL;
	}
	if (a)
		secmail_answers_reset(a);
	else
		must(secmail_answers_new(&a), "a table");
	return a;
}

/* Only what the decision reaches may be called needed, or a driver waits for more than it has to.
 */
static void
check_needed(run *r, const question_set *reached)
{
	const secmail_answers *a = r->answers;

	for (uint32_t id = 0; id < secmail_answers_question_count(a); id++)
		if (secmail_answers_is_needed(a, id) && !question_set_has(&r->asked, id) &&
		    !question_set_has(reached, truth_id(r->w->truth, a, id)))
			say(r, "a question was called needed that the decision does not reach");
}

/* A verdict stands: asked again, and when what it did not wait for has come. */
static void
judge_again(run *r)
{
	static verdict again;
	const subject *s = r->t->subject;
	uint32_t ids[MAX_OPEN];
	size_t needed, open;

	for (size_t i = 0; i < 2; i++) {
		if (s->judge(s->arg, r->answers, r->c, &again) != SECMAIL_DONE ||
		    !verdict_equal(r->verdict, &again))
			say(r, i == 0 ? "asked again it says something else"
				      : "what it did not wait for changes the verdict");
		open = list_open(r->answers, ids, &needed);
		for (size_t k = 0; k < open && i == 0; k++) {
			finish_answer(r, ids[k]);
			count(r, FEAT_AFTERWARDS);
		}
	}
}

static void
run_at_random(run *r, const question_set *reached)
{
	const subject *s = r->t->subject;

	r->answers = table_for(r->t, r->c);
	s->begin(s->arg, r->w->seed, r->c);
	for (size_t left = chance_below(r->c, 8); left > 4; left--)
		ask_early(r);
	judge(r);
	if (!r->wrong && s->needs_exactly && !r->has_expired)
		check_needed(r, reached);
	if (!r->wrong)
		judge_again(r);
	r->t->used = r->answers;
}

/* --- a trial ------------------------------------------------------------------- */

static const char *
compare(const verdict *expected, const verdict *got, const char *wrong)
{
	if (!wrong && !verdict_equal(expected, got))
		wrong = "the verdict hangs on the schedule";
	if (wrong)
		printf("expected\n%sgot\n%s", expected->text, got->text);
	return wrong;
}

/* Which answers there are to be, by chance. */
static world
choose_world(trial *t, uint64_t seed, chance *c)
{
	world w = { .truth = t->truth, .seed = seed };

	if (chance_one_in(c, 2)) {
		w.failing = 1 + (unsigned)chance_below(c, 6);
		t->feats[FEAT_FAILURES]++;
	}
	return w;
}

const char *
trial_run(trial *t, uint64_t seed)
{
	static verdict expected, got;
	chance c = { seed };
	question_set reached;
	world w = choose_world(t, seed, &c);
	run r = { .t = t, .w = &w, .c = &c, .verdict = &got, .may_expire = chance_one_in(&c, 4) };
	const char *wrong = run_in_order(t, &w, ALL_AT_ONCE, &expected, NULL);

	t->done++;
	if (!wrong)
		wrong = compare(&expected, &got, run_in_order(t, &w, IN_ORDER, &got, &reached));
	if (wrong)
		return wrong;
	if (chance_one_in(&c, 2)) {
		w.honest = &reached;
		t->feats[FEAT_LIES]++;
	}
	run_at_random(&r, &reached);
	if (r.has_expired && !r.wrong) {
		w.in_time = &r.answered;
		r.wrong = run_in_order(t, &w, ALL_AT_ONCE, &expected, NULL);
	}
	return compare(&expected, &got, r.wrong);
}
