/*
 * verdict.h - all that a verdict says, as text, so that two are compared whole
 */
#ifndef SCHEDULES_VERDICT_H
#define SCHEDULES_VERDICT_H

#include <stdbool.h>
#include <stddef.h>

#include <secmail/base.h>

/* Octets of one, more than the largest result of SPF or of a message has. */
#define VERDICT_SIZE 65536

typedef struct verdict {
	size_t len;
	char text[VERDICT_SIZE];
} verdict;

void verdict_clear(verdict *v);
/* Adds a line; NULL is told from "". */
void verdict_text(verdict *v, const char *key, const char *value);
void verdict_number(verdict *v, const char *key, size_t value);
bool verdict_equal(const verdict *a, const verdict *b);

/* Ends the program over what is no finding but a fault of the test or of the machine. */
_Noreturn void broken(const char *what, const char *detail);
/* So, unless the status is SECMAIL_DONE. */
void must(secmail_status status, const char *what);

#endif
