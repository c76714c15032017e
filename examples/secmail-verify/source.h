/* source.h - where the answers come from: a zone file, evidence, or resolvers */
#ifndef SECMAIL_VERIFY_SOURCE_H
#define SECMAIL_VERIFY_SOURCE_H

#include "look_up.h"
#include "options.h"

/* One of them is there once it is open. */
struct source {
	secmail_dns_evidence *evidence;
	struct look_up look_up;
};

/* Opens what the options name. Returns JUDGED, or an exit status after saying what failed. */
int source_open(struct source *s, const struct options *o);

/* Answers all open questions; likewise. */
int source_answer(struct source *s, secmail_answers *a);

void source_close(struct source *s);

#endif
