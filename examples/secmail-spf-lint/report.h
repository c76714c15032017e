/* report.h - what secmail-spf-lint prints */
#ifndef SECMAIL_SPF_LINT_REPORT_H
#define SECMAIL_SPF_LINT_REPORT_H

#include <secmail/spflint.h>

/* For people: the findings by record, then where the look-ups go, then the sums. */
void report_print(const secmail_spf_findings *f);

/* For programs: one JSON object on one line. */
void report_print_json(const secmail_spf_findings *f);

/* How many findings have this severity. */
size_t report_count(const secmail_spf_findings *f, secmail_spf_severity severity);

#endif
