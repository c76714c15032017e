/* inbound_verdict.h - all that the verdict on a message says */
#ifndef SCHEDULES_INBOUND_VERDICT_H
#define SCHEDULES_INBOUND_VERDICT_H

#include <secmail/inbound.h>

#include "../spf_schedules/verdict.h"

/* All but what counts speculation too: how many questions were asked, and whether all answers are
 * secure. */
void inbound_verdict_write(verdict *out, const secmail_verdict *v);

#endif
