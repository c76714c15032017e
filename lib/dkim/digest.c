/*
 * digest.c - what a signature signs: the header hash (RFC 6376 section 3.7, RFC 8617 section 5.1.1)
 *
 * The chosen fields in order, each with CRLF, then the signature's own field
 * with its b= emptied and without CRLF.
 */
#include "dkim_internal.h"

/* The signature's own field, of which only the value of b= is left out. */
static void
add_own_field(secmail_dkim *d, const smdkim_signature *s)
{
	secmailp_buffer_reset(&d->own);
	secmailp_buffer_add(&d->own, secmailp_view_first(s->text, s->b_start));
	secmailp_buffer_add(&d->own, secmailp_view_after(s->text, s->b_end));
	smdkim_canon_field(&d->header, secmailp_buffer_view(&d->own), s->relaxed_header);
}

static secmail_status
finish(secmail_dkim *d, const smdkim_signature *s, uint8_t out[SMDKIM_DIGEST])
{
	secmailp_view header;

	add_own_field(d, s);
	if (d->own.status != SECMAIL_DONE || d->header.status != SECMAIL_DONE)
		return SECMAIL_NO_MEMORY;
	header = secmailp_buffer_view(&d->header);
	if (!d->hash)
		d->hash = EVP_MD_CTX_new();
	if (!d->hash || !EVP_DigestInit_ex2(d->hash, d->config->crypto.sha256, NULL) ||
	    !EVP_DigestUpdate(d->hash, header.at, header.len) ||
	    !EVP_DigestFinal_ex(d->hash, out, NULL))
		return SECMAIL_NO_MEMORY;
	return SECMAIL_DONE;
}

secmail_status
smdkim_digest_message(secmail_dkim *d, const smdkim_signature *s, uint8_t out[SMDKIM_DIGEST])
{
	secmailp_cursor names = secmailp_cursor_over(s->names);
	secmailp_view name;

	secmailp_buffer_reset(&d->header);
	smdkim_fields_begin(&d->fields);
	while (smdkim_words_next(&names, &name)) {
		const smdkim_field *field = smdkim_fields_take(&d->fields, name);

		/* A signature can't sign itself: its own field was not there yet. */
		if (field == &d->fields.at[s->field])
			field = smdkim_fields_take(&d->fields, name);
		if (field)
			smdkim_canon_line(&d->header, field->text, s->relaxed_header);
	}
	return finish(d, s, out);
}

secmail_status
smdkim_digest_seal(secmail_dkim *d, unsigned instance, uint8_t out[SMDKIM_DIGEST])
{
	const smdkim_arc_set *own = &d->chain.sets[instance - 1];

	secmailp_buffer_reset(&d->header);
	smdkim_chain_canonical(&d->header, &d->chain, &d->fields, instance - 1);
	smdkim_canon_line(&d->header, d->fields.at[own->aar].text, true);
	smdkim_canon_line(&d->header, own->ams->text, true);
	return finish(d, own->as, out);
}
