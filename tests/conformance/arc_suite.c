/*
 * arc_suite.c - runs a suite of ARC validation tests in the form of the ValiMail one
 *
 * Usage: arc_suite [--list] FILE.yml
 * Prints each failing case with what was expected and got, with --list the id
 * of every case, and ends in "N passed, N failed". Each case is judged twice:
 * with all questions answered at once and the body in one piece, and with one
 * answer at a time and one octet at a time; both have to give the same result.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <secmail/arc.h>
#include <yaml.h>

#define NOW 1700000000
#define MAX_OPEN 128
#define MAX_STRING 255
#define MAX_RECORD 4096

typedef struct suite {
	yaml_document_t *doc;
	yaml_node_t *zone;
	const secmail_dkim_config *config;
	bool is_listing;
	size_t passed;
	size_t failed;
} suite;

static void
broken(const char *what, const char *detail)
{
	fprintf(stderr, "arc_suite: %s: %s\n", what, detail);
	exit(65);
}

static void
check(secmail_status status, const char *what)
{
	if (status != SECMAIL_DONE)
		broken(what, secmail_status_text(status));
}

static const char *
text_of(const yaml_node_t *node)
{
	return node && node->type == YAML_SCALAR_NODE ? (const char *)node->data.scalar.value : "";
}

/* The value of `key` in a mapping, NULL if it is not there. */
static yaml_node_t *
get(yaml_document_t *doc, yaml_node_t *in, const char *key)
{
	if (!in || in->type != YAML_MAPPING_NODE)
		return NULL;
	for (yaml_node_pair_t *p = in->data.mapping.pairs.start; p < in->data.mapping.pairs.top;
	     p++)
		if (strcmp(text_of(yaml_document_get_node(doc, p->key)), key) == 0)
			return yaml_document_get_node(doc, p->value);
	return NULL;
}

static void
add_txt(secmail_answers *answers, uint32_t id, const char *text)
{
	uint8_t rdata[MAX_RECORD];
	size_t left = strlen(text), used = 0;

	if (left > MAX_RECORD / 2)
		broken("a record is too long", text);
	while (left > 0) {
		size_t part = left < MAX_STRING ? left : MAX_STRING;

		rdata[used++] = (uint8_t)part;
		memcpy(rdata + used, text, part);
		used += part;
		text += part;
		left -= part;
	}
	check(secmail_answers_add(answers, id, rdata, used, 300), "record");
}

static void
answer(suite *s, secmail_answers *answers, uint32_t id)
{
	yaml_node_t *record = get(s->doc, s->zone, secmail_answers_qname(answers, id));

	if (record)
		add_txt(answers, id, text_of(record));
	check(secmail_answers_close(answers, id, record ? 0 : 3, SECMAIL_TRUST_UNKNOWN), "close");
}

static void
write_message(
    secmail_message *m, secmail_dkim *d, const char *text, secmail_answers *answers, size_t step)
{
	size_t len = strlen(text), body = 0, at = 0;
	secmail_status status;

	while (at < len && !secmail_message_header_is_complete(m)) {
		check(secmail_message_write(m, text + at, len - at, &body), "message");
		at += body;
	}
	status = secmail_message_end(m);
	if (status != SECMAIL_DONE && status != SECMAIL_SYNTAX)
		broken("end", secmail_message_error(m));
	check(secmail_dkim_set_message(d, m), "set message");
	check(secmail_dkim_ask(d, answers), "ask");
	for (; at < len; at += step)
		check(secmail_dkim_write_body(d, text + at, step < len - at ? step : len - at),
		    "body");
	check(secmail_dkim_end_body(d), "end of body");
}

static secmail_arc_result *
judge_all(suite *s, secmail_dkim *d, secmail_answers *answers, size_t at_a_time)
{
	uint32_t ids[MAX_OPEN];
	secmail_arc_result *result = NULL;
	secmail_status status = secmail_arc_judge(d, answers, &result);

	while (status == SECMAIL_WANT_DNS) {
		size_t open = secmail_answers_open(answers, ids, MAX_OPEN);

		if (open == 0 || open > MAX_OPEN)
			broken("the number of open questions is wrong", "");
		for (size_t i = 0; i < open && i < at_a_time; i++)
			answer(s, answers, ids[i]);
		status = secmail_arc_judge(d, answers, &result);
	}
	check(status, "judge");
	return result;
}

static secmail_arc_result *
judge(suite *s, const char *text, size_t piece, size_t at_a_time)
{
	secmail_message *m;
	secmail_dkim *d;
	secmail_answers *answers;
	secmail_arc_result *result;

	check(secmail_message_new(&m), "message");
	check(secmail_message_set_normalize(m, true), "normalize");
	check(secmail_dkim_new(s->config, NOW, &d), "session");
	check(secmail_answers_new(&answers), "answers");
	write_message(m, d, text, answers, piece);
	result = judge_all(s, d, answers, at_a_time);
	secmail_dkim_free(d);
	secmail_message_free(m);
	secmail_answers_free(answers);
	return result;
}

static bool
are_equal(const secmail_arc_result *a, const secmail_arc_result *b)
{
	return secmail_arc_result_reason(a) == secmail_arc_result_reason(b) &&
	       secmail_arc_result_instances(a) == secmail_arc_result_instances(b) &&
	       secmail_arc_result_oldest_pass(a) == secmail_arc_result_oldest_pass(b) &&
	       strcmp(secmail_arc_result_detail(a), secmail_arc_result_detail(b)) == 0;
}

/* The suite writes Pass, Fail and None with space behind, and nothing for a broken syntax. */
static const char *
expected_code(suite *s, yaml_node_t *test)
{
	static const char *const words[] = { "pass", "fail", "none" };
	yaml_node_t *cv = get(s->doc, test, "cv");

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (strncasecmp(text_of(cv), words[i], 4) == 0)
			return words[i];
	if (!cv || strspn(text_of(cv), " \n") != strlen(text_of(cv)))
		broken("cv is no word of the suite", text_of(cv));
	return "fail";
}

static bool
passes(suite *s, const char *id, yaml_node_t *test)
{
	const char *text = text_of(get(s->doc, test, "message"));
	const char *expected = expected_code(s, test);
	secmail_arc_result *result = judge(s, text, strlen(text) + 1, MAX_OPEN);
	secmail_arc_result *again = judge(s, text, 1, 1);
	const char *code = secmail_arc_code_name(secmail_arc_result_code(result));
	bool passed = strcmp(code, expected) == 0 && are_equal(result, again);

	if (!passed)
		printf("FAIL %s: expected %s, got %s (%s: %s); in pieces: %s\n", id, expected, code,
		    secmail_arc_reason_name(secmail_arc_result_reason(result)),
		    secmail_arc_result_detail(result), secmail_arc_result_detail(again));
	secmail_arc_result_free(result);
	secmail_arc_result_free(again);
	return passed;
}

static bool
has_id(suite *s, const yaml_node_pair_t *p, const char *id)
{
	return strcmp(text_of(yaml_document_get_node(s->doc, p->key)), id) == 0;
}

/* Some ids stand in the file twice: that is one case, in which both messages have to pass. */
static void
run(suite *s, yaml_node_t *tests, const yaml_node_pair_t *first)
{
	const char *id = text_of(yaml_document_get_node(s->doc, first->key));
	bool passed = true;

	for (yaml_node_pair_t *p = tests->data.mapping.pairs.start; p < first; p++)
		if (has_id(s, p, id))
			return;
	for (const yaml_node_pair_t *p = first; p < tests->data.mapping.pairs.top; p++)
		if (has_id(s, p, id))
			passed &= passes(s, id, yaml_document_get_node(s->doc, p->value));
	s->passed += passed;
	s->failed += !passed;
	if (s->is_listing)
		printf("%s %s\n", passed ? "pass" : "fail", id);
}

static void
run_document(suite *s)
{
	yaml_node_t *root = yaml_document_get_root_node(s->doc);
	yaml_node_t *tests = get(s->doc, root, "tests");

	if (!tests || tests->type != YAML_MAPPING_NODE)
		return;
	s->zone = get(s->doc, root, "txt-records");
	for (yaml_node_pair_t *p = tests->data.mapping.pairs.start;
	     p < tests->data.mapping.pairs.top; p++)
		run(s, tests, p);
}

static void
run_file(suite *s, FILE *file)
{
	yaml_parser_t parser;
	yaml_document_t doc;
	bool more = true;

	if (!yaml_parser_initialize(&parser))
		broken("no memory", "");
	yaml_parser_set_input_file(&parser, file);
	while (more) {
		if (!yaml_parser_load(&parser, &doc))
			broken("not YAML", parser.problem ? parser.problem : "");
		more = yaml_document_get_root_node(&doc) != NULL;
		s->doc = &doc;
		if (more)
			run_document(s);
		yaml_document_delete(&doc);
	}
	yaml_parser_delete(&parser);
}

int
main(int argc, char **argv)
{
	suite s = { .is_listing = argc > 1 && strcmp(argv[1], "--list") == 0 };
	secmail_dkim_config *config;
	FILE *file;

	if (argc != 2 + s.is_listing) {
		fprintf(stderr, "usage: arc_suite [--list] FILE.yml\n");
		return 64;
	}
	file = fopen(argv[argc - 1], "rb");
	if (!file)
		broken("can't read", argv[argc - 1]);
	check(secmail_dkim_config_new(&config), "configuration");
	secmail_dkim_config_set_normalize(config, true);
	s.config = config;
	run_file(&s, file);
	fclose(file);
	secmail_dkim_config_free(config);
	printf("%zu passed, %zu failed\n", s.passed, s.failed);
	return s.failed == 0 && s.passed > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
