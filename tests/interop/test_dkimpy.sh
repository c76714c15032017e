#!/bin/sh
# test_dkimpy.sh - what dkimpy signs verifies here, and no longer does once it is changed
. tests/report.sh
python=${SECMAIL_PYTHON:-/usr/bin/python3}
case " $SECMAIL_MODULES " in *" dkim "*) ;; *) skip "dkim is not built" ;; esac
[ -x "$BUILD/tests/dkim_suite" ] || skip "dkim_suite is not built: it wants the module dns"
"$python" -c 'import dkim, nacl.signing' 2>/dev/null || {
	[ -z "${SECMAIL_REQUIRE_ALL:-}" ] || { echo "dkimpy is not there (Debian: python3-dkim python3-nacl)"; exit 1; }
	skip "dkimpy is not there (Debian: python3-dkim python3-nacl)"
}

signs() {
	mkdir "$scratch/mail" && "$python" tests/interop/dkimpy_messages.py "$scratch/mail"
}

agrees() {
	"$BUILD/tests/dkim_suite" "$scratch/mail/list" && [ "$(wc -l <"$scratch/mail/list")" -ge 1000 ]
}

# A list that expects the wrong thing has to fail, or passing would say nothing.
notices_a_wrong_verdict() {
	awk -F '\t' 'NR == 1 { sub(/pass$/, "fail") } { print }' "$scratch/mail/list" >"$scratch/mail/wrong"
	! "$BUILD/tests/dkim_suite" "$scratch/mail/wrong" >"$scratch/wrong.out" &&
		grep -q ' passed, 1 failed$' "$scratch/wrong.out"
}

proves "dkimpy signs RSA and Ed25519 in all canonicalizations" signs
proves "every message has the verdict that it was made for" agrees
proves "a wrong verdict is noticed" notices_a_wrong_verdict
finish
