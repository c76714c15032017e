/*
 * order.c - which signatures are evaluated when there are more than the cap
 *
 * DMARC looks for a signature of the author domain. An attacker who puts his
 * own on top, however many, must not keep it from being seen: signatures go by
 * how many labels their domain has in common with the author domain, counted
 * from the right, and only then from the top down.
 */
#include "dkim_internal.h"

#include "private/domain.h"

/* Labels that two names share at their right ends; a name itself is nearer than any other. */
static size_t
nearness(const char *domain, const char *author)
{
	secmailp_view a = secmailp_view_text(domain), b = secmailp_view_text(author);
	size_t labels = 0;

	if (secmailp_view_equal(a, b))
		return SECMAIL_DOMAIN_SIZE;
	while (labels < secmailp_domain_labels(a) && labels < secmailp_domain_labels(b) &&
	       secmailp_view_equal(
		   secmailp_domain_last(a, labels + 1), secmailp_domain_last(b, labels + 1)))
		labels++;
	return labels;
}

static smdkim_signature *
nearest(secmail_dkim *d, const size_t *near)
{
	smdkim_signature *best = NULL;

	for (size_t i = 0; i < d->row_count; i++) {
		smdkim_signature *s = &d->rows[i];

		if (s->found.reason != SECMAIL_DKIM_UNDECIDED || s->is_evaluated)
			continue;
		if (!best || near[i] > near[best - d->rows])
			best = s;
	}
	return best;
}

static const char *
author_domain(const secmail_dkim *d)
{
	return d->has_author ? d->author
			     : secmail_authors_domain(secmail_message_authors(d->message));
}

void
smdkim_order_rows(secmail_dkim *d)
{
	size_t near[SECMAIL_DKIM_MAX_ROWS] = { 0 };
	/* Where there is room for all, nearness decides nothing. */
	const char *author = d->row_count > d->config->max_signatures ? author_domain(d) : NULL;

	for (size_t i = 0; i < d->row_count && author; i++)
		if (d->rows[i].domain)
			near[i] = nearness(d->rows[i].domain, author);
	for (size_t n = 0; n < d->config->max_signatures; n++) {
		smdkim_signature *s = nearest(d, near);

		if (!s)
			return;
		s->is_evaluated = true;
	}
}
