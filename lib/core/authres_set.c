/* authres_set.c - the calls that a writer of Authentication-Results makes */
#include "authres_object.h"

static authres_result *
last_result(secmail_authres *a)
{
	secmailp_buffer_reset(&a->field);
	secmailp_error_clear(&a->error);
	if (a->count > 0)
		return a->results[a->count - 1];
	secmailp_error_set(&a->error, "there is no result yet");
	return NULL;
}

secmail_status
secmail_authres_set_authserv_id(secmail_authres *a, const char *id)
{
	secmailp_view text = secmailp_view_text(id);

	secmailp_buffer_reset(&a->field);
	secmailp_error_clear(&a->error);
	if (text.len == 0)
		return secmailp_authres_fail(a, SECMAIL_SYNTAX, "the authserv-id", "is empty");
	return secmailp_authres_keep_text(a, "the authserv-id", text, &a->id);
}

secmail_status
secmail_authres_add_result(secmail_authres *a, const char *method, const char *result)
{
	authres_result *added;

	secmailp_buffer_reset(&a->field);
	secmailp_error_clear(&a->error);
	return secmailp_authres_new_result(
	    a, secmailp_view_text(method), secmailp_view_text(result), &added);
}

secmail_status
secmail_authres_set_reason(secmail_authres *a, const char *reason)
{
	authres_result *r = last_result(a);

	if (!r)
		return SECMAIL_ARGUMENT;
	if (!reason)
		r->reason = NULL;
	return reason ? secmailp_authres_keep_text(
			    a, "the reason", secmailp_view_text(reason), &r->reason)
		      : SECMAIL_DONE;
}

secmail_status
secmail_authres_set_comment(secmail_authres *a, const char *comment)
{
	authres_result *r = last_result(a);

	if (!r)
		return SECMAIL_ARGUMENT;
	if (!comment)
		r->comment = NULL;
	return comment ? secmailp_authres_keep_text(
			     a, "the comment", secmailp_view_text(comment), &r->comment)
		       : SECMAIL_DONE;
}

secmail_status
secmail_authres_add_property(
    secmail_authres *a, const char *ptype, const char *property, const void *value, size_t len)
{
	authres_result *r = last_result(a);
	secmailp_view type = secmailp_view_text(ptype);

	if (!r)
		return SECMAIL_ARGUMENT;
	if (type.len == 0)
		return secmailp_authres_fail(a, SECMAIL_SYNTAX, "the property type", "is empty");
	return secmailp_authres_new_property(
	    a, r, type, secmailp_view_text(property), secmailp_view_of(value, len));
}
