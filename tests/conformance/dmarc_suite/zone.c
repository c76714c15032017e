/* zone.c - the DNS of a scenario: closed world, aliases, and failures at will */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "suite.h"

#define MAX_ALIASES 8
#define MAX_RDATA 65535

static const struct type {
	const char *name;
	uint16_t number;
} TYPES[] = { { "A", 1 }, { "CNAME", 5 }, { "MX", 15 }, { "TXT", 16 }, { "AAAA", 28 },
	{ "SRV", 33 } };

static uint16_t
type_number(const char *name)
{
	for (size_t i = 0; i < sizeof TYPES / sizeof TYPES[0]; i++)
		if (strcmp(TYPES[i].name, name) == 0)
			return TYPES[i].number;
	suite_broken("no such record type", name);
	return 0;
}

static size_t
without_dot(const char *name)
{
	size_t len = strlen(name);

	return len > 0 && name[len - 1] == '.' ? len - 1 : len;
}

static bool
same_name(const char *a, const char *b)
{
	return without_dot(a) == without_dot(b) && strncasecmp(a, b, without_dot(a)) == 0;
}

static bool
is_below(const char *name, const char *ancestor)
{
	size_t len = without_dot(name), above = without_dot(ancestor);

	return len > above && name[len - above - 1] == '.' &&
	       strncasecmp(name + len - above, ancestor, above) == 0;
}

/* The list of a name's records; *exists is set for it and for what stands above it. */
static yaml_node_t *
find_name(const suite_zone *zone, const char *name, bool *exists)
{
	yaml_node_t *found = NULL;

	*exists = false;
	if (!zone->names || zone->names->type != YAML_MAPPING_NODE)
		return NULL;
	for (yaml_node_pair_t *pair = zone->names->data.mapping.pairs.start;
	     pair < zone->names->data.mapping.pairs.top; pair++) {
		const char *key = suite_text(yaml_document_get_node(zone->doc, pair->key));

		if (!key)
			continue;
		if (same_name(key, name))
			found = yaml_document_get_node(zone->doc, pair->value);
		*exists |= same_name(key, name) || is_below(key, name);
	}
	return found;
}

static bool
failure_of(const yaml_node_t *node, secmail_dns_failure *out)
{
	const char *text = suite_text(node);

	if (text && strcmp(text, "SERVFAIL") == 0)
		*out = SECMAIL_DNS_SERVFAIL;
	else if (text && strcmp(text, "TIMEOUT") == 0)
		*out = SECMAIL_DNS_TIMEOUT;
	else
		return false;
	return true;
}

/* One record, {TYPE: value}: its type's number and its value. */
static uint16_t
record_of(const suite_zone *zone, yaml_node_t *record, yaml_node_t **value)
{
	yaml_node_pair_t *pair;

	if (!record || record->type != YAML_MAPPING_NODE)
		return 0;
	pair = record->data.mapping.pairs.start;
	*value = yaml_document_get_node(zone->doc, pair->value);
	return type_number(suite_text(yaml_document_get_node(zone->doc, pair->key)));
}

/* Does the list say that questions of this type fail? */
static bool
fails(const suite_zone *zone, yaml_node_t *list, uint16_t type, secmail_dns_failure *out)
{
	yaml_node_t *record, *value = NULL;

	if (failure_of(list, out))
		return true;
	for (size_t i = 0; (record = suite_item(zone->doc, list, i)); i++) {
		if (failure_of(record, out))
			return true;
		if (record_of(zone, record, &value) == type && failure_of(value, out))
			return true;
	}
	return false;
}

static size_t
put_name(uint8_t *rdata, const char *name)
{
	size_t len = without_dot(name), used = 0, label = 0;

	if (len > 253)
		suite_broken("too long a name", name);
	for (size_t i = 0; i <= len; i++) {
		if (i < len && name[i] != '.')
			continue;
		rdata[used++] = (uint8_t)(i - label);
		memcpy(rdata + used, name + label, i - label);
		used += i - label;
		label = i + 1;
	}
	rdata[used++] = 0;
	return used;
}

/* A string longer than a character-string may be is cut into several. */
static size_t
put_strings(uint8_t *rdata, size_t used, const char *text)
{
	size_t len = text ? strlen(text) : 0;

	do {
		size_t piece = len < 255 ? len : 255;

		if (used + piece + 1 > MAX_RDATA)
			suite_broken("too long a record", text);
		rdata[used++] = (uint8_t)piece;
		if (piece > 0)
			memcpy(rdata + used, text, piece);
		used += piece;
		text += piece;
		len -= piece;
	} while (len > 0);
	return used;
}

static size_t
put_text_record(const suite_zone *zone, uint8_t *rdata, yaml_node_t *value)
{
	yaml_node_t *item;
	size_t used = 0;

	if (value->type == YAML_SCALAR_NODE)
		return put_strings(rdata, 0, (const char *)value->data.scalar.value);
	for (size_t i = 0; (item = suite_item(zone->doc, value, i)); i++)
		used = put_strings(rdata, used, (const char *)item->data.scalar.value);
	return used;
}

/* DMARC looks at TXT records only; of the others it matters that they are there. */
static size_t
put_record(const suite_zone *zone, uint8_t *rdata, uint16_t type, yaml_node_t *value)
{
	const char *text = suite_text(value);

	switch (type) {
	case 1:
		return text && inet_pton(AF_INET, text, rdata) == 1 ? 4 : 0;
	case 28:
		return text && inet_pton(AF_INET6, text, rdata) == 1 ? 16 : 0;
	case 16:
		return put_text_record(zone, rdata, value);
	default:
		memset(rdata, 0, 6);
		return type == 33 ? 7 : 3;
	}
}

static void
check(secmail_status status, const char *what)
{
	if (status != SECMAIL_DONE)
		suite_broken(secmail_status_text(status), what);
}

static void
add_records(const suite_zone *zone, yaml_node_t *list, secmail_answers *a, uint32_t id)
{
	static uint8_t rdata[MAX_RDATA + 1];
	uint16_t type = secmail_answers_qtype(a, id);
	yaml_node_t *record, *value = NULL;

	for (size_t i = 0; (record = suite_item(zone->doc, list, i)); i++)
		if (record_of(zone, record, &value) == type)
			check(secmail_answers_add(
				  a, id, rdata, put_record(zone, rdata, type, value), 300),
			    "record");
}

static const char *
alias_of(const suite_zone *zone, yaml_node_t *list)
{
	yaml_node_t *record, *value = NULL;

	for (size_t i = 0; (record = suite_item(zone->doc, list, i)); i++)
		if (record_of(zone, record, &value) == 5)
			return suite_text(value);
	return NULL;
}

void
suite_answer(const suite_zone *zone, secmail_answers *a, uint32_t id)
{
	const char *name = secmail_answers_qname(a, id), *alias = NULL;
	uint16_t type = secmail_answers_qtype(a, id);
	secmail_dns_failure why;
	uint8_t wire[256];
	bool exists;

	for (int i = 0; i < MAX_ALIASES; i++) {
		yaml_node_t *list = find_name(zone, name, &exists);
		const char *next = alias_of(zone, list);

		if (list && fails(zone, list, type, &why)) {
			check(secmail_answers_fail(a, id, why), name);
			return;
		}
		if (!next) {
			if (alias)
				check(secmail_answers_add_alias(a, id, wire, put_name(wire, name)),
				    name);
			add_records(zone, list, a, id);
			check(secmail_answers_close(a, id, exists ? 0 : 3, SECMAIL_TRUST_UNKNOWN),
			    name);
			return;
		}
		name = alias = next;
	}
	check(secmail_answers_fail(a, id, SECMAIL_DNS_SERVFAIL), name);
}

void
suite_answer_all(const suite_zone *zone, secmail_answers *a)
{
	uint32_t id;

	while (secmail_answers_open(a, &id, 1) > 0)
		suite_answer(zone, a, id);
}
