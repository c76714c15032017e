/* dmarc_verdict.h - all that a verdict of DMARC says */
#ifndef SCHEDULES_DMARC_VERDICT_H
#define SCHEDULES_DMARC_VERDICT_H

#include <secmail/dmarc.h>

#include "../spf_schedules/verdict.h"

void dmarc_verdict_write(verdict *out, const secmail_dmarc_result *r);

#endif
