/*
 * lint_follow.c - from record to record: the domain's own, includes, redirects (RFC 7208 sections
 * 4.5, 5.2 and 6.1)
 */
#include "lint.h"

secmail_spf_code
secmailp_spf_lint_gives(const secmailp_spf_lint_frame *frame, secmail_spf_code qualifier)
{
	if (!frame->is_included)
		return qualifier;
	return qualifier == SECMAIL_SPF_PASS ? frame->gives : SECMAIL_SPF_NONE;
}

secmailp_spf_lint_place
secmailp_spf_lint_place_of(const secmailp_spf_lint_frame *frame, secmailp_view term, size_t offset)
{
	return (secmailp_spf_lint_place){ frame->record, frame->is_foreign, frame->is_muted, term,
		offset };
}

/* Whether the record of this name was listed before, and so told about. */
static bool
was_met(const secmailp_spf_lint *l, const char *domain)
{
	for (size_t i = 0; i < l->found->record_count; i++)
		if (l->found->records[i].domain && strcmp(l->found->records[i].domain, domain) == 0)
			return true;
	return false;
}

bool
secmailp_spf_lint_enter(
    secmailp_spf_lint *l, secmailp_spf_lint_frame *frame, const secmailp_spf_lint_place *leader)
{
	secmail_spf_findings *f = l->found;
	secmailp_spf_lint_entry *entry = &f->records[f->record_count];
	const char *domain = NULL;

	if (f->record_count == SECMAIL_SPF_LINT_MAX_RECORDS)
		return false;
	if (frame->name.len > 0)
		domain = secmailp_spf_lint_keep(
		    l, secmailp_spf_name_view(&frame->name), SECMAILP_DOMAIN_MAX);
	if (domain && was_met(l, domain)) {
		secmailp_spf_lint_say(l, leader, SECMAIL_SPF_FINDING_REPEATED_RECORD,
		    SECMAIL_SPF_WARNING,
		    "The record of %s is come to a second time, and its terms that query DNS count "
		    "again.",
		    domain);
		frame->is_muted = true;
	}
	*entry = (secmailp_spf_lint_entry){ .domain = domain, .depth = frame->depth };
	if (leader)
		entry->term = secmailp_spf_lint_keep(l, leader->term, SECMAILP_SPF_MAX_TERM_TEXT);
	frame->record = f->record_count++;
	return true;
}

static void
keep_text(secmailp_spf_lint *l, const secmailp_spf_lint_frame *frame)
{
	l->found->records[frame->record].text =
	    secmailp_spf_lint_keep(l, frame->text, SECMAIL_SPF_MAX_RECORD);
}

static void
read_record(secmailp_spf_lint *l, const secmailp_spf_lint_frame *frame)
{
	secmailp_spf_lint_entry *entry = &l->found->records[frame->record];
	size_t before = l->lookups;

	keep_text(l, frame);
	secmailp_spf_lint_record(l, frame);
	entry->lookups = l->lookups - before;
}

static void
say_none(secmailp_spf_lint *l, const secmailp_spf_lint_frame *frame,
    const secmailp_spf_lint_place *where, bool does_exist)
{
	const char *domain = l->found->records[frame->record].domain;
	const char *what = does_exist ? "has no SPF record" : "does not exist";

	if (!frame->outer)
		secmailp_spf_lint_say(l, where, SECMAIL_SPF_FINDING_NO_RECORD, SECMAIL_SPF_ERROR,
		    "%s %s: receivers can't tell its own mail from forged mail.", domain, what);
	else if (frame->is_behind_include)
		secmailp_spf_lint_say(l, where, SECMAIL_SPF_FINDING_INCLUDE_NONE, SECMAIL_SPF_ERROR,
		    "%s is included and %s: receivers who come here stop with permerror.", domain,
		    what);
	else
		secmailp_spf_lint_say(l, where, SECMAIL_SPF_FINDING_REDIRECT_NONE,
		    SECMAIL_SPF_ERROR,
		    "The redirect leads to %s, which %s: receivers who come here stop with "
		    "permerror.",
		    domain, what);
}

/* Looks up the record of a frame's name; `where` is the place that named it. */
static void
open_published(
    secmailp_spf_lint *l, secmailp_spf_lint_frame *frame, const secmailp_spf_lint_place *where)
{
	uint32_t id;
	bool is_said = false;

	switch (secmailp_spf_lint_ask(
	    l, where, secmailp_spf_name_view(&frame->name), SECMAIL_DNS_TXT, &id)) {
	case SECMAILP_SPF_FOUND_RECORDS:
		if (secmailp_spf_lint_select(l, frame, id, &is_said))
			read_record(l, frame);
		else if (!is_said)
			say_none(l, frame, where, true);
		break;
	case SECMAILP_SPF_FOUND_VOID:
		say_none(l, frame, where,
		    secmail_answers_state(l->answers, id) == SECMAIL_ANSWER_NODATA);
		break;
	case SECMAILP_SPF_FOUND_NO_NAME:
		secmailp_spf_lint_say_bad_name(l, where, &frame->name, SECMAIL_SPF_ERROR);
		break;
	case SECMAILP_SPF_FOUND_FAILURE:
		secmailp_spf_lint_say_failure(l, where, id);
		break;
	default:
		break;
	}
}

static void
open_given(secmailp_spf_lint *l, secmailp_spf_lint_frame *frame, secmailp_view text,
    const secmailp_spf_lint_place *where)
{
	const char *why = secmailp_spf_lint_why_almost(text);

	frame->text = secmailp_view_first(text, SECMAIL_SPF_MAX_RECORD);
	keep_text(l, frame);
	if (text.len > SECMAIL_SPF_MAX_RECORD)
		secmailp_spf_lint_say(l, where, SECMAIL_SPF_FINDING_RECORD_LIMIT, SECMAIL_SPF_ERROR,
		    "The record has %zu octets, and no receiver reads that.", text.len);
	else if (secmailp_spf_is_record(text))
		read_record(l, frame);
	else if (why)
		secmailp_spf_lint_say(l, where, SECMAIL_SPF_FINDING_ALMOST_RECORD,
		    SECMAIL_SPF_ERROR, "This looks like an SPF record and is none: %s.", why);
	else
		secmailp_spf_lint_say(l, where, SECMAIL_SPF_FINDING_NO_RECORD, SECMAIL_SPF_ERROR,
		    "This is no SPF record: it does not begin with \"v=spf1\".");
}

void
secmailp_spf_lint_first(secmailp_spf_lint *l, const secmailp_view *given)
{
	secmailp_spf_lint_frame frame = { .name = l->root, .gives = SECMAIL_SPF_PASS };
	secmailp_spf_lint_place where =
	    secmailp_spf_lint_place_of(&frame, secmailp_view_of(NULL, 0), 0);

	if (!secmailp_spf_lint_enter(l, &frame, NULL))
		return;
	if (given)
		open_given(l, &frame, *given, &where);
	else
		open_published(l, &frame, &where);
}

/* A record on the way here leads here again: no evaluation comes to an end. */
static bool
is_loop(const secmailp_spf_lint_frame *frame, const secmailp_spf_name *name)
{
	for (; frame; frame = frame->outer)
		if (secmailp_view_equal(
			secmailp_spf_name_view(&frame->name), secmailp_spf_name_view(name)))
			return true;
	return false;
}

static bool
is_own(const secmailp_spf_lint *l, const secmailp_spf_name *name)
{
	secmailp_view root = secmailp_spf_name_view(&l->root);
	secmailp_view other = secmailp_spf_name_view(name);

	return secmailp_spf_name_is_within(other, root) || secmailp_spf_name_is_within(root, other);
}

/* What the inner frame is, but for its name. */
static secmailp_spf_lint_frame
frame_behind(const secmailp_spf_lint_frame *frame, const secmailp_spf_lint_place *where,
    const secmailp_spf_term *term)
{
	bool is_redirect = term->kind == SECMAILP_SPF_REDIRECT;

	return (secmailp_spf_lint_frame){ .outer = frame,
		.depth = frame->depth + 1,
		.is_muted = frame->is_muted,
		.is_behind_include = !is_redirect,
		.is_included = !is_redirect || frame->is_included,
		.gives =
		    is_redirect ? frame->gives : secmailp_spf_lint_gives(frame, term->qualifier),
		.leader = frame->outer ? frame->leader : *where };
}

void
secmailp_spf_lint_follow(secmailp_spf_lint *l, const secmailp_spf_lint_frame *frame,
    const secmailp_spf_lint_place *where, const secmailp_spf_term *term)
{
	secmailp_spf_lint_frame inner = frame_behind(frame, where, term);

	secmailp_spf_lint_count_term(l, frame, where);
	if (!secmailp_spf_lint_target(l, frame, where, term->domain, &inner.name) || !l->answers)
		return;
	if (is_loop(frame, &inner.name)) {
		secmailp_spf_lint_say(l, where, SECMAIL_SPF_FINDING_LOOP, SECMAIL_SPF_ERROR,
		    "This leads back to the record of %s, in a circle: receivers go round until "
		    "the limit of 10 terms stops them with permerror.",
		    secmailp_spf_lint_keep(
			l, secmailp_spf_name_view(&inner.name), SECMAILP_DOMAIN_MAX));
		return;
	}
	inner.is_foreign = !is_own(l, &inner.name);
	if (inner.depth >= SECMAIL_SPF_LINT_MAX_DEPTH)
		secmailp_spf_lint_say_limit(l, where, SECMAILP_SPF_LINT_DEPTH);
	else if (secmailp_spf_lint_enter(l, &inner, where))
		open_published(l, &inner, where);
	else
		secmailp_spf_lint_say_limit(l, where, SECMAILP_SPF_LINT_RECORDS);
}
