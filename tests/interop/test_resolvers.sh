#!/bin/sh
# test_resolvers.sh - examples that bring their own resolver, or their own loop, get the answers that ours gets
# shellcheck source=tests/report.sh
. tests/report.sh
# shellcheck source=tests/interop/unbound.sh
. tests/interop/unbound.sh
case " $SECMAIL_MODULES " in *" dns "*) ;; *) skip "dns is not built" ;; esac
unbound_is_there >"$scratch/path" || skip "unbound is not there (Debian: unbound ldnsutils)"
for program in secmail-ask-cares secmail-ask-libevent secmail-ask-unbound; do
	[ -x "$BUILD/examples/$program" ] ||
		skip "$program is not built (Debian: $(sed -n "s/^$program\.DEBS := //p" examples/examples.mk))"
done
export LC_ALL=C

# Each is called as RUN OPTION... NAME TYPE..., and asks the unbound of this test. One that hangs has failed.
ours() {
	"$BUILD/tests/dns_ask" "$unbound_at" "$@"
}
by_cares() {
	timeout 60 "$BUILD/examples/secmail-ask-cares" -s "$unbound_at" "$@"
}
by_libevent() {
	timeout 60 "$BUILD/examples/secmail-ask-libevent" -s "$unbound_at" "$@"
}
by_unbound() {
	timeout 60 "$BUILD/examples/secmail-ask-unbound" -s "127.0.0.1@${unbound_at#*:}" "$@"
}
validating() {
	by_unbound -a "$scratch/anchors" "$@"
}

says() { # TEXT RUN...
	text=$1
	shift
	"$@" >"$scratch/answer" && cat "$scratch/answer" && grep -qxF -- ";! $text" "$scratch/answer"
}

# shellcheck disable=SC2154,SC2086 # questions are words, and unbound.sh has them
agrees() { # RUN
	ours $unbound_questions >"$scratch/ours" && "$1" $unbound_questions >"$scratch/theirs" &&
		unbound_sorted "$scratch/ours" >"$scratch/ours.sorted" &&
		unbound_sorted "$scratch/theirs" >"$scratch/theirs.sorted" &&
		diff "$scratch/ours.sorted" "$scratch/theirs.sorted" &&
		[ "$(grep -c '^;! ' "$scratch/theirs")" -eq 28 ]
}

large_is_whole() { # RUN
	says "big.plain.example. TXT records unknown" "$1" big.plain.example TXT &&
		[ "$(tr -cd '"' <"$scratch/answer" | wc -c)" -eq 120 ]
}

# As many questions as a table takes, each with its answer.
# shellcheck disable=SC2046 # words, here and below
many() { # RUN
	"$1" $(awk 'BEGIN { for (i = 0; i < 512; i++) print "n" i ".wild.plain.example TXT" }') >"$scratch/answer" &&
		[ "$(grep -c '^;! n[0-9]*\.wild\.plain\.example\. TXT records unknown$' "$scratch/answer")" -eq 512 ] &&
		[ "$(grep -c '^n[0-9]*\.wild\.plain\.example\. [0-9]* IN TXT "any"$' "$scratch/answer")" -eq 512 ]
}

# shellcheck disable=SC2046
# Each message has its own evidence, in whatever order they are done.
messages() { # RUN
	"$1" $(awk 'BEGIN { for (i = 0; i < 8; i++)
			print (i ? "+ " : "") "mx.plain.example A m" i ".wild.plain.example TXT" }') >"$scratch/answer" &&
		[ "$(grep -c '^; libsecmail evidence' "$scratch/answer")" -eq 8 ] &&
		[ "$(grep -c '^;! mx\.plain\.example\. A records unknown$' "$scratch/answer")" -eq 8 ] &&
		[ "$(grep '^;! m[0-7]\.wild\.plain\.example\. TXT records unknown$' "$scratch/answer" | sort -u | wc -l)" -eq 8 ]
}

nobody_listens() { # RUN
	was=$unbound_at unbound_at=127.0.0.1:9
	"$@"
	status=$?
	unbound_at=$was
	return $status
}

refuses() { # STATUS COMMAND...
	expected=$1
	shift
	"$@" >"$scratch/answer" 2>"$scratch/complaint"
	[ $? -eq "$expected" ] && [ -s "$scratch/complaint" ] && [ ! -s "$scratch/answer" ]
}

proves "zones are signed, and one is changed after it" unbound_signs
proves "unbound answers" unbound_start
[ "${failed:?}" -eq 0 ] || finish

for run in by_cares by_libevent by_unbound; do
	proves "$run: every answer about one zone is the one that our resolver gets" agrees $run
	proves "$run: a large answer comes whole, over TCP" large_is_whole $run
	proves "$run: a full table is answered" many $run
	proves "$run: eight messages, eight pieces of evidence" messages $run
	proves "$run: a silent server times out when patience ends" \
		unbound_silent says "mx.plain.example. A timeout unknown" $run -t 300 mx.plain.example A
	proves "$run: a word that is no type is wrong usage" refuses 64 $run mx.plain.example Q
	proves "$run: so is a name without a type" refuses 64 $run mx.plain.example A no.plain.example
done

while read -r run state trust name type sentence; do
	proves "$run: $sentence" says "$name. $type $state $trust" $run "$name" "$type"
done <<'TABLE'
by_cares   refused  unknown refused.example     A   a refusal is told as one
by_cares   servfail unknown a.dead.example      A   so is a failure of the server
by_cares   bogus    unknown mx.tampered.example A   what the server found forged is bogus, by its extended error
by_cares   nxdomain unknown no.signed.example   A   an absent name is absent
by_cares   records  unknown mx.signed.example   A   without -d nothing is believed about signatures
by_libevent refused  unknown refused.example     A   a refusal is told as one
by_libevent servfail unknown a.dead.example      A   so is a failure of the server
by_libevent bogus    unknown mx.tampered.example A   what the server found forged is bogus, by its extended error
by_libevent nxdomain unknown no.signed.example   A   an absent name is absent
by_libevent records  unknown mx.signed.example   A   without -d nothing is believed about signatures
by_unbound servfail unknown refused.example     A   a resolver that is refused has failed, and is told as that
by_unbound servfail unknown a.dead.example      A   so is one whose server failed
by_unbound records  unknown mx.signed.example   A   without an anchor a signed answer is of unknown trust
by_unbound records  unknown mx.plain.example    A   and so is an unsigned one
validating records  secure  mx.signed.example   A   with an anchor a signed answer is secure
validating nxdomain secure  no.signed.example   A   so is a proven absence
validating nodata   secure  mx.signed.example   TXT so is proven absence of the type
validating records  insecure mx.plain.example   A   an unsigned answer is insecure
validating nxdomain insecure no.plain.example   A   and so is its absence
validating bogus    unknown mx.tampered.example A   a forged answer is bogus
TABLE

for run in by_cares by_libevent; do
	proves "$run: a server that is trusted as a validator makes a signed answer secure" \
		says "mx.signed.example. A records secure" $run -d mx.signed.example A
	proves "$run: and an unsigned one insecure" \
		says "mx.plain.example. A records insecure" $run -d mx.plain.example A
	proves "$run: when nobody listens, it has timed out" \
		nobody_listens says "mx.plain.example. A timeout unknown" $run -t 1000 mx.plain.example A
	proves "$run: a server that is no address is wrong usage" \
		refuses 64 "$BUILD/examples/secmail-ask-${run#by_}" -s nowhere a.example A
done
proves "by_unbound: a server that is no address is wrong usage" \
	refuses 64 "$BUILD/examples/secmail-ask-unbound" -s nowhere a.example A
proves "by_unbound: without the anchor that it was to have it answers nothing" \
	refuses 75 by_unbound -a "$scratch/absent" mx.plain.example A
finish
