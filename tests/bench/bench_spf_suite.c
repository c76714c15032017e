/*
 * bench_spf_suite.c - the RFC 7208 suite of openspf.org as messages and zones in memory
 *
 * The YAML is read by what the suite's runner reads it with, and asked for
 * every type of every name once, so that no side meets YAML while time is taken.
 */
#include <string.h>

#include "../conformance/spf_suite/suite.h"
#include "bench_spf.h"

#define MAX_CASES 1024
#define MAX_ZONES 64

static bench_zone zones[MAX_ZONES];
static size_t zone_count;
static bench_message messages[MAX_CASES];
static size_t message_count;

void
suite_broken(const char *what, const char *detail)
{
	fprintf(stderr, "bench_spf: the suite: %s: %s\n", what, detail);
	exit(EXIT_FAILURE);
}

/* Takes an answer over from the table, where the suite's own code has put it. */
static void
take_over(bench_zone *zone, const secmail_answers *a, uint32_t id, const char *name)
{
	secmail_answer_state state = secmail_answers_state(a, id);
	bench_answer *answer;

	if (state == SECMAIL_ANSWER_NXDOMAIN)
		return;
	answer = bench_zone_add(zone, name, secmail_answers_qtype(a, id));
	answer->is_failure = state == SECMAIL_ANSWER_FAILED;
	for (size_t i = 0; i < secmail_answers_count(a, id); i++) {
		size_t len;
		const void *rdata = secmail_answers_rdata(a, id, i, &len);

		bench_answer_add(answer, rdata, len);
	}
}

static void
read_name(bench_zone *zone, const suite_case *c, const char *name, secmail_answers *a)
{
	static const uint16_t types[] = { SECMAIL_DNS_A, SECMAIL_DNS_AAAA, SECMAIL_DNS_MX,
		SECMAIL_DNS_PTR, SECMAIL_DNS_TXT };
	uint32_t id;

	secmail_answers_reset(a);
	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
		if (secmail_answers_ask(a, name, strlen(name), types[i], SECMAIL_ANSWERS_NEEDED,
			&id) != SECMAIL_DONE)
			return; /* a name that DNS can't have, which no side asks for */
		suite_answer(c->doc, c->zone, a, id);
		take_over(zone, a, id, name);
	}
}

static void
read_zone(bench_zone *zone, const suite_case *c)
{
	secmail_answers *a;
	const char *name;

	bench_must_be_done(secmail_answers_new(&a));
	for (size_t i = 0; (name = suite_key(c->doc, c->zone, i)); i++)
		read_name(zone, c, name, a);
	secmail_answers_free(a);
	bench_zone_sort(zone);
}

static void
read_case(void *arg, const suite_case *c)
{
	const yaml_node_t **last = arg;

	if (*last != c->zone || zone_count == 0) {
		bench_must(
		    zone_count < MAX_ZONES, "the suite has more zones than there is room for");
		read_zone(&zones[zone_count++], c);
		*last = c->zone;
	}
	bench_must(message_count < MAX_CASES, "the suite has more cases than there is room for");
	messages[message_count++] = bench_message_new(&zones[zone_count - 1],
	    suite_text(suite_get(c->doc, c->test, "host")),
	    suite_text(suite_get(c->doc, c->test, "helo")),
	    suite_text(suite_get(c->doc, c->test, "mailfrom")));
}

bool
bench_suite_read(bench_figure *out)
{
	const char *folder = getenv("SECMAIL_CONFORMANCE");
	const yaml_node_t *last_zone = NULL;
	char path[4096];
	FILE *file;

	snprintf(path, sizeof path, "%s/spf/rfc7208-tests.yml",
	    folder ? folder : "../shared/conformance");
	file = fopen(path, "rb");
	if (!file)
		return false;
	suite_each_case(file, read_case, &last_zone);
	fclose(file);
	*out = (bench_figure){ "spf.suite", NULL, messages, message_count };
	return message_count > 0;
}
