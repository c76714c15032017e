/* tail.h - the end of a canonical body, kept to tell whether something was appended */
#ifndef SECMAIL_DKIM_TAIL_H
#define SECMAIL_DKIM_TAIL_H

#include <openssl/evp.h>
#include <stdbool.h>

#include "private/view.h"

#define SMDKIM_TAIL 8192      /* octets of a half: so many at least are looked at from the end */
#define SMDKIM_TAIL_TRIES 256 /* lines, from the end, behind which the signed body may end */
#define SMDKIM_TAIL_DIGEST 32

typedef struct smdkim_tail {
	EVP_MD_CTX *before[2]; /* the hash where each half began */
	uint8_t half[2][SMDKIM_TAIL];
	size_t len[2];
	int now; /* the half that is being filled; the other one is the older, if not empty */
} smdkim_tail;

/* NULL without memory. */
smdkim_tail *smdkim_tail_new(void);
void smdkim_tail_free(smdkim_tail *t);

/* Each returns false if OpenSSL had no memory. `hash` is of all that came before. */
bool smdkim_tail_begin(smdkim_tail *t, const EVP_MD_CTX *hash);
bool smdkim_tail_update(smdkim_tail *t, EVP_MD_CTX *hash, secmailp_view octets);

/*
 * How many octets stand behind the line, one of the last, up to which the body
 * has the digest; 0 if there is no such line. Two contexts to work with are the
 * caller's. False if OpenSSL had no memory.
 */
bool smdkim_tail_find(const smdkim_tail *t, EVP_MD_CTX *hash, EVP_MD_CTX *spare,
    const uint8_t wanted[SMDKIM_TAIL_DIGEST], size_t *out_appended);

#endif
