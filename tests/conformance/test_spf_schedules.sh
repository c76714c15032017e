#!/bin/sh
# test_spf_schedules.sh - SPF over the RFC 7208 suite, in random schedules of answers
. tests/report.sh
. tests/conformance/schedules.sh
runner=spf_schedules
has_module spf || skip "spf is not built"
[ -f "$conformance/spf/rfc7208-tests.yml" ] || skip "the RFC 7208 suite is not there: $conformance/spf"
cases=$scratch/cases
echo "$conformance/spf/rfc7208-tests.yml" >"$cases"

prove_schedules SPF 20000 203
if plants_faults spf; then
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
		's/^	case SECMAIL_ANSWER_RECORDS:/&\n		if (secmail_answers_alias(e->answers, *id))\n			return SECMAILP_SPF_FOUND_VOID;/'
	proves "found: a TTL of 0 hides an answer" finds lib/core/answers.c \
		's/return q ? q->state : SECMAIL_ANSWER_OPEN;/return q \&\& q->count > 0 \&\& q->ttl == 0 ? SECMAIL_ANSWER_NODATA : q ? q->state : SECMAIL_ANSWER_OPEN;/'
	proves "found: a second answer takes the place of the first" finds lib/core/answers.c \
		's/a->questions\[id\]->state != SECMAIL_ANSWER_OPEN)/a->questions[id]->state == SECMAIL_ANSWER_NODATA)/'
	proves "found: half an answer is taken for a whole one" finds lib/core/answers.c \
		's/return q ? q->state : SECMAIL_ANSWER_OPEN;/return q \&\& q->count > 0 ? SECMAIL_ANSWER_RECORDS : q ? q->state : SECMAIL_ANSWER_OPEN;/'
	proves "found: names are told apart by the case of their letters" finds lib/private/dnsname.c \
		's/secmailp_eight_lower(\(secmailp_eight(v.at + at)\))/\1/; s/secmailp_lower(\(label.at\[i\]\|v.at\[at\]\))/\1/'
	proves "found: an expired table takes new questions" finds lib/core/answers.c \
		's/a->expired = true;/a->expired = false;/'
	proves "found: a reset table is still expired" finds lib/core/answers.c \
		's/a->expired = false;/;/'
fi
finish
