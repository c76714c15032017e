#!/bin/sh
# check.sh - whether each fuzz target is worth its name
#
# Usage: check.sh BUILD COMPILER TARGET...
# A target passes when
#	it runs for a few seconds from its seeds and finds nothing;
#	it finds the fault of tests/fuzz/faults/<what>.patch, planted in a copy of the sources, from its seeds alone;
#	it reaches 90% of the lines of the files that its first comment names (covers: FILE...).
set -u
build=$1
compiler=$2
shift 2
command -v patch >/dev/null || { echo "checking fuzz targets wants patch (Debian: patch)"; exit 1; }
[ $# -gt 0 ] || { echo "there are no fuzz targets"; exit 1; }
mkdir -p "$build/fuzz/log" "$build/fuzz/crashes"
printf '%s\n' "$@" |
	xargs -P "$(getconf _NPROCESSORS_ONLN)" -I WHAT sh tests/fuzz/check_target.sh "$build" "$compiler" WHAT
status=$?
count=$#
if [ $status -eq 0 ]; then
	echo "$count passed, 0 failed"
else
	echo "some of $count fuzz targets failed"
	exit 1
fi
