/* lint_words.c - what is always said of a finding: its word, where the rule is written, what to do
 */
#include "lint.h"

#define SECTION(number) "RFC 7208 section " number

static const secmailp_spf_lint_words table[] = {
	[SECMAIL_SPF_FINDING_NO_RECORD] = { "no-record", SECTION("4.5"),
	    "Publish a TXT record that begins with \"v=spf1\", such as \"v=spf1 mx -all\"; for a "
	    "domain that sends no mail \"v=spf1 -all\".",
	    false },
	[SECMAIL_SPF_FINDING_SEVERAL_RECORDS] = { "several-records", SECTION("3.2"),
	    "Make one record of them, with one \"v=spf1\" and one all.", false },
	[SECMAIL_SPF_FINDING_ALMOST_RECORD] = { "almost-record", SECTION("4.5"),
	    "Begin it with \"v=spf1\" and a space, or take it away.", false },
	[SECMAIL_SPF_FINDING_RECORD_LIMIT] = { "record-limit", SECTION("3.4"),
	    "Shorten it to 450 octets.", false },
	[SECMAIL_SPF_FINDING_LONG_RECORD] = { "long-record", SECTION("3.4"),
	    "Join networks, take out what is needless, or move parts to records that are included.",
	    false },
	[SECMAIL_SPF_FINDING_LONG_RESPONSE] = { "long-response", SECTION("3.4"),
	    "Take away TXT records that nobody needs any more.", false },
	[SECMAIL_SPF_FINDING_JOINED_STRINGS] = { "joined-strings", SECTION("3.3"),
	    "End the first string with a space, or begin the second with one.", false },
	[SECMAIL_SPF_FINDING_SYNTAX] = { "syntax", SECTION("4.6"),
	    "Correct the term or take it out.", false },
	[SECMAIL_SPF_FINDING_REPEATED_MODIFIER] = { "repeated-modifier", SECTION("6"),
	    "Keep one of the two.", false },
	[SECMAIL_SPF_FINDING_UNKNOWN_MODIFIER] = { "unknown-modifier", SECTION("6"),
	    "Take it out unless some receiver is known to read it.", false },
	[SECMAIL_SPF_FINDING_TERM_LIMIT] = { "term-limit", SECTION("4.6.4"),
	    "Take out includes that are not used any more, and write ip4 and ip6 in place of a and "
	    "mx where addresses seldom change.",
	    false },
	[SECMAIL_SPF_FINDING_NEAR_TERM_LIMIT] = { "near-term-limit", SECTION("4.6.4"),
	    "Take out what is not used any more, before a provider adds one.", false },
	[SECMAIL_SPF_FINDING_VOID_LIMIT] = { "void-limit", SECTION("4.6.4"),
	    "Take out terms whose names do not exist or have no address; for hosts without an "
	    "address of one family write ip4 or ip6.",
	    false },
	[SECMAIL_SPF_FINDING_VOID_LOOKUP] = { "void-lookup", SECTION("4.6.4"),
	    "Correct the name, give it the record that is missing, or take the term out.", false },
	[SECMAIL_SPF_FINDING_MX_LIMIT] = { "mx-limit", SECTION("4.6.4"),
	    "Name the networks of these hosts by ip4 and ip6 in place of mx.", false },
	[SECMAIL_SPF_FINDING_NULL_MX] = { "null-mx", "RFC 7505 section 3", "Take the mx out.",
	    false },
	[SECMAIL_SPF_FINDING_BAD_NAME] = { "bad-name", SECTION("4.8"), "Correct the name.", false },
	[SECMAIL_SPF_FINDING_PTR] = { "ptr", SECTION("5.5"),
	    "Name the hosts by a, or their networks by ip4 and ip6.", false },
	[SECMAIL_SPF_FINDING_MACRO_P] = { "macro-p", SECTION("7.2"),
	    "Use %{i}, the client's address, or do without a macro.", false },
	[SECMAIL_SPF_FINDING_NOT_FOLLOWED] = { "not-followed", SECTION("7"),
	    "Look at a few of the names that it may lead to.", true },
	[SECMAIL_SPF_FINDING_PASS_ALL] = { "pass-all", SECTION("5.1"),
	    "Name those who send for the domain, and end the record with \"-all\" or \"~all\".",
	    false },
	[SECMAIL_SPF_FINDING_NEUTRAL_ALL] = { "neutral-all", SECTION("5.1"),
	    "Write \"~all\" until you know who sends for the domain, then \"-all\".", false },
	[SECMAIL_SPF_FINDING_NO_ALL] = { "no-all", SECTION("4.7"),
	    "End the record with \"-all\" or \"~all\".", false },
	[SECMAIL_SPF_FINDING_AFTER_ALL] = { "after-all", SECTION("5.1"),
	    "Move all to the end of the record, or take out what stands behind it.", false },
	[SECMAIL_SPF_FINDING_REDIRECT_WITH_ALL] = { "redirect-with-all", SECTION("5.1"),
	    "Take out one of the two.", false },
	[SECMAIL_SPF_FINDING_REDIRECT_NOT_LAST] = { "redirect-not-last", SECTION("6.1"),
	    "Move the redirect to the end, where readers look for it.", false },
	[SECMAIL_SPF_FINDING_QUALIFIED_INCLUDE] = { "qualified-include", SECTION("5.2"),
	    "Leave the qualifier out unless that is meant.", false },
	[SECMAIL_SPF_FINDING_CONSTANT_EXISTS] = { "constant-exists", SECTION("5.7"),
	    "Put a macro such as %{i} into the name, or take the term out.", false },
	[SECMAIL_SPF_FINDING_INCLUDE_NONE] = { "include-none", SECTION("5.2"),
	    "Ask the provider for the name to include, or take it out.", false },
	[SECMAIL_SPF_FINDING_REDIRECT_NONE] = { "redirect-none", SECTION("6.1"),
	    "Correct the name, or end the record with all in place of the redirect.", false },
	[SECMAIL_SPF_FINDING_LOOP] = { "loop", SECTION("5.2"),
	    "Take out one include or redirect of the circle.", false },
	[SECMAIL_SPF_FINDING_REPEATED_RECORD] = { "repeated-record", SECTION("4.6.4"),
	    "Take out one of the terms that lead there.", false },
	[SECMAIL_SPF_FINDING_EXPLANATION] = { "explanation", SECTION("6.2"),
	    "Publish one TXT record of plain ASCII there, or take exp out.", false },
	[SECMAIL_SPF_FINDING_DUPLICATE_TERM] = { "duplicate-term", SECTION("4.6.2"),
	    "Take one of them out.", false },
	[SECMAIL_SPF_FINDING_DUPLICATE_NETWORK] = { "duplicate-network", SECTION("5.6"),
	    "Take one of them out.", false },
	[SECMAIL_SPF_FINDING_OVERLAPPING_NETWORK] = { "overlapping-network", SECTION("5.6"),
	    "Take out the smaller network, or the larger if it is too large.", false },
	[SECMAIL_SPF_FINDING_WIDE_NETWORK] = { "wide-network", SECTION("11.4"),
	    "Name only the networks that you send from.", false },
	[SECMAIL_SPF_FINDING_SPECIAL_NETWORK] = { "special-network", "RFC 6890 section 2.2",
	    "Name the address that your mail has on the Internet.", false },
	[SECMAIL_SPF_FINDING_HOST_BITS] = { "host-bits", SECTION("5.6"),
	    "Write the network's own address.", false },
	[SECMAIL_SPF_FINDING_DNS_FAILURE] = { "dns-failure", SECTION("4.4"),
	    "Try again later; if it stays, mend the name servers.", true },
	[SECMAIL_SPF_FINDING_LINT_LIMIT] = { "lint-limit", SECTION("4.6.4"),
	    "Mend what is found so far, and look again.", true },
	[SECMAIL_SPF_FINDING_NEEDLESS_HOST] = { "needless-host", SECTION("4.6.4"),
	    "Take the term out and save a look-up, unless the hosts are to move.", false },
	[SECMAIL_SPF_FINDING_ODD_NAME] = { "odd-name", SECTION("4.8"),
	    "Put a space between two terms; leave out \"https://\", paths and commas.", false },
};

const secmailp_spf_lint_words *
secmailp_spf_lint_words_of(secmail_spf_finding code)
{
	static const secmailp_spf_lint_words unknown = { "unknown", "", "", false };

	if ((size_t)code >= sizeof table / sizeof table[0] || !table[code].name)
		return &unknown;
	return &table[code];
}

const char *
secmail_spf_finding_name(secmail_spf_finding code)
{
	return secmailp_spf_lint_words_of(code)->name;
}

const char *
secmail_spf_severity_name(secmail_spf_severity severity)
{
	switch (severity) {
	case SECMAIL_SPF_NOTE:
		return "note";
	case SECMAIL_SPF_WARNING:
		return "warning";
	case SECMAIL_SPF_ERROR:
		return "error";
	default:
		return "unknown";
	}
}
