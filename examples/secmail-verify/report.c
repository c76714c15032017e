/*
 * report.c - see report.h
 *
 * Colour goes to a terminal only, and not if NO_COLOR is set (no-color.org).
 * Everything printed was made printable by the library.
 */
#include "report.h"

#include <secmail/dmarcpsl.h>
#include <secmail/explain.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define WIDTH 78

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
colour_of(const char *result)
{
	if (strcmp(result, "pass") == 0)
		return "\033[32m"; /* green */
	if (strcmp(result, "fail") == 0 || strcmp(result, "permerror") == 0)
		return "\033[31m";                            /* red */
	return strcmp(result, "none") == 0 ? "" : "\033[33m"; /* yellow */
}

static void
print_row(const char *check, const char *result, const char *domain, const char *how)
{
	bool colour = wants_colour() && *colour_of(result);

	printf("%-8s%s%-11s%s%-28s%s%s\n", check, colour ? colour_of(result) : "", result,
	    colour ? "\033[0m" : "", domain ? domain : "-", *how ? " " : "", how);
}

static void
print_spf(const secmail_spf_result *spf)
{
	char how[512];
	const char *term;

	if (!spf) {
		print_row("SPF", "none", NULL, "not checked: no client address");
		return;
	}
	term = secmail_spf_result_mechanism(spf);
	snprintf(how, sizeof how, "%s: %s; look-ups: %zu",
	    secmail_spf_scope_name(secmail_spf_result_scope(spf)),
	    term ? term : secmail_spf_reason_name(secmail_spf_result_reason(spf)),
	    secmail_spf_result_lookups(spf));
	print_row("SPF", secmail_spf_code_name(secmail_spf_result_code(spf)),
	    secmail_spf_result_domain(spf), how);
}

/* A good signature is known by its selector; of a bad one the reason matters more. */
static void
print_signature(const secmail_dkim_results *dkim, size_t i)
{
	secmail_dkim_code code = secmail_dkim_results_code(dkim, i);
	const char *algorithm = secmail_dkim_results_algorithm(dkim, i);
	const char *first = code == SECMAIL_DKIM_PASS
				? secmail_dkim_results_selector(dkim, i)
				: secmail_dkim_reason_name(secmail_dkim_results_reason(dkim, i));
	secmail_dkim_change change = secmail_dkim_results_change(dkim, i);
	char how[512];

	snprintf(how, sizeof how, "%s%s%s, %s", first,
	    change == SECMAIL_DKIM_CHANGE_UNKNOWN ? "" : ": ",
	    change == SECMAIL_DKIM_CHANGE_UNKNOWN ? "" : secmail_dkim_change_name(change),
	    algorithm ? algorithm : "unknown algorithm");
	print_row("DKIM", secmail_dkim_code_name(code), secmail_dkim_results_domain(dkim, i), how);
}

static void
print_dkim(const secmail_dkim_results *dkim)
{
	if (secmail_dkim_results_count(dkim) == 0)
		print_row("DKIM", "none", NULL, "no signature");
	for (size_t i = 0; i < secmail_dkim_results_count(dkim); i++)
		print_signature(dkim, i);
}

static void
print_arc(const secmail_arc_result *arc)
{
	unsigned instances = secmail_arc_result_instances(arc);
	char how[128];

	snprintf(how, sizeof how, "%s; sets: %u",
	    secmail_arc_reason_name(secmail_arc_result_reason(arc)), instances);
	print_row("ARC", secmail_arc_code_name(secmail_arc_result_code(arc)),
	    secmail_arc_result_seal_domain(arc, instances), instances > 0 ? how : "no seals");
}

static void
print_dmarc(const secmail_dmarc_result *dmarc)
{
	const char *policy = secmail_dmarc_policy_name(secmail_dmarc_result_policy(dmarc));
	const char *asked = secmail_dmarc_policy_name(secmail_dmarc_result_disposition(dmarc));
	char how[256];

	snprintf(how, sizeof how, "%s; policy: %s, asked: %s%s",
	    secmail_dmarc_reason_name(secmail_dmarc_result_reason(dmarc)), policy ? policy : "-",
	    asked ? asked : "-", secmail_dmarc_result_rfc(dmarc) == 7489 ? "; by RFC 7489" : "");
	print_row("DMARC", secmail_dmarc_code_name(secmail_dmarc_result_code(dmarc)),
	    secmail_dmarc_result_from_domain(dmarc), how);
}

static void
print_flags(uint32_t flags)
{
	if (flags == 0)
		return;
	printf("odd:   ");
	for (uint32_t flag = 1; flag != 0; flag <<= 1)
		if ((flags & flag) && secmail_message_flag_name(flag))
			printf(" %s", secmail_message_flag_name(flag));
	printf("\n");
}

/* The field with line ends as a terminal wants them. */
static void
print_field(const char *field)
{
	for (; *field; field++)
		if (*field != '\r')
			putchar(*field);
	putchar('\n');
}

void
report_print(const secmail_verdict *v)
{
	print_spf(secmail_verdict_spf(v));
	print_dkim(secmail_verdict_dkim(v));
	print_arc(secmail_verdict_arc(v));
	print_dmarc(secmail_verdict_dmarc(v));
	print_flags(secmail_verdict_message_flags(v));
	putchar('\n');
	print_field(secmail_verdict_authentication_results(v));
}

/* Columns before a finding's text: room for its subject. */
#define INDENT 8

/* Columns that a word takes: each octet but those that go on with a character (UTF-8). */
static int
columns(const char *word, int length)
{
	int count = 0;

	for (int i = 0; i < length; i++)
		count += ((unsigned char)word[i] & 0xc0) != 0x80;
	return count;
}

/* Prints text in lines of WIDTH columns, those after the first one indented. */
static void
print_wrapped(const char *text, int column, int indent)
{
	while (*text) {
		int length = (int)strcspn(text, " ");
		int width = columns(text, length);

		if (column > indent && column + 1 + width > WIDTH) {
			printf("\n%*s", indent, "");
			column = indent;
		} else if (column > indent) {
			putchar(' ');
			column++;
		}
		printf("%.*s", length, text);
		column += width;
		text += length;
		text += strspn(text, " ");
	}
	putchar('\n');
}

/* What people have to know, and below it what an administrator can do about it. */
static void
print_finding(const secmail_explanation *e, size_t i)
{
	const char *advice = secmail_explanation_advice(e, i);
	const char *evidence = secmail_explanation_evidence(e, i);

	printf("%-*s", INDENT, secmail_explanation_subject(e, i));
	print_wrapped(secmail_explanation_sentence(e, i), INDENT, INDENT);
	if (advice) {
		printf("%*s-> ", INDENT, "");
		print_wrapped(advice, INDENT + 3, INDENT + 3);
	}
	if (evidence) {
		printf("%*s", INDENT, "");
		print_wrapped(evidence, INDENT, INDENT);
	}
}

bool
report_print_explanation(const secmail_verdict *v, const char *language)
{
	secmail_explanation *e;

	if (secmail_explain(v, language, &e) != SECMAIL_DONE)
		return false;
	print_wrapped(secmail_explanation_headline(e), 0, 0);
	putchar('\n');
	for (size_t i = 0; i < secmail_explanation_count(e); i++)
		print_finding(e, i);
	putchar('\n');
	secmail_explanation_free(e);
	return true;
}
