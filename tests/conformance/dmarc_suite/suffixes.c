/* suffixes.c - the Public Suffix List that a case of mode rfc7489 brings along */
#define _DEFAULT_SOURCE /* mkstemp */
#include "suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* The list's own form: a rule a line. */
static void
write_rules(const suite_case *c, FILE *file)
{
	yaml_node_t *rules = suite_get(c->doc, c->test, "public-suffixes");
	const char *rule;

	for (size_t i = 0; (rule = suite_text(suite_item(c->doc, rules, i))); i++)
		fprintf(file, "%s\n", rule);
}

secmail_dmarc_suffixes *
suite_suffixes(const suite_case *c)
{
	char path[] = "/tmp/dmarc_suite.XXXXXX";
	int fd = mkstemp(path);
	FILE *file = fd >= 0 ? fdopen(fd, "w") : NULL;
	secmail_dmarc_suffixes *s = NULL;

	if (!file || secmail_dmarc_suffixes_new(&s) != SECMAIL_DONE)
		suite_broken("no file for its public suffixes", c->id);
	fputs("// ===BEGIN ICANN DOMAINS===\n", file);
	write_rules(c, file);
	fputs("// ===END ICANN DOMAINS===\n", file);
	fclose(file);
	if (secmail_dmarc_suffixes_load_file(s, path) != SECMAIL_DONE)
		suite_broken(secmail_dmarc_suffixes_error(s), c->id);
	unlink(path);
	return s;
}
