/* oracles.h - what has to hold of every result, whatever the zone */
#ifndef FUZZ_SPF_ORACLES_H
#define FUZZ_SPF_ORACLES_H

#include <secmail/spf.h>

/* Code and reason agree, all is bounded and printable, and the chain is one. */
void require_sound(const secmail_spf_result *r);
/* The counted addresses go with the record and with the table. */
void require_counts(const secmail_spf_result *r, const secmail_answers *a);
/* Two results say the same in all that they say. */
void require_equal(const secmail_spf_result *a, const secmail_spf_result *b);
/* With lower caps the verdict is the same, or an error that says which cap. */
void require_capped(const secmail_spf_result *free, const secmail_spf_result *capped);

#endif
