/* signer.c - what is signed, for whom, with which keys; filled by one thread, then shared */
#include "sign.h"

#include <stdlib.h>

#include "private/domain.h"
#include "private/utf8.h"

#define MAX_LOCAL_PART 64 /* octets (RFC 5321 section 4.5.3.1.1) */

/* i= with each octet of the local-part written as three. */
#define MAX_IDENTITY (3 * MAX_LOCAL_PART + SECMAIL_DOMAIN_SIZE)

static secmail_status
refuse(secmail_dkim_signer *s, secmail_status status, const char *why)
{
	secmailp_error_set(&s->error, "%s", why);
	return status;
}

secmail_status
secmail_dkim_signer_new(const secmail_dkim_config *c, secmail_dkim_signer **out)
{
	secmail_dkim_signer *s;

	if (!out)
		return SECMAIL_ARGUMENT;
	*out = NULL;
	if (!c)
		return SECMAIL_ARGUMENT;
	s = calloc(1, sizeof *s);
	if (!s)
		return SECMAIL_NO_MEMORY;
	s->config = c;
	if (smdkim_signed_names_default(&s->names, SMDKIM_DKIM)) {
		free(s);
		return SECMAIL_NO_MEMORY;
	}
	*out = s;
	return SECMAIL_DONE;
}

void
secmail_dkim_signer_free(secmail_dkim_signer *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->count; i++) {
		secmail_dkim_key_free(s->keys[i].key);
		free(s->keys[i].identity);
	}
	free(s->names.text);
	free(s);
}

const char *
secmail_dkim_signer_error(const secmail_dkim_signer *s)
{
	return s ? s->error.text : "";
}

/* A name in its checked form. */
static secmail_status
read_name(secmail_dkim_signer *s, const char *name, size_t labels, char *out)
{
	secmail_status status =
	    name ? secmail_domain_normalize(name, strlen(name), out) : SECMAIL_SYNTAX;

	if (status == SECMAIL_DONE && secmailp_domain_labels(secmailp_view_text(out)) >= labels)
		return status;
	if (status == SECMAIL_NO_MEMORY)
		return refuse(s, status, "no memory");
	return refuse(s, SECMAIL_ARGUMENT,
	    labels > 1 ? "the domain is no name of two labels" : "the selector is no name");
}

/* Whether the record's name is one that DNS can be asked for. */
static bool
is_short_enough(const smdkim_signer_key *k)
{
	static const char between[] = "._domainkey.";

	return strlen(k->selector) + strlen(k->domain) + sizeof between - 1 < SECMAIL_DOMAIN_SIZE;
}

secmail_status
secmail_dkim_signer_add_key(secmail_dkim_signer *s, secmail_dkim_key *k, const char *domain,
    const char *selector, size_t *out_index)
{
	smdkim_signer_key *slot = &s->keys[s->count];
	secmail_status status;

	if (s->count == SECMAIL_DKIM_MAX_SIGNERS)
		return refuse(s, SECMAIL_LIMIT, "the signer has too many keys");
	if (!k || k->type == SMDKIM_KEY_UNKNOWN)
		return refuse(s, SECMAIL_ARGUMENT, "the key is empty");
	if (k->crypto != &s->config->crypto)
		return refuse(s, SECMAIL_ARGUMENT, "the key is of another configuration");
	*slot = (smdkim_signer_key){ .relaxed_header = true, .relaxed_body = true };
	status = read_name(s, domain, 2, slot->domain);
	if (status == SECMAIL_DONE)
		status = read_name(s, selector, 1, slot->selector);
	if (status != SECMAIL_DONE)
		return status;
	if (!is_short_enough(slot))
		return refuse(s, SECMAIL_ARGUMENT, "selector and domain are too long together");
	slot->key = smdkim_private_use(k);
	if (out_index)
		*out_index = s->count;
	s->count++;
	return SECMAIL_DONE;
}

secmail_status
secmail_dkim_signer_set_canonicalization(secmail_dkim_signer *s, size_t index,
    secmail_dkim_canonicalization header, secmail_dkim_canonicalization body)
{
	if (index >= s->count)
		return refuse(s, SECMAIL_ARGUMENT, "there is no such key");
	if ((header != SECMAIL_DKIM_SIMPLE && header != SECMAIL_DKIM_RELAXED) ||
	    (body != SECMAIL_DKIM_SIMPLE && body != SECMAIL_DKIM_RELAXED))
		return refuse(s, SECMAIL_ARGUMENT, "there is no such canonicalization");
	s->keys[index].relaxed_header = header == SECMAIL_DKIM_RELAXED;
	s->keys[index].relaxed_body = body == SECMAIL_DKIM_RELAXED;
	return SECMAIL_DONE;
}

/* dkim-quoted-printable (RFC 6376 section 2.11). */
static void
add_quoted(secmailp_buffer *out, secmailp_view text)
{
	static const char digits[] = "0123456789ABCDEF";

	for (size_t i = 0; i < text.len; i++) {
		uint8_t byte = text.at[i];

		if (byte > ' ' && byte <= '~' && byte != ';' && byte != '=') {
			secmailp_buffer_byte(out, byte);
			continue;
		}
		secmailp_buffer_byte(out, '=');
		secmailp_buffer_byte(out, (uint8_t)digits[byte >> 4]);
		secmailp_buffer_byte(out, (uint8_t)digits[byte & 15]);
	}
}

static bool
is_local_part(secmailp_view text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] < ' ' || text.at[i] == 0x7f)
			return false;
	return text.len <= MAX_LOCAL_PART && secmailp_utf8_is_valid(text);
}

/* i= as it is written into the field. */
static secmail_status
write_identity(const smdkim_signer_key *k, const char *identity, char **out)
{
	const char *at = strrchr(identity, '@');
	secmailp_view local_part = secmailp_view_of(identity, at ? (size_t)(at - identity) : 0);
	secmailp_buffer text = secmailp_buffer_new(MAX_IDENTITY);
	char domain[SECMAIL_DOMAIN_SIZE];
	secmail_status status =
	    at ? secmail_domain_normalize(at + 1, strlen(at + 1), domain) : SECMAIL_SYNTAX;

	if (status != SECMAIL_DONE)
		return status;
	if (!is_local_part(local_part) ||
	    !secmailp_domain_is_within(secmailp_view_text(domain), secmailp_view_text(k->domain)))
		return SECMAIL_SYNTAX;
	add_quoted(&text, local_part);
	secmailp_buffer_byte(&text, '@');
	secmailp_buffer_text(&text, domain);
	status = secmailp_buffer_take(&text, out);
	secmailp_buffer_free(&text);
	return status;
}

secmail_status
secmail_dkim_signer_set_identity(secmail_dkim_signer *s, size_t index, const char *identity)
{
	char *written = NULL;
	secmail_status status = SECMAIL_DONE;

	if (index >= s->count)
		return refuse(s, SECMAIL_ARGUMENT, "there is no such key");
	if (identity)
		status = write_identity(&s->keys[index], identity, &written);
	if (status == SECMAIL_NO_MEMORY)
		return refuse(s, status, "no memory");
	if (status != SECMAIL_DONE)
		return refuse(s, SECMAIL_ARGUMENT, "the identity is no address within the domain");
	free(s->keys[index].identity);
	s->keys[index].identity = written;
	return SECMAIL_DONE;
}

secmail_status
secmail_dkim_signer_set_lifetime(secmail_dkim_signer *s, uint32_t seconds)
{
	if (seconds > SECMAIL_DKIM_MAX_LIFETIME)
		return refuse(s, SECMAIL_ARGUMENT, "the lifetime is more than ten years");
	s->lifetime = seconds;
	return SECMAIL_DONE;
}

secmail_status
secmail_dkim_signer_set_fields(
    secmail_dkim_signer *s, const char *over_signed, const char *signed_once)
{
	const char *why;
	secmail_status status =
	    smdkim_signed_names_read(&s->names, SMDKIM_DKIM, over_signed, signed_once, &why);

	return status == SECMAIL_DONE ? status : refuse(s, status, why);
}
