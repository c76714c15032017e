#!/bin/sh
# test_spf_cost.sh - what a hostile domain's SPF records can make a receiver do, counted in steps of the code
set -u
. tests/report.sh
not_sanitized
[ -x "$BUILD/tests/spf_cost" ] || skip "module spf is not built"

counts_steps() {
	echo 'int main(void) { return 0; }' |
		"$CC" -fsanitize-coverage=trace-pc -c -x c -o "$scratch/probe.o" - 2>"$scratch/said"
}

# The libraries once more, compiled to tell of each step.
build_counting() {
	MAKEFLAGS='' make BUILD="$BUILD" CC="$CC" SANITIZE=steps MODULES=spf \
		"$BUILD/steps/tests/spf_cost"
}

counts_steps || skip "$CC knows no -fsanitize-coverage=trace-pc"
proves "everything is compiled to count" build_counting
proves "no domain costs more than docs/spf.md says" "$BUILD/steps/tests/spf_cost"
finish
