/*
 * suffix_rules.c - whether libpsl took a whole list
 *
 * libpsl goes on without a rule that it has no memory for, or whose U-labels it
 * can't turn into A-labels. Then a public suffix counts as one organization,
 * and each of its customers aligns with all others. So every rule is asked for.
 */
#include "suffix_rules.h"

#include <string.h>

#include "private/cursor.h"

/* Below "*.example" any name is a public suffix; one that no list has an exception for. */
#define ANY "any--name."

/* What libpsl takes for the end of a rule. */
static const secmailp_byteset inside = { { 0xfffffffeffffd9ff, ~0ULL, ~0ULL, ~0ULL } };

/* The rule of a line without what follows it; empty if the line has none. */
static secmailp_view
rule_of(secmailp_view line)
{
	static const secmailp_byteset space = SECMAILP_FWS;
	secmailp_cursor c = secmailp_cursor_over(line);

	secmailp_cursor_while(&c, &space);
	if (secmailp_cursor_literal(&c, "//"))
		return secmailp_view_of(NULL, 0);
	return secmailp_cursor_while(&c, &inside);
}

/* libpsl compares octets: a rule is in lower case and has no dot at its end, or it holds for none.
 */
static secmail_status
read_name(secmailp_view name, char out[SECMAIL_DOMAIN_SIZE])
{
	secmail_status status = secmail_domain_normalize(name.at, name.len, out);

	if (secmailp_view_is_nocase(name, out) != secmailp_view_is(name, out) ||
	    secmailp_view_is(secmailp_view_after(name, name.len - 1), "."))
		return SECMAIL_SYNTAX;
	return status;
}

static secmail_status
check_rule(const psl_ctx_t *list, secmailp_view rule)
{
	char name[sizeof ANY + SECMAIL_DOMAIN_SIZE] = ANY;
	char *below = name + strlen(ANY);
	secmailp_cursor c = secmailp_cursor_over(rule);
	bool is_exception = secmailp_cursor_skip(&c, '!');
	bool is_wildcard = !is_exception && secmailp_cursor_literal(&c, "*.");
	secmail_status status = read_name(secmailp_cursor_rest(&c), below);

	if (status != SECMAIL_DONE)
		return status;
	return psl_is_public_suffix(list, is_wildcard ? name : below) == !is_exception
		   ? SECMAIL_DONE
		   : SECMAIL_NO_MEMORY;
}

secmail_status
secmailp_dmarc_suffix_rules_check(const psl_ctx_t *list, secmailp_view text, size_t *out_line)
{
	secmailp_cursor c = secmailp_cursor_over(text);
	size_t rules = 0;

	for (*out_line = 1; secmailp_cursor_left(&c) > 0; ++*out_line) {
		secmailp_view rule = rule_of(secmailp_cursor_until(&c, '\n'));
		secmail_status status = SECMAIL_DONE;

		secmailp_cursor_skip(&c, '\n');
		/* The rule "*" ends every list, written or not. */
		if (rule.len > 0 && !secmailp_view_is(rule, "*"))
			status = check_rule(list, rule);
		if (status != SECMAIL_DONE)
			return status;
		rules += rule.len > 0;
	}
	*out_line = 0;
	return rules > 0 ? SECMAIL_DONE : SECMAIL_SYNTAX;
}
