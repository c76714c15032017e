/*
 * tail.c - whether a canonical body begins with the one that was signed
 *
 * A mailing list appends its footer, and the signature fails. That the body was
 * the signed one up to some line can be told by hashing it up to each line: for
 * the last lines, as footers are short. What is needed for it is kept while the
 * body streams: the last octets, in two halves that are filled in turn, and the
 * state of the hash where each half began. Only a body hash that failed costs
 * more than that.
 */
#include "tail.h"

#include <stdlib.h>
#include <string.h>

#include "private/cursor.h"

void
smdkim_tail_free(smdkim_tail *t)
{
	if (!t)
		return;
	EVP_MD_CTX_free(t->before[0]);
	EVP_MD_CTX_free(t->before[1]);
	free(t);
}

smdkim_tail *
smdkim_tail_new(void)
{
	smdkim_tail *t = calloc(1, sizeof *t);

	if (!t)
		return NULL;
	t->before[0] = EVP_MD_CTX_new();
	t->before[1] = EVP_MD_CTX_new();
	if (t->before[0] && t->before[1])
		return t;
	smdkim_tail_free(t);
	return NULL;
}

bool
smdkim_tail_begin(smdkim_tail *t, const EVP_MD_CTX *hash)
{
	t->now = 0;
	t->len[0] = 0;
	t->len[1] = 0;
	return EVP_MD_CTX_copy_ex(t->before[0], hash) == 1;
}

bool
smdkim_tail_update(smdkim_tail *t, EVP_MD_CTX *hash, secmailp_view octets)
{
	while (octets.len > 0) {
		secmailp_view part = secmailp_view_first(octets, SMDKIM_TAIL - t->len[t->now]);

		memcpy(t->half[t->now] + t->len[t->now], part.at, part.len);
		t->len[t->now] += part.len;
		octets = secmailp_view_after(octets, part.len);
		if (!EVP_DigestUpdate(hash, part.at, part.len))
			return false;
		if (t->len[t->now] < SMDKIM_TAIL)
			continue;
		t->now = 1 - t->now;
		t->len[t->now] = 0;
		if (!EVP_MD_CTX_copy_ex(t->before[t->now], hash))
			return false;
	}
	return true;
}

/* A walk over the kept octets, line by line. */
typedef struct walk {
	EVP_MD_CTX *hash; /* of all up to here */
	EVP_MD_CTX *spare;
	const uint8_t *wanted;
	size_t untried; /* line ends that are passed over before one is tried */
	size_t left;    /* octets behind */
	uint8_t last;   /* the octet before */
	bool in_line;   /* the line is not empty */
	bool failed;
} walk;

static size_t
line_ends(secmailp_view octets)
{
	size_t count = 0;

	for (size_t i = 0; i < octets.len; i++)
		count += octets.at[i] == '\n';
	return count;
}

/* True if what was hashed so far is the body that is wanted. */
static bool
is_wanted(walk *w)
{
	uint8_t digest[EVP_MAX_MD_SIZE];

	if (w->untried > 0) {
		w->untried--;
		return false;
	}
	if (!EVP_MD_CTX_copy_ex(w->spare, w->hash) || !EVP_DigestFinal_ex(w->spare, digest, NULL)) {
		w->failed = true;
		return false;
	}
	return memcmp(digest, w->wanted, SMDKIM_TAIL_DIGEST) == 0;
}

/* Up to behind the next LF, or the half's end. Returns true if the wanted body ends there. */
static bool
take_line(walk *w, secmailp_cursor *c)
{
	secmailp_view rest = secmailp_cursor_rest(c);
	size_t len = secmailp_cursor_until(c, '\n').len + secmailp_cursor_skip(c, '\n');
	uint8_t before = len > 1 ? rest.at[len - 2] : w->last;
	bool ends = rest.at[len - 1] == '\n' && before == '\r';

	w->failed |= !EVP_DigestUpdate(w->hash, rest.at, len);
	w->left -= len;
	w->in_line |= len > (ends ? 2u : 0u);
	w->last = rest.at[len - 1];
	if (w->last != '\n')
		return false;
	/* Behind an empty line no canonical body ends. */
	if (!ends || !w->in_line) {
		w->untried -= w->untried > 0;
		return false;
	}
	w->in_line = false;
	return is_wanted(w);
}

static bool
walk_half(walk *w, secmailp_view half)
{
	secmailp_cursor c = secmailp_cursor_over(half);

	while (secmailp_cursor_left(&c) > 0 && !w->failed)
		if (take_line(w, &c))
			return true;
	return false;
}

bool
smdkim_tail_find(const smdkim_tail *t, EVP_MD_CTX *hash, EVP_MD_CTX *spare,
    const uint8_t wanted[SMDKIM_TAIL_DIGEST], size_t *out_appended)
{
	int older = t->len[1 - t->now] > 0 ? 1 - t->now : t->now;
	secmailp_view first = secmailp_view_of(t->half[older], t->len[older]);
	secmailp_view second =
	    secmailp_view_of(t->half[t->now], older == t->now ? 0 : t->len[t->now]);
	size_t ends = line_ends(first) + line_ends(second);
	walk w = { .hash = hash, .spare = spare, .wanted = wanted, .left = first.len + second.len };

	*out_appended = 0;
	w.untried = ends > SMDKIM_TAIL_TRIES ? ends - SMDKIM_TAIL_TRIES : 0;
	w.failed = !EVP_MD_CTX_copy_ex(hash, t->before[older]);
	if (walk_half(&w, first) || walk_half(&w, second))
		*out_appended = w.left;
	return !w.failed;
}
