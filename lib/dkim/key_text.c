/*
 * key_text.c - the DNS record of a key that signs (RFC 6376 section 3.6.1, RFC 8463 section 4)
 *
 * What the record says is what every verifier understands: v=, k= and p=. RSA
 * keys stand there as SubjectPublicKeyInfo, since some verifiers take nothing
 * else, though the RFC's text names RSAPublicKey (erratum 3017).
 */
#include "private_key.h"

#include <stdlib.h>

#include "private/base64.h"
#include "private/domain.h"

#define MAX_RECORD 1024 /* p= of 4,096 bits has 736 characters */
#define MAX_STRING 255  /* octets of a DNS character-string (RFC 1035 section 3.3) */

secmail_status
smdkim_record_write(const smdkim_numbers *key, char **out)
{
	secmailp_buffer text = secmailp_buffer_new(MAX_RECORD);
	bool is_rsa = key->type == SMDKIM_KEY_RSA;
	uint8_t der[SMDKIM_MAX_DER];
	secmail_status status;

	secmailp_buffer_text(&text, is_rsa ? "v=DKIM1; k=rsa; p=" : "v=DKIM1; k=ed25519; p=");
	secmailp_base64_encode(
	    &text, is_rsa ? smdkim_public_write(key, der, sizeof der) : key->point);
	status = secmailp_buffer_take(&text, out);
	secmailp_buffer_free(&text);
	return status;
}

/* The record cut into quoted strings; it holds neither quotes nor backslashes. */
static void
add_strings(secmailp_buffer *out, secmailp_view record)
{
	while (record.len > 0) {
		secmailp_buffer_text(out, " \"");
		secmailp_buffer_add(out, secmailp_view_first(record, MAX_STRING));
		secmailp_buffer_text(out, "\"");
		record = secmailp_view_after(record, MAX_STRING);
	}
}

/* A name with its final dot. */
static bool
add_name(secmailp_buffer *out, const char *selector, const char *domain, secmail_status *status)
{
	char s[SECMAIL_DOMAIN_SIZE], d[SECMAIL_DOMAIN_SIZE], whole[SECMAIL_DOMAIN_SIZE];
	secmailp_buffer name = secmailp_buffer_new(3 * SECMAIL_DOMAIN_SIZE);

	*status = secmail_domain_normalize(selector, strlen(selector), s);
	if (*status == SECMAIL_DONE)
		*status = secmail_domain_normalize(domain, strlen(domain), d);
	if (*status != SECMAIL_DONE)
		return false;
	secmailp_buffer_text(&name, s);
	secmailp_buffer_text(&name, "._domainkey.");
	secmailp_buffer_text(&name, d);
	*status = name.status;
	if (*status == SECMAIL_DONE)
		*status = secmail_domain_normalize(name.at, name.len, whole);
	secmailp_buffer_free(&name);
	if (*status != SECMAIL_DONE)
		return false;
	secmailp_buffer_text(out, whole);
	secmailp_buffer_text(out, ".");
	return true;
}

secmail_status
secmail_dkim_key_zone_text(
    secmail_dkim_key *k, const char *domain, const char *selector, char **out)
{
	secmailp_buffer text = secmailp_buffer_new(2 * MAX_RECORD);
	secmail_status status;

	*out = NULL;
	if (k->type == SMDKIM_KEY_UNKNOWN || !domain || !selector)
		return smdkim_private_refuse(k, SECMAIL_ARGUMENT, "there is no key, or no name");
	if (add_name(&text, selector, domain, &status)) {
		secmailp_buffer_text(&text, " IN TXT (");
		add_strings(&text, secmailp_view_text(k->record));
		secmailp_buffer_text(&text, " )\n");
		status = secmailp_buffer_take(&text, out);
	}
	secmailp_buffer_free(&text);
	if (status == SECMAIL_SYNTAX)
		return smdkim_private_refuse(
		    k, SECMAIL_ARGUMENT, "domain or selector are no domain names");
	return status == SECMAIL_DONE ? status
				      : smdkim_private_refuse(k, SECMAIL_NO_MEMORY, "no memory");
}
