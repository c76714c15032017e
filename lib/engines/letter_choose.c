/*
 * letter_choose.c - which signatures of a message an engine is asked about
 *
 * Those that the native evaluator read, and whose key it took: whatever it then
 * found of body and header, the engine may find out for itself. A DKIM-Signature
 * field that is not among them is not shown to the engine at all, so a signature
 * that signs such fields can't be asked about then.
 */
#include "engines_internal.h"
#include "private/taglist.h"

/* True where nothing but the message itself was left to be looked at. */
static bool
is_read(secmail_dkim_reason reason)
{
	return reason == SECMAIL_DKIM_VERIFIED || reason == SECMAIL_DKIM_BODY_CHANGED ||
	       reason == SECMAIL_DKIM_HEADER_CHANGED || reason == SECMAIL_DKIM_PARTIAL_BODY;
}

/* The value of a tag of a row's field; empty if it has none. */
static secmailp_view
tag_of(const secmail_engine_dkim *s, size_t row, const char *name)
{
	size_t len = 0;
	const void *body = secmail_message_field_body(
	    s->message, secmail_dkim_results_field(s->results, row), &len);
	secmailp_taglist list = secmailp_taglist_over(secmailp_view_of(body, len));
	secmailp_tag tag;

	while (secmailp_taglist_next(&list, &tag))
		if (secmailp_view_is(tag.name, name))
			return tag.value;
	return secmailp_view_of(NULL, 0);
}

/* True if h= holds the name of signatures. */
static bool
signs_signatures(const secmail_engine_dkim *s, size_t row)
{
	secmailp_cursor c = secmailp_cursor_over(tag_of(s, row, "h"));

	while (secmailp_cursor_left(&c) > 0) {
		secmailp_cursor word = secmailp_cursor_over(secmailp_cursor_until(&c, ':'));

		secmailp_cursor_skip(&c, ':');
		while (secmailp_cursor_left(&word) > 0) {
			if (secmailp_cursor_literal_nocase(&word, SECMAILP_ENGINES_SIGNATURE))
				return true;
			secmailp_cursor_byte(&word);
		}
	}
	return false;
}

static void
say(secmail_engine_dkim *s, size_t row, secmail_dkim_code code, secmail_engine_reason reason)
{
	s->verdicts.at[row] = (secmailp_engines_verdict){ code, reason };
}

/* RFC 6376 section 2.8: a line ends in CRLF, and an engine has to see it so, too. */
static bool
has_whole_lines(const secmail_engine_dkim *s)
{
	return !s->has_bare_cr && !s->after_cr &&
	       (!s->has_bare_lf || secmail_dkim_results_is_normalized(s->results));
}

/* Is asked about unless that is refused. */
static void
consider(secmail_engine_dkim *s, size_t row)
{
	if (!is_read(secmail_dkim_results_reason(s->results, row))) {
		say(s, row, secmail_dkim_results_code(s->results, row), SECMAIL_ENGINE_NOT_RUN);
	} else if (s->is_large) {
		say(s, row, SECMAIL_DKIM_NEUTRAL, SECMAIL_ENGINE_TOO_LARGE);
	} else {
		say(s, row, SECMAIL_DKIM_NEUTRAL, SECMAIL_ENGINE_REFUSED);
		if (has_whole_lines(s) && tag_of(s, row, "i").len <= SECMAIL_ENGINE_MAX_IDENTITY)
			s->given[s->given_count++] = row;
	}
}

static void
leave_out_signers_of_signatures(secmail_engine_dkim *s)
{
	size_t kept = 0;

	for (size_t i = 0; i < s->given_count; i++)
		if (!signs_signatures(s, s->given[i]))
			s->given[kept++] = s->given[i];
	s->given_count = kept;
}

static secmail_status
make_keys(secmail_engine_dkim *s, secmail_answers *a, secmailp_buffer *keys)
{
	size_t kept = 0;
	secmailp_engines_key key;

	for (size_t i = 0; i < s->given_count; i++) {
		secmail_status status = secmailp_engines_key_of(s, s->given[i], a, &key);

		if (status == SECMAIL_NO_MEMORY)
			return status;
		if (status == SECMAIL_DONE) {
			secmailp_engines_counted(keys, 2, secmailp_view_of(key.text, key.len));
			s->given[kept++] = s->given[i];
		}
	}
	s->given_count = kept;
	return (secmail_status)keys->status;
}

secmail_status
secmailp_engines_choose(secmail_engine_dkim *s, secmail_answers *a, secmailp_buffer *keys)
{
	secmail_status status;

	s->given_count = 0;
	s->verdicts.count = secmail_dkim_results_count(s->results);
	for (size_t row = 0; row < s->verdicts.count; row++)
		consider(s, row);
	status = make_keys(s, a, keys);
	if (status != SECMAIL_DONE || s->given_count == secmail_dkim_results_seen(s->results))
		return status;
	leave_out_signers_of_signatures(s);
	secmailp_buffer_reset(keys);
	return make_keys(s, a, keys);
}
