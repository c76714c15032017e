/*
 * bench_engines.c - what a verdict of a second engine costs beside the native one
 *
 * All answers are in the table, so it is one run: the native verdict, a process
 * started, a request, libspf2, a reply, a process collected. "raw" is a process that
 * is started and collected and does nothing. Both wait, so it is time that passes.
 */
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "bench.h"
#include "engines_internal.h"

#define RECORD "v=spf1 ip4:198.51.100.0/24 ip4:203.0.113.7 ip6:2001:db8::/32 -all"

static void
must(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "bench_engines: %s\n", what);
	exit(EXIT_FAILURE);
}

static void
must_be_done(secmail_status status)
{
	must(status == SECMAIL_DONE, secmail_status_text(status));
}

typedef struct our_side {
	secmail_engine *engine;
	secmail_engine_spf *session;
	secmail_answers *answers;
} our_side;

/* The worker that was built with this program lies in the folder beside. */
static void
choose_worker(secmail_engine *e, const char *program)
{
	const char *slash = strrchr(program, '/');
	char path[SECMAIL_ENGINE_PATH_SIZE];
	int len = snprintf(path, sizeof path, "%.*s/../libexec/secmail-engine",
	    slash ? (int)(slash - program) : 1, slash ? program : ".");

	must(len > 0 && (size_t)len < sizeof path, "the worker's path is too long");
	if (path[0] == '/')
		must_be_done(secmail_engine_set_program(e, path));
	else
		memcpy(e->program, path, (size_t)len + 1); /* from the folder that we are in */
}

static void
answer_record(secmail_answers *a)
{
	uint8_t rdata[sizeof RECORD] = { sizeof RECORD - 1 };
	uint32_t id;

	memcpy(rdata + 1, RECORD, sizeof RECORD - 1);
	must_be_done(secmail_answers_ask(
	    a, "simple.example", 14, SECMAIL_DNS_TXT, SECMAIL_ANSWERS_NEEDED, &id));
	must_be_done(secmail_answers_add(a, id, rdata, sizeof rdata, 300));
	must_be_done(secmail_answers_close(a, id, 0, SECMAIL_TRUST_UNKNOWN));
}

static void
run_ours(void *arg)
{
	static const uint8_t client[] = { 203, 0, 113, 7 };
	our_side *ours = arg;
	secmail_engine_spf *s = ours->session;
	secmail_engine_spf_result *r;

	must_be_done(secmail_engine_spf_set_client(s, client, sizeof client));
	must_be_done(secmail_engine_spf_set_helo(s, "mail.example.org", 16));
	must_be_done(secmail_engine_spf_set_mail_from(s, "user@simple.example", 19));
	must_be_done(secmail_engine_spf_run(s, ours->answers, &r));
	must(secmail_engine_spf_result_code(r) == SECMAIL_SPF_PASS,
	    secmail_engine_spf_result_detail(r));
	secmail_engine_spf_result_free(r);
}

static void
run_a_process(void *arg)
{
	char *arguments[] = { arg, NULL };
	char *environment[] = { NULL };
	pid_t pid;

	must(posix_spawn(&pid, arg, NULL, NULL, arguments, environment) == 0 &&
		 waitpid(pid, NULL, 0) == pid,
	    "no process");
}

int
main(int argc, char **argv)
{
	char nothing[] = "/bin/true";
	our_side ours;

	must_be_done(secmail_engine_new(&ours.engine));
	choose_worker(ours.engine, argc > 0 ? argv[0] : "");
	must_be_done(secmail_engine_set_timeout(ours.engine, SECMAIL_ENGINE_MAX_TIMEOUT_MS));
	must_be_done(secmail_engine_spf_new(ours.engine, 1700000000, &ours.session));
	must_be_done(secmail_answers_new(&ours.answers));
	answer_record(ours.answers);
	bench_compare_waiting("engines.spf_run", "raw", run_ours, &ours, run_a_process, nothing);
	secmail_engine_spf_free(ours.session);
	secmail_answers_free(ours.answers);
	secmail_engine_free(ours.engine);
	return 0;
}
