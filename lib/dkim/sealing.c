/*
 * sealing.c - one message that is sealed (RFC 8617 section 5.1)
 *
 * Header and body go to a signing, which makes ARC-Message-Signature. Of the
 * header the sets are kept that the new seal covers. Once it is known what the
 * chain was when the message came in, it is decided whether there is to be a
 * set; then follow the signature and, over it, the seal.
 */
#include <stdlib.h>

#include "seal.h"

/* The fields of the new set in their canonical form. */
#define OWN_MAX (6 * SECMAIL_DKIM_MAX_FIELD)

/* What others have sealed is in the header. */
#define SETS_MAX (2 * SECMAIL_MESSAGE_MAX_HEADER)

static secmail_status
refuse(secmail_arc_sealing *s, secmail_status status, const char *why)
{
	secmailp_error_text(&s->signing->error, why);
	return status;
}

secmail_status
secmail_arc_sealing_new(const secmail_arc_sealer *sealer, int64_t now, secmail_arc_sealing **out)
{
	secmail_arc_sealing *s;
	secmail_status status;

	if (!out)
		return SECMAIL_ARGUMENT;
	*out = NULL;
	if (!sealer)
		return SECMAIL_ARGUMENT;
	s = calloc(1, sizeof *s);
	if (!s)
		return SECMAIL_NO_MEMORY;
	s->chain.sets = secmailp_buffer_new(SETS_MAX);
	s->arrival.results = secmailp_buffer_new(SECMAIL_DKIM_MAX_FIELD);
	s->aar = secmailp_buffer_new(2 * SECMAIL_DKIM_MAX_FIELD);
	s->seal.field = secmailp_buffer_new(2 * SECMAIL_DKIM_MAX_FIELD);
	s->own = secmailp_buffer_new(OWN_MAX);
	s->all = secmailp_buffer_new(OWN_MAX);
	status = secmail_dkim_signing_new(sealer->signer, now, &s->signing);
	if (status != SECMAIL_DONE) {
		free(s);
		return status;
	}
	*out = s;
	return SECMAIL_DONE;
}

secmail_status
secmail_arc_sealing_reset(secmail_arc_sealing *s, int64_t now)
{
	secmail_status status = secmail_dkim_signing_reset(s->signing, now);

	if (status != SECMAIL_DONE)
		return status;
	s->chain.instances = 0;
	s->chain.reason = SECMAIL_ARC_UNDECIDED;
	s->arrival.is_set = false;
	s->allows_temporary = false;
	s->decision = SECMAIL_ARC_SEALING_UNDECIDED;
	s->seal.state = SMDKIM_ROW_OPEN;
	secmailp_buffer_reset(&s->chain.sets);
	secmailp_buffer_reset(&s->all);
	return SECMAIL_DONE;
}

void
secmail_arc_sealing_free(secmail_arc_sealing *s)
{
	if (!s)
		return;
	secmail_dkim_signing_free(s->signing);
	smdkim_pen_free(&s->seal.pen);
	secmailp_buffer_free(&s->seal.field);
	secmailp_buffer_free(&s->chain.sets);
	secmailp_buffer_free(&s->arrival.results);
	secmailp_buffer_free(&s->aar);
	secmailp_buffer_free(&s->own);
	secmailp_buffer_free(&s->all);
	free(s);
}

const char *
secmail_arc_sealing_error(const secmail_arc_sealing *s)
{
	return s ? secmail_dkim_signing_error(s->signing) : "";
}

/* --- the message --------------------------------------------------------- */

/* Keeps what the seal needs of the sets, since the header is not there any more then. */
static secmail_status
read_chain(secmail_arc_sealing *s, const secmail_message *header)
{
	secmail_dkim_signing *signing = s->signing;
	smdkim_clock clock = { signing->now, signing->signer->config->clock_drift };
	smdkim_chain chain = { .sets = NULL };

	if (smdkim_chain_read(&chain, &signing->fields, header, clock, &signing->arena))
		return SECMAIL_NO_MEMORY;
	s->chain.reason = chain.reason;
	s->chain.instances = chain.instances;
	if (chain.reason == SECMAIL_ARC_UNDECIDED)
		smdkim_chain_canonical(&s->chain.sets, &chain, &signing->fields, chain.instances);
	return s->chain.sets.status == SECMAIL_DONE ? SECMAIL_DONE : SECMAIL_NO_MEMORY;
}

secmail_status
secmail_arc_sealing_set_message(secmail_arc_sealing *s, const secmail_message *header)
{
	secmail_status status = secmail_dkim_signing_set_message(s->signing, header);

	if (status != SECMAIL_DONE)
		return status;
	if (read_chain(s, header) == SECMAIL_DONE)
		return SECMAIL_DONE;
	s->signing->stage = SMDKIM_SIGNING_BROKEN;
	return refuse(s, SECMAIL_NO_MEMORY, "no memory");
}

secmail_status
secmail_arc_sealing_write_body(secmail_arc_sealing *s, const void *bytes, size_t len)
{
	return secmail_dkim_signing_write_body(s->signing, bytes, len);
}

secmail_status
secmail_arc_sealing_end_body(secmail_arc_sealing *s)
{
	return secmail_dkim_signing_end_body(s->signing);
}

/* --- the decision -------------------------------------------------------- */

secmail_status
secmail_arc_sealing_set_results(
    secmail_arc_sealing *s, const secmail_arc_result *chain, secmail_authres *results)
{
	if (!chain || !results)
		return refuse(s, SECMAIL_ARGUMENT, "chain or results are missing");
	if (s->decision == SECMAIL_ARC_SEALING_ALLOWED)
		return refuse(s, SECMAIL_LATE, "it is decided already");
	return smdkim_seal_results(s, chain, results);
}

void
secmail_arc_sealing_allow_temporary(secmail_arc_sealing *s, bool allow)
{
	s->allows_temporary = allow;
}

/*
 * That the sets are the very same needs no proof: each has a seal, and whoever
 * comes next checks them all. But a chain must not be continued that is broken
 * on its way through here, or is another message's.
 */
static bool
is_as_it_came(const secmail_arc_sealing *s)
{
	return s->chain.instances == s->arrival.instances &&
	       (s->chain.reason == SECMAIL_ARC_NO_SETS) ==
		   (s->arrival.reason == SECMAIL_ARC_NO_SETS) &&
	       (s->arrival.code != SECMAIL_ARC_PASS || s->chain.reason == SECMAIL_ARC_UNDECIDED);
}

static secmail_arc_sealing_code
decide(const secmail_arc_sealing *s)
{
	/* RFC 8617 section 5.1 step 2. */
	if (s->chain.reason == SECMAIL_ARC_MARKED_FAILED)
		return SECMAIL_ARC_SEALING_ENDED;
	if (s->chain.reason == SECMAIL_ARC_TOO_MANY_SETS ||
	    s->chain.instances == SECMAIL_ARC_MAX_INSTANCES)
		return SECMAIL_ARC_SEALING_FULL;
	if (!is_as_it_came(s))
		return SECMAIL_ARC_SEALING_OTHER_CHAIN;
	if (s->arrival.is_temporary && !s->allows_temporary)
		return SECMAIL_ARC_SEALING_TEMPORARY;
	return SECMAIL_ARC_SEALING_ALLOWED;
}

/* --- the set ------------------------------------------------------------- */

static const smdkim_signer_key *
key_of(const secmail_arc_sealing *s)
{
	return &s->signing->signer->keys[0];
}

/* ARC-Message-Signature without its line end. */
static secmailp_view
message_signature(const secmail_arc_sealing *s)
{
	secmailp_view field = smdkim_row_text(&s->signing->rows[0]);

	return secmailp_view_first(field, field.len - strlen("\r\n"));
}

static secmail_status
write_results(secmail_arc_sealing *s)
{
	secmailp_buffer_reset(&s->aar);
	secmailp_buffer_text(&s->aar, "ARC-Authentication-Results: i=");
	secmailp_buffer_number(&s->aar, s->signing->instance);
	secmailp_buffer_text(&s->aar, "; ");
	secmailp_buffer_add(&s->aar, secmailp_buffer_view(&s->arrival.results));
	return s->aar.status == SECMAIL_DONE ? SECMAIL_DONE : SECMAIL_NO_MEMORY;
}

/* Section 5.1.1; a seal with cv=fail covers its own set only (section 5.1.2). */
static secmail_status
hash_sets(secmail_arc_sealing *s)
{
	secmailp_view before = secmailp_buffer_view(&s->chain.sets);

	if (s->arrival.code == SECMAIL_ARC_FAIL)
		before.len = 0;
	secmailp_buffer_reset(&s->own);
	smdkim_canon_line(&s->own, secmailp_buffer_view(&s->aar), true);
	smdkim_canon_line(&s->own, message_signature(s), true);
	smdkim_canon_field(&s->own, secmailp_buffer_view(&s->seal.field), true);
	return smdkim_row_hash(&s->seal, s->signing, before, &s->own);
}

static secmail_status
seal(secmail_arc_sealing *s)
{
	const smdkim_signer_key *k = key_of(s);

	if (s->seal.state == SMDKIM_ROW_OPEN &&
	    (write_results(s) ||
		smdkim_sign_seal_begin(
		    &s->seal.field, k, s->signing->instance, s->arrival.code, s->signing->now) ||
		hash_sets(s) || smdkim_row_sign(&s->seal, k->key)))
		return refuse(s, SECMAIL_NO_MEMORY, "no memory");
	return s->seal.state == SMDKIM_ROW_WANTED ? SECMAIL_WANT_SIGNATURE : SECMAIL_DONE;
}

static secmail_status
collect(secmail_arc_sealing *s)
{
	secmailp_view results = secmailp_buffer_view(&s->aar);
	secmailp_view signature = smdkim_row_text(&s->signing->rows[0]);
	secmailp_view top = smdkim_row_text(&s->seal);

	secmailp_buffer_reset(&s->all);
	secmailp_buffer_add(&s->all, top);
	secmailp_buffer_add(&s->all, signature);
	secmailp_buffer_add(&s->all, results);
	secmailp_buffer_text(&s->all, "\r\n");
	secmailp_buffer_byte(&s->all, '\0');
	if (s->all.status != SECMAIL_DONE) {
		secmailp_buffer_reset(&s->all);
		return refuse(s, SECMAIL_NO_MEMORY, "no memory");
	}
	s->fields[0] = secmailp_view_of(s->all.at, top.len);
	s->fields[1] = secmailp_view_of(s->all.at + top.len, signature.len);
	s->fields[2] =
	    secmailp_view_of(s->all.at + top.len + signature.len, results.len + strlen("\r\n"));
	return SECMAIL_DONE;
}

secmail_status
secmail_arc_sealing_seal(secmail_arc_sealing *s)
{
	secmail_status status = smdkim_signing_check_end(s->signing);

	if (status != SECMAIL_DONE || s->all.len > 0)
		return status;
	if (!s->arrival.is_set)
		return refuse(s, SECMAIL_ARGUMENT, "it is not known what was found");
	if (s->decision != SECMAIL_ARC_SEALING_ALLOWED)
		s->decision = decide(s);
	if (s->decision != SECMAIL_ARC_SEALING_ALLOWED)
		return SECMAIL_DONE;
	s->signing->instance = s->chain.instances + 1;
	status = secmail_dkim_signing_sign(s->signing);
	if (status == SECMAIL_DONE)
		status = seal(s);
	return status == SECMAIL_DONE ? collect(s) : status;
}

secmail_arc_sealing_code
secmail_arc_sealing_decision(const secmail_arc_sealing *s)
{
	return s->decision;
}

/* --- a key that lies elsewhere -------------------------------------------- */

const void *
secmail_arc_sealing_digest(const secmail_arc_sealing *s, size_t *out_len)
{
	if (s->seal.state != SMDKIM_ROW_WANTED)
		return secmail_dkim_signing_digest(s->signing, 0, out_len);
	*out_len = SMDKIM_DIGEST;
	return s->seal.digest;
}

secmail_status
secmail_arc_sealing_set_signature(secmail_arc_sealing *s, const void *signature, size_t len)
{
	if (s->seal.state != SMDKIM_ROW_WANTED)
		return secmail_dkim_signing_set_signature(s->signing, 0, signature, len);
	return smdkim_row_accept(
	    &s->seal, key_of(s)->key, secmailp_view_of(signature, len), &s->signing->error);
}

/* --- what came of it ------------------------------------------------------ */

const char *
secmail_arc_sealing_field(const secmail_arc_sealing *s, size_t index, size_t *out_len)
{
	*out_len = 0;
	if (s->all.len == 0 || index >= SECMAIL_ARC_SET_FIELDS)
		return NULL;
	*out_len = s->fields[index].len;
	return (const char *)s->fields[index].at;
}

const char *
secmail_arc_sealing_fields(const secmail_arc_sealing *s, size_t *out_len)
{
	*out_len = s->all.len > 0 ? s->all.len - 1 : 0; /* but for the NUL */
	return s->all.len > 0 ? (const char *)s->all.at : NULL;
}

const char *
secmail_arc_sealing_code_name(secmail_arc_sealing_code code)
{
	switch (code) {
	case SECMAIL_ARC_SEALING_ALLOWED:
		return "allowed";
	case SECMAIL_ARC_SEALING_ENDED:
		return "ended";
	case SECMAIL_ARC_SEALING_FULL:
		return "full";
	case SECMAIL_ARC_SEALING_TEMPORARY:
		return "temporary";
	case SECMAIL_ARC_SEALING_OTHER_CHAIN:
		return "other-chain";
	case SECMAIL_ARC_SEALING_UNDECIDED:
		break;
	}
	return "undecided";
}
