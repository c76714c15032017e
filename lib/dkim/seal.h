/* seal.h - what the files on sealing share: sealer.c is the configuration, sealing.c one message */
#ifndef SECMAIL_DKIM_SEAL_H
#define SECMAIL_DKIM_SEAL_H

#include <secmail/arcseal.h>

#include "sign.h"

struct secmail_arc_sealer {
	secmail_dkim_signer *signer; /* of one key at most */
};

/* The chain that the message has as it goes out. */
typedef struct smdkim_found_chain {
	secmail_arc_reason reason; /* SECMAIL_ARC_UNDECIDED: its structure is right */
	unsigned instances;
	secmailp_buffer sets; /* canonical, as the new seal covers them */
} smdkim_found_chain;

/* What was found when the message came in. */
typedef struct smdkim_arrival {
	bool is_set;
	secmail_arc_code code;
	secmail_arc_reason reason;
	bool is_temporary;
	unsigned instances;
	secmailp_buffer results; /* the body of ARC-Authentication-Results behind the instance */
} smdkim_arrival;

struct secmail_arc_sealing {
	secmail_dkim_signing *signing; /* the message; makes ARC-Message-Signature; has the error */
	smdkim_found_chain chain;
	smdkim_arrival arrival;
	bool allows_temporary;
	secmail_arc_sealing_code decision;
	secmailp_buffer aar; /* ARC-Authentication-Results, without a line end */
	smdkim_row seal;
	secmailp_buffer own;                          /* the canonical fields of the new set */
	secmailp_buffer all;                          /* the set, once it is sealed */
	secmailp_view fields[SECMAIL_ARC_SET_FIELDS]; /* in `all` */
};

/* seal_results.c: fills s->arrival. On failure the sentence is in the signing's error. */
secmail_status smdkim_seal_results(
    secmail_arc_sealing *s, const secmail_arc_result *chain, secmail_authres *results);

#endif
