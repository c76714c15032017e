/*
 * suffixes.c - organizational domains by the Public Suffix List (RFC 7489 section 3.2)
 *
 * libpsl takes names in lower case without a dot at the end, which names are
 * here, and answers nonsense to addresses, which are kept from it.
 */
#include "suffixes.h"

#include <libpsl.h>
#include <stdlib.h>

struct secmail_dmarc_suffixes {
	psl_ctx_t *list; /* NULL: empty */
	secmailp_error error;
};

secmail_status
secmail_dmarc_suffixes_new(secmail_dmarc_suffixes **out)
{
	*out = calloc(1, sizeof **out);
	return *out ? SECMAIL_DONE : SECMAIL_NO_MEMORY;
}

void
secmail_dmarc_suffixes_free(secmail_dmarc_suffixes *s)
{
	if (!s)
		return;
	psl_free(s->list);
	free(s);
}

const char *
secmail_dmarc_suffixes_error(const secmail_dmarc_suffixes *s)
{
	return s->error.text;
}

secmail_status
secmail_dmarc_suffixes_load_file(secmail_dmarc_suffixes *s, const char *path)
{
	psl_ctx_t *list = path ? psl_load_file(path) : psl_latest(NULL);

	if (!list) {
		secmailp_error_set(&s->error, "%s: no list of public suffixes can be read there",
		    path ? path : "the system's list");
		return SECMAIL_IO;
	}
	psl_free(s->list);
	s->list = list;
	return SECMAIL_DONE;
}

size_t
secmail_dmarc_suffixes_count(const secmail_dmarc_suffixes *s)
{
	int count = s->list ? psl_suffix_count(s->list) : 0;

	return count > 0 ? (size_t)count : 0;
}

/* Without a list the last label is the suffix, as by the rule "*" that ends every list. */
static size_t
registrable_labels(const secmail_dmarc_suffixes *s, const char *name)
{
	const char *found = name;

	if (!s->list)
		return 2;
	found = psl_registrable_domain(s->list, name);
	return found ? secmailp_domain_labels(secmailp_view_text(found)) : SIZE_MAX;
}

secmailp_view
secmailp_dmarc_suffixes_organization(const secmail_dmarc_suffixes *s, secmailp_view name)
{
	secmailp_domain copy;

	if (secmailp_domain_ends_in_number(name) || !secmailp_domain_set(&copy, name))
		return name;
	return secmailp_domain_last(name, registrable_labels(s, copy.text));
}
