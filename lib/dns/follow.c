/* follow.c - settings that follow a file in the form of resolv.conf */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "client.h"

#define LOOK_AGAIN_MS 5000

static bool
is_same(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
	       a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/*
 * Reads the file. It is looked at before, so that a change in between is found
 * the next time. Settings that are as they were leave what is in flight alone.
 */
static secmail_status
read_file(secmail_dns_client *c, const char *path)
{
	secmail_dns_resolver settings = c->file_base;
	struct stat seen;
	secmail_status status;

	memset(&seen, 0, sizeof seen);
	(void)stat(path, &seen);
	status = secmail_dns_resolver_load_resolv_conf(&settings, path);
	if (status != SECMAIL_DONE) {
		secmailp_error_set(&c->error, "%s", settings.error.text);
		return status;
	}
	if (!secmailp_dns_resolver_equal(&settings, &c->settings))
		secmailp_dns_client_take(c, &settings);
	c->file_seen = seen;
	return SECMAIL_DONE;
}

void
secmailp_dns_follow_from(secmail_dns_client *c, const secmail_dns_resolver *settings)
{
	c->file_base = *settings;
	c->file_base.server_count = 0;
}

secmail_status
secmail_dns_client_follow(secmail_dns_client *c, const char *path)
{
	char *copy = strdup(path ? path : SECMAILP_DNS_RESOLV_CONF);
	secmail_status status;

	secmailp_error_clear(&c->error);
	if (!copy)
		return SECMAIL_NO_MEMORY;
	if (!c->file)
		secmailp_dns_follow_from(c, &c->settings);
	status = read_file(c, copy);
	if (status != SECMAIL_DONE) {
		free(copy);
		return status;
	}
	free(c->file);
	c->file = copy;
	secmailp_dns_client_set_now(c);
	c->file_looked_at = c->now;
	return SECMAIL_DONE;
}

void
secmailp_dns_follow(secmail_dns_client *c)
{
	struct stat seen;

	if (!c->file)
		return;
	secmailp_dns_client_set_now(c);
	if (c->now - c->file_looked_at < LOOK_AGAIN_MS)
		return;
	c->file_looked_at = c->now;
	if (stat(c->file, &seen) != 0) {
		secmailp_error_set(&c->error, "%s: %s", c->file, strerror(errno));
		return;
	}
	if (!is_same(&seen, &c->file_seen))
		(void)read_file(c, c->file);
}
