/* outcome.c - see outcome.h */
#include "outcome.h"

#include <secmail/base.h>
#include <stdio.h>

int
complain(int outcome, const char *about, const char *what)
{
	fprintf(stderr, "secmail-verify: %s: %s\n", about, what);
	return outcome;
}

int
out_of_memory(void)
{
	return complain(TEMPORARY, "memory", secmail_status_text(SECMAIL_NO_MEMORY));
}
