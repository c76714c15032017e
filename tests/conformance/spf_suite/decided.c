/* decided.c - the mechanism that a case expects to have decided */
#include <string.h>
#include <strings.h>

#include "suite.h"

static bool
is_redirect(const char *term)
{
	return strncasecmp(term, "redirect=", 9) == 0;
}

/* The first term that led on and is no redirect, or decided; "" when none matched. */
static const char *
deciding_term(const secmail_spf_result *r)
{
	size_t count = secmail_spf_result_chain_count(r);

	for (size_t i = 0; i < count; i++) {
		const char *term = secmail_spf_result_chain_term(r, i);

		if (!term || !is_redirect(term))
			return term ? term : "";
	}
	return "";
}

bool
suite_has_mechanism(const suite_case *c, const secmail_spf_result *r)
{
	yaml_node_t *wanted = suite_get(c->doc, c->test, "mechanism");

	return !wanted || suite_is(wanted, deciding_term(r));
}
