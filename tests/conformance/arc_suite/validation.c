/*
 * validation.c - a case of validation: the status of a chain
 *
 * Each is judged twice: with all questions answered at once and the body in one
 * piece, and with one answer at a time and one octet at a time; both have to
 * give the same result.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "suite.h"

static bool
are_equal(const secmail_arc_result *a, const secmail_arc_result *b)
{
	return secmail_arc_result_reason(a) == secmail_arc_result_reason(b) &&
	       secmail_arc_result_instances(a) == secmail_arc_result_instances(b) &&
	       secmail_arc_result_oldest_pass(a) == secmail_arc_result_oldest_pass(b) &&
	       strcmp(secmail_arc_result_detail(a), secmail_arc_result_detail(b)) == 0;
}

/* The suite writes Pass, Fail and None with space behind, and nothing for a broken syntax. */
static const char *
expected_code(suite *s, yaml_node_t *test)
{
	static const char *const words[] = { "pass", "fail", "none" };
	yaml_node_t *cv = suite_get(s->doc, test, "cv");

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (strncasecmp(suite_text(cv), words[i], 4) == 0)
			return words[i];
	if (!cv || strspn(suite_text(cv), " \n") != strlen(suite_text(cv)))
		suite_broken("cv is no word of the suite", suite_text(cv));
	return "fail";
}

bool
suite_validates(suite *s, const char *id, yaml_node_t *test)
{
	const char *text = suite_text(suite_get(s->doc, test, "message"));
	const char *expected = expected_code(s, test);
	secmail_arc_result *result = suite_judge(s, text, strlen(text) + 1, SUITE_AT_ONCE);
	secmail_arc_result *again = suite_judge(s, text, 1, 1);
	const char *code = secmail_arc_code_name(secmail_arc_result_code(result));
	bool passed = strcmp(code, expected) == 0 && are_equal(result, again);

	if (!passed)
		printf("FAIL %s: expected %s, got %s (%s: %s); in pieces: %s\n", id, expected, code,
		    secmail_arc_reason_name(secmail_arc_result_reason(result)),
		    secmail_arc_result_detail(result), secmail_arc_result_detail(again));
	secmail_arc_result_free(result);
	secmail_arc_result_free(again);
	return passed;
}
