/*
 * main.c - libopendkim's verdicts on drawn messages against the native ones
 *
 * Usage: dkim_differential SEED COUNT WORKER
 * Each message is drawn, signed with RSA and Ed25519, changed in one way, and judged.
 * libopendkim is asked in this process, behind the same guard as in a worker, and by
 * WORKER itself for one message of twenty-five, which has to say the same. A line for
 * each difference, then lines of counts, then "N passed, N failed": signatures.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engines_internal.h"
#include "letter.h"
#include "worker/worker.h"

#define BY_WORKER 25

typedef struct counts {
	size_t pass;
	size_t fail;
	size_t refused;
	size_t not_run;
	size_t by_worker;
	size_t different;
} counts;

typedef struct bench {
	signers *keys;
	secmail_dkim_config *config[2]; /* as it came; bare LFs made CRLF */
	secmail_engine *engine;
	worker_dkim *dkim;
	secmailp_engines_letter *letter;
	counts counts;
} bench;

static void
must(secmail_status status, const char *what)
{
	if (status == SECMAIL_DONE)
		return;
	fprintf(stderr, "dkim_differential: %s: %s\n", what, secmail_status_text(status));
	exit(70);
}

static void
answer(const bench *b, secmail_answers *a, uint32_t id)
{
	const char *name = secmail_answers_qname(a, id);
	char selector[16] = "";
	uint8_t rdata[1024];
	const char *record;
	size_t used = 0;

	if (strstr(name, "._domainkey." LETTER_DOMAIN))
		snprintf(selector, sizeof selector, "%.*s", (int)strcspn(name, "."), name);
	record = signers_record(b->keys, selector);
	for (size_t left = record ? strlen(record) : 0; left > 0;) {
		size_t part = left < 255 ? left : 255;

		rdata[used++] = (uint8_t)part;
		memcpy(rdata + used, record, part);
		used += part;
		record += part;
		left -= part;
	}
	if (used > 0)
		must(secmail_answers_add(a, id, rdata, used, 300), "record");
	must(secmail_answers_close(a, id, used > 0 ? 0 : 3, SECMAIL_TRUST_UNKNOWN), "answer");
}

static void
answer_all(const bench *b, secmail_answers *a)
{
	uint32_t ids[16];
	size_t open = secmail_answers_open(a, ids, 16);

	for (size_t i = 0; i < open && i < 16; i++)
		answer(b, a, ids[i]);
}

/* What a worker does, done here. */
static void
ask_here(bench *b, secmail_engine_dkim *s, secmail_answers *a, secmailp_engines_verdicts *out)
{
	secmailp_view head;
	bool is_taken;

	out->count = 0;
	must(secmailp_engines_letter_write(s, a), "request");
	if (s->given_count == 0)
		return;
	head = secmailp_view_after(
	    secmailp_buffer_view(&s->head), SECMAILP_ENGINES_HEADER + SECMAILP_ENGINES_DKIM_PREFIX);
	if (!secmailp_engines_letter_read(head, b->letter))
		must(SECMAIL_SYNTAX, "request");
	is_taken = worker_dkim_begin(b->dkim, b->letter) &&
		   worker_dkim_body(b->dkim, secmailp_buffer_view(&s->body)) &&
		   worker_dkim_end(b->dkim, out);
	worker_dkim_forget(b->dkim);
	out->count = s->given_count;
	for (size_t i = 0; !is_taken && i < out->count; i++)
		out->at[i] =
		    (secmailp_engines_verdict){ SECMAIL_DKIM_PERMERROR, SECMAIL_ENGINE_DECIDED };
}

static void
compare(bench *b, const letter *l, size_t number, const secmail_engine_dkim *s,
    const secmailp_engines_verdicts *said)
{
	for (size_t i = 0; i < said->count; i++) {
		size_t row = s->given[i];
		secmail_dkim_reason reason = secmail_dkim_results_reason(s->results, row);
		bool is_pass =
		    reason == SECMAIL_DKIM_VERIFIED || reason == SECMAIL_DKIM_PARTIAL_BODY;
		secmail_dkim_code expected = is_pass ? SECMAIL_DKIM_PASS : SECMAIL_DKIM_FAIL;

		/* A t= in the first 300 seconds of 1970: its clock can't be asked about that. */
		if (said->at[i].reason == SECMAIL_ENGINE_REFUSED) {
			b->counts.refused++;
			continue;
		}
		b->counts.pass += said->at[i].code == SECMAIL_DKIM_PASS;
		b->counts.fail += said->at[i].code == SECMAIL_DKIM_FAIL;
		if (said->at[i].code == expected)
			continue;
		b->counts.different++;
		printf("%zu %s: natively %s (%s), libopendkim %s\n", number, l->change,
		    secmail_dkim_reason_name(reason),
		    secmail_dkim_results_algorithm(s->results, row),
		    secmail_dkim_code_name(said->at[i].code));
	}
}

/* The rows that nobody was asked about, and the same by a process of its own. */
static void
ask_worker(bench *b, secmail_engine_dkim *s, secmail_answers *a, size_t number,
    const secmailp_engines_verdicts *said)
{
	secmail_engine_dkim_results *r;
	size_t given[SECMAIL_DKIM_MAX_ROWS];

	memcpy(given, s->given, sizeof given);
	must(secmail_engine_dkim_run(s, a, &r), "worker");
	for (size_t i = 0; i < said->count; i++) {
		secmail_dkim_code code = secmail_engine_dkim_results_code(r, given[i]);

		b->counts.by_worker++;
		if (code == said->at[i].code ||
		    (code == SECMAIL_DKIM_POLICY && said->at[i].code == SECMAIL_DKIM_PASS))
			continue;
		b->counts.different++;
		printf("%zu: here %s, by a worker %s (%s)\n", number,
		    secmail_dkim_code_name(said->at[i].code), secmail_dkim_code_name(code),
		    secmail_engine_reason_name(secmail_engine_dkim_results_reason(r, given[i])));
	}
	secmail_engine_dkim_results_free(r);
}

static void
count_rows(bench *b, const secmail_engine_dkim *s)
{
	for (size_t i = 0; i < s->verdicts.count; i++)
		b->counts.not_run += s->verdicts.at[i].reason == SECMAIL_ENGINE_NOT_RUN;
	b->counts.refused += s->verdicts.count - s->given_count;
}

static void
judge(bench *b, const letter *l, size_t number, bool is_normalized)
{
	secmailp_engines_verdicts said;
	secmail_engine_dkim *s;
	secmail_answers *a;
	secmail_message *m;
	size_t body = 0;

	must(secmail_message_new(&m), "message");
	must(secmail_answers_new(&a), "answers");
	must(secmail_engine_dkim_new(b->engine, b->config[is_normalized], LETTER_NOW, &s),
	    "session");
	must(secmail_message_set_normalize(m, is_normalized), "message");
	must(secmail_message_write(m, l->text, l->len, &body), "message");
	must(secmail_message_end(m), "message");
	must(secmail_engine_dkim_set_message(s, m), "header");
	must(secmail_engine_dkim_write_body(s, l->text + body, l->len - body), "body");
	must(secmail_engine_dkim_end_body(s), "body");
	while (secmail_dkim_judge(s->native, a, &s->results) == SECMAIL_WANT_DNS)
		answer_all(b, a);
	ask_here(b, s, a, &said);
	count_rows(b, s);
	compare(b, l, number, s, &said);
	if (number % BY_WORKER == 0)
		ask_worker(b, s, a, number, &said);
	secmail_engine_dkim_free(s);
	secmail_answers_free(a);
	secmail_message_free(m);
}

static void
run(bench *b, uint64_t seed, size_t count)
{
	static letter l;

	for (size_t i = 0; i < count; i++) {
		chance c = { chance_mix(seed) + i * 1000003 };

		letter_draw(&l, &c, b->keys);
		letter_change(&l, &c);
		judge(b, &l, i, chance_one_in(&c, 2));
	}
}

int
main(int argc, char **argv)
{
	bench b = { 0 };
	size_t asked;

	if (argc != 4)
		return 64;
	b.keys = signers_new();
	for (size_t i = 0; i < 2; i++) {
		must(secmail_dkim_config_new(&b.config[i]), "configuration");
		secmail_dkim_config_set_normalize(b.config[i], i == 1);
	}
	must(secmail_engine_new(&b.engine), "engine");
	must(secmail_engine_set_program(b.engine, argv[3]), "worker");
	must(secmail_engine_set_timeout(b.engine, SECMAIL_ENGINE_MAX_TIMEOUT_MS), "timeout");
	b.dkim = worker_dkim_new();
	b.letter = malloc(sizeof *b.letter);
	if (!b.dkim || !b.letter)
		return 70;
	run(&b, strtoull(argv[1], NULL, 10), (size_t)strtoull(argv[2], NULL, 10));
	asked = b.counts.pass + b.counts.fail;
	printf("%zu pass, %zu fail, %zu not asked, %zu by a worker\n", b.counts.pass, b.counts.fail,
	    b.counts.refused, b.counts.by_worker);
	printf("%zu passed, %zu failed\n", asked, b.counts.different);
	free(b.letter);
	secmail_engine_free(b.engine);
	for (size_t i = 0; i < 2; i++)
		secmail_dkim_config_free(b.config[i]);
	signers_free(b.keys);
	return b.counts.different == 0 ? 0 : 1;
}
