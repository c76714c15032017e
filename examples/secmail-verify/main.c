/*
 * main.c - secmail-verify: judges one message and says why
 *
 * The flow is that of any embedder: configure, feed, then judge and answer
 * questions in turn until there is a verdict.
 */
#include <errno.h>
#include <secmail/inbound.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "evidence_file.h"
#include "options.h"
#include "outcome.h"
#include "replay.h"
#include "report.h"
#include "source.h"
#include "suffix_list.h"

struct job {
	struct options options;
	secmail_inbound_config *config;
	secmail_inbound *inbound;
	struct source source;
	secmail_dmarc_suffixes *suffixes; /* NULL: RFC 9989 */
	secmail_answers *answers;
	secmail_verdict *verdict;
};

/* What evidence tells comes before all that hangs on it. */
static int
open_inputs(struct job *job)
{
	struct options *o = &job->options;
	int outcome = source_open(&job->source, o);

	if (outcome == JUDGED && o->replay)
		outcome = replay_options(job->source.evidence, o);
	if (outcome == JUDGED)
		outcome = suffixes_open(o, &job->suffixes);
	if (outcome == JUDGED && job->suffixes)
		o->suffixes_sha256 = secmail_dmarc_suffixes_sha256(job->suffixes);
	return outcome;
}

static int
set_up(struct job *job)
{
	struct options *o = &job->options;
	int outcome = open_inputs(job);

	if (outcome != JUDGED)
		return outcome;
	if (secmail_inbound_config_new(&job->config) != SECMAIL_DONE)
		return out_of_memory();
	secmail_inbound_config_set_normalize(job->config, o->normalize);
	secmail_inbound_config_set_suffixes(job->config, job->suffixes);
	secmail_dkim_config_set_explain_changes(
	    secmail_inbound_config_dkim(job->config), o->body_changes);
	if (secmail_inbound_config_set_authserv_id(job->config, o->authserv_id) != SECMAIL_DONE)
		return complain(USAGE, "--authserv-id", secmail_inbound_config_error(job->config));
	if (secmail_inbound_config_set_max_authors(job->config, o->max_authors) != SECMAIL_DONE)
		return complain(USAGE, "--max-authors", secmail_inbound_config_error(job->config));
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
		    secmail_inbound_set_client(job->inbound, o->ip, o->ip_len, helo, o->helo_len);
	if (status == SECMAIL_DONE && o->mail_from)
		status =
		    secmail_inbound_set_mail_from(job->inbound, o->mail_from, o->mail_from_len);
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

static int
judge(struct job *job)
{
	secmail_status status = secmail_inbound_judge(job->inbound, job->answers, &job->verdict);

	while (status == SECMAIL_WANT_DNS) {
		int outcome = source_answer(&job->source, job->answers);

		if (outcome != JUDGED)
			return outcome;
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
		if (job->options.explain &&
		    !report_print_explanation(job->verdict, job->options.language))
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
	secmail_dmarc_suffixes_free(job->suffixes);
	secmail_answers_free(job->answers);
	source_close(&job->source);
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
