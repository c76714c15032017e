/*
 * authorised.c - how many addresses the record behind a verdict authorises
 *
 * A pass from a record that lets half the Internet pass says little. Nothing is
 * asked here: of `a` and `mx` what the table knows counts.
 */
#include "private/dnsname.h"
#include "ranges.h"

/* The counting of one family: the record's own name, and the table, which may be NULL. */
typedef struct count {
	secmailp_spf_name domain;
	const secmail_answers *answers;
	secmailp_spf_ranges ranges;
	/* For each question's id, the networks around its addresses that were added: their bits,
	 * and 1. */
	uint8_t added[SECMAIL_ANSWERS_MAX_QUESTIONS];
} count;

/* Finds an answer without asking; UINT32_MAX: there is none. */
static uint32_t
find_answer(const secmail_answers *a, const secmailp_spf_name *name, uint16_t type)
{
	size_t questions = a ? secmail_answers_question_count(a) : 0;
	secmailp_dnsname wanted;

	if (!secmailp_dnsname_from_labels(&wanted, secmailp_spf_name_view(name)))
		return UINT32_MAX;
	for (uint32_t id = 0; id < questions; id++) {
		size_t len = 0;
		const void *wire = secmail_answers_qname_wire(a, id, &len);

		if (secmail_answers_qtype(a, id) == type &&
		    secmailp_view_equal(
			secmailp_view_of(wire, len), secmailp_dnsname_view(&wanted)))
			return id;
	}
	return UINT32_MAX;
}

static secmailp_view
rdata_of(const secmail_answers *a, uint32_t id, size_t index)
{
	size_t len = 0;
	const void *at = secmail_answers_rdata(a, id, index, &len);

	return secmailp_view_of(at, len);
}

static unsigned
prefix_of(const count *c, const secmailp_spf_term *term)
{
	return c->ranges.address_len == 4 ? term->prefix4 : term->prefix6;
}

/* Whether these networks add nothing, since as wide ones around the same addresses were added. */
static bool
is_added(count *c, uint32_t id, unsigned prefix)
{
	if (id >= sizeof c->added)
		return false;
	if (c->added[id] > 0 && c->added[id] <= prefix + 1)
		return true;
	c->added[id] = (uint8_t)(prefix + 1);
	return false;
}

static void
count_host(count *c, const secmailp_spf_name *host, unsigned prefix)
{
	uint16_t type = c->ranges.address_len == 4 ? SECMAIL_DNS_A : SECMAIL_DNS_AAAA;
	uint32_t id = find_answer(c->answers, host, type);
	size_t records = id == UINT32_MAX ? 0 : secmail_answers_count(c->answers, id);

	if (records == 0 || is_added(c, id, prefix))
		return;
	for (size_t i = 0; i < records; i++)
		secmailp_spf_ranges_add(&c->ranges, rdata_of(c->answers, id, i), prefix);
}

static void
count_mx(count *c, const secmailp_spf_name *name, unsigned prefix)
{
	uint32_t id = find_answer(c->answers, name, SECMAIL_DNS_MX);
	size_t records = id == UINT32_MAX ? 0 : secmail_answers_count(c->answers, id);
	secmailp_spf_name host;

	if (records > SECMAIL_SPF_MAX_MX)
		return;
	for (size_t i = 0; i < records; i++) {
		secmailp_cursor rdata = secmailp_cursor_over(rdata_of(c->answers, id, i));

		secmailp_cursor_u16(&rdata); /* the preference: every host counts alike */
		if (secmailp_spf_name_read(&host, &rdata))
			count_host(c, &host, prefix);
	}
}

/* What a name with macros stands for depends on the message, and is not made again here. */
static bool
find_target(const count *c, const secmailp_spf_term *term, secmailp_spf_name *out)
{
	if (term->domain.len > 0 && memchr(term->domain.at, '%', term->domain.len))
		return false;
	secmailp_spf_name_set(
	    out, term->domain.len > 0 ? term->domain : secmailp_spf_name_view(&c->domain));
	return true;
}

static void
count_term(count *c, const secmailp_spf_term *term)
{
	secmailp_spf_name name;

	switch (term->kind) {
	case SECMAILP_SPF_ALL:
		secmailp_spf_ranges_add_all(&c->ranges);
		break;
	case SECMAILP_SPF_IP4:
	case SECMAILP_SPF_IP6:
		secmailp_spf_ranges_add(&c->ranges,
		    secmailp_view_of(term->network, term->kind == SECMAILP_SPF_IP4 ? 4 : 16),
		    prefix_of(c, term));
		break;
	case SECMAILP_SPF_A:
		if (find_target(c, term, &name))
			count_host(c, &name, prefix_of(c, term));
		break;
	case SECMAILP_SPF_MX:
		if (find_target(c, term, &name))
			count_mx(c, &name, prefix_of(c, term));
		break;
	default:
		break;
	}
}

/*
 * Up to `all`, or the term that is one too many to ask DNS: nothing behind these
 * is ever reached (RFC 7208 sections 5.1 and 4.6.4).
 */
static uint64_t
count_record(const secmail_spf_result *r, const secmail_answers *a, size_t address_len)
{
	size_t last = secmail_spf_result_chain_count(r) - 1;
	secmailp_cursor terms =
	    secmailp_cursor_over(secmailp_view_text(secmail_spf_result_record(r)));
	secmailp_spf_term term = { .kind = SECMAILP_SPF_OTHER_MODIFIER };
	secmailp_view text;
	size_t asking = 0;
	count c;

	c.answers = a;
	memset(c.added, 0, sizeof c.added);
	secmailp_spf_ranges_init(&c.ranges, address_len);
	secmailp_spf_name_set(
	    &c.domain, secmailp_view_text(secmail_spf_result_chain_domain(r, last)));
	secmailp_cursor_take(&terms, sizeof SECMAILP_SPF_VERSION - 1);
	while (term.kind != SECMAILP_SPF_ALL && secmailp_spf_record_next(&terms, &text)) {
		(void)secmailp_spf_term_read(text, &term); /* the record was found well */
		asking += secmailp_spf_is_mechanism(&term) && secmailp_spf_asks_dns(&term);
		if (asking > SECMAIL_SPF_MAX_TERMS)
			break;
		if (term.qualifier == SECMAIL_SPF_PASS)
			count_term(&c, &term);
	}
	return secmailp_spf_ranges_total(&c.ranges);
}

uint64_t
secmail_spf_result_ip4_count(const secmail_spf_result *r, const secmail_answers *a)
{
	return secmail_spf_result_record(r) ? count_record(r, a, 4) : 0;
}

uint64_t
secmail_spf_result_ip6_count(const secmail_spf_result *r, const secmail_answers *a)
{
	return secmail_spf_result_record(r) ? count_record(r, a, 16) : 0;
}
