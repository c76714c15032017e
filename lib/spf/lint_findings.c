/* lint_findings.c - reading what was found */
#include "lint.h"

#include <stdlib.h>

void
secmail_spf_findings_free(secmail_spf_findings *f)
{
	if (!f)
		return;
	secmailp_arena_free(&f->arena);
	free(f);
}

size_t
secmail_spf_findings_count(const secmail_spf_findings *f)
{
	return f ? f->count : 0;
}

/* One that says nothing stands for all that are not there. */
static const secmailp_spf_lint_item *
item_at(const secmail_spf_findings *f, size_t index)
{
	static const secmailp_spf_lint_item none = { .code = SECMAIL_SPF_FINDING_LINT_LIMIT,
		.severity = SECMAIL_SPF_NOTE,
		.record = SECMAIL_SPF_LINT_MAX_RECORDS,
		.sentence = "",
		.advice = "" };

	return index < secmail_spf_findings_count(f) ? &f->items[index] : &none;
}

secmail_spf_finding
secmail_spf_findings_code(const secmail_spf_findings *f, size_t index)
{
	return item_at(f, index)->code;
}

secmail_spf_severity
secmail_spf_findings_severity(const secmail_spf_findings *f, size_t index)
{
	return item_at(f, index)->severity;
}

const char *
secmail_spf_findings_domain(const secmail_spf_findings *f, size_t index)
{
	return secmail_spf_findings_record_domain(f, item_at(f, index)->record);
}

const char *
secmail_spf_findings_term(const secmail_spf_findings *f, size_t index)
{
	return item_at(f, index)->term;
}

size_t
secmail_spf_findings_offset(const secmail_spf_findings *f, size_t index)
{
	return item_at(f, index)->offset;
}

const char *
secmail_spf_findings_sentence(const secmail_spf_findings *f, size_t index)
{
	return item_at(f, index)->sentence;
}

const char *
secmail_spf_findings_advice(const secmail_spf_findings *f, size_t index)
{
	return item_at(f, index)->advice;
}

const char *
secmail_spf_findings_section(const secmail_spf_findings *f, size_t index)
{
	if (index >= secmail_spf_findings_count(f))
		return "";
	return secmailp_spf_lint_words_of(f->items[index].code)->section;
}

size_t
secmail_spf_findings_lookups(const secmail_spf_findings *f)
{
	return f ? f->lookups : 0;
}

size_t
secmail_spf_findings_void_lookups(const secmail_spf_findings *f)
{
	return f ? f->void_lookups : 0;
}

uint64_t
secmail_spf_findings_ip4_count(const secmail_spf_findings *f)
{
	return f ? f->ip4_count : 0;
}

uint64_t
secmail_spf_findings_ip6_count(const secmail_spf_findings *f)
{
	return f ? f->ip6_count : 0;
}

size_t
secmail_spf_findings_record_count(const secmail_spf_findings *f)
{
	return f ? f->record_count : 0;
}

static const secmailp_spf_lint_entry *
record_at(const secmail_spf_findings *f, size_t index)
{
	static const secmailp_spf_lint_entry none = { .depth = 0 };

	return index < secmail_spf_findings_record_count(f) ? &f->records[index] : &none;
}

const char *
secmail_spf_findings_record_domain(const secmail_spf_findings *f, size_t index)
{
	return record_at(f, index)->domain;
}

const char *
secmail_spf_findings_record_text(const secmail_spf_findings *f, size_t index)
{
	return record_at(f, index)->text;
}

const char *
secmail_spf_findings_record_term(const secmail_spf_findings *f, size_t index)
{
	return record_at(f, index)->term;
}

size_t
secmail_spf_findings_record_depth(const secmail_spf_findings *f, size_t index)
{
	return record_at(f, index)->depth;
}

size_t
secmail_spf_findings_record_lookups(const secmail_spf_findings *f, size_t index)
{
	return record_at(f, index)->lookups;
}
