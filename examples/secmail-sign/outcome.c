/* outcome.c - see outcome.h */
#include "outcome.h"

#include <stdio.h>

int
complain(int status, const char *about, const char *what)
{
	fprintf(stderr, "secmail-sign: %s: %s\n", about, what);
	return status;
}

int
outcome_of(secmail_status status, int otherwise, const char *about, const char *what)
{
	if (status == SECMAIL_DONE)
		return SIGNED;
	return complain(status == SECMAIL_NO_MEMORY ? TEMPORARY : otherwise, about, what);
}
