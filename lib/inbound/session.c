/*
 * session.c - one message on its way in
 *
 * A session hands what it is told to the modules that will judge it: the
 * envelope to SPF, the header to the scanner, the body to DKIM. It decides
 * nothing; see judge.c.
 */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "inbound_internal.h"

secmail_status
secmail_inbound_new(const secmail_inbound_config *c, int64_t now, secmail_inbound **out)
{
	secmail_inbound *m = calloc(1, sizeof *m);

	*out = NULL;
	if (!m)
		return SECMAIL_NO_MEMORY;
	m->config = c;
	if (secmail_spf_new(now, &m->spf) != SECMAIL_DONE ||
	    secmail_message_new(&m->message) != SECMAIL_DONE ||
	    secmail_dkim_new(c->dkim, now, &m->dkim) != SECMAIL_DONE ||
	    secmail_dmarc_new(&m->dmarc) != SECMAIL_DONE ||
	    secmail_message_set_normalize(m->message, c->normalize) != SECMAIL_DONE) {
		secmail_inbound_free(m);
		return SECMAIL_NO_MEMORY;
	}
	secmail_dmarc_set_suffixes(m->dmarc, c->suffixes);
	*out = m;
	return SECMAIL_DONE;
}

void
secmail_inbound_free(secmail_inbound *m)
{
	if (!m)
		return;
	secmail_inbound_forget(m);
	secmail_dmarc_free(m->dmarc);
	secmail_dkim_free(m->dkim);
	secmail_message_free(m->message);
	secmail_spf_free(m->spf);
	free(m);
}

const char *
secmail_inbound_error(const secmail_inbound *m)
{
	return m->error.text;
}

const secmail_message *
secmail_inbound_message(const secmail_inbound *m)
{
	return m->message;
}

void
secmail_inbound_trace(
    const secmail_inbound *m, secmail_event event, const char *subject, int64_t number)
{
	if (m->config->trace)
		m->config->trace(m->config->trace_arg, event, subject, number);
}

void
secmail_inbound_forget(secmail_inbound *m)
{
	secmail_verdict_free(m->begun);
	m->begun = NULL;
}

/* Passes a part's failure on, with what the part says about it. */
static secmail_status
pass_on(secmail_inbound *m, secmail_status status, const char *part, const char *detail)
{
	if (status < SECMAIL_DONE)
		secmailp_error_set(
		    &m->error, "%s: %s", part, *detail ? detail : secmail_status_text(status));
	return status;
}

/* For people: an IPv4 address as one, also where it came as IPv6 (RFC 7208 section 5). */
static void
write_client(secmail_inbound *m, const uint8_t *ip, size_t len)
{
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };

	if (len == 16 && memcmp(ip, mapped, sizeof mapped) == 0) {
		ip += sizeof mapped;
		len = 4;
	}
	(void)inet_ntop(len == 4 ? AF_INET : AF_INET6, ip, m->client, sizeof m->client);
}

secmail_status
secmail_inbound_set_client(
    secmail_inbound *m, const uint8_t *ip, size_t len, const void *helo, size_t helo_len)
{
	secmail_status status = secmail_spf_set_client(m->spf, ip, len);

	secmail_inbound_forget(m);
	if (status == SECMAIL_DONE)
		status = secmail_spf_set_helo(m->spf, helo, helo_len);
	if (status == SECMAIL_DONE) {
		m->has_client = true;
		write_client(m, ip, len);
	}
	return pass_on(m, status, "client", secmail_spf_error(m->spf));
}

secmail_status
secmail_inbound_set_mail_from(secmail_inbound *m, const void *path, size_t len)
{
	secmail_status status = secmail_spf_set_mail_from(m->spf, path, len);

	secmail_inbound_forget(m);
	if (status == SECMAIL_DONE)
		m->has_mail_from = true;
	m->has_asked = false;
	return pass_on(m, status, "MAIL FROM", secmail_spf_error(m->spf));
}

/* Once the header is complete, DKIM and DMARC learn from it what they need. */
static secmail_status
take_header(secmail_inbound *m)
{
	const char *domain = secmail_authors_domain(secmail_message_authors(m->message));
	secmail_status status;

	if (m->has_header)
		return SECMAIL_DONE;
	status = secmail_dmarc_set_author_domain(m->dmarc, domain);
	if (status != SECMAIL_DONE)
		return pass_on(m, status, "DMARC", secmail_dmarc_error(m->dmarc));
	status = secmail_dkim_set_message(m->dkim, m->message);
	m->has_header = status == SECMAIL_DONE;
	return pass_on(m, status, "DKIM", secmail_dkim_error(m->dkim));
}

secmail_status
secmail_inbound_write(secmail_inbound *m, const void *bytes, size_t len)
{
	secmailp_view piece = secmailp_view_of(bytes, len);
	size_t header = 0;
	secmail_status status = secmail_message_write(m->message, piece.at, piece.len, &header);

	if (status != SECMAIL_DONE)
		return pass_on(m, status, "message", secmail_message_error(m->message));
	if (!secmail_message_header_is_complete(m->message))
		return SECMAIL_DONE;
	status = take_header(m);
	if (status != SECMAIL_DONE || m->has_decided)
		return status;
	piece = secmailp_view_after(piece, header);
	return pass_on(m, secmail_dkim_write_body(m->dkim, piece.at, piece.len), "DKIM",
	    secmail_dkim_error(m->dkim));
}

secmail_status
secmail_inbound_end(secmail_inbound *m)
{
	secmail_status status = secmail_message_end(m->message);

	if (status != SECMAIL_DONE)
		return pass_on(m, status, "message", secmail_message_error(m->message));
	m->has_ended = true;
	status = take_header(m);
	if (status != SECMAIL_DONE || m->has_decided)
		return status;
	return pass_on(m, secmail_dkim_end_body(m->dkim), "DKIM", secmail_dkim_error(m->dkim));
}

static bool
has_field(const secmail_message *message, const char *name)
{
	size_t index = secmail_message_field_count(message);

	return secmail_message_find_above(message, name, &index);
}

bool
secmail_inbound_is_signed(const secmail_inbound *m)
{
	static const char *const fields[] = {
		"DKIM-Signature",
		"ARC-Seal",
		"ARC-Message-Signature",
		"ARC-Authentication-Results",
	};

	for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
		if (has_field(m->message, fields[i]))
			return true;
	return false;
}

void
secmail_inbound_reset(secmail_inbound *m, int64_t now)
{
	secmail_inbound_forget(m);
	secmail_spf_set_now(m->spf, now);
	secmail_dkim_reset(m->dkim, now);
	secmail_message_reset(m->message);
	secmail_dmarc_reset(m->dmarc);
	m->has_mail_from = false;
	m->has_header = false;
	m->has_decided = false;
	m->has_ended = false;
	m->has_asked = false;
	m->has_informed = false;
	m->rounds = 0;
	m->questions_traced = 0;
	secmailp_error_clear(&m->error);
}

void
secmail_inbound_expire(secmail_inbound *m, secmail_answers *a)
{
	secmail_answers_expire(a);
	secmail_inbound_trace(m, SECMAIL_EVENT_LIMIT, "time", m->rounds);
}
