#!/bin/sh
# test_dmarc.sh - DMARC against our suite for RFC 9989, and the runner against suites that have to fail
. tests/report.sh
export LC_ALL=C
runner=$BUILD/tests/dmarc_suite
suite=tests/conformance/data/rfc9989.yml
[ -x "$runner" ] || skip "dmarc_suite is not built (Debian: libyaml-dev)"

# Case ids stand two columns in, below "tests:".
ids_in() {
	awk '/^[a-z]/ { tests = /^tests:/ } tests && /^  [a-z0-9-]+:$/ { sub(/:$/, ""); print $1 }' "$1" | sort
}
ids_run() {
	sed -n 's/^pass \(.*\)/\1/p' "$1" | sort
}

"$runner" "$suite" >"$scratch/ran" 2>&1
proves "every case of $suite passes" "$runner" "$suite"
grep -v '^pass ' "$scratch/ran" >"$scratch/rest"
proves "nothing else is reported than the sum" [ "$(wc -l <"$scratch/rest")" -eq 1 ]
ids_in "$suite" >"$scratch/wanted"
ids_run "$scratch/ran" >"$scratch/passed"
proves "each case of the file was run and passed, once" diff "$scratch/wanted" "$scratch/passed"
proves "no two cases share an id" [ -z "$(uniq -d "$scratch/wanted")" ]
proves "there are at least 120 cases" [ "$(wc -l <"$scratch/wanted")" -ge 120 ]

cites_section_each() {
	[ "$(grep -c '^    spec: [0-9A-B]' "$suite")" -eq "$(wc -l <"$scratch/wanted")" ]
}
proves "each case cites a section" cites_section_each

# Controls: one expectation turned round, in a copy, has to be seen.
sees() {
	sed "$1" "$suite" >"$scratch/wrong.yml"
	! "$runner" "$scratch/wrong.yml" >"$scratch/wrong" && grep -q '^FAIL' "$scratch/wrong"
}
proves "a wrong result is seen" sees 's/^    result: pass$/    result: fail/'
proves "a wrong policy domain is seen" sees 's/^    policy-domain: example.com$/    policy-domain: com/'
proves "a wrong organizational domain is seen" \
	sees 's/^    organizational-domain: two.example$/    organizational-domain: example/'
proves "a wrong policy is seen" sees 's/^    policy: none$/    policy: reject/'
proves "a wrong disposition is seen" sees 's/^    disposition: none$/    disposition: reject/'
proves "a wrong alignment is seen" sees 's/aligned: {spf: false, dkim: true}/aligned: {spf: true, dkim: true}/'
proves "a wrong author domain is seen" sees 's/^    from-domain: null$/    from-domain: example.com/'

# The other edition of DMARC, whose cases bring their list along.
old=tests/conformance/data/rfc7489.yml
"$runner" "$old" >"$scratch/old"
ids_in "$old" >"$scratch/wanted.old"
ids_run "$scratch/old" >"$scratch/passed.old"
proves "each case of $old was run and passed, once" diff "$scratch/wanted.old" "$scratch/passed.old"
proves "and nothing was skipped" [ "$(wc -l <"$scratch/old")" -eq $(($(wc -l <"$scratch/wanted.old") + 1)) ]
without_list() {
	sed 's/^    mode: rfc7489$/    mode: rfc9989/' "$old" >"$scratch/new.yml"
	! "$runner" "$scratch/new.yml" >"$scratch/new"
}
proves "judged by the other edition they are not the same" without_list

refuses() {
	! "$runner" "$1" >"$scratch/said.broken" 2>&1
}
printf 'tests: [\n' >"$scratch/broken.yml"
printf 'description: nothing\n' >"$scratch/empty.yml"
proves "a file that is no YAML is refused" refuses "$scratch/broken.yml"
proves "a file without cases is refused" refuses "$scratch/empty.yml"
finish
