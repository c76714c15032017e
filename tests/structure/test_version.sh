#!/bin/sh
# test_version.sh - the version is the same in the Makefile, the header and the .pc files
. tests/report.sh

part() {
	sed -n "s/^#define SECMAIL_VERSION_$1 \([0-9]*\)\b.*/\1/p" include/secmail/base.h
}

proves "base.h and the Makefile agree" [ "$(part MAJOR).$(part MINOR).$(part PATCH)" = "$VERSION" ]
for file in "$BUILD"/pkgconfig/*.pc; do
	name=$(basename "$file" .pc)
	proves "$name.pc and the Makefile agree" \
		[ "$(PKG_CONFIG_PATH=$BUILD/pkgconfig pkg-config --modversion "$name")" = "$VERSION" ]
done
finish
