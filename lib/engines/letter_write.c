/*
 * letter_write.c - what a worker is told of a message: keys, then header fields
 *
 * A line that is no field, and one with a NUL in it, is no field for an engine
 * either. Where a signature would need such a field, it verifies in no engine.
 */
#include "engines_internal.h"

#define MAX_KEYS (SECMAIL_DKIM_MAX_ROWS * (2 + SECMAIL_ENGINE_MAX_KEY))

/* Field `index` without its last line end. */
static secmailp_view
field_of(const secmail_engine_dkim *s, size_t index)
{
	size_t len = 0;
	const uint8_t *at = secmail_message_field(s->message, index, &len);

	if (len > 0 && at[len - 1] == '\n')
		len--;
	if (len > 0 && at[len - 1] == '\r')
		len--;
	return secmailp_view_of(at, len);
}

static bool
is_given(const secmail_engine_dkim *s, size_t index)
{
	for (size_t i = 0; i < s->given_count; i++)
		if (secmail_dkim_results_field(s->results, s->given[i]) == index)
			return true;
	return false;
}

static bool
is_shown(const secmail_engine_dkim *s, size_t index, secmailp_view field)
{
	if (!secmailp_engines_is_field(field))
		return false;
	return is_given(s, index) || !secmailp_view_is_nocase(secmailp_engines_field_name(field),
					 SECMAILP_ENGINES_SIGNATURE);
}

static void
add_fields(secmail_engine_dkim *s)
{
	size_t count = secmail_message_field_count(s->message);
	size_t at = s->head.len;
	size_t shown = 0;

	secmailp_engines_put(&s->head, 2, 0);
	for (size_t i = 0; i < count; i++) {
		secmailp_view field = field_of(s, i);

		if (!is_shown(s, i, field))
			continue;
		secmailp_engines_counted(&s->head, 4, field);
		shown++;
	}
	if (s->head.status != SECMAILP_DONE)
		return;
	s->head.at[at] = (uint8_t)(shown >> 8);
	s->head.at[at + 1] = (uint8_t)shown;
}

static void
add_head(secmail_engine_dkim *s, const secmailp_buffer *keys)
{
	secmailp_buffer *b = &s->head;

	secmailp_engines_put(b, SECMAILP_ENGINES_HEADER, 0);
	secmailp_engines_put(b, 1, SECMAILP_ENGINES_DKIM);
	secmailp_engines_put(b, 4, 0);
	secmailp_engines_put(b, 8, (uint64_t)s->now);
	secmailp_engines_put(b, 1, secmail_dkim_results_is_normalized(s->results));
	secmailp_engines_put(b, 1, s->given_count);
	secmailp_buffer_add(b, secmailp_buffer_view(keys));
	add_fields(s);
}

/* Both lengths, once what they count is there. */
static void
set_lengths(secmail_engine_dkim *s)
{
	size_t all = s->head.len - SECMAILP_ENGINES_HEADER;
	size_t head = all - SECMAILP_ENGINES_DKIM_PREFIX;

	secmailp_engines_header_write(all + s->body.len, s->head.at);
	for (unsigned i = 0; i < 4; i++)
		s->head.at[SECMAILP_ENGINES_HEADER + 1 + i] = (uint8_t)(head >> (24 - 8 * i));
}

secmail_status
secmailp_engines_letter_write(secmail_engine_dkim *s, secmail_answers *a)
{
	secmailp_buffer keys = secmailp_buffer_new(MAX_KEYS);
	secmail_status status = secmailp_engines_choose(s, a, &keys);

	secmailp_buffer_reset(&s->head);
	if (status == SECMAIL_DONE && s->given_count > 0) {
		add_head(s, &keys);
		status = (secmail_status)s->head.status;
		if (status == SECMAIL_DONE)
			set_lengths(s);
	}
	secmailp_buffer_free(&keys);
	return status;
}
