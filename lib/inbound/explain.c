/*
 * explain.c - a verdict in plain language
 *
 * Picks a sentence for each thing the verdict says (choice.c) from a catalogue,
 * and fills in the names. Everything filled in was made printable by its module.
 */
#include <stdlib.h>

#include "choice.h"
#include "inbound_internal.h"
#include "private/arena.h"
#include "private/cursor.h"

/* Octets of one sentence, whose names have 255 each at most; of what it rests on; and of all. */
#define MAX_SENTENCE 2048
#define MAX_EVIDENCE 1024
#define MAX_EXPLANATION 524288

/* A check each, the signatures that have a row, and the flags. */
#define MAX_FINDINGS (3 + SECMAIL_DKIM_MAX_ROWS + 32)

typedef struct finding {
	const char *subject;
	const char *reason;
	const char *sentence;
	const char *advice;
	const char *evidence;
} finding;

struct secmail_explanation {
	secmailp_arena arena;
	const catalogue *catalogue;
	const char *client;
	const char *headline;
	size_t count;
	finding findings[MAX_FINDINGS];
};

/* What the names in braces stand for; NULL where the verdict has nothing to say. */
struct names {
	const char *domain;
	const char *selector;
	const char *term;
	const char *policy;
	const char *aligned;
	const char *client;
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
		{ "client", names->client },
	};

	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (secmailp_view_is(name, known[i].name) && known[i].value)
			return known[i].value;
	return "?";
}

/* A copy in the arena, cut where the buffer was full; NULL if memory is short. */
static const char *
keep(secmail_explanation *e, secmailp_buffer *text)
{
	const char *kept = NULL;

	if (text->status != SECMAIL_NO_MEMORY)
		kept = secmailp_arena_text(&e->arena, secmailp_buffer_view(text));
	secmailp_buffer_free(text);
	return kept;
}

/* The sentence with its names filled in; NULL if memory is short. */
static const char *
fill_in(secmail_explanation *e, const char *sentence, const struct names *names)
{
	secmailp_buffer text = secmailp_buffer_new(MAX_SENTENCE);
	secmailp_cursor c = secmailp_cursor_over(secmailp_view_text(sentence));

	while (secmailp_cursor_left(&c) > 0) {
		secmailp_buffer_add(&text, secmailp_cursor_until(&c, '{'));
		if (!secmailp_cursor_skip(&c, '{'))
			break;
		secmailp_buffer_text(&text, lookup(names, secmailp_cursor_until(&c, '}')));
		secmailp_cursor_skip(&c, '}');
	}
	return keep(e, &text);
}

static secmail_status
add(secmail_explanation *e, finding *new, saying_id id, const struct names *names)
{
	const saying *s = &e->catalogue->sayings[id];

	new->sentence = fill_in(e, s->reader, names);
	if (s->owner)
		new->advice = fill_in(e, s->owner, names);
	if (!new->sentence || (s->owner && !new->advice))
		return SECMAIL_NO_MEMORY;
	if (e->count < MAX_FINDINGS)
		e->findings[e->count++] = *new;
	return SECMAIL_DONE;
}

/* `prefix` and `name`, which is NULL if there is nothing to name, and a record in quotes. */
static const char *
name_record(secmail_explanation *e, const char *prefix, const char *name, const char *record)
{
	secmailp_buffer text = secmailp_buffer_new(MAX_EVIDENCE);
	size_t room;

	if (!name)
		return NULL;
	secmailp_buffer_text(&text, prefix);
	secmailp_buffer_text(&text, name);
	secmailp_buffer_text(&text, " TXT");
	if (record) {
		room = MAX_EVIDENCE - secmailp_buffer_view(&text).len - 3;
		secmailp_buffer_text(&text, " \"");
		secmailp_buffer_add(&text, secmailp_view_first(secmailp_view_text(record), room));
		secmailp_buffer_text(&text, "\"");
	}
	return keep(e, &text);
}

/* Whose record decided: the last of the chain. */
static const char *
spf_evidence(secmail_explanation *e, const secmail_spf_result *spf)
{
	size_t count = secmail_spf_result_chain_count(spf);
	const char *domain = count > 0 ? secmail_spf_result_chain_domain(spf, count - 1)
				       : secmail_spf_result_domain(spf);

	return name_record(e, "", domain, secmail_spf_result_record(spf));
}

static secmail_status
explain_spf(secmail_explanation *e, const secmail_spf_result *spf)
{
	struct names names = { .client = e->client };
	finding new = { .subject = "SPF", .reason = "no-client" };

	if (!spf)
		return add(e, &new, SAY_SPF_NO_CLIENT, &names);
	names.domain = secmail_spf_result_domain(spf);
	names.term = secmail_spf_result_mechanism(spf);
	new.reason = secmail_spf_reason_name(secmail_spf_result_reason(spf));
	new.evidence = spf_evidence(e, spf);
	return add(e, &new,
	    secmail_choose_spf(secmail_spf_result_code(spf), secmail_spf_result_reason(spf)),
	    &names);
}

/* Where the key of a signature is; NULL where it can't be named. */
static const char *
key_name(secmail_explanation *e, const secmail_dkim_results *dkim, size_t index)
{
	const char *selector = secmail_dkim_results_selector(dkim, index);
	secmailp_buffer text = secmailp_buffer_new(MAX_EVIDENCE);

	if (!selector || !secmail_dkim_results_domain(dkim, index))
		return NULL;
	secmailp_buffer_text(&text, selector);
	secmailp_buffer_text(&text, "._domainkey.");
	secmailp_buffer_text(&text, secmail_dkim_results_domain(dkim, index));
	secmailp_buffer_text(&text, " TXT");
	return keep(e, &text);
}

static secmail_status
explain_dkim(secmail_explanation *e, const secmail_dkim_results *dkim)
{
	size_t count = secmail_dkim_results_count(dkim);
	finding none = { .subject = "DKIM", .reason = "unsigned" };
	secmail_status status = SECMAIL_DONE;

	if (count == 0)
		return add(e, &none, SAY_DKIM_UNSIGNED, &(struct names){ 0 });
	for (size_t i = 0; status == SECMAIL_DONE && i < count; i++) {
		secmail_dkim_reason reason = secmail_dkim_results_reason(dkim, i);
		const struct names names = {
			.domain = secmail_dkim_results_domain(dkim, i),
			.selector = secmail_dkim_results_selector(dkim, i),
		};
		finding new = {
			.subject = "DKIM",
			.reason = secmail_dkim_reason_name(reason),
			.evidence = key_name(e, dkim, i),
		};

		status = add(e, &new, secmail_choose_dkim(reason), &names);
	}
	return status;
}

static secmail_status
explain_arc(secmail_explanation *e, const secmail_arc_result *arc)
{
	secmail_arc_reason reason = secmail_arc_result_reason(arc);
	const struct names names = {
		.domain = secmail_arc_result_seal_domain(arc, secmail_arc_result_instances(arc)),
	};
	finding new = {
		.subject = "ARC",
		.reason = secmail_arc_reason_name(reason),
		.evidence = reason == SECMAIL_ARC_NO_SETS ? NULL : "ARC-Seal",
	};

	return add(e, &new, secmail_choose_arc(reason), &names);
}

static secmail_status
explain_dmarc(secmail_explanation *e, const secmail_dmarc_result *dmarc)
{
	secmail_dmarc_reason reason = secmail_dmarc_result_reason(dmarc);
	const char *policy_domain = secmail_dmarc_result_policy_domain(dmarc);
	const struct names names = {
		.domain = secmail_dmarc_result_from_domain(dmarc),
		.policy = secmail_dmarc_policy_name(secmail_dmarc_result_policy(dmarc)),
		.aligned = secmail_dmarc_result_aligned_domain(dmarc),
	};
	finding new = {
		.subject = "DMARC",
		.reason = secmail_dmarc_reason_name(reason),
		.evidence = name_record(e, "_dmarc.", policy_domain ? policy_domain : names.domain,
		    secmail_dmarc_result_record(dmarc)),
	};

	e->headline =
	    fill_in(e, e->catalogue->sayings[secmail_choose_headline(dmarc)].reader, &names);
	if (!e->headline)
		return SECMAIL_NO_MEMORY;
	return add(e, &new, secmail_choose_dmarc(reason), &names);
}

/* The header field that an oddity is in; NULL where it is none, or any. */
static const char *
field_of(uint32_t flag)
{
	const uint32_t from = SECMAIL_MESSAGE_REPEATED_FROM | SECMAIL_MESSAGE_FROM_SYNTAX |
			      SECMAIL_MESSAGE_FROM_ADDRESSES | SECMAIL_MESSAGE_FROM_DOMAINS |
			      SECMAIL_MESSAGE_FROM_ROUTE | SECMAIL_MESSAGE_FROM_ENCODED |
			      SECMAIL_MESSAGE_FROM_DISPLAY | SECMAIL_MESSAGE_FROM_QUOTED;

	if (flag & from)
		return "From";
	if (flag == SECMAIL_MESSAGE_SENDER_DIFFERS)
		return "Sender";
	return flag == SECMAIL_MESSAGE_RESENT_DIFFERS ? "Resent-From" : NULL;
}

static secmail_status
explain_flags(secmail_explanation *e, uint32_t flags)
{
	secmail_status status = SECMAIL_DONE;

	for (uint32_t flag = 1; status == SECMAIL_DONE && flag != 0; flag <<= 1) {
		finding new = {
			.subject = "message",
			.reason = secmail_message_flag_name(flag),
			.evidence = field_of(flag),
		};

		if ((flags & flag) && new.reason)
			status = add(e, &new, secmail_choose_flag((secmail_message_flag)flag),
			    &(struct names){ 0 });
	}
	return status;
}

static secmail_status
explain_all(secmail_explanation *e, const secmail_verdict *v)
{
	secmail_status status = explain_spf(e, v->spf);

	if (status == SECMAIL_DONE)
		status = explain_dkim(e, v->dkim);
	if (status == SECMAIL_DONE)
		status = explain_arc(e, v->arc);
	if (status == SECMAIL_DONE)
		status = explain_dmarc(e, v->dmarc);
	if (status == SECMAIL_DONE)
		status = explain_flags(e, v->message_flags);
	return e->arena.status == SECMAIL_DONE ? status : SECMAIL_NO_MEMORY;
}

secmail_status
secmail_explain(const secmail_verdict *v, const char *language, secmail_explanation **out)
{
	secmail_explanation *e = calloc(1, sizeof *e);
	secmail_status status;

	*out = NULL;
	if (!e)
		return SECMAIL_NO_MEMORY;
	e->arena = secmailp_arena_new(MAX_EXPLANATION);
	e->catalogue = secmail_choose_language(language);
	e->client = v->client;
	status = explain_all(e, v);
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
	secmailp_arena_free(&e->arena);
	free(e);
}

const char *
secmail_explanation_language(const secmail_explanation *e)
{
	return e->catalogue->language;
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

/* Nothing where there is no such finding. */
static const finding *
get(const secmail_explanation *e, size_t index)
{
	static const finding none = { .subject = NULL };

	return index < e->count ? &e->findings[index] : &none;
}

const char *
secmail_explanation_subject(const secmail_explanation *e, size_t index)
{
	return get(e, index)->subject;
}

const char *
secmail_explanation_reason(const secmail_explanation *e, size_t index)
{
	return get(e, index)->reason;
}

const char *
secmail_explanation_sentence(const secmail_explanation *e, size_t index)
{
	return get(e, index)->sentence;
}

const char *
secmail_explanation_advice(const secmail_explanation *e, size_t index)
{
	return get(e, index)->advice;
}

const char *
secmail_explanation_evidence(const secmail_explanation *e, size_t index)
{
	return get(e, index)->evidence;
}
