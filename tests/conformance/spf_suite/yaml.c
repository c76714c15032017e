/* yaml.c - finding one's way in a YAML document */
#include <string.h>

#include "suite.h"

yaml_node_t *
suite_get(yaml_document_t *doc, yaml_node_t *in, const char *key)
{
	if (!in || in->type != YAML_MAPPING_NODE)
		return NULL;
	for (yaml_node_pair_t *p = in->data.mapping.pairs.start; p < in->data.mapping.pairs.top;
	     p++)
		if (suite_is(yaml_document_get_node(doc, p->key), key))
			return yaml_document_get_node(doc, p->value);
	return NULL;
}

yaml_node_t *
suite_item(yaml_document_t *doc, yaml_node_t *in, size_t index)
{
	if (!in || in->type != YAML_SEQUENCE_NODE)
		return NULL;
	if (index >= (size_t)(in->data.sequence.items.top - in->data.sequence.items.start))
		return NULL;
	return yaml_document_get_node(doc, in->data.sequence.items.start[index]);
}

const char *
suite_key(yaml_document_t *doc, const yaml_node_t *in, size_t index)
{
	if (!in || in->type != YAML_MAPPING_NODE)
		return NULL;
	if (index >= (size_t)(in->data.mapping.pairs.top - in->data.mapping.pairs.start))
		return NULL;
	return suite_text(yaml_document_get_node(doc, in->data.mapping.pairs.start[index].key));
}

const char *
suite_text(const yaml_node_t *node)
{
	return node && node->type == YAML_SCALAR_NODE ? (const char *)node->data.scalar.value : "";
}

bool
suite_is(const yaml_node_t *node, const char *text)
{
	return node && node->type == YAML_SCALAR_NODE && strcmp(suite_text(node), text) == 0;
}
