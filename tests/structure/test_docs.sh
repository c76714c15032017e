#!/bin/sh
# test_docs.sh - what the documentation says of the tree is so
. tests/report.sh
export LC_ALL=C

# Links to files, from the folder of the page that holds them.
links_lead_somewhere() {
	folder=$(dirname "$1")
	grep -o '](\([^)#:]*\))' "$1" | sed 's/^](//; s/)$//' >"$scratch/links"
	while read -r link; do
		[ -e "$folder/$link" ] || ! echo "$link" || return 1
	done <"$scratch/links"
}

# README's row of a module names the headers and libraries that module.mk has.
row_is_right() {
	row=$(grep "^| $1 |" README.md) || return 1
	for header in $(sed -n "s/^$1\.HEADERS := *//p" "lib/$1/module.mk"); do
		echo "$row" | grep -qw "$header" || ! echo "$header" || return 1
	done
	for library in $(sed -n "s/^$1\.PKGS := *//p" "lib/$1/module.mk"); do
		echo "$row" | grep -qw "$library" || ! echo "$library" || return 1
	done
	echo "$row" | grep -qw "libsecmail-$1"
}

options_of_help() {
	"$BUILD/examples/$1" --help | grep -o -e '--[a-z-]*' | sort -u
}

options_of_manual() {
	sed -n 's/^\.It Fl -\([a-z-]*\).*/--\1/p' "docs/man/$1.1" | sort -u
}

same_options() {
	options_of_help "$1" >"$scratch/help"
	options_of_manual "$1" >"$scratch/manual"
	[ -s "$scratch/help" ] && diff "$scratch/help" "$scratch/manual"
}

# The short options of an example that says its usage when it is called without any.
same_letters() {
	"$BUILD/examples/$1" 2>&1 | grep -o -e '\[-[A-Za-z]' | sort -u >"$scratch/usage"
	sed -n 's/^\.It Fl \([A-Za-z]\).*/[-\1/p' "docs/man/$1.1" | sort -u >"$scratch/manual"
	[ -s "$scratch/usage" ] && diff "$scratch/usage" "$scratch/manual"
}

for page in README.md SECURITY.md CHANGELOG.md docs/*.md; do
	proves "the links of $page lead somewhere" links_lead_somewhere "$page"
done
for module in $SECMAIL_MODULES; do
	proves "README's table has $module with its headers and libraries" row_is_right "$module"
	proves "status.md has a chapter on $module" grep -q "^## .*$module" docs/status.md
done
for program in secmail-verify secmail-spf-lint; do
	[ ! -x "$BUILD/examples/$program" ] ||
		proves "the manual of $program has the options of its help" same_options $program
done
for example in "$BUILD"/examples/*-ask-* "$BUILD"/examples/*-sign "$BUILD"/examples/*-keygen; do
	[ ! -x "$example" ] || proves "the manual of ${example##*/} has the options of its usage" \
		same_letters "${example##*/}"
done
finish
