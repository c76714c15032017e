/* result.c - a verdict as an object of its own: one allocation, its texts behind it */
#include "spf_internal.h"

#include <stdlib.h>

struct secmail_spf_result {
	secmail_spf_code code;
	secmail_spf_scope scope;
	secmail_spf_reason reason;
	size_t lookups;
	size_t void_lookups;
	size_t chain_count;
	const char *domain;
	const char *explanation;
	const char *detail;
	const char *record;
	const char *domains[SECMAILP_SPF_MAX_CHAIN];
	const char *terms[SECMAILP_SPF_MAX_CHAIN];
	char texts[];
};

/* Writes one text and returns its place, counted from 1. */
static size_t
place(secmailp_spf_layout *l, secmailp_view v)
{
	size_t start = l->text.len + 1;

	secmailp_spf_text_printable(&l->text, v);
	secmailp_spf_text_byte(&l->text, '\0');
	return start;
}

static size_t
place_detail(secmailp_spf_layout *l, const secmailp_spf_evaluation *e)
{
	size_t start = l->text.len;
	secmailp_spf_text sentence = { l->octets + start, 0, SECMAILP_SPF_MAX_DETAIL, false };

	secmailp_spf_detail(e, &sentence);
	l->text.len += sentence.len;
	secmailp_spf_text_byte(&l->text, '\0');
	return start + 1;
}

static void
place_chain(secmailp_spf_layout *l, const secmailp_spf_evaluation *e)
{
	for (size_t i = 0; i < e->depth; i++) {
		const secmailp_spf_frame *frame = &e->frames[i];

		l->domains[i] = i == 0 ? l->domain : place(l, frame->domain);
		l->terms[i] =
		    frame->term.len == 0
			? 0
			: place(l, secmailp_view_first(frame->term, SECMAILP_SPF_MAX_TERM_TEXT));
	}
}

static void
lay_out(secmailp_spf_layout *l, const secmailp_spf_evaluation *e)
{
	const secmailp_spf_identity *id = e->identity;

	l->text = (secmailp_spf_text){ l->octets, 0, sizeof l->octets, false };
	l->domain = id->has_domain ? place(l, secmailp_domain_view(&id->domain)) : 0;
	l->detail = place_detail(l, e);
	l->explanation = 0;
	if (e->has_explanation)
		l->explanation = place(l, secmailp_view_of(e->explanation, e->explanation_len));
	place_chain(l, e);
}

static const char *
text_at(const secmail_spf_result *r, size_t where)
{
	return where == 0 ? NULL : r->texts + (where - 1);
}

/* A name that has no record, or whose record was not found out, is no record of the chain. */
static bool
last_frame_is_empty(const secmailp_spf_evaluation *e)
{
	switch (e->reason) {
	case SECMAIL_SPF_REASON_NO_RECORD:
	case SECMAIL_SPF_REASON_INCLUDE_NONE:
	case SECMAIL_SPF_REASON_REDIRECT_NONE:
		return true;
	default:
		return e->depth > 0 && e->frames[e->depth - 1].term.len == 0 &&
		       e->code == SECMAIL_SPF_TEMPERROR;
	}
}

/* The record that was read to the end and decided; empty: none did. */
static secmailp_view
deciding_record(const secmailp_spf_evaluation *e)
{
	if (e->reason != SECMAIL_SPF_REASON_MATCHED && e->reason != SECMAIL_SPF_REASON_DEFAULT)
		return secmailp_view_of(NULL, 0);
	return e->frames[e->depth - 1].record->text;
}

/* Its octets stand behind the other texts; a well-formed record is printable ASCII. */
static const char *
keep_record(secmail_spf_result *r, size_t start, secmailp_view record)
{
	if (record.len == 0)
		return NULL;
	memcpy(r->texts + start, record.at, record.len);
	r->texts[start + record.len] = '\0';
	return r->texts + start;
}

secmail_status
secmailp_spf_result_new(secmailp_spf_evaluation *e, secmail_spf_result **out)
{
	secmailp_spf_layout *l = &e->session->layout;
	secmailp_view record = deciding_record(e);
	secmail_spf_result *r;

	lay_out(l, e);
	r = malloc(sizeof *r + l->text.len + record.len + 1);
	if (!r)
		return SECMAIL_NO_MEMORY;
	r->code = e->code;
	r->scope = e->identity->scope;
	r->reason = e->reason;
	r->lookups = e->terms;
	r->void_lookups = e->voids;
	r->chain_count = e->depth;
	if (e->depth > 0 && last_frame_is_empty(e))
		r->chain_count--;
	memcpy(r->texts, l->octets, l->text.len);
	r->domain = text_at(r, l->domain);
	r->explanation = text_at(r, l->explanation);
	r->detail = text_at(r, l->detail);
	r->record = keep_record(r, l->text.len, record);
	for (size_t i = 0; i < e->depth; i++) {
		r->domains[i] = text_at(r, l->domains[i]);
		r->terms[i] = text_at(r, l->terms[i]);
	}
	*out = r;
	return SECMAIL_DONE;
}

void
secmail_spf_result_free(secmail_spf_result *r)
{
	free(r);
}

secmail_spf_code
secmail_spf_result_code(const secmail_spf_result *r)
{
	return r ? r->code : SECMAIL_SPF_NONE;
}

secmail_spf_scope
secmail_spf_result_scope(const secmail_spf_result *r)
{
	return r ? r->scope : SECMAIL_SPF_SCOPE_MFROM;
}

const char *
secmail_spf_result_domain(const secmail_spf_result *r)
{
	return r ? r->domain : NULL;
}

const char *
secmail_spf_result_mechanism(const secmail_spf_result *r)
{
	if (!r || r->reason == SECMAIL_SPF_REASON_DEFAULT)
		return NULL;
	return secmail_spf_result_chain_term(r, 0);
}

const char *
secmail_spf_result_inner_mechanism(const secmail_spf_result *r)
{
	const char *term = NULL;

	if (!r || r->reason == SECMAIL_SPF_REASON_DEFAULT)
		return NULL;
	for (size_t i = 0; i < r->chain_count; i++)
		if (r->terms[i])
			term = r->terms[i];
	return term;
}

size_t
secmail_spf_result_chain_count(const secmail_spf_result *r)
{
	return r ? r->chain_count : 0;
}

const char *
secmail_spf_result_chain_domain(const secmail_spf_result *r, size_t index)
{
	return r && index < r->chain_count ? r->domains[index] : NULL;
}

const char *
secmail_spf_result_chain_term(const secmail_spf_result *r, size_t index)
{
	return r && index < r->chain_count ? r->terms[index] : NULL;
}

const char *
secmail_spf_result_record(const secmail_spf_result *r)
{
	return r ? r->record : NULL;
}

const char *
secmail_spf_result_explanation(const secmail_spf_result *r)
{
	return r ? r->explanation : NULL;
}

size_t
secmail_spf_result_lookups(const secmail_spf_result *r)
{
	return r ? r->lookups : 0;
}

size_t
secmail_spf_result_void_lookups(const secmail_spf_result *r)
{
	return r ? r->void_lookups : 0;
}

secmail_spf_reason
secmail_spf_result_reason(const secmail_spf_result *r)
{
	return r ? r->reason : SECMAIL_SPF_REASON_NO_RECORD;
}

const char *
secmail_spf_result_detail(const secmail_spf_result *r)
{
	return r ? r->detail : "there is no result";
}
