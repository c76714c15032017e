/*
 * suite.h - what the files of the runner share
 *
 * main.c reads the suite and says what came of it; judging.c has a message
 * judged; a case is of validation (validation.c) or of sealing (sealing.c).
 */
#ifndef SECMAIL_TESTS_ARC_SUITE_H
#define SECMAIL_TESTS_ARC_SUITE_H

#include <secmail/arc.h>
#include <stdbool.h>
#include <stddef.h>
#include <yaml.h>

#define SUITE_AT_ONCE 128 /* questions that are answered in one round at most */

typedef struct suite {
	yaml_document_t *doc;
	yaml_node_t *zone;
	const secmail_dkim_config *config;
	bool is_listing;
	size_t passed;
	size_t failed;
} suite;

/* Each ends the program with a sentence: what is no suite, and what the library must not refuse. */
void suite_broken(const char *what, const char *detail);
void suite_check(secmail_status status, const char *what);

/* The text of a scalar, "" for what is none. */
const char *suite_text(const yaml_node_t *node);

/* The value of `key` in a mapping, NULL if it is not there. */
yaml_node_t *suite_get(yaml_document_t *doc, yaml_node_t *in, const char *key);

/* The message's header, complete, and where its body begins; bare LF stands for CRLF. */
secmail_message *suite_read_header(const char *text, size_t *out_body);

/* The status of a message's chain, its body in pieces, so many questions answered in a round. */
secmail_arc_result *suite_judge(suite *s, const char *text, size_t piece, size_t at_a_time);

/* Whether a case passes; if not, they say why. */
bool suite_validates(suite *s, const char *id, yaml_node_t *test);
bool suite_seals(suite *s, const char *id, yaml_node_t *test);

#endif
