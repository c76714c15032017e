# shellcheck shell=sh
# netns.sh - a network of the script's own, with nothing in it but loopback
#
# Source it after report.sh. `own_network "$0"` begins the script again inside of one, where it returns.
PATH=$PATH:/usr/sbin:/sbin

own_network() { # SCRIPT
	if [ -n "${SECMAIL_OWN_NETWORK:-}" ]; then
		ip link set lo up || skip "a network's loopback can't be brought up (Debian: iproute2)"
		return
	fi
	# Anybody may make one where the kernel lets users be root in a name space of theirs.
	for how in 'unshare --net' 'unshare --map-root-user --net'; do
		$how true 2>"${scratch:?}/unshare" || continue
		rm -rf "$scratch"
		# shellcheck disable=SC2093 # it does not come back
		SECMAIL_OWN_NETWORK=1 exec $how sh "$1"
	done
	skip "this machine lets us make no network of our own: $(head -n 1 "$scratch/unshare")"
}
