#!/bin/sh
# run.sh - runs suites one after the other and counts them
#
# Usage: run.sh PROGRAM-OR-SCRIPT...
# A suite passes with exit status 0; 77 says that what it needs is not on this machine, which is a failure
# when everything was asked for (SECMAIL_REQUIRE_ALL). What a failing suite printed is shown in full.
set -u
SUITE_SECONDS=900
# What a test may take that says nothing of it: Check's own four seconds are too few for a slow machine that
# runs it under a sanitizer.
export CK_DEFAULT_TIMEOUT="${CK_DEFAULT_TIMEOUT:-60}"
passed=0 failed=0 skipped=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT

for suite in "$@"; do
	name=$(basename "$suite" .sh)
	begun=$(date +%s)
	case $suite in
	*.sh) timeout $SUITE_SECONDS sh "$suite" >"$log" 2>&1 </dev/null ;;
	*) timeout $SUITE_SECONDS "$suite" >"$log" 2>&1 </dev/null ;;
	esac
	status=$?
	took=$(($(date +%s) - begun))
	if [ $status -eq 0 ]; then
		passed=$((passed + 1))
		echo "ok    $name: $(tail -n 1 "$log") ($took s)"
	elif [ $status -eq 77 ] && [ -z "${SECMAIL_REQUIRE_ALL:-}" ]; then
		skipped=$((skipped + 1))
		echo "skip  $name: $(tail -n 1 "$log")"
	else
		failed=$((failed + 1))
		echo "FAIL  $name (exit status $status$([ $status -ne 124 ] || echo ', out of time'), $took s):"
		sed 's/^/      /' "$log"
	fi
done

[ $skipped -eq 0 ] || echo "$skipped skipped"
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
