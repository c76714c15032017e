#!/bin/sh
# test_install.sh - what is installed is complete, can be linked both ways, and is taken away whole
. tests/report.sh
not_sanitized

# Not the default, so that a path that was written down somewhere shows.
prefix=/opt/mail
root=$scratch/root
module_list=$(echo "$SECMAIL_MODULES" | tr ' ' ',')
[ ! -f "$BUILD/lib/libsecmail.so" ] || module_list=$module_list,secmail

run_make() {
	make --no-print-directory BUILD="$BUILD" CC="$CC" MODULES="$module_list" \
		DESTDIR="$root" PREFIX=$prefix "$1"
}

pc() {
	PKG_CONFIG_PATH=$root$prefix/lib/pkgconfig pkg-config --define-variable=prefix="$root$prefix" \
		--define-variable=libdir="$root$prefix/lib" \
		--define-variable=includedir="$root$prefix/include" "$@"
}

files_installed() {
	find "$root" ! -type d | sort
}

headers_compile() {
	for header in "$root$prefix"/include/secmail/*.h; do
		echo "#include <secmail/$(basename "$header")>"
	done | $CC -x c -std=c11 -Wall -Wextra -Werror -pedantic -fsyntax-only -I"$root$prefix/include" -
}

# Names a symbol of each module in the list, so that the linker has to find it.
write_program() {
	for module in "$@"; do
		echo "extern char $(head -n 1 "tests/golden/$module.symbols")[];"
	done
	echo 'int main(void) { return 0'
	for module in "$@"; do
		echo " + ($(head -n 1 "tests/golden/$module.symbols") == 0)"
	done
	echo '; }'
}

links_shared() {
	package=$1
	shift
	write_program "$@" >"$scratch/p.c"
	# shellcheck disable=SC2046 # options
	$CC "$scratch/p.c" $(pc --cflags --libs "$package") -o "$scratch/p" &&
		LD_LIBRARY_PATH="$root$prefix/lib" "$scratch/p"
}

# What stands behind outside libraries, such as libunistring behind libidn2: they are linked shared, so it is not
# wanted, and Debian's -dev packages need not bring it.
libraries_behind() {
	packages=$(cat lib/*/module.mk | sed -n 's/^[a-z]*\.PKGS := *//p')
	# shellcheck disable=SC2086 # lists of words
	pkg-config --libs $packages | tr ' ' '\n' >"$scratch/front"
	# shellcheck disable=SC2086
	pkg-config --static --libs $packages | tr ' ' '\n' | grep -vxF -f "$scratch/front"
}
libraries_behind >"$scratch/behind"

# Without the .so files the archives have to do; the outside libraries stay as they are.
links_archives() {
	package=$1
	shift
	write_program "$@" >"$scratch/p.c"
	mkdir -p "$scratch/archives"
	cp "$root$prefix"/lib/*.a "$scratch/archives/"
	libs=$(pc --define-variable=libdir="$scratch/archives" --static --libs "$package") || return 1
	libs=$(echo "$libs" | tr ' ' '\n' | grep -vxF -f "$scratch/behind")
	# shellcheck disable=SC2086 # options
	$CC "$scratch/p.c" $libs -o "$scratch/p" && "$scratch/p" && ! ldd "$scratch/p" | grep libsecmail
}

no_build_paths() {
	! grep -rlF -e "$root" -e "$BUILD" -e "$(pwd)" "$root"
}

proves "make install works" run_make install
files_installed >"$scratch/files"
proves "no installed file names the place it was built in" no_build_paths
proves "the installed headers are complete" headers_compile
for module in $SECMAIL_MODULES; do
	proves "secmail-$module.pc links a program with the shared library" \
		links_shared "secmail-$module" "$module"
	proves "secmail-$module.pc links a program with the archives" \
		links_archives "secmail-$module" "$module"
done
if [ -f "$BUILD/lib/libsecmail.so" ]; then
	whole=$(echo "$SECMAIL_MODULES" | tr ' ' '\n' | grep -vx engines)
	# shellcheck disable=SC2086 # a list
	proves "secmail.pc links every module but engines, shared" links_shared secmail $whole
	# shellcheck disable=SC2086
	proves "secmail.pc links every module but engines, archives" links_archives secmail $whole
fi

installed_programs_start() {
	for program in "$root$prefix"/bin/*; do
		[ -x "$program" ] || continue
		! ldd "$program" | grep 'not found' || return 1
	done
}
proves "installed programs find their libraries wherever the prefix is" installed_programs_start

# Where the library that is installed looks for it.
worker_is_in_its_place() {
	[ -x "$root$prefix/libexec/secmail/secmail-engine" ] &&
		grep -qF "$prefix/libexec/secmail/secmail-engine" "$root$prefix/lib/libsecmail-engines.a"
}
[ ! -x "$BUILD/libexec/secmail-engine" ] ||
	proves "the worker of engines is where the library looks for it" worker_is_in_its_place

run_twice() {
	run_make install && files_installed | diff "$scratch/files" -
}
proves "installing again changes nothing" run_twice
proves "make uninstall works" run_make uninstall
proves "no file is left" [ -z "$(files_installed)" ]
proves "no folder of ours is left" [ -z "$(find "$root" -name '*secmail*')" ]
finish
