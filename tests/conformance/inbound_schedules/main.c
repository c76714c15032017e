/*
 * main.c - the verdict on a message does not hang on the order of answers and octets
 *
 * Usage: inbound_schedules [--schedules N] [--seed S] [--hasty] BASE...
 * As spf_schedules, over the messages BASE.eml with BASE.zone and BASE.args.
 * The message comes in pieces between the answers.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <secmail/dns.h>
#include <secmail/inbound.h>

#include "../spf_schedules/trials.h"
#include "inbound_verdict.h"
#include "mail.h"

typedef struct program {
	trials trials;
	mail mail;
	secmail_inbound_config *config;
	secmail_inbound *inbound;
	size_t written;
	bool has_ended;
} program;

static void
answer_truly(void *arg, secmail_answers *a, uint32_t id)
{
	const program *p = arg;

	(void)id; /* a zone answers all that is open */
	must(secmail_dns_zone_answer(p->mail.zone, a), "a zone");
}

/* A session is kept from schedule to schedule, or made anew: its past must not show. */
static void
begin(void *arg, uint64_t seed, chance *c)
{
	program *p = arg;
	const mail *m = &p->mail;

	(void)seed;
	if (c && chance_one_in(c, 8)) {
		secmail_inbound_free(p->inbound);
		must(secmail_inbound_new(p->config, m->now, &p->inbound), "a session");
	}
	secmail_inbound_reset(p->inbound, m->now);
	must(secmail_inbound_set_client(p->inbound, m->ip, m->ip_len, m->helo, strlen(m->helo)),
	    "the client");
	must(secmail_inbound_set_mail_from(p->inbound, m->mail_from, strlen(m->mail_from)),
	    "MAIL FROM");
	p->written = 0;
	p->has_ended = false;
}

static void
write_piece(program *p, size_t len)
{
	must(secmail_inbound_write(p->inbound, p->mail.octets + p->written, len), "a piece");
	p->written += len;
}

static void
end(program *p)
{
	must(secmail_inbound_end(p->inbound), "the end");
	p->has_ended = true;
}

/* Some more of the message, a few octets or many. */
static void
write_some(program *p, chance *c)
{
	static const size_t sizes[] = { 2, 40, 700, SIZE_MAX };
	size_t left = p->mail.len - p->written;
	size_t most = sizes[chance_below(c, sizeof sizes / sizeof sizes[0])];

	if (left > 0)
		write_piece(p, 1 + chance_below(c, most < left ? most : left));
	else if (!p->has_ended && chance_one_in(c, 2))
		end(p);
}

/* What else a server may ask for on the way. */
static void
judge_early(program *p, secmail_answers *a, chance *c)
{
	secmail_spf_result *spf = NULL;

	if (chance_one_in(c, 4))
		must(secmail_inbound_ask(p->inbound, a), "asking");
	if (chance_one_in(c, 4) && secmail_inbound_judge_spf(p->inbound, a, &spf) < SECMAIL_DONE)
		broken("SPF", secmail_inbound_error(p->inbound));
	secmail_spf_result_free(spf);
}

static void
write_on(program *p, secmail_answers *a, chance *c)
{
	if (!c && !p->has_ended) {
		write_piece(p, p->mail.len);
		end(p);
	}
	for (size_t i = c ? chance_below(c, 4) : 0; i > 0; i--)
		write_some(p, c);
	if (c)
		judge_early(p, a, c);
}

static secmail_status
judge(void *arg, secmail_answers *a, chance *c, verdict *out)
{
	program *p = arg;
	secmail_verdict *v = NULL;
	secmail_status status;

	write_on(p, a, c);
	if (!secmail_message_header_is_complete(secmail_inbound_message(p->inbound)))
		return SECMAIL_WANT_BODY;
	status = secmail_inbound_judge(p->inbound, a, &v);
	verdict_clear(out);
	if (status == SECMAIL_DONE)
		inbound_verdict_write(out, v);
	secmail_verdict_free(v);
	return status;
}

static void
run_message(program *p, const char *base)
{
	mail *m = &p->mail;
	truth t = { answer_truly, p, NULL, m->ip, 0 };
	subject s = { begin, judge, p, false, m->names, 0 };

	mail_read(m, base);
	t.client_len = m->ip_len;
	s.name_count = m->name_count;
	must(secmail_inbound_new(p->config, m->now, &p->inbound), "a session");
	trials_run(&p->trials, base, &s, &t);
	secmail_inbound_free(p->inbound);
	mail_free(m);
}

int
main(int argc, char **argv)
{
	static program p;
	int first = trials_options(&p.trials, argc, argv);

	if (first == 0)
		return NO_INPUT;
	must(secmail_inbound_config_new(&p.config), "a configuration");
	secmail_inbound_config_set_normalize(p.config, true);
	trials_divide(&p.trials, (size_t)(argc - first));
	for (int i = first; i < argc; i++)
		run_message(&p, argv[i]);
	secmail_inbound_config_free(p.config);
	return trials_report(&p.trials);
}
