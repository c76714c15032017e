#!/bin/sh
# test_spf_pyspf.sh - verdicts, explanations and mechanisms on drawn records and zones against pyspf's
#
# Usage: test_spf_pyspf.sh [SEED [COUNT]], with BUILD and SECMAIL_MODULES in the environment
#
# pyspf judges with its known faults replaced: each is one input of data/spf_differences.yml. Beyond these no
# difference is accepted.
. tests/report.sh
export LC_ALL=C PYTHONDONTWRITEBYTECODE=1
python=/usr/bin/python3
against=tests/conformance/spf_against_pyspf.py
known=tests/conformance/data/spf_differences.yml
seed=${1:-${SECMAIL_SEED:-1}}
count=${2:-4000}
case " $SECMAIL_MODULES " in *" engines "*) ;; *) skip "engines is not built, and the runner of the suite is of both" ;; esac
"$python" -c 'import spf, yaml' 2>/dev/null || skip "pyspf is not there (Debian: python3-spf python3-yaml)"

cases_in() {
	grep -c '^\(pass\|fail\) ' "$1"
}

runs_every_test() {
	"$python" $against draw "$seed" "$count" >"$scratch/drawn.yml" &&
		{ "$BUILD/tests/spf_suite" --list "$scratch/drawn.yml" >"$scratch/drawn" || true; }
	[ "$(cases_in "$scratch/drawn")" -eq "$count" ]
}

agrees() {
	! grep -v '^pass ' "$scratch/drawn" | grep -v '^[0-9]* explanations checked$' | grep -v "^$count passed, 0 failed\$"
}

# Verdicts of every kind, or agreeing would say little.
has_all_results() {
	for result in none neutral pass fail softfail temperror permerror; do
		[ "$(grep -c "^    result: \"$result\"" "$scratch/drawn.yml")" -ge $((count / 100)) ] || return 1
	done
	[ "$(grep -c '^    explanation: ' "$scratch/drawn.yml")" -ge $((count / 10)) ] &&
		[ "$(grep -c '^    mechanism: ".' "$scratch/drawn.yml")" -ge $((count / 10)) ]
}

# Each of the three expectations, turned to another once, has to be seen.
notices() {
	awk -v key="    $1: " -v other="$2" 'index($0, key) == 1 && index($0, other) == 0 && !done { $0 = key other; done = 1 }
		{ print }' "$scratch/drawn.yml" >"$scratch/wrong.yml"
	! "$BUILD/tests/spf_suite" "$scratch/wrong.yml" >"$scratch/wrong" &&
		grep -q "^$((count - 1)) passed, 1 failed\$" "$scratch/wrong"
}

# An input that pyspf as it is judges rightly would be no reason to replace anything.
each_known_fault_is_one() {
	"$python" $against known $known >"$scratch/known"
	[ "$(cases_in "$scratch/known")" -eq "$(grep -c '^    pyspf: ' $known)" ] && ! grep '^fail ' "$scratch/known"
}

judges_those_by_the_rfc() {
	"$BUILD/tests/spf_suite" $known
}

judged_otherwise_as_it_is() {
	"$python" $against draw --as-is "$seed" "$count" >"$scratch/as-is.yml"
	"$BUILD/tests/spf_suite" "$scratch/as-is.yml" | sed -n 's/.*passed, \([0-9]*\) failed$/\1/p'
}

proves "$count drawn tests are judged" runs_every_test
proves "all results occur among them, explanations and mechanisms too" has_all_results
proves "each verdict, explanation and mechanism is pyspf's, its known faults replaced" agrees
proves "a wrong result is noticed" notices result '"none"'
proves "a wrong explanation is noticed" notices explanation '"another"'
proves "a wrong mechanism is noticed" notices mechanism '"another"'
proves "each known fault is one: pyspf as it is differs, with it replaced it does not" each_known_fault_is_one
proves "these inputs are judged as the RFC has it" judges_those_by_the_rfc
finish "pyspf as it is judges $(judged_otherwise_as_it_is) of $count otherwise"
