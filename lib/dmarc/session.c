/*
 * session.c - what the caller says about a message
 *
 * Every domain is checked and brought into one form here, before anything is
 * asked or compared: what is no domain name is kept as one that never aligns.
 */
#include <stdlib.h>
#include <string.h>

#include "suffixes.h"

secmail_status
secmail_dmarc_new(secmail_dmarc **out)
{
	secmail_dmarc *d = calloc(1, sizeof *d);

	*out = d;
	if (!d)
		return SECMAIL_NO_MEMORY;
	return SECMAIL_DONE;
}

void
secmail_dmarc_free(secmail_dmarc *d)
{
	if (!d)
		return;
	secmailp_dmarc_evaluation_free(d->evaluation);
	free(d);
}

void
secmail_dmarc_reset(secmail_dmarc *d)
{
	secmailp_error_clear(&d->error);
	d->author.len = 0;
	d->spf.outcome = SECMAIL_DMARC_OUTCOME_FAIL;
	d->spf.domain.len = 0;
	d->dkim_count = 0;
}

void
secmail_dmarc_set_suffixes(secmail_dmarc *d, const secmail_dmarc_suffixes *s)
{
	d->suffixes = s;
	d->answers = NULL; /* records are read otherwise by the other RFC */
}

const char *
secmail_dmarc_error(const secmail_dmarc *d)
{
	return d->error.text;
}

/* An empty domain for what is no domain name. */
static secmail_status
keep_domain(secmail_dmarc *d, const char *domain, secmailp_domain *out)
{
	secmail_status status = SECMAIL_SYNTAX;

	if (domain)
		status = secmail_domain_normalize(domain, strlen(domain), out->text);
	if (status == SECMAIL_NO_MEMORY)
		secmailp_error_set(&d->error, "no memory to read a domain name");
	if (status != SECMAIL_DONE)
		out->text[0] = '\0';
	out->len = strlen(out->text);
	return status == SECMAIL_NO_MEMORY ? status : SECMAIL_DONE;
}

secmail_status
secmail_dmarc_set_author_domain(secmail_dmarc *d, const char *domain)
{
	return keep_domain(d, domain, &d->author);
}

secmail_status
secmail_dmarc_set_spf(secmail_dmarc *d, secmail_dmarc_outcome outcome, const char *domain)
{
	d->spf.outcome = outcome;
	return keep_domain(d, domain, &d->spf.domain);
}

secmail_status
secmail_dmarc_add_dkim(secmail_dmarc *d, secmail_dmarc_outcome outcome, const char *domain)
{
	dmarc_identifier *new;

	if (d->dkim_count == SECMAIL_DMARC_MAX_DKIM) {
		secmailp_error_set(&d->error, "more than %d DKIM results", SECMAIL_DMARC_MAX_DKIM);
		return SECMAIL_LIMIT;
	}
	new = &d->dkim[d->dkim_count];
	new->outcome = outcome;
	new->index = d->dkim_count;
	if (keep_domain(d, domain, &new->domain) != SECMAIL_DONE)
		return SECMAIL_NO_MEMORY;
	d->dkim_count++;
	return SECMAIL_DONE;
}
