/*
 * main.c - dns_ask: asks questions of resolvers or of a zone file, and prints the answers as
 * evidence
 *
 * Usage: dns_ask [OPTION]... SERVER[,SERVER]...|zone=FILE|evidence=FILE [NAME TYPE]...
 *   ad         the servers are trusted validators
 *   try=MS     patience with one try        tries=N    tries of each server
 *   total=MS   patience in all
 *   from=FILE  more questions, a name and the number of a type on each line
 *   split=N    questions that a table takes, 512 at most; what is over goes to another table
 *   tables=N   all questions so many times, each time in tables of their own
 *   run        one client asks table by table, and blocks; without it, the resolver does
 *   loop       one client asks all tables at once, in a loop of our own
 *   pause=MS   not quite at once: each time waits so long after the one before
 *   cache      the client has a cache
 *   leave=MS   frees the client after so long, whatever is open then
 *   count      says on standard error what was counted, and how many descriptors were open
 *              before and after
 *
 * Exit status 0 when every question was decided, failures included, and the
 * same in each of its tables; 1 otherwise.
 */
#include <secmail/dns.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "questions.h"
#include "servers.h"

#define FILE_MAX 1000000
#define SERVER_SPACE 80

typedef struct options {
	secmail_dns_resolver *resolver;
	const char *from;
	size_t copies;
	manner manner;
} options;

/* The text behind "name=", or NULL. */
static const char *
value_of(const char *argument, const char *name)
{
	size_t len = strlen(name);

	return strncmp(argument, name, len) == 0 && argument[len] == '=' ? argument + len + 1
									 : NULL;
}

/* The number behind "name=", if there is one. */
static bool
number_of(const char *argument, const char *name, size_t *out)
{
	const char *digits = value_of(argument, name);
	char *end;

	if (!digits)
		return false;
	*out = strtoul(digits, &end, 10);
	must(end > digits && *end == '\0', argument);
	return true;
}

static bool
set_patience(secmail_dns_resolver *r, const char *argument)
{
	secmail_status status;
	size_t n;

	if (number_of(argument, "try", &n))
		status = secmail_dns_resolver_set_timeout(r, (uint32_t)n);
	else if (number_of(argument, "tries", &n))
		status = secmail_dns_resolver_set_tries(r, (uint32_t)n);
	else if (number_of(argument, "total", &n))
		status = secmail_dns_resolver_set_total_timeout(r, (uint32_t)n);
	else
		return false;
	must(status == SECMAIL_DONE, argument);
	return true;
}

static bool
set_option(options *o, questions *q, const char *argument)
{
	const char *from = value_of(argument, "from");

	if (strcmp(argument, "ad") == 0)
		secmail_dns_resolver_set_trust_ad(o->resolver, true);
	else if (strcmp(argument, "count") == 0)
		o->manner.count = true;
	else if (strcmp(argument, "run") == 0)
		o->manner.way = BY_RUN;
	else if (strcmp(argument, "loop") == 0)
		o->manner.way = BY_LOOP;
	else if (strcmp(argument, "cache") == 0)
		o->manner.cache = true;
	else if (from)
		o->from = from;
	else
		return set_patience(o->resolver, argument) ||
		       number_of(argument, "split", &q->split) ||
		       number_of(argument, "tables", &o->copies) ||
		       number_of(argument, "pause", &o->manner.pause) ||
		       number_of(argument, "leave", &o->manner.leave);
	return true;
}

/* A file's content, borrowed until the next one is read. */
static const char *
read_file(const char *path, size_t *len)
{
	static char text[FILE_MAX];
	FILE *file = fopen(path, "r");

	must(file != NULL, path);
	*len = fread(text, 1, sizeof text, file);
	fclose(file);
	return text;
}

static void
answer_from_zone(const char *path, questions *q)
{
	secmail_dns_zone *z;
	size_t len;
	const char *text = read_file(path, &len);

	must(secmail_dns_zone_new(&z) == SECMAIL_DONE, path);
	must(secmail_dns_zone_load(z, text, len, NULL) == SECMAIL_DONE, secmail_dns_zone_error(z));
	for (size_t i = 0; i < q->count; i++)
		must(secmail_dns_zone_answer(z, q->tables[i]) == SECMAIL_DONE,
		    "answers from a file");
	secmail_dns_zone_free(z);
}

static void
answer_from_evidence(const char *path, questions *q)
{
	secmail_dns_evidence *e;
	size_t len;
	const char *text = read_file(path, &len);

	must(secmail_dns_evidence_new(&e) == SECMAIL_DONE, path);
	must(
	    secmail_dns_evidence_load(e, text, len) == SECMAIL_DONE, secmail_dns_evidence_error(e));
	for (size_t i = 0; i < q->count; i++)
		must(secmail_dns_evidence_answer(e, q->tables[i]) == SECMAIL_DONE,
		    secmail_dns_evidence_error(e));
	secmail_dns_evidence_free(e);
}

static void
add_servers(secmail_dns_resolver *r, const char *list)
{
	char server[SERVER_SPACE];

	for (size_t len; *list; list += len + (list[len] == ',')) {
		len = strcspn(list, ",");
		must(len < sizeof server, list);
		memcpy(server, list, len);
		server[len] = '\0';
		must(secmail_dns_resolver_add_server(r, server) == SECMAIL_DONE,
		    secmail_dns_resolver_error(r));
	}
}

static void
answer(const options *o, const char *source, questions *q)
{
	const char *zone = value_of(source, "zone"), *evidence = value_of(source, "evidence");

	if (zone) {
		answer_from_zone(zone, q);
		return;
	}
	if (evidence) {
		answer_from_evidence(evidence, q);
		return;
	}
	add_servers(o->resolver, source);
	servers_ask(o->resolver, &o->manner, q);
}

int
main(int argc, char **argv)
{
	static questions q = { .split = SECMAIL_ANSWERS_MAX_QUESTIONS };
	options o = { .copies = 1 };
	size_t open;
	bool agree;
	int at = 1;

	must(secmail_dns_resolver_new(&o.resolver) == SECMAIL_DONE, "memory");
	while (at < argc && set_option(&o, &q, argv[at]))
		at++;
	must((argc - at) % 2 == 1, "a source, then names and types");
	for (int i = at + 1; i + 1 < argc; i += 2)
		questions_add(&q, argv[i], argv[i + 1]);
	if (o.from)
		questions_read(&q, o.from);
	must(q.count > 0, "no questions");
	questions_copy(&q, o.copies);
	answer(&o, argv[at], &q);
	questions_print(&q);
	agree = questions_agree(&q);
	open = questions_open(&q);
	questions_free(&q);
	secmail_dns_resolver_free(o.resolver);
	return open == 0 && agree ? EXIT_SUCCESS : EXIT_FAILURE;
}
