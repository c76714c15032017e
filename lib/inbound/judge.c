/*
 * judge.c - from a session and answers to a verdict
 *
 * SPF, DKIM and ARC are decided side by side, so that their questions open
 * together, then DMARC on what they found. Each is decided from the top in every
 * call until it comes to a result. That one stays for the calls that wait for
 * the others: the answers behind it are final. It is of one table, which is known by its
 * mark, and of what the session was told: see secmail_inbound_forget().
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "inbound_internal.h"

/* The first failure counts, then a want; done is what is left. */
static secmail_status
worse(secmail_status a, secmail_status b)
{
	if (a < SECMAIL_DONE)
		return a;
	if (b < SECMAIL_DONE)
		return b;
	return a != SECMAIL_DONE ? a : b;
}

static void
say_which(secmail_inbound *m, secmail_status status, const char *part, const char *detail)
{
	if (status < SECMAIL_DONE)
		secmailp_error_set(
		    &m->error, "%s: %s", part, *detail ? detail : secmail_status_text(status));
}

secmail_status
secmail_inbound_judge_spf(secmail_inbound *m, secmail_answers *a, secmail_spf_result **out)
{
	secmail_status status;

	*out = NULL;
	if (!m->has_client) {
		secmailp_error_set(&m->error, "SPF needs the client's address");
		return SECMAIL_ARGUMENT;
	}
	status = m->has_mail_from ? secmail_spf_judge(m->spf, a, out)
				  : secmail_spf_judge_helo(m->spf, a, out);
	say_which(m, status, "SPF", secmail_spf_error(m->spf));
	return status;
}

/* A full table is no failure here: what was not asked early is asked when it is needed. */
static secmail_status
unless_full(secmail_status status)
{
	return status == SECMAIL_LIMIT ? SECMAIL_DONE : status;
}

/* How SPF will end is not known yet, but of whom it speaks is: a guess that is
 * forgotten when DMARC is informed.
 */
static secmail_status
ask_dmarc(secmail_inbound *m, secmail_answers *a)
{
	secmail_status status = SECMAIL_DONE;

	if (m->has_client && m->has_mail_from)
		status = secmail_dmarc_set_spf(
		    m->dmarc, SECMAIL_DMARC_OUTCOME_TEMPERROR, secmail_spf_domain(m->spf));
	return status == SECMAIL_DONE ? unless_full(secmail_dmarc_ask(m->dmarc, a)) : status;
}

secmail_status
secmail_inbound_ask(secmail_inbound *m, secmail_answers *a)
{
	secmail_status status = SECMAIL_DONE;

	if (m->has_client && m->has_mail_from)
		status = unless_full(secmail_spf_ask(m->spf, a));
	if (status == SECMAIL_DONE && m->has_header)
		status = ask_dmarc(m, a);
	if (status == SECMAIL_DONE && m->has_header)
		status = unless_full(secmail_dkim_ask(m->dkim, a));
	return status;
}

/* While SPF waits for its includes, DMARC asks about the signers that are known by then. */
static secmail_status
ask_meanwhile(secmail_inbound *m, secmail_answers *a, const secmail_verdict *v)
{
	secmail_status status;

	if (!v->dkim || m->has_informed)
		return SECMAIL_WANT_DNS;
	m->has_informed = true;
	status = secmail_inbound_inform_dmarc(
	    m, v, secmail_authors_domain(secmail_message_authors(m->message)));
	if (status == SECMAIL_DONE)
		status = ask_dmarc(m, a);
	return status == SECMAIL_DONE ? SECMAIL_WANT_DNS : status;
}

/* Runs every check that has no result yet as far as the answers reach. */
static secmail_status
run_checks(secmail_inbound *m, secmail_answers *a, secmail_verdict *v)
{
	secmail_status spf = SECMAIL_DONE, dkim = SECMAIL_DONE, arc = SECMAIL_DONE;

	if (m->has_client && !v->spf)
		spf = secmail_inbound_judge_spf(m, a, &v->spf);
	if (!v->dkim)
		dkim = secmail_dkim_judge(m->dkim, a, &v->dkim);
	if (!v->arc)
		arc = secmail_arc_judge(m->dkim, a, &v->arc);

	secmail_status status = worse(worse(spf, dkim), arc);

	say_which(m, worse(dkim, arc), "DKIM", secmail_dkim_error(m->dkim));
	if (status == SECMAIL_WANT_DNS)
		return ask_meanwhile(m, a, v);
	if (status != SECMAIL_DONE)
		return status;
	status = secmail_inbound_judge_dmarc(m, a, v);
	say_which(m, status, "DMARC", secmail_dmarc_error(m->dmarc));
	return status;
}

static void
trace_questions(secmail_inbound *m, const secmail_answers *a)
{
	size_t count = secmail_answers_question_count(a);

	for (; m->config->trace && m->questions_traced < count; m->questions_traced++)
		secmail_inbound_trace(m, SECMAIL_EVENT_QUESTION,
		    secmail_answers_qname(a, (uint32_t)m->questions_traced),
		    secmail_answers_qtype(a, (uint32_t)m->questions_traced));
}

static void
trace_verdict(const secmail_inbound *m, const secmail_verdict *v)
{
	char subject[64];

	if (!m->config->trace)
		return;
	snprintf(subject, sizeof subject, "dmarc=%s",
	    secmail_dmarc_code_name(secmail_dmarc_result_code(v->dmarc)));
	secmail_inbound_trace(m, SECMAIL_EVENT_VERDICT, subject, m->rounds);
}

/* Whether the message is far enough to be decided on, and DKIM's view of it complete. */
static secmail_status
reach_the_end(secmail_inbound *m, secmail_answers *a)
{
	secmail_status status;

	if (!m->has_header) {
		secmailp_error_set(&m->error, "the header is not complete");
		return SECMAIL_ARGUMENT;
	}
	if (m->has_ended || m->has_decided)
		return SECMAIL_DONE;
	if (secmail_inbound_is_signed(m)) {
		status = secmail_inbound_ask(m, a);
		trace_questions(m, a);
		return status == SECMAIL_DONE ? SECMAIL_WANT_BODY : status;
	}
	/* Nothing is signed: no octet of the body can change the verdict. */
	m->has_decided = true;
	return secmail_dkim_end_body(m->dkim);
}

/* What can be asked early goes out beside what is needed first, in the first round. */
static secmail_status
ask_once(secmail_inbound *m, secmail_answers *a)
{
	if (m->has_asked)
		return SECMAIL_DONE;
	m->has_asked = true;
	return secmail_inbound_ask(m, a);
}

/* The verdict that an earlier call began over this table, or a new one; NULL: no memory. */
static secmail_verdict *
go_on(secmail_inbound *m, secmail_answers *a)
{
	if (m->begun && m->answers == a && secmail_answers_is_marked(a, m, m->mark))
		return m->begun;
	secmail_inbound_forget(m);
	m->begun = secmail_verdict_new(m->config->authserv_id);
	m->answers = a;
	if (m->begun)
		secmail_answers_mark(a, m, ++m->mark);
	return m->begun;
}

/* All is decided: the verdict leaves the session. */
static secmail_verdict *
hand_out(secmail_inbound *m, const secmail_answers *a)
{
	secmail_verdict *v = m->begun;

	m->begun = NULL;
	memcpy(v->client, m->client, sizeof v->client);
	v->questions = secmail_answers_question_count(a);
	v->is_secure = secmail_answers_all_secure(a);
	v->message_flags = secmail_message_flags(m->message);
	trace_verdict(m, v);
	return v;
}

secmail_status
secmail_inbound_judge(secmail_inbound *m, secmail_answers *a, secmail_verdict **out)
{
	secmail_status status = reach_the_end(m, a);
	secmail_verdict *v;

	*out = NULL;
	if (status != SECMAIL_DONE)
		return status;
	secmail_inbound_trace(m, SECMAIL_EVENT_ROUND, "judge", ++m->rounds);
	status = ask_once(m, a);
	if (status != SECMAIL_DONE)
		return status;
	v = go_on(m, a);
	if (!v)
		return SECMAIL_NO_MEMORY;
	status = run_checks(m, a, v);
	trace_questions(m, a);
	if (status == SECMAIL_DONE)
		*out = hand_out(m, a);
	else if (status != SECMAIL_WANT_DNS)
		secmail_inbound_forget(m);
	return status;
}
