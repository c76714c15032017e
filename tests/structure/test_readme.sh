#!/bin/sh
# test_readme.sh - README's program is compiled by README's line and says what README says
#
# In README each of the three blocks stands after its marker: <!-- program -->, <!-- compile -->, <!-- output -->.
. tests/report.sh
not_sanitized
[ -f "$BUILD/lib/libsecmail.so" ] || skip "only some modules were built"

# The fenced block after a marker, without its fences.
block() {
	awk -v marker="<!-- $1 -->" '
		index($0, marker) { armed = 1; next }
		armed && /^ *```/ { if (inside) exit; inside = 1; next }
		inside { print }' README.md
}

top=$(pwd)
for part in program compile output; do
	block $part >"$scratch/$part" 2>"$scratch/said"
	proves "README has a block marked $part" [ -s "$scratch/$part" ]
done

install_here() {
	make --no-print-directory -C "$top" BUILD="$BUILD" CC="$CC" DESTDIR="$scratch/root" PREFIX=/usr install
}

# The name of the source is the first word of the line that ends in .c; the program is what -o names.
compile_line() {
	cd "$scratch" || return 1
	line=$(grep -v '^ *#' compile | grep -m 1 '\.c' | sed 's/^ *\$ //')
	source=$(echo "$line" | tr ' ' '\n' | grep -m 1 '\.c$')
	cp program "$source"
	PKG_CONFIG_PATH=$scratch/root/usr/lib/pkgconfig \
		PKG_CONFIG_SYSROOT_DIR=$scratch/root sh -e -c "$line"
	echo "$line" | tr ' ' '\n' | grep -A 1 '^-o$' | tail -n 1 >name
	[ -s name ] || echo a.out >name
}

# The program prints a header field, in which lines end in CRLF; a page of text shows no CR.
# README may start its program with arguments: the line of the output block that begins with "$ ".
says_the_same() {
	cd "$scratch" || return 1
	command=$(sed -n 's/^ *\$ //p' output | head -n 1)
	[ -n "$command" ] || command=./$(cat name)
	grep -v '^ *\$ ' output >expected
	(cd "$top" && PATH=$scratch:$PATH LD_LIBRARY_PATH=$scratch/root/usr/lib \
		sh -c "$(echo "$command" | sed "s,^\./,$scratch/,")") >printed || return 1
	tr -d '\r' <printed | diff expected -
}

proves "the library can be installed" install_here
proves "README's compile line compiles README's program" compile_line
proves "README's program prints README's output" says_the_same
finish
