#!/bin/sh
# test_dns_nsd.sh - the stub resolver against nsd, which serves a zone of 100,000 names and large ones over TCP
#
# What is expected is computed from what the zone files were computed from, not read from them by code of ours.
# shellcheck source=tests/report.sh
. tests/report.sh
# shellcheck source=tests/interop/nsd.sh
. tests/interop/nsd.sh
case " $SECMAIL_MODULES " in *" dns "*) ;; *) skip "dns is not built" ;; esac
command -v nsd >/dev/null || skip "nsd is not there (Debian: nsd)"
ask=$BUILD/tests/dns_ask
names=100000
servers='' # which answers() asks, where it is not nsd alone
soa='@ 60 IN SOA ns hostmaster 1 3600 600 86400 300
@ 60 IN NS ns
@ 60 IN TXT up
ns 60 IN A 127.0.0.1'

# Every STEPth name, as a zone, as questions, or as the evidence of right answers. Of ten names one has mail
# exchangers, one has text, one is an alias of the next, and the others have an address.
many() { # zone|question|evidence STEP
	awk -v form="$1" -v step="$2" -v names=$names '
	function address(i) { return "10." int(i / 65536) "." int(i / 256) % 256 "." i % 256 }
	function name(i) { return "n" i ".many.test." }
	function record(i, type, data) { return name(i) " 60 IN " type " " data "\n" }
	function say(i, asked, number, records) {
		if (form == "zone")
			printf "%s", records
		else if (form == "question")
			print "n" i ".many.test " number
		else
			printf ";! %s %s records unknown\n%s", name(i), asked, records
	}
	BEGIN {
		for (i = 0; i < names; i += step)
			if (i % 10 == 3)
				say(i, "MX", 15, record(i, "MX", i % 90 " " name(i + 1)))
			else if (i % 10 == 5)
				say(i, "TXT", 16, record(i, "TXT", "\"v=spf1 a:n" i ".many.test -all\""))
			else if (i % 10 == 7)
				say(i, "A", 1, record(i, "CNAME", name(i + 1)) (form == "zone" ? "" : \
					record(i + 1, "A", address(i + 1))))
			else
				say(i, "A", 1, record(i, "A", address(i)))
	}'
}
# COUNT names with text of 4,000 octets each, which begins with the name's number.
large() { # zone|question|evidence COUNT
	awk -v form="$1" -v count="$2" 'BEGIN {
		for (rest = ""; j < 16; j++)
			rest = rest sprintf(" \"%0249d\"", j)
		for (i = 0; i < count; i++)
			if (form == "zone")
				print "t" i " 60 IN TXT \"" i "\"" rest
			else if (form == "question")
				print "t" i ".large.test 16"
			else
				print ";! t" i ".large.test. TXT records unknown\n" \
					"t" i ".large.test. 60 IN TXT \"" i "\"" rest
	}'
}

makes_zones() {
	{ echo "$soa" && many zone 1; } >"$scratch/many.zone" &&
		{ echo "$soa" && large zone 300; } >"$scratch/large.zone" &&
		[ "$(wc -l <"$scratch/many.zone")" -eq $((names + 4)) ]
}
nsd_zones='many.test:many.zone large.test:large.zone'
remark="without IPv6, which this machine has not on loopback"
if grep -q '^0*1 ' /proc/net/if_inet6 2>/dev/null; then
	remark='' nsd_addresses='127.0.0.1 ::1'
fi

# What dns_ask says, without what explains it. It leaves no descriptor open.
asks() { # OPTION...
	timeout 60 "$ask" count "$@" >"$scratch/evidence" 2>"$scratch/count"
	status=$?
	grep -v '^; ' "$scratch/evidence"
	awk '$1 == "descriptors" { same = $2 == $3 } END { exit !same }' "$scratch/count" && return $status
	cat "$scratch/count" >&2
	return 1
}
# What the client counted in the last run.
counted() { # COUNTER -le|-eq|... NUMBER
	count=$(sed -n "s/^$1 //p" "$scratch/count")
	[ -n "$count" ] && test "$count" "$2" "$3" || ! cat "$scratch/count"
}
# WHAT HOW-MANY OPTION...: all these questions in one run get the answers that were computed
answers() {
	what=$1 number=$2
	shift 2
	$what question "$number" >"$scratch/questions"
	$what evidence "$number" >"$scratch/expected"
	asks "$@" from="$scratch/questions" "${servers:-127.0.0.1:$nsd_port}" >"$scratch/got" || return 1
	[ "$(grep -c '^;! ' "$scratch/got")" -eq "$(wc -l <"$scratch/questions")" ] || return 1
	cmp "$scratch/expected" "$scratch/got" || ! diff "$scratch/expected" "$scratch/got" | cut -c 1-100 | head -n 6
}
not() {
	! "$@"
}
notices_a_change() {
	sed 's/10\.0\.3\.232/10.0.3.233/' "$scratch/many.zone" >"$scratch/other.zone"
	nsd_zones='many.test:other.zone large.test:large.zone'
	nsd_start && not answers many 20 && grep -q '10\.0\.3\.233' "$scratch/got"
}
absent() { # NAME TYPE STATE
	asks "127.0.0.1:$nsd_port" "$1" "$2" | grep -q "^;! .* $3 unknown"
}
# One question of the last run is sent for each that was asked, and those of the other tables wait for its answer.
are_asked_once() {
	answers many 1667 loop tables=5 && counted questions -eq 300 && counted coalesced -eq 240
}
# Of two messages, one after the other: the first asks, the second is answered from memory.
are_kept() { # COUNT-OF-QUESTIONS
	counted questions -eq $((2 * $1)) && counted cached -eq "$1" && counted datagrams -eq "$1"
}
absence_is_kept() {
	asks loop cache tables=2 pause=10 "127.0.0.1:$nsd_port" n$names.many.test 1 n0.many.test 16 && are_kept 2
}
# Freed with hundreds of questions in flight.
is_freed_early() {
	many question 7 >"$scratch/questions"
	not asks loop leave=1 from="$scratch/questions" "127.0.0.1:$nsd_port" >"$scratch/got" &&
		counted in-flight -gt 0
}

proves "zone files of $names names, and of large ones, are made" makes_zones
proves "nsd serves them" nsd_start
[ "${failed:?}" -eq 0 ] || finish
proves "over 5,000 of the $names names, asked in one run, have the answers that they should have" answers many 19
proves "so they have when 1,700 messages ask at once, in a loop, three questions each" answers many 19 loop split=3
servers="127.0.0.1:1,127.0.0.1:$nsd_port"
proves "so they have where nobody listens at the first server's port" answers many 101 loop
proves "and for large ones over TCP" answers large 20 loop
servers=
proves "sixty questions that five messages have in common are asked once" are_asked_once
proves "with a cache, the second message gets the same answers" answers many 1667 loop cache tables=2 pause=10
proves "from memory" are_kept 60
proves "absence is kept, too" absence_is_kept
proves "so are texts that came over TCP" answers large 20 loop cache tables=2 pause=10
proves "from memory, too" are_kept 20
proves "a client that is freed while they are in flight leaves no descriptor" is_freed_early
if [ -z "$remark" ]; then
	servers="[::1]:$nsd_port"
	proves "the same answers come by IPv6" answers many 101 loop
	proves "over TCP, too" answers large 20 loop
	servers=
fi
proves "a name that is not there is told" absent n$names.many.test 1 nxdomain
proves "a type that is not there is told" absent n0.many.test 16 nodata
proves "a zone that nsd has not is a refusal" absent elsewhere.test 1 refused
proves "300 texts of 4,000 octets come whole, over TCP" answers large 300 split=100
proves "so they do when all are asked at once, in a loop" answers large 300 loop split=100
proves "over few connections" counted connections -le 30
proves "nsd closes connections that are idle for a second" nsd_start 'tcp-timeout: 1'
proves "a client goes on over new ones" answers large 20 loop tables=2 pause=2200
proves "of which it has opened one each time" counted connections -eq 2
proves "nsd ends each connection after two answers" nsd_start 'tcp-query-count: 2'
proves "and all 300 come whole" answers large 300 loop split=100
proves "nsd takes two connections at a time" nsd_start 'tcp-count: 2' 'tcp-reject-overflow: yes'
proves "and twenty large texts come whole, each in its turn" answers large 20 tries=10
proves "one address that was changed in the zone is noticed" notices_a_change
finish "$remark"
