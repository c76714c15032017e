#!/bin/sh
# test_memory.sh - with memory refused at any call, a verdict is the same or none
set -u
if [ -n "${SANITIZE:-}" ]; then
	echo "the sanitizers have an allocator of their own: this runs in the plain build"
	exit 0
fi
if [ ! -x "$BUILD/tests/memory" ]; then
	echo "skipped: not every module that this judges with is built"
	exit 77
fi
messages=$(dirname "$0")/../../examples/messages
exec "$BUILD/tests/memory" "$messages/honest.eml" "$messages/honest.zone"
