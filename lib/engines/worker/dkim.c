/*
 * dkim.c - libopendkim as an engine
 *
 * It is told all it needs: fields, body, and for each signature a key record that
 * the library made. It asks nobody, and judges all signatures at the end of the
 * message. Of what it says only that is a pass which it says in three ways at once.
 */
#define _DEFAULT_SOURCE /* for u_char in its headers */
#include "worker.h"

#include <stdlib.h>
#include <time.h>

#include <opendkim/dkim.h>

/* Its clock, which the library asks by this name: the request says what time it is. */
static time_t the_time;

__attribute__((visibility("default"))) time_t
time(time_t *timer)
{
	if (timer)
		*timer = the_time;
	return the_time;
}

/* One octet of a body may become two. */
#define CHUNK 32768

/* What the library has for the key record. */
#define LIBRARY_RECORD 1024

/* A field that no h= can name: the library needs one more field than it selects. */
static const char spare_field[] = "\"x\": x";

struct worker_dkim {
	DKIM_LIB *library;
	DKIM *dkim;
	const secmailp_engines_letter *letter;
	DKIM_SIGINFO **signatures;
	int count;
	uint8_t last[2]; /* the last two octets of the body */
	size_t len;      /* of the body, 2 at most */
	uint8_t text[LIBRARY_RECORD + 1];
};

static int
index_of(const worker_dkim *w, const DKIM_SIGINFO *signature)
{
	for (int i = 0; i < w->count; i++)
		if (w->signatures[i] == signature)
			return i;
	return -1;
}

static DKIM_STAT
look_up(DKIM *dkim, DKIM_SIGINFO *signature, unsigned char *out, size_t room)
{
	const worker_dkim *w = dkim_get_user_context(dkim);
	int i = index_of(w, signature);
	secmailp_view key;

	if (i < 0)
		return DKIM_CBSTAT_NOTFOUND;
	key = w->letter->keys[i];
	if (key.len >= room)
		return DKIM_CBSTAT_ERROR;
	memcpy(out, key.at, key.len);
	out[key.len] = '\0';
	return DKIM_CBSTAT_CONTINUE;
}

/* Without it the library would judge what a passed signature makes needless. */
static DKIM_CBSTAT
judge_all(DKIM *dkim, DKIM_SIGINFO **signatures, int count)
{
	(void)dkim;
	(void)signatures;
	(void)count;
	return DKIM_CBSTAT_CONTINUE;
}

static bool
set_up(worker_dkim *w)
{
	unsigned flags = DKIM_LIBFLAGS_BADSIGHANDLES | DKIM_LIBFLAGS_DELAYSIGPROC;

	w->library = dkim_init(NULL, NULL);
	return w->library &&
	       dkim_options(w->library, DKIM_OP_SETOPT, DKIM_OPTS_FLAGS, &flags, sizeof flags) ==
		   DKIM_STAT_OK &&
	       dkim_set_key_lookup(w->library, look_up) == DKIM_STAT_OK &&
	       dkim_set_final(w->library, judge_all) == DKIM_STAT_OK && worker_dkim_verifies(w);
}

worker_dkim *
worker_dkim_new(void)
{
	worker_dkim *w = calloc(1, sizeof *w);

	if (w && set_up(w))
		return w;
	free(w);
	return NULL;
}

static bool
put_field(worker_dkim *w, secmailp_view field)
{
	uint8_t *copy = malloc(field.len + 1); /* it takes no const, and reads a NUL behind */
	bool is_done;

	if (!copy)
		return false;
	memcpy(copy, field.at, field.len);
	copy[field.len] = '\0';
	is_done = dkim_header(w->dkim, copy, field.len) == DKIM_STAT_OK;
	free(copy);
	return is_done;
}

static bool
put_fields(worker_dkim *w)
{
	secmailp_cursor c = secmailp_cursor_over(w->letter->fields);
	bool is_done = true;

	for (size_t i = 0; is_done && i < w->letter->field_count; i++)
		is_done = put_field(w, secmailp_engines_field_next(&c));
	return is_done && put_field(w, secmailp_view_text(spare_field));
}

bool
worker_dkim_begin(worker_dkim *w, const secmailp_engines_letter *letter)
{
	static const unsigned char id[] = "message";
	DKIM_STAT status;

	w->letter = letter;
	w->last[1] = 0;
	w->len = 0;
	w->count = 0;
	the_time = (time_t)letter->now;
	w->dkim = dkim_verify(w->library, id, NULL, &status);
	return w->dkim && dkim_set_user_context(w->dkim, w) == DKIM_STAT_OK && put_fields(w) &&
	       dkim_eoh(w->dkim) == DKIM_STAT_OK &&
	       dkim_getsiglist(w->dkim, &w->signatures, &w->count) == DKIM_STAT_OK &&
	       w->count == (int)letter->count;
}

static void
remember(worker_dkim *w, uint8_t byte)
{
	w->last[0] = w->last[1];
	w->last[1] = byte;
	w->len += w->len < 2;
}

static bool
put_piece(worker_dkim *w, secmailp_view piece)
{
	uint8_t out[2 * CHUNK];
	size_t len = 0;

	for (size_t i = 0; i < piece.len; i++) {
		if (piece.at[i] == '\n' && w->letter->is_normalized && w->last[1] != '\r')
			out[len++] = '\r';
		out[len++] = piece.at[i];
		remember(w, piece.at[i]);
	}
	return dkim_body(w->dkim, out, len) == DKIM_STAT_OK;
}

bool
worker_dkim_body(worker_dkim *w, secmailp_view body)
{
	bool is_done = true;

	while (is_done && body.len > 0) {
		is_done = put_piece(w, secmailp_view_first(body, CHUNK));
		body = secmailp_view_after(body, CHUNK);
	}
	return is_done;
}

/* True if it says that it used a key of the least length; of Ed25519 it says no length. */
static bool
has_key(DKIM_SIGINFO *signature)
{
	dkim_alg_t algorithm;
	unsigned bits;

	if (dkim_sig_getsignalg(signature, &algorithm) != DKIM_STAT_OK)
		return false;
	return algorithm == DKIM_SIGN_ED25519SHA256 ||
	       (algorithm == DKIM_SIGN_RSASHA256 &&
		   dkim_sig_getkeysize(signature, &bits) == DKIM_STAT_OK &&
		   bits >= SECMAIL_DKIM_MIN_RSA_BITS);
}

static void
read_verdict(DKIM_SIGINFO *signature, secmailp_engines_verdict *out)
{
	bool is_pass = (dkim_sig_getflags(signature) & DKIM_SIGFLAG_PASSED) != 0 &&
		       dkim_sig_getbh(signature) == DKIM_SIGBH_MATCH;

	out->reason = SECMAIL_ENGINE_DECIDED;
	switch (dkim_sig_geterror(signature)) {
	case DKIM_SIGERROR_OK:
		out->code = is_pass ? SECMAIL_DKIM_PASS : SECMAIL_DKIM_FAIL;
		break;
	case DKIM_SIGERROR_BADSIG:
	case DKIM_SIGERROR_TOOLARGE_L:
		out->code = SECMAIL_DKIM_FAIL;
		break;
	case DKIM_SIGERROR_EXPIRED:
	case DKIM_SIGERROR_FUTURE:
		*out = (secmailp_engines_verdict){ SECMAIL_DKIM_NEUTRAL, SECMAIL_ENGINE_REFUSED };
		break;
	default:
		out->code = SECMAIL_DKIM_PERMERROR;
	}
	if (out->code == SECMAIL_DKIM_PASS && !has_key(signature))
		out->code = SECMAIL_DKIM_FAIL;
}

/* RFC 6376 section 3.4: a body ends in a line end, and the empty one is each algorithm's own. */
static bool
end_body(worker_dkim *w)
{
	uint8_t line_end[] = { '\r', '\n' };

	if (w->len == 0 || (w->len == 2 && memcmp(w->last, line_end, 2) == 0))
		return true;
	return dkim_body(w->dkim, line_end, sizeof line_end) == DKIM_STAT_OK;
}

bool
worker_dkim_end(worker_dkim *w, secmailp_engines_verdicts *out)
{
	bool is_done = end_body(w);

	out->count = 0;
	if (is_done)
		(void)dkim_eom(w->dkim, NULL); /* the signatures say it each by itself */
	for (int i = 0; is_done && i < w->count; i++)
		read_verdict(w->signatures[i], &out->at[out->count++]);
	return is_done;
}

void
worker_dkim_forget(worker_dkim *w)
{
	if (w->dkim)
		(void)dkim_free(w->dkim);
	w->dkim = NULL;
}
