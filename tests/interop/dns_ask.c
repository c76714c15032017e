/*
 * dns_ask.c - asks questions of a resolver or of a zone file, and prints the answers as evidence
 *
 * Usage: dns_ask [ad] [try=MS] [tries=N] SERVER|zone=FILE|evidence=FILE NAME TYPE [NAME TYPE]...
 * Exit status 0 when every question was decided, failures included; 1 otherwise.
 */
#include <secmail/dns.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILE_MAX 1000000

static void
must(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "dns_ask: %s\n", what);
	exit(EXIT_FAILURE);
}

/* The text behind "name=", or NULL. */
static const char *
value_of(const char *argument, const char *name)
{
	size_t len = strlen(name);

	return strncmp(argument, name, len) == 0 && argument[len] == '=' ? argument + len + 1
									 : NULL;
}

static bool
set_option(secmail_dns_resolver *r, const char *argument)
{
	const char *ms = value_of(argument, "try"), *tries = value_of(argument, "tries");

	if (strcmp(argument, "ad") == 0)
		secmail_dns_resolver_set_trust_ad(r, true);
	else if (ms)
		must(secmail_dns_resolver_set_timeout(r, (uint32_t)strtoul(ms, NULL, 10)) ==
			 SECMAIL_DONE,
		    "try=MS");
	else if (tries)
		must(secmail_dns_resolver_set_tries(r, (uint32_t)strtoul(tries, NULL, 10)) ==
			 SECMAIL_DONE,
		    "tries=N");
	else
		return false;
	return true;
}

static void
answer_from_file(const char *path, bool is_evidence, secmail_answers *a)
{
	static char text[FILE_MAX];
	FILE *file = fopen(path, "r");
	secmail_dns_zone *z = NULL;
	secmail_status status;
	size_t len;

	must(file && secmail_dns_zone_new(&z) == SECMAIL_DONE, path);
	len = fread(text, 1, sizeof text, file);
	fclose(file);
	status = is_evidence ? secmail_dns_zone_load_evidence(z, text, len)
			     : secmail_dns_zone_load(z, text, len, NULL);
	must(status == SECMAIL_DONE, secmail_dns_zone_error(z));
	must(secmail_dns_zone_answer(z, a) == SECMAIL_DONE, "answers from a file");
	secmail_dns_zone_free(z);
}

static void
answer(secmail_dns_resolver *r, const char *source, secmail_answers *a)
{
	const char *zone = value_of(source, "zone"), *evidence = value_of(source, "evidence");

	if (zone || evidence) {
		answer_from_file(zone ? zone : evidence, !zone, a);
		return;
	}
	must(secmail_dns_resolver_add_server(r, source) == SECMAIL_DONE,
	    secmail_dns_resolver_error(r));
	must(secmail_dns_resolver_run(r, a) == SECMAIL_DONE, "answers from a server");
}

static void
ask(secmail_answers *a, const char *name, const char *type)
{
	uint32_t id;

	must(secmail_answers_ask(a, name, strlen(name), (uint16_t)strtoul(type, NULL, 10),
		 SECMAIL_ANSWERS_NEEDED, &id) == SECMAIL_DONE,
	    secmail_answers_error(a));
}

int
main(int argc, char **argv)
{
	secmail_dns_resolver *r;
	secmail_answers *a;
	char *text;
	size_t open;
	int at = 1;

	must(
	    secmail_dns_resolver_new(&r) == SECMAIL_DONE && secmail_answers_new(&a) == SECMAIL_DONE,
	    "memory");
	while (at < argc && set_option(r, argv[at]))
		at++;
	must(argc - at >= 3 && (argc - at) % 2 == 1, "a source, then names and types");
	for (int i = at + 1; i + 1 < argc; i += 2)
		ask(a, argv[i], argv[i + 1]);
	answer(r, argv[at], a);
	must(secmail_dns_save_evidence(a, &text) == SECMAIL_DONE, "evidence");
	fputs(text, stdout);
	open = secmail_answers_open(a, NULL, 0);
	free(text);
	secmail_answers_free(a);
	secmail_dns_resolver_free(r);
	return open == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
