/*
 * body_change.c - how a body differs from the one that was signed
 *
 * A hash tells that something was changed and not what. Three changes that
 * happen to mail every day can be undone and hashed again: what was appended is
 * left out, white space is reduced, LF becomes CRLF. If the hash fits then, that
 * was the change and there was no other.
 */
#include "dkim_internal.h"

#include <stdlib.h>

/* Copies where the canonicalization and the hash of a body have got to. */
static bool
copy_body(smdkim_body *to, const smdkim_body *from)
{
	to->wanted = from->wanted;
	to->failed = from->failed;
	to->length = from->length;
	to->cut_count = 0; /* a signature with l= is not asked about */
	to->next_cut = 0;
	if (!to->wanted)
		return true;
	to->canon = from->canon;
	to->canon.arg = to;
	if (!to->hash)
		to->hash = EVP_MD_CTX_new();
	if (!to->spare)
		to->spare = EVP_MD_CTX_new();
	return to->hash && to->spare && EVP_MD_CTX_copy_ex(to->hash, from->hash);
}

secmail_status
smdkim_bodies_repair(smdkim_bodies *b)
{
	if (!b->repaired)
		b->repaired = calloc(1, sizeof *b->repaired);
	if (!b->repaired)
		return SECMAIL_NO_MEMORY;
	b->repaired->normalize = true;
	b->repaired->newline = b->newline;
	for (int i = 0; i < 2; i++)
		if (!copy_body(&b->repaired->body[i], &b->body[i]))
			return SECMAIL_NO_MEMORY;
	b->is_repaired = true;
	return SECMAIL_DONE;
}

static bool
is_signed(const smdkim_body *body, const smdkim_signature *s)
{
	return body->wanted && memcmp(body->digest, s->body_hash, SMDKIM_DIGEST) == 0;
}

secmail_status
smdkim_bodies_change(
    smdkim_bodies *b, const smdkim_signature *s, secmail_dkim_change *out, size_t *out_appended)
{
	smdkim_body *body = &b->body[s->relaxed_body];

	*out = SECMAIL_DKIM_CHANGE_UNKNOWN;
	*out_appended = 0;
	/* With l= the signer allowed for what is appended; no part of it is known here. */
	if (!b->explain || s->has_length)
		return SECMAIL_DONE;
	if (is_signed(&b->body[1], s))
		*out = SECMAIL_DKIM_CHANGE_WHITE_SPACE;
	else if (b->is_repaired && is_signed(&b->repaired->body[s->relaxed_body], s))
		*out = SECMAIL_DKIM_CHANGE_LINE_ENDS;
	else if (!smdkim_tail_find(body->tail, body->hash, body->spare, s->body_hash, out_appended))
		return SECMAIL_NO_MEMORY;
	else if (*out_appended > 0)
		*out = SECMAIL_DKIM_CHANGE_APPENDED;
	return SECMAIL_DONE;
}
