/*
 * sign_header.c - takes the header of a message that is to be signed
 *
 * First it is looked at: a header that two programs read in two ways must not
 * be signed (RFC 6376 section 3.8). Then the fields are collected once for each
 * canonicalization, in the order in which h= will name them, so that the
 * message is not needed any more.
 */
#include "sign.h"

/* Lines and fields that no two readers have to agree on. */
static const struct unsound {
	uint32_t flag;
	const char *why;
} UNSOUND[] = {
	{ SECMAIL_MESSAGE_NO_FROM, "there is no From field" },
	{ SECMAIL_MESSAGE_REPEATED_FROM, "there is more than one From field" },
	{ SECMAIL_MESSAGE_NOT_A_FIELD, "a line of the header is no field" },
	{ SECMAIL_MESSAGE_LEADING_SPACE, "the header begins with white space" },
	{ SECMAIL_MESSAGE_FOLDED_NAME, "a field's colon stands on the next line" },
	{ SECMAIL_MESSAGE_SPACE_BEFORE_COLON, "there is white space before a field's colon" },
};

static secmail_status
refuse(secmail_dkim_signing *s, secmail_status status, const char *why)
{
	secmailp_error_set(&s->error, "%s", why);
	return status;
}

/* The flags tell of the body too, if that was written to the message: so the fields decide. */
static const char *
check_octets(const secmail_message *m)
{
	const uint32_t odd =
	    SECMAIL_MESSAGE_BARE_LF | SECMAIL_MESSAGE_BARE_CR | SECMAIL_MESSAGE_NUL;
	const char *why = NULL;

	if ((secmail_message_flags(m) & odd) == 0)
		return NULL;
	for (size_t i = 0; !why && i < secmail_message_field_count(m); i++) {
		smdkim_line_ends line_ends = { false, false };
		size_t len;
		const void *field = secmail_message_field(m, i, &len);

		why = smdkim_line_ends_write(&line_ends, secmailp_view_of(field, len));
		if (!why)
			why = smdkim_line_ends_end(&line_ends);
	}
	return why;
}

static const char *
check(const secmail_message *m)
{
	uint32_t flags = secmail_message_flags(m);

	for (size_t i = 0; i < sizeof UNSOUND / sizeof UNSOUND[0]; i++)
		if (flags & UNSOUND[i].flag)
			return UNSOUND[i].why;
	return check_octets(m);
}

static bool
uses(const secmail_dkim_signer *signer, bool relaxed)
{
	for (size_t i = 0; i < signer->count; i++)
		if (signer->keys[i].relaxed_header == relaxed)
			return true;
	return false;
}

/* All fields of one name, from the lowest up. */
static uint32_t
take_all(secmail_dkim_signing *s, secmailp_view name, const bool wanted[2])
{
	const smdkim_field *field;
	uint32_t count = 0;

	while ((field = smdkim_fields_take(&s->fields, name)) != NULL) {
		count++;
		for (int relaxed = 0; relaxed < 2; relaxed++) {
			if (!wanted[relaxed])
				continue;
			smdkim_canon_line(&s->header[relaxed], field->text, relaxed);
		}
	}
	return count;
}

static secmail_status
collect(secmail_dkim_signing *s)
{
	const smdkim_signed_names *names = &s->signer->names;
	const bool wanted[2] = { uses(s->signer, false), uses(s->signer, true) };
	size_t total = 0;

	smdkim_fields_begin(&s->fields);
	for (size_t i = 0; i < names->count; i++) {
		s->counts[i] = take_all(s, names->at[i].name, wanted);
		s->counts[i] += names->at[i].is_over_signed;
		total += s->counts[i];
	}
	if (s->header[0].status != SECMAIL_DONE || s->header[1].status != SECMAIL_DONE)
		return refuse(s, SECMAIL_NO_MEMORY, "no memory");
	if (total > SECMAIL_DKIM_MAX_NAMES)
		return refuse(s, SECMAIL_LIMIT, "there are too many fields to sign");
	return SECMAIL_DONE;
}

secmail_status
smdkim_sign_header(secmail_dkim_signing *s, const secmail_message *m)
{
	const char *why = check(m);

	if (why)
		return refuse(s, SECMAIL_SYNTAX, why);
	if (smdkim_fields_index(&s->fields, m, &s->arena))
		return refuse(s, SECMAIL_NO_MEMORY, "no memory");
	return collect(s);
}
