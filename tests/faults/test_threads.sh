#!/bin/sh
# test_threads.sh - threads that share a configuration and a zone come to one verdict
messages=$(dirname "$0")/../../examples/messages
exec "$BUILD/tests/threads" "$messages/honest.eml" "$messages/honest.zone"
