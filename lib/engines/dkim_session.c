/* dkim_session.c - a message as both evaluators are told of it */
#include "engines_internal.h"

#include <stdlib.h>
#include <unistd.h>

#define MAX_HEAD                                                                                   \
	(SECMAILP_ENGINES_HEADER + SECMAILP_ENGINES_DKIM_PREFIX + SECMAILP_ENGINES_MAX_REQUEST)

secmail_status
secmail_engine_dkim_new(
    const secmail_engine *e, const secmail_dkim_config *c, int64_t now, secmail_engine_dkim **out)
{
	secmail_engine_dkim *s;

	if (!out)
		return SECMAIL_ARGUMENT;
	*out = NULL;
	if (!e || !c)
		return SECMAIL_ARGUMENT;
	s = calloc(1, sizeof *s);
	if (!s || secmail_dkim_new(c, now, &s->native) != SECMAIL_DONE) {
		free(s);
		return SECMAIL_NO_MEMORY;
	}
	s->engine = e;
	s->config = c;
	s->now = now;
	s->owner = getpid();
	s->worker.fd = -1;
	s->head = secmailp_buffer_new(MAX_HEAD);
	s->body = secmailp_buffer_new((size_t)e->body_mib << 20);
	*out = s;
	return SECMAIL_DONE;
}

void
secmailp_engines_dkim_forget(secmail_engine_dkim *s)
{
	if (s->owner == getpid())
		secmailp_engines_worker_stop(&s->worker);
	secmail_dkim_results_free(s->results);
	s->results = NULL;
	s->is_decided = false;
	s->given_count = 0;
	s->runs = 0;
}

void
secmail_engine_dkim_free(secmail_engine_dkim *s)
{
	if (!s)
		return;
	secmailp_engines_dkim_forget(s);
	if (s->worker.fd >= 0)
		close(s->worker.fd);
	secmailp_buffer_free(&s->head);
	secmailp_buffer_free(&s->body);
	secmail_dkim_free(s->native);
	free(s);
}

void
secmail_engine_dkim_reset(secmail_engine_dkim *s, int64_t now)
{
	if (!s)
		return;
	secmailp_engines_dkim_forget(s);
	secmailp_error_clear(&s->error);
	secmail_dkim_reset(s->native, now);
	secmailp_buffer_free(&s->head);
	secmailp_buffer_free(&s->body);
	s->now = now;
	s->message = NULL;
	s->is_signed = false;
	s->is_large = false;
	s->after_cr = false;
	s->has_bare_lf = false;
	s->has_bare_cr = false;
}

const char *
secmail_engine_dkim_error(const secmail_engine_dkim *s)
{
	return s ? s->error.text : "";
}

/* Hands on what the native session says. */
static secmail_status
as_natively(secmail_engine_dkim *s, secmail_status status)
{
	if (status != SECMAIL_DONE)
		secmailp_error_set(&s->error, "%s", secmail_dkim_error(s->native));
	return status;
}

secmail_status
secmail_engine_dkim_set_message(secmail_engine_dkim *s, const secmail_message *header)
{
	secmail_status status;
	size_t index;

	if (!s || !header)
		return SECMAIL_ARGUMENT;
	index = secmail_message_field_count(header);
	status = as_natively(s, secmail_dkim_set_message(s->native, header));
	if (status != SECMAIL_DONE)
		return status;
	s->message = header;
	s->is_signed = secmail_message_find_above(header, SECMAILP_ENGINES_SIGNATURE, &index);
	return SECMAIL_DONE;
}

/* libopendkim takes either half of a line end for a whole one. */
static void
look_at_line_ends(secmail_engine_dkim *s, secmailp_view piece)
{
	for (size_t i = 0; i < piece.len; i++) {
		bool is_lf = piece.at[i] == '\n';

		s->has_bare_lf |= is_lf && !s->after_cr;
		s->has_bare_cr |= s->after_cr && !is_lf;
		s->after_cr = piece.at[i] == '\r';
	}
}

/* What is over the limit is given back at once: the engine is not asked then. */
static secmail_status
keep_body(secmail_engine_dkim *s, secmailp_view piece)
{
	if (!s->is_signed || s->is_large)
		return SECMAIL_DONE;
	look_at_line_ends(s, piece);
	secmailp_buffer_add(&s->body, piece);
	if (s->body.status == SECMAILP_DONE)
		return SECMAIL_DONE;
	s->is_large = s->body.status == SECMAILP_LIMIT;
	secmailp_buffer_free(&s->body);
	if (s->is_large)
		return SECMAIL_DONE;
	secmailp_error_set(&s->error, "no memory");
	return SECMAIL_NO_MEMORY;
}

secmail_status
secmail_engine_dkim_write_body(secmail_engine_dkim *s, const void *bytes, size_t len)
{
	secmail_status status;

	if (!s)
		return SECMAIL_ARGUMENT;
	status = as_natively(s, secmail_dkim_write_body(s->native, bytes, len));
	if (status == SECMAIL_DONE)
		status = keep_body(s, secmailp_view_of(bytes, len));
	return status;
}

secmail_status
secmail_engine_dkim_end_body(secmail_engine_dkim *s)
{
	return s ? as_natively(s, secmail_dkim_end_body(s->native)) : SECMAIL_ARGUMENT;
}

secmail_status
secmail_engine_dkim_ask(secmail_engine_dkim *s, secmail_answers *a)
{
	return s ? as_natively(s, secmail_dkim_ask(s->native, a)) : SECMAIL_ARGUMENT;
}
