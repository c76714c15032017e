/*
 * zone.c - the suite's zone data as answers
 *
 * What its comments ask of a driver: records of type SPF stand for TXT where a
 * name has no TXT entry; "TXT: NONE" says that it has none; a type that is not
 * there times out where the name holds TIMEOUT, or fails where it holds
 * SERVFAIL; aliases are followed.
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "suite.h"

#define MAX_ALIASES 8
#define MAX_RDATA 65535

typedef struct rdata {
	uint8_t at[MAX_RDATA];
	size_t len;
} rdata;

static void
check(secmail_status status)
{
	if (status != SECMAIL_DONE)
		suite_broken("the answers table refused", secmail_status_text(status));
}

static void
put(rdata *r, const void *octets, size_t len)
{
	if (len > sizeof r->at - r->len)
		suite_broken("a record is too long", "");
	if (len > 0)
		memcpy(r->at + r->len, octets, len);
	r->len += len;
}

static void
put_byte(rdata *r, size_t byte)
{
	uint8_t octet = (uint8_t)byte;

	put(r, &octet, 1);
}

static void
put_name(rdata *r, const char *name)
{
	while (*name) {
		size_t len = strcspn(name, ".");

		if (len > 0) {
			put_byte(r, len);
			put(r, name, len);
		}
		name += len + (name[len] == '.');
	}
	put_byte(r, 0);
}

/*
 * YAML text is UTF-8; "\x96" in it means the octet, so the code points up to
 * U+00FF are octets. Strings are cut where DNS has to cut them.
 */
static void
put_string(rdata *r, const yaml_node_t *node)
{
	const uint8_t *at = node->data.scalar.value;
	size_t left = node->data.scalar.length;
	size_t start = r->len;

	put_byte(r, 0);
	while (left > 0) {
		bool is_wide = (at[0] == 0xc2 || at[0] == 0xc3) && left > 1;

		if (r->len - start == 256) {
			start = r->len;
			put_byte(r, 0);
		}
		put_byte(r, is_wide ? (size_t)(at[0] & 3) << 6 | (at[1] & 0x3f) : at[0]);
		r->at[start]++;
		at += is_wide ? 2 : 1;
		left -= is_wide ? 2 : 1;
	}
}

static void
put_txt(yaml_document_t *doc, yaml_node_t *value, rdata *r)
{
	if (value->type == YAML_SCALAR_NODE)
		put_string(r, value);
	for (size_t i = 0; suite_item(doc, value, i); i++)
		put_string(r, suite_item(doc, value, i));
}

static void
put_address(int family, size_t len, const yaml_node_t *value, rdata *r)
{
	uint8_t ip[16];

	if (inet_pton(family, suite_text(value), ip) != 1)
		suite_broken("no address", suite_text(value));
	put(r, ip, len);
}

static void
put_mx(yaml_document_t *doc, yaml_node_t *value, rdata *r)
{
	long preference = strtol(suite_text(suite_item(doc, value, 0)), NULL, 10);

	put_byte(r, (size_t)preference >> 8);
	put_byte(r, (size_t)preference & 255);
	put_name(r, suite_text(suite_item(doc, value, 1)));
}

static void
put_value(yaml_document_t *doc, uint16_t type, yaml_node_t *value, rdata *r)
{
	switch (type) {
	case SECMAIL_DNS_TXT:
		put_txt(doc, value, r);
		break;
	case SECMAIL_DNS_A:
		put_address(AF_INET, 4, value, r);
		break;
	case SECMAIL_DNS_AAAA:
		put_address(AF_INET6, 16, value, r);
		break;
	case SECMAIL_DNS_MX:
		put_mx(doc, value, r);
		break;
	default:
		put_name(r, suite_text(value));
		break;
	}
}

static const char *
type_name(uint16_t type)
{
	switch (type) {
	case SECMAIL_DNS_TXT:
		return "TXT";
	case SECMAIL_DNS_A:
		return "A";
	case SECMAIL_DNS_AAAA:
		return "AAAA";
	case SECMAIL_DNS_MX:
		return "MX";
	case SECMAIL_DNS_PTR:
		return "PTR";
	default:
		return "";
	}
}

static bool
is_same_name(const char *a, const char *b)
{
	size_t len = strlen(a);

	if (len > 0 && a[len - 1] == '.')
		len--;
	return strncasecmp(a, b, len) == 0 && (b[len] == '\0' || strcmp(b + len, ".") == 0);
}

/* The entries of a name, NULL if the zone data doesn't have it. */
static yaml_node_t *
entries_of(yaml_document_t *doc, yaml_node_t *zone, const char *name)
{
	if (!zone || zone->type != YAML_MAPPING_NODE)
		return NULL;
	for (yaml_node_pair_t *p = zone->data.mapping.pairs.start; p < zone->data.mapping.pairs.top;
	     p++)
		if (is_same_name(suite_text(yaml_document_get_node(doc, p->key)), name))
			return yaml_document_get_node(doc, p->value);
	return NULL;
}

static bool
has_entry(yaml_document_t *doc, yaml_node_t *entries, const char *key)
{
	yaml_node_t *entry;

	for (size_t i = 0; (entry = suite_item(doc, entries, i)); i++)
		if (suite_get(doc, entry, key) || suite_is(entry, key))
			return true;
	return false;
}

static size_t
add_records(yaml_document_t *doc, yaml_node_t *entries, const char *key, secmail_answers *answers,
    uint32_t id)
{
	static rdata r;
	yaml_node_t *entry, *value;
	size_t added = 0;

	for (size_t i = 0; (entry = suite_item(doc, entries, i)); i++) {
		value = suite_get(doc, entry, key);
		if (!value || suite_is(value, "NONE"))
			continue;
		r.len = 0;
		put_value(doc, secmail_answers_qtype(answers, id), value, &r);
		check(secmail_answers_add(answers, id, r.at, r.len, 300));
		added++;
	}
	return added;
}

/* Follows aliases; NULL where they lead round in a circle or nowhere. */
static yaml_node_t *
follow_aliases(yaml_document_t *doc, yaml_node_t *zone, const char *name, bool *is_loop)
{
	yaml_node_t *entries = entries_of(doc, zone, name);

	for (size_t hops = 0; entries && has_entry(doc, entries, "CNAME"); hops++) {
		yaml_node_t *target = suite_get(doc, suite_item(doc, entries, 0), "CNAME");

		*is_loop = hops == MAX_ALIASES;
		if (*is_loop || !target)
			return NULL;
		entries = entries_of(doc, zone, suite_text(target));
	}
	return entries;
}

/* The question's name as the zone data writes names: labels with dots, nothing escaped. */
static void
name_of(const secmail_answers *answers, uint32_t id, char out[256])
{
	size_t len, used = 0;
	const uint8_t *wire = secmail_answers_qname_wire(answers, id, &len);

	for (size_t i = 0; i < len && wire[i] != 0; i += (size_t)wire[i] + 1) {
		if (used > 0)
			out[used++] = '.';
		memcpy(out + used, wire + i + 1, wire[i]);
		used += wire[i];
	}
	out[used] = '\0';
}

void
suite_answer(yaml_document_t *doc, yaml_node_t *zone, secmail_answers *answers, uint32_t id)
{
	const char *type = type_name(secmail_answers_qtype(answers, id));
	char name[256];
	bool is_loop = false;
	yaml_node_t *entries;
	size_t added;

	name_of(answers, id, name);
	entries = follow_aliases(doc, zone, name, &is_loop);
	added = add_records(doc, entries, type, answers, id);
	if (strcmp(type, "TXT") == 0 && !has_entry(doc, entries, "TXT"))
		added = add_records(doc, entries, "SPF", answers, id);
	if (is_loop || (added == 0 && has_entry(doc, entries, "SERVFAIL")))
		check(secmail_answers_fail(answers, id, SECMAIL_DNS_SERVFAIL));
	else if (added == 0 && has_entry(doc, entries, "TIMEOUT"))
		check(secmail_answers_fail(answers, id, SECMAIL_DNS_TIMEOUT));
	else
		check(secmail_answers_close(answers, id, entries ? 0 : 3, SECMAIL_TRUST_UNKNOWN));
}
