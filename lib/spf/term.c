/* term.c - one directive or modifier of a record (RFC 7208 sections 4.6.1 and 12) */
#include "spf_internal.h"

static const secmailp_byteset ALPHA = SECMAILP_ALPHA;
static const secmailp_byteset DIGIT = SECMAILP_DIGIT;

/* name = ALPHA *( ALPHA / DIGIT / "-" / "_" / "." ) */
static const secmailp_byteset NAME = { { 0x03ff600000000000, 0x07fffffe87fffffe, 0, 0 } };

/* macro-literal = %x21-24 / %x26-7E; here without "/", where a prefix length may begin */
static const secmailp_byteset LITERAL = { { 0xffff7fde00000000, 0x7fffffffffffffff, 0, 0 } };

/* A term being read: the cursor, and what was wrong with it first. */
typedef struct reader {
	secmailp_cursor c;
	const char *why;
} reader;

static void
refuse(reader *r, const char *why)
{
	if (!r->why)
		r->why = why;
	r->c.bad = true;
}

/* A number of at most three digits without leading zeros, as prefix lengths have it. */
static unsigned
read_number(reader *r, unsigned max, const char *why)
{
	unsigned number = secmailp_spf_number_read(&r->c);

	if (number > max)
		refuse(r, why);
	return number;
}

/* [ "/" ip4-length ] [ "//" ip6-length ] */
static void
read_dual_prefix(reader *r, secmailp_spf_term *term)
{
	if (secmailp_cursor_left(&r->c) == 0)
		return;
	secmailp_cursor_expect(&r->c, '/');
	if (secmailp_cursor_peek(&r->c) != '/') {
		term->prefix4 = read_number(r, 32, "an IPv4 prefix length is 0 to 32");
		if (secmailp_cursor_left(&r->c) == 0)
			return;
		secmailp_cursor_expect(&r->c, '/');
	}
	secmailp_cursor_expect(&r->c, '/');
	term->prefix6 = read_number(r, 128, "an IPv6 prefix length is 0 to 128");
}

/* True if all that is left has the form of prefix lengths, whatever their value. */
static bool
is_prefix(secmailp_cursor c)
{
	secmailp_cursor_expect(&c, '/');
	if (secmailp_cursor_while(&c, &DIGIT).len > 0 && secmailp_cursor_left(&c) == 0)
		return !c.bad;
	while (secmailp_cursor_skip(&c, '/'))
		;
	return secmailp_cursor_while(&c, &DIGIT).len > 0 && secmailp_cursor_done(&c);
}

/* toplabel: letters, digits and inner hyphens, not digits alone */
static bool
is_toplabel(secmailp_view label)
{
	bool is_number = true;

	if (label.len == 0 || label.at[0] == '-' || label.at[label.len - 1] == '-')
		return false;
	for (size_t i = 0; i < label.len; i++) {
		bool is_digit = secmailp_byteset_has(&DIGIT, label.at[i]);

		if (!is_digit && label.at[i] != '-' && !secmailp_byteset_has(&ALPHA, label.at[i]))
			return false;
		is_number &= is_digit;
	}
	return !is_number;
}

/* What stands after the last macro has to end in "." toplabel [ "." ]. */
static bool
ends_in_toplabel(secmailp_view tail)
{
	size_t dot;

	if (tail.len > 0 && tail.at[tail.len - 1] == '.')
		tail.len--;
	dot = tail.len;
	while (dot > 0 && tail.at[dot - 1] != '.')
		dot--;
	return dot > 0 && is_toplabel(secmailp_view_after(tail, dot));
}

static void
read_domain_macro(reader *r)
{
	secmailp_spf_macro macro;

	secmailp_spf_macro_read(&r->c, &macro);
	if (r->c.bad)
		refuse(r, "a macro in it is malformed");
	else if (secmailp_spf_macro_is_for_explanations(&macro))
		refuse(r, "the macros c, r and t are for explanations only");
}

/*
 * domain-spec = macro-string domain-end. A "/" may belong to it: prefix
 * lengths, where they are allowed, are what has their form at the very end.
 */
static void
read_domain_spec(reader *r, bool may_have_prefix, secmailp_view *out)
{
	secmailp_view whole = secmailp_cursor_rest(&r->c);
	size_t tail = 0;
	size_t used = 0;

	for (;;) {
		secmailp_cursor_while(&r->c, &LITERAL);
		used = whole.len - secmailp_cursor_left(&r->c);
		int next = secmailp_cursor_peek(&r->c);

		if (next == '/' && may_have_prefix && is_prefix(r->c))
			break;
		if (next == '%') {
			read_domain_macro(r);
			tail = whole.len - secmailp_cursor_left(&r->c);
		} else if (!secmailp_cursor_skip(&r->c, '/')) {
			break;
		}
	}
	*out = secmailp_view_first(whole, used);
	if (used == 0)
		refuse(r, "its domain is missing");
	else if (tail != used && !ends_in_toplabel(secmailp_view_after(*out, tail)))
		refuse(r, "its domain does not end in a top-level label");
}

static void
read_domain(reader *r, secmailp_spf_kind kind, secmailp_spf_term *term)
{
	term->kind = kind;
	if (!secmailp_cursor_skip(&r->c, ':'))
		refuse(r, "its domain is missing");
	else
		read_domain_spec(r, false, &term->domain);
}

static void
read_ptr(reader *r, secmailp_spf_term *term)
{
	term->kind = SECMAILP_SPF_PTR;
	if (secmailp_cursor_skip(&r->c, ':'))
		read_domain_spec(r, false, &term->domain);
}

static void
read_hosts(reader *r, secmailp_spf_kind kind, secmailp_spf_term *term)
{
	term->kind = kind;
	if (secmailp_cursor_skip(&r->c, ':'))
		read_domain_spec(r, true, &term->domain);
	read_dual_prefix(r, term);
}

static void
read_ip4(reader *r, secmailp_spf_term *term)
{
	term->kind = SECMAILP_SPF_IP4;
	if (!secmailp_cursor_skip(&r->c, ':'))
		refuse(r, "its address is missing");
	if (!secmailp_spf_ip4_read(&r->c, term->network))
		refuse(r, "its IPv4 address is malformed");
	if (secmailp_cursor_skip(&r->c, '/'))
		term->prefix4 = read_number(r, 32, "an IPv4 prefix length is 0 to 32");
}

static void
read_ip6(reader *r, secmailp_spf_term *term)
{
	term->kind = SECMAILP_SPF_IP6;
	if (!secmailp_cursor_skip(&r->c, ':'))
		refuse(r, "its address is missing");
	if (!secmailp_spf_ip6_read(&r->c, term->network))
		refuse(r, "its IPv6 address is malformed");
	if (secmailp_cursor_skip(&r->c, '/'))
		term->prefix6 = read_number(r, 128, "an IPv6 prefix length is 0 to 128");
}

/* A name of a few letters as a number, so that it is told apart at one glance. */
#define NAME1(a) ((uint64_t)(a))
#define NAME2(a, b) (NAME1(a) << 8 | (b))
#define NAME3(a, b, c) (NAME2(a, b) << 8 | (c))
#define NAME6(a, b, c, d, e, f) (NAME3(a, b, c) << 24 | NAME3(d, e, f))
#define NAME7(a, b, c, d, e, f, g) (NAME6(a, b, c, d, e, f) << 8 | (g))
#define LONGEST_NAME 7

/*
 * Reads a name, and gives the same number of it; 0 for one that is too long. A
 * bit makes capital letters small, and what else a name may hold no letter.
 */
static secmailp_view
read_name(reader *r, uint64_t *out_number)
{
	secmailp_view rest = secmailp_cursor_rest(&r->c);
	uint64_t number = 0;
	size_t len = 0;

	for (; len < rest.len && secmailp_byteset_has(&NAME, rest.at[len]); len++)
		number = number << 8 | rest.at[len] | 0x20;
	*out_number = len <= LONGEST_NAME ? number : 0;
	return secmailp_cursor_take(&r->c, len);
}

static void
read_mechanism(reader *r, uint64_t name, secmailp_spf_term *term)
{
	switch (name) {
	case NAME3('i', 'p', '4'):
		read_ip4(r, term);
		break;
	case NAME3('i', 'p', '6'):
		read_ip6(r, term);
		break;
	case NAME3('a', 'l', 'l'):
		term->kind = SECMAILP_SPF_ALL;
		break;
	case NAME7('i', 'n', 'c', 'l', 'u', 'd', 'e'):
		read_domain(r, SECMAILP_SPF_INCLUDE, term);
		break;
	case NAME6('e', 'x', 'i', 's', 't', 's'):
		read_domain(r, SECMAILP_SPF_EXISTS, term);
		break;
	case NAME1('a'):
		read_hosts(r, SECMAILP_SPF_A, term);
		break;
	case NAME2('m', 'x'):
		read_hosts(r, SECMAILP_SPF_MX, term);
		break;
	case NAME3('p', 't', 'r'):
		read_ptr(r, term);
		break;
	default:
		refuse(r, "there is no such mechanism");
		break;
	}
}

/* macro-string: literals and macros */
static void
read_macro_string(reader *r)
{
	secmailp_spf_macro macro;

	while (secmailp_cursor_left(&r->c) > 0) {
		secmailp_view literals = secmailp_cursor_while(&r->c, &LITERAL);

		if (secmailp_cursor_peek(&r->c) == '%') {
			secmailp_spf_macro_read(&r->c, &macro);
			if (r->c.bad)
				refuse(r, "a macro in it is malformed");
		} else if (!secmailp_cursor_skip(&r->c, '/') && literals.len == 0) {
			return;
		}
	}
}

/*
 * redirect and exp are never taken for unknown modifiers, though the grammar
 * would let a malformed one be that (RFC 7208 section 6, and its errata).
 */
static void
read_modifier(reader *r, secmailp_view name, secmailp_spf_term *term)
{
	if (secmailp_view_is_nocase(name, "redirect"))
		term->kind = SECMAILP_SPF_REDIRECT;
	else if (secmailp_view_is_nocase(name, "exp"))
		term->kind = SECMAILP_SPF_EXP;
	else
		term->kind = SECMAILP_SPF_OTHER_MODIFIER;
	if (term->kind == SECMAILP_SPF_OTHER_MODIFIER)
		read_macro_string(r);
	else
		read_domain_spec(r, false, &term->domain);
}

/* Reads a qualifier if one is there; without one a match is a pass. */
static bool
read_qualifier(reader *r, secmail_spf_code *out)
{
	switch (secmailp_cursor_peek(&r->c)) {
	case '-':
		*out = SECMAIL_SPF_FAIL;
		break;
	case '~':
		*out = SECMAIL_SPF_SOFTFAIL;
		break;
	case '?':
		*out = SECMAIL_SPF_NEUTRAL;
		break;
	case '+':
		*out = SECMAIL_SPF_PASS;
		break;
	default:
		*out = SECMAIL_SPF_PASS;
		return false;
	}
	return secmailp_cursor_take(&r->c, 1).len == 1;
}

const char *
secmailp_spf_term_read(secmailp_view text, secmailp_spf_term *out)
{
	reader r = { secmailp_cursor_over(text), NULL };
	secmailp_view name;
	uint64_t number;
	bool is_qualified;

	out->kind = SECMAILP_SPF_ALL;
	out->text = text;
	out->domain = secmailp_view_of(NULL, 0);
	out->prefix4 = 32;
	out->prefix6 = 128;
	is_qualified = read_qualifier(&r, &out->qualifier);
	name = read_name(&r, &number);
	if (name.len == 0 || !secmailp_byteset_has(&ALPHA, name.at[0]))
		refuse(&r, "it does not begin with a name");
	else if (!is_qualified && secmailp_cursor_skip(&r.c, '='))
		read_modifier(&r, name, out);
	else
		read_mechanism(&r, number, out);
	if (!secmailp_cursor_done(&r.c))
		refuse(&r, "something stands in it that does not belong there");
	return r.why;
}
