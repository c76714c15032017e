/*
 * authres_claims.c - finds Authentication-Results fields that use our name
 *
 * A border server removes them before it adds its own (RFC 8601 section 5),
 * or a sender could write "dkim=pass" for it. What reads the message later may
 * read it more kindly than we do, so every doubt counts as a claim.
 */
#include <secmail/authres.h>

#include "authres_lex.h"
#include "authres_text.h"
#include "private/cursor.h"

/* Octets that can't be part of a name, and those that end or interrupt one: controls, space, "(".
 */
static const secmailp_byteset BLANK = { { 0x00000001ffffffff, 0x8000000000000000, 0, 0 } };
static const secmailp_byteset WORD = { { 0xf7fffefa00000000, 0x7fffffffffffffff, ~0ULL, ~0ULL } };

/* What may go on with a domain: after anything else our name has come to its end. */
static const secmailp_byteset NAME = { { 0x03ff600000000000, 0x07fffffe87fffffe, ~0ULL, ~0ULL } };

static bool
is_same_domain(secmailp_view claimed, const char *authserv_id)
{
	char theirs[SECMAIL_DOMAIN_SIZE], ours[SECMAIL_DOMAIN_SIZE];

	return secmail_domain_normalize(claimed.at, claimed.len, theirs) == SECMAIL_DONE &&
	       secmail_domain_normalize(authserv_id, strlen(authserv_id), ours) == SECMAIL_DONE &&
	       strcmp(theirs, ours) == 0;
}

/* Our name, or our name and something behind it that no name goes on with. */
static bool
begins_with_name(secmailp_view claimed, secmailp_view ours)
{
	secmailp_view rest = secmailp_view_after(claimed, ours.len);

	if (!secmailp_view_equal_nocase(secmailp_view_first(claimed, ours.len), ours))
		return false;
	return rest.len == 0 || !secmailp_byteset_has(&NAME, rest.at[0]);
}

static bool
is_name(const authres_text *claimed, const char *authserv_id)
{
	secmailp_view v = secmailp_authres_text_view(claimed);
	secmailp_cursor c = secmailp_cursor_over(v);

	return begins_with_name(v, secmailp_view_text(authserv_id)) ||
	       is_same_domain(secmailp_cursor_while(&c, &NAME), authserv_id);
}

/* Moves over white space, controls and comments, however deep. Bad if a comment has no end. */
static void
skip_blank(secmailp_cursor *c)
{
	size_t depth = 0;

	for (;;) {
		int octet;

		if (depth == 0)
			secmailp_cursor_while(c, &BLANK);
		octet = secmailp_cursor_peek(c);
		if (depth == 0 && octet != '(')
			return;
		secmailp_cursor_byte(c);
		if (c->bad)
			return;
		if (octet == '\\')
			secmailp_cursor_byte(c);
		depth += octet == '(';
		depth -= octet == ')';
	}
}

/* A quoted string, or what is there of one. */
static void
add_quoted(secmailp_cursor *c, authres_text *t)
{
	secmailp_cursor ended = *c;

	secmailp_authres_read_quoted(&ended, AUTHRES_DECODED, t);
	*c = ended;
}

/* Words and quoted strings that stand together; a comment between them is passed over. */
static bool
claims_at(secmailp_cursor *c, const char *authserv_id)
{
	authres_text t = { .len = 0 };

	while (secmailp_cursor_left(c) > 0 && !t.is_cut) {
		if (secmailp_cursor_peek(c) == '"')
			add_quoted(c, &t);
		else
			secmailp_authres_text_run(&t, secmailp_cursor_while(c, &WORD));
		if (is_name(&t, authserv_id))
			return true;
		if (secmailp_cursor_peek(c) == '(')
			skip_blank(c);
		else if (secmailp_cursor_peek(c) != '"')
			break;
	}
	return false;
}

/* What stands before the results reads as RFC 8601 wants it: one name and perhaps a version. */
static bool
is_well_formed(secmailp_view body)
{
	static const secmailp_byteset digit = SECMAILP_DIGIT;
	secmailp_cursor c = secmailp_cursor_over(body);

	secmailp_authres_skip_cfws(&c);
	if (secmailp_cursor_peek(&c) == '"')
		secmailp_authres_read_quoted(&c, AUTHRES_DECODED, NULL);
	else if (!secmailp_authres_is_token(secmailp_cursor_while(&c, &WORD)))
		return false;
	secmailp_authres_skip_cfws(&c);
	secmailp_cursor_while(&c, &digit);
	secmailp_authres_skip_cfws(&c);
	return !c.bad && (secmailp_cursor_left(&c) == 0 || secmailp_cursor_peek(&c) == ';');
}

/* Our name anywhere before the first semicolon, however that came there. */
static bool
mentions(secmailp_view body, secmailp_view ours)
{
	secmailp_cursor c = secmailp_cursor_over(body);
	secmailp_view head = secmailp_cursor_until(&c, ';');

	for (size_t i = 0; i + ours.len <= head.len; i++)
		if (secmailp_view_equal_nocase(
			secmailp_view_first(secmailp_view_after(head, i), ours.len), ours))
			return true;
	return false;
}

bool
secmail_authres_claims(const void *body, size_t len, const char *authserv_id)
{
	secmailp_view v = secmailp_view_of(body, len);
	secmailp_cursor c = secmailp_cursor_over(v);

	if (!authserv_id || !authserv_id[0])
		return false;
	skip_blank(&c);
	if (claims_at(&c, authserv_id))
		return true;
	return !is_well_formed(v) && mentions(v, secmailp_view_text(authserv_id));
}
