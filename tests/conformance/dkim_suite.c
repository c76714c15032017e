/*
 * dkim_suite.c - judges a list of signed messages that others made
 *
 * Usage: dkim_suite [--list] LIST
 * Each line of LIST is: id TAB message TAB zone TAB epoch TAB expected. Files
 * are found from where LIST lies. A zone is a master file, or has lines of a
 * name, a space and the text of a TXT record. Expected is "pass", or "fail" for
 * anything else; the best of a message's signatures counts. Prints each
 * failing case, with --list the id of every case, and ends in "N passed, N
 * failed".
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <secmail/dkim.h>
#include <secmail/dns.h>

#define MAX_FILE (64 << 20)
#define MAX_LINE 4096
#define MAX_STRING 255
#define MAX_RECORD 65535
#define MAX_OPEN 128

typedef struct file {
	char *octets; /* a NUL stands behind the last */
	size_t len;
} file;

typedef struct suite {
	const secmail_dkim_config *config;
	char folder[PATH_MAX];
	bool is_listing;
	size_t passed;
	size_t failed;
} suite;

static void
broken(const char *what, const char *detail)
{
	fprintf(stderr, "dkim_suite: %s: %s\n", what, detail);
	exit(65);
}

static void
check(secmail_status status, const char *what)
{
	if (status != SECMAIL_DONE)
		broken(what, secmail_status_text(status));
}

static file
read_file(const suite *s, const char *name)
{
	char path[2 * PATH_MAX];
	file f = { malloc(MAX_FILE + 1), 0 };
	FILE *in;

	snprintf(path, sizeof path, "%s%s", name[0] == '/' ? "" : s->folder, name);
	in = fopen(path, "rb");
	if (!in || !f.octets)
		broken("can't read", path);
	f.len = fread(f.octets, 1, MAX_FILE, in);
	f.octets[f.len] = '\0';
	fclose(in);
	return f;
}

static void
add_text(secmail_answers *answers, uint32_t id, const char *text, size_t left)
{
	static uint8_t rdata[MAX_RECORD];
	size_t used = 0;

	if (left > MAX_RECORD / 2)
		broken("a record is too long", "");
	do {
		size_t part = left < MAX_STRING ? left : MAX_STRING;

		rdata[used++] = (uint8_t)part;
		memcpy(rdata + used, text, part);
		used += part;
		text += part;
		left -= part;
	} while (left > 0);
	check(secmail_answers_add(answers, id, rdata, used, 300), "record");
}

/* A question answered from lines of a name and a text. */
static void
answer_from_lines(secmail_answers *answers, uint32_t id, const char *zone)
{
	const char *name = secmail_answers_qname(answers, id);
	bool found = false;

	for (const char *line = zone; *line; line += strcspn(line, "\n"), line += *line == '\n') {
		size_t len = strcspn(line, "\r\n");

		if (strncmp(line, name, strlen(name)) != 0 || line[strlen(name)] != ' ')
			continue;
		add_text(answers, id, line + strlen(name) + 1, len - strlen(name) - 1);
		found = true;
	}
	check(secmail_answers_close(answers, id, found ? 0 : 3, SECMAIL_TRUST_UNKNOWN), "close");
}

static void
answer(secmail_answers *answers, const secmail_dns_zone *zone, bool is_master, const char *text)
{
	uint32_t ids[MAX_OPEN];
	size_t open = secmail_answers_open(answers, ids, MAX_OPEN);

	if (is_master) {
		check(secmail_dns_zone_answer(zone, answers), "zone");
		return;
	}
	for (size_t i = 0; i < open; i++)
		answer_from_lines(answers, ids[i], text);
}

static void
feed(secmail_message *m, secmail_dkim *d, const file *message)
{
	size_t body = 0;

	check(secmail_message_set_normalize(m, true), "normalize");
	check(secmail_message_write(m, message->octets, message->len, &body), "message");
	check(secmail_message_end(m), "message");
	check(secmail_dkim_set_message(d, m), "header");
	check(secmail_dkim_write_body(d, message->octets + body, message->len - body), "body");
	check(secmail_dkim_end_body(d), "end of body");
}

static secmail_dkim_results *
judge(suite *s, const file *message, const file *zone_text, int64_t now)
{
	secmail_dkim_results *results = NULL;
	secmail_dns_zone *zone;
	secmail_answers *answers;
	secmail_message *m;
	secmail_dkim *d;
	secmail_status status;
	bool is_master;

	check(secmail_dns_zone_new(&zone), "zone");
	is_master =
	    secmail_dns_zone_load(zone, zone_text->octets, zone_text->len, NULL) == SECMAIL_DONE;
	check(secmail_answers_new(&answers), "answers");
	check(secmail_message_new(&m), "message");
	check(secmail_dkim_new(s->config, now, &d), "session");
	feed(m, d, message);
	while ((status = secmail_dkim_judge(d, answers, &results)) == SECMAIL_WANT_DNS)
		answer(answers, zone, is_master, zone_text->octets);
	check(status, "judge");
	secmail_dkim_free(d);
	secmail_message_free(m);
	secmail_answers_free(answers);
	secmail_dns_zone_free(zone);
	return results;
}

static void
print_failure(const char *id, const char *expected, const secmail_dkim_results *r)
{
	printf("FAIL %s: expected %s, got %s\n", id, expected,
	    secmail_dkim_code_name(secmail_dkim_results_best(r)));
	for (size_t i = 0; i < secmail_dkim_results_count(r); i++)
		printf("    %s: %s: %s\n", secmail_dkim_code_name(secmail_dkim_results_code(r, i)),
		    secmail_dkim_reason_name(secmail_dkim_results_reason(r, i)),
		    secmail_dkim_results_detail(r, i));
}

static void
run(suite *s, char *fields[5])
{
	file message = read_file(s, fields[1]), zone = read_file(s, fields[2]);
	secmail_dkim_results *r = judge(s, &message, &zone, strtoll(fields[3], NULL, 10));
	bool is_pass = secmail_dkim_results_best(r) == SECMAIL_DKIM_PASS;
	bool passed = is_pass == (strcmp(fields[4], "pass") == 0);

	s->passed += passed;
	s->failed += !passed;
	if (s->is_listing)
		printf("%s %s\n", passed ? "pass" : "fail", fields[0]);
	if (!passed)
		print_failure(fields[0], fields[4], r);
	secmail_dkim_results_free(r);
	free(message.octets);
	free(zone.octets);
}

static void
run_line(suite *s, char *line)
{
	char *fields[5];
	size_t count = 0;

	line[strcspn(line, "\r\n")] = '\0';
	if (line[0] == '\0' || line[0] == '#')
		return;
	for (char *at = line; at && count < 5; count++) {
		fields[count] = at;
		at = strchr(at, '\t');
		if (at)
			*at++ = '\0';
	}
	if (count < 5 || (strcmp(fields[4], "pass") != 0 && strcmp(fields[4], "fail") != 0))
		broken("a line is no case", line);
	run(s, fields);
}

int
main(int argc, char **argv)
{
	suite s = { .is_listing = argc > 1 && strcmp(argv[1], "--list") == 0 };
	const char *path = argv[argc - 1], *slash = strrchr(path, '/');
	secmail_dkim_config *config;
	char line[MAX_LINE];
	FILE *list;

	if (argc != 2 + s.is_listing) {
		fprintf(stderr, "usage: dkim_suite [--list] LIST\n");
		return 64;
	}
	list = fopen(path, "r");
	if (!list)
		broken("can't read", path);
	snprintf(s.folder, sizeof s.folder, "%.*s", slash ? (int)(slash - path) + 1 : 0, path);
	check(secmail_dkim_config_new(&config), "configuration");
	secmail_dkim_config_set_normalize(config, true);
	s.config = config;
	while (fgets(line, sizeof line, list))
		run_line(&s, line);
	fclose(list);
	secmail_dkim_config_free(config);
	printf("%zu passed, %zu failed\n", s.passed, s.failed);
	return s.failed == 0 && s.passed > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
