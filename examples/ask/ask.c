/* ask.c - see ask.h */
#include "ask.h"

#include <limits.h>
#include <secmail/dns.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define DEFAULT_PATIENCE 20000
#define MAX_PATIENCE 600000

static const struct {
	const char *name;
	uint16_t number;
} types[] = { { "A", SECMAIL_DNS_A }, { "AAAA", SECMAIL_DNS_AAAA }, { "CNAME", SECMAIL_DNS_CNAME },
	{ "MX", SECMAIL_DNS_MX }, { "PTR", SECMAIL_DNS_PTR }, { "TXT", SECMAIL_DNS_TXT } };

void
ask_fail(int exit_status, const char *about, const char *what)
{
	fprintf(stderr, "%s: %s\n", about, what);
	exit(exit_status);
}

void
ask_must(secmail_status status, const char *about)
{
	if (status != SECMAIL_DONE)
		ask_fail(ASK_TEMPORARY, about, secmail_status_text(status));
}

/* A number from 1 to max in decimal; 0 for anything else. */
static long
number_of(const char *text, long max)
{
	char *end;
	long n = strtol(text, &end, 10);

	return end > text && *end == '\0' && n > 0 && n <= max ? n : 0;
}

char **
ask_read_options(
    struct ask_options *o, int argc, char **argv, const char *letters, const char *usage)
{
	int letter;

	*o = (struct ask_options){ .patience = DEFAULT_PATIENCE };
	while ((letter = getopt(argc, argv, letters)) != -1) {
		if (letter == 's')
			o->server = optarg;
		else if (letter == 'a')
			o->anchor = optarg;
		else if (letter == 'd')
			o->trust_ad = true;
		else if (letter != 't' || (o->patience = number_of(optarg, MAX_PATIENCE)) == 0)
			ask_fail(ASK_USAGE, "usage", usage);
	}
	if (argc - optind < 2)
		ask_fail(ASK_USAGE, "usage", usage);
	return argv + optind;
}

static uint16_t
type_of(const char *word)
{
	long number = number_of(word, UINT16_MAX);

	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
		if (strcmp(word, types[i].name) == 0)
			return types[i].number;
	if (number == 0)
		ask_fail(ASK_USAGE, word, "is neither A, AAAA, CNAME, MX, PTR, TXT nor a number");
	return (uint16_t)number;
}

secmail_answers *
ask_table(char ***words)
{
	char **at = *words;
	secmail_answers *a;
	uint32_t id;

	ask_must(secmail_answers_new(&a), "questions");
	for (; at[0] && strcmp(at[0], "+") != 0; at += 2) {
		if (!at[1])
			ask_fail(ASK_USAGE, at[0], "no type is said");
		if (secmail_answers_ask(a, at[0], strlen(at[0]), type_of(at[1]),
			SECMAIL_ANSWERS_NEEDED, &id) != SECMAIL_DONE)
			ask_fail(ASK_USAGE, at[0], secmail_answers_error(a));
	}
	*words = at[0] ? at + 1 : NULL;
	return a;
}

void
ask_print(const secmail_answers *a)
{
	secmail_dns_evidence *e;
	char *text;

	ask_must(secmail_dns_evidence_new(&e), "evidence");
	ask_must(secmail_dns_evidence_save(e, a, &text), "evidence");
	secmail_dns_evidence_free(e);
	if (fputs(text, stdout) == EOF || fflush(stdout) != 0)
		ask_fail(ASK_TEMPORARY, "standard output", "can't be written");
	free(text);
}

bool
ask_needs_more(const secmail_answers *a)
{
	uint32_t first; /* needed ones come first */

	return secmail_answers_open(a, &first, 1) > 0 && secmail_answers_is_needed(a, first);
}

int64_t
ask_now(void)
{
	struct timespec now;

	if (clock_gettime(CLOCK_MONOTONIC, &now) != 0)
		ask_fail(ASK_TEMPORARY, "clock", "there is none");
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int
ask_left(int64_t deadline)
{
	int64_t left = deadline - ask_now();

	if (left < 0)
		return 0;
	return left < INT_MAX ? (int)left : INT_MAX;
}
