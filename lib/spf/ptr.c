/*
 * ptr.c - the names that the client's address claims, and which of them are true
 *
 * PTR records belong to whoever holds the address, not to the sender's domain.
 * So that a client can't turn a fail into an error by them, what is wrong with
 * the names is passed over: errors, and names without an address, are no match
 * and no void look-ups (RFC 7208 sections 4.6.4 and 5.5). Only a client
 * without any PTR record is a void look-up of the ptr mechanism.
 */
#include "spf_internal.h"

/* Whether the name's addresses hold the client's own. Errors are a no. */
static secmailp_spf_step
validate(secmailp_spf_evaluation *e, const secmailp_spf_name *name)
{
	uint32_t id;
	secmailp_spf_found found =
	    secmailp_spf_look(e, secmailp_spf_name_view(name), secmailp_spf_address_type(e), &id);

	if (found == SECMAILP_SPF_FOUND_NOT_YET)
		return SECMAILP_SPF_WAIT;
	if (found == SECMAILP_SPF_FOUND_STOP)
		return SECMAILP_SPF_STOP;
	if (found == SECMAILP_SPF_FOUND_RECORDS &&
	    secmailp_spf_has_client(e, id, (unsigned)e->session->client.len * 8))
		return SECMAILP_SPF_YES;
	return SECMAILP_SPF_NO;
}

/* The name of PTR record `index`; false if it is none. */
static bool
name_at(const secmailp_spf_evaluation *e, uint32_t id, size_t index, secmailp_spf_name *out)
{
	size_t len = 0;
	const void *rdata = secmail_answers_rdata(e->answers, id, index, &len);
	secmailp_cursor c = secmailp_cursor_over(secmailp_view_of(rdata, len));

	return secmailp_spf_name_read(out, &c);
}

/* How a claimed name stands to a domain, in the order in which %{p} prefers them. */
typedef enum relation { SAME, BELOW, ELSEWHERE } relation;

static relation
relation_of(const secmailp_spf_name *name, secmailp_view domain)
{
	secmailp_view v = secmailp_spf_name_view(name);

	if (!secmailp_spf_name_is_within(v, domain))
		return ELSEWHERE;
	return v.len == domain.len ? SAME : BELOW;
}

/*
 * Looks for a true name among those of one relation to `domain`. Once one is
 * not known yet the rest are asked too, but the answer is to wait.
 */
static secmailp_spf_step
find_true(secmailp_spf_evaluation *e, uint32_t id, secmailp_view domain, relation wanted,
    secmailp_spf_name *out)
{
	size_t count = secmail_answers_count(e->answers, id);
	secmailp_spf_step step = SECMAILP_SPF_NO;

	if (count > SECMAIL_SPF_MAX_PTR)
		count = SECMAIL_SPF_MAX_PTR;
	for (size_t i = 0; i < count; i++) {
		secmailp_spf_step valid;

		if (!name_at(e, id, i, out) || relation_of(out, domain) != wanted)
			continue;
		valid = validate(e, out);
		if (valid == SECMAILP_SPF_STOP)
			return valid;
		if (valid == SECMAILP_SPF_YES && step == SECMAILP_SPF_NO)
			return valid;
		if (valid == SECMAILP_SPF_WAIT)
			step = valid;
	}
	return step;
}

static secmailp_spf_found
look_up_names(secmailp_spf_evaluation *e, uint32_t *out_id)
{
	uint8_t octets[80];
	secmailp_spf_text name = { octets, 0, sizeof octets, false };

	secmailp_spf_client_write_reverse(&e->session->client, &name);
	return secmailp_spf_look(e, secmailp_view_of(name.at, name.len), SECMAIL_DNS_PTR, out_id);
}

/* Looks through the relations up to `last`, nearest first. */
static secmailp_spf_step
find_nearest(secmailp_spf_evaluation *e, uint32_t id, secmailp_view domain, relation last,
    secmailp_spf_name *out)
{
	bool must_wait = false;

	for (relation r = SAME; r <= last; r++) {
		secmailp_spf_step step = find_true(e, id, domain, r, out);

		if (step == SECMAILP_SPF_STOP || (step == SECMAILP_SPF_YES && !must_wait))
			return step;
		must_wait |= step == SECMAILP_SPF_WAIT;
	}
	return must_wait ? SECMAILP_SPF_WAIT : SECMAILP_SPF_NO;
}

secmailp_spf_step
secmailp_spf_match_ptr(secmailp_spf_evaluation *e, secmailp_view domain)
{
	secmailp_spf_name name;
	uint32_t id;

	switch (look_up_names(e, &id)) {
	case SECMAILP_SPF_FOUND_RECORDS:
		return find_nearest(e, id, domain, BELOW, &name);
	case SECMAILP_SPF_FOUND_VOID:
		return secmailp_spf_count_void(e);
	case SECMAILP_SPF_FOUND_NOT_YET:
		return SECMAILP_SPF_WAIT;
	case SECMAILP_SPF_FOUND_STOP:
		return SECMAILP_SPF_STOP;
	default:
		return SECMAILP_SPF_NO;
	}
}

static secmailp_spf_step
find_client_name(secmailp_spf_evaluation *e, secmailp_view domain, secmailp_spf_name *out)
{
	uint32_t id;

	switch (look_up_names(e, &id)) {
	case SECMAILP_SPF_FOUND_RECORDS:
		return find_nearest(e, id, domain, ELSEWHERE, out);
	case SECMAILP_SPF_FOUND_NOT_YET:
		return SECMAILP_SPF_WAIT;
	case SECMAILP_SPF_FOUND_STOP:
		return SECMAILP_SPF_STOP;
	default:
		return SECMAILP_SPF_NO;
	}
}

secmailp_spf_step
secmailp_spf_client_name(secmailp_spf_evaluation *e, secmailp_spf_name *out)
{
	secmailp_spf_client_name_found *found = &e->client_name;
	secmailp_view domain = secmailp_spf_name_view(&secmailp_spf_top(e)->domain);

	if (!e->has_client_name ||
	    !secmailp_view_equal(secmailp_spf_name_view(&found->domain), domain)) {
		e->has_client_name = true;
		found->step = find_client_name(e, domain, &found->name);
		secmailp_spf_name_set(&found->domain, domain);
	}
	secmailp_spf_name_set(out, secmailp_spf_name_view(&found->name));
	return found->step;
}
