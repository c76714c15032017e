/* lint_record.c - a record term by term, and the rules for a record as a whole (RFC 7208
 * section 4.6)
 */
#include "lint.h"

/* What was seen of a record so far. */
typedef struct reading {
	secmailp_spf_lint *l;
	const secmailp_spf_lint_frame *frame;
	bool has_fault; /* a malformed term: it may have been an all, or a redirect */
	bool is_after_all_said;
	bool is_not_last_said;
	secmailp_spf_lint_place all; /* empty: none yet; so with the next two */
	secmailp_spf_lint_place redirect;
	secmailp_spf_lint_place exp;
	secmailp_spf_term redirect_term;
	secmailp_view exp_spec;
} reading;

/* "+a" is "a". */
static secmailp_view
without_plus(secmailp_view term)
{
	return term.len > 0 && term.at[0] == '+' ? secmailp_view_after(term, 1) : term;
}

/* Case matters in macros only, where an upper-case letter asks for escapes. */
static bool
is_same_term(secmailp_view a, secmailp_view b)
{
	a = without_plus(a);
	b = without_plus(b);
	if (a.len > 0 && memchr(a.at, '%', a.len))
		return secmailp_view_equal(a, b);
	return secmailp_view_equal_nocase(a, b);
}

/* Whether the term stands in the record before. */
static bool
is_repeated(const reading *r, const secmailp_spf_lint_place *where)
{
	secmailp_cursor terms =
	    secmailp_cursor_over(secmailp_view_first(r->frame->text, where->offset));
	secmailp_view text;

	if (where->is_muted || r->l->is_waiting)
		return false;
	secmailp_cursor_take(&terms, sizeof SECMAILP_SPF_VERSION - 1);
	while (secmailp_spf_record_next(&terms, &text))
		if (is_same_term(text, where->term))
			return true;
	return false;
}

static void
note_all(reading *r, const secmailp_spf_lint_place *where, const secmailp_spf_term *term)
{
	secmail_spf_code gives = secmailp_spf_lint_gives(r->frame, term->qualifier);

	r->all = *where;
	if (gives == SECMAIL_SPF_PASS) {
		secmailp_spf_lint_say(r->l, where, SECMAIL_SPF_FINDING_PASS_ALL, SECMAIL_SPF_ERROR,
		    "Every client of the Internet passes: whoever wants to may use the domain.");
		secmailp_spf_ranges_add_all(&r->l->ip4);
		secmailp_spf_ranges_add_all(&r->l->ip6);
	} else if (term->qualifier == SECMAIL_SPF_PASS) {
		secmailp_spf_lint_say(r->l, where, SECMAIL_SPF_FINDING_PASS_ALL,
		    SECMAIL_SPF_WARNING,
		    "Every client of the Internet matches in this record, and in all that include "
		    "it.");
	} else if (gives == SECMAIL_SPF_NEUTRAL && !r->frame->is_included) {
		secmailp_spf_lint_say(r->l, where, SECMAIL_SPF_FINDING_NEUTRAL_ALL,
		    SECMAIL_SPF_WARNING,
		    "A client that nothing else matches gets neutral, as if there were no record.");
	}
}

static void
note_redirect(reading *r, const secmailp_spf_lint_place *where, const secmailp_spf_term *term)
{
	if (r->redirect.term.len > 0) {
		secmailp_spf_lint_say(r->l, where, SECMAIL_SPF_FINDING_REPEATED_MODIFIER,
		    SECMAIL_SPF_ERROR,
		    "redirect stands in the record twice: receivers stop with permerror.");
		return;
	}
	r->redirect = *where;
	r->redirect_term = *term;
}

static void
note_exp(reading *r, const secmailp_spf_lint_place *where, const secmailp_spf_term *term)
{
	if (r->exp.term.len > 0) {
		secmailp_spf_lint_say(r->l, where, SECMAIL_SPF_FINDING_REPEATED_MODIFIER,
		    SECMAIL_SPF_ERROR,
		    "exp stands in the record twice: receivers stop with permerror.");
		return;
	}
	r->exp = *where;
	r->exp_spec = term->domain;
}

/* True if the mechanism can be reached; what keeps it from that is said once. */
static bool
is_reached(reading *r, const secmailp_spf_lint_place *where)
{
	if (r->redirect.term.len > 0 && r->all.term.len == 0 && !r->is_not_last_said) {
		r->is_not_last_said = true;
		secmailp_spf_lint_say(r->l, &r->redirect, SECMAIL_SPF_FINDING_REDIRECT_NOT_LAST,
		    SECMAIL_SPF_NOTE,
		    "Mechanisms follow the redirect, which is come to after all of them "
		    "nevertheless.");
	}
	if (r->all.term.len == 0)
		return true;
	if (!r->is_after_all_said)
		secmailp_spf_lint_say(r->l, where, SECMAIL_SPF_FINDING_AFTER_ALL,
		    SECMAIL_SPF_WARNING,
		    "all stands before this and matches every client: this mechanism and those "
		    "behind it are never reached.");
	r->is_after_all_said = true;
	return false;
}

static void
note_include(reading *r, const secmailp_spf_lint_place *where, const secmailp_spf_term *term)
{
	if (term->qualifier != SECMAIL_SPF_PASS)
		secmailp_spf_lint_say(r->l, where, SECMAIL_SPF_FINDING_QUALIFIED_INCLUDE,
		    SECMAIL_SPF_NOTE,
		    "A client that the included record lets pass gets %s here; its other results "
		    "count for nothing.",
		    secmail_spf_code_name(term->qualifier));
	secmailp_spf_lint_follow(r->l, r->frame, where, term);
}

static void
note_mechanism(reading *r, const secmailp_spf_lint_place *where, const secmailp_spf_term *term)
{
	bool is_second;

	if (!is_reached(r, where))
		return;
	is_second = is_repeated(r, where);
	if (is_second)
		secmailp_spf_lint_say(r->l, where, SECMAIL_SPF_FINDING_DUPLICATE_TERM,
		    SECMAIL_SPF_WARNING, "The same term stands in the record before.");
	switch (term->kind) {
	case SECMAILP_SPF_ALL:
		note_all(r, where, term);
		break;
	case SECMAILP_SPF_INCLUDE:
		note_include(r, where, term);
		break;
	case SECMAILP_SPF_IP4:
	case SECMAILP_SPF_IP6:
		if (!is_second)
			secmailp_spf_lint_network_of(r->l, r->frame, where, term);
		break;
	default:
		secmailp_spf_lint_hosts(r->l, r->frame, where, term);
		break;
	}
}

static void
note_term(reading *r, const secmailp_spf_lint_place *where)
{
	secmailp_spf_term term;
	const char *why = secmailp_spf_term_read(where->term, &term);

	if (why) {
		r->has_fault = true;
		secmailp_spf_lint_syntax(r->l, where, why);
		return;
	}
	switch (term.kind) {
	case SECMAILP_SPF_REDIRECT:
		note_redirect(r, where, &term);
		break;
	case SECMAILP_SPF_EXP:
		note_exp(r, where, &term);
		break;
	case SECMAILP_SPF_OTHER_MODIFIER:
		secmailp_spf_lint_modifier(r->l, where);
		break;
	default:
		note_mechanism(r, where, &term);
		break;
	}
}

/* What stands for every client that no mechanism matches. */
static void
look_at_end(reading *r)
{
	secmailp_spf_lint_place whole =
	    secmailp_spf_lint_place_of(r->frame, secmailp_view_of(NULL, 0), 0);

	if (r->redirect.term.len > 0 && r->all.term.len > 0)
		secmailp_spf_lint_say(r->l, &r->redirect, SECMAIL_SPF_FINDING_REDIRECT_WITH_ALL,
		    SECMAIL_SPF_WARNING,
		    "The record has an all, so that receivers pass the redirect over.");
	else if (r->redirect.term.len > 0)
		secmailp_spf_lint_follow(r->l, r->frame, &r->redirect, &r->redirect_term);
	else if (r->all.term.len == 0 && !r->frame->is_included && !r->has_fault)
		secmailp_spf_lint_say(r->l, &whole, SECMAIL_SPF_FINDING_NO_ALL, SECMAIL_SPF_WARNING,
		    "Neither all nor redirect ends the record: a client that nothing matches gets "
		    "neutral, as if there were no record.");
	if (r->exp.term.len > 0 && !r->frame->is_included)
		secmailp_spf_lint_explanation(r->l, r->frame, &r->exp, r->exp_spec);
}

void
secmailp_spf_lint_record(secmailp_spf_lint *l, const secmailp_spf_lint_frame *frame)
{
	reading r = { .l = l, .frame = frame };
	secmailp_cursor c = secmailp_cursor_over(frame->text);
	secmailp_spf_lint_place where;
	secmailp_view term;
	size_t count = 0;

	secmailp_cursor_take(&c, sizeof SECMAILP_SPF_VERSION - 1);
	while (secmailp_spf_record_next(&c, &term)) {
		where = secmailp_spf_lint_place_of(
		    frame, term, frame->text.len - secmailp_cursor_left(&c) - term.len);
		if (count++ == SECMAIL_SPF_LINT_MAX_TERMS) {
			secmailp_spf_lint_say_limit(l, &where, SECMAILP_SPF_LINT_TERMS);
			r.has_fault = true;
			break;
		}
		note_term(&r, &where);
	}
	look_at_end(&r);
}
