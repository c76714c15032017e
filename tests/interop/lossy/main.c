/*
 * main.c - lossy: runs a command that asks a DNS server through bad weather
 *
 * Usage: lossy [OPTION]... PORT COMMAND...
 *   loss=PERCENT  duplicate=PERCENT  corrupt=PERCENT   of the datagrams, each way
 *   cut=PERCENT                                        of the pieces of TCP connections: they break
 *   forge=N                                            answers that a forger sends before each true
 * one delay=MS  jitter=MS                                one way seed=N of chance doors=N ports
 * that lead to the server, 1 to 8
 *
 * PORT is the server's, on 127.0.0.1. In the command a word @ stands for the
 * addresses to ask, with commas between them. What the weather did is said on
 * standard error; the exit status is the command's, or 127.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "relay.h"

#define TURN_MS 10
#define BROKEN 127

static void
must(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "lossy: %s\n", what);
	exit(BROKEN);
}

static size_t
number(const char *digits)
{
	char *end;
	size_t n = strtoul(digits, &end, 10);

	must(end > digits && *end == '\0', digits);
	return n;
}

static bool
set_option(weather *w, size_t *doors, const char *argument)
{
	const struct {
		const char *name;
		size_t *value;
	} options[] = { { "loss", &w->loss }, { "duplicate", &w->duplicate },
		{ "corrupt", &w->corrupt }, { "cut", &w->cut }, { "forge", &w->forge },
		{ "delay", &w->delay }, { "jitter", &w->jitter }, { "seed", &w->seed },
		{ "doors", doors } };

	for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
		size_t len = strlen(options[i].name);

		if (strncmp(argument, options[i].name, len) == 0 && argument[len] == '=') {
			*options[i].value = number(argument + len + 1);
			return true;
		}
	}
	return false;
}

static pid_t
start(char **command, const relay *r)
{
	pid_t child = fork();

	if (child != 0)
		return child;
	for (char **word = command; *word; word++)
		if (strcmp(*word, "@") == 0)
			*word = (char *)(uintptr_t)relay_addresses(r);
	execvp(command[0], command);
	perror(command[0]);
	_exit(BROKEN);
}

int
main(int argc, char **argv)
{
	weather w = { .seed = 1 };
	size_t doors = 1, port;
	relay *r;
	pid_t child, ended;
	int at = 1, status = 0;

	while (at < argc && set_option(&w, &doors, argv[at]))
		at++;
	must(argc - at >= 2 && doors >= 1 && doors <= MAX_DOORS, "options, a port, a command");
	port = number(argv[at]);
	must(port >= 1 && port <= UINT16_MAX, argv[at]);
	r = relay_new(&w, (uint16_t)port, doors);
	must(r != NULL, "no socket");
	child = start(argv + at + 1, r);
	must(child > 0, "no process");
	while ((ended = waitpid(child, &status, WNOHANG)) == 0)
		relay_turn(r, TURN_MS);
	must(ended == child, "the command is lost");
	relay_free(r);
	fprintf(stderr, "weather passed %zu lost %zu duplicated %zu corrupted %zu broken %zu\n",
	    w.passed, w.lost, w.duplicated, w.corrupted, w.broken);
	return WIFEXITED(status) ? WEXITSTATUS(status) : BROKEN;
}
