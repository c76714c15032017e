#!/bin/sh
# test_spf_libspf2.sh - libspf2's verdicts on drawn records and zones, in an engine's worker, against the RFC's
#
# Usage: test_spf_libspf2.sh [SEED [COUNT]], with BUILD and SECMAIL_MODULES in the environment
#
# What libspf2 is known to lack is left out of the drawn tests, and is one input or two in
# data/spf_differences_libspf2.yml. Beyond these no difference is accepted.
. tests/report.sh
export LC_ALL=C PYTHONDONTWRITEBYTECODE=1
python=/usr/bin/python3
against=tests/conformance/spf_against_pyspf.py
known=tests/conformance/data/spf_differences_libspf2.yml
seed=${1:-${SECMAIL_SEED:-1}}
count=${2:-3000}
case " $SECMAIL_MODULES " in *" engines "*) ;; *) skip "engines is not built" ;; esac
[ -x "$BUILD/libexec/secmail-engine" ] ||
	skip "secmail-engine is not built (Debian: libopendkim-dev libseccomp-dev libspf2-dev)"
"$python" -c 'import spf, yaml' 2>/dev/null || skip "pyspf is not there (Debian: python3-spf python3-yaml)"

judge() {
	"$BUILD/tests/spf_suite" --engine libspf2 --list "$1" >"$2" || true
}

agrees() {
	"$python" $against draw --for-libspf2 "$seed" "$count" >"$scratch/drawn.yml" && judge "$scratch/drawn.yml" "$scratch/drawn"
	grep '^[0-9-]*-[a-z-]*: ' "$scratch/drawn"
	[ "$(grep -c '^pass ' "$scratch/drawn")" -eq "$count" ]
}

# What the engine gives has to be noticed: results of each kind are among them.
has_all_results() {
	for result in none neutral pass fail softfail temperror permerror; do
		[ "$(grep -c "^    result: \"$result\"" "$scratch/drawn.yml")" -ge $((count / 100)) ] || return 1
	done
}

# Each input: "id verdict", as the file has it and as the engine gives it. One that is judged rightly is not in the latter.
differs_as_known() {
	awk '/^  [a-z0-9-]*:$/ { id = $1 } /^    libspf2: / { print id, $2 }' $known >"$scratch/known"
	judge $known "$scratch/judged"
	sed -n 's/^\([a-z0-9-]*:\) expected .*, got \([a-z]*\) .*/\1 \2/p' "$scratch/judged" | diff "$scratch/known" - &&
		[ "$(wc -l <"$scratch/known")" -ge 14 ]
}

# And each touches just what it is there for; nothing is left out without an input.
each_lack_is_one() {
	"$python" $against lacks $known >"$scratch/lacks" && ! grep -v '^pass ' "$scratch/lacks"
}

judges_those_by_the_rfc() {
	"$BUILD/tests/spf_suite" $known
}

proves "$count drawn tests, clear of what libspf2 lacks, are judged by it as the RFC has it" agrees
proves "all results occur among them" has_all_results
proves "what it lacks is as known, input for input" differs_as_known
proves "each thing that is left out has its input" each_lack_is_one
proves "these inputs are judged natively as the RFC has it" judges_those_by_the_rfc
finish
