/*
 * result.c - what the caller gets: a copy of all that was found, with a sentence that says why
 *
 * Everything in it is printable ASCII: domains were checked when they came in,
 * and of a record's text foreign octets are shown as "?".
 */
#include <stdlib.h>

#include "suffixes.h"

/* A record's text, its rua and its ruf, each once; five domains; the sentence. */
#define ARENA_MAX (3 * (size_t)DMARC_MAX_RECORD + 4096)

#define DETAIL_MAX 1024

struct secmail_dmarc_result {
	secmailp_arena arena;
	secmail_dmarc_code code;
	secmail_dmarc_reason reason;
	const char *detail;
	const char *from_domain;
	const char *policy_domain;
	const char *organizational_domain;
	const char *aligned_domain;
	size_t dkim_index;
	bool dkim_is_aligned;
	bool spf_is_aligned;
	secmail_dmarc_policy policy;
	const char *suffixes_sha256; /* NULL: RFC 9989 */
	dmarc_record record;         /* its views are not used: */
	const char *rua;
	const char *ruf;
	const char *text;
};

/* How a sentence is made: what stands before and after the domain that it is about. */
static const struct sentence {
	const char *name;
	const char *before;
	const char *after; /* NULL: the domain is left out too */
} SENTENCES[] = {
	[SECMAIL_DMARC_REASON_UNDECIDED] = { "undecided", "nothing was decided", NULL },
	[SECMAIL_DMARC_REASON_ALIGNED] = { "aligned", "the authenticated domain ",
	    " aligns with the author domain" },
	[SECMAIL_DMARC_REASON_NOT_AUTHENTICATED] = { "not-authenticated",
	    "neither SPF nor DKIM authenticated any domain for mail from ", "" },
	[SECMAIL_DMARC_REASON_NOT_ALIGNED] = { "not-aligned",
	    "no domain that SPF or DKIM authenticated aligns with ", "" },
	[SECMAIL_DMARC_REASON_NO_RECORD] = { "no-record", "no DMARC record applies to ", "" },
	[SECMAIL_DMARC_REASON_UNUSABLE_RECORD] = { "unusable-record", "the DMARC record of ",
	    " has no valid policy and no valid address for reports" },
	[SECMAIL_DMARC_REASON_AUTHOR_DOMAIN] = { "author-domain",
	    "the message does not have exactly one author domain", NULL },
	[SECMAIL_DMARC_REASON_DNS_RECORD] = { "dns-record",
	    "DNS failed to say whether there is a record at _dmarc.", "" },
	[SECMAIL_DMARC_REASON_DNS_ALIGNMENT] = { "dns-alignment",
	    "alignment hangs on the record at _dmarc.", ", for which DNS failed" },
	[SECMAIL_DMARC_REASON_DNS_EXISTENCE] = { "dns-existence", "DNS failed to say whether ",
	    " exists, on which the policy hangs" },
	[SECMAIL_DMARC_REASON_AUTHENTICATION] = { "authentication", "DNS failed while ",
	    ", which would align, was authenticated" },
	[SECMAIL_DMARC_REASON_LIMIT] = { "limit", "the question for _dmarc.",
	    " is one too many for this message" },
};

static const struct sentence *
sentence_of(secmail_dmarc_reason reason)
{
	size_t index = (size_t)reason;

	return index < sizeof SENTENCES / sizeof SENTENCES[0] ? &SENTENCES[index] : NULL;
}

const char *
secmail_dmarc_reason_name(secmail_dmarc_reason reason)
{
	const struct sentence *s = sentence_of(reason);

	return s ? s->name : NULL;
}

const char *
secmail_dmarc_code_name(secmail_dmarc_code code)
{
	switch (code) {
	case SECMAIL_DMARC_FAIL:
		return "fail";
	case SECMAIL_DMARC_PERMERROR:
		return "permerror";
	case SECMAIL_DMARC_TEMPERROR:
		return "temperror";
	case SECMAIL_DMARC_NONE:
		return "none";
	case SECMAIL_DMARC_PASS:
		return "pass";
	}
	return NULL;
}

const char *
secmail_dmarc_policy_name(secmail_dmarc_policy policy)
{
	switch (policy) {
	case SECMAIL_DMARC_POLICY_ABSENT:
		return NULL;
	case SECMAIL_DMARC_POLICY_REJECT:
		return "reject";
	case SECMAIL_DMARC_POLICY_QUARANTINE:
		return "quarantine";
	case SECMAIL_DMARC_POLICY_NONE:
		return "none";
	}
	return NULL;
}

/* A copy in the result's arena; NULL for nothing. The arena remembers a failure. */
static const char *
keep(secmail_dmarc_result *r, secmailp_view v)
{
	char *text = v.len > 0 ? secmailp_arena_text(&r->arena, v) : NULL;

	for (char *c = text; c && *c; c++)
		if (*c < ' ' || *c > '~')
			*c = '?';
	return text;
}

static const char *
make_detail(secmail_dmarc_result *r, secmailp_view culprit)
{
	const struct sentence *s = &SENTENCES[r->reason];
	secmailp_buffer text = secmailp_buffer_new(DETAIL_MAX);
	const char *detail;

	secmailp_buffer_text(&text, s->before);
	if (s->after) {
		secmailp_buffer_add(&text, culprit);
		secmailp_buffer_text(&text, s->after);
	}
	detail = keep(r, secmailp_buffer_view(&text));
	if (text.status == SECMAIL_NO_MEMORY)
		r->arena.status = SECMAIL_NO_MEMORY;
	secmailp_buffer_free(&text);
	return detail;
}

static void
copy_record(secmail_dmarc_result *r, dmarc_evaluation *e)
{
	secmailp_view text;

	if (!e->policy_name || !secmailp_dmarc_name_text(e, e->policy_name, e->policy_name->index))
		return;
	text = secmailp_buffer_view(&e->text);
	r->text = keep(r, text);
	if (e->reason == SECMAIL_DMARC_REASON_UNUSABLE_RECORD)
		return;
	r->policy_domain = keep(r, e->policy_name->domain);
	r->policy = e->policy;
	if (secmailp_dmarc_record_read(text, secmailp_dmarc_edition(e->suffixes), &r->record)) {
		r->rua = keep(r, r->record.rua);
		r->ruf = keep(r, r->record.ruf);
	}
}

static void
copy_alignment(secmail_dmarc_result *r, const dmarc_evaluation *e)
{
	const dmarc_identifier *aligned = e->aligned_dkim ? e->aligned_dkim : e->aligned_spf;

	r->dkim_is_aligned = e->aligned_dkim != NULL;
	r->spf_is_aligned = e->aligned_spf != NULL;
	r->dkim_index = e->aligned_dkim ? e->aligned_dkim->index : SIZE_MAX;
	if (aligned)
		r->aligned_domain = keep(r, secmailp_dmarc_domain_of(aligned));
}

static void
copy_author(secmail_dmarc_result *r, const dmarc_evaluation *e)
{
	if (e->author.len == 0)
		return;
	r->from_domain = keep(r, e->author);
	if (e->suffixes || !secmailp_dmarc_walk_silent(&e->walks[0]))
		r->organizational_domain = keep(r, secmailp_dmarc_walk_organization(&e->walks[0]));
}

secmail_status
secmailp_dmarc_result_new(dmarc_evaluation *e, secmail_dmarc_result **out)
{
	secmail_dmarc_result *r = calloc(1, sizeof *r);

	if (!r)
		return SECMAIL_NO_MEMORY;
	r->arena = secmailp_arena_new(ARENA_MAX);
	r->code = e->code;
	r->reason = e->reason;
	r->detail = make_detail(r, e->culprit);
	if (e->suffixes)
		r->suffixes_sha256 =
		    keep(r, secmailp_view_text(secmail_dmarc_suffixes_sha256(e->suffixes)));
	copy_author(r, e);
	copy_record(r, e);
	copy_alignment(r, e);
	if (r->arena.status != SECMAIL_DONE || e->text.status != SECMAIL_DONE) {
		secmail_dmarc_result_free(r);
		return SECMAIL_NO_MEMORY;
	}
	*out = r;
	return SECMAIL_DONE;
}

void
secmail_dmarc_result_free(secmail_dmarc_result *r)
{
	if (!r)
		return;
	secmailp_arena_free(&r->arena);
	free(r);
}

secmail_dmarc_code
secmail_dmarc_result_code(const secmail_dmarc_result *r)
{
	return r->code;
}

secmail_dmarc_reason
secmail_dmarc_result_reason(const secmail_dmarc_result *r)
{
	return r->reason;
}

const char *
secmail_dmarc_result_detail(const secmail_dmarc_result *r)
{
	return r->detail;
}

const char *
secmail_dmarc_result_from_domain(const secmail_dmarc_result *r)
{
	return r->from_domain;
}

const char *
secmail_dmarc_result_policy_domain(const secmail_dmarc_result *r)
{
	return r->policy_domain;
}

const char *
secmail_dmarc_result_organizational_domain(const secmail_dmarc_result *r)
{
	return r->organizational_domain;
}

secmail_dmarc_policy
secmail_dmarc_result_policy(const secmail_dmarc_result *r)
{
	return r->policy;
}

/* Section 4.7, `t`: one level below the policy. */
secmail_dmarc_policy
secmail_dmarc_result_disposition(const secmail_dmarc_result *r)
{
	if (r->code != SECMAIL_DMARC_FAIL)
		return SECMAIL_DMARC_POLICY_NONE;
	if (r->record.is_testing)
		return r->policy == SECMAIL_DMARC_POLICY_REJECT ? SECMAIL_DMARC_POLICY_QUARANTINE
								: SECMAIL_DMARC_POLICY_NONE;
	return r->policy;
}

bool
secmail_dmarc_result_is_testing(const secmail_dmarc_result *r)
{
	return r->record.is_testing;
}

unsigned
secmail_dmarc_result_rfc(const secmail_dmarc_result *r)
{
	return r->suffixes_sha256 ? 7489 : 9989;
}

const char *
secmail_dmarc_result_suffixes_sha256(const secmail_dmarc_result *r)
{
	return r->suffixes_sha256;
}

unsigned
secmail_dmarc_result_pct(const secmail_dmarc_result *r)
{
	return r->text ? r->record.pct : 100;
}

bool
secmail_dmarc_result_is_psd(const secmail_dmarc_result *r)
{
	return r->record.psd == DMARC_SAYS_PSD_Y;
}

bool
secmail_dmarc_result_spf_is_aligned(const secmail_dmarc_result *r)
{
	return r->spf_is_aligned;
}

bool
secmail_dmarc_result_dkim_is_aligned(const secmail_dmarc_result *r)
{
	return r->dkim_is_aligned;
}

bool
secmail_dmarc_result_spf_is_strict(const secmail_dmarc_result *r)
{
	return r->record.spf_is_strict;
}

bool
secmail_dmarc_result_dkim_is_strict(const secmail_dmarc_result *r)
{
	return r->record.dkim_is_strict;
}

size_t
secmail_dmarc_result_dkim_index(const secmail_dmarc_result *r)
{
	return r->dkim_index;
}

const char *
secmail_dmarc_result_aligned_domain(const secmail_dmarc_result *r)
{
	return r->aligned_domain;
}

secmail_dmarc_policy
secmail_dmarc_result_p(const secmail_dmarc_result *r)
{
	return r->record.p;
}

secmail_dmarc_policy
secmail_dmarc_result_sp(const secmail_dmarc_result *r)
{
	return r->record.sp;
}

secmail_dmarc_policy
secmail_dmarc_result_np(const secmail_dmarc_result *r)
{
	return r->record.np;
}

uint32_t
secmail_dmarc_result_fo(const secmail_dmarc_result *r)
{
	return r->record.fo;
}

const char *
secmail_dmarc_result_rua(const secmail_dmarc_result *r)
{
	return r->rua;
}

const char *
secmail_dmarc_result_ruf(const secmail_dmarc_result *r)
{
	return r->ruf;
}

const char *
secmail_dmarc_result_record(const secmail_dmarc_result *r)
{
	return r->text;
}
