#!/bin/sh
# test_schedules.sh - verdicts do not hang on the order in which answers come, nor on how many come at a time
#
# Random schedules over the RFC 7208 suite are held against all answers at once. The seed is fixed, and
# $SECMAIL_SEED takes its place. With everything asked for there are more of them, and faults are planted
# in a copy of the sources, each of which has to be found.
. tests/report.sh
export LC_ALL=C
MAKEFLAGS=
export MAKEFLAGS
suite=${SECMAIL_CONFORMANCE:-../shared/conformance}/spf/rfc7208-tests.yml
runner=$BUILD/tests/spf_schedules
seed=${SECMAIL_SEED:-7208}
case " $SECMAIL_MODULES " in *" spf "*) ;; *) skip "spf is not built" ;; esac
[ -f "$suite" ] || skip "the RFC 7208 suite is not there: $suite"

schedules=20000
[ -z "${SECMAIL_REQUIRE_ALL:-}" ] || schedules=200000
[ -z "${SANITIZE:-}" ] || schedules=5000

holds() {
	"$runner" --schedules "$schedules" --seed "$seed" "$suite" >"$scratch/spf"
	status=$?
	cat "$scratch/spf"
	return $status
}

ran_as_many() {
	ran=$(sed -n 's/^\([0-9]*\) schedules, .*/\1/p' "$scratch/spf")
	cases=$(sed -n 's/^\([0-9]*\) cases, .*/\1/p' "$scratch/spf")
	echo "$ran schedules over $cases cases"
	[ "$ran" -ge "$schedules" ] && [ "$cases" -ge 203 ]
}

# What no schedule did was not tested.
did_everything() {
	sed -n '/^[0-9]* cases/q; p' "$scratch/spf" >"$scratch/feats"
	cat "$scratch/feats"
	[ "$(wc -l <"$scratch/feats")" -eq 9 ] && ! grep -q '^0 ' "$scratch/feats"
}

differs_by_seed() {
	"$runner" --schedules 203 --seed 1 "$suite" >"$scratch/one"
	"$runner" --schedules 203 --seed 1 "$suite" | diff "$scratch/one" - &&
		! "$runner" --schedules 203 --seed 2 "$suite" | cmp -s "$scratch/one" -
}

# A driver that says "no such name" for what is still on its way.
notices_haste() {
	! "$runner" --schedules 2000 --hasty "$suite" >"$scratch/hasty" &&
		grep -q 'the verdict hangs on the schedule$' "$scratch/hasty"
}

proves "SPF: $schedules schedules from seed $seed give the verdict of all answers at once" holds
proves "SPF: so many were run, over every case" ran_as_many
proves "SPF: failures, lies, late and half answers and the rest all took place" did_everything
proves "SPF: a seed stands for the same schedules, another for others" differs_by_seed
proves "SPF: a driver that gives up early is noticed" notices_haste

# --- planted faults ---------------------------------------------------------------------------------

faulty=$scratch/faulty

build_faulty() {
	make -C "$faulty" CC="$CC" BUILD=build MODULES=spf build/tests/spf_schedules
}

# finds FILE SED-EXPRESSION: the fault gets in, the program is built, and says which schedule went wrong
finds() {
	cp -p "$faulty/$1" "$scratch/right.c"
	sed "$2" "$scratch/right.c" >"$faulty/$1"
	! cmp -s "$scratch/right.c" "$faulty/$1" && build_faulty &&
		! "$faulty/build/tests/spf_schedules" --schedules 20000 "$suite" >"$scratch/found" &&
		grep ', schedule [0-9]*: ' "$scratch/found"
	status=$?
	cat "$scratch/right.c" >"$faulty/$1"
	return $status
}

# Each line: what goes wrong, where, how.
plant_faults() {
	proves "found: a run that waits decides when it comes upon a pass" finds lib/spf/judge.c \
		's/status == SECMAIL_DONE && e->is_waiting)/status == SECMAIL_DONE \&\& e->is_waiting \&\& e->code != SECMAIL_SPF_PASS)/'
	proves "found: the failure of an early question counts at once" finds lib/spf/lookup.c \
		's/^	case SECMAIL_ANSWER_OPEN:/	case SECMAIL_ANSWER_FAILED:\n		e->is_waiting = false;\n		return SECMAILP_SPF_FOUND_FAILURE;\n&/'
	proves "found: void look-ups add up from run to run" finds lib/spf/judge.c \
		's/^	memset(e, 0, .*/	size_t voids = e->answers == a ? e->voids : 0;\n&\n	e->voids = voids;/'
	proves "found: every question is called needed" finds lib/spf/lookup.c \
		's/e->is_waiting ? SECMAIL_ANSWERS_SPECULATIVE : SECMAIL_ANSWERS_NEEDED/SECMAIL_ANSWERS_NEEDED/'
	proves "found: an explanation is not waited for" finds lib/spf/judge.c \
		's/^		secmailp_spf_explain(e);/		secmailp_spf_explain(e), e->is_waiting = false;/'
	proves "found: an alias makes an answer void" finds lib/spf/lookup.c \
		's/^	case SECMAIL_ANSWER_RECORDS:/&\n		if (secmail_answers_alias(e->answers, *out_id))\n			return SECMAILP_SPF_FOUND_VOID;/'
	proves "found: a TTL of 0 hides an answer" finds lib/core/answers.c \
		's/return q ? q->state : SECMAIL_ANSWER_OPEN;/return q \&\& (q->ttl > 0 || !q->records) ? q->state : SECMAIL_ANSWER_OPEN;/'
	proves "found: a second answer takes the place of the first" finds lib/core/answers.c \
		's/a->questions\[id\]->state != SECMAIL_ANSWER_OPEN)/a->questions[id]->state == SECMAIL_ANSWER_NODATA)/'
	proves "found: half an answer is taken for a whole one" finds lib/core/answers.c \
		's/return q ? q->state : SECMAIL_ANSWER_OPEN;/return q \&\& q->count > 0 ? SECMAIL_ANSWER_RECORDS : q ? q->state : SECMAIL_ANSWER_OPEN;/'
	proves "found: names are told apart by the case of their letters" finds lib/private/dnsname.c \
		's/secmailp_lower(label.at\[i\])/label.at[i]/'
	proves "found: an expired table takes new questions" finds lib/core/answers.c \
		's/a->expired = true;/a->expired = false;/'
	proves "found: a reset table is still expired" finds lib/core/answers.c \
		's/a->expired = false;/;/'
}

if [ -n "${SECMAIL_REQUIRE_ALL:-}" ] && [ -z "${SANITIZE:-}" ]; then
	mkdir "$faulty"
	cp -a Makefile mk lib include pkgconfig tests "$faulty"
	proves "a copy of the sources is built" build_faulty
	plant_faults
fi
finish
