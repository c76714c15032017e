#!/bin/sh
# test_arc.sh - the ValiMail suite of ARC validation: every case
. tests/report.sh
export LC_ALL=C
suite=${SECMAIL_CONFORMANCE:-../shared/conformance}/arc/arc-draft-validation-tests.yml
case " $SECMAIL_MODULES " in *" dkim "*) ;; *) skip "dkim is not built" ;; esac
[ -f "$suite" ] || {
	[ -z "${SECMAIL_REQUIRE_ALL:-}" ] || { echo "the ARC suite is not there: $suite"; exit 1; }
	skip "the ARC suite is not there: $suite"
}

# The ids as the file has them, some of them twice: keys of two spaces' depth under "tests:".
ids_in_file() {
	awk '/^tests:/ { on = 1; next } /^[a-z]/ { on = 0 }
		on && /^  [A-Za-z0-9_-]+:/ { sub(/:.*/, ""); print $1 }' "$suite" | sort -u
}

runs_every_case() {
	"$BUILD/tests/arc_suite" --list "$suite" | sed -n 's/^\(pass\|fail\) //p' | sort >"$scratch/ran"
	ids_in_file >"$scratch/ids"
	[ "$(wc -l <"$scratch/ids")" -ge 171 ] && diff "$scratch/ids" "$scratch/ran"
}

every_case_passes() {
	"$BUILD/tests/arc_suite" "$suite"
}

refuses_junk() {
	echo 'tests: [' >"$scratch/junk.yml"
	! "$BUILD/tests/arc_suite" "$scratch/junk.yml" && ! "$BUILD/tests/arc_suite" /dev/null
}

# A suite that expects what the RFC forbids has to fail, or passing would say nothing.
notices_a_wrong_verdict() {
	awk '!done && /^    cv: *Fail/ { print "    cv: Pass"; done = 1; next } { print }' "$suite" >"$scratch/wrong.yml"
	! "$BUILD/tests/arc_suite" "$scratch/wrong.yml" >"$scratch/wrong.out" &&
		grep -q '^170 passed, 1 failed$' "$scratch/wrong.out"
}

proves "every case of the suite is run" runs_every_case
proves "every case has its status" every_case_passes
proves "a file that is no suite is refused" refuses_junk
proves "a wrong verdict is noticed" notices_a_wrong_verdict
finish
