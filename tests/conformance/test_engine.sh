#!/bin/sh
# test_engine.sh - libspf2 in its worker: the RFC 7208 suite, the guard's own suite, and the confinement
#
# Each accepted difference is one case of data/libspf2_differences.txt; a row that fits no more fails, too.
. tests/report.sh
export LC_ALL=C
suite=${SECMAIL_CONFORMANCE:-../shared/conformance}/spf/rfc7208-tests.yml
guard=tests/conformance/data/engine_guard.yml
accepted=tests/conformance/data/libspf2_differences.txt
case " $SECMAIL_MODULES " in *" engines "*) ;; *) skip "engines is not built" ;; esac
[ -x "$BUILD/libexec/secmail-engine" ] ||
	skip "secmail-engine is not built (Debian: libopendkim-dev libseccomp-dev libspf2-dev)"

runs_every_case() {
	"$BUILD/tests/spf_suite" --engine libspf2 --list "$suite" >"$scratch/verdicts"
	[ "$(grep -c '^\(pass\|fail\) ' "$scratch/verdicts")" -ge 203 ] && grep -q '^22 explanations checked$' "$scratch/verdicts"
}

differs_as_accepted() {
	sed -n 's/^fail //p' "$scratch/verdicts" | sort >"$scratch/different"
	sed -n 's/^\([a-z0-9-]*\) [0-9.]* .*/\1/p' "$accepted" | sort >"$scratch/accepted"
	[ "$(grep -vc '^#' "$accepted")" -eq "$(wc -l <"$scratch/accepted")" ] &&
		diff "$scratch/accepted" "$scratch/different" || ! grep -v '^pass ' "$scratch/verdicts"
}

# Where libspf2 differs it says that it can't tell: never a pass or a fail that the RFC has not.
differs_by_errors_only() {
	grep ': expected ' "$scratch/verdicts" >"$scratch/differences" &&
		! grep -v ', got permerror ' "$scratch/differences"
}

guard_holds() {
	"$BUILD/tests/spf_suite" --engine libspf2 "$guard"
}

# The expectations are the RFC's: the native evaluator fulfils all but the two that no engine is given.
guard_is_the_rfc() {
	! "$BUILD/tests/spf_suite" --list "$guard" >"$scratch/natively" &&
		[ "$(sed -n 's/^fail //p' "$scratch/natively" | grep -vc '^refused-')" -eq 0 ] &&
		[ "$(grep -c '^pass ' "$scratch/natively")" -ge 25 ]
}

notices_a_wrong_verdict() {
	sed 's/^    result: fail/    result: pass/' "$guard" >"$scratch/wrong.yml"
	! "$BUILD/tests/spf_suite" --engine libspf2 "$scratch/wrong.yml" >"$scratch/wrong" &&
		[ "$(grep -c 'expected pass, got fail' "$scratch/wrong")" -ge 5 ]
}

# A person who starts it, or a stranger who talks to it, gets nothing.
says_nothing_to_strangers() {
	"$BUILD/libexec/secmail-engine" </dev/null >"$scratch/out" 2>&1 && return 1
	"$BUILD/libexec/secmail-engine" 1 64 1 </dev/null >>"$scratch/out" 2>&1 && return 1
	printf 'GET / HTTP/1.0\r\n\r\n' | "$BUILD/libexec/secmail-engine" 1 64 1 >>"$scratch/out" 2>&1 && return 1
	[ ! -s "$scratch/out" ]
}

is_confined() {
	"$BUILD/tests/engine_probe"
}

if [ -f "$suite" ]; then
	proves "every case of the RFC 7208 suite is run by libspf2" runs_every_case
	proves "its verdicts are the RFC's but for the accepted differences" differs_as_accepted
	proves "where it differs it is by a permerror" differs_by_errors_only
elif [ -n "${SECMAIL_REQUIRE_ALL:-}" ]; then
	proves "the RFC 7208 suite is there: $suite" false
fi
proves "the guard holds libspf2 to the limits of RFC 7208" guard_holds
proves "what the guard's suite expects is the native verdict, too" guard_is_the_rfc
proves "a wrong verdict is noticed" notices_a_wrong_verdict
proves "the worker says nothing to strangers" says_nothing_to_strangers
if [ -z "${SANITIZE:-}" ]; then
	proves "a worker that was taken over is left with its channel and its memory" is_confined
fi
finish
