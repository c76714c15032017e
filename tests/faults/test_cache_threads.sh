#!/bin/sh
# test_cache_threads.sh - threads that share a cache get each the answer to their own question
if [ ! -x "$BUILD/tests/cache_threads" ]; then
	echo "skipped: module dns is not built"
	exit 77
fi
exec "$BUILD/tests/cache_threads"
