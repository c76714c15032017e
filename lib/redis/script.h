/*
 * script.h - what the server does for a store in one step
 */
#ifndef SECMAILP_REDIS_SCRIPT_H
#define SECMAILP_REDIS_SCRIPT_H

/* A script in Lua, and the digest by which a server that has it knows it. */
typedef struct secmailp_redis_script {
	const char *digest; /* SHA-1, in hex */
	const char *text;
} secmailp_redis_script;

/* now: the value, nil, or the status BROKEN */
extern const secmailp_redis_script secmailp_redis_script_get;

/*
 * now, "1" or "0" for whether a value is expected, that value, "1" or "0" for
 * whether there is a new one, that value, its expiry, its seconds at the server:
 * the status SWAPPED, CONFLICT or BROKEN
 */
extern const secmailp_redis_script secmailp_redis_script_compare_and_set;

/*
 * now, what to add, the expiry of a counter that begins, its seconds at the
 * server: the sum, or the status SYNTAX, OVERFLOW or BROKEN
 */
extern const secmailp_redis_script secmailp_redis_script_increment;

#endif
