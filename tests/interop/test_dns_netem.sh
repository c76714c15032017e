#!/bin/sh
# test_dns_netem.sh - the stub resolver through bad weather: loss, delay, duplicates, other orders, corruption
#
# The weather is that of a relay of ours (lossy), by chance that is the same each time. Where the kernel has netem
# and lets us make a network, the same is proved once more with the kernel's weather on its loopback.
# shellcheck source=tests/report.sh
. tests/report.sh
# shellcheck source=tests/interop/netns.sh
. tests/interop/netns.sh
# shellcheck source=tests/interop/nsd.sh
. tests/interop/nsd.sh
case " $SECMAIL_MODULES " in *" dns "*) ;; *) skip "dns is not built" ;; esac
command -v nsd >/dev/null || skip "nsd is not there (Debian: nsd)"
ask=$BUILD/tests/dns_ask
lossy=$BUILD/tests/lossy
doors=3 # as if there were three servers, so that each question has thirty tries at most

netem_works() {
	for how in 'unshare --net' 'unshare --map-root-user --net'; do
		$how sh -c 'ip link set lo up && tc qdisc add dev lo root netem delay 1ms' 2>/dev/null && return
	done
	return 1
}
netem='' remark='weather of the relay only: this kernel has no netem for us'
if netem_works; then
	own_network "$0"
	netem=yes remark="weather of the relay, and of the kernel's netem"
fi

# A hundred names with an address each, and twenty with text that is too large for a datagram.
zone() { # zone|question|evidence
	awk -v form="$1" 'function say(name, type, number, data) {
		if (form == "zone")
			print name " 60 IN " type " " data
		else if (form == "question")
			print name ".weather.test " number
		else
			print ";! " name ".weather.test. " type " records unknown\n" \
				name ".weather.test. 60 IN " type " " data
	}
	BEGIN {
		for (i = 0; i < 100; i++)
			say("n" i, "A", 1, "192.0.2." i)
		for (j = 0; j < 16; j++)
			rest = rest sprintf(" \"%0249d\"", j)
		for (i = 0; i < 20; i++)
			say("t" i, "TXT", 16, "\"" i "\"" rest)
	}'
}
serves() {
	{
		printf '@ IN SOA ns hostmaster 1 3600 600 86400 300\n@ IN NS ns\n@ IN TXT up\nns IN A 127.0.0.1\n'
		zone zone
	} >"$scratch/weather.zone"
	zone question | grep ' 1$' >"$scratch/addresses"
	zone question | grep ' 16$' >"$scratch/texts"
	nsd_zones='weather.test:weather.zone'
	nsd_start
}

# Two messages ask all questions of a file through some weather; leaves what was answered, and what the weather did.
through_relay() { # WEATHER QUESTIONS OPTION...
	weather=$1 questions=$2
	shift 2
	# shellcheck disable=SC2086 # a list of words
	timeout 60 "$lossy" doors=$doors $weather "$nsd_port" "$ask" count loop tables=2 "$@" from="$questions" @
}
through_netem() { # WEATHER QUESTIONS OPTION...
	weather=$1 questions=$2
	shift 2
	at=127.0.0.1:$nsd_port
	# shellcheck disable=SC2086
	tc qdisc add dev lo root netem $weather || return
	timeout 60 "$ask" count loop tables=2 "$@" from="$questions" "$at,$at,$at"
	status=$?
	tc -s qdisc show dev lo | sed -n 's/.*dropped \([0-9]*\).*/weather lost \1/p' >&2
	tc qdisc del dev lo root
	return $status
}
asks() { # HOW WEATHER QUESTIONS OPTION...
	how=$1
	shift
	"$how" "$@" >"$scratch/answer" 2>"$scratch/weather"
	status=$?
	cat "$scratch/weather"
	awk '$1 == "descriptors" { same = $2 == $3 } END { exit !same }' "$scratch/weather" || return 1
	grep -v '^; ' "$scratch/answer" >"$scratch/got"
	return $status
}

# The questions of a file, as they are to be answered.
expected() { # QUESTIONS
	zone evidence | case $1 in *addresses) grep -e ' A ' ;; *) grep -e ' TXT ' ;; esac
}
all_right() { # HOW WEATHER QUESTIONS OPTION...
	asks "$@" || return
	expected "$3" >"$scratch/expected"
	cmp "$scratch/expected" "$scratch/got" || ! diff "$scratch/expected" "$scratch/got" | cut -c 1-100 | head -n 6
}
# Every answer is the right one, or a time-out.
none_wrong() { # HOW WEATHER QUESTIONS OPTION...
	asks "$@" || return
	expected "$3" >"$scratch/expected"
	[ "$(grep -c '^;!' "$scratch/got")" -eq "$(wc -l <"$3")" ] &&
		! grep -v -x -F -f "$scratch/expected" "$scratch/got" | grep -v '^;! .* timeout unknown$'
}
all_time_out() { # HOW WEATHER QUESTIONS OPTION...
	asks "$@" || return
	[ "$(grep -c '^;! .* timeout unknown$' "$scratch/got")" -eq "$(wc -l <"$3")" ] &&
		[ "$(wc -l <"$scratch/got")" -eq "$(wc -l <"$3")" ]
}
# What the last weather did: a test in the sun would be none.
did() { # WHAT
	grep -q "^weather.* $1 [1-9]" "$scratch/weather"
}
# What the client counted.
client_counted() { # COUNTER
	grep -q "^$1 [1-9]" "$scratch/weather"
}

proves "nsd serves" serves
[ "${failed:?}" -eq 0 ] || finish
addresses=$scratch/addresses

proves "relay: in fair weather a hundred answers are right" \
	all_right through_relay 'seed=1' "$addresses" try=2000 tries=1
# What each line proves; the datagrams that are seen to have met it; the weather; the questions; the patience.
while IFS='|' read -r sentence effect weather questions patience; do
	[ -n "$sentence" ] || continue
	# shellcheck disable=SC2086
	proves "relay: $sentence" all_right through_relay "$weather" "$scratch/$questions" $patience
	proves "relay: the weather did that" did "$effect"
done <<TABLE
of ten datagrams three are lost each way, and a hundred answers are right|lost|seed=2 loss=30|addresses|try=100 tries=10
delay between 30 and 70 ms each way: all are right|passed|seed=3 delay=30 jitter=40|addresses|try=400 tries=3
half of the datagrams come twice: all are right|duplicated|seed=4 duplicate=50 jitter=5|addresses|try=1000 tries=3
every fifth has another id or another question: all are right|corrupted|seed=5 corrupt=20|addresses|try=100 tries=10
some answers come after their try is over: all are right|passed|seed=6 delay=20 jitter=40|addresses|try=80 tries=10
all of this at once: all are right|corrupted|seed=7 loss=20 duplicate=20 corrupt=20 delay=5 jitter=40|addresses|try=150 tries=10
one piece of ten breaks its connection: large texts come whole|broken|seed=8 cut=10 delay=5|texts|try=500 tries=10
loss, delay and broken connections: large texts come whole|broken|seed=9 loss=20 cut=10 delay=5 jitter=20|texts|try=200 tries=10
TABLE
proves "relay: answers that are all late are right, or none" \
	none_wrong through_relay 'seed=10 delay=100 jitter=50' "$addresses" try=60 tries=2
proves "relay: before each answer come twenty of a forger, who guesses: all are right" \
	all_right through_relay 'seed=12 forge=20 delay=5' "$addresses" try=500 tries=5
proves "relay: the forger was heard, and not believed" client_counted foreign
proves "relay: when everything is lost all questions time out, in the time that they have" \
	all_time_out through_relay 'seed=11 loss=100' "$addresses" try=200 tries=10 total=1500
proves "relay: the weather did that" did lost

while [ -n "$netem" ] && IFS='|' read -r sentence weather questions patience; do
	# shellcheck disable=SC2086
	proves "netem: $sentence" all_right through_netem "$weather" "$scratch/$questions" $patience
done <<TABLE
of ten packets three are lost, and a hundred answers are right|loss 30%|addresses|try=100 tries=10
delay between 30 and 70 ms each way: all are right|delay 50ms 20ms|addresses|try=400 tries=3
half of the packets come twice: all are right|duplicate 50%|addresses|try=1000 tries=3
one of four overtakes the others: all are right|delay 20ms reorder 25% 50%|addresses|try=400 tries=3
of ten packets one is corrupt: all are right|corrupt 10%|addresses|try=100 tries=10
some are lost, some are late: large texts come whole, over TCP|loss 5% delay 5ms 3ms|texts|try=1000 tries=5
TABLE
if [ -n "$netem" ]; then
	proves "netem: when everything is lost all questions time out" \
		all_time_out through_netem 'loss 100%' "$addresses" try=200 tries=10 total=1500
	proves "netem: the weather did that" did lost
fi
finish "$remark"
