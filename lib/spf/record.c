/* record.c - a whole record: its terms, and what must not stand in it twice */
#include "spf_internal.h"

bool
secmailp_spf_record_next(secmailp_cursor *terms, secmailp_view *out)
{
	while (secmailp_cursor_skip(terms, ' '))
		;
	*out = secmailp_cursor_until(terms, ' ');
	return out->len > 0;
}

bool
secmailp_spf_is_record(secmailp_view text)
{
	secmailp_cursor c = secmailp_cursor_over(text);

	return secmailp_cursor_literal_nocase(&c, SECMAILP_SPF_VERSION) &&
	       (secmailp_cursor_left(&c) == 0 || secmailp_cursor_peek(&c) == ' ');
}

/* Notes what a term means for the record as a whole. Returns NULL, or what is wrong. */
static const char *
note(secmailp_spf_record *record, const secmailp_spf_term *term)
{
	switch (term->kind) {
	case SECMAILP_SPF_REDIRECT:
		if (record->redirect.len > 0)
			return "redirect stands in the record twice";
		record->redirect = term->text;
		break;
	case SECMAILP_SPF_EXP:
		if (record->exp.len > 0)
			return "exp stands in the record twice";
		record->exp = term->domain;
		break;
	default:
		break;
	}
	return NULL;
}

bool
secmailp_spf_record_read(secmailp_view text, secmailp_spf_term *kept, size_t room,
    secmailp_spf_record *out, secmailp_spf_fault *fault)
{
	secmailp_cursor c = secmailp_cursor_over(text);
	secmailp_spf_term spare = { 0 };

	*out = (secmailp_spf_record){ .text = text, .kept = kept };
	secmailp_cursor_take(&c, sizeof SECMAILP_SPF_VERSION - 1);
	out->rest = secmailp_cursor_rest(&c);
	while (secmailp_spf_record_next(&c, &fault->term)) {
		bool is_room = out->kept_count < room;
		secmailp_spf_term *term = is_room ? &kept[out->kept_count] : &spare;

		fault->why = secmailp_spf_term_read(fault->term, term);
		if (!fault->why)
			fault->why = note(out, term);
		if (fault->why) {
			fault->offset = text.len - secmailp_cursor_left(&c) - fault->term.len;
			return false;
		}
		if (is_room) {
			out->kept_count += secmailp_spf_is_mechanism(term);
			out->rest = secmailp_cursor_rest(&c);
		}
	}
	return true;
}
