#!/bin/sh
# test_modules.sh - each module has its whole house, and one whose library is missing says so in one line
. tests/report.sh
MAKEFLAGS=
export MAKEFLAGS

says() {
	sed -n "s/^$1\.$2 := *//p" "lib/$1/module.mk"
}

same_count() {
	# shellcheck disable=SC2046 # counting words
	[ $(says "$1" PKGS | wc -w) -eq $(says "$1" DEBS | wc -w) ]
}

headers_exist() {
	for header in $(says "$1" HEADERS); do
		[ -f "include/secmail/$header" ] || ! echo "$header" || return 1
	done
}

has_house() {
	for part in "lib/$1/$1.map" "tests/golden/$1.symbols" "tests/golden/$1.needed" "tests/unit/$1/main.c" \
		"docs/$1.md"; do
		[ -f "$part" ] || ! echo "there is no $part" || return 1
	done
}

owned_once() {
	[ "$(cat lib/*/module.mk | grep -c "HEADERS := .*\b$1\b")" -eq 1 ]
}

for module in $SECMAIL_MODULES; do
	proves "$module names a Debian package for each library it links" same_count "$module"
	proves "$module's headers exist" headers_exist "$module"
	proves "$module has version script, golden lists, unit suite and chapter" has_house "$module"
done
for header in include/secmail/*.h; do
	name=$(basename "$header")
	proves "$name belongs to one module" owned_once "$name"
done

# A machine that has just these libraries: .pc files in a folder of their own.
with_only() { # FOLDER PACKAGE...
	folder=$scratch/$1
	shift
	mkdir -p "$folder"
	for package in "$@"; do
		printf 'Name: %s\nDescription: stands in\nVersion: 1\n' "$package" >"$folder/$package.pc"
	done
}
make_there() { # FOLDER WORD...
	folder=$scratch/$1
	shift
	PKG_CONFIG_PATH='' PKG_CONFIG_LIBDIR=$folder make -n BUILD="$scratch/build" "$@" >"$scratch/made" 2>"$scratch/line"
}
packages=$(cat lib/*/module.mk | sed -n 's/^[a-z]*\.PKGS := *//p' | tr ' ' '\n')
# shellcheck disable=SC2046,SC2086 # lists of words
with_only without-ldns $(echo "$packages" | grep -vx ldns)
# shellcheck disable=SC2086
with_only modules-only $packages

without_ldns() {
	make_there without-ldns "$@"
}

says_what_is_missing() {
	! without_ldns || return 1
	[ "$(wc -l <"$scratch/line")" -eq 1 ] &&
		grep -q 'module dns wants ldns (Debian: libldns-dev); to build without it: make MODULES="' "$scratch/line" ||
		! cat "$scratch/line"
}

advice_works() {
	modules=$(sed -n 's/.*make MODULES="\(.*\)".*/\1/p' "$scratch/line")
	[ -n "$modules" ] && without_ldns MODULES="$modules" && ! grep -q 'lib/dns/' "$scratch/made"
}

unknown_is_refused() {
	! make -n MODULES=nosuch BUILD="$scratch/build" 2>"$scratch/line" && grep -q 'no module is called nosuch' "$scratch/line"
}

# Each example with an outside library of its own.
examples_are_left_out() {
	make_there modules-only MODULES=dns all || return 1
	for example in $(sed -n 's/\.PKGS := .*//p' examples/examples.mk); do
		package=$(sed -n "s/^$example\.PKGS := //p" examples/examples.mk)
		deb=$(sed -n "s/^$example\.DEBS := //p" examples/examples.mk)
		grep -qx "$example is left out: it wants $package (Debian: $deb)" "$scratch/made" || ! cat "$scratch/made" ||
			return 1
		[ "$(grep -c "$example" "$scratch/made")" -eq 1 ] || return 1
	done
}

# The library of engines is built all the same.
worker_is_left_out() {
	make_there modules-only MODULES=engines all || return 1
	grep -qx 'secmail-engine is left out: it wants libseccomp.* (Debian: libopendkim-dev libseccomp-dev libspf2-dev)' "$scratch/made" &&
		grep -q 'lib/libsecmail-engines.so' "$scratch/made" && ! grep 'lib/engines/worker/' "$scratch/made"
}

libraries_need_no_example() {
	make_there modules-only lib && ! grep 'left out' "$scratch/made"
}

proves "a missing library is one line: who wants it, its package, how to do without" says_what_is_missing
proves "that advice works" advice_works
proves "an example whose own library is missing is left out, and a line says so" examples_are_left_out
proves "a worker whose libraries are missing is left out, and a line says so" worker_is_left_out
proves "the libraries alone have no word about examples" libraries_need_no_example
proves "an unknown module is refused by name" unknown_is_refused
finish
