/*
 * explain.c - a verdict in plain language
 *
 * Picks a sentence for each thing the verdict says (sentences.c) and fills in
 * the names. Everything filled in was made printable by its module.
 */
#include <stdlib.h>

#include "inbound_internal.h"
#include "private/arena.h"
#include "private/cursor.h"
#include "sentences.h"

/* Octets of one sentence, and of all. */
#define MAX_SENTENCE 2048
#define MAX_EXPLANATION 131072

/* A check each, the signatures that have a row, and the flags. */
#define MAX_SENTENCES (3 + SECMAIL_DKIM_MAX_ROWS + 32)

struct secmail_explanation {
	secmailp_arena arena;
	const char *headline;
	size_t count;
	struct {
		const char *subject;
		const char *sentence;
	} lines[MAX_SENTENCES];
};

/* What the names in braces stand for; NULL where the verdict has nothing to say. */
struct names {
	const char *domain;
	const char *selector;
	const char *term;
	const char *policy;
	const char *aligned;
	const char *detail;
	const char *flag;
};

static const char *
lookup(const struct names *names, secmailp_view name)
{
	const struct {
		const char *name;
		const char *value;
	} known[] = {
		{ "domain", names->domain },
		{ "selector", names->selector },
		{ "term", names->term },
		{ "policy", names->policy },
		{ "aligned", names->aligned },
		{ "detail", names->detail },
		{ "flag", names->flag },
	};

	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (secmailp_view_is(name, known[i].name) && known[i].value)
			return known[i].value;
	return "(unknown)";
}

/* The sentence with its names filled in; NULL if memory is short. */
static const char *
fill_in(secmail_explanation *e, const char *sentence, const struct names *names)
{
	secmailp_buffer text = secmailp_buffer_new(MAX_SENTENCE);
	secmailp_cursor c = secmailp_cursor_over(secmailp_view_text(sentence));
	const char *filled = NULL;

	while (secmailp_cursor_left(&c) > 0) {
		secmailp_buffer_add(&text, secmailp_cursor_until(&c, '{'));
		if (!secmailp_cursor_skip(&c, '{'))
			break;
		secmailp_buffer_text(&text, lookup(names, secmailp_cursor_until(&c, '}')));
		secmailp_cursor_skip(&c, '}');
	}
	if (text.status == SECMAIL_DONE)
		filled = secmailp_arena_text(&e->arena, secmailp_buffer_view(&text));
	else if (text.status == SECMAIL_LIMIT)
		filled = names->detail;
	secmailp_buffer_free(&text);
	return filled;
}

static secmail_status
add_line(
    secmail_explanation *e, const char *subject, const char *sentence, const struct names *names)
{
	const char *filled = fill_in(e, sentence, names);

	if (!filled)
		return SECMAIL_NO_MEMORY;
	if (e->count < MAX_SENTENCES) {
		e->lines[e->count].subject = subject;
		e->lines[e->count].sentence = filled;
		e->count++;
	}
	return SECMAIL_DONE;
}

static secmail_status
explain_spf(secmail_explanation *e, const secmail_spf_result *spf)
{
	struct names names = { 0 };

	if (!spf)
		return add_line(e, "SPF", SECMAIL_SENTENCE_NO_CLIENT, &names);
	names.domain = secmail_spf_result_domain(spf);
	names.term = secmail_spf_result_mechanism(spf);
	names.detail = secmail_spf_result_detail(spf);
	return add_line(e, "SPF", secmail_sentence_spf(secmail_spf_result_code(spf)), &names);
}

static secmail_status
explain_dkim(secmail_explanation *e, const secmail_dkim_results *dkim)
{
	size_t count = secmail_dkim_results_count(dkim);
	secmail_status status = SECMAIL_DONE;

	if (count == 0)
		return add_line(e, "DKIM", SECMAIL_SENTENCE_UNSIGNED, &(struct names){ 0 });
	for (size_t i = 0; status == SECMAIL_DONE && i < count; i++) {
		const char *domain = secmail_dkim_results_domain(dkim, i);
		const struct names names = {
			.domain = domain ? domain : "a domain that is none",
			.selector = secmail_dkim_results_selector(dkim, i),
			.detail = secmail_dkim_results_detail(dkim, i),
		};

		status = add_line(
		    e, "DKIM", secmail_sentence_dkim(secmail_dkim_results_reason(dkim, i)), &names);
	}
	return status;
}

static secmail_status
explain_arc(secmail_explanation *e, const secmail_arc_result *arc)
{
	const struct names names = {
		.domain = secmail_arc_result_seal_domain(arc, secmail_arc_result_instances(arc)),
		.detail = secmail_arc_result_detail(arc),
	};

	return add_line(e, "ARC", secmail_sentence_arc(secmail_arc_result_code(arc)), &names);
}

static secmail_status
explain_dmarc(secmail_explanation *e, const secmail_dmarc_result *dmarc)
{
	const struct names names = {
		.domain = secmail_dmarc_result_from_domain(dmarc),
		.policy = secmail_dmarc_policy_name(secmail_dmarc_result_policy(dmarc)),
		.aligned = secmail_dmarc_result_aligned_domain(dmarc),
		.detail = secmail_dmarc_result_detail(dmarc),
	};

	e->headline = fill_in(e, secmail_sentence_headline(dmarc), &names);
	if (!e->headline)
		return SECMAIL_NO_MEMORY;
	return add_line(e, "DMARC", secmail_sentence_dmarc(dmarc), &names);
}

static secmail_status
explain_flags(secmail_explanation *e, uint32_t flags)
{
	secmail_status status = SECMAIL_DONE;

	for (uint32_t flag = 1; status == SECMAIL_DONE && flag != 0; flag <<= 1) {
		const struct names names = { .flag = secmail_message_flag_name(flag) };

		if ((flags & flag) && names.flag)
			status = add_line(e, "message",
			    secmail_sentence_flag((secmail_message_flag)flag), &names);
	}
	return status;
}

secmail_status
secmail_explain(const secmail_verdict *v, secmail_explanation **out)
{
	secmail_explanation *e = calloc(1, sizeof *e);
	secmail_status status;

	*out = NULL;
	if (!e)
		return SECMAIL_NO_MEMORY;
	e->arena = secmailp_arena_new(MAX_EXPLANATION);
	status = explain_spf(e, v->spf);
	if (status == SECMAIL_DONE)
		status = explain_dkim(e, v->dkim);
	if (status == SECMAIL_DONE)
		status = explain_arc(e, v->arc);
	if (status == SECMAIL_DONE)
		status = explain_dmarc(e, v->dmarc);
	if (status == SECMAIL_DONE)
		status = explain_flags(e, v->message_flags);
	if (status != SECMAIL_DONE) {
		secmail_explanation_free(e);
		return status;
	}
	*out = e;
	return SECMAIL_DONE;
}

void
secmail_explanation_free(secmail_explanation *e)
{
	if (!e)
		return;
	secmailp_arena_reset(&e->arena);
	free(e);
}

const char *
secmail_explanation_headline(const secmail_explanation *e)
{
	return e->headline;
}

size_t
secmail_explanation_count(const secmail_explanation *e)
{
	return e->count;
}

const char *
secmail_explanation_subject(const secmail_explanation *e, size_t index)
{
	return index < e->count ? e->lines[index].subject : NULL;
}

const char *
secmail_explanation_sentence(const secmail_explanation *e, size_t index)
{
	return index < e->count ? e->lines[index].sentence : NULL;
}
