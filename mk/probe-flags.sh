#!/bin/sh
# probe-flags.sh - which hardening flags this compiler takes
#
# Usage: probe-flags.sh COMPILER CACHE-FOLDER
# Prints one line of flags. The answer is kept in the folder for as long as the compiler stays the same.
set -eu
compiler=$1
folder=$2
mkdir -p "$folder"
cache=$folder/hardening

# shellcheck disable=SC2086 # the compiler may be several words ("ccache gcc")
version=$($compiler --version 2>/dev/null | head -n 1) || version=
key="$compiler $version"
if [ -f "$cache" ] && [ "$(head -n 1 "$cache")" = "$key" ]; then
	sed -n 2p "$cache"
	exit 0
fi

tried=$(mktemp -d)
trap 'rm -rf "$tried"' EXIT
cat >"$tried/a.c" <<'C'
#include <string.h>
int
main(int argc, char **argv)
{
	char copy[64] = "";
	if (argc > 1)
		memcpy(copy, argv[1], strlen(argv[1]) < 63 ? strlen(argv[1]) : 63);
	return copy[0];
}
C

takes() {
	# shellcheck disable=SC2086
	$compiler -O2 -fPIC -Werror "$@" -o "$tried/a" "$tried/a.c" 2>/dev/null
}

flags=
# Each argument is one alternative of flags; the first that works is taken.
first_of() {
	for alternative in "$@"; do
		# shellcheck disable=SC2086
		if takes $alternative; then
			flags="$flags $alternative"
			return
		fi
	done
}

first_of '-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3' '-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2'
first_of -fstack-protector-strong
first_of -fstack-clash-protection
first_of -fcf-protection=full -mbranch-protection=standard
first_of -ftrivial-auto-var-init=zero '-ftrivial-auto-var-init=zero
	-enable-trivial-auto-var-init-zero-knowing-it-will-be-removed-from-clang'
first_of -fno-strict-overflow
first_of -fno-delete-null-pointer-checks
first_of -fno-strict-aliasing
first_of -Wl,-z,relro
first_of -Wl,-z,now
first_of -Wl,-z,noexecstack
first_of -Wl,--as-needed
# shellcheck disable=SC2086 # one line
flags=$(echo $flags)

# Written whole and moved into place: two makes may probe at once.
printf '%s\n%s\n' "$key" "$flags" >"$cache.$$"
mv "$cache.$$" "$cache"
printf '%s\n' "$flags"
