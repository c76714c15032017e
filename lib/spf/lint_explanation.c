/* lint_explanation.c - whether exp leads to a text that can be given (RFC 7208 section 6.2) */
#include "lint.h"

static void
say(secmailp_spf_lint *l, const secmailp_spf_lint_place *where, const secmailp_spf_name *name,
    const char *what)
{
	secmailp_spf_lint_say(l, where, SECMAIL_SPF_FINDING_EXPLANATION, SECMAIL_SPF_WARNING,
	    "%s %s: a sender who is refused gets no explanation.",
	    secmailp_spf_lint_keep(l, secmailp_spf_name_view(name), SECMAILP_DOMAIN_MAX), what);
}

static bool
is_ascii(secmailp_view text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] > 126)
			return false;
	return true;
}

static void
look_at_text(secmailp_spf_lint *l, const secmailp_spf_lint_place *where,
    const secmailp_spf_name *name, uint32_t id)
{
	bool is_too_long = false;
	secmailp_view text;

	if (secmail_answers_count(l->answers, id) != 1) {
		say(l, where, name, "has more than one TXT record");
		return;
	}
	text = secmailp_spf_lint_txt(l, id, 0, &is_too_long);
	if (is_too_long)
		say(l, where, name, "has a text of more than 8192 octets");
	else if (!is_ascii(text))
		say(l, where, name, "has a text that is not ASCII");
	else if (!secmailp_spf_explanation_is_well_formed(text))
		say(l, where, name, "has a text with a malformed macro");
}

void
secmailp_spf_lint_explanation(secmailp_spf_lint *l, const secmailp_spf_lint_frame *frame,
    const secmailp_spf_lint_place *where, secmailp_view spec)
{
	secmailp_spf_name name;
	uint32_t id;

	if (!secmailp_spf_lint_target(l, frame, where, spec, &name))
		return;
	switch (
	    secmailp_spf_lint_ask(l, where, secmailp_spf_name_view(&name), SECMAIL_DNS_TXT, &id)) {
	case SECMAILP_SPF_FOUND_RECORDS:
		look_at_text(l, where, &name, id);
		break;
	case SECMAILP_SPF_FOUND_VOID:
		say(l, where, &name, "has no TXT record");
		break;
	case SECMAILP_SPF_FOUND_NO_NAME:
		secmailp_spf_lint_say_bad_name(l, where, &name, SECMAIL_SPF_WARNING);
		break;
	case SECMAILP_SPF_FOUND_FAILURE:
		secmailp_spf_lint_say_failure(l, where, id);
		break;
	default:
		break;
	}
}
