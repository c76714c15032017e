/* authres_dump.h - an Authentication-Results object as one line, for comparison in tests */
#ifndef SECMAIL_TESTS_AUTHRES_DUMP_H
#define SECMAIL_TESTS_AUTHRES_DUMP_H

#include <secmail/authres.h>

/*
 * Writes id|version|skipped and, for each result, ; method/version=word, a
 * comment in parentheses, a reason in brackets, and type.name=<value> for each
 * property. Returns `out`, which is cut to `size`.
 */
const char *authres_dump(const secmail_authres *a, char *out, size_t size);

#endif
