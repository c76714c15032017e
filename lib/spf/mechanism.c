/* mechanism.c - whether one mechanism matches the client (RFC 7208 section 5) */
#include "spf_internal.h"

/* The name that a mechanism is about: its domain-spec's, or else the record's own. */
static secmailp_spf_step
find_target(secmailp_spf_evaluation *e, const secmailp_spf_term *term, secmailp_spf_name *out)
{
	if (term->domain.len > 0)
		return secmailp_spf_expand_name(e, term->domain, out);
	secmailp_spf_name_set(out, secmailp_spf_name_view(&secmailp_spf_top(e)->domain));
	return SECMAILP_SPF_YES;
}

static unsigned
prefix_of(const secmailp_spf_evaluation *e, const secmailp_spf_term *term)
{
	return e->session->client.len == 4 ? term->prefix4 : term->prefix6;
}

static secmailp_spf_step
match_network(const secmailp_spf_evaluation *e, const secmailp_spf_term *term)
{
	size_t len = term->kind == SECMAILP_SPF_IP4 ? 4 : 16;
	bool is_in = secmailp_spf_client_is_in(
	    &e->session->client, secmailp_view_of(term->network, len), prefix_of(e, term));

	return is_in ? SECMAILP_SPF_YES : SECMAILP_SPF_NO;
}

/* Whether one of the name's addresses is in the client's network. */
static secmailp_spf_step
match_host(secmailp_spf_evaluation *e, const secmailp_spf_name *name, unsigned prefix)
{
	uint32_t id;
	secmailp_spf_step step = secmailp_spf_look_for_term(
	    e, secmailp_spf_name_view(name), secmailp_spf_address_type(e), &id);

	if (step == SECMAILP_SPF_YES && !secmailp_spf_has_client(e, id, prefix))
		return SECMAILP_SPF_NO;
	return step;
}

/* The host in MX record `index`; false for the null MX and for what is no name. */
static bool
mx_host(const secmailp_spf_evaluation *e, uint32_t id, size_t index, secmailp_spf_name *out)
{
	size_t len = 0;
	const void *rdata = secmail_answers_rdata(e->answers, id, index, &len);
	secmailp_cursor c = secmailp_cursor_over(secmailp_view_of(rdata, len));

	secmailp_cursor_u16(&c); /* the preference: every host counts alike */
	return secmailp_spf_name_read(out, &c);
}

/* Once a host is not known yet the rest are asked too, but the answer is to wait. */
static secmailp_spf_step
match_mx_hosts(secmailp_spf_evaluation *e, uint32_t id, unsigned prefix)
{
	size_t count = secmail_answers_count(e->answers, id);
	secmailp_spf_name host;
	bool must_wait = false;

	for (size_t i = 0; i < count; i++) {
		secmailp_spf_step step;

		if (!mx_host(e, id, i, &host))
			continue;
		step = match_host(e, &host, prefix);
		if (step == SECMAILP_SPF_STOP || (step == SECMAILP_SPF_YES && !must_wait))
			return step;
		must_wait |= step == SECMAILP_SPF_WAIT;
	}
	return must_wait ? SECMAILP_SPF_WAIT : SECMAILP_SPF_NO;
}

static secmailp_spf_step
match_mx(secmailp_spf_evaluation *e, const secmailp_spf_name *name, unsigned prefix)
{
	uint32_t id;
	secmailp_spf_step step =
	    secmailp_spf_look_for_term(e, secmailp_spf_name_view(name), SECMAIL_DNS_MX, &id);

	if (step != SECMAILP_SPF_YES)
		return step;
	if (secmail_answers_count(e->answers, id) > SECMAIL_SPF_MAX_MX) {
		e->subject = *name;
		return secmailp_spf_stop(e, SECMAIL_SPF_PERMERROR, SECMAIL_SPF_REASON_MX_LIMIT);
	}
	return match_mx_hosts(e, id, prefix);
}

/* RFC 7208 section 5.7: the type is A whatever the client's family. */
static secmailp_spf_step
match_exists(secmailp_spf_evaluation *e, const secmailp_spf_name *name)
{
	uint32_t id;

	return secmailp_spf_look_for_term(e, secmailp_spf_name_view(name), SECMAIL_DNS_A, &id);
}

/* A mechanism that asks DNS about a name. */
static secmailp_spf_step
match_name(secmailp_spf_evaluation *e, const secmailp_spf_term *term)
{
	secmailp_spf_name name;
	secmailp_spf_step step = find_target(e, term, &name);

	if (step != SECMAILP_SPF_YES)
		return step;
	switch (term->kind) {
	case SECMAILP_SPF_A:
		return match_host(e, &name, prefix_of(e, term));
	case SECMAILP_SPF_MX:
		return match_mx(e, &name, prefix_of(e, term));
	case SECMAILP_SPF_PTR:
		return secmailp_spf_match_ptr(e, secmailp_spf_name_view(&name));
	default:
		return match_exists(e, &name);
	}
}

secmailp_spf_step
secmailp_spf_match(secmailp_spf_evaluation *e, const secmailp_spf_term *term)
{
	if (term->kind == SECMAILP_SPF_ALL)
		return SECMAILP_SPF_YES;
	if (term->kind == SECMAILP_SPF_IP4 || term->kind == SECMAILP_SPF_IP6)
		return match_network(e, term);
	if (secmailp_spf_count_term(e) == SECMAILP_SPF_STOP)
		return SECMAILP_SPF_STOP;
	return match_name(e, term);
}
