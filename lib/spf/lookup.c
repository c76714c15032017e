/* lookup.c - asking the answers table, and counting what RFC 7208 section 4.6.4 counts */
#include "spf_internal.h"

/* Says which name and type a failure is about. */
static void
note_subject(secmailp_spf_evaluation *e, secmailp_view name, uint16_t type)
{
	secmailp_spf_name_set(&e->subject, name);
	e->subject_type = type;
}

static secmailp_spf_found
stop_at_question_limit(secmailp_spf_evaluation *e)
{
	secmailp_spf_stop(e, SECMAIL_SPF_PERMERROR, SECMAIL_SPF_REASON_QUESTION_LIMIT);
	return SECMAILP_SPF_FOUND_STOP;
}

/* What a question that was not taken means. */
static secmailp_spf_found
not_asked(secmailp_spf_evaluation *e, secmail_status status)
{
	if (status == SECMAIL_SYNTAX)
		return SECMAILP_SPF_FOUND_NO_NAME;
	if (status == SECMAIL_LIMIT && e->is_waiting)
		return SECMAILP_SPF_FOUND_NOT_YET;
	if (status == SECMAIL_LIMIT)
		return stop_at_question_limit(e);
	e->status = status;
	return SECMAILP_SPF_FOUND_STOP;
}

static bool
may_speculate(const secmailp_spf_evaluation *e)
{
	size_t count = secmail_answers_question_count(e->answers);

	return count < SECMAIL_SPF_MAX_SPECULATION && count < e->session->max_questions;
}

secmailp_spf_found
secmailp_spf_look_uncounted(
    secmailp_spf_evaluation *e, secmailp_view name, uint16_t type, uint32_t *out_id)
{
	secmail_answers_urgency urgency =
	    e->is_waiting ? SECMAIL_ANSWERS_SPECULATIVE : SECMAIL_ANSWERS_NEEDED;
	secmail_status status;

	if (e->is_waiting && !may_speculate(e))
		return SECMAILP_SPF_FOUND_NOT_YET;
	if (name.len == 0)
		return SECMAILP_SPF_FOUND_NO_NAME;
	status = secmail_answers_ask(e->answers, name.at, name.len, type, urgency, out_id);
	if (status != SECMAIL_DONE)
		return not_asked(e, status);
	switch (secmail_answers_state(e->answers, *out_id)) {
	case SECMAIL_ANSWER_RECORDS:
		return SECMAILP_SPF_FOUND_RECORDS;
	case SECMAIL_ANSWER_NXDOMAIN:
	case SECMAIL_ANSWER_NODATA:
		return SECMAILP_SPF_FOUND_VOID;
	case SECMAIL_ANSWER_OPEN:
		e->is_waiting = true;
		return SECMAILP_SPF_FOUND_NOT_YET;
	default:
		return SECMAILP_SPF_FOUND_FAILURE;
	}
}

/* True the first time that the evaluation comes to a question. */
static bool
is_new(secmailp_spf_evaluation *e, uint32_t id)
{
	uint64_t bit = (uint64_t)1 << (id % 64);
	size_t word = id / 64;

	if (word >= sizeof e->reached / sizeof e->reached[0])
		return true;
	if (e->reached[word] & bit)
		return false;
	e->reached[word] |= bit;
	return true;
}

static bool
is_answer(secmailp_spf_found found)
{
	return found <= SECMAILP_SPF_FOUND_FAILURE;
}

secmailp_spf_found
secmailp_spf_look(secmailp_spf_evaluation *e, secmailp_view name, uint16_t type, uint32_t *out_id)
{
	bool was_waiting = e->is_waiting;
	secmailp_spf_found found = secmailp_spf_look_uncounted(e, name, type, out_id);

	if (found == SECMAILP_SPF_FOUND_NOT_YET && !was_waiting &&
	    e->questions >= e->session->max_questions) {
		e->is_waiting = false; /* its answer would not be looked at */
		return stop_at_question_limit(e);
	}
	if (!is_answer(found))
		return found;
	if (is_new(e, *out_id) && ++e->questions > e->session->max_questions)
		return stop_at_question_limit(e);
	if (found != SECMAILP_SPF_FOUND_RECORDS)
		note_subject(e, name, type);
	return found;
}

secmailp_spf_step
secmailp_spf_stop_on_failure(secmailp_spf_evaluation *e, uint32_t id)
{
	static const secmail_spf_reason reasons[] = {
		[SECMAIL_DNS_TIMEOUT] = SECMAIL_SPF_REASON_DNS_TIMEOUT,
		[SECMAIL_DNS_SERVFAIL] = SECMAIL_SPF_REASON_DNS_SERVFAIL,
		[SECMAIL_DNS_REFUSED] = SECMAIL_SPF_REASON_DNS_REFUSED,
		[SECMAIL_DNS_BOGUS] = SECMAIL_SPF_REASON_DNS_BOGUS,
	};
	size_t failure = (size_t)secmail_answers_failure(e->answers, id);

	if (failure < SECMAIL_DNS_TIMEOUT || failure >= sizeof reasons / sizeof reasons[0])
		failure = SECMAIL_DNS_SERVFAIL;
	return secmailp_spf_stop(e, SECMAIL_SPF_TEMPERROR, reasons[failure]);
}

secmailp_spf_step
secmailp_spf_count_void(secmailp_spf_evaluation *e)
{
	if (++e->voids > e->session->max_voids)
		return secmailp_spf_stop(e, SECMAIL_SPF_PERMERROR, SECMAIL_SPF_REASON_VOID_LIMIT);
	return SECMAILP_SPF_NO;
}

secmailp_spf_step
secmailp_spf_look_for_term(
    secmailp_spf_evaluation *e, secmailp_view name, uint16_t type, uint32_t *out_id)
{
	switch (secmailp_spf_look(e, name, type, out_id)) {
	case SECMAILP_SPF_FOUND_RECORDS:
		return SECMAILP_SPF_YES;
	case SECMAILP_SPF_FOUND_VOID:
		return secmailp_spf_count_void(e);
	case SECMAILP_SPF_FOUND_NO_NAME:
		return SECMAILP_SPF_NO;
	case SECMAILP_SPF_FOUND_NOT_YET:
		return SECMAILP_SPF_WAIT;
	case SECMAILP_SPF_FOUND_FAILURE:
		return secmailp_spf_stop_on_failure(e, *out_id);
	default:
		return SECMAILP_SPF_STOP;
	}
}

uint16_t
secmailp_spf_address_type(const secmailp_spf_evaluation *e)
{
	return e->session->client.len == 4 ? SECMAIL_DNS_A : SECMAIL_DNS_AAAA;
}

bool
secmailp_spf_has_client(const secmailp_spf_evaluation *e, uint32_t id, unsigned prefix)
{
	size_t count = secmail_answers_count(e->answers, id);

	for (size_t i = 0; i < count; i++) {
		size_t len = 0;
		const void *rdata = secmail_answers_rdata(e->answers, id, i, &len);

		if (secmailp_spf_client_is_in(
			&e->session->client, secmailp_view_of(rdata, len), prefix))
			return true;
	}
	return false;
}
