/* lint_totals.c - the sums over all records, and what RFC 7208 section 4.6.4 allows of them */
#include "lint.h"

static secmailp_spf_lint_place
whole_record(void)
{
	return (secmailp_spf_lint_place){ .record = 0, .term = secmailp_view_of(NULL, 0) };
}

static void
look_at_terms(secmailp_spf_lint *l)
{
	secmailp_spf_lint_place whole = whole_record();

	if (l->lookups > SECMAIL_SPF_MAX_TERMS)
		secmailp_spf_lint_say(l, &l->limit, SECMAIL_SPF_FINDING_TERM_LIMIT,
		    SECMAIL_SPF_ERROR,
		    "The record needs %zu terms that query DNS, and 10 are allowed. \"%s\" (%s) is "
		    "the 11th: receivers who come there stop with permerror.",
		    l->lookups, secmailp_spf_lint_keep(l, l->limit_term, 100),
		    secmailp_spf_lint_keep(
			l, secmailp_view_of(l->limit_path, l->limit_path_len), l->limit_path_len));
	else if (l->lookups >= SECMAIL_SPF_LINT_NEAR_TERMS)
		secmailp_spf_lint_say(l, &whole, SECMAIL_SPF_FINDING_NEAR_TERM_LIMIT,
		    SECMAIL_SPF_NOTE,
		    "The record needs %zu terms that query DNS, and 10 are allowed: one more "
		    "include of a provider may be too many.",
		    l->lookups);
}

static const char *
whose(bool is_ip4, bool is_ip6)
{
	if (is_ip4 && is_ip6)
		return "A client that nothing matches";
	return is_ip4 ? "A client with an IPv4 address that nothing matches"
		      : "A client with an IPv6 address that nothing matches";
}

static void
look_at_voids(secmailp_spf_lint *l)
{
	secmailp_spf_lint_place whole = whole_record();
	bool is_ip4 = l->voids[0] > SECMAIL_SPF_MAX_VOIDS;
	bool is_ip6 = l->voids[1] > SECMAIL_SPF_MAX_VOIDS;

	if (is_ip4 || is_ip6)
		secmailp_spf_lint_say(l, &whole, SECMAIL_SPF_FINDING_VOID_LIMIT,
		    is_ip4 && is_ip6 ? SECMAIL_SPF_ERROR : SECMAIL_SPF_WARNING,
		    "%s meets %zu look-ups without an answer, and 2 are allowed: strict receivers "
		    "stop with permerror.",
		    whose(is_ip4, is_ip6), l->found->void_lookups);
}

void
secmailp_spf_lint_totals(secmailp_spf_lint *l)
{
	secmail_spf_findings *f = l->found;

	f->lookups = l->lookups;
	f->void_lookups = l->voids[0] > l->voids[1] ? l->voids[0] : l->voids[1];
	f->ip4_count = secmailp_spf_ranges_total(&l->ip4);
	f->ip6_count = secmailp_spf_ranges_total(&l->ip6);
	look_at_terms(l);
	look_at_voids(l);
}
