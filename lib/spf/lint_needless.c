/*
 * lint_needless.c - an a or mx whose hosts are all in networks that the record names: a look-up for
 * nothing
 *
 * Only networks of one's own records count. What a provider's record names may change.
 */
#include "lint.h"

static bool
is_same_term(const secmailp_spf_lint_network *a, const secmailp_spf_lint_network *b)
{
	return a->place.record == b->place.record && a->place.offset == b->place.offset;
}

/* Whether a named network before the host, or one behind it that gives the same, has it. */
static bool
is_named(const secmailp_spf_lint *l, size_t index)
{
	const secmailp_spf_lint_network *host = &l->networks[index];

	for (size_t i = 0; i < l->network_count; i++) {
		const secmailp_spf_lint_network *n = &l->networks[i];

		if (n->is_host || n->place.is_foreign || n->gives == SECMAIL_SPF_NONE)
			continue;
		if (secmailp_spf_lint_is_inside(host, n) && (i < index || n->gives == host->gives))
			return true;
	}
	return false;
}

/* Hosts that could not be looked up may be anywhere. */
static bool
has_failed(const secmail_spf_findings *f, const secmailp_spf_lint_place *where)
{
	for (size_t i = 0; i < f->count; i++)
		if (f->items[i].code == SECMAIL_SPF_FINDING_DNS_FAILURE &&
		    f->items[i].record == where->record && f->items[i].offset == where->offset)
			return true;
	return false;
}

void
secmailp_spf_lint_needless(secmailp_spf_lint *l)
{
	size_t next = 0;

	for (size_t i = 0; i < l->network_count; i = next) {
		const secmailp_spf_lint_network *first = &l->networks[i];
		bool is_needless =
		    first->is_host && !first->place.is_foreign && first->gives != SECMAIL_SPF_NONE;

		for (next = i; next < l->network_count && is_same_term(first, &l->networks[next]);
		     next++)
			is_needless = is_needless && is_named(l, next);
		if (is_needless && !has_failed(l->found, &first->place))
			secmailp_spf_lint_say(l, &first->place, SECMAIL_SPF_FINDING_NEEDLESS_HOST,
			    SECMAIL_SPF_NOTE,
			    "Every host of this term is in a network that is named anyway.");
	}
}
