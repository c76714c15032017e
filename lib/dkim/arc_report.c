/* arc_report.c - the status of a chain as a result of RFC 8601 (RFC 8617 sections 6 and 10) */
#include <secmail/arc.h>

#include <stdio.h>
#include <string.h>

static secmail_status
add_oldest_pass(const secmail_arc_result *r, secmail_authres *field)
{
	char number[16];

	snprintf(number, sizeof number, "%u", secmail_arc_result_oldest_pass(r));
	return secmail_authres_add_property(field, "header", "oldest-pass", number, strlen(number));
}

secmail_status
secmail_arc_result_report(const secmail_arc_result *r, secmail_authres *field)
{
	secmail_arc_code code = secmail_arc_result_code(r);
	const char *reason = secmail_arc_reason_name(secmail_arc_result_reason(r));
	secmail_status status =
	    secmail_authres_add_result(field, "arc", secmail_arc_code_name(code));

	if (status == SECMAIL_DONE && code == SECMAIL_ARC_FAIL)
		status = secmail_authres_set_reason(field, reason);
	if (status == SECMAIL_DONE && code == SECMAIL_ARC_PASS)
		status = add_oldest_pass(r, field);
	return status;
}
