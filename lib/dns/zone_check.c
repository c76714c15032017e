/*
 * zone_check.c - the letters of a master file (RFC 1035 section 5.1)
 *
 * ldns closes an open quote or parenthesis by itself, so that half a key or
 * half a policy would be served; and of a name that begins with the label @ it
 * makes the origin. Both are reported instead, with the line where they began.
 */
#include "dns_internal.h"

typedef struct zone_lexer {
	secmailp_cursor text;
	size_t line;        /* of the text ahead */
	size_t entry_start; /* octets ahead when the record began */
	size_t open_line;   /* of the parenthesis that is open, 0 if none is */
	bool quoted;
	bool comment;
	bool between; /* words: one may begin here */
} zone_lexer;

/* What stands between words: white space, a line's end, a parenthesis. */
static const secmailp_byteset gap = { { 0x0000030100002600, 0, 0, 0 } };

static const char *
take_parenthesis(zone_lexer *z, uint8_t octet)
{
	bool open = octet == '(';

	if (open && z->open_line > 0)
		return "a parenthesis inside a parenthesis";
	if (!open && z->open_line == 0)
		return "a closing parenthesis that closes nothing";
	z->open_line = open ? z->line : 0;
	return NULL;
}

static const char *
end_line(zone_lexer *z)
{
	if (z->quoted)
		return "a quote is not closed";
	z->comment = false;
	z->line++;
	if (z->open_line == 0)
		z->entry_start = secmailp_cursor_left(&z->text);
	return NULL;
}

/* An escape takes the octet behind it along, whatever that is but a line's end. */
static void
take_escape(zone_lexer *z)
{
	int next = secmailp_cursor_peek(&z->text);

	if (next > 0 && next != '\n')
		(void)secmailp_cursor_byte(&z->text);
}

/* Whether the word ahead is a name whose first label is @, and not @ alone. */
static bool
begins_with_at_label(secmailp_cursor c)
{
	bool alone = secmailp_cursor_literal(&c, "@");
	bool escaped =
	    !alone && (secmailp_cursor_literal(&c, "\\@") || secmailp_cursor_literal(&c, "\\064"));

	if (secmailp_cursor_peek(&c) == '.')
		return alone || escaped;
	return escaped &&
	       (secmailp_cursor_left(&c) == 0 || secmailp_cursor_while(&c, &gap).len > 0);
}

/* Takes one octet, or two if the first is an escape. Returns what is wrong, or NULL. */
static const char *
take_octet(zone_lexer *z)
{
	uint8_t octet;

	if (z->between && begins_with_at_label(z->text))
		return "a name that begins with the label @";
	octet = secmailp_cursor_byte(&z->text);
	z->between =
	    secmailp_byteset_has(&gap, octet) && (octet == '\n' || (!z->quoted && !z->comment));
	if (octet == '\0')
		return "a NUL octet";
	if (z->entry_start - secmailp_cursor_left(&z->text) > SECMAIL_DNS_MAX_ZONE_ENTRY)
		return "a record that is too long";
	if (octet == '\n')
		return end_line(z);
	if (z->comment)
		return NULL;
	if (octet == '\\')
		take_escape(z);
	else if (octet == '"')
		z->quoted = !z->quoted;
	else if (octet == ';' && !z->quoted)
		z->comment = true;
	else if ((octet == '(' || octet == ')') && !z->quoted)
		return take_parenthesis(z, octet);
	return NULL;
}

secmail_status
secmailp_dns_zone_check(secmailp_error *error, secmailp_view text)
{
	zone_lexer z = { .text = secmailp_cursor_over(text),
		.line = 1,
		.entry_start = text.len,
		.between = true };
	const char *wrong = NULL;

	while (!wrong && secmailp_cursor_left(&z.text) > 0)
		wrong = take_octet(&z);
	if (!wrong && z.quoted)
		wrong = "a quote is not closed";
	if (!wrong && z.open_line > 0) {
		wrong = "a parenthesis is not closed";
		z.line = z.open_line;
	}
	if (!wrong)
		return SECMAIL_DONE;
	secmailp_error_set(error, "line %zu: %s", z.line, wrong);
	return SECMAIL_SYNTAX;
}
