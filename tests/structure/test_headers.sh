#!/bin/sh
# test_headers.sh - each public header compiles alone, as C11 and as C++17, with each compiler there is
. tests/report.sh

# Including it twice shows that its guard works.
alone() {
	header=$1
	shift
	printf '#include <%s>\n#include <%s>\n' "$header" "$header" |
		"$@" -Wall -Wextra -Werror -pedantic -fsyntax-only -Iinclude -
}

cxx=0
for header in include/secmail/*.h; do
	name=${header#include/}
	for compiler in gcc clang; do
		command -v "$compiler" >"$scratch/path" || continue
		proves "$name alone is C11 for $compiler" alone "$name" "$compiler" -x c -std=c11
	done
	for compiler in g++ clang++; do
		command -v "$compiler" >"$scratch/path" || continue
		cxx=1
		proves "$name alone is C++17 for $compiler" alone "$name" "$compiler" -x c++ -std=c++17
	done
done

# The whole's header: whoever includes it has every module's, in whichever order they are added here.
names_every_header() {
	for header in include/secmail/*.h; do
		case $header in
		*/secmail.h | */engines.h) ;;
		*) grep -qF "#include <${header#include/}>" include/secmail/secmail.h || ! echo "$header" ;;
		esac || return 1
	done
}

proves "secmail.h includes every other header" names_every_header
proves "there is a C++ compiler to try (Debian: g++)" [ $cxx -eq 1 ]
finish
