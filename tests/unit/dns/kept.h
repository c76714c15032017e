/*
 * kept.h - what the tests of the cache keep in it: what a message says, at some time
 */
#ifndef SECMAIL_TESTS_KEPT_H
#define SECMAIL_TESTS_KEPT_H

#include "assemble.h"
#include "cache.h"

/* Some time; a cache has to count from any. */
#define NOW 1000000
#define SECONDS(s) ((int64_t)(s)*1000)

#define A_QUESTION ASKS("a.example", "0001")
#define ADDRESS(ttl, data) "@12 0001 0001 " ttl " [ " data " ] "
#define ONE_ADDRESS                                                                                \
	HEADER(RESPONSE, "0001", "0000", "0000") A_QUESTION ADDRESS("0000012c", "c0000201")

/* Keeps what a message says of a question. */
void keep_octets(
    secmail_dns_cache *c, const char *name, uint16_t type, secmailp_view message, int64_t now);

/* The same, for a message that is written as text. */
void keep(secmail_dns_cache *c, const char *name, uint16_t type, const char *message, int64_t now);

#endif
