/* arc.h - seals a message: validates what came in, then adds an ARC set */
#ifndef SECMAIL_EXAMPLES_SIGN_ARC_H
#define SECMAIL_EXAMPLES_SIGN_ARC_H

#include <secmail/dkimkey.h>

#include "letter.h"

struct arc_options {
	const char *authserv_id; /* who validates; NULL: nothing is sealed */
	const char *zone;
	const char *resolver;
	const char *agent;
	const char *domain, *selector; /* of the key */
	secmail_dkim_key *key;
	int64_t now;
};

/*
 * Seals and prints a message; one that gets no set is printed as it is, after it
 * was said why. Returns an exit status after saying what failed.
 */
int arc_seal(const struct arc_options *o, const secmail_dkim_config *c, const struct letter *l);

#endif
