#!/bin/sh
# check_target.sh - the three things that check.sh asks of one fuzz target
#
# Usage: check_target.sh BUILD COMPILER WHAT
set -u
build=$1
compiler=$2
what=$3
source=tests/fuzz/fuzz_$what.c
[ -f "$source" ] || source=tests/fuzz/fuzz_$what/fuzz_$what.c
. tests/fuzz/target.sh

CLEAN_SECONDS=5
FAULT_SECONDS=20
COVERAGE_PERCENT=90

fail() {
	echo "FAIL  $what: $1"
	[ ! -f "${2:-}" ] || tail -n 30 "$2" | sed 's/^/      /'
	exit 1
}

# The copy takes the objects along, with their times: only what the patch touches is compiled again.
plant_fault() {
	rm -rf "$copy"
	mkdir -p "$copy/tests" "$copy/build/fuzz" || return 1
	cp -a Makefile mk lib include pkgconfig "$copy/" &&
		cp -a tests/fuzz "$copy/tests/" &&
		cp -a "$build/fuzz/obj" "$build/fuzz/lib" "$copy/build/fuzz/" &&
		find "$copy/build" -name '*.d' -exec sed -i "s|$build/|build/|g" '{}' + &&
		(cd "$copy" && patch -p1 --no-backup-if-mismatch) <"tests/fuzz/faults/$what.patch" &&
		MAKEFLAGS='' make -C "$copy" BUILD=build CC="$compiler" FUZZ="$what" SANITIZE=fuzz fuzz-programs
}

# True when the fuzzer stopped at an error, and not for want of time or by a mistake of ours.
finds_fault() {
	mkdir -p "$copy/corpus"
	# shellcheck disable=SC2046 # options that may be none
	! timeout -k 5 $((FAULT_SECONDS + 20)) "$copy/build/fuzz/fuzz_$what" -seed=1 \
		-max_total_time=$FAULT_SECONDS -timeout=$UNIT_SECONDS -rss_limit_mb=$UNIT_MEMORY \
		-artifact_prefix="$copy/found-" $(dictionary_of "$what") "$copy/corpus" $(seeds_of "$build" "$what") \
		>"$fault_log" 2>&1 </dev/null &&
		grep -qE 'ERROR: (libFuzzer|AddressSanitizer|LeakSanitizer)|runtime error:' "$fault_log"
}

# All that its first comment names, in whatever lines.
covered_files() {
	awk '/covers:/ { on = 1 } on { print } on && /\*\// { exit }' "$source" | tr ' ' '\n' | grep '\.[ch]$'
}

# The share of lines reached in all the files together, as a whole number rounded down.
line_coverage() {
	profile=$build/coverage/$what
	# shellcheck disable=SC2046 # options that may be none
	LLVM_PROFILE_FILE=$profile.raw "$build/coverage/fuzz_$what" -runs=0 "$build/fuzz/corpus/$what" \
		$(seeds_of "$build" "$what") >"$build/fuzz/log/$what.coverage" 2>&1 || return 1
	llvm-profdata merge -o "$profile.data" "$profile.raw" || return 1
	llvm-cov report "$build/coverage/fuzz_$what" -instr-profile="$profile.data" \
		2>"$build/fuzz/log/$what.coverage" |
		awk -v files="$(covered_files | tr '\n' ' ')" '
			BEGIN { wanted = split(files, names, " ") }
			{
				for (i in names)
					if ($1 == names[i]) { lines += $8; missed += $9; seen++ }
			}
			END { if (seen == wanted && lines > 0) print int(100 * (lines - missed) / lines) }'
}

make_seeds "$build" "$what" || fail "its seeds can not be made$(made_seeds "$build" "$what")"
fuzz_for "$build" $CLEAN_SECONDS "$what" || fail "an input that fails is $(failing_input)" "$log"

copy=$build/fuzz/fault-$what
fault_log=$build/fuzz/log/$what.fault
[ -f "tests/fuzz/faults/$what.patch" ] || fail "it has no planted fault, tests/fuzz/faults/$what.patch"
plant_fault >"$fault_log" 2>&1 || fail "the planted fault does not apply or build" "$fault_log"
begun=$(date +%s)
finds_fault || fail "it did not find its planted fault in $FAULT_SECONDS seconds" "$fault_log"
took=$(($(date +%s) - begun))
rm -rf "$copy"

[ -n "$(covered_files)" ] || fail "its first comment names no file that it covers"
percent=$(line_coverage)
[ -n "$percent" ] || fail "the coverage of $(covered_files | tr '\n' ' ')could not be measured" "$build/fuzz/log/$what.coverage"
[ "$percent" -ge $COVERAGE_PERCENT ] ||
	fail "it reaches $percent% of the lines of $(covered_files | tr '\n' ' '), less than $COVERAGE_PERCENT%"
echo "ok    $what: clean for $CLEAN_SECONDS s; found its planted fault in $took s; $percent% of lines$(made_seeds "$build" "$what")"
