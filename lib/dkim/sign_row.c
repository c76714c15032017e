/* sign_row.c - one signature: hashed, made here or taken from elsewhere, its field closed */
#include "sign.h"

secmail_status
smdkim_row_hash(
    smdkim_row *row, secmail_dkim_signing *s, secmailp_view before, const secmailp_buffer *own)
{
	secmailp_view last = secmailp_buffer_view(own);

	if (!s->hash)
		s->hash = EVP_MD_CTX_new();
	if (own->status != SECMAIL_DONE || !s->hash ||
	    !EVP_DigestInit_ex2(s->hash, s->signer->config->crypto.sha256, NULL) ||
	    !EVP_DigestUpdate(s->hash, before.at, before.len) ||
	    !EVP_DigestUpdate(s->hash, last.at, last.len) ||
	    !EVP_DigestFinal_ex(s->hash, row->digest, NULL))
		return SECMAIL_NO_MEMORY;
	return SECMAIL_DONE;
}

static secmail_status
close_row(smdkim_row *row, secmailp_view signature)
{
	if (smdkim_sign_field_end(row, signature))
		return SECMAIL_NO_MEMORY;
	row->state = SMDKIM_ROW_SIGNED;
	return SECMAIL_DONE;
}

secmail_status
smdkim_row_sign(smdkim_row *row, const secmail_dkim_key *key)
{
	uint8_t signature[SECMAIL_DKIM_SIGNATURE_SIZE];
	size_t len;

	if (!key->pkey) {
		row->state = SMDKIM_ROW_WANTED;
		return SECMAIL_DONE;
	}
	if (smdkim_pen_sign(&row->pen, key, row->digest, signature, &len))
		return SECMAIL_NO_MEMORY;
	return close_row(row, secmailp_view_of(signature, len));
}

static secmail_status
refuse(secmailp_error *error, secmail_status status, const char *why)
{
	secmailp_error_text(error, why);
	return status;
}

secmail_status
smdkim_row_accept(
    smdkim_row *row, const secmail_dkim_key *key, secmailp_view octets, secmailp_error *error)
{
	smdkim_operation said = SMDKIM_REFUSED;

	if (octets.len == 0 || octets.len > SECMAIL_DKIM_SIGNATURE_SIZE)
		return refuse(error, SECMAIL_SYNTAX, "this is no signature");
	if (smdkim_key_verify(key->half, row->digest, octets, &said))
		return refuse(error, SECMAIL_NO_MEMORY, "no memory");
	if (said != SMDKIM_ACCEPTED)
		return refuse(error, SECMAIL_SYNTAX, "the signature is not one of this key");
	return close_row(row, octets) ? refuse(error, SECMAIL_NO_MEMORY, "no memory")
				      : SECMAIL_DONE;
}

secmailp_view
smdkim_row_text(const smdkim_row *row)
{
	secmailp_view field = secmailp_buffer_view(&row->field);

	return secmailp_view_first(field, field.len - 1);
}
