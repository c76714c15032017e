/*
 * judge.c - policy discovery and the verdict (RFC 9989 sections 4.10.1, 5.3)
 *
 * The decision is made from the top each time. Where an answer is missing the
 * run ends with e->waits; where one has failed, it is an error only if the RFC
 * requires that query and its answer could have changed the result.
 */
#include "dmarc_internal.h"

static void
decide(dmarc_evaluation *e, secmail_dmarc_code code, secmail_dmarc_reason reason,
    secmailp_view culprit)
{
	e->waits = false;
	e->code = code;
	e->reason = reason;
	e->culprit = culprit;
}

/* A query that counts has failed, or could not even be asked. */
static void
decide_silent(dmarc_evaluation *e, const dmarc_name *name, secmail_dmarc_reason reason)
{
	if (name->is_limited)
		decide(e, SECMAIL_DMARC_PERMERROR, SECMAIL_DMARC_REASON_LIMIT, name->domain);
	else
		decide(e, SECMAIL_DMARC_TEMPERROR, reason, name->domain);
}

static bool
has_record(const dmarc_name *name)
{
	return name->says > DMARC_SAYS_NO_RECORD;
}

/* Section 4.10.1: the author domain's own record, else its organizational domain's, else the
 * PSD's. */
static const dmarc_name *
applicable(const dmarc_walk *author)
{
	secmailp_view organization = secmailp_dmarc_walk_organization(author);
	const dmarc_name *last = author->names[secmailp_dmarc_walk_reach(author) - 1];

	if (has_record(author->names[0]))
		return author->names[0];
	for (size_t i = 0; i < author->count; i++)
		if (has_record(author->names[i]) &&
		    secmailp_view_equal(author->names[i]->domain, organization))
			return author->names[i];
	return last->says == DMARC_SAYS_PSD_Y ? last : NULL;
}

typedef enum existence { EXISTENCE_UNKNOWN, EXISTS, EXISTS_NOT } existence;

/*
 * One type's answer speaks for the name. Two are asked, so that one failing
 * query leaves the question answered.
 */
static existence
author_existence(dmarc_evaluation *e)
{
	static const uint16_t types[] = { SECMAIL_DNS_A, SECMAIL_DNS_MX };
	const secmailp_view domain = e->author;
	existence found = EXISTENCE_UNKNOWN;
	bool is_open = false;

	/* What exists below a name shows that the name exists (RFC 8020). */
	if (secmailp_dmarc_answer_shows_name(e->answers, e->walks[0].names[0]->id))
		return EXISTS;
	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
		uint32_t id;
		secmail_status status = secmail_answers_ask(
		    e->answers, domain.at, domain.len, types[i], SECMAIL_ANSWERS_NEEDED, &id);

		if (status == SECMAIL_NO_MEMORY)
			e->status = status;
		if (status != SECMAIL_DONE)
			continue;
		if (secmailp_dmarc_answer_shows_name(e->answers, id))
			return EXISTS;
		is_open |= secmail_answers_state(e->answers, id) == SECMAIL_ANSWER_OPEN;
		if (secmail_answers_state(e->answers, id) == SECMAIL_ANSWER_NXDOMAIN)
			found = EXISTS_NOT;
	}
	e->waits |= is_open;
	return found;
}

/* Section 4.10.1: p of one's own record; of an inherited one np or sp, and p in their absence. */
static secmail_dmarc_policy
applicable_policy(dmarc_evaluation *e)
{
	const dmarc_record *record = &e->policy_name->record;

	if (e->policy_name == e->walks[0].names[0])
		return record->p;
	secmail_dmarc_policy sp = record->sp ? record->sp : record->p;
	secmail_dmarc_policy np = record->np ? record->np : sp;
	if (sp == np)
		return sp;
	switch (author_existence(e)) {
	case EXISTS:
		return sp;
	case EXISTS_NOT:
		return np;
	default:
		return SECMAIL_DMARC_POLICY_ABSENT;
	}
}

static bool
is_authenticated(const dmarc_identifier *i)
{
	return i->outcome == SECMAIL_DMARC_OUTCOME_PASS && i->domain.len > 0;
}

static bool
has_authenticated(const secmail_dmarc *d)
{
	bool found = is_authenticated(&d->spf);

	for (size_t i = 0; i < d->dkim_count && !found; i++)
		found = is_authenticated(&d->dkim[i]);
	return found;
}

/* Nothing aligns. Would it, had SPF or a signature not met a failure of DNS? */
static void
decide_unaligned(dmarc_evaluation *e)
{
	const dmarc_identifier *dkim, *spf;

	secmailp_dmarc_align(e, DMARC_DKIM, SECMAIL_DMARC_OUTCOME_TEMPERROR, &dkim);
	secmailp_dmarc_align(e, DMARC_SPF, SECMAIL_DMARC_OUTCOME_TEMPERROR, &spf);
	if (e->waits)
		return;
	if (dkim || spf)
		decide(e, SECMAIL_DMARC_TEMPERROR, SECMAIL_DMARC_REASON_AUTHENTICATION,
		    secmailp_dmarc_domain_of(dkim ? dkim : spf));
	else if (e->policy == SECMAIL_DMARC_POLICY_ABSENT)
		decide(e, SECMAIL_DMARC_TEMPERROR, SECMAIL_DMARC_REASON_DNS_EXISTENCE, e->author);
	else
		decide(e, SECMAIL_DMARC_FAIL,
		    has_authenticated(e->session) ? SECMAIL_DMARC_REASON_NOT_ALIGNED
						  : SECMAIL_DMARC_REASON_NOT_AUTHENTICATED,
		    e->author);
}

/* Sections 5.3.4 and 5.3.5. */
static void
evaluate_alignment(dmarc_evaluation *e)
{
	const dmarc_identifier *dkim, *spf;
	dmarc_alignment by_dkim, by_spf;

	by_dkim = secmailp_dmarc_align(e, DMARC_DKIM, SECMAIL_DMARC_OUTCOME_PASS, &dkim);
	by_spf = secmailp_dmarc_align(e, DMARC_SPF, SECMAIL_DMARC_OUTCOME_PASS, &spf);
	if (e->waits)
		return;
	if (by_dkim == DMARC_ALIGNS)
		e->aligned_dkim = dkim;
	if (by_spf == DMARC_ALIGNS)
		e->aligned_spf = spf;
	if (e->aligned_dkim || e->aligned_spf)
		decide(e, SECMAIL_DMARC_PASS, SECMAIL_DMARC_REASON_ALIGNED,
		    secmailp_dmarc_domain_of(e->aligned_dkim ? dkim : spf));
	else if (dkim || spf)
		decide_silent(e, e->silent, SECMAIL_DMARC_REASON_DNS_ALIGNMENT);
	else
		decide_unaligned(e);
}

static void
evaluate(dmarc_evaluation *e)
{
	secmailp_view domain = e->author;
	const dmarc_name *silent;

	if (domain.len == 0) {
		decide(e, SECMAIL_DMARC_PERMERROR, SECMAIL_DMARC_REASON_AUTHOR_DOMAIN, domain);
		return;
	}
	const dmarc_walk *author = secmailp_dmarc_walk_from(e, domain);
	silent = secmailp_dmarc_walk_silent(author);
	if (silent && silent->state == SECMAIL_ANSWER_FAILED && !has_record(author->names[0])) {
		decide_silent(e, silent, SECMAIL_DMARC_REASON_DNS_RECORD);
		return;
	}
	secmailp_dmarc_walk_need(e, author);
	if (e->waits) {
		secmailp_dmarc_align_early(e);
		return;
	}
	e->policy_name = applicable(author);
	if (!e->policy_name || !e->policy_name->record.is_usable) {
		decide(e, SECMAIL_DMARC_NONE,
		    e->policy_name ? SECMAIL_DMARC_REASON_UNUSABLE_RECORD
				   : SECMAIL_DMARC_REASON_NO_RECORD,
		    e->policy_name ? e->policy_name->domain : domain);
		return;
	}
	e->policy = applicable_policy(e);
	evaluate_alignment(e);
}

/* A table may be freed and another made in its place: it is known by the mark, too. */
static dmarc_evaluation *
begin(secmail_dmarc *d, secmail_answers *a)
{
	secmailp_view author = secmailp_domain_view(&d->author);
	bool keep = d->answers == a && secmail_answers_is_marked(a, d, d->mark);

	if (d->evaluation)
		secmailp_dmarc_evaluation_again(d->evaluation, keep, a, author);
	else
		d->evaluation = secmailp_dmarc_evaluation_new(a, author);
	if (!d->evaluation) {
		secmailp_error_set(&d->error, "no memory to evaluate DMARC");
		return NULL;
	}
	if (!keep)
		secmail_answers_mark(a, d, ++d->mark);
	d->answers = a;
	d->evaluation->session = d;
	d->evaluation->suffixes = d->suffixes;
	return d->evaluation;
}

/* After a failure nothing is kept. */
static secmail_status
end(secmail_dmarc *d, secmail_status status)
{
	if (status == SECMAIL_NO_MEMORY)
		secmailp_error_set(&d->error, "no memory to evaluate DMARC");
	if (status < SECMAIL_DONE)
		d->answers = NULL;
	return status;
}

secmail_status
secmail_dmarc_judge(secmail_dmarc *d, secmail_answers *a, secmail_dmarc_result **out)
{
	dmarc_evaluation *e = begin(d, a);
	secmail_status status;

	*out = NULL;
	if (!e)
		return SECMAIL_NO_MEMORY;
	evaluate(e);
	status = e->status;
	if (status == SECMAIL_DONE)
		status = e->waits ? SECMAIL_WANT_DNS : secmailp_dmarc_result_new(e, out);
	return end(d, status);
}

secmail_status
secmail_dmarc_ask(secmail_dmarc *d, secmail_answers *a)
{
	dmarc_evaluation *e;

	if (d->author.len == 0)
		return SECMAIL_DONE;
	e = begin(d, a);
	if (!e)
		return SECMAIL_NO_MEMORY;
	secmailp_dmarc_walk_from(e, e->author);
	secmailp_dmarc_align_early(e);
	return end(d, e->status);
}
