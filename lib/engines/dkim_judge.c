/*
 * dkim_judge.c - both verdicts on a message: natively first, then by one run of the worker
 *
 * Whatever goes wrong with the worker ends here in a temperror of all signatures
 * that it was asked about.
 */
#include "engines_internal.h"

#include <stdlib.h>
#include <unistd.h>

static secmail_status
decide_all(secmail_engine_dkim *s, secmail_dkim_code code, secmail_engine_reason reason)
{
	for (size_t i = 0; i < s->given_count; i++)
		s->verdicts.at[s->given[i]] = (secmailp_engines_verdict){ code, reason };
	s->is_decided = true;
	return SECMAIL_DONE;
}

static secmail_status
give_up(secmail_engine_dkim *s, secmail_engine_reason reason)
{
	return decide_all(s, SECMAIL_DKIM_TEMPERROR, reason);
}

static secmail_status
start_run(secmail_engine_dkim *s, secmail_answers *a)
{
	secmail_status status = secmailp_engines_letter_write(s, a);

	if (status == SECMAIL_LIMIT)
		return decide_all(s, SECMAIL_DKIM_NEUTRAL, SECMAIL_ENGINE_REFUSED);
	if (status != SECMAIL_DONE)
		return status;
	if (s->given_count == 0) {
		s->is_decided = true;
		return SECMAIL_DONE;
	}
	status = secmailp_engines_worker_start(&s->worker, s->engine, SECMAILP_ENGINES_DKIM);
	if (status == SECMAIL_IO)
		return give_up(s, SECMAIL_ENGINE_NO_WORKER);
	s->runs += status == SECMAIL_DONE;
	return status;
}

/* Of a body that is signed in part this configuration's word holds for an engine, too. */
static secmailp_engines_verdict
held_to_policy(const secmail_engine_dkim *s, size_t row, secmailp_engines_verdict v)
{
	if (v.code == SECMAIL_DKIM_PASS &&
	    secmail_dkim_results_reason(s->results, row) == SECMAIL_DKIM_PARTIAL_BODY)
		v.code = SECMAIL_DKIM_POLICY;
	return v;
}

static secmail_status
take_reply(secmail_engine_dkim *s)
{
	secmailp_engines_verdicts said;

	if (!secmailp_engines_verdicts_read(
		secmailp_engines_worker_said(&s->worker), s->given_count, &said))
		return give_up(s, SECMAIL_ENGINE_GARBAGE);
	for (size_t i = 0; i < said.count; i++)
		s->verdicts.at[s->given[i]] = held_to_policy(s, s->given[i], said.at[i]);
	s->is_decided = true;
	return SECMAIL_DONE;
}

/* One step. SECMAIL_DONE: there is more to do, or it is decided. */
static secmail_status
go_on(secmail_engine_dkim *s, secmail_answers *a)
{
	secmail_engine_reason why = SECMAIL_ENGINE_DIED;
	secmail_status status;

	if (s->worker.fd < 0)
		return start_run(s, a);
	status = secmailp_engines_worker_go(&s->worker,
	    (secmailp_engines_parcel){
		secmailp_buffer_view(&s->head), secmailp_buffer_view(&s->body) },
	    &why);
	if (status != SECMAIL_DONE)
		return status;
	status = why == SECMAIL_ENGINE_DECIDED ? take_reply(s) : give_up(s, why);
	secmailp_engines_worker_stop(&s->worker);
	return status;
}

static secmail_status
hand_over(secmail_engine_dkim *s, secmail_engine_dkim_results **out)
{
	secmail_engine_dkim_results *r = malloc(sizeof *r);

	if (!r)
		return SECMAIL_NO_MEMORY;
	*r = (secmail_engine_dkim_results){ s->results, s->verdicts, s->runs };
	s->results = NULL;
	secmailp_engines_dkim_forget(s);
	*out = r;
	return SECMAIL_DONE;
}

static secmail_status
judge_natively(secmail_engine_dkim *s, secmail_answers *a)
{
	secmail_status status = secmail_dkim_judge(s->native, a, &s->results);

	if (status != SECMAIL_DONE && status != SECMAIL_WANT_DNS)
		secmailp_error_set(&s->error, "%s", secmail_dkim_error(s->native));
	return status;
}

secmail_status
secmail_engine_dkim_judge(
    secmail_engine_dkim *s, secmail_answers *a, secmail_engine_dkim_results **out)
{
	secmail_status status = SECMAIL_DONE;

	if (!out)
		return SECMAIL_ARGUMENT;
	*out = NULL;
	if (!s || !a || s->owner != getpid())
		return SECMAIL_ARGUMENT;
	if (!s->results)
		status = judge_natively(s, a);
	while (status == SECMAIL_DONE && !s->is_decided)
		status = go_on(s, a);
	return status == SECMAIL_DONE ? hand_over(s, out) : status;
}

secmail_status
secmail_engine_dkim_run(
    secmail_engine_dkim *s, secmail_answers *a, secmail_engine_dkim_results **out)
{
	secmail_status status = secmail_engine_dkim_judge(s, a, out);

	while (status == SECMAIL_WANT_READ || status == SECMAIL_WANT_WRITE) {
		secmailp_engines_worker_poll(&s->worker, status);
		status = secmail_engine_dkim_judge(s, a, out);
	}
	return status;
}

int
secmail_engine_dkim_descriptor(const secmail_engine_dkim *s)
{
	return s ? s->worker.fd : -1;
}

int
secmail_engine_dkim_wait(const secmail_engine_dkim *s)
{
	return s ? secmailp_engines_worker_wait(&s->worker) : -1;
}
