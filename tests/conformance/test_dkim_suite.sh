#!/bin/sh
# test_dkim_suite.sh - the runner of signed messages: both forms of zones, times, and what is no list
. tests/report.sh
runner=$BUILD/tests/dkim_suite
messages=$PWD/examples/messages
[ -x "$runner" ] || skip "dkim_suite is not built: it wants the modules dkim and dns"
mkdir "$scratch/list"
cd "$scratch/list" || exit 1
cp "$messages/rfc8463.eml" signed.eml
cp "$messages/rfc8463.zone" master.zone

# The keys of RFC 8463 appendix A as lines, one name each.
ed_name=brisbane._domainkey.football.example.com
rsa_name=test._domainkey.football.example.com
ed_key='v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo='
rsa_key="v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWR\
iGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQiY/J16JYi0Qvx/byYzCNb3W91y3FutAC\
DfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3\
Ip3G+2kryOTIKT+l/K4w3QIDAQAB"
printf '%s\n' "$ed_name $ed_key" "$rsa_name $rsa_key" >both.lines
printf '%s\r\n' "$rsa_name $rsa_key" >crlf.lines
printf '%s\n' "x$rsa_name $rsa_key" "$rsa_name.x $rsa_key" >other.lines
printf '%s\n' "$rsa_name $rsa_key" "$rsa_name $rsa_key; n=2" >twice.lines
: >empty.lines
sed 's/hungry/angry/' signed.eml >changed.eml
tr -d '\r' <signed.eml >unix.eml

# Of one case: id, message, zone, epoch, expected.
line() {
	printf '%s\t%s\t%s\t%s\t%s\n' "$@"
}

now=1528637999
has_the_verdicts() {
	{
		line master signed.eml master.zone "$now" pass
		line lines signed.eml both.lines "$now" pass
		line crlf signed.eml crlf.lines "$now" pass
		line unix unix.eml both.lines "$now" pass
		line absolute "$PWD/signed.eml" "$PWD/both.lines" "$now" pass
		line changed changed.eml master.zone "$now" fail
		line changed-lines changed.eml both.lines "$now" fail
		line other-names signed.eml other.lines "$now" fail
		line two-records signed.eml twice.lines "$now" fail
		line no-records signed.eml empty.lines "$now" fail
		line early signed.eml both.lines 1528637000 fail
		line in-time signed.eml both.lines 1528637909 pass
	} >good
	"$runner" good && "$runner" --list good | grep -c '^pass ' | grep -qx 12 &&
		"$runner" good | tail -n 1 | grep -qx '12 passed, 0 failed'
}

# Each expectation turned round fails, so that a pass says something.
notices_wrong_verdicts() {
	sed 's/pass$/PASS/; s/fail$/pass/; s/PASS$/fail/' good >wrong
	! "$runner" wrong >said && tail -n 1 said | grep -qx '0 passed, 12 failed'
}

refuses() { # NAME, of a file that is no list
	! "$runner" "$1" >said 2>&1 && ! grep -q ' passed, 0 failed$' said
}

refuses_junk() {
	: >empty
	printf 'id\tsigned.eml\tboth.lines\t0\n' >short
	line id signed.eml both.lines "$now" maybe >maybe
	line id absent.eml both.lines "$now" fail >absent
	line id signed.eml absent.lines "$now" fail >zoneless
	for list in short maybe absent zoneless absent.list; do
		refuses "$list" || return 1
	done
	! "$runner" empty && ! "$runner"
}

proves "cases have their verdicts, by either form of a zone" has_the_verdicts
proves "a wrong verdict is noticed" notices_wrong_verdicts
proves "what is no list is refused" refuses_junk
finish
