/* report.h - what secmail-verify prints for people */
#ifndef SECMAIL_VERIFY_REPORT_H
#define SECMAIL_VERIFY_REPORT_H

#include <secmail/inbound.h>

/* A table of the checks, and the header field. */
void report_print(const secmail_verdict *v);

/* The verdict in words of a language; NULL: English. Returns false if memory is short. */
bool report_print_explanation(const secmail_verdict *v, const char *language);

#endif
