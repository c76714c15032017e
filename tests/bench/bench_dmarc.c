/*
 * bench_dmarc.c - a DMARC verdict with all answers in memory
 *
 * The author domain has four labels, the record stands at its organizational
 * domain, SPF passed for a stranger and a signature for the author domain. A
 * round of work is what one message costs: session reset, results set, four
 * answers read, a result made and released. "raw" is the reading of that one
 * record's text and nothing else. libopendmarc is handed the record and the
 * organizational domain, so that it looks up nothing and walks no tree.
 */
#define _DEFAULT_SOURCE /* for u_char in libopendmarc's header */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "dmarc_internal.h"

#if defined(__has_include)
#if __has_include(<opendmarc/dmarc.h>)
#define HAVE_LIBOPENDMARC 1
#endif
#endif

#define AUTHOR "a.mail.example.com"
#define ORGANIZATION "example.com"
#define STRANGER "bounces.example.net"
#define RECORD                                                                                     \
	"v=DMARC1; p=reject; sp=quarantine; adkim=r; aspf=r; rua=mailto:dmarc@example.com; fo=1"

static void
must(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "bench_dmarc: %s\n", what);
	exit(EXIT_FAILURE);
}

static void
must_be_done(secmail_status status)
{
	must(status == SECMAIL_DONE, secmail_status_text(status));
}

/* --- ours --- */

typedef struct our_side {
	secmail_dmarc *dmarc;
	secmail_answers *answers;
} our_side;

static void
answer_open(secmail_answers *a)
{
	uint8_t rdata[1 + sizeof RECORD] = { sizeof RECORD - 1 };
	uint32_t id;

	memcpy(rdata + 1, RECORD, sizeof RECORD - 1);
	while (secmail_answers_open(a, &id, 1) > 0) {
		bool is_there = strcmp(secmail_answers_qname(a, id), "_dmarc." ORGANIZATION) == 0;

		if (is_there)
			must_be_done(secmail_answers_add(a, id, rdata, sizeof RECORD, 300));
		must_be_done(secmail_answers_close(a, id, is_there ? 0 : 3, SECMAIL_TRUST_UNKNOWN));
	}
}

static void
set_up(our_side *side)
{
	secmail_dmarc_reset(side->dmarc);
	must_be_done(secmail_dmarc_set_author_domain(side->dmarc, AUTHOR));
	must_be_done(secmail_dmarc_set_spf(side->dmarc, SECMAIL_DMARC_OUTCOME_PASS, STRANGER));
	must_be_done(secmail_dmarc_add_dkim(side->dmarc, SECMAIL_DMARC_OUTCOME_PASS, AUTHOR));
}

static void
judge_ours(void *arg)
{
	our_side *side = arg;
	secmail_dmarc_result *result;

	set_up(side);
	must_be_done(secmail_dmarc_judge(side->dmarc, side->answers, &result));
	must(secmail_dmarc_result_code(result) == SECMAIL_DMARC_PASS, "a wrong verdict of ours");
	secmail_dmarc_result_free(result);
}

static our_side
open_ours(void)
{
	our_side side;
	secmail_dmarc_result *result = NULL;

	must_be_done(secmail_dmarc_new(&side.dmarc));
	must_be_done(secmail_answers_new(&side.answers));
	set_up(&side);
	while (secmail_dmarc_judge(side.dmarc, side.answers, &result) == SECMAIL_WANT_DNS)
		answer_open(side.answers);
	secmail_dmarc_result_free(result);
	return side;
}

/* --- the bare reading of a record --- */

static void
read_record(void *arg)
{
	must(secmailp_dmarc_record_read(secmailp_view_text(RECORD), DMARC_RFC9989, arg),
	    "no record");
}

/* --- libopendmarc --- */

#ifdef HAVE_LIBOPENDMARC
#include <opendmarc/dmarc.h>

static u_char *
text(const char *constant)
{
	return (u_char *)(uintptr_t)constant;
}

static void
judge_theirs(void *arg)
{
	DMARC_POLICY_T *p = opendmarc_policy_connect_init(text("192.0.2.1"), 4);

	(void)arg;
	must(p != NULL, "libopendmarc: no memory");
	opendmarc_policy_store_from_domain(p, text(AUTHOR));
	opendmarc_policy_store_spf(p, text(STRANGER), DMARC_POLICY_SPF_OUTCOME_PASS,
	    DMARC_POLICY_SPF_ORIGIN_MAILFROM, NULL);
	opendmarc_policy_store_dkim(
	    p, text(AUTHOR), text("s1"), DMARC_POLICY_DKIM_OUTCOME_PASS, NULL);
	must(opendmarc_policy_store_dmarc(p, text(RECORD), text(AUTHOR), text(ORGANIZATION)) ==
		 DMARC_PARSE_OKAY,
	    "libopendmarc: the record");
	must(opendmarc_get_policy_to_enforce(p) == DMARC_POLICY_PASS, "a wrong verdict of theirs");
	opendmarc_policy_connect_shutdown(p);
}
#endif

int
main(void)
{
	our_side ours = open_ours();
	dmarc_record record;

	bench_compare("dmarc.walk4", "raw", judge_ours, &ours, read_record, &record);
#ifdef HAVE_LIBOPENDMARC
	bench_compare("dmarc.walk4", "libopendmarc", judge_ours, &ours, judge_theirs, NULL);
#endif
	secmail_answers_free(ours.answers);
	secmail_dmarc_free(ours.dmarc);
	return 0;
}
