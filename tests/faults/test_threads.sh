#!/bin/sh
# test_threads.sh - threads that share a configuration and a zone come to one verdict
if [ ! -x "$BUILD/tests/threads" ]; then
	echo "skipped: not every module that this judges with is built"
	exit 77
fi
messages=$(dirname "$0")/../../examples/messages
exec "$BUILD/tests/threads" "$messages/honest.eml" "$messages/honest.zone"
