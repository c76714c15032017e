/*
 * authres_parse.c - reads an Authentication-Results field
 *
 * The body is cut at its semicolons first, so that what is wrong in one result
 * stays there: it is left out and counted, and the next one is read.
 */
#include "authres_lex.h"
#include "authres_object.h"
#include "authres_text.h"

static const secmailp_byteset LDH = SECMAILP_AUTHRES_LDH;
static const secmailp_byteset DIGIT = SECMAILP_DIGIT;

/* Printable octets but ";", the parentheses, quotes and backslashes; and 8-bit octets. */
static const secmailp_byteset VALUE = { { 0xf7fffcfa00000000, 0x7fffffffefffffff, ~0ULL, ~0ULL } };

/* The same without "=", at which a field that has no authserv-id is known. */
static const secmailp_byteset ID = { { 0xd7fffcfa00000000, 0x7fffffffefffffff, ~0ULL, ~0ULL } };

/* A word or a value has to end where it ends: "pass_not" is not "pass". */
static void
expect_end(secmailp_cursor *c)
{
	static const secmailp_byteset end = { { 0x0000010100002600, 0, 0, 0 } };

	if (secmailp_cursor_left(c) > 0 &&
	    !secmailp_byteset_has(&end, (uint8_t)secmailp_cursor_peek(c)))
		c->bad = true;
}

static secmailp_view
read_keyword(secmailp_cursor *c)
{
	secmailp_view word;

	secmailp_authres_skip_cfws(c);
	word = secmailp_cursor_while(c, &LDH);
	secmailp_authres_skip_cfws(c);
	if (!secmailp_authres_is_keyword(word))
		c->bad = true;
	return word;
}

/* A value; a quoted string before "@" is the local-part of an address and keeps its quotes. */
static void
read_value(secmailp_cursor *c, authres_text *t)
{
	secmailp_cursor start;

	*t = (authres_text){ .len = 0 };
	secmailp_authres_skip_cfws(c);
	start = *c;
	if (secmailp_cursor_peek(c) == '"') {
		secmailp_authres_read_quoted(c, AUTHRES_DECODED, t);
		if (secmailp_cursor_peek(c) != '@')
			return;
		*c = start;
		t->len = 0;
		secmailp_authres_read_quoted(c, AUTHRES_RAW, t);
	}
	secmailp_authres_text_run(t, secmailp_cursor_while(c, &VALUE));
}

/* What can't be kept is left out, but for want of memory, which is no matter of the field. */
static secmail_status
count_skipped(secmail_authres *a, secmail_status status)
{
	if (status == SECMAIL_DONE || status == SECMAIL_NO_MEMORY)
		return status;
	a->skipped++;
	secmailp_error_clear(&a->error);
	return SECMAIL_DONE;
}

static secmail_status
keep_reason(secmail_authres *a, authres_result *r, const authres_text *t)
{
	if (t->is_cut || r->reason)
		return SECMAIL_LIMIT;
	return secmailp_authres_keep_text(
	    a, "the reason", secmailp_authres_text_view(t), &r->reason);
}

/* reason=value, ptype.property=value, or what some write: property=value. */
static secmail_status
read_item(secmail_authres *a, authres_result *r, secmailp_cursor *c)
{
	secmailp_view name = read_keyword(c);
	secmailp_view ptype = secmailp_view_of(NULL, 0);
	authres_text value;
	secmail_status status;

	if (secmailp_cursor_skip(c, '.')) {
		ptype = name;
		name = read_keyword(c);
	}
	secmailp_cursor_expect(c, '=');
	read_value(c, &value);
	expect_end(c);
	if (c->bad)
		status = SECMAIL_SYNTAX;
	else if (ptype.len == 0 && secmailp_view_is_nocase(name, "reason"))
		status = keep_reason(a, r, &value);
	else if (value.is_cut)
		status = SECMAIL_LIMIT;
	else
		status = secmailp_authres_new_property(
		    a, r, ptype, name, secmailp_authres_text_view(&value));
	return count_skipped(a, status);
}

/* The comment behind a result's word. One that can't be kept is no loss. */
static secmail_status
read_remark(secmail_authres *a, authres_result *r, secmailp_cursor *c)
{
	static const secmailp_byteset white = SECMAILP_FWS;
	authres_text t = { .len = 0 };
	secmail_status status;

	secmailp_cursor_while(c, &white);
	if (secmailp_cursor_peek(c) != '(')
		return SECMAIL_DONE;
	secmailp_authres_read_comment(c, &t);
	if (c->bad || t.is_cut)
		return SECMAIL_DONE;
	status = secmailp_authres_keep_text(
	    a, "the comment", secmailp_authres_text_view(&t), &r->comment);
	secmailp_error_clear(&a->error);
	return status == SECMAIL_NO_MEMORY ? status : SECMAIL_DONE;
}

static secmail_status
read_items(secmail_authres *a, authres_result *r, secmailp_cursor *c)
{
	secmail_status status = read_remark(a, r, c);

	secmailp_authres_skip_cfws(c);
	while (status == SECMAIL_DONE && secmailp_cursor_left(c) > 0) {
		status = read_item(a, r, c);
		secmailp_authres_skip_cfws(c);
	}
	return status;
}

/* One result, or nothing, or the word "none" that stands for no results. */
static secmail_status
read_segment(secmail_authres *a, secmailp_view segment)
{
	secmailp_cursor c = secmailp_cursor_over(segment);
	uint32_t version = 1;
	secmailp_view method, word;
	authres_result *r;
	secmail_status status;

	secmailp_authres_skip_cfws(&c);
	if (secmailp_cursor_done(&c))
		return SECMAIL_DONE;
	method = read_keyword(&c);
	if (secmailp_cursor_done(&c) && secmailp_view_is_nocase(method, "none"))
		return SECMAIL_DONE;
	if (secmailp_cursor_skip(&c, '/')) {
		secmailp_authres_skip_cfws(&c);
		version = (uint32_t)secmailp_cursor_number(&c, UINT32_MAX);
		secmailp_authres_skip_cfws(&c);
	}
	secmailp_cursor_expect(&c, '=');
	secmailp_authres_skip_cfws(&c);
	word = secmailp_cursor_while(&c, &LDH);
	expect_end(&c);
	if (c.bad)
		return count_skipped(a, SECMAIL_SYNTAX);
	if (a->count == SECMAIL_AUTHRES_MAX_RESULTS)
		return secmailp_authres_fail(a, SECMAIL_LIMIT, "the field", "has too many results");
	status = secmailp_authres_new_result(a, method, word, &r);
	if (!r)
		return count_skipped(a, status);
	r->method_version = version;
	return read_items(a, r, &c);
}

static secmail_status
read_results(secmail_authres *a, secmailp_cursor *c)
{
	secmail_status status = SECMAIL_DONE;

	while (status == SECMAIL_DONE && secmailp_cursor_left(c) > 0) {
		secmailp_view segment = secmailp_authres_read_segment(c);

		status = c->bad ? count_skipped(a, SECMAIL_SYNTAX) : read_segment(a, segment);
	}
	return status;
}

/* [CFWS] authserv-id [CFWS authres-version], up to and over the semicolon. */
static secmail_status
read_id(secmail_authres *a, secmailp_cursor *c)
{
	secmailp_cursor start = *c;
	authres_text id = { .len = 0 };

	secmailp_authres_skip_cfws(c);
	if (secmailp_cursor_peek(c) == '"')
		secmailp_authres_read_quoted(c, AUTHRES_DECODED, &id);
	else
		secmailp_authres_text_run(&id, secmailp_cursor_while(c, &ID));
	secmailp_authres_skip_cfws(c);
	if (secmailp_cursor_peek(c) == '=') {
		*c = start;
		return secmailp_authres_keep_text(
		    a, "the authserv-id", secmailp_view_of(NULL, 0), &a->id);
	}
	if (secmailp_byteset_has(&DIGIT, (uint8_t)secmailp_cursor_peek(c)))
		a->version = (uint32_t)secmailp_cursor_number(c, UINT32_MAX);
	secmailp_authres_skip_cfws(c);
	if (secmailp_cursor_left(c) > 0)
		secmailp_cursor_expect(c, ';');
	if (c->bad || id.len == 0)
		return secmailp_authres_fail(
		    a, SECMAIL_SYNTAX, "the field", "does not begin with an authserv-id");
	if (id.is_cut)
		return secmailp_authres_fail(a, SECMAIL_LIMIT, "the authserv-id", "is too long");
	return secmailp_authres_keep_text(
	    a, "the authserv-id", secmailp_authres_text_view(&id), &a->id);
}

secmail_status
secmail_authres_parse(secmail_authres *a, const void *body, size_t len)
{
	secmailp_cursor c = secmailp_cursor_over(secmailp_view_of(body, len));
	secmailp_error why;
	secmail_status status;

	secmail_authres_reset(a);
	if (len > SECMAIL_AUTHRES_MAX_BODY)
		return secmailp_authres_fail(a, SECMAIL_LIMIT, "the field", "is too long");
	status = read_id(a, &c);
	if (status == SECMAIL_DONE)
		status = read_results(a, &c);
	if (status != SECMAIL_DONE) {
		why = a->error;
		secmail_authres_reset(a);
		a->error = why;
	}
	return status;
}
