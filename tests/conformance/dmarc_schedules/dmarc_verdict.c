/* dmarc_verdict.c - see dmarc_verdict.h */
#include "dmarc_verdict.h"

static void
write_policy(verdict *out, const char *key, secmail_dmarc_policy policy)
{
	verdict_text(out, key, secmail_dmarc_policy_name(policy));
}

static void
write_record(verdict *out, const secmail_dmarc_result *r)
{
	verdict_text(out, "record", secmail_dmarc_result_record(r));
	write_policy(out, "p", secmail_dmarc_result_p(r));
	write_policy(out, "sp", secmail_dmarc_result_sp(r));
	write_policy(out, "np", secmail_dmarc_result_np(r));
	verdict_number(out, "fo", secmail_dmarc_result_fo(r));
	verdict_text(out, "rua", secmail_dmarc_result_rua(r));
	verdict_text(out, "ruf", secmail_dmarc_result_ruf(r));
	verdict_number(out, "testing", secmail_dmarc_result_is_testing(r));
	verdict_number(out, "strict SPF", secmail_dmarc_result_spf_is_strict(r));
	verdict_number(out, "strict DKIM", secmail_dmarc_result_dkim_is_strict(r));
}

void
dmarc_verdict_write(verdict *out, const secmail_dmarc_result *r)
{
	verdict_text(out, "result", secmail_dmarc_code_name(secmail_dmarc_result_code(r)));
	verdict_text(out, "reason", secmail_dmarc_reason_name(secmail_dmarc_result_reason(r)));
	verdict_text(out, "author", secmail_dmarc_result_from_domain(r));
	verdict_text(out, "policy of", secmail_dmarc_result_policy_domain(r));
	verdict_text(out, "organization", secmail_dmarc_result_organizational_domain(r));
	write_policy(out, "policy", secmail_dmarc_result_policy(r));
	write_policy(out, "disposition", secmail_dmarc_result_disposition(r));
	verdict_number(out, "SPF aligns", secmail_dmarc_result_spf_is_aligned(r));
	verdict_number(out, "DKIM aligns", secmail_dmarc_result_dkim_is_aligned(r));
	verdict_number(out, "by signature", secmail_dmarc_result_dkim_index(r));
	verdict_text(out, "aligned domain", secmail_dmarc_result_aligned_domain(r));
	write_record(out, r);
	verdict_text(out, "detail", secmail_dmarc_result_detail(r));
}
