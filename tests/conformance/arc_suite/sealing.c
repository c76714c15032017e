/*
 * sealing.c - a case of sealing: the set that a message gets
 *
 * The suite's b= are of fields written in one way, its own. Ours are written in
 * another, so every other tag is compared, and the results as they are; of b=
 * the oracle says whether it is the key's signature over what it has to cover.
 * The oracle is asked of the suite's own set too: it has to accept that one.
 */
#include <secmail/arcseal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "oracle.h"
#include "suite.h"

#define MAX_NAMES 256

typedef struct sealing_case {
	suite *s;
	yaml_node_t *test;
	const char *message;
	secmail_dkim_key *key;
	secmail_arc_sealer *sealer;
	secmail_arc_sealing *sealing;
	secmail_message *header;
} sealing_case;

static const char *
value(const sealing_case *c, const char *key)
{
	return suite_text(suite_get(c->s->doc, c->test, key));
}

/* What stands below the cases: domain, selector and key. */
static const char *
setting(const sealing_case *c, const char *key)
{
	return suite_text(suite_get(c->s->doc, yaml_document_get_root_node(c->s->doc), key));
}

/* The suite ends values with white space. */
static const char *
without_space(char *out, size_t size, const char *text)
{
	snprintf(out, size, "%.*s", (int)strcspn(text, " \r\n"), text);
	return out;
}

static void
open_sealer(sealing_case *c)
{
	const char *pem = setting(c, "privatekey");
	char names[MAX_NAMES];

	suite_check(secmail_dkim_key_new(c->s->config, &c->key), "key");
	secmail_dkim_key_insecure_allow_short(c->key, true);
	suite_check(secmail_dkim_key_load(c->key, pem, strlen(pem)), "key");
	suite_check(secmail_arc_sealer_new(c->s->config, &c->sealer), "sealer");
	suite_check(
	    secmail_arc_sealer_set_key(c->sealer, c->key, setting(c, "domain"), setting(c, "sel")),
	    "the sealer's key");
	suite_check(secmail_arc_sealer_set_fields(
			c->sealer, "", without_space(names, sizeof names, value(c, "sig-headers"))),
	    "the sealer's fields");
	suite_check(
	    secmail_arc_sealing_new(c->sealer, strtoll(value(c, "t"), NULL, 10), &c->sealing),
	    "sealing");
}

/* --- the results that a server put on top -------------------------------- */

static void
add_properties(secmail_authres *to, const secmail_authres *from, size_t i)
{
	for (size_t p = 0; p < secmail_authres_property_count(from, i); p++) {
		const char *text = secmail_authres_property_value(from, i, p);

		suite_check(
		    secmail_authres_add_property(to, secmail_authres_property_type(from, i, p),
			secmail_authres_property_name(from, i, p), text, strlen(text)),
		    "property");
	}
}

static void
add_results(secmail_authres *to, const secmail_authres *from)
{
	for (size_t i = 0; i < secmail_authres_count(from); i++) {
		suite_check(secmail_authres_add_result(to, secmail_authres_method(from, i),
				secmail_authres_result(from, i)),
		    "result");
		suite_check(
		    secmail_authres_set_comment(to, secmail_authres_comment(from, i)), "comment");
		suite_check(
		    secmail_authres_set_reason(to, secmail_authres_reason(from, i)), "reason");
		add_properties(to, from, i);
	}
}

/* All fields of one server in one, in their order (RFC 8617 section 4.1.1). */
static secmail_authres *
collect_results(const sealing_case *c)
{
	const char *id = value(c, "srv-id");
	secmail_authres *all, *field;

	suite_check(secmail_authres_new(&all), "results");
	suite_check(secmail_authres_new(&field), "results");
	suite_check(secmail_authres_set_authserv_id(all, id), "authserv-id");
	for (size_t i = 0; i < secmail_message_field_count(c->header); i++) {
		size_t name_len, len;
		const char *name = secmail_message_field_name(c->header, i, &name_len);
		const void *body = secmail_message_field_body(c->header, i, &len);

		if (name_len != strlen(secmail_authres_name()) ||
		    memcmp(name, secmail_authres_name(), name_len) != 0)
			continue;
		suite_check(secmail_authres_parse(field, body, len), "Authentication-Results");
		if (strcmp(secmail_authres_authserv_id(field), id) == 0)
			add_results(all, field);
	}
	secmail_authres_free(field);
	return all;
}

static void
seal(sealing_case *c, size_t body)
{
	secmail_arc_result *chain = suite_judge(c->s, c->message, 1, SUITE_AT_ONCE);
	secmail_authres *results = collect_results(c);

	suite_check(secmail_arc_sealing_set_message(c->sealing, c->header), "set message");
	suite_check(secmail_arc_sealing_write_body(
			c->sealing, c->message + body, strlen(c->message + body)),
	    "body");
	suite_check(secmail_arc_sealing_end_body(c->sealing), "end of body");
	suite_check(secmail_arc_sealing_set_results(c->sealing, chain, results), "results");
	suite_check(secmail_arc_sealing_seal(c->sealing), "seal");
	secmail_authres_free(results);
	secmail_arc_result_free(chain);
}

/* --- what came of it ------------------------------------------------------ */

static bool
fails(const char *id, const char *what, const char *ours)
{
	printf("FAIL %s: %s: %s\n", id, what, ours);
	return false;
}

/* One of our fields without its name, for free(). */
static char *
our_field(const sealing_case *c, size_t index)
{
	size_t len;
	const char *field = secmail_arc_sealing_field(c->sealing, index, &len);
	const char *colon = field ? memchr(field, ':', len) : NULL;
	size_t rest = colon ? len - (size_t)(colon + 1 - field) : 0;
	char *copy = malloc(rest + 1);

	if (!copy)
		suite_broken("no memory", "");
	if (colon)
		memcpy(copy, colon + 1, rest);
	copy[rest] = '\0';
	return copy;
}

static bool
compare(const sealing_case *c, const char *id)
{
	char *seal_field = our_field(c, 0), *signature = our_field(c, 1),
	     *results = our_field(c, 2);
	const oracle_set ours = { results, signature, seal_field, false };
	const oracle_set theirs = { value(c, "AAR"), value(c, "AMS"), value(c, "AS"), true };
	const char *pem = setting(c, "privatekey");
	bool passed = true;

	if (!oracle_texts_equal(ours.results, theirs.results))
		passed = fails(id, "ARC-Authentication-Results is another", results);
	if (!oracle_tags_equal(ours.signature, theirs.signature))
		passed = fails(id, "a tag of ARC-Message-Signature is another", signature);
	if (!oracle_tags_equal(ours.seal, theirs.seal))
		passed = fails(id, "a tag of ARC-Seal is another", seal_field);
	if (!oracle_accepts(&ours, c->message, pem))
		passed = fails(id, "the key did not sign this", seal_field);
	if (!oracle_accepts(&theirs, c->message, pem))
		passed = fails(id, "the oracle does not know the suite's own set", "");
	free(seal_field);
	free(signature);
	free(results);
	return passed;
}

static bool
check_case(const sealing_case *c, const char *id)
{
	const char *expected = value(c, "AS");
	bool is_none = expected[strspn(expected, " \r\n")] == '\0';
	secmail_arc_sealing_code code = secmail_arc_sealing_decision(c->sealing);
	size_t len;

	if (!is_none && code == SECMAIL_ARC_SEALING_ALLOWED)
		return compare(c, id);
	if (is_none && code == SECMAIL_ARC_SEALING_ENDED &&
	    !secmail_arc_sealing_fields(c->sealing, &len))
		return true;
	return fails(id, "the decision is another", secmail_arc_sealing_code_name(code));
}

bool
suite_seals(suite *s, const char *id, yaml_node_t *test)
{
	sealing_case c = { .s = s, .test = test };
	size_t body;
	bool passed;

	c.message = value(&c, "message");
	c.header = suite_read_header(c.message, &body);
	open_sealer(&c);
	seal(&c, body);
	passed = check_case(&c, id);
	secmail_arc_sealing_free(c.sealing);
	secmail_arc_sealer_free(c.sealer);
	secmail_dkim_key_free(c.key);
	secmail_message_free(c.header);
	return passed;
}
