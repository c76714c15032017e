/* lookup.c - asking the answers table, and counting what RFC 7208 section 4.6.4 counts */
#include "spf_internal.h"

/* Says which name and type a failure is about. */
static void
note_subject(secmailp_spf_evaluation *e, secmailp_view name, uint16_t type)
{
	e->subject = name;
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
not_asked(secmailp_spf_evaluation *e, secmail_status status, uint32_t *id)
{
	if (status == SECMAIL_SYNTAX) {
		*id = SECMAILP_SPF_NO_QUESTION;
		return SECMAILP_SPF_FOUND_NO_NAME;
	}
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

/* Asks, which finds again what was asked before, and calls it needed if it is. */
static secmailp_spf_found
ask(secmailp_spf_evaluation *e, secmailp_view name, uint16_t type, uint32_t *id)
{
	secmail_answers_urgency urgency =
	    e->is_waiting ? SECMAIL_ANSWERS_SPECULATIVE : SECMAIL_ANSWERS_NEEDED;
	secmail_status status;

	if (e->is_waiting && !may_speculate(e))
		return SECMAILP_SPF_FOUND_NOT_YET;
	if (name.len == 0)
		return SECMAILP_SPF_FOUND_NO_NAME;
	status = secmail_answers_ask(e->answers, name.at, name.len, type, urgency, id);
	return status == SECMAIL_DONE ? SECMAILP_SPF_FOUND_RECORDS : not_asked(e, status, id);
}

secmailp_spf_found
secmailp_spf_look_uncounted(
    secmailp_spf_evaluation *e, secmailp_view name, uint16_t type, uint32_t *id)
{
	secmail_answer_state state = secmail_answers_state(e->answers, *id);

	if (*id == SECMAILP_SPF_NO_QUESTION)
		return SECMAILP_SPF_FOUND_NO_NAME;
	if (state == SECMAIL_ANSWER_OPEN) {
		secmailp_spf_found found = ask(e, name, type, id);

		if (found != SECMAILP_SPF_FOUND_RECORDS)
			return found;
		state = secmail_answers_state(e->answers, *id);
	}
	switch (state) {
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

bool
secmailp_spf_ids_add(secmailp_spf_ids *ids, uint32_t id)
{
	uint64_t bit = (uint64_t)1 << (id % 64);
	size_t word = id / 64;

	if (word >= sizeof ids->bits / sizeof ids->bits[0])
		return true;
	if (ids->bits[word] & bit)
		return false;
	ids->bits[word] |= bit;
	return true;
}

static bool
is_answer(secmailp_spf_found found)
{
	return found <= SECMAILP_SPF_FOUND_FAILURE;
}

secmailp_spf_found
secmailp_spf_look(secmailp_spf_evaluation *e, secmailp_view name, uint16_t type, uint32_t *id)
{
	bool was_waiting = e->is_waiting;
	secmailp_spf_found found = secmailp_spf_look_uncounted(e, name, type, id);

	if (found == SECMAILP_SPF_FOUND_NOT_YET && !was_waiting &&
	    e->questions >= e->session->max_questions) {
		e->is_waiting = false; /* its answer would not be looked at */
		return stop_at_question_limit(e);
	}
	if (!is_answer(found))
		return found;
	if (secmailp_spf_ids_add(&e->reached, *id) && ++e->questions > e->session->max_questions)
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
    secmailp_spf_evaluation *e, secmailp_view name, uint16_t type, uint32_t *id)
{
	switch (secmailp_spf_look(e, name, type, id)) {
	case SECMAILP_SPF_FOUND_RECORDS:
		return SECMAILP_SPF_YES;
	case SECMAILP_SPF_FOUND_VOID:
		return secmailp_spf_count_void(e);
	case SECMAILP_SPF_FOUND_NO_NAME:
		return SECMAILP_SPF_NO;
	case SECMAILP_SPF_FOUND_NOT_YET:
		return SECMAILP_SPF_WAIT;
	case SECMAILP_SPF_FOUND_FAILURE:
		return secmailp_spf_stop_on_failure(e, *id);
	default:
		return SECMAILP_SPF_STOP;
	}
}

uint16_t
secmailp_spf_address_type(const secmailp_spf_evaluation *e)
{
	return e->session->client.len == 4 ? SECMAIL_DNS_A : SECMAIL_DNS_AAAA;
}

/* How near the nearest of the addresses that answer `id` is to the client, counted from 1; 0: none.
 */
static unsigned
nearness_of(const secmailp_spf_evaluation *e, uint32_t id)
{
	const secmailp_spf_client *client = &e->session->client;
	size_t count = secmail_answers_count(e->answers, id);
	unsigned nearest = 0;

	for (size_t i = 0; i < count && nearest <= client->len * 8; i++) {
		size_t len = 0;
		const void *rdata = secmail_answers_rdata(e->answers, id, i, &len);
		unsigned bits;

		if (len != client->len)
			continue;
		bits = secmailp_spf_client_shared_bits(client, secmailp_view_of(rdata, len));
		if (bits + 1 > nearest)
			nearest = bits + 1;
	}
	return nearest;
}

/* An answer may hold thousands of addresses, and a hundred hosts be the same: looked through once.
 */
bool
secmailp_spf_has_client(const secmailp_spf_evaluation *e, uint32_t id, unsigned prefix)
{
	secmailp_spf_keep *k = &e->session->keep;
	size_t at = id % SECMAIL_ANSWERS_MAX_QUESTIONS;

	if (k->nearness[at] == 0) {
		k->nearness[at] = (uint8_t)(nearness_of(e, id) + 1);
		k->nearness_used = at < k->nearness_used ? k->nearness_used : at + 1;
	}
	return k->nearness[at] > prefix + 1;
}
