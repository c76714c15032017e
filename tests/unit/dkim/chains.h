/*
 * chains.h - ARC chains for the tests, sealed by the tests' own signer, and judged
 */
#ifndef SECMAIL_TESTS_DKIM_CHAINS_H
#define SECMAIL_TESTS_DKIM_CHAINS_H

#include <secmail/arc.h>

#include "signer.h"

#define CHAIN_LETTER "From: Ann <ann@example.com>\r\nSubject: a letter\r\n"
#define CHAIN_BODY "Dear Bob,\r\n"
#define CHAIN_ROOM 32768

/* Fields and sets whose structure is right, and whose signatures are none. */
#define AAR(i) "ARC-Authentication-Results: i=" i "; mx.example; none\r\n"
#define AMS(i)                                                                                     \
	"ARC-Message-Signature: i=" i "; a=rsa-sha256; d=one.example; s=sel; h=from; b=AAAA; "     \
	"bh=frcCV1k9oG9oKj3dpUqdJg1PxRT2RSN/XKdLCPjaYaY=\r\n"
#define AS(i, cv) "ARC-Seal: i=" i "; a=rsa-sha256; d=one.example; s=sel; cv=" cv "; b=AAAA\r\n"
#define SET(i, cv) AS(i, cv) AMS(i) AAR(i)

/* The keys of one.example and three.example, RSA, and of two.example, Ed25519; and the end. */
#define CHAIN_KEY_COUNT 4
extern const signer_record CHAIN_KEYS[CHAIN_KEY_COUNT];

/* A chain that grows, and the message below it. */
typedef struct chain {
	char header[CHAIN_ROOM]; /* newest set on top, without the empty line */
	char sealed[CHAIN_ROOM]; /* the fields in the order of sealing */
	unsigned instance;
} chain;

/* A header without a chain yet; to be released with free(). */
chain *chain_new(const char *header);

/* Adds a set whose message signature and seal have these tags, without i=, s=, bh= and b=. */
void chain_add_tags(chain *c, const char *message, const char *seal, const char *body);

/* Adds a set of this domain over the message as it is, with `cv`. */
void chain_add_set(
    chain *c, const char *domain, const char *algorithm, const char *cv, const char *body);

/* CHAIN_LETTER with the sets of one, two and three. */
chain *chain_three_sets(void);

/* The verdict on a header and a body. All is asked in the first round. */
secmail_arc_result *chain_judge(const char *header, const char *body, const signer_record *records);

#endif
