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

#include <secmail/answers.h>
#include <yaml.h>

/* --- yaml.c --- */

/* The value of `key` in a mapping, NULL if it is not there or `in` is none. */
yaml_node_t *suite_get(yaml_document_t *doc, yaml_node_t *in, const char *key);
/* Item `index` of a sequence, NULL past its end or if `in` is none. */
yaml_node_t *suite_item(yaml_document_t *doc, yaml_node_t *in, size_t index);
/* A scalar's text, which ends in NUL; "" for what is no scalar. */
const char *suite_text(const yaml_node_t *node);
/* True for a scalar of this text. */
bool suite_is(const yaml_node_t *node, const char *text);

/* --- zone.c --- */

/* Answers an open question from the document's zone data. */
void suite_answer(yaml_document_t *doc, yaml_node_t *zone, secmail_answers *answers, uint32_t id);

/* --- main.c --- */

/* Ends the program over a file that is no suite. */
_Noreturn void suite_broken(const char *what, const char *detail);

#endif
