#!/bin/sh
# test_unbound.sh - unbound, asked over the network, and a zone in memory lead to the same verdict
#
# Each unbound listens on loopback, holds one zone and forwards nothing: what it does not hold does not exist.
. tests/report.sh
verify=$BUILD/examples/secmail-verify
messages=examples/messages
export LC_ALL=C
PATH=$PATH:/usr/sbin
[ -x "$verify" ] || skip "secmail-verify is not built"
command -v unbound >/dev/null || skip "unbound is not there (Debian: unbound)"

server=
port=$((20000 + $$ % 9000))
stop() {
	[ -z "$server" ] || { kill "$server" && wait "$server"; } 2>/dev/null
	server=
}
trap 'stop; rm -rf "$scratch"' EXIT

# The records of a zone file that has one on each line, as unbound's configuration has them.
local_data() {
	grep -v -e '^;' -e '^\$TTL' -e '^$' "$1" | sed "s/TXT (\(.*\))$/TXT \1/; s/.*/  local-data: '&'/"
}

configure() { # ZONE LINE...
	cat <<-END
		server:
		  interface: 127.0.0.1@$port
		  directory: "$scratch"
		  logfile: ""
		  use-syslog: no
		  do-daemonize: no
		  username: ""
		  chroot: ""
		  pidfile: ""
		  so-reuseport: no
		  module-config: "iterator"
		  local-zone: "." static
	END
	local_data "$1"
	shift
	[ $# -eq 0 ] || printf '  %s\n' "$@"
	printf 'remote-control:\n  control-enable: no\n'
}

# Whether it came up; it ends by itself when the port is taken.
is_up() {
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		! grep -q 'start of service' "$scratch/unbound.log" || return 0
		kill -0 "$server" 2>/dev/null || return 1
		sleep 0.2
	done
	return 1
}

start() { # ZONE LINE...
	stop
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		port=$((port + 1))
		configure "$@" >"$scratch/unbound.conf"
		unbound -d -c "$scratch/unbound.conf" >"$scratch/unbound.log" 2>&1 &
		server=$!
		! is_up || return 0
		stop
	done
	cat "$scratch/unbound.log"
	return 1
}

judge() { # NAME OPTION...: standard output is the verdict
	name=$1
	shift
	set -- --json "$@" "$messages/$name.eml"
	while read -r option; do
		set -- "$option" "$@"
	done <"$messages/$name.args"
	"$verify" "$@" </dev/null
}

# How many questions were asked speculatively is not the resolver's to say.
without_questions() {
	sed 's/"questions":[0-9]*//'
}

by_unbound() { # NAME
	judge "$1" --resolver "127.0.0.1:$port"
}

same_verdict() { # NAME ZONE
	judge "$1" --zone "$2" >"$scratch/from-zone" || return 1
	by_unbound "$1" >"$scratch/from-unbound" || return 1
	[ "$(grep -c '"dmarc":{"result":"\(pass\|fail\)"' "$scratch/from-zone")" -eq 1 ] || return 1
	without_questions <"$scratch/from-zone" >"$scratch/expected"
	without_questions <"$scratch/from-unbound" | diff "$scratch/expected" -
}

holds_every_record() { # ZONE
	[ "$(grep -c 'local-data: ' "$scratch/unbound.conf")" -eq "$(grep -c '^[^;$]' "$1")" ] &&
		! grep -e error "$scratch/unbound.log"
}

# DNS failed, and the sender is asked to try again.
is_deferred() {
	by_unbound honest >"$scratch/verdict"
	[ $? -eq 75 ] && grep '"dmarc":{"result":"temperror"' "$scratch/verdict" || ! cat "$scratch/verdict"
}

for name in honest forged broken rfc6376 rfc8463; do
	proves "$name: unbound takes its zone" start "$messages/$name.zone"
	proves "$name: and holds every record of it" holds_every_record "$messages/$name.zone"
	proves "$name: the same verdict from unbound as from the zone" same_verdict "$name" "$messages/$name.zone"
done

notices_another_zone() {
	! same_verdict honest "$messages/honest.zone"
}
proves "another zone in unbound leads to another verdict, which is noticed" notices_another_zone

# An SPF record of 2,000 octets, the client's address last.
large_zone() {
	grep -v '^_spf\.' "$messages/honest.zone"
	awk 'BEGIN {
		printf "_spf.mail.shop.example. TXT (\"v=spf1\""
		for (i = 0; i < 100; i++)
			printf " \" ip4:198.51.100.%d\"", i
		print " \" ip4:192.0.2.0/27 -all\")"
	}'
}
large_zone >"$scratch/large.zone"
proves "unbound takes a record that is larger than a datagram" start "$scratch/large.zone"
proves "which comes whole, over TCP" same_verdict honest "$scratch/large.zone"
proves "unbound without TCP" start "$scratch/large.zone" 'do-tcp: no'
proves "cuts it: SPF has no answer, the signatures hold" \
	sh -c '"$0" "$@" | grep "\"spf\":{\"result\":\"temperror\".*\"dkim\":\[{\"result\":\"pass\""' \
	"$verify" --json --resolver "127.0.0.1:$port" --ip=192.0.2.25 --mail-from=bounce@shop.example \
	--helo=out1.mail.shop.example --now=1795500000 "$messages/honest.eml"

proves "unbound that refuses one name" \
	start "$messages/honest.zone" 'local-zone: "_dmarc.shop.example." always_refuse'
proves "refused is no 'no such record': temperror" is_deferred
proves "unbound that is silent on one name" \
	start "$messages/honest.zone" 'local-zone: "_dmarc.shop.example." always_deny'
proves "silence is no 'no such record': temperror" is_deferred
stop
proves "nobody listens any more: temperror" is_deferred
finish
