/* attack.h - senders whose DNS is made to cost a receiver as much as it can */
#ifndef SPF_COST_ATTACK_H
#define SPF_COST_ATTACK_H

#include <secmail/spf.h>

typedef struct attack {
	const char *name;
	const char *
	    local; /* of MAIL FROM: one octet of it, repeated up to the longest path; NULL: short */
	void (*answer)(secmail_answers *a, uint32_t id);
	secmail_spf_reason reason; /* what the verdict has to be */
	unsigned long thousands;   /* of steps that the dearest round may take */
} attack;

extern const attack attacks[];
extern const size_t attack_count;

#endif
