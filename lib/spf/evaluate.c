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

static secmailp_spf_step
find_record(secmailp_spf_evaluation *e, secmailp_view *out)
{
	secmailp_view name = secmailp_spf_name_view(&secmailp_spf_top(e)->domain);
	uint32_t id;

	/* RFC 7208 section 4.3: a single label is no domain to check. */
	if (!memchr(name.at, '.', name.len))
		return SECMAILP_SPF_NO;
	switch (secmailp_spf_look(e, name, SECMAIL_DNS_TXT, &id)) {
	case SECMAILP_SPF_FOUND_RECORDS:
		return secmailp_spf_select(e, id, out);
	case SECMAILP_SPF_FOUND_FAILURE:
		return secmailp_spf_stop_on_failure(e, id);
	case SECMAILP_SPF_FOUND_NOT_YET:
		return SECMAILP_SPF_WAIT;
	case SECMAILP_SPF_FOUND_STOP:
		return SECMAILP_SPF_STOP;
	default:
		return SECMAILP_SPF_NO;
	}
}

/* Puts the record of the top frame's name there. NO: the name has none. */
static secmailp_spf_step
open_record(secmailp_spf_evaluation *e)
{
	secmailp_spf_frame *frame = secmailp_spf_top(e);
	secmailp_view text;
	secmailp_spf_step step;

	frame->term = secmailp_view_of(NULL, 0);
	step = find_record(e, &text);
	if (step != SECMAILP_SPF_YES)
		return step;
	if (secmailp_spf_record_read(text, e->session->kept + e->kept, SECMAILP_SPF_KEPT - e->kept,
		&frame->record, &e->fault)) {
		e->kept += frame->record.kept_count;
		return step;
	}
	frame->term = e->fault.term;
	return secmailp_spf_stop(e, SECMAIL_SPF_PERMERROR, SECMAIL_SPF_REASON_SYNTAX);
}

/*
 * Goes to the record of another name, in a frame of its own. The answer YES
 * says that a result stands; `none` is what no record at that name means.
 */
static secmailp_spf_step
evaluate_other(secmailp_spf_evaluation *e, const secmailp_spf_term *term, secmail_spf_reason none)
{
	secmailp_spf_name name;
	secmailp_spf_step step = secmailp_spf_count_term(e);

	if (step != SECMAILP_SPF_STOP)
		step = secmailp_spf_expand_name(e, term->domain, &name);
	if (step != SECMAILP_SPF_YES)
		return step;
	if (e->depth == SECMAILP_SPF_MAX_CHAIN)
		return secmailp_spf_stop(e, SECMAIL_SPF_PERMERROR, SECMAIL_SPF_REASON_TERM_LIMIT);
	e->depth++;
	secmailp_spf_name_set(&secmailp_spf_top(e)->domain, secmailp_spf_name_view(&name));
	step = open_record(e);
	if (step == SECMAILP_SPF_YES)
		return evaluate_record(e);
	if (step == SECMAILP_SPF_NO) {
		e->subject = name;
		step = secmailp_spf_stop(e, SECMAIL_SPF_PERMERROR, none);
	}
	return step;
}

/* RFC 7208 section 5.2: a pass there matches here, any other result does not. */
static secmailp_spf_step
match_include(secmailp_spf_evaluation *e, const secmailp_spf_term *term)
{
	size_t depth = e->depth;
	size_t kept = e->kept;
	secmailp_spf_step step = evaluate_other(e, term, SECMAIL_SPF_REASON_INCLUDE_NONE);

	if (step == SECMAILP_SPF_YES && e->code != SECMAIL_SPF_PASS)
		step = SECMAILP_SPF_NO;
	if (step == SECMAILP_SPF_NO || step == SECMAILP_SPF_WAIT) {
		e->depth = depth;
		e->kept = kept;
	}
	return step;
}

static secmailp_spf_step
follow_redirect(secmailp_spf_evaluation *e)
{
	secmailp_spf_frame *frame = secmailp_spf_top(e);
	secmailp_spf_term redirect;
	secmailp_spf_step step;

	frame->term = frame->record.redirect;
	(void)secmailp_spf_term_read(
	    frame->term, &redirect); /* it was read before, and found well */
	step = evaluate_other(e, &redirect, SECMAIL_SPF_REASON_REDIRECT_NONE);
	if (step == SECMAILP_SPF_NO) /* a local part that no name can hold */
		return secmailp_spf_stop(
		    e, SECMAIL_SPF_PERMERROR, SECMAIL_SPF_REASON_REDIRECT_NONE);
	return step;
}

static secmailp_spf_step
evaluate_term(secmailp_spf_evaluation *e, const secmailp_spf_term *term)
{
	size_t own = e->depth;
	secmailp_spf_step step;

	secmailp_spf_top(e)->term = term->text;
	step = term->kind == SECMAILP_SPF_INCLUDE ? match_include(e, term)
						  : secmailp_spf_match(e, term);
	if (step != SECMAILP_SPF_YES)
		return step;
	e->decider = own;
	return match(e, term->qualifier, SECMAIL_SPF_REASON_MATCHED);
}

/* The mechanisms in their order. While answers are missing, unknown ones are gone over. */
static secmailp_spf_step
evaluate_mechanisms(secmailp_spf_evaluation *e)
{
	const secmailp_spf_record *record = &secmailp_spf_top(e)->record;
	secmailp_cursor rest = secmailp_cursor_over(record->rest);
	secmailp_spf_step step = SECMAILP_SPF_NO;
	secmailp_spf_term term;
	secmailp_view text;

	for (size_t i = 0; i < record->kept_count; i++) {
		step = evaluate_term(e, &record->kept[i]);
		if (step == SECMAILP_SPF_YES || step == SECMAILP_SPF_STOP)
			return step;
	}
	while (secmailp_spf_record_next(&rest, &text)) {
		(void)secmailp_spf_term_read(text, &term); /* the whole record was found well */
		if (secmailp_spf_is_mechanism(&term))
			step = evaluate_term(e, &term);
		if (step == SECMAILP_SPF_YES || step == SECMAILP_SPF_STOP)
			return step;
	}
	return SECMAILP_SPF_NO;
}

/* The result of the top frame's record. YES: one stands in e->code. */
static secmailp_spf_step
evaluate_record(secmailp_spf_evaluation *e)
{
	secmailp_spf_frame *frame = secmailp_spf_top(e);
	secmailp_spf_step step = evaluate_mechanisms(e);

	if (step != SECMAILP_SPF_NO)
		return step;
	frame->term = secmailp_view_of(NULL, 0);
	if (frame->record.redirect.len > 0)
		return follow_redirect(e);
	return match(e, SECMAIL_SPF_NEUTRAL, SECMAIL_SPF_REASON_DEFAULT);
}

void
secmailp_spf_evaluate(secmailp_spf_evaluation *e)
{
	const secmailp_spf_identity *id = e->identity;

	if (!id->has_domain) {
		secmailp_spf_stop(e, SECMAIL_SPF_NONE, SECMAIL_SPF_REASON_BAD_DOMAIN);
		return;
	}
	e->depth = 1;
	secmailp_spf_name_set(
	    &secmailp_spf_top(e)->domain, secmailp_view_of(id->domain, id->domain_len));
	switch (open_record(e)) {
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
