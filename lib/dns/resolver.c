/* resolver.c - which servers to ask, and how long to wait */
#include <stdlib.h>
#include <string.h>

#include "dns_internal.h"

#define DEFAULT_TIMEOUT 3000
#define DEFAULT_TOTAL 20000 /* RFC 7208 section 4.6.4: no less than 20 seconds */
#define DEFAULT_TRIES 3

#define MAX_TIMEOUT 60000
#define MAX_TOTAL 600000
#define MAX_TRIES 10

secmail_status
secmail_dns_resolver_new(secmail_dns_resolver **out)
{
	secmail_dns_resolver *r = calloc(1, sizeof *r);

	*out = r;
	if (!r)
		return SECMAIL_NO_MEMORY;
	r->timeout = DEFAULT_TIMEOUT;
	r->total = DEFAULT_TOTAL;
	r->tries = DEFAULT_TRIES;
	return SECMAIL_DONE;
}

void
secmail_dns_resolver_free(secmail_dns_resolver *r)
{
	free(r);
}

const char *
secmail_dns_resolver_error(const secmail_dns_resolver *r)
{
	return r->error.text;
}

secmail_status
secmail_dns_resolver_add_server(secmail_dns_resolver *r, const char *address)
{
	char shown[64];

	secmailp_error_clear(&r->error);
	if (r->server_count >= SECMAIL_DNS_MAX_SERVERS) {
		secmailp_error_set(&r->error, "more than %d servers", SECMAIL_DNS_MAX_SERVERS);
		return SECMAIL_LIMIT;
	}
	if (!secmailp_dns_server_read(&r->servers[r->server_count], secmailp_view_text(address))) {
		secmailp_error_set(&r->error, "'%s' is no server address",
		    secmailp_printable(secmailp_view_text(address), shown, sizeof shown));
		return SECMAIL_SYNTAX;
	}
	r->server_count++;
	return SECMAIL_DONE;
}

static secmail_status
set_number(
    secmail_dns_resolver *r, uint32_t *setting, uint32_t value, uint32_t max, const char *name)
{
	secmailp_error_clear(&r->error);
	if (value < 1 || value > max) {
		secmailp_error_set(&r->error, "%s is between 1 and %lu", name, (unsigned long)max);
		return SECMAIL_ARGUMENT;
	}
	*setting = value;
	return SECMAIL_DONE;
}

secmail_status
secmail_dns_resolver_set_timeout(secmail_dns_resolver *r, uint32_t ms)
{
	return set_number(r, &r->timeout, ms, MAX_TIMEOUT, "the time-out of a try");
}

secmail_status
secmail_dns_resolver_set_tries(secmail_dns_resolver *r, uint32_t tries)
{
	return set_number(r, &r->tries, tries, MAX_TRIES, "the number of tries");
}

secmail_status
secmail_dns_resolver_set_total_timeout(secmail_dns_resolver *r, uint32_t ms)
{
	return set_number(r, &r->total, ms, MAX_TOTAL, "the total time-out");
}

void
secmail_dns_resolver_set_trust_ad(secmail_dns_resolver *r, bool trust)
{
	r->trust_ad = trust;
}

bool
secmailp_dns_resolver_equal(const secmail_dns_resolver *a, const secmail_dns_resolver *b)
{
	if (a->server_count != b->server_count || a->timeout != b->timeout ||
	    a->total != b->total || a->tries != b->tries || a->trust_ad != b->trust_ad)
		return false;
	for (size_t i = 0; i < a->server_count; i++)
		if (a->servers[i].len != b->servers[i].len ||
		    memcmp(&a->servers[i].address, &b->servers[i].address, a->servers[i].len) != 0)
			return false;
	return true;
}
