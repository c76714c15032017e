/*
 * verdict_json.c - the verdict for programs
 *
 * Keys are only ever added under "schema": 1; docs/inbound.md describes them.
 */
#include "inbound_internal.h"
#include "json.h"

#define SCHEMA 1

/* The records that led to SPF's verdict, the domain's own first. */
static void
write_chain(secmail_json *j, const secmail_spf_result *spf)
{
	size_t count = spf ? secmail_spf_result_chain_count(spf) : 0;

	secmail_json_open(j, "chain", '[');
	for (size_t i = 0; i < count; i++) {
		secmail_json_open(j, NULL, '{');
		secmail_json_text(j, "domain", secmail_spf_result_chain_domain(spf, i));
		secmail_json_text(j, "term", secmail_spf_result_chain_term(spf, i));
		secmail_json_close(j, '}');
	}
	secmail_json_close(j, ']');
}

/* SPF without a client is none, of nothing. */
static void
write_spf(secmail_json *j, const secmail_spf_result *spf)
{
	secmail_spf_scope scope = spf ? secmail_spf_result_scope(spf) : SECMAIL_SPF_SCOPE_MFROM;

	secmail_json_open(j, "spf", '{');
	secmail_json_text(j, "result",
	    secmail_spf_code_name(spf ? secmail_spf_result_code(spf) : SECMAIL_SPF_NONE));
	secmail_json_text(j, "reason",
	    spf ? secmail_spf_reason_name(secmail_spf_result_reason(spf)) : "no-client");
	secmail_json_text(j, "domain", spf ? secmail_spf_result_domain(spf) : NULL);
	secmail_json_text(j, "scope", secmail_spf_scope_name(scope));
	secmail_json_text(j, "mechanism", spf ? secmail_spf_result_mechanism(spf) : NULL);
	secmail_json_text(j, "explanation", spf ? secmail_spf_result_explanation(spf) : NULL);
	secmail_json_number(j, "lookups", spf ? secmail_spf_result_lookups(spf) : 0);
	secmail_json_number(j, "void_lookups", spf ? secmail_spf_result_void_lookups(spf) : 0);
	write_chain(j, spf);
	secmail_json_text(j, "record", spf ? secmail_spf_result_record(spf) : NULL);
	secmail_json_number(j, "ip4_count", spf ? secmail_spf_result_ip4_count(spf, NULL) : 0);
	secmail_json_number(j, "ip6_count", spf ? secmail_spf_result_ip6_count(spf, NULL) : 0);
	secmail_json_close(j, '}');
}

static void
write_signature(secmail_json *j, const secmail_dkim_results *dkim, size_t i)
{
	unsigned bits = secmail_dkim_results_key_bits(dkim, i);
	secmail_dkim_change change = secmail_dkim_results_change(dkim, i);

	secmail_json_open(j, NULL, '{');
	secmail_json_text(j, "result", secmail_dkim_code_name(secmail_dkim_results_code(dkim, i)));
	secmail_json_text(
	    j, "reason", secmail_dkim_reason_name(secmail_dkim_results_reason(dkim, i)));
	secmail_json_text(j, "domain", secmail_dkim_results_domain(dkim, i));
	secmail_json_text(j, "selector", secmail_dkim_results_selector(dkim, i));
	secmail_json_text(j, "algorithm", secmail_dkim_results_algorithm(dkim, i));
	if (bits > 0)
		secmail_json_number(j, "key_bits", bits);
	else
		secmail_json_null(j, "key_bits");
	secmail_json_text(j, "identity", secmail_dkim_results_identity(dkim, i));
	secmail_json_text(j, "change",
	    change == SECMAIL_DKIM_CHANGE_UNKNOWN ? NULL : secmail_dkim_change_name(change));
	secmail_json_close(j, '}');
}

static void
write_dkim(secmail_json *j, const secmail_dkim_results *dkim)
{
	secmail_json_open(j, "dkim", '[');
	for (size_t i = 0; i < secmail_dkim_results_count(dkim); i++)
		write_signature(j, dkim, i);
	secmail_json_close(j, ']');
}

static void
write_arc(secmail_json *j, const secmail_arc_result *arc)
{
	secmail_json_open(j, "arc", '{');
	secmail_json_text(j, "result", secmail_arc_code_name(secmail_arc_result_code(arc)));
	secmail_json_text(j, "reason", secmail_arc_reason_name(secmail_arc_result_reason(arc)));
	secmail_json_number(j, "instances", secmail_arc_result_instances(arc));
	secmail_json_close(j, '}');
}

/* What became of each author domain. */
static void
write_authors(secmail_json *j, const secmail_verdict *v)
{
	secmail_json_open(j, "authors", '[');
	for (size_t i = 0; i < v->author_count; i++) {
		const secmail_dmarc_result *r = v->authors[i];

		if (!secmail_dmarc_result_from_domain(r))
			continue;
		secmail_json_open(j, NULL, '{');
		secmail_json_text(j, "domain", secmail_dmarc_result_from_domain(r));
		secmail_json_text(
		    j, "result", secmail_dmarc_code_name(secmail_dmarc_result_code(r)));
		secmail_json_text(
		    j, "reason", secmail_dmarc_reason_name(secmail_dmarc_result_reason(r)));
		secmail_json_text(j, "disposition",
		    secmail_dmarc_policy_name(secmail_dmarc_result_disposition(r)));
		secmail_json_close(j, '}');
	}
	secmail_json_close(j, ']');
}

static void
write_dmarc(secmail_json *j, const secmail_verdict *v)
{
	const secmail_dmarc_result *dmarc = v->dmarc;

	secmail_json_open(j, "dmarc", '{');
	secmail_json_text(j, "result", secmail_dmarc_code_name(secmail_dmarc_result_code(dmarc)));
	secmail_json_text(
	    j, "reason", secmail_dmarc_reason_name(secmail_dmarc_result_reason(dmarc)));
	secmail_json_text(j, "from_domain", secmail_dmarc_result_from_domain(dmarc));
	secmail_json_text(j, "policy_domain", secmail_dmarc_result_policy_domain(dmarc));
	secmail_json_text(
	    j, "organizational_domain", secmail_dmarc_result_organizational_domain(dmarc));
	secmail_json_text(
	    j, "policy", secmail_dmarc_policy_name(secmail_dmarc_result_policy(dmarc)));
	secmail_json_text(
	    j, "disposition", secmail_dmarc_policy_name(secmail_dmarc_result_disposition(dmarc)));
	secmail_json_open(j, "aligned", '{');
	secmail_json_bool(j, "spf", secmail_dmarc_result_spf_is_aligned(dmarc));
	secmail_json_bool(j, "dkim", secmail_dmarc_result_dkim_is_aligned(dmarc));
	secmail_json_close(j, '}');
	write_authors(j, v);
	secmail_json_number(j, "rfc", secmail_dmarc_result_rfc(dmarc));
	secmail_json_number(j, "pct", secmail_dmarc_result_pct(dmarc));
	secmail_json_text(j, "public_suffixes_sha256", secmail_dmarc_result_suffixes_sha256(dmarc));
	secmail_json_close(j, '}');
}

static void
write_flags(secmail_json *j, uint32_t flags)
{
	secmail_json_open(j, "message_flags", '[');
	for (uint32_t flag = 1; flag != 0; flag <<= 1)
		if ((flags & flag) && secmail_message_flag_name(flag))
			secmail_json_text(j, NULL, secmail_message_flag_name(flag));
	secmail_json_close(j, ']');
}

secmail_status
secmail_verdict_to_json(const secmail_verdict *v, char **out)
{
	const char *field = secmail_verdict_authentication_results(v);
	secmail_json j = { secmailp_buffer_new(SECMAIL_VERDICT_MAX_JSON), false };

	*out = NULL;
	if (!field)
		return SECMAIL_NO_MEMORY;
	secmail_json_open(&j, NULL, '{');
	secmail_json_number(&j, "schema", SCHEMA);
	write_spf(&j, v->spf);
	write_dkim(&j, v->dkim);
	write_arc(&j, v->arc);
	write_dmarc(&j, v);
	secmail_json_text(&j, "authentication_results", field);
	secmail_json_number(&j, "questions", v->questions);
	write_flags(&j, v->message_flags);
	secmail_json_close(&j, '}');
	return secmailp_buffer_take(&j.text, out);
}
