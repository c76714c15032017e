/*
 * explain.c - the domain's explanation of a fail (RFC 7208 section 6.2)
 *
 * Whatever goes wrong here, the verdict stands: there is then no explanation.
 */
#include "spf_internal.h"

/* explain-string = *( macro-string / SP ): what stands between the macros */
static const secmailp_byteset LITERAL = { { 0xffffffdf00000000, 0x7fffffffffffffff, 0, 0 } };

bool
secmailp_spf_explanation_is_well_formed(secmailp_view text)
{
	secmailp_cursor c = secmailp_cursor_over(text);
	secmailp_spf_macro macro;

	while (secmailp_cursor_left(&c) > 0) {
		secmailp_cursor_while(&c, &LITERAL);
		if (secmailp_cursor_left(&c) > 0)
			secmailp_spf_macro_read(&c, &macro);
	}
	return !c.bad;
}

/* The one TXT record that `exp` names, joined once. */
static secmailp_spf_step
fetch(secmailp_spf_evaluation *e, secmailp_view *out)
{
	secmailp_spf_record *record = secmailp_spf_top(e)->record;
	secmailp_spf_target *target = &record->explanation;
	secmailp_spf_keep *k = &e->session->keep;
	secmailp_spf_step step = secmailp_spf_aim_at(e, record->exp, target);

	if (step != SECMAILP_SPF_YES)
		return step;
	if (secmailp_spf_look_uncounted(e, target->name, SECMAIL_DNS_TXT, &target->question) !=
	    SECMAILP_SPF_FOUND_RECORDS)
		return SECMAILP_SPF_NO;
	if (secmail_answers_count(e->answers, target->question) != 1)
		return SECMAILP_SPF_NO;
	if (k->explanation != target->question) {
		step = secmailp_spf_txt(e, target->question, 0, &k->explanation_text);
		k->explanation = step == SECMAILP_SPF_YES ? target->question : SECMAILP_SPF_UNASKED;
	}
	*out = k->explanation_text;
	return step;
}

/* Macros may bring in what the client wrote: nothing unprintable gets out. */
static void
write_explanation(secmailp_spf_evaluation *e, secmailp_view text)
{
	uint8_t raw[SECMAIL_SPF_MAX_EXPLANATION];
	secmailp_spf_text expanded = { raw, 0, sizeof raw, false };
	secmailp_spf_text printable = { e->explanation, 0, sizeof e->explanation, false };

	if (secmailp_spf_expand(e, text, &expanded) != SECMAILP_SPF_YES)
		return;
	secmailp_spf_text_printable(&printable, secmailp_view_of(expanded.at, expanded.len));
	e->explanation_len = printable.len;
	e->has_explanation = printable.len > 0;
}

/*
 * RFC 7208 section 6.2: the record whose mechanism failed explains it, which
 * may stand behind a redirect but never behind an include.
 */
void
secmailp_spf_explain(secmailp_spf_evaluation *e)
{
	secmail_spf_code code = e->code;
	secmail_spf_reason reason = e->reason;
	size_t depth = e->depth;
	secmailp_view text;

	e->depth = e->decider;
	if (secmailp_spf_top(e)->record->exp.len > 0 && fetch(e, &text) == SECMAILP_SPF_YES &&
	    secmailp_spf_explanation_is_well_formed(text))
		write_explanation(e, text);
	e->depth = depth;
	e->code = code;
	e->reason = reason;
}
