/* spf_verdict.c - see spf_verdict.h */
#include "spf_verdict.h"

void
spf_verdict_write(verdict *out, const secmail_spf_result *r)
{
	verdict_text(out, "result", secmail_spf_code_name(secmail_spf_result_code(r)));
	verdict_text(out, "reason", secmail_spf_reason_name(secmail_spf_result_reason(r)));
	verdict_text(out, "scope", secmail_spf_scope_name(secmail_spf_result_scope(r)));
	verdict_text(out, "domain", secmail_spf_result_domain(r));
	verdict_text(out, "mechanism", secmail_spf_result_mechanism(r));
	verdict_text(out, "inner mechanism", secmail_spf_result_inner_mechanism(r));
	for (size_t i = 0; i < secmail_spf_result_chain_count(r); i++) {
		verdict_text(out, "record of", secmail_spf_result_chain_domain(r, i));
		verdict_text(out, "its term", secmail_spf_result_chain_term(r, i));
	}
	verdict_text(out, "explanation", secmail_spf_result_explanation(r));
	verdict_number(out, "look-ups", secmail_spf_result_lookups(r));
	verdict_number(out, "void look-ups", secmail_spf_result_void_lookups(r));
	verdict_text(out, "detail", secmail_spf_result_detail(r));
}
