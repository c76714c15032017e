#!/bin/sh
# test_spf_pyspf.sh - verdicts on random records against pyspf's; each accepted difference is one test of data/spf_pyspf.txt
. tests/report.sh
export LC_ALL=C
python=/usr/bin/python3
accepted=tests/conformance/data/spf_pyspf.txt
case " $SECMAIL_MODULES " in *" spf "*) ;; *) skip "spf is not built" ;; esac
"$python" -c 'import spf' 2>/dev/null || skip "pyspf is not there (Debian: python3-spf)"

runs_every_test() {
	"$python" tests/conformance/spf_against_pyspf.py 1 3000 >"$scratch/random.yml" &&
		"$BUILD/tests/spf_suite" --list "$scratch/random.yml" >"$scratch/said"
	[ "$(grep -c '^\(pass\|fail\) ' "$scratch/said")" -eq 3000 ]
}

differs_as_accepted() {
	sed -n 's/^fail //p' "$scratch/said" | sort >"$scratch/different"
	sed -n 's/^\([0-9-]*\) [0-9.]* .*/\1/p' "$accepted" | sort >"$scratch/accepted"
	diff "$scratch/accepted" "$scratch/different" || ! grep -v '^pass ' "$scratch/said"
}

# Verdicts of every kind, or agreeing would say little.
has_all_results() {
	for result in none neutral pass fail softfail temperror permerror; do
		[ "$(grep -c "result: '$result'" "$scratch/random.yml")" -ge 10 ] || return 1
	done
}

proves "3,000 random zones are judged" runs_every_test
proves "all results occur among them" has_all_results
proves "the verdicts are pyspf's but for the accepted differences" differs_as_accepted
finish
