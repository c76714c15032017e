/* judge.c - the calls that decide: one evaluation from the top, then a result or a wait */
#include "spf_internal.h"

static secmail_status
refuse(secmail_spf *s, const char *why)
{
	if (s)
		secmailp_error_set(&s->error, "%s", why);
	return SECMAIL_ARGUMENT;
}

/* Whom RFC 7208 section 2.4 checks: the sender, or HELO in place of the null one. */
static const secmailp_spf_identity *
sender_of(const secmail_spf *s)
{
	return s->is_null_sender ? &s->helo : &s->mail_from;
}

const char *
secmail_spf_domain(const secmail_spf *s)
{
	return s && s->mail_from.is_set && sender_of(s)->is_set ? sender_of(s)->domain.text : "";
}

const void *
secmail_spf_sender(const secmail_spf *s, size_t *out_len)
{
	const secmailp_spf_identity *id = s && s->mail_from.is_set ? sender_of(s) : NULL;

	*out_len = 0;
	if (!id || !id->is_set || id->domain.len == 0)
		return NULL;
	*out_len = id->sender_len;
	return id->sender;
}

/* The frames are written when they are used; clearing them would cost more than most verdicts. */
static secmailp_spf_evaluation *
begin(secmail_spf *s, secmail_answers *a, const secmailp_spf_identity *id)
{
	secmailp_spf_evaluation *e = &s->evaluation;

	memset(e, 0, offsetof(secmailp_spf_evaluation, frames));
	e->session = s;
	e->answers = a;
	e->identity = id;
	secmailp_spf_keep_begin(s, a, id);
	return e;
}

static secmail_status
judge(secmail_spf *s, secmail_answers *a, const secmailp_spf_identity *id, secmail_spf_result **out)
{
	secmailp_spf_evaluation *e = begin(s, a, id);
	secmail_status status;

	if (s->client.len == 0)
		return refuse(s, "the client is not known yet");
	secmailp_spf_evaluate(e);
	if (e->status == SECMAIL_DONE && !e->is_waiting && e->code == SECMAIL_SPF_FAIL)
		secmailp_spf_explain(e);
	status = e->status;
	if (status == SECMAIL_DONE && e->is_waiting)
		status = SECMAIL_WANT_DNS;
	if (status == SECMAIL_DONE)
		status = secmailp_spf_result_new(e, out);
	if (status != SECMAIL_WANT_DNS)
		secmailp_spf_keep_forget(s);
	return status;
}

secmail_status
secmail_spf_judge(secmail_spf *s, secmail_answers *a, secmail_spf_result **out)
{
	if (!s || !a || !out)
		return refuse(s, "judge wants a session, a table and a place for the result");
	*out = NULL;
	if (!s->helo.is_set || !s->mail_from.is_set)
		return refuse(s, "HELO and MAIL FROM are not both known yet");
	return judge(s, a, sender_of(s), out);
}

secmail_status
secmail_spf_judge_helo(secmail_spf *s, secmail_answers *a, secmail_spf_result **out)
{
	if (!s || !a || !out)
		return refuse(s, "judge wants a session, a table and a place for the result");
	*out = NULL;
	if (!s->helo.is_set)
		return refuse(s, "HELO is not known yet");
	return judge(s, a, &s->helo, out);
}

secmail_status
secmail_spf_ask(secmail_spf *s, secmail_answers *a)
{
	const secmailp_spf_identity *id;
	uint32_t question;

	if (!s || !a)
		return refuse(s, "ask wants a session and a table");
	if (!s->helo.is_set || !s->mail_from.is_set)
		return refuse(s, "HELO and MAIL FROM are not both known yet");
	id = sender_of(s);
	if (!id->has_domain)
		return SECMAIL_DONE;
	return secmail_answers_ask(
	    a, id->domain.text, id->domain.len, SECMAIL_DNS_TXT, SECMAIL_ANSWERS_NEEDED, &question);
}
