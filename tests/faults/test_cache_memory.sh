#!/bin/sh
# test_cache_memory.sh - with memory refused at any call, a cache gives an answer whole or not at all
set -u
if [ -n "${SANITIZE:-}" ]; then
	echo "the sanitizers have an allocator of their own: this runs in the plain build"
	exit 0
fi
if [ ! -x "$BUILD/tests/cache_memory" ]; then
	echo "skipped: module dns is not built"
	exit 77
fi
exec "$BUILD/tests/cache_memory"
