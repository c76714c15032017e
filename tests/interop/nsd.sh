# shellcheck shell=sh
# nsd.sh - an nsd of our own on loopback, which serves zone files
#
# Source it after report.sh, which gives $scratch. `nsd_start LINE...` starts one with these lines in
# the server part of its configuration, under $nsd_port, for each of the zones in $nsd_zones (name, colon,
# file name in $scratch), the first of which has a TXT record "up" at its apex; $nsd_fixed_port is a port to be
# taken and no other.
PATH=$PATH:/usr/sbin:/sbin

nsd_pid='' nsd_port='' nsd_zones=''
nsd_addresses='127.0.0.1'

nsd_stop() {
	[ -z "$nsd_pid" ] || { kill "$nsd_pid" && wait "$nsd_pid"; } 2>/dev/null
	nsd_pid=
}
# shellcheck disable=SC2154 # report.sh sets it
trap 'nsd_stop; rm -rf "${scratch:?}"' EXIT

nsd_configuration() { # LINE...
	echo 'server:'
	for address in $nsd_addresses; do
		echo "	ip-address: $address@$nsd_port"
	done
	[ $# -eq 0 ] || printf '\t%s\n' "$@"
	cat <<-CONF
		server-count: 1
		username: ""
		chroot: ""
		database: ""
		zonesdir: "$scratch"
		pidfile: ""
		logfile: "$scratch/nsd.log"
		xfrdfile: "$scratch/xfrd.state"
		zonelistfile: "$scratch/zone.list"
		xfrdir: "$scratch"
		rrl-ratelimit: 0
		remote-control:
		control-enable: no
	CONF
	for zone in $nsd_zones; do
		printf 'zone:\n\tname: "%s"\n\tzonefile: "%s"\n' "${zone%%:*}" "${zone#*:}"
	done
}

nsd_is_up() {
	first=${nsd_zones%%:*}
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		kill -0 "$nsd_pid" 2>/dev/null || return 1
		"$BUILD/tests/dns_ask" try=200 tries=1 "127.0.0.1:$nsd_port" "$first" 16 | grep -q '"up"' && return
		sleep 0.1
	done
	return 1
}

# It ends by itself when somebody else has the port.
nsd_start() { # LINE...
	nsd_stop
	for attempt in 0 1 2 3 4; do
		nsd_port=${nsd_fixed_port:-$((20000 + ($$ * 7 + attempt * 997) % 12000))}
		nsd_configuration "$@" >"$scratch/nsd.conf"
		# Later versions than 4.7 have no database that could be switched off.
		nsd-checkconf "$scratch/nsd.conf" >"$scratch/nsd.out" 2>&1 || sed -i '/database:/d' "$scratch/nsd.conf"
		nsd -d -c "$scratch/nsd.conf" >"$scratch/nsd.out" 2>&1 &
		nsd_pid=$!
		! nsd_is_up || return 0
		nsd_stop
	done
	cat "$scratch/nsd.out" "$scratch/nsd.log"
	return 1
}
