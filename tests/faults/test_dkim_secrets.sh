#!/bin/sh
# test_dkim_secrets.sh - a key that signed is nowhere in memory once it is released, and is found before
set -u
. tests/report.sh
not_sanitized
[ -x "$BUILD/tests/dkim_secrets" ] || skip "module dkim is not built"
[ -r /proc/self/mem ] || skip "there is no /proc here"
"$BUILD/tests/dkim_secrets" "$scratch"
