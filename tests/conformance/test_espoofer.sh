#!/bin/sh
# test_espoofer.sh - espoofer's attacks on authenticated mail: each is judged, named, and comes again from its evidence
. tests/report.sh
export LC_ALL=C PYTHONDONTWRITEBYTECODE=1
python=${SECMAIL_PYTHON:-/usr/bin/python3}
verify=$BUILD/examples/secmail-verify
cases=${SECMAIL_CONFORMANCE:-../shared/conformance}/attacks/espoofer-cases.json
expected=tests/conformance/data/espoofer.txt
[ -x "$verify" ] || skip "secmail-verify is not built"
[ -f "$cases" ] || skip "espoofer's cases are not there: $cases"
"$python" -c 'import authres, nacl.signing' 2>/dev/null ||
	skip "authres or PyNaCl is not there (Debian: python3-authres python3-nacl)"

# The folder is new for each run.
run() { # OUTPUT LIST OPTIONS...
	output=$1 list=$2
	shift 2
	rm -rf "$scratch/work"
	"$python" tests/conformance/espoofer.py "$@" "$verify" "$cases" "$list" "$scratch/work" >"$output"
}

runs_every_case() {
	run "$scratch/ran" "$expected"
	grep -o '"id": *"[a-z_0-9]*"' "$cases" | cut -d '"' -f 4 | sort >"$scratch/ids"
	sed -n 's/^\(pass\|fail\) \([sc].*_a[0-9]*\)$/\2/p' "$scratch/ran" | sort | diff "$scratch/ids" - &&
		[ "$(wc -l <"$scratch/ids")" -eq 22 ]
}

every_case_passes() {
	cat "$scratch/ran"
	grep -qx '24 passed, 0 failed' "$scratch/ran"
}

lets_no_forgery_pass() {
	! grep '^[a-z]*_a[0-9].* pass/[a-z]*/legitimate\.com' "$expected"
}

# One expectation turned round has to be seen, or passing would say nothing.
notices() { # CASE FROM TO
	sed "/^$1 /s,$2,$3," "$expected" >"$scratch/wrong.txt"
	! cmp -s "$expected" "$scratch/wrong.txt" || return 1
	! run "$scratch/wrong" "$scratch/wrong.txt" && grep -qx '23 passed, 1 failed' "$scratch/wrong" &&
		grep -qx "fail $1" "$scratch/wrong"
}

notices_a_missing_case() {
	grep -v '^server_a7 ' "$expected" >"$scratch/less.txt"
	! run "$scratch/less" "$scratch/less.txt" && [ ! -s "$scratch/less" ]
}

# But for the honest message, which may let its domain pass, each is seen twice: one result too many, and whose it is.
notices_an_injected_result() {
	! run "$scratch/injected" "$expected" --inject && grep -qx '0 passed, 24 failed' "$scratch/injected" &&
		[ "$(grep -c 'lets legitimate.com pass$' "$scratch/injected")" -eq 23 ]
}

proves "every case is run" runs_every_case
proves "every attack is judged and named as expected, and judged again from its evidence" every_case_passes
proves "no attack is expected to pass for the domain it forges" lets_no_forgery_pass
proves "a wrong SPF result is noticed" notices server_a5 bad-domain matched
proves "a wrong DKIM result is noticed" notices server_a4 permerror/syntax pass/verified
proves "a wrong DMARC result is noticed" notices server_a16 fail/not-aligned pass/aligned
proves "another author domain is noticed" notices client_a3 'aligned/example' 'aligned/attack'
proves "a flag that is not set is noticed" notices server_a15 from-encoded from-quoted
proves "a case that the list lacks is noticed" notices_a_missing_case
proves "a second result in Authentication-Results is noticed" notices_an_injected_result
finish
