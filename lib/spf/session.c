/* session.c - what SPF is told about a transaction, checked as it comes in */
#include "spf_internal.h"

#include <stdlib.h>

secmail_status
secmail_spf_new(int64_t now, secmail_spf **out)
{
	secmail_spf *s;

	if (!out)
		return SECMAIL_ARGUMENT;
	*out = NULL;
	s = calloc(1, sizeof *s);
	if (!s)
		return SECMAIL_NO_MEMORY;
	s->now = now;
	s->max_terms = SECMAIL_SPF_MAX_TERMS;
	s->max_voids = SECMAIL_SPF_MAX_VOIDS;
	s->max_questions = SECMAIL_SPF_MAX_QUESTIONS;
	s->keep.arena = secmailp_arena_new(SECMAILP_SPF_KEEP_FULL + SECMAILP_SPF_ROUND_MAX);
	*out = s;
	return SECMAIL_DONE;
}

void
secmail_spf_free(secmail_spf *s)
{
	if (!s)
		return;
	secmailp_arena_free(&s->keep.arena);
	free(s);
}

void
secmail_spf_reset(secmail_spf *s)
{
	if (!s)
		return;
	s->client.len = 0;
	s->mail_from.is_set = false;
	s->helo.is_set = false;
	s->is_null_sender = false;
	s->helo_len = 0;
	secmailp_spf_keep_forget(s);
	secmailp_error_clear(&s->error);
}

void
secmail_spf_set_now(secmail_spf *s, int64_t now)
{
	if (s)
		s->now = now;
}

const char *
secmail_spf_error(const secmail_spf *s)
{
	return s ? s->error.text : "";
}

static secmail_status
refuse(secmail_spf *s, const char *why)
{
	if (s)
		secmailp_error_set(&s->error, "%s", why);
	return SECMAIL_ARGUMENT;
}

secmail_status
secmail_spf_set_client(secmail_spf *s, const uint8_t *ip, size_t len)
{
	if (!s || !ip || (len != 4 && len != 16))
		return refuse(s, "a client's address has 4 or 16 octets");
	secmailp_spf_keep_forget(s);
	secmailp_spf_client_set(&s->client, ip, len);
	return SECMAIL_DONE;
}

/* RFC 7208 section 4.3: "postmaster" stands in for a local part that is not there. */
static void
write_sender(secmailp_spf_identity *id, secmailp_view local)
{
	static const char postmaster[] = "postmaster";
	size_t len = local.len > 0 ? local.len : sizeof postmaster - 1;

	if (local.len > 0)
		memcpy(id->sender, local.at, len);
	else
		memcpy(id->sender, postmaster, sizeof postmaster - 1);
	id->local_len = len;
	id->sender[len++] = '@';
	memcpy(id->sender + len, id->domain.text, id->domain.len);
	id->sender_len = len + id->domain.len;
}

/* A name that is no domain as it is may be one of U-labels. */
static secmail_status
keep_domain(secmailp_domain *out, secmailp_view name)
{
	secmail_status status;

	if (secmailp_domain_set(out, name))
		return SECMAIL_DONE;
	status = secmail_domain_normalize(name.at, name.len, out->text);
	if (status != SECMAIL_DONE)
		out->text[0] = '\0';
	out->len = strlen(out->text);
	return status;
}

/*
 * RFC 7208 section 4.3: what is malformed or has a single label is not looked
 * up. A name without a domain is a name all the same: has_domain stays false.
 */
static secmail_status
set_identity(secmailp_spf_identity *id, secmailp_view local, secmailp_view domain)
{
	secmail_status status = keep_domain(&id->domain, domain);

	if (status != SECMAIL_DONE && status != SECMAIL_SYNTAX)
		return status;
	id->has_domain = memchr(id->domain.text, '.', id->domain.len) != NULL;
	write_sender(id, local);
	id->is_set = true;
	return SECMAIL_DONE;
}

/*
 * For %{h}: as received, but a name with U-labels as A-labels (RFC 8616 section
 * 4). What became a domain and is not printable ASCII holds U-labels.
 */
static void
keep_helo(secmail_spf *s, secmailp_view helo)
{
	secmailp_spf_text t = { s->helo_name, 0, sizeof s->helo_name, false };

	if (s->helo.domain.len > 0 && !secmailp_spf_is_printable(helo))
		helo = secmailp_domain_view(&s->helo.domain);
	secmailp_spf_text_add(&t, helo);
	s->helo_len = t.len;
}

secmail_status
secmail_spf_set_helo(secmail_spf *s, const void *helo, size_t len)
{
	secmailp_view name = secmailp_view_of(helo, len);
	secmail_status status;

	if (!s || (!helo && len > 0))
		return refuse(s, "there is no HELO name");
	if (len > SECMAIL_SPF_MAX_NAME)
		name.len = 0;
	secmailp_spf_keep_forget(s);
	s->helo.is_set = false;
	s->helo.scope = SECMAIL_SPF_SCOPE_HELO;
	status = set_identity(&s->helo, secmailp_view_of(NULL, 0), name);
	if (status == SECMAIL_DONE)
		keep_helo(s, name);
	return status;
}

secmail_status
secmail_spf_set_mail_from(secmail_spf *s, const void *path, size_t len)
{
	secmailp_spf_path parts = { false, { NULL, 0 }, { NULL, 0 } };

	if (!s || (!path && len > 0))
		return refuse(s, "there is no reverse-path");
	secmailp_spf_keep_forget(s);
	s->mail_from.is_set = false;
	s->mail_from.scope = SECMAIL_SPF_SCOPE_MFROM;
	if (len > SECMAIL_SPF_MAX_NAME ||
	    !secmailp_spf_path_read(secmailp_view_of(path, len), &parts))
		parts = (secmailp_spf_path){ false, { NULL, 0 }, { NULL, 0 } };
	s->is_null_sender = parts.is_null;
	return set_identity(&s->mail_from, parts.local, parts.domain);
}

secmail_status
secmail_spf_set_receiver(secmail_spf *s, const char *name)
{
	secmail_status status;

	if (!s)
		return SECMAIL_ARGUMENT;
	s->receiver[0] = '\0';
	if (!name)
		return SECMAIL_DONE;
	status = secmail_domain_normalize(name, strlen(name), s->receiver);
	if (status != SECMAIL_DONE) {
		s->receiver[0] = '\0';
		secmailp_error_set(&s->error, "the receiver's name is no domain name");
	}
	return status;
}

secmail_status
secmail_spf_set_max_terms(secmail_spf *s, size_t max)
{
	if (!s || max < 1 || max > SECMAIL_SPF_MAX_TERMS)
		return refuse(s, "the limit of terms is 1 to 10");
	s->max_terms = max;
	return SECMAIL_DONE;
}

secmail_status
secmail_spf_set_max_voids(secmail_spf *s, size_t max)
{
	if (!s || max > SECMAIL_SPF_MAX_VOIDS)
		return refuse(s, "the limit of void look-ups is 0 to 2");
	s->max_voids = max;
	return SECMAIL_DONE;
}

secmail_status
secmail_spf_set_max_questions(secmail_spf *s, size_t max)
{
	if (!s || max < 1 || max > SECMAIL_SPF_MAX_QUESTIONS)
		return refuse(s, "the limit of questions is 1 to 123");
	s->max_questions = max;
	return SECMAIL_DONE;
}
