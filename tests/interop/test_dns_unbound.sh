#!/bin/sh
# test_dns_unbound.sh - the stub resolver against unbound, which serves the same zone file that we read
# shellcheck source=tests/report.sh
. tests/report.sh
# shellcheck source=tests/interop/unbound.sh
. tests/interop/unbound.sh
case " $SECMAIL_MODULES " in *" dns "*) ;; *) skip "dns is not built" ;; esac
unbound_is_there >"$scratch/path" || skip "unbound is not there (Debian: unbound ldnsutils)"
ask=$BUILD/tests/dns_ask

says() { # TEXT SOURCE-AND-QUESTIONS...
	text=$1
	shift
	"$ask" "$@" >"$scratch/answer" && cat "$scratch/answer" && grep -qF -- "$text" "$scratch/answer"
}

# shellcheck disable=SC2154,SC2086 # questions are words, and unbound.sh has them
agrees() {
	"$ask" "$unbound_at" $unbound_questions >"$scratch/served" &&
		"$ask" "zone=$scratch/plain.zone" $unbound_questions >"$scratch/read" &&
		unbound_sorted "$scratch/served" >"$scratch/served.sorted" &&
		unbound_sorted "$scratch/read" >"$scratch/read.sorted" &&
		diff "$scratch/served.sorted" "$scratch/read.sorted" &&
		[ "$(grep -c '^;! ' "$scratch/read")" -eq 28 ]
}

# shellcheck disable=SC2086
replays() {
	"$ask" "evidence=$scratch/served" $unbound_questions | diff "$scratch/served" -
}

large_comes_over_tcp() {
	says "big.plain.example. TXT records" "$unbound_at" big.plain.example 16 &&
		[ "$(tr -cd '"' <"$scratch/answer" | wc -c)" -eq 120 ]
}

proves "zones are signed, and one is changed after it" unbound_signs
proves "unbound answers" unbound_start
[ "${failed:?}" -eq 0 ] || finish
proves "unbound and our own reader say the same about one zone file" agrees
proves "the evidence of it gives the same answers" replays
proves "a large answer comes over TCP" large_comes_over_tcp
proves "a name that unbound has itself is told" \
	says "mail.local.example. 60 IN A 192.0.2.77" "$unbound_at" mail.local.example 1
proves "a refusal is told" says "refused.example. A refused unknown" "$unbound_at" refused.example 1
proves "a zone that unbound could not get is a failure of the server" \
	says "a.dead.example. A servfail unknown" "$unbound_at" a.dead.example 1
proves "a signed answer is secure when the validator is trusted" \
	says "mx.signed.example. A records secure" ad "$unbound_at" mx.signed.example 1
proves "so is a proven absence" \
	says "no.signed.example. A nxdomain secure" ad "$unbound_at" no.signed.example 1
proves "and no data" says "mx.signed.example. TXT nodata secure" ad "$unbound_at" mx.signed.example 16
proves "an unsigned answer is insecure" \
	says "mx.plain.example. A records insecure" ad "$unbound_at" mx.plain.example 1
proves "without trust the same answer is unknown" \
	says "mx.signed.example. A records unknown" "$unbound_at" mx.signed.example 1
proves "a forged answer is bogus" \
	says "mx.tampered.example. A bogus unknown" ad "$unbound_at" mx.tampered.example 1
proves "a silent server times out" unbound_silent \
	says "mail.local.example. A timeout unknown" try=100 tries=2 "$unbound_at" mail.local.example 1
proves "and answers again afterwards" \
	says "mail.local.example. A records unknown" "$unbound_at" mail.local.example 1
finish
