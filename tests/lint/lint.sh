#!/bin/sh
# lint.sh - everything that `make lint` looks at; the last line counts
#
# Usage: lint.sh BUILD
. tests/report.sh
build=$1
jobs=$(getconf _NPROCESSORS_ONLN)
mkdir -p "$build/lint"

# The tools, as commands; each is in the Debian package of the same name but clang-format and clang-tidy's versions.
missing_tools() {
	for tool in gcc clang clang-format clang-tidy cppcheck shellcheck swig doxygen python3 perl; do
		command -v "$tool" >"$scratch/path" || echo "$tool"
	done
}
if [ -n "$(missing_tools)" ] && [ -x ./quickstart ]; then
	./quickstart lint-tools || exit 1
fi
if [ -n "$(missing_tools)" ]; then
	echo "make lint wants $(missing_tools | tr '\n' ' ')(Debian: packages of these names)"
	exit 1
fi

c_files() {
	find lib include examples tests -name '*.[ch]' | sort
}

include_options() {
	printf '%s ' -Iinclude -Ilib -Itests -Itests/unit -Itests/bench
	find lib examples tests -mindepth 1 -maxdepth 2 -type d | sort | sed 's/^/-I/' | tr '\n' ' '
	# shellcheck disable=SC2046 # a list of names
	pkg-config --cflags $(sed -n 's/^[a-z-]*\.PKGS := *//p' lib/*/module.mk examples/examples.mk) check 2>/dev/null
}

in_our_style() {
	printf '%s\n' "$@" | xargs -P "$jobs" -n 20 clang-format --dry-run -Werror
}

builds_without_warning() {
	make --no-print-directory BUILD="$build/lint/$1" CC="$1" WERROR=1 CFLAGS="-O1" -j "$jobs" all tests bench-programs
}

# $1: checks beside those of .clang-tidy
tidy_is_content() {
	checks=$1
	shift
	printf '%s\n' "$@" | xargs -P "$jobs" -n 4 sh -c '
		options=$1 checks=$2
		shift 2
		clang-tidy --quiet --checks="$checks" "$@" -- -std=c11 -D_POSIX_C_SOURCE=200809L $options 2>&1 |
			grep -vE "^[0-9]+ warnings? (generated|treated)|^$" |
			grep . && exit 1
		exit 0' sh "$(include_options)" "$checks"
}

cppcheck_is_content() {
	cppcheck --quiet --std=c11 --enable=warning,performance,portability \
		--suppressions-list="$scratch/cppcheck" --error-exitcode=1 -j "$jobs" \
		-Iinclude -Ilib -D__GNUC__=12 --template=gcc "$@"
}

shell_scripts() {
	find mk tests -name '*.sh' | sort
	for script in quickstart .ci/run; do
		[ ! -f $script ] || echo $script
	done
}

shellcheck_is_content() {
	shell_scripts | xargs shellcheck -x -S warning
}

# Headers in the order in which one includes the other: base.h, the foundations, then the rest.
swig_reads_headers() {
	{
		echo '%module secmail'
		echo '%include <stdint.i>'
		echo '%include <secmail/base.h>'
		for header in include/secmail/*.h; do
			[ "$header" = include/secmail/base.h ] || echo "%include <secmail/$(basename "$header")>"
		done
	} >"$scratch/all.i"
	swig -python -Wall -Werror -Iinclude -outdir "$scratch" -o "$scratch/all.c" "$scratch/all.i"
}

# One file with a fault for each tool. A tool that does not find it is not looking.
cat >"$scratch/planted.c" <<'C'
/* planted.c - faults that lint has to find */
#include <stdlib.h>
int planted(int n);
int planted(int n) {
	int *numbers = malloc(4 * sizeof *numbers);
	if (numbers == NULL)
		return *numbers;
	free(numbers);
	return numbers[n];
}
C
cp .clang-format .clang-tidy "$scratch/"
finds() {
	! "$@" "$scratch/planted.c"
}

reference_is_complete() {
	make --no-print-directory BUILD="$build/lint" docs
}

started=$(date +%s)
proves "clang-format sees a planted fault" finds in_our_style
# shellcheck disable=SC2046 # names without spaces, here and below
proves "the C code is formatted by .clang-format" in_our_style $(c_files)
proves "the house rules are kept" python3 tests/lint/house_rules.py
proves "gcc builds everything without a warning" builds_without_warning gcc
proves "clang builds everything without a warning" builds_without_warning clang
grep -v -e '^#' -e "^$" tests/lint/cppcheck.txt >"$scratch/cppcheck"
proves "cppcheck sees a planted fault" finds cppcheck_is_content
# shellcheck disable=SC2046
proves "cppcheck finds nothing" cppcheck_is_content $(find lib examples -name '*.c')
# Tests run under the sanitizers, which see more than the analyzer does; one of them redefines malloc and its kin.
proves "clang-tidy sees a planted fault" finds tidy_is_content ''
# shellcheck disable=SC2046
proves "clang-tidy finds nothing in libraries and examples" tidy_is_content '' $(find lib examples -name '*.c')
# shellcheck disable=SC2046
proves "clang-tidy finds nothing in the tests" tidy_is_content \
	'-clang-analyzer-*,-readability-inconsistent-declaration-parameter-name' $(find tests -name '*.c')
proves "shellcheck finds nothing in the scripts" shellcheck_is_content
proves "SWIG reads every public header without a warning" swig_reads_headers
proves "doxygen makes the reference without a complaint" reference_is_complete
echo "lint took $(($(date +%s) - started)) s"
finish
