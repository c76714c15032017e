#!/bin/sh
# test_sign.sh - what is signed here verifies with dkimpy, Mail::DKIM, go-msgauth and libopendkim, and the other way round
#
# All of them ask DNS for the keys, as they do on a server: an nsd on loopback, in a network of its own, that
# the script's own resolv.conf names.
# shellcheck source=tests/report.sh
. tests/report.sh
# shellcheck source=tests/interop/netns.sh
. tests/interop/netns.sh
case " $SECMAIL_MODULES " in *" dkim "*) ;; *) skip "dkim is not built" ;; esac
[ -x "$BUILD/tests/dkim_suite" ] || skip "dkim_suite is not built: it wants the module dns"
python=${SECMAIL_PYTHON:-/usr/bin/python3}
sign=$BUILD/examples/secmail-sign
keygen=$BUILD/examples/secmail-dkim-keygen
[ -x "$sign" ] || skip "secmail-sign is not built: it wants the modules dns and inbound"
gopath=${GO_PATH:-/usr/share/gocode}
go=${GO:-go}

missing_peers() {
	command -v nsd >/dev/null || echo nsd
	"$python" -c 'import dkim, nacl.signing, dns' 2>/dev/null || echo python3-dkim python3-nacl python3-dnspython
	perl -MMail::DKIM -e 1 2>/dev/null || echo libmail-dkim-perl
	command -v opendkim-testmsg >/dev/null || echo opendkim-tools
	[ -d "$gopath/src/github.com/emersion/go-msgauth" ] || echo golang-github-emersion-go-msgauth-dev
	command -v "$go" >/dev/null || echo golang-go
}
missing=$(missing_peers | tr '\n' ' ')
[ -z "$missing" ] || skip "peers are not there (Debian: $missing)"

own_network "$0"
if [ -z "${SECMAIL_OWN_MOUNTS:-}" ]; then
	unshare --mount true 2>/dev/null || skip "this machine lets us have no file of our own at /etc/resolv.conf"
	rm -rf "$scratch"
	SECMAIL_OWN_MOUNTS=1 exec unshare --mount sh "$0"
fi
# shellcheck source=tests/interop/nsd.sh
. tests/interop/nsd.sh
# Programs of this user's that go may keep are not wanted, nor a path of ours.
export HOME="$scratch" GO111MODULE=off GOPATH="$gopath" GOCACHE="$scratch/go"
# Of the twelve bodies all are tried when everything is asked for; sanitized programs start slowly.
letters_of_one_kind=6
[ -z "${SECMAIL_REQUIRE_ALL:-}" ] || letters_of_one_kind=12
[ -z "${SANITIZE:-}" ] || letters_of_one_kind=3

mail=$scratch/mail
mkdir "$mail"
"$keygen" -d sender.example -s rsa "$scratch/rsa.pem" >"$scratch/records"
"$keygen" -a ed25519 -d sender.example -s ed "$scratch/ed.pem" >>"$scratch/records"
openssl rsa -traditional -in "$scratch/rsa.pem" -out "$scratch/rsa-old.pem" 2>/dev/null
{
	printf '%s\n' '@ 60 IN SOA ns hostmaster 1 3600 600 86400 300' '@ 60 IN NS ns' '@ 60 IN TXT up' 'ns 60 IN A 127.0.0.1'
	sed 's/ IN TXT/ 60 IN TXT/' "$scratch/records"
} >"$scratch/zone"
# nsd.sh takes these
# shellcheck disable=SC2034
nsd_zones=sender.example:zone nsd_fixed_port=53
nsd_start >"$scratch/start" 2>&1 || skip "nsd does not start: $(tail -n 1 "$scratch/start")"
echo 'nameserver 127.0.0.1' >"$scratch/resolv.conf"
mount --bind "$scratch/resolv.conf" /etc/resolv.conf || skip "/etc/resolv.conf can't be one of our own"

ways='simple/simple simple/relaxed relaxed/simple relaxed/relaxed'

# Each letter signed by RSA, by Ed25519 and by both, and each of those with a body that was changed.
signs() {
	"$python" tests/interop/sign_letters.py "$mail" || return 1
	for letter in "$mail"/*.letter; do
		number=${letter##*-}
		[ "${number%.letter}" -lt $letters_of_one_kind ] || continue
		for way in $ways; do
			name=$mail/$(basename "$letter" .letter)-$(echo "$way" | tr / -)
			"$sign" -d sender.example -c "$way" -s rsa -k "$scratch/rsa.pem" "$letter" >"$name-rsa.eml" &&
				"$sign" -d sender.example -c "$way" -s ed -k "$scratch/ed.pem" "$letter" >"$name-ed.eml" &&
				"$sign" -d sender.example -c "$way" -s rsa -k "$scratch/rsa.pem" -s ed \
					-k "$scratch/ed.pem" "$letter" >"$name-both.eml" || return 1
		done
	done
	for message in "$mail"/*.eml; do
		{ cat "$message" && printf 'x\r\n'; } >"${message%.eml}-changed.eml"
	done
	find "$mail" -name '*.eml' | wc -l
}

# All messages of some kinds, but for a known difference.
messages_of() { # KIND...
	for kind; do
		for message in "$mail"/*-"$kind".eml "$mail"/*-"$kind"-changed.eml; do
			# shellcheck disable=SC2254 # a pattern
			case ${message##*/} in $difference) ;; *) echo "$message" ;; esac
		done
	done
}

expected() { # FILE...
	for message; do
		case $message in
		*-changed.eml) echo "${message##*/} fail" ;;
		*) echo "${message##*/} pass" ;;
		esac
	done | sort
}

difference='' # what a peer is known to see otherwise
finds() { # KINDS COMMAND...
	# shellcheck disable=SC2086 # lists of names
	messages_of $1 >"$scratch/messages"
	shift
	# shellcheck disable=SC2046
	"$@" $(cat "$scratch/messages") | sort >"$scratch/found"
	# shellcheck disable=SC2046
	expected $(cat "$scratch/messages") >"$scratch/expected"
	[ "$(wc -l <"$scratch/expected")" -ge 60 ] && diff "$scratch/expected" "$scratch/found"
}

# A body that does not end in CRLF gets one (RFC 6376 section 3.4.3); Mail::DKIM leaves that to SMTP.
maildkim_finds() {
	difference='?-4-*-simple-*.eml'
	finds "rsa both" perl tests/interop/maildkim.pl verify
	outcome=$?
	difference=''
	return $outcome
}

# It says nothing of a good signature.
opendkim_verifies() { # FILE...
	for message; do
		if said=$(opendkim-testmsg <"$message" 2>&1) && [ -z "$said" ]; then
			echo "${message##*/} pass"
		else
			echo "${message##*/} fail"
		fi
	done
}

builds_go_peer() {
	"$go" build -o "$scratch/gomsgauth" tests/interop/gomsgauth/gomsgauth.go
}

peers_sign() {
	for letter in "$mail"/?-[35].letter; do
		name=$(basename "$letter" .letter)
		opendkim-testmsg -C -d sender.example -s rsa -k "$scratch/rsa.pem" <"$letter" >"$mail/$name.opendkim" || return 1
		for way in $ways; do
			file=$mail/$name-$(echo "$way" | tr / -)
			perl tests/interop/maildkim.pl sign "$scratch/rsa-old.pem" sender.example rsa "$way" "$letter" \
				>"$file.maildkim" || return 1
			for key in rsa ed; do
				"$scratch/gomsgauth" sign "$scratch/$key.pem" sender.example $key "${way%/*}" "${way#*/}" \
					"$letter" >"$file-$key.gomsgauth" || return 1
			done
		done
	done
	cp "$scratch/zone" "$mail/zone"
	sed -i '1i $ORIGIN sender.example.' "$mail/zone"
	now=$(($(date +%s) + 1))
	for message in "$mail"/*.opendkim "$mail"/*.maildkim "$mail"/*.gomsgauth; do
		# opendkim-testmsg knows rsa-sha1 only, which is refused (RFC 8301 section 3.1)
		case $message in *.opendkim) word=fail ;; *) word=pass ;; esac
		printf '%s\t%s\tzone\t%s\t%s\n' "${message##*/}" "${message##*/}" $now $word
	done >"$mail/list"
	[ "$(wc -l <"$mail/list")" -ge 60 ]
}

ours_verifies_theirs() {
	"$BUILD/tests/dkim_suite" "$mail/list"
}

# An agent in a process of its own has the key; the field is the one that the key gives here.
agent_signs() {
	"$BUILD/examples/secmail-dkim-agent" "$scratch/ed.pem" "$scratch/agent" &
	agent=$!
	openssl pkey -in "$scratch/ed.pem" -pubout -out "$scratch/ed.pub"
	# It may not listen yet.
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		"$sign" -t 1700000000 -d sender.example -s ed -A "$scratch/agent" -p "$scratch/ed.pub" \
			"$mail/0-3.letter" >"$scratch/by-agent"
		outcome=$?
		[ $outcome -ne 0 ] || break
		sleep 0.1
	done
	kill $agent
	wait $agent 2>/dev/null
	"$sign" -t 1700000000 -d sender.example -s ed -k "$scratch/ed.pem" "$mail/0-3.letter" >"$scratch/by-key"
	[ $outcome -eq 0 ] && cmp "$scratch/by-agent" "$scratch/by-key"
}

# With the agent gone, or with one that has another key, there is no signature.
a_wrong_agent_is_noticed() {
	! "$sign" -d sender.example -s ed -A "$scratch/agent" -p "$scratch/ed.pub" "$mail/0-3.letter" >"$scratch/none" 2>&1
}

proves "messages of all shapes are signed by RSA, Ed25519 and both, in all canonicalizations" signs
proves "dkimpy verifies them, and none that was changed" finds "rsa ed both" "$python" tests/interop/dkimpy_verify.py
proves "so does Mail::DKIM, which knows RSA" maildkim_finds
proves "go-msgauth is there" builds_go_peer
proves "so does go-msgauth" finds "rsa ed both" "$scratch/gomsgauth" verify
proves "so does libopendkim by opendkim-testmsg" finds "rsa ed" opendkim_verifies
proves "opendkim-testmsg, Mail::DKIM and go-msgauth sign" peers_sign
proves "what they sign verifies here, but for rsa-sha1" ours_verifies_theirs
proves "an agent in another process signs, to the same octets" agent_signs
proves "an agent that is gone is noticed" a_wrong_agent_is_noticed
finish
