/*
 * main.c - secmail-spf-lint: says what should be mended in an SPF record
 *
 * The flow is that of any embedder: look, and answer questions in turn until
 * there are findings.
 */
#include <errno.h>
#include <secmail/dns.h>
#include <secmail/dnsclient.h>
#include <secmail/spflint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "options.h"
#include "report.h"

/* sysexits.h has the large ones, but POSIX does not have sysexits.h. */
enum { CLEAN = 0, TO_MEND = 1, USAGE = 64, TEMPORARY = 75 };

/* Octets of a record that are read: more than any may have, so that the library says so. */
#define MAX_RECORD 65535

struct job {
	struct options options;
	char *record; /* NULL: the published one */
	size_t record_len;
	secmail_dns_zone *zone;
	secmail_dns_client *client;
	secmail_answers *answers; /* NULL: nothing is asked */
	secmail_spf_findings *findings;
};

static int
complain(int status, const char *about, const char *what)
{
	fprintf(stderr, "secmail-spf-lint: %s: %s\n", about, what);
	return status;
}

static int
out_of_memory(void)
{
	return complain(TEMPORARY, "memory", secmail_status_text(SECMAIL_NO_MEMORY));
}

/* Up to `max` octets of a file; NULL with errno set. */
static char *
read_all(FILE *file, size_t max, size_t *out_len)
{
	char *text = malloc(max + 1);

	*out_len = text ? fread(text, 1, max + 1, file) : 0;
	if (text && ferror(file)) {
		int failure = errno;

		free(text);
		errno = failure;
		return NULL;
	}
	return text;
}

static bool
ends_in(const struct job *job, char octet)
{
	return job->record_len > 0 && job->record[job->record_len - 1] == octet;
}

/* The record that is to be looked at, without the line's end. */
static int
take_record(struct job *job)
{
	const char *given = job->options.record;

	if (!given)
		return CLEAN;
	if (strcmp(given, "-") == 0) {
		job->record = read_all(stdin, MAX_RECORD, &job->record_len);
		if (!job->record)
			return complain(TEMPORARY, "standard input", strerror(errno));
	} else {
		job->record = strdup(given);
		job->record_len = strlen(given);
	}
	if (!job->record)
		return out_of_memory();
	while (ends_in(job, '\r') || ends_in(job, '\n'))
		job->record_len--;
	return CLEAN;
}

static int
load_zone(struct job *job)
{
	const char *name = job->options.zone;
	FILE *file = fopen(name, "rb");
	secmail_status status;
	char *text;
	size_t len;

	if (!file)
		return complain(USAGE, name, strerror(errno));
	text = read_all(file, SECMAIL_DNS_MAX_ZONE_TEXT, &len);
	if (!text)
		complain(USAGE, name, strerror(errno));
	fclose(file);
	if (!text)
		return USAGE;
	status = secmail_dns_zone_new(&job->zone);
	if (status == SECMAIL_DONE)
		status = secmail_dns_zone_load(job->zone, text, len, NULL);
	free(text);
	if (status == SECMAIL_NO_MEMORY)
		return out_of_memory();
	return status == SECMAIL_DONE ? CLEAN
				      : complain(USAGE, name, secmail_dns_zone_error(job->zone));
}

/* The server that was asked for, or the system's. */
static int
configure(const struct job *job, secmail_dns_resolver *r)
{
	const char *server = job->options.resolver;
	secmail_status status = server ? secmail_dns_resolver_add_server(r, server)
				       : secmail_dns_resolver_load_resolv_conf(r, NULL);

	if (status == SECMAIL_DONE)
		return CLEAN;
	return complain(server ? USAGE : TEMPORARY, server ? "--resolver" : "/etc/resolv.conf",
	    secmail_dns_resolver_error(r));
}

static int
set_up_client(struct job *job)
{
	secmail_dns_resolver *r;
	int outcome;

	if (secmail_dns_resolver_new(&r) != SECMAIL_DONE)
		return out_of_memory();
	outcome = configure(job, r);
	if (outcome == CLEAN && secmail_dns_client_new(r, &job->client) != SECMAIL_DONE)
		outcome = out_of_memory();
	secmail_dns_resolver_free(r);
	return outcome;
}

static int
set_up_dns(struct job *job)
{
	int outcome;

	if (job->options.offline)
		return CLEAN;
	outcome = job->options.zone ? load_zone(job) : set_up_client(job);
	if (outcome == CLEAN && secmail_answers_new(&job->answers) != SECMAIL_DONE)
		outcome = out_of_memory();
	return outcome;
}

static secmail_status
answer(struct job *job)
{
	if (job->zone)
		return secmail_dns_zone_answer(job->zone, job->answers);
	return secmail_dns_client_run(job->client, job->answers);
}

static int
look(struct job *job)
{
	const char *domain = job->options.domain;
	size_t domain_len = domain ? strlen(domain) : 0;
	secmail_spf_findings *found = NULL;
	secmail_status status;

	if (domain && domain_len == 0)
		return complain(USAGE, "domain", "is empty");
	do {
		status = secmail_spf_lint(
		    domain, domain_len, job->record, job->record_len, job->answers, &found);
		if (status != SECMAIL_WANT_DNS)
			break;
		status = answer(job);
	} while (status == SECMAIL_DONE);
	job->findings = found;
	if (found)
		return CLEAN;
	if (status == SECMAIL_SYNTAX)
		return complain(USAGE, "domain", "is no domain name");
	return complain(TEMPORARY, "DNS", secmail_status_text(status));
}

/* What could not be looked up is not to be mended in the record, as far as is known. */
static int
outcome_of(const secmail_spf_findings *f)
{
	int outcome = CLEAN;

	for (size_t i = 0; i < secmail_spf_findings_count(f); i++) {
		if (secmail_spf_findings_code(f, i) == SECMAIL_SPF_FINDING_DNS_FAILURE)
			outcome = TEMPORARY;
		else if (secmail_spf_findings_severity(f, i) != SECMAIL_SPF_NOTE)
			return TO_MEND;
	}
	return outcome;
}

static int
print(struct job *job)
{
	if (job->options.json)
		report_print_json(job->findings);
	else
		report_print(job->findings);
	if (fflush(stdout) != 0)
		return complain(TEMPORARY, "standard output", strerror(errno));
	return outcome_of(job->findings);
}

static int
run(struct job *job)
{
	int (*const steps[])(struct job *) = { take_record, set_up_dns, look, print };
	int outcome = CLEAN;

	for (size_t i = 0; outcome == CLEAN && i < sizeof steps / sizeof steps[0]; i++)
		outcome = steps[i](job);
	return outcome;
}

static void
clean_up(struct job *job)
{
	secmail_spf_findings_free(job->findings);
	secmail_answers_free(job->answers);
	secmail_dns_client_free(job->client);
	secmail_dns_zone_free(job->zone);
	free(job->record);
}

int
main(int argc, char *argv[])
{
	struct job job = { .record = NULL };
	int outcome;

	if (!options_read(&job.options, argc, argv))
		return USAGE;
	if (job.options.help) {
		options_print_help();
		return CLEAN;
	}
	if (job.options.version) {
		printf("secmail-spf-lint %s\n", secmail_version());
		return CLEAN;
	}
	outcome = run(&job);
	clean_up(&job);
	return outcome;
}
