/* cases.c - going through the cases of a suite, and telling a DMARC session what one is about */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <secmail/message.h>

#include "suite.h"

static void
check(secmail_status status)
{
	if (status != SECMAIL_DONE)
		suite_broken(secmail_status_text(status), NULL);
}

static secmail_dmarc_outcome
outcome_of(const char *result)
{
	if (result && strcmp(result, "pass") == 0)
		return SECMAIL_DMARC_OUTCOME_PASS;
	if (result && strcmp(result, "temperror") == 0)
		return SECMAIL_DMARC_OUTCOME_TEMPERROR;
	return SECMAIL_DMARC_OUTCOME_FAIL;
}

static void
give_author(const suite_case *c, secmail_dmarc *dmarc)
{
	yaml_node_t *fields = suite_get(c->doc, c->test, "from"), *field;
	secmail_authors *authors;

	check(secmail_authors_new(&authors));
	for (size_t i = 0; (field = suite_item(c->doc, fields, i)); i++) {
		const char *body = (const char *)field->data.scalar.value;

		check(secmail_authors_add_field(authors, body, strlen(body)));
	}
	check(secmail_dmarc_set_author_domain(dmarc, secmail_authors_domain(authors)));
	secmail_authors_free(authors);
}

static void
give_identifiers(const suite_case *c, secmail_dmarc *dmarc)
{
	yaml_node_t *spf = suite_get(c->doc, c->test, "spf");
	yaml_node_t *dkim = suite_get(c->doc, c->test, "dkim"), *one;

	if (spf)
		check(secmail_dmarc_set_spf(dmarc,
		    outcome_of(suite_text(suite_get(c->doc, spf, "result"))),
		    suite_text(suite_get(c->doc, spf, "domain"))));
	for (size_t i = 0; (one = suite_item(c->doc, dkim, i)); i++)
		check(secmail_dmarc_add_dkim(dmarc,
		    outcome_of(suite_text(suite_get(c->doc, one, "result"))),
		    suite_text(suite_get(c->doc, one, "domain"))));
}

void
suite_set_up(const suite_case *c, secmail_dmarc *dmarc)
{
	give_author(c, dmarc);
	give_identifiers(c, dmarc);
}

static void
each_of_document(yaml_document_t *doc, suite_case_fn run, void *arg)
{
	yaml_node_t *root = yaml_document_get_root_node(doc);
	yaml_node_t *tests = suite_get(doc, root, "tests");
	suite_case c = { .doc = doc, .zone = { doc, suite_get(doc, root, "zonedata") } };

	if (!tests || tests->type != YAML_MAPPING_NODE)
		return;
	for (yaml_node_pair_t *pair = tests->data.mapping.pairs.start;
	     pair < tests->data.mapping.pairs.top; pair++) {
		c.id = suite_text(yaml_document_get_node(doc, pair->key));
		c.test = yaml_document_get_node(doc, pair->value);
		run(arg, &c);
	}
}

/* One document; false at the end of the file. */
static bool
run_document(yaml_parser_t *parser, const char *path, suite_case_fn run, void *arg)
{
	yaml_document_t doc;
	bool more;

	if (!yaml_parser_load(parser, &doc)) {
		fprintf(stderr, "dmarc_suite: %s:%zu: %s\n", path, parser->problem_mark.line + 1,
		    parser->problem);
		exit(65);
	}
	more = yaml_document_get_root_node(&doc) != NULL;
	if (more)
		each_of_document(&doc, run, arg);
	yaml_document_delete(&doc);
	return more;
}

void
suite_each_case(const char *path, suite_case_fn run, void *arg)
{
	FILE *file = fopen(path, "rb");
	yaml_parser_t parser;

	if (!file || !yaml_parser_initialize(&parser)) {
		perror(path);
		exit(66);
	}
	yaml_parser_set_input_file(&parser, file);
	while (run_document(&parser, path, run, arg))
		;
	yaml_parser_delete(&parser);
	fclose(file);
}
