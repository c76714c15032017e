/*
 * suite.h - what the files of the SPF suite's runner share
 *
 * The suite is a YAML file of several documents: in each, tests and the zone
 * data that they are to be judged on.
 */
#ifndef SPF_SUITE_H
#define SPF_SUITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include <secmail/answers.h>
#include <secmail/engines.h>
#include <secmail/spf.h>
#include <yaml.h>

/* --- yaml.c --- */

/* The value of `key` in a mapping, NULL if it is not there or `in` is none. */
yaml_node_t *suite_get(yaml_document_t *doc, yaml_node_t *in, const char *key);
/* Item `index` of a sequence, NULL past its end or if `in` is none. */
yaml_node_t *suite_item(yaml_document_t *doc, yaml_node_t *in, size_t index);
/* Key `index` of a mapping, NULL past its end or if `in` is none. */
const char *suite_key(yaml_document_t *doc, const yaml_node_t *in, size_t index);
/* A scalar's text, which ends in NUL; "" for what is no scalar. */
const char *suite_text(const yaml_node_t *node);
/* True for a scalar of this text. */
bool suite_is(const yaml_node_t *node, const char *text);

/* --- zone.c --- */

/* Answers an open question from the document's zone data. */
void suite_answer(yaml_document_t *doc, yaml_node_t *zone, secmail_answers *answers, uint32_t id);

/* --- cases.c --- */

typedef struct suite_case {
	yaml_document_t *doc;
	yaml_node_t *zone;
	const char *id;
	yaml_node_t *test;
} suite_case;

typedef void (*suite_case_fn)(void *arg, const suite_case *c);

/* Calls `run` for each case of a file. */
void suite_each_case(FILE *file, suite_case_fn run, void *arg);
/* The client's address, and its length in octets. */
size_t suite_client(const suite_case *c, uint8_t out[16]);
/* Gives a session the client, HELO and MAIL FROM of a case. */
void suite_set_up(const suite_case *c, secmail_spf *spf);

/* --- decided.c --- */

/*
 * False if the case has the key `mechanism` and another one decided. It is the
 * mechanism as written in the record of the domain, or in the one that this
 * redirects to; '' says that none matched.
 */
bool suite_has_mechanism(const suite_case *c, const secmail_spf_result *r);

/* --- main_engine.c; its name keeps it out of other programs that are made of this folder --- */

/* The engine whose worker was built with `program`, this program's own path. */
secmail_engine *suite_engine_new(const char *program);
/* Tells an engine's session what a case is about. */
void suite_engine_set_up(const suite_case *c, secmail_engine_spf *s);
/* The explanation that goes with the engine's verdict: the native one's, where both fail. */
const char *suite_engine_explanation(const secmail_engine_spf_result *r);

/* --- the program's main.c --- */

/* Ends the program over a file that is no suite. */
_Noreturn void suite_broken(const char *what, const char *detail);

#endif
