/* mechanism.c - whether one mechanism matches the client (RFC 7208 section 5) */
#include "spf_internal.h"

static unsigned
prefix_of(const secmailp_spf_evaluation *e, const secmailp_spf_term *term)
{
	return e->session->client.len == 4 ? term->prefix4 : term->prefix6;
}

/* Whether one of the name's addresses is in the client's network. */
static secmailp_spf_step
match_host(secmailp_spf_evaluation *e, secmailp_view name, unsigned prefix, uint32_t *question)
{
	secmailp_spf_step step =
	    secmailp_spf_look_for_term(e, name, secmailp_spf_address_type(e), question);

	if (step == SECMAILP_SPF_YES && !secmailp_spf_has_client(e, *question, prefix))
		return SECMAILP_SPF_NO;
	return step;
}

/* Once a host is not known yet the rest are asked too, but the answer is to wait. */
static secmailp_spf_step
match_mx_hosts(secmailp_spf_evaluation *e, secmailp_spf_hosts *hosts, unsigned prefix)
{
	bool must_wait = false;

	for (size_t i = 0; i < hosts->count; i++) {
		secmailp_spf_host *host = &hosts->at[i];
		secmailp_spf_step step = match_host(e, host->name, prefix, &host->question);

		if (step == SECMAILP_SPF_STOP || (step == SECMAILP_SPF_YES && !must_wait))
			return step;
		must_wait |= step == SECMAILP_SPF_WAIT;
	}
	return must_wait ? SECMAILP_SPF_WAIT : SECMAILP_SPF_NO;
}

static secmailp_spf_step
match_mx(secmailp_spf_evaluation *e, secmailp_spf_target *target, unsigned prefix)
{
	secmailp_spf_step step =
	    secmailp_spf_look_for_term(e, target->name, SECMAIL_DNS_MX, &target->question);

	if (step != SECMAILP_SPF_YES)
		return step;
	if (secmail_answers_count(e->answers, target->question) > SECMAIL_SPF_MAX_MX) {
		e->subject = target->name;
		return secmailp_spf_stop(e, SECMAIL_SPF_PERMERROR, SECMAIL_SPF_REASON_MX_LIMIT);
	}
	step = secmailp_spf_read_hosts(e, target, SECMAIL_DNS_MX);
	return step == SECMAILP_SPF_YES ? match_mx_hosts(e, target->hosts, prefix) : step;
}

/* A mechanism that asks DNS about a name. RFC 7208 section 5.7: exists asks for A, for any client.
 */
static secmailp_spf_step
match_name(secmailp_spf_evaluation *e, secmailp_spf_mechanism *m)
{
	secmailp_spf_target *target = &m->target;
	secmailp_spf_step step = secmailp_spf_aim_at(e, m->term.domain, target);

	if (step != SECMAILP_SPF_YES)
		return step;
	switch (m->term.kind) {
	case SECMAILP_SPF_A:
		return match_host(e, target->name, prefix_of(e, &m->term), &target->question);
	case SECMAILP_SPF_MX:
		return match_mx(e, target, prefix_of(e, &m->term));
	case SECMAILP_SPF_PTR:
		return secmailp_spf_match_ptr(e, target->name);
	default:
		return secmailp_spf_look_for_term(
		    e, target->name, SECMAIL_DNS_A, &target->question);
	}
}

secmailp_spf_step
secmailp_spf_match(secmailp_spf_evaluation *e, secmailp_spf_mechanism *m)
{
	if (!secmailp_spf_asks_dns(&m->term)) /* all, or a network of the client's own */
		return SECMAILP_SPF_YES;
	if (secmailp_spf_count_term(e) == SECMAILP_SPF_STOP)
		return SECMAILP_SPF_STOP;
	return match_name(e, m);
}
