/*
 * signed_names.c - which header fields a signer signs
 *
 * A name stands in h= as often as the message has the field, so that none can
 * be taken away or changed; an over-signed one stands there once more, so that
 * none can be added (RFC 6376 sections 5.4 and 8.15). What is over-signed by
 * default is what a reader sees, and what says how the body is to be read.
 */
#include "sign.h"

#include <stdlib.h>

#define MAX_NAME 255 /* octets of one name; lines of h= are folded between names only */

static const char OVER_SIGNED[] = "From:To:Cc:Subject:Date:Reply-To:Content-Type:MIME-Version";

/* RFC 6376 section 5.4.1, and what has come since or says who and what: RFC 8058 section 4. */
static const char SIGNED_ONCE[] =
    "Sender:Message-ID:In-Reply-To:References:Content-Transfer-Encoding:"
    "Resent-Date:Resent-From:Resent-To:Resent-Cc:"
    "List-Id:List-Help:List-Unsubscribe:List-Unsubscribe-Post:List-Subscribe:List-Post:"
    "List-Owner:List-Archive";

/* A sealer signs what others have signed before (RFC 8617 section 4.1.2), */
static const char SEALED_TOO[] = ":DKIM-Signature";

/* and never what is taken off on the way, or what the seal covers (likewise). */
static const char *const NEVER_SEALED[] = { "authentication-results", "arc-authentication-results",
	"arc-message-signature", "arc-seal" };

/* ftext (RFC 5322 section 3.6.8) without the semicolon, which a tag list can't hold. */
static bool
is_name(secmailp_view name)
{
	for (size_t i = 0; i < name.len; i++)
		if (name.at[i] <= ' ' || name.at[i] > '~' || name.at[i] == ';')
			return false;
	return name.len > 0 && name.len <= MAX_NAME;
}

static bool
has_name(const smdkim_signed_names *names, secmailp_view name)
{
	for (size_t i = 0; i < names->count; i++)
		if (secmailp_view_equal(names->at[i].name, name))
			return true;
	return false;
}

/* What is wrong with the names for a signature of this kind, or NULL. */
static const char *
check_names(const smdkim_signed_names *names, smdkim_kind kind)
{
	bool from = false;

	for (size_t i = 0; i < names->count; i++)
		if (secmailp_view_is(names->at[i].name, "from"))
			from = names->at[i].is_over_signed || kind == SMDKIM_AMS;
	if (!from)
		return kind == SMDKIM_AMS ? "From has to be signed" : "From has to be over-signed";
	for (size_t i = 0; kind == SMDKIM_AMS && i < sizeof NEVER_SEALED / sizeof NEVER_SEALED[0];
	     i++)
		if (has_name(names, secmailp_view_text(NEVER_SEALED[i])))
			return "fields of ARC and Authentication-Results must not be signed";
	return NULL;
}

/* One list, whose text is in lower case. */
static secmail_status
read_list(smdkim_signed_names *out, secmailp_view list, bool is_over_signed, const char **why)
{
	secmailp_cursor c = secmailp_cursor_over(list);

	while (list.len > 0) {
		secmailp_view name = secmailp_cursor_until(&c, ':');

		if (out->count == SECMAIL_DKIM_MAX_SIGNED_NAMES) {
			*why = "there are too many names of fields";
			return SECMAIL_LIMIT;
		}
		if (!is_name(name) || has_name(out, name)) {
			*why = "a name of a field is none, or stands there twice";
			return SECMAIL_ARGUMENT;
		}
		out->at[out->count++] = (smdkim_signed_name){ name, is_over_signed };
		if (!secmailp_cursor_skip(&c, ':'))
			break;
	}
	return SECMAIL_DONE;
}

/* Both lists behind each other, in lower case. */
static char *
copy_lower(secmailp_view first, secmailp_view second)
{
	char *text = malloc(first.len + second.len + 1);

	if (!text)
		return NULL;
	for (size_t i = 0; i < first.len; i++)
		text[i] = (char)secmailp_lower(first.at[i]);
	for (size_t i = 0; i < second.len; i++)
		text[first.len + i] = (char)secmailp_lower(second.at[i]);
	text[first.len + second.len] = '\0';
	return text;
}

secmail_status
smdkim_signed_names_read(smdkim_signed_names *out, smdkim_kind kind, const char *over_signed,
    const char *signed_once, const char **why)
{
	secmailp_view first = secmailp_view_text(over_signed);
	secmailp_view second = secmailp_view_text(signed_once);
	smdkim_signed_names names = { .count = 0 };
	secmail_status status;

	*why = "the names of fields are too long";
	if (first.len > SECMAIL_DKIM_MAX_SIGNED_TEXT ||
	    second.len > SECMAIL_DKIM_MAX_SIGNED_TEXT - first.len)
		return SECMAIL_LIMIT;
	*why = "no memory";
	names.text = copy_lower(first, second);
	if (!names.text)
		return SECMAIL_NO_MEMORY;
	status = read_list(&names, secmailp_view_of(names.text, first.len), true, why);
	if (status == SECMAIL_DONE)
		status = read_list(
		    &names, secmailp_view_of(names.text + first.len, second.len), false, why);
	if (status == SECMAIL_DONE) {
		*why = check_names(&names, kind);
		status = *why ? SECMAIL_ARGUMENT : SECMAIL_DONE;
	}
	if (status == SECMAIL_DONE) {
		free(out->text);
		*out = names;
	} else {
		free(names.text);
	}
	return status;
}

secmail_status
smdkim_signed_names_default(smdkim_signed_names *out, smdkim_kind kind)
{
	char signed_once[sizeof SIGNED_ONCE + sizeof SEALED_TOO];
	const char *why;

	memcpy(signed_once, SIGNED_ONCE, sizeof SIGNED_ONCE);
	if (kind == SMDKIM_AMS)
		memcpy(signed_once + sizeof SIGNED_ONCE - 1, SEALED_TOO, sizeof SEALED_TOO);
	return smdkim_signed_names_read(out, kind, OVER_SIGNED, signed_once, &why);
}
