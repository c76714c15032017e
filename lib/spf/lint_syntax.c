/*
 * lint_syntax.c - what may have been meant by a malformed term, or by a modifier that is none
 *
 * The mistakes are those that administrators make: addresses without ip4, names
 * of mechanisms that are nearly right, commas, dashes of a word processor.
 */
#include "lint.h"

#include <arpa/inet.h>

/* A term in parts: "+ip4:192.0.2.1" is '+', "ip4", ':', "192.0.2.1". */
typedef struct parts {
	secmailp_view all;
	char qualifier; /* NUL: none */
	secmailp_view name;
	int separator; /* -1: none */
	secmailp_view value;
} parts;

static const struct typo {
	const char *wrong;
	const char *right;
} typos[] = {
	{ "ip", "ip4" },
	{ "ipv4", "ip4" },
	{ "ip4v", "ip4" },
	{ "ip-4", "ip4" },
	{ "ipv6", "ip6" },
	{ "ip6v", "ip6" },
	{ "include", "include" },
	{ "includes", "include" },
	{ "included", "include" },
	{ "inlcude", "include" },
	{ "inculde", "include" },
	{ "incude", "include" },
	{ "inclue", "include" },
	{ "incl", "include" },
	{ "spf", "include" },
	{ "a", "a" },
	{ "host", "a" },
	{ "hostname", "a" },
	{ "mx", "mx" },
	{ "ip4", "ip4" },
	{ "ip6", "ip6" },
	{ "exists", "exists" },
	{ "exist", "exists" },
	{ "ptr", "ptr" },
	{ "redirect", "redirect" },
	{ "redirects", "redirect" },
	{ "redir", "redirect" },
	{ "exp", "exp" },
	{ "explain", "exp" },
	{ "explanation", "exp" },
};

static parts
take_apart(secmailp_view term)
{
	secmailp_cursor c = secmailp_cursor_over(term);
	parts p = { .all = term, .separator = -1 };
	int first = secmailp_cursor_peek(&c);
	size_t len = 0;

	if (first > 0 && strchr("+-~?", first))
		p.qualifier = (char)secmailp_cursor_byte(&c);
	p.name = secmailp_cursor_rest(&c);
	while (len < p.name.len && p.name.at[len] != ':' && p.name.at[len] != '=')
		len++;
	if (len < p.name.len)
		p.separator = p.name.at[len];
	p.value = secmailp_view_after(p.name, len + 1);
	p.name = secmailp_view_first(p.name, len);
	return p;
}

/* 4 or 16 for an address, with or without a prefix length; else 0. */
static size_t
address_len(secmailp_view v)
{
	secmailp_cursor c = secmailp_cursor_over(v);
	secmailp_view address = secmailp_cursor_until(&c, '/');
	char text[INET6_ADDRSTRLEN] = "";
	uint8_t octets[16];

	if (address.len >= sizeof text || memchr(address.at, '\0', address.len))
		return 0;
	memcpy(text, address.at, address.len);
	if (inet_pton(AF_INET, text, octets) == 1)
		return 4;
	return inet_pton(AF_INET6, text, octets) == 1 ? 16 : 0;
}

static const char *
right_name(secmailp_view name)
{
	for (size_t i = 0; i < sizeof typos / sizeof typos[0]; i++)
		if (secmailp_view_is_nocase(name, typos[i].wrong))
			return typos[i].right;
	return NULL;
}

static bool
is_modifier(const char *name)
{
	return strcmp(name, "redirect") == 0 || strcmp(name, "exp") == 0;
}

static const char *
keep(secmailp_spf_lint *l, secmailp_view v)
{
	return secmailp_spf_lint_keep(l, v, SECMAILP_SPF_MAX_TERM_TEXT);
}

/* Proposes a term of a name and a value; a qualifier stays. */
static bool
propose(secmailp_spf_lint *l, const parts *p, const char *name, secmailp_view value)
{
	char qualifier[2] = { is_modifier(name) ? '\0' : p->qualifier, '\0' };

	secmailp_spf_lint_advise(l, "Write \"%s%s%s%s\".", qualifier, name,
	    is_modifier(name) ? "=" : ":", keep(l, value));
	return true;
}

static bool
has_any(secmailp_view v, const char *octets)
{
	for (size_t i = 0; i < v.len; i++)
		if (v.at[i] != '\0' && strchr(octets, v.at[i]))
			return true;
	return false;
}

/* Octets that have no business in a record. */
static bool
suggest_by_octets(secmailp_spf_lint *l, const parts *p)
{
	for (size_t i = 0; i < p->all.len; i++) {
		if (p->all.at[i] >= ' ' && p->all.at[i] <= '~')
			continue;
		secmailp_spf_lint_advise(l,
		    "Type the term anew in plain ASCII: tabs, typographic dashes and quotation "
		    "marks come along when text is copied.");
		return true;
	}
	if (has_any(p->all, "\"'")) {
		secmailp_spf_lint_advise(l, "Take the quotation marks out of the record.");
		return true;
	}
	if (!has_any(p->all, ",;"))
		return false;
	secmailp_spf_lint_advise(l, "Put spaces between terms, without \",\" and \";\".");
	return true;
}

/* An address that stands where none belongs, or of the other family. */
static bool
suggest_by_address(secmailp_spf_lint *l, const parts *p)
{
	secmailp_view bare = secmailp_view_after(p->all, p->qualifier ? 1 : 0);
	size_t bare_len = address_len(bare);
	size_t value_len = p->separator < 0 ? 0 : address_len(p->value);
	const char *name = right_name(p->name);

	if (bare_len > 0)
		return propose(l, p, bare_len == 4 ? "ip4" : "ip6", bare);
	if (value_len == 0 || !name)
		return false;
	if (strcmp(name, value_len == 4 ? "ip4" : "ip6") == 0 &&
	    secmailp_view_is_nocase(p->name, name) && p->separator == ':')
		return false; /* the name is right: it is the prefix length that is not */
	return propose(l, p, value_len == 4 ? "ip4" : "ip6", p->value);
}

static bool
suggest_by_name(secmailp_spf_lint *l, const parts *p)
{
	const char *name = right_name(p->name);

	if (!name || p->value.len == 0)
		return false;
	if (!secmailp_view_is_nocase(p->name, name) || (p->separator == '=') != is_modifier(name))
		return propose(l, p, name, p->value);
	if (is_modifier(name) && p->qualifier)
		return propose(l, p, name, p->value);
	return false;
}

/* What is wrong with a term whose name is right, or that has none. */
static bool
suggest_by_form(secmailp_spf_lint *l, const parts *p)
{
	bool is_ip4 = secmailp_view_is_nocase(p->name, "ip4");

	if (p->separator >= 0 && p->value.len == 0)
		secmailp_spf_lint_advise(
		    l, "Write the value right behind \"%c\", without a space.", p->separator);
	else if (is_ip4 && has_any(p->value, "-*"))
		secmailp_spf_lint_advise(l,
		    "A range is written as networks with prefix lengths, such as "
		    "\"ip4:192.0.2.0/24\".");
	else if (is_ip4 && address_len(p->value) == 0)
		secmailp_spf_lint_advise(l,
		    "An IPv4 address has four numbers from 0 to 255, without leading zeros, then "
		    "perhaps \"/\" and a prefix length.");
	else if (secmailp_view_is_nocase(secmailp_view_first(p->name, 3), "all"))
		secmailp_spf_lint_advise(l, "Write \"-all\" or \"~all\", and nothing behind it.");
	else if (p->separator < 0 && has_any(p->name, "."))
		secmailp_spf_lint_advise(l,
		    "Write \"a:%s\" if that is a host that sends mail, \"include:%s\" if its "
		    "record "
		    "is meant.",
		    keep(l, p->name), keep(l, p->name));
	else
		return false;
	return true;
}

void
secmailp_spf_lint_syntax(
    secmailp_spf_lint *l, const secmailp_spf_lint_place *where, const char *why)
{
	parts p = take_apart(where->term);

	secmailp_spf_lint_say(l, where, SECMAIL_SPF_FINDING_SYNTAX, SECMAIL_SPF_ERROR,
	    "This term is malformed: %s. Receivers stop with permerror for every message.", why);
	if (!suggest_by_octets(l, &p) && !suggest_by_address(l, &p) && !suggest_by_name(l, &p))
		(void)suggest_by_form(l, &p);
}

/* RFC 6652 has three that receivers may know. */
static bool
is_known_modifier(secmailp_view name)
{
	return secmailp_view_is_nocase(name, "ra") || secmailp_view_is_nocase(name, "rp") ||
	       secmailp_view_is_nocase(name, "rr");
}

void
secmailp_spf_lint_modifier(secmailp_spf_lint *l, const secmailp_spf_lint_place *where)
{
	parts p = take_apart(where->term);
	bool is_version = secmailp_view_is_nocase(p.name, "v");
	bool is_mistake = is_version || right_name(p.name) || address_len(p.value) > 0;

	if (is_known_modifier(p.name))
		return;
	secmailp_spf_lint_say(l, where, SECMAIL_SPF_FINDING_UNKNOWN_MODIFIER,
	    is_mistake ? SECMAIL_SPF_WARNING : SECMAIL_SPF_NOTE,
	    "No modifier \"%s\" is known: receivers pass this over.", keep(l, p.name));
	if (is_version)
		secmailp_spf_lint_advise(l, "Take this out: the version stands once, at the "
					    "beginning. Two records may have "
					    "been joined.");
	else if (!suggest_by_address(l, &p))
		(void)suggest_by_name(l, &p);
}
