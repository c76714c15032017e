/*
 * align.c - does an authenticated identifier align with the author domain? (RFC 9989 section 4.4)
 *
 * An identifier outside the author's organization can't align whatever DNS
 * says, so its tree is not walked. Where a name on the way has no answer,
 * everything it could have said is tried out: only if that changes the outcome
 * does alignment hang on it.
 */
#include "private/uninitialized.h"
#include "suffixes.h"

typedef struct candidate {
	const dmarc_identifier *identifier;
	size_t near;
} candidate;

typedef struct candidates {
	candidate at[DMARC_MAX_IDENTIFIERS];
	size_t count;
} candidates;

/* How many labels two names share, counted from the right; the author domain itself is nearest. */
static size_t
nearness(secmailp_view name, secmailp_view author)
{
	size_t labels = 0, same = 0;

	if (secmailp_view_equal(name, author))
		return SIZE_MAX;
	while (same < name.len && same < author.len &&
	       name.at[name.len - 1 - same] == author.at[author.len - 1 - same]) {
		same++;
		labels += (same == name.len || name.at[name.len - 1 - same] == '.') &&
			  (same == author.len || author.at[author.len - 1 - same] == '.');
	}
	return labels;
}

/* Keeps the list in order: the nearest first, of equally near ones the older. */
static void
insert(candidates *list, const dmarc_identifier *identifier, secmailp_view author)
{
	candidate new = { identifier, nearness(secmailp_dmarc_domain_of(identifier), author) };
	size_t place = list->count++;

	while (place > 0 && list->at[place - 1].near < new.near) {
		list->at[place] = list->at[place - 1];
		place--;
	}
	list->at[place] = new;
}

static void
collect(candidates *list, const secmail_dmarc *d, dmarc_mechanism mechanism,
    secmail_dmarc_outcome outcome)
{
	const dmarc_identifier *all = mechanism == DMARC_SPF ? &d->spf : d->dkim;
	size_t count = mechanism == DMARC_SPF ? 1 : d->dkim_count;

	list->count = 0;
	for (size_t i = 0; i < count; i++)
		if (all[i].outcome == outcome && all[i].domain.len > 0)
			insert(list, &all[i], secmailp_domain_view(&d->author));
}

/* The names that count in a walk and have no answer, added to those of another walk. */
static size_t
collect_silent(const dmarc_walk *w, dmarc_name **silent, size_t count)
{
	size_t reach = secmailp_dmarc_walk_reach(w);

	for (size_t i = 0; i < reach && count <= DMARC_MAX_GUESSES; i++) {
		bool is_known = w->names[i]->says != DMARC_SAYS_UNKNOWN;

		for (size_t k = 0; k < count && !is_known; k++)
			is_known = silent[k] == w->names[i];
		if (!is_known)
			silent[count++] = w->names[i];
	}
	return count;
}

/* What a name could have said. */
static const dmarc_says ANSWERS[] = { DMARC_SAYS_NO_RECORD, DMARC_SAYS_PSD_U, DMARC_SAYS_PSD_Y,
	DMARC_SAYS_PSD_N };

static void
suppose(dmarc_name **silent, size_t count, unsigned choice)
{
	for (size_t i = 0; i < count; i++) {
		silent[i]->says = ANSWERS[choice % 4];
		choice /= 4;
	}
}

static bool
is_same_organization(const dmarc_walk *a, const dmarc_walk *b)
{
	return secmailp_view_equal(
	    secmailp_dmarc_walk_organization(a), secmailp_dmarc_walk_organization(b));
}

static dmarc_alignment
compare(dmarc_evaluation *e, const dmarc_walk *author, const dmarc_walk *other)
{
	dmarc_name *silent[DMARC_MAX_GUESSES + 1];
	size_t count = collect_silent(other, silent, collect_silent(author, silent, 0));
	unsigned tries = 1, aligned = 0;

	for (size_t i = 0; i < count; i++)
		tries *= 4;
	for (unsigned i = 0; i < tries && count <= DMARC_MAX_GUESSES; i++) {
		suppose(silent, count, i);
		aligned += is_same_organization(author, other);
	}
	for (size_t i = 0; i < count; i++)
		silent[i]->says = DMARC_SAYS_UNKNOWN;
	if (count <= DMARC_MAX_GUESSES && (aligned == 0 || aligned == tries))
		return aligned == 0 ? DMARC_ALIGNS_NOT : DMARC_ALIGNS;
	if (!e->silent)
		e->silent = silent[0];
	return DMARC_ALIGNS_UNKNOWN;
}

/* The widest that the author's organization can be, given what is known. */
static secmailp_view
widest_organization(const dmarc_walk *author)
{
	if (secmailp_dmarc_walk_silent(author))
		return author->names[secmailp_dmarc_walk_reach(author) - 1]->domain;
	return secmailp_dmarc_walk_organization(author);
}

dmarc_alignment
secmailp_dmarc_align_relaxed(dmarc_evaluation *e, secmailp_view domain)
{
	const dmarc_walk *author = &e->walks[0];

	if (e->suffixes)
		return secmailp_view_equal(author->organization,
			   secmailp_dmarc_suffixes_organization(e->suffixes, domain))
			   ? DMARC_ALIGNS
			   : DMARC_ALIGNS_NOT;
	if (!secmailp_domain_is_within(domain, widest_organization(author)))
		return DMARC_ALIGNS_NOT;
	const dmarc_walk *walk = secmailp_dmarc_walk_from(e, domain);
	if (!walk)
		return DMARC_ALIGNS_NOT;
	secmailp_dmarc_walk_need(e, walk);
	if (e->waits)
		return DMARC_ALIGNS_UNKNOWN;
	return compare(e, author, walk);
}

dmarc_alignment
secmailp_dmarc_align(dmarc_evaluation *e, dmarc_mechanism mechanism, secmail_dmarc_outcome outcome,
    const dmarc_identifier **out)
{
	const dmarc_record *record = &e->policy_name->record;
	bool is_strict = mechanism == DMARC_SPF ? record->spf_is_strict : record->dkim_is_strict;
	SECMAILP_UNINITIALIZED candidates list;

	*out = NULL;
	collect(&list, e->session, mechanism, outcome);
	for (size_t i = 0; i < list.count; i++) {
		const dmarc_identifier *identifier = list.at[i].identifier;
		dmarc_alignment found = DMARC_ALIGNS_NOT;

		if (list.at[i].near == SIZE_MAX)
			found = DMARC_ALIGNS;
		else if (!is_strict)
			found =
			    secmailp_dmarc_align_relaxed(e, secmailp_dmarc_domain_of(identifier));
		if (found == DMARC_ALIGNS || (found == DMARC_ALIGNS_UNKNOWN && !*out))
			*out = identifier;
		if (found == DMARC_ALIGNS)
			return DMARC_ALIGNS;
	}
	return *out ? DMARC_ALIGNS_UNKNOWN : DMARC_ALIGNS_NOT;
}

/*
 * Who shares but one label with the author is outside its organization, unless
 * that label has a record of its own; then its walk is asked for later.
 */
void
secmailp_dmarc_align_early(dmarc_evaluation *e)
{
	static const secmail_dmarc_outcome outcomes[] = { SECMAIL_DMARC_OUTCOME_PASS,
		SECMAIL_DMARC_OUTCOME_TEMPERROR };
	static const dmarc_mechanism mechanisms[] = { DMARC_DKIM, DMARC_SPF };

	SECMAILP_UNINITIALIZED candidates list;

	if (e->suffixes)
		return;
	for (size_t i = 0; i < 4; i++) {
		collect(&list, e->session, mechanisms[i % 2], outcomes[i / 2]);
		for (size_t k = 0; k < list.count; k++)
			if (list.at[k].near > 1)
				secmailp_dmarc_walk_from(
				    e, secmailp_dmarc_domain_of(list.at[k].identifier));
	}
}
