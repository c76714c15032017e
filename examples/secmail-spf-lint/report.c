/*
 * report.c - what was found, for people to read
 *
 * Colour goes to a terminal only, and not if NO_COLOR is set (no-color.org).
 * Everything printed was made printable by the library.
 */
#include "report.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define WIDTH 78

/* The column in which sentences stand. */
#define INDENT 11

static bool
wants_colour(void)
{
	const char *no_color = getenv("NO_COLOR");
	const char *term = getenv("TERM");

	if (no_color && *no_color)
		return false;
	return isatty(STDOUT_FILENO) && term && strcmp(term, "dumb") != 0;
}

static const char *
colour_of(secmail_spf_severity severity)
{
	switch (severity) {
	case SECMAIL_SPF_ERROR:
		return "\033[31m"; /* red */
	case SECMAIL_SPF_WARNING:
		return "\033[33m"; /* yellow */
	default:
		return "\033[36m"; /* cyan */
	}
}

static void
print_severity(secmail_spf_severity severity)
{
	bool colour = wants_colour();

	printf("  %s%-*s%s", colour ? colour_of(severity) : "", INDENT - 2,
	    secmail_spf_severity_name(severity), colour ? "\033[0m" : "");
}

/* Prints text in lines of WIDTH columns, from `column` on, those after the first one indented. */
static void
print_wrapped(const char *text, int column, int indent)
{
	bool is_first = true;

	while (*text) {
		int length = (int)strcspn(text, " ");

		if (!is_first && column + 1 + length > WIDTH) {
			printf("\n%*s", indent, "");
			column = indent;
		} else if (!is_first) {
			putchar(' ');
			column++;
		}
		printf("%.*s", length, text);
		is_first = false;
		column += length;
		text += length;
		text += strspn(text, " ");
	}
	putchar('\n');
}

static bool
is_same_text(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

/* The text of the first record of a domain; NULL: there is none. */
static const char *
record_of(const secmail_spf_findings *f, const char *domain)
{
	for (size_t i = 0; i < secmail_spf_findings_record_count(f); i++)
		if (is_same_text(secmail_spf_findings_record_domain(f, i), domain))
			return secmail_spf_findings_record_text(f, i);
	return NULL;
}

static void
print_record(const secmail_spf_findings *f, const char *domain)
{
	const char *text = record_of(f, domain);

	printf("%s%s\n", domain ? domain : "the record", text ? ":" : "");
	if (text) {
		printf("    ");
		print_wrapped(text, 4, 4);
	}
	putchar('\n');
}

static void
print_finding(const secmail_spf_findings *f, size_t i)
{
	const char *term = secmail_spf_findings_term(f, i);
	char advice[SECMAIL_SPF_LINT_MAX_SENTENCE + 64];

	print_severity(secmail_spf_findings_severity(f, i));
	if (term)
		printf(
		    "%s   (offset %zu)\n%*s", term, secmail_spf_findings_offset(f, i), INDENT, "");
	print_wrapped(secmail_spf_findings_sentence(f, i), INDENT, INDENT);
	snprintf(advice, sizeof advice, "%s (%s)", secmail_spf_findings_advice(f, i),
	    secmail_spf_findings_section(f, i));
	printf("%*s-> ", INDENT, "");
	print_wrapped(advice, INDENT + 3, INDENT + 3);
	putchar('\n');
}

static void
print_findings(const secmail_spf_findings *f)
{
	for (size_t i = 0; i < secmail_spf_findings_count(f); i++) {
		const char *domain = secmail_spf_findings_domain(f, i);

		if (i == 0 || !is_same_text(domain, secmail_spf_findings_domain(f, i - 1)))
			print_record(f, domain);
		print_finding(f, i);
	}
}

/* Where the terms that query DNS are: what stands before a record counts what is behind it too. */
static void
print_lookups(const secmail_spf_findings *f)
{
	printf(
	    "Terms that query DNS: %zu, of 10 that are allowed\n", secmail_spf_findings_lookups(f));
	for (size_t i = 0; i < secmail_spf_findings_record_count(f); i++) {
		const char *term = secmail_spf_findings_record_term(f, i);
		const char *domain = secmail_spf_findings_record_domain(f, i);

		if (!term)
			term = domain ? domain : "the record";
		printf("%5zu  %*s%s\n", secmail_spf_findings_record_lookups(f, i),
		    (int)secmail_spf_findings_record_depth(f, i) * 2, "", term);
	}
	printf("Look-ups without an answer: %zu, of 2 that are allowed\n",
	    secmail_spf_findings_void_lookups(f));
}

static void
print_addresses(const secmail_spf_findings *f)
{
	uint64_t ip4 = secmail_spf_findings_ip4_count(f);
	uint64_t ip6 = secmail_spf_findings_ip6_count(f);

	printf("Addresses that pass: ");
	if (ip4 > UINT32_MAX)
		printf("all of IPv4, ");
	else
		printf("%" PRIu64 " of IPv4, ", ip4);
	if (ip6 == UINT64_MAX)
		printf("all of IPv6\n");
	else
		printf("%" PRIu64 " networks of 64 bits of IPv6\n", ip6);
}

static void
print_count(size_t count, const char *what, const char *end)
{
	printf("%zu %s%s%s", count, what, count == 1 ? "" : "s", end);
}

size_t
report_count(const secmail_spf_findings *f, secmail_spf_severity severity)
{
	size_t count = 0;

	for (size_t i = 0; i < secmail_spf_findings_count(f); i++)
		count += secmail_spf_findings_severity(f, i) == severity;
	return count;
}

void
report_print(const secmail_spf_findings *f)
{
	print_findings(f);
	print_lookups(f);
	print_addresses(f);
	print_count(report_count(f, SECMAIL_SPF_ERROR), "error", ", ");
	print_count(report_count(f, SECMAIL_SPF_WARNING), "warning", ", ");
	print_count(report_count(f, SECMAIL_SPF_NOTE), "note", "\n");
}
