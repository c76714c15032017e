/* redis_peer.h - what the files of redis_peer share: see main.c */
#ifndef SECMAIL_TESTS_REDIS_PEER_H
#define SECMAIL_TESTS_REDIS_PEER_H

#include <secmail/redis.h>

typedef struct settings {
	const char *address;
	const char *user;
	const char *password;
	const char *prefix;
	uint32_t database;
	uint32_t timeout;
	uint32_t connections;
} settings;

/* Makes one with a store, its prefix lengthened by `behind`; NULL and a line on stderr if it can't.
 */
secmail_redis *peer_open(const settings *s, const char *behind, secmail_store **store);

/* Each returns an exit status. */
int run_rules(const settings *s);
int run_race(const settings *s);
int run_talk(const settings *s);
int run_secrets(const settings *s);

#endif
