/* main.c - the unit suite of the SPF module */
#include "suite.h"

TCase *term_tests(void);
TCase *macro_tests(void);
TCase *network_tests(void);
TCase *path_tests(void);
TCase *rule_tests(void);
TCase *misread_rule_tests(void);
TCase *limit_tests(void);
TCase *bounds_tests(void);
TCase *hostile_tests(void);
TCase *failure_tests(void);
TCase *order_tests(void);
TCase *keep_tests(void);
TCase *explanation_tests(void);
TCase *result_tests(void);
TCase *ranges_tests(void);
TCase *session_tests(void);
TCase *lint_record_tests(void);
TCase *lint_syntax_tests(void);
TCase *lint_network_tests(void);
TCase *lint_walk_tests(void);
TCase *lint_call_tests(void);

static TCase *(*const cases[])(void) = {
	term_tests,
	macro_tests,
	network_tests,
	path_tests,
	rule_tests,
	misread_rule_tests,
	limit_tests,
	bounds_tests,
	hostile_tests,
	failure_tests,
	order_tests,
	keep_tests,
	explanation_tests,
	result_tests,
	ranges_tests,
	session_tests,
	lint_record_tests,
	lint_syntax_tests,
	lint_network_tests,
	lint_walk_tests,
	lint_call_tests,
};

int
main(void)
{
	return RUN_SUITE("spf", cases);
}
