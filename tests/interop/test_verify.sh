#!/bin/sh
# test_verify.sh - secmail-verify as its user meets it: good mail, bad mail, and what is no mail
set -u
verify=$BUILD/examples/secmail-verify
peak=$BUILD/tests/peak
messages=$(dirname "$0")/../../examples/messages
if [ ! -x "$verify" ]; then
	echo "skipped: secmail-verify is not built"
	exit 77
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0

check() { # WHAT CONDITION...
	what=$1
	shift
	if "$@"; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAILED: $what"
		sed 's/^/    /' "$work/out" "$work/err" 2>/dev/null | cut -c 1-200 | head -20
	fi
}

run() { # sets $status, writes $work/out and $work/err
	"$verify" "$@" >"$work/out" 2>"$work/err" </dev/null
	status=$?
}

says() { grep -q -e "$1" "$work/out"; }
complains() { grep -q -e "$1" "$work/err"; }
exited() { [ "$status" -eq "$1" ]; }
is_silent() { [ ! -s "$work/err" ]; }
has_no_output() { [ ! -s "$work/out" ]; }

judge() { # NAME EXTRA-OPTIONS...: a shipped message, offline
	name=$1
	shift
	set -- --zone "$messages/$name.zone" --authserv-id mx.example.net "$@" "$messages/$name.eml"
	while read -r option; do
		set -- "$option" "$@"
	done <"$messages/$name.args"
	run "$@"
}

# The shipped messages.
judge honest
check "honest: exit status 0" exited 0
check "honest: nothing on standard error" is_silent
check "honest: dmarc=pass" says 'dmarc=pass header.from=shop.example policy.dmarc=reject'
check "honest: both signatures" [ "$(grep -c 'dkim=pass' "$work/out")" -eq 2 ]
judge honest --json
check "honest: the deciding term is that of the outermost record" \
	says '"mechanism":"include:_spf.mail.shop.example"'
check "honest: one object on one line" [ "$(wc -l <"$work/out")" -eq 1 ]
judge forged --explain
check "forged: exit status 0" exited 0
check "forged: dmarc=fail" says 'dmarc=fail'
check "forged: says what is asked for" says 'asks that'
check "forged: what an administrator can do" says '-> If this mail is yours, sign it with d=harbourbank.example'
check "forged: what it rests on" says '_dmarc.harbourbank.example TXT "v=DMARC1; p=reject;'
judge forged --explain=de
check "forged, in German: exit status 0" exited 0
check "forged, in German" says 'Nichts belegt, dass harbourbank.example diese Nachricht gesendet hat'
check "forged, in German: no line is over 78 columns" \
	[ "$(sed '/^DMARC/q' "$work/out" | LC_ALL=C.UTF-8 wc -L)" -le 78 ]
judge forged --explain=fr
check "a language that is not known: exit status 64" exited 64
judge forged --json
check "forged: to be rejected" says '"disposition":"reject"'
judge broken --json
check "broken: the body was changed" says '"reason":"body-changed"'
check "broken: to be quarantined" says '"disposition":"quarantine"'
for sample in rfc6376 rfc8463; do
	judge $sample --json
	check "$sample: its own signatures verify" says '"dkim":\[{"result":"pass"'
	check "$sample: and no other word for any of them" [ "$(grep -c '"reason":"\(header\|body\)-changed"' "$work/out")" -eq 0 ]
	check "$sample: aligned" says '"aligned":{"spf":true,"dkim":true}'
done

# Unix line ends and CRLF come to the same, but for the flag.
tr -d '\r' <"$messages/honest.eml" >"$work/unix.eml"
run --zone "$messages/honest.zone" --json --now 1795500000 "$work/unix.eml"
check "Unix line ends: signatures verify" says '"result":"pass","reason":"verified"'
check "Unix line ends: and are flagged" says '"message_flags":\["bare-lf"\]'

# Standard input, and colour.
"$verify" --zone "$messages/forged.zone" --json <"$messages/forged.eml" >"$work/out" 2>"$work/err"
status=$?
check "a message on standard input" exited 0
check "SPF without a client is none" says '"spf":{"result":"none","reason":"no-client"'
check "no colour outside a terminal" [ "$(grep -c "$(printf '\033')" "$work/out")" -eq 0 ]

# Colour on a terminal, unless it is not wanted (no-color.org).
if ! script -qec true /dev/null >/dev/null 2>&1 </dev/null; then
	echo "no terminal is to be had here: colour is not looked at"
	check "everything was asked for, a terminal too" [ -z "${SECMAIL_REQUIRE_ALL:-}" ]
else
	on_terminal() { # ENVIRONMENT: as a terminal shows it
		env "$@" script -qec "$verify --zone $messages/forged.zone $messages/forged.eml" /dev/null \
			>"$work/out" 2>"$work/err" </dev/null
	}
	has_colour() { [ "$(grep -c "$(printf '\033')" "$work/out")" -gt 0 ]; }
	has_none() { ! has_colour; }
	on_terminal TERM=xterm NO_COLOR=
	check "colour on a terminal" has_colour
	on_terminal TERM=xterm NO_COLOR=1
	check "no colour with NO_COLOR" has_none
	on_terminal TERM=dumb NO_COLOR=
	check "no colour on a dumb terminal" has_none
fi

# The null sender, in both spellings: HELO stands in for it, and counts.
for null in '' '<>'; do
	run --zone "$messages/rfc8463.zone" --ip 192.0.2.1 --helo football.example.com --mail-from "$null" --json \
		"$messages/rfc8463.eml"
	check "the null sender '$null': HELO is checked" says '"domain":"football.example.com","scope":"helo"'
	check "the null sender '$null': and aligns" says '"aligned":{"spf":true,'
done
run --zone "$messages/rfc8463.zone" --ip 192.0.2.1 --helo football.example.com --json "$messages/rfc8463.eml"
check "without MAIL FROM HELO does not count" says '"aligned":{"spf":false,'

# Wrong usage: 64, and one line that says what.
empty=$work/empty.zone
: >"$empty"
usage() { # WHAT COMPLAINT OPTIONS...
	what=$1 complaint=$2
	shift 2
	run "$@"
	check "$what: exit status 64" exited 64
	check "$what: says '$complaint'" complains "$complaint"
	check "$what: prints nothing" has_no_output
}
usage "an unknown option" "--help" --zone "$empty" --unknown
usage "a wrong address" "is no IPv4 or IPv6 address" --ip 1.2.3 --zone "$empty" "$messages/honest.eml"
usage "a wrong time" "seconds since 1970" --now yesterday "$messages/honest.eml"
usage "zone and resolver" "exclude each other" --zone "$empty" --resolver 127.0.0.1 "$messages/honest.eml"
usage "a missing message" "No such file" --zone "$empty" "$work/absent.eml"
usage "a missing zone" "No such file" --zone "$work/absent.zone" "$messages/honest.eml"
usage "two messages" "too many" --zone "$empty" "$messages/honest.eml" "$messages/honest.eml"
usage "an id that breaks the field" "authserv-id" --zone "$empty" --authserv-id "$(printf 'a\nb')" "$messages/honest.eml"
printf '$TTL 60\nshop.example. TXT "unclosed\n' >"$work/broken.zone"
usage "a broken zone" "line 2" --zone "$work/broken.zone" "$messages/honest.eml"
head -c 4096 /dev/urandom >"$work/junk"
usage "junk for a zone" "line" --zone "$work/junk" "$messages/honest.eml"

# Not a message: 65.
not_a_message() { # WHAT FILE
	run --zone "$empty" "$2"
	check "$1: exit status 65" exited 65
	check "$1: says why" [ -s "$work/err" ]
}
: >"$work/nothing"
not_a_message "nothing at all" "$work/nothing"
printf '\r\n\r\nonly a body\r\n' >"$work/body"
not_a_message "a body without a header" "$work/body"
not_a_message "a directory" "$work"
head -c 2000000 /dev/zero | tr '\0' x >"$work/long-header"
not_a_message "a header over its limit" "$work/long-header"
check "a header over its limit: names the limit" complains 1048576

# What is odd is judged, and said.
flagged() { # WHAT FLAG MESSAGE-TEXT
	printf "$3" >"$work/odd.eml"
	run --zone "$empty" --json "$work/odd.eml"
	check "$1: judged" exited 0
	check "$1: flag $2" says "\"$2\""
}
flagged "a message cut short" truncated-header 'From: a@b.example\r\nSubject: hi'
flagged "two From fields" repeated-from 'From: a@b.example\r\nFrom: c@d.example\r\n\r\n'
flagged "a space before the colon" space-before-colon 'From : a@b.example\r\n\r\n'
flagged "a NUL" nul 'From: a@b.example\r\n\r\n\000'
flagged "a bare CR" bare-cr 'From: a@b.example\r\n\r\nx\ry\r\n'
head -c 100000 /dev/urandom >"$work/junk.eml"
run --zone "$empty" --json "$work/junk.eml"
check "binary junk: a verdict or a refusal" [ "$status" -eq 0 -o "$status" -eq 65 ]

# How a body was changed is looked for when asked, and no verdict changes by it.
{
	cat "$messages/honest.eml"
	printf -- '-- \r\nThe list\r\n'
} >"$work/list.eml"
run --zone "$messages/honest.zone" --json "$work/list.eml"
check "nobody asked how the body was changed" says '"reason":"body-changed".*"change":null'
cp "$work/out" "$work/unasked"
run --zone "$messages/honest.zone" --json --body-changes --evidence "$work/list.evidence" "$work/list.eml"
check "a footer was appended" says '"change":"appended"'
check "no verdict changes by it" \
	[ "$(sed 's/"change":"appended"/"change":null/g' "$work/out")" = "$(cat "$work/unasked")" ]
cp "$work/out" "$work/asked"
run --json --replay "$work/list.evidence" "$work/list.eml"
check "evidence tells that it was asked" cmp -s "$work/asked" "$work/out"
sed 's/^;\$ body-changes.*/;$ body-changes 2/' "$work/list.evidence" >"$work/less"
run --replay "$work/less" "$work/list.eml"
check "what is neither yes nor no is no setting" complains 'body-changes .* malformed'
run --zone "$messages/honest.zone" --body-changes "$work/list.eml"
check "the table says so, too" says 'body-changed: appended, '

# Size costs no memory: a signed message with one line of 1 GB, and one of 150 MiB in lines.
size=1000000000
[ -z "${SANITIZE:-}" ] || size=50000000
{
	cat "$messages/honest.eml"
	head -c $size /dev/zero | tr '\0' x
} | "$peak" "$work/large" "$verify" --zone "$messages/honest.zone" --json >"$work/out" 2>"$work/err"
status=$?
check "a line of $size octets is judged" exited 0
check "a line of $size octets: the body was changed" says body-changed
check "a line of $size octets is flagged" says long-line
{
	cat "$messages/honest.eml"
	yes 'a line of ordinary length, as there are many in a large message' | head -c 157286400
} | "$peak" "$work/lines" "$verify" --zone "$messages/honest.zone" --json >"$work/out" 2>"$work/err"
check "150 MiB in lines are judged" says body-changed
"$peak" "$work/small" "$verify" --zone "$messages/honest.zone" --json "$messages/honest.eml" >"$work/out" 2>"$work/err"
if [ -z "${SANITIZE:-}" ]; then
	check "1 GB takes less than 2 MiB more than 2 KB" [ $(($(cat "$work/large") - $(cat "$work/small"))) -lt 2048 ]
	check "150 MiB take less than 2 MiB more than 2 KB" [ $(($(cat "$work/lines") - $(cat "$work/small"))) -lt 2048 ]
fi

# Evidence: new, private, and all or nothing.
judge honest --evidence "$work/evidence"
check "evidence is written" [ -s "$work/evidence" ]
check "evidence belongs to its writer alone" [ "$(stat -c %a "$work/evidence")" = 600 ]
check "evidence holds what was asked" grep -q '_dmarc.shop.example' "$work/evidence"
cp "$work/evidence" "$work/before"
judge honest --evidence "$work/evidence"
check "existing evidence is not overwritten" exited 64
check "existing evidence stays as it is" cmp -s "$work/before" "$work/evidence"
ln -s "$work/target" "$work/link"
judge honest --evidence "$work/link"
check "a link is not followed" exited 64
check "a link makes no file" [ ! -e "$work/target" ]
run --zone "$work/broken.zone" --evidence "$work/half" "$messages/honest.eml"
check "no verdict, no evidence" [ ! -e "$work/half" ]

# A verdict comes again from its evidence and the message, byte for byte; what is taken out stops it, by name.
judge_again() { # NAME EVIDENCE
	run --json --replay "$2" "$messages/$1.eml"
}
without() { # QUESTION EVIDENCE: the evidence without the answer to it
	awk -v gone=";! $1 " '/^;! / { skip = index($0, gone) == 1 } !skip' "$2"
}
for sample in honest forged broken rfc6376 rfc8463; do
	judge $sample --json --evidence "$work/$sample.evidence"
	mv "$work/out" "$work/$sample.json"
	judge_again $sample "$work/$sample.evidence"
	check "$sample: judged again from its evidence" exited 0
	check "$sample: and the verdict is the same" cmp -s "$work/$sample.json" "$work/out"
	questions=0
	sed -n 's/^;! \([^ ]*\) \([^ ]*\) .*/\1 \2/p' "$work/$sample.evidence" >"$work/questions"
	while read -r name type; do
		without "$name $type" "$work/$sample.evidence" >"$work/less"
		judge_again $sample "$work/less"
		questions=$((questions + 1))
		# A question asked early may be one that the verdict does not need.
		[ $status -eq 0 ] && cmp -s "$work/$sample.json" "$work/out" && continue
		check "$sample without $name $type: stops" exited 65
		check "$sample without $name $type: and prints no verdict" has_no_output
		check "$sample without $name $type: by name" \
			complains "^secmail-verify: --replay: the evidence has no answer to ${name%.} $type\$"
		stopped="${stopped:-} $sample:$name"
	done <"$work/questions"
	check "$sample: has questions" [ $questions -gt 1 ]
done
check "the policy is missed where it is taken out" \
	[ "${stopped#*honest:_dmarc.shop.example.}" != "$stopped" ]
sed 's/, form 1,/, form 2,/' "$work/honest.evidence" >"$work/newer"
judge_again honest "$work/newer"
check "evidence of another form is refused by a sentence" complains 'line 1: evidence of form 2'
check "evidence of another form: exit status 64" exited 64
sed 's/, version .*/, version 0.0.9/' "$work/honest.evidence" >"$work/older"
judge_again honest "$work/older"
check "evidence of another version is used" cmp -s "$work/honest.json" "$work/out"
check "evidence of another version is told" complains 'written by version 0.0.9, and this is'
for input in now authserv-id normalize; do
	grep -v "^;\$ $input" "$work/honest.evidence" >"$work/less"
	judge_again honest "$work/less"
	check "evidence without $input: exit status 64" exited 64
	check "evidence without $input: no verdict" has_no_output
done
sed 's/^;\$ client-address.*/;$ client-address 192.0.2/' "$work/honest.evidence" >"$work/less"
judge_again honest "$work/less"
check "a client that is no address: exit status 64" exited 64
judge_again forged "$work/honest.evidence"
check "evidence of another message: exit status 65" exited 65
run --replay "$work/honest.evidence" --evidence "$work/again.evidence" "$messages/honest.eml"
check "a replayed verdict rests on the same evidence" cmp -s "$work/honest.evidence" "$work/again.evidence"
for option in --ip=192.0.2.1 --helo=x --mail-from=x --zone=x --resolver=127.0.0.1 --now=1 --authserv-id=x --max-authors=2 --body-changes; do
	run --replay "$work/honest.evidence" "$option" "$messages/honest.eml"
	check "--replay beside ${option%=*}: exit status 64" exited 64
	check "--replay beside ${option%=*}: said" complains 'no option may say them as well'
done
run --replay "$work/nowhere" "$messages/honest.eml"
check "evidence that is not there: exit status 64" exited 64
run --zone "$messages/forged.zone" --mail-from '' --helo "$(printf 'a b\\\nc')" --ip 2001:db8::1 --json \
	--evidence "$work/odd.evidence" "$messages/forged.eml"
mv "$work/out" "$work/odd.json"
judge_again forged "$work/odd.evidence"
check "odd inputs come back from evidence" cmp -s "$work/odd.json" "$work/out"
check "an empty input is told from none" grep -qx ';$ mail-from' "$work/odd.evidence"

# By RFC 7489, with a list: the verdict names it, and comes again with that list alone.
printf 'example\nshop.example\n' >"$work/list"
printf 'example\n' >"$work/other"
hash=$(sha256sum "$work/list" | cut -d ' ' -f 1)
for sample in honest forged broken rfc6376 rfc8463; do
	judge $sample --json --public-suffixes "$work/list" --evidence "$work/$sample.7489"
	check "$sample by RFC 7489: names RFC and list" says "\"rfc\":7489,\"pct\":100,\"public_suffixes_sha256\":\"$hash\""
	check "$sample by RFC 7489: so does the evidence" grep -qx ";\$ public-suffixes $hash" "$work/$sample.7489"
	mv "$work/out" "$work/$sample.json"
	run --json --replay "$work/$sample.7489" --public-suffixes "$work/list" "$messages/$sample.eml"
	check "$sample by RFC 7489: judged again" exited 0
	check "$sample by RFC 7489: and the verdict is the same" cmp -s "$work/$sample.json" "$work/out"
done
run --json --replay "$work/honest.7489" "$messages/honest.eml"
check "without the list: exit status 64" exited 64
check "without the list: it is asked for by its hash" complains "its SHA-256 is $hash\$"
check "without the list: no verdict" has_no_output
run --json --replay "$work/honest.7489" --public-suffixes "$work/other" "$messages/honest.eml"
check "with another list: exit status 64" exited 64
check "with another list: both are told" complains "its SHA-256 is $hash, and not [0-9a-f]*\$"
check "with another list: no verdict" has_no_output
run --json --replay "$work/honest.evidence" --public-suffixes "$work/list" "$messages/honest.eml"
check "a list for a verdict by RFC 9989: exit status 64" exited 64
check "a list for a verdict by RFC 9989: said" complains 'by RFC 9989, without --public-suffixes'
judge honest --public-suffixes "$work/list"
check "a table by RFC 7489 says so" says '^DMARC .*by RFC 7489'
judge honest
check "a table by RFC 9989 does not" [ "$(grep -c 7489 "$work/out")" -eq 0 ]
usage "a list that is not there" "public-suffixes: $work/nowhere" --public-suffixes "$work/nowhere" \
	--zone "$empty" "$messages/honest.eml"
usage "a message for a list" "public-suffixes: line 1: this is no rule" \
	--public-suffixes "$messages/honest.eml" --zone "$empty" "$messages/honest.eml"

# Several author domains.
printf 'From: a@shop.example, b@harbourbank.example\r\n\r\nHello\r\n' >"$work/authors.eml"
run --zone "$messages/forged.zone" --json "$work/authors.eml"
check "several author domains: permerror" says '"dmarc":{"result":"permerror","reason":"author-domain"'
run --zone "$messages/forged.zone" --json --max-authors 2 --evidence "$work/authors.evidence" "$work/authors.eml"
check "several author domains, allowed: the strictest" \
	says '"dmarc":{"result":"fail","reason":"not-authenticated","from_domain":"harbourbank.example"'
check "several author domains, allowed: both are told" \
	says '"authors":.{"domain":"shop.example",.*{"domain":"harbourbank.example","result":"fail"'
mv "$work/out" "$work/authors.json"
run --replay "$work/authors.evidence" --json "$work/authors.eml"
check "the cap on author domains comes back from evidence" cmp -s "$work/authors.json" "$work/out"
for number in 0 9 x -1 '' 2x; do
	run --zone "$messages/forged.zone" --max-authors "$number" "$work/authors.eml"
	check "--max-authors '$number': exit status 64" exited 64
done

# A resolver that is not there.
run --resolver 127.0.0.1:9 --ip 192.0.2.25 --helo x --mail-from a@shop.example --json "$messages/forged.eml"
check "no resolver: exit status 75" exited 75
check "no resolver: temperror" says '"dmarc":{"result":"temperror"'

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
