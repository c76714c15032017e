#!/bin/sh
# test_seal.sh - what is sealed here validates with dkimpy and Mail::DKIM, and the other way round, also in one chain
# shellcheck source=tests/report.sh
. tests/report.sh
for program in secmail-sign secmail-verify secmail-dkim-keygen; do
	[ -x "$BUILD/examples/$program" ] || skip "$program is not built"
done
python=${SECMAIL_PYTHON:-/usr/bin/python3}

missing_peers() {
	"$python" -c 'import dkim, authres' 2>/dev/null || echo python3-dkim python3-authres
	perl -MMail::DKIM -MMail::AuthenticationResults::Parser -e 1 2>/dev/null ||
		echo libmail-dkim-perl libmail-authenticationresults-perl
}
missing=$(missing_peers | tr '\n' ' ')
[ -z "$missing" ] || skip "peers are not there (Debian: $missing)"

# As in test_sign.sh: all when everything is asked for; sanitized programs start slowly.
letters_of_one_kind=6
[ -z "${SECMAIL_REQUIRE_ALL:-}" ] || letters_of_one_kind=12
[ -z "${SANITIZE:-}" ] || letters_of_one_kind=3

mail=$scratch/mail
zone=$scratch/zone
mkdir "$mail"
for domain in ours.example theirs.example; do
	"$BUILD/examples/secmail-dkim-keygen" -d $domain -s rsa "$scratch/$domain.pem"
	openssl rsa -traditional -in "$scratch/$domain.pem" -out "$scratch/$domain-old.pem" 2>/dev/null
done >"$scratch/records"
sed 's/ IN TXT/ 60 IN TXT/' "$scratch/records" >"$zone"

ours() { # FROM TO
	"$BUILD/examples/secmail-sign" --arc mx.ours.example --zone "$zone" -d ours.example -s rsa \
		-k "$scratch/ours.example.pem" "$mail/$1" >"$mail/$2"
}

# They seal what the fields on top say: ours, as a server of theirs would have written it.
judged() { # FROM
	"$BUILD/examples/secmail-verify" --zone "$zone" --authserv-id mx.theirs.example "$mail/$1" |
		sed -n '/^Authentication-Results:/,$p' | sed 's/\r*$/\r/' >"$scratch/results"
	cat "$scratch/results" "$mail/$1" >"$scratch/judged"
}

theirs_by() { # COMMAND... FROM TO
	peer=$1
	judged "$2"
	case $peer in
	dkimpy) "$python" tests/interop/dkimpy_arc.py sign "$scratch/theirs.example-old.pem" theirs.example rsa \
		mx.theirs.example "$scratch/judged" ;;
	*) perl tests/interop/maildkim_arc.pl sign "$scratch/theirs.example-old.pem" theirs.example rsa \
		mx.theirs.example "$scratch/judged" ;;
	esac >"$mail/$3"
}

# Every letter once sealed, twice, after and before a peer, and on top of a chain that failed.
seals() {
	"$python" tests/interop/sign_letters.py "$mail" || return 1
	rm "$mail"/?-4.letter # Mail::DKIM leaves the last line end to SMTP
	for letter in "$mail"/*.letter; do
		name=$(basename "$letter" .letter)
		[ "${name#*-}" -lt $letters_of_one_kind ] || continue
		ours "$name.letter" "$name-one.pass" && ours "$name-one.pass" "$name-two.pass" || return 1
		{ cat "$mail/$name-one.pass" && printf 'x\r\n'; } >"$mail/$name-changed.fail"
		ours "$name-changed.fail" "$name-closed.ended" || return 1
		for peer in dkimpy maildkim; do
			theirs_by $peer "$name.letter" "$name-$peer.pass" &&
				ours "$name-$peer.pass" "$name-$peer-ours.pass" &&
				theirs_by $peer "$name-two.pass" "$name-two-$peer.pass" &&
				ours "$name-two-$peer.pass" "$name-two-$peer-ours.pass" || return 1
		done
	done
	[ "$(find "$mail" -name '*.pass' | wc -l)" -ge 90 ]
}

# "ended" is what dkimpy has for cv=fail; for the others it is a failure.
expected() { # WORD FOR CV=FAIL
	for message in "$mail"/*.pass "$mail"/*.fail "$mail"/*.ended; do
		word=${message##*.}
		[ "$word" != ended ] || word=$1
		echo "${message##*/} $word"
	done | sort
}

finds() { # WORD COMMAND...
	expected "$1" >"$scratch/expected"
	shift
	"$@" "$mail"/*.pass "$mail"/*.fail "$mail"/*.ended | sort >"$scratch/found"
	diff "$scratch/expected" "$scratch/found"
}

ours_validates() { # FILE...
	for message; do
		echo "${message##*/} $("$BUILD/examples/secmail-verify" --zone "$zone" "$message" |
			awk '$1 == "ARC" { print $2 }')"
	done
}

no_set_is_added() {
	for message in "$mail"/0-*.ended; do
		ours "${message##*/}" again 2>"$scratch/said" && cmp "$message" "$mail/again" &&
			grep -q 'no set is added: ended' "$scratch/said" || return 1
	done
}

proves "letters of all shapes are sealed here, by dkimpy and by Mail::DKIM, one after the other" seals
proves "dkimpy validates all, and tells the changed ones" finds ended "$python" tests/interop/dkimpy_arc.py verify "$zone"
proves "so does Mail::DKIM" finds fail perl tests/interop/maildkim_arc.pl verify "$zone"
proves "and so do we" finds fail ours_validates
proves "a chain that is closed gets no further set" no_set_is_added
finish
