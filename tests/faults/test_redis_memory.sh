#!/bin/sh
# test_redis_memory.sh - with memory refused at any call, what Redis is asked to do is done, or is told not to be
# shellcheck source=tests/report.sh
. tests/report.sh
if [ -n "${SANITIZE:-}" ]; then
	echo "the sanitizers have an allocator of their own: this runs in the plain build"
	exit 0
fi
[ -x "$BUILD/tests/redis_memory" ] || skip "redis is not built"
# shellcheck source=tests/interop/redis.sh
. tests/interop/redis.sh
redis_is_there >"${scratch:?}/there" || skip "there is no server (Debian: redis-server)"

starts() {
	redis_start && redis_cli acl setuser default '>password'
}

sound() {
	"$BUILD/tests/redis_memory" "unix:${redis_socket:?}"
}

proves "redis-server starts" starts
[ "${failed:?}" -eq 0 ] || finish
proves "no call does more or less than it says" sound
finish
