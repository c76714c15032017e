#!/bin/sh
# test_redis.sh - cache and store against a Redis server of our own, which stops, restarts, fills up and lies
# shellcheck source=tests/report.sh
. tests/report.sh
case " $SECMAIL_MODULES " in *" redis "*) ;; *) skip "redis is not built" ;; esac
# shellcheck source=tests/interop/redis.sh
. tests/interop/redis.sh
redis_is_there >"${scratch:?}/there" || skip "there is no server (Debian: redis-server)"
peer=$BUILD/tests/redis_peer
unix=address=unix:${redis_socket:?}

# On a port that nobody else has.
starts_on_tcp() {
	for attempt in 0 1 2 3 4; do
		port=$((20000 + ($$ + attempt * 997) % 30000))
		redis_start --bind 127.0.0.1 --port $port && return
		redis_stop
	done
	return 1
}

# talks SETTINGS EXPECTED-LINES COMMAND-LINES: both are words apart by "; "
talks() {
	lines "$3" >"$scratch/commands"
	lines "$2" >"$scratch/expected"
	# shellcheck disable=SC2086 # settings are words
	"$peer" $1 talk <"$scratch/commands" >"$scratch/answers" || return 1
	diff "$scratch/expected" "$scratch/answers"
}
lines() {
	echo "$1" | sed 's/; /\n/g'
}

keeps_the_rules() {
	"$peer" "$@" rules
}

one_wins() { # TAG
	"$peer" "$unix" "prefix=$1/" race >"$scratch/one" &
	other=$!
	"$peer" "$unix" "prefix=$1/" race >"$scratch/two"
	wait $other || return 1
	cat "$scratch/one" "$scratch/two"
	[ $(($(cut -d' ' -f1 "$scratch/one") + $(cut -d' ' -f1 "$scratch/two"))) -eq 500 ] &&
		[ "$(cut -d' ' -f2 "$scratch/one" "$scratch/two" | sort -u)" = 0 ] &&
		[ "$(redis_cli hget "$1/store:step" v)" = 500 ] && [ "$(redis_cli hget "$1/store:n" v)" = 1000 ]
}

# A wrong digest would make a server be sent the script each time.
scripts_are_sent_once() {
	redis_cli script flush >/dev/null && redis_cli config resetstat >/dev/null || return 1
	talks "$unix prefix=once/" 'done swapped; done v; done 1; done v; done 2; done conflict' \
		'swap k - v never 0; read k 0; add n 1 never 0; read k 0; add n 1 never 0; swap k - w never 0' ||
		return 1
	redis_cli info commandstats | tr -d '\r' | sed -n 's/^\(cmdstat_eval[a-z]*:calls=[0-9]*\).*failed_calls=\([0-9]*\)/\1 \2/p' |
		sort >"$scratch/calls"
	printf 'cmdstat_eval:calls=3 0\ncmdstat_evalsha:calls=6 3\n' | diff - "$scratch/calls"
}

lives_for() { # COMMAND KEY LEAST MOST: seconds at the server
	talks "$unix" 'done swapped' "$1" || return 1
	seconds=$(redis_cli ttl "$2")
	echo "$seconds"
	[ "$seconds" -ge "$3" ] && [ "$seconds" -le "$4" ]
}

# A conversation that outlives what happens to the server: ask COMMAND puts the answer into $answer.
open_talk() { # SETTING...
	mkfifo "$scratch/ask" "$scratch/told"
	timeout 60 "$peer" "$@" talk <"$scratch/ask" >"$scratch/told" &
	talker=$!
	exec 8>"$scratch/ask" 9<"$scratch/told"
}
ask() {
	echo "$1" >&8
	IFS= read -r answer <&9
}
close_talk() {
	exec 8>&- 9<&-
	wait "$talker"
	status=$?
	rm -f "$scratch/ask" "$scratch/told"
	return $status
}
gets() { # COMMAND ANSWER
	ask "$1"
	[ "$answer" = "$2" ] || ! echo "$1: $answer"
}

# With a copy of the test's own two, in use one, in the guarded pool, afterwards none.
password_stands_once() {
	redis_cli acl setuser default '>pass-word-secret' || return 1
	found=$("$peer" "$unix" secrets)
	status=$?
	REDISCLI_AUTH=pass-word-secret redis_cli acl setuser default resetpass nopass
	[ $status -eq 0 ] && [ "$found" = '2 1 0' ] || ! echo "$found"
}

io='input or output failed'

# The peer keeps a connection; what the restarted server gets is a new one, without a failed call.
restart_costs_no_call() {
	open_talk "$unix"
	gets 'put k v 60' 'done ' || return 1
	redis_stop
	redis_start || return 1
	gets 'get k' 'not found' && gets 'swap k - v never 0' 'done swapped' && gets 'count 2' 0 && gets 'count 4' 2
	status=$?
	close_talk && return $status
}

# Afterwards the pause of a second ends, and one call finds the server again.
stopped_server_is_left_alone() {
	open_talk "$unix" timeout=200
	gets 'put k v 60' 'done ' || return 1
	kill -STOP "$redis_pid"
	gets 'get k' "$io" && gets 'error' 'the server did not answer in time' && gets 'get k' "$io" &&
		gets 'swap k - v never 0' "$io" && gets 'count 2' 3 && gets 'count 3' 2
	status=$?
	kill -CONT "$redis_pid"
	[ $status -eq 0 ] && sleep 1.2 && gets 'get k' 'done v' && gets 'get k' 'done v'
	status=$?
	close_talk && return $status
}

dead_server_costs_nothing() {
	redis_stop
	talks "$unix" "$io; $io; $io; the server can't be connected to; 3; 2" \
		'get k; put k v 1; swap k - v never 0; error; count 2; count 3'
}

# The user of docs/redis.md, from the line that stands there.
knows_the_documented_user() {
	# shellcheck disable=SC2046 # a line of words
	[ "$(redis_cli $(grep -o 'ACL SETUSER secmail .*' docs/redis.md))" = OK ]
}

full() {
	redis_cli config set maxmemory 1 >/dev/null
	talks "$unix prefix=full/" 'over a limit; over a limit; over a limit; not found' \
		'put k v 60; swap k - v never 0; add n 1 never 0; read k 0'
	status=$?
	redis_cli config set maxmemory 0 >/dev/null
	return $status
}

junk() { # REDIS-COMMAND...: something else stands at k and at n
	redis_cli del junk/store:k junk/cache:k >/dev/null
	redis_cli "$@" >/dev/null
	talks "$unix prefix=junk/" "$io; $io; $io" 'read k 0; swap k - v never 0; add k 1 never 0'
}

proves "redis-server starts" redis_start
[ "${failed:?}" -eq 0 ] || finish
proves "a store in Redis keeps the rules of every store" keeps_the_rules "$unix" prefix=rules/
proves "of two processes one wins each of 500 steps" one_wins race1
proves "and again" one_wins race2
proves "a script is sent whole once, and then by its digest" scripts_are_sent_once
proves "what is put is got, by another process" talks "$unix" 'done ; done value' 'put k value 60; get k'
proves "which does not see what has another prefix" talks "$unix prefix=x/" 'not found' 'get k'
proves "cache and store do not touch each other" talks "$unix" 'done ; not found; done swapped; done c; done s' \
	'put same c 60; read same 0; swap same - s never 0; get same; read same 0'
proves "the cache's time is the server's" [ "$(redis_cli ttl secmail:cache:same)" -le 60 ]
proves "an entry of the store outlives its time by a day" \
	lives_for 'swap t1 - v 160 100' secmail:store:t1 86400 86460
proves "one that has expired is kept a day too, for clocks that differ" \
	lives_for 'swap t2 - v 50 100' secmail:store:t2 86390 86400
proves "what never expires stays" lives_for 'swap t3 - v never 0' secmail:store:t3 -1 -1
proves "and so does what lives for ages" lives_for 'swap t4 - v 9000000000000000000 -9000000000000000000' \
	secmail:store:t4 -1 -1
proves "a swap gives a new time" lives_for 'swap t3 v w 10 0' secmail:store:t3 86400 86410
proves "or takes the old one away" lives_for 'swap t1 v w never 0' secmail:store:t1 -1 -1
proves "a list where an entry belongs is a failure" junk rpush junk/store:k v
proves "so is a text" junk set junk/store:k v
proves "and a hash of something else" junk hset junk/store:k name ann
proves "and one without a time" junk hset junk/store:k v 1
proves "and one whose time is none" junk hset junk/store:k v 1 e soon
proves "and one whose time is no twenty digits" junk hset junk/store:k v 1 e 123456789012345678x0
proves "a server without memory is a limit" full
# The sanitizers keep what was freed, and map more than can be looked through.
[ -n "${SANITIZE:-}" ] ||
	proves "the password stands in the guarded pool alone, and nowhere once it is released" password_stands_once
proves "a restart costs no call" restart_costs_no_call
proves "a stopped server costs one time-out, and is found again" stopped_server_is_left_alone
proves "a dead server costs nothing" dead_server_costs_nothing
proves "redis-server starts on a port" starts_on_tcp
proves "the documented user is known" knows_the_documented_user
login="address=127.0.0.1:$port user=secmail password=password database=3"
# shellcheck disable=SC2086 # settings are words
proves "with its rights, over TCP and in another database, the rules are kept too" \
	keeps_the_rules $login prefix=secmail:rules/
proves "and the cache works" talks "$login" 'done ; done v' 'put k v 60; get k'
proves "without rights on the keys nothing does" \
	talks "$login prefix=other/" "$io; $io" 'put k v 60; read k 0'
proves "a wrong password is a failure, and is not tried again at once" \
	talks "$login password=wrong" "$io; $io; the login: WRONGPASS invalid username-password pair or user is disabled.; 1" \
	'get k; get k; error; count 3'
proves "a database that is not there is a failure" \
	talks "$login database=99" "$io; the choice of a database: ERR DB index is out of range" 'get k; error'
finish
