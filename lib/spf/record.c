/* record.c - a whole record: its terms, and what must not stand in it twice */
#include "spf_internal.h"

bool
secmailp_spf_record_next(secmailp_cursor *terms, secmailp_view *out)
{
	while (secmailp_cursor_skip(terms, ' '))
		;
	*out = secmailp_cursor_until(terms, ' ');
	return out->len > 0;
}

bool
secmailp_spf_is_record(secmailp_view text)
{
	const size_t len = sizeof SECMAILP_SPF_VERSION - 1;

	return secmailp_view_equal_nocase(
		   secmailp_view_first(text, len), secmailp_view_of(SECMAILP_SPF_VERSION, len)) &&
	       (text.len == len || text.at[len] == ' ');
}

/* What a term is about before it is evaluated for the first time. */
static const secmailp_spf_target NOWHERE = { .question = SECMAILP_SPF_UNASKED };

/* Notes what a modifier means for the record as a whole. Returns NULL, or what is wrong. */
static const char *
note_modifier(secmailp_spf_record *record, const secmailp_spf_mechanism *m)
{
	switch (m->term.kind) {
	case SECMAILP_SPF_REDIRECT:
		if (record->redirect.term.text.len > 0)
			return "redirect stands in the record twice";
		record->redirect.term = m->term;
		record->redirect.target = NOWHERE;
		break;
	case SECMAILP_SPF_EXP:
		if (record->exp.len > 0)
			return "exp stands in the record twice";
		record->exp = m->term.domain;
		record->explanation = NOWHERE;
		break;
	default:
		break;
	}
	return NULL;
}

/* A network that does not hold the client never matches; behind one that does nothing is reached.
 */
static bool
can_decide(const secmailp_spf_term *term, const secmailp_spf_client *client)
{
	switch (term->kind) {
	case SECMAILP_SPF_IP4:
		return secmailp_spf_client_is_in(
		    client, secmailp_view_of(term->network, 4), term->prefix4);
	case SECMAILP_SPF_IP6:
		return secmailp_spf_client_is_in(
		    client, secmailp_view_of(term->network, 16), term->prefix6);
	default:
		return true;
	}
}

/* Keeps the mechanism that was read behind those that are kept, if it can come to decide. */
static void
note_mechanism(secmailp_spf_record *record, const secmailp_spf_client *client)
{
	const secmailp_spf_term *term = &record->mechanisms[record->count].term;

	if (record->is_closed || !can_decide(term, client))
		return;
	record->mechanisms[record->count].target = NOWHERE;
	record->count++;
	record->is_closed = !secmailp_spf_asks_dns(term) || record->count == SECMAILP_SPF_KEPT;
}

bool
secmailp_spf_record_read(secmailp_view text, const secmailp_spf_client *client,
    secmailp_spf_mechanism room[SECMAILP_SPF_KEPT + 1], secmailp_spf_record *out)
{
	secmailp_cursor c = secmailp_cursor_over(text);
	secmailp_spf_fault *fault = &out->fault;

	out->text = text;
	out->mechanisms = room;
	out->count = 0;
	out->is_closed = false;
	out->redirect.term.text = secmailp_view_of(NULL, 0);
	out->exp = secmailp_view_of(NULL, 0);
	secmailp_cursor_take(&c, sizeof SECMAILP_SPF_VERSION - 1);
	while (secmailp_spf_record_next(&c, &fault->term)) {
		secmailp_spf_mechanism *m = &room[out->count];

		fault->why = secmailp_spf_term_read(fault->term, &m->term);
		if (!fault->why && secmailp_spf_is_mechanism(&m->term))
			note_mechanism(out, client);
		else if (!fault->why)
			fault->why = note_modifier(out, m);
		if (fault->why) {
			fault->offset = text.len - secmailp_cursor_left(&c) - fault->term.len;
			return false;
		}
	}
	return true;
}

secmail_status
secmail_spf_check_record(const void *text, size_t len)
{
	static const secmailp_spf_client nobody = { .len = 0 };
	secmailp_view record = secmailp_view_of(text, len);
	secmailp_spf_mechanism room[SECMAILP_SPF_KEPT + 1];
	secmailp_spf_record read;

	if (len > SECMAIL_SPF_MAX_RECORD)
		return SECMAIL_LIMIT;
	if (!secmailp_spf_is_record(record) ||
	    !secmailp_spf_record_read(record, &nobody, room, &read))
		return SECMAIL_SYNTAX;
	return SECMAIL_DONE;
}
