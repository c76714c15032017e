#!/bin/sh
# test_symbols.sh - each library exports what its golden list, its version script and its headers name
#
# The golden list is changed by hand, together with the header: no target writes it.
. tests/report.sh
not_sanitized
export LC_ALL=C

exported_by() {
	nm -D --defined-only "$1" | awk '$2 != "A" { sub(/@.*/, "", $3); print $3 }' | sort
}

without_comments() {
	perl -0777 -pe 's{/\*.*?\*/}{}gs' "$1"
}

named_in_map() {
	without_comments "$1" | grep -o 'secmail[a-z0-9_]*;' | tr -d ';' | sort
}

# The functions that a header marks as the library's: comments away, then the first name before "(".
declared_in() {
	perl -0777 -ne 's{/\*.*?\*/}{}gs; s{^\s*#.*$}{}gm;
		print "$1\n" while /\bSECMAIL_API\b[^;]*?\b(secmail_\w+)\s*\(/g' "$@" | sort -u
}

without_globs() {
	[ -f "$1" ] && ! without_comments "$1" | tr -s ' \t\n' ' ' | sed 's/local: \*;//' | grep '[*?]'
}

headers_of() {
	for header in $(sed -n "s/^$1.HEADERS := *//p" "lib/$1/module.mk"); do
		[ ! -f "include/secmail/$header" ] || echo "include/secmail/$header"
	done
}

for module in $SECMAIL_MODULES; do
	golden=tests/golden/$module.symbols
	map=lib/$module/$module.map
	exported_by "$BUILD/lib/libsecmail-$module.so" >"$scratch/exported"
	named_in_map "$map" >"$scratch/mapped"
	# shellcheck disable=SC2046 # a list of files without spaces
	declared_in $(headers_of "$module") >"$scratch/declared"
	proves "$module exports its golden list" diff "$golden" "$scratch/exported"
	proves "$module's version script names its golden list" diff "$golden" "$scratch/mapped"
	proves "$module's version script has no glob but local: *" without_globs "$map"
	proves "$module's headers declare its golden list" diff "$golden" "$scratch/declared"
done

if [ -f "$BUILD/lib/libsecmail.so" ]; then
	exported_by "$BUILD/lib/libsecmail.so" >"$scratch/exported"
	proves "the whole has no code of its own" [ ! -s "$scratch/exported" ]
fi
finish
