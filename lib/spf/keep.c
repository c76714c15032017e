/*
 * keep.c - what a session keeps of a table's answers from round to round
 *
 * Decisions are made anew in every round, but an answer is final once it came:
 * records are read, names expanded and addresses compared once. That bounds
 * what a hostile zone costs, whose answers come one by one. Nothing kept is a
 * decision, and no count is: those begin at nothing each time.
 *
 * A table may be freed and another made in its place. So the session leaves a
 * mark in it, which it finds again only in the table that it has read.
 */
#include "spf_internal.h"

void
secmailp_spf_keep_forget(secmail_spf *s)
{
	s->keep.answers = NULL;
	if (s->keep.arena.used > 0)
		secmailp_arena_empty(&s->keep.arena);
}

static bool
is_of(const secmail_spf *s, const secmail_answers *a, const secmailp_spf_identity *identity)
{
	const secmailp_spf_keep *k = &s->keep;

	return k->answers == a && k->identity == identity &&
	       secmail_answers_is_marked(a, s, k->mark);
}

void
secmailp_spf_keep_begin(secmail_spf *s, secmail_answers *a, const secmailp_spf_identity *identity)
{
	secmailp_spf_keep *k = &s->keep;

	if (is_of(s, a, identity) && k->arena.used <= SECMAILP_SPF_KEEP_FULL)
		return;
	secmailp_spf_keep_forget(s);
	k->answers = a;
	k->identity = identity;
	secmail_answers_mark(a, s, ++k->mark);
	k->pages = NULL;
	k->early = 0;
	k->root = (secmailp_spf_target){ .question = SECMAILP_SPF_UNASKED };
	k->client = (secmailp_spf_target){ .question = SECMAILP_SPF_UNASKED };
	k->explanation = SECMAILP_SPF_UNASKED;
	memset(k->nearness, 0, k->nearness_used);
	k->nearness_used = 0;
	/* Under AddressSanitizer all is an allocation of its own, so that its end is known. */
	k->pool_used = SECMAILP_ARENA_IS_SPLIT ? sizeof k->pool : 0;
	k->mechanisms_used = SECMAILP_ARENA_IS_SPLIT ? SECMAILP_SPF_MECHANISMS : 0;
}

static void *
arena_room(secmailp_spf_evaluation *e, size_t size)
{
	secmailp_arena *arena = &e->session->keep.arena;
	void *room = secmailp_arena_alloc(arena, size);

	if (!room)
		e->status = arena->status;
	return room;
}

void *
secmailp_spf_room(secmailp_spf_evaluation *e, size_t size)
{
	const size_t unit = alignof(max_align_t);
	secmailp_spf_keep *k = &e->session->keep;
	void *room = k->pool + k->pool_used;

	if (size > sizeof k->pool - k->pool_used)
		return arena_room(e, size);
	k->pool_used += (size + unit - 1) / unit * unit;
	return room;
}

/* Room for the mechanisms of a record; keep_mechanisms() says how much of it stays in use. */
static secmailp_spf_mechanism *
mechanisms_room(secmailp_spf_evaluation *e)
{
	secmailp_spf_keep *k = &e->session->keep;

	if (SECMAILP_SPF_MECHANISMS - k->mechanisms_used > SECMAILP_SPF_KEPT)
		return k->mechanisms + k->mechanisms_used;
	return arena_room(e, (SECMAILP_SPF_KEPT + 1) * sizeof k->mechanisms[0]);
}

static void
keep_mechanisms(secmailp_spf_evaluation *e, const secmailp_spf_record *record)
{
	secmailp_spf_keep *k = &e->session->keep;

	if (record->mechanisms == k->mechanisms + k->mechanisms_used)
		k->mechanisms_used += record->count;
}

secmailp_spf_step
secmailp_spf_keep_name(secmailp_spf_evaluation *e, secmailp_view labels, secmailp_view *out)
{
	uint8_t *room = secmailp_spf_room(e, labels.len);

	if (!room)
		return SECMAILP_SPF_STOP;
	for (size_t i = 0; i < labels.len; i++)
		room[i] = secmailp_lower(labels.at[i]);
	*out = secmailp_view_of(room, labels.len);
	return SECMAILP_SPF_YES;
}

/* Reads what stands on a page. */
static void
read_page(secmailp_spf_evaluation *e, secmailp_spf_page *page)
{
	secmailp_spf_mechanism *room;
	secmailp_view text;

	page->found = secmailp_spf_select(e, page->question, &text);
	page->flaw = e->reason;
	if (page->found != SECMAILP_SPF_YES)
		return;
	room = mechanisms_room(e);
	if (!room)
		return;
	if (secmailp_spf_record_read(text, &e->session->client, room, &page->record)) {
		keep_mechanisms(e, &page->record);
	} else {
		page->found = SECMAILP_SPF_STOP;
		page->flaw = SECMAIL_SPF_REASON_SYNTAX;
	}
}

secmailp_spf_page *
secmailp_spf_page_of(secmailp_spf_evaluation *e, uint32_t question, secmailp_view domain)
{
	secmailp_spf_keep *k = &e->session->keep;
	secmailp_spf_page *page = k->pages;

	/* Pages are as few as questions. Two names that differ in a dot at the end are one
	 * question. */
	for (; page; page = page->next)
		if (page->question == question && secmailp_view_equal(page->domain, domain))
			return page;
	if (e->is_waiting && k->early == SECMAILP_SPF_MAX_EARLY)
		return NULL;
	k->early += e->is_waiting;
	page = secmailp_spf_room(e, sizeof *page);
	if (!page)
		return NULL;
	page->question = question;
	page->domain = domain;
	page->record.fault = (secmailp_spf_fault){ .why = NULL };
	read_page(e, page);
	if (e->status != SECMAIL_DONE)
		return NULL;
	page->next = k->pages;
	k->pages = page;
	return page;
}
