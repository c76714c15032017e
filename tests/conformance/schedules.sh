# shellcheck shell=sh
# schedules.sh - what the tests of schedules share: verdicts do not hang on the order in which answers come
#
# Source it after report.sh, set `runner` to a program and `cases` to a file that lists what it runs over, then call
# `prove_schedules WHAT SCHEDULES LEAST`, and `finds` for each planted fault if `plants_faults` says so.
# The seed is fixed, so that a test gives the same every time; $SECMAIL_SEED takes its place.
# shellcheck disable=SC2154 # scratch is report.sh's; runner and cases are set by who sources this

export LC_ALL=C
MAKEFLAGS=
export MAKEFLAGS
seed=${SECMAIL_SEED:-7208}
# shellcheck disable=SC2034 # for the scripts that source this
conformance=${SECMAIL_CONFORMANCE:-../shared/conformance}
faulty=$scratch/faulty

# has_module NAME
has_module() {
	case " $SECMAIL_MODULES " in *" $1 "*) return 0 ;; esac
	return 1
}

is_thorough() {
	[ -n "${SECMAIL_REQUIRE_ALL:-}" ] && [ -z "${SANITIZE:-}" ]
}

# run PROGRAM OPTION...: over the cases
run() {
	# shellcheck disable=SC2046 # names without spaces
	"$@" $(cat "$cases")
}

holds() {
	run "$BUILD/tests/$runner" --schedules "$1" --seed "$seed" >"$scratch/out"
	status=$?
	cat "$scratch/out"
	return $status
}

ran_as_many() {
	ran=$(sed -n 's/^\([0-9]*\) schedules, .*/\1/p' "$scratch/out")
	over=$(sed -n 's/^\([0-9]*\) cases, .*/\1/p' "$scratch/out")
	echo "$ran schedules over $over cases"
	[ "$ran" -ge "$1" ] && [ "$over" -ge "$2" ]
}

# What no schedule did was not tested.
did_everything() {
	sed -n '/^[0-9]* cases/q; p' "$scratch/out" >"$scratch/feats"
	cat "$scratch/feats"
	[ "$(wc -l <"$scratch/feats")" -eq 9 ] && ! grep -q '^0 ' "$scratch/feats"
}

differs_by_seed() {
	run "$BUILD/tests/$runner" --schedules 400 --seed 1 >"$scratch/one"
	run "$BUILD/tests/$runner" --schedules 400 --seed 1 | diff "$scratch/one" - &&
		! run "$BUILD/tests/$runner" --schedules 400 --seed 2 | cmp -s "$scratch/one" -
}

# A driver that says "no such name" for what is still on its way.
notices_haste() {
	! run "$BUILD/tests/$runner" --schedules 2000 --hasty >"$scratch/hasty" &&
		grep -q 'the verdict hangs on the schedule$' "$scratch/hasty"
}

prove_schedules() {
	[ -z "${SANITIZE:-}" ] || set -- "$1" $(($2 / 10)) "$3"
	! is_thorough || set -- "$1" $(($2 * 10)) "$3"
	proves "$1: $2 schedules from seed $seed give the verdict of all answers at once" holds "$2"
	proves "$1: so many were run, over $3 cases at least" ran_as_many "$2" "$3"
	proves "$1: failures, lies, late and half answers and the rest all took place" did_everything
	proves "$1: a seed stands for the same schedules, another for others" differs_by_seed
	proves "$1: a driver that gives up early is noticed" notices_haste
}

# --- faults planted in a copy of the sources ----------------------------------------------------------

build_faulty() {
	make -C "$faulty" CC="$CC" BUILD=build MODULES="$1" "build/tests/$runner"
}

# plants_faults MODULES: true where there is time for it, with a copy that is built
plants_faults() {
	is_thorough || return 1
	modules=$1
	mkdir "$faulty"
	cp -a Makefile mk lib include pkgconfig tests "$faulty"
	proves "a copy of the sources is built" build_faulty "$modules"
}

# finds FILE SED-EXPRESSION: the fault gets in, the program is built, and says which schedule went wrong
finds() {
	cp -p "$faulty/$1" "$scratch/right.c"
	sed "$2" "$scratch/right.c" >"$faulty/$1"
	! cmp -s "$scratch/right.c" "$faulty/$1" && build_faulty "$modules" &&
		! run "$faulty/build/tests/$runner" --schedules 20000 >"$scratch/found" &&
		grep ', schedule [0-9]*: ' "$scratch/found"
	status=$?
	cat "$scratch/right.c" >"$faulty/$1"
	return $status
}
