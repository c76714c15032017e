/*
 * strictest.c - DMARC for the author domain, or for each of a few, of which the strictest counts
 *
 * RFC 9989 section 11.5: a site that can't refuse mail with several author
 * domains may judge by each of them, and apply the strictest policy among those
 * that fail. How many it judges by has a cap, over which there is no author domain.
 */
#include "inbound_internal.h"

static secmail_dmarc_outcome
outcome_of_spf(secmail_spf_code code)
{
	if (code == SECMAIL_SPF_PASS)
		return SECMAIL_DMARC_OUTCOME_PASS;
	return code == SECMAIL_SPF_TEMPERROR ? SECMAIL_DMARC_OUTCOME_TEMPERROR
					     : SECMAIL_DMARC_OUTCOME_FAIL;
}

static secmail_dmarc_outcome
outcome_of_dkim(secmail_dkim_code code)
{
	if (code == SECMAIL_DKIM_PASS)
		return SECMAIL_DMARC_OUTCOME_PASS;
	return code == SECMAIL_DKIM_TEMPERROR ? SECMAIL_DMARC_OUTCOME_TEMPERROR
					      : SECMAIL_DMARC_OUTCOME_FAIL;
}

secmail_status
secmail_inbound_inform_dmarc(secmail_inbound *m, const secmail_verdict *v, const char *author)
{
	secmail_status status;

	secmail_dmarc_reset(m->dmarc);
	status = secmail_dmarc_set_author_domain(m->dmarc, author);
	/* HELO counts where it stands in for an empty MAIL FROM, not for its own sake (RFC 9989
	 * section 3.2.4). */
	if (status == SECMAIL_DONE && v->spf && m->has_mail_from)
		status =
		    secmail_dmarc_set_spf(m->dmarc, outcome_of_spf(secmail_spf_result_code(v->spf)),
			secmail_spf_result_domain(v->spf));
	for (size_t i = 0; status == SECMAIL_DONE && i < secmail_dkim_results_count(v->dkim); i++)
		status = secmail_dmarc_add_dkim(m->dmarc,
		    outcome_of_dkim(secmail_dkim_results_code(v->dkim, i)),
		    secmail_dkim_results_domain(v->dkim, i));
	return status;
}

/* How many author domains are judged by; 0: there is none, or there are too many. */
static size_t
count_authors(const secmail_inbound *m)
{
	const secmail_authors *authors = secmail_message_authors(m->message);
	size_t count = secmail_authors_domain_count(authors);

	return count <= m->config->max_authors ? count : 0;
}

/* The larger, the more is asked to be done. Doubt weighs more than a fail that asks for less. */
static unsigned
weight_of(const secmail_dmarc_result *r)
{
	switch (secmail_dmarc_result_code(r)) {
	case SECMAIL_DMARC_PASS:
		return 0;
	case SECMAIL_DMARC_NONE:
		return 1;
	case SECMAIL_DMARC_PERMERROR:
		return 2;
	case SECMAIL_DMARC_TEMPERROR:
		return 5;
	case SECMAIL_DMARC_FAIL:
		break;
	}
	switch (secmail_dmarc_result_disposition(r)) {
	case SECMAIL_DMARC_POLICY_REJECT:
		return 6;
	case SECMAIL_DMARC_POLICY_QUARANTINE:
		return 4;
	default:
		return 3;
	}
}

/* Of equally strict ones the first author's counts. */
static const secmail_dmarc_result *
strictest(const secmail_verdict *v)
{
	const secmail_dmarc_result *found = v->authors[0];

	for (size_t i = 1; i < v->author_count; i++)
		if (weight_of(v->authors[i]) > weight_of(found))
			found = v->authors[i];
	return found;
}

static secmail_status
judge_author(secmail_inbound *m, secmail_answers *a, secmail_verdict *v, const char *author)
{
	secmail_dmarc_result **out = &v->authors[v->author_count];
	secmail_status status = secmail_inbound_inform_dmarc(m, v, author);

	if (status == SECMAIL_DONE)
		status = secmail_dmarc_judge(m->dmarc, a, out);
	if (status == SECMAIL_DONE)
		v->author_count++;
	return status;
}

secmail_status
secmail_inbound_judge_dmarc(secmail_inbound *m, secmail_answers *a, secmail_verdict *v)
{
	const secmail_authors *authors = secmail_message_authors(m->message);
	size_t count = count_authors(m);
	bool waits = false;

	secmail_verdict_drop_authors(v);
	if (count == 0) {
		secmail_status status = judge_author(m, a, v, NULL);

		v->dmarc = v->authors[0];
		return status;
	}
	for (size_t i = 0; i < count; i++) {
		secmail_status status =
		    judge_author(m, a, v, secmail_authors_domain_at(authors, i));

		if (status < SECMAIL_DONE)
			return status;
		waits |= status == SECMAIL_WANT_DNS;
	}
	if (waits)
		return SECMAIL_WANT_DNS;
	v->dmarc = strictest(v);
	return SECMAIL_DONE;
}
