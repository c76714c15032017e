/*
 * finding.c - an answer without the message that gave it
 *
 * What a message said outlives it: in the table that asked, and in a cache.
 */
#include "dns_internal.h"

static secmail_status
add_records(const secmailp_dns_finding *f, secmail_answers *a, uint32_t id)
{
	secmailp_cursor c = secmailp_cursor_over(f->records);
	secmail_status status = SECMAIL_DONE;

	while (status == SECMAIL_DONE && secmailp_cursor_left(&c) > 0) {
		secmailp_view data = secmailp_cursor_take(&c, secmailp_cursor_u16(&c));

		status = secmail_answers_add(a, id, data.at, data.len, f->ttl);
	}
	return status;
}

secmail_status
secmailp_dns_finding_apply(
    const secmailp_dns_finding *f, secmail_answers *a, uint32_t id, secmail_trust trust)
{
	secmail_status status = SECMAIL_DONE;

	if (f->state == SECMAIL_ANSWER_FAILED)
		return secmail_answers_fail(a, id, f->failure);
	if (f->alias.len > 0)
		status = secmail_answers_add_alias(a, id, f->alias.at, f->alias.len);
	if (status == SECMAIL_DONE)
		status = add_records(f, a, id);
	if (status == SECMAIL_DONE)
		status = secmail_answers_close(a, id,
		    f->state == SECMAIL_ANSWER_NXDOMAIN ? SECMAILP_DNS_NXDOMAIN
							: SECMAILP_DNS_NOERROR,
		    trust);
	if (status == SECMAIL_LIMIT)
		status = secmail_answers_fail(a, id, SECMAIL_DNS_SERVFAIL);
	return status;
}
