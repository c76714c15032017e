/*
 * oracle.h - whether a key made an ARC set, found without the library
 *
 * It knows what the suite of sealing has: canonicalization relaxed, RSA, fields
 * that stand once, and chains with one field of each kind for each instance.
 */
#ifndef SECMAIL_TESTS_ARC_ORACLE_H
#define SECMAIL_TESTS_ARC_ORACLE_H

#include <stdbool.h>

/* A set, each field without its name, folded anyhow. */
typedef struct oracle_set {
	const char *results;
	const char *signature;
	const char *seal;
	bool has_one_line; /* b= was on one line when it was signed */
} oracle_set;

/* The same but for the amount of white space. */
bool oracle_texts_equal(const char *a, const char *b);

/* Two tag lists with the same tags in any order, but for b= and white space. */
bool oracle_tags_equal(const char *a, const char *b);

/* Whether both signatures of a set on top of the message are those of the key. */
bool oracle_accepts(const oracle_set *set, const char *message, const char *pem);

#endif
