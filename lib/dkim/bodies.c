/*
 * bodies.c - the body hashes that the signatures of a message ask for
 *
 * However many signatures there are, the body is hashed once for each of the
 * two canonicalizations. A signature with l= wants the digest of the first
 * octets only: when the hash gets there, it is duplicated and finished. So a
 * message can't multiply the work by naming many lengths.
 */
#include "dkim_internal.h"

#include <stdlib.h>

static void
update(smdkim_body *b, const uint8_t *bytes, size_t len)
{
	bool done = b->tail ? smdkim_tail_update(b->tail, b->hash, secmailp_view_of(bytes, len))
			    : EVP_DigestUpdate(b->hash, bytes, len) == 1;

	b->failed |= !done;
	b->length += len;
}

static void
finish_cut(smdkim_body *b, smdkim_cut *cut)
{
	cut->reached = true;
	if (!EVP_MD_CTX_copy_ex(b->spare, b->hash) ||
	    !EVP_DigestFinal_ex(b->spare, cut->digest, NULL))
		b->failed = true;
}

/* A sink of canonical octets. */
static void
hash_octets(void *arg, const uint8_t *bytes, size_t len)
{
	smdkim_body *b = arg;
	secmailp_cursor c = secmailp_cursor_over(secmailp_view_of(bytes, len));

	while (b->next_cut < b->cut_count &&
	       b->cuts[b->next_cut].at - b->length <= secmailp_cursor_left(&c)) {
		secmailp_view part =
		    secmailp_cursor_take(&c, (size_t)(b->cuts[b->next_cut].at - b->length));

		update(b, part.at, part.len);
		finish_cut(b, &b->cuts[b->next_cut++]);
	}
	if (secmailp_cursor_left(&c) > 0)
		update(b, c.at, secmailp_cursor_left(&c));
}

void
smdkim_bodies_reset(smdkim_bodies *b)
{
	for (int i = 0; i < 2; i++) {
		b->body[i].wanted = false;
		b->body[i].failed = false;
		b->body[i].length = 0;
		b->body[i].cut_count = 0;
		b->body[i].next_cut = 0;
	}
	b->newline = (smdkim_newline){ false, false };
	b->is_repaired = false;
}

void
smdkim_bodies_free(smdkim_bodies *b)
{
	for (int i = 0; i < 2; i++) {
		EVP_MD_CTX_free(b->body[i].hash);
		EVP_MD_CTX_free(b->body[i].spare);
		smdkim_tail_free(b->body[i].tail);
	}
	if (b->repaired)
		smdkim_bodies_free(b->repaired);
	free(b->repaired);
}

/* Keeps the cuts in rising order, each once. */
static void
add_cut(smdkim_body *b, uint64_t at)
{
	size_t i = b->cut_count;

	for (size_t k = 0; k < b->cut_count; k++)
		if (b->cuts[k].at == at)
			return;
	if (b->cut_count == SMDKIM_MAX_CUTS)
		return;
	for (; i > 0 && b->cuts[i - 1].at > at; i--)
		b->cuts[i] = b->cuts[i - 1];
	b->cuts[i] = (smdkim_cut){ .at = at };
	b->cut_count++;
}

void
smdkim_bodies_want(smdkim_bodies *b, const smdkim_signature *s)
{
	smdkim_body *body = &b->body[s->relaxed_body];

	body->wanted = true;
	b->body[1].wanted |= b->explain; /* there a change of white space alone is none */
	if (s->has_length)
		add_cut(body, s->length);
}

/* What tells afterwards how a body was changed, if that is asked for. */
static bool
begin_tail(smdkim_body *b, bool explain)
{
	if (!explain)
		return true;
	if (!b->tail)
		b->tail = smdkim_tail_new();
	return b->tail && smdkim_tail_begin(b->tail, b->hash);
}

static bool
begin_body(smdkim_body *b, const smdkim_relaxer *relaxer, const EVP_MD *sha256, bool explain)
{
	if (!b->hash)
		b->hash = EVP_MD_CTX_new();
	if (!b->spare)
		b->spare = EVP_MD_CTX_new();
	if (!b->hash || !b->spare || !EVP_DigestInit_ex2(b->hash, sha256, NULL))
		return false;
	if (!begin_tail(b, explain))
		return false;
	smdkim_canon_begin(&b->canon, relaxer, hash_octets, b);
	hash_octets(b, NULL, 0); /* l=0 is reached before the first octet */
	return !b->failed;
}

secmail_status
smdkim_bodies_begin(smdkim_bodies *b, const EVP_MD *sha256, const smdkim_relaxer *relaxer)
{
	for (int i = 0; i < 2; i++)
		if (b->body[i].wanted &&
		    !begin_body(&b->body[i], i == 1 ? relaxer : NULL, sha256, b->explain))
			return SECMAIL_NO_MEMORY;
	return SECMAIL_DONE;
}

static bool
has_failed(const smdkim_bodies *b)
{
	return b->body[0].failed || b->body[1].failed;
}

/* A sink of octets whose line ends are right. */
static void
canonicalize(void *arg, const uint8_t *bytes, size_t len)
{
	smdkim_bodies *b = arg;

	for (int i = 0; i < 2; i++)
		if (b->body[i].wanted)
			smdkim_canon_write(&b->body[i].canon, secmailp_view_of(bytes, len));
}

secmail_status
smdkim_bodies_write(smdkim_bodies *b, secmailp_view piece)
{
	if (!b->body[0].wanted && !b->body[1].wanted)
		return SECMAIL_DONE;
	if (b->explain && !b->normalize && !b->is_repaired &&
	    smdkim_newline_finds(&b->newline, piece) && smdkim_bodies_repair(b))
		return SECMAIL_NO_MEMORY;
	if (b->is_repaired && smdkim_bodies_write(b->repaired, piece))
		return SECMAIL_NO_MEMORY;
	if (b->normalize)
		smdkim_newline_write(&b->newline, piece, canonicalize, b);
	else
		canonicalize(b, piece.at, piece.len);
	return has_failed(b) ? SECMAIL_NO_MEMORY : SECMAIL_DONE;
}

secmail_status
smdkim_bodies_end(smdkim_bodies *b)
{
	for (int i = 0; i < 2; i++) {
		if (!b->body[i].wanted)
			continue;
		smdkim_canon_end(&b->body[i].canon);
		if (!EVP_DigestFinal_ex(b->body[i].hash, b->body[i].digest, NULL))
			b->body[i].failed = true;
	}
	if (b->is_repaired && smdkim_bodies_end(b->repaired))
		return SECMAIL_NO_MEMORY;
	return has_failed(b) ? SECMAIL_NO_MEMORY : SECMAIL_DONE;
}

const uint8_t *
smdkim_bodies_digest(const smdkim_bodies *b, const smdkim_signature *s, bool *covers)
{
	const smdkim_body *body = &b->body[s->relaxed_body];

	*covers = !s->has_length || s->length == body->length;
	if (!s->has_length)
		return body->digest;
	for (size_t i = 0; i < body->cut_count; i++)
		if (body->cuts[i].at == s->length)
			return body->cuts[i].reached ? body->cuts[i].digest : NULL;
	return NULL;
}
