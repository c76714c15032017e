/*
 * main.c - what becomes of a verdict, and of what it is made from, when memory runs short
 *
 * Usage: memory MESSAGE ZONE RESOLV_CONF WORKER
 * Each life is led once to see how often memory is asked for, by the library
 * and by what it calls; then again and again, with one call after the other
 * refused: only that one, and that one with all that follow. Each time the
 * outcome has to be SECMAIL_NO_MEMORY or the very same as before. Any other
 * would be one that an attacker can cause. And nothing is lost.
 *
 * Others don't bear it as well. libcrypto loses blocks of its own, so those are
 * not counted where it is called. ldns, which reads zone files, also ends the
 * process; lives that come to it are led in a child, whose death is counted,
 * and whose outcomes count as all others do.
 *
 * Ends in "N passed, N failed".
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lives.h"
#include "refuse.h"

typedef enum company { ALONE, LIBCRYPTO, LDNS } company;

static const struct life {
	const char *name;
	life_fn live;
	company with;
} lives[] = {
	{ "a verdict", judge_live, LIBCRYPTO },
	{ "a verdict by RFC 7489", judge_live_by_list, LIBCRYPTO },
	{ "a verdict that tells how a body was changed", judge_changed_live, LIBCRYPTO },
	{ "a signature", sign_live, LIBCRYPTO },
	{ "an ARC set", seal_live, LIBCRYPTO },
	{ "findings in SPF records", lint_live, ALONE },
	{ "evidence", dns_live_evidence, ALONE },
	{ "evidence that is refused", dns_live_broken_evidence, ALONE },
	{ "a message", dns_live_message, ALONE },
	{ "resolv.conf", dns_live_resolv_conf, ALONE },
	{ "a resolver", client_live, ALONE },
	{ "a second engine's verdict", engine_live, ALONE },
	{ "where reports may go", reports_live_destinations, ALONE },
	{ "a zone", dns_live_zone, LDNS },
	{ "a zone that is refused", dns_live_broken_zone, LDNS },
};

static unsigned long passed, failed;

typedef struct outcome {
	secmail_status status;
	char *text;
} outcome;

/* Whether calls by other libraries come here too: for U-labels only libidn2 asks for memory. */
static bool
reaches_other_libraries(void)
{
	char out[SECMAIL_DOMAIN_SIZE];

	arm(0, 0);
	return secmail_domain_normalize("b\303\274cher.example", 15, out) == SECMAIL_DONE &&
	       calls > 0;
}

/* One life with refusals. */
static outcome
live(const struct life *l, unsigned long from, unsigned long to)
{
	outcome o = { .text = NULL };

	arm(from, to);
	o.status = l->live(&o.text);
	disarm();
	return o;
}

/* Whether a life leaves blocks behind. */
static bool
loses_blocks(const struct life *l, unsigned long from, unsigned long to)
{
	long before = blocks;

	free(live(l, from, to).text);
	return blocks != before;
}

/* Whether the outcome of a life with refusals is one of the two that are allowed. */
static bool
is_allowed(const struct life *l, const outcome *usual, unsigned long from, unsigned long to)
{
	outcome o = live(l, from, to);
	bool same = o.status == usual->status && o.text && strcmp(o.text, usual->text) == 0;
	bool allowed = same || o.status == SECMAIL_NO_MEMORY;

	if (!allowed)
		printf("%s, call %lu to %lu refused: %s, %s\n", l->name, from, to,
		    secmail_status_text(o.status), o.text ? o.text : "no outcome");
	free(o.text);
	return allowed;
}

static bool
survives(const struct life *l, const outcome *usual, unsigned long from, unsigned long to)
{
	if (!is_allowed(l, usual, from, to))
		return false;
	if (l->with == LIBCRYPTO || !loses_blocks(l, from, to))
		return true;
	printf("%s, call %lu to %lu refused: blocks are lost\n", l->name, from, to);
	return false;
}

/* The same in a child, but for lost blocks; counts it in *deaths if ldns ends that. */
static bool
child_survives(const struct life *l, const outcome *usual, unsigned long from, unsigned long to,
    unsigned long *deaths)
{
	pid_t child;
	int status;

	fflush(stdout);
	child = fork();
	if (child == 0) {
		bool allowed;

		fclose(stderr); /* where ldns says why it aborts */
		allowed = is_allowed(l, usual, from, to);
		fflush(stdout);
		_exit(allowed ? EXIT_SUCCESS : EXIT_FAILURE);
	}
	if (child < 0 || waitpid(child, &status, 0) != child)
		return false;
	if (!WIFSIGNALED(status))
		return WEXITSTATUS(status) == EXIT_SUCCESS;
	++*deaths;
	return true;
}

static void
try_calls(const struct life *l, const outcome *usual, unsigned long total)
{
	unsigned long deaths = 0;

	for (unsigned long i = 0; i < total * 2; i++) {
		unsigned long from = i / 2 + 1, to = i % 2 == 0 ? from : total * 2;
		bool good = l->with == LDNS ? child_survives(l, usual, from, to, &deaths)
					    : survives(l, usual, from, to);

		passed += good;
		failed += !good;
	}
	if (l->with == LDNS)
		printf("%s: ldns ended %lu processes of %lu\n", l->name, deaths, total * 2);
}

/* What other libraries set up once is there after the first life, so that each counts the same. */
static void
try_all(const struct life *l)
{
	outcome usual;
	unsigned long total;

	free(live(l, 0, 0).text);
	usual = live(l, 0, 0);
	total = calls;
	if (!usual.text || total == 0) {
		printf("%s: there is no outcome\n", l->name);
		failed++;
		return;
	}
	printf("%s: %lu allocations for %s, %.*s\n", l->name, total,
	    secmail_status_text(usual.status), (int)strcspn(usual.text, "\n"), usual.text);
	try_calls(l, &usual, total);
	free(usual.text);
}

int
main(int argc, char *argv[])
{
	if (argc != 5 || !judge_prepare(argv[1], argv[2]) || !lint_prepare() || !client_prepare())
		return EXIT_FAILURE;
	if (!reaches_other_libraries()) {
		puts("calls by other libraries are not seen: this test would prove little");
		client_clean_up();
		return EXIT_FAILURE;
	}
	dns_prepare(argv[3]);
	engine_prepare(argv[4]);
	for (size_t i = 0; i < sizeof lives / sizeof lives[0]; i++)
		try_all(&lives[i]);
	judge_clean_up();
	lint_clean_up();
	client_clean_up();
	printf("%lu passed, %lu failed\n", passed, failed);
	return failed == 0 && passed > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
