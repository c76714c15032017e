#!/bin/sh
# test_dns_redis.sh - DNS answers that processes share through Redis: whoever asks second asks nobody
# shellcheck source=tests/report.sh
. tests/report.sh
for module in dns redis; do
	case " $SECMAIL_MODULES " in *" $module "*) ;; *) skip "$module is not built" ;; esac
done
# shellcheck source=tests/interop/unbound.sh
. tests/interop/unbound.sh
# shellcheck source=tests/interop/redis.sh
. tests/interop/redis.sh
unbound_is_there >"${scratch:?}/there" || skip "there is no unbound (Debian: unbound ldnsutils)"
redis_is_there >"$scratch/there" || skip "there is no Redis (Debian: redis-server)"
trap 'unbound_stop; redis_stop; rm -rf "$scratch"' EXIT
redis=unix:${redis_socket:?}

# asks FILE [ad] NAME TYPE...: answers go to FILE, what was counted to FILE.counts
asks() {
	file=$scratch/$1 ad=
	shift
	[ "$1" != ad ] || { ad=ad; shift; }
	# shellcheck disable=SC2086 # a word or none
	"$BUILD/tests/dns_shared" $ad "$redis" "${unbound_at:?}" "$@" >"$file" 2>"$file.counts" || ! cat "$file.counts"
}
asks_all() { # FILE
	# shellcheck disable=SC2086 # questions are words
	asks "$1" ${unbound_questions:?}
}

same() { # FILE OTHER
	unbound_sorted "$scratch/$1" >"$scratch/$1.sorted" &&
		unbound_sorted "$scratch/$2" >"$scratch/$2.sorted" &&
		diff "$scratch/$1.sorted" "$scratch/$2.sorted"
}

counted() { # FILE WHAT: prints it
	sed -n "s/^$2 //p" "$scratch/$1.counts"
}

says() { # TEXT FILE
	grep -qF -- "$1" "$scratch/$2" || ! cat "$scratch/$2"
}

first_asks_unbound() {
	asks_all first && [ "$(counted first queries)" -ge 28 ] && [ "$(counted first shared)" -eq 0 ] &&
		[ "$(counted first errors)" -eq 0 ] && [ "$(grep -c '^;! ' "$scratch/first")" -eq 28 ]
}

# Unbound is silent: what is answered was in Redis.
second_asks_nobody() {
	unbound_silent asks_all second && cat "$scratch/second.counts" && same first second &&
		[ "$(counted second queries)" -eq 0 ] && [ "$(counted second shared)" -eq 28 ]
}

keys_are_readable() {
	redis_cli --scan --pattern '*' | sort >"$scratch/keys"
	says secmail:cache:dns1/15/plain.example keys && ! grep -v '^secmail:cache:dns1/[0-9]*/[!-~]*$' "$scratch/keys"
}

lives_no_longer() { # NAME-IN-KEY SECONDS
	seconds=$(redis_cli ttl "secmail:cache:dns1/$1")
	echo "$seconds"
	[ "$seconds" -ge 1 ] && [ "$seconds" -le "$2" ]
}

trust_stays_behind() {
	asks trusted ad mx.signed.example 1 && says 'mx.signed.example. A records secure' trusted &&
		unbound_silent asks read mx.signed.example 1 &&
		says 'mx.signed.example. A records unknown' read && [ "$(counted read queries)" -eq 0 ]
}
trusting_client_reads_nothing() {
	unbound_silent asks silent ad mx.signed.example 1
	says 'mx.signed.example. A timeout unknown' silent && [ "$(counted silent shared)" -eq 0 ]
}
failures_are_not_shared() {
	asks failed a.dead.example 1 && says 'a.dead.example. A servfail unknown' failed &&
		[ "$(redis_cli exists secmail:cache:dns1/1/a.dead.example)" -eq 0 ]
}

# each_key COMMAND...: with the key behind it
each_key() {
	redis_cli --scan --pattern 'secmail:cache:*' >"$scratch/keys"
	while read -r key; do
		"$@" "$key" </dev/null >"$scratch/each" || return 1
	done <"$scratch/keys"
}
junk() {
	printf '\377\377junk' | redis_cli -x set "$1"
}
empty() {
	redis_cli set "$1" ''
}
list() {
	redis_cli del "$1" && redis_cli rpush "$1" junk
}
# The answer to another question, which is as sound as can be.
other() {
	redis_cli copy secmail:cache:dns1/28/mx.plain.example "$1" replace
}
is_passed_over() { # WHAT LEAST: what stands there answers nothing, and so often at least it is an error
	redis_cli flushall >"$scratch/each" && asks_all before && each_key "$1" && asks_all after &&
		cat "$scratch/after.counts" && same first after && [ "$(counted after errors)" -ge "$2" ]
}

answers_all_the_same() { # FILE
	asks_all "$1" && cat "$scratch/$1.counts" && same first "$1" && [ "$(counted "$1" queries)" -ge 28 ] &&
		[ "$(counted "$1" errors)" -ge 28 ]
}
while_redis_is_silent() {
	kill -STOP "$redis_pid"
	answers_all_the_same silent_redis
	status=$?
	kill -CONT "$redis_pid"
	return $status
}
without_redis() {
	redis_stop
	answers_all_the_same no_redis
}

proves "zones are signed, and one is changed after it" unbound_signs
proves "unbound answers" unbound_start
proves "redis-server starts" redis_start
[ "${failed:?}" -eq 0 ] || finish
proves "the first process asks unbound" first_asks_unbound
proves "the second gets the same from Redis, and asks nobody" second_asks_nobody
proves "its keys can be read" keys_are_readable
proves "an answer is there for its time to live, no longer" lives_no_longer 15/plain.example 300
proves "an alias's too, which is the shortest of its chain" lives_no_longer 1/alias1.plain.example 30
proves "an absence's is its zone's" lives_no_longer 1/no.plain.example 300
proves "what a trusting client put there carries no trust" trust_stays_behind
proves "and such a client reads nothing there" trusting_client_reads_nothing
proves "failures are not shared" failures_are_not_shared
proves "junk is passed over" is_passed_over junk 20
proves "so are empty values" is_passed_over empty 20
proves "and lists" is_passed_over list 20
proves "and answers to other questions" is_passed_over other 20
proves "while Redis is silent everything is answered" while_redis_is_silent
proves "without Redis everything is answered" without_redis
finish
