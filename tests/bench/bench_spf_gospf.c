/*
 * bench_spf_gospf.c - the same messages through blitiri.com.ar/go/spf
 *
 * The peer is a program of its own, tests/bench/gospf, which is told the zones
 * and messages of a figure on its standard input and then asked again and
 * again to judge them all. It takes the processor time of its whole process
 * around its loop, the collector of its garbage included. What its lines look
 * like stands in its source.
 */
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench_spf.h"

#define MAX_TEXT 65536

typedef struct peer {
	const bench_figure *figure;
	pid_t process;
	FILE *to;
	FILE *from;
} peer;

static bool
find_program(const char *beside, char *out, size_t size)
{
	const char *slash = strrchr(beside, '/');
	int folder = slash ? (int)(slash - beside) : 1;

	snprintf(out, size, "%.*s/gospf", folder, slash ? beside : ".");
	return access(out, X_OK) == 0;
}

static void
become(const char *program, int in, int out)
{
	if (dup2(in, STDIN_FILENO) >= 0 && dup2(out, STDOUT_FILENO) >= 0)
		execl(program, program, (char *)NULL);
	_exit(127);
}

static void
start(peer *p, const char *program)
{
	int down[2], up[2];

	bench_must(pipe(down) == 0 && pipe(up) == 0, "no pipe");
	fflush(stdout);
	p->process = fork();
	bench_must(p->process >= 0, "no process");
	if (p->process == 0) {
		close(down[1]);
		close(up[0]);
		become(program, down[0], up[1]);
	}
	close(down[0]);
	close(up[1]);
	p->to = fdopen(down[1], "w");
	p->from = fdopen(up[0], "r");
	bench_must(p->to && p->from, "no stream");
}

static void
stop(peer *p)
{
	int status;

	fclose(p->to);
	fclose(p->from);
	bench_must(waitpid(p->process, &status, 0) == p->process, "gospf went astray");
}

/* --- what it is told -------------------------------------------------------- */

static void
tell_octets(peer *p, const void *octets, size_t len)
{
	const uint8_t *at = octets;

	fputs(" x", p->to);
	for (size_t i = 0; i < len; i++)
		fprintf(p->to, "%02x", at[i]);
}

static void
tell_text(peer *p, const char *text)
{
	tell_octets(p, text, strlen(text));
}

static void
tell_record(peer *p, uint16_t type, const bench_octets *rdata)
{
	static uint8_t text[MAX_TEXT];
	char name[BENCH_NAME_SIZE];

	if (type == SECMAIL_DNS_TXT) {
		size_t len = bench_joined(rdata, text, sizeof text);

		tell_octets(p, text, len);
	} else if (type == SECMAIL_DNS_MX || type == SECMAIL_DNS_PTR) {
		bench_name(rdata, type == SECMAIL_DNS_MX ? 2 : 0, name);
		tell_text(p, name);
	} else {
		tell_octets(p, rdata->at, rdata->len);
	}
}

static void
tell_zone(peer *p, const bench_zone *zone)
{
	fputs("zone\n", p->to);
	for (size_t i = 0; i < zone->count; i++) {
		const bench_answer *answer = &zone->answers[i];

		fprintf(p->to, "answer %u %s", answer->type, answer->is_failure ? "fails" : "is");
		tell_text(p, answer->name);
		for (size_t n = 0; n < answer->count; n++)
			tell_record(p, answer->type, &answer->records[n]);
		fputc('\n', p->to);
	}
}

/* A message belongs to the zone that was told last. */
static void
tell_messages(peer *p)
{
	const bench_figure *figure = p->figure;

	for (size_t i = 0; i < figure->count; i++) {
		const bench_message *m = &figure->messages[i];

		if (i == 0 || m->zone != figure->messages[i - 1].zone)
			tell_zone(p, m->zone);
		fprintf(p->to, "message %s", m->client);
		tell_text(p, m->helo);
		tell_text(p, m->path);
		fputc('\n', p->to);
	}
}

/* --- what it answers ---------------------------------------------------------- */

/* Asks for all messages `repeats` times; it answers nanoseconds and the last message's verdict. */
static double
run(void *arg, unsigned long repeats)
{
	peer *p = arg;
	const char *code = p->figure->code;
	char line[64];
	char *verdict;
	double took;

	fprintf(p->to, "run %lu\n", repeats);
	fflush(p->to);
	bench_must(fgets(line, sizeof line, p->from) != NULL, "gospf says nothing");
	took = strtod(line, &verdict);
	verdict[strcspn(verdict, "\n")] = '\0';
	bench_must(*verdict == ' ', "gospf says something else");
	bench_must(!code || strcmp(verdict + 1, code) == 0, "a wrong verdict of gospf");
	return took;
}

void
bench_against_gospf(const bench_figure *figure, bench_ours *ours, const char *program)
{
	peer p = { figure, -1, NULL, NULL };
	char path[4096];

	if (!find_program(program, path, sizeof path)) {
		printf("%s: gospf is not there to compare with "
		       "(Debian: golang-go golang-blitiri-go-spf-dev)\n",
		    figure->name);
		return;
	}
	start(&p, path);
	tell_messages(&p);
	bench_compare_timed(figure->name, "gospf", figure->count, bench_ours_run, ours, run, &p);
	stop(&p);
}
