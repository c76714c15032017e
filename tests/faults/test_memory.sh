#!/bin/sh
# test_memory.sh - with memory refused at any call, an outcome is the same or none, and nothing is left behind
set -u
if [ -n "${SANITIZE:-}" ]; then
	echo "the sanitizers have an allocator of their own: this runs in the plain build"
	exit 0
fi
if [ ! -x "$BUILD/tests/memory" ]; then
	echo "skipped: not every module that this judges with is built"
	exit 77
fi
messages=$(dirname "$0")/../../examples/messages
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
printf '%s\n' "# a comment" "nameserver 192.0.2.1" "nameserver 2001:db8::1" "search example" \
	"options timeout:2 attempts:4 trust-ad rotate" >"$work/resolv.conf"
# A worker of engines that asks for one more record, and with that lets pass.
cat >"$work/worker" <<'SH'
#!/bin/sh
case $(/usr/bin/dd bs=4096 count=1 2>/dev/null) in
*d.example*) printf 'SME\001\000\000\000\003\001\002\001' >&0 ;;
*) printf 'SME\001\000\000\000\016\002\001\000\001\011d.example' >&0 ;;
esac
SH
chmod 700 "$work/worker"
"$BUILD/tests/memory" "$messages/honest.eml" "$messages/honest.zone" "$work/resolv.conf" "$work/worker"
