#!/bin/sh
# test_dns_peers.sh - the stub resolver against ldns-testns, a name server that tells the lies it is given
#
# It listens on every address, so both of them, the liar and an honest one, live in a network of their own.
# shellcheck source=tests/report.sh
. tests/report.sh
# shellcheck source=tests/interop/netns.sh
. tests/interop/netns.sh
case " $SECMAIL_MODULES " in *" dns "*) ;; *) skip "dns is not built" ;; esac
command -v ldns-testns >/dev/null || skip "ldns-testns is not there (Debian: ldnsutils)"
own_network "$0"
ask=$BUILD/tests/dns_ask
truth=192.0.2.1 lie=192.0.2.66 # what is true of every name, and what is not
servers=
trap 'kill $servers 2>/dev/null; rm -rf "$scratch"' EXIT

# --- what they say --------------------------------------------------------------------------------

# A name, which queries the entry matches, the reply's flags and code, what is taken from the query, and
# the question; records of the answer come after it.
entry() { # MATCH FLAGS ADJUST QUESTION RECORD...
	printf 'ENTRY_BEGIN\nMATCH %s\n' "$1"
	echo "ADJUST $3"
	packet "$2" "$4" "$5"
}
packet() { # FLAGS QUESTION RECORD
	printf 'REPLY %s\nSECTION QUESTION\n%s\n' "$1" "$2"
	[ -z "${3:-}" ] || printf 'SECTION ANSWER\n%s\n' "$3"
}
ends() {
	echo ENTRY_END
}
hex_ends() { # HEX: what is sent in place of a message
	printf 'HEX_ANSWER_BEGIN\n%s\nHEX_ANSWER_END\nENTRY_END\n' "$1"
}
# Its answer does not keep the case of the question.
lower_case=who-keeps-nothing-of-upper-and-lower-case
exact='opcode qtype qname' good='QR RD RA NOERROR' same='copy_id copy_query'

# A lie each. The names are those of the table below.
lies() {
	printf '$ORIGIN test.\n$TTL 60\n'
	entry "$exact" "$good" "$same" 'honest IN A' "honest IN A $truth" && ends
	entry "$exact" "$good" copy_query 'wrong-id IN A' "wrong-id IN A $lie" && ends
	entry qname "$good" copy_id 'wrong-type IN TXT' "wrong-type IN A $lie" && ends
	entry qname 'QR RD RA NOTIFY' "$same" 'wrong-opcode IN A' "wrong-opcode IN A $lie" && ends
	entry "$exact" 'RD RA NOERROR' "$same" 'no-response IN A' "no-response IN A $lie" && ends
	entry "$exact" "$good" "$same" 'other-owner IN A' "other IN A $lie" && ends
	entry "$exact" "$good" "$same" 'junk IN A' && hex_ends ffffffffffffffffffffffffffffffffffffffffff
	entry "$exact" "$good" "$same" 'one-octet IN A' && hex_ends 80
	# A right header and question, and an address of three octets.
	entry "$exact" "$good" "$same" 'broken IN A' &&
		hex_ends '0000818000010001000000000662726f6b656e047465737400 00010001
		c00c000100010000003c0003c00002'
	for code in SERVFAIL REFUSED FORMERR NOTIMPL YXDOMAIN; do
		name=says-$(echo $code | tr '[:upper:]' '[:lower:]')
		entry "$exact" "QR RD RA $code" "$same" "$name IN A" && ends
	done
	entry "$exact" 'QR RD NOERROR' "$same" 'referral IN A' && ends
	entry "$exact" "$good" "$same" 'loop IN A' 'loop IN CNAME loop' && ends
	entry "$exact UDP" "$good TC" "$same" 'cut IN A' && ends
	entry "$exact TCP" "$good" "$same" 'cut IN A' "cut IN A $truth" && ends
	entry "$exact UDP" "$good TC" "$same" 'cut-no-tcp IN A' && ends
	entry "$exact" "$good TC" "$same" 'cut-twice IN A' && ends
	entry "$exact UDP" "$good TC" "$same" 'cut-wrong-id IN A' && ends
	entry "$exact TCP" "$good" copy_query 'cut-wrong-id IN A' "cut-wrong-id IN A $lie" && ends
	flood
	entry "$exact" "$good" copy_id "$lower_case IN A" "$lower_case IN A $truth" && ends
	entry "$exact" "$good" "$same sleep=1" 'late IN A' "late IN A $truth" && ends
	# The question of another name, for all names, of a type that nothing else is asked for.
	entry qtype "$good" copy_id 'other IN AAAA' 'other IN AAAA 2001:db8::bad' && ends
}
# A hundred answers to another question, of which the last is to ours. Over TCP the truth.
flood() {
	entry "$exact UDP" 'RD RA NOERROR' copy_id 'flood IN A' "flood IN A $lie"
	i=0
	while [ $i -lt 100 ]; do
		i=$((i + 1))
		echo EXTRA_PACKET && packet "$good" "flood$i IN A" "flood$i IN A $lie"
	done
	echo EXTRA_PACKET && packet "$good" 'flood IN A' "flood IN A $truth"
	ends
	entry "$exact TCP" "$good" "$same" 'flood IN A' "flood IN A $truth" && ends
}

# What there is for each name from the liar alone, by docs/dns.md, and why.
told='
honest       records  the truth is told
wrong-id     timeout  another id is passed over
wrong-type   timeout  another question is passed over
wrong-opcode timeout  so is another opcode
no-response  timeout  so is a message that is no response
junk         timeout  so is junk
one-octet    timeout  so is a single octet
other-owner  nodata   a record of another name is not believed
broken       servfail a record that is no address is a failure of the server
says-servfail servfail a failure of the server is told
says-refused refused  a refusal is told
says-formerr servfail a server that can read no query is a failure
says-notimpl servfail so is one that can do nothing
says-yxdomain servfail so is a code that no query can have
referral     refused  an empty answer of one who looks nothing up is a refusal
loop         servfail an alias of itself is a failure
cut          records  what is cut comes over TCP
cut-no-tcp   timeout  what is cut and does not come over TCP times out
cut-twice    servfail what is cut over TCP too is a failure
flood        records  the truth is found behind a hundred lies
'
# Those of which another server knows better. A loop, and no data, are answers.
better='wrong-id wrong-type wrong-opcode no-response junk one-octet broken says-servfail says-refused
says-formerr says-notimpl says-yxdomain referral cut-no-tcp cut-twice cut-wrong-id'

honest_answers() {
	printf '$ORIGIN test.\n$TTL 60\n'
	for name in $better late; do
		entry "$exact" "$good" "$same" "$name IN A" "$name IN A $truth" && ends
		entry "$exact" "$good" "$same" "$name IN AAAA" "$name IN AAAA 2001:db8::1" && ends
	done
}

# --- asking them ----------------------------------------------------------------------------------

starts() { # WHO: sets $at
	ldns-testns -r "$scratch/$1.data" >"$scratch/$1.log" 2>&1 &
	servers="$servers $!"
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		at=127.0.0.1:$(sed -n 's/^Listening on port //p' "$scratch/$1.log")
		case $at in *[0-9]) break ;; esac
		sleep 0.1
	done
	"$ask" try=1000 tries=1 "$at" "$2.test" 1 | grep -qF "$truth" || ! cat "$scratch/$1.log"
}
liar_starts() {
	lies >"$scratch/liar.data" && starts liar honest && liar=$at
}
honest_starts() {
	honest_answers >"$scratch/honest.data" && starts honest junk && honest=$at
}

# Asks within bounded time, believes no lie, and leaves no descriptor open.
asks() { # OPTION...
	timeout 30 "$ask" count "$@" >"$scratch/answer" 2>"$scratch/count" || ! cat "$scratch/count" || return
	cat "$scratch/answer" "$scratch/count"
	awk '$1 == "descriptors" { same = $2 == $3 } END { exit !same }' "$scratch/count" &&
		! grep -qF -e $lie -e 2001:db8::bad "$scratch/answer"
}
is_told() { # NAME STATE
	asks try=250 tries=2 "$liar" "$1.test" 1 && grep -qF ";! $1.test. A $2 unknown" "$scratch/answer"
}
questions_of() { # TYPE NAME...
	type=$1
	shift
	for name; do
		echo "$name.test $type"
	done >"$scratch/questions"
}
# All of them at once.
is_outvoted() { # OPTION... SERVERS
	# shellcheck disable=SC2086 # a list of words
	questions_of 1 $better
	asks from="$scratch/questions" "$@" &&
		[ "$(grep -cF " 60 IN A $truth" "$scratch/answer")" -eq "$(wc -l <"$scratch/questions")" ]
}
other_name() { # SERVERS STATE: of all names
	# shellcheck disable=SC2086
	questions_of 28 $better
	asks try=250 tries=1 from="$scratch/questions" "$1" || return
	[ "$(grep -c "^;! .* AAAA $2 unknown" "$scratch/answer")" -eq "$(wc -l <"$scratch/questions")" ]
}
many_tables() {
	is_outvoted loop tables=300 try=250 tries=3 "$liar,$honest" && counted foreign
}
counted() { # COUNTER: more than none, by the client
	grep -q "^$1 [1-9]" "$scratch/count"
}
# What lost its case is not believed until it has come over TCP.
case_is_looked_at() {
	asks loop try=1000 "$liar" $lower_case.test 1 && grep -qF " A $truth" "$scratch/answer" &&
		counted misspelt && counted segments
}
late_or_never() { # SERVERS STATES
	asks loop try=300 tries=2 "$1" late.test 1 && grep -q ";! late.test. A \($2\) " "$scratch/answer"
}

proves "the liar listens" liar_starts
proves "an honest one listens" honest_starts
[ "${failed:?}" -eq 0 ] || finish
while read -r name state sentence; do
	[ -z "$name" ] || proves "$sentence" is_told "$name" "$state"
done <<TABLE
$told
TABLE
proves "a wrong id over TCP is no answer" asks try=250 tries=1 "$liar" cut-wrong-id.test 1
proves "the answer to another name is none" other_name "$liar" timeout
proves "where an honest server is asked next, all lies are outvoted" is_outvoted try=250 tries=2 "$liar,$honest"
proves "so they are where it is asked first" is_outvoted try=250 tries=2 "$honest,$liar"
proves "and where 300 messages ask at once, in a loop" many_tables
proves "who loses the case of letters is asked over TCP" case_is_looked_at
proves "another's answer costs a try, then the honest one is heard" other_name "$liar,$honest" records
proves "an honest server is heard while the other one takes too long" late_or_never "$liar,$honest" records
proves "who is always late is heard late or never, and wrongly at no time" \
	late_or_never "$liar" 'records\|timeout'
finish
