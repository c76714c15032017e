/* main.c - the unit tests of the private helpers */
#include "../suite.h"

TCase *cursor_tests(void);
TCase *buffer_tests(void);
TCase *base64_tests(void);
TCase *domain_tests(void);
TCase *dnsname_tests(void);
TCase *taglist_tests(void);
TCase *utf8_tests(void);
TCase *arena_tests(void);
TCase *secret_tests(void);
TCase *list_tests(void);
TCase *siphash_tests(void);
TCase *eight_tests(void);
TCase *sha256_tests(void);

static TCase *(*const cases[])(void) = {
	cursor_tests,
	buffer_tests,
	base64_tests,
	domain_tests,
	dnsname_tests,
	taglist_tests,
	utf8_tests,
	arena_tests,
	secret_tests,
	list_tests,
	siphash_tests,
	eight_tests,
	sha256_tests,
};

int
main(void)
{
	return RUN_SUITE("private", cases);
}
