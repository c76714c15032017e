/*
 * evidence_file.c - see evidence_file.h
 *
 * The form is the library's (dns.h): a zone file, with the inputs in comments.
 */
#define _XOPEN_SOURCE 700 /* O_NOFOLLOW */
#include "evidence_file.h"

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

/* Everything that the verdict depends on, but for DNS and the message itself. */
static secmail_status
set_inputs(secmail_dns_evidence *e, const struct options *o)
{
	char now[32];
	char authors[32];
	int authors_len = snprintf(authors, sizeof authors, "%zu", o->max_authors);
	int now_len = snprintf(now, sizeof now, "%lld", (long long)o->now);
	const struct input {
		const char *name;
		const char *value; /* NULL: it was not given */
		size_t len;
	} inputs[] = {
		{ "client-address", o->ip_text, o->ip_text ? strlen(o->ip_text) : 0 },
		{ "helo", o->helo, o->helo_len },
		{ "mail-from", o->mail_from, o->mail_from_len },
		{ "now", now, (size_t)now_len },
		{ "authserv-id", o->authserv_id, strlen(o->authserv_id) },
		{ "normalize", o->normalize ? "1" : "0", 1 },
		{ "max-authors", authors, (size_t)authors_len },
		{ "body-changes", o->body_changes ? "1" : "0", 1 },
		{ "public-suffixes", o->suffixes_sha256,
		    o->suffixes_sha256 ? strlen(o->suffixes_sha256) : 0 },
	};
	secmail_status status = SECMAIL_DONE;

	for (size_t i = 0; i < sizeof inputs / sizeof inputs[0] && status == SECMAIL_DONE; i++)
		if (inputs[i].value)
			status = secmail_dns_evidence_set_input(
			    e, inputs[i].name, inputs[i].value, inputs[i].len);
	return status;
}

/* The text of the evidence, NULL after saying why there is none. */
static char *
evidence_text(const struct options *o, const secmail_answers *a)
{
	secmail_dns_evidence *e;
	char *text = NULL;
	secmail_status status = secmail_dns_evidence_new(&e);

	if (status == SECMAIL_DONE)
		status = set_inputs(e, o);
	if (status == SECMAIL_DONE)
		status = secmail_dns_evidence_save(e, a, &text);
	if (status != SECMAIL_DONE)
		fprintf(stderr, "secmail-verify: --evidence: %s\n",
		    e && *secmail_dns_evidence_error(e) ? secmail_dns_evidence_error(e)
							: secmail_status_text(status));
	secmail_dns_evidence_free(e);
	return text;
}

static bool
write_text(int fd, const char *text)
{
	size_t left = strlen(text);

	while (left > 0) {
		ssize_t written = write(fd, text, left);

		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return false;
		text += written;
		left -= (size_t)written;
	}
	return fsync(fd) == 0;
}

bool
evidence_write(int fd, const struct options *o, const secmail_answers *a)
{
	char *text = evidence_text(o, a);
	bool good = text && write_text(fd, text);

	if (text && !good)
		fprintf(
		    stderr, "secmail-verify: --evidence: %s: %s\n", o->evidence, strerror(errno));
	if (!good)
		unlink(o->evidence);
	free(text);
	close(fd);
	return good;
}
