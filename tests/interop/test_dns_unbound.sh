#!/bin/sh
# test_dns_unbound.sh - the stub resolver against unbound, which serves the same zone file that we read
# shellcheck source=tests/report.sh
. tests/report.sh
case " $SECMAIL_MODULES " in *" dns "*) ;; *) skip "dns is not built" ;; esac
PATH=$PATH:/usr/sbin:/sbin
for program in unbound ldns-keygen ldns-signzone; do
	command -v $program >/dev/null || skip "$program is not there (Debian: unbound ldnsutils)"
done
ask=$BUILD/tests/dns_ask

# Three zones: one in clear, one signed, one signed and changed after it.
soa='@ IN SOA ns hostmaster 1 3600 600 86400 300
@ IN NS ns
ns IN A 127.0.0.1'
large=$(i=0; while [ $i -lt 60 ]; do printf ' "%0250d"' $i; i=$((i + 1)); done)
cat >"${scratch:?}/plain.zone" <<ZONE
\$ORIGIN plain.test.
\$TTL 300
$soa
@ IN MX 10 mx
@ IN MX 20 Mx2.plain.test.
@ IN TXT "v=spf1 " "ip4:192.0.2.0/24 -all"
@ IN TXT "quotes \\" and \\\\ and ; and \\200"
mx IN A 192.0.2.1
mx IN A 192.0.2.2
mx IN AAAA 2001:db8::1
big IN TXT $large
deep.down IN A 192.0.2.3
alias1 60 IN CNAME alias2
alias2 30 IN CNAME mx
dangling IN CNAME nowhere
empty IN CNAME down
*.wild IN TXT "any"
host.wild IN A 192.0.2.4
*.wildalias IN CNAME mx
caa IN CAA 0 issue "ca.example"
_25._tcp.mx IN TLSA 3 1 1 00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff
srv IN SRV 1 2 3 mx
1.2 IN PTR mx
ZONE

# shellcheck disable=SC2016 # the dollars are the zone's
sign() { # ZONE: makes ZONE.signed and ZONE.anchor
	printf '$ORIGIN %s.\n$TTL 300\n%s\nmx IN A 192.0.2.1\n' "$1" "$soa" >"$1" &&
		ksk=$(ldns-keygen -a ECDSAP256SHA256 -k "$1") &&
		zsk=$(ldns-keygen -a ECDSAP256SHA256 "$1") &&
		ldns-signzone -o "$1" -f "$1.signed" "$1" "$ksk" "$zsk" && cp "$ksk.key" "$1.anchor"
}
signs() {
	(cd "$scratch" && sign signed.test && sign tampered.test &&
		sed -i 's/192\.0\.2\.1/192.0.2.66/' tampered.test.signed &&
		grep -q '192\.0\.2\.66' tampered.test.signed)
}

configure() { # PORT
	cat <<CONF
server:
	interface: 127.0.0.1@$1
	do-daemonize: no
	username: ""
	chroot: ""
	directory: "$scratch"
	pidfile: ""
	use-syslog: no
	num-threads: 1
	do-ip6: no
	ede: yes
	val-log-level: 0
	do-not-query-localhost: no
	module-config: "validator iterator"
	trust-anchor-file: "$scratch/signed.test.anchor"
	trust-anchor-file: "$scratch/tampered.test.anchor"
	local-zone: "." refuse
	local-zone: "plain.test." transparent
	local-zone: "signed.test." transparent
	local-zone: "tampered.test." transparent
	local-zone: "dead.test." transparent
	local-zone: "local.test." static
	local-data: "mail.local.test. 60 IN A 192.0.2.77"
remote-control:
	control-enable: no
CONF
	auth_zone plain.test "zonefile: $scratch/plain.zone"
	auth_zone signed.test "zonefile: $scratch/signed.test.signed"
	auth_zone tampered.test "zonefile: $scratch/tampered.test.signed"
	auth_zone dead.test "primary: 127.0.0.1@9" # never comes, so that unbound can only fail
}

# A zone that unbound asks as a resolver asks: it follows aliases and validates.
auth_zone() { # NAME SOURCE
	cat <<CONF
auth-zone:
	name: "$1."
	$2
	for-downstream: no
	for-upstream: yes
	fallback-enabled: no
CONF
}

server=
stop() {
	[ -z "$server" ] || { kill -CONT "$server"; kill "$server"; wait "$server"; } 2>/dev/null
	server=
}
trap 'stop; rm -rf "$scratch"' EXIT

# Waits for the server that was started, on a port that nobody else has.
starts() {
	for attempt in 0 1 2 3 4; do
		port=$((20000 + ($$ + attempt * 997) % 30000))
		at=127.0.0.1:$port
		configure $port >"$scratch/unbound.conf"
		unbound -c "$scratch/unbound.conf" >"$scratch/log" 2>&1 &
		server=$!
		for _ in 1 2 3 4 5 6 7 8 9 10; do
			sleep 0.2
			kill -0 $server 2>/dev/null || break
			"$ask" try=300 tries=1 "$at" mail.local.test 1 | grep -q '192.0.2.77' && return
		done
		stop
	done
	cat "$scratch/log"
	return 1
}

says() { # TEXT SOURCE-AND-QUESTIONS...
	text=$1
	shift
	"$ask" "$@" >"$scratch/answer" && cat "$scratch/answer" && grep -qF -- "$text" "$scratch/answer"
}

questions='plain.test 15 plain.test 16 PLAIN.test 2 mx.plain.test 1 mx.plain.test 28 mx.plain.test 16
big.plain.test 16 down.plain.test 1 deep.down.plain.test 1 alias1.plain.test 1 alias2.plain.test 28
alias1.plain.test 5 dangling.plain.test 1 empty.plain.test 1 no.plain.test 1 a.no.plain.test 16
x.wild.plain.test 16 x.y.wild.plain.test 16 x.wild.plain.test 1 host.wild.plain.test 16
x.host.wild.plain.test 16 z.wildalias.plain.test 1 caa.plain.test 257 _25._tcp.mx.plain.test 52
_tcp.mx.plain.test 52 srv.plain.test 33 1.2.plain.test 12'

# Records of a set have no order, so the lines are sorted; a cache counts the time to live down.
compared() {
	sed -E 's/^([^ ]+) [0-9]+ IN /\1 IN /' "$1" | sort
}
# shellcheck disable=SC2086 # questions are words
agrees() {
	"$ask" "$at" $questions >"$scratch/served" &&
		"$ask" "zone=$scratch/plain.zone" $questions >"$scratch/read" &&
		compared "$scratch/served" >"$scratch/served.sorted" &&
		compared "$scratch/read" >"$scratch/read.sorted" &&
		diff "$scratch/served.sorted" "$scratch/read.sorted" &&
		[ "$(grep -c '^;! ' "$scratch/read")" -eq 27 ]
}

# shellcheck disable=SC2086
replays() {
	"$ask" "evidence=$scratch/served" $questions | diff "$scratch/served" -
}

large_comes_over_tcp() {
	says "big.plain.test. TXT records" "$at" big.plain.test 16 &&
		[ "$(tr -cd '"' <"$scratch/answer" | wc -c)" -eq 120 ]
}

# A stopped process keeps its socket and says nothing.
times_out() {
	kill -STOP "$server"
	says "mail.local.test. A timeout unknown" try=100 tries=2 "$at" mail.local.test 1
	status=$?
	kill -CONT "$server"
	return $status
}

proves "zones are signed, and one is changed after it" signs
proves "unbound answers" starts
[ "${failed:?}" -eq 0 ] || finish
proves "unbound and our own reader say the same about one zone file" agrees
proves "the evidence of it gives the same answers" replays
proves "a large answer comes over TCP" large_comes_over_tcp
proves "a name that unbound has itself is told" \
	says "mail.local.test. 60 IN A 192.0.2.77" "$at" mail.local.test 1
proves "a refusal is told" says "refused.example. A refused unknown" "$at" refused.example 1
proves "a zone that unbound could not get is a failure of the server" \
	says "a.dead.test. A servfail unknown" "$at" a.dead.test 1
proves "a signed answer is secure when the validator is trusted" \
	says "mx.signed.test. A records secure" ad "$at" mx.signed.test 1
proves "so is a proven absence" says "no.signed.test. A nxdomain secure" ad "$at" no.signed.test 1
proves "and no data" says "mx.signed.test. TXT nodata secure" ad "$at" mx.signed.test 16
proves "an unsigned answer is insecure" \
	says "mx.plain.test. A records insecure" ad "$at" mx.plain.test 1
proves "without trust the same answer is unknown" \
	says "mx.signed.test. A records unknown" "$at" mx.signed.test 1
proves "a forged answer is bogus" \
	says "mx.tampered.test. A bogus unknown" ad "$at" mx.tampered.test 1
proves "a silent server times out" times_out
proves "and answers again afterwards" \
	says "mail.local.test. A records unknown" "$at" mail.local.test 1
finish
