/* json.c - what was found, for programs: one object, of which keys may be added and never change */
#include <inttypes.h>
#include <stdio.h>

#include "report.h"

/* Text from the library is printable ASCII, so that two octets need a backslash. */
static void
print_text(const char *key, const char *text)
{
	printf("\"%s\":", key);
	if (!text) {
		printf("null");
		return;
	}
	putchar('"');
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			putchar('\\');
		putchar(*text);
	}
	putchar('"');
}

static void
print_number(const char *key, uint64_t number)
{
	printf("\"%s\":%" PRIu64, key, number);
}

static void
print_finding(const secmail_spf_findings *f, size_t i)
{
	const char *term = secmail_spf_findings_term(f, i);

	print_text("code", secmail_spf_finding_name(secmail_spf_findings_code(f, i)));
	putchar(',');
	print_text("severity", secmail_spf_severity_name(secmail_spf_findings_severity(f, i)));
	putchar(',');
	print_text("domain", secmail_spf_findings_domain(f, i));
	putchar(',');
	print_text("term", term);
	putchar(',');
	if (term)
		print_number("offset", secmail_spf_findings_offset(f, i));
	else
		print_text("offset", NULL);
	putchar(',');
	print_text("sentence", secmail_spf_findings_sentence(f, i));
	putchar(',');
	print_text("advice", secmail_spf_findings_advice(f, i));
	putchar(',');
	print_text("section", secmail_spf_findings_section(f, i));
}

static void
print_record(const secmail_spf_findings *f, size_t i)
{
	print_text("domain", secmail_spf_findings_record_domain(f, i));
	putchar(',');
	print_text("text", secmail_spf_findings_record_text(f, i));
	putchar(',');
	print_text("term", secmail_spf_findings_record_term(f, i));
	putchar(',');
	print_number("depth", secmail_spf_findings_record_depth(f, i));
	putchar(',');
	print_number("lookups", secmail_spf_findings_record_lookups(f, i));
}

static void
print_list(const char *key, const secmail_spf_findings *f, size_t count,
    void (*print)(const secmail_spf_findings *f, size_t i))
{
	printf(",\"%s\":[", key);
	for (size_t i = 0; i < count; i++) {
		printf("%s{", i > 0 ? "," : "");
		print(f, i);
		putchar('}');
	}
	putchar(']');
}

void
report_print_json(const secmail_spf_findings *f)
{
	printf("{\"schema\":1,");
	print_text("domain", secmail_spf_findings_record_domain(f, 0));
	putchar(',');
	print_number("errors", report_count(f, SECMAIL_SPF_ERROR));
	putchar(',');
	print_number("warnings", report_count(f, SECMAIL_SPF_WARNING));
	putchar(',');
	print_number("notes", report_count(f, SECMAIL_SPF_NOTE));
	putchar(',');
	print_number("lookups", secmail_spf_findings_lookups(f));
	putchar(',');
	print_number("void_lookups", secmail_spf_findings_void_lookups(f));
	putchar(',');
	print_number("ip4_addresses", secmail_spf_findings_ip4_count(f));
	putchar(',');
	print_number("ip6_networks", secmail_spf_findings_ip6_count(f));
	print_list("findings", f, secmail_spf_findings_count(f), print_finding);
	print_list("records", f, secmail_spf_findings_record_count(f), print_record);
	puts("}");
}
