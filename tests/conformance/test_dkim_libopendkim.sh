#!/bin/sh
# test_dkim_libopendkim.sh - libopendkim's verdicts on drawn, signed and changed messages against the native ones
#
# Usage: test_dkim_libopendkim.sh [SEED [COUNT]], with BUILD and SECMAIL_MODULES in the environment
#
# Each message has an RSA and an Ed25519 signature, in one of the four canonicalizations, and one change or none. What
# the guard gives to libopendkim is judged by it as natively, with no difference accepted.
. tests/report.sh
export LC_ALL=C
seed=${1:-${SECMAIL_SEED:-1}}
count=${2:-$([ -n "${SECMAIL_REQUIRE_ALL:-}" ] && echo 10000 || echo 2000)}
case " $SECMAIL_MODULES " in *" engines "*) ;; *) skip "engines is not built" ;; esac
[ -x "$BUILD/libexec/secmail-engine" ] ||
	skip "secmail-engine is not built (Debian: libopendkim-dev libseccomp-dev libspf2-dev)"

# What the foreign library keeps to itself is not ours to find.
export ASAN_OPTIONS=detect_leaks=0

agrees() {
	"$BUILD/tests/dkim_differential" "$seed" "$count" "$BUILD/libexec/secmail-engine" >"$scratch/verdicts"
}

# "P pass, F fail, N not asked, W by a worker"
has_enough_of_each() {
	grep ' pass, .* by a worker$' "$scratch/verdicts" | {
		read -r pass _ fail _ not _ _ worker _
		[ "$pass" -ge $((count / 2)) ] && [ "$fail" -ge $((count / 2)) ] && [ "$not" -le "$count" ] &&
			[ "$worker" -ge $((count / 25)) ]
	}
}

notices_a_worker_that_differs() {
	! "$BUILD/tests/dkim_differential" "$seed" 100 /bin/false >"$scratch/wrong" &&
		[ "$(grep -c ': here .*, by a worker temperror (died)$' "$scratch/wrong")" -ge 4 ]
}

proves "$count drawn messages are judged by libopendkim as natively" agrees
[ ! -f "$scratch/verdicts" ] || grep -v ' pass, \| passed, ' "$scratch/verdicts"
proves "passes and fails are among them, and many are judged by a worker" has_enough_of_each
proves "a worker that says otherwise is noticed" notices_a_worker_that_differs
finish "$(grep ' by a worker$' "$scratch/verdicts")"
