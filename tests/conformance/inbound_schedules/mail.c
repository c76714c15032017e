/* mail.c - see mail.h */
#include "mail.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../spf_schedules/verdict.h"

#define MAX_FILE 1048576
#define NOW 1795500000

/* All of BASE.ENDING, with a NUL behind it. */
static char *
read_file(const char *base, const char *ending, size_t *out_len)
{
	char name[1024];
	char *text = malloc(MAX_FILE + 1);
	FILE *file;

	snprintf(name, sizeof name, "%s.%s", base, ending);
	file = fopen(name, "rb");
	if (!file || !text)
		broken("a file can't be read", name);
	*out_len = fread(text, 1, MAX_FILE, file);
	text[*out_len] = '\0';
	fclose(file);
	return text;
}

static void
read_ip(mail *m, const char *text)
{
	m->ip_len = strchr(text, ':') ? 16 : 4;
	if (inet_pton(m->ip_len == 16 ? AF_INET6 : AF_INET, text, m->ip) != 1)
		broken("no address", text);
}

static void
read_argument(mail *m, const char *line)
{
	if (strncmp(line, "--ip=", 5) == 0)
		read_ip(m, line + 5);
	else if (strncmp(line, "--helo=", 7) == 0)
		m->helo = line + 7;
	else if (strncmp(line, "--mail-from=", 12) == 0)
		m->mail_from = line + 12;
	else if (strncmp(line, "--now=", 6) == 0)
		m->now = strtoll(line + 6, NULL, 10);
	else
		broken("what is that argument", line);
}

/* The next line of a text, which it is cut at; NULL at the end. */
static char *
next_line(char **rest)
{
	char *line = *rest, *end = strchr(line, '\n');

	if (*line == '\0')
		return NULL;
	*rest = end ? end + 1 : line + strlen(line);
	if (end)
		*end = '\0';
	return line;
}

static void
list_names(mail *m)
{
	char *line, *rest = m->zone_text;

	while ((line = next_line(&rest)) && m->name_count < MAIL_MAX_NAMES) {
		if (strchr("; \t$", line[0])) /* also of an empty line: its NUL */
			continue;
		line[strcspn(line, " \t")] = '\0';
		m->names[m->name_count++] = line;
	}
}

void
mail_read(mail *m, const char *base)
{
	size_t len;
	char *line, *rest;

	*m = (mail){ .now = NOW };
	m->octets = read_file(base, "eml", &m->len);
	rest = m->arguments = read_file(base, "args", &len);
	while ((line = next_line(&rest)))
		read_argument(m, line);
	m->zone_text = read_file(base, "zone", &len);
	if (secmail_dns_zone_new(&m->zone) != SECMAIL_DONE ||
	    secmail_dns_zone_load(m->zone, m->zone_text, len, NULL) != SECMAIL_DONE)
		broken("the zone can't be read", base);
	list_names(m);
}

void
mail_free(mail *m)
{
	secmail_dns_zone_free(m->zone);
	free(m->octets);
	free(m->zone_text);
	free(m->arguments);
}
