/*
 * lint_overlap.c - networks that other networks make needless, in one record or in several
 *
 * A network inside an earlier one is never reached. One inside a later one is
 * needless only if its match comes to the same: "-ip4:192.0.2.1" before
 * "ip4:192.0.2.0/24" takes one address out, on purpose.
 */
#include "lint.h"

bool
secmailp_spf_lint_is_inside(
    const secmailp_spf_lint_network *inner, const secmailp_spf_lint_network *outer)
{
	secmailp_spf_client c;

	if (inner->len != outer->len || inner->prefix < outer->prefix)
		return false;
	c.len = inner->len;
	memcpy(c.ip, inner->address, inner->len);
	return secmailp_spf_client_is_in(
	    &c, secmailp_view_of(outer->address, outer->len), outer->prefix);
}

/* One of them can be mended, and both decide something. */
static bool
is_to_be_said(const secmailp_spf_lint_network *needless, const secmailp_spf_lint_network *other)
{
	if (needless->is_host || other->is_host)
		return false;
	return !needless->place.is_foreign && needless->gives != SECMAIL_SPF_NONE &&
	       other->gives != SECMAIL_SPF_NONE;
}

static void
say(secmailp_spf_lint *l, const secmailp_spf_lint_network *needless,
    const secmailp_spf_lint_network *other)
{
	bool is_same = needless->prefix == other->prefix;
	bool is_one_record = needless->place.record == other->place.record;
	const char *domain = l->found->records[other->place.record].domain;

	secmailp_spf_lint_say(l, &needless->place,
	    is_same ? SECMAIL_SPF_FINDING_DUPLICATE_NETWORK
		    : SECMAIL_SPF_FINDING_OVERLAPPING_NETWORK,
	    is_one_record ? SECMAIL_SPF_WARNING : SECMAIL_SPF_NOTE, "%s \"%s\"%s%s.",
	    is_same ? "This is the same network as" : "This network lies inside that of",
	    secmailp_spf_lint_keep(l, other->place.term, SECMAILP_SPF_MAX_TERM_TEXT),
	    is_one_record ? "" : " in the record of ", is_one_record ? "" : domain);
}

/* Compares network `index` with all before it, until one of them makes it needless. */
static void
compare(secmailp_spf_lint *l, size_t index, bool *is_said)
{
	const secmailp_spf_lint_network *n = &l->networks[index];

	for (size_t i = 0; i < index; i++) {
		const secmailp_spf_lint_network *before = &l->networks[i];

		if (secmailp_spf_lint_is_inside(n, before)) {
			if (!is_said[index] && is_to_be_said(n, before))
				say(l, n, before);
			is_said[index] |= is_to_be_said(n, before);
		} else if (secmailp_spf_lint_is_inside(before, n) && before->gives == n->gives &&
			   !is_said[i] && is_to_be_said(before, n)) {
			say(l, before, n);
			is_said[i] = true;
		}
	}
}

void
secmailp_spf_lint_overlap(secmailp_spf_lint *l)
{
	bool is_said[SECMAIL_SPF_LINT_MAX_NETWORKS] = { false };

	for (size_t i = 0; i < l->network_count; i++)
		compare(l, i, is_said);
}
