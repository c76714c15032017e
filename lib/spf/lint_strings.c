/*
 * lint_strings.c - where the strings of a record join (RFC 7208 section 3.3)
 *
 * They join without a space. Whoever splits a record between two terms and
 * forgets it publishes one term of two: "include:a.example" and "-all" make
 * "include:a.example-all", which is well-formed.
 */
#include "lint.h"

/* Where the term begins in which octet `at` stands. */
static size_t
start_of_term(secmailp_view text, size_t at)
{
	while (at > 0 && text.at[at - 1] != ' ')
		at--;
	return at;
}

static secmailp_view
up_to_space(secmailp_view text)
{
	secmailp_cursor c = secmailp_cursor_over(text);

	return secmailp_cursor_until(&c, ' ');
}

/* A term that can stand alone; an unknown modifier could be anything. */
static bool
is_term(secmailp_view text)
{
	secmailp_spf_term term;

	return text.len > 0 && !secmailp_spf_term_read(text, &term) &&
	       term.kind != SECMAILP_SPF_OTHER_MODIFIER;
}

static void
look_at_joint(secmailp_spf_lint *l, const secmailp_spf_lint_frame *frame, size_t at)
{
	secmailp_view text = frame->text;
	size_t start = start_of_term(text, at);
	secmailp_view left = secmailp_view_first(secmailp_view_after(text, start), at - start);
	secmailp_view right = up_to_space(secmailp_view_after(text, at));
	secmailp_spf_lint_place where;

	if (!is_term(right) || (!is_term(left) && !secmailp_view_is_nocase(left, "v=spf1")))
		return;
	where =
	    secmailp_spf_lint_place_of(frame, up_to_space(secmailp_view_after(text, start)), start);
	secmailp_spf_lint_say(l, &where, SECMAIL_SPF_FINDING_JOINED_STRINGS, SECMAIL_SPF_ERROR,
	    "Two strings of the TXT record join here without a space, so that \"%s\" and \"%s\" "
	    "are "
	    "one term.",
	    secmailp_spf_lint_keep(l, left, SECMAILP_SPF_MAX_TERM_TEXT / 2),
	    secmailp_spf_lint_keep(l, right, SECMAILP_SPF_MAX_TERM_TEXT / 2));
}

void
secmailp_spf_lint_strings(
    secmailp_spf_lint *l, const secmailp_spf_lint_frame *frame, secmailp_view rdata)
{
	secmailp_cursor c = secmailp_cursor_over(rdata);
	size_t at = 0;

	while (secmailp_cursor_left(&c) > 0) {
		at += secmailp_cursor_take(&c, secmailp_cursor_byte(&c)).len;
		if (at > 0 && at < frame->text.len && secmailp_cursor_left(&c) > 0 &&
		    frame->text.at[at - 1] != ' ' && frame->text.at[at] != ' ')
			look_at_joint(l, frame, at);
	}
}
