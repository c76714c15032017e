/*
 * authentication_results.c - the verdict as a header field (RFC 8601)
 *
 * One field holds every method. Of addresses only domains are written, which
 * were checked before; a value that can't stand in a field is left out by
 * choice of the writer, never mended.
 */
#include "inbound_internal.h"

/* Signatures that get a result of their own; a field with more helps nobody. */
#define MAX_SIGNATURES 16

/* Adds a property if there is a value and it can stand in a field. */
static secmail_status
add_property(secmail_authres *field, const char *ptype, const char *name, const char *value)
{
	secmail_status status;

	if (!value || !*value)
		return SECMAIL_DONE;
	status = secmail_authres_add_property(field, ptype, name, value, strlen(value));
	return status == SECMAIL_SYNTAX || status == SECMAIL_LIMIT ? SECMAIL_DONE : status;
}

static secmail_status
add_result(secmail_authres *field, const char *method, const char *result, const char *reason)
{
	secmail_status status = secmail_authres_add_result(field, method, result);

	if (status == SECMAIL_DONE && reason)
		status = secmail_authres_set_reason(field, reason);
	return status;
}

/* RFC 8601 section 2.7.2. */
static secmail_status
add_spf(secmail_authres *field, const secmail_spf_result *spf)
{
	secmail_spf_code code = secmail_spf_result_code(spf);
	secmail_spf_reason reason = secmail_spf_result_reason(spf);
	bool is_plain =
	    reason == SECMAIL_SPF_REASON_MATCHED || reason == SECMAIL_SPF_REASON_DEFAULT;
	bool is_helo = secmail_spf_result_scope(spf) == SECMAIL_SPF_SCOPE_HELO;
	secmail_status status = add_result(field, "spf", secmail_spf_code_name(code),
	    is_plain ? NULL : secmail_spf_reason_name(reason));

	if (status != SECMAIL_DONE)
		return status;
	return add_property(
	    field, "smtp", is_helo ? "helo" : "mailfrom", secmail_spf_result_domain(spf));
}

/* RFC 8601 section 2.7.1; header.b as RFC 6008, header.a and header.s as RFC 8601 appendix D.2. */
static secmail_status
add_signature(secmail_authres *field, const secmail_dkim_results *dkim, size_t i)
{
	secmail_dkim_code code = secmail_dkim_results_code(dkim, i);
	const char *reason = secmail_dkim_reason_name(secmail_dkim_results_reason(dkim, i));
	const struct {
		const char *name;
		const char *value;
	} properties[] = {
		{ "d", secmail_dkim_results_domain(dkim, i) },
		{ "s", secmail_dkim_results_selector(dkim, i) },
		{ "a", secmail_dkim_results_algorithm(dkim, i) },
		{ "b", secmail_dkim_results_signature_start(dkim, i) },
	};
	secmail_status status = add_result(
	    field, "dkim", secmail_dkim_code_name(code), code == SECMAIL_DKIM_PASS ? NULL : reason);

	for (size_t k = 0; status == SECMAIL_DONE && k < sizeof properties / sizeof properties[0];
	     k++)
		status = add_property(field, "header", properties[k].name, properties[k].value);
	return status;
}

static secmail_status
add_dkim(secmail_authres *field, const secmail_dkim_results *dkim)
{
	size_t count = secmail_dkim_results_count(dkim);
	secmail_status status = SECMAIL_DONE;

	if (count == 0)
		return add_result(field, "dkim", "none", NULL);
	for (size_t i = 0; status == SECMAIL_DONE && i < count && i < MAX_SIGNATURES; i++)
		status = add_signature(field, dkim, i);
	return status;
}

/* RFC 9989 section 9: header.from and policy.dmarc. */
static secmail_status
add_dmarc(secmail_authres *field, const secmail_dmarc_result *dmarc)
{
	secmail_dmarc_code code = secmail_dmarc_result_code(dmarc);
	const char *policy = secmail_dmarc_policy_name(secmail_dmarc_result_policy(dmarc));
	const char *reason = secmail_dmarc_reason_name(secmail_dmarc_result_reason(dmarc));
	secmail_status status = add_result(field, "dmarc", secmail_dmarc_code_name(code),
	    code == SECMAIL_DMARC_PASS ? NULL : reason);

	if (status == SECMAIL_DONE)
		status =
		    add_property(field, "header", "from", secmail_dmarc_result_from_domain(dmarc));
	if (status == SECMAIL_DONE)
		status = add_property(field, "policy", "dmarc", policy);
	return status;
}

static secmail_status
write_results(secmail_authres *field, const secmail_verdict *v)
{
	secmail_status status = secmail_authres_set_authserv_id(field, v->authserv_id);

	if (status == SECMAIL_DONE && v->spf)
		status = add_spf(field, v->spf);
	if (status == SECMAIL_DONE)
		status = add_dkim(field, v->dkim);
	if (status == SECMAIL_DONE)
		status = secmail_arc_result_report(v->arc, field);
	if (status == SECMAIL_DONE)
		status = add_dmarc(field, v->dmarc);
	if (status == SECMAIL_DONE)
		status = secmail_authres_write(field);
	return status;
}

secmail_status
secmail_verdict_write_field(const secmail_verdict *v, char **out)
{
	secmailp_buffer text = secmailp_buffer_new(SECMAIL_INBOUND_MAX_FIELD);
	secmail_authres *field;
	secmail_status status = secmail_authres_new(&field);

	*out = NULL;
	if (status != SECMAIL_DONE)
		return status;
	status = write_results(field, v);
	if (status == SECMAIL_DONE) {
		secmailp_buffer_text(&text, secmail_authres_field(field));
		status = secmailp_buffer_take(&text, out);
	}
	secmail_authres_free(field);
	return status;
}
