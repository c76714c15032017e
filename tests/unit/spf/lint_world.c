/* lint_world.c - see lint_world.h */
#include "lint_world.h"

#include <stdio.h>
#include <string.h>

#define MAX_ROUNDS 600
#define DOMAIN "example.com"

secmail_spf_findings *
lint_zone(const char *zone, world_order order, unsigned seed)
{
	world w = { .zone = zone, .order = order, .seed = seed };
	secmail_spf_findings *f = NULL;
	secmail_status status;
	size_t rounds = 0;

	ck_assert_int_eq(secmail_answers_new(&w.answers), SECMAIL_DONE);
	while ((status = secmail_spf_lint(DOMAIN, strlen(DOMAIN), NULL, 0, w.answers, &f)) ==
	       SECMAIL_WANT_DNS) {
		ck_assert_ptr_null(f);
		ck_assert_uint_lt(++rounds, MAX_ROUNDS);
		world_answer(&w);
	}
	ck_assert_int_eq(status, SECMAIL_DONE);
	secmail_answers_free(w.answers);
	return f;
}

secmail_spf_findings *
lint_text(const char *record)
{
	secmail_spf_findings *f;

	ck_assert_int_eq(secmail_spf_lint(DOMAIN, strlen(DOMAIN), record, strlen(record), NULL, &f),
	    SECMAIL_DONE);
	return f;
}

static void
write_codes(const secmail_spf_findings *f, bool with_special, char *out, size_t size)
{
	size_t used = 0;

	out[0] = '\0';
	for (size_t i = 0; i < secmail_spf_findings_count(f); i++) {
		secmail_spf_finding code = secmail_spf_findings_code(f, i);

		if (code == SECMAIL_SPF_FINDING_SPECIAL_NETWORK && !with_special)
			continue;
		used += (size_t)snprintf(out + used, size - used, "%s%s", used > 0 ? " " : "",
		    secmail_spf_finding_name(code));
		ck_assert_uint_lt(used, size);
	}
}

static void
print_all(const secmail_spf_findings *f)
{
	for (size_t i = 0; i < secmail_spf_findings_count(f); i++)
		printf("  %s, at %zu of %s: %s\n", or_null(secmail_spf_findings_term(f, i)),
		    secmail_spf_findings_offset(f, i), or_null(secmail_spf_findings_domain(f, i)),
		    secmail_spf_findings_sentence(f, i));
}

static void
expect(const lint_row *row, secmail_spf_findings *f)
{
	char codes[16384];

	write_codes(f, strstr(row->codes, "special-network") != NULL, codes, sizeof codes);
	if (strcmp(codes, row->codes) != 0)
		print_all(f);
	ck_assert_msg(strcmp(codes, row->codes) == 0, "%s: expected \"%s\", got \"%s\"",
	    row->proves, row->codes, codes);
	secmail_spf_findings_free(f);
}

void
lint_expect_zone(const lint_row *row)
{
	expect(row, lint_zone(row->input, WORLD_AT_ONCE, 0));
}

void
lint_expect_text(const lint_row *row)
{
	expect(row, lint_text(row->input));
}

size_t
lint_find(const secmail_spf_findings *f, secmail_spf_finding code)
{
	for (size_t i = 0; i < secmail_spf_findings_count(f); i++)
		if (secmail_spf_findings_code(f, i) == code)
			return i;
	ck_abort_msg("there is no finding %s", secmail_spf_finding_name(code));
	return 0;
}
