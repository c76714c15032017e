/* replay.h - a verdict made again: the options are those that evidence tells */
#ifndef SECMAIL_VERIFY_REPLAY_H
#define SECMAIL_VERIFY_REPLAY_H

#include <secmail/dns.h>

#include "options.h"

/*
 * Takes client, envelope, time and settings from loaded evidence; what they
 * point to is borrowed from it. Returns JUDGED, or an exit status after saying
 * which input is missing or is not understood.
 */
int replay_options(const secmail_dns_evidence *e, struct options *o);

#endif
