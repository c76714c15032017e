#!/bin/sh
# test_inbound_schedules.sh - the messages of the examples, in random schedules of answers and pieces
. tests/report.sh
. tests/conformance/schedules.sh
runner=inbound_schedules
[ -x "$BUILD/tests/$runner" ] || skip "$runner is not built"
cases=$scratch/cases
ls examples/messages/*.eml | sed 's/\.eml$//' >"$cases"

prove_schedules "messages" 2000 5

if plants_faults "inbound dns"; then
	proves "found: a signature without its key is taken for decided" finds lib/dkim/session.c \
		's/^			wanted = status;/			wanted = d->row_count > 1 ? SECMAIL_DONE : status;/'
	proves "found: the body begins with the header when both come in one piece" finds lib/inbound/session.c \
		's/piece = secmailp_view_after(piece, header);/piece = header < 40 ? secmailp_view_after(piece, header) : piece;/'
	proves "found: SPF is not waited for" finds lib/inbound/judge.c \
		's/worse(worse(spf, dkim), arc)/worse(worse(spf < SECMAIL_DONE ? spf : SECMAIL_DONE, dkim), arc)/'
fi
finish
