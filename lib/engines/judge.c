/*
 * judge.c - both verdicts: natively first, then by runs of the worker
 *
 * Whatever goes wrong with a worker ends here in a temperror with its reason. Only
 * a whole, well-formed reply of a worker of this version is ever a verdict.
 */
#include "engines_internal.h"

#include <stdlib.h>
#include <unistd.h>

static secmail_status
decide(secmail_engine_spf *s, secmail_spf_code code, secmail_engine_reason reason)
{
	s->is_decided = true;
	s->code = code;
	s->reason = reason;
	return SECMAIL_DONE;
}

static secmail_status
give_up(secmail_engine_spf *s, secmail_engine_reason reason)
{
	return decide(s, SECMAIL_SPF_TEMPERROR, reason);
}

/*
 * True where the native verdict leaves nothing for an engine: no domain, no record,
 * or one that the native parser did not accept.
 */
static bool
is_settled(const secmail_spf_result *r)
{
	switch (secmail_spf_result_reason(r)) {
	case SECMAIL_SPF_REASON_NO_RECORD:
	case SECMAIL_SPF_REASON_BAD_DOMAIN:
	case SECMAIL_SPF_REASON_SYNTAX:
	case SECMAIL_SPF_REASON_MULTIPLE_RECORDS:
	case SECMAIL_SPF_REASON_RECORD_LIMIT:
	case SECMAIL_SPF_REASON_QUESTION_LIMIT:
	case SECMAIL_SPF_REASON_EXPANSION_LIMIT:
		return true;
	default:
		return false;
	}
}

static secmail_status
judge_natively(secmail_engine_spf *s, secmail_answers *a)
{
	secmail_status status = secmail_spf_judge(s->native, a, &s->result);

	if (status == SECMAIL_ARGUMENT)
		secmailp_error_set(&s->error, "client, HELO or MAIL FROM is not set");
	if (status == SECMAIL_DONE && is_settled(s->result))
		return decide(s, secmail_spf_result_code(s->result), SECMAIL_ENGINE_NOT_RUN);
	return status;
}

static bool
is_open(const secmail_engine_spf *s, const secmail_answers *a)
{
	for (size_t i = 0; i < s->open_count; i++)
		if (secmail_answers_state(a, s->open[i]) == SECMAIL_ANSWER_OPEN)
			return true;
	return false;
}

static secmail_status
start_run(secmail_engine_spf *s, secmail_answers *a)
{
	secmail_status status;

	if (is_open(s, a))
		return SECMAIL_WANT_DNS;
	s->open_count = 0;
	if (++s->runs > SECMAILP_ENGINES_MAX_RUNS)
		return give_up(s, SECMAIL_ENGINE_GARBAGE);
	status = secmailp_engines_request_write(s, a);
	if (status == SECMAIL_SYNTAX || status == SECMAIL_LIMIT)
		return decide(s, SECMAIL_SPF_PERMERROR, SECMAIL_ENGINE_REFUSED);
	if (status == SECMAIL_DONE)
		status = secmailp_engines_worker_start(&s->worker, s->engine, SECMAILP_ENGINES_SPF);
	return status == SECMAIL_IO ? give_up(s, SECMAIL_ENGINE_NO_WORKER) : status;
}

/*
 * Opens one question of a reply. A worker that asks for what it was given lies: only
 * what is new to the table, or open in it, can have been missing.
 */
static secmail_status
ask(secmail_engine_spf *s, secmail_answers *a, const secmailp_engines_question *q)
{
	size_t before = secmail_answers_question_count(a);
	uint32_t id;
	secmail_status status =
	    secmail_answers_ask(a, q->name.at, q->name.len, q->type, SECMAIL_ANSWERS_NEEDED, &id);

	if (status == SECMAIL_LIMIT)
		return decide(s, SECMAIL_SPF_PERMERROR, SECMAIL_ENGINE_LIMIT);
	if (status == SECMAIL_NO_MEMORY)
		return status;
	if (status != SECMAIL_DONE ||
	    (id < before && secmail_answers_state(a, id) != SECMAIL_ANSWER_OPEN))
		return give_up(s, SECMAIL_ENGINE_GARBAGE);
	s->open[s->open_count++] = id;
	return SECMAIL_DONE;
}

static secmail_status
take_reply(secmail_engine_spf *s, secmail_answers *a)
{
	secmailp_engines_reply reply;
	secmail_status status = SECMAIL_DONE;

	if (!secmailp_engines_reply_read(secmailp_engines_worker_said(&s->worker), &reply))
		return give_up(s, SECMAIL_ENGINE_GARBAGE);
	if (reply.count == 0)
		return decide(s, reply.code, reply.reason);
	s->open_count = 0;
	for (size_t i = 0; i < reply.count && status == SECMAIL_DONE && !s->is_decided; i++)
		status = ask(s, a, &reply.questions[i]);
	return status;
}

/* One step of a run. SECMAIL_DONE: there is more to do, or it is decided. */
static secmail_status
go_on(secmail_engine_spf *s, secmail_answers *a)
{
	secmail_engine_reason why = SECMAIL_ENGINE_DIED;
	secmail_status status;

	if (s->worker.fd < 0)
		return start_run(s, a);
	status = secmailp_engines_worker_go(&s->worker,
	    (secmailp_engines_parcel){ secmailp_buffer_view(&s->request), { NULL, 0 } }, &why);
	if (status != SECMAIL_DONE)
		return status;
	status = why == SECMAIL_ENGINE_DECIDED ? take_reply(s, a) : give_up(s, why);
	secmailp_engines_worker_stop(&s->worker);
	return status;
}

static secmail_status
hand_over(secmail_engine_spf *s, secmail_engine_spf_result **out)
{
	secmail_engine_spf_result *r = malloc(sizeof *r);

	if (!r)
		return SECMAIL_NO_MEMORY;
	*r = (secmail_engine_spf_result){ s->result, s->code, s->reason, s->runs };
	s->result = NULL;
	secmailp_engines_forget(s);
	*out = r;
	return SECMAIL_DONE;
}

secmail_status
secmail_engine_spf_judge(secmail_engine_spf *s, secmail_answers *a, secmail_engine_spf_result **out)
{
	secmail_status status = SECMAIL_DONE;

	if (!out)
		return SECMAIL_ARGUMENT;
	*out = NULL;
	if (!s || !a || s->owner != getpid())
		return SECMAIL_ARGUMENT;
	if (!s->result)
		status = judge_natively(s, a);
	while (status == SECMAIL_DONE && !s->is_decided)
		status = go_on(s, a);
	return status == SECMAIL_DONE ? hand_over(s, out) : status;
}

secmail_status
secmail_engine_spf_run(secmail_engine_spf *s, secmail_answers *a, secmail_engine_spf_result **out)
{
	secmail_status status = secmail_engine_spf_judge(s, a, out);

	while (status == SECMAIL_WANT_READ || status == SECMAIL_WANT_WRITE) {
		secmailp_engines_worker_poll(&s->worker, status);
		status = secmail_engine_spf_judge(s, a, out);
	}
	return status;
}

int
secmail_engine_spf_descriptor(const secmail_engine_spf *s)
{
	return s ? s->worker.fd : -1;
}

int
secmail_engine_spf_wait(const secmail_engine_spf *s)
{
	return s ? secmailp_engines_worker_wait(&s->worker) : -1;
}
