/*
 * redis_internal.h - what the files of redis share with one another
 *
 * A call goes through them like this: cache.c (or store.c) makes a command,
 * call.c takes a connection from pool.c, which has it opened by connect.c where
 * none is free, exchange.c sends the command and waits for the reply, reply.c
 * reads it. redis.c holds the settings, address.c reads one of them.
 *
 * hiredis writes commands and reads replies; sockets are our own. Its own
 * functions for them raise SIGPIPE, leave descriptors to programs that are
 * started, abort the process for want of memory, and bound neither the whole
 * time nor the size of a reply.
 */
#ifndef SECMAIL_REDIS_INTERNAL_H
#define SECMAIL_REDIS_INTERNAL_H

#include <secmail/redis.h>

#include <pthread.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/un.h>

#include "private/cursor.h"
#include "private/error.h"
#include "private/monotonic.h"
#include "private/secret.h"

/* Octets of one reply: a value, its length and line ends. */
#define SECMAILP_REDIS_MAX_REPLY (SECMAIL_REDIS_MAX_VALUE + 64)

/* Words of one command. */
#define SECMAILP_REDIS_MAX_WORDS 12

/* Octets of a key with all that stands before it. */
#define SECMAILP_REDIS_KEY_SIZE (SECMAIL_REDIS_MAX_PREFIX + 6 + SECMAIL_REDIS_MAX_KEY)

/* Octets that are kept of a status or an error. */
#define SECMAILP_REDIS_TEXT_SIZE 192

/* --- address.c ------------------------------------------------------------- */

typedef struct secmailp_redis_address {
	struct sockaddr_storage at;
	socklen_t len; /* 0: none */
} secmailp_redis_address;

/* Reads "192.0.2.1:6379", "[2001:db8::1]:6379" or "unix:/path". */
bool secmailp_redis_address_read(secmailp_redis_address *out, secmailp_view text);

/* --- reply.c ---------------------------------------------------------------- */

typedef enum secmailp_redis_kind {
	SECMAILP_REDIS_NOTHING = 0, /* nothing that we take */
	SECMAILP_REDIS_ERROR = 2,
	SECMAILP_REDIS_NIL = 3,
	SECMAILP_REDIS_STATUS = 4,
	SECMAILP_REDIS_BULK = 5
} secmailp_redis_kind;

typedef struct secmailp_redis_reply {
	secmailp_redis_kind kind;
	char text[SECMAILP_REDIS_TEXT_SIZE]; /* of a status or an error, cut to fit */
	uint8_t *out;                        /* the caller's, for a bulk */
	size_t room;
	size_t len; /* of a bulk; none of it is in `out` if it is over `room` */
} secmailp_redis_reply;

/* A reply that has not come, with the caller's room for a bulk. */
secmailp_redis_reply secmailp_redis_reply_new(void *out, size_t room);

/* True for a status or an error whose text begins with this word. */
bool secmailp_redis_reply_says(
    const secmailp_redis_reply *reply, secmailp_redis_kind kind, const char *word);

/* A reader of one reply, which goes to *reply as it comes; NULL for want of memory. */
typedef struct secmailp_redis_reader secmailp_redis_reader;
secmailp_redis_reader *secmailp_redis_reader_new(secmailp_redis_reply *reply);
void secmailp_redis_reader_free(secmailp_redis_reader *reader);

typedef enum secmailp_redis_outcome {
	SECMAILP_REDIS_REPLIED = 0,   /* there is a reply; the connection can be used on */
	SECMAILP_REDIS_MORE = 1,      /* the reply has not come whole */
	SECMAILP_REDIS_NO_MEMORY = 2, /* this and all below: the connection is to be closed */
	SECMAILP_REDIS_TOO_LARGE = 3,
	SECMAILP_REDIS_CLOSED = 4,
	SECMAILP_REDIS_TIMED_OUT = 5,
	SECMAILP_REDIS_BROKEN = 6, /* this is not what Redis would say */
	SECMAILP_REDIS_LOST =
	    7, /* memory was short when the reply came: it is not known what was done */
	SECMAILP_REDIS_REFUSED = 8 /* no connection, or no login */
} secmailp_redis_outcome;

/* Takes the next octets: REPLIED, MORE, NO_MEMORY, TOO_LARGE or BROKEN. */
secmailp_redis_outcome secmailp_redis_reader_take(
    secmailp_redis_reader *reader, const uint8_t *octets, size_t len);

/* --- exchange.c -------------------------------------------------------------- */

/* The words of a command; they are borrowed. */
typedef struct secmailp_redis_command {
	const char *words[SECMAILP_REDIS_MAX_WORDS];
	size_t lens[SECMAILP_REDIS_MAX_WORDS];
	int count;
} secmailp_redis_command;

/* Adds a word; there are never more than SECMAILP_REDIS_MAX_WORDS. */
void secmailp_redis_command_add(secmailp_redis_command *c, secmailp_view word);
void secmailp_redis_command_text(secmailp_redis_command *c, const char *word);

/* Milliseconds of the monotonic clock. */
int64_t secmailp_redis_clock(void);

/* Waits until poll() sees `events` or the time is over. */
bool secmailp_redis_wait(int fd, short events, int64_t deadline);

/* Sends one command and waits for its reply. Never MORE; NO_MEMORY only if nothing was sent. */
secmailp_redis_outcome secmailp_redis_exchange(
    int fd, const secmailp_redis_command *c, secmailp_redis_reply *reply, int64_t deadline);

/* --- connect.c ---------------------------------------------------------------- */

/*
 * Opens a connection, logs in and chooses the database. REPLIED, and the
 * descriptor is in *fd; else REFUSED or NO_MEMORY, *fd is -1, and *error says why.
 */
secmailp_redis_outcome secmailp_redis_connect(
    const secmail_redis *r, int64_t deadline, int *fd, secmailp_error *error);

/* --- redis.c ------------------------------------------------------------------ */

struct secmail_redis {
	secmailp_redis_address address;
	secmailp_secret_pool secrets;
	secmailp_view password; /* in the pool; empty: no login */
	char user[SECMAIL_REDIS_MAX_USER + 1];
	char prefix[SECMAIL_REDIS_MAX_PREFIX + 1];
	uint32_t database;
	uint32_t timeout_ms;
	size_t max_open;
	pid_t owner; /* of the connections: a child's calls would mix with its parent's */

	pthread_mutex_t lock; /* for all below */
	pthread_cond_t freed; /* a connection, or the place of one, or hope was given up */
	int idle[SECMAIL_REDIS_MAX_CONNECTIONS];
	size_t idle_count;
	size_t open;          /* idle, in use and being opened */
	int64_t paused_until; /* 0: not */
	secmailp_error error;
	uint64_t calls, failures, refused, connections;
};

/* True if this process may use it. */
bool secmailp_redis_is_ours(const secmail_redis *r);

/* --- pool.c ------------------------------------------------------------------- */

/*
 * Takes a connection that is free, or opens one, or waits.
 * @return SECMAIL_DONE, and it is to be given back; SECMAIL_IO; SECMAIL_NO_MEMORY
 */
secmail_status secmailp_redis_take(secmail_redis *r, int64_t deadline, int *fd);

/*
 * Gives a connection back, and notes what became of the exchange.
 * @return SECMAIL_DONE for a reply that is no error; SECMAIL_LIMIT if the server
 *         is full, SECMAIL_NO_MEMORY: nothing was done; SECMAIL_IO
 */
secmail_status secmailp_redis_give_back(
    secmail_redis *r, int fd, secmailp_redis_outcome outcome, const secmailp_redis_reply *reply);

/* --- call.c ------------------------------------------------------------------- */

/*
 * Makes a command, and `otherwise` (NULL: none) if the server says that it
 * does not have the script that the command names.
 * @return SECMAIL_DONE: *reply is a status, a bulk or nil; SECMAIL_ARGUMENT
 *         without an address or in a child; else as secmailp_redis_give_back()
 */
secmail_status secmailp_redis_call(secmail_redis *r, const secmailp_redis_command *c,
    const secmailp_redis_command *otherwise, secmailp_redis_reply *reply);

/* The prefix, the kind and the key, which is at most SECMAIL_REDIS_MAX_KEY octets; in `room`. */
secmailp_view secmailp_redis_key(const secmail_redis *r, const char *kind, secmailp_view key,
    uint8_t room[SECMAILP_REDIS_KEY_SIZE]);

/* What is wrong with a reply of a kind that the command can't have. */
secmail_status secmailp_redis_surprise(secmail_redis *r);

#endif
