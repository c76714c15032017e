#!/bin/sh
# test_dmarc_schedules.sh - DMARC over our suite for RFC 9989, in random schedules of answers
. tests/report.sh
. tests/conformance/schedules.sh
runner=dmarc_schedules
[ -x "$BUILD/tests/$runner" ] || skip "$runner is not built (Debian: libyaml-dev)"
cases=$scratch/cases
echo tests/conformance/data/rfc9989.yml >"$cases"

prove_schedules DMARC 10000 120
if plants_faults dmarc; then
	proves "found: a name that fails decides before those above it are known" finds lib/dmarc/walk.c \
		's/if (w->names\[i\]->says == DMARC_SAYS_UNKNOWN)/if (w->names[i]->state == SECMAIL_ANSWER_FAILED)/'
	proves "found: whether the author exists is not waited for" finds lib/dmarc/judge.c \
		's/^	e->waits |= is_open;/	(void)is_open;/'
	proves "found: a name that is open counts as one that failed" finds lib/dmarc/judge.c \
		's/if (silent && silent->state == SECMAIL_ANSWER_FAILED && /if (silent \&\& /'
	proves "found: what is open is waited for, and not asked for as needed" finds lib/dmarc/walk.c \
		's/if (ask(e, w->names\[i\], SECMAIL_ANSWERS_NEEDED)/if (ask(e, w->names[i], SECMAIL_ANSWERS_SPECULATIVE)/'
fi
finish
