#!/bin/sh
# test_needed.sh - what each library loads, how it is hardened, and that one module brings no other
. tests/report.sh
not_sanitized
export LC_ALL=C

# hiredis has another soname with each version: the Debian release says which.
needed_by() {
	readelf -dW "$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | sed 's/^\(libhiredis\.so\)\..*/\1.*/' | sort
}

check_needed() {
	needed_by "$1" | diff "$2" -
}

has_hardening() {
	readelf -dW "$1" | grep -q 'FLAGS.*NOW' &&
		readelf -lW "$1" | grep -q GNU_RELRO &&
		readelf -lW "$1" | grep 'GNU_STACK' | grep -qv 'RWE' &&
		! readelf -dW "$1" | grep -qE 'TEXTREL|NOOPEN'
}

has_soname() {
	readelf -dW "$1" | grep -qF "Library soname: [$2]"
}

for module in $SECMAIL_MODULES; do
	library=$BUILD/lib/libsecmail-$module.so
	proves "$module loads its golden list" check_needed "$library" "tests/golden/$module.needed"
	proves "$module's soname ends in .so.0" has_soname "$library" "libsecmail-$module.so.0"
	proves "$module is relro, bound at start, without an executable stack" has_hardening "$library"
done

for program in "$BUILD"/examples/*; do
	[ -x "$program" ] || continue
	proves "$(basename "$program") is relro, bound at start, without an executable stack" \
		has_hardening "$program"
done

# A program on core: the symbol is only named, so that it need not be called.
core_alone() {
	symbol=$(head -n 1 tests/golden/core.symbols)
	printf 'extern char %s[];\nint main(void) { return %s == 0; }\n' "$symbol" "$symbol" >"$scratch/one.c"
	$CC -o "$scratch/one" "$scratch/one.c" -L"$BUILD/lib" -lsecmail-core || return 1
	LD_LIBRARY_PATH=$BUILD/lib ldd "$scratch/one" >"$scratch/loaded" || return 1
	! grep -vE 'linux-vdso|linux-gate|ld-(linux|musl)|lib(secmail-core|idn2|unistring|c)\.so' \
		"$scratch/loaded"
}
case " $SECMAIL_MODULES " in
*" core "*) proves "a program on core loads core, libidn2 and libc alone" core_alone ;;
esac

# The whole: one symbol of each module but engines is found through its one name.
whole_has_all() {
	{
		printf '#include <dlfcn.h>\n#include <stdio.h>\nint main(void) {\n'
		printf 'void *all = dlopen("libsecmail.so.0", RTLD_NOW);\n'
		printf 'if (!all) { puts(dlerror()); return 1; }\n'
		for module in $SECMAIL_MODULES; do
			[ "$module" != engines ] || continue
			symbol=$(head -n 1 "tests/golden/$module.symbols")
			printf 'if (!dlsym(all, "%s")) { puts("%s"); return 1; }\n' "$symbol" "$symbol"
		done
		printf 'return 0; }\n'
	} >"$scratch/whole.c"
	$CC -o "$scratch/whole" "$scratch/whole.c" -ldl || return 1
	LD_LIBRARY_PATH=$BUILD/lib "$scratch/whole"
}
if [ -f "$BUILD/lib/libsecmail.so" ]; then
	proves "the whole loads its golden list" check_needed "$BUILD/lib/libsecmail.so" tests/golden/secmail.needed
	proves "the whole's soname ends in .so.0" has_soname "$BUILD/lib/libsecmail.so" libsecmail.so.0
	proves "dlopen(libsecmail.so.0) finds a symbol of each module but engines" whole_has_all
fi
finish
