/*
 * suite.h - the parts of the runner of DMARC suites
 *
 * A suite is a YAML file of scenarios, each with tests and the DNS that they
 * see. README.md beside the suites, in data/, describes the form.
 */
#ifndef SECMAIL_TESTS_DMARC_SUITE_H
#define SECMAIL_TESTS_DMARC_SUITE_H

#include <secmail/answers.h>
#include <secmail/dmarc.h>
#include <secmail/dmarcpsl.h>

#include <stdbool.h>
#include <yaml.h>

/* The value of a key of a mapping, NULL if there is none. */
yaml_node_t *suite_get(yaml_document_t *doc, yaml_node_t *mapping, const char *key);

/* Key `index` of a mapping, NULL past its end. */
const char *suite_key(yaml_document_t *doc, const yaml_node_t *mapping, size_t index);

/* Item `index` of a sequence, NULL past its end. */
yaml_node_t *suite_item(yaml_document_t *doc, yaml_node_t *sequence, size_t index);

/* The text of a scalar; NULL for anything else, for nothing and for null. */
const char *suite_text(const yaml_node_t *node);

/* Prints what is wrong with the suite and ends the program. */
void suite_broken(const char *what, const char *where);

/* The DNS of one scenario: the value of its key zonedata. */
typedef struct suite_zone {
	yaml_document_t *doc;
	yaml_node_t *names; /* NULL: no name exists */
} suite_zone;

typedef struct suite_case {
	yaml_document_t *doc;
	suite_zone zone;
	const char *id;
	yaml_node_t *test;
} suite_case;

typedef void (*suite_case_fn)(void *arg, const suite_case *c);

/* Calls `run` for each case of a file; ends the program over one that can't be read. */
void suite_each_case(const char *path, suite_case_fn run, void *arg);
/* Gives a session the author and the identifiers of a case. */
void suite_set_up(const suite_case *c, secmail_dmarc *dmarc);

/* The list of a case of mode rfc7489, to be freed. */
secmail_dmarc_suffixes *suite_suffixes(const suite_case *c);

/* Answers one question, or all that are open. */
void suite_answer(const suite_zone *zone, secmail_answers *a, uint32_t id);
void suite_answer_all(const suite_zone *zone, secmail_answers *a);

#endif
