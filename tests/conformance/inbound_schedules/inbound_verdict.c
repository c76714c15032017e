/* inbound_verdict.c - see inbound_verdict.h */
#include "inbound_verdict.h"

#include <secmail/explain.h>
#include <stdlib.h>
#include <string.h>

#include "../dmarc_schedules/dmarc_verdict.h"
#include "../spf_schedules/spf_verdict.h"

static void
write_signature(verdict *out, const secmail_dkim_results *r, size_t i)
{
	verdict_text(out, "signature", secmail_dkim_code_name(secmail_dkim_results_code(r, i)));
	verdict_text(out, "reason", secmail_dkim_reason_name(secmail_dkim_results_reason(r, i)));
	verdict_text(out, "detail", secmail_dkim_results_detail(r, i));
	verdict_text(out, "domain", secmail_dkim_results_domain(r, i));
	verdict_text(out, "selector", secmail_dkim_results_selector(r, i));
	verdict_text(out, "algorithm", secmail_dkim_results_algorithm(r, i));
	verdict_text(out, "identity", secmail_dkim_results_identity(r, i));
	verdict_number(out, "key bits", secmail_dkim_results_key_bits(r, i));
	verdict_number(out, "testing", secmail_dkim_results_is_testing(r, i));
	verdict_number(out, "whole body", secmail_dkim_results_covers_whole_body(r, i));
	verdict_text(out, "b=", secmail_dkim_results_signature_start(r, i));
	verdict_number(out, "field", secmail_dkim_results_field(r, i));
}

static void
write_dkim(verdict *out, const secmail_dkim_results *r)
{
	verdict_number(out, "signatures", secmail_dkim_results_seen(r));
	verdict_text(out, "best", secmail_dkim_code_name(secmail_dkim_results_best(r)));
	verdict_number(out, "normalized", secmail_dkim_results_is_normalized(r));
	for (size_t i = 0; i < secmail_dkim_results_count(r); i++)
		write_signature(out, r, i);
}

static void
write_arc(verdict *out, const secmail_arc_result *r)
{
	verdict_text(out, "chain", secmail_arc_code_name(secmail_arc_result_code(r)));
	verdict_text(out, "reason", secmail_arc_reason_name(secmail_arc_result_reason(r)));
	verdict_text(out, "detail", secmail_arc_result_detail(r));
	verdict_text(
	    out, "signature", secmail_dkim_reason_name(secmail_arc_result_signature_reason(r)));
	verdict_number(out, "temporary", secmail_arc_result_is_temporary(r));
	verdict_number(out, "oldest pass", secmail_arc_result_oldest_pass(r));
	for (unsigned i = 1; i <= secmail_arc_result_instances(r); i++) {
		verdict_text(out, "sealed by", secmail_arc_result_seal_domain(r, i));
		verdict_text(out, "selector", secmail_arc_result_seal_selector(r, i));
	}
}

/* The number behind the key "questions" is left out. */
static void
write_json(verdict *out, const secmail_verdict *v)
{
	static const char key[] = "\"questions\":";
	char *json, *number;

	must(secmail_verdict_to_json(v, &json), "JSON");
	number = strstr(json, key);
	if (!number)
		broken("the JSON form has no questions", json);
	number += strlen(key);
	verdict_text(out, "rest of JSON", number + strspn(number, "0123456789"));
	*number = '\0';
	verdict_text(out, "JSON", json);
	free(json);
}

static void
write_explanation(verdict *out, const secmail_verdict *v)
{
	secmail_explanation *e;

	must(secmail_explain(v, NULL, &e), "the explanation");
	verdict_text(out, "headline", secmail_explanation_headline(e));
	for (size_t i = 0; i < secmail_explanation_count(e); i++)
		verdict_text(
		    out, secmail_explanation_subject(e, i), secmail_explanation_sentence(e, i));
	secmail_explanation_free(e);
}

void
inbound_verdict_write(verdict *out, const secmail_verdict *v)
{
	if (secmail_verdict_spf(v))
		spf_verdict_write(out, secmail_verdict_spf(v));
	write_dkim(out, secmail_verdict_dkim(v));
	write_arc(out, secmail_verdict_arc(v));
	dmarc_verdict_write(out, secmail_verdict_dmarc(v));
	verdict_number(out, "flags", secmail_verdict_message_flags(v));
	verdict_text(out, "field", secmail_verdict_authentication_results(v));
	write_json(out, v);
	write_explanation(out, v);
}
