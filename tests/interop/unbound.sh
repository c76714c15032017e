# shellcheck shell=sh
# unbound.sh - an unbound of our own on loopback: a zone in clear, one signed, one forged, and all that can go wrong
#
# Source it after report.sh, which gives $scratch. `unbound_signs` makes the zones; `unbound_start` starts
# an unbound that holds them, at $unbound_at. It validates, and so can whoever has the trust anchors in
# $scratch/anchors:
#
#     plain.example     in clear: the file is $scratch/plain.zone, of which $unbound_questions asks everything
#     signed.example    signed
#     tampered.example  signed, and changed after it
#     dead.example      never came, so that unbound can only fail
#     local.example     one address, mail.local.example, which unbound has by itself
#     any other name    is refused
PATH=$PATH:/usr/sbin:/sbin

unbound_pid='' unbound_at=''

unbound_is_there() {
	command -v unbound && command -v ldns-keygen && command -v ldns-signzone
}

# Names and the numbers of types, 28 of them.
# shellcheck disable=SC2034 # for the scripts that source this
unbound_questions=$(cat <<Q
plain.example 15 plain.example 16 PLAIN.example 2
mx.plain.example 1 mx.plain.example 28 mx.plain.example 16 big.plain.example 16
down.plain.example 1 deep.down.plain.example 1 empty.plain.example 1
alias1.plain.example 1 alias2.plain.example 28 alias1.plain.example 5 dangling.plain.example 1
no.plain.example 1 a.no.plain.example 16
x.wild.plain.example 16 x.y.wild.plain.example 16 x.wild.plain.example 1
host.wild.plain.example 16 x.host.wild.plain.example 16 z.wildalias.plain.example 1
caa.plain.example 257 _25._tcp.mx.plain.example 52 _tcp.mx.plain.example 52
srv.plain.example 33 1.2.plain.example 12 $(printf 'octet\310.plain.example') 1
Q
)

unbound_soa='@ IN SOA ns hostmaster 1 3600 600 86400 300
@ IN NS ns
ns IN A 127.0.0.1'
unbound_large=$(i=0; while [ $i -lt 60 ]; do printf ' "%0250d"' $i; i=$((i + 1)); done)

# shellcheck disable=SC2154 # report.sh sets it
cat >"${scratch:?}/plain.zone" <<ZONE
\$ORIGIN plain.example.
\$TTL 300
$unbound_soa
@ IN MX 10 mx
@ IN MX 20 Mx2.plain.example.
@ IN TXT "v=spf1 " "ip4:192.0.2.0/24 -all"
@ IN TXT "quotes \\" and \\\\ and ; and \\200"
mx IN A 192.0.2.1
mx IN A 192.0.2.2
mx IN AAAA 2001:db8::1
big IN TXT $unbound_large
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
octet\\200 IN A 192.0.2.5
ZONE

# shellcheck disable=SC2016 # the dollars are the zone's
unbound_sign() { # ZONE: makes ZONE.signed, and adds to the anchors
	printf '$ORIGIN %s.\n$TTL 300\n%s\nmx IN A 192.0.2.1\n' "$1" "$unbound_soa" >"$1" &&
		ksk=$(ldns-keygen -a ECDSAP256SHA256 -k "$1") &&
		zsk=$(ldns-keygen -a ECDSAP256SHA256 "$1") &&
		ldns-signzone -o "$1" -f "$1.signed" "$1" "$ksk" "$zsk" && cat "$ksk.key" >>anchors
}
unbound_signs() {
	(cd "$scratch" && unbound_sign signed.example && unbound_sign tampered.example &&
		sed -i 's/192\.0\.2\.1/192.0.2.66/' tampered.example.signed &&
		grep -q '192\.0\.2\.66' tampered.example.signed)
}

unbound_configuration() { # PORT
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
	trust-anchor-file: "$scratch/anchors"
	local-zone: "." refuse
	local-zone: "plain.example." transparent
	local-zone: "signed.example." transparent
	local-zone: "tampered.example." transparent
	local-zone: "dead.example." transparent
	local-zone: "local.example." static
	local-data: "mail.local.example. 60 IN A 192.0.2.77"
remote-control:
	control-enable: no
CONF
	unbound_zone plain.example "zonefile: $scratch/plain.zone"
	unbound_zone signed.example "zonefile: $scratch/signed.example.signed"
	unbound_zone tampered.example "zonefile: $scratch/tampered.example.signed"
	unbound_zone dead.example "primary: 127.0.0.1@9"
}

# A zone that unbound asks as a resolver asks: it follows aliases and validates.
unbound_zone() { # NAME SOURCE
	cat <<CONF
auth-zone:
	name: "$1."
	$2
	for-downstream: no
	for-upstream: yes
	fallback-enabled: no
CONF
}

unbound_stop() {
	[ -z "$unbound_pid" ] || { kill -CONT "$unbound_pid"; kill "$unbound_pid"; wait "$unbound_pid"; } 2>/dev/null
	unbound_pid=
}
trap 'unbound_stop; rm -rf "$scratch"' EXIT

unbound_is_up() {
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		sleep 0.2
		kill -0 "$unbound_pid" 2>/dev/null || return 1
		"$BUILD/tests/dns_ask" try=300 tries=1 "$unbound_at" mail.local.example 1 |
			grep -q '192.0.2.77' && return
	done
	return 1
}

# It ends by itself when somebody else has the port.
unbound_start() {
	for attempt in 0 1 2 3 4; do
		unbound_at=127.0.0.1:$((20000 + ($$ + attempt * 997) % 12000))
		unbound_configuration "${unbound_at#*:}" >"$scratch/unbound.conf"
		unbound -c "$scratch/unbound.conf" >"$scratch/unbound.log" 2>&1 &
		unbound_pid=$!
		! unbound_is_up || return 0
		unbound_stop
	done
	cat "$scratch/unbound.log"
	return 1
}

# COMMAND...: runs it while unbound is stopped; a stopped process keeps its socket and says nothing
unbound_silent() {
	kill -STOP "$unbound_pid"
	"$@"
	status=$?
	kill -CONT "$unbound_pid"
	return $status
}

# FILE: answers as they can be compared. Records of a set have no order; a cache counts the time to live down.
unbound_sorted() {
	LC_ALL=C sed -E 's/^([^ ]+) [0-9]+ IN /\1 IN /' "$1" | LC_ALL=C sort
}
