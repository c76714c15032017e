#!/bin/sh
# test_spf.sh - the RFC 7208 suite of openspf.org: every case, and every explanation it gives
. tests/report.sh
export LC_ALL=C
suite=${SECMAIL_CONFORMANCE:-../shared/conformance}/spf/rfc7208-tests.yml
case " $SECMAIL_MODULES " in *" engines "*) ;; *) skip "engines is not built, and the runner of the suite is of both" ;; esac
[ -f "$suite" ] || skip "the RFC 7208 suite is not there: $suite"

# The ids as the file has them: keys of two spaces' depth under "tests:".
ids_in_file() {
	awk '/^tests:/ { on = 1; next } /^[a-z]/ { on = 0 }
		on && /^  [A-Za-z0-9-]+:/ { sub(/:.*/, ""); print $1 }' "$suite" | sort
}

runs_every_case() {
	"$BUILD/tests/spf_suite" --list "$suite" | sed -n 's/^\(pass\|fail\) //p' | sort >"$scratch/ran"
	ids_in_file >"$scratch/ids"
	[ "$(wc -l <"$scratch/ids")" -ge 203 ] && diff "$scratch/ids" "$scratch/ran"
}

every_case_passes() {
	"$BUILD/tests/spf_suite" "$suite"
}

refuses_junk() {
	echo 'tests: [' >"$scratch/junk.yml"
	! "$BUILD/tests/spf_suite" "$scratch/junk.yml" && ! "$BUILD/tests/spf_suite" /dev/null
}

# A suite that expects what the RFC forbids has to fail, or passing would say nothing.
notices_a_wrong_verdict() {
	awk '!done && /^    result: fail/ { print "    result: pass"; done = 1; next } { print }' "$suite" >"$scratch/wrong.yml"
	! "$BUILD/tests/spf_suite" "$scratch/wrong.yml" >"$scratch/wrong.out" &&
		grep -q '^202 passed, 1 failed$' "$scratch/wrong.out"
}

# The same for each of the 22 texts, DEFAULT among them: a domain has none where the suite expects it.
notices_a_wrong_explanation() {
	sed 's/^    explanation: .*/    explanation: another/' "$suite" >"$scratch/texts.yml"
	! "$BUILD/tests/spf_suite" "$scratch/texts.yml" >"$scratch/texts.out" &&
		grep -q '^22 explanations checked$' "$scratch/texts.out" &&
		grep -q '^181 passed, 22 failed$' "$scratch/texts.out" &&
		grep -q '^[a-z0-9-]*: expected fail "another", got fail "' "$scratch/texts.out"
}

proves "every case of the suite is run" runs_every_case
proves "every case has its result and explanation" every_case_passes
proves "a file that is no suite is refused" refuses_junk
proves "a wrong verdict is noticed" notices_a_wrong_verdict
proves "a wrong explanation is noticed, each of 22" notices_a_wrong_explanation
finish
