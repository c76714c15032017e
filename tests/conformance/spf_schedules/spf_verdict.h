/* spf_verdict.h - all that a verdict of SPF says */
#ifndef SCHEDULES_SPF_VERDICT_H
#define SCHEDULES_SPF_VERDICT_H

#include <secmail/spf.h>

#include "verdict.h"

void spf_verdict_write(verdict *out, const secmail_spf_result *r);

#endif
