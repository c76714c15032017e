# shellcheck shell=sh
# report.sh - what a test script says, in one form
#
# Source it, call `proves "sentence" COMMAND...` for each thing to be shown and `finish` at the end.

passed=0 failed=0
# shellcheck disable=SC2034 # for the scripts that source this
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM

# Runs the command; its output is shown when it fails.
proves() {
	sentence=$1
	shift
	if "$@" >"$scratch/said" 2>&1; then
		passed=$((passed + 1))
		echo "pass: $sentence"
	else
		failed=$((failed + 1))
		echo "FAIL: $sentence"
		sed 's/^/    /' "$scratch/said"
	fi
}

# Nothing to test is not a success. A remark says what the count alone does not.
finish() { # [REMARK]
	echo "$passed passed, $failed failed${1:+ ($1)}"
	[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
	exit
}

# Ends the script as skipped; when everything was asked for, run.sh counts that as a failure.
skip() {
	echo "skipped: $1"
	exit 77
}

not_sanitized() {
	[ -z "${SANITIZE:-}" ] || {
		echo "nothing to test in a sanitized build"
		exit 0
	}
}
