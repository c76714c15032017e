/* reply.c - a reply: written by the worker, read by the library, which believes none of it */
#include "wire.h"

void
secmailp_engines_reply_write(const secmailp_engines_reply *r, secmailp_buffer *out)
{
	if (r->count == 0) {
		secmailp_buffer_byte(out, SECMAILP_ENGINES_VERDICT);
		secmailp_buffer_byte(out, (uint8_t)r->code);
		secmailp_buffer_byte(out, (uint8_t)r->reason);
		return;
	}
	secmailp_buffer_byte(out, SECMAILP_ENGINES_QUESTIONS);
	secmailp_buffer_byte(out, (uint8_t)r->count);
	for (size_t i = 0; i < r->count; i++) {
		secmailp_engines_put(out, 2, r->questions[i].type);
		secmailp_engines_counted(out, 1, r->questions[i].name);
	}
}

/* What the guard of the worker may say instead of the engine is a permerror. */
static bool
is_verdict(uint8_t code, uint8_t reason)
{
	if (reason == SECMAIL_ENGINE_DECIDED)
		return code <= SECMAIL_SPF_PERMERROR;
	return code == SECMAIL_SPF_PERMERROR &&
	       (reason == SECMAIL_ENGINE_LIMIT || reason == SECMAIL_ENGINE_REFUSED ||
		   reason == SECMAIL_ENGINE_INCOMPLETE);
}

static bool
read_verdict(secmailp_cursor *c, secmailp_engines_reply *out)
{
	uint8_t code = secmailp_cursor_byte(c);
	uint8_t reason = secmailp_cursor_byte(c);

	if (!secmailp_cursor_done(c) || !is_verdict(code, reason))
		return false;
	out->code = (secmail_spf_code)code;
	out->reason = (secmail_engine_reason)reason;
	return true;
}

static bool
read_questions(secmailp_cursor *c, secmailp_engines_reply *out)
{
	size_t count = secmailp_cursor_byte(c);

	if (count == 0 || count > SECMAILP_ENGINES_MAX_WANTS)
		return false;
	for (size_t i = 0; i < count; i++) {
		secmailp_engines_question *q = &out->questions[i];

		q->type = secmailp_cursor_u16(c);
		q->name = secmailp_cursor_take(c, secmailp_cursor_byte(c));
		if (!secmailp_engines_is_type(q->type) || !secmailp_engines_is_name(q->name))
			return false;
	}
	out->count = count;
	return secmailp_cursor_done(c);
}

bool
secmailp_engines_reply_read(secmailp_view body, secmailp_engines_reply *out)
{
	secmailp_cursor c = secmailp_cursor_over(body);
	uint8_t kind = secmailp_cursor_byte(&c);

	out->count = 0;
	out->code = SECMAIL_SPF_TEMPERROR;
	out->reason = SECMAIL_ENGINE_GARBAGE;
	if (kind == SECMAILP_ENGINES_VERDICT)
		return read_verdict(&c, out);
	return kind == SECMAILP_ENGINES_QUESTIONS && read_questions(&c, out);
}

void
secmailp_engines_verdicts_write(const secmailp_engines_verdicts *v, secmailp_buffer *out)
{
	secmailp_buffer_byte(out, SECMAILP_ENGINES_SIGNATURES);
	secmailp_buffer_byte(out, (uint8_t)v->count);
	for (size_t i = 0; i < v->count; i++) {
		secmailp_buffer_byte(out, (uint8_t)v->at[i].code);
		secmailp_buffer_byte(out, (uint8_t)v->at[i].reason);
	}
}

/* What the engine can't be asked about is neutral, as not evaluated (RFC 8601 section 2.7.1). */
static bool
is_signature_verdict(uint8_t code, uint8_t reason)
{
	if (reason == SECMAIL_ENGINE_DECIDED)
		return code == SECMAIL_DKIM_PASS || code == SECMAIL_DKIM_FAIL ||
		       code == SECMAIL_DKIM_PERMERROR;
	return code == SECMAIL_DKIM_NEUTRAL && reason == SECMAIL_ENGINE_REFUSED;
}

bool
secmailp_engines_verdicts_read(secmailp_view body, size_t count, secmailp_engines_verdicts *out)
{
	secmailp_cursor c = secmailp_cursor_over(body);
	bool is_sound = secmailp_cursor_byte(&c) == SECMAILP_ENGINES_SIGNATURES &&
			count <= SECMAIL_DKIM_MAX_ROWS && secmailp_cursor_byte(&c) == count;

	out->count = 0;
	for (size_t i = 0; is_sound && i < count; i++) {
		uint8_t code = secmailp_cursor_byte(&c);
		uint8_t reason = secmailp_cursor_byte(&c);

		out->at[i].code = (secmail_dkim_code)code;
		out->at[i].reason = (secmail_engine_reason)reason;
		is_sound = is_signature_verdict(code, reason);
	}
	if (!is_sound || !secmailp_cursor_done(&c))
		return false;
	out->count = count;
	return true;
}
