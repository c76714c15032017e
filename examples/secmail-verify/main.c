/*
 * main.c - secmail-verify: judges one message and says why
 *
 * The flow is that of any embedder: configure, feed, then judge and answer
 * questions in turn until there is a verdict.
 */
#include <errno.h>
#include <secmail/dns.h>
#include <secmail/dnsclient.h>
#include <secmail/inbound.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "evidence_file.h"
#include "options.h"
#include "report.h"

/* sysexits.h has these numbers, but POSIX does not have sysexits.h. */
enum { JUDGED = 0, USAGE = 64, NOT_A_MESSAGE = 65, TEMPORARY = 75 };

/* Octets of a zone file: more than any table can be made of. */
#define MAX_ZONE SECMAIL_DNS_MAX_ZONE_TEXT

struct job {
	struct options options;
	secmail_inbound_config *config;
	secmail_inbound *inbound;
	secmail_dns_zone *zone;
	secmail_dns_client *client;
	secmail_answers *answers;
	secmail_verdict *verdict;
};

static int
complain(int status, const char *about, const char *what)
{
	fprintf(stderr, "secmail-verify: %s: %s\n", about, what);
	return status;
}

static int
out_of_memory(void)
{
	return complain(TEMPORARY, "memory", secmail_status_text(SECMAIL_NO_MEMORY));
}

/* All of a file in memory, up to MAX_ZONE octets; NULL with errno set. */
static char *
read_file(const char *name, size_t *out_len)
{
	FILE *file = fopen(name, "rb");
	char *text = file ? malloc(MAX_ZONE + 1) : NULL;
	int failure = errno;

	*out_len = text ? fread(text, 1, MAX_ZONE + 1, file) : 0;
	if (text && ferror(file)) {
		failure = errno;
		free(text);
		text = NULL;
	}
	if (file)
		fclose(file);
	errno = failure;
	return text;
}

static int
load_zone(struct job *job)
{
	const char *name = job->options.zone;
	size_t len;
	char *text = read_file(name, &len);
	secmail_status status;

	if (!text)
		return complain(USAGE, name, strerror(errno));
	if (secmail_dns_zone_new(&job->zone) != SECMAIL_DONE) {
		free(text);
		return out_of_memory();
	}
	status = secmail_dns_zone_load(job->zone, text, len, NULL);
	free(text);
	if (status == SECMAIL_NO_MEMORY)
		return out_of_memory();
	return status == SECMAIL_DONE ? JUDGED
				      : complain(USAGE, name, secmail_dns_zone_error(job->zone));
}

/* The servers that were asked for, or the system's. */
static int
configure_resolver(const struct job *job, secmail_dns_resolver *r)
{
	const char *server = job->options.resolver;
	secmail_status status = server ? secmail_dns_resolver_add_server(r, server)
				       : secmail_dns_resolver_load_resolv_conf(r, NULL);

	if (status == SECMAIL_DONE)
		return JUDGED;
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
	outcome = configure_resolver(job, r);
	if (outcome == JUDGED && secmail_dns_client_new(r, &job->client) != SECMAIL_DONE)
		outcome = out_of_memory();
	secmail_dns_resolver_free(r);
	return outcome;
}

static int
set_up(struct job *job)
{
	const struct options *o = &job->options;
	int outcome = o->zone ? load_zone(job) : set_up_client(job);

	if (outcome != JUDGED)
		return outcome;
	if (secmail_inbound_config_new(&job->config) != SECMAIL_DONE)
		return out_of_memory();
	/* Mail in files has Unix line ends as a rule. */
	secmail_inbound_config_set_normalize(job->config, true);
	if (secmail_inbound_config_set_authserv_id(job->config, o->authserv_id) != SECMAIL_DONE)
		return complain(USAGE, "--authserv-id", secmail_inbound_config_error(job->config));
	if (secmail_inbound_new(job->config, o->now, &job->inbound) != SECMAIL_DONE ||
	    secmail_answers_new(&job->answers) != SECMAIL_DONE)
		return out_of_memory();
	return JUDGED;
}

static int
set_envelope(struct job *job)
{
	const struct options *o = &job->options;
	const char *helo = o->helo ? o->helo : "";
	secmail_status status = SECMAIL_DONE;

	if (o->ip_len > 0)
		status =
		    secmail_inbound_set_client(job->inbound, o->ip, o->ip_len, helo, strlen(helo));
	if (status == SECMAIL_DONE && o->mail_from)
		status =
		    secmail_inbound_set_mail_from(job->inbound, o->mail_from, strlen(o->mail_from));
	return status == SECMAIL_DONE
		   ? JUDGED
		   : complain(USAGE, "envelope", secmail_inbound_error(job->inbound));
}

/* What became of the message: too long or none at all is the message's fault, the rest is ours. */
static int
explain_refusal(const struct job *job, secmail_status status)
{
	const char *name = job->options.message ? job->options.message : "standard input";

	if (status == SECMAIL_DONE)
		return JUDGED;
	return complain(
	    status == SECMAIL_LIMIT || status == SECMAIL_SYNTAX ? NOT_A_MESSAGE : TEMPORARY, name,
	    secmail_inbound_error(job->inbound));
}

static int
feed(struct job *job)
{
	const char *name = job->options.message;
	FILE *file = name ? fopen(name, "rb") : stdin;
	secmail_status status = SECMAIL_DONE;
	static char piece[65536];
	bool unread;
	int failure;
	size_t len;

	if (!file)
		return complain(USAGE, name, strerror(errno));
	while (status == SECMAIL_DONE && (len = fread(piece, 1, sizeof piece, file)) > 0)
		status = secmail_inbound_write(job->inbound, piece, len);
	failure = errno;
	unread = ferror(file);
	if (name)
		fclose(file);
	if (unread)
		return complain(failure == EISDIR ? NOT_A_MESSAGE : TEMPORARY,
		    name ? name : "standard input", strerror(failure));
	if (status == SECMAIL_DONE)
		status = secmail_inbound_end(job->inbound);
	return explain_refusal(job, status);
}

static secmail_status
answer(struct job *job)
{
	if (job->zone)
		return secmail_dns_zone_answer(job->zone, job->answers);
	return secmail_dns_client_run(job->client, job->answers);
}

static int
judge(struct job *job)
{
	secmail_status status = secmail_inbound_judge(job->inbound, job->answers, &job->verdict);

	while (status == SECMAIL_WANT_DNS) {
		status = answer(job);
		if (status != SECMAIL_DONE)
			return complain(TEMPORARY, "DNS", secmail_status_text(status));
		status = secmail_inbound_judge(job->inbound, job->answers, &job->verdict);
	}
	return explain_refusal(job, status);
}

static int
print(const struct job *job)
{
	char *json;

	if (job->options.json) {
		if (secmail_verdict_to_json(job->verdict, &json) != SECMAIL_DONE)
			return out_of_memory();
		puts(json);
		free(json);
	} else {
		if (job->options.explain && !report_print_explanation(job->verdict))
			return out_of_memory();
		report_print(job->verdict);
	}
	if (fflush(stdout) != 0)
		return complain(TEMPORARY, "standard output", strerror(errno));
	return JUDGED;
}

/* A verdict that another try may change is told from one that stands. */
static int
outcome_of(const secmail_verdict *v)
{
	return secmail_dmarc_result_code(secmail_verdict_dmarc(v)) == SECMAIL_DMARC_TEMPERROR
		   ? TEMPORARY
		   : JUDGED;
}

static int
run(struct job *job)
{
	int (*const steps[])(struct job *) = { set_up, set_envelope, feed, judge };
	const char *evidence = job->options.evidence;
	int fd = evidence ? evidence_create(evidence) : -1;
	int outcome = evidence && fd < 0 ? USAGE : JUDGED;

	for (size_t i = 0; outcome == JUDGED && i < sizeof steps / sizeof steps[0]; i++)
		outcome = steps[i](job);
	if (outcome != JUDGED && fd >= 0) {
		close(fd);
		unlink(evidence);
	}
	if (outcome != JUDGED)
		return outcome;
	if (fd >= 0 && !evidence_write(fd, &job->options, job->answers))
		return TEMPORARY;
	outcome = print(job);
	return outcome == JUDGED ? outcome_of(job->verdict) : outcome;
}

static void
clean_up(struct job *job)
{
	secmail_verdict_free(job->verdict);
	secmail_inbound_free(job->inbound);
	secmail_inbound_config_free(job->config);
	secmail_answers_free(job->answers);
	secmail_dns_zone_free(job->zone);
	secmail_dns_client_free(job->client);
}

int
main(int argc, char *argv[])
{
	struct job job = { .config = NULL };
	int outcome;

	if (!options_read(&job.options, argc, argv))
		return USAGE;
	if (job.options.help) {
		options_print_help();
		return JUDGED;
	}
	if (job.options.version) {
		printf("secmail-verify %s\n", secmail_version());
		return JUDGED;
	}
	outcome = run(&job);
	clean_up(&job);
	return outcome;
}
