#!/bin/sh
# test_demo.sh - the demo's messages get the verdicts that its headlines announce
. tests/report.sh
verify=$BUILD/examples/secmail-verify
[ -x "$verify" ] || skip "secmail-verify was not built"

# judged NAME: as the demo does, but for programs
judged() {
	name=examples/messages/$1
	while read -r option; do
		set -- "$@" "$option"
	done <"$name.args"
	shift
	"$verify" --json "$@" --zone="$name.zone" "$name.eml"
}

# says NAME TEXT...: the JSON form holds each text
says() {
	judged "$1" >"$scratch/json" || return 1
	shift
	for text; do
		grep -qF "$text" "$scratch/json" || ! cat "$scratch/json" || return 1
	done
}

proves "the honest message passes by both, and nothing is asked" says honest \
	'"result":"pass"' 'dmarc=pass' '"aligned":{"spf":true,"dkim":true}' '"disposition":"none"'
proves "the forged one passes SPF for a foreign domain and is to be rejected" says forged \
	'spf=pass' 'dkim=none' 'dmarc=fail' '"reason":"not-aligned"' '"disposition":"reject"'
proves "the one that broke on the way is to be quarantined" says broken \
	'dkim=fail' 'dmarc=fail' '"disposition":"quarantine"'
proves "the sample of RFC 6376 verifies" says rfc6376 'dkim=pass' '"algorithm":"rsa-sha256"' 'dmarc=pass'
proves "both signatures of RFC 8463's sample verify" says rfc8463 \
	'"algorithm":"ed25519-sha256"' '"algorithm":"rsa-sha256"' 'dmarc=pass'

both_of_rfc8463_pass() {
	[ "$(grep -o '"result":"pass","reason":"verified"' "$scratch/json" | wc -l)" -eq 2 ] || ! cat "$scratch/json"
}
proves "neither of the two carries the other" both_of_rfc8463_pass

every_message_is_shown() {
	for message in examples/messages/*.eml; do
		grep -qw "$(basename "$message" .eml)" quickstart || ! echo "$message" || return 1
	done
}
proves "the demo leaves no message out" every_message_is_shown
finish
