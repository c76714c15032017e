/* source.c - see source.h */
#include "source.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "outcome.h"

/* Octets of a zone file or of evidence: more than any table can be made of. */
#define MAX_FILE SECMAIL_DNS_MAX_ZONE_TEXT

/* All of a file in memory, up to one octet over MAX_FILE; NULL with errno set. */
static char *
read_file(const char *name, size_t *out_len)
{
	FILE *file = fopen(name, "rb");
	char *text = file ? malloc(MAX_FILE + 1) : NULL;
	int failure = errno;

	*out_len = text ? fread(text, 1, MAX_FILE + 1, file) : 0;
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

/* What became of reading a file that the user named. */
static int
outcome_of(secmail_status status, const char *name, const char *error)
{
	if (status == SECMAIL_NO_MEMORY)
		return out_of_memory();
	return status == SECMAIL_DONE ? JUDGED : complain(USAGE, name, error);
}

static int
load_zone(struct source *s, const char *name)
{
	size_t len;
	char *text = read_file(name, &len);
	secmail_status status;

	if (!text)
		return complain(USAGE, name, strerror(errno));
	status = secmail_dns_zone_new(&s->zone);
	if (status == SECMAIL_DONE)
		status = secmail_dns_zone_load(s->zone, text, len, NULL);
	free(text);
	return outcome_of(status, name, secmail_dns_zone_error(s->zone));
}

static int
load_evidence(struct source *s, const char *name)
{
	size_t len;
	char *text = read_file(name, &len);
	secmail_status status;

	if (!text)
		return complain(USAGE, name, strerror(errno));
	status = secmail_dns_evidence_new(&s->evidence);
	if (status == SECMAIL_DONE)
		status = secmail_dns_evidence_load(s->evidence, text, len);
	free(text);
	return outcome_of(status, name, secmail_dns_evidence_error(s->evidence));
}

/* The servers that were asked for, or the system's. */
static int
configure_resolver(const struct options *o, secmail_dns_resolver *r)
{
	const char *server = o->resolver;
	secmail_status status = server ? secmail_dns_resolver_add_server(r, server)
				       : secmail_dns_resolver_load_resolv_conf(r, NULL);

	if (status == SECMAIL_DONE)
		return JUDGED;
	return complain(server ? USAGE : TEMPORARY, server ? "--resolver" : "/etc/resolv.conf",
	    secmail_dns_resolver_error(r));
}

static int
set_up_client(struct source *s, const struct options *o)
{
	secmail_dns_resolver *r;
	int outcome;

	if (secmail_dns_resolver_new(&r) != SECMAIL_DONE)
		return out_of_memory();
	outcome = configure_resolver(o, r);
	if (outcome == JUDGED && secmail_dns_client_new(r, &s->client) != SECMAIL_DONE)
		outcome = out_of_memory();
	secmail_dns_resolver_free(r);
	return outcome;
}

int
source_open(struct source *s, const struct options *o)
{
	if (o->zone)
		return load_zone(s, o->zone);
	if (o->replay)
		return load_evidence(s, o->replay);
	return set_up_client(s, o);
}

/* Evidence that lacks an answer belongs to another message, or to another version. */
static int
answer_from_evidence(secmail_dns_evidence *e, secmail_answers *a)
{
	secmail_status status = secmail_dns_evidence_answer(e, a);

	if (status == SECMAIL_NOT_FOUND)
		return complain(NOT_A_MESSAGE, "--replay", secmail_dns_evidence_error(e));
	return status == SECMAIL_DONE ? JUDGED : out_of_memory();
}

int
source_answer(struct source *s, secmail_answers *a)
{
	secmail_status status;

	if (s->evidence)
		return answer_from_evidence(s->evidence, a);
	status =
	    s->zone ? secmail_dns_zone_answer(s->zone, a) : secmail_dns_client_run(s->client, a);
	return status == SECMAIL_DONE ? JUDGED
				      : complain(TEMPORARY, "DNS", secmail_status_text(status));
}

void
source_close(struct source *s)
{
	secmail_dns_zone_free(s->zone);
	secmail_dns_evidence_free(s->evidence);
	secmail_dns_client_free(s->client);
}
