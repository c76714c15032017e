/*
 * record.c - the one SPF record of a name, as an engine is given it
 *
 * It is chosen here (RFC 7208 section 4.5), and handed on only if the native
 * parser accepts all of it. What an engine has no use for, or has shown that it
 * can't be trusted with, is left out: explanations and unknown modifiers. The
 * redirect goes to the end, where it acts, and falls away where `all` stands, which
 * leaves it without effect (section 6.1).
 */
#include "engines_internal.h"

#define VERSION "v=spf1"

typedef struct joined {
	size_t len;
	bool is_cut;
	uint8_t at[SECMAIL_ENGINE_MAX_RECORD];
} joined;

/* Takes the strings of a TXT record together. False for one that is cut off, which is none. */
static bool
join(secmailp_view rdata, joined *out)
{
	secmailp_cursor c = secmailp_cursor_over(rdata);

	out->len = 0;
	out->is_cut = false;
	while (secmailp_cursor_left(&c) > 0) {
		secmailp_view string = secmailp_cursor_take(&c, secmailp_cursor_byte(&c));
		size_t room = sizeof out->at - out->len;

		out->is_cut |= string.len > room;
		string = secmailp_view_first(string, room);
		memcpy(out->at + out->len, string.at, string.len);
		out->len += string.len;
	}
	return !c.bad;
}

static bool
is_spf(secmailp_view text)
{
	secmailp_cursor c = secmailp_cursor_over(text);

	return secmailp_cursor_literal_nocase(&c, VERSION) &&
	       (secmailp_cursor_left(&c) == 0 || secmailp_cursor_peek(&c) == ' ');
}

/* The name before the "=" of a modifier (RFC 7208 section 4.6.1); empty for a mechanism. */
static secmailp_view
modifier_name(secmailp_view term)
{
	static const secmailp_byteset name = { { 0x03ff600000000000, 0x07fffffe87fffffe, 0, 0 } };
	secmailp_cursor c = secmailp_cursor_over(term);
	secmailp_view v = secmailp_cursor_while(&c, &name);

	return secmailp_cursor_peek(&c) == '=' ? v : secmailp_view_of(NULL, 0);
}

static bool
is_all(secmailp_view term)
{
	static const secmailp_byteset qualifier = { { 0x8000280000000000, 0x4000000000000000, 0,
	    0 } };
	secmailp_cursor c = secmailp_cursor_over(term);

	if (secmailp_byteset_has(&qualifier, (uint8_t)(secmailp_cursor_peek(&c) & 0x7f)))
		secmailp_cursor_byte(&c);
	return secmailp_view_is_nocase(secmailp_cursor_rest(&c), "all");
}

static bool
add(secmailp_engines_record *out, const char *before, secmailp_view text)
{
	secmailp_view parts[] = { secmailp_view_text(before), text };

	for (size_t i = 0; i < 2; i++) {
		if (parts[i].len > sizeof out->text - out->len)
			return false;
		memcpy(out->text + out->len, parts[i].at, parts[i].len);
		out->len += parts[i].len;
	}
	return true;
}

bool
secmailp_engines_rewrite(secmailp_view record, secmailp_engines_record *out)
{
	secmailp_cursor c = secmailp_cursor_over(secmailp_view_after(record, strlen(VERSION)));
	secmailp_view redirect = secmailp_view_of(NULL, 0);
	bool has_all = false;
	bool fits;

	out->len = 0;
	fits = add(out, VERSION, redirect);
	while (fits && secmailp_cursor_left(&c) > 0) {
		secmailp_view term = secmailp_cursor_until(&c, ' ');
		secmailp_view name = modifier_name(term);

		secmailp_cursor_skip(&c, ' ');
		if (secmailp_view_is_nocase(name, "redirect"))
			redirect = term;
		else if (name.len == 0 && term.len > 0)
			fits = add(out, " ", term);
		has_all |= is_all(term);
	}
	if (fits && redirect.len > 0 && !has_all)
		fits = add(out, " ", redirect);
	return fits;
}

static secmailp_engines_state
take(const joined *text, secmailp_engines_record *out)
{
	secmailp_view record = secmailp_view_of(text->at, text->len);

	if (text->is_cut || !secmailp_engines_is_text(record, sizeof text->at) ||
	    secmail_spf_check_record(record.at, record.len) != SECMAIL_DONE ||
	    !secmailp_engines_rewrite(record, out))
		return SECMAILP_ENGINES_REFUSED;
	return SECMAILP_ENGINES_RECORDS;
}

secmailp_engines_state
secmailp_engines_record_of(const secmail_answers *a, uint32_t id, secmailp_engines_record *out)
{
	secmailp_engines_state state = SECMAILP_ENGINES_VOID;
	size_t count = secmail_answers_count(a, id);
	joined text;

	for (size_t i = 0; i < count; i++) {
		size_t len = 0;
		const void *rdata = secmail_answers_rdata(a, id, i, &len);

		if (!join(secmailp_view_of(rdata, len), &text) ||
		    !is_spf(secmailp_view_of(text.at, text.len)))
			continue;
		if (state != SECMAILP_ENGINES_VOID)
			return SECMAILP_ENGINES_MULTIPLE;
		state = take(&text, out);
	}
	return state;
}
