/*
 * domain_normalize.c - the one way in which a domain name from outside becomes
 * a name that may be looked up, compared or printed
 */
#include <idn2.h>
#include <secmail/base.h>

#include "private/domain.h"
#include "private/uninitialized.h"

/* Octets of UTF-8 that 253 octets of A-labels can stem from: a code point is never shorter there.
 */
#define MAX_UTF8 1024

static bool
is_ascii(secmailp_view name)
{
	for (size_t i = 0; i < name.len; i++)
		if (name.at[i] > 127)
			return false;
	return true;
}

/* RFC 5891 by way of UTS 46, non-transitional: sharp s and final sigma stay what they are. */
static secmail_status
to_a_labels(secmailp_view name, secmailp_domain *out)
{
	SECMAILP_UNINITIALIZED char utf8[MAX_UTF8 + 1];
	char *ascii = NULL;
	secmail_status status;

	if (name.len > MAX_UTF8 || memchr(name.at, '\0', name.len))
		return SECMAIL_SYNTAX;
	memcpy(utf8, name.at, name.len);
	utf8[name.len] = '\0';
	int result = idn2_to_ascii_8z(utf8, &ascii, IDN2_NONTRANSITIONAL | IDN2_NFC_INPUT);
	if (result == IDN2_MALLOC)
		return SECMAIL_NO_MEMORY;
	if (result != IDN2_OK)
		return SECMAIL_SYNTAX;
	status =
	    secmailp_domain_set(out, secmailp_view_text(ascii)) ? SECMAIL_DONE : SECMAIL_SYNTAX;
	idn2_free(ascii);
	return status;
}

secmail_status
secmail_domain_normalize(const void *name, size_t len, char *out)
{
	secmailp_view given = secmailp_view_of(name, len);
	SECMAILP_UNINITIALIZED secmailp_domain domain;
	secmail_status status;

	out[0] = '\0';
	if (is_ascii(given))
		status = secmailp_domain_set(&domain, given) ? SECMAIL_DONE : SECMAIL_SYNTAX;
	else
		status = to_a_labels(given, &domain);
	if (status == SECMAIL_DONE)
		memcpy(out, domain.text, domain.len + 1);
	return status;
}
