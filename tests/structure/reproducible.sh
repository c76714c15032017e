#!/bin/sh
# reproducible.sh - two builds of the same sources in two places are the same bytes
. tests/report.sh
not_sanitized
MAKEFLAGS=
export MAKEFLAGS
SOURCE_DATE_EPOCH=1
export SOURCE_DATE_EPOCH
jobs=$(getconf _NPROCESSORS_ONLN)

build_in() {
	mkdir -p "$1"
	git ls-files -z -- Makefile mk lib include examples pkgconfig docs/man |
		xargs -0 cp --parents -t "$1" || return 1
	make -C "$1" -j "$jobs" CC="$CC" BUILD=build all
}

sums() {
	(cd "$1/build" && find . -type f \( -path './lib/*' -o -path './examples/*' -o -path './libexec/*' \) | sort | xargs sha256sum)
}

same_bytes() {
	sums "$scratch/one" >"$scratch/sums"
	[ -s "$scratch/sums" ] && sums "$scratch/another/place/of/the/tree" | diff "$scratch/sums" -
}

proves "a copy of the tree builds" build_in "$scratch/one"
proves "another, elsewhere and at another time, builds" build_in "$scratch/another/place/of/the/tree"
proves "both are the same bytes" same_bytes
finish
