/* lint.c - the call that looks for what should be mended: one walk from the top, findings or a wait
 */
#include "lint.h"

#include <stdlib.h>

/* Each record raw and printable, with names and terms; each finding with its term and two texts. */
#define ARENA_MAX                                                                                  \
	((size_t)SECMAIL_SPF_LINT_MAX_RECORDS * (2 * SECMAIL_SPF_MAX_RECORD + 1024) +              \
	    (size_t)(SECMAIL_SPF_LINT_MAX_FINDINGS + 1) *                                          \
		(4 * SECMAIL_SPF_LINT_MAX_SENTENCE + 1024))

static void
walk(secmailp_spf_lint *l, const secmailp_view *given)
{
	secmailp_spf_lint_first(l, given);
	if (l->is_waiting || l->status != SECMAIL_DONE)
		return;
	secmailp_spf_lint_overlap(l);
	secmailp_spf_lint_needless(l);
	secmailp_spf_lint_totals(l);
	secmailp_spf_lint_sort(l->found);
}

/* The working room is large and lives for one walk. */
static secmailp_spf_lint *
begin(secmail_answers *a, const char *domain)
{
	secmailp_spf_lint *l = calloc(1, sizeof *l);

	if (!l)
		return NULL;
	l->found = calloc(1, sizeof *l->found);
	if (!l->found) {
		free(l);
		return NULL;
	}
	l->found->arena = secmailp_arena_new(ARENA_MAX);
	l->answers = a;
	l->status = SECMAIL_DONE;
	secmailp_spf_name_set(&l->root, secmailp_view_text(domain));
	secmailp_spf_ranges_init(&l->ip4, 4);
	secmailp_spf_ranges_init(&l->ip6, 16);
	return l;
}

static secmail_status
finish(secmailp_spf_lint *l, secmail_spf_findings **out)
{
	secmail_status status = l->status;

	if (status == SECMAIL_DONE && l->is_waiting)
		status = SECMAIL_WANT_DNS;
	if (status == SECMAIL_DONE)
		*out = l->found;
	else
		secmail_spf_findings_free(l->found);
	free(l);
	return status;
}

secmail_status
secmail_spf_lint(const void *domain, size_t domain_len, const void *record, size_t record_len,
    secmail_answers *a, secmail_spf_findings **out)
{
	secmailp_view given = secmailp_view_of(record, record_len);
	char name[SECMAIL_DOMAIN_SIZE] = "";
	secmail_status status = SECMAIL_DONE;
	secmailp_spf_lint *l;

	if (!out)
		return SECMAIL_ARGUMENT;
	*out = NULL;
	if (!record && (!a || domain_len == 0))
		return SECMAIL_ARGUMENT;
	if (domain_len > 0)
		status =
		    domain ? secmail_domain_normalize(domain, domain_len, name) : SECMAIL_ARGUMENT;
	if (status != SECMAIL_DONE)
		return status;
	l = begin(a, name);
	if (!l)
		return SECMAIL_NO_MEMORY;
	walk(l, record ? &given : NULL);
	return finish(l, out);
}
