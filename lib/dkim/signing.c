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
	s->instance = 0;
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

/* A row that failed for want of memory stays open, to be done anew. */
static secmail_status
sign_row(secmail_dkim_signing *s, size_t index)
{
	const smdkim_signer_key *k = &s->signer->keys[index];
	smdkim_row *row = &s->rows[index];

	if (smdkim_sign_field_begin(s, index))
		return SECMAIL_NO_MEMORY;
	secmailp_buffer_reset(&s->own);
	smdkim_canon_field(&s->own, secmailp_buffer_view(&row->field), k->relaxed_header);
	if (smdkim_row_hash(row, s, secmailp_buffer_view(&s->header[k->relaxed_header]), &s->own))
		return SECMAIL_NO_MEMORY;
	return smdkim_row_sign(row, k->key);
}

static secmail_status
collect_fields(secmail_dkim_signing *s)
{
	secmailp_buffer_reset(&s->all);
	for (size_t i = 0; i < s->signer->count; i++)
		if (s->rows[i].state == SMDKIM_ROW_SIGNED)
			secmailp_buffer_add(&s->all, smdkim_row_text(&s->rows[i]));
	secmailp_buffer_byte(&s->all, '\0');
	if (s->all.status != SECMAIL_DONE)
		return refuse(s, SECMAIL_NO_MEMORY, "no memory");
	s->stage = SMDKIM_SIGNING_ENDED;
	return SECMAIL_DONE;
}

secmail_status
smdkim_signing_check_end(secmail_dkim_signing *s)
{
	switch (s->stage) {
	case SMDKIM_SIGNING_KEYS:
	case SMDKIM_SIGNING_ENDED:
		return SECMAIL_DONE;
	case SMDKIM_SIGNING_HEADER:
	case SMDKIM_SIGNING_BODY:
		return refuse(s, SECMAIL_ARGUMENT, "the body is not complete");
	case SMDKIM_SIGNING_REFUSED:
		return SECMAIL_SYNTAX;
	case SMDKIM_SIGNING_BROKEN:
		break;
	}
	return SECMAIL_NO_MEMORY;
}

secmail_status
secmail_dkim_signing_sign(secmail_dkim_signing *s)
{
	secmail_status status = smdkim_signing_check_end(s);
	bool is_wanted = false;

	if (status != SECMAIL_DONE || s->stage == SMDKIM_SIGNING_ENDED)
		return status;
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
	if (!is_wanted(s, index))
		return refuse(s, SECMAIL_ARGUMENT, "no signature of this key is wanted");
	return smdkim_row_accept(&s->rows[index], s->signer->keys[index].key,
	    secmailp_view_of(signature, len), &s->error);
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
	field = smdkim_row_text(&s->rows[index]);
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
