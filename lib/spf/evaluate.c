/*
 * evaluate.c - check_host(): the terms of a record in their order, and the
 * records that include and redirect lead to (RFC 7208 sections 4, 5.2 and 6.1)
 *
 * An include is evaluated by calling again. Each call is paid for with a term
 * of the limit, so it goes SECMAIL_SPF_MAX_TERMS deep at most.
 */
#include "spf_internal.h"

static secmailp_spf_step evaluate_record(secmailp_spf_evaluation *e);

secmailp_spf_step
secmailp_spf_stop(secmailp_spf_evaluation *e, secmail_spf_code code, secmail_spf_reason reason)
{
	e->code = code;
	e->reason = reason;
	return SECMAILP_SPF_STOP;
}

static secmailp_spf_step
match(secmailp_spf_evaluation *e, secmail_spf_code code, secmail_spf_reason reason)
{
	e->code = code;
	e->reason = reason;
	return SECMAILP_SPF_YES;
}

secmailp_spf_step
secmailp_spf_count_term(secmailp_spf_evaluation *e)
{
	if (e->terms >= e->session->max_terms)
		return secmailp_spf_stop(e, SECMAIL_SPF_PERMERROR, SECMAIL_SPF_REASON_TERM_LIMIT);
	e->terms++;
	return SECMAILP_SPF_YES;
}

/* Looks for the record of the top frame's name. NO: the name has none. */
static secmailp_spf_step
find_page(secmailp_spf_evaluation *e, uint32_t *question, secmailp_spf_page **out)
{
	secmailp_view name = secmailp_spf_top(e)->domain;

	/* RFC 7208 section 4.3: a single label is no domain to check. */
	if (name.len == 0 || !memchr(name.at, '.', name.len))
		return SECMAILP_SPF_NO;
	switch (secmailp_spf_look(e, name, SECMAIL_DNS_TXT, question)) {
	case SECMAILP_SPF_FOUND_RECORDS:
		*out = secmailp_spf_page_of(e, *question, name);
		if (!*out)
			return e->status == SECMAIL_DONE ? SECMAILP_SPF_WAIT : SECMAILP_SPF_STOP;
		return (*out)->found;
	case SECMAILP_SPF_FOUND_FAILURE:
		return secmailp_spf_stop_on_failure(e, *question);
	case SECMAILP_SPF_FOUND_NOT_YET:
		return SECMAILP_SPF_WAIT;
	case SECMAILP_SPF_FOUND_STOP:
		return SECMAILP_SPF_STOP;
	default:
		return SECMAILP_SPF_NO;
	}
}

/* Puts the record of a name into a new frame, the top one. NO: the name has none. */
static secmailp_spf_step
open_record(secmailp_spf_evaluation *e, secmailp_view domain, uint32_t *question)
{
	secmailp_spf_frame *frame = &e->frames[e->depth++];
	secmailp_spf_page *page = NULL;
	secmailp_spf_step step;

	*frame = (secmailp_spf_frame){ .domain = domain };
	step = find_page(e, question, &page);
	if (!page)
		return step;
	frame->record = &page->record;
	if (step != SECMAILP_SPF_STOP)
		return step;
	e->fault = page->record.fault;
	frame->term = e->fault.term;
	return secmailp_spf_stop(e, SECMAIL_SPF_PERMERROR, page->flaw);
}

/*
 * Goes to the record of another name, in a frame of its own. The answer YES
 * says that a result stands; `none` is what no record at that name means.
 */
static secmailp_spf_step
evaluate_other(secmailp_spf_evaluation *e, secmailp_spf_mechanism *m, secmail_spf_reason none)
{
	secmailp_spf_target *target = &m->target;
	secmailp_spf_step step = secmailp_spf_count_term(e);

	if (step != SECMAILP_SPF_STOP)
		step = secmailp_spf_aim_at(e, m->term.domain, target);
	if (step != SECMAILP_SPF_YES)
		return step;
	if (e->depth == SECMAILP_SPF_MAX_CHAIN)
		return secmailp_spf_stop(e, SECMAIL_SPF_PERMERROR, SECMAIL_SPF_REASON_TERM_LIMIT);
	step = open_record(e, target->name, &target->question);
	if (step == SECMAILP_SPF_YES)
		return evaluate_record(e);
	if (step == SECMAILP_SPF_NO) {
		e->subject = target->name;
		step = secmailp_spf_stop(e, SECMAIL_SPF_PERMERROR, none);
	}
	return step;
}

/* RFC 7208 section 5.2: a pass there matches here, any other result does not. */
static secmailp_spf_step
match_include(secmailp_spf_evaluation *e, secmailp_spf_mechanism *m)
{
	size_t depth = e->depth;
	secmailp_spf_step step = evaluate_other(e, m, SECMAIL_SPF_REASON_INCLUDE_NONE);

	if (step == SECMAILP_SPF_YES && e->code != SECMAIL_SPF_PASS)
		step = SECMAILP_SPF_NO;
	if (step == SECMAILP_SPF_NO || step == SECMAILP_SPF_WAIT)
		e->depth = depth;
	return step;
}

static secmailp_spf_step
follow_redirect(secmailp_spf_evaluation *e)
{
	secmailp_spf_frame *frame = secmailp_spf_top(e);
	secmailp_spf_mechanism *redirect = &frame->record->redirect;
	secmailp_spf_step step;

	frame->term = redirect->term.text;
	step = evaluate_other(e, redirect, SECMAIL_SPF_REASON_REDIRECT_NONE);
	if (step == SECMAILP_SPF_NO) /* a local part that no name can hold */
		return secmailp_spf_stop(
		    e, SECMAIL_SPF_PERMERROR, SECMAIL_SPF_REASON_REDIRECT_NONE);
	return step;
}

static secmailp_spf_step
evaluate_mechanism(secmailp_spf_evaluation *e, secmailp_spf_mechanism *m)
{
	size_t own = e->depth;
	secmailp_spf_step step;

	secmailp_spf_top(e)->term = m->term.text;
	step =
	    m->term.kind == SECMAILP_SPF_INCLUDE ? match_include(e, m) : secmailp_spf_match(e, m);
	if (step != SECMAILP_SPF_YES)
		return step;
	e->decider = own;
	return match(e, m->term.qualifier, SECMAIL_SPF_REASON_MATCHED);
}

/* The result of the top frame's record. While answers are missing, unknown terms are gone over. */
static secmailp_spf_step
evaluate_record(secmailp_spf_evaluation *e)
{
	secmailp_spf_frame *frame = secmailp_spf_top(e);
	const secmailp_spf_record *record = frame->record;

	for (size_t i = 0; i < record->count; i++) {
		secmailp_spf_step step = evaluate_mechanism(e, &record->mechanisms[i]);

		if (step == SECMAILP_SPF_YES || step == SECMAILP_SPF_STOP)
			return step;
	}
	frame->term = secmailp_view_of(NULL, 0);
	if (record->redirect.term.text.len > 0)
		return follow_redirect(e);
	return match(e, SECMAIL_SPF_NEUTRAL, SECMAIL_SPF_REASON_DEFAULT);
}

void
secmailp_spf_evaluate(secmailp_spf_evaluation *e)
{
	const secmailp_spf_identity *id = e->identity;
	secmailp_view domain = secmailp_domain_view(&id->domain);

	if (!id->has_domain) {
		secmailp_spf_stop(e, SECMAIL_SPF_NONE, SECMAIL_SPF_REASON_BAD_DOMAIN);
		return;
	}
	switch (open_record(e, domain, &e->session->keep.root.question)) {
	case SECMAILP_SPF_YES:
		evaluate_record(e);
		break;
	case SECMAILP_SPF_NO:
		secmailp_spf_stop(e, SECMAIL_SPF_NONE, SECMAIL_SPF_REASON_NO_RECORD);
		break;
	default:
		break;
	}
}
