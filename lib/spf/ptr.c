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
validate(secmailp_spf_evaluation *e, secmailp_spf_host *host)
{
	secmailp_spf_found found =
	    secmailp_spf_look(e, host->name, secmailp_spf_address_type(e), &host->question);

	if (found == SECMAILP_SPF_FOUND_NOT_YET)
		return SECMAILP_SPF_WAIT;
	if (found == SECMAILP_SPF_FOUND_STOP)
		return SECMAILP_SPF_STOP;
	if (found == SECMAILP_SPF_FOUND_RECORDS &&
	    secmailp_spf_has_client(e, host->question, (unsigned)e->session->client.len * 8))
		return SECMAILP_SPF_YES;
	return SECMAILP_SPF_NO;
}

/* How a claimed name stands to a domain, in the order in which %{p} prefers them. */
typedef enum relation { SAME, BELOW, ELSEWHERE } relation;

static relation
relation_of(secmailp_view name, secmailp_view domain)
{
	if (!secmailp_spf_name_is_within(name, domain))
		return ELSEWHERE;
	return name.len == domain.len ? SAME : BELOW;
}

/*
 * Looks for a true name among those of one relation to `domain`. Once one is
 * not known yet the rest are asked too, but the answer is to wait.
 */
static secmailp_spf_step
find_true(secmailp_spf_evaluation *e, secmailp_spf_hosts *claims, secmailp_view domain,
    relation wanted, secmailp_view *out)
{
	secmailp_spf_step step = SECMAILP_SPF_NO;

	for (size_t i = 0; i < claims->count; i++) {
		secmailp_spf_step valid;

		if (relation_of(claims->at[i].name, domain) != wanted)
			continue;
		*out = claims->at[i].name;
		valid = validate(e, &claims->at[i]);
		if (valid == SECMAILP_SPF_STOP)
			return valid;
		if (valid == SECMAILP_SPF_YES && step == SECMAILP_SPF_NO)
			return valid;
		if (valid == SECMAILP_SPF_WAIT)
			step = valid;
	}
	return step;
}

/* The client's address as a name, written once. STOP: memory is short. */
static secmailp_spf_step
name_client(secmailp_spf_evaluation *e, secmailp_spf_target *client)
{
	uint8_t octets[80];
	secmailp_spf_text name = { octets, 0, sizeof octets, false };

	if (client->aim == SECMAILP_SPF_NAMED)
		return SECMAILP_SPF_YES;
	client->aim = SECMAILP_SPF_NAMED;
	secmailp_spf_client_write_reverse(&e->session->client, &name);
	return secmailp_spf_keep_name(e, secmailp_view_of(name.at, name.len), &client->name);
}

static secmailp_spf_found
look_up_names(secmailp_spf_evaluation *e)
{
	secmailp_spf_target *client = &e->session->keep.client;
	secmailp_spf_found found;

	if (name_client(e, client) == SECMAILP_SPF_STOP)
		return SECMAILP_SPF_FOUND_STOP;
	found = secmailp_spf_look(e, client->name, SECMAIL_DNS_PTR, &client->question);
	if (found == SECMAILP_SPF_FOUND_RECORDS &&
	    secmailp_spf_read_hosts(e, client, SECMAIL_DNS_PTR) == SECMAILP_SPF_STOP)
		return SECMAILP_SPF_FOUND_STOP;
	return found;
}

/* Looks through the relations up to `last`, nearest first. */
static secmailp_spf_step
find_nearest(secmailp_spf_evaluation *e, secmailp_view domain, relation last, secmailp_view *out)
{
	secmailp_spf_hosts *claims = e->session->keep.client.hosts;
	bool must_wait = false;

	for (relation r = SAME; r <= last; r++) {
		secmailp_spf_step step = find_true(e, claims, domain, r, out);

		if (step == SECMAILP_SPF_STOP || (step == SECMAILP_SPF_YES && !must_wait))
			return step;
		must_wait |= step == SECMAILP_SPF_WAIT;
	}
	return must_wait ? SECMAILP_SPF_WAIT : SECMAILP_SPF_NO;
}

secmailp_spf_step
secmailp_spf_match_ptr(secmailp_spf_evaluation *e, secmailp_view domain)
{
	secmailp_view name;

	switch (look_up_names(e)) {
	case SECMAILP_SPF_FOUND_RECORDS:
		return find_nearest(e, domain, BELOW, &name);
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
find_client_name(secmailp_spf_evaluation *e, secmailp_view *out)
{
	switch (look_up_names(e)) {
	case SECMAILP_SPF_FOUND_RECORDS:
		return find_nearest(e, secmailp_spf_top(e)->domain, ELSEWHERE, out);
	case SECMAILP_SPF_FOUND_NOT_YET:
		return SECMAILP_SPF_WAIT;
	case SECMAILP_SPF_FOUND_STOP:
		return SECMAILP_SPF_STOP;
	default:
		return SECMAILP_SPF_NO;
	}
}

secmailp_spf_step
secmailp_spf_client_name(secmailp_spf_evaluation *e, secmailp_view *out)
{
	secmailp_spf_frame *frame = secmailp_spf_top(e);
	secmailp_spf_step step;

	if (!frame->knows_client_name) {
		step = find_client_name(e, out);
		if (step == SECMAILP_SPF_WAIT || step == SECMAILP_SPF_STOP)
			return step;
		frame->knows_client_name = true;
		frame->client_name = step == SECMAILP_SPF_YES ? *out : secmailp_view_of(NULL, 0);
	}
	*out = frame->client_name;
	return out->len > 0 ? SECMAILP_SPF_YES : SECMAILP_SPF_NO;
}
