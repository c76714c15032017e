#!/bin/sh
# test_quickstart.sh - what quickstart does to a machine, tried on pretended ones
#
# apt-get, dpkg-query, id and sudo are stand-ins in $scratch/bin that write down what they are asked.
. tests/report.sh

bin=$scratch/bin
mkdir -p "$bin"
stand_in() {
	cat >"$bin/$1"
	chmod 755 "$bin/$1"
}

# What stands in $scratch/has is "installed"; installing adds to it, unless a word of $scratch/fail is asked for.
stand_in dpkg-query <<'SH'
#!/bin/sh
for package; do :; done
grep -qx "$package" "$SCRATCH/has" && echo installed
SH
stand_in apt-get <<'SH'
#!/bin/sh
echo "$*" >>"$SCRATCH/asked"
[ ! -e "$QUICKSTART_POLICY" ] || echo "policy $("$QUICKSTART_POLICY" unbound start >&2; echo $?)" >>"$SCRATCH/asked"
case " $* " in
*' install '*)
	! echo "$*" | grep -qwf "$SCRATCH/fail" || exit 100
	echo "$*" | tr ' ' '\n' >>"$SCRATCH/has"
	;;
esac
SH
stand_in apt-cache <<'SH'
#!/bin/sh
exit 0
SH
stand_in make <<'SH'
#!/bin/sh
echo "make $*" >>"$SCRATCH/asked"
[ ! -e "$SCRATCH/make-fails" ]
SH
stand_in id <<'SH'
#!/bin/sh
cat "$SCRATCH/uid"
SH

# quickstart UID RELEASE WORDS...
quickstart() {
	echo "$1" >"$scratch/uid"
	echo "$2" >"$scratch/os-release"
	shift 2
	env SCRATCH="$scratch" PATH="$bin:$PATH" BUILD="$scratch/build" MAKEFLAGS= \
		QUICKSTART_POLICY="$scratch/policy-rc.d" QUICKSTART_OS_RELEASE="$scratch/os-release" \
		sh ./quickstart "$@" >"$scratch/out" 2>&1 </dev/null
}

fresh() {
	rm -f "$scratch/make-fails" "$scratch/policy-rc.d"
	: >"$scratch/has"
	: >"$scratch/asked"
	: >"$scratch/fail"
}

asked() {
	grep -q -e "$1" "$scratch/asked" || ! cat "$scratch/asked" "$scratch/out"
}

said() {
	grep -q -e "$1" "$scratch/out" || ! cat "$scratch/out"
}

not() {
	! "$@"
}

debian='ID=debian
VERSION_ID=12'

fresh
quickstart 0 "$debian" check
proves "check installs what is missing" asked 'install.* libidn2-dev'
proves "check installs the test library" asked 'install.* check '
proves "check brings no server" not grep -qE 'unbound|postfix|dovecot' "$scratch/asked"
proves "nor what single examples want" not grep -q libunbound-dev "$scratch/asked"
proves "check runs make check" asked '^make .* check$'
proves "check needs no policy file" [ ! -e "$scratch/policy-rc.d" ]

: >"$scratch/asked"
quickstart 0 "$debian" check
proves "a second check installs nothing" not grep -q install "$scratch/asked"

fresh
touch "$scratch/make-fails"
proves "a failing build is a failure" not quickstart 0 "$debian" check
proves "and says where the whole log is" said quickstart.log

fresh
echo install >"$scratch/fail"
proves "a failing apt is a failure" not quickstart 0 "$debian" check
proves "the lists are fetched before apt is tried again" asked ' update'

fresh
proves "check --all is done on such a machine" quickstart 0 "$debian" check --all
proves "check --all installs servers" asked 'install.* unbound'
proves "and what single examples want" asked 'install.* libunbound-dev'
proves "no server may start meanwhile" asked 'policy 101'
proves "the policy file is gone afterwards" [ ! -e "$scratch/policy-rc.d" ]
proves "check --all asks for the slow tests" asked '^make .* check ALL=1'
proves "check --all asks for sanitizers" asked '^make .* SANITIZE=address'
proves "check --all asks for planted faults" asked '^make .* fuzz-check'

fresh
echo unbound >"$scratch/fail"
proves "servers that can't be installed are a failure" not quickstart 0 "$debian" check --all
proves "the policy file is gone after a failure too" [ ! -e "$scratch/policy-rc.d" ]

fresh
printf '#!/bin/sh\nexit 101\n' >"$scratch/policy-rc.d"
chmod 755 "$scratch/policy-rc.d"
proves "the machine's own policy file that forbids is respected" quickstart 0 "$debian" check --all
proves "and stays as it was" [ "$(tail -n 1 "$scratch/policy-rc.d")" = "exit 101" ]

fresh
printf '#!/bin/sh\nexit 0\n' >"$scratch/policy-rc.d"
chmod 755 "$scratch/policy-rc.d"
proves "one that lets servers start stops check --all" not quickstart 0 "$debian" check --all
proves "then no server is installed" not grep -qw unbound "$scratch/asked"
proves "and it is not overwritten" [ "$(tail -n 1 "$scratch/policy-rc.d")" = "exit 0" ]

fresh
proves "another system is told to install by hand" not quickstart 0 'ID=fedora
VERSION_ID=41' check
proves "it gets the list" said libidn2-dev
proves "nothing is installed there" [ ! -s "$scratch/asked" ]
proves "an older Debian is another system" not quickstart 0 'ID=debian
VERSION_ID=11' check

fresh
stand_in sudo <<'SH'
#!/bin/sh
[ "$1" != -n ] || shift
echo sudo >>"$SCRATCH/asked"
exec "$@"
SH
proves "a user goes by sudo" quickstart 1000 "$debian" check
proves "sudo was used" asked '^sudo'

proves "unknown words are wrong usage" not quickstart 0 "$debian" chekc
proves "and show the usage" said '^usage:'
finish
