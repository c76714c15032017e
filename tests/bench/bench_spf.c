/*
 * bench_spf.c - SPF verdicts with all answers in memory
 *
 * A round of work is what one message costs: client, HELO and MAIL FROM set,
 * the records' bytes parsed afresh, a result made and released. Every side has
 * all answers at hand before the clock starts: we in the answers table of the
 * message, libspf2 and gospf behind the resolver that they ask for, which finds
 * them in memory. spf.suite is each case of the RFC 7208 suite of openspf.org,
 * whatever verdict a side comes to; spf.worst what a hostile record costs us.
 */
#include <arpa/inet.h>
#include <string.h>

#include "bench_spf.h"

static const struct entry {
	const char *name;
	const char *txt;
} entries[] = {
	{ "simple.example", "v=spf1 ip4:198.51.100.0/24 ip4:203.0.113.7 ip6:2001:db8::/32 -all" },
	{ "include.example", "v=spf1 include:a.include.example include:b.include.example "
			     "include:c.include.example -all" },
	{ "a.include.example", "v=spf1 ip4:198.51.100.0/25 ip4:198.51.100.128/26 ?all" },
	{ "b.include.example",
	    "v=spf1 include:b1.include.example include:b2.include.example ?all" },
	{ "c.include.example", "v=spf1 ip4:192.0.2.0/24 ip6:2001:db8:2::/48 ?all" },
	{ "b1.include.example", "v=spf1 ip4:198.51.100.192/27 ip4:198.51.100.224/28 ?all" },
	{ "b2.include.example", "v=spf1 ip4:198.51.100.240/28 ip6:2001:db8:1::/48 ?all" },
};

static const struct one_case {
	const char *figure;
	const char *path;
	const char *client;
	const char *code;
} cases[] = {
	{ "spf.simple_pass", "user@simple.example", "203.0.113.7", "pass" },
	{ "spf.simple_fail", "user@simple.example", "203.0.113.8", "fail" },
	{ "spf.include3_pass", "user@include.example", "192.0.2.10", "pass" },
	{ "spf.include3_fail", "user@include.example", "203.0.113.8", "fail" },
};

/* --- messages ------------------------------------------------------------- */

static char *
copy_of(const char *text)
{
	char *copy = strdup(text);

	bench_must(copy != NULL, "no memory");
	return copy;
}

bench_message
bench_message_new(const bench_zone *zone, const char *client, const char *helo, const char *path)
{
	bench_message m = { zone, copy_of(client), copy_of(helo), copy_of(path), { 0 }, 4 };
	bool is_ip6 = strchr(client, ':') != NULL;

	m.ip_len = is_ip6 ? 16 : 4;
	bench_must(inet_pton(is_ip6 ? AF_INET6 : AF_INET, client, m.ip) == 1, "no address");
	return m;
}

void
bench_message_free(bench_message *m)
{
	free(m->client);
	free(m->helo);
	free(m->path);
}

void
bench_set_up(secmail_spf *spf, const bench_message *m)
{
	secmail_spf_reset(spf);
	bench_must_be_done(secmail_spf_set_client(spf, m->ip, m->ip_len));
	bench_must_be_done(secmail_spf_set_helo(spf, m->helo, strlen(m->helo)));
	bench_must_be_done(secmail_spf_set_mail_from(spf, m->path, strlen(m->path)));
}

/* --- our side ------------------------------------------------------------- */

struct bench_ours {
	const bench_figure *figure;
	secmail_spf *spf;
	secmail_answers **answers; /* a table for each message */
};

void
bench_ours_run(void *arg)
{
	bench_ours *ours = arg;
	const bench_figure *figure = ours->figure;
	secmail_spf_result *result;

	for (size_t i = 0; i < figure->count; i++) {
		bench_set_up(ours->spf, &figure->messages[i]);
		bench_must_be_done(secmail_spf_judge(ours->spf, ours->answers[i], &result));
		bench_must(!figure->code ||
			       strcmp(figure->code,
				   secmail_spf_code_name(secmail_spf_result_code(result))) == 0,
		    "a wrong verdict of ours");
		secmail_spf_result_free(result);
	}
}

static void
answer_open(const bench_zone *zone, secmail_answers *a)
{
	uint32_t ids[SECMAIL_ANSWERS_MAX_QUESTIONS];
	size_t open = secmail_answers_open(a, ids, SECMAIL_ANSWERS_MAX_QUESTIONS);

	for (size_t i = 0; i < open; i++)
		bench_zone_give(zone, a, ids[i]);
}

/* Makes a table that has every answer that the message wants. */
static secmail_answers *
fill_table(secmail_spf *spf, const bench_message *m)
{
	secmail_spf_result *result = NULL;
	secmail_answers *a;

	bench_must_be_done(secmail_answers_new(&a));
	bench_set_up(spf, m);
	while (secmail_spf_judge(spf, a, &result) == SECMAIL_WANT_DNS)
		answer_open(m->zone, a);
	secmail_spf_result_free(result);
	return a;
}

static void
compare_all(const bench_figure *figure, const char *program)
{
	bench_ours ours = { figure, NULL, calloc(figure->count, sizeof *ours.answers) };

	bench_must(ours.answers != NULL, "no memory");
	bench_must_be_done(secmail_spf_new(1700000000, &ours.spf));
	for (size_t i = 0; i < figure->count; i++)
		ours.answers[i] = fill_table(ours.spf, &figure->messages[i]);
	bench_against_libspf2(figure, &ours);
	bench_against_gospf(figure, &ours, program);
	for (size_t i = 0; i < figure->count; i++)
		secmail_answers_free(ours.answers[i]);
	secmail_spf_free(ours.spf);
	free(ours.answers);
}

/* --- the figures ---------------------------------------------------------- */

static void
run_cases(const char *program)
{
	bench_zone zone = { NULL, 0 };

	for (size_t i = 0; i < sizeof entries / sizeof entries[0]; i++)
		bench_answer_add_text(
		    bench_zone_add(&zone, entries[i].name, SECMAIL_DNS_TXT), entries[i].txt, 255);
	bench_zone_sort(&zone);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const struct one_case *c = &cases[i];
		bench_message m = bench_message_new(&zone, c->client, "mail.example.org", c->path);

		compare_all(&(bench_figure){ c->figure, c->code, &m, 1 }, program);
		bench_message_free(&m);
	}
	bench_zone_free(&zone);
}

int
main(int argc, char **argv)
{
	const char *program = argc > 0 ? argv[0] : "";
	bench_figure suite;

	run_cases(program);
	if (bench_suite_read(&suite))
		compare_all(&suite, program);
	else
		printf("spf.suite: the RFC 7208 suite is not there to be run\n");
	bench_worst();
	return 0;
}
