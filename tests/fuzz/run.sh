#!/bin/sh
# run.sh - fuzzes each target for a time; what it learns stays in BUILD/fuzz/corpus, crashes in BUILD/fuzz/crashes
#
# Usage: run.sh BUILD SECONDS TARGET...
set -u
build=$1
seconds=$2
shift 2
[ $# -gt 0 ] || { echo "there are no fuzz targets"; exit 1; }
mkdir -p "$build/fuzz/crashes" "$build/fuzz/log"

# shellcheck disable=SC2016 # expanded by the inner shell
printf '%s\n' "$@" | xargs -P "$(getconf _NPROCESSORS_ONLN)" -I WHAT sh -c '
	. tests/fuzz/target.sh
	if ! make_seeds "$1" WHAT; then
		echo "FAIL  WHAT: its seeds can not be made$(made_seeds "$1" WHAT)"
		exit 1
	elif fuzz_for "$1" "$2" WHAT; then
		echo "ok    WHAT: $(done_units)$(made_seeds "$1" WHAT)"
	else
		echo "FAIL  WHAT: an input that fails is $(failing_input)"
		grep -m 3 -E "ERROR:|SUMMARY:|runtime error:|Assertion" "$log" | sed "s/^/      /"
		exit 1
	fi' sh "$build" "$seconds"
