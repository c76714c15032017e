/*
 * mailboxes.c - reads the addresses of a From field (RFC 5322 section 3.4, with
 * the obsolete syntax of section 4.4; groups by RFC 6854; UTF-8 by RFC 6532)
 *
 * Control characters are refused everywhere, though the obsolete syntax has
 * them in quotes and comments: no honest address needs one. Octets over 127
 * are taken in names and comments whether or not they are UTF-8.
 */
#include "core_internal.h"

/* Comments in comments. RFC 5322 has no limit; nothing honest comes near this one. */
#define MAX_COMMENT_DEPTH 32

/* Octets of an address's local-part and domain, far more than RFC 5321 section 4.5.3.1 allows. */
#define MAX_LOCAL 4096
#define MAX_DOMAIN 1024

/* RFC 5322 section 3.2.3, and all of UTF8-non-ascii (RFC 6532 section 3.2). */
static const secmailp_byteset ATEXT = { { 0xa3ffacfa00000000, 0x7fffffffc7fffffe, ~UINT64_C(0),
    ~UINT64_C(0) } };

/* Section 3.2.4, with the space; section 3.2.2, with space and tab; section 3.4.1. */
static const secmailp_byteset QTEXT = { { 0xfffffffb00000000, 0x7fffffffefffffff, ~UINT64_C(0),
    ~UINT64_C(0) } };
static const secmailp_byteset CTEXT = { { 0xfffffcff00000200, 0x7fffffffefffffff, ~UINT64_C(0),
    ~UINT64_C(0) } };
static const secmailp_byteset DTEXT = { { 0xfffffffe00000000, 0x7fffffffc7ffffff, ~UINT64_C(0),
    ~UINT64_C(0) } };

/* What makes a quoted local-part look like something else: ( ) < > [ ] : ; @ \ and the comma. */
static const secmailp_byteset SPECIAL = { { 0x5c00130000000000, 0x38000001, 0, 0 } };

static const secmailp_byteset WSP = SECMAILP_WSP;

/* The words before a "<", "@" or ":"; what they are is known only there. */
typedef struct words {
	size_t count;
	bool after_dot;   /* a word has to follow */
	bool is_phrase;   /* two words stand side by side: this is no local-part */
	bool has_special; /* in a quoted string among the words in r->local */
} words;

secmailp_mailboxes
secmailp_mailboxes_over(secmailp_view body)
{
	return (secmailp_mailboxes){
		.at = secmailp_cursor_over(body),
		.local = secmailp_buffer_new(MAX_LOCAL),
		.domain = secmailp_buffer_new(MAX_DOMAIN),
		.status = SECMAIL_DONE,
	};
}

void
secmailp_mailboxes_free(secmailp_mailboxes *r)
{
	secmailp_buffer_free(&r->local);
	secmailp_buffer_free(&r->domain);
}

static void
refuse(secmailp_mailboxes *r)
{
	r->flags |= SECMAIL_MESSAGE_FROM_SYNTAX;
}

/* What lies between an earlier rest of the input and the present one. */
static secmailp_view
since(const secmailp_mailboxes *r, secmailp_view rest)
{
	return secmailp_view_first(rest, rest.len - secmailp_cursor_left(&r->at));
}

/* A line end that white space follows, or nothing. */
static bool
skip_fold(secmailp_mailboxes *r)
{
	size_t len = secmailp_cursor_peek(&r->at) == '\r' ? 2 : 1;
	int next = secmailp_cursor_peek_at(&r->at, len);

	if (secmailp_cursor_peek_at(&r->at, len - 1) != '\n' ||
	    (next != ' ' && next != '\t' && next != -1))
		return false;
	secmailp_cursor_take(&r->at, len);
	return true;
}

/* A quoted pair, its backslash next. Returns the octet behind it, -1 if that is none. */
static int
read_quoted_pair(secmailp_mailboxes *r)
{
	r->flags |= SECMAIL_MESSAGE_FROM_QUOTED;
	secmailp_cursor_byte(&r->at);
	int octet = secmailp_cursor_peek(&r->at);

	if (octet < ' ' || octet == 0x7f) {
		refuse(r);
		return -1;
	}
	return secmailp_cursor_byte(&r->at);
}

/* A comment, its parenthesis next. */
static void
skip_comment(secmailp_mailboxes *r)
{
	size_t depth = 0;

	do {
		secmailp_cursor_while(&r->at, &CTEXT);
		if (secmailp_cursor_skip(&r->at, '(')) {
			depth++;
		} else if (secmailp_cursor_skip(&r->at, ')')) {
			depth--;
		} else if (secmailp_cursor_peek(&r->at) == '\\') {
			read_quoted_pair(r);
		} else if (!skip_fold(r)) {
			refuse(r);
			if (secmailp_cursor_left(&r->at) == 0)
				return;
			secmailp_cursor_byte(&r->at);
		}
		if (depth > MAX_COMMENT_DEPTH)
			refuse(r);
	} while (depth > 0);
}

static void
skip_cfws(secmailp_mailboxes *r)
{
	for (;;) {
		if (secmailp_cursor_peek(&r->at) == '(')
			skip_comment(r);
		else if (secmailp_cursor_while(&r->at, &WSP).len == 0 && !skip_fold(r))
			return;
	}
}

/* A word begins. Beside another word it makes a phrase, and the local-part starts anew. */
static void
start_word(secmailp_mailboxes *r, words *w)
{
	if (w->count > 0 && !w->after_dot) {
		w->is_phrase = true;
		w->has_special = false;
		secmailp_buffer_reset(&r->local);
	}
	w->count++;
	w->after_dot = false;
}

static void
add_quoted_text(secmailp_mailboxes *r, words *w, secmailp_view text)
{
	for (size_t i = 0; i < text.len; i++)
		w->has_special |= secmailp_byteset_has(&SPECIAL, text.at[i]);
	secmailp_buffer_add(&r->local, text);
}

static void
add_quoted_pair(secmailp_mailboxes *r)
{
	int octet = read_quoted_pair(r);

	if (octet >= 0) {
		secmailp_buffer_byte(&r->local, '\\');
		secmailp_buffer_byte(&r->local, (uint8_t)octet);
	}
}

/* A quoted string, its quote next; kept with its quotes. */
static void
read_quoted_string(secmailp_mailboxes *r, words *w)
{
	start_word(r, w);
	secmailp_buffer_byte(&r->local, secmailp_cursor_byte(&r->at));
	for (;;) {
		add_quoted_text(r, w, secmailp_cursor_while(&r->at, &QTEXT));
		if (secmailp_cursor_peek(&r->at) == '\\') {
			add_quoted_pair(r);
		} else if (secmailp_cursor_skip(&r->at, '\t')) {
			secmailp_buffer_byte(&r->local, ' ');
		} else if (secmailp_cursor_skip(&r->at, '"')) {
			secmailp_buffer_byte(&r->local, '"');
			return;
		} else if (!skip_fold(r)) {
			refuse(r);
			if (secmailp_cursor_left(&r->at) == 0)
				return;
			secmailp_cursor_byte(&r->at);
		}
	}
}

static void
read_dot(secmailp_mailboxes *r, words *w)
{
	if (w->count == 0 || w->after_dot)
		refuse(r);
	w->after_dot = true;
	secmailp_buffer_byte(&r->local, secmailp_cursor_byte(&r->at));
}

/* Words and dots, as many as there are; those next to what follows are left in r->local. */
static words
read_words(secmailp_mailboxes *r)
{
	words w = { 0 };

	secmailp_buffer_reset(&r->local);
	for (;;) {
		secmailp_view atom = secmailp_cursor_while(&r->at, &ATEXT);

		if (atom.len > 0) {
			start_word(r, &w);
			secmailp_buffer_add(&r->local, atom);
		} else if (secmailp_cursor_peek(&r->at) == '"') {
			read_quoted_string(r, &w);
		} else if (secmailp_cursor_peek(&r->at) == '.') {
			read_dot(r, &w);
		} else {
			return w;
		}
		skip_cfws(r);
	}
}

/* A domain literal, its bracket next; kept with its brackets. */
static void
read_literal(secmailp_mailboxes *r)
{
	secmailp_buffer_byte(&r->domain, secmailp_cursor_byte(&r->at));
	do
		secmailp_buffer_add(&r->domain, secmailp_cursor_while(&r->at, &DTEXT));
	while (secmailp_cursor_while(&r->at, &WSP).len > 0 || skip_fold(r));
	if (secmailp_cursor_skip(&r->at, ']'))
		secmailp_buffer_byte(&r->domain, ']');
	else
		refuse(r);
	r->tail = secmailp_cursor_rest(&r->at);
}

/* The dot behind a label, if it is there. The domain is over behind either. */
static bool
read_domain_dot(secmailp_mailboxes *r)
{
	bool found;

	r->tail = secmailp_cursor_rest(&r->at);
	skip_cfws(r);
	found = secmailp_cursor_skip(&r->at, '.');
	if (found) {
		secmailp_buffer_byte(&r->domain, '.');
		r->tail = secmailp_cursor_rest(&r->at);
		skip_cfws(r);
	}
	return found;
}

/* A domain, into r->domain. One dot at its end is taken, as a resolver would. */
static void
read_domain(secmailp_mailboxes *r)
{
	secmailp_buffer_reset(&r->domain);
	skip_cfws(r);
	r->tail = secmailp_cursor_rest(&r->at);
	if (secmailp_cursor_peek(&r->at) == '[') {
		read_literal(r);
		return;
	}
	do {
		secmailp_view atom = secmailp_cursor_while(&r->at, &ATEXT);

		if (atom.len == 0)
			return;
		secmailp_buffer_add(&r->domain, atom);
	} while (read_domain_dot(r));
}

/* The source route of section 4.4, which says nothing about the author. */
static void
read_route(secmailp_mailboxes *r)
{
	do {
		while (secmailp_cursor_skip(&r->at, ','))
			skip_cfws(r);
		if (!secmailp_cursor_skip(&r->at, '@'))
			break;
		read_domain(r);
		skip_cfws(r);
	} while (secmailp_cursor_peek(&r->at) == ',');
	if (secmailp_cursor_skip(&r->at, ':'))
		r->flags |= SECMAIL_MESSAGE_FROM_ROUTE;
	else
		refuse(r);
}

/* What follows the words of an address. Returns whether there is one. */
static bool
finish_address(secmailp_mailboxes *r, const words *w)
{
	if (!secmailp_cursor_skip(&r->at, '@')) {
		refuse(r);
		return false;
	}
	read_domain(r);
	if (w->count == 0 || w->after_dot || w->is_phrase)
		refuse(r);
	if (w->has_special)
		r->flags |= SECMAIL_MESSAGE_FROM_QUOTED;
	if (r->local.status == SECMAIL_NO_MEMORY || r->domain.status == SECMAIL_NO_MEMORY)
		r->status = SECMAIL_NO_MEMORY;
	if (secmailp_buffer_view(&r->local).len == 0 || secmailp_buffer_view(&r->domain).len == 0) {
		refuse(r);
		return false;
	}
	return r->status == SECMAIL_DONE;
}

/* An address in angle brackets, the first of them next. */
static bool
read_angle(secmailp_mailboxes *r)
{
	words w;
	bool found;

	secmailp_cursor_byte(&r->at);
	skip_cfws(r);
	if (secmailp_cursor_peek(&r->at) == '@' || secmailp_cursor_peek(&r->at) == ',')
		read_route(r);
	skip_cfws(r);
	w = read_words(r);
	found = finish_address(r, &w);
	skip_cfws(r);
	if (!secmailp_cursor_skip(&r->at, '>'))
		refuse(r);
	r->tail = secmailp_cursor_rest(&r->at);
	return found;
}

/* A mailbox was read, or what had its place. */
static bool
end_mailbox(secmailp_mailboxes *r, bool found)
{
	skip_cfws(r);
	r->after = since(r, r->tail);
	r->wants_comma = true;
	r->has_found |= found;
	return found;
}

static void
start_group(secmailp_mailboxes *r, const words *name)
{
	if (name->count == 0 || r->in_group)
		refuse(r);
	secmailp_cursor_byte(&r->at);
	r->in_group = true;
	r->has_found = true;
}

/* Moves over the octet that has no place here, so that the reader comes to an end. */
static void
skip_misplaced(secmailp_mailboxes *r)
{
	if (secmailp_cursor_byte(&r->at) == '\\')
		r->flags |= SECMAIL_MESSAGE_FROM_QUOTED;
}

/* What ends a mailbox is next, or the end. */
static bool
is_separator(const secmailp_mailboxes *r)
{
	int next = secmailp_cursor_peek(&r->at);

	return next == ',' || next == -1 || (next == ';' && r->in_group);
}

static void
skip_separator(secmailp_mailboxes *r)
{
	r->wants_comma = secmailp_cursor_skip(&r->at, ';');
	if (r->wants_comma)
		r->in_group = false;
	else
		secmailp_cursor_skip(&r->at, ',');
}

/* An address without brackets, the at sign next; without words it is at best a route. */
static bool
read_bare(secmailp_mailboxes *r, const words *w)
{
	if (w->count > 0)
		return end_mailbox(r, finish_address(r, w));
	read_route(r);
	refuse(r);
	return false;
}

/* Reads something between two separators. Returns whether it was a mailbox. */
static bool
read_element(secmailp_mailboxes *r)
{
	secmailp_view start = secmailp_cursor_rest(&r->at);
	words w;

	skip_cfws(r);
	if (is_separator(r)) {
		skip_separator(r);
		return false;
	}
	if (r->wants_comma)
		refuse(r);
	r->wants_comma = false;
	r->before = since(r, start);
	w = read_words(r);
	switch (secmailp_cursor_peek(&r->at)) {
	case '<':
		r->before = since(r, start);
		return end_mailbox(r, read_angle(r));
	case '@':
		return read_bare(r, &w);
	case ':':
		start_group(r, &w);
		return false;
	default:
		refuse(r);
		if (!is_separator(r))
			skip_misplaced(r);
		return false;
	}
}

bool
secmailp_mailboxes_next(secmailp_mailboxes *r)
{
	while (secmailp_cursor_left(&r->at) > 0 && r->status == SECMAIL_DONE)
		if (read_element(r))
			return true;
	if (r->in_group || !r->has_found)
		refuse(r);
	return false;
}
