/* suffixes.c - the Public Suffix List that a case of mode rfc7489 brings along */
#include "suite.h"

#include <stdio.h>
#include <stdlib.h>

/* The list's own form: a rule a line. NULL if memory is short. */
static char *
write_list(const suite_case *c, size_t *out_len)
{
	yaml_node_t *rules = suite_get(c->doc, c->test, "public-suffixes");
	char *text = NULL;
	FILE *file = open_memstream(&text, out_len);
	const char *rule;

	if (!file)
		return NULL;
	fputs("// ===BEGIN ICANN DOMAINS===\n", file);
	for (size_t i = 0; (rule = suite_text(suite_item(c->doc, rules, i))); i++)
		fprintf(file, "%s\n", rule);
	fputs("// ===END ICANN DOMAINS===\n", file);
	return fclose(file) == 0 ? text : NULL;
}

secmail_dmarc_suffixes *
suite_suffixes(const suite_case *c)
{
	secmail_dmarc_suffixes *s = NULL;
	size_t len = 0;
	char *text = write_list(c, &len);

	if (!text || secmail_dmarc_suffixes_new(&s) != SECMAIL_DONE)
		suite_broken("no memory for its public suffixes", c->id);
	if (secmail_dmarc_suffixes_load(s, text, len) != SECMAIL_DONE)
		suite_broken(secmail_dmarc_suffixes_error(s), c->id);
	free(text);
	return s;
}
