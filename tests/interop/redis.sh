# shellcheck shell=sh
# redis.sh - a redis-server of our own on a Unix socket, which saves nothing: one that starts again has forgotten all
#
# Source it after report.sh, which gives $scratch. `redis_start` starts it, with options of the caller's;
# $redis_pid is its process, `redis_cli` talks to it.
# shellcheck disable=SC2154 # report.sh sets it
redis_socket=${scratch:?}/redis.sock
redis_pid=''
unset REDISCLI_AUTH

redis_is_there() {
	command -v redis-server && command -v redis-cli
}

redis_cli() {
	redis-cli -s "$redis_socket" "$@"
}

redis_stop() {
	[ -z "$redis_pid" ] || { kill -CONT "$redis_pid"; kill "$redis_pid"; wait "$redis_pid"; } 2>/dev/null
	redis_pid=
}
trap 'redis_stop; rm -rf "$scratch"' EXIT

# Descriptors 8 and 9 are a caller's, who waits for their end.
redis_start() { # OPTION...
	redis-server --port 0 --unixsocket "$redis_socket" --dir "$scratch" --save '' --appendonly no "$@" \
		>"$scratch/redis.log" 2>&1 8>&- 9>&- &
	redis_pid=$!
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		[ "$(redis_cli ping 2>/dev/null)" != PONG ] || return 0
		sleep 0.1
	done
	cat "$scratch/redis.log"
	return 1
}
