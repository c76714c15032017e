#!/bin/sh
# test_arc.sh - the ValiMail suites of ARC validation and sealing: every case
. tests/report.sh
export LC_ALL=C
folder=${SECMAIL_CONFORMANCE:-../shared/conformance}/arc
suite=$folder/arc-draft-validation-tests.yml
sealing=$folder/arc-draft-sign-tests.yml
case " $SECMAIL_MODULES " in *" dkim "*) ;; *) skip "dkim is not built" ;; esac
for file in "$suite" "$sealing"; do
	[ -f "$file" ] || {
		[ -z "${SECMAIL_REQUIRE_ALL:-}" ] || { echo "the ARC suite is not there: $file"; exit 1; }
		skip "the ARC suite is not there: $file"
	}
done

# The ids as the file has them, some of them twice: keys of two spaces' depth under "tests:".
ids_in_file() { # FILE
	awk '/^tests:/ { on = 1; next } /^[a-z]/ { on = 0 }
		on && /^  [A-Za-z0-9_-]+:/ { sub(/:.*/, ""); print $1 }' "$1" | sort -u
}

runs_every_case() { # FILE COUNT
	"$BUILD/tests/arc_suite" --list "$1" | sed -n 's/^\(pass\|fail\) //p' | sort >"$scratch/ran"
	ids_in_file "$1" >"$scratch/ids"
	[ "$(wc -l <"$scratch/ids")" -ge "$2" ] && diff "$scratch/ids" "$scratch/ran"
}

every_case_passes() { # FILE
	"$BUILD/tests/arc_suite" "$1"
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

# So has one of sealing that expects another tag, other results, a set where none is to be, or whose own set the key
# did not sign: that last one is the control of the oracle, by which ours is judged.
notices_a_wrong_set() { # AWK
	awk "$1" "$sealing" >"$scratch/wrong.yml" && ! cmp -s "$sealing" "$scratch/wrong.yml" || return 1
	! "$BUILD/tests/arc_suite" "$scratch/wrong.yml" >"$scratch/wrong.out" &&
		grep -q '^16 passed, 1 failed$' "$scratch/wrong.out"
}
another_seal='/^    AS:/ { on = 1 } /^    AMS:/ { on = 0 } on && !done && sub(/cv=pass/, "cv=none") { done = 1 } { print }'
another_signature='/^    AMS:/ { on = 1 } on && !done && sub(/t=12346/, "t=12345") { done = 1 } { print }'
other_results='/^    AAR:/ { on = 1 } on && !done && sub(/arc=none/, "arc=pass") { done = 1 } { print }'
no_set='/^  no_additional_sig:/ { on = 1 } on && !done && /^    AS: \|/ { print "    AS: cv=fail"; getline; done = 1; next } { print }'
not_signed='/^    AMS:/ { on = 1 } on && !done && sub(/b=XWeK/, "b=YWeK") { done = 1 } { print }'

proves "every case of the suite is run" runs_every_case "$suite" 171
proves "every case has its status" every_case_passes "$suite"
proves "every case of sealing is run" runs_every_case "$sealing" 17
proves "every case gets its set, or none" every_case_passes "$sealing"
proves "a file that is no suite is refused" refuses_junk
proves "a wrong verdict is noticed" notices_a_wrong_verdict
proves "a seal with another cv= is noticed" notices_a_wrong_set "$another_seal"
proves "a signature with another t= is noticed" notices_a_wrong_set "$another_signature"
proves "other results are noticed" notices_a_wrong_set "$other_results"
proves "a set where there is none is missed" notices_a_wrong_set "$no_set"
proves "a signature that the key did not make is noticed" notices_a_wrong_set "$not_signed"
finish
