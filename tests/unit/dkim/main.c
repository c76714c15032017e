/* main.c - the unit tests of module dkim */
#include "../suite.h"

TCase *vectors_tests(void);
TCase *canon_body_tests(void);
TCase *relax_tests(void);
TCase *change_tests(void);
TCase *canon_header_tests(void);
TCase *keys_tests(void);
TCase *rules_tests(void);
TCase *session_tests(void);
TCase *arc_tests(void);
TCase *private_key_tests(void);
TCase *sign_tests(void);
TCase *seal_tests(void);

static TCase *(*const cases[])(void) = {
	vectors_tests,
	canon_body_tests,
	relax_tests,
	change_tests,
	canon_header_tests,
	keys_tests,
	rules_tests,
	session_tests,
	arc_tests,
	private_key_tests,
	sign_tests,
	seal_tests,
};

int
main(void)
{
	return RUN_SUITE("dkim", cases);
}
