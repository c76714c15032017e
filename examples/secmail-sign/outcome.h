/* outcome.h - how secmail-sign ends, and how it says why */
#ifndef SECMAIL_EXAMPLES_SIGN_OUTCOME_H
#define SECMAIL_EXAMPLES_SIGN_OUTCOME_H

#include <secmail/base.h>

/* The exit status. sysexits.h has these numbers, but POSIX does not have sysexits.h. */
enum { SIGNED = 0, USAGE = 64, NOT_A_MESSAGE = 65, TEMPORARY = 75 };

/* Says on standard error what is wrong with what; returns `status`. */
int complain(int status, const char *about, const char *what);

/* What a status comes to: out of memory is temporary, any other failure is `otherwise`. */
int outcome_of(secmail_status status, int otherwise, const char *about, const char *what);

#endif
