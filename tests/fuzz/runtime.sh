#!/bin/sh
# runtime.sh - whether this machine can fuzz at all; one line says what is missing
#
# Usage: runtime.sh COMPILER
set -u
compiler=$1
wanted="fuzzing wants clang, its runtime and llvm's tools (Debian: clang libclang-rt-dev llvm)"

command -v "$compiler" >/dev/null || { echo "$wanted; there is no $compiler" >&2; exit 1; }
command -v llvm-profdata >/dev/null || { echo "$wanted; there is no llvm-profdata" >&2; exit 1; }
command -v llvm-cov >/dev/null || { echo "$wanted; there is no llvm-cov" >&2; exit 1; }
program=$(mktemp)
trap 'rm -f "$program"' EXIT
echo 'int LLVMFuzzerTestOneInput(const unsigned char *d, unsigned long n) { (void)d; (void)n; return 0; }' |
	"$compiler" -x c -fsanitize=fuzzer,address,undefined -o "$program" - 2>/dev/null || {
	echo "$wanted; $compiler cannot link a fuzz target" >&2
	exit 1
}
