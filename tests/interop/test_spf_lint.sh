#!/bin/sh
# test_spf_lint.sh - secmail-spf-lint as an administrator meets it: records that are well, and what is to be mended
set -u
lint=$BUILD/examples/secmail-spf-lint
if [ ! -x "$lint" ]; then
	echo "skipped: secmail-spf-lint is not built"
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
	"$lint" "$@" >"$work/out" 2>"$work/err" </dev/null
	status=$?
}

says() { grep -q -e "$1" "$work/out"; }
complains() { grep -q -e "$1" "$work/err"; }
exited() { [ "$status" -eq "$1" ]; }
is_silent() { [ ! -s "$work/err" ]; }
has_no_output() { [ ! -s "$work/out" ]; }

cat >"$work/zone" <<'ZONE'
$TTL 300
well.example. TXT "v=spf1 mx include:_spf.well.example -all"
well.example. MX 10 mx.well.example.
mx.well.example. A 192.88.99.1
mx.well.example. AAAA 2001:4860::1
_spf.well.example. TXT "v=spf1 ip4:192.88.99.128/25 -all"
noted.example. TXT "v=spf1 ip4:192.88.99.1/24 -all"
shop.example. TXT "v=spf1 a mx include:_spf.mail.example include:spf.crm.example ip:192.88.99.9 ptr " "+all"
shop.example. A 192.88.99.10
shop.example. MX 10 mx.shop.example.
mx.shop.example. A 192.168.0.11
_spf.mail.example. TXT "v=spf1 a:a.mail.example a:b.mail.example a:c.mail.example a:d.mail.example ~all"
spf.crm.example. TXT "v=spf1 a:a.crm.example mx:crm.example ptr ~all"
cut.example. TXT "v=spf1 include:_spf.well.example" "-all"
circle.example. TXT "v=spf1 include:back.circle.example -all"
back.circle.example. TXT "v=spf1 include:circle.example -all"
ZONE

# A record that is well, one that is noted, one that is not well.
run --zone "$work/zone" well.example
check "well: exit status 0" exited 0
check "well: nothing on standard error" is_silent
check "well: the terms are counted" says '^Terms that query DNS: 2, of 10'
check "well: and shown where they are" says '^    0    include:_spf.well.example$'
check "well: the addresses are counted" says '^Addresses that pass: 129 of IPv4, 1 networks'
check "well: nothing is found" says '^0 errors, 0 warnings, 0 notes$'
run --zone "$work/zone" noted.example
check "noted: exit status 0, for notes ask for nothing" exited 0
check "noted: the network is told" says '192.88.99.0/24'
run --zone "$work/zone" SHOP.example.
check "shop: exit status 1" exited 1
check "shop: the record is shown" says '^    v=spf1 a mx include:_spf.mail.example'
check "shop: the term that leads over the limit" says '^  error    include:spf.crm.example'
check "shop: an address without ip4" says 'Write "ip4:192.88.99.9"'
check "shop: +all" says '^  error    +all   (offset '
check "shop: a private address behind mx" says '192.168.0.11'
check "shop: a provider's ptr is a note" says '^  note     ptr'
check "shop: which its owner alone can mend" says 'owner of that domain'
check "shop: all addresses pass" says 'all of IPv4, all of IPv6'
check "shop: no line is over 80 columns" [ "$(awk 'length > 80' "$work/out" | wc -l)" -eq 0 ]
run --zone "$work/zone" cut.example
check "cut: strings that make one term of two" says 'join here without a space'
run --zone "$work/zone" circle.example
check "circle: a record that leads back to itself" says 'in a circle'
run --zone "$work/zone" missing.example
check "missing: exit status 1" exited 1
check "missing: says so" says 'does not exist'

# A record before it is published.
run --zone "$work/zone" --record 'v=spf1 include:_spf.well.example ~all' new.example
check "given: exit status 0" exited 0
check "given: what it includes is looked at" says '^Addresses that pass: 128 of IPv4'
run --offline --record 'v=spf1 include:nowhere.example -all'
check "offline: nothing is asked" exited 0
check "offline: the terms are counted all the same" says '^Terms that query DNS: 1,'
printf 'v=spf1 mx\r\n' | "$lint" --offline --record - example.com >"$work/out" 2>"$work/err"
status=$?
check "standard input: exit status 1" exited 1
check "standard input: the line's end is none of the record" says '^    v=spf1 mx$'
run --offline --record '' example.com
check "an empty record is none" says 'This is no SPF record'
run --offline --record "$(printf 'v=spf1 mx \342\200\223all \033[31m')"
check "what is not printable is not printed" [ "$(LC_ALL=C grep -c '[^ -~]' "$work/out")" -eq 0 ]

# JSON.
run --zone "$work/zone" --json shop.example
check "json: exit status 1" exited 1
check "json: one object on one line" [ "$(wc -l <"$work/out")" -eq 1 ]
check "json: the schema's number" says '^{"schema":1,"domain":"shop.example",'
check "json: a finding with its word and place" says '"code":"pass-all","severity":"error","domain":"shop.example","term":"+all","offset":'
check "json: sums" says '"lookups":12,'
check "json: the whole of IPv4" says '"ip4_addresses":4294967296'
check "json: python reads it" python3 -c '
import json, sys
j = json.load(open(sys.argv[1]))
assert j["errors"] == sum(f["severity"] == "error" for f in j["findings"]) > 0
text = j["records"][0]["text"]
for f in j["findings"]:
    if f["domain"] == "shop.example" and f["term"]:
        assert text[f["offset"]:].startswith(f["term"]), f
' "$work/out"
run --offline --json --record 'v=spf1 "mx" \ -all'
check "json: quotation marks and backslashes" python3 -c 'import json, sys; json.load(open(sys.argv[1]))' "$work/out"
check "json: no domain is null" says '"domain":null'

# Wrong usage: 64, and one line that says what.
usage() { # WHAT COMPLAINT OPTIONS...
	what=$1 complaint=$2
	shift 2
	run "$@"
	check "$what: exit status 64" exited 64
	check "$what: says '$complaint'" complains "$complaint"
	check "$what: prints nothing" has_no_output
}
usage "nothing to look at" "a domain is wanted"
usage "an unknown option" "--help" --unknown
usage "two domains" "one domain" --zone "$work/zone" a.example b.example
usage "offline without a record" "wants --record" --offline a.example
usage "offline with a zone" "excludes" --offline --zone "$work/zone" --record 'v=spf1'
usage "zone and resolver" "exclude each other" --zone "$work/zone" --resolver 127.0.0.1 a.example
usage "no domain name" "no domain name" --zone "$work/zone" 'a..example'
usage "an empty domain" "is empty" --zone "$work/zone" ''
usage "a missing zone" "No such file" --zone "$work/absent" a.example
printf '$TTL 60\na.example. TXT "unclosed\n' >"$work/broken"
usage "a broken zone" "line 2" --zone "$work/broken" a.example
usage "a resolver that is no address" "resolver" --resolver nowhere a.example

run --help
check "--help: exit status 0" exited 0
run --version
check "--version: the library's" says '^secmail-spf-lint [0-9]'

# A resolver that is not there.
run --resolver 127.0.0.1:9 a.example
check "no resolver: exit status 75" exited 75
check "no resolver: says so" says 'looked up'
run --resolver 127.0.0.1:9 --record 'v=spf1 mx +all' a.example
check "no resolver: what is wrong all the same is to be mended" exited 1

# Colour on a terminal, unless it is not wanted (no-color.org).
has_colour() { [ "$(grep -c "$(printf '\033')" "$work/out")" -gt 0 ]; }
has_none() { ! has_colour; }
run --zone "$work/zone" shop.example
check "no colour outside a terminal" has_none
if ! script -qec true /dev/null >/dev/null 2>&1 </dev/null; then
	echo "no terminal is to be had here: colour is not looked at"
	check "everything was asked for, a terminal too" [ -z "${SECMAIL_REQUIRE_ALL:-}" ]
else
	on_terminal() { # ENVIRONMENT: as a terminal shows it
		env "$@" script -qec "$lint --zone $work/zone shop.example" /dev/null \
			>"$work/out" 2>"$work/err" </dev/null
	}
	on_terminal TERM=xterm NO_COLOR=
	check "colour on a terminal" has_colour
	on_terminal TERM=xterm NO_COLOR=1
	check "no colour with NO_COLOR" has_none
	on_terminal TERM=dumb NO_COLOR=
	check "no colour on a dumb terminal" has_none
fi

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
