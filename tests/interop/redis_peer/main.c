/*
 * main.c - redis_peer: talks to a Redis server through module redis
 *
 * Usage: redis_peer SETTING... rules | race | talk | secrets
 * Settings: address=A user=U password=P database=N prefix=P timeout=MS connections=N
 *
 *   rules    runs what store.h asks of every store, each case under a prefix of its own
 *   race     takes 500 steps that another process takes too, and prints how many it won
 *   talk     reads commands, a line each, and prints what became of them
 *   secrets  logs in, and counts where the password stands in memory
 */
#include <secmail/redis.h>

#include "redis_peer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool
apply(settings *s, const char *setting)
{
	const struct {
		const char *name;
		const char **text;
		uint32_t *number;
	} known[] = {
		{ "address=", &s->address, NULL },
		{ "user=", &s->user, NULL },
		{ "password=", &s->password, NULL },
		{ "prefix=", &s->prefix, NULL },
		{ "database=", NULL, &s->database },
		{ "timeout=", NULL, &s->timeout },
		{ "connections=", NULL, &s->connections },
	};

	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		size_t len = strlen(known[i].name);

		if (strncmp(setting, known[i].name, len) != 0)
			continue;
		if (known[i].text)
			*known[i].text = setting + len;
		else
			*known[i].number = (uint32_t)strtoul(setting + len, NULL, 10);
		return true;
	}
	return false;
}

static bool
takes_settings(secmail_redis *r, const settings *s, const char *behind)
{
	char prefix[SECMAIL_REDIS_MAX_PREFIX];

	snprintf(prefix, sizeof prefix, "%s%s", s->prefix, behind);
	return secmail_redis_set_address(r, s->address) == SECMAIL_DONE &&
	       secmail_redis_set_prefix(r, prefix) == SECMAIL_DONE &&
	       secmail_redis_set_database(r, s->database) == SECMAIL_DONE &&
	       secmail_redis_set_timeout(r, s->timeout) == SECMAIL_DONE &&
	       secmail_redis_set_connections(r, s->connections) == SECMAIL_DONE &&
	       (!s->password || secmail_redis_set_login(
				    r, s->user, s->password, strlen(s->password)) == SECMAIL_DONE);
}

secmail_redis *
peer_open(const settings *s, const char *behind, secmail_store **store)
{
	secmail_redis *r = NULL;

	if (secmail_redis_new(&r) == SECMAIL_DONE && takes_settings(r, s, behind) &&
	    secmail_redis_store_new(r, store) == SECMAIL_DONE)
		return r;
	fprintf(stderr, "redis_peer: the settings are not taken\n");
	secmail_redis_free(r);
	return NULL;
}

int
main(int argc, char **argv)
{
	settings s = { .address = "", .prefix = "secmail:", .timeout = 5000, .connections = 8 };
	const char *what = argc > 1 ? argv[argc - 1] : "";

	for (int i = 1; i < argc - 1; i++)
		if (!apply(&s, argv[i])) {
			fprintf(stderr, "redis_peer: %s is no setting\n", argv[i]);
			return 64;
		}
	if (strcmp(what, "rules") == 0)
		return run_rules(&s);
	if (strcmp(what, "race") == 0)
		return run_race(&s);
	if (strcmp(what, "secrets") == 0)
		return run_secrets(&s);
	return strcmp(what, "talk") == 0 ? run_talk(&s) : 64;
}
