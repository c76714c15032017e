/*
 * fake_redis.h - a server that says what a test wants said
 *
 * It listens on a port of 127.0.0.1 and answers each command, on whatever
 * connection it comes, with the next of the replies that it was given. Some
 * replies are manners: see below.
 */
#ifndef SECMAIL_TESTS_FAKE_REDIS_H
#define SECMAIL_TESTS_FAKE_REDIS_H

#include <stddef.h>

#define FAKE_SILENT "silent" /* says nothing, and keeps the connection */
#define FAKE_CLOSE "close"   /* closes the connection */
#define FAKE_DRIP "drip"     /* sends the digits of a number that never ends, slowly */
#define FAKE_FLOOD "flood:"  /* sends what follows, and then zeros until nobody takes them */
#define FAKE_CUT "cut:"      /* sends what follows, and closes the connection */

#define FAKE_REPLIES 8

typedef struct fake_redis fake_redis;

/* Starts one; replies end with NULL, and the last is given again and again. */
fake_redis *fake_redis_start(const char *const replies[FAKE_REPLIES]);

/* "127.0.0.1:port" */
const char *fake_redis_address(const fake_redis *f);

/* How many commands and connections came. */
unsigned fake_redis_commands(fake_redis *f);
unsigned fake_redis_connections(fake_redis *f);

/* The words of the last command, a space after each. */
const char *fake_redis_last(fake_redis *f);

/* Closes all connections, and what it listens on. */
void fake_redis_stop(fake_redis *f);

#endif
