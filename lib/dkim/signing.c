/*
 * signing.c - one message that is signed: header, body, signatures, in this order
 *
 * Each key has a row. The first run hashes the header for every row and signs
 * with the keys that are here; the others wait for what comes from elsewhere.
 */
#include "sign.h"

#include <stdlib.h>

/* The fields of one canonicalization are at most two octets longer each than they came. */
#define HEADER_MAX (2 * SECMAIL_MESSAGE_MAX_HEADER)

static secmail_status
refuse(secmail_dkim_signing *s, secmail_status status, const char *why)
{
	secmailp_error_set(&s->error, "%s", why);
	return status;
}

/* After this the signing can only be reset or freed. */
static secmail_status
stop(secmail_dkim_signing *s, secmail_status status, const char *why)
{
	s->stage = status == SECMAIL_NO_MEMORY ? SMDKIM_SIGNING_BROKEN : SMDKIM_SIGNING_REFUSED;
	return refuse(s, status, why);
}

secmail_status
secmail_dkim_signing_new(const secmail_dkim_signer *signer, int64_t now, secmail_dkim_signing **out)
{
	secmail_dkim_signing *s;

	if (!out)
		return SECMAIL_ARGUMENT;
	*out = NULL;
	if (!signer || signer->count == 0)
		return SECMAIL_ARGUMENT;
	s = calloc(1, sizeof *s);
	if (!s)
		return SECMAIL_NO_MEMORY;
	s->signer = signer;
	s->arena = secmailp_arena_new(SMDKIM_ARENA_MAX);
	s->header[0] = secmailp_buffer_new(HEADER_MAX);
	s->header[1] = secmailp_buffer_new(HEADER_MAX);
	s->own = secmailp_buffer_new(2 * SECMAIL_DKIM_MAX_FIELD);
	s->all = secmailp_buffer_new(SECMAIL_DKIM_MAX_SIGNERS * 2 * SECMAIL_DKIM_MAX_FIELD);
	for (size_t i = 0; i < signer->count; i++)
		s->rows[i].field = secmailp_buffer_new(2 * SECMAIL_DKIM_MAX_FIELD);
	if (secmail_dkim_signing_reset(s, now) != SECMAIL_DONE) {
		free(s);
		return SECMAIL_ARGUMENT;
	}
	*out = s;
	return SECMAIL_DONE;
}

secmail_status
secmail_dkim_signing_reset(secmail_dkim_signing *s, int64_t now)
{
	const secmail_dkim_signer *signer = s->signer;

	secmailp_error_clear(&s->error);
	if (now < 0 || (uint64_t)now > SMDKIM_MAX_TIME - signer->lifetime)
		return refuse(s, SECMAIL_ARGUMENT, "the time is none that t= or x= can have");
	s->now = now;
	s->stage = SMDKIM_SIGNING_HEADER;
	secmailp_arena_empty(&s->arena);
	secmailp_buffer_reset(&s->header[0]);
	secmailp_buffer_reset(&s->header[1]);
	secmailp_buffer_reset(&s->all);
	smdkim_bodies_reset(&s->bodies);
	s->bodies.normalize = signer->config->normalize;
	s->line_ends = (smdkim_line_ends){ signer->config->normalize, false };
	for (size_t i = 0; i < signer->count; i++) {
		s->rows[i].state = SMDKIM_ROW_OPEN;
		s->bodies.body[signer->keys[i].relaxed_body].wanted = true;
	}
	return SECMAIL_DONE;
}

void
secmail_dkim_signing_free(secmail_dkim_signing *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->signer->count; i++) {
		smdkim_pen_free(&s->rows[i].pen);
		secmailp_buffer_free(&s->rows[i].field);
	}
	smdkim_bodies_free(&s->bodies);
	EVP_MD_CTX_free(s->hash);
	secmailp_buffer_free(&s->header[0]);
	secmailp_buffer_free(&s->header[1]);
	secmailp_buffer_free(&s->own);
	secmailp_buffer_free(&s->all);
	secmailp_arena_free(&s->arena);
	free(s);
}

const char *
secmail_dkim_signing_error(const secmail_dkim_signing *s)
{
	return s ? s->error.text : "";
}

secmail_status
secmail_dkim_signing_set_message(secmail_dkim_signing *s, const secmail_message *header)
{
	secmail_status status;

	if (s->stage != SMDKIM_SIGNING_HEADER)
		return refuse(s, SECMAIL_LATE, "the message is set already");
	if (!header || !secmail_message_header_is_complete(header))
		return refuse(s, SECMAIL_ARGUMENT, "the header is not complete");
	status = smdkim_sign_header(s, header);
	if (status != SECMAIL_DONE) {
		s->stage =
		    status == SECMAIL_NO_MEMORY ? SMDKIM_SIGNING_BROKEN : SMDKIM_SIGNING_REFUSED;
		return status;
	}
	s->stage = SMDKIM_SIGNING_BODY;
	return smdkim_bodies_begin(
		   &s->bodies, s->signer->config->crypto.sha256, &s->signer->config->relaxer)
		   ? stop(s, SECMAIL_NO_MEMORY, "no memory")
		   : SECMAIL_DONE;
}

static secmail_status
check_stage(secmail_dkim_signing *s)
{
	switch (s->stage) {
	case SMDKIM_SIGNING_BODY:
		return SECMAIL_DONE;
	case SMDKIM_SIGNING_HEADER:
		return refuse(s, SECMAIL_ARGUMENT, "no message is set");
	case SMDKIM_SIGNING_REFUSED:
		return SECMAIL_SYNTAX;
	case SMDKIM_SIGNING_KEYS:
	case SMDKIM_SIGNING_ENDED:
		return refuse(s, SECMAIL_LATE, "the body is complete already");
	case SMDKIM_SIGNING_BROKEN:
		break;
	}
	return SECMAIL_NO_MEMORY;
}

secmail_status
secmail_dkim_signing_write_body(secmail_dkim_signing *s, const void *bytes, size_t len)
{
	secmailp_view piece = secmailp_view_of(bytes, len);
	secmail_status status = check_stage(s);
	const char *why;

	if (status != SECMAIL_DONE)
		return status;
	why = smdkim_line_ends_write(&s->line_ends, piece);
	if (why)
		return stop(s, SECMAIL_SYNTAX, why);
	return smdkim_bodies_write(&s->bodies, piece) ? stop(s, SECMAIL_NO_MEMORY, "no memory")
						      : SECMAIL_DONE;
}

secmail_status
secmail_dkim_signing_end_body(secmail_dkim_signing *s)
{
	secmail_status status = check_stage(s);
	const char *why;

	if (status != SECMAIL_DONE)
		return status;
	why = smdkim_line_ends_end(&s->line_ends);
	if (why)
		return stop(s, SECMAIL_SYNTAX, why);
	s->stage = SMDKIM_SIGNING_KEYS;
	return smdkim_bodies_end(&s->bodies) ? stop(s, SECMAIL_NO_MEMORY, "no memory")
					     : SECMAIL_DONE;
}

/* The header hash of one row: the fields that were collected, and its own up to b=. */
static secmail_status
hash_header(secmail_dkim_signing *s, size_t index)
{
	bool relaxed = s->signer->keys[index].relaxed_header;
	secmailp_view fields = secmailp_buffer_view(&s->header[relaxed]);
	secmailp_view own;

	secmailp_buffer_reset(&s->own);
	smdkim_canon_field(&s->own, secmailp_buffer_view(&s->rows[index].field), relaxed);
	own = secmailp_buffer_view(&s->own);
	if (!s->hash)
		s->hash = EVP_MD_CTX_new();
	if (s->own.status != SECMAIL_DONE || !s->hash ||
	    !EVP_DigestInit_ex2(s->hash, s->signer->config->crypto.sha256, NULL) ||
	    !EVP_DigestUpdate(s->hash, fields.at, fields.len) ||
	    !EVP_DigestUpdate(s->hash, own.at, own.len) ||
	    !EVP_DigestFinal_ex(s->hash, s->rows[index].digest, NULL))
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

/* A row that failed for want of memory stays open, to be done anew. */
static secmail_status
sign_row(secmail_dkim_signing *s, size_t index)
{
	const secmail_dkim_key *key = s->signer->keys[index].key;
	uint8_t signature[SECMAIL_DKIM_SIGNATURE_SIZE];
	smdkim_row *row = &s->rows[index];
	size_t len;

	if (smdkim_sign_field_begin(s, index) || hash_header(s, index))
		return SECMAIL_NO_MEMORY;
	if (!key->pkey) {
		row->state = SMDKIM_ROW_WANTED;
		return SECMAIL_DONE;
	}
	if (smdkim_pen_sign(&row->pen, key, row->digest, signature, &len))
		return SECMAIL_NO_MEMORY;
	return close_row(row, secmailp_view_of(signature, len));
}

/* The field without the NUL behind it. */
static secmailp_view
text_of(const smdkim_row *row)
{
	secmailp_view field = secmailp_buffer_view(&row->field);

	return secmailp_view_first(field, field.len - 1);
}

static secmail_status
collect_fields(secmail_dkim_signing *s)
{
	secmailp_buffer_reset(&s->all);
	for (size_t i = 0; i < s->signer->count; i++)
		if (s->rows[i].state == SMDKIM_ROW_SIGNED)
			secmailp_buffer_add(&s->all, text_of(&s->rows[i]));
	secmailp_buffer_byte(&s->all, '\0');
	if (s->all.status != SECMAIL_DONE)
		return refuse(s, SECMAIL_NO_MEMORY, "no memory");
	s->stage = SMDKIM_SIGNING_ENDED;
	return SECMAIL_DONE;
}

secmail_status
secmail_dkim_signing_sign(secmail_dkim_signing *s)
{
	bool is_wanted = false;

	if (s->stage == SMDKIM_SIGNING_ENDED)
		return SECMAIL_DONE;
	if (s->stage == SMDKIM_SIGNING_BROKEN)
		return SECMAIL_NO_MEMORY;
	if (s->stage == SMDKIM_SIGNING_REFUSED)
		return SECMAIL_SYNTAX;
	if (s->stage != SMDKIM_SIGNING_KEYS)
		return refuse(s, SECMAIL_ARGUMENT, "the body is not complete");
	for (size_t i = 0; i < s->signer->count; i++) {
		if (s->rows[i].state == SMDKIM_ROW_OPEN && sign_row(s, i))
			return refuse(s, SECMAIL_NO_MEMORY, "no memory");
		is_wanted |= s->rows[i].state == SMDKIM_ROW_WANTED;
	}
	return is_wanted ? SECMAIL_WANT_SIGNATURE : collect_fields(s);
}

static bool
is_wanted(const secmail_dkim_signing *s, size_t index)
{
	return s->stage == SMDKIM_SIGNING_KEYS && index < s->signer->count &&
	       s->rows[index].state == SMDKIM_ROW_WANTED;
}

const void *
secmail_dkim_signing_digest(const secmail_dkim_signing *s, size_t index, size_t *out_len)
{
	*out_len = is_wanted(s, index) ? SMDKIM_DIGEST : 0;
	return *out_len > 0 ? s->rows[index].digest : NULL;
}

secmail_status
secmail_dkim_signing_set_signature(
    secmail_dkim_signing *s, size_t index, const void *signature, size_t len)
{
	secmailp_view octets = secmailp_view_of(signature, len);
	smdkim_operation said = SMDKIM_REFUSED;

	if (!is_wanted(s, index))
		return refuse(s, SECMAIL_ARGUMENT, "no signature of this key is wanted");
	if (octets.len == 0 || octets.len > SECMAIL_DKIM_SIGNATURE_SIZE)
		return refuse(s, SECMAIL_SYNTAX, "this is no signature");
	if (smdkim_key_verify(
		s->signer->keys[index].key->half, s->rows[index].digest, octets, &said))
		return refuse(s, SECMAIL_NO_MEMORY, "no memory");
	if (said != SMDKIM_ACCEPTED)
		return refuse(s, SECMAIL_SYNTAX, "the signature is not one of this key");
	return close_row(&s->rows[index], octets) ? refuse(s, SECMAIL_NO_MEMORY, "no memory")
						  : SECMAIL_DONE;
}

secmail_status
secmail_dkim_signing_skip(secmail_dkim_signing *s, size_t index)
{
	if (!is_wanted(s, index))
		return refuse(s, SECMAIL_ARGUMENT, "no signature of this key is wanted");
	s->rows[index].state = SMDKIM_ROW_SKIPPED;
	return SECMAIL_DONE;
}

const char *
secmail_dkim_signing_field(const secmail_dkim_signing *s, size_t index, size_t *out_len)
{
	secmailp_view field;

	*out_len = 0;
	if (s->stage != SMDKIM_SIGNING_ENDED || index >= s->signer->count ||
	    s->rows[index].state != SMDKIM_ROW_SIGNED)
		return NULL;
	field = text_of(&s->rows[index]);
	*out_len = field.len;
	return (const char *)field.at;
}

const char *
secmail_dkim_signing_fields(const secmail_dkim_signing *s, size_t *out_len)
{
	secmailp_view all;

	*out_len = 0;
	if (s->stage != SMDKIM_SIGNING_ENDED)
		return NULL;
	all = secmailp_buffer_view(&s->all);
	*out_len = all.len - 1; /* but for the NUL */
	return (const char *)all.at;
}
