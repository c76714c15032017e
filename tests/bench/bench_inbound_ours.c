/* bench_inbound_ours.c - a whole verdict of ours, with the answers in memory */
#include <string.h>

#include "bench_inbound.h"

struct bench_ours {
	const bench_mail *mail;
	secmail_inbound *inbound;
	secmail_answers *answers;
	size_t next;
};

bench_ours *
bench_ours_new(const bench_mail *m, const secmail_inbound_config *config)
{
	static const uint8_t ip[4] = { 192, 0, 2, 25 };
	bench_ours *o = calloc(1, sizeof *o);

	bench_must(o != NULL, "no memory");
	o->mail = m;
	bench_must(secmail_inbound_new(config, BENCH_NOW, &o->inbound) == SECMAIL_DONE &&
		       secmail_inbound_set_client(
			   o->inbound, ip, 4, BENCH_HELO, strlen(BENCH_HELO)) == SECMAIL_DONE &&
		       secmail_answers_new(&o->answers) == SECMAIL_DONE,
	    "no memory");
	return o;
}

void
bench_ours_free(bench_ours *o)
{
	secmail_answers_free(o->answers);
	secmail_inbound_free(o->inbound);
	free(o);
}

static void
answer(bench_ours *o)
{
	uint32_t id;

	while (secmail_answers_open(o->answers, &id, 1) > 0) {
		const bench_record *r =
		    bench_mail_record(o->mail, secmail_answers_qname(o->answers, id));

		bench_must(!r || secmail_answers_add(o->answers, id, r->rdata, r->len, 300) ==
				     SECMAIL_DONE,
		    "an answer");
		bench_must(secmail_answers_close(
			       o->answers, id, r ? 0 : 3, SECMAIL_TRUST_UNKNOWN) == SECMAIL_DONE,
		    "an answer");
	}
}

static bool
is_pass(const secmail_verdict *v)
{
	return secmail_spf_result_code(secmail_verdict_spf(v)) == SECMAIL_SPF_PASS &&
	       secmail_dmarc_result_dkim_is_aligned(secmail_verdict_dmarc(v)) &&
	       secmail_dmarc_result_spf_is_aligned(secmail_verdict_dmarc(v));
}

void
bench_ours_judge(void *ours)
{
	bench_ours *o = ours;
	const bench_letter *l = &o->mail->letters[o->next];
	secmail_verdict *v = NULL;

	o->next = (o->next + 1) % BENCH_LETTERS;
	secmail_inbound_reset(o->inbound, BENCH_NOW);
	secmail_answers_reset(o->answers);
	bench_must(secmail_inbound_set_mail_from(o->inbound, BENCH_PATH, strlen(BENCH_PATH)) ==
			   SECMAIL_DONE &&
		       secmail_inbound_write(o->inbound, l->text.at, l->text.len) == SECMAIL_DONE &&
		       secmail_inbound_end(o->inbound) == SECMAIL_DONE,
	    "the message is refused");
	while (secmail_inbound_judge(o->inbound, o->answers, &v) == SECMAIL_WANT_DNS)
		answer(o);
	bench_must(v && is_pass(v), "not a pass");
	secmail_verdict_free(v);
}
