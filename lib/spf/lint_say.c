/* lint_say.c - keeping what was found: which severity it has where, its texts, its order */
#include "lint.h"

#include <stdarg.h>
#include <stdio.h>

const char *
secmailp_spf_lint_keep(secmailp_spf_lint *l, secmailp_view v, size_t max)
{
	secmailp_spf_text text = { NULL, 0, v.len < max ? v.len : max, false };

	text.at = secmailp_arena_alloc(&l->found->arena, text.room + 1);
	if (!text.at) {
		l->status = SECMAIL_NO_MEMORY;
		return "";
	}
	secmailp_spf_text_printable(&text, secmailp_view_first(v, text.room));
	text.at[text.len] = '\0';
	return (const char *)text.at;
}

static const char *format_text(secmailp_spf_lint *l, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));

static const char *
format_text(secmailp_spf_lint *l, const char *format, va_list arguments)
{
	char text[SECMAIL_SPF_LINT_MAX_SENTENCE + 1];

	vsnprintf(text, sizeof text, format, arguments);
	return secmailp_spf_lint_keep(l, secmailp_view_text(text), sizeof text - 1);
}

/* What a finding in this place weighs; 0: nothing. */
static int
weigh(const secmailp_spf_lint_place *where, secmail_spf_finding code, secmail_spf_severity severity)
{
	if (where->is_muted)
		return 0;
	if (!where->is_foreign || severity == SECMAIL_SPF_ERROR ||
	    secmailp_spf_lint_words_of(code)->is_for_all)
		return (int)severity;
	return (int)severity - 1;
}

/* The next free item; the one behind the last says that there would be more. */
static secmailp_spf_lint_item *
take_item(secmail_spf_findings *f)
{
	secmailp_spf_lint_item *item = &f->items[f->count];

	if (f->count > SECMAIL_SPF_LINT_MAX_FINDINGS)
		return NULL;
	f->count++;
	if (f->count <= SECMAIL_SPF_LINT_MAX_FINDINGS)
		return item;
	*item = (secmailp_spf_lint_item){ .code = SECMAIL_SPF_FINDING_LINT_LIMIT,
		.severity = SECMAIL_SPF_WARNING,
		.sentence = "There are more findings than are kept.",
		.advice = secmailp_spf_lint_words_of(SECMAIL_SPF_FINDING_LINT_LIMIT)->advice };
	return NULL;
}

/* What to do; about another domain's record there is little. */
static const char *
advice_for(const secmailp_spf_lint_place *where, secmail_spf_finding code)
{
	const secmailp_spf_lint_words *words = secmailp_spf_lint_words_of(code);

	if (where->is_foreign && !words->is_for_all)
		return "Only the owner of that domain can mend this.";
	return words->advice;
}

void
secmailp_spf_lint_say(secmailp_spf_lint *l, const secmailp_spf_lint_place *where,
    secmail_spf_finding code, secmail_spf_severity severity, const char *format, ...)
{
	int weight = weigh(where, code, severity);
	va_list arguments;

	l->last = NULL;
	if (weight == 0 || l->is_waiting || l->status != SECMAIL_DONE)
		return;
	l->last = take_item(l->found);
	if (!l->last)
		return;
	l->is_last_foreign = where->is_foreign;
	*l->last = (secmailp_spf_lint_item){ .code = code,
		.severity = (secmail_spf_severity)weight,
		.record = where->record,
		.offset = where->offset,

		.advice = advice_for(where, code) };
	if (where->term.len > 0)
		l->last->term = secmailp_spf_lint_keep(l, where->term, SECMAILP_SPF_MAX_TERM_TEXT);
	va_start(arguments, format);
	l->last->sentence = format_text(l, format, arguments);
	va_end(arguments);
}

void
secmailp_spf_lint_advise(secmailp_spf_lint *l, const char *format, ...)
{
	va_list arguments;

	if (!l->last || l->is_last_foreign)
		return;
	va_start(arguments, format);
	l->last->advice = format_text(l, format, arguments);
	va_end(arguments);
}

static const char *
limit_words(secmailp_spf_lint_limit which)
{
	static const char *const words[SECMAILP_SPF_LINT_LIMITS] = {
		[SECMAILP_SPF_LINT_RECORDS] = "No more than 64 records are looked at",
		[SECMAILP_SPF_LINT_DEPTH] =
		    "No more than 20 records inside each other are looked at",
		[SECMAILP_SPF_LINT_TERMS] = "No more than 512 terms of a record are looked at",
		[SECMAILP_SPF_LINT_NETWORKS] = "No more than 1024 networks and hosts are compared",
		[SECMAILP_SPF_LINT_QUESTIONS] = "No more than 256 questions are asked of DNS",
		[SECMAILP_SPF_LINT_TABLE] = "The answers table takes no more questions",
	};

	return words[which];
}

void
secmailp_spf_lint_say_limit(
    secmailp_spf_lint *l, const secmailp_spf_lint_place *where, secmailp_spf_lint_limit which)
{
	secmailp_spf_lint_place here = *where;

	if (l->has_said[which])
		return;
	l->has_said[which] = true;
	here.is_muted = false;
	secmailp_spf_lint_say(l, &here, SECMAIL_SPF_FINDING_LINT_LIMIT, SECMAIL_SPF_WARNING,
	    "%s: what follows is not judged.", limit_words(which));
}

static bool
stands_before(const secmailp_spf_lint_item *a, const secmailp_spf_lint_item *b)
{
	if (a->record != b->record)
		return a->record < b->record;
	return a->offset < b->offset;
}

/* By insertion: they are few and nearly in order. What is equal stays as it was found. */
void
secmailp_spf_lint_sort(secmail_spf_findings *f)
{
	size_t count =
	    f->count <= SECMAIL_SPF_LINT_MAX_FINDINGS ? f->count : SECMAIL_SPF_LINT_MAX_FINDINGS;

	for (size_t i = 1; i < count; i++) {
		secmailp_spf_lint_item item = f->items[i];
		size_t at = i;

		for (; at > 0 && stands_before(&item, &f->items[at - 1]); at--)
			f->items[at] = f->items[at - 1];
		f->items[at] = item;
	}
}
