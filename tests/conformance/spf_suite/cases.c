/* cases.c - going through the cases of a suite, and telling an SPF session what one is about */
#include <arpa/inet.h>
#include <string.h>

#include "suite.h"

static void
check(secmail_status status, const char *what)
{
	if (status != SECMAIL_DONE)
		suite_broken(what, secmail_status_text(status));
}

size_t
suite_client(const suite_case *c, uint8_t out[16])
{
	const char *host = suite_text(suite_get(c->doc, c->test, "host"));
	bool is_ip6 = strchr(host, ':') != NULL;

	if (inet_pton(is_ip6 ? AF_INET6 : AF_INET, host, out) != 1)
		suite_broken("a host is no address", host);
	return is_ip6 ? 16 : 4;
}

void
suite_set_up(const suite_case *c, secmail_spf *spf)
{
	const char *helo = suite_text(suite_get(c->doc, c->test, "helo"));
	const char *path = suite_text(suite_get(c->doc, c->test, "mailfrom"));
	uint8_t ip[16];
	size_t len = suite_client(c, ip);

	check(secmail_spf_set_client(spf, ip, len), "client");
	check(secmail_spf_set_helo(spf, helo, strlen(helo)), "helo");
	check(secmail_spf_set_mail_from(spf, path, strlen(path)), "mailfrom");
}

static void
each_of_document(yaml_document_t *doc, yaml_node_t *root, suite_case_fn run, void *arg)
{
	suite_case c = { .doc = doc, .zone = suite_get(doc, root, "zonedata") };
	yaml_node_t *tests = suite_get(doc, root, "tests");

	if (!tests || tests->type != YAML_MAPPING_NODE)
		suite_broken("a document has no tests", "");
	for (yaml_node_pair_t *p = tests->data.mapping.pairs.start;
	     p < tests->data.mapping.pairs.top; p++) {
		c.id = suite_text(yaml_document_get_node(doc, p->key));
		c.test = yaml_document_get_node(doc, p->value);
		run(arg, &c);
	}
}

void
suite_each_case(FILE *file, suite_case_fn run, void *arg)
{
	yaml_parser_t parser;
	yaml_document_t doc;
	yaml_node_t *root;

	if (!yaml_parser_initialize(&parser))
		suite_broken("no memory", "");
	yaml_parser_set_input_file(&parser, file);
	for (;;) {
		if (!yaml_parser_load(&parser, &doc))
			suite_broken("no YAML", parser.problem ? parser.problem : "");
		root = yaml_document_get_root_node(&doc);
		if (root)
			each_of_document(&doc, root, run, arg);
		yaml_document_delete(&doc);
		if (!root)
			break;
	}
	yaml_parser_delete(&parser);
}
