/*
 * evidence.c - see evidence.h
 *
 * The form is a zone file: the inputs as comments, `;= NAME VALUE` with
 * RFC 1035 escapes in the value, then every question that was answered.
 */
#define _XOPEN_SOURCE 700 /* O_NOFOLLOW */
#include "evidence.h"

#include <errno.h>
#include <fcntl.h>
#include <secmail/dns.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int
evidence_create(const char *name)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

	if (fd < 0)
		fprintf(stderr, "secmail-verify: --evidence: %s: %s\n", name, strerror(errno));
	return fd;
}

static void
write_input(FILE *file, const char *name, const char *value)
{
	fprintf(file, ";= %s ", name);
	for (; *value; value++)
		if (*value > ' ' && *value <= '~' && *value != '\\')
			fputc(*value, file);
		else
			fprintf(file, "\\%03u", (unsigned char)*value);
	fputc('\n', file);
}

static void
write_inputs(FILE *file, const struct options *o)
{
	char now[32];

	snprintf(now, sizeof now, "%lld", (long long)o->now);
	fprintf(file, "; evidence of a verdict by libsecmail\n");
	write_input(file, "version", secmail_version());
	write_input(file, "now", now);
	write_input(file, "authserv-id", o->authserv_id);
	if (o->ip_len > 0)
		write_input(file, "ip", o->ip_text);
	if (o->helo)
		write_input(file, "helo", o->helo);
	if (o->mail_from)
		write_input(file, "mail-from", o->mail_from);
}

bool
evidence_write(int fd, const struct options *o, const secmail_answers *a)
{
	FILE *file = fdopen(fd, "w");
	char *answers = NULL;
	bool good = file && secmail_dns_save_evidence(a, &answers) == SECMAIL_DONE;

	if (good) {
		write_inputs(file, o);
		good = fputs(answers, file) >= 0 && fflush(file) == 0 && fsync(fd) == 0;
	}
	if (!good) {
		fprintf(
		    stderr, "secmail-verify: --evidence: %s: could not be written\n", o->evidence);
		unlink(o->evidence);
	}
	free(answers);
	if (file)
		fclose(file);
	else
		close(fd);
	return good;
}
