/*
 * sealer.c - who seals, with which key, and what is signed
 *
 * Inside it is a signer of one key, for ARC-Message-Signature is a signature
 * like DKIM's (RFC 8617 section 4.1.2) but for the fields that it may sign.
 */
#include <stdlib.h>

#include "seal.h"

secmail_status
secmail_arc_sealer_new(const secmail_dkim_config *c, secmail_arc_sealer **out)
{
	secmail_arc_sealer *s;
	secmail_status status;

	if (!out)
		return SECMAIL_ARGUMENT;
	*out = NULL;
	s = calloc(1, sizeof *s);
	if (!s)
		return SECMAIL_NO_MEMORY;
	status = secmail_dkim_signer_new(c, &s->signer);
	if (status == SECMAIL_DONE)
		status = smdkim_signed_names_default(&s->signer->names, SMDKIM_AMS);
	if (status != SECMAIL_DONE) {
		secmail_arc_sealer_free(s);
		return status;
	}
	*out = s;
	return SECMAIL_DONE;
}

void
secmail_arc_sealer_free(secmail_arc_sealer *s)
{
	if (!s)
		return;
	secmail_dkim_signer_free(s->signer);
	free(s);
}

const char *
secmail_arc_sealer_error(const secmail_arc_sealer *s)
{
	return s ? secmail_dkim_signer_error(s->signer) : "";
}

secmail_status
secmail_arc_sealer_set_key(
    secmail_arc_sealer *s, secmail_dkim_key *k, const char *domain, const char *selector)
{
	if (s->signer->count == 0)
		return secmail_dkim_signer_add_key(s->signer, k, domain, selector, NULL);
	secmailp_error_text(&s->signer->error, "the sealer has a key already");
	return SECMAIL_LATE;
}

secmail_status
secmail_arc_sealer_set_fields(
    secmail_arc_sealer *s, const char *over_signed, const char *signed_once)
{
	const char *why;
	secmail_status status =
	    smdkim_signed_names_read(&s->signer->names, SMDKIM_AMS, over_signed, signed_once, &why);

	if (status != SECMAIL_DONE)
		secmailp_error_text(&s->signer->error, why);
	return status;
}
