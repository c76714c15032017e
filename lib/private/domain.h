/*
 * domain.h - domain names as text: checked once, then compared as octets
 *
 * What passes secmailp_domain_set() is lower-case, without a trailing dot, of
 * labels of letters, digits, hyphens and underscores: fit for a DNS question,
 * for comparison and for a result header. U-labels are turned into A-labels
 * before, by secmail_domain_normalize() in core.
 */
#ifndef SECMAILP_DOMAIN_H
#define SECMAILP_DOMAIN_H

#include "private/view.h"

/* Octets as text without a trailing dot (RFC 1035 section 2.3.4). */
#define SECMAILP_DOMAIN_MAX 253
#define SECMAILP_LABEL_MAX 63

typedef struct secmailp_domain {
	char text[SECMAILP_DOMAIN_MAX + 1]; /* ends in NUL */
	size_t len;
} secmailp_domain;

/* Takes a name as it came. Returns false, and an empty domain, if it is none. */
bool secmailp_domain_set(secmailp_domain *d, secmailp_view name);

/* How many labels a checked name has; 0 for the empty one. */
size_t secmailp_domain_labels(secmailp_view name);

/* The rightmost `labels` labels of a checked name; all of it if it has fewer. */
secmailp_view secmailp_domain_last(secmailp_view name, size_t labels);

/* True if `name` is `ancestor` or below it, label for label; both checked. */
bool secmailp_domain_is_within(secmailp_view name, secmailp_view ancestor);

/*
 * True if the last label is a number, as that of an IPv4 address is, and that of
 * a domain name never (RFC 3696 section 2).
 */
bool secmailp_domain_ends_in_number(secmailp_view name);

static inline secmailp_view
secmailp_domain_view(const secmailp_domain *d)
{
	return secmailp_view_of(d->text, d->len);
}

#endif
