/*
 * lint_name.c - the name that a term is about, as far as it does not hang on the message
 *
 * %{d} and %{o} are known: the record's own name, and the domain that is looked
 * at, which is what its own mail has in MAIL FROM.
 */
#include "lint.h"

/* What a macro stands for whatever the message; empty: nothing. */
static secmailp_view
value_of(const secmailp_spf_lint *l, const secmailp_spf_lint_frame *frame,
    const secmailp_spf_macro *macro)
{
	if (macro->literal)
		return secmailp_view_text(macro->literal);
	if (macro->letter == 'd')
		return secmailp_spf_name_view(&frame->name);
	if (macro->letter == 'o')
		return secmailp_spf_name_view(&l->root);
	return secmailp_view_of(NULL, 0);
}

/* Expands a domain-spec whose grammar was found well. False: it can't be known what comes of it. */
static bool
expand(secmailp_spf_lint *l, const secmailp_spf_lint_frame *frame, secmailp_view spec,
    secmailp_spf_text *out)
{
	secmailp_cursor c = secmailp_cursor_over(spec);
	secmailp_spf_macro macro;
	secmailp_view value;

	while (secmailp_cursor_left(&c) > 0) {
		secmailp_spf_text_add(out, secmailp_cursor_until(&c, '%'));
		if (secmailp_cursor_left(&c) == 0)
			break;
		secmailp_spf_macro_read(&c, &macro);
		value = value_of(l, frame, &macro);
		if (c.bad || value.len == 0)
			return false;
		if (macro.literal)
			secmailp_spf_text_add(out, value);
		else
			secmailp_spf_macro_write(&macro, value, out);
	}
	return !out->is_cut;
}

static bool
has_macro(secmailp_view spec, uint8_t letter)
{
	secmailp_cursor c = secmailp_cursor_over(spec);
	secmailp_spf_macro macro;

	while (!c.bad && secmailp_cursor_left(&c) > 0) {
		(void)secmailp_cursor_until(&c, '%');
		if (secmailp_cursor_left(&c) == 0)
			break;
		secmailp_spf_macro_read(&c, &macro);
		if (!c.bad && !macro.literal && macro.letter == letter)
			return true;
	}
	return false;
}

/* Names of hosts, and those that SPF puts beside them, have letters, digits, "-" and "_". */
static bool
is_odd(const secmailp_spf_name *name)
{
	static const secmailp_byteset usual = { { 0x03ff600000000000, 0x07fffffe87fffffe, 0, 0 } };

	for (size_t i = 0; i < name->len; i++)
		if (!secmailp_byteset_has(&usual, name->text[i]))
			return true;
	return false;
}

bool
secmailp_spf_lint_target(secmailp_spf_lint *l, const secmailp_spf_lint_frame *frame,
    const secmailp_spf_lint_place *where, secmailp_view spec, secmailp_spf_name *out)
{
	secmailp_spf_text text = { l->expansion, 0, sizeof l->expansion, false };

	if (has_macro(spec, 'p'))
		secmailp_spf_lint_say(l, where, SECMAIL_SPF_FINDING_MACRO_P, SECMAIL_SPF_WARNING,
		    "The macro p is slow, and its value is chosen by whoever runs the client's "
		    "reverse DNS; many receivers take it for \"unknown\".");
	if (spec.len == 0)
		*out = frame->name;
	if (spec.len == 0)
		return out->len > 0;
	if (expand(l, frame, spec, &text)) {
		secmailp_spf_name_set(out, secmailp_view_of(text.at, text.len));
		if (is_odd(out))
			secmailp_spf_lint_say(l, where, SECMAIL_SPF_FINDING_ODD_NAME,
			    SECMAIL_SPF_WARNING,
			    "No host has a name such as \"%s\", which is all read as one name.",
			    secmailp_spf_lint_keep(
				l, secmailp_view_of(text.at, text.len), SECMAILP_DOMAIN_MAX));
		return true;
	}
	secmailp_spf_lint_say(l, where, SECMAIL_SPF_FINDING_NOT_FOLLOWED, SECMAIL_SPF_NOTE,
	    "What this leads to hangs on the message or the client: it is counted, and not "
	    "followed.");
	return false;
}
