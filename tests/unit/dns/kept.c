/* kept.c - see kept.h */
#include "kept.h"

#include <check.h>
#include <stdlib.h>

void
keep_octets(
    secmail_dns_cache *c, const char *name, uint16_t type, secmailp_view message, int64_t now)
{
	secmailp_dnsname qname;
	secmailp_dns_reply reply;

	ck_assert(secmailp_dnsname_from_labels(&qname, secmailp_view_text(name)));
	secmailp_dns_reply_read(&reply, message, secmailp_dnsname_view(&qname), type);
	secmailp_dns_cache_keep(c, &reply, now);
}

void
keep(secmail_dns_cache *c, const char *name, uint16_t type, const char *message, int64_t now)
{
	uint8_t *octets = malloc(MESSAGE_SIZE);
	size_t len = assemble(message, octets);

	keep_octets(c, name, type, secmailp_view_of(octets, len), now);
	free(octets);
}
