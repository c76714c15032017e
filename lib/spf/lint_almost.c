/* lint_almost.c - texts that mean to be SPF records and are none (RFC 7208 section 4.5) */
#include "lint.h"

static const secmailp_byteset ALPHA = SECMAILP_ALPHA;

/* What stands before the first letter. */
static secmailp_view
without_front(secmailp_view text)
{
	size_t front = 0;

	while (front < text.len && !secmailp_byteset_has(&ALPHA, text.at[front]))
		front++;
	return secmailp_view_after(text, front);
}

static void
skip_spaces(secmailp_cursor *c)
{
	while (secmailp_cursor_skip(c, ' '))
		;
}

/* "v", "=" or what is taken for it, "spf", in any spacing. */
static bool
skip_version_name(secmailp_cursor *c)
{
	if (!secmailp_cursor_literal_nocase(c, "v"))
		return false;
	skip_spaces(c);
	if (!secmailp_cursor_skip(c, '=') && !secmailp_cursor_skip(c, ':'))
		return false;
	skip_spaces(c);
	return secmailp_cursor_literal_nocase(c, "spf");
}

/* Why a text that begins with "v=spf", in any spacing, is no record. */
static const char *
why_not(secmailp_view text, secmailp_cursor version)
{
	secmailp_cursor c = secmailp_cursor_over(text);
	int next;

	if (!secmailp_cursor_skip(&version, '1'))
		return "the only version is v=spf1";
	next = secmailp_cursor_peek(&version);
	if (!secmailp_cursor_literal_nocase(&c, SECMAILP_SPF_VERSION))
		return "\"v=spf1\" has to be written without spaces";
	if (next >= '0' && next <= '9')
		return "the only version is v=spf1";
	return "a space has to follow \"v=spf1\"";
}

/* "spf1" or "spf" with something behind it that is no name of another thing: "spf2.0" is. */
static bool
lacks_version(secmailp_view text)
{
	secmailp_cursor c = secmailp_cursor_over(text);

	if (secmailp_cursor_literal_nocase(&c, "spf1"))
		return secmailp_cursor_left(&c) == 0 || secmailp_cursor_peek(&c) == ' ';
	if (secmailp_cursor_literal_nocase(&c, "spf="))
		return true;
	return secmailp_cursor_literal_nocase(&c, "=spf1");
}

const char *
secmailp_spf_lint_why_almost(secmailp_view text)
{
	secmailp_view from_letter = without_front(text);
	secmailp_cursor c = secmailp_cursor_over(from_letter);

	if (secmailp_spf_is_record(text))
		return NULL;
	if (secmailp_spf_is_record(from_letter))
		return "something stands before \"v=spf1\"";
	if (lacks_version(text) || lacks_version(from_letter))
		return "it does not begin with \"v=spf1\"";
	if (!skip_version_name(&c))
		return NULL;
	return why_not(from_letter, c);
}
