/*
 * arc_suite/main.c - runs a suite of ARC tests in the form of the ValiMail ones, of validation or
 * of sealing
 *
 * Usage: arc_suite [--list] FILE.yml
 * Prints each failing case with what was expected and got, with --list the id
 * of every case, and ends in "N passed, N failed".
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "suite.h"

void
suite_broken(const char *what, const char *detail)
{
	fprintf(stderr, "arc_suite: %s: %s\n", what, detail);
	exit(65);
}

void
suite_check(secmail_status status, const char *what)
{
	if (status != SECMAIL_DONE)
		suite_broken(what, secmail_status_text(status));
}

const char *
suite_text(const yaml_node_t *node)
{
	return node && node->type == YAML_SCALAR_NODE ? (const char *)node->data.scalar.value : "";
}

yaml_node_t *
suite_get(yaml_document_t *doc, yaml_node_t *in, const char *key)
{
	if (!in || in->type != YAML_MAPPING_NODE)
		return NULL;
	for (yaml_node_pair_t *p = in->data.mapping.pairs.start; p < in->data.mapping.pairs.top;
	     p++)
		if (strcmp(suite_text(yaml_document_get_node(doc, p->key)), key) == 0)
			return yaml_document_get_node(doc, p->value);
	return NULL;
}

/* A case of sealing says what the seal is to be, even if none is. */
static bool
passes(suite *s, const char *id, yaml_node_t *test)
{
	return suite_get(s->doc, test, "AS") ? suite_seals(s, id, test)
					     : suite_validates(s, id, test);
}

static bool
has_id(suite *s, const yaml_node_pair_t *p, const char *id)
{
	return strcmp(suite_text(yaml_document_get_node(s->doc, p->key)), id) == 0;
}

/* Some ids stand in the file twice: that is one case, in which both messages have to pass. */
static void
run(suite *s, yaml_node_t *tests, const yaml_node_pair_t *first)
{
	const char *id = suite_text(yaml_document_get_node(s->doc, first->key));
	bool passed = true;

	for (yaml_node_pair_t *p = tests->data.mapping.pairs.start; p < first; p++)
		if (has_id(s, p, id))
			return;
	for (const yaml_node_pair_t *p = first; p < tests->data.mapping.pairs.top; p++)
		if (has_id(s, p, id))
			passed &= passes(s, id, yaml_document_get_node(s->doc, p->value));
	s->passed += passed;
	s->failed += !passed;
	if (s->is_listing)
		printf("%s %s\n", passed ? "pass" : "fail", id);
}

static void
run_document(suite *s)
{
	yaml_node_t *root = yaml_document_get_root_node(s->doc);
	yaml_node_t *tests = suite_get(s->doc, root, "tests");

	if (!tests || tests->type != YAML_MAPPING_NODE)
		return;
	s->zone = suite_get(s->doc, root, "txt-records");
	for (yaml_node_pair_t *p = tests->data.mapping.pairs.start;
	     p < tests->data.mapping.pairs.top; p++)
		run(s, tests, p);
}

static void
run_file(suite *s, FILE *file)
{
	yaml_parser_t parser;
	yaml_document_t doc;
	bool more = true;

	if (!yaml_parser_initialize(&parser))
		suite_broken("no memory", "");
	yaml_parser_set_input_file(&parser, file);
	while (more) {
		if (!yaml_parser_load(&parser, &doc))
			suite_broken("not YAML", parser.problem ? parser.problem : "");
		more = yaml_document_get_root_node(&doc) != NULL;
		s->doc = &doc;
		if (more)
			run_document(s);
		yaml_document_delete(&doc);
	}
	yaml_parser_delete(&parser);
}

int
main(int argc, char **argv)
{
	suite s = { .is_listing = argc > 1 && strcmp(argv[1], "--list") == 0 };
	secmail_dkim_config *config;
	FILE *file;

	if (argc != 2 + s.is_listing) {
		fprintf(stderr, "usage: arc_suite [--list] FILE.yml\n");
		return 64;
	}
	file = fopen(argv[argc - 1], "rb");
	if (!file)
		suite_broken("can't read", argv[argc - 1]);
	suite_check(secmail_dkim_config_new(&config), "configuration");
	secmail_dkim_config_set_normalize(config, true);
	s.config = config;
	run_file(&s, file);
	fclose(file);
	secmail_dkim_config_free(config);
	printf("%zu passed, %zu failed\n", s.passed, s.failed);
	return s.failed == 0 && s.passed > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
