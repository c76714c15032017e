/* look_up.c - see look_up.h */
#include "look_up.h"

#include <errno.h>
#include <secmail/dns.h>
#include <secmail/dnsclient.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Octets of a zone file or of evidence: more than any table can be made of. */
#define MAX_FILE SECMAIL_DNS_MAX_ZONE_TEXT

char *
look_up_read_file(const char *name, size_t *out_len)
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

static int
fail(struct look_up *l, int outcome, const char *about, const char *why)
{
	l->about = about;
	snprintf(l->why, sizeof l->why, "%s", why);
	return outcome;
}

static int
out_of_memory(struct look_up *l)
{
	return fail(l, LOOK_UP_TEMPORARY, "memory", secmail_status_text(SECMAIL_NO_MEMORY));
}

static int
load_zone(struct look_up *l, const char *name)
{
	size_t len;
	char *text = look_up_read_file(name, &len);
	secmail_status status;

	if (!text)
		return fail(l, LOOK_UP_USAGE, name, strerror(errno));
	status = secmail_dns_zone_new(&l->zone);
	if (status == SECMAIL_DONE)
		status = secmail_dns_zone_load(l->zone, text, len, NULL);
	free(text);
	if (status == SECMAIL_NO_MEMORY)
		return out_of_memory(l);
	return status == SECMAIL_DONE
		   ? LOOK_UP_DONE
		   : fail(l, LOOK_UP_USAGE, name, secmail_dns_zone_error(l->zone));
}

/* The server that was asked for, or the system's. */
static int
configure_resolver(struct look_up *l, const char *server, secmail_dns_resolver *r)
{
	secmail_status status = server ? secmail_dns_resolver_add_server(r, server)
				       : secmail_dns_resolver_load_resolv_conf(r, NULL);

	if (status == SECMAIL_DONE)
		return LOOK_UP_DONE;
	return fail(l, server ? LOOK_UP_USAGE : LOOK_UP_TEMPORARY,
	    server ? "--resolver" : "/etc/resolv.conf", secmail_dns_resolver_error(r));
}

static int
set_up_client(struct look_up *l, const char *server)
{
	secmail_dns_resolver *r;
	int outcome;

	if (secmail_dns_resolver_new(&r) != SECMAIL_DONE)
		return out_of_memory(l);
	outcome = configure_resolver(l, server, r);
	if (outcome == LOOK_UP_DONE && secmail_dns_client_new(r, &l->client) != SECMAIL_DONE)
		outcome = out_of_memory(l);
	secmail_dns_resolver_free(r);
	return outcome;
}

int
look_up_open(struct look_up *l, const char *zone, const char *resolver)
{
	*l = (struct look_up){ .about = "" };
	return zone ? load_zone(l, zone) : set_up_client(l, resolver);
}

int
look_up_answer(struct look_up *l, secmail_answers *a)
{
	secmail_status status =
	    l->zone ? secmail_dns_zone_answer(l->zone, a) : secmail_dns_client_run(l->client, a);

	return status == SECMAIL_DONE
		   ? LOOK_UP_DONE
		   : fail(l, LOOK_UP_TEMPORARY, "DNS", secmail_status_text(status));
}

void
look_up_close(struct look_up *l)
{
	secmail_dns_zone_free(l->zone);
	secmail_dns_client_free(l->client);
}
