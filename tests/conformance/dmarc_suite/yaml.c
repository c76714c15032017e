/* yaml.c - finding one's way in a YAML document */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "suite.h"

void
suite_broken(const char *what, const char *where)
{
	fprintf(stderr, "dmarc_suite: %s: %s\n", where ? where : "the suite", what);
	exit(65);
}

yaml_node_t *
suite_get(yaml_document_t *doc, yaml_node_t *mapping, const char *key)
{
	if (!mapping || mapping->type != YAML_MAPPING_NODE)
		return NULL;
	for (yaml_node_pair_t *pair = mapping->data.mapping.pairs.start;
	     pair < mapping->data.mapping.pairs.top; pair++) {
		const char *name = suite_text(yaml_document_get_node(doc, pair->key));

		if (name && strcmp(name, key) == 0)
			return yaml_document_get_node(doc, pair->value);
	}
	return NULL;
}

const char *
suite_key(yaml_document_t *doc, const yaml_node_t *mapping, size_t index)
{
	yaml_node_pair_t *pair;

	if (!mapping || mapping->type != YAML_MAPPING_NODE)
		return NULL;
	pair = mapping->data.mapping.pairs.start + index;
	return pair < mapping->data.mapping.pairs.top
		   ? suite_text(yaml_document_get_node(doc, pair->key))
		   : NULL;
}

yaml_node_t *
suite_item(yaml_document_t *doc, yaml_node_t *sequence, size_t index)
{
	yaml_node_item_t *item;

	if (!sequence || sequence->type != YAML_SEQUENCE_NODE)
		return NULL;
	item = sequence->data.sequence.items.start + index;
	return item < sequence->data.sequence.items.top ? yaml_document_get_node(doc, *item) : NULL;
}

const char *
suite_text(const yaml_node_t *node)
{
	const char *text;

	if (!node || node->type != YAML_SCALAR_NODE)
		return NULL;
	text = (const char *)node->data.scalar.value;
	if (node->data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
	    (text[0] == '\0' || strcmp(text, "~") == 0 || strcmp(text, "null") == 0))
		return NULL;
	return text;
}
