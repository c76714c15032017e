#!/bin/sh
# test_arc_schedules.sh - the sealed messages of the ARC suite, in random schedules of answers and pieces
#
# The whole verdict on them, with an envelope and policies of our own.
. tests/report.sh
. tests/conformance/schedules.sh
runner=inbound_schedules
suite=$conformance/arc/arc-draft-validation-tests.yml
[ -x "$BUILD/tests/$runner" ] || skip "$runner is not built"
[ -f "$suite" ] || skip "the ARC suite is not there: $suite"
cases=$scratch/cases
mkdir "$scratch/arc"
awk -v folder="$scratch/arc" -f tests/conformance/inbound_schedules/arc_messages.awk "$suite" >"$cases"

prove_schedules "sealed messages" 2000 163
if plants_faults "inbound dns"; then
	proves "found: seals are decided on before their keys are known" finds lib/dkim/arc_judge.c \
		'/^find_oldest_pass/,/^validate/s/if (status != SECMAIL_DONE)/if (status < SECMAIL_DONE)/'
	proves "found: a message with seals alone is decided on before its body" finds lib/inbound/session.c \
		's/^		"ARC-/		"No-/'
fi
finish
