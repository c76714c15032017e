/* main_engine.c - a case as a second engine judges it, in its worker */
#define _XOPEN_SOURCE 700 /* realpath */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <secmail/engines.h>

#include "suite.h"

/* Long enough for a busy machine: no case is about time. */
#define PATIENCE_MS 30000

static void
check(secmail_status status, const char *what)
{
	if (status != SECMAIL_DONE)
		suite_broken(what, secmail_status_text(status));
}

/* The worker lies in the folder beside this program's. */
static char *
find_worker(const char *program)
{
	const char *slash = strrchr(program, '/');
	char path[1024];
	char *found;
	int len = snprintf(path, sizeof path, "%.*s/../libexec/secmail-engine",
	    slash ? (int)(slash - program) : 1, slash ? program : ".");

	if (len < 0 || (size_t)len >= sizeof path || !(found = realpath(path, NULL)))
		suite_broken("the worker is not built", "secmail-engine");
	return found;
}

secmail_engine *
suite_engine_new(const char *program)
{
	char *worker = find_worker(program);
	secmail_engine *e;

	check(secmail_engine_new(&e), "engine");
	check(secmail_engine_set_program(e, worker), "worker");
	check(secmail_engine_set_timeout(e, PATIENCE_MS), "patience");
	free(worker);
	return e;
}

void
suite_engine_set_up(const suite_case *c, secmail_engine_spf *s)
{
	const char *helo = suite_text(suite_get(c->doc, c->test, "helo"));
	const char *path = suite_text(suite_get(c->doc, c->test, "mailfrom"));
	uint8_t ip[16];
	size_t len = suite_client(c, ip);

	check(secmail_engine_spf_set_client(s, ip, len), "client");
	check(secmail_engine_spf_set_helo(s, helo, strlen(helo)), "helo");
	check(secmail_engine_spf_set_mail_from(s, path, strlen(path)), "mailfrom");
}

const char *
suite_engine_explanation(const secmail_engine_spf_result *r)
{
	const secmail_spf_result *native = secmail_engine_spf_result_native(r);

	if (secmail_engine_spf_result_code(r) != SECMAIL_SPF_FAIL)
		return NULL;
	return secmail_spf_result_explanation(native);
}
