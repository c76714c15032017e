/*
 * private_key.h - what the files on signing keys share
 *
 * A file is found to be PEM or DER (pem.c), read into numbers (private_der.c,
 * der.c), made a key of OpenSSL's (private_evp.c), and written as a record
 * (key_text.c) or as PKCS #8 again (der_write.c). The key itself is in
 * private_key.c, what it has to do with files in private_file.c.
 */
#ifndef SECMAIL_DKIM_PRIVATE_KEY_H
#define SECMAIL_DKIM_PRIVATE_KEY_H

#include <secmail/dkimkey.h>

#include "dkim_internal.h"
#include "private/secret.h"

#define SMDKIM_ED25519_KEY 32
#define SMDKIM_ED25519_SIGNATURE 64
#define SMDKIM_PRIVATE_ROOM 32768 /* octets of locked memory for work on one key */
#define SMDKIM_MAX_EXPONENT 4     /* octets of a public exponent, as verifiers here take it */

/* --- pem.c --------------------------------------------------------------- */

/* Where the first block of a text stands. */
typedef struct smdkim_pem {
	secmailp_view label;
	secmailp_view base64;
} smdkim_pem;

typedef enum smdkim_pem_found {
	SMDKIM_PEM_NONE, /* there is no block: it may be DER */
	SMDKIM_PEM_WHOLE,
	SMDKIM_PEM_BROKEN, /* it has no end, or headers that nobody knows */
	SMDKIM_PEM_ENCRYPTED
} smdkim_pem_found;

/* Finds the first block (RFC 7468 section 3; for Proc-Type RFC 1421 section 4.6.1.1). */
smdkim_pem_found smdkim_pem_find(smdkim_pem *out, secmailp_view text);

/* Writes a block and a NUL. Returns the length without the NUL, 0 if there is no room. */
size_t smdkim_pem_write(const char *label, secmailp_view der, char *out, size_t room);

/* --- private_der.c ------------------------------------------------------- */

/* The numbers of RSAPrivateKey, in its order. */
typedef enum smdkim_part {
	SMDKIM_PART_N,
	SMDKIM_PART_E,
	SMDKIM_PART_D,
	SMDKIM_PART_P,
	SMDKIM_PART_Q,
	SMDKIM_PART_DP,
	SMDKIM_PART_DQ,
	SMDKIM_PART_QINV,
	SMDKIM_PART_COUNT
} smdkim_part;

/* A key as numbers; the views lead into memory that somebody else owns. */
typedef struct smdkim_numbers {
	smdkim_key_type type;
	secmailp_view part[SMDKIM_PART_COUNT]; /* RSA: big-endian, no leading zeros */
	secmailp_view seed;                    /* Ed25519, private */
	secmailp_view point; /* Ed25519, public; empty if it does not stand there */
} smdkim_numbers;

/* Each returns NULL, or in words why this is no key that can be taken. */
const char *smdkim_private_read(smdkim_numbers *out, secmailp_view der);
const char *smdkim_public_read(smdkim_numbers *out, secmailp_view der);

/* --- der_write.c: DER, written from its end to its start ------------------ */

typedef struct smdkim_der_out {
	uint8_t *start;
	uint8_t *at; /* what was written is from here to the end of the room */
	uint8_t *end;
	bool full;
} smdkim_der_out;

/* SubjectPublicKeyInfo of an RSA key, and PKCS #8 of either; an empty view if there is no room. */
secmailp_view smdkim_public_write(const smdkim_numbers *key, uint8_t *room, size_t size);
secmailp_view smdkim_private_write(const smdkim_numbers *key, uint8_t *room, size_t size);

/* --- private_evp.c ------------------------------------------------------- */

/* A private key for OpenSSL; NULL if it finds no memory, or nothing in the numbers. */
EVP_PKEY *smdkim_private_open(
    const smdkim_numbers *key, secmailp_secret_pool *work, const smdkim_crypto *crypto);

/* Takes the numbers out of a key, into `work`. False if that is too small, or memory short. */
bool smdkim_private_numbers(
    smdkim_numbers *out, EVP_PKEY *pkey, smdkim_key_type type, secmailp_secret_pool *work);

/* Signing set up for one thread, to be used again and again. */
typedef struct smdkim_pen {
	EVP_PKEY_CTX *rsa;
	EVP_MD_CTX *ed25519;
} smdkim_pen;

/* Sets up at the first use. SECMAIL_DONE, or SECMAIL_NO_MEMORY for all that OpenSSL fails for. */
secmail_status smdkim_pen_sign(smdkim_pen *pen, const secmail_dkim_key *key,
    const uint8_t digest[SMDKIM_DIGEST], uint8_t out[SECMAIL_DKIM_SIGNATURE_SIZE], size_t *out_len);
void smdkim_pen_free(smdkim_pen *pen);

/* --- known_key.c --------------------------------------------------------- */

#define SMDKIM_KNOWN_KEY_ROOM 640

/* A key that is good for sure; what is read leads into `room`. */
bool smdkim_known_key_read(
    smdkim_numbers *out, smdkim_key_type type, uint8_t room[SMDKIM_KNOWN_KEY_ROOM]);

/* --- key_text.c ---------------------------------------------------------- */

/* The text of the DNS record, for free(). SECMAIL_DONE or SECMAIL_NO_MEMORY. */
secmail_status smdkim_record_write(const smdkim_numbers *key, char **out);

/* --- private_key.c ------------------------------------------------------- */

struct secmail_dkim_key {
	unsigned users; /* atomic */
	const smdkim_crypto *crypto;
	bool allows_short;
	bool allows_open_file;
	smdkim_key_type type; /* SMDKIM_KEY_UNKNOWN: nothing is loaded */
	unsigned bits;
	EVP_PKEY *pkey;   /* NULL: it lies elsewhere */
	smdkim_key *half; /* the public half, made from `record` */
	char *record;
	secmailp_error error;
};

secmail_dkim_key *smdkim_private_use(secmail_dkim_key *k);

/* The statuses of loading; the sentence for each goes to the key's error. */
secmail_status smdkim_private_refuse(secmail_dkim_key *k, secmail_status status, const char *why);

#endif
