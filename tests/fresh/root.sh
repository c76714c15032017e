#!/bin/sh
# root.sh - README's two commands in an empty Debian, as a newcomer would run them
#
# Usage: tests/fresh/root.sh RELEASE [MIRROR]
# RELEASE is bookworm or trixie. Needs root, debootstrap, a network and about 3 GB in $TMPDIR. The committed tree
# is cloned into the new root; nothing stays behind. With ALL=1 `check --all` is run as well, and the suites that
# others wrote are taken from $SECMAIL_CONFORMANCE. NO_PROC=1 leaves /proc out, as a bare chroot has it.
set -eu

release=${1:?usage: root.sh RELEASE [MIRROR]}
mirror=${2:-http://deb.debian.org/debian}
top=$(cd "$(dirname "$0")/../.." && pwd)
suites=${SECMAIL_CONFORMANCE:-$top/../shared/conformance}

[ "$(id -u)" -eq 0 ] || {
	echo "root.sh: debootstrap and chroot need root" >&2
	exit 1
}
command -v debootstrap >/dev/null || {
	echo "root.sh: debootstrap is missing (Debian: debootstrap)" >&2
	exit 1
}

root=$(mktemp -d)
clean_up() {
	umount "$root/dev/pts" 2>/dev/null || :
	umount "$root/proc" 2>/dev/null || :
	# A mount that stayed would be emptied too.
	if mountpoint -q "$root/proc" || mountpoint -q "$root/dev/pts"; then
		echo "root.sh: something is still mounted in $root; the root stays" >&2
	else
		rm -rf --one-file-system "$root"
	fi
}
trap clean_up EXIT
trap 'exit 1' HUP INT TERM

# In the root, with an environment that holds nothing of this machine.
inside() {
	chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=dumb \
		SECMAIL_CONFORMANCE=/root/conformance sh -eu -c "$1" </dev/null
}

timed() {
	sentence=$1
	shift
	begun=$(date +%s)
	echo "=== $release: $sentence"
	"$@" || {
		echo "=== $release: $sentence: FAILED" >&2
		exit 1
	}
	echo "=== $release: $sentence: ok in $(($(date +%s) - begun)) s"
}

make_root() {
	debootstrap --variant=minbase "$release" "$root" "$mirror" >"$root.log" 2>&1 || {
		tail -n 20 "$root.log" >&2
		return 1
	}
	rm -f "$root.log"
	cp /etc/resolv.conf "$root/etc/resolv.conf"
	[ -n "${NO_PROC:-}" ] || mount -t proc proc "$root/proc"
	# Terminals, which every machine has and a bare chroot has not.
	mount --bind /dev/pts "$root/dev/pts"
}

clone() {
	git clone -q --bare "$top" "$root/root/libsecmail.git"
	[ -z "${ALL:-}" ] || cp -r "$suites" "$root/root/conformance"
	inside 'apt-get -qq update
		DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install git ca-certificates \
			>/root/apt.log 2>&1 || { cat /root/apt.log; exit 1; }
		git clone -q /root/libsecmail.git /root/libsecmail'
}

# What a newcomer's machine must not have got.
no_server() {
	# shellcheck disable=SC2016 # a format of dpkg-query
	inside 'dpkg-query -W -f "\${Package}\n" >/root/packages
		for server in postfix exim4-base dovecot-core unbound redis-server valkey-server; do
			! grep -x "$server" /root/packages || exit 1
		done
		[ ! -e /usr/sbin/policy-rc.d ]'
}

demo_shows_both() {
	inside 'cd /root/libsecmail && ./quickstart demo >/root/demo.log 2>&1 || { cat /root/demo.log; exit 1; }
		cat /root/demo.log
		grep -q dmarc=pass /root/demo.log && grep -q dmarc=fail /root/demo.log'
}

timed "an empty root" make_root
timed "git, and a clone" clone
timed "./quickstart demo" demo_shows_both
timed "./quickstart check" inside 'cd /root/libsecmail && ./quickstart check'
timed "no server was installed" no_server
timed "./quickstart demo again" demo_shows_both
if [ -n "${ALL:-}" ]; then
	timed "./quickstart check --all" inside 'cd /root/libsecmail && ./quickstart check --all'
	timed "no policy file is left" inside '[ ! -e /usr/sbin/policy-rc.d ]'
fi
