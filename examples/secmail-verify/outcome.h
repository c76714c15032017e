/* outcome.h - how secmail-verify ends, and how it says why */
#ifndef SECMAIL_VERIFY_OUTCOME_H
#define SECMAIL_VERIFY_OUTCOME_H

/* The exit status. sysexits.h has these numbers, but POSIX does not have sysexits.h. */
enum { JUDGED = 0, USAGE = 64, NOT_A_MESSAGE = 65, TEMPORARY = 75 };

/* Says on standard error what is wrong with what; returns `outcome`. */
int complain(int outcome, const char *about, const char *what);
int out_of_memory(void);

#endif
