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
	for tool in gcc clang clang-format clang-tidy cppcheck shellcheck swig python3 perl; do
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
	pkg-config --cflags $(sed -n 's/^[a-z]*\.PKGS := *//p' lib/*/module.mk) check 2>/dev/null
}

in_our_style() {
	c_files | xargs -P "$jobs" -n 20 clang-format --dry-run -Werror
}

builds_without_warning() {
	make --no-print-directory BUILD="$build/lint/$1" CC="$1" WERROR=1 CFLAGS="-O1" -j "$jobs" all tests bench-programs
}

tidy() {
	# shellcheck disable=SC2046 # options
	find lib examples tests -name '*.c' | sort | xargs -P "$jobs" -n 4 sh -c '
		options=$1
		shift
		clang-tidy --quiet "$@" -- -std=c11 -D_POSIX_C_SOURCE=200809L $options 2>&1 |
			grep -vE "^[0-9]+ warnings? (generated|treated)|^$" |
			grep . && exit 1
		exit 0' sh "$(include_options)"
}

cppcheck_is_content() {
	# shellcheck disable=SC2046 # names without spaces
	cppcheck --quiet --std=c11 --enable=warning,performance,portability \
		--suppressions-list="$scratch/cppcheck" --error-exitcode=1 --inconclusive -j "$jobs" \
		-Iinclude -Ilib -D__GNUC__=12 --template=gcc \
		$(find lib examples -name '*.c' | sort)
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

started=$(date +%s)
proves "the C code is formatted by .clang-format" in_our_style
proves "the house rules are kept" python3 tests/lint/house_rules.py
proves "gcc builds everything without a warning" builds_without_warning gcc
proves "clang builds everything without a warning" builds_without_warning clang
grep -v -e '^#' -e '^$' tests/lint/cppcheck.txt >"$scratch/cppcheck"
proves "cppcheck finds nothing" cppcheck_is_content
proves "clang-tidy finds nothing" tidy
proves "shellcheck finds nothing in the scripts" shellcheck_is_content
proves "SWIG reads every public header without a warning" swig_reads_headers
echo "lint took $(($(date +%s) - started)) s"
finish
