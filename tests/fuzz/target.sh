# shellcheck shell=sh
# target.sh - how one fuzz target is run; sourced by run.sh and check.sh

# No input may take longer than this many seconds, nor more than this many MiB.
UNIT_SECONDS=10
UNIT_MEMORY=1024

seeds_of() { # BUILD WHAT
	[ ! -d "tests/fuzz/seeds/$2" ] || echo "tests/fuzz/seeds/$2"
	[ ! -d "$1/fuzz/suites/$2" ] || echo "$1/fuzz/suites/$2"
}

# make_seeds BUILD WHAT: seeds from a suite that others wrote, by tests/fuzz/suites/<what>.py; says how many, or
# why there are none. That is a failure only when everything was asked for.
make_seeds() {
	[ -f "tests/fuzz/suites/$2.py" ] || return 0
	rm -rf "$1/fuzz/suites/$2"
	mkdir -p "$1/fuzz/suites/$2" "$1/fuzz/log"
	PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 "tests/fuzz/suites/$2.py" \
		"${SECMAIL_CONFORMANCE:-../shared/conformance}" "$1/fuzz/suites/$2" >"$1/fuzz/log/$2.seeds" 2>&1 ||
		[ -z "${SECMAIL_REQUIRE_ALL:-}" ]
}

made_seeds() { # BUILD WHAT
	[ ! -f "tests/fuzz/suites/$2.py" ] || echo "; seeds: $(tail -n 1 "$1/fuzz/log/$2.seeds")"
}

dictionary_of() {
	[ ! -f "tests/fuzz/dictionaries/$1" ] || echo "-dict=tests/fuzz/dictionaries/$1"
}

# fuzz_for BUILD SECONDS WHAT: from the seeds and from what earlier runs learned.
fuzz_for() {
	log=$1/fuzz/log/$3
	mkdir -p "$1/fuzz/corpus/$3" "$1/fuzz/log"
	# shellcheck disable=SC2046 # options that may be none
	timeout -k 5 $(($2 + 60)) "$1/fuzz/fuzz_$3" -max_total_time="$2" -timeout=$UNIT_SECONDS \
		-rss_limit_mb=$UNIT_MEMORY -artifact_prefix="$1/fuzz/crashes/$3-" -print_final_stats=1 \
		$(dictionary_of "$3") "$1/fuzz/corpus/$3" $(seeds_of "$1" "$3") >"$log" 2>&1 </dev/null
}

done_units() {
	sed -n 's/^stat::number_of_executed_units: */inputs tried: /p' "$log"
}

failing_input() {
	sed -n 's/.*Test unit written to //p' "$log" | tail -n 1
}
