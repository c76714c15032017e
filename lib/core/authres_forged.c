/* authres_forged.c - finds the fields of a message that use our name */
#include <secmail/authres.h>

#include "private/cursor.h"

/*
 * The body, if the field is named Authentication-Results. White space before
 * the colon doesn't hide it, nor does white space before the first field,
 * which the scanner takes for a line that is no field.
 */
static bool
is_authres(const secmail_message *m, size_t index, secmailp_view *body)
{
	static const secmailp_byteset white = SECMAILP_FWS;
	secmailp_cursor c;
	const void *field;
	size_t len;

	field = secmail_message_field(m, index, &len);
	c = secmailp_cursor_over(secmailp_view_of(field, len));
	secmailp_cursor_while(&c, &white);
	if (!secmailp_cursor_literal_nocase(&c, secmail_authres_name()))
		return false;
	secmailp_cursor_while(&c, &white);
	if (!secmailp_cursor_skip(&c, ':'))
		return false;
	*body = secmailp_cursor_rest(&c);
	return true;
}

bool
secmail_authres_find_forged(const secmail_message *m, const char *authserv_id, size_t *index)
{
	size_t fields = secmail_message_field_count(m);
	secmailp_view body;

	for (size_t i = *index < fields ? *index : fields; i > 0; i--) {
		if (!is_authres(m, i - 1, &body))
			continue;
		if (secmail_authres_claims(body.at, body.len, authserv_id)) {
			*index = i - 1;
			return true;
		}
	}
	return false;
}
